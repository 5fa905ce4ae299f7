"""Verifies a store: quotes and rules of every document, what decisions rest on, and what is kept ready for the lists."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pipeline.batch import Failed, extract_one
from pipeline.desk import Desk
from pipeline.errors import NetzleseError
from pipeline.identity import text_checksum
from pipeline.settings import Settings
from pipeline.store import keepable, thaw
from pipeline.verify.quotes import check_quotes
from pipeline.verify.rules import check_rules
from pipeline.verify.shapes import Problem, Verified
from schemas.record import Report
from schemas.review import Decision
from schemas.store import DocumentRow, Projection, StoredDecision

if TYPE_CHECKING:
    from pipeline.run import Pipeline
    from pipeline.store import Reading, Store

_MOST_SHOWN_CHARS = 300


def verify_store(
    store: "Store", settings: Settings | None = None, *, rules: bool = True, tell: Callable[[Problem], None] | None = None
) -> Verified:
    """Check every document of a store, one at a time; each is looked at as it stands at that moment, whoever works on the others.

    Documents are extracted again from what was kept of them, so that no source is needed. ``rules=False`` leaves that out.
    """
    verified = Verified(tell=tell)
    pipeline = _chain(settings) if rules else None
    with store.reading() as reading:
        documents = tuple(reading.document_ids())
        verified.note(Problem(store.where, at, "store-differs", message) for at, message in reading.oddities())
    for document in documents:
        _check_document(store, document, pipeline, verified)
    return verified


def _chain(settings: Settings | None) -> "Pipeline":
    from pipeline.run import Pipeline  # noqa: PLC0415 - the chain takes its time to load

    return Pipeline(settings or Settings())


def _check_document(store: "Store", document: int, pipeline: "Pipeline | None", verified: Verified) -> None:
    """Look at one document; what cannot be read back is a problem of that document, not the end."""
    with store.reading() as reading:
        row = reading.document(document)
        if row is None:
            return
        where = f"document {document} {row.source}"
        verified.documents += 1
        verified.note(Problem(where, at, "store-differs", message) for at, message in reading.oddities(document))
        try:
            kept = thaw(reading.read_document(document, row.version))
            report = _report(reading, row, where, verified)
            verified.note(_version_problems(reading, row, where))
            stored = tuple(reading.decisions(document))
            verified.note(_step_problems(reading, row, stored, where))
            texts = _Texts(reading, document)
            verified.decisions += len(stored)
            verified.note(_decision_problems(stored, texts, where))
            standing = _standing(reading, row)
        except (NetzleseError, ValueError) as error:
            verified.note([Problem(where, "store", "not-readable", str(error))])
            return
    if report is None:
        return
    verified.note(_standing_problems(Desk(store), row, standing, where, verified))
    if kept.raw != report.text:
        verified.note([Problem(where, "text", "text-differs", "the kept document and the report made of it have different texts")])
    elif pipeline is not None:
        again = extract_one(kept, pipeline)
        if isinstance(again, Failed):
            verified.note([Problem(where, "document", "not-readable", again.reason)])
        else:
            check_rules(report, again, where, verified)


def _report(reading: "Reading", row: DocumentRow, where: str, verified: Verified) -> Report | None:
    report, quotes, problems = check_quotes(json.loads(reading.report(row.extraction)), where)
    verified.quotes += quotes
    verified.note(problems)
    return report


def _version_problems(reading: "Reading", row: DocumentRow, where: str) -> Iterator[Problem]:
    """Yield the versions, and what was read out of them, that are not as they were stored."""
    texts: dict[int, str] = {}
    for version in reading.versions(row.id):
        kept = thaw(reading.read_document(row.id, version.number))
        texts[version.number] = kept.raw
        if (version.sha256, version.text_sha256) != (keepable(kept.sha256), text_checksum(kept.raw)):
            yield Problem(where, f"version {version.number}", "text-differs", "its checksum is that of another text")
    for extraction in reading.extractions(row.id):
        at = f"extraction {extraction.id} of version {extraction.version}"
        if extraction.id == row.extraction:
            continue  # looked at quote by quote
        try:
            report = Report.model_validate_json(reading.report(extraction.id))
        except ValueError:
            yield Problem(where, at, "no-report", "it is no report, or one of its quotes does not slice")
            continue
        if report.text != texts.get(extraction.version):
            yield Problem(where, at, "text-differs", "its text is not that of its version")


def _step_problems(reading: "Reading", row: DocumentRow, decisions: Sequence[StoredDecision], where: str) -> Iterator[Problem]:
    """Say where steps are missing: every revision is a reading, or decisions made at once."""
    steps = len(reading.extractions(row.id)) + len({stored.revision for stored in decisions})
    if row.revision > steps:
        message = f"its revision is {row.revision}, but only {steps} steps are kept: decisions or readings are missing"
        yield Problem(where, "decisions", "store-differs", message)


class _Texts:
    """Give the texts of a document's versions, each fetched once."""

    def __init__(self, reading: "Reading", document: int) -> None:
        self._reading = reading
        self._document = document
        self._texts: dict[int, str] = {}

    def of(self, version: int) -> str:
        """Give the text of a version."""
        if version not in self._texts:
            self._texts[version] = thaw(self._reading.read_document(self._document, version)).raw
        return self._texts[version]


def _decision_problems(decisions: Sequence[StoredDecision], texts: _Texts, where: str) -> Iterator[Problem]:
    """Yield the decisions whose quote does not stand in the version they were made on."""
    known: set[str] = set()
    for stored in decisions:
        decision = stored.decision
        at = f"decision {decision.id} ({decision.kind} by {decision.reviewer}, {decision.made_at})"
        if not _stands(decision, texts):
            words = decision.quote.text if decision.quote else ""
            yield Problem(where, at, "decision-quote", f"{words!r} does not stand in version {decision.version}")
        for other in decision.undoes:
            if other not in known:
                yield Problem(where, at, "decision-quote", f"undoes {other}, which was not decided before")
        known.add(decision.id)


def _stands(decision: Decision, texts: _Texts) -> bool:
    """Say whether a quote stands where it says; what is held rests on a version that still had it."""
    quote = decision.quote
    if quote is None:
        return True
    versions = range(decision.version, 0, -1) if decision.kind == "hold" else (decision.version,)
    for version in versions:
        text = texts.of(version)
        around = text[max(0, quote.start - len(quote.before)) : quote.end + len(quote.after)]
        if around == quote.before + quote.text + quote.after and text[quote.start : quote.end] == quote.text:
            return True
    return False


def _standing(reading: "Reading", row: DocumentRow) -> Projection:
    document = row.id
    return Projection(row.summary, reading.items(document), reading.findings(document), reading.contexts(document))


def _standing_problems(desk: Desk, row: DocumentRow, standing: Projection, where: str, verified: Verified) -> Iterator[Problem]:
    """Yield what the store keeps ready and what does not follow from extraction and decisions."""
    verified.standings += 1
    try:
        fresh = desk.fresh_projection(row.id)
    except (NetzleseError, ValueError) as error:
        yield Problem(where, "standing", "not-readable", str(error))
        return
    with desk.store.reading() as reading:
        now = reading.document(row.id)
    if now is None or now.revision != row.revision:
        return  # somebody decided in between: what was read is no longer what stands
    for part in ("summary", "items", "findings", "contexts"):
        kept, due = _laid_out(getattr(standing, part)), _laid_out(getattr(fresh, part))
        if kept != due:
            yield Problem(where, part, "standing-differs", _first_difference(kept, due))


def _laid_out(part: Any) -> list[str]:  # noqa: ANN401 - summary, items, findings or contexts
    """Lay a part of the standing out line by line, without an order of its own, with its texts as the store keeps them."""
    things = part if isinstance(part, tuple) else (part,)
    return sorted(json.dumps(_keepable(_plain(thing)), ensure_ascii=False) for thing in things)


def _plain(thing: Any) -> Any:  # noqa: ANN401 - a model, a dataclass, or plain JSON
    if isinstance(thing, BaseModel):
        return thing.model_dump(mode="json")
    return asdict(thing) if is_dataclass(thing) and not isinstance(thing, type) else thing


def _keepable(value: Any) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, dict):
        return {_keepable(key): _keepable(one) for key, one in value.items()}
    return [_keepable(one) for one in value] if isinstance(value, list | tuple) else value


def _first_difference(kept: list[str], due: list[str]) -> str:
    extra = next((line for line in kept if line not in due), "none")[:_MOST_SHOWN_CHARS]
    missing = next((line for line in due if line not in kept), "none")[:_MOST_SHOWN_CHARS]
    return f"{len(kept)} kept, {len(due)} due; kept and not due: {extra}; due and not kept: {missing}"
