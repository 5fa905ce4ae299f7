"""The table of repairs: each case of the collection, and what must hold for every text."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.repairs import REPAIRS, needs_repair, repair

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "clean" / "repairs.yaml").read_text(encoding="utf-8"))

#: pieces that repairs look for, so that random texts are full of work
PIECES = st.sampled_from(
    ["Klima", "schutz", "-", "\n", "\r\n", "\r", " ", "  ", "    ", "\t", "\u00ad", "\x02", "\u200b", "\ufeff", "\u00a0", "\u2011", "\u1806", ":",
     "u\u0308", "a", "\u0308", "\ufb03", "Ã¼", "Ã", "Â", "â€ž", "â€", "¼", "ÃƒÂ¤", "&amp;", "&", "amp;", "uuml;", "#8222;", "er", " in nen", "in nen",
     "und", "\x07", "\x85", "\u2028", "\u212a", "Stadt Lage", "www.", "ß“", "ï»¿", "Ä±", "é", "😀", "\u200d"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_reads_as_expected(case: dict[str, Any]) -> None:
    """Each collected text comes out as written down, by the repairs named there."""
    draft = repair(case["text"])
    assert draft.text == case["expect"]
    assert [done.name for done in draft.repairs] == case["repairs"]


@pytest.mark.parametrize("case", [case for case in CASES if case["repairs"]], ids=lambda case: case["id"])
def test_quick_look_sees_every_case(case: dict[str, Any]) -> None:
    """The quick look never lets a text pass that a repair would change."""
    assert needs_repair(case["text"])


def test_names_are_unique_and_every_repair_has_a_case() -> None:
    """A repair that no case shows is not tested."""
    names = [rule.name for rule in REPAIRS]
    assert len(names) == len(set(names))
    assert set(names) <= {name for case in CASES for name in case["repairs"]}


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_quick_look_is_never_wrong(text: str) -> None:
    """A text that needs no repair is one that the table leaves alone."""
    if not needs_repair(text):
        assert all(rule.pattern.search(text) is None or repair(text).text == text for rule in REPAIRS)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What repairs leave behind is work for none of them."""
    once = repair(text).text
    assert repair(once).text == once


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_offsets_survive_every_repair(text: str) -> None:
    """Every cleaned span leads to raw characters, never backwards, and untouched characters to themselves."""
    draft = repair(text)
    offsets = draft.finish()
    assert (offsets.clean_length, offsets.raw_length) == (len(draft.text), len(text))
    assert draft.raw == text
    ends = [offsets.to_raw(at, at + 1) for at in range(len(draft.text))]
    for at, (start, end) in enumerate(ends):
        assert 0 <= start < end <= len(text)
        assert offsets.to_clean(start) <= at
        if at and end - start == 1:
            assert start >= ends[at - 1][0]
    touched = {index for done in draft.repairs for index in range(done.start, done.end)}
    for at, (start, end) in enumerate(ends):
        if touched.isdisjoint(range(start, end)):
            assert text[start:end] == draft.text[at]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_spans_contain_the_spans_inside_them(text: str, data: st.DataObject) -> None:
    """A longer cleaned span never leads to fewer raw characters."""
    draft = repair(text)
    size = len(draft.text)
    if not size:
        return
    offsets = draft.finish()
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    first, last = offsets.to_raw(start, end)
    assert first == offsets.to_raw(start, start + 1)[0]
    assert last == offsets.to_raw(end - 1, end)[1]
    assert first < last


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_repairs_quote_the_raw_text(text: str) -> None:
    """Each recorded repair shows the raw characters it stands for."""
    for done in repair(text).repairs:
        assert text[done.start : done.end] == done.before


def test_span_over_a_break_covers_it() -> None:
    """The joined word leads to the broken one, and a name behind it to itself."""
    raw = "Im Klima-\nschutznetz\u00adwerk\u00a0GuÌˆtersloh".replace("Ìˆ", "\u0308")
    draft = repair(raw)
    offsets = draft.finish()
    start = draft.text.index("Klimaschutznetzwerk")
    first, last = offsets.to_raw(start, start + len("Klimaschutznetzwerk"))
    assert raw[first:last] == "Klima-\nschutznetz\u00adwerk"
    first, last = offsets.to_raw(len(draft.text) - 9, len(draft.text))
    assert raw[first:last] == "Gu\u0308tersloh"
