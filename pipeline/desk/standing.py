"""Works out where a document stands from what is kept of it: its extraction, its decisions, the texts they were made on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.desk.shapes import Missing
from pipeline.desk.wishes import State
from pipeline.settle import settle, summarise
from pipeline.store import thaw
from schemas.record import Report
from schemas.review import Settled
from schemas.store import DocumentRow, Projection, StoredDecision

if TYPE_CHECKING:
    from pipeline.store import Reading

#: what is kept around an open value for somebody who answers without opening the document
_CONTEXT_CHARS = 90


def found(row: DocumentRow | None, document: int) -> DocumentRow:
    """Give the row back.

    Raises:
        Missing: there is none.
    """
    if row is None:
        msg = f"there is no document {document} in the store"
        raise Missing(msg, code="unknown-document")
    return row


def load_state(reading: "Reading", row: DocumentRow) -> State:
    """Fetch a document and settle it."""
    extraction = reading.extraction(row.extraction)
    report = Report.model_validate_json(reading.report(extraction.id))
    decisions = tuple(reading.decisions(row.id))
    settled = settle_stored(reading, row.id, report, extraction.networks, decisions, row.version)
    return State(row, report, extraction.networks, decisions, settled)


def settle_stored(
    reading: "Reading", document: int, report: Report, networks: Sequence[str], decisions: Sequence[StoredDecision], version: int
) -> Settled:
    """Settle a document; the texts of older versions are fetched only where something was decided on them."""
    older = {stored.decision.version for stored in decisions} - {version}
    texts = {number: thaw(reading.read_document(document, number)).raw for number in older}
    return settle(report, networks, [stored.decision for stored in decisions], texts=texts, version=version)


def project(report: Report, settled: Settled) -> Projection:
    """Lay out for the lists where a document stands."""
    contexts = tuple(
        _around(report.text, item.start, item.end)
        if item.question and item.start is not None and item.end is not None
        else ("", "", "")
        for item in settled.items
    )
    return Projection(summarise(report, settled), settled.items, settled.findings, contexts)


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Give what stands before characters, the characters, and what stands after; words at the outer ends stay whole."""
    first, last = max(0, start - _CONTEXT_CHARS), min(len(text), end + _CONTEXT_CHARS)
    while first and first < start and text[first - 1].isalnum() and text[first].isalnum():
        first += 1
    while last < len(text) and last > end and text[last - 1].isalnum() and text[last].isalnum():
        last -= 1
    return text[first:start], text[start:end], text[end:last]
