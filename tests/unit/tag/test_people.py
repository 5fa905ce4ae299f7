"""What ``pipeline.tag.people`` finds: names with their titles apart, and what only looks like a name."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.run import Pipeline
from pipeline.tag.organisations import find_organisations
from pipeline.tag.people import find_people, name_of
from pipeline.tag.quoted import find_quoted
from schemas.layout import Segment
from schemas.mention import Mention

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "tag" / "people.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_people_are_found_with_their_titles_apart(chain: Pipeline, case: dict[str, Any]) -> None:
    """Each case names exactly these people."""
    hits = chain.lexicons.scan(case["text"])
    found = find_people(case["text"], hits, find_organisations(case["text"], hits))
    assert [[item.value.name, item.value.title, item.value.surname_only] for item in found] == case["expect"]
    assert all(case["text"][item.start : item.end] == item.text for item in found)


def test_a_name_may_run_over_the_end_of_a_long_line_only(chain: Pipeline) -> None:
    """A short line is a thing of its own; a wrapped one goes on."""
    short = "Erika\nWendland"
    long = "Die Sitzung leitete in diesem Jahr an Stelle der verhinderten Vorsitzenden Erika\nWendland"
    for text, expected in ((short, []), (long, ["Erika Wendland"])):
        cut = text.index("\n")
        segments = [Segment(0, cut, "text"), Segment(cut + 1, len(text), "text")]
        assert [item.value.name for item in find_people(text, chain.lexicons.scan(text), [], segments)] == expected


def test_a_break_behind_a_hyphen_closes() -> None:
    """A double name broken at its hyphen is one word."""
    assert name_of("Wendland-\nBrink") == "Wendland-Brink"


def test_a_quotation_names_the_whole_programme() -> None:
    """A listed name inside the quotation marks gives way, its entity stays where it makes up most of it."""
    text = "aus der Richtlinie „Wärme für Dörfer“"
    listed = Mention("programme", 20, 36, text[20:36], "programme.x", 0.9, "Wärme für Dörfer", "x")
    assert [(item.value, item.entity) for item in find_quoted(text, "programme", [listed])] == [("Wärme für Dörfer", "x")]


@pytest.mark.parametrize("text", ["das Netzwerk „Wärme für Dörfer“", "das Programm „Klimanetzwerk“", "„Programm“ sagt er"])
def test_other_quotations_are_no_programmes(text: str) -> None:
    """Only the word before the quotation marks makes a programme of it."""
    assert find_quoted(text, "programme", []) == []
