"""Reads the small numbers that members are counted with, as far as the noun or the words that make them a count."""

import re

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.figures import Figures, Found
from schemas.amounts import Figure

#: adjectives between number and noun: "weitere", "teilnehmenden", "kleine und mittlere", "Lipper"; no "dieser", no "der"
_ADJECTIVES = (
    r"(?:(?!dies|unser|ihr(?:e|er|en)\b|sein|jede|alle|welch|eine|keine|viele|einige|mehrere)"
    r"[a-zäöüß][a-zäöüß-]+(?:e|en|er)(?:,|[ \u00a0\n]und)?[ \u00a0\n]|[A-ZÄÖÜ][a-zäöüß-]+er[ \u00a0\n]){0,4}"
)
#: the first part of a hyphened noun: "Altmark-Kommunen", "EEA-Städte"
_FIRST = r"(?:[A-ZÄÖÜ][\wäöüß]{1,20}-)?"
_GAP_RE = shape(rf"[ \u00a0\n](?:(?:seiner|ihrer)[ \u00a0\n])?{_ADJECTIVES}{_FIRST}")
#: digits and adjectives up to the noun; never the tail of a date, a decimal or a year
_DIGITS_RE = shape(rf"(\d(?<![\w.,/:§-]\d)\d{{0,2}})[ \u00a0\n]{_ADJECTIVES}{_FIRST}\Z")
_ONE_DIGITS_RE = shape(r"(?<![\w.,/:§-])\d{1,3}\Z")
#: a number out of a number: "neun der zwölf Kommunen", "neun von zwölf Kommunen"
_PART_GAP_RE = shape(
    r"[ \u00a0\n](?:der|seiner|ihrer|unserer|von|von den|von insgesamt|aus den|unter den)[ \u00a0\n](?:insgesamt[ \u00a0\n])?\Z"
)
#: forms that point back or stand in the genitive ("eine Tochter dreier Stadtwerke")
_NO_COUNTS = frozenset(["beide", "beiden", "beider", "zweier", "dreier"])
MOST = 200
#: how far a noun may stand from its number. Unit: characters
REACH = 64
_DOZEN = 12


class MemberNumbers:
    """Read the numbers of one text around nouns and cues."""

    def __init__(self, text: str, hits: dict[str, list[Hit]]) -> None:
        self.text = text
        self.figures = Figures(text, hits)

    def before_noun(self, position: int) -> Found | None:
        """Read the number before a noun, adjectives between them allowed."""
        word = self.figures.word_before(position, REACH)
        if word and _GAP_RE.fullmatch(self.text, word.end, position):
            return word
        digits = _DIGITS_RE.search(self.text, max(0, position - REACH), position)
        if digits:
            return Found(digits.start(1), digits.end(1), Figure(digits[1]))
        scaled = self.figures.before(position) if self.figures.is_scaled(position) else None
        return scaled if scaled and 1 < scaled.figure.factor <= _DOZEN else None

    def part_before(self, found: Found) -> Found | None:
        """Read "neun" in "neun der zwölf Kommunen"."""
        gap = _PART_GAP_RE.search(self.text, max(0, found.start - 24), found.start)
        return self.ending_at(gap.start()) if gap else None

    def ending_at(self, stop: int) -> Found | None:
        """Read a number that ends at a position, without anything around it."""
        word = self.figures.word_at(stop)
        if word:
            return word
        digits = _ONE_DIGITS_RE.search(self.text, max(0, stop - 4), stop)
        return Found(digits.start(), stop, Figure(digits.group())) if digits else None

    def behind_cue(self, end: int) -> Found | None:
        """Read a bare number that begins behind a cue and ends its phrase."""
        words = self.text[end : end + 24].split()
        if not words:
            return None
        start = self.text.find(words[0], end)
        stop = start + len(words[0].rstrip(".,;:!?)"))
        found = self.ending_at(stop) if start == end + 1 else None
        return found if found and found.start == start and self.ends_phrase(stop) else None

    def before_cue(self, start: int) -> Found | None:
        """Read a number that ends right before a cue."""
        return self.ending_at(start - 1) if start and self.text[start - 1] in " \u00a0\n" else None

    def ends_phrase(self, end: int) -> bool:
        """Say whether no noun follows that the number would count."""
        following = self.text[end : end + 2]
        return not (following[:1] in {" ", "\u00a0", "\n", "-"} and following[1:2].isupper()) and following[:2] != " %"

    def labelled(self, match: re.Match[str]) -> Figure | None:
        """Read the number behind a label, digits or word."""
        if match[1]:
            return Figure(match[1]) if 1 < int(match[1]) <= MOST else None
        word = self.figures.word_at(match.end(2))
        return word.figure if word and word.start == match.start(2) and is_plausible(word.figure) else None


def value_of(figure: Figure) -> float:
    """Give the value of a small number, for judging it only; the normaliser reads it properly."""
    number = figure.known if figure.known is not None else float(figure.words) if figure.words.isdecimal() else float(MOST + 1)
    return number * figure.factor


def is_plausible(figure: Figure) -> bool:
    """Say whether a network can have so many members: two at least, and no thousands."""
    return 1 < value_of(figure) <= MOST and figure.words.lower() not in _NO_COUNTS
