"""Looks around a span: its sentence, its clause, the cue words nearest to it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter

from pipeline.lexicon import Hit
from pipeline.shapes import shape

#: where a sentence ends: a stop before a capital, a blank line, a line that opens an item or a label, a line's end behind a
#: stop or colon; one pattern a sign, each with a literal first, which the engine finds five times faster than a set
_NEXT = r"[\"“”»«')\]]*(?=\s+[\"„“»«'(\[–-]*\s?[A-ZÄÖÜ0-9])"
_DOT_RE = shape(r"\." + _NEXT)
_MARK_RES = (
    shape(r"!" + _NEXT),
    shape(r"\?" + _NEXT),
    shape("…" + _NEXT),
    shape(r"\n(?:(?<=[.!?:)]\n)|(?=[ \t]*(?:\n|[-–•*·+]\s|\d{1,2}[.)]\s|[A-ZÄÖÜ][^\n:.,]{2,40}:)))"),
)
#: a full stop behind one of these ends no sentence
_ABBREVIATIONS = frozenset(
    "ca bzw mio mrd tsd nr st dr prof dipl ing inkl exkl tel rd max min mind zzgl ggf vgl "
    "jährl abs insg hj jan feb febr okt nov dez str mill ggü evtl".split()
)
_REACH = 320
_start_of = attrgetter("start")


@lru_cache(maxsize=2)
def _breaks(text: str) -> list[int]:
    """Give the ends of all sentences of a text; several finders ask for the same text in turn."""
    found = [0]
    for pattern in _MARK_RES:
        found += [match.end() for match in pattern.finditer(text)]
    for match in _DOT_RE.finditer(text):
        at = match.start()
        if text[at - 6 : at].isalpha() or not _is_abbreviated(text, at):
            found.append(match.end())
    found.sort()
    return found


def _is_abbreviated(text: str, at: int) -> bool:
    """Say whether a full stop belongs to an abbreviation, an initial or an ordinal."""
    tail = text[max(0, at - 8) : at].split()
    word = tail[-1].lstrip("(„[»") if tail else ""
    return len(word) == 1 or (len(word) <= 2 and word.isdecimal()) or word.lower() in _ABBREVIATIONS  # noqa: PLR2004 - "31."


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the sentence, list item or label line that holds a span.

    Stops where the sentence is longer than a reader would follow: 320 characters to either side.

    >>> text = "Erster Satz. Das sind rd. 20 Euro. Dritter."
    >>> first, last = sentence_around(text, 26, 33)
    >>> text[first:last]
    ' Das sind rd. 20 Euro.'
    """
    breaks = _breaks(text)
    at = bisect_right(breaks, start)
    first = breaks[at - 1]
    after = bisect_left(breaks, end, at) if at < len(breaks) else at
    last = breaks[after] if after < len(breaks) else len(text)
    return max(first, start - _REACH), min(last, end + _REACH)


def clause_around(text: str, span: tuple[int, int], sentence: tuple[int, int]) -> tuple[int, int]:
    """Cut a sentence at the semicolons next to a span.

    >>> text = "A spart 5 %; geplant waren 8 %."
    >>> clause_around(text, (8, 11), (0, len(text)))
    (0, 11)
    """
    left = text.rfind(";", sentence[0], span[0])
    right = text.find(";", span[1], sentence[1])
    return (left + 1 if left >= 0 else sentence[0]), (right if right >= 0 else sentence[1])


def hits_within(hits: Sequence[Hit], start: int, end: int) -> Sequence[Hit]:
    """Give the hits that begin inside a stretch; ``hits`` are in text order."""
    return hits[bisect_left(hits, start, key=_start_of) : bisect_left(hits, end, key=_start_of)]


def distance_to(start: int, end: int) -> Callable[[Hit], int]:
    """Measure how far hits are from a span; a hit behind it counts a little farther, German puts the cue first."""

    def measure(hit: Hit) -> int:
        return start - hit.end if hit.end <= start else hit.start - end + 4

    return measure
