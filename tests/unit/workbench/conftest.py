"""A small store that is read once and copied for every test, an application over it, and the same behind a socket."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.desk import Desk
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.workbench import Options, create_app

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = '<script>alert("x")</script>'
PLAIN = (
    "Lünen, 3. Mai 2021\n\nDrei Kommunen, ein Ziel: Klimaschutznetzwerk Lippe-Seseke\n\nDie Städte Lünen und Werne sowie der Kreis Unna "
    "arbeiten im Klimaschutznetzwerk Lippe-Seseke zusammen. Das Netzwerk startet im Juli 2021 und läuft drei Jahre. "
    "Moderiert wird es von der Energieagentur Lippe-Seseke GmbH. Das Geld kommt aus der Kommunalrichtlinie.\n"
)
OTHER = (
    PLAIN.replace("Lippe-Seseke", "Münsterland")
    .replace("Lünen und Werne", "Coesfeld und Dülmen")
    .replace("Kreis Unna", "Kreis Borken")
)
HOSTILE = PLAIN.replace("Drei Kommunen, ein Ziel", f"Drei Kommunen {SCRIPT}").replace("Lippe-Seseke", "Emscher")
#: source -> text
TEXTS = {"a.txt": PLAIN, "b.txt": OTHER, f'{SCRIPT}"onload=alert(1) c.txt': HOSTILE}
OURS = {"X-Netzlese": "1", "Content-Type": "application/json", "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the store once."""
    path = tmp_path_factory.mktemp("stocked") / "store.sqlite"
    pipeline = Pipeline(Settings())
    reader = Reader(pipeline.settings)
    with Store.open(path) as store, store.writing() as writing:
        desk = Desk(store)
        run = writing.begin_run("0", "lists", "places", None)
        for source, text in TEXTS.items():
            document = reader.read_text(text, source=source)
            desk.take(writing, document, pipeline.extract(document), key=source, source=source, run=run)
        writing.finish_run(run)
    return path


@pytest.fixture
def store_path(stocked: Path, tmp_path: Path) -> Path:
    """Give a copy of the store to change."""
    return Path(shutil.copy(stocked, tmp_path / "store.sqlite"))


@pytest.fixture
def desk(store_path: Path) -> Iterator[Desk]:
    """Open a desk over the copy."""
    with Store.open(store_path, create=False) as store:
        yield Desk(store)


class Client:
    """Send requests to an application as they stand: nothing is added but the Host header."""

    def __init__(self, app: Any, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, content: Any = None) -> httpx.Response:
        """Send one request and give the answer; redirects are not followed."""

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{self._host}") as client:
                return await client.request(method, path, headers=headers, content=content)

        # in a thread of its own: where the same worker ran a browser before, this one has a loop that runs already
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(sent())).result()

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something."""
        return self.send("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, body: Any, **changes: str | None) -> httpx.Response:
        """Send JSON as our pages do, with headers changed, or left out where they are None."""
        headers = {**OURS, **{name.replace("_", "-"): value for name, value in changes.items()}}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, {name: value for name, value in headers.items() if value is not None}, content)


@pytest.fixture
def client(desk: Desk) -> Client:
    """Stand before a workbench that only this computer reaches."""
    return Client(create_app(desk, Options(reviewer="Ada", lang="en")))


Start = Callable[..., "Served"]


class Served:
    """A workbench that runs in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process = process
        self.address = httpx.URL(address)

    def raw(self, request: bytes, seconds: float = 10) -> bytes:
        """Send bytes, which ask for the connection to be closed, and give all that comes back until it is."""
        with socket.create_connection((self.address.host, self.address.port), timeout=seconds) as connection:
            answer = b""
            with suppress(ConnectionError):  # cut off while still sending
                connection.sendall(request)
                while chunk := connection.recv(65536):
                    answer += chunk
        return answer


_SERVE = """
import json, sys
from pipeline.workbench import serve
options = json.loads(sys.argv[1])
sys.modules["pipeline.workbench.serve"]._IDLE_SECONDS = options.pop("patience", 10)
serve(**options, on_ready=lambda address: print(address, flush=True))
"""


@pytest.fixture
def start(store_path: Path) -> Iterator[Start]:
    """Give what starts a workbench in a process of its own; it is stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def started(**options: Any) -> Served:
        options = {"where": str(store_path), "reviewer": "Ada", "lang": "en", **options}
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, json.dumps(options)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.communicate()[1]
        return Served(process, address)

    yield started
    for process in running:
        process.kill()
        process.communicate()
