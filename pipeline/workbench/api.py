"""What the pages' scripts ask for and send: JSON over the desk. Every route is a plain function, so each request has a thread of its own."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from pipeline.desk import Desk, DocumentView, Missing, Stale, Wish
from pipeline.errors import ReviewError
from pipeline.workbench.answers import Json
from pipeline.workbench.bodies import AnswerBody, DecisionsBody, NothingBody, SessionBody, UndoBody, read_body
from pipeline.workbench.filters import filter_of, id_of, is_key
from pipeline.workbench.options import Options, tidy_reviewer
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.render import progress_of
from pipeline.workbench.security import body_of
from pipeline.workbench.views import answer_shape, decision_shape, document_shape
from pipeline.workbench.visitor import LANG_COOKIE, REVIEWER_COOKIE, THEME_COOKIE, Visitor, remember, visitor_of

_MOST_AGS_CHARS = 8
_AGS_RE = re.compile(r"\d{5}(?:\d{3})?", re.ASCII)

router = APIRouter(prefix="/api")


async def desk_of(request: Request) -> Desk:
    """Give the desk that this application works at."""
    desk: Desk = request.app.state.desk
    return desk


async def visitor(request: Request) -> Visitor:
    """Tell who asks."""
    options: Options = request.app.state.options
    return visitor_of(request, options)


async def number_of(number: str) -> int:
    """Read the number of a document from the address.

    Raises:
        Refusal: 404.
    """
    found = id_of(number)
    if found is None:
        raise Refusal(404, "unknown-document")
    return found


AtDesk = Annotated[Desk, Depends(desk_of)]
ByVisitor = Annotated[Visitor, Depends(visitor)]
Number = Annotated[int, Depends(number_of)]


def refusal_of(error: ReviewError) -> Refusal:
    """Give an objection of the desk as a refusal."""
    status = 404 if isinstance(error, Missing) else 422
    return Refusal(status, error.code, where=error.where, values=error.values, message=str(error))


@router.get("/documents/{number}")
def document(request: Request, number: Number, desk: AtDesk) -> Json:
    """Give a document with everything its page shows."""
    return Json(_shown(request, desk, desk.view(number)))


@router.post("/documents/{number}/decisions")
def decide(request: Request, number: Number, desk: AtDesk, who: ByVisitor) -> Json:
    """Store decisions about a document."""
    body = read_body(body_of(request.scope), DecisionsBody)
    wishes = [wish.wish() for wish in body.decisions]
    try:
        view = desk.decide(number, body.seen, wishes, reviewer=who.reviewer, step=body.step, mine=body.mine)
    except Stale as stale:
        raise _stale(request, desk, stale) from None
    return Json(_shown(request, desk, view))


@router.post("/documents/{number}/undo")
def undo(request: Request, number: Number, desk: AtDesk, who: ByVisitor) -> Json:
    """Undo decisions about a document."""
    body = read_body(body_of(request.scope), UndoBody)
    try:
        view = desk.undo(number, body.seen, body.decisions, reviewer=who.reviewer, step=body.step, mine=body.mine)
    except Stale as stale:
        raise _stale(request, desk, stale) from None
    return Json(_shown(request, desk, view))


@router.post("/questions/{key}")
def answer(request: Request, key: str, desk: AtDesk, who: ByVisitor) -> Json:
    """Answer equal open values of many documents."""
    if not is_key(key):
        raise Refusal(404, "unknown-question")
    body = read_body(body_of(request.scope), AnswerBody)
    wish = Wish(body.kind, value=body.value, reason=body.reason)
    answered = desk.decide_group(key, wish, [one.chosen() for one in body.items], reviewer=who.reviewer)
    return Json(answer_shape(answered, who.texts))


@router.post("/batches/{batch}/undo")
def undo_batch(request: Request, batch: str, desk: AtDesk, who: ByVisitor) -> Json:
    """Undo what was decided at once."""
    if not is_key(batch):
        raise Refusal(404, "unknown-batch")
    read_body(body_of(request.scope), NothingBody)
    return Json(answer_shape(desk.undo_batch(batch, reviewer=who.reviewer), who.texts))


@router.get("/places/{ags}")
def place(ags: str, desk: AtDesk) -> Json:
    """Say which place an official key means, before somebody stores it."""
    known = desk.places.of_key(ags) if _AGS_RE.fullmatch(ags) else None
    if known is None:
        raise Refusal(404, "no-such-place", values={"ags": ags[:_MOST_AGS_CHARS]})
    return Json({"official_name": known["official_name"], "state": known["state"], "ags": known["ags"]})


@router.get("/progress")
def progress(desk: AtDesk) -> Json:
    """Sum up the store."""
    with desk.store.reading() as reading:
        return Json(progress_of(reading.totals()))


@router.post("/session")
def session(request: Request, who: ByVisitor) -> Json:
    """Keep what a visitor chose: name, language, colours."""
    body = read_body(body_of(request.scope), SessionBody)
    chosen: dict[str, str] = {}
    if body.reviewer is not None:
        name = tidy_reviewer(body.reviewer)
        if name is None:
            raise Refusal(422, "bad-reviewer", where="reviewer")
        chosen[REVIEWER_COOKIE] = name
    if body.lang is not None:
        chosen[LANG_COOKIE] = body.lang
    if body.theme is not None:
        chosen[THEME_COOKIE] = body.theme
    response = Json(
        {
            "reviewer": chosen.get(REVIEWER_COOKIE, who.reviewer),
            "lang": chosen.get(LANG_COOKIE, who.lang),
            "theme": chosen.get(THEME_COOKIE, who.theme),
        }
    )
    remember(response, chosen)
    return response


def _shown(request: Request, desk: Desk, view: DocumentView) -> dict[str, object]:
    """Give a document with its neighbours in the list that the address names."""
    chosen = filter_of(request.query_params)
    # what was just settled sinks in the queue; behind it only what is settled too would follow
    ahead = replace(chosen, state="open") if chosen.order == "queue" and chosen.state == "all" else chosen
    with desk.store.reading() as reading:
        around = (reading.previous_document(view.row.id, chosen), reading.next_document(view.row.id, ahead))
    return document_shape(view, around)


def _stale(request: Request, desk: Desk, stale: Stale) -> Refusal:
    """Refuse what others have overtaken, with what they did and the document as it is now."""
    names = ", ".join(sorted({stored.decision.reviewer for stored in stale.theirs}))
    more = {
        "code": stale.code,
        "theirs": [decision_shape(stored) for stored in stale.theirs],
        "now": _shown(request, desk, stale.view),
    }
    return Refusal(409, stale.code, values={"names": names}, message=str(stale), more=more)
