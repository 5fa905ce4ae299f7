"""Which bodies a text names, and under which names."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.run import Pipeline
from pipeline.tag.organisation_names import nominative_name, stands_for, without_town
from pipeline.tag.organisations import find_organisations

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "tag" / "organisations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_bodies_are_found_under_their_names(chain: Pipeline, case: dict[str, Any]) -> None:
    """Each case names exactly these bodies, in the nominative, in text order."""
    found = find_organisations(case["text"], chain.lexicons.scan(case["text"]))
    assert [mention.value.name for mention in found] == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_mentions_lie_in_order_and_quote_the_text(chain: Pipeline, case: dict[str, Any]) -> None:
    """Mentions do not overlap, and each carries its own characters."""
    found = find_organisations(case["text"], chain.lexicons.scan(case["text"]))
    assert all(case["text"][mention.start : mention.end] == mention.text for mention in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Ingenieurbüros Muster", "Ingenieurbüro Muster"),
        ("Stadtwerken Lage", "Stadtwerke Lage"),
        ("Klimabündnisses Tal", "Klimabündnis Tal"),
    ],
)
def test_heads_stand_in_the_nominative(surface: str, expected: str) -> None:
    """A genitive or dative head loses its ending."""
    assert nominative_name(surface, {}, 0) == expected


def test_capitals_stand_for_a_name() -> None:
    """An acronym is one only where its letters come in the name's order, from its first."""
    assert stands_for("TIK", "Talauer Institut für Klima")
    assert not stands_for("XY", "Talauer Institut für Klima")


def test_a_town_before_a_name_is_dropped_but_a_land_stays() -> None:
    """The adjective of a town says where a body sits; "Westfälische" is part of its name."""
    assert without_town("Göttinger Energieagentur") == "Energieagentur"
    assert without_town("Westfälische Hochschule") == "Westfälische Hochschule"
