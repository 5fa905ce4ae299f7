"""What ``pipeline.tag.dates`` finds: spans, classes and traps; what they mean is tested beside ``normalise``."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tag.date_grammar import SHAPE_RE, START_RE
from pipeline.tag.date_words import DateWords
from pipeline.tag.datelines import find_dateline
from pipeline.tag.dates import DateFinder, is_of_news
from schemas.lexicon import Lexicon, LexiconEntry
from schemas.time import TimeExpression

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "normalise" / "dates.yaml").read_text(encoding="utf-8"))
DATELINES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "datelines.yaml").read_text(encoding="utf-8"))


def entries(name: str) -> tuple[LexiconEntry, ...]:
    """Read one list of the corpus."""
    text = (ROOT / "corpus" / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text)).entries


WORDS = DateWords.from_entries(entries("months"), entries("seasons"), entries("number_words"), entries("time_words"))
FINDER = DateFinder(WORDS)
FRAGMENTS = (
    *"1. 2020 Juli bis von 3 Jahre - – / Ende letzten Jahres Q3 im seit KW vor zwei halbes Winter gestern 05 31 Freitag".split(),
    *", Aug. und zwischen II. Quartal 0 dem drei- vierjährig in Projektjahren zum an diese wenigen ' & ~ Hälfte zweite".split(),
    "\n",
    "\n\n",
)


def check_invariants(text: str, found: list[TimeExpression]) -> None:
    """Assert what holds of every result: spans slice, are sorted and do not overlap."""
    assert all(text[item.start : item.end] == item.text for item in found)
    assert all(item.start < item.end for item in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_spans_and_classes_are_those_of_the_case(case: dict[str, object]) -> None:
    """Each case's expressions are found with exact spans and the right class, and nothing beside them."""
    found = FINDER.find(str(case["text"]))
    assert [[item.text, item.cls] for item in found] == [row[:2] for row in case["expect"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", DATELINES, ids=lambda case: case["id"])
def test_dateline_is_the_documents_own_date(case: dict[str, str | None]) -> None:
    """The document's own date is chosen, and none where the text does not say."""
    text = str(case["text"])
    found = find_dateline(text, FINDER.find(text), WORDS.labels)
    assert (found.text if found else None) == case["expect"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    """No text raises; spans slice, are sorted and do not overlap."""
    check_invariants(text, FINDER.find(text))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14), st.sampled_from(["", " "]))
def test_any_heap_of_date_words_is_read_without_error(parts: list[str], blank: str) -> None:
    """Words of dates in any order raise nothing and keep the invariants."""
    text = blank.join(parts)
    check_invariants(text, FINDER.find(text))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="mdnYyNMBSPDUOKTZHQcofhgjbuzsaVilpC~ .,-/'kqeAGWwIFLvxrJ!<=>;\"()0123456789", max_size=25))
def test_the_cheap_look_ahead_loses_no_match(codes: str) -> None:
    """Wherever the grammar matches, the cheap pattern lets it try."""
    for match in SHAPE_RE.finditer(codes):
        assert START_RE.match(codes, match.start()), match


NEWS = "am Mittwoch|in den 80er-Jahren|jedes Jahr|seit Jahren|jahrelang|vergangenes Wochenende|Burg (1632|am nächsten Tag|19. Jahrhundert"


@pytest.mark.parametrize("text", NEWS.split("|"))
def test_what_only_news_needs_is_kept_out_of_records(text: str) -> None:
    """Weekdays, decades, repetitions, uncounted spans and old years are marked, so that none becomes a network's date."""
    found = FINDER.find(text)
    assert found
    assert all(is_of_news(item) for item in found)


@pytest.mark.parametrize(
    "text", ["Mittwoch vergangener Woche", "gestern", "3. Mai 2021", "seit zwei Jahren", "II/2022", "07/20 – 06/23"]
)
def test_what_records_need_is_not_marked_as_news(text: str) -> None:
    """A date that tells a day, month or year is of use for a record."""
    assert [is_of_news(item) for item in FINDER.find(text)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "1950 Wohnungen",
        "nötig wären 1950 gewesen",
        "zwischen 1500 und 1800 Euro",
        "rund 1500 Gäste",
        "im Mai 1500 Euro",
        "eines Tages",
    ],
)
def test_a_number_that_counts_is_no_old_year(text: str) -> None:
    """Numbers before 1990 are years only where the words around say so."""
    assert not [item for item in FINDER.find(text) if any(code.isdigit() for code in item.text) or "Tages" in item.text]


def test_searching_a_part_gives_places_in_the_whole_text() -> None:
    """Positions of a search between two places still point into the whole text."""
    text = "Im Juli 2020 begann es, im Juli 2023 endete es."
    found = FINDER.find(text, start=20, end=len(text))
    assert [(item.start, item.text) for item in found] == [(27, "Juli 2023")]


def test_a_blank_line_parts_two_dates() -> None:
    """A range does not run across a blank line."""
    assert [item.text for item in FINDER.find("Auftakt 2019 –\n\n2020 folgte mehr")] == ["2019", "2020"]


def test_words_are_data() -> None:
    """A new month name in the list is read without a change to the grammar."""
    month = LexiconEntry(id="brachet", label="Brachet", variants=("Brachet",), value=6)
    finder = DateFinder(DateWords.from_entries([month], [], [], entries("time_words")))
    assert [item.text for item in finder.find("Am 3. Brachet 2021 kamen sie.")] == ["3. Brachet 2021"]


def test_public_cases_are_found() -> None:
    """At least nine in ten public expressions are found, a leading preposition apart; a fall below shows a regression."""
    folder = ROOT.parent / "shared" / "dates"
    if not folder.is_dir():
        pytest.skip("the public test suites are not beside this repository (../shared/dates)")
    import json  # noqa: PLC0415 - only where the files are

    lead, right, total = re.compile(r"^(?:(?:am|im|in|an|von|den|dem)\s+)+", re.IGNORECASE), 0, 0
    for path in sorted(folder.glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            ours = {(item.end, lead.sub("", item.text)) for item in FINDER.find(row["text"])}
            total += len(row["expect"])
            right += sum((item["end"], lead.sub("", item["text"])) in ours for item in row["expect"])
    assert right / total > 0.9
