"""Reads plain text and Markdown: the decoded characters, unchanged, so that every offset points into the file itself."""

import re

from pipeline.read.encoding import decode
from pipeline.read.findings import empty_finding
from pipeline.read.item import Item
from schemas.document import Document

_TITLE_RE = re.compile(r"\A\s*(?:---\n.*?\n---\n\s*)?#[ \t]+(\S[^\n]*?)[ \t]*#*[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEAD_CHARS = 4000


def read_plaintext(item: Item) -> Document:
    r"""Decode a text file; not even its line ends change.

    >>> read_plaintext(Item(b"Stadt\r\nLage", "a.txt", "text/plain")).raw
    'Stadt\r\nLage'
    """
    text, _, findings = decode(item.data)
    title = None
    if item.kind == "text/markdown":
        heading = _TITLE_RE.match(text[:_HEAD_CHARS])
        title = heading[1] if heading else None
    if not text.strip():
        findings += (empty_finding(),)
    return Document(
        id=item.identity, source=item.source, media_type=item.kind, sha256=item.sha256, raw=text, title=title, findings=findings
    )  # fmt: skip
