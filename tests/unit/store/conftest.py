"""A store of each sort, and things to put into it. The PostgreSQL server is started for the run, and stopped by the last that uses it."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Store
from schemas.review import Decision, FindingState, Item
from schemas.store import Projection, Summary

PASSWORD = "heimlich-7"  # noqa: S105 - of a server that lives as long as the test run
_USER = "netzlese"
_TRIES = 3


@dataclass(frozen=True)
class Server:
    """Say where the test server listens."""

    port: int
    folder: str

    def url(self, database: str, password: str = PASSWORD) -> str:
        """Give the address of a database on it."""
        return f"postgresql://{_USER}:{password}@127.0.0.1:{self.port}/{database}"


def _binaries() -> Path | None:
    """Find PostgreSQL's programs, in PATH or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    return kept[-1].parent if kept else None


def _as_nobody_special() -> dict[str, Any]:
    """Give what starts a program as postgres: its server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other workers of this test run out."""
    import fcntl  # noqa: PLC0415 - not on Windows, where the server is not started either

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(binaries: Path, folder: Path, program: str, *arguments: str | Path) -> None:
    command = [str(binaries / program), *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **_as_nobody_special())


def _start(binaries: Path) -> Server:
    """Make a cluster in a folder of its own and start it."""
    folder = Path(tempfile.mkdtemp(prefix="netzlese-postgresql-"))
    who = _as_nobody_special()
    if who:
        shutil.chown(folder, who["user"], who["group"])
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    data = folder / "data"
    make = ["-D", str(data), "-U", _USER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run(binaries, folder, "initdb", *make)
    for attempt in range(_TRIES):
        port = _free_port()
        options = f"-c fsync=off -c listen_addresses=127.0.0.1 -c max_connections=200 -p {port} -k {folder}"
        try:
            _run(binaries, folder, "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "-o", options, "start")
        except subprocess.CalledProcessError:
            if attempt == _TRIES - 1:
                raise
        else:
            break
    return Server(port, str(folder))


def _stop(binaries: Path, folder: str) -> None:
    with contextlib.suppress(subprocess.CalledProcessError):
        _run(binaries, Path(folder), "pg_ctl", "-D", Path(folder) / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running PostgreSQL server, one for all workers."""
    binaries = _binaries()
    if binaries is None or sys.platform == "win32":
        pytest.skip(
            "no PostgreSQL server on this machine (initdb is neither in PATH nor in /usr/lib/postgresql): its half is not tested"
        )
    if os.geteuid() == 0 and not _has_user("postgres"):
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres: its half is not tested")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    note, lock = shared / "postgresql.json", shared / "postgresql.lock"
    with _alone(lock):
        if note.exists():
            known = json.loads(note.read_text(encoding="utf-8"))
        else:
            server = _start(binaries)
            known = {"port": server.port, "folder": server.folder, "users": 0}
        note.write_text(json.dumps(known | {"users": known["users"] + 1}), encoding="utf-8")
    yield Server(known["port"], known["folder"])
    with _alone(lock):
        known = json.loads(note.read_text(encoding="utf-8"))
        if known["users"] == 1:
            _stop(binaries, known["folder"])
            note.unlink()
        else:
            note.write_text(json.dumps(known | {"users": known["users"] - 1}), encoding="utf-8")


def _has_user(name: str) -> bool:
    import pwd  # noqa: PLC0415 - not on Windows

    return any(entry.pw_name == name for entry in pwd.getpwall())


@pytest.fixture
def new_database(postgresql: Server) -> Iterator[Callable[..., str]]:
    """Give a function that makes an empty database and says its address."""
    from pg8000.native import Connection, identifier  # noqa: PLC0415 - an extra

    made: list[str] = []

    def make(more: str = "") -> str:
        name = f"test_{uuid.uuid4().hex}"
        with contextlib.closing(Connection(_USER, "127.0.0.1", "postgres", postgresql.port, PASSWORD)) as connection:
            connection.run(f"CREATE DATABASE {identifier(name)} {more}")
        made.append(name)
        return postgresql.url(name)

    yield make
    with contextlib.closing(Connection(_USER, "127.0.0.1", "postgres", postgresql.port, PASSWORD)) as connection:
        for name in made:
            connection.run(f"DROP DATABASE {identifier(name)} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the place of a store that is not there yet, once for each database."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite")
    make: Callable[..., str] = request.getfixturevalue("new_database")
    return make()


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    """Give an empty store, once for each database."""
    with Store.open(where) as opened:
        yield opened


class Samples:
    """Make things to put into a store."""

    summary = Summary(
        title="Titel", date="2020", label="Netz", networks=1, values=3, settled=0, conflicts=0, findings=0, wrong=0.5, gain=1.0,
        unread=False, words="netz höxter",
    )  # fmt: skip

    @staticmethod
    def network(number: int = 1) -> str:
        """Give the id of a network."""
        return f"{number:032x}"

    @classmethod
    def item(cls, name: str = "Höxter", **more: Any) -> Item:
        """Make an open item with a question."""
        plain = {
            "network": cls.network(), "field": "topics", "item": name.casefold(), "state": "open", "value": name, "machine": name,
            "record": 0, "pointer": "/topics/0", "start": 4, "end": 8, "rule": "topics.list", "confidence": 0.9, "question": "frage",
        }  # fmt: skip
        return Item.model_validate(plain | more)

    @classmethod
    def finding(cls, code: str = "count-differs", **more: Any) -> FindingState:
        """Make an unanswered finding."""
        plain = {"key": uuid.uuid4().hex, "network": cls.network(), "code": code, "severity": "warning"}
        return FindingState.model_validate(plain | more)

    @classmethod
    def projection(cls, *items: Item, findings: tuple[FindingState, ...] = (), **summary: Any) -> Projection:
        """Make a projection of these items."""
        contexts = tuple(("davor ", "Text", " danach") if item.question else ("", "", "") for item in items)
        return Projection(replace(cls.summary, **summary), items, findings, contexts)

    @classmethod
    def decision(cls, **more: Any) -> Decision:
        """Make a decision."""
        plain = {
            "id": uuid.uuid4().hex, "kind": "accept", "network": cls.network(), "field": "topics", "item": "höxter", "value": "Höxter",
            "quote": {"start": 4, "end": 8, "text": "Text", "before": "Ein ", "after": "."}, "reviewer": "Ada",
            "made_at": "2026-11-23T08:15:02Z", "version": 1,
        }  # fmt: skip
        return Decision.model_validate(plain | more)

    @classmethod
    def fill(cls, writing: Any, key: str = "a.txt", projection: Projection | None = None, text: str = "Ein Text.") -> int:
        """Take in one document, and give its number."""
        run = writing.begin_run("0", "lex", "places")
        document = int(writing.add_document(key, key))
        version = writing.add_version(document, run, f"bytes of {key}", f"text of {key}", b"frozen")
        writing.add_extraction(document, version, run, json.dumps({"text": text}).encode(), [cls.network()])
        writing.touch(document)
        writing.project(document, projection or cls.projection(cls.item()))
        return document


@pytest.fixture(scope="session")
def samples() -> type[Samples]:
    """Give what makes things to put into a store."""
    return Samples
