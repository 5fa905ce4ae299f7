"""Flattens reports into rows for tables: one a network, and for a workbook one a participant, actor, person, value or finding."""

from collections.abc import Iterator
from typing import Any

from schemas.origin import Locator
from schemas.record import LIST_FIELDS, ROLE_FIELDS, SCALAR_FIELDS, Actor, Participant, Person, Record, Report, resolve_pointer
from schemas.review import SETTLED, Review

SEPARATOR = " | "
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, str | int | float | None]

#: columns of every sheet; ``network`` is the index into report.networks
NETWORK_COLUMNS = (
    "document_id", "source", "document_date", "network", *SCALAR_FIELDS, *LIST_FIELDS, "findings", "values_settled", "values_open",
)  # fmt: skip
SHEETS: dict[str, tuple[str, ...]] = {
    "documents": (
        "document_id", "source", "part", "address", "media_type", "title", "date", "language", "characters", "networks", "findings",
    ),
    "networks": NETWORK_COLUMNS,
    "participants": (
        "document_id", "network", "network_name", "name", "form", "kind", "ags", "official_name", "state",
        "latitude", "longitude", "candidates",
    ),
    "actors": ("document_id", "network", "network_name", "role", "name", "kind", "entity"),
    "people": ("document_id", "network", "network_name", "name", "title", "role", "organisation"),
    "values": ("document_id", "network", "network_name", "pointer", "value", "text", "place", "start", "end", "rule", "confidence"),
    "findings": ("document_id", "network", "code", "severity", "message", "path", "text"),
}  # fmt: skip
#: sheets that are there only where people settled values
REVIEW_SHEETS: dict[str, tuple[str, ...]] = {
    "review": (
        "document_id", "network", "network_name", "pointer", "value", "state", "reviewer", "made_at", "reason", "machine_value",
    ),
    "refused": (
        "document_id", "network", "network_name", "field", "value", "state", "reviewer", "made_at", "reason", "quote",
    ),
}  # fmt: skip


def defuse(value: str | float | None) -> str | float | None:
    """Keep a text from being run as a formula when a spreadsheet opens the file: an apostrophe goes before its first sign.

    >>> defuse("=HYPERLINK(1)"), defuse("Herford"), defuse(-3.5)
    ("'=HYPERLINK(1)", 'Herford', -3.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def show(value: Any) -> str:  # noqa: ANN401 - an element of any list field
    """Write one element of a record for a cell: ``Stadt Herford [05758012]``, ``11.5 GWh``."""
    if isinstance(value, str):
        return value
    if isinstance(value, Participant):
        named = f"{value.form} {value.name}" if value.form else value.name
        return f"{named} [{value.place.ags}]" if value.place and value.place.ags else named
    if isinstance(value, Person):
        named = f"{value.title} {value.name}" if value.title else value.name
        rest = ", ".join(part for part in (value.role, value.organisation) if part)
        return f"{named} ({rest})" if rest else named
    if isinstance(value, Actor):
        return value.name
    parts = [str(part) for part in value.model_dump().values() if part is not None]
    return " ".join(parts)


def show_plain(value: Any) -> str | int | float | None:  # noqa: ANN401 - a value of any field, as JSON has it
    """Write a value that is no longer, or not yet, part of a record: what the machine had read, what a person took out.

    >>> show_plain({"name": "Herford", "form": "Stadt", "place": {"ags": "05758012", "state": None}}), show_plain(12)
    ('Stadt Herford [05758012]', 12)
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return SEPARATOR.join(str(show_plain(item)) for item in value)
    ags = (value.get("place") or {}).get("ags")
    named = [value.get(key) for key in ("title", "form", "name")]
    rest = [part for key, part in value.items() if key not in {"title", "form", "name", "place", "kind", "entity"}]
    return " ".join(str(part) for part in (*named, *rest, f"[{ags}]" if ags else None) if part is not None)


def show_place(place: Locator) -> str:
    """Say where in its file a value stands: page, paragraph, line, and the element as a program finds it.

    >>> show_place(Locator(page=2, box=(70.9, 112.4, 131.0, 124.1))), show_place(Locator(paragraph=14, path="tbl[1]/tr[3]"))
    ('page 2', 'paragraph 14, tbl[1]/tr[3]')
    """
    counts = {"page": place.page, "paragraph": place.paragraph, "line": place.line}
    words = [f"{name} {count}" for name, count in counts.items() if count is not None]
    return ", ".join([*words, *filter(None, (place.path,))])


def network_rows(report: Report) -> Iterator[Row]:
    """Yield one row a network; a document without one yields none."""
    for index, record in enumerate(report.networks):
        row: Row = {
            "document_id": report.document.id,
            "source": report.document.source,
            "document_date": report.document.date,
            "network": index,
        }
        row.update({name: getattr(record, name) for name in SCALAR_FIELDS})
        row.update({name: SEPARATOR.join(map(show, getattr(record, name))) or None for name in LIST_FIELDS})
        row["findings"] = SEPARATOR.join(finding.message for finding in record.findings) or None
        row["values_settled"], row["values_open"] = _settled_counts(record, index, report.review)
        yield row


def _settled_counts(record: Record, index: int, review: Review | None) -> tuple[int | None, int | None]:
    """Count what people settled of a network and what is open; None where nobody looked at the report."""
    if review is None:
        return None, None
    settled = sum(value.network == index and value.state in SETTLED for value in review.values)
    refused = [value.state in SETTLED for value in review.refused if value.network == index]
    return settled + sum(refused), sum(1 for _ in record.pointers()) - settled + refused.count(False)


def sheet_rows(report: Report) -> Iterator[tuple[str, Row]]:
    """Yield every row of a workbook with the name of its sheet."""
    yield "documents", _document_row(report)
    for row in network_rows(report):
        yield "networks", row
    for index, record in enumerate(report.networks):
        head: Row = {"document_id": report.document.id, "network": index, "network_name": record.name}
        for participant in record.participants:
            yield "participants", {**head, **_participant_row(participant)}
        for role in ROLE_FIELDS:
            for actor in getattr(record, role):
                yield "actors", {**head, "role": role.removesuffix("s"), **actor.model_dump()}
        for person in record.people:
            yield "people", {**head, **person.model_dump()}
        for row in _value_rows(record):
            yield "values", {**head, **row}
    for row in _finding_rows(report):
        yield "findings", row
    if report.review is not None:
        yield from _review_rows(report, report.review)


def _document_row(report: Report) -> Row:
    document = report.document
    return {
        "document_id": document.id,
        "source": document.source,
        "part": document.part,
        "address": document.address,
        "media_type": document.media_type,
        "title": document.title,
        "date": document.date,
        "language": document.language,
        "characters": document.characters,
        "networks": len(report.networks),
        "findings": len(report.findings) + sum(len(record.findings) for record in report.networks),
    }


def _participant_row(participant: Participant) -> Row:
    row: Row = {"name": participant.name, "form": participant.form, "kind": participant.kind}
    if participant.place:
        row.update(participant.place.model_dump(include=set(SHEETS["participants"]) - {"candidates"}))
        row["candidates"] = SEPARATOR.join(f"{place.official_name} [{place.ags}]" for place in participant.place.candidates) or None
    return row


def _value_rows(record: Record) -> Iterator[Row]:
    """Yield one row a piece of evidence."""
    for pointer, pieces in record.evidence.items():
        value = resolve_pointer(record, pointer)
        shown = value if isinstance(value, int | float) else show(value)
        for piece in pieces:
            place = SEPARATOR.join(dict.fromkeys(map(show_place, piece.source))) or None
            yield {"pointer": pointer, "value": shown, "place": place, **piece.model_dump(exclude={"source"})}


def _finding_rows(report: Report) -> Iterator[Row]:
    groups = [(None, report.findings), *((index, record.findings) for index, record in enumerate(report.networks))]
    for index, findings in groups:
        for finding in findings:
            quotes = SEPARATOR.join(span.text for span in finding.spans) or None
            row: Row = {"document_id": report.document.id, "network": index, "text": quotes}
            yield {**row, **finding.model_dump(exclude={"spans"})}


def _review_rows(report: Report, review: Review) -> Iterator[tuple[str, Row]]:
    """Yield what people settled, and what they took out or left open."""
    for value in review.values:
        record = report.networks[value.network]
        held = resolve_pointer(record, value.pointer)
        yield (
            "review",
            {
                "document_id": report.document.id,
                "network_name": record.name,
                "value": held if isinstance(held, int | float) else show(held),
                "machine_value": show_plain(value.machine),
                **value.model_dump(exclude={"machine"}),
            },
        )
    for refused in review.refused:
        name = refused.network_name if refused.network is None else report.networks[refused.network].name
        row = refused.model_dump(exclude={"value", "network_name"})
        yield "refused", {"document_id": report.document.id, "network_name": name, "value": show_plain(refused.value), **row}
