"""Recognises in the store the document that a text is: by its key, by what it says, and, where several bear one name, by which is most alike.

The keys are those of ``pipeline.identity``; what they leave open is decided here, by looking at what the store keeps.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.identity import is_file_gone, is_twin_of, likeness, same_reading, text_checksum, twin_key

if TYPE_CHECKING:
    from pipeline.store import Reading
    from schemas.document import Document
    from schemas.store import DocumentRow

#: share of common words from which on one of several texts of one id is a changed form of another, not a text of its own
_ALIKE = 0.5
#: an id that more texts bear than this is none: they are told apart by what they say
_MOST_NAMESAKES = 40
_NUMBER_RE = re.compile(r"[!:]\d+\Z")


class Recognised(NamedTuple):
    """Say which document a text is.

    ``key``: what it is known by from now on. ``row``: its document, ``is_same`` where it reads as it did. ``twin``: where there is no row,
    the document of another key that reads the same. ``document``: the text as it was read, on its day.
    """

    key: str
    row: "DocumentRow | None"
    is_same: bool
    twin: "DocumentRow | None"
    document: "Document"


def recognise(reading: "Reading", key: str, document: "Document", *, met: Collection[str], keeps_day: bool = True) -> Recognised:
    """Find the document of a text.

    Args:
        reading: a view of the store.
        key: where the text comes from (``pipeline.identity``).
        document: the text as it was read.
        met: keys that were met in the same source before.
        keeps_day: whether a document without a day of its own keeps the one that was given by hand before.
    """
    row, is_same = None, False
    if reading.find(key) is not None:
        key, row = _place(reading, key, document, met, keeps_day=keeps_day)
        is_same = row is not None and _reads_same(reading, row, document, keeps_day=keeps_day)
    twin = _twin(reading, document, keeps_day=keeps_day) if row is None else None
    known = row or twin
    if known is not None and keeps_day:
        document = _on_its_day(_kept(reading, known), document)
    return Recognised(key, row, is_same, twin, document)


def is_renumbered(source: str, now: str) -> bool:
    """Say whether an entry, a line or a message stands under another number now: two should not be shown under one.

    >>> is_renumbered("a.mbox!2", "a.mbox!3"), is_renumbered("a.txt", "b.txt")
    (True, False)
    """
    before, after = _NUMBER_RE.search(source), _NUMBER_RE.search(now)
    return before is not None and after is not None and before[0] != after[0]


def _place(
    reading: "Reading", key: str, document: "Document", met: Collection[str], *, keeps_day: bool
) -> "tuple[str, DocumentRow | None]":
    """Find the key and the row of a text whose key is known.

    Two lines of one id share a key: the one that came first keeps it, whatever their order is next time. One that changed is the most
    alike of those that were not met yet.
    """
    for name in (key, twin_key(key, document)):
        row = reading.find(name)
        if row is not None and _reads_same(reading, row, document, keeps_day=keeps_day):
            return name, row
    found = reading.namesakes(key, _MOST_NAMESAKES + 1)
    if len(found) > _MOST_NAMESAKES:
        return twin_key(key, document), reading.find(twin_key(key, document))
    rows = [one for one in found if one.key == key or is_twin_of(one.key, key)]
    same = next((row for row in rows if _reads_same(reading, row, document, keeps_day=keeps_day)), None)
    if same is not None:
        return same.key, same
    if len(rows) == 1 and key not in met:
        return key, rows[0]
    changed = _most_alike(reading, [row for row in rows if row.key not in met], document)
    return (twin_key(key, document), None) if changed is None else (changed.key, changed)


def _most_alike(reading: "Reading", rows: "Sequence[DocumentRow]", document: "Document") -> "DocumentRow | None":
    """Find which of several documents of one id a changed text belongs to; None where it is none of them."""
    alike = [likeness(_kept(reading, row).raw, document.raw) for row in rows]
    best = max(alike, default=0.0)
    return rows[alike.index(best)] if best >= _ALIKE else None


def _kept(reading: "Reading", row: "DocumentRow") -> "Document":
    """Give a document as it was last read."""
    from pipeline.store import thaw  # noqa: PLC0415 - loaded with the store

    return thaw(reading.read_document(row.id, row.version))


def _on_its_day(kept: "Document", document: "Document") -> "Document":
    """Leave a document the day it was given by hand: the next ingest, which gives none, does not mean that it has none."""
    return document if document.declared_date is not None else replace(document, declared_date=kept.declared_date)


def _reads_same(reading: "Reading", row: "DocumentRow", document: "Document", *, keeps_day: bool) -> bool:
    kept = _kept(reading, row)
    return same_reading(kept, _on_its_day(kept, document) if keeps_day else document)


def _twin(reading: "Reading", document: "Document", *, keeps_day: bool) -> "DocumentRow | None":
    """Find a document of another key that reads the same now, dates included; what took a file's place has the day that was given to that."""
    rows = reading.by_content(document.sha256, text_checksum(document.raw))
    keeps = {row.id: keeps_day and is_file_gone(row.key) for row in rows}
    return next((row for row in rows if _reads_same(reading, row, document, keeps_day=keeps[row.id])), None)
