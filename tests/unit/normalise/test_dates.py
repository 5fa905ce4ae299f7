"""What expressions of time mean: the values of ``pipeline.normalise.dates``."""

import importlib.util
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalise.dates import resolve
from pipeline.read.stamps import parse_declared
from pipeline.tag.date_words import DateWords
from pipeline.tag.dates import DateFinder
from schemas.edtf import bounds
from schemas.lexicon import Lexicon, LexiconEntry
from schemas.time import Shift, TimeExpression, TimePoint, TimeValue

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "normalise" / "dates.yaml").read_text(encoding="utf-8"))


def entries(name: str) -> tuple[LexiconEntry, ...]:
    """Read one list of the corpus."""
    text = (ROOT / "corpus" / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text)).entries


FINDER = DateFinder(DateWords.from_entries(*map(entries, ("months", "seasons", "number_words", "time_words"))))


def spelt(value: TimeValue | None) -> str | None:
    """Write a value as the cases do: EDTF, FROM/UNTIL, months as 36M."""
    if value is None:
        return None
    months = f"{value.months}M" if value.months is not None else ""
    spread = f"{value.from_ or '..'}/{value.until or '..'}" if value.from_ or value.until else ""
    return value.edtf or f"{spread} {months}".strip() or None


def relative(reference: str, shift: Shift, **parts: int) -> TimeValue | None:
    """Resolve a relative point without going through a text."""
    expression = TimeExpression(0, 1, "x", "relative", "relative", "test", point=TimePoint(shift=shift, **parts))  # type: ignore[arg-type]
    return resolve(expression, date.fromisoformat(reference))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_values_are_those_of_the_case(case: dict[str, str]) -> None:
    """Each expression of a case means what the case says."""
    reference = date.fromisoformat(case["reference"]) if "reference" in case else None
    values = [spelt(resolve(item, reference)) for item in FINDER.find(case["text"])]
    assert values == [row[2] for row in case["expect"]]


#: share of the expressions of news and announcements found, exact (a leading preposition apart) and right in value; never lower
FLOORS = {"dates_news": (0.99, 0.99, 0.98), "dates_announcements": (0.99, 0.98, 0.98)}


@pytest.mark.parametrize("name", FLOORS)
def test_news_and_announcements_are_read_as_well_as_before(name: str) -> None:
    """The shares found, exact and right do not fall, and nineteen of twenty finds are no false alarms."""
    spec = importlib.util.spec_from_file_location("measure_dates", ROOT / "tools" / "measure_dates.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["measure_dates"] = tool
    spec.loader.exec_module(tool)
    total = tool.Count()
    cases = tool.own_cases(ROOT / "tests" / "cases" / "normalise" / f"{name}.yaml")
    for count in tool.measure(cases, partial(tool.ours_in, finder=FINDER)).values():
        total.add(count)
    found, exact, right = FLOORS[name]
    assert total.touched / total.wanted >= found
    assert total.near / total.wanted >= exact
    assert total.meant / total.valued >= right
    assert total.touching / total.found >= 0.95


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Am Mittwoch wurde gefeiert.", "2021-04-28"),
        ("Am Mittwoch wird gefeiert.", "2021-05-05"),
        ("Im Dezember war der Vertrag fertig.", "2020-12"),
        ("Im Dezember soll der Vertrag fertig sein.", "2021-12"),
        ("Am 1. April wird gefeiert.", "2021-04-01"),
        ("Am 5. November wurde gefeiert.", "2020-11-05"),
        ("Im November sind sie an den Start gegangen.", "2020-11"),
    ],
)
def test_the_tense_of_the_clause_tells_the_side(text: str, value: str) -> None:
    """A weekday or a month far off lies where the clause tells of; a day near the document's date stays there."""
    [item] = FINDER.find(text)
    assert spelt(resolve(item, date(2021, 5, 3))) == value


def test_the_story_counts_from_the_date_told_before() -> None:
    """The time of "zwei Jahre später" counts from the date before it, and means nothing where none was told."""
    found = FINDER.find("Am 7. Juli 1911 begann der Bau, zwei Jahre später war er fertig, tags darauf wurde gefeiert.")
    assert [spelt(resolve(item, date(2021, 5, 3))) for item in found[:2]] == ["1911-07-07", "1913"]
    [alone] = FINDER.find("Tags darauf wurde gefeiert.")
    assert resolve(alone, date(2021, 5, 3)) is None


def test_a_year_taken_from_the_reference_is_marked_as_implied() -> None:
    """What the document's date gave is kept apart from what the text says."""
    [item] = FINDER.find("am 6. April kamen sie")
    value = resolve(item, date(2021, 5, 3))
    assert value is not None
    assert (value.edtf, value.relative, value.implied) == ("2021-04-06", True, ("year",))


def test_an_absolute_date_needs_no_reference() -> None:
    """A full date is the same with and without a reference, and not relative."""
    [item] = FINDER.find("am 6. April 2020 kamen sie")
    assert resolve(item, None) == resolve(item, date(2021, 5, 3)) == TimeValue(edtf="2020-04-06")


def test_the_week_is_kept_beside_its_month() -> None:
    """EDTF has no weeks, so the month stands for one and the ISO week is kept."""
    [item] = FINDER.find("in KW 12/2021 wird getagt")
    assert resolve(item, None) == TimeValue(edtf="2021-03", week="2021-W12")


def test_last_friday_on_a_friday_is_a_week_ago() -> None:
    """A named weekday behind "vergangenen" lies strictly before the document's date."""
    value = relative("2021-05-07", Shift("day", -1, named=True), weekday=4)
    assert value is not None
    assert value.edtf == "2021-04-30"


def test_a_leap_day_of_a_common_year_has_no_value() -> None:
    """The 29th of February of a year that has none stays without a value."""
    expression = TimeExpression(0, 1, "x", "date", "day", "test", point=TimePoint(year=2021, month=2, day=29))
    assert resolve(expression, None) is None


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2021-05-03", "2021-05-03"),
        ("2021-05-03T23:59:59Z", "2021-05-03"),
        ("Mon, 03 May 2021 08:00:00 +0200", "2021-05-03"),
        ("3. Mai 2021", "2021-05-03"),
        ("12.03.2021", "2021-03-12"),
        ("May 3, 2021", "2021-05-03"),
        ("Mai 2021", None),
        ("2021", None),
        ("gestern", None),
        ("Die", None),
        ("", None),
    ],
)
def test_a_declared_date_is_read_only_when_it_is_a_full_day(stamp: str, day: str | None) -> None:
    """A parser pads what is missing, so a stamp without a full day is refused."""
    assert parse_declared(stamp) == day


PARTS = st.sampled_from(
    "1. 2020 Juli bis von 3 Jahre – / Ende letzten Jahres Q3 im seit KW vor zwei halbes Winter gestern 31 Freitag und zwischen "
    "Quartal kommenden Monaten 29. Februar 53 Wochen 9999 vorletzten September Woche nächsten".split()
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PARTS, max_size=10), st.none() | st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_every_value_is_valid_edtf(parts: list[str], reference: date | None) -> None:
    """Whatever is found resolves without an exception to EDTF that ``schemas.edtf`` reads."""
    for item in FINDER.find(" ".join(parts)):
        value = resolve(item, reference)
        for edtf in (value.edtf, value.from_, value.until) if value else ():
            assert edtf is None or bounds(edtf)
