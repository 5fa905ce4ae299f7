"""``kill -9`` at fifty moments: what was said to be done is there afterwards, and nothing is there by halves.

As a script this file is the client of the second test: it decides on one value after the other and says so once each is stored.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk import Desk, Wish
from pipeline.read import Reader
from pipeline.settings import Settings
from pipeline.store import Store
from schemas.record import Report

pytestmark = pytest.mark.slow

KILLS = 25
ANNOUNCEMENTS = 25
#: decisions that the client stores at once: all of them or none
AT_ONCE = 3
#: seconds after which a process that says nothing counts as stuck
PATIENCE = 120
#: seconds in which a command loads, opens its store and brings it up to date
_LOADING_SECONDS = 0.8


#: loads what the commands need once, then runs each command in a fork of itself: half a second less for each of the fifty
_NURSERY = """
import json, os, runpy, sys
import pipeline.batch, pipeline.cli, pipeline.desk, pipeline.ingest, pipeline.read, pipeline.run, pipeline.store
for line in sys.stdin:
    sys.argv, output = json.loads(line)
    child = os.fork()
    if not child:
        stream = os.open(output, os.O_WRONLY)
        os.dup2(stream, 1), os.dup2(stream, 2), os.close(stream)
        name = sys.argv.pop(0) if sys.argv[0] == "-m" else None
        runpy.run_module(sys.argv[0], run_name="__main__") if name else runpy.run_path(sys.argv[0], run_name="__main__")
        sys.exit()
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Start commands of Netzlese, each as a process of its own that can be killed."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "NETZLESE_HOME": str(folder / "home")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, cwd=folder,
        )  # fmt: skip
        self._output = folder / "said"
        os.mkfifo(self._output)

    def run(self, *command: str | Path, kill_after: tuple[int, float] | None = None) -> tuple[list[str], int]:
        """Run a command; kill it some seconds after it has said some lines. Shape: (all it said, exit code, -9 where it was killed)."""
        self._tell(json.dumps([[str(each) for each in command], str(self._output)]))
        child, lines = int(self._hear()), list[str]()
        with self._output.open(encoding="utf-8") as said:
            while True:
                if kill_after and len(lines) == kill_after[0]:
                    time.sleep(kill_after[1])  # the moment of the kill is what is tested, nothing waits for anything here
                    with suppress(ProcessLookupError):  # it may have been quicker
                        os.kill(child, signal.SIGKILL)
                line = said.readline()
                if not line:
                    break
                lines.append(line.rstrip("\n"))
        return lines, int(self._hear())

    def close(self) -> None:
        """Send it home."""
        self._process.communicate(timeout=PATIENCE)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    """Give what starts commands in the test's own folder."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork, and has no kill -9")
    nursery = Nursery(tmp_path)
    yield nursery
    nursery.close()


def _moments(seed: int, most_lines: int, most_seconds: float) -> Iterator[tuple[int, float]]:
    """Give the moments at which to kill: after how many lines, and how long after the last of them; a few long before the first."""
    draw = random.Random(seed)  # noqa: S311 - moments, no secrets
    while True:
        lines = draw.randint(0, most_lines)
        yield lines, draw.random() * (most_seconds if lines else _LOADING_SECONDS)


def _is_whole(where: Path) -> None:
    """Claim that what a store keeps beside the truth follows from it, for every document."""
    desk = Desk(Store.open(where))
    with desk.store.reading() as reading:
        documents = list(reading.document_ids())
        kept = {one: (reading.document(one), tuple(reading.items(one)), tuple(reading.findings(one))) for one in documents}
        for one in documents:
            assert len(reading.versions(one)) >= 1
            assert len(reading.extractions(one)) >= 1
    for one, (row, items, findings) in kept.items():
        fresh = desk.fresh_projection(one)
        assert row is not None
        assert (row.summary, items, findings) == (fresh.summary, tuple(fresh.items), tuple(fresh.findings))
    desk.store.close()


def _contents(where: Path) -> dict[str, Any]:
    """Lay out a store for comparison: all but the moments and the ids that are drawn by lot."""
    store = Store.open(where, create=True)  # the kill may have come before it was there
    contents = {}
    with store.reading() as reading:
        for one in reading.document_ids():
            row = reading.document(one)
            assert row is not None
            items = [item.model_dump(exclude={"network"}) for item in reading.items(one)]
            findings = [finding.model_dump(exclude={"network", "key"}) for finding in reading.findings(one)]
            versions = [(version.number, version.sha256, version.text_sha256) for version in reading.versions(one)]
            reports = [reading.report(extraction.id) for extraction in reading.extractions(one)]
            contents[row.key] = (row.source, row.version, row.revision, row.summary, versions, reports, items, findings)
    store.close()
    return contents


def decide_until_killed(where: str, seed: int) -> None:
    """Decide on open values, some at once; say of each lot that it is stored once it is."""
    desk = Desk(Store.open(where))
    draw = random.Random(seed)  # noqa: S311 - which values, no secret
    with desk.store.reading() as reading:
        documents = list(reading.document_ids())
    while documents:
        document = draw.choice(documents)
        view = desk.view(document)
        items = [item for item in view.settled.items if item.state == "open"]
        if len(items) < AT_ONCE:
            documents.remove(document)
            continue
        lot = f"{seed}-{draw.getrandbits(40):x}"
        wishes = [
            Wish(draw.choice(("accept", "reject")), network=item.network, field=item.field, item=item.item, reason=lot)
            for item in draw.sample(items, AT_ONCE)
        ]
        after = desk.decide(document, view.row.revision, wishes, reviewer="Client")
        print(document, after.row.revision, lot, flush=True)  # noqa: T201 - this is what was reported as done


@pytest.fixture
def decided(tmp_path: Path, make_report: Callable[..., Report]) -> Path:
    """Give a store of documents with many open values."""
    where = tmp_path / "store.sqlite"
    desk = Desk(Store.open(where, create=True))
    names = [f"Ort{letter}{number}" for letter in "abcdefghij" for number in range(8)]
    text = "Dem Netz gehören an: " + ", ".join(names) + "."
    members = [{"name": name, "kind": "municipality"} for name in names]
    pieces = {f"/participants/{place}": [_piece(text, name)] for place, name in enumerate(names)}
    with desk.store.writing() as writing:
        run = writing.begin_run("0", "0", "0", None)
        for number in range(8):
            whole = f"{number}. {text}"
            moved = {pointer: [_piece(whole, each[0]["text"])] for pointer, each in pieces.items()}
            report = make_report(whole, {"participants": members, "evidence": moved}, source=f"{number}.txt")
            document = Reader(Settings()).read_text(whole, source=f"{number}.txt")
            desk.take(writing, document, report, key=f"{number}.txt", source=f"{number}.txt", run=run)
        writing.finish_run(run)
    desk.store.close()
    return where


def _piece(text: str, word: str) -> dict[str, Any]:
    start = text.index(word)
    return {"start": start, "end": start + len(word), "text": word, "rule": "test.rule", "confidence": 0.9}


def test_a_decision_that_was_reported_outlives_any_kill(decided: Path, nursery: Nursery) -> None:
    """After every kill each lot of decisions that was said to be stored is there, and every other is there whole or not at all."""
    said: set[str] = set()
    for seed, (lines, seconds) in zip(range(KILLS), _moments(5, 12, 0.03), strict=False):
        lines_said, code = nursery.run(__file__, decided, str(seed), kill_after=(lines, seconds))
        assert code == -signal.SIGKILL, lines_said
        lots = [line.split() for line in lines_said]
        assert all(len(lot) == 3 for lot in lots), lines_said
        said |= {lot for _, _, lot in lots}
        store = Store.open(decided)
        with store.reading() as reading:
            stored = Counter(each.decision.reason for document in reading.document_ids() for each in reading.decisions(document))
            revisions = {document: reading.document(document) for document in reading.document_ids()}
        assert said <= stored.keys()
        assert set(stored.values()) == {AT_ONCE}
        for document, revision, _ in lots:
            row = revisions[int(document)]
            assert row is not None
            assert row.revision >= int(revision)
        store.close()
        _is_whole(decided)
    assert len(said) >= KILLS


@pytest.fixture
def announcements(tmp_path: Path, corpus: Path) -> Path:
    """Give a folder of the shortest announcements there are."""
    folder = tmp_path / "announcements"
    folder.mkdir()
    shortest = sorted((corpus / "dev" / "announcements").glob("*.txt"), key=lambda path: (path.stat().st_size, path.name))
    for path in shortest[:ANNOUNCEMENTS]:
        shutil.copy(path, folder)
    return folder


def test_an_ingest_goes_on_from_any_kill_and_ends_as_if_there_had_been_none(
    announcements: Path, nursery: Nursery, tmp_path: Path
) -> None:
    """What a killed ingest said to be safe is there, nothing is there by halves, and the same command in the end fills the store as ever."""
    command = ("-m", "pipeline.cli", "ingest", announcements.name, "--each", "--db")
    lines, code = nursery.run(*command, "whole.sqlite")
    assert code == 0, lines
    expected = _contents(tmp_path / "whole.sqlite")
    assert len(expected) == ANNOUNCEMENTS
    finished = kills = 0
    said: set[str] = set()
    moments = _moments(7, 4, 0.08)
    while kills < KILLS:
        where = tmp_path / f"{finished}.sqlite"
        lines, code = nursery.run(*command, where.name, kill_after=next(moments))
        assert code in {0, -signal.SIGKILL}, lines
        kills += code < 0
        said |= {line.split("\t")[1] for line in lines if "\t" in line}
        contents = _contents(where)
        assert said <= {source for source, *_ in contents.values()}
        assert contents.items() <= expected.items()
        _is_whole(where)
        if contents == expected:
            finished, said = finished + 1, set()
    lines, code = nursery.run(*command, f"{finished}.sqlite")
    assert code == 0, lines
    assert _contents(tmp_path / f"{finished}.sqlite") == expected


if __name__ == "__main__":
    decide_until_killed(sys.argv[1], int(sys.argv[2]))
