"""Regular expressions that are asked only where they can match: one automaton looks for the letters each of them needs.

A ``Shape`` is used as a compiled pattern is. From its pattern follow its **needles** (``pipeline.needles``): strings of which every
match holds at least one ("gegründet", "ins leben"). The run over a text that finds the words of the lists (``pipeline.lexicon``)
finds the needles too, and gives a ``Sighted`` text that knows where they stand; a shape then passes over every stretch of it
without a needle of its own, and is not even compiled before a text holds one. Any other text, and a shape without needles, is
searched as ever: the answer is always that of the plain expression.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pipeline.needles import ODD_LETTERS, needles_of


class Sighted(str):
    """A text that knows where the needles of all shapes end in it. Any slice of it is a plain string."""

    __slots__ = ("ends", "shapes")
    #: by number of the shape, in rising order; a shape without needles has no entry. The lists may be shared: they are only read
    ends: dict[int, list[int]]
    #: how many shapes there were when it was sighted: one that came later was not looked for
    shapes: int

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


class Shape:
    """A regular expression; see the module. What is not said here is as in ``re.Pattern``."""

    # bound when first asked for, so that a shape without needles costs no more than its expression
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    split: Callable[..., list[Any]]
    findall: Callable[..., list[Any]]
    compiled: re.Pattern[str]

    def __init__(self, pattern: str, flags: int = 0, *, number: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        self.number = number
        self.is_sifted = False

    def sift(self) -> None:
        """Pass over stretches of sighted texts from now on; for a shape that has needles."""
        self.is_sifted = True
        self.search = self._search
        self.finditer = self._finditer

    def _search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Find the first match within a stretch."""
        if text.__class__ is Sighted and self.number < text.shapes:
            ends = text.ends.get(self.number)
            if ends is None:
                return None
            number = bisect_right(ends, start)
            if number == len(ends) or ends[number] > end:
                return None
        return self.compiled.search(text, start, end)

    def _finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Find all matches within a stretch, one after the other."""
        if text.__class__ is Sighted and self.number < text.shapes:
            ends = text.ends.get(self.number)
            if ends is None:
                return iter(())
            number = bisect_right(ends, start)
            if number == len(ends) or ends[number] > end:
                return iter(())
        return self.compiled.finditer(text, start, end)

    def needle_ends(self, text: str) -> Sequence[int] | None:
        """Give where its needles end in a text, in rising order; None where nobody looked for any, so that it may match anywhere."""
        if text.__class__ is not Sighted or self.number >= text.shapes or not self.is_sifted:
            return None
        return text.ends.get(self.number, ())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a compiled pattern has
        if name.startswith("__"):
            raise AttributeError(name)
        found = re.compile(self.pattern, self.flags) if name == "compiled" else getattr(self.compiled, name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"shape({self.pattern!r})"


class Sieve:
    """The needles of some shapes, and whose they are."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        owners: dict[str, list[int]] = {}
        for item, needles in zip(shapes, needles_of([(item.pattern, item.flags) for item in shapes]), strict=True):
            for needle in needles:
                owners.setdefault(needle, []).append(item.number)
            if needles:
                item.sift()
        self.shapes = len(shapes)
        self.needles = list(owners)
        self.owners = [tuple(numbers) for numbers in owners.values()]

    def sight(self, text: str, matches: Iterable[tuple[int, int, int]], first: int = 0) -> Sighted:
        """Give a text that knows where the needles stand.

        Args:
            text: the text.
            matches: (number, start, end) of what an automaton found in the folded text with one more character before it.
            first: the number of the first needle; smaller ones are something else.
        """
        stand: dict[int, list[int]] = {}
        for key, _, end in matches:
            if key >= first:
                if key in stand:
                    stand[key].append(end - 1)
                else:
                    stand[key] = [end - 1]
        return self.knowing(text, stand, first)

    def knowing(self, text: str, stand: dict[int, list[int]], first: int = 0) -> Sighted:
        """Give a text that knows where the needles stand. ``stand``: where each ends, by its number behind ``first``, in rising order."""
        owners = self.owners
        ends: dict[int, list[int]] = {}
        mixed: set[int] = set()
        for key, found in stand.items():
            for number in owners[key - first]:
                if number not in ends:
                    ends[number] = found  # shared by all shapes of which no other needle is here
                elif number in mixed:
                    ends[number] += found
                else:
                    ends[number] = ends[number] + found
                    mixed.add(number)
        for number in mixed:
            ends[number].sort()
        sighted = Sighted(text)
        sighted.ends, sighted.shapes = ends, self.shapes
        return sighted


_ALL: list[Shape] = []
_sieves: list[Sieve] = []


def shape(pattern: str, flags: int = 0) -> Shape:
    """Write a regular expression that is asked only where it can match; used in place of ``re.compile``."""
    found = Shape(pattern, int(flags), number=len(_ALL))
    _ALL.append(found)
    return found


def sieve() -> Sieve:
    """Give the needles of all shapes there are by now."""
    if not _sieves or _sieves[-1].shapes != len(_ALL):
        _sieves[:] = [Sieve(tuple(_ALL))]
    return _sieves[-1]


def has_odd_letters(folded: str) -> bool:
    """Say whether a folded text has letters that expressions take for others, though they are not lowered to them."""
    return any(letter in folded for letter in ODD_LETTERS)
