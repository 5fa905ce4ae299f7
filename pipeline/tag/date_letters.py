"""Which alternatives of a pattern over word classes can begin with a letter: the others need not be asked at that letter."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any


def alternatives(pattern: str) -> list[str]:
    """Split a pattern at the bars that stand in no group.

    >>> alternatives("a(?:b|c)|[|]d|e")
    ['a(?:b|c)', '[|]d', 'e']
    """
    parts, depth, in_set, begin, at = [], 0, False, 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_set:
            in_set = sign != "]"
        elif sign == "[":
            in_set = True
        elif sign == "|" and depth == 0:
            parts.append(pattern[begin:at])
            begin = at + 1
        else:
            depth += (sign == "(") - (sign == ")")
        at += 1
    return [*parts, pattern[begin:]]


def beginning_with(letter: str, pattern: str) -> str:
    """Give a pattern without the alternatives that cannot begin with a letter; "" where none can.

    >>> beginning_with("a", "a_b|(?:x_)?[ac]d|cd|(?<=c)a")
    'a_b|(?:x_)?[ac]d|(?<=c)a'
    """
    return "|".join(part for part, letters in _beginnings(pattern) if letters is None or letter in letters)


@lru_cache(maxsize=256)
def _beginnings(pattern: str) -> tuple[tuple[str, set[str] | None], ...]:
    """Give the alternatives with the letters each can begin with; None where Python does not tell how it reads a pattern."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # noqa: PLC0415 - there is no public way to a pattern's parts

        firsts = [(part, *_first(_parser.parse(part))) for part in alternatives(pattern)]
    except (ImportError, AttributeError):
        return ((pattern, None),)
    return tuple((part, None if empty else letters) for part, letters, empty in firsts)


def _first(items: Iterable[Any]) -> tuple[set[str] | None, bool]:
    """Give the letters that parts in a row can begin with, None for any; and whether they can be empty."""
    found: set[str] = set()
    for operation, argument in items:
        letters, empty = _first_of(str(operation), argument)
        if letters is None:
            return None, False
        found |= letters
        if not empty:
            return found, False
    return found, True


def _first_of(operation: str, argument: Any) -> tuple[set[str] | None, bool]:  # noqa: ANN401 - a parse tree has no types
    match operation:
        case "LITERAL":
            return {chr(argument)}, False
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            return {chr(code) for _, code in argument}, False
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return set(), True
        case "SUBPATTERN":
            return _first(argument[-1])
        case "BRANCH":
            firsts = [_first(branch) for branch in argument[1]]
            known = [letters for letters, _ in firsts if letters is not None]
            return (set().union(*known) if len(known) == len(firsts) else None), any(empty for _, empty in firsts)
        case "MAX_REPEAT" | "MIN_REPEAT":
            letters, empty = _first(argument[2])
            return letters, empty or argument[0] == 0
        case _:
            return None, True
