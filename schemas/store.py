"""What the store hands out and takes in: rows as plain frozen values, no database behind them."""

from dataclasses import dataclass
from typing import Literal

from schemas.review import Decision, FindingState, Item

InboxState = Literal["open", "settled", "conflict", "unread", "all"]
InboxOrder = Literal["queue", "source", "newest", "changed"]


@dataclass(frozen=True, slots=True)
class Run:
    """Describe one ``netzlese ingest`` (or re-reading): when, by which program, with which word lists and places."""

    id: int
    started: str  # ISO 8601, UTC
    finished: str | None
    netzlese: str
    lexicons: str
    places: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold what the inbox shows of a document, worked out whenever the document changes.

    ``gain``: errors its open values are expected to hold, per minute of settling them (``pipeline.settle.gain``).
    """

    title: str | None
    date: str | None
    label: str  # names of its networks, ", " between them; "" for none
    networks: int
    values: int
    settled: int
    conflicts: int
    findings: int  # unanswered errors and warnings, and that no network was read
    wrong: float
    gain: float
    unread: bool  # nothing could be read of the source
    words: str  # what a search looks through, small letters


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """Describe a document: the one source it comes from, over all its versions.

    ``key``: where it comes from (``pipeline.ingest`` makes it), unique. ``revision``: grows with every decision and extraction.
    """

    id: int
    key: str
    source: str
    version: int  # number of the current version, from 1
    extraction: int  # id of the current extraction
    revision: int
    added: str
    changed: str
    summary: Summary


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Describe one content of a document. ``read``: the frozen ``Document`` as the reader gave it (``pipeline.store.thaw``)."""

    document: int
    number: int
    sha256: str
    text_sha256: str
    added: str
    run: int


@dataclass(frozen=True, slots=True)
class ExtractionRow:
    """Describe one extraction of a version; ``networks``: for each record of the report the id of its network."""

    id: int
    document: int
    version: int
    run: int
    made: str
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision with its place in the history of its document: ``revision`` is the document's revision it made."""

    document: int
    revision: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Filter:
    """Choose documents of the inbox. ``words``: each must stand in the summary's words; ``field``: has an open value of it."""

    state: InboxState = "all"
    words: str = ""
    finding: str | None = None  # code of an unanswered finding
    field: str | None = None
    order: InboxOrder = "queue"
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox. ``total``: documents that fit the filter."""

    rows: tuple[DocumentRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sum up the store: ``states`` counts documents by inbox state, ``codes`` unanswered findings by code, ``fields`` open values by field."""

    documents: int
    networks: int
    values: int
    settled: int
    conflicts: int
    wrong: float
    states: dict[str, int]
    codes: dict[str, int]
    fields: dict[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Sum up equal open values of all documents: one question. ``sample``: one of its items."""

    key: str
    field: str
    rule: str
    text: str  # the characters they share
    value: object
    count: int
    documents: int
    wrong: float
    gain: float


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One open value of a group, with the document it stands in and what is around it."""

    document: int
    revision: int
    source: str
    label: str
    item: Item
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Projection:
    """What the store keeps beside the truth (extractions, decisions) so that the inbox need not work it out: derived, replaceable."""

    summary: Summary
    items: tuple[Item, ...]
    findings: tuple[FindingState, ...]
    #: for every open item with a question: what is before its characters, the characters, what is after, in the order of ``items``;
    #: three times "" for the others
    contexts: tuple[tuple[str, str, str], ...]
