"""Regular expressions that are asked only where they can match: one automaton looks for the letters each of them needs.

A ``Shape`` is used as a compiled pattern is. From its pattern follow its **needles**: strings of which every match holds at least
one ("gegründet", "ins leben"). ``sight(text)`` finds the needles of all shapes in one scan and gives the text back knowing where they
stand; a shape then passes over every stretch of such a text without a needle of its own, and is not even compiled before a text holds
one. Any other text, and a shape without needles, is searched as ever: the answer is always that of the plain expression.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

#: shorter needles stand everywhere
_LEAST_CHARS = 3
#: what an alternative may unfold to, and how long a needle grows
_MOST_STRINGS, _MOST_CHARS = 160, 14
#: needles met more often than this save less than it costs to find them. Unit: per character of text
_MOST_FREQUENT = 1 / 600
_FREQUENCY = dict(zip("enisratdhulcgmobwfkzpvjyxqäöüß", (
    .164, .098, .076, .073, .07, .065, .061, .051, .048, .044, .034, .031, .03, .025, .025, .019, .019, .017, .012, .011, .008, .007,
    .003, .001, .001, .001, .006, .003, .007, .003,
), strict=True))  # fmt: skip
_OTHER = 0.02
#: words that stand in every text, whatever their letters are worth
_COMMON = frozenset("der die das den des dem ein und ist mit auf von aus für netz netzwerk kommunen kreis land wir".split())
#: letters that the engine takes for one another without regard to case, and that do not lower to one
_CASES = str.maketrans({"İ": "i", "ı": "i", "ſ": "s", "µ": "μ"})


def _fold(text: str) -> str:
    """Lower-case a text, keeping its length."""
    lowered = text.translate(_CASES).lower() if not text.isascii() else text.lower()
    if len(lowered) != len(text):
        lowered = "".join(folded if len(folded := letter.translate(_CASES).lower()) == 1 else letter for letter in text)
    return lowered


class Sighted(str):
    """A text that knows where the needles of all shapes end in it. Any slice of it is a plain string."""

    __slots__ = ("ends", "shapes")
    #: by number of the shape, in rising order; a shape without needles has no entry
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
    needles: tuple[str, ...]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        self.number = len(_ALL)
        _ALL.append(self)

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

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a compiled pattern has
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "compiled":
            found: Any = re.compile(self.pattern, self.flags)
        elif name == "needles":
            found = find_needles(self.pattern, self.flags)
        elif name == "search" and self.needles:
            found = self._search
        elif name == "finditer" and self.needles:
            found = self._finditer
        else:
            found = getattr(self.compiled, name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"shape({self.pattern!r})"


_ALL: list[Shape] = []


def shape(pattern: str, flags: int = 0) -> Shape:
    """Write a regular expression that is asked only where it can match; used in place of ``re.compile``."""
    return Shape(pattern, int(flags))


class _Sieve:
    """The automaton over the needles of the shapes that are known when it is built."""

    def __init__(self, shapes: list[Shape]) -> None:
        import ahocorasick_rs  # noqa: PLC0415

        owners: dict[str, list[int]] = {}
        for item in shapes:
            for needle in item.needles:
                owners.setdefault(needle, []).append(item.number)
        self.size = len(shapes)
        self._owners = [tuple(numbers) for numbers in owners.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(owners), matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def ends(self, text: str) -> dict[int, list[int]]:
        """Find where the needles end, by number of the shape."""
        found: dict[int, list[int]] = {}
        owners = self._owners
        for key, _, end in self._automaton.find_matches_as_indexes(_fold(text), overlapping=True):
            for number in owners[key]:
                if number in found:
                    found[number].append(end)
                else:
                    found[number] = [end]
        return found


_sieves: list[_Sieve] = []


def sight(text: str) -> Sighted:
    """Give a text that knows where the needles of all shapes stand in it."""
    if not _sieves or _sieves[-1].size != len(_ALL):
        _sieves[:] = [_Sieve(list(_ALL))]
    sighted = Sighted(text)
    sighted.ends, sighted.shapes = _sieves[-1].ends(text), _sieves[-1].size
    return sighted


def find_needles(pattern: str, flags: int = 0) -> tuple[str, ...]:
    r"""Give strings, folded, of which every match of an expression holds one; none where there are none worth looking for.

    >>> find_needles(r"\b(?:[Gg]egründet|ins Leben gerufen)\b")
    ('gegründet', 'ins leben geru')
    >>> find_needles(r"\d+"), find_needles(r"(?:Auftakt)?\w")
    ((), ())
    """
    try:
        from re import _parser  # type: ignore[attr-defined]  # noqa: PLC0415 - there is no public way to a pattern's parts

        tree = _parser.parse(pattern, flags)
    except (ImportError, AttributeError):
        return ()
    exact, needed = _Reading().read(list(tree))
    found = _better(needed, _worth(exact))
    if found is None or _cost(found) > _MOST_FREQUENT:
        return ()
    shortest = {needle[:_MOST_CHARS] for needle in found}
    return tuple(sorted(needle for needle in shortest if not any(other != needle and other in needle for other in shortest)))


_Strings = frozenset[str]
_EMPTY: _Strings = frozenset({""})


def _cost(strings: _Strings) -> float:
    """Estimate how often one of some strings begins at a character."""
    total = 0.0
    for string in strings:
        if string.strip() in _COMMON:
            total += 2 * _MOST_FREQUENT
            continue
        chance = 1.0
        for letter in string[:_MOST_CHARS]:
            chance *= _FREQUENCY.get(letter, _OTHER) * 1.6
        total += chance
    return total


def _worth(strings: _Strings | None) -> _Strings | None:
    """Give the strings where all are long enough to look for."""
    return strings if strings and all(len(string) >= _LEAST_CHARS for string in strings) else None


def _better(first: _Strings | None, second: _Strings | None) -> _Strings | None:
    """Choose the rarer of two sets, each of which is in every match."""
    if first is None or second is None:
        return first or second
    return first if _cost(first) <= _cost(second) else second


class _Reading:
    """Reads a parsed expression: which strings a part is exactly, or of which strings it holds one."""

    def read(self, items: list[Any]) -> tuple[_Strings | None, _Strings | None]:
        """Read parts that follow one another.

        Returns: all strings the sequence can be, where they are few; and strings of which each match holds one.
        """
        run: _Strings = _EMPTY
        whole = True
        needed: _Strings | None = None
        for operation, argument in items:
            exact, inner = self._one(str(operation), argument)
            needed = _better(needed, inner)
            joined = None if exact is None or len(run) * len(exact) > _MOST_STRINGS else _product(run, exact)
            if joined is not None:
                run = joined
                continue
            whole = False
            needed = _better(needed, _worth(run))
            run = exact if exact is not None else _EMPTY
        if whole:
            return run, needed
        return None, _better(needed, _worth(run))

    def _one(self, operation: str, argument: Any) -> tuple[_Strings | None, _Strings | None]:  # noqa: ANN401 - a parse tree has no types
        match operation:
            case "LITERAL":
                return frozenset({_fold(chr(argument))}), None
            case "IN":
                return self._set(argument), None
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return _EMPTY, None
            case "SUBPATTERN":
                return self.read(list(argument[-1]))
            case "ATOMIC_GROUP":
                return self.read(list(argument))
            case "BRANCH":
                return self._branch(argument[1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, body = argument
                exact, needed = self.read(list(body))
                if (low, high) == (1, 1):
                    return exact, needed
                if (low, high) == (0, 1):
                    return (None if exact is None else exact | _EMPTY), None
                return None, (_better(needed, _worth(exact)) if low else None)
            case _:  # any character, references, conditions
                return None, None

    def _branch(self, branches: list[Any]) -> tuple[_Strings | None, _Strings | None]:
        exacts: set[str] | None = set()
        needles: set[str] | None = set()
        for branch in branches:
            exact, needed = self.read(list(branch))
            exacts = None if exacts is None or exact is None else exacts | exact
            best = _better(needed, _worth(exact))
            needles = None if needles is None or best is None else needles | best
        few = exacts is not None and len(exacts) <= _MOST_STRINGS
        return (frozenset(exacts) if few and exacts is not None else None), (frozenset(needles) if needles else None)

    def _set(self, members: list[Any]) -> _Strings | None:
        """Give the letters of a class where they are few once folded."""
        found: set[str] = set()
        for kind, argument in members:
            if str(kind) != "LITERAL":
                return None
            found.add(_fold(chr(argument)))
        return frozenset(found) if len(found) <= 4 else None  # noqa: PLR2004 - more alternatives save nothing


def _product(left: _Strings, right: _Strings) -> _Strings | None:
    """Join every string of one set to every one of the other; None where they grow too long to be of use."""
    if right == _EMPTY:
        return left
    return frozenset(first + second for first, second in product(left, right))
