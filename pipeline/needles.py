"""Finds out, from a regular expression, strings of which every match holds at least one: its needles.

They are looked for in a text folded as for the word lists (``pipeline.lexicon_forms``), and are folded like it.
"""

import hashlib
import sys
from collections.abc import Sequence
from itertools import product
from typing import Any

from pipeline.lexicon_forms import fold
from pipeline.user_cache import keep

#: raised when needles are found in another way, so that old ones are not taken from the cache
_FORMAT = 1
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
#: letters that an expression without regard to case takes for others, though they are not lowered to them
ODD_LETTERS = {"İ": "i", "ı": "i", "ſ": "s"}
_CASES = str.maketrans(ODD_LETTERS)
#: a needle holds no others: of these alone it is sure what an expression takes them for
_KNOWN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\t\n\r–—„“”‚‘’…•«»·äöüÄÖÜßáàâéèêóòôÁÀÂÉÈÊÓÒÔ")
_Strings = frozenset[str]
_EMPTY: _Strings = frozenset({""})


def fold_odd(text: str) -> str:
    """Fold a text with such letters for the needles.

    >>> fold_odd("Aktıonſplan 2020")
    'aktionsplan 2020'
    """
    return fold(text.translate(_CASES))


def needles_of(patterns: Sequence[tuple[str, int]]) -> list[tuple[str, ...]]:
    """Give the needles of many expressions (with their flags), kept in the user's cache: reading a thousand takes a third of a second."""
    key = hashlib.sha256(repr((_FORMAT, sys.version_info[:3], patterns)).encode("utf-8", "surrogatepass")).hexdigest()
    found: list[tuple[str, ...]] = keep("needles", key, lambda: [find_needles(*pattern) for pattern in patterns])
    return found


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
    """Give the strings where all are long enough to look for, and more than blanks."""
    return strings if strings and all(len(string) >= _LEAST_CHARS and not string.isspace() for string in strings) else None


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
                return self._letters([argument]), None
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
        found = self._letters([argument for _, argument in members]) if all(str(kind) == "LITERAL" for kind, _ in members) else None
        return found if found is not None and len(found) <= 4 else None  # noqa: PLR2004 - more alternatives save nothing

    def _letters(self, codes: list[int]) -> _Strings | None:
        """Fold letters; None where one is not known to be folded as an expression compares it."""
        letters = set(map(chr, codes))
        return frozenset(map(fold, letters)) if letters <= _KNOWN else None


def _product(left: _Strings, right: _Strings) -> _Strings | None:
    """Join every string of one set to every one of the other; None where they grow too long to be of use."""
    if right == _EMPTY:
        return left
    return frozenset(first + second for first, second in product(left, right))
