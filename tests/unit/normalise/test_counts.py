"""Stated numbers of members become integers."""

import pytest

from pipeline.normalise.counts import normalise_count, parse_count
from schemas.amounts import Count, Figure, StatedCount
from schemas.mention import Mention


@pytest.mark.parametrize(
    ("figures", "expect"),
    [
        ((Figure("zehn", 10.0),), 10),
        ((Figure("12"),), 12),
        ((Figure("sieben", 7.0), Figure("ein", 1.0)), 8),
        ((Figure("zwei", 2.0, 12.0),), 24),
        ((Figure("1,5"),), None),
        ((Figure("x"),), None),
        ((Figure("0"),), None),
        ((), None),
    ],
)
def test_figures_add_up(figures: tuple[Figure, ...], expect: int | None) -> None:
    """Whole numbers add up, anything else gives none."""
    assert parse_count(figures) == expect


def test_noun_loses_its_line_break() -> None:
    """The noun is given in one line."""
    normalised = normalise_count(
        Mention("count", 0, 1, "x", "test.rule", value=StatedCount((Figure("6"),), "Städte\nund Gemeinden", "rund"))
    )
    assert normalised is not None
    assert normalised.value == Count(6, "Städte und Gemeinden", "rund")


def test_half_a_member_is_dropped() -> None:
    """A number that is not whole counts no members."""
    assert normalise_count(Mention("count", 0, 1, "x", "test.rule", value=StatedCount((Figure("1,5"),), None))) is None


def test_plain_count_passes() -> None:
    """Normalising twice changes nothing."""
    once = Mention("count", 0, 1, "x", "test.rule", value=Count(3, None))
    assert normalise_count(once) == once
