"""Takes in what was read and extracted: versions of a document, extractions of a version, networks known from earlier ones."""

import json
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.desk.shapes import Taken, What
from pipeline.desk.standing import project, settle_stored
from pipeline.identity import same_reading, text_checksum
from pipeline.settle import KnownNetwork, in_force, match_networks
from pipeline.store import freeze, thaw
from pipeline.write import report_line
from schemas.record import LIST_FIELDS, Report
from schemas.store import DocumentRow, StoredDecision

if TYPE_CHECKING:
    from pipeline.store import Reading, Writing
    from schemas.document import Document

#: how many extractions back a network is looked for that the newest no longer has
_LOOK_BACK = 5


def take(writing: "Writing", document: "Document", report: Report, *, key: str, source: str, run: int) -> Taken:
    """Keep a document as it was read and what was extracted from it, within a transaction of the caller.

    Equal content is no new version. Equal values by other rules are a new extraction, so that the next run knows with which rules
    they were read, but are told as "same"; an equal report by equal rules is not stored again.
    """
    known = writing.find(key)
    if known is None:
        row = writing.lock(writing.add_document(key, source))
        return _keep(writing, row, document, report, run, "new")
    row = writing.lock(known.id)
    if not same_reading(thaw(writing.read_document(row.id, row.version)), document):
        return _keep(writing, row, document, report, run, "version")
    before, now = json.loads(writing.report(row.extraction)), json.loads(report_line(report))
    if _values(before) != _values(now):
        return _keep(writing, row, document, report, run, "extraction", version=row.version)
    if before["meta"] != now["meta"]:
        _keep(writing, row, document, report, run, "extraction", version=row.version)
    return Taken(row.id, "same")


def _keep(
    writing: "Writing",
    row: DocumentRow,
    document: "Document",
    report: Report,
    run: int,
    what: What,
    version: int | None = None,
) -> Taken:
    """Store version and extraction, tell the networks, and work out anew where the document stands."""
    decisions = writing.decisions(row.id)
    networks = _told_networks(_known_networks(writing, row, decisions), report)
    if version is None:
        version = writing.add_version(row.id, run, document.sha256, text_checksum(document.raw), freeze(document))
    writing.add_extraction(row.id, version, run, report_line(report), networks)
    writing.touch(row.id)
    settled = settle_stored(writing, row.id, report, networks, decisions, version)
    writing.project(row.id, project(report, settled))
    opened = settled.conflicts - (row.summary.conflicts if what != "new" else 0)
    return Taken(row.id, what, max(0, opened))


def _told_networks(known: Sequence[KnownNetwork], report: Report) -> tuple[str, ...]:
    """Give each record of a report the id of its network, a new one where it was never seen."""
    return tuple(one or uuid.uuid4().hex for one in match_networks(known, report))


def _known_networks(reading: "Reading", row: DocumentRow, decisions: Sequence[StoredDecision]) -> list[KnownNetwork]:
    """Describe every network a document ever had by its newest record, and by the names people gave it."""
    records: dict[str, Any] = {}
    for extraction in reading.extractions(row.id)[-_LOOK_BACK:]:
        report = Report.model_validate_json(reading.report(extraction.id))
        records.update(zip(extraction.networks, report.networks, strict=True))
    names: dict[str, list[str]] = {}
    values: dict[str, list[tuple[str, Any]]] = {}
    for _, decision in in_force([stored.decision for stored in decisions]):
        if decision.network and decision.field in {None, "name", "aliases"} and isinstance(decision.value, str):
            names.setdefault(decision.network, []).append(decision.value)
        home = decision.to if decision.kind == "move" else decision.network
        if home and decision.kind in {"add", "move"} and decision.field in LIST_FIELDS and decision.value is not None:
            values.setdefault(home, []).append((decision.field, decision.value))
    return [
        KnownNetwork(one, records.get(one), tuple(names.get(one, ())), tuple(values.get(one, ())))
        for one in reading.networks(row.id)
    ]


def _values(report: dict[str, Any]) -> dict[str, Any]:
    """Give a report without the versions behind it and the name its source has today."""
    return {**report, "meta": None, "document": {**report["document"], "source": ""}}
