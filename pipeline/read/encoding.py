"""Turns bytes into characters, and says when it had to guess.

Order: byte order mark, UTF-16 without one, UTF-8, what the source declares, UTF-8 with a few foreign bytes, CP1252, and only then
charset-normalizer (which calls CP1252 "cp1250"; so it is asked only where CP1252 makes no sense).
"""

import codecs
import re
from typing import NamedTuple

from schemas.finding import Finding

#: longest first: the mark of UTF-32-LE begins with that of UTF-16-LE
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: browsers read these as CP1252, its superset
_LATIN = frozenset({"iso8859-1", "latin-1", "ascii", "iso8859-15"})
#: how Python names encodings of writing; its others unpack archives or escape characters
_SCRIPTS = (
    "utf",
    "iso8859",
    "cp",
    "ascii",
    "latin",
    "koi8",
    "mac",
    "gb",
    "big5",
    "euc",
    "shift",
    "iso2022",
    "hz",
    "tis",
    "hp-roman",
    "kz",
)
_SAMPLE_BYTES = 8192
#: the first byte of a character of several bytes is at least this
_LEAD_BYTE = 0xC2
_FOREIGN_RE = re.compile("[\udc80-\udcff]+")
#: a letter, then what CP1252 shows for the umlauts of other code pages, then a letter
_STRANGE_RE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ffœšž’‘´–—·\u00ad\u00a0](?=[a-z])")
_UMLAUT_RE = re.compile("[äöüßÄÖÜéèà]")
#: what German pages and old files were written in, besides CP1252
_OLD_PAGES = ["cp850", "cp437", "mac_roman", "cp1250", "iso8859_2", "cp1251", "cp1254"]


class Decoded(NamedTuple):
    """Characters, the encoding they were in, and what a reader should know about it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    r"""Decode bytes; never fails, since one odd byte must not cost a document.

    Args:
        data: the whole source.
        declared: the encoding the source itself names (HTML), believed unless the bytes say otherwise.

    >>> decode("für".encode("cp1252") + b" \x84Netz\x93").text
    'für „Netz“'
    >>> decode("für".encode()).encoding
    'utf-8'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(name, "replace"), name)
    wide = wide_encoding(data)
    if wide:
        return Decoded(data.decode(wide, "replace"), wide, _guessed(wide))
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_bytewise(data, declared)


def wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its zero bytes: in Latin script every other byte is one.

    >>> wide_encoding("Stadt Lage".encode("utf-16-be")), wide_encoding(b"Stadt Lage"), wide_encoding(bytes(20))
    ('utf-16-be', None, None)
    """
    sample = data[:_SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    half = max(len(sample) // 2, 1)
    first, second = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if second > 0.4 and first < 0.1:  # noqa: PLR2004 - shares of zero bytes
        return "utf-16-le"
    return "utf-16-be" if first > 0.4 and second < 0.1 else None  # noqa: PLR2004 - the same


def _decode_bytewise(data: bytes, declared: str | None) -> Decoded:
    """Decode what is no clean UTF-8."""
    name = _codec(declared)
    if name and name != "utf-8":
        try:
            return Decoded(data.decode(name), name)
        except UnicodeError:
            pass
    mixed = data.decode("utf-8", "surrogateescape")
    foreign = sum(len(match.group()) for match in _FOREIGN_RE.finditer(mixed))
    right = sum(byte >= _LEAD_BYTE for byte in data[:_SAMPLE_BYTES]) - foreign if foreign < _SAMPLE_BYTES else 0
    if foreign * 3 <= right:
        return Decoded(_FOREIGN_RE.sub(_read_foreign, mixed), "utf-8", _damaged(foreign))
    western = data.decode("cp1252", "replace")
    if "\ufffd" not in western and _is_plausible(western):
        return Decoded(western, "cp1252", _guessed("cp1252"))
    return _ask_normalizer(data, western)


def _codec(declared: str | None) -> str | None:
    """Give Python's name of a declared encoding; a label no one knows, or one of no script ("base64", "utf-7"), counts as none."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    if not name.startswith(_SCRIPTS) or name == "utf-7":
        return None
    return "cp1252" if name in _LATIN else name


def _read_foreign(match: re.Match[str]) -> str:
    return match.group().encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _is_plausible(text: str) -> bool:
    """Say whether CP1252 gives words: "Mnchen" with a bullet in the middle is another code page's umlaut."""
    sample = text[:100_000]
    strange = len(_STRANGE_RE.findall(sample))
    return strange * 4 <= len(_UMLAUT_RE.findall(sample)) or strange == 0


def _ask_normalizer(data: bytes, western: str) -> Decoded:
    """Let charset-normalizer choose among the old code pages."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, 30 ms

    best = from_bytes(data[:200_000], cp_isolation=_OLD_PAGES).best()
    if best is None:
        return Decoded(western, "cp1252", _guessed("cp1252", "warning"))
    return Decoded(data.decode(best.encoding, "replace"), best.encoding, _guessed(best.encoding, "warning"))


def _guessed(name: str, severity: str = "note") -> tuple[Finding, ...]:
    message = f"read as {name}, which nothing in the source says; look whether umlauts are right"
    return (Finding.model_validate({"code": "encoding-guessed", "severity": severity, "message": message}),)


def _damaged(count: int) -> tuple[Finding, ...]:
    message = f"{count} bytes are not UTF-8 like the rest and were read as cp1252"
    return (Finding(code="encoding-mixed", severity="warning", message=message),)
