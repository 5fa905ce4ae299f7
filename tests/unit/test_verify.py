"""Receipts: every quote still slices, every rule still fires, and a store is what follows from what was decided."""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Failed, extract_one, read_all
from pipeline.desk import Desk, Wish
from pipeline.errors import ReadError
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.store import Store, freeze
from pipeline.verify import Problem, Verified, print_problem, print_verified, verify_results, verify_store
from pipeline.write import report_line
from schemas.record import Report

TEXT = (
    "Das Klimaschutznetzwerk Auental startete im Juli 2020. Mitglieder sind die Stadt Herford, die Stadt Bünde und die Gemeinde Hiddenhausen. "
    "Gefördert wird das Netzwerk vom Bundesumweltministerium. Die Laufzeit beträgt drei Jahre."
)


@pytest.fixture(scope="module")
def chain() -> Pipeline:
    """Give the chain as users have it."""
    return Pipeline(Settings())


@pytest.fixture
def extract(chain: Pipeline, tmp_path: Path) -> Callable[..., Path]:
    """Extract sources into a results file; ``change`` may change each report before it is written."""

    def run(*sources: Path, change: Callable[[dict[str, Any]], object] = lambda report: None) -> Path:
        path = tmp_path / "results.jsonl"
        lines = []
        for _, document in read_all(map(str, sources), Reader(Settings())):
            assert not isinstance(document, Failed)
            report = extract_one(document, chain)
            assert isinstance(report, Report)
            plain = json.loads(report.model_dump_json())
            change(plain)
            lines.append(json.dumps(plain, ensure_ascii=False))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Give an announcement in a file."""
    path = tmp_path / "meldung.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _codes(verified: Verified) -> dict[str, int]:
    return {code: count for code, count in verified.counts.items()}  # noqa: C416 - a dictionary of plain words


def test_what_was_extracted_holds(extract: Callable[..., Path], source: Path) -> None:
    """Every quote slices, every value is read again."""
    verified = verify_results(extract(source))
    assert verified.holds
    assert verified.quotes >= verified.values == verified.fired > 5
    assert not verified.not_reread


def test_every_quote_that_does_not_slice_is_named(extract: Callable[..., Path], source: Path) -> None:
    """With line, source, network and pointer; the others are looked at all the same."""

    def change(report: dict[str, Any]) -> None:
        evidence = report["networks"][0]["evidence"]
        evidence["/start"][0] |= {"start": 0, "end": len(evidence["/start"][0]["text"])}
        evidence["/name"][0] |= {"start": 9_000, "end": 9_000 + len(evidence["/name"][0]["text"])}

    verified = verify_results(extract(source, change=change))
    assert _codes(verified) == {"quote-differs": 1, "outside-text": 1}
    problem = next(one for one in verified.problems if one.code == "quote-differs")
    assert "line 1" in problem.where
    assert "meldung.txt" in problem.where
    assert problem.at == "network 1 /start"


@pytest.mark.parametrize("broken", [[], {"text": 3}, {"networks": [4]}, {}])
def test_what_is_no_report_is_named(broken: Any, tmp_path: Path, extract: Callable[..., Path], source: Path) -> None:
    """By its line; what stands behind it is verified."""
    path = extract(source)
    path.write_text(json.dumps(broken) + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    if not isinstance(broken, dict):
        path.write_text("{}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        broken_lines = 2
    else:
        broken_lines = 1
    verified = verify_results(path)
    assert _codes(verified) == {"no-report": broken_lines}
    assert verified.fired == verified.values > 0


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """As everywhere else."""
    with pytest.raises(ReadError):
        verify_results(tmp_path / "none.jsonl")


def test_a_rule_that_is_silent_is_named(extract: Callable[..., Path], source: Path) -> None:
    """With what changed since: another word list is why."""

    def change(report: dict[str, Any]) -> None:
        report["networks"][0]["evidence"]["/start"][0]["rule"] = "timeline.of.old"
        report["meta"]["lexicons"] = "0123456789abcdef"

    verified = verify_results(extract(source, change=change))
    assert _codes(verified) == {"rule-silent": 1}
    assert verified.fired == verified.values - 1
    (problem,) = verified.problems
    assert problem.at == "network 1 /start"
    assert "rule timeline.of.old no longer reads" in problem.message
    assert "here fires now: timeline" in problem.message
    assert "word lists 0123456789abcdef, now " in problem.message


def test_a_rule_that_reads_another_value_is_named(extract: Callable[..., Path], source: Path) -> None:
    """Both values are shown."""

    def change(report: dict[str, Any]) -> None:
        report["networks"][0]["start"] = "2019-07"

    (problem,) = verify_results(extract(source, change=change)).problems
    assert problem.code == "value-differs"
    assert 'now reads "2020-07", not "2019-07"' in problem.message


def test_what_people_settled_needs_no_rule(extract: Callable[..., Path], source: Path) -> None:
    """Their quotes must slice; their rules are not ours."""

    def change(report: dict[str, Any]) -> None:
        piece = report["networks"][0]["evidence"]["/start"][0]
        piece["rule"] = "review.corrected"
        report["networks"][0]["start"] = "2019-07"
        said = {"network": 0, "pointer": "/start", "state": "corrected", "reviewer": "A", "made_at": "2026-11-23T08:00:00Z"}
        report["review"] = {"values": [said], "total": 9, "settled": 1, "wrong": 0.5}

    verified = verify_results(extract(source, change=change))
    assert verified.holds
    assert verified.people == 1


def test_a_source_that_is_gone_is_read_from_its_text_where_that_was_all(extract: Callable[..., Path], source: Path) -> None:
    """The checksum of a plain text proves that nothing else was in it."""
    path = extract(source)
    source.unlink()
    verified = verify_results(path)
    assert verified.holds
    assert verified.fired == verified.values > 0
    assert not verified.not_reread


def test_of_a_page_that_is_gone_or_changed_nothing_is_said(extract: Callable[..., Path], tmp_path: Path) -> None:
    """Its text alone has lost its headings and lists, so that a re-reading would not be fair."""
    page = tmp_path / "seite.html"
    page.write_text(f"<html><body><main><h1>Netzwerk</h1><p>{TEXT}</p></main></body></html>", encoding="utf-8")
    path = extract(page)
    assert verify_results(path).fired > 0
    page.write_text("<html><body><p>Anderes</p></body></html>", encoding="utf-8")
    changed = verify_results(path)
    assert dict(changed.not_reread) == {"the source has changed": 1}
    page.unlink()
    gone = verify_results(path)
    assert dict(gone.not_reread) == {"the source is gone": 1}
    assert (gone.holds, gone.values) == (True, 0)
    assert gone.quotes > 0


def test_documents_inside_a_file_are_found_again(extract: Callable[..., Path], tmp_path: Path) -> None:
    """Lines of JSON Lines and members of an archive, in whatever order the results are."""
    lines, box = tmp_path / "in.jsonl", tmp_path / "box.zip"
    lines.write_text("".join(json.dumps({"text": f"{TEXT} Nr. {number}"}) + "\n" for number in range(3)), encoding="utf-8")
    with zipfile.ZipFile(box, "w") as archive:
        for number in range(3):
            archive.writestr(f"m{number}.txt", f"{TEXT} Stück {number}")
    path = extract(lines, box)
    told = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([told[2], told[0], told[5], told[1], told[3], told[4]]) + "\n", encoding="utf-8")
    verified = verify_results(path)
    assert verified.documents == 6
    assert not verified.not_reread
    assert verified.fired == verified.values > 0


def test_only_a_real_file_is_opened(extract: Callable[..., Path], source: Path) -> None:
    """A report from elsewhere may name a device; it is not read."""

    def change(report: dict[str, Any]) -> None:
        report["document"] |= {"source": "/dev/zero", "sha256": "0" * 64}

    assert dict(verify_results(extract(source, change=change)).not_reread) == {"the source is gone": 1}


def test_without_rules_only_the_quotes_are_looked_at(extract: Callable[..., Path], source: Path) -> None:
    """Fast, and without the chain."""
    verified = verify_results(extract(source), rules=False)
    assert (verified.values, verified.fired, verified.holds) == (0, 0, True)
    assert verified.quotes > 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty store."""
    with Store.open(tmp_path / "s.sqlite") as opened:
        yield opened


@pytest.fixture
def desk(store: Store, chain: Pipeline) -> Desk:
    """Give a desk over a store with one document of which a person settled values."""
    desk = Desk(store)
    document = Reader(Settings()).read_text(TEXT, source="meldung.txt")
    with store.writing() as writing:
        run = writing.begin_run("0", "0", "test")
        taken = desk.take(writing, document, chain.extract(document), key="meldung.txt", source="meldung.txt", run=run)
    view = desk.view(taken.document)
    network = view.networks[0]
    item = next(one for one in view.settled.items if one.field == "start")
    wishes = [
        Wish("correct", network=network, field="start", item=item.item, value="2020-08"),
        Wish("reject", network=network, field="funders", item=next(i.item for i in view.settled.items if i.field == "funders")),
    ]
    desk.decide(taken.document, view.row.revision, wishes, reviewer="Anna")
    return desk


def test_a_store_holds(desk: Desk) -> None:
    """Quotes, rules, decisions and what is kept ready, all of it."""
    verified = verify_store(desk.store)
    assert verified.problems == []
    assert (verified.documents, verified.decisions, verified.standings) == (1, 2, 1)
    assert verified.fired == verified.values > 5


def test_what_a_store_keeps_ready_must_follow_from_the_decisions(desk: Desk) -> None:
    """A standing that somebody changed by hand is named."""
    with desk.store.writing() as writing:
        standing = desk.fresh_projection(1)
        writing.project(1, type(standing)(standing.summary, standing.items[1:], standing.findings, standing.contexts[1:]))
    verified = verify_store(desk.store, rules=False)
    assert set(_codes(verified)) == {"standing-differs"}
    assert any(problem.at == "items" for problem in verified.problems)


def test_what_no_database_can_keep_is_no_difference(store: Store, make_report: Callable[..., Report]) -> None:
    """A NUL in a text is a picture of it in the lists, and that follows from the text."""
    text = "Netz\0 Alpha"
    document = Reader(Settings()).read_text("Netz Alpha", source="a.txt")
    report = make_report(text, {"name": text, "topics": ["Alpha"]})
    with store.writing() as writing:
        run = writing.begin_run("0", "0", "test")
        Desk(store).take(writing, replace(document, raw=text), report, key="a", source="a", run=run)
    assert not verify_store(store, rules=False).counts["standing-differs"]


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        ("UPDATE decisions SET body = replace(body, 'Anna', 'Otto')", "store-differs", "decision "),
        ("UPDATE decisions SET reviewer = 'Otto'", "store-differs", "decision "),
        ("UPDATE decisions SET kind = 'accept'", "store-differs", "decision "),
        ("DELETE FROM decisions", "store-differs", "decisions"),
        ("UPDATE decisions SET document = 7", "store-differs", "decisions"),
        ("UPDATE decisions SET revision = 70", "store-differs", "decision "),
        ("DELETE FROM documents", "store-differs", "versions"),
        ("UPDATE documents SET state = 'settled'", "store-differs", "documents"),
        ("UPDATE documents SET revision = 9", "store-differs", "decisions"),
        ("UPDATE documents SET version = 2", "store-differs", "versions"),
        ("UPDATE versions SET text_sha256 = 'x'", "text-differs", "version 1"),
        ("UPDATE readings SET body = x'00'", "not-readable", "store"),
        ("UPDATE reports SET body = x'00'", "not-readable", "store"),
        ("DELETE FROM reports", "not-readable", "store"),
        ("DELETE FROM questions", "store-differs", "questions"),
        ("UPDATE open_fields SET number = number + 1", "store-differs", "open_fields"),
    ],
)
def test_what_was_changed_by_hand_shows(desk: Desk, change: str, code: str, at: str) -> None:
    """Who decided and when, what is gone, what older versions said, and sums that do not add up."""
    with closing(sqlite3.connect(desk.store.where)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
        connection.commit()
    verified = verify_store(desk.store, rules=False)
    assert any(problem.code == code and problem.at.startswith(at) for problem in verified.problems), verified.problems
    assert not verified.holds


def test_an_older_version_that_was_changed_shows(desk: Desk, chain: Pipeline) -> None:
    """So does an older reading: both are what decisions were made on, and what differences are told from."""
    document = Reader(Settings()).read_text(TEXT.replace("2020", "2021"), source="meldung.txt")
    with desk.store.writing() as writing:
        run = writing.begin_run("0", "0", "test")
        desk.take(writing, document, chain.extract(document), key="meldung.txt", source="meldung.txt", run=run)
    assert verify_store(desk.store, rules=False).problems == []
    with desk.store.reading() as reading:
        newest = reading.report(reading.extractions(1)[-1].id)
    for body, code in ((b"{}", "no-report"), (newest, "text-differs")):
        with closing(sqlite3.connect(desk.store.where)) as connection:
            connection.execute("UPDATE reports SET body = ? WHERE extraction = 1", [zlib.compress(body)])
            connection.commit()
        assert _codes(verify_store(desk.store, rules=False)) == {code: 1}


def test_a_decision_must_stand_in_its_version(desk: Desk, chain: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept text that is no longer the one decided on shows."""
    other = Reader(Settings()).read_text(TEXT.replace("Juli 2020", "Mai 2019"), source="meldung.txt")
    frozen = freeze(other)
    monkeypatch.setattr("pipeline.store.reading.Reading.read_document", lambda *_: frozen)
    verified = verify_store(desk.store, rules=False)
    assert verified.counts["decision-quote"] >= 1
    assert verified.counts["text-differs"] == 2  # neither that of the report nor that of the checksum


def test_what_cannot_be_read_back_costs_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a problem of its document."""
    monkeypatch.setattr("pipeline.store.reading.Reading.read_document", lambda *_: b"rubbish")
    verified = verify_store(desk.store, rules=False)
    assert _codes(verified) == {"not-readable": 1}


def test_a_document_that_breaks_the_chain_costs_no_other(
    desk: Desk, extract: Callable[..., Path], source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of a rule is a problem of the document it meets."""
    path = extract(source)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Pipeline, "extract", broken)
    for verified in (verify_results(path), verify_store(desk.store)):
        assert _codes(verified) == {"not-readable": 1}
        assert "ZeroDivisionError" in verified.problems[0].message


def test_settled_reports_of_a_store_verify_as_a_file_too(desk: Desk, tmp_path: Path) -> None:
    """What leaves a review holds as what left the machine."""
    path = tmp_path / "settled.jsonl"
    path.write_bytes(b"".join(map(report_line, desk.settled_reports())))
    verified = verify_results(path)
    assert verified.problems == []
    assert verified.people >= 1


def test_the_board_says_what_was_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    """Problems in one line each, harmless to a terminal; then what holds and what does not."""
    verified = Verified(documents=2, quotes=30, values=20, fired=19, people=3, decisions=1, tell=print_problem)
    verified.not_reread["the source is gone"] = 1
    verified.note([Problem("a\x1b[2J.txt", "network 1 /start", "rule-silent", "rule x\nno longer")])
    print_verified(verified)
    assert capsys.readouterr().out.splitlines() == [
        "a\\x1b[2J.txt: network 1 /start: rule-silent: rule x no longer",
        "2 documents, 30 quotes: all slice",
        "20 pieces of evidence by rules; 3 more settled by people: 1 does not hold",
        "1 decision: all quotes stand",
        "1 document not re-read: the source is gone",
    ]


def test_more_problems_are_counted_than_kept() -> None:
    """Memory stays flat when nothing holds; each is told."""
    told: list[Problem] = []
    verified = Verified(tell=told.append)
    verified.note(Problem("a", "b", "rule-silent", str(number)) for number in range(2500))
    assert (verified.counts["rule-silent"], len(verified.problems), len(told)) == (2500, 1000, 2500)
