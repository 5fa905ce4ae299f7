"""The commands that look at what is stored: what they hand on to the rooms that do the work, and with which exit code they end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import pipeline.gold_writer
import pipeline.suggest
from pipeline.cli import main
from pipeline.gold_writer import Added
from pipeline.store import Store
from pipeline.suggest import Suggestions
from schemas.record import Report


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run a command in a folder of its own, with an empty store and a home of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETZLESE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NETZLESE_DB", raising=False)
    Store.open("s.sqlite").close()
    return lambda *words: CliRunner().invoke(main, list(words))


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Put stand-ins in the places of search and writer, which note what they were asked."""
    calls: list[tuple[str, Any]] = []

    def suggest(store: Store, settings: object, *, corpus: Path | None, tell: object) -> Suggestions:
        calls.append(("suggest", (store.where, corpus)))
        return Suggestions(proposals=(), documents=3, corrections=0, gold=None, refused=0, idle=0)

    def accept(ids: tuple[str, ...], own: Path) -> list[str]:
        calls.append(("accept", (ids, own)))
        return [f"{one} is in your lists" for one in ids]

    def refuse(ids: tuple[str, ...], own: Path) -> list[str]:
        calls.append(("refuse", (ids, own)))
        return [f"{one} is not proposed again" for one in ids]

    def add(desk: object, corpus: Path, documents: tuple[int, ...]) -> list[Added]:
        calls.append(("add", (corpus, documents)))
        written = Added(1, "a.txt", "a", "written", "")
        waiting = Added(2, "b.txt", None, "open", "2 of 3 values are not settled")
        refused = Added(3, "c.txt", None, "refused", "another text has its name")
        return [written, waiting] if not documents else [one for one in (written, waiting, refused) if one.document in documents]

    monkeypatch.setattr(pipeline.suggest, "suggest", suggest)
    monkeypatch.setattr(pipeline.suggest, "accept", accept)
    monkeypatch.setattr(pipeline.suggest, "refuse", refuse)
    monkeypatch.setattr(pipeline.gold_writer, "add_to_corpus", add)
    return calls


def test_suggest_searches_and_changes_nothing(run: Callable[..., Result], called: list[tuple[str, Any]]) -> None:
    """In words, or as JSON; with a gold corpus where one is named."""
    Path("gold").mkdir()
    assert run("suggest", "--db", "s.sqlite").exit_code == 0
    result = run("suggest", "--db", "s.sqlite", "--corpus", "gold", "--format", "json")
    assert json.loads(result.stdout)["documents"] == 3
    assert called == [("suggest", ("s.sqlite", None)), ("suggest", ("s.sqlite", Path("gold")))]


def test_accepting_and_refusing_need_no_store(run: Callable[..., Result], called: list[tuple[str, Any]], tmp_path: Path) -> None:
    """They go by the ids that were shown, several at once, into the lists of the user."""
    result = run("suggest", "--accept", "a1", "--accept", "a2", "--refuse", "b1", "--db", "none.sqlite")
    own = tmp_path / "home" / "lexicons"
    assert called == [("accept", (("a1", "a2"), own)), ("refuse", (("b1",), own))]
    assert result.stdout.splitlines() == ["a1 is in your lists", "a2 is in your lists", "b1 is not proposed again"]


def test_adding_what_is_settled_passes_over_what_is_not(run: Callable[..., Result], called: list[tuple[str, Any]]) -> None:
    """Unasked, an open document is only counted."""
    result = run("corpus", "add", "gold", "--db", "s.sqlite")
    assert (result.exit_code, result.stdout) == (0, "written\ta\ta.txt\n")
    assert result.stderr == "netzlese: gold: 1 document added, 0 there already, 1 not wholly settled yet, 0 refused\n"
    assert called == [("add", (Path("gold"), ()))]


@pytest.mark.parametrize(
    ("number", "said"), [("2", "b.txt: 2 of 3 values are not settled"), ("3", "c.txt: another text has its name")]
)
def test_a_document_that_was_asked_for_and_is_no_gold_is_exit_1(
    run: Callable[..., Result], called: list[tuple[str, Any]], number: str, said: str
) -> None:
    """With the reason."""
    result = run("corpus", "add", "gold", "1", number, "--db", "s.sqlite")
    assert (result.exit_code, said in result.stderr) == (1, True)
    assert called == [("add", (Path("gold"), (1, int(number))))]


def test_verify_tells_a_store_from_a_file(run: Callable[..., Result], make_report: Callable[..., Report]) -> None:
    """By its content, under whatever option it comes."""
    Path("r.jsonl").write_text(make_report("Ein Text.", {"name": "E"}).model_dump_json() + "\n")
    for words in (["r.jsonl", "--quotes-only"], ["s.sqlite", "--quotes-only"], ["--db", "s.sqlite", "--quotes-only"]):
        result = run("verify", *words)
        assert (result.exit_code, result.stderr) == (0, ""), words


def test_a_quote_that_stands_elsewhere_is_exit_1(run: Callable[..., Result], make_report: Callable[..., Report]) -> None:
    """With a line that names it."""
    line = make_report("Ein Text.", {"name": "E"}).model_dump_json().replace('"text":"E"', '"text":"X"')
    Path("r.jsonl").write_text(line + "\n")
    result = run("verify", "r.jsonl", "--quotes-only")
    assert (result.exit_code, "quote-differs" in result.stdout) == (1, True)


def test_status_of_an_empty_store(run: Callable[..., Result]) -> None:
    """Nothing is divided by zero, and no run is made up."""
    assert run("store", "status", "--db", "s.sqlite").stdout.splitlines() == [
        "store: s.sqlite",
        "documents: 0",
        "networks: 0",
        "values: 0 of 0 settled, about 0 wrong ones left",
        "conflicts: 0",
        "decisions: 0",
    ]
