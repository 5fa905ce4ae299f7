"""How the workbench answers what it refuses and what went wrong in it: JSON to scripts, a page to people, no internals to either."""

import secrets
import sys
import traceback
from json import dumps
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipeline.console import DEFECT_HINT, say
from pipeline.workbench.options import Options
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.render import render_refusal
from pipeline.workbench.visitor import visitor_of

_REFERENCE = "Netzlese reference: "
_DEFECT = 500


class Json(Response):
    """Send JSON; half a character of a damaged source travels as its escape, and a number that is none is a defect."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
        """Give the bytes."""
        try:
            return dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:
            return dumps(content, allow_nan=False, separators=(",", ":")).encode()


def wants_json(request: Request) -> bool:
    """Say whether a script asks and not a person."""
    return request.method == "POST" or request.scope["path"].startswith("/api/")


def refuse(request: Request, refusal: Refusal, options: Options) -> Response:
    """Answer a refusal in the visitor's language."""
    visitor = visitor_of(request, options)
    if wants_json(request):
        return Json(refusal.shape(visitor.texts), status_code=refusal.status)
    return render_refusal(request, visitor, refusal)


def own_up(request: Request, error: Exception, options: Options) -> Response:
    """Answer that Netzlese has a defect, and write what happened to standard error under the reference that the visitor sees."""
    reference = log_defect(request, error)
    refusal = Refusal(_DEFECT, "defect", values={"reference": reference}, more={"reference": reference})
    try:
        visitor = visitor_of(request, options)
        if wants_json(request):
            return Json(refusal.shape(visitor.texts), status_code=_DEFECT)
        return render_refusal(request, visitor, refusal, reference)
    except Exception as second:  # noqa: BLE001 - the page that says so is broken too; words must still reach the visitor
        log_defect(request, second)
        return PlainTextResponse(f"This is a defect of Netzlese. Reference: {reference}", status_code=_DEFECT)


def log_defect(request: Request, error: Exception) -> str:
    """Write a traceback to standard error, once an error, and give its reference. Neither query nor headers are written: they hold the token."""
    for note in getattr(error, "__notes__", ()):
        if note.startswith(_REFERENCE):
            return str(note).removeprefix(_REFERENCE)
    reference = secrets.token_hex(4)
    error.add_note(f"{_REFERENCE}{reference}")
    say(f"{request.method} {request.scope['path']} failed, reference {reference}")
    traceback.print_exception(error, file=sys.stderr)
    say(DEFECT_HINT)
    return reference
