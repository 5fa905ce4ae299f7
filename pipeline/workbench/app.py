"""The application: routes, the desk they work at, and what becomes of what they refuse."""

from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from pipeline.desk import Desk
from pipeline.errors import ReviewError, StoreError
from pipeline.workbench import api, pages
from pipeline.workbench.answers import own_up, refuse
from pipeline.workbench.downloads import Downloads
from pipeline.workbench.options import Options
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.security import Guard

#: newer versions of FastAPI send what they see to where variables of the environment say; nothing of a store leaves this way
_SILENT: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}


def create_app(desk: Desk, options: Options | None = None) -> ASGIApp:
    """Give the application over a desk, with its guard before it."""
    options = options or Options()
    # no addresses of FastAPI's own: they would show the routes, and load scripts from elsewhere
    app = FastAPI(title="Netzlese", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, telemetry=_SILENT)
    app.state.desk = desk
    app.state.options = options
    app.state.downloads = Downloads()
    app.include_router(api.router)
    app.include_router(pages.router)
    _answer_errors(app, options)
    return Guard(app, options)


def _answer_errors(app: FastAPI, options: Options) -> None:
    """Say for every exception what the visitor is told."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        return refuse(request, error, options)

    @app.exception_handler(ReviewError)
    async def objected(request: Request, error: ReviewError) -> Response:
        return refuse(request, api.refusal_of(error), options)

    @app.exception_handler(StoreError)
    async def troubled(request: Request, error: StoreError) -> Response:
        return refuse(request, Refusal(503, "store", values={"why": str(error)}, message=str(error)), options)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        code = "method" if error.status_code == 405 else "no-page"  # noqa: PLR2004 - HTTP
        return refuse(request, Refusal(405 if code == "method" else 404, code), options)

    @app.exception_handler(Exception)
    async def broke(request: Request, error: Exception) -> Response:
        return own_up(request, error, options)
