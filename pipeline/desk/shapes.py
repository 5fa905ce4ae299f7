"""What goes over the desk: what was taken in, what a person wishes, where a document stands, why a wish was refused."""

from dataclasses import dataclass
from typing import Any, Literal

from pipeline.errors import NetzleseError, ReviewError
from schemas.record import Report
from schemas.review import DecisionKind, Settled
from schemas.store import DocumentRow, StoredDecision, VersionRow

What = Literal["new", "version", "extraction", "same"]


@dataclass(frozen=True, slots=True)
class Taken:
    """Say what became of a report: ``conflicts``: how many decisions no longer fit since."""

    document: int
    what: What
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold what a person asks for; ``span`` is the selected text. Unit: code points in the current text, half-open.

    ``words``: the characters that were seen there; where others stand there now, nothing is stored.
    """

    kind: DecisionKind
    network: str | None = None
    field: str | None = None
    item: str | None = None
    value: Any = None
    span: tuple[int, int] | None = None
    words: str | None = None
    to: str | None = None
    undoes: tuple[str, ...] = ()
    finding: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Name one value of a group that is answered, and the revision of its document that the person saw."""

    document: int
    revision: int
    network: str
    item: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Hold everything about a document at one moment."""

    row: DocumentRow
    versions: tuple[VersionRow, ...]
    report: Report
    networks: tuple[str, ...]
    settled: Settled
    decisions: tuple[StoredDecision, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Name a document of a group that was left as it is, and why: ``not-in-store`` or ``changed``."""

    document: int
    code: Literal["not-in-store", "changed"]


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """Say what answering a group did; ``batch`` undoes it."""

    batch: str
    settled: int
    left: tuple[Left, ...]


class Stale(NetzleseError):  # noqa: N818 - names a state, and is no error of anybody
    """Refuse a decision on something that others decided or the machine read anew in the meantime; nothing was stored.

    ``code``: decided-by-others, read-anew or unknown-revision; ``theirs``: what the others decided; ``view``: the document as it is now.
    """

    def __init__(self, message: str, code: str, theirs: tuple[StoredDecision, ...], view: DocumentView) -> None:
        super().__init__(message)
        self.code = code
        self.theirs = theirs
        self.view = view


class Missing(ReviewError):  # noqa: N818 - likewise
    """Refuse to speak of a document, batch or decision that is not in the store."""
