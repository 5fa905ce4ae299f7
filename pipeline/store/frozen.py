"""A read document as bytes and back, exactly: what the reader found, before any stage worked on it."""

import json
from dataclasses import fields
from typing import Any

from pipeline.errors import StoreError
from schemas.document import Block, Document, Link
from schemas.finding import Finding
from schemas.origin import Anchor

_FORMAT = 1
#: layers of the reader that are plain words
_PLAIN = ("id", "source", "media_type", "sha256", "raw", "title", "declared_date", "part", "address")
_BLOCK = tuple(one.name for one in fields(Block))
_LINK = tuple(one.name for one in fields(Link))
_ANCHOR = tuple(one.name for one in fields(Anchor))


def freeze(document: Document) -> bytes:
    """Give what was read of a document, without the layers of later stages.

    >>> thaw(freeze(Document("1", "a.txt", "text/plain", "", "Ein Text."))).raw
    'Ein Text.'
    """
    frozen: dict[str, Any] = {"format": _FORMAT}
    frozen |= {name: getattr(document, name) for name in _PLAIN}
    frozen["blocks"] = [[getattr(block, name) for name in _BLOCK] for block in document.blocks]
    frozen["links"] = [[getattr(link, name) for name in _LINK] for link in document.links]
    frozen["anchors"] = [[getattr(anchor, name) for name in _ANCHOR] for anchor in document.anchors]
    frozen["findings"] = [finding.model_dump() for finding in document.findings]
    return json.dumps(frozen, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def thaw(frozen: bytes) -> Document:
    """Give a document back as the reader gave it.

    Raises:
        StoreError: these bytes are no frozen document, or one of a newer program.
    """
    try:
        kept = json.loads(frozen.decode("utf-8", "surrogatepass"))
        known = kept["format"] == _FORMAT
    except (ValueError, KeyError, TypeError) as error:
        msg = f"a document in the store cannot be read back: {error}; ingest its source again"
        raise StoreError(msg) from error
    if not known:
        msg = f"a document in the store was written by a newer Netzlese (format {kept['format']}); bring this program up to date"
        raise StoreError(msg)
    return Document(
        **{name: kept[name] for name in _PLAIN},
        blocks=tuple(Block(*block) for block in kept["blocks"]),
        links=tuple(Link(*link) for link in kept["links"]),
        anchors=tuple(_anchor(*anchor) for anchor in kept["anchors"]),
        findings=tuple(Finding.model_validate(finding) for finding in kept["findings"]),
    )


def _anchor(start: int, end: int, page: int | None, box: Any, edges: Any, *more: Any) -> Anchor:  # noqa: ANN401 - JSON
    """Make tuples of what JSON calls lists."""
    return Anchor(start, end, page, None if box is None else tuple(box), None if edges is None else tuple(edges), *more)
