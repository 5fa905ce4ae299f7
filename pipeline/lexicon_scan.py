"""Finds the words of all lists in a text: one automaton over the folded text (``pipeline.lexicon_forms``) for all of them.

The automaton looks for what folded strings begin with; what it finds is nearly the answer, and the rest is compared in one loop. The
needles of the rooms' expressions (``pipeline.shapes``) are looked for in the same run.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, NamedTuple, Protocol

from pipeline.lexicon_cache import Meaning
from pipeline.lexicon_forms import ADJECTIVE_ENDINGS, ENDINGS, Entry, fold
from pipeline.needles import fold_odd
from pipeline.shapes import Sieve, Sighted, has_odd_letters, sieve

#: how much of a word before its head is looked at
_MAX_COMPOUND_CHARS = 60
_GENDER_SIGNS = frozenset(":*_/·I")
_GENDER_TAIL_RE = re.compile(r"(?:[:*_/·]-?(?:[iI]nnen|in|r|n|e)|Innen)(?!\w)")
_DASHES = str.maketrans(dict.fromkeys("-–‑‐ \n\u00a0", " "))
_ENDING_SPACE = max(map(len, ENDINGS)) + 1
#: what ``Hit(...)`` does, in half the time
_new = tuple.__new__
#: (number, start, end) in the folded text with a blank before and behind it
_Match = tuple[int, int, int]


class Hit(NamedTuple):
    """One entry found at characters of a text, by one of its variants (the uninflected form). Unit: code points, half-open."""

    start: int
    end: int
    entry: Entry
    surface: str
    variant: str


#: one thing that is meant where a beginning stands: what must follow it, the mode, the entry, its list, the variant, the variant with
#: blanks for dashes (None where it has neither), whether its word may be the end of a longer one, its number
_Way = tuple[str, str, Entry, str, str, str | None, bool, int]
#: a hit before the choice: start, end with a minus; what orders those of equal span: where the folded string ends (those of words that
#: are tried stand behind), where it begins, the number of the way; entry, variant
_Row = tuple[int, int, int, int, int, Entry, str]


class Tails(Protocol):
    """Gives by number of a beginning what may follow it, and what the whole then means."""

    def __getitem__(self, number: int, /) -> list[tuple[str, Meaning]]: ...


class Words:
    """Folded strings with what they mean, and the automaton that looks for what they begin with.

    ``sifts``: it looks for the needles of all shapes too, behind its own strings; shapes that come later have it built anew.
    """

    def __init__(self, heads: list[str], tails: Tails, entry: Callable[[int], Entry], *, sifts: bool = False) -> None:
        self.size = len(heads)
        self._tails = tails
        self._entry = entry
        #: by number of the beginning, worked out where one is first met
        self.ways: list[tuple[_Way, ...]] = [()] * len(heads)
        self._automaton = _Automaton(heads, sifts=sifts)

    def naming(self, entry: Callable[[int], Entry]) -> "Words":
        """Give the same words with other entries."""
        other = copy(self)
        other._entry = entry  # noqa: SLF001 - our own copy
        other.ways = [()] * self.size
        return other

    def find(self, padded: str) -> tuple[list[_Match], Sieve | None]:
        """Give where beginnings and needles stand, and whose needles these are."""
        return self._automaton.find(padded)

    def unfold(self, number: int) -> tuple[_Way, ...]:
        """Work out what may be meant where a beginning stands."""
        ways: list[_Way] = []
        for place, (rest, (mode, entry_number, variant)) in enumerate(self._tails[number]):
            entry = self._entry(entry_number)
            spaced = None if variant.isalnum() else variant.translate(_DASHES)
            compound = entry.value == "compound" and mode in "cia"
            ways.append((rest, "e" if mode == "n" else mode, entry, entry.list, variant, spaced, compound, place))
        found = self.ways[number] = tuple(ways)
        return found


class _Automaton:
    """Looks for strings; built when first asked."""

    def __init__(self, strings: list[str], *, sifts: bool) -> None:
        self._strings = strings
        self._sifts = sifts
        self._built: tuple[Sieve | None, Any] | None = None

    def find(self, padded: str) -> tuple[list[_Match], Sieve | None]:
        """Give where the strings stand, and whose needles are among them."""
        built, needed = self._built, sieve() if self._sifts else None
        if built is None or built[0] is not needed:
            built = self._built = needed, _build([*self._strings, *(needed.needles if needed else ())])
        return built[1].find_matches_as_indexes(padded, overlapping=True), built[0]


def _build(strings: list[str]) -> Any:  # noqa: ANN401 - ahocorasick_rs has no type of its own for it
    """Build an automaton; this form is built twice as fast as the default and as quick to ask."""
    import ahocorasick_rs  # noqa: PLC0415

    return ahocorasick_rs.AhoCorasick(
        strings, matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.ContiguousNFA
    )


class Found:
    """What one run over a text found. It holds for any text that folds to the same: one with blanks for line ends."""

    def __init__(self, words: Sequence[Words], text: str) -> None:
        self._words = words
        folded = fold(text)
        self._padded = f" {folded} "
        self._runs = [each.find(self._padded) for each in words]
        self._is_odd = has_odd_letters(folded)
        #: where the needles end, by their number behind those of the beginnings; gathered beside the first hits
        self._stand: dict[int, list[int]] | None = None

    def sighted(self, text: str) -> Sighted:
        """Give the text knowing where the needles of all shapes stand in it."""
        (matches, needles), size = self._runs[0], self._words[0].size
        if needles is None:
            msg = "these words were looked for without needles"
            raise ValueError(msg)
        if self._is_odd:
            matches = self._words[0].find(f" {fold_odd(text)} ")[0]
        elif self._stand is not None:
            return needles.knowing(text, self._stand, size)
        return needles.sight(text, matches, size)

    def hits(self, text: str) -> dict[str, list[Hit]]:
        """Find every entry of every list, longest match first within a list."""
        rows: defaultdict[str, list[_Row]] = defaultdict(list)
        padded = self._padded
        stand: dict[int, list[int]] = {}
        for turn, (words, (matches, _)) in enumerate(zip(self._words, self._runs, strict=True)):
            behind = turn * len(padded)
            size, ways = words.size, words.ways
            for key, begin, stop in matches:
                if key >= size:
                    if key in stand:
                        stand[key].append(stop - 1)
                    else:
                        stand[key] = [stop - 1]
                    continue
                for rest, mode, entry, name, variant, spaced, compound, number in ways[key] or words.unfold(key):
                    last = stop
                    if rest:
                        if not padded.startswith(rest, stop):
                            continue
                        last += len(rest)
                    start, end = begin, last - 2  # a blank stands before the text and one belongs to the string
                    if mode == "c":
                        pass
                    elif mode == "e":
                        if not text.startswith(variant, start) and (spaced is None or text[start:end].translate(_DASHES) != spaced):
                            continue
                    elif mode == "g":
                        if not text.startswith(variant, start):
                            continue
                    else:
                        blank = last
                        if not padded.startswith(" ", last):
                            blank = padded.find(" ", last, last + _ENDING_SPACE)
                            if blank < 0 or padded[last:blank] not in (ENDINGS if mode == "i" else ADJECTIVE_ENDINGS):
                                continue
                        elif mode == "a":
                            continue
                        end = blank - 1
                        if text[end : end + 1] in _GENDER_SIGNS and (gender := _GENDER_TAIL_RE.match(text, end)):
                            end = gender.end()
                    if compound:
                        start = _word_start(text, padded, begin if padded[begin] == " " else begin - 1)
                    rows[name].append((start, -end, last + behind, begin, number, entry, variant))
        self._stand = stand
        return {name: _longest(found, text) for name, found in rows.items()}


def _word_start(text: str, padded: str, start: int) -> int:
    """Walk to the beginning of the word a head stands in; what is longer than any word is not walked through."""
    least = max(0, start - _MAX_COMPOUND_CHARS)
    while start > least:
        blank = padded.rfind(" ", least + 1, start + 1)  # one character stands before the text
        if blank < 0:
            return least
        if text[blank - 1] != "-":
            return blank
        start = blank - 1
    return start


def _longest(rows: list[_Row], text: str) -> list[Hit]:
    """Keep the longest of overlapping hits (all of the same span), in text order.

    Matching all overlaps first and choosing then keeps "Riedenburg" where leftmost-longest would stop at "Stadt Rieden".
    """
    if len(rows) > 1:
        rows.sort()
    kept: list[Hit] = []
    last = 0
    for start, back, _, _, _, entry, variant in rows:
        end = -back
        if start < last:
            while kept and start < kept[-1][1] and end - start > kept[-1][1] - kept[-1][0]:
                kept.pop()
            if kept and start < kept[-1][1] and ((start, end) != kept[-1][:2] or entry is kept[-1][2]):
                continue
        kept.append(_new(Hit, (start, end, entry, text[start:end], variant)))
        last = end
    return kept
