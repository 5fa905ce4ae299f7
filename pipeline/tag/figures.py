"""Reads the number in front of a word: digits with points and blanks, number words, "Mio.", ranges."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.amounts import Figure

_BLANKS = " \u00a0\u202f\n\t"
#: grouped by points or blanks, or plain; a decimal comma; "204.595,-" — never the tail of a date, a fraction or a word
_DIGITS_RE = shape(
    r"\d(?<![\w.,/:]\d)(?:\d{0,2}(?:[.'’\u00a0\u202f ]\d{3})+|\d{0,2}\.\d{1,2}|\d{0,8})(?:,(?:\d{1,3}|[-–—]{1,2}))?\Z", re.ASCII
)
_RANGE_GAP_RE = shape(r"\s?[-–—‑]\s?\Z|\s+bis\s+(?:zu\s+)?\Z")
_BETWEEN_RE = shape(r"[Zz]wischen[ \u00a0\n]\Z")
_HALF_RE = shape(r"(?<!\w)(?:ein(?:e[nmrs]?)?\s+)?halbe[nsr]?\s+\Z", re.IGNORECASE)
_ONE_RE = shape(r"(?<!\w)eine?[nmrs]?\s+\Z", re.IGNORECASE)
#: longest number that is read; a longer one is no amount
_WINDOW = 24


class Found(NamedTuple):
    """A number and where it stands. Unit: code points, half-open."""

    start: int
    end: int
    figure: Figure


class Figures:
    """Know the number words and scales of one text by the character they end at.

    Asked at every unit or noun, so that no pattern runs over the text itself. Hits of one list do not overlap, so they are
    in order of their ends too.
    """

    __slots__ = ("_cardinals", "_ends", "_scales", "text")

    def __init__(self, text: str, hits: dict[str, list[Hit]]) -> None:
        self.text = text
        self._cardinals = [hit for hit in hits.get("number_words", ()) if _is_cardinal(hit)]
        self._ends = [hit.end for hit in self._cardinals]
        self._scales = {hit.end: hit for hit in hits.get("quantity_units", ()) if hit.entry.kind == "scale"}

    def before(self, position: int) -> Found | None:
        """Read the number that ends before a position, blanks between them allowed.

        ``text[start:end]`` covers scale and number: "1,7 Mio." before "kWh".
        """
        end = self._skip_blanks(position)
        scale = self._scales.get(end) or (self._scales.get(end - 1) if self.text[end - 1 : end] == "." else None)
        if scale is None:
            return self._number(end, end, 1.0)
        factor = float(scale.entry.value or 1)
        found = self._number(self._skip_blanks(scale.start), end, factor)
        if found is not None and not _is_article(found, self.text):
            return found
        if half := _HALF_RE.search(self.text, max(0, scale.start - 16), scale.start):
            return Found(half.start(), end, Figure(half.group().strip(), 0.5, factor))
        if one := _ONE_RE.search(self.text, max(0, scale.start - 8), scale.start):
            return Found(one.start(), end, Figure(one.group().strip(), 1.0, factor))
        return None

    def is_scaled(self, position: int) -> bool:
        """Say whether a word like "Dutzend" stands right before a position."""
        return position - 1 in self._scales

    def lower(self, found: Found) -> Found | None:
        """Read the first number of a range whose second was found: "zehn" of "zehn bis 15", of "zwischen zehn und 15"."""
        gap = _RANGE_GAP_RE.search(self.text, max(0, found.start - 9), found.start)
        if gap:
            return self._number(gap.start(), gap.start(), 1.0)
        if self.text[found.start - 5 : found.start] != " und ":
            return None
        lower = self._number(found.start - 5, found.start - 5, 1.0)
        return lower if lower and _BETWEEN_RE.search(self.text, max(0, lower.start - 10), lower.start) else None

    def word_before(self, position: int, reach: int) -> Found | None:
        """Give the nearest number word that ends at most ``reach`` characters before a position."""
        at = bisect_right(self._ends, position) - 1
        if at < 0 or position - self._ends[at] > reach:
            return None
        return self._from_word(self._cardinals[at], self._ends[at], 1.0)

    def word_at(self, end: int) -> Found | None:
        """Give the number word that ends at a position."""
        at = bisect_left(self._ends, end)
        return self._from_word(self._cardinals[at], end, 1.0) if at < len(self._ends) and self._ends[at] == end else None

    def words_between(self, start: int, end: int) -> Sequence[Found]:
        """Give the number words inside a stretch, in text order."""
        return [self._from_word(hit, hit.end, 1.0) for hit in self._cardinals if start <= hit.start and hit.end <= end]

    def _number(self, stop: int, end: int, factor: float) -> Found | None:
        """Read digits or a number word that end at ``stop``; the span reaches to ``end``."""
        last = self.text[stop - 1 : stop]
        if last.isdecimal() or last in {"-", "–", "—"}:
            digits = _DIGITS_RE.search(self.text, max(0, stop - _WINDOW), stop)
            if digits is None:
                return None
            return Found(digits.start(), end, Figure(digits.group(), None, factor))
        word = self.word_at(stop)
        return Found(word.start, end, Figure(word.figure.words, word.figure.known, factor)) if word else None

    @staticmethod
    def _from_word(hit: Hit, end: int, factor: float) -> Found:
        return Found(hit.start, end, Figure(hit.surface, float(hit.entry.value or 0), factor))

    def _skip_blanks(self, position: int) -> int:
        """Go back over at most three blanks."""
        for _ in range(3):
            if position and self.text[position - 1] in _BLANKS:
                position -= 1
        return position


def _is_cardinal(hit: Hit) -> bool:
    """Say whether a number word is a whole number to count with."""
    return hit.entry.kind == "cardinal" and isinstance(hit.entry.value, int)


def _is_article(found: Found, text: str) -> bool:
    """Say whether a number word is only "ein", and the reading for scales decides."""
    return found.figure.known == 1.0 and text[found.start : found.start + 3].lower() == "ein"
