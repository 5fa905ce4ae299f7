"""What the store promises as a whole: transactions, views, and that decisions stay."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, literal, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import CollisionError, StoreError
from pipeline.store import Store
from pipeline.store.tables import readings
from schemas.store import Filter


def test_what_is_written_is_there_after_reopening(where: str, samples: Any) -> None:
    """A store outlives the program that filled it."""
    with Store.open(where) as store, store.writing() as writing:
        document = samples.fill(writing)
        made = samples.decision()
        revision = writing.add_decisions(document, [made])
    with Store.open(where, create=False) as store, store.reading() as reading:
        row = reading.document(document)
        assert row is not None
        assert (row.key, row.version, row.revision, row.summary.words) == ("a.txt", 1, revision, "netz höxter")
        assert reading.find("a.txt") == row
        assert [stored.decision for stored in reading.decisions(document)] == [made]
        assert json.loads(reading.report(row.extraction)) == {"text": "Ein Text."}
        assert reading.read_document(document, 1) == b"frozen"


def test_an_exception_leaves_nothing_behind(store: Store, samples: Any) -> None:
    """A transaction is stored as a whole or not at all."""
    with pytest.raises(ZeroDivisionError), store.writing() as writing:
        samples.fill(writing)
        raise ZeroDivisionError
    with store.reading() as reading:
        assert reading.totals().documents == 0
        assert reading.runs() == ()
        assert reading.groups(min_count=1) == ((), 0)


def test_a_view_does_not_see_what_is_written_meanwhile(store: Store, samples: Any) -> None:
    """All that is read in one view is of one moment."""
    with store.reading() as reading:
        assert reading.totals().documents == 0
        with store.writing() as writing:
            samples.fill(writing)
        assert reading.totals().documents == 0
        assert reading.find("a.txt") is None
    with store.reading() as reading:
        assert reading.totals().documents == 1


def test_a_writer_sees_its_own_sums(store: Store, samples: Any) -> None:
    """What was put off to the end of the transaction is brought up before it is looked at."""
    with store.writing() as writing:
        samples.fill(writing, "a", samples.projection(samples.item("a"), samples.item("b")))
        assert writing.groups()[0][0].count == 2
        samples.fill(writing, "b")
        assert writing.totals().fields == {"topics": 3}
        group = writing.group_of("frage")
        assert group is not None
        assert (group.count, group.documents) == (3, 2)


@pytest.mark.parametrize("attack", ["UPDATE decisions SET reviewer = 'Eve'", "DELETE FROM decisions"])
def test_the_database_refuses_to_change_decisions(store: Store, samples: Any, attack: str) -> None:
    """Not even another program can overwrite what a person decided without taking the guard away first."""
    with store.writing() as writing:
        writing.add_decisions(samples.fill(writing), [samples.decision()])
    with pytest.raises(DBAPIError, match="only ever added"), store._engine.begin() as connection:
        connection.execute(text(attack))
    with store.reading() as reading:
        assert reading.all_decisions()[1] == 1


def test_neither_replacing_nor_truncating_gets_around_the_guard(store: Store, samples: Any) -> None:
    """Each database has one more way to lose a row, and a guard against it."""
    with store.writing() as writing:
        writing.add_decisions(samples.fill(writing), [samples.decision()])
    sqlite = store._engine.dialect.name == "sqlite"
    attack = "INSERT OR REPLACE INTO decisions SELECT * FROM decisions" if sqlite else "TRUNCATE decisions"
    with pytest.raises(DBAPIError, match="only ever added"), store._engine.begin() as connection:
        connection.execute(text(attack))


def test_threads_lose_no_decision(store: Store, samples: Any) -> None:
    """Many write to one document at once: each is stored, each with a revision of its own."""
    with store.writing() as writing:
        document = samples.fill(writing)
    failures: list[BaseException] = []

    def decide() -> None:
        try:
            for _ in range(5):
                with store.writing() as writing:
                    writing.lock(document)
                    writing.add_decisions(document, [samples.decision()])
                    writing.project(document, samples.projection(samples.item("a"), samples.item("b")))
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=decide) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as reading:
        revisions = [stored.revision for stored in reading.decisions(document)]
        assert revisions == list(range(2, 32))
        assert reading.groups()[0][0].count == 2


def test_writers_of_different_documents_keep_the_sums_exact(store: Store, samples: Any) -> None:
    """The sums over all documents do not depend on who wrote when."""
    with store.writing() as writing:
        documents = [samples.fill(writing, f"{number}.txt") for number in range(4)]

    def rewrite(document: int) -> None:
        for size in (3, 1, 2):
            with store.writing() as writing:
                writing.lock(document)
                writing.project(document, samples.projection(*(samples.item(str(one)) for one in range(size))))

    threads = [threading.Thread(target=rewrite, args=(document,)) for document in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as reading:
        group = reading.groups()[0][0]
        assert (group.count, group.documents, round(group.wrong, 6)) == (8, 4, 0.8)
        assert reading.totals().fields == {"topics": 8}


_OPEN = """
import sys
from pipeline.store import Store
with Store.open(sys.argv[1]) as store:
    for _ in range(10):
        with store.writing() as writing:
            writing.begin_run("0", "l", "p")
"""


def test_processes_make_and_fill_a_store_at_once(where: str) -> None:
    """Whoever comes second waits; nobody fails, nothing is made twice."""
    processes = [subprocess.Popen([sys.executable, "-W", "error", "-c", _OPEN, where], stderr=subprocess.PIPE) for _ in range(4)]
    outcomes = [(process.communicate()[1], process.returncode) for process in processes]
    assert outcomes == [(b"", 0)] * 4
    with Store.open(where) as store, store.reading() as reading:
        assert [run.id for run in reading.runs()] == list(range(40, 0, -1))


def test_a_writer_that_does_not_end_is_named(where: str, samples: Any) -> None:
    """The message says what is in the way and what to do, and nothing is stored."""
    with Store.open(where) as store, Store.open(where, patience=0.2) as other:
        with store.writing() as writing:
            document = samples.fill(writing)
        with store.writing() as writing:
            writing.lock(document)
            with pytest.raises(StoreError, match="another program"), other.writing() as late:
                late.lock(document)
        with other.writing() as late:
            late.lock(document)


def test_a_closed_store_refuses_work(store: Store) -> None:
    """Work after the end is a plain error."""
    store.close()
    with pytest.raises(StoreError, match="closed"), store.reading():
        pass


def test_a_store_closed_under_a_reader_leaves_no_connection(where: str) -> None:
    """Closing while somebody still reads lets them finish, and no connection stays behind."""
    store = Store.open(where)
    with store.reading() as reading:
        store.close()
        assert reading.inbox(Filter()).total == 0


def test_a_key_is_taken_once(store: Store, samples: Any) -> None:
    """Two documents of one source would be one too many."""
    with store.writing() as writing:
        samples.fill(writing)
    with pytest.raises(StoreError), store.writing() as writing:
        writing.add_document("a.txt", "a.txt")


def test_a_document_can_come_from_somewhere_else(store: Store, samples: Any) -> None:
    """Key and source change, nothing else; the key of another document is refused."""
    with store.writing() as writing:
        document, other = samples.fill(writing, "a.txt"), samples.fill(writing, "b.txt")
        revision = writing.lock(document).revision
        writing.move(document, "c.txt", "in/C.txt")
    with store.reading() as reading:
        row = reading.find("c.txt")
        assert row is not None
        assert (row.id, row.source, row.revision, reading.find("a.txt")) == (document, "in/C.txt", revision, None)
        assert [found.id for found in reading.inbox(Filter(words="c.TXT")).rows] == [document]
    with pytest.raises(StoreError, match=f"document {other}"), store.writing() as writing:
        writing.move(document, "b.txt", "b.txt")


def test_documents_of_one_name_and_of_one_file_are_found(store: Store, samples: Any) -> None:
    """By the beginning of their keys, and no others."""
    with store.writing() as writing:
        numbers = [samples.fill(writing, key) for key in ("x!1", "x!1~ab", "x!10", "x!1!b", "y", "x%")]
    with store.reading() as reading:
        assert [row.id for row in reading.namesakes("x!1")] == numbers[:2]
        assert [reading.holds_file(key) for key in ("x", "y", "z", "x!1", "_")] == [True, True, False, True, False]


def test_two_that_add_one_key_at_once_may_try_again(store: Store, samples: Any) -> None:
    """The one that came second hears that this was all."""
    with store.writing() as writing:
        samples.fill(writing)
    with pytest.raises(StoreError) as caught, store.writing() as writing:
        writing.add_document("a.txt", "a.txt")
    if not store.where.endswith(".sqlite"):
        assert isinstance(caught.value, CollisionError)


def test_a_damaged_part_is_said(store: Store, samples: Any) -> None:
    """What cannot be unpacked costs its document, and says what to do."""
    with store.writing() as writing:
        document = samples.fill(writing)
        writing._connection.execute(readings.update().values(body=literal(b"garbage", LargeBinary)))
    with store.reading() as reading, pytest.raises(StoreError, match="damaged"):
        reading.read_document(document, 1)


def test_odd_characters_are_kept_or_shown(store: Store, samples: Any) -> None:
    """NUL and lone surrogates, which PostgreSQL cannot keep, neither stop the store nor change a decision."""
    odd = "Zeile\0ende"
    made = samples.decision(value=odd, reason="a\0b")
    with store.writing() as writing:
        document = samples.fill(writing, "k", samples.projection(samples.item(odd, value={"name": odd}), title=odd, label="\udc80"))
        writing.add_decisions(document, [made])
    with store.reading() as reading:
        assert reading.decisions(document)[0].decision == made
        assert reading.items(document)[0].value == {"name": odd}
        row = reading.document(document)
        assert row is not None
        assert (row.summary.title, row.summary.label) == ("Zeile␀ende", "\\udc80")


def test_what_is_not_there_is_said(store: Store) -> None:
    """Looking up by a number that was never given says which."""
    with store.reading() as reading:
        assert reading.document(7) is None
        for call in (reading.extraction, reading.report):
            with pytest.raises(StoreError, match="extraction 7"):
                call(7)
        with pytest.raises(StoreError, match="version 2 of document 7"):
            reading.read_document(7, 2)
    with pytest.raises(StoreError, match="document 7"), store.writing() as writing:
        writing.lock(7)


def test_what_the_program_wrote_is_whole(store: Store, samples: Any) -> None:
    """No table contradicts another, also after a document was worked out anew and one was moved."""
    with store.writing() as writing:
        document, other = samples.fill(writing, "a.txt"), samples.fill(writing, "b.txt")
        writing.add_decisions(document, [samples.decision(reason="a\0b", reviewer="Ada\0"), samples.decision(batch="b" * 32)])
        writing.project(other, samples.projection(samples.item("Lage"), samples.item("Lemgo", question="andere", confidence=None)))
        writing.move(other, "c.txt", "c.txt")
    with store.reading() as reading:
        assert [*reading.oddities(), *reading.oddities(document), *reading.oddities(other)] == []


@pytest.mark.parametrize("fate", ["deleted", "replaced"])
def test_a_file_that_is_another_now_is_not_written(tmp_path: Path, samples: Any, fate: str) -> None:
    """What went into the old one would be gone with it."""
    path = tmp_path / "store.sqlite"
    with Store.open(path) as store:
        with store.writing() as writing:
            samples.fill(writing)
        path.rename(tmp_path / "elsewhere.sqlite")
        if fate == "replaced":
            Store.open(path).close()
        with pytest.raises(StoreError, match="moved, deleted or replaced"), store.writing():
            pass
