"""What holds of every finder of small values: spans slice, order, no overlap, no exception, and speed that does not explode."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lexicon import Hit, Lexicons
from pipeline.normalise.values import NORMALISERS, normalise_mention
from pipeline.tag.amounts import find_amounts
from pipeline.tag.contacts import find_emails, find_links, find_phones
from pipeline.tag.counts import find_counts
from pipeline.tag.quantities import find_quantities
from pipeline.tag.references import find_references
from schemas.mention import Mention

Finder = Callable[[str, dict[str, list[Hit]]], list[Mention]]
LISTS = ("contact_cues", "count_cues", "member_nouns", "money_cues", "number_words", "quantity_units", "saving_cues")
FINDERS: tuple[Finder, ...] = (
    find_links,
    find_emails,
    find_phones,
    find_references,
    find_amounts,
    find_quantities,
    find_counts,
)
FRAGMENTS = (
    *"zehn Kommunen und Städte ein Landkreis von den bis zu rund 12 3.000 1,7 Mio. kWh % Euro € EUR TEUR ,- t CO2".split(),
    *"Ziel: soll um www.a-b.de info@a.de (at) [at] :// https:// 03K12345 FKZ 67K Tel. 05251 / 123-45 +49 (0) Fax - –".split(),
    *"Zahl der Mitglieder : 6 in beiden mindestens zwischen Dutzend halbe Million auf pro Jahr /a weniger Strom".split(),
    *"einsparen ; . , weitere Prozent ( )".split(),
    "\n",
    "\n\n",
    "\u00a0",
)


def check_invariants(text: str, hits: dict[str, list[Hit]]) -> None:
    """Assert what holds of every finder's result."""
    for find in FINDERS:
        found = find(text, hits)
        assert all(text[item.start : item.end] == item.text and item.text for item in found)
        assert all(before.end <= after.start for before, after in pairwise(found))
        assert all(0 < item.confidence <= 1 and item.label in NORMALISERS for item in found)
        for item in found:
            normalised = normalise_mention(item)
            assert normalised is None or (normalised.start, normalised.end) == (item.start, item.end)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=24).map(" ".join))
def test_mixed_fragments_give_spans_that_slice(lexicons: Lexicons, text: str) -> None:
    """Whatever the order of the words that trigger finders, spans slice, are sorted and do not overlap."""
    check_invariants(text, lexicons.scan(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_spans_that_slice(lexicons: Lexicons, text: str) -> None:
    """No text raises an exception."""
    check_invariants(text, lexicons.scan(text))


@pytest.mark.parametrize("text", ["", " ", "0", "@", "://", "%", "€", ",-", "Euro", "Kommunen", "zehn", ":", "Tel."])
def test_fragments_alone_are_nothing(lexicons: Lexicons, text: str) -> None:
    """A trigger without anything beside it gives no mention."""
    assert [item for find in FINDERS for item in find(text, lexicons.scan(text))] == []


def test_finders_work_without_lexicons() -> None:
    """Without hits there is no exception, and shapes are still read."""
    text = "Mehr auf www.amt-beispiel.de, 03K12345, 030 / 61 62 63-0."
    assert [item.label for find in FINDERS for item in find(text, {})] == ["link", "phone", "reference"]


@pytest.mark.parametrize(
    "unit", ["0 ", "a.", "1.", "a@", "zehn ", "12 Kommunen, ", "(at)", "10 % ", "www.", "0 Euro ", "bis 2020 ", "und ein Kreis "]
)
def test_long_runs_take_linear_time(lexicons: Lexicons, unit: str) -> None:
    """Twenty thousand characters of one trigger are read in under two seconds: no pattern backtracks without end."""
    text = unit * (20_000 // len(unit))
    hits = lexicons.scan(text)
    begin = time.perf_counter()
    for find in FINDERS:
        find(text, hits)
    assert time.perf_counter() - begin < 2
