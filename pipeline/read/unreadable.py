"""What becomes of a source of a known kind of which nothing can be read: a document without text that says why."""

from pipeline.errors import ReadError
from pipeline.read.item import Item
from schemas.document import Document
from schemas.finding import Finding


class Unreadable(ReadError):  # noqa: N818 - it says what the source is
    """Stop reading a source that stays in the results; ``code`` is one of ``schemas.finding.UNREAD_CODES``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def unreadable_document(item: Item, code: str, message: str) -> Document:
    """Give a document without text whose finding says why: it stays in the results, so that nobody takes it for read.

    >>> unreadable_document(Item(b"", "a.pdf", "application/pdf"), "encrypted", "is protected by a password").findings[0].severity
    'error'
    """
    finding = Finding(code=code, severity="error", message=message)
    return Document(
        id=item.identity, source=item.source, media_type=item.kind, sha256=item.sha256, raw="", findings=(finding,)
    )  # fmt: skip
