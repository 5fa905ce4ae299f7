"""Renders a text file in the states text files come in: other encodings, broken umlauts, odd blanks, other line ends."""

import re
import textwrap
import unicodedata
from collections.abc import Callable

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.markdown import known_plain, write_plain
from tools.rendering.structure import Announcement
from tools.rendering.syllables import find_long_word, soften, syllables

#: what old code pages have no sign for
_PLAIN = {
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "–", "\u2212": "-", "\u202f": " ", "\u2009": " ", "₂": "2", "→": "->", "●": "•",
    "►": "•", "▪": "•", "✓": "x", "≥": ">=", "≤": "<=", "\u200b": "",
}  # fmt: skip
_LATIN_PLAIN = {
    **_PLAIN,
    "–": "-",
    "—": "-",
    "„": '"',
    "“": '"',
    "”": '"',
    "‚": "'",
    "‘": "'",
    "’": "'",
    "…": "...",
    "€": "EUR",
    "•": "-",
}
_LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02"}
_BETWEEN_RE = re.compile(r"(?<=\w) (?=\w)")
_HYPHEN_RE = re.compile(r"(?<=[a-zäöüß])-(?=[A-ZÄÖÜa-zäöüß])")
_COLUMNS = 60
_WIDE = 72


def _change(change: Callable[[str], str], encoding: str = "utf-8", mark: bytes = b"") -> Callable[[Announcement], Rendered | None]:
    """Make a renderer of a change of characters that the reader should undo."""

    def render(announcement: Announcement) -> Rendered | None:
        if announcement.text is None:
            return None
        return Rendered(mark + change(announcement.text.removeprefix("\ufeff")).encode(encoding))

    return render


def _encode(encoding: str, plain: dict[str, str]) -> Callable[[Announcement], Rendered | None]:
    """Make a renderer that writes in an old code page; what that has no sign for is written plainly, in the known text too."""

    def render(announcement: Announcement) -> Rendered | None:
        if announcement.text is None:
            return None
        text = "".join(plain.get(char, char) for char in announcement.text.removeprefix("\ufeff"))
        data = text.encode(encoding, "replace")
        return Rendered(data, data.decode(encoding))

    return render


def _mojibake(text: str) -> str:
    """Read the bytes of UTF-8 as CP1252; the five it has no sign for stand as controls, as browsers show them."""
    return "".join(bytes((byte,)).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in text.encode())


def _ligatures(text: str) -> str:
    for letters, sign in _LIGATURES.items():
        text = re.sub(rf"(?<=[a-zäöüß]){letters}(?=[a-zäöüß])", sign, text)
    return text


def _odd_blanks(text: str) -> str:
    """Make every third blank between words one that does not break, every fifth a narrow one."""
    count = iter(range(len(text)))

    def pick(_: re.Match[str]) -> str:
        number = next(count)
        return "\u00a0" if number % 3 == 0 else "\u2009" if number % 5 == 0 else " "

    return _BETWEEN_RE.sub(pick, text)


def _controls(text: str) -> str:
    """Strew controls and invisible signs among the words."""
    signs = ("\u200b", "\x01", "\ufeff", "\x1f", "\u2060")
    rhythm = 7
    words = text.split(" ")
    return " ".join(
        f"{word}{signs[number % 5]}" if number % rhythm == rhythm // 2 and word[-1:].isalpha() else word
        for number, word in enumerate(words)
    )


def _wrap_hyphenated(announcement: Announcement) -> Rendered:
    """Break the paragraphs at a column and the words at their syllables, as an old mail program does."""
    return Rendered(write_plain(announcement, _fill_hyphenated).encode(), known_plain(announcement))


def _wrap(announcement: Announcement) -> Rendered:
    return Rendered(write_plain(announcement, _fill).encode(), known_plain(announcement))


def _fill(line: str, indent: str) -> str:
    return textwrap.fill(line, _WIDE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _fill_hyphenated(line: str, indent: str) -> str:
    lines: list[str] = []
    row = ""
    for word in line.split(" "):
        joined = f"{row} {word}" if row.strip() else row + word
        if len(joined) <= _COLUMNS or not row.strip():
            row = joined
            continue
        head, tail = _split_word(word, _COLUMNS - len(row) - 2)
        lines.append(f"{row} {head}-" if head else row)
        row = indent + (tail if head else word)
    return "\n".join([*lines, row])


def _split_word(word: str, room: int) -> tuple[str, str]:
    """Cut a long word at the last syllable that fits."""
    match = find_long_word(word)
    if match is None or match.start() > 1:
        return "", word
    head = word[: match.start()]
    best = ""
    for part in syllables(match.group())[:-1]:
        head += part
        if len(head) <= room:
            best = head
    return best, word[len(best) :]


def _text(name: str, render: Callable[[Announcement], Rendered | None]) -> Rendering:
    return Rendering(f"text-{name}", ".txt", render)


def _same(text: str) -> str:
    return text


RENDERINGS = (
    _text("cp1252", _encode("cp1252", _PLAIN)),
    _text("latin1", _encode("latin-1", _LATIN_PLAIN)),
    _text("utf16le", _change(_same, "utf-16-le", b"\xff\xfe")),
    _text("utf16be", _change(_same, "utf-16-be", b"\xfe\xff")),
    _text("utf16le-nomark", _change(_same, "utf-16-le")),
    _text("utf16be-nomark", _change(_same, "utf-16-be")),
    _text("utf8-mark", _change(_same, "utf-8", b"\xef\xbb\xbf")),
    _text("mojibake", _change(_mojibake)),
    _text("softhyphen", _change(soften)),
    _text("nfd", _change(lambda text: unicodedata.normalize("NFD", text))),
    _text("ligature", _change(_ligatures)),
    _text("blanks", _change(_odd_blanks)),
    _text("mongolian", _change(lambda text: _HYPHEN_RE.sub("\u1806", text))),
    _text("controls", _change(_controls)),
    _text("crlf", _change(lambda text: text.replace("\n", "\r\n"))),
    _text("cr", _change(lambda text: text.replace("\n", "\r"))),
    _text("wrapped", _wrap),
    _text("hyphenated", _wrap_hyphenated),
)
