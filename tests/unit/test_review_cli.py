"""The commands around the store: what they print, what they refuse, and with which exit code they end."""

import errno
import json
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.desk import Desk, Wish
from pipeline.store import Store
from schemas.document import Document
from schemas.record import Meta, Report

COMMAND = [sys.executable, "-m", "pipeline.cli"]
META = Meta.model_validate({"netzlese": "1", "lexicons": "aa", "places": {"source": "test", "date": None}})
STORE = "output/netzlese.sqlite"


class _Chain:
    """Stand in for the chain: one network named after the first word; ``DEFECT`` in a text is a bug, ``STOP`` is ctrl-C."""

    make: Callable[..., Report]
    suffix = ""
    meta = META

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    def extract(self, document: Document) -> Report:
        if "DEFECT" in document.raw:
            msg = "boom"
            raise KeyError(msg)
        if "STOP" in document.raw:
            raise KeyboardInterrupt
        names = [{"name": document.raw.split()[0] + type(self).suffix}] if document.raw.split() else []
        report = type(self).make(document.raw, *names, source=document.source, findings=document.findings)
        return report.model_copy(update={"meta": self.meta})


@pytest.fixture
def chain(make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch) -> type[_Chain]:
    """Put a chain in the place of the real one, which is slow to load."""
    import pipeline.run  # noqa: PLC0415 - see above

    made = type("Chain", (_Chain,), {"make": staticmethod(make_report)})
    monkeypatch.setattr(pipeline.run, "Pipeline", made)
    return made


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, chain: type[_Chain], tmp_path: Path) -> Callable[..., Result]:
    """Run a command in a folder of its own, with two texts in ``in``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NETZLESE_DB", raising=False)
    (tmp_path / "in").mkdir()
    _write("a", "Alpha ist da")
    _write("b", "Beta ist da")
    return lambda *words, **more: CliRunner().invoke(main, list(words), **more)


def _write(name: str, text: str) -> None:
    Path("in", f"{name}.txt").write_text(text, encoding="utf-8")


def _settle(document: int, *kinds: str, where: str = STORE) -> None:
    """Decide on the name of a document's network."""
    with Store.open(where, create=False) as store:
        desk = Desk(store)
        for kind in kinds:
            view = desk.view(document)
            item = next(item for item in view.settled.items if item.field == "name")
            wish = Wish(kind, network=item.network, field="name", item=item.item)  # type: ignore[arg-type]
            desk.decide(document, view.row.revision, [wish], reviewer="Anna Muster")


def _names(path: str) -> list[str | None]:
    return [json.loads(line)["networks"][0]["name"] for line in Path(path).read_text().splitlines()]


def test_ingest_makes_the_store_and_says_what_is_in_it(run: Callable[..., Result]) -> None:
    """In its usual place, whose folder it makes; the second time all is as it was."""
    first, second = run("ingest", "in"), run("ingest", "in")
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == f"netzlese: {STORE}: 2 documents: 2 new; 'netzlese review' shows them\n"
    assert second.stderr == f"netzlese: {STORE}: 2 documents: 2 as they were\n"
    with sqlite3.connect(STORE) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_each_names_what_is_safe(run: Callable[..., Result]) -> None:
    """One line a document, what became of it and its source, for whoever reads along."""
    run("ingest", "in/a.txt", "--db", "s.sqlite")
    result = run("ingest", "in", "--db", "s.sqlite", "--each")
    assert result.stdout == "same\tin/a.txt\nnew\tin/b.txt\n"
    assert "netzlese review --db s.sqlite" in result.stderr


def test_again_reads_without_files(run: Callable[..., Result], chain: type[_Chain]) -> None:
    """With the rules of today."""
    run("ingest", "in")
    for path in Path("in").iterdir():
        path.unlink()
    chain.suffix = " II"
    result = run("ingest", "--again")
    assert result.exit_code == 0
    assert "2 documents: 2 read again with the present rules (2 with another outcome)" in result.stderr


def test_what_could_not_be_read_is_exit_3(run: Callable[..., Result]) -> None:
    """The rest is in the store."""
    result = run("ingest", "in/a.txt", "in/missing.txt")
    assert result.exit_code == 3
    assert "in/missing.txt: there is no such file" in result.stderr
    assert "1 document: 1 new; 1 named above could not be read" in result.stderr


def test_a_defect_is_exit_70_and_told_once(run: Callable[..., Result]) -> None:
    """With what to report; the same one in twenty documents does not fill the screen twenty times."""
    for number in range(20):
        _write(f"x{number}", f"DEFECT {number}")
    result = run("ingest", "in")
    assert result.exit_code == 70
    assert result.stderr.count("Traceback") == result.stderr.count("please report") == 1
    assert result.stderr.count("a defect of Netzlese stopped this document") == 20
    assert "2 documents: 2 new" in result.stderr


def test_ctrl_c_says_what_is_safe(run: Callable[..., Result]) -> None:
    """It is in the store, and the same command goes on."""
    _write("b", "STOP")
    result = run("ingest", "in")
    assert result.exit_code == 130
    assert f"stopped; safe in {STORE} are 1 document: 1 new; the same command goes on from there" in result.stderr
    _write("b", "Beta")
    assert "2 documents: 1 new, 1 as they were" in run("ingest", "in").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ingest"], "say what to read"),
        (["ingest", "in", "--again"], "takes no PATH"),
        (["ingest", "--again", "--date", "2021-05-03"], "leaves every document its day"),
        (["ingest", "in", "--date", "3.5.2021"], "is no day"),
        (["export", "-o", "x.foo"], "no format is known by the ending .foo"),
        (["export", "-o", "x"], "say how to write with --format"),
        (["export", "-o", "-", "--format", "parquet"], "needs a file to write to"),
        (["export"], "Missing option"),
        (["review", "--port", "70000"], "70000"),
        (["review", "--lang", "fr"], "'fr'"),
        (["diff", "a.jsonl"], "Missing argument"),
        (["corpus", "add", "gold", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_is_exit_2(run: Callable[..., Result], words: list[str], said: str) -> None:
    """And touches nothing."""
    result = run(*words)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not Path("output").exists()


@pytest.mark.parametrize(
    "words", [["review", "--no-browser"], ["export", "-o", "x.csv"], ["store", "status"], ["ingest", "--again"], ["suggest"]]
)
def test_without_a_store_the_message_says_what_makes_one(run: Callable[..., Result], words: list[str]) -> None:
    """Nothing is made on the way."""
    result = run(*words)
    assert result.exit_code == 3
    assert "netzlese ingest" in result.stderr
    assert [path.name for path in Path().iterdir()] == ["in"]


@pytest.mark.parametrize("words", [["ingest", "in"], ["review"], ["export", "-o", "x.csv"], ["store", "status"]])
def test_what_is_no_store_is_left_alone(run: Callable[..., Result], words: list[str]) -> None:
    """A text that is named as the store by mistake keeps its content."""
    before = Path("in/a.txt").read_bytes()
    result = run(*words, "--db", "in/a.txt")
    assert result.exit_code == 3
    assert "in/a.txt" in result.stderr
    assert Path("in/a.txt").read_bytes() == before


@pytest.mark.parametrize("output", [STORE, f"./{STORE}", f"{STORE}-wal", f"{STORE}-shm", "link.csv"])
def test_the_store_is_never_written_over(run: Callable[..., Result], output: str) -> None:
    """Not under another name either, nor what the database keeps beside it."""
    run("ingest", "in")
    Path("link.csv").symlink_to(STORE)
    before = Path(STORE).read_bytes()
    result = run("export", "-o", output, "--format", "csv")
    assert (result.exit_code, "would be overwritten" in result.stderr) == (2, True)
    assert Path(STORE).read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["ingest", "in"],
        ["review", "--no-browser"],
        ["export", "-o", "x.csv"],
        ["store", "status"],
        ["diff", "URL@1", "URL"],
        ["diff", "URL", "URL"],
        ["verify", "URL"],
        ["suggest"],
    ],
)
@pytest.mark.parametrize("given", ["option", "variable"])
def test_a_password_is_never_printed(run: Callable[..., Result], words: list[str], given: str) -> None:
    """Neither where the server cannot be reached nor where the address makes no sense."""
    for address in (
        "postgresql://anna:geheim@127.0.0.1:1/netze",
        "postgresql://anna:geheim@[127/netze",
        "mysql://anna:geheim@h/netze",
        "postgresql://anna:a@geheim@127.0.0.1:1/netze",
        "postgresql://anna:12/geheim@127.0.0.1/netze",
        "postgresql://anna:12?geheim@127.0.0.1/netze",
        "postgresql:/anna:geheim@127.0.0.1/netze",
        "postgresql//anna:geheim@127.0.0.1/netze",
        "postgres:geheim@127.0.0.1",
        "anna:geheim@127.0.0.1/netze",
        "postgresql://anna@127.0.0.1/netze?sslmode=geheim",
    ):
        more: dict[str, Any] = {}
        command = [word.replace("URL", address) for word in words]
        if command == words:
            command += ["--db", address] if given == "option" else []
            more = {} if given == "option" else {"env": {"NETZLESE_DB": address}}
        result = run(*command, **more)
        assert result.exit_code == 3, result.stderr
        assert "geheim" not in result.stdout + result.stderr


def test_a_store_named_as_what_to_read_is_refused_unseen(run: Callable[..., Result]) -> None:
    """The address belongs behind --db; it is not shown on the way."""
    result = run("ingest", "postgresql://anna:geheim@127.0.0.1:1/netze")
    assert (result.exit_code, "--db" in result.stderr, "geheim" in result.stderr) == (2, True, False)


def test_a_source_of_the_store_is_never_written_over(run: Callable[..., Result]) -> None:
    """Not by an export that bears its name, nor by one that bears the name of a link to it."""
    Path("in/x.jsonl").write_text('{"id": 1, "text": "Gamma"}\n')
    run("ingest", "in")
    Path("link.jsonl").symlink_to("in/x.jsonl")
    for output in ("in/a.txt", "in/x.jsonl", "link.jsonl"):
        before = Path(output).read_bytes()
        result = run("export", "-o", output, "--format", "jsonl")
        assert (result.exit_code, "would be overwritten" in result.stderr) == (2, True)
        assert Path(output).read_bytes() == before


def test_a_name_cannot_fake_a_safe_line(run: Callable[..., Result]) -> None:
    """Each document has one line, whatever its file is called."""
    _write("x\nnew\tother", "Gamma")
    lines = run("ingest", "in", "--each").stdout.splitlines()
    assert len(lines) == 3
    assert lines[-1].endswith("x\\nnew\\tother.txt")


def test_only_the_store_itself_is_passed_over_without_a_word(run: Callable[..., Result]) -> None:
    """A file whose name has that of the store in it is named."""
    Path("in/a.sqlite.foo").write_text("x")
    result = run("ingest", "in", "--db", "in/a.sqlite")
    assert "a.sqlite.foo: passed over" in run("ingest", "in", "--db", "in/a.sqlite").stderr
    assert result.exit_code == 0


def test_export_gives_what_holds(run: Callable[..., Result]) -> None:
    """A rejected value is gone, an accepted one is marked, an open one is as the machine read it."""
    run("ingest", "in")
    _settle(1, "accept")
    result = run("export", "-o", "all.jsonl")
    assert result.stderr == f"netzlese: all.jsonl: 2 documents from {STORE}\n"
    assert _names("all.jsonl") == ["Alpha", "Beta"]
    first, second = (json.loads(line)["review"] for line in Path("all.jsonl").read_text().splitlines())
    assert [value["reviewer"] for value in first["values"]] == ["Anna Muster"]
    assert (second["settled"], second["total"]) == (0, 1)


def test_only_settled_leaves_open_documents_out(run: Callable[..., Result]) -> None:
    """Where none is settled yet, the message says so."""
    run("ingest", "in")
    assert "none is wholly settled yet" in run("export", "-o", "none.jsonl", "--only", "settled").stderr
    _settle(2, "accept")
    run("export", "-o", "settled.jsonl", "--only", "settled")
    assert _names("settled.jsonl") == ["Beta"]


@pytest.mark.parametrize(
    ("output", "start"),
    [
        ("o.json", b"[\n{"),
        ("o.jsonl", b'{"schema'),
        ("o.csv", b"\xef\xbb\xbfdocument_id"),
        ("o.xlsx", b"PK"),
        ("o.parquet", b"PAR1"),
        ("o.html", b"<!doctype html>"),
    ],
)
def test_the_ending_chooses_the_format_of_an_export(run: Callable[..., Result], output: str, start: bytes) -> None:
    """The same endings as for extract, and a page."""
    run("ingest", "in")
    assert run("export", "-o", output).exit_code == 0
    assert Path(output).read_bytes().startswith(start)


def test_an_export_to_the_screen_is_data_alone(run: Callable[..., Result]) -> None:
    """For a pipe."""
    run("ingest", "in")
    result = run("export", "-o", "-", "--format", "jsonl")
    assert [json.loads(line)["document"]["source"] for line in result.stdout.splitlines()] == ["in/a.txt", "in/b.txt"]
    assert run("export", "-o", "-", "--format", "csv").stdout.startswith("document_id,")
    assert run("export", "-o", "-", "--format", "html").stdout.startswith("<!doctype html>")


def test_an_export_that_fails_leaves_the_old_file(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """It appears whole or not at all."""
    run("ingest", "in")
    Path("o.jsonl").write_text("old")

    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Desk, "settled_reports", broken)
    result = run("export", "-o", "o.jsonl")
    assert (result.exit_code, Path("o.jsonl").read_text()) == (3, "old")
    assert "o.jsonl: No space left on device" in result.stderr


def test_status_says_where_the_store_stands(run: Callable[..., Result]) -> None:
    """For people, and for scripts."""
    run("ingest", "in")
    _settle(1, "accept")
    lines = run("store", "status").stdout.splitlines()
    assert lines[:2] == [f"store: {STORE}", "documents: 2 (1 open, 1 settled)"]
    assert "values: 1 of 2 settled, about 0 wrong ones left" in lines
    assert "decisions: 1 by Anna Muster" in lines
    assert lines[-1].startswith("run 1: ")
    plain = json.loads(run("store", "status", "--format", "json").stdout)
    assert (plain["totals"]["documents"], plain["decisions"], plain["runs"][0]["note"]) == (2, 1, "in")


def test_status_counts_the_files_that_are_gone(run: Callable[..., Result]) -> None:
    """Nobody else would notice that a document came from a file that was deleted."""
    run("ingest", "in")
    assert "files:" not in run("store", "status").stdout
    Path("in/a.txt").unlink()
    assert "files: those of 1 document are not here any more" in run("store", "status").stdout
    assert json.loads(run("store", "status", "--format", "json").stdout)["gone"] == 1


def test_diff_takes_files_stores_and_runs(run: Callable[..., Result], chain: type[_Chain]) -> None:
    """A store is what holds in it; with a number, what the machine had read after that run."""
    run("ingest", "in")
    run("export", "-o", "before.jsonl")
    chain.suffix = " II"
    run("ingest", "--again")
    for before in ("before.jsonl", f"{STORE}@1"):
        result = run("diff", before, STORE, "--format", "json")
        assert result.exit_code == 0, result.stderr
        assert all(f'"{name}"' in result.stdout for name in ("Alpha", "Alpha II", "Beta", "Beta II"))
    assert run("diff", f"{STORE}@2", STORE).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{STORE}@9", STORE], "there is no run 9"),
        (["missing.jsonl", STORE], "missing.jsonl"),
        (["in/a.txt", STORE], "in/a.txt"),
        (["missing.sqlite@1", STORE], "there is no store at missing.sqlite"),
    ],
)
def test_diff_says_what_it_cannot_read(run: Callable[..., Result], words: list[str], said: str) -> None:
    """In one line."""
    run("ingest", "in")
    result = run("diff", *words)
    assert (result.exit_code, said in result.stderr) == (3, True), result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_whose_name_ends_like_a_run_is_a_file(run: Callable[..., Result]) -> None:
    """What is there under a name counts before what the name could mean."""
    run("ingest", "in")
    run("export", "-o", "r@1", "--format", "jsonl")
    assert run("diff", "r@1", STORE).exit_code == 0


# -- the workbench


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a workbench in the place of the real one that notes how it was called; ports below 8767 are taken."""
    import pipeline.workbench  # noqa: PLC0415 - the web takes its time to load

    calls: list[dict[str, Any]] = []

    def serve(where: str, *, on_ready: Callable[[str], None], **more: Any) -> None:
        calls.append({"where": where, **more})
        if 0 < more["port"] < 8767:
            raise OSError(errno.EADDRINUSE, "Address already in use")
        on_ready(f"http://{more['host']}:{more['port']}/")

    monkeypatch.setattr(pipeline.workbench, "serve", serve)
    return calls


def test_review_takes_the_next_free_port(run: Callable[..., Result], served: list[dict[str, Any]]) -> None:
    """Where none was asked for; the address alone goes to standard output."""
    run("ingest", "in")
    result = run("review", "--no-browser")
    assert (result.exit_code, result.stdout) == (0, "http://127.0.0.1:8767/\n")
    assert [call["port"] for call in served] == [8765, 8766, 8767]
    assert f"stopped; what was decided is in {STORE}" in result.stderr


def test_a_taken_port_that_was_asked_for_is_said(run: Callable[..., Result], served: list[dict[str, Any]]) -> None:
    """Nothing else is tried: somebody waits at that address."""
    run("ingest", "in")
    result = run("review", "--no-browser", "--port", "8766")
    assert (result.exit_code, result.stdout, len(served)) == (3, "", 1)
    assert "--port 8766: something else listens there" in result.stderr


def test_what_is_asked_for_reaches_the_workbench(run: Callable[..., Result], served: list[dict[str, Any]]) -> None:
    """Host, token, language and name; the token also by the environment, where no list of processes shows it."""
    run("ingest", "in", "--db", "s.sqlite")
    words = ["--host", "192.0.2.1", "--port", "9000", "--lang", "en", "--reviewer", "Anna", "--db", "s.sqlite"]
    assert run("review", "--no-browser", *words, env={"NETZLESE_TOKEN": "hazel-otter-lantern-41"}).exit_code == 0
    assert served == [
        {
            "where": "s.sqlite",
            "host": "192.0.2.1",
            "port": 9000,
            "token": "hazel-otter-lantern-41",
            "lang": "en",
            "reviewer": "Anna",
        }
    ]


# -- in processes of their own


def _first_line(running: "subprocess.Popen[str]") -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def test_a_signal_in_a_real_ingest_loses_nothing_that_was_told(tmp_path: Path) -> None:
    """Every document named before the signal is in the store, and the next ingest brings the rest."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in range(300):
        (pages / f"{page:03}.txt").write_text(
            f"Das Klimaschutznetzwerk Mustertal {page} startete im Juli 2020 in der Stadt Lage. " * 20
        )
    words = [*COMMAND, "ingest", "pages", "--each", "--db", "s.sqlite"]
    running = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = [_first_line(running)]
    running.send_signal(signal.SIGTERM)
    more, talk = running.communicate(timeout=60)
    told += more.splitlines(keepends=True)
    assert running.returncode == 143
    assert "stopped; safe in s.sqlite are" in talk
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, text=True, timeout=120)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    same = {source for outcome, source in lines if outcome == "same"}
    assert {line.rstrip("\n").split("\t")[1] for line in told} <= same
    assert len(lines) == 300


def test_the_workbench_comes_up_and_goes_down(tmp_path: Path) -> None:
    """A signal ends it without a word of Python, and what it printed was its address."""
    (tmp_path / "a.txt").write_text("Das Klimaschutznetzwerk Mustertal startete im Juli 2020.")
    subprocess.run([*COMMAND, "ingest", "a.txt", "--db", "s.sqlite"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    words = [*COMMAND, "review", "--db", "s.sqlite", "--port", "0", "--no-browser"]
    running = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = _first_line(running).strip()
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address
        assert answer.status == 200
    running.send_signal(signal.SIGINT)
    _, talk = running.communicate(timeout=30)
    assert "Traceback" not in talk
    assert "stopped; what was decided is in s.sqlite" in talk
    assert running.returncode == 0


def test_help_loads_neither_database_nor_web() -> None:
    """What a command needs is loaded by that command."""
    heavy = "{'sqlalchemy', 'alembic', 'fastapi', 'starlette', 'uvicorn', 'jinja2', 'pyarrow', 'pydantic'}"
    loaded = f"import sys, pipeline.cli; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout == b"[]\n"
