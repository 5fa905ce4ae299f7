"""Fills templates: one environment for all, every value escaped unless it is mark-up of ours, a misspelt variable is an error."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.filters import do_mark_safe
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.workbench.options import LANGUAGES
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.static import load_assets
from pipeline.workbench.visitor import Visitor
from schemas.store import Totals

NOTHING = Totals(0, 0, 0, 0, 0, 0.0, {}, {}, {})


class _Environment(Environment):
    """Let ``row.values`` be what the row says of its values; by itself a template would take the method of the dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - jinja's signature
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment() -> Environment:
    return _Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def data_block(json: str) -> str:
    """Mark JSON of ``safe_json`` as fit to stand inside a script element as it is."""
    return do_mark_safe(json)  # safe_json leaves nothing in it that a parser of mark-up would act on


def render(
    page: str,
    visitor: Visitor,
    *,
    totals: Totals = NOTHING,
    store: str = "",
    status: int = 200,
    **context: Any,  # noqa: ANN401 - whatever a template shows
) -> HTMLResponse:
    """Give a page in the visitor's language."""
    texts = visitor.texts
    content = (
        _environment()
        .get_template(f"{page}.html")
        .render(
            page=page,
            lang=visitor.lang,
            languages=LANGUAGES,
            theme=visitor.theme,
            reviewer=visitor.reviewer,
            t=texts,
            count=texts.count,
            number=texts.number,
            percent=texts.percent,
            moment=texts.moment,
            texts_json=data_block(texts.json),
            asset=load_assets().address,
            progress=progress_of(totals),
            store=store,
            **context,
        )
    )
    # half a character of a damaged source cannot be sent; everything else can
    return HTMLResponse(content.encode("utf-8", "replace"), status_code=status)


def render_refusal(request: Request, visitor: Visitor, refusal: Refusal, reference: str | None = None) -> HTMLResponse:
    """Give a refusal as a page."""
    texts = visitor.texts
    heading = f"error.{refusal.status}.heading"
    return render(
        "error",
        visitor,
        status=refusal.status,
        heading=texts(heading if heading in texts else "error.heading"),
        message=refusal.said(texts),
        where=refusal.where,
        reference=reference,
    )


def progress_of(totals: Totals) -> dict[str, Any]:
    """Give what the head of every page shows; ``share``: of the values, how many are settled."""
    return {
        "documents": totals.documents,
        "networks": totals.networks,
        "values": totals.values,
        "settled": totals.settled,
        "conflicts": totals.conflicts,
        "wrong": totals.wrong,
        "share": totals.settled / totals.values if totals.values else 0.0,
        "states": totals.states,
        "codes": totals.codes,
        "fields": totals.fields,
    }


def warm_up() -> None:
    """Read files and words and compile the templates before the first visitor waits for them."""
    load_assets()
    for template in _environment().list_templates(extensions=["html"]):
        _environment().get_template(template)
