"""Quotes: cut out of a text with what is around them, and found again in another version of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.review import CONTEXT_CHARS, Quote

_SOFT = "\u00ad\u200b\ufeff"
_GAP_RE = re.compile(rf"[\s{_SOFT}]+")
#: "und", "der" and "am" stand around everything
#: a text that says one word ten thousand times is compared at the places nearest to the old one
_MOST_PLACES = 200
_SAME_RATIO = 70.0
#: where one side of a quote is left as it was, so much of it that it tells something, the other may change
_UNTOUCHED_RATIO, _TELLING_CHARS = 90.0, 12
#: a quote of fewer blanks than these does not say by itself what it is said of
_FEW_WORDS = 3
_LEVELLED_TEXTS = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """Hold a text with its blanks levelled and soft hyphens left out, and the way back.

    ``starts``: where each stretch without a gap begins in ``text``; ``raws``: where it begins in the text as it stands.
    """

    text: str
    starts: tuple[int, ...]
    raws: tuple[int, ...]

    def raw(self, at: int) -> int:
        """Lead one character of the levelled text back."""
        piece = bisect_right(self.starts, at) - 1
        return self.raws[piece] + at - self.starts[piece]

    def near(self, at: int) -> int:
        """Lead a place of the text as it stands to the levelled one, roughly: at a gap to what is before it."""
        piece = max(bisect_right(self.raws, at) - 1, 0)
        return self.starts[piece] + max(at - self.raws[piece], 0)


def make_quote(text: str, start: int, end: int) -> Quote:
    """Cut a quote out of a text, with its context.

    >>> make_quote("Die Stadt Lage ist dabei.", 10, 14).before
    'Die Stadt '
    """
    before, after = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
    return Quote(start=start, end=end, text=text[start:end], before=before, after=after)


def find_again(quote: Quote, text: str) -> tuple[int, int] | None:
    """Find a quote in a text: where it was, else where the surroundings are most alike; None where it is gone.

    Blanks count as equal and soft hyphens as nothing; a whole word is never found inside a longer one. Time is linear in the text.

    >>> find_again(make_quote("Mitglied ist Lage.", 13, 17), "Neues Mitglied ist Lage.")
    (19, 23)
    >>> find_again(make_quote("Mitglied ist Lage.", 13, 17), "Mitglied ist Lagerfeld.") is None
    True
    """
    if text[quote.start : quote.end] == quote.text and _is_untouched(quote, text):
        return quote.start, quote.end
    level = _level(text)
    words = _flat(quote.text).strip()
    if not words:
        return (quote.start, quote.end) if text[quote.start : quote.end] == quote.text else None
    places = _most_likely(quote, words, level)
    if not places:
        return None
    best = places[0] if len(places) == 1 else _most_alike(quote, words, level, places)
    return level.raw(best), level.raw(best + len(words) - 1) + 1


def surroundings_differ(quote: Quote, text: str, span: tuple[int, int]) -> bool:
    """Say whether a quote of a few words stands in another sentence than before.

    A name or year that is found again in another corner of the text says nothing of what it said before ("Nicht mehr dabei: Werne");
    longer quotes bring what they say with them.
    """
    if _flat(quote.text).strip().count(" ") >= _FEW_WORDS:
        return False
    sides = _likenesses(quote, text, span)
    untouched = any(likeness >= _UNTOUCHED_RATIO for likeness, length in sides if length >= _TELLING_CHARS)
    return not untouched and _mean(sides) < _SAME_RATIO


def stood_in(quote: Quote, text: str) -> bool:
    """Say whether a quote of one version stood, in the same words around it, in another one.

    Stricter than ``find_again``: what was not there when a person looked must not be covered by what they decided.
    """
    span = find_again(quote, text)
    return span is not None and _mean(_likenesses(quote, text, span)) >= _SAME_RATIO


def _likenesses(quote: Quote, text: str, span: tuple[int, int]) -> list[tuple[float, int]]:
    """Measure on each side how alike what stood around a quote is to what is around characters of another text.

    Shape: (likeness from 0 to 100, characters that were compared); a side on which nothing stood is left out.
    """
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - only where versions differ

    before = text[max(0, span[0] - len(quote.before)) : span[0]]
    after = text[span[1] : span[1] + len(quote.after)]
    pairs = [(mine, theirs) for mine, theirs in ((quote.before, before), (quote.after, after)) if mine]
    return [(ratio(_flat(mine), _flat(theirs)), len(mine)) for mine, theirs in pairs]


def _mean(sides: list[tuple[float, int]]) -> float:
    return sum(likeness for likeness, _ in sides) / len(sides) if sides else 100.0


def flat(text: str) -> str:
    r"""Level blanks and leave out soft hyphens.

    >>> flat("Klima\u00adschutz\n netzwerk ")
    'Klimaschutz netzwerk'
    """
    return _flat(text).strip()


def _is_untouched(quote: Quote, text: str) -> bool:
    """Say whether what was around a quote is still there; a quote without surroundings is taken as it stands."""
    before, after = text[max(0, quote.start - len(quote.before)) : quote.start], text[quote.end : quote.end + len(quote.after)]
    return before == quote.before and after == quote.after


def _flat(text: str) -> str:
    return _GAP_RE.sub(_gap, text)


def _gap(match: re.Match[str]) -> str:
    gap = match[0]
    return "" if gap[0] in _SOFT or gap.strip(_SOFT) == "" else " "


@lru_cache(maxsize=_LEVELLED_TEXTS)
def _level(text: str) -> _Level:
    """Level a whole text; kept for a while, since all quotes of a document are looked for in the same text."""
    pieces: list[str] = []
    starts: list[int] = [0]
    raws: list[int] = [0]
    length = at = 0
    for match in _GAP_RE.finditer(text):
        if match[0] == " ":
            continue
        pieces.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        if _gap(match):
            starts.append(length)
            raws.append(match.start())
            pieces.append(" ")
            length += 1
        starts.append(length)
        raws.append(at)
    pieces.append(text[at:])
    return _Level("".join(pieces), tuple(starts), tuple(raws))


def _most_likely(quote: Quote, words: str, level: _Level) -> list[int]:
    """Give the places where the words stand as words; where they are many, those with the same neighbours, or the nearest."""
    places = list(_places(quote, words, level.text))
    if len(places) <= _MOST_PLACES:
        return places
    before, after = _flat(quote.before)[-8:], _flat(quote.after)[:8]
    alike = [
        at
        for at in places
        if (before and level.text.endswith(before, 0, at)) or (after and level.text.startswith(after, at + len(words)))
    ]
    chosen = alike or places
    middle = bisect_left(chosen, level.near(quote.start))
    return chosen[max(0, middle - _MOST_PLACES // 2) : middle + _MOST_PLACES // 2]


def _places(quote: Quote, words: str, text: str) -> Iterator[int]:
    has_context = bool(quote.before or quote.after)
    left = has_context and words[0].isalnum() and not quote.before[-1:].isalnum()
    right = has_context and words[-1].isalnum() and not quote.after[:1].isalnum()
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (left and at > 0 and text[at - 1].isalnum()) and not (right and text[end : end + 1].isalnum()):
            yield at
        at = text.find(words, end)


def _most_alike(quote: Quote, words: str, level: _Level, places: list[int]) -> int:
    """Choose the place with the likest surroundings; of equals the one nearest to where the quote was."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - only where a text changed

    before, after = _flat(quote.before), _flat(quote.after)
    old = level.near(quote.start)

    def rank(at: int) -> tuple[float, int]:
        end = at + len(words)
        left = ratio(before, level.text[max(0, at - len(before)) : at]) if before else 0.0
        right = ratio(after, level.text[end : end + len(after)]) if after else 0.0
        return left + right, -abs(at - old)

    return max(places, key=rank)
