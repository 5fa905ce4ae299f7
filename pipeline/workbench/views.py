"""The shapes that pages and scripts are given: what the desk and the store hand out, as plain values."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from pipeline.desk import DocumentView, GroupAnswer, Left
from pipeline.settle import finding_key, undone_ids
from pipeline.workbench.filters import query_of
from pipeline.workbench.forms import form_shapes
from pipeline.workbench.texts import Texts
from pipeline.workbench.words import say_value
from schemas.finding import Finding
from schemas.review import FindingState, Item
from schemas.store import DocumentRow, Filter, Group, Occurrence, StoredDecision, Summary

MOST_DECISIONS = 200

Shape = dict[str, Any]


def document_shape(view: DocumentView, around: tuple[int | None, int | None]) -> Shape:
    """Give a document as the script of its page draws it; ``around``: the documents before and after it in the list."""
    row, report, settled = view.row, view.report, view.settled
    undone = undone_ids([stored.decision for stored in reversed(view.decisions)])
    return {
        "document": {
            "id": row.id,
            "source": row.source,
            "title": report.document.title,
            "date": report.document.date,
            "label": row.summary.label,
            "media_type": report.document.media_type,
            "version": row.version,
            "revision": row.revision,
            "added": row.added,
            "changed": row.changed,
            "versions": [{"number": version.number, "added": version.added} for version in view.versions],
        },
        "text": report.text,
        "report": {
            "document": report.document.model_dump(mode="json"),
            "sections": [section.model_dump(mode="json") for section in report.sections],
            "layout": report.layout.model_dump(mode="json") if report.layout else None,
            "meta": report.meta.model_dump(mode="json"),
        },
        "networks": [network.model_dump(mode="json") for network in settled.networks],
        "items": [item.model_dump(mode="json") for item in settled.items],
        "findings": _findings(view),
        "decisions": [decision_shape(stored, undone) for stored in view.decisions[:MOST_DECISIONS]],
        "progress": {
            "values": settled.values,
            "settled": settled.settled,
            "wrong": settled.wrong,
            "conflicts": settled.conflicts,
        },
        "previous": around[0],
        "next": around[1],
        "fields": form_shapes(),
    }


def _findings(view: DocumentView) -> list[Shape]:
    states = {state.key: state for state in view.settled.findings}
    shapes = [_finding(finding, None, states) for finding in view.report.findings]
    for network, record in zip(view.networks, view.report.networks, strict=True):
        shapes += [_finding(finding, network, states) for finding in record.findings]
    return shapes


def _finding(finding: Finding, network: str | None, states: dict[str, FindingState]) -> Shape:
    key = finding_key(finding, network)
    state = states.get(key)
    return {
        "key": key,
        "network": state.network if state else network,
        "answered": state.answered if state else None,
        **finding.model_dump(mode="json"),
    }


def decision_shape(stored: StoredDecision, undone: frozenset[str] = frozenset()) -> Shape:
    """Give a decision with its place in the history of its document."""
    return {
        "document": stored.document,
        "revision": stored.revision,
        "decision": stored.decision.model_dump(mode="json"),
        "undone": stored.decision.id in undone,
    }


def answer_shape(answer: GroupAnswer, texts: Texts) -> Shape:
    """Say what answering equal questions did."""
    return {"batch": answer.batch, "settled": answer.settled, "left": [_left(one, texts) for one in answer.left]}


def _left(left: Left, texts: Texts) -> Shape:
    return {"document": left.document, "code": left.code, "message": texts(f"refused.{left.code}", document=left.document)}


def state_of(summary: Summary) -> str:
    """Say under which heading of the inbox a document stands."""
    if summary.unread:
        return "unread"
    if summary.conflicts:
        return "conflict"
    return "open" if summary.settled < summary.values or summary.findings else "settled"


def inbox_row(row: DocumentRow, chosen: Filter) -> Shape:
    """Give a document as the inbox lists it; its link carries the filter on, so that "next" stays within it."""
    summary = row.summary
    return {
        "id": row.id,
        "href": f"/documents/{row.id}{query_of(chosen)}",
        "title": summary.title or summary.label or file_name(row.source),
        "source": row.source,
        "date": summary.date,
        "label": summary.label,
        "networks": summary.networks,
        "values": summary.values,
        "settled": summary.settled,
        "share": summary.settled / summary.values if summary.values else 0.0,
        "conflicts": summary.conflicts,
        "findings": summary.findings,
        "wrong": summary.wrong,
        "unread": summary.unread,
        "state": state_of(summary),
        "changed": row.changed,
    }


def file_name(source: str) -> str:
    """Give the last part of where a document comes from; what lies inside another file stands behind a "!".

    >>> file_name("mails/a.eml!anlage.pdf"), file_name("-"), file_name("https://example.org/netz/")
    ('anlage.pdf', '-', 'netz')
    """
    return PurePosixPath(source.rpartition("!")[2].replace("\\", "/")).name or source


def group_shape(group: Group, texts: Texts) -> Shape:
    """Give a question that stands in several documents."""
    return {
        "key": group.key,
        "href": f"/questions/{group.key}",
        "field": group.field,
        "rule": group.rule,
        "text": group.text,
        "value": group.value,
        "value_text": say_value(group.field, group.value, texts),
        "count": group.count,
        "documents": group.documents,
        "wrong": group.wrong,
        "gain": group.gain,
    }


def occurrence_shape(occurrence: Occurrence, text: str, texts: Texts) -> Shape:
    """Give one place where a question stands. ``text``: the characters that all of them share."""
    item = occurrence.item
    return {
        "document": occurrence.document,
        "href": item_address(occurrence.document, item),
        "revision": occurrence.revision,
        "network": item.network,
        "item": item.item,
        "field": item.field,
        "source": occurrence.source,
        "label": occurrence.label,
        "before": occurrence.before,
        "text": text,
        "after": occurrence.after,
        "value_text": say_value(item.field, item.value, texts),
        "confidence": item.confidence,
    }


def conflict_shape(occurrence: Occurrence, ground: StoredDecision | None, texts: Texts) -> Shape:
    """Give a value of which a person and the machine now say different things. ``ground``: what the person decided."""
    item, decision = occurrence.item, ground.decision if ground else None
    return {
        "document": occurrence.document,
        "href": item_address(occurrence.document, item),
        "source": occurrence.source,
        "label": occurrence.label,
        "network": item.network,
        "field": item.field,
        "item": item.item,
        "conflict": item.conflict,
        "mine_text": say_value(item.field, item.value, texts),
        "theirs_text": say_value(item.field, item.machine, texts),
        "quote": item.quote.text if item.quote else None,
        "before": item.quote.before if item.quote else "",
        "after": item.quote.after if item.quote else "",
        "reviewer": decision.reviewer if decision else None,
        "made_at": decision.made_at if decision else None,
        "reason": decision.reason if decision else None,
    }


def audit_row(stored: StoredDecision, source: str, undone: frozenset[str], texts: Texts) -> Shape:
    """Give a decision as the list of all decisions shows it."""
    decision = stored.decision
    return {
        "id": decision.id,
        "document": stored.document,
        "href": f"/documents/{stored.document}",
        "source": source,
        "kind": decision.kind,
        "field": decision.field,
        "item": decision.item,
        "value_text": say_value(decision.field, decision.value, texts),
        "network": decision.network,
        "to": decision.to,
        "quote": decision.quote.text if decision.quote else None,
        "reviewer": decision.reviewer,
        "made_at": decision.made_at,
        "reason": decision.reason,
        "batch": decision.batch,
        "undoes": decision.undoes,
        "finding": decision.finding,
        "undone": decision.id in undone,
    }


def item_address(document: int, item: Item) -> str:
    """Give the address of a value in its document.

    >>> item_address(7, Item(network="ab", field="topics", item="Strom/Wärme", state="open"))
    '/documents/7#item=ab/topics/Strom%2FW%C3%A4rme'
    """
    parts: Sequence[str] = (item.network, item.field, item.item)
    return f"/documents/{document}#item={'/'.join(quote(part, safe='') for part in parts)}"
