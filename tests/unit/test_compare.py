"""Comparing values: what counts as equal, as near, and as which error."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.compare import Item, Tally, compare_field, is_near, is_same, likeness, match_items


def _items(field: str, *keys: Any) -> list[Item]:
    return [Item(field, key if isinstance(key, tuple) else (key,)) for key in keys]


def _count(field: str, golds: Sequence[Any], ours: Sequence[Any], *, lenient: bool = False) -> tuple[list[int], list[str]]:
    tally = Tally()
    compare_field(field, _items(field, *golds), _items(field, *ours), is_near if lenient else is_same, tally)
    return tally.counts.get(field, [0, 0, 0]), [error.kind for error in tally.errors]


def test_blanks_and_composition_are_no_difference() -> None:
    """A non-breaking space or a decomposed umlaut does not make a name wrong."""
    assert is_same("name", "Lu\u0308nen", "Lünen")
    assert is_same("name", "Bad\u00a0Lippspringe", "Bad Lippspringe")


def test_a_wrong_scalar_is_false_and_missed_at_once() -> None:
    """A scalar with another value counts against precision and recall, and is one error."""
    assert _count("start", ["2020-07"], ["2020-10"]) == ([0, 1, 1], ["wrong"])


def test_a_missed_and_an_invented_value_are_told_apart() -> None:
    """Nothing against something is missed, something against nothing invented."""
    assert _count("start", ["2020-07"], []) == ([0, 0, 1], ["missed"])
    assert _count("start", [], ["2020-07"]) == ([0, 1, 0], ["invented"])


def test_both_sides_empty_is_no_count() -> None:
    """A null on either side is neither right nor wrong."""
    assert _count("start", [], []) == ([0, 0, 0], [])


def test_lists_are_compared_without_order() -> None:
    """Two elements found, one missed, one invented."""
    assert _count("topics", ["Heizung", "Strom", "Wasser"], ["Strom", "Beleuchtung", "Heizung"])[0] == [2, 1, 1]


def test_the_same_element_twice_counts_once() -> None:
    """A doubled value of ours is one right and one invented."""
    assert _count("topics", ["Strom"], ["Strom", "Strom"]) == ([1, 1, 0], ["invented"])


def test_a_town_and_its_district_are_two_participants() -> None:
    """Stadt Herford is not Kreis Herford, in either measure."""
    town, district = ("Herford", "municipality"), ("Herford", "district")
    for lenient in (False, True):
        assert _count("participants", [town, district], [district, town], lenient=lenient)[0] == [2, 0, 0]
        assert _count("participants", [town], [district], lenient=lenient)[0] == [0, 1, 1]


def test_parts_are_scored_for_matched_elements_only() -> None:
    """A wrong form is one error of participants.form; a missed participant adds none there."""
    gold = [
        Item("participants", ("Lage", "municipality"), {"form": "Stadt", "ags": "05766040"}),
        *_items("participants", ("Werne", "municipality")),
    ]
    ours = [Item("participants", ("Lage", "municipality"), {"form": "Gemeinde", "ags": "05766040"})]
    tally = Tally()
    compare_field("participants", gold, ours, is_same, tally)
    assert tally.counts == {"participants": [1, 0, 1], "participants.form": [0, 1, 1], "participants.ags": [1, 0, 0]}


def test_equal_elements_are_paired_before_near_ones() -> None:
    """A near name must not take the place of the equal one."""
    pairs, missed, invented = match_items(
        _items("funders", ("BMU",), ("BMU Berlin",)), _items("funders", ("BMU Berlin",), ("BMU",)), is_near
    )
    assert [(gold.key, ours.key) for gold, ours in pairs] == [(("BMU",), ("BMU",)), (("BMU Berlin",), ("BMU Berlin",))]
    assert (missed, invented) == ([], [])


def test_a_pair_with_equal_parts_goes_first() -> None:
    """Of two members of one name the one with the same key is the partner."""
    gold = [Item("participants", ("Neukirchen", "municipality"), {"ags": "06634017"})]
    ours = [Item("participants", ("Neukirchen", "municipality"), {"ags": ags}) for ags in ("14524230", "06634017")]
    pairs, _, invented = match_items(gold, ours, is_same)
    assert (pairs[0][1].parts["ags"], invented[0].parts["ags"]) == ("06634017", "14524230")


@pytest.mark.parametrize(
    ("field", "one", "other", "near"),
    [
        ("start", "2020-07", "2020", True),
        ("start", "2020-21", "2020-04", True),
        ("start", "2020-07", "2020-08", False),
        ("founded", "2021", "2020", False),
        ("name", "Klimaschutznetzwerk Musterland", "Klimaschutznetzwerks Musterland", True),
        ("funders", "Bundesministerium", "Bundesministerium für Umwelt", True),
        ("funders", "BAFA", "KfW", False),
        ("links", "https://www.beispiel.de/netz/", "beispiel.de/netz", True),
        ("phones", "06341 5590-33", "06341/559033", True),
        ("status", "planned", "running", False),
        ("edition", 1, 2, False),
        ("participants.ags", "05758012", "05758016", False),
        ("funding_refs", "67K18876", "67K18877", False),
    ],
)
def test_near_values(field: str, one: Any, other: Any, near: bool) -> None:  # noqa: FBT001 - a table column
    """Lenient forgives spelling and precision, never another number, code or day."""
    assert is_near(field, one, other) is near


def test_a_number_within_targets_must_be_equal() -> None:
    """3,000 t is not 3,000 kWh, and 30 is no near 31."""
    assert _count("targets", [(3000.0, "t CO2")], [(3000.0, "kWh")], lenient=True)[0] == [0, 1, 1]
    assert _count("targets", [("10–30", "%")], [("10–30", "%")])[0] == [1, 0, 0]


def test_a_missed_and_a_like_invented_value_are_one_wrong_one() -> None:
    """An error list shows both sides together where one looks like a try at the other."""
    assert _count("funders", [("Bundesministerium für Umwelt", "organisation")], [("Bundesministerium", "organisation")])[1] == [
        "wrong"
    ]
    assert sorted(_count("funders", [("BAFA", "organisation")], [("Landesbank", "organisation")])[1]) == ["invented", "missed"]


def test_words_in_words_are_alike() -> None:
    """A short name whose words are all in the long one is alike; a part of a word is not."""
    assert likeness("Westfalen Weser", "Westfalen Weser Netz GmbH") == 100
    assert likeness("Burg", "Burgdorf an der Leine") < 85
