"""Chromium, a store with forty announcements, and the workbench as a process of its own: what the tests of the workbench share.

Everything waits for a state, nothing for a time. Without Chromium the tests are skipped and say so.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.texts import HOSTILE, HOSTILE_NAME, ONE, PRINTED, TWIN, TWINS, TWO

ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
#: seconds after which something that should have happened counts as never happening; a busy machine is slow
PATIENCE = 30
expect.set_options(timeout=PATIENCE * 1000)
_URL_RE = re.compile(r"http://[^\s\"']+")


def _netzlese(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]


@pytest.fixture(scope="session")
def netzlese(root: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run a command of Netzlese to its end."""

    def run(*arguments: str | Path, home: Path | None = None, code: int = 0) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            _netzlese(*arguments),
            cwd=root,
            env=_environment(home),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


def _environment(home: Path | None) -> dict[str, str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    if home is not None:
        environment["NETZLESE_HOME"] = str(home)
    return environment


class Workbench:
    """Run ``netzlese review`` on a store, kill it, start it again at the same address."""

    def __init__(self, store: Path, root: Path, home: Path | None = None) -> None:
        self.store = store
        self._root, self._home = root, home
        self._process: subprocess.Popen[str] | None = None
        self._log = store.with_suffix(".log")
        self.url = ""

    def start(self) -> "Workbench":
        """Start, and wait until it says where it listens."""
        port = self.url.rsplit(":", 1)[-1].rstrip("/") or "0"
        command = _netzlese("review", "--db", self.store, "--port", port, "--no-browser")
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command, cwd=self._root, env=_environment(self._home), stdout=log, stderr=log, text=True
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            found = _URL_RE.search(self._log.read_text(encoding="utf-8"))
            if found:
                self.url = found.group().rstrip("/.,;")
                with suppress(httpx.TransportError):
                    httpx.get(self.url, timeout=5)
                    return self
            time.sleep(0.02)
        message = f"netzlese review does not listen:\n{self._log.read_text(encoding='utf-8')}"
        raise AssertionError(message)

    @contextmanager
    def client(self, reviewer: str) -> Iterator[httpx.Client]:
        """Give a client that asks as the pages do, for one person."""
        with httpx.Client(base_url=self.url, headers={"X-Netzlese": "1", "Origin": self.url}, timeout=PATIENCE) as client:
            client.post("/api/session", json={"reviewer": reviewer}).raise_for_status()
            yield client

    def find(self, words: str) -> int:
        """Give the id of the first document that a search finds."""
        found = re.search(r'href="/documents/(\d+)', httpx.get(self.url, params={"q": words}, timeout=PATIENCE).text)
        assert found is not None, f"no document with {words}"
        return int(found.group(1))

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Watched:
    """Keep what a browser complains of: errors on its console, and requests to anywhere but the workbench."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def watch(self, page: Page, home: str) -> None:
        """Listen to a page from now on."""

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not any(re.search(one, message.text) for one in self.allowed):
                self.errors.append(f"{message.type}: {message.text}")

        def see(request: Request) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                self.foreign.append(request.url)

        page.on("console", hear)
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("request", see)

    def check(self) -> None:
        """Claim that there was nothing."""
        assert not self.errors, self.errors
        assert not self.foreign, self.foreign


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Say where Chromium is, or skip."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """Give Chromium without a window, with a new profile."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Watch the pages of a test, and claim at its end that no browser complained."""
    watched = Watched()
    yield watched
    watched.check()


@pytest.fixture
def open_context(chromium: Browser, watched: Watched) -> Iterator[Callable[..., BrowserContext]]:
    """Open browsers that know nothing of each other: one is one person; nothing moves by itself in them."""
    contexts = []

    def open_one(workbench: Workbench, *, lang: str = "de", theme: str = "light", width: int = 1440, **more: Any) -> BrowserContext:
        context = chromium.new_context(
            base_url=workbench.url, viewport={"width": width, "height": 900}, locale="de-DE" if lang == "de" else "en-GB",
            color_scheme="dark" if theme == "dark" else "light", accept_downloads=True,
            reduced_motion="reduce", **more,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE * 1000)
        context.on("page", lambda page: watched.watch(page, workbench.url))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


def _once(place: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all workers: the first one makes it, the others wait for it."""
    lock, done = place.with_suffix(".lock"), place / "done"
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        until = time.monotonic() + 4 * PATIENCE
        while not done.exists():
            assert time.monotonic() < until, f"{place} was begun by another worker and never came"
            time.sleep(0.05)
        return place
    place.mkdir()
    make(place)
    done.touch()
    return place


@pytest.fixture(scope="session")
def prepared(chromium_path: str, tmp_path_factory: pytest.TempPathFactory, root: Path, netzlese: Callable[..., Any]) -> Path:
    """Give a store with something for every page, to be copied: open questions, decisions, a conflict, a finding, a PDF, a hostile text."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    return _once(shared / "furnished-store", lambda folder: _furnish(folder, root, netzlese)) / "store.sqlite"


@pytest.fixture(scope="session")
def furnished(prepared: Path, tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Workbench]:
    """Give a workbench over the prepared store, shared by the tests of a worker."""
    store = Path(shutil.copy(prepared, tmp_path_factory.mktemp("furnished")))
    workbench = Workbench(store, root, store.parent / "home").start()
    yield workbench
    workbench.stop()


@pytest.fixture
def own_workbench(prepared: Path, tmp_path: Path, root: Path) -> Iterator[Workbench]:
    """Give a workbench over the prepared store that a test may kill."""
    workbench = Workbench(Path(shutil.copy(prepared, tmp_path)), root, tmp_path / "home").start()
    yield workbench
    workbench.stop()


def _furnish(folder: Path, root: Path, netzlese: Callable[..., Any]) -> None:
    """Fill a store, decide on some values, and change the source of one of them."""
    sources, store, home = folder / "announcements", folder / "store.sqlite", folder / "home"
    sources.mkdir()
    (sources / "one.txt").write_text(ONE, encoding="utf-8")
    (sources / "two.txt").write_text(TWO, encoding="utf-8")
    (sources / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8")
    _print(PRINTED, sources / "printed.pdf")
    for twin in TWINS:
        name, other = twin.split()
        (sources / f"{name}.txt").write_text(TWIN.format(name=name, other=other), encoding="utf-8")
    netzlese("ingest", sources, "--db", store, home=home)
    workbench = Workbench(store, root, home).start()
    with workbench.client("Karl Vorher") as client:
        view = client.get(f"/api/documents/{workbench.find('Altmühltal')}").raise_for_status().json()
        wanted = {"managers": "accept", "start": "accept", "consultants": "reject"}
        wishes = [
            {
                "kind": wanted[item["field"]],
                **{key: item[key] for key in ("network", "field", "item")},
                "reason": "stand so im Text",
            }
            for item in view["items"]
            if item["field"] in wanted
        ]
        seen = {"seen": view["document"]["revision"], "decisions": wishes}
        client.post(f"/api/documents/{view['document']['id']}/decisions", json=seen).raise_for_status()
    workbench.stop()
    changed = ONE.replace("bei der Energieagentur Nordbayern GmbH", "in guten Händen").replace("Sechs", "Neun")
    (sources / "one.txt").write_text(changed, encoding="utf-8")
    netzlese("ingest", sources / "one.txt", "--db", store, home=home)


def _print(text: str, path: Path) -> None:
    """Make a PDF of two pages, a paragraph each."""
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415 - only once a run
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate  # noqa: PLC0415

    body = getSampleStyleSheet()["BodyText"]
    first, second = text.strip().split("\n\n")
    SimpleDocTemplate(str(path)).build([Paragraph(first, body), PageBreak(), Paragraph(second, body)])
