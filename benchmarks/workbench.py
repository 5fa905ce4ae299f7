"""Measure how fast the workbench answers over many documents, and whether its memory stays flat.

A store of made-up documents (``tools/make_store.py``) is made where there is none yet, ``netzlese review`` is started on a copy of it as a
process of its own, and asked over HTTP as a browser does, one request after the other. Figures are of a whole answer, in milliseconds.

::

    python benchmarks/workbench.py                       # 10,000 documents, kept in output/many-10000.sqlite
    python benchmarks/workbench.py -n 1000 --requests 20
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.make_store import make_store  # noqa: E402 - a script finds its project first

SEED = 20261123
TARGET_MS = 200.0
#: requests after which memory is looked at
MEMORY_AT = (1000, 5000)
_PATIENCE_S = 60
_URL_RE = re.compile(r"http://[^\s\"']+")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what one kind of request took. Unit: milliseconds; kilobytes of the last answer's body."""

    name: str
    times: list[float]
    size: float

    @property
    def median(self) -> float:
        """Give the middle one."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """Give the time that 95 of 100 stay below."""
        return quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]


class Reviewer:
    """Ask the workbench as a person's browser would."""

    def __init__(self, client: httpx.Client, documents: int) -> None:
        self._client = client
        self._draw = random.Random(SEED)  # noqa: S311 - which document to open, no secret
        self._documents = documents
        self._size = 0
        self.times: list[float] = []
        page = client.get("/questions").raise_for_status().text
        self._questions = re.findall(r'href="(/questions/[0-9a-f]+)', page)
        self.kinds: dict[str, Callable[[], object]] = {
            "inbox, as it opens": self._getting("/"),
            "inbox, open ones, newest first": self._getting("/?state=open&order=newest"),
            "inbox, settled ones": self._getting("/?state=settled"),
            "inbox, conflicts": self._getting("/?state=conflict"),
            "inbox, by a finding": self._getting("/?finding=count-differs"),
            "inbox, by a field": self._getting("/?field=participants&order=changed"),
            "inbox, page 100": self._getting("/?page=100"),
            "inbox, a search": lambda: self._get(f"/?q={self._draw.choice(_WORDS)}"),
            "inbox, a search of two words": lambda: self._get(
                f"/?q={self._draw.choice(_WORDS)}+{self._draw.choice(_WORDS)}&state=open"
            ),
            "progress": self._getting("/api/progress"),
            "document, page": lambda: self._get(f"/documents/{self._any()}"),
            "document, content": lambda: self._get(f"/api/documents/{self._any()}"),
            "document, content in a filter": lambda: self._get(
                f"/api/documents/{self._any()}?state=open&field=participants&order=queue"
            ),
            "questions": self._getting("/questions"),
            "questions, page 5": self._getting("/questions?page=5"),
            "question, largest": lambda: self._get(self._questions[0]),
            "question, any of the first page": lambda: self._get(self._draw.choice(self._questions)),
            "conflicts": self._getting("/conflicts"),
            "decisions": self._getting("/decisions"),
            "decision": self._decide,
            "undo": self._decide_and_undo,
        }

    def measure(self, name: str, requests: int) -> Row:
        """Ask for one thing many times; the first, which warms up, does not count."""
        self.kinds[name]()
        self.times = []
        while len(self.times) < requests:
            self.kinds[name]()
        return Row(name, self.times, self._size / 1000)

    def mix(self) -> None:
        """Ask for anything, documents most often."""
        names = list(self.kinds)
        weights = [4 if name.startswith(("document", "decision")) else 1 for name in names]
        self.times = []
        self.kinds[self._draw.choices(names, weights)[0]]()

    def _any(self) -> int:
        return self._draw.randint(1, self._documents)

    def _getting(self, path: str) -> Callable[[], object]:
        return lambda: self._get(path)

    def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON where it is
        return self._timed(lambda: self._client.get(path))

    def _timed(self, ask: Callable[[], httpx.Response]) -> Any:  # noqa: ANN401 - JSON where it is
        begun = time.perf_counter()
        answer = ask()
        content = answer.raise_for_status().content
        self.times.append((time.perf_counter() - begun) * 1000)
        self._size = len(content)
        return answer.json() if answer.headers["content-type"].startswith("application/json") else None

    def _decide(self) -> dict[str, Any]:
        """Accept the first open value of a document; only the decision counts, not looking for one."""
        while True:
            found = self._client.get(f"/api/documents/{self._any()}").raise_for_status().json()
            item = next((item for item in found["items"] if item["state"] == "open"), None)
            if item is not None:
                break
        wish = {"kind": "accept", **{key: item[key] for key in ("network", "field", "item")}}
        path = f"/api/documents/{found['document']['id']}/decisions"
        asked = {"seen": found["document"]["revision"], "decisions": [wish]}
        return dict(self._timed(lambda: self._client.post(path, json=asked)))

    def _decide_and_undo(self) -> None:
        """Undo a decision; only the undoing counts."""
        now = self._decide()
        self.times.pop()
        document = now["document"]
        asked = {"seen": document["revision"], "decisions": None}
        self._timed(lambda: self._client.post(f"/api/documents/{document['id']}/undo", json=asked))


_WORDS = (
    "klimaschutz",
    "kreis",
    "stadtwerke",
    "wärme",
    "energieeffizienz",
    "unteregg",
    "lübbecke",
    "niedersachsen",
    "nichts-davon",
)


@contextmanager
def serving(store: Path) -> Iterator[tuple[str, int]]:
    """Run the workbench on a store. Shape: (address, process id)."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        command = [sys.executable, "-m", "pipeline.cli", "review", "--db", str(store), "--port", "0", "--no-browser"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True)
        try:
            yield _address(process, log), process.pid
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _address(process: "subprocess.Popen[str]", log: Any) -> str:  # noqa: ANN401 - a temporary file has no type of its own
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        log.seek(0)
        found = _URL_RE.search(log.read())
        if found:
            return found.group().rstrip("/.,;")
        time.sleep(0.05)
    log.seek(0)
    message = f"netzlese review does not listen:\n{log.read()}"
    raise SystemExit(message)


def memory(process: int) -> float:
    """Give the memory a process holds (resident). Unit: megabytes; NaN where the system does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return float("nan")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


def _print(rows: Sequence[Row]) -> None:
    width = max(len(row.name) for row in rows)
    print(f"{'request':<{width}}  {'median':>8}  {'p95':>8}  {'most':>8}  {'kB':>7}")
    for row in rows:
        mark = "" if row.median < TARGET_MS else f"  over {TARGET_MS:.0f} ms"
        print(f"{row.name:<{width}}  {row.median:>8.1f}  {row.p95:>8.1f}  {max(row.times):>8.1f}  {row.size:>7.1f}{mark}")


def main() -> int:
    """Read the options, measure, print; exit code 1 where a median is over the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", dest="count", type=int, default=10_000, help="documents in the store (10,000)")
    parser.add_argument("--requests", type=int, default=50, help="requests of each kind (50)")
    parser.add_argument("--store", type=Path, help="a store that tools/make_store.py made; it is not changed")
    parser.add_argument("--no-memory", action="store_true", help="leave out the thousands of requests that show the memory")
    asked = parser.parse_args()
    store = asked.store or ROOT / "output" / f"many-{asked.count}.sqlite"
    if not store.exists():
        print(f"making {store} …", file=sys.stderr)
        make_store(store, asked.count)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store.sqlite"
        shutil.copy(store, copy)
        with serving(copy) as (address, process):
            return _measure(address, process, asked.count, asked.requests, with_memory=not asked.no_memory)


def _measure(address: str, process: int, documents: int, requests: int, *, with_memory: bool) -> int:
    headers = {"X-Netzlese": "1", "Origin": address}
    with httpx.Client(base_url=address, headers=headers, timeout=_PATIENCE_S) as client:
        client.post("/api/session", json={"reviewer": "Maß"}).raise_for_status()
        first = memory(process)
        reviewer = Reviewer(client, documents)
        rows = [reviewer.measure(name, requests) for name in reviewer.kinds]
        _print(rows)
        print(f"\nmemory of the server: {first:.0f} MB at first, {memory(process):.0f} MB after these")
        done = 0
        for mark in MEMORY_AT if with_memory else ():
            while done < mark:
                reviewer.mix()
                done += 1
            print(f"after {mark} mixed requests: {memory(process):.0f} MB")
    return int(any(row.median >= TARGET_MS for row in rows))


if __name__ == "__main__":
    sys.exit(main())
