"""Runs the workbench until somebody stops it."""

import asyncio
import ipaddress
import logging
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.desk import Desk
from pipeline.store import Store
from pipeline.workbench.app import create_app
from pipeline.workbench.options import LOOPBACK, Options, is_loopback, user_name
from pipeline.workbench.render import warm_up

#: how long a connection may be open without a whole request on it. Unit: seconds
_IDLE_SECONDS = 10
_MOST_CONNECTIONS = 200
_MOST_HEADER_BYTES = 32 * 1024
_TOKEN_BYTES = 32
_STOP_SECONDS = 1


def serve(
    where: str | Path,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    token: str | None = None,
    lang: str | None = None,
    reviewer: str | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the store at ``where`` until ctrl-C or SIGTERM.

    Args:
        where: path or address of an existing store.
        host: address to listen on; other computers come in only with a token.
        port: 0 takes a free one.
        token: what a visitor must show; one is made where it is needed and not given.
        lang: language of visitors who have not chosen one; None asks their browser.
        reviewer: who decides, where a visitor has not said; None is the user of this process.
        on_ready: is given the address, with its token, once it answers.

    Raises:
        OSError: host or port cannot be listened on.
        SettingsError: an option has no meaning.
        StoreError: the store cannot be opened.
    """
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(_TOKEN_BYTES)
    Options(host, port, token, lang, reviewer or user_name())  # what has no meaning is refused before anything is opened
    with _listening(host, port) as listener, Store.open(where, create=False) as store:
        options = Options(host, listener.getsockname()[1], token, lang, reviewer or user_name())
        server = _Server(_config(Desk(store), options), lambda: on_ready(_address(options)) if on_ready else None)
        server.run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything else, so that a taken one is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would share it with whoever asks
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        yield listener


def _config(desk: Desk, options: Options) -> uvicorn.Config:
    warm_up()
    return uvicorn.Config(
        create_app(desk, options),
        http=_Impatient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # its lines would hold the token
        server_header=False,
        proxy_headers=False,  # nobody stands before us whose word on the sender's address we could take
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        limit_concurrency=_MOST_CONNECTIONS,
        h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
    )


def _address(options: Options) -> str:
    """Give the address to open: of this computer where it listens on all of them."""
    host = options.host or "0.0.0.0"  # noqa: S104 - an empty name listens on all of them
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            host = socket.gethostname()
        elif address.version == 6:  # noqa: PLR2004 - IP version 6
            host = f"[{host}]"
    entry = f"/?token={quote(options.token, safe='')}" if options.token else "/"
    return f"http://{host}:{options.port}{entry}"


class _Server(uvicorn.Server):
    """Tell when it answers, and end quietly when it is told to stop."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        # what uvicorn has to say is for whoever runs a service; this is a person's program
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        await asyncio.get_running_loop().run_in_executor(None, self._on_ready)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at ctrl-C and SIGTERM without raising them again: being stopped is how this program ends."""
        try:
            before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not the main thread: whoever runs it there stops it
            before = {}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Impatient(H11Protocol):
    """Close connections on which no whole request arrives: each keeps a place that somebody else could have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        super().__init__(*args, **kwargs)
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._patience is None and self._is_between_requests():
            self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(_IDLE_SECONDS, self._lose_patience)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        if self._is_between_requests() and not self.transport.is_closing():
            self.transport.close()
