"""Sources into the store: each document once, changes as versions, nothing lost that was counted."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Failed
from pipeline.desk import Desk, Wish
from pipeline.errors import CollisionError, StoreError
from pipeline.ingest import Counts, Intake
from pipeline.read import Reader
from pipeline.settings import Settings
from pipeline.store import Store, thaw
from schemas.document import Document
from schemas.record import Meta, Report

ENTRY = "<item><guid>{0}</guid><title>Netz {0}</title><description>{1}</description></item>"
META = {"netzlese": "1", "lexicons": "aa", "places": {"source": "test", "date": None}}


class _Chain:
    """Stand in for the chain: one network named after the first word. ``rules`` are what its word lists say, ``reads`` what it was given."""

    make: Callable[..., Report]
    rules = "aa"
    suffix = ""
    reads: list[str]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def extract(self, document: Document) -> Report:
        text = document.raw
        type(self).reads.append(document.source)
        if "DEFECT" in text:
            msg = "boom"
            raise KeyError(msg)
        if "STOP" in text:
            raise KeyboardInterrupt
        names = [{"name": text.split()[0] + type(self).suffix}] if text.split() else []
        about = {"date": document.declared_date, "sha256": document.sha256, "id": document.id}
        report = type(self).make(text, *names, source=document.source, document=about, findings=document.findings)
        return report.model_copy(update={"meta": self.meta})

    @property
    def meta(self) -> Meta:
        return Meta.model_validate({**META, "lexicons": type(self).rules})


class _House:
    """A store and a folder, and a way to ingest the one into the other."""

    def __init__(self, folder: Path, chain: type[_Chain]) -> None:
        self.folder = folder
        self.chain = chain
        self.store = Store.open(folder / "store.sqlite")
        self.desk = Desk(self.store)
        self.told: list[str] = []
        self.done: list[tuple[str, str]] = []
        self.intake: Intake | None = None

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, *paths: Path | str, date: str | None = None, again: bool = False) -> Counts:
        settings = Settings(date=date)
        self.told.clear()
        self.done.clear()
        self.chain.reads = []
        self.intake = Intake(
            self.desk, settings, tell=lambda failed: self.told.append(str(failed)), done=lambda *one: self.done.append(one)
        )
        if again:
            with self.store.reading() as reading:
                documents = list(reading.document_ids())
            self.intake.reread(documents)
        else:
            self.intake.read(Reader(settings).expand([str(path) for path in paths or (self.folder / "in",)]))
        return self.intake.counts

    def held(self) -> dict[str, list[str]]:
        """Give for every document the texts of its versions."""
        with self.store.reading() as reading:
            rows = [row for number in reading.document_ids() if (row := reading.document(number))]
            return {
                Path(row.source).name: [
                    thaw(reading.read_document(row.id, version.number)).raw.strip() for version in reading.versions(row.id)
                ]
                for row in rows
            }


@pytest.fixture
def house(tmp_path: Path, make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch) -> Iterator[_House]:
    """Give an empty store, with the chain replaced."""
    import pipeline.run  # noqa: PLC0415 - the real chain is slow to load

    chain = type("Chain", (_Chain,), {"make": staticmethod(make_report), "reads": []})
    monkeypatch.setattr(pipeline.run, "Pipeline", chain)
    made = _House(tmp_path, chain)
    yield made
    made.store.close()


def _feed(*entries: tuple[str, str]) -> str:
    return f'<rss version="2.0"><channel><title>x</title>{"".join(ENTRY.format(*entry) for entry in entries)}</channel></rss>'


def _lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_what_is_as_it_was_is_not_even_extracted(house: _House) -> None:
    """The second time costs reading and looking up, and stores nothing, no run either."""
    for name in ("a.txt", "b.txt", "c/d.txt"):
        house.write(name, f"Netz {name}")
    assert house.ingest() == Counts(new=3)
    assert house.ingest() == Counts(same=3)
    assert house.chain.reads == []
    with house.store.reading() as reading:
        assert len(reading.runs()) == 1
        assert all(run.finished for run in reading.runs())


def test_a_changed_text_is_a_new_version(house: _House) -> None:
    """The earlier one stays."""
    house.write("a.txt", "Alpha")
    house.write("b.txt", "Beta")
    house.ingest()
    house.write("a.txt", "Alpha 2")
    assert house.ingest() == Counts(changed=1, same=1)
    assert house.held() == {"a.txt": ["Alpha", "Alpha 2"], "b.txt": ["Beta"]}
    assert house.done == [("changed", str(house.folder / "in" / "a.txt")), ("same", str(house.folder / "in" / "b.txt"))]


def test_new_rules_read_the_same_version_again(house: _House) -> None:
    """Once: an equal outcome is noted too, or every ingest from then on would extract it anew."""
    house.write("a.txt", "Alpha")
    house.ingest()
    house.chain.rules = "bb"
    assert house.ingest() == Counts(reread=1)
    assert house.ingest() == Counts(same=1)
    house.chain.rules, house.chain.suffix = "cc", " II"
    assert house.ingest() == Counts(reread=1, differing=1)
    assert house.ingest() == Counts(same=1)
    assert house.held() == {"a.txt": ["Alpha"]}


def test_another_day_given_by_hand_is_a_change(house: _House) -> None:
    """'Last July' means another year then; and the same day again is none."""
    house.write("a.txt", "Alpha")
    house.ingest()
    assert house.ingest(date="2021-05-03").same == 0
    assert house.ingest(date="2021-05-03") == Counts(same=1)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("x.xml", _feed(("1", "Alpha ist da."), ("2", "Beta ist da.")), _feed(("2", "Beta ist da."), ("1", "Alpha ist da."))),
        ("x.jsonl", _lines({"id": 1, "text": "Alpha"}, {"text": "Beta"}), _lines({"text": "Beta"}, {"id": 1, "text": "Alpha"})),
        (
            "x.jsonl",
            _lines({"id": 1, "text": "Alpha"}, {"id": 1, "text": "Beta"}),
            _lines({"id": 1, "text": "Beta"}, {"id": 1, "text": "Alpha"}),
        ),
    ],
    ids=["feed", "lines", "lines of one id"],
)
def test_a_new_order_is_no_change(house: _House, name: str, before: str, after: str) -> None:
    """Entries and lines move; neither a document nor a version is new for that."""
    house.write(name, before)
    assert house.ingest() == Counts(new=2)
    house.write(name, after)
    assert house.ingest() == Counts(same=2)
    assert sorted(map(len, house.held().values())) == [1, 1]


def test_an_entry_that_was_mended_is_a_new_version(house: _House) -> None:
    """Its guid says that it is the same, wherever it stands now."""
    house.write("x.xml", _feed(("1", "Alpha ist da."), ("2", "Beta ist da.")))
    house.ingest()
    house.write("x.xml", _feed(("3", "Gamma ist da."), ("2", "Beta ist dabei."), ("1", "Alpha ist da.")))
    assert house.ingest() == Counts(new=1, changed=1, same=1)


def test_equal_content_under_another_name_is_not_kept_twice(house: _House) -> None:
    """It is said where it is kept, each time it is met; a name of its own comes with a content of its own."""
    house.write("a.txt", "Alpha")
    house.write("b.txt", "Alpha")
    counts = house.ingest()
    assert counts == Counts(new=1, twins=1)
    assert house.told == [
        f"{house.folder}/in/b.txt: is in the store already as {house.folder}/in/a.txt, with the same content; not kept twice"
    ]
    assert house.ingest() == Counts(same=1, twins=1)
    house.write("b.txt", "Alpha und mehr")
    assert house.ingest() == Counts(new=1, same=1)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [("a.txt", "b.txt", "Alpha"), ("old/a.txt", "new/a.txt", "Alpha"), ("a.jsonl", "b.jsonl", _lines({"id": 1, "text": "Alpha"}))],
    ids=["file", "folder", "lines"],
)
def test_a_document_follows_its_file(house: _House, before: str, after: str, text: str) -> None:
    """Renamed or moved with its folder it is the same document, also when it changes later."""
    old, new = house.write(before, text), house.folder / "in" / after
    house.ingest()
    new.parent.mkdir(exist_ok=True)
    old.rename(new)
    counts = house.ingest()
    assert counts == Counts(moved=1)
    assert (str(counts), house.told) == ("1 document: 1 moved", [])
    assert house.ingest() == Counts(same=1)
    house.write(after, text.replace("Alpha", "Alpha und mehr"))
    assert house.ingest() == Counts(changed=1)
    assert [*house.held().values()] == [["Alpha", "Alpha und mehr"]]


def test_a_document_that_moved_is_read_by_new_rules_too(house: _House) -> None:
    """It keeps its day as well, if that was given by hand."""
    old = house.write("a.txt", "Alpha")
    house.ingest(date="2021-05-03")
    old.rename(house.folder / "in" / "b.txt")
    house.chain.rules, house.chain.suffix = "bb", " II"
    assert house.ingest() == Counts(reread=1, differing=1)
    assert house.ingest() == Counts(same=1)
    assert [report.document.date for report in house.desk.settled_reports()] == ["2021-05-03"]


def test_what_came_by_standard_input_stays_what_it_is(house: _House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say that it is gone, so a file of the same content is a second name for it."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Alpha")))
    house.ingest("-")
    house.write("a.txt", "Alpha")
    assert house.ingest() == Counts(twins=1)


def test_a_day_given_by_hand_stays(house: _House) -> None:
    """The nightly ingest, which gives none, neither takes it away nor calls that a change."""
    house.write("a.txt", "Alpha")
    house.ingest(date="2021-05-03")
    assert house.ingest() == Counts(same=1)
    house.write("a.txt", "Alpha und mehr")
    assert house.ingest() == Counts(changed=1)
    assert [report.document.date for report in house.desk.settled_reports()] == ["2021-05-03"]


def test_what_is_numbered_is_shown_under_the_number_it_has_now(house: _House) -> None:
    """Two entries of a feed under one number could not be told apart."""
    house.write("x.xml", _feed(("1", "Alpha ist da."), ("2", "Beta ist da.")))
    house.ingest()
    house.write("x.xml", _feed(("3", "Gamma ist da."), ("1", "Alpha ist da."), ("2", "Beta ist dabei.")))
    house.ingest()
    assert sorted(house.held()) == ["x.xml!1", "x.xml!2", "x.xml!3"]
    assert "Beta" in house.held()["x.xml!3"][0]


ONE, TWO = "Alpha ist ein Netz von Städten", "Beta heißt ein anderes aus Kreisen"


@pytest.mark.parametrize(
    ("after", "counts", "held"),
    [
        ([TWO + " 2", ONE + " 2"], Counts(changed=2), [[ONE, ONE + " 2"], [TWO, TWO + " 2"]]),
        ([TWO + " 2"], Counts(changed=1), [[ONE], [TWO, TWO + " 2"]]),
        ([ONE, TWO + " 2"], Counts(same=1, changed=1), [[ONE], [TWO, TWO + " 2"]]),
        (["Gamma gibt es auch", ONE, TWO], Counts(new=1, same=2), [["Gamma gibt es auch"], [ONE], [TWO]]),
    ],
    ids=["both changed and reordered", "one is gone, the other changed", "the second changed", "a third comes first"],
)
def test_lines_of_one_id_keep_their_documents(house: _House, after: list[str], counts: Counts, held: list[list[str]]) -> None:
    """No text becomes a version of another, with decisions that were not made about it."""
    house.write("x.jsonl", _lines(*({"id": 1, "text": text} for text in (ONE, TWO))))
    house.ingest()
    house.write("x.jsonl", _lines(*({"id": 1, "text": text} for text in after)))
    assert house.ingest() == counts
    with house.store.reading() as reading:
        versions = [
            [thaw(reading.read_document(number, one.number)).raw for one in reading.versions(number)]
            for number in reading.document_ids()
        ]
    assert sorted(versions) == sorted(held)


def test_a_document_that_another_ingest_stores_first_is_looked_at_again(house: _House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once over one store cost none of them a document."""
    house.write("a.txt", "Alpha")
    house.write("b.txt", "Beta")
    take, refused = Desk.take, []

    def colliding(self: Desk, writing: Any, document: Document, report: Report, **more: Any) -> Any:
        if document.raw not in refused:
            refused.append(document.raw)
            msg = "somebody else"
            raise CollisionError(msg)
        return take(self, writing, document, report, **more)

    monkeypatch.setattr(Desk, "take", colliding)
    assert house.ingest() == Counts(new=2)
    refused.clear()
    monkeypatch.setattr("pipeline.ingest._TRIES", 1)
    house.write("c.txt", "Gamma")
    with pytest.raises(CollisionError):
        house.ingest()


def test_two_equal_texts_of_different_days_are_two(house: _House) -> None:
    """What is read of them differs, though not the text."""
    house.write(
        "x.jsonl", _lines({"id": 1, "text": "Alpha", "date": "2020-01-01"}, {"id": 2, "text": "Alpha", "date": "2021-01-01"})
    )
    assert house.ingest() == Counts(new=2)


def test_a_line_that_stands_there_twice_is_one_document(house: _House) -> None:
    """The second is the first under another number."""
    house.write("x.jsonl", _lines({"text": "Alpha"}, {"text": "Alpha"}))
    assert house.ingest() == Counts(new=1, twins=1)
    assert house.ingest() == Counts(same=1, twins=1)


def test_many_twins_are_named_a_few_times_only(house: _House) -> None:
    """A folder that was moved should not fill the screen; the closing line counts them."""
    for number in range(9):
        house.write(f"{number}.txt", "Alpha")
    assert house.ingest() == Counts(new=1, twins=8)
    assert len(house.told) == 3


def test_what_cannot_be_read_costs_nothing_else(house: _House) -> None:
    """A missing file is told and not kept; a damaged one is kept without a text, so that the inbox shows it, and told every time."""
    house.write("a.txt", "Alpha")
    house.write("b.docx", b"PK\x03\x04 and then nothing")
    sources = (house.folder / "in" / "a.txt", house.folder / "in" / "missing.txt", house.folder / "in" / "b.docx")
    assert house.ingest(*sources) == Counts(new=2, failed=2)
    assert [line.split("/")[-1].split(":")[0] for line in house.told] == ["missing.txt", "b.docx"]
    assert house.ingest(*sources) == Counts(same=2, failed=2)
    assert len(house.told) == 2
    with house.store.reading() as reading:
        assert reading.totals().states["unread"] == 1


def test_a_defect_costs_one_document(house: _House) -> None:
    """It is told with its trace; what stands before and after it is safe."""
    for name, text in (("a.txt", "Alpha"), ("b.txt", "DEFECT"), ("c.txt", "Gamma")):
        house.write(name, text)
    assert house.ingest() == Counts(new=2, failed=1, defects=1)
    assert [*house.held()] == ["a.txt", "c.txt"]


def test_a_defect_while_keeping_leaves_nothing_half_kept(house: _House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of that document is gone as a whole."""
    house.write("a.txt", "Alpha")
    house.write("b.txt", "Beta")
    take = Desk.take

    def failing(self: Desk, writing: Any, document: Document, report: Report, **more: Any) -> Any:
        taken = take(self, writing, document, report, **more)
        if document.raw == "Alpha":
            msg = "boom"
            raise RuntimeError(msg)
        return taken

    monkeypatch.setattr(Desk, "take", failing)
    assert house.ingest() == Counts(new=1, failed=1, defects=1)
    assert [*house.held()] == ["b.txt"]


def test_a_full_disk_stops_all_and_what_was_counted_is_there(house: _House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store itself objects to is no matter of one document."""
    for name in "abc":
        house.write(f"{name}.txt", name)
    take = Desk.take

    def full(self: Desk, writing: Any, document: Document, report: Report, **more: Any) -> Any:
        if document.raw == "b":
            msg = "the disk is full"
            raise StoreError(msg)
        return take(self, writing, document, report, **more)

    monkeypatch.setattr(Desk, "take", full)
    with pytest.raises(StoreError, match="full"):
        house.ingest()
    assert house.intake is not None
    assert house.intake.counts == Counts(new=1)
    assert [*house.held()] == ["a.txt"]


def test_an_interruption_keeps_what_was_counted_and_goes_on_from_there(house: _House) -> None:
    """Ctrl-C in the middle of a document: that one comes next time."""
    for name, text in (("a.txt", "Alpha"), ("b.txt", "STOP"), ("c.txt", "Gamma")):
        house.write(name, text)
    with pytest.raises(KeyboardInterrupt):
        house.ingest()
    assert house.intake is not None
    assert house.intake.counts == Counts(new=1)
    assert [*house.held()] == ["a.txt"]
    house.write("b.txt", "Beta")
    assert house.ingest() == Counts(new=2, same=1)


def test_again_needs_no_files(house: _House) -> None:
    """What was kept of a document is enough to read it by new rules; decisions stay."""
    paths = [house.write(f"{name}.txt", name.capitalize()) for name in ("alpha", "beta")]
    house.ingest()
    for path in paths:
        path.unlink()
    assert house.ingest(again=True) == Counts(same=2)
    house.chain.rules, house.chain.suffix = "bb", " II"
    assert house.ingest(again=True) == Counts(reread=2, differing=2)
    assert [Path(source).name for _, source in house.done] == ["alpha.txt", "beta.txt"]
    names = [report.networks[0].name for report in house.desk.settled_reports()]
    assert names == ["Alpha II", "Beta II"]


def test_a_conflict_is_counted(house: _House) -> None:
    """A value that was accepted and whose words are gone from the text opens one, and the closing line says so."""
    house.write("a.txt", "Alpha ist da")
    house.ingest()
    with house.store.reading() as reading:
        number = next(reading.document_ids())
    view = house.desk.view(number)
    item = next(item for item in view.settled.items if item.field == "name")
    wish = Wish("accept", network=item.network, field="name", item=item.item)
    house.desk.decide(number, view.row.revision, [wish], reviewer="Anna")
    house.write("a.txt", "Omega ist nicht hier")
    counts = house.ingest()
    assert (counts.changed, counts.conflicts) == (1, 1)
    assert str(counts) == "1 document: 1 changed; 1 conflict opened"


def test_a_failed_one_is_one_line() -> None:
    """For the terminal, as in a batch."""
    assert str(Failed("a.txt", "is gone")) == "a.txt: is gone"


def test_the_count_says_only_what_happened() -> None:
    """Nothing is said of what is zero."""
    assert str(Counts()) == "0 documents"
    assert str(Counts(new=1)) == "1 document: 1 new"
    assert str(Counts(new=1000, same=2, twins=1)) == "1,003 documents: 1,000 new, 1 known under another name, 2 as they were"
