"""Values of one name: decisions find theirs by what it says, whatever the order and number of the others."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk import Desk, DocumentView, Wish
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.store import Store
from schemas.document import Document
from schemas.record import Report

BASE = (
    "Die Städte Lünen und Werne arbeiten im Klimaschutznetzwerk Lippe-Seseke zusammen. Ziele sind 10 % Strom, 10 % Wärme, 10 % Gas."
)
Read = Callable[..., tuple[Document, Report]]


def _goal(subject: str) -> dict[str, Any]:
    return {"quantity": 10.0, "unit": "%", "subject": subject, "period": None, "status": "planned"}


@pytest.fixture(scope="module")
def read() -> Read:
    """Read the text so that the machine finds just these goals, in this order."""
    pipeline = Pipeline(Settings())
    document = Reader(pipeline.settings).read_text(BASE, source="a.txt")
    whole = pipeline.extract(document).model_dump()

    def make(subjects: str) -> tuple[Document, Report]:
        names = subjects.split()
        record = {**whole["networks"][0], "targets": [_goal(name) for name in names], "findings": []}
        evidence = {path: pieces for path, pieces in record["evidence"].items() if not path.startswith("/targets")}
        for number, name in enumerate(names):
            words = f"10 % {name}"
            start = BASE.index(words)
            piece = {"start": start, "end": start + len(words), "text": words, "rule": "targets.goal", "confidence": 0.7}
            evidence[f"/targets/{number}"] = [piece]
        return document, Report.model_validate({**whole, "networks": [{**record, "evidence": evidence}], "findings": []})

    return make


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Open a desk over an empty store."""
    with Store.open(tmp_path / "store.sqlite") as store:
        yield Desk(store)


def _take(desk: Desk, read: tuple[Document, Report]) -> DocumentView:
    with desk.store.writing() as writing:
        run = writing.begin_run("0", "lists", "places", None)
        taken = desk.take(writing, *read, key="a.txt", source="a.txt", run=run)
    return desk.view(taken.document)


def _decide(desk: Desk, view: DocumentView, kind: Any, subject: str, **more: Any) -> DocumentView:
    item = next(item for item in view.settled.items if item.field == "targets" and item.value["subject"] == subject)
    wish = Wish(kind, network=item.network, field=item.field, item=item.item, **more)
    return desk.decide(view.row.id, view.row.revision, [wish], reviewer="Ada")


def _add(desk: Desk, view: DocumentView, subject: str) -> DocumentView:
    start = BASE.index(f"10 % {subject}")
    network = view.settled.networks[0].id
    wish = Wish("add", network=network, field="targets", value=_goal(subject), span=(start, start + 5 + len(subject)))
    return desk.decide(view.row.id, view.row.revision, [wish], reviewer="Ada")


def _goals(desk: Desk) -> list[str | None]:
    (report,) = desk.settled_reports()
    return [goal.subject for goal in report.networks[0].targets]


@pytest.mark.parametrize(
    ("kind", "subject", "later", "expected"),
    [
        ("reject", "Strom", "Wärme", ["Wärme"]),
        ("reject", "Wärme", "Wärme", []),
        ("reject", "Strom", "Wärme Strom", ["Wärme"]),
        ("accept", "Strom", "Wärme", ["Wärme", "Strom"]),
        ("accept", "Wärme", "Gas Strom Wärme", ["Gas", "Strom", "Wärme"]),
        ("correct", "Wärme", "Wärme", ["Öl"]),
        ("correct", "Strom", "Wärme Strom", ["Wärme", "Öl"]),
    ],
)
def test_a_decision_stays_with_its_value(desk: Desk, read: Read, kind: str, subject: str, later: str, expected: list[str]) -> None:
    """Other rules find more of them, fewer, or the same in another order."""
    view = _take(desk, read("Strom Wärme"))
    _decide(desk, view, kind, subject, **({"value": _goal("Öl")} if kind == "correct" else {}))
    _take(desk, read(later))
    assert _goals(desk) == expected


@pytest.mark.parametrize(("later", "expected"), [("Strom Wärme", ["Strom", "Wärme"]), ("Wärme Strom", ["Wärme", "Strom"])])
def test_what_was_added_is_what_the_machine_reads_later(desk: Desk, read: Read, later: str, expected: list[str]) -> None:
    """Once, wherever it reads it."""
    _add(desk, _take(desk, read("Strom")), "Wärme")
    _take(desk, read(later))
    assert _goals(desk) == expected


def test_what_was_added_hides_no_other_value(desk: Desk, read: Read) -> None:
    """The machine's second goal is not the person's."""
    _add(desk, _take(desk, read("Strom")), "Gas")
    _take(desk, read("Strom Wärme"))
    assert sorted(filter(None, _goals(desk))) == ["Gas", "Strom", "Wärme"]


def test_merged_networks_keep_values_that_contradict_each_other(desk: Desk, read: Read) -> None:
    """Ten per cent of two things are two goals in the merged network too."""
    view = _take(desk, read("Strom Wärme"))
    first, second = view.settled.networks[0].id, "2" * 32
    item = next(item for item in view.settled.items if item.field == "targets" and item.value["subject"] == "Wärme")
    moved = Wish("move", network=first, field="targets", item=item.item, to=second)
    view = desk.decide(view.row.id, view.row.revision, [Wish("create", network=second, value="Zweites"), moved], reviewer="Ada")
    desk.decide(view.row.id, view.row.revision, [Wish("merge", network=second, to=first)], reviewer="Ada")
    assert sorted(filter(None, _goals(desk))) == ["Strom", "Wärme"]
