"""Comparing two runs value by value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.changes import Change, compare_runs, count_verdicts, read_reports
from pipeline.cli import main
from pipeline.errors import ReadError
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

TEXT = "Das Klimaschutznetzwerk Nord startete im Juli 2020. Teilnehmer sind die Stadt Lage und die Stadt Lemgo."
NORTH = {"name": "Klimaschutznetzwerk Nord", "start": "2020-07", "participants": [{"name": "Lage", "kind": "municipality"}]}

Make = Callable[..., Report]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Give a corpus of one announcement whose gold has a name, a start and a member."""
    for folder in ("announcements", "gold"):
        (tmp_path / folder).mkdir()
    (tmp_path / "announcements" / "a.txt").write_text(TEXT)
    member = {"name": "Lage", "form": None, "kind": "municipality", "ags": None}
    network: dict[str, Any] = {**dict.fromkeys(SCALAR_FIELDS), **{name: [] for name in LIST_FIELDS}}
    network |= {"name": "Klimaschutznetzwerk Nord", "status": "running", "start": "2020-07", "participants": [member]}
    network["evidence"] = {
        "/name": "Klimaschutznetzwerk Nord",
        "/start": "Juli 2020",
        "/status": "startete",
        "/participants/0": "Stadt Lage",
    }
    gold = {"id": "a", "document": {"title": None, "date": None}, "networks": [network]}
    (tmp_path / "gold" / "a.json").write_text(json.dumps(gold))
    return tmp_path


def _brief(changes: list[Change]) -> set[tuple[str, str, str]]:
    return {(change.verdict, change.field, change.value) for change in changes}


def test_every_value_that_differs_is_named(corpus: Path, make_report: Make) -> None:
    """A value found now is gained, one no longer found lost; wrong values are added and removed."""
    before = make_report(TEXT, {**NORTH, "end": "2021", "participants": []})
    now = make_report(TEXT, {**NORTH, "start": "2020", "status": "running"})
    comparison = compare_runs(corpus, {"a": before}, {"a": now})
    assert _brief(comparison.changes) == {
        ("gained", "participants", "Lage (municipality)"),
        ("gained", "status", "running"),
        ("lost", "start", "2020-07"),
        ("removed", "end", "2021"),
        ("added", "start", "2020"),
    }
    assert count_verdicts(comparison.changes)["start", "lost"] == 1


def test_equal_runs_have_no_changes(corpus: Path, make_report: Make) -> None:
    """The same reports give nothing to look at, and equal figures."""
    run = {"a": make_report(TEXT, NORTH)}
    comparison = compare_runs(corpus, run, run)
    assert comparison.changes == []
    assert comparison.before.micro == comparison.now.micro


def test_announcements_of_one_run_only_are_named(corpus: Path, make_report: Make) -> None:
    """What cannot be compared is said, not counted."""
    run = {"a": make_report(TEXT, NORTH)}
    assert compare_runs(corpus, {**run, "b": run["a"]}, run).absent == ["b"]


def test_runs_without_a_common_announcement_are_refused(corpus: Path, make_report: Make) -> None:
    """A file of other announcements is a mistake, not a comparison of nothing."""
    with pytest.raises(ReadError, match="none of its announcements"):
        compare_runs(corpus, {"z": make_report(TEXT)}, {"a": make_report(TEXT)})


def test_a_line_that_is_no_report_is_named_with_its_number(tmp_path: Path, make_report: Make) -> None:
    """A file of something else is refused with the line and what was expected."""
    path = tmp_path / "old.jsonl"
    path.write_text(make_report(TEXT).model_dump_json() + '\n{"id": 1}\n')
    with pytest.raises(ReadError, match=r"line 2: .*netzlese extract"):
        read_reports(path)


def test_two_reports_of_one_announcement_are_refused(tmp_path: Path, make_report: Make) -> None:
    """Which of two is meant cannot be known."""
    path = tmp_path / "old.jsonl"
    line = make_report(TEXT).model_dump_json()
    path.write_text(f"{line}\n{line}\n")
    with pytest.raises(ReadError, match="line 2: a second report of 'a'"):
        read_reports(path)


def test_the_command_shows_what_a_change_gained(corpus: Path, tmp_path: Path, make_report: Make) -> None:
    """``evaluate --compare`` prints each value with its sentence and both figures."""
    path = tmp_path / "old.jsonl"
    path.write_text(make_report(TEXT, {**NORTH, "participants": []}).model_dump_json() + "\n")
    result = CliRunner().invoke(main, ["evaluate", str(corpus), "--compare", str(path)])
    assert result.exit_code == 0
    assert "+ right  participants: Lage (municipality)" in result.output
    assert "1 documents in both runs" in result.output
