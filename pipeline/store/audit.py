"""What contradicts itself in the tables: rows without their document, decisions that are not what their columns say, sums that do not add up.

The program never leaves any of this behind. It shows what was changed by hand, and what a damaged disk or a bad copy lost.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, Select, func, select

from pipeline.store import rows
from pipeline.store.tables import (
    IS_OPEN,
    IS_QUESTION,
    decisions,
    documents,
    extractions,
    findings,
    items,
    keepable,
    open_fields,
    questions,
    readings,
    reports,
    searches,
    versions,
)
from pipeline.store.tally import wrong_and_doubt

#: what a decision says in its body, and in a column beside it for the lists
_TWICE = ("id", "kind", "field", "reviewer", "made_at", "batch")
_Oddity = tuple[str, str]


def odd_sums(connection: Connection) -> Iterator[_Oddity]:
    """Yield what is wrong with the store as a whole: where, and what in words."""
    for table in (versions, readings, extractions, decisions, items, findings, searches):
        known = select(documents.c.id).where(documents.c.id == table.c.document).exists()
        lost = connection.execute(select(table.c.document).where(~known).distinct().order_by(table.c.document)).scalars().all()
        if lost:
            yield table.name, f"rows of documents that are not there: {', '.join(map(str, lost[:10]))}"
    counted = Counter(dict(_pairs(connection, select(items.c.field, func.count()).where(IS_OPEN).group_by(items.c.field))))
    if counted != Counter(
        dict(_pairs(connection, select(open_fields.c.field, open_fields.c.number).where(open_fields.c.number != 0)))
    ):
        yield open_fields.name, "the counts of open values are not those of the documents"
    if _questions(connection) != {
        row.key: (row.number, row.documents, row.doubt, row.wrong)
        for row in connection.execute(select(questions).where(questions.c.number != 0))
    }:
        yield questions.name, "the questions to answer together are not those of the documents"


def odd_rows(connection: Connection, document: int) -> Iterator[_Oddity]:
    """Yield what is wrong with the rows of one document: where, and what in words."""
    row = connection.execute(select(documents).where(documents.c.id == document)).one()
    numbers = connection.scalars(select(versions.c.number).where(versions.c.document == document)).all()
    if sorted(numbers) != list(range(1, row.version + 1)):
        yield "versions", f"there are {sorted(numbers)}, the newest should be {row.version}"
    newest = connection.scalar(select(func.max(extractions.c.id)).where(extractions.c.document == document))
    if newest != row.extraction:
        yield "extractions", f"the newest is {newest}, the present one should be {row.extraction}"
    kept = select(extractions.c.id).outerjoin(reports, reports.c.extraction == extractions.c.id)
    for number in connection.scalars(kept.where(extractions.c.document == document, reports.c.extraction.is_(None))):
        yield "extractions", f"the report of extraction {number} is not there"
    state = rows.inbox_state(rows.document_row(_with_words(connection, document)).summary)
    if row.state != state:
        yield "documents", f"it stands under {row.state} and belongs under {state}"
    for one in connection.execute(select(decisions).where(decisions.c.document == document).order_by(decisions.c.place)):
        yield from _odd_decision(one, row.revision)


def _odd_decision(row: rows.AnyRow, revision: int) -> Iterator[_Oddity]:
    body = row.body if isinstance(row.body, dict) else {}
    said = {name: keepable(value) if isinstance(value := body.get(name), str) else value for name in _TWICE}
    other = [name for name in _TWICE if said[name] != row._mapping[name]]  # noqa: SLF001 - SQLAlchemy's public name
    if other:
        yield f"decision {row.id}", f"the decision says another {', '.join(other)} than the lists show"
    if row.revision > revision:
        yield f"decision {row.id}", f"it was made at revision {row.revision}, and its document has only {revision}"


def _with_words(connection: Connection, document: int) -> rows.AnyRow:
    joined = select(*rows.DOCUMENT).outerjoin(searches, searches.c.document == documents.c.id)
    return connection.execute(joined.where(documents.c.id == document)).one()


def _questions(connection: Connection) -> dict[str, tuple[int, int, int, int]]:
    """Add up the open questions anew. Shape: key -> items, documents, doubt, wrong."""
    sums: dict[str, tuple[int, int, int, int]] = {}
    last: dict[str, int] = {}
    chosen = select(items.c.question, items.c.document, items.c.confidence, items.c.doubt).where(IS_QUESTION)
    for key, document, confidence, doubt in connection.execute(chosen.order_by(items.c.document)):
        number, holders, doubts, wrongs = sums.get(key, (0, 0, 0, 0))
        wrong, doubted = wrong_and_doubt(confidence, doubt)
        sums[key] = (number + 1, holders + (last.get(key) != document), doubts + doubted, wrongs + wrong)
        last[key] = document
    return sums


def _pairs(connection: Connection, statement: Select[str, int]) -> list[tuple[str, int]]:
    return [(name, number) for name, number in connection.execute(statement)]
