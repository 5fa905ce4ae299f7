r"""The table of repairs: small, named, each with what gives it away, what it looks for, and what it puts there.

A repair never guesses: "Klima-\nschutz" is one word, "Energie-\nund" is two, "Bürger innen" may be either and stays.
Order matters: mojibake holds characters that later repairs remove; blanks come last since others leave some behind.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.clean.mojibake import MOJIBAKE_RE, mend
from pipeline.clean.offsets import Draft, Edit


class Rule(NamedTuple):
    """One repair. ``signs``: characters, or pieces of text, without which it has nothing to do; ``new`` may return the old."""

    name: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    new: Callable[[re.Match[str]], str]


def _chars(*ranges: tuple[int, int] | int) -> str:
    return "".join(chr(code) for each in ranges for code in (range(each[0], each[1] + 1) if isinstance(each, tuple) else (each,)))


_CONTROLS = _chars((0x00, 0x01), (0x03, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F))
_INVISIBLE = _chars((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), 0x180E, 0xFEFF, (0xFE00, 0xFE0F), 0x061C, 0x034F)
_LINE_ENDS = _chars(0x0B, 0x0C, 0x85, 0x2028, 0x2029, 0x0D)
_SPACES = _chars(0xA0, 0x1680, (0x2000, 0x200A), 0x202F, 0x205F, 0x3000)
_DASHES = {
    **dict.fromkeys(_chars((0x2010, 0x2011), 0x2212, 0xFE63, 0xFF0D, 0x1806), "-"),
    **dict.fromkeys(_chars(0x2012, 0x2015), "–"),
}
_LIGATURES = dict(zip(_chars((0xFB00, 0xFB06)), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_MARKS = _chars((0x0300, 0x034E), (0x0350, 0x036F))
_TWINS = {"\u212a": "K", "\u212b": "Å", "\u2126": "Ω"}
_ENTITY = (
    "amp|nbsp|quot|apos|lt|gt|[aou]uml|[AOU]uml|szlig|ndash|mdash|shy|bdquo|ldquo|rdquo|lsquo|rsquo|sbquo|laquo|raquo|hellip|euro|sect|"
    r"middot|bull|deg|sup2|eacute|egrave|agrave|#\d{2,5}|#x[0-9a-fA-F]{2,4}"
)
#: what follows a hyphen that stands for the other half of a compound, and so stays: "Energie-\nund Klimaschutz"
_CONJUNCTIONS = frozenset("und oder sowie bzw beziehungsweise bis anstatt sondern u o à and or".split())
#: these end words too ("den-noch", "so-wie"): only behind half a compound, which is a noun
_DOUBTFUL = frozenset("noch als wie aber plus auch".split())
_ADDRESS_RE = re.compile(r"://|www\.|@|/")


def _is_lone_letters(word: str) -> bool:
    return len(word) <= 1


def _join_line(match: re.Match[str]) -> str:
    """Join a word broken at a line's end, unless the hyphen is the word's own."""
    rest = match["rest"]
    if match["mark"] in "\u00ad\x02":
        return rest
    text, start = match.string, match.start()
    word = text[max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1 : start]
    if rest in _CONJUNCTIONS or _is_lone_letters(rest) or (rest in _DOUBTFUL and word.lstrip('(„"')[:1].isupper()):
        return match.group()
    return f"-{rest}" if _ADDRESS_RE.search(word) else rest


def _compose_marks(match: re.Match[str]) -> str:
    return _TWINS.get(match.group()) or unicodedata.normalize("NFC", match.group())


def _decode_entity(match: re.Match[str]) -> str:
    char = html.unescape("&" + match["name"] + ";")
    return char if len(char) == 1 and not "\ud800" <= char <= "\udfff" else match.group()


def _narrow(match: re.Match[str]) -> str:
    """Keep a wide gap as a tab, since it parts columns; after a colon it parts nothing; at a line's start it is layout."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if not before.strip() or not after.strip():
        return match.group()
    return "\t" if len(match.group()) > 2 and before != ":" else " "  # noqa: PLR2004 - two blanks are a slip of the hand


def _set(chars: str) -> str:
    return f"[{re.escape(chars)}]"


REPAIRS: tuple[Rule, ...] = (
    Rule("entity", ("&",), re.compile(rf"&(?:amp;)*(?P<name>{_ENTITY});"), _decode_entity),
    Rule("mojibake", ("Ã", "Â", "â", "ï", "ð"), MOJIBAKE_RE, lambda match: mend(match.group())),
    Rule("control", tuple(_CONTROLS), re.compile(_set(_CONTROLS) + "+"), lambda _: ""),
    Rule("invisible", tuple(_INVISIBLE), re.compile(_set(_INVISIBLE) + "+"), lambda _: ""),
    Rule("line-end", tuple(_LINE_ENDS), re.compile(rf"\r\n|{_set(_LINE_ENDS)}"), lambda _: "\n"),
    Rule("space", tuple(_SPACES), re.compile(_set(_SPACES)), lambda _: " "),
    Rule("dash", tuple(_DASHES), re.compile(_set("".join(_DASHES))), lambda match: _DASHES[match.group()]),
    Rule("ligature", tuple(_LIGATURES), re.compile(_set("".join(_LIGATURES))), lambda match: _LIGATURES[match.group()]),
    Rule(
        "composed",
        (*_MARKS, *_TWINS),
        re.compile(rf"[^\W\d_]{_set(_MARKS)}+|{_set(''.join(_TWINS))}"),
        _compose_marks,
    ),
    Rule(
        "hyphenation",
        ("-\n", "- \n", "\u00ad", "\x02"),
        # a pattern that begins with what is rare is searched ten times as fast; so it looks back last
        re.compile("(?P<mark>[-\u00ad\x02])(?<=[A-Za-zÄÖÜäöüß][a-zäöüß].)[ \t]*\n[ \t]*(?P<rest>[a-zäöüß]+)"),
        _join_line,
    ),
    Rule(
        "line-compound",
        ("-\n", "- \n"),
        # "Rhein-\nSieg-Kreis", "2802-\n139": the hyphen is the name's or the number's own; only the line end goes
        re.compile("-(?:(?<=[A-Za-zÄÖÜäöüß][a-zäöüß]-)[ \t]*\n[ \t]*(?=[A-ZÄÖÜ][a-zäöüß])|(?<=\\d-)\n(?=\\d))"),
        lambda _: "-",
    ),
    Rule("line-hyphen", ("\x02",), re.compile("\x02+"), lambda _: ""),
    Rule("soft-hyphen", ("\u00ad",), re.compile("\u00ad+"), lambda _: ""),
    Rule(
        "split-ending",
        (" in nen",),
        re.compile(r" in nen(?<=[a-zäöüß](?:er|or|nt|st|at|ge|te) in nen)(?=[\s,;.:!?)/]|\Z)"),
        lambda _: "innen",
    ),
    Rule("indent", ("\n ", "\n\t"), re.compile(r"\n[ \t]+(?=[^\W\d_])"), lambda _: "\n"),
    Rule("blanks", ("  ",), re.compile("  +"), _narrow),
)

_SIGNS = tuple(
    (rule, frozenset(sign for sign in rule.signs if len(sign) == 1), tuple(sign for sign in rule.signs if len(sign) > 1))
    for rule in REPAIRS
)
_ODD = frozenset().union(*(chars for _, chars, _ in _SIGNS))
_ODD_RE = re.compile(_set("".join(sorted(_ODD))))
_ODD_STRINGS = tuple(dict.fromkeys(sign for rule in REPAIRS for sign in rule.signs if len(sign) > 1))
#: what German is written in, byte by byte: the odd characters it has are looked for among bytes, which is many times as fast
_CODE = "cp1252"
_ODD_BYTES = bytes(byte for byte in range(256) if bytes([byte]).decode(_CODE, "replace") in _ODD)
#: repairs may make room for others (a removed character brings two halves together); more rounds are never seen
_MOST_ROUNDS = 12


def needs_repair(text: str) -> bool:
    """Say quickly whether any repair could find work; most texts need none.

    >>> needs_repair("Stadt Lage – für alle"), needs_repair("Stadt\u00a0Lage")
    (False, True)
    """
    return _has_odd(text) or any(map(text.__contains__, _ODD_STRINGS))


def _has_odd(text: str) -> bool:
    """Say whether a text has one of the characters that some repair is for."""
    coded = text.encode(_CODE, "replace")
    if len(coded.translate(None, _ODD_BYTES)) != len(coded):
        return True
    # what has no byte was replaced; it may be odd
    return coded.count(b"?") != text.count("?") and _ODD_RE.search(text) is not None


def repair(raw: str) -> Draft:
    """Run the table over a text until nothing changes any more, so that cleaning twice is cleaning once."""
    draft = Draft(raw)
    for _ in range(_MOST_ROUNDS):
        before = draft.text
        present = frozenset(_ODD_RE.findall(before)) if _has_odd(before) else frozenset()
        for rule, chars, strings in _SIGNS:
            if not chars.isdisjoint(present) or (strings and any(map(draft.text.__contains__, strings))):
                draft.apply(rule.name, list(_edits(rule, draft.text)))
        if draft.text == before or not needs_repair(draft.text):
            break
    return draft


def _edits(rule: Rule, text: str) -> Iterator[Edit]:
    """Find a rule's work, cut down to the characters that really change."""
    for match in rule.pattern.finditer(text):
        old, new = match.group(), rule.new(match)
        if new == old:
            continue
        end = match.end()
        if "rest" in rule.pattern.groupindex and match["rest"]:  # what follows the hyphen only decides
            end, new = match.start("rest"), new.removesuffix(match["rest"])
        yield Edit(match.start(), end, new)
