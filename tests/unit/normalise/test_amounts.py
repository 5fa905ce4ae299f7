"""German numbers become floats; sums and quantities become plain values, or nothing where they are no number."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.amounts import normalise_money, normalise_quantity, parse_figure, parse_number
from schemas.amounts import Figure, Money, StatedMoney, StatedQuantity
from schemas.mention import Mention

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "normalise" / "numbers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_number_has_the_value_of_the_case(case: dict[str, Any]) -> None:
    """Points are thousands, commas decimals, and words that are no number give none."""
    assert parse_number(case["text"]) == case["expect"]


@given(st.integers(0, 999_999_999))
def test_grouping_does_not_change_a_number(number: int) -> None:
    """A number is the same plain, with points and with blanks."""
    grouped = f"{number:,}"
    assert parse_number(grouped.replace(",", ".")) == parse_number(grouped.replace(",", " ")) == parse_number(str(number)) == number


@given(st.text(max_size=20))
def test_any_words_give_a_number_or_none(words: str) -> None:
    """No words raise an exception, and no number is negative."""
    number = parse_number(words)
    assert number is None or number >= 0


def mention(label: str, value: object) -> Mention:
    """Make a mention of a value."""
    return Mention(label, 0, 1, "x", "test.rule", value=value)


def test_sum_becomes_money() -> None:
    """Words, factor and currency become an amount."""
    normalised = normalise_money(mention("money", StatedMoney(Figure("1,2", None, 1e6))))
    assert normalised is not None
    assert normalised.value == Money(1_200_000.0, "EUR")


def test_broken_sum_is_dropped() -> None:
    """What looks like a date is no sum."""
    assert normalise_money(mention("money", StatedMoney(Figure("01.03.2021")))) is None


def test_value_that_is_plain_already_passes() -> None:
    """Normalising twice changes nothing."""
    once = mention("money", Money(5.0))
    assert normalise_money(once) == once
    assert normalise_quantity(once) == once


@pytest.mark.parametrize(
    ("low", "high", "expect"),
    [
        (Figure("10"), Figure("30"), "10–30"),
        (Figure("zehn", 10.0), Figure("15"), "10–15"),
        (Figure("7,5"), Figure("10"), "7.5–10"),
        (Figure("1"), Figure("2", None, 1e6), "1000000–2000000"),
    ],
)
def test_range_is_written_with_an_en_dash(low: Figure, high: Figure, expect: str) -> None:
    """A range keeps both numbers; a scale behind the second holds for both."""
    normalised = normalise_quantity(mention("target", StatedQuantity(low, high, "%", None, None, "planned")))
    assert normalised is not None
    assert normalised.value.quantity == expect


@pytest.mark.parametrize(("low", "high"), [(Figure("30"), Figure("10")), (Figure("10"), Figure("x")), (Figure("x"), None)])
def test_range_that_is_none_is_dropped(low: Figure, high: Figure | None) -> None:
    """A range that falls, or a number that is none, gives no value."""
    assert normalise_quantity(mention("target", StatedQuantity(low, high, "%", None, None, "planned"))) is None


def test_known_figure_wins_over_its_words() -> None:
    """A number word has the value its list gives."""
    assert parse_figure(Figure("zwei", 2.0, 12.0)) == 24
