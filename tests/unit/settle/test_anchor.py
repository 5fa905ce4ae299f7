"""Quotes are found again where they stand, and only there."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.settle import find_again, make_quote

TEXT = "Lage, 3. Mai. Die Stadt Lage tritt dem Netz bei. Auch Lage (Hessen) ist dabei."


def test_a_quote_keeps_its_place_in_the_same_text() -> None:
    """Of three equal words each is found where it was."""
    for start in (0, 24, 54):
        assert find_again(make_quote(TEXT, start, start + 4), TEXT) == (start, start + 4)


def test_a_quote_moves_with_its_surroundings() -> None:
    """Text put in front shifts a quote to the occurrence with the same neighbours, not to the nearest one."""
    changed = "Neues aus Lage und Umgebung. " * 3 + TEXT
    start, end = find_again(make_quote(TEXT, 24, 28), changed) or (0, 0)
    assert changed[start - 10 : end + 6] == "Die Stadt Lage tritt"


@pytest.mark.parametrize("changed", ["Die Stadt\n  Bad\u00a0 Oeyn\u00adhausen ist da", "Bad Oeyn\u200bhausen", "x Bad\tOeynhausen"])
def test_blanks_and_soft_hyphens_make_no_difference(changed: str) -> None:
    """A page that breaks its lines otherwise says the same."""
    start, end = find_again(make_quote("in Bad Oeynhausen", 3, 17), changed) or (0, 0)
    assert "".join(changed[start:end].split()).replace("\u00ad", "").replace("\u200b", "") == "BadOeynhausen"


def test_a_word_is_not_found_inside_a_longer_one() -> None:
    """'Hof' does not stand in 'Bahnhof' or 'Hofheim'."""
    quote = make_quote("Die Stadt Hof ist dabei", 10, 13)
    assert find_again(quote, "Am Bahnhof in Hofheim") is None
    assert find_again(quote, "Die Stadt Hofheim ist dabei") is None


def test_a_quote_that_is_gone_is_not_found() -> None:
    """Nothing similar will do."""
    assert find_again(make_quote("Juli 2020", 0, 9), "Juli 2021") is None
    assert find_again(make_quote("a   b", 1, 4), "ab") is None


_LETTERS = st.text(alphabet="ab \n\u00adä1.", max_size=60)


@settings(deadline=None)
@given(_LETTERS, _LETTERS, st.integers(0, 60), st.integers(1, 20))
def test_whatever_is_found_says_what_the_quote_says(text: str, other: str, start: int, length: int) -> None:
    """A span that is given back holds the quote's characters, blanks and soft hyphens aside, and lies in the text."""
    end = min(start + length, len(text))
    if start >= end:
        return
    quote = make_quote(text, start, end)
    assert find_again(quote, text) == (start, end)
    found = find_again(quote, other)
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(other)
        assert _bare(other[slice(*found)]) == _bare(quote.text)


def _bare(text: str) -> str:
    return "".join(text.replace("\u00ad", "").split())


def test_time_is_linear_in_the_text() -> None:
    """Ten times the text takes about ten times as long, not a hundred times."""

    def seconds(times: int) -> float:
        text = "Mitglied ist\u00ad die Stadt  Lage und so weiter.\n " * times
        quote = make_quote("Neues Mitglied ist die Stadt Lage und mehr", 29, 33)
        began = time.perf_counter()
        assert find_again(quote, text) is not None
        return time.perf_counter() - began

    seconds(100)
    assert seconds(20_000) < 60 * max(seconds(2_000), 0.001)
