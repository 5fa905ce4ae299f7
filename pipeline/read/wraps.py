"""Tells where lines were broken at a column, by a mail program or an editor, from where their author ended them."""

import re
from collections.abc import Iterable

#: what begins a line of its own: a bullet, a number, a label, a header, a signature
_OWN_LINE_RE = re.compile(
    r"\s*(?:[-–—•*·▪►◦○●■+»>|#=_]|\(?\d{1,2}[.)](?!\d)(?!\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))(?:\s|$|[-=_*])"
    r"|[A-ZÄÖÜ][\w. -]{1,30}:\s|\s{8,}|https?://"
)
_COLUMNS_RE = re.compile(r"\S(?: {3,}|\t)\S")
_WIDTHS = range(55, 101)
_WRAPPED_LINES = 4
_LONG_SHARE = 0.1
_CONJUNCTIONS = ("und ", "oder ", "sowie ", "bzw", "bis ", "als ", "wie ")


def find_width(lines: Iterable[str]) -> int | None:
    """Find the column at which lines were broken; None where they were not."""
    lengths = [len(line.rstrip()) for line in lines if len(line) > 40 and not _COLUMNS_RE.search(line)]  # noqa: PLR2004 - list lines say nothing
    if len(lengths) < _WRAPPED_LINES or sum(length >= _WIDTHS.stop for length in lengths) > _LONG_SHARE * len(lengths):
        return None
    least = max(3, len(lengths) // 12)
    counts = [0] * _WIDTHS.stop
    for length in lengths:
        if length < _WIDTHS.stop:
            counts[length] += 1
    return next((width for width in reversed(_WIDTHS) if counts[width] and sum(counts[width - 7 : width + 1]) >= least), None)


def is_soft(above: str, below: str, width: int) -> bool:
    """Say whether the line end between two lines is the mail program's."""
    above, core = above.rstrip(), below.strip()
    if not above.strip() or not core or _OWN_LINE_RE.match(below) or _COLUMNS_RE.search(above) or _COLUMNS_RE.search(below):
        return False
    return len(above) + 1 + len(core.split(maxsplit=1)[0]) > width and len(above) > width // 2


def joint(above: str, below: str) -> str:
    r"""Give what stands between two joined lines: a blank; behind a hyphen what the compound asks for.

    >>> joint("die Stadt", "Lage"), joint("Klima-", "Netz"), joint("Klima-", "und Netz"), joint("Klima-", "schutz")
    (' ', '', ' ', '\n')
    """
    above, below = above.rstrip(), below.strip()
    if not above.endswith("-") or not above[-2:-1].isalpha():
        return " "
    if below[0].isupper():
        return ""
    return " " if below.startswith(_CONJUNCTIONS) else "\n"
