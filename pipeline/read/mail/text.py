"""Reads the lines of a plain mail body: undoes what mail programs did to them, and remembers on which line each stood."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.read.wraps import find_width, is_soft, joint

_QUOTE_RE = re.compile(r"(?:>[ \t]?){1,40}+")
_FLOWED_QUOTE_RE = re.compile(r">+")
_WROTE_RE = re.compile(r"(?:schrieb|wrote|geschrieben)\b[^:\n]{0,80}:\s*$")
_ARMOUR_RE = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:Hash:[^\n]*\r?\n)?\r?\n|-----BEGIN PGP SIGNATURE-----.*", re.DOTALL
)
_MENU_RE = re.compile(r">{2,}\s*\S.*>{2,}")
_QUOTED_LINES = 3


class Line(NamedTuple):
    """One line as its author wrote it, and the number of the line of the body where it began, from 1."""

    text: str
    number: int


def read_lines(text: str, *, flowed: bool = False, del_space: bool = False) -> list[Line]:
    r"""Give the lines of a plain body: flowed ones joined again, quote marks taken off.

    Args:
        text: the decoded body.
        flowed: its lines may be soft (``format=flowed``, RFC 3676).
        del_space: the blank at a soft line's end is not part of the text (``DelSp=yes``).

    >>> read_lines("Die Stadt \nLage\n", flowed=True)
    [Line(text='Die Stadt Lage', number=1)]
    >>> [line.text for line in read_lines("> Stadt Lage\n>\n> Kreis Lippe")]
    ['Stadt Lage', '', 'Kreis Lippe']
    """
    numbered = [Line(line, number) for number, line in enumerate(text.split("\n"), start=1)]
    while numbered and not numbered[-1].text.strip():
        numbered.pop()
    lines = _unquote(list(_unflow(numbered, del_space=del_space)) if flowed else numbered)
    return lines if flowed else list(_unwrap(lines))


def without_armour(text: str) -> str:
    """Blank out the frame of a message signed in the text itself, so that its lines keep their numbers."""
    return _ARMOUR_RE.sub(lambda match: "\n" * match.group().count("\n"), text) if "-----BEGIN PGP SIGNED" in text else text


def _unflow(lines: Iterable[Line], *, del_space: bool) -> Iterator[Line]:
    """Join soft lines of one quote depth; a signature's mark is never soft."""
    pieces: list[str] = []
    first, before = 0, -1
    for line in lines:
        marks = _FLOWED_QUOTE_RE.match(line.text)
        depth = marks.end() if marks else 0
        text = line.text[depth:].removeprefix(" ")
        if pieces and (depth != before or text == "-- "):
            yield Line("".join(pieces), first)
            pieces = []
        if not pieces:
            first = line.number
            if depth:
                pieces.append(">" * depth + " ")
        before = depth
        if text.endswith(" ") and text != "-- ":
            pieces.append(text[:-1] if del_space else text)
        else:
            yield Line("".join([*pieces, text]), first)
            pieces = []
    if pieces:
        yield Line("".join(pieces), first)


def _unquote(lines: list[Line]) -> list[Line]:
    """Take the marks off quoted lines, where several follow one another or somebody is said to have written them.

    A single line that begins with ">" may be a menu: ">> Start >> Aktuelles".
    """
    found: list[Line] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _QUOTE_RE.match(lines[stop].text) and not _MENU_RE.match(lines[stop].text):
            stop += 1
        if stop == at:
            text = lines[at].text
            found.append(Line(text[1:] if text.startswith(">From ") else text, lines[at].number))
            at += 1
        else:
            announced = any(_WROTE_RE.search(line.text) for line in found[-3:])
            quoted = stop - at >= _QUOTED_LINES or announced
            found += [Line(_QUOTE_RE.sub("", line.text, count=1) if quoted else line.text, line.number) for line in lines[at:stop]]
            at = stop
    return found


def _unwrap(lines: list[Line]) -> Iterator[Line]:
    """Join lines that a mail program broke at its column: those whose next word would not have fitted.

    A hyphen at a line's end stays with the line end, for the clean room to judge.
    """
    width = find_width([line.text for line in lines])
    if width is None:
        yield from lines
        return
    pieces: list[str] = []
    first, above = 0, ""
    for line in lines:
        if pieces and is_soft(above, line.text, width):
            pieces.append(joint(above, line.text) + line.text.strip())
        else:
            if pieces:
                yield Line("".join(pieces), first)
            pieces, first = [line.text], line.number
        above = line.text
        if pieces[-1][-1:].isspace():
            pieces[-1] = pieces[-1].rstrip()
    if pieces:
        yield Line("".join(pieces), first)
