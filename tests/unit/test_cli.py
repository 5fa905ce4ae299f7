"""The command line: what goes where, in which format, and with which exit code."""

import contextlib
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.errors import PlacesError, ReadError
from schemas.document import Document
from schemas.record import Report

COMMAND = [sys.executable, "-m", "pipeline.cli"]


class _Chain:
    """Stand in for the chain: one network named after the first line; ``DEFECT`` in a text is a bug, ``REFUSE`` a refusal."""

    make: Callable[..., Report]

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    def extract(self, document: Document) -> Report:
        text = document.raw
        if "DEFECT" in text:
            msg = "boom"
            raise KeyError(msg)
        if "REFUSE" in text:
            msg = f"{document.source}: refused"
            raise ReadError(msg)
        if "STOP" in text:
            raise KeyboardInterrupt
        severity = "error" if "BAD" in text else "note"
        findings = [{"code": "test-case", "severity": severity, "message": "look"}]
        networks = [{"name": text.split()[0]}] if text.split() else []
        more: dict[str, Any] = {"explain": {}} if self.settings.explain else {}
        dates = {"date": document.declared_date}
        return type(self).make(text or "-", *networks, source=document.source, findings=findings, document=dates, **more)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, make_report: Callable[..., Report], tmp_path: Path) -> Callable[..., Result]:
    """Run a command in a folder of its own, with the chain replaced."""
    import pipeline.run  # noqa: PLC0415 - the real chain is slow to load

    chain = type("Chain", (_Chain,), {"make": staticmethod(make_report)})
    monkeypatch.setattr(pipeline.run, "Pipeline", chain)
    monkeypatch.chdir(tmp_path)
    return lambda *args, **more: CliRunner().invoke(main, list(args), **more)


def _texts(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def _names(lines: str) -> list[str]:
    return [json.loads(line)["networks"][0]["name"] for line in lines.splitlines()]


def test_one_input_is_one_pretty_object(run: Callable[..., Result], tmp_path: Path) -> None:
    """A person looks at it; the source is the path as given."""
    _texts(tmp_path, a="Alpha")
    result = run("extract", "./a.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith('{\n  "schema_version"')
    assert json.loads(result.stdout)["document"]["source"] == "./a.txt"
    assert result.stderr == ""


@pytest.mark.parametrize("paths", [["b.txt", "a.txt"], ["b.txt", "a.txt", "b.txt"]])
def test_several_inputs_are_lines_in_input_order(run: Callable[..., Result], tmp_path: Path, paths: list[str]) -> None:
    """One report a line, in the order given, each input once."""
    _texts(tmp_path, a="Alpha", b="Beta")
    assert _names(run("extract", *paths).stdout) == ["Beta", "Alpha"]


@pytest.mark.parametrize("path", ["pages", "pages/*.txt"])
def test_a_folder_and_a_pattern_are_lines(run: Callable[..., Result], tmp_path: Path, path: str) -> None:
    """Sorted, also where there is only one document in it."""
    (tmp_path / "pages").mkdir()
    _texts(tmp_path / "pages", b="Beta", a="Alpha")
    assert _names(run("extract", path).stdout) == ["Alpha", "Beta"]
    (tmp_path / "pages" / "b.txt").unlink()
    assert _names(run("extract", path).stdout) == ["Alpha"]


def test_json_lines_give_json_lines(run: Callable[..., Result], tmp_path: Path) -> None:
    """Each line's text is a document, from a file as from standard input."""
    lines = "".join(json.dumps({"id": name, "text": name}) + "\n" for name in ("Alpha", "Beta"))
    (tmp_path / "in.jsonl").write_text(lines)
    assert _names(run("extract", "in.jsonl").stdout) == ["Alpha", "Beta"]
    assert _names(run("extract", "-", input=lines).stdout) == ["Alpha", "Beta"]


def test_standard_input_is_named_by_a_dash(run: Callable[..., Result]) -> None:
    """One text comes in, one object goes out."""
    report = json.loads(run("extract", "-", input="Alpha").stdout)
    assert (report["document"]["source"], report["networks"][0]["name"]) == ("-", "Alpha")


def test_an_unreadable_input_is_one_line_and_exit_3(run: Callable[..., Result], tmp_path: Path) -> None:
    """The others are done before; no traceback."""
    _texts(tmp_path, a="Alpha", c="REFUSE", d="Delta")
    result = run("extract", "a.txt", "missing.txt", "c.txt", "d.txt")
    assert result.exit_code == 3
    assert _names(result.stdout) == ["Alpha", "Delta"]
    assert [line.split(":")[:2] for line in result.stderr.splitlines()] == [["netzlese", " missing.txt"], ["netzlese", " c.txt"]]


def test_a_defect_costs_one_document_and_says_what_to_report(run: Callable[..., Result], tmp_path: Path) -> None:
    """The traceback is for us, the line below it for the user; the rest goes on."""
    _texts(tmp_path, a="DEFECT", b="Beta")
    result = run("extract", "a.txt", "b.txt")
    assert result.exit_code == 70
    assert _names(result.stdout) == ["Beta"]
    assert "Traceback" in result.stderr
    assert "netzlese: a.txt: a defect of Netzlese stopped this document (KeyError: 'boom')" in result.stderr
    assert "please report" in result.stderr


def test_strict_fails_on_findings_of_severity_error(run: Callable[..., Result], tmp_path: Path) -> None:
    """Only then, and only with --strict."""
    _texts(tmp_path, a="BAD", b="Good")
    assert [run("extract", *words).exit_code for words in (["a.txt"], ["a.txt", "--strict"], ["b.txt", "--strict"])] == [0, 1, 0]


def test_the_date_and_explain_reach_the_chain(run: Callable[..., Result], tmp_path: Path) -> None:
    """--date stands in for the document's own date, --explain adds rules, cues and near misses."""
    _texts(tmp_path, a="Alpha")
    report = json.loads(run("extract", "a.txt", "--date", "2021-05-03", "--explain").stdout)
    nothing: dict[str, Any] = {"near_misses": [], "values": [], "empty": [], "repairs": []}
    assert (report["document"]["date"], report["explain"]) == ("2021-05-03", nothing)


@pytest.mark.parametrize(
    "words",
    [
        ["extract"],
        ["extract", "a.txt", "--date", "3.5.2021"],
        ["extract", "a.txt", "--date", "2021-02-30"],
        ["extract", "a.txt", "--format", "xlsx"],
        ["extract", "a.txt", "--format", "yaml"],
        ["report", "missing.jsonl", "-o", "r.html"],
        ["evaluate", "missing"],
        ["harvest"],
    ],
)
def test_wrong_usage_is_exit_2(run: Callable[..., Result], tmp_path: Path, words: list[str]) -> None:
    """Usage errors say how to do it and read nothing."""
    _texts(tmp_path, a="Alpha")
    result = run(*words)
    assert result.exit_code == 2
    assert "Error:" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("output", "start"),
    [("o.json", b'{\n  "schema'), ("o.jsonl", b'{"schema'), ("o.csv", b"\xef\xbb\xbfdocument_id"), ("o.xlsx", b"PK")],
)
def test_the_ending_of_the_output_chooses_the_format(run: Callable[..., Result], tmp_path: Path, output: str, start: bytes) -> None:
    """-o results.csv needs no --format; nothing goes to the screen."""
    _texts(tmp_path, a="Alpha")
    result = run("extract", "a.txt", "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / output).read_bytes().startswith(start)


def test_several_inputs_as_json_are_an_array(run: Callable[..., Result], tmp_path: Path) -> None:
    """A file of JSON must be one value; so must nothing at all."""
    _texts(tmp_path, a="Alpha", b="Beta")
    reports = json.loads(run("extract", "a.txt", "b.txt", "--format", "json").stdout)
    assert [report["document"]["source"] for report in reports] == ["a.txt", "b.txt"]


def test_nothing_readable_leaves_the_old_output(run: Callable[..., Result], tmp_path: Path) -> None:
    """An output is replaced only when there is something to put in its place."""
    (tmp_path / "o.jsonl").write_text("old")
    assert run("extract", "missing.txt", "-o", "o.jsonl").exit_code == 3
    assert (tmp_path / "o.jsonl").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["o.jsonl"]


def test_ctrl_c_leaves_nothing_half_written(run: Callable[..., Result], tmp_path: Path) -> None:
    """The output stays as it was; one line, exit 130."""
    _texts(tmp_path, a="Alpha", b="STOP")
    (tmp_path / "o.jsonl").write_text("old")
    result = run("extract", "a.txt", "b.txt", "-o", "o.jsonl")
    assert result.exit_code == 130
    assert (tmp_path / "o.jsonl").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "o.jsonl"]
    assert result.stderr.split("\n", 1) == ["", "netzlese: stopped; no file was changed\n"]


def test_a_folder_that_cannot_be_written_to_is_one_line(run: Callable[..., Result], tmp_path: Path) -> None:
    """The output's folder must be there before anything is read."""
    _texts(tmp_path, a="Alpha")
    result = run("extract", "a.txt", "-o", "missing/o.json")
    assert result.exit_code == 3
    assert "no such folder" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_folder_is_a_clear_line(run: Callable[..., Result], tmp_path: Path) -> None:
    """A folder without documents is no success."""
    (tmp_path / "empty").mkdir()
    result = run("extract", "empty")
    assert result.exit_code == 3
    assert "no documents" in result.stderr


def test_results_become_a_page(run: Callable[..., Result], tmp_path: Path) -> None:
    """What extract wrote, report reads; a file that is something else is exit 3 and leaves no page."""
    _texts(tmp_path, a="Alpha", b="Beta")
    run("extract", "a.txt", "b.txt", "-o", "r.jsonl")
    result = run("report", "r.jsonl", "-o", "r.html", "--lang", "en")
    assert result.exit_code == 0
    assert "Alpha" in (tmp_path / "r.html").read_text(encoding="utf-8")
    (tmp_path / "other.jsonl").write_text('{"a": 1}\n')
    assert run("report", "other.jsonl", "-o", "o.html").exit_code == 3
    assert not (tmp_path / "o.html").exists()


def test_the_schema_is_valid_and_reports_fit_it(run: Callable[..., Result], tmp_path: Path) -> None:
    """Draft 2020-12, with an id, and true of what extract prints."""
    import jsonschema  # noqa: PLC0415 - a tool of this test

    schema = json.loads(run("schema").stdout)
    assert schema["$schema"].endswith("draft/2020-12/schema")
    assert schema["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)
    _texts(tmp_path, a="Alpha")
    for words in ([], ["--explain"]):
        jsonschema.validate(json.loads(run("extract", "a.txt", *words).stdout), schema)


def test_places_are_looked_up(run: Callable[..., Result]) -> None:
    """By name or key; an unknown one is a line on standard error and exit 1."""
    assert run("places", "lookup", "Herford").stdout.splitlines()[0].split("\t")[:2] == ["05758012", "Herford"]
    assert run("places", "lookup", "05758").stdout.startswith("05758\tHerford")
    assert run("places", "lookup", "Zzyzx").exit_code == 1


def test_the_state_of_the_register_is_told(run: Callable[..., Result]) -> None:
    """Source, date and counts, one a line."""
    words = dict(line.split(": ", 1) for line in run("places", "status").stdout.splitlines())
    assert int(words["municipalities"]) > 10_000
    assert words["date"]


def test_a_wrong_register_is_refused_in_one_line(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, and the table stays as it was."""
    monkeypatch.setenv("NETZLESE_HOME", str(tmp_path / "home"))
    _texts(tmp_path, a="no register")
    result = run("places", "import", "a.txt")
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1


def test_an_update_hands_its_options_on(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """Address, time and checksum reach the download; its failure is one line."""
    import pipeline.register  # noqa: PLC0415 - replaced here

    seen: dict[str, Any] = {}

    def update(url: str, **more: Any) -> None:
        seen.update(more, url=url)
        msg = "no network"
        raise PlacesError(msg)

    monkeypatch.setattr(pipeline.register, "update_register", update)
    result = run("places", "update", "--url", "https://example.org/x.zip", "--timeout", "5", "--sha256", "ab")
    assert (result.exit_code, result.stderr) == (3, "netzlese: no network\n")
    assert seen == {"url": "https://example.org/x.zip", "timeout_s": 5.0, "sha256": "ab"}


def test_a_list_is_checked_by_name(run: Callable[..., Result]) -> None:
    """An unknown name says which there are."""
    result = run("lexicon", "check", "nonsense")
    assert result.exit_code == 3
    assert "funders" in result.stderr


def test_a_failing_example_is_exit_1(run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example that is not found and counterexample that is found is one line."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "birds.yaml").write_text(
        "name: birds\nabout: x\nsource: x\nlicence: MIT\nmatching: casefold\nentries:\n"
        "  - {id: amsel, label: Amsel, variants: [Amsel], examples: [eine Amsel, eine Meise], counterexamples: [die Amsel ruft]}\n"
    )
    monkeypatch.setattr("pipeline.settings.find_resources", lambda _name: folder)
    result = run("lexicon", "check", "birds")
    assert result.exit_code == 1
    assert result.stdout == "birds: 1 entries, 3 examples, 2 wrong\n"
    assert "example 'eine Meise' is not found" in result.stderr
    assert "counterexample 'die Amsel ruft' is found" in result.stderr


def _commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, *names, name)


@pytest.mark.parametrize(
    ("names", "command"), list(_commands(main)), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_and_option_has_help(names: tuple[str, ...], command: click.Command) -> None:
    """Every command says what it does, every option how it is written."""
    assert command.help, names
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert "Example: -" in (parameter.help or ""), (names, parameter.name)
    assert CliRunner().invoke(main, [*names, "--help"]).exit_code == 0


def test_a_name_that_is_no_utf8_is_escaped(run: Callable[..., Result], tmp_path: Path) -> None:
    """The record names the file with escapes; so does the line about one that cannot be read."""
    folder = tmp_path / "b"
    folder.mkdir()
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.txt")).write_text("Alpha")
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfd.txt")).write_bytes(b"\x89PNG")
    result = run("extract", "b", "-o", "o.jsonl")
    assert result.exit_code == 3
    assert json.loads((tmp_path / "o.jsonl").read_text())["document"]["source"] == "b/\\xff\\xfe.txt"
    assert result.stderr.startswith("netzlese: b/\\xff\\xfd.txt: is a PNG image")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_a_report_that_cannot_be_written_costs_no_other(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_report: Callable[..., Report], form: str
) -> None:
    """Half a character in a record is a defect of one document; the others are written."""
    _texts(tmp_path, a="Alpha", b="Beta")

    def make(text: str, *networks: Any, **more: Any) -> Report:
        report = make_report(text, *networks, **more)
        if text == "Alpha":
            monkeypatch.setitem(report.document.__dict__, "id", "\ud800")
        return report

    monkeypatch.setattr("pipeline.run.Pipeline", type("Broken", (_Chain,), {"make": staticmethod(make)}))
    result = run("extract", "a.txt", "b.txt", "--format", form)
    assert result.exit_code == 70
    assert "netzlese: a.txt: a defect of Netzlese stopped this document" in result.stderr
    assert "Beta" in result.stdout
    assert "Alpha" not in result.stdout


@pytest.mark.parametrize("words", [["extract", "in.txt"], ["extract", "in.txt", "b.txt"], ["report", "in.txt"]])
@pytest.mark.parametrize("output", ["in.txt", "./in.txt", "link.txt", "hard.txt"])
def test_an_output_that_is_an_input_is_refused(run: Callable[..., Result], tmp_path: Path, words: list[str], output: str) -> None:
    """Under whatever name; the file stays as it was."""
    _texts(tmp_path, b="Beta")
    (tmp_path / "in.txt").write_text("Alpha")
    (tmp_path / "link.txt").symlink_to("in.txt")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "in.txt")
    result = run(*words, "-o", output, *(["--format", "json"] if words[0] == "extract" else []))
    assert (result.exit_code, (tmp_path / "in.txt").read_text()) == (2, "Alpha")
    assert "would be overwritten" in result.stderr


def test_an_output_in_the_folder_read_is_left_out(run: Callable[..., Result], tmp_path: Path) -> None:
    """The results of yesterday are no announcement; alone in the folder they are refused."""
    pages = tmp_path / "pages"
    pages.mkdir()
    _texts(pages, a="Alpha")
    for _ in range(2):
        assert run("extract", "pages", "-o", "pages/o.jsonl").exit_code == 0
        assert _names((pages / "o.jsonl").read_text()) == ["Alpha"]
    (pages / "a.txt").unlink()
    assert run("extract", "pages", "-o", "pages/o.jsonl").exit_code == 2


def test_a_dash_as_output_is_standard_output(run: Callable[..., Result], tmp_path: Path) -> None:
    """For records as for the page; no file of that name appears."""
    _texts(tmp_path, a="Alpha")
    assert json.loads(run("extract", "a.txt", "-o", "-").stdout)["document"]["source"] == "a.txt"
    run("extract", "a.txt", "-o", "r.jsonl")
    assert run("report", "r.jsonl", "-o", "-").stdout.startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "r.jsonl"]


def test_an_unknown_ending_needs_a_format(run: Callable[..., Result], tmp_path: Path) -> None:
    """The message names the known ones; with --format, or without any ending, all is clear."""
    _texts(tmp_path, a="Alpha")
    result = run("extract", "a.txt", "-o", "x.pdf")
    assert (result.exit_code, (tmp_path / "x.pdf").exists()) == (2, False)
    assert ".json, .jsonl, .ndjson, .csv, .xlsx" in result.stderr
    assert [run("extract", "a.txt", *more).exit_code for more in (["-o", "x.pdf", "--format", "json"], ["-o", "x"])] == [0, 0]


@pytest.mark.parametrize("more", [["--url", "http://[::1"], ["--timeout", "nan"], ["--timeout", "1e300"], ["--timeout", "inf"]])
def test_an_update_that_cannot_be_meant_is_one_line(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    """Exit 2, and nothing is asked of the network."""
    monkeypatch.setenv("NETZLESE_HOME", str(tmp_path / "home"))
    result = run("places", "update", *more)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_the_home_may_begin_with_a_tilde(run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quoted ~ is expanded by us; the home of nobody is a line."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETZLESE_HOME", "~/x")
    (tmp_path / "a.txt").write_text("no register")
    assert run("places", "import", "a.txt").exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "x"]
    monkeypatch.setenv("NETZLESE_HOME", "~nobody-of-this-name/x")
    assert run("places", "import", "a.txt").exit_code == 2


# -- the real command, in a process of its own


def _start(*words: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*COMMAND, *words], capture_output=True, check=False, timeout=120, **more)


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    """Below 0.2 s of processor time: no pydantic, spaCy, Rich or bs4 before they are used."""
    heavy = "{'pydantic', 'spacy', 'rich', 'bs4', 'yaml', 'numpy'}"
    loaded = f"import sys, pipeline.cli; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout == b"[]\n"
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert _start("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.2


def test_data_goes_out_and_talk_to_the_side(tmp_path: Path) -> None:
    """A pipe gets JSON and nothing else; the missing file is one line, and the exit code is 3."""
    _texts(tmp_path, a="Das Klimaschutznetzwerk Mustertal startete im Juli 2020.")
    done = _start("extract", "a.txt", "missing.txt", cwd=tmp_path)
    assert done.returncode == 3
    assert [json.loads(line)["document"]["source"] for line in done.stdout.splitlines()] == ["a.txt"]
    assert done.stderr.decode() == "netzlese: missing.txt: there is no such file; look at the spelling\n"


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """``netzlese schema | head -1`` ends without a word."""
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" schema | head -c 1', "_", *COMMAND],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"{", b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_in_a_real_run_cleans_up(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """A signal while texts are read leaves no temporary file and no output."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in range(400):
        (pages / f"{page}.txt").write_text("Das Klimaschutznetzwerk Mustertal startete im Juli 2020 in der Stadt Lage. " * 400)
    running = subprocess.Popen(
        [*COMMAND, "extract", "pages", "-o", "o.jsonl"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - a test run in the background ignores some
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(path.stat().st_size for path in tmp_path.glob(".o.jsonl.*")):
        time.sleep(0.02)
    running.send_signal(number)
    _, talk = running.communicate(timeout=60)
    assert running.returncode == code
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]
    assert talk.decode().strip() == "netzlese: stopped; no file was changed"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ('"$@" extract a.txt >&-', 3, "standard output: is closed"),
        ('"$@" extract - <&-', 3, "-: standard input is closed"),
        ('"$@" schema >&-', 0, ""),
        ('"$@" extract a.txt > /dev/full', 3, "standard output: No space left on device"),
        ('"$@" schema > /dev/full', 3, "No space left on device"),
        ('"$@" extract a.txt -o /dev/full', 3, "/dev/full: No space left on device"),
        ('ulimit -f 0; trap "" XFSZ; "$@" extract a.txt -o o.json', 3, "o.json: File too large"),
    ],
)
def test_closed_and_full_streams_are_one_line(tmp_path: Path, command: str, code: int, said: str) -> None:
    """The line names the stream or the file, and nothing is left behind."""
    _texts(tmp_path, a="Alpha")
    words = ["bash", "-c", command, "_", *COMMAND]
    done = subprocess.run(words, capture_output=True, check=False, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stderr.decode().startswith(f"netzlese: {said}" if code == 3 else "")) == (code, True), done.stderr
    assert len(done.stderr.splitlines()) == bool(said)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_ctrl_c_before_the_command_runs_shows_no_traceback() -> None:
    """While modules load nothing is open yet: the program just ends."""
    script = (
        "import os, runpy, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'pipeline.console': os.kill(os.getpid(), signal.SIGINT)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "runpy.run_module('pipeline.cli', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_progress_is_shown_to_a_terminal_only(tmp_path: Path) -> None:
    """A person watches a bar on standard error; a log file gets none (see above), and the data stay clean."""
    _texts(tmp_path, a="Alpha", b="Beta")
    parent, child = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "extract", "a.txt", "b.txt"], stdout=subprocess.PIPE, stderr=child, check=False, cwd=tmp_path, timeout=60
    )
    os.close(child)
    shown = b""
    with contextlib.suppress(OSError):
        while part := os.read(parent, 4096):
            shown += part
    os.close(parent)
    assert b"/2" in shown
    assert len(done.stdout.splitlines()) == 2
