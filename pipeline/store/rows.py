"""Between the columns of the tables and the values of ``schemas.store``."""

from typing import Any

from sqlalchemy import Row

from pipeline.store.tables import documents, extractions, items, searches, versions
from schemas.review import Decision, Item
from schemas.store import DocumentRow, ExtractionRow, Occurrence, Run, StoredDecision, Summary, VersionRow

AnyRow = Row[Any]

#: what a ``DocumentRow`` is made of; its words come from a table of their own
DOCUMENT = (*documents.c, searches.c.words)
ITEM = tuple(items.c[name] for name in Item.model_fields)
VERSION = tuple(versions.c)
EXTRACTION = tuple(extractions.c)


def document_row(row: AnyRow) -> DocumentRow:
    """Make a document's row."""
    summary = Summary(
        title=row.title, date=row.date, label=row.label, networks=row.networks, values=row.total, settled=row.settled,
        conflicts=row.conflicts, findings=row.findings, wrong=row.wrong, gain=row.gain, unread=row.unread, words=row.words or "",
    )  # fmt: skip
    return DocumentRow(
        row.id, row.key, row.source, row.version, row.extraction, row.revision, row.added, row.changed, summary,
    )  # fmt: skip


def inbox_state(summary: Summary) -> str:
    """Say under which heading of the inbox a document stands: the first that fits of unread, conflict, open, settled.

    A document is open as long as a value is unsettled or a finding of weight unanswered.
    """
    if summary.unread:
        return "unread"
    if summary.conflicts:
        return "conflict"
    return "open" if summary.settled < summary.values or summary.findings else "settled"


def summary_columns(summary: Summary) -> dict[str, Any]:
    """Give the columns of a summary, all but its words."""
    return {
        "state": inbox_state(summary), "title": summary.title, "date": summary.date, "label": summary.label,
        "networks": summary.networks, "total": summary.values, "settled": summary.settled, "conflicts": summary.conflicts,
        "findings": summary.findings, "wrong": summary.wrong, "gain": summary.gain, "unread": summary.unread,
    }  # fmt: skip


def version_row(row: AnyRow) -> VersionRow:
    """Make a version's row."""
    return VersionRow(row.document, row.number, row.sha256, row.text_sha256, row.added, row.run)


def extraction_row(row: AnyRow) -> ExtractionRow:
    """Make an extraction's row."""
    return ExtractionRow(row.id, row.document, row.version, row.run, row.made, tuple(row.networks))


def run_row(row: AnyRow) -> Run:
    """Make a run."""
    return Run(row.id, row.started, row.finished, row.netzlese, row.lexicons, row.places, row.note)


def stored_decision(row: AnyRow) -> StoredDecision:
    """Make a decision as it was made."""
    return StoredDecision(row.document, row.revision, Decision.model_validate(row.body))


def item(row: AnyRow) -> Item:
    """Make an item; it was valid when it came."""
    return Item.model_validate({name: getattr(row, name) for name in Item.model_fields})


def item_columns(document: int, position: int, one: Item, context: tuple[str, str, str]) -> dict[str, Any]:
    """Give the columns of an item."""
    columns = {name: getattr(one, name) for name in Item.model_fields}
    columns["quote"] = None if one.quote is None else one.quote.model_dump()
    before, surface, after = context
    return {
        "document": document,
        "position": position,
        **columns,
        "before": before or None,
        "surface": surface or None,
        "after": after or None,
    }


def occurrence(row: AnyRow) -> Occurrence:
    """Make an open item with its document."""
    return Occurrence(row.document, row.revision, row.source, row.label, item(row), row.before or "", row.after or "")
