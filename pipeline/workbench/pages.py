"""The pages a person opens. Lists are made here, from the store alone; a document's page is a frame that its script fills."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.export_review import Only
from pipeline.settle import undone_ids
from pipeline.store import Reading
from pipeline.workbench.api import AtDesk, ByVisitor, Number
from pipeline.workbench.downloads import FORMS, Downloads
from pipeline.workbench.filters import FIELDS, KINDS, ORDERS, PAGE_SIZE, STATES, filter_of, is_key, page_of, pager, query_of
from pipeline.workbench.forms import form_shapes
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.render import data_block, render
from pipeline.workbench.static import load_assets
from pipeline.workbench.texts import safe_json
from pipeline.workbench.views import (
    audit_row,
    conflict_shape,
    file_name,
    group_shape,
    inbox_row,
    occurrence_shape,
)
from schemas.store import Filter, StoredDecision, Totals

MOST_OCCURRENCES = 500
_MOST_NAME_CHARS = 200

router = APIRouter()


@router.get("/")
def inbox(request: Request, desk: AtDesk, who: ByVisitor) -> Response:
    """List the documents, those first where a minute removes most errors."""
    with desk.store.reading() as reading:
        chosen = filter_of(request.query_params)
        found, totals = reading.inbox(chosen), reading.totals()
    chosen = replace(chosen, page=found.page)
    return render(
        "inbox",
        who,
        totals=totals,
        store=desk.store.where,
        filter=_said(chosen),
        rows=[inbox_row(row, chosen) for row in found.rows],
        pager=pager(found.page, found.total, chosen.size, lambda page: f"/{query_of(chosen, page=page)}"),
        reset="/",
        **_choices(chosen, totals),
    )


def _said(chosen: Filter) -> dict[str, Any]:
    return {
        "state": chosen.state,
        "q": chosen.words,
        "finding": chosen.finding,
        "field": chosen.field,
        "order": chosen.order,
        "page": chosen.page,
    }


def _choices(chosen: Filter, totals: Totals) -> dict[str, Any]:
    """Give what the inbox can be narrowed down to, each with its address."""
    codes = {**totals.codes, **({chosen.finding: totals.codes.get(chosen.finding, 0)} if chosen.finding else {})}
    return {
        "states": [
            {
                "key": state,
                "count": totals.states.get(state, 0),
                "href": f"/{query_of(chosen, state=state)}",
                "current": state == chosen.state,
            }
            for state in STATES
        ],
        "orders": [
            {"key": order, "href": f"/{query_of(chosen, order=order)}", "current": order == chosen.order} for order in ORDERS
        ],
        "codes": [
            {"code": code, "count": count, "href": f"/{query_of(chosen, finding=code)}", "current": code == chosen.finding}
            for code, count in sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "fields": [
            {
                "field": field,
                "count": totals.fields.get(field, 0),
                "href": f"/{query_of(chosen, field=field)}",
                "current": field == chosen.field,
            }
            for field in FIELDS
            if totals.fields.get(field) or field == chosen.field
        ],
    }


@router.get("/documents/{number}")
def document(request: Request, number: Number, desk: AtDesk, who: ByVisitor) -> Response:
    """Show the frame in which a document is settled."""
    with desk.store.reading() as reading:
        row, totals = reading.document(number), reading.totals()
    if row is None:
        raise Refusal(404, "unknown-document")
    query = query_of(filter_of(request.query_params))
    shown = {
        "id": row.id,
        "title": row.summary.title or row.summary.label or file_name(row.source),
        "source": row.source,
        "label": row.summary.label,
        "date": row.summary.date,
        "version": row.version,
        "revision": row.revision,
    }
    return render("document", who, totals=totals, store=desk.store.where, document=shown, query=query, back=f"/{query}")


@router.get("/questions")
def questions(request: Request, desk: AtDesk, who: ByVisitor) -> Response:
    """List the questions that stand in several places, to be answered once."""
    with desk.store.reading() as reading:
        totals = reading.totals()
        found, total, page = _page(page_of(request.query_params), lambda page: reading.groups(page, PAGE_SIZE))
    return render(
        "questions",
        who,
        totals=totals,
        store=desk.store.where,
        groups=[group_shape(group, who.texts) for group in found],
        pager=pager(page, total, PAGE_SIZE, lambda number: f"/questions?page={number}"),
    )


@router.get("/questions/{key}")
def question(key: str, desk: AtDesk, who: ByVisitor) -> Response:
    """Show all places of one question, and ask for the answer."""
    if not is_key(key):
        raise Refusal(404, "unknown-question")
    with desk.store.reading() as reading:
        totals, group, found = reading.totals(), reading.group_of(key), reading.group(key, MOST_OCCURRENCES)
    if group is None or not found:
        raise Refusal(404, "unknown-question")
    occurrences = [occurrence_shape(one, group.text, who.texts) for one in found]
    asked = {
        "key": key,
        "field": group.field,
        "value": group.value,
        "fields": form_shapes()[group.field],
        "items": [{name: one[name] for name in ("document", "revision", "network", "item")} for one in occurrences],
    }
    return render(
        "question",
        who,
        totals=totals,
        store=desk.store.where,
        group=group_shape(group, who.texts),
        occurrences=occurrences,
        left_out=max(0, group.count - len(found)),
        question_json=data_block(safe_json(asked)),
    )


@router.get("/conflicts")
def conflicts(request: Request, desk: AtDesk, who: ByVisitor) -> Response:
    """List the values of which person and machine now say different things."""
    with desk.store.reading() as reading:
        totals = reading.totals()
        found, total, page = _page(page_of(request.query_params), lambda page: reading.conflicts(page, PAGE_SIZE))
        grounds = reading.decisions_by_id([one.item.decision for one in found if one.item.decision])
    return render(
        "conflicts",
        who,
        totals=totals,
        store=desk.store.where,
        rows=[conflict_shape(one, grounds.get(one.item.decision or ""), who.texts) for one in found],
        pager=pager(page, total, PAGE_SIZE, lambda number: f"/conflicts?page={number}"),
    )


@router.get("/decisions")
def decisions(request: Request, desk: AtDesk, who: ByVisitor) -> Response:
    """List what was decided: who, when, why."""
    said = request.query_params
    kind = next((known for known in KINDS if known == said.get("kind")), None)
    with desk.store.reading() as reading:
        totals, reviewers = reading.totals(), reading.reviewers()
        reviewer = next((name for name in reviewers if name == said.get("reviewer", "")[:_MOST_NAME_CHARS]), None)
        found, total, page = _page(page_of(said), lambda page: reading.all_decisions(page, PAGE_SIZE, reviewer, kind))
        sources, undone = _behind(reading, found)
    return render(
        "decisions",
        who,
        totals=totals,
        store=desk.store.where,
        rows=[audit_row(one, sources.get(one.document, ""), undone, who.texts) for one in found],
        reviewers=[{"name": name, "href": _audit_address(name, kind), "current": name == reviewer} for name in reviewers],
        kinds=[{"kind": one, "href": _audit_address(reviewer, one), "current": one == kind} for one in KINDS],
        reset="/decisions",
        pager=pager(page, total, PAGE_SIZE, lambda number: _audit_address(reviewer, kind, number)),
    )


@router.get("/export")
def export(desk: AtDesk, who: ByVisitor) -> Response:
    """Offer what the store holds as files."""
    with desk.store.reading() as reading:
        totals = reading.totals()
    forms = [{"form": form, "href": f"/export/{form}", "href_settled": f"/export/{form}?only=settled"} for form in FORMS]
    return render("export", who, totals=totals, store=desk.store.where, forms=forms)


@router.get("/export/{form}")
async def download(request: Request, form: str, desk: AtDesk, who: ByVisitor) -> Response:
    """Give what the store holds as a file."""
    downloads: Downloads = request.app.state.downloads
    only: Only = "settled" if request.query_params.get("only") == "settled" else "all"
    return await downloads.make(desk, form, only, who.lang)


@router.get("/static/{name:path}")
async def static(request: Request, name: str) -> Response:
    """Give a file that pages load."""
    return load_assets().answer(name, request)


_Row = TypeVar("_Row")


def _page(page: int, look: Callable[[int], tuple[tuple[_Row, ...], int]]) -> tuple[tuple[_Row, ...], int, int]:
    """Look a page up, the last one where there are not as many; gives its rows, their number over all pages, and its number."""
    found, total = look(page)
    last = max(1, -(-total // PAGE_SIZE))
    if page <= last:
        return found, total, page
    found, total = look(last)
    return found, total, last


def _behind(reading: Reading, found: Iterable[StoredDecision]) -> tuple[dict[int, str], frozenset[str]]:
    """Give, for the decisions of a page, the sources of their documents and which of them no longer hold."""
    sources: dict[int, str] = {}
    undone: set[str] = set()
    for document in {stored.document for stored in found}:
        row = reading.document(document)
        sources[document] = row.source if row else ""
        undone |= undone_ids([stored.decision for stored in reading.decisions(document)])
    return sources, frozenset(undone)


def _audit_address(reviewer: str | None, kind: str | None, page: int = 1) -> str:
    said = {"reviewer": reviewer, "kind": kind, "page": str(page) if page > 1 else None}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/decisions?{query}" if query else "/decisions"
