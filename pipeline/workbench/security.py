"""What stands before every request: whose name it was sent to, from which site, with which token, how large; and the headers of every answer.

The workbench listens to this computer only, unless started otherwise. Even so any page open in the same browser can send to it; what it must
not do is read from here or decide something. Requests that only our own pages can send are told by headers no other site can set.
"""

import asyncio
import hmac
from collections.abc import Mapping, MutableMapping
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.workbench.answers import log_defect, own_up, refuse, wants_json
from pipeline.workbench.options import MOST_BODY_BYTES, Options
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.render import render
from pipeline.workbench.visitor import visitor_of

#: where the guard leaves the body of a request for the routes
BODY = "netzlese.body"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NOT_OUR_NAME = "Netzlese does not answer to this host name. Open it with the address that was shown when it was started.\n"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_OWN_HEADER = "x-netzlese"
#: how long a body may take to arrive. Unit: seconds
_BODY_SECONDS = 20.0
#: how much of a body that is too large is let pass before it is refused: who is cut off while sending does not see why. Unit: bytes
_DRAIN_BYTES = 16 * MOST_BODY_BYTES
_DRAIN_SECONDS = 3.0
_A_YEAR = 365 * 24 * 3600


class Guard:
    """Let through what may come in, and see to it that no answer leaves without its headers."""

    def __init__(self, app: ASGIApp, options: Options) -> None:
        self._app = app
        self._options = options
        self._cookie = f"netzlese-token-{options.port}"  # cookies do not tell ports apart, two workbenches must

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        sending = _Sending(send)
        try:
            answer = await self._stop(request, receive, scope)
            if answer is None:
                # what a GET gives, a HEAD gives without its body, which the server leaves out
                inner = {**scope, "method": "GET"} if request.method == "HEAD" else scope
                await self._app(inner, receive, sending)
            else:
                await answer(scope, receive, sending)
        except ConnectionAbortedError:
            return  # nobody is there any more
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends here
            if sending.started:
                log_defect(request, error)
            else:
                await own_up(request, error, self._options)(scope, receive, sending)

    async def _stop(self, request: Request, receive: Receive, scope: MutableMapping[str, Any]) -> Response | None:
        """Give the answer to a request that may not come in, None for one that may."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self._options.answers_to(hosts[0]):
            return PlainTextResponse(_NOT_OUR_NAME, status_code=400)
        try:
            _check_sender(request, hosts[0])
            answer = self._check_token(request)
            if answer is None and request.method == "POST":
                scope[BODY] = await _body(request, receive)
        except Refusal as refusal:
            return _closing(refuse(request, refusal, self._options))
        return answer

    def _check_token(self, request: Request) -> Response | None:
        """Give the page to sign in, or the way on for who has just shown the token; None for who has been let in."""
        token, path = self._options.token, request.scope["path"]
        if token is None or path.startswith("/static/"):
            return None
        shown = request.query_params.get("token") if request.method == "GET" and not wants_json(request) else None
        if shown is not None and _same(shown, token):
            return self._let_in(request, token)
        if shown is None and _same(request.cookies.get(self._cookie, ""), _pass_of(token)):
            return None
        if wants_json(request):
            raise Refusal(401, "no-token")
        if shown is None and _comes_from_elsewhere(request):
            return _again(_address(request))  # the browser keeps our cookie back until one of our own pages asks
        return render("signin", visitor_of(request, self._options), status=401, wrong=shown is not None)

    def _let_in(self, request: Request, token: str) -> Response:
        """Hand out the cookie and lead on to the address without the token, which then stands in no list of visited pages."""
        to = _address(request)
        answer = _again(to) if _comes_from_elsewhere(request) else RedirectResponse(to, status_code=303)
        answer.set_cookie(self._cookie, _pass_of(token), max_age=_A_YEAR, httponly=True, samesite="strict", path="/")
        return answer


class _Sending:
    """Add the headers to an answer, and know whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            headers.setdefault("Cache-Control", "no-store")
            for name, value in HEADERS.items():
                headers[name] = value
        await self._send(message)


def _check_sender(request: Request, host: str) -> None:
    """Refuse what another site makes a browser send, and what no script of ours would send.

    Raises:
        Refusal: 403, 405, 415.
    """
    method, path, headers = request.method, request.scope["path"], request.headers
    if method not in _METHODS:
        raise Refusal(405, "method")
    site = headers.get("sec-fetch-site", "none")
    if method != "POST":
        if path.startswith(("/api/", "/export/")) and site not in {"same-origin", "none"}:
            raise Refusal(403, "other-site")
        return
    origin = headers.get("origin")
    # another port of this computer is the same site, but not us
    if site not in {"same-origin", "none"} or (origin is not None and origin.lower() not in _origins(host)):
        raise Refusal(403, "other-site")
    if headers.get(_OWN_HEADER) != "1":  # a form cannot set it, and a script of another site would have to ask for leave first
        raise Refusal(403, "no-header")
    kind, _, rest = headers.get("content-type", "").lower().partition(";")
    if kind.strip() != "application/json" or rest.strip().replace('"', "") not in {"", "charset=utf-8"}:
        raise Refusal(415, "no-json-type")


def _origins(host: str) -> tuple[str, str]:
    return f"http://{host.lower()}", f"https://{host.lower()}"


async def _body(request: Request, receive: Receive) -> bytes:
    """Read a body that is neither too large nor too slow.

    Raises:
        Refusal: 408, 413.
        ConnectionAbortedError: the sender has gone.
    """
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > MOST_BODY_BYTES:
        await _drain(receive)
        raise Refusal(413, "too-large")
    chunks: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while more:
                chunk, more = await _chunk(receive)
                chunks.append(chunk)
                size += len(chunk)
                if size > MOST_BODY_BYTES:
                    await _drain(receive)
                    raise Refusal(413, "too-large")
    except TimeoutError:
        raise Refusal(408, "too-slow") from None
    return b"".join(chunks)


async def _chunk(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise ConnectionAbortedError
    return message.get("body", b""), message.get("more_body", False)


async def _drain(receive: Receive) -> None:
    """Let the rest of a body pass unread, within bounds."""
    size, more = 0, True
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while more and size < _DRAIN_BYTES:
                chunk, more = await _chunk(receive)
                size += len(chunk)
    except TimeoutError:
        return


def _closing(answer: Response) -> Response:
    """End the connection after a refusal: what else comes on it is the rest of what was refused."""
    answer.headers["Connection"] = "close"
    return answer


def _same(shown: str, expected: str) -> bool:
    """Compare in a time that tells nothing of how far two agree."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode())


def _pass_of(token: str) -> str:
    """Give what the cookie holds: proof of the token, from which the token cannot be told."""
    return sha256(f"netzlese workbench {token}".encode()).hexdigest()


def _comes_from_elsewhere(request: Request) -> bool:
    """Say whether a person followed a link of another site or program: their browser then sends no strict cookie."""
    return (
        request.headers.get("sec-fetch-site") in {"cross-site", "same-site"} and request.headers.get("sec-fetch-mode") == "navigate"
    )


def _address(request: Request) -> str:
    """Give the address that was asked for, on this server and without a token."""
    rest = [
        (name, value)
        for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if name != "token"
    ]
    path = "/" + quote(request.scope["path"].lstrip("/\\"), safe="/")
    return f"{path}?{urlencode(rest)}" if rest else path


def _again(address: str) -> Response:
    """Let the browser ask again from a page of ours, so that it sends its cookie."""
    link = escape(address, quote=True)
    return HTMLResponse(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={link}"><title>Netzlese</title><a href="{link}">Netzlese</a>'
    )


def body_of(scope: Mapping[str, Any]) -> bytes:
    """Give the body that the guard has read."""
    content: bytes = scope.get(BODY, b"")
    return content
