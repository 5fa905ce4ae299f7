"""Says which document a text is: the same one as at the last ingest, under whatever number it stands now.

A document is known by where it comes from: the whole path of its file, and behind a ``!`` what it is inside it. A place in a row is no
identity, since rows are reordered: what is only numbered is known by something of its own instead.

==========================  =====================================================================
a file                      its path, links followed
attachment, archive member  path of the outer file ``!`` its name
entry of a feed             path ``!`` the entry's id: of its guid, its link, or its title and text
line of JSON Lines          path ``!`` its ``id``, else its ``url``, else the checksum of the line
message of a mailbox        path ``!`` the checksum of its subject, day and text
standard input              ``-!`` the checksum of what came (lines and entries: as in a file)
volume of a long document   the key of the document ``#`` its number, from the second on
==========================  =====================================================================
"""

import os
import re
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pipeline.settings import printable
from schemas.document import Document

_FEED = "application/rss+xml"
_MESSAGES = frozenset({"message/rfc822", "multipart/related"})
_TEXT = "text/plain"
_MEMBER_RE = re.compile(r"(.*)!\d+", re.DOTALL)
_LINE_RE = re.compile(r"(.*):\d+", re.DOTALL)
_DIGEST_CHARS = 16
_DIGEST_RE = re.compile(rf"[0-9a-f]{{{_DIGEST_CHARS}}}")
#: what ``_bounded`` leaves
_CUT_RE = re.compile(r"~[0-9a-f]{64}(?:#\d+)?\Z")
#: where in a key the name of its file may end
_INNER_RE = re.compile(r"[!#]")
#: an index of PostgreSQL takes no more than 2,700 bytes; what is added to a key must fit too
_MOST_BYTES = 1000
#: depends on the place in the row, as anchors do
_FINDINGS_OF_PLACE = frozenset({"duplicate-id"})


def text_checksum(text: str) -> str:
    """Give the checksum of a text, half characters included."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def same_reading(one: Document, other: Document) -> bool:
    """Say whether two read documents say the same: text, blocks, links, title and dates, wherever in a row they stand now.

    The bytes do not matter: two pages that differ in a script, or two saves of one PDF, read the same.
    """
    return one.raw == other.raw and _placeless(one) == _placeless(other)


def _placeless(document: Document) -> Document:
    findings = tuple(finding for finding in document.findings if finding.code not in _FINDINGS_OF_PLACE)
    return replace(document, id="", source="", sha256="", anchors=(), findings=findings)


class Keys:
    """Give documents their keys, in the order in which a source yields them: what lies in a message comes after the message."""

    def __init__(self) -> None:
        self._source: str | None = None
        self._messages: dict[str, str] = {}  # numbered messages of the current source -> their keys

    def key(self, source: str, document: Document) -> str:
        """Give the key of a document that was read from a source.

        >>> page = Document("1f2e", "a.zip!b.txt", "text/plain", "1f2e" * 16, "Stadt Lage")
        >>> Keys().key("/home/a.zip", replace(page, source="/home/a.zip!b.txt"))
        '/home/a.zip!b.txt'
        """
        if source != self._source:
            self._source, self._messages = source, {}
        number = (document.part or "1").partition("/")[0]
        key = self._named(source, document, document.id.removesuffix(f"-{number}") if number != "1" else document.id)
        return _bounded(printable(key)) + (f"#{number}" if number != "1" else "")

    def _named(self, source: str, document: Document, identity: str) -> str:
        outer = "-" if source == "-" else _real(source)
        name = printable(source)
        if not document.source.startswith(name):  # only a line of JSON Lines has an address for a source
            own = identity != document.sha256[:_DIGEST_CHARS]
            return f"{outer}!{identity if own else document.source}"
        inner = document.source[len(name) :]
        place = self._in_message(document.source) or outer + inner
        if document.media_type == _FEED and _MEMBER_RE.fullmatch(inner):
            return f"{place.rpartition('!')[0]}!{identity}"
        if document.media_type == _TEXT and _LINE_RE.fullmatch(inner):
            return f"{place.rpartition(':')[0]}!{identity}"
        if document.media_type in _MESSAGES and _MEMBER_RE.fullmatch(inner):
            key = f"{place.rpartition('!')[0]}!{_message_checksum(document)}"
            self._messages[document.source] = key
            return key
        return f"{place}!{document.sha256[:_DIGEST_CHARS]}" if source == "-" else place

    def _in_message(self, source: str) -> str | None:
        """Put the key of a message in the place of its number, for what lies inside it."""
        outer = source.rpartition("!")[0]
        while outer:
            if outer in self._messages:
                return self._messages[outer] + source[len(outer) :]
            outer = outer.rpartition("!")[0]
        return None


def _real(path: str | Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def file_key(path: str | Path) -> str:
    """Give the key of a file, which what is inside it begins with."""
    return _bounded(printable(_real(path)))


def is_file_gone(key: str) -> bool:
    """Say whether the file that a document came from is no longer there; of what came by standard input nobody can say so."""
    if (
        key.startswith("-!") or _CUT_RE.search(key) or (os.sep == "/" and "\\" in key)
    ):  # nor of a name that is cut or holds odd bytes
        return False
    ends = [match.start() for match in _INNER_RE.finditer(key)]  # a ! or # may stand in the name of a file, too
    return not any(os.path.lexists(path) and not Path(path).is_dir() for path in (key, *(key[:end] for end in ends)))


def likeness(one: str, other: str) -> float:
    """Say how much two texts have in common, from 0 to 1, by the words they share.

    >>> likeness("Die Stadt Lage", "Die Stadt Lemgo") > likeness("Die Stadt Lage", "Ein Kreis")
    True
    """
    words, others = Counter(one.split()), Counter(other.split())
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 1.0


def _message_checksum(document: Document) -> str:
    """Give a checksum of what is read of a message; of its bytes, blank lines at the end come and go with its place in the mailbox."""
    return text_checksum("\n".join((document.title or "", document.declared_date or "", document.raw)))[:_DIGEST_CHARS]


def twin_key(key: str, document: Document) -> str:
    """Give the key of a second document that bears the name of another: two lines of one id, two entries of one guid."""
    return f"{key}~{text_checksum(document.raw)[:_DIGEST_CHARS]}"


def is_twin_of(key: str, name: str) -> bool:
    """Say whether a key is one that ``twin_key`` made of another."""
    return key.startswith(f"{name}~") and _DIGEST_RE.fullmatch(key, len(name) + 1) is not None


def _bounded(key: str) -> str:
    """Cut a key that an index would not take, and put the checksum of the whole behind what is left."""
    data = key.encode()
    if len(data) <= _MOST_BYTES:
        return key
    return f"{data[:_MOST_BYTES].decode(errors='ignore')}~{sha256(data).hexdigest()}"
