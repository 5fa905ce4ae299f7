"""Reads plain text and Markdown: the decoded characters, unchanged, so that every offset points into the file itself."""

import re

from pipeline.read.encoding import decode
from schemas.document import Document
from schemas.finding import Finding

_TITLE_RE = re.compile(r"\A\s*(?:---\n.*?\n---\n\s*)?#[ \t]+(\S[^\n]*?)[ \t]*#*[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEAD_CHARS = 4000


def read_plaintext(data: bytes, *, source: str, identity: str, sha256: str, media_type: str = "text/plain") -> Document:
    r"""Decode a text file; not even its line ends change.

    >>> read_plaintext(b"Stadt\r\nLage", source="a.txt", identity="0", sha256="0").raw
    'Stadt\r\nLage'
    """
    text, _, findings = decode(data)
    title = None
    if media_type == "text/markdown":
        heading = _TITLE_RE.match(text[:_HEAD_CHARS])
        title = heading[1] if heading else None
    if not text.strip():
        findings += (empty_finding(),)
    return Document(
        id=identity, source=source, media_type=media_type, sha256=sha256, raw=text, title=title, findings=findings
    )  # fmt: skip


def empty_finding() -> Finding:
    """Say that there is nothing to read."""
    return Finding(code="empty-document", severity="warning", message="the source holds no visible text")
