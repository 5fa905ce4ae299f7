"""The lists: inbox, neighbours, sums, questions, conflicts, decisions."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from pipeline.store import Pace, Store, Writing
from schemas.store import Filter, Projection


def _fill(writing: Writing, samples: Any) -> dict[str, int]:
    """Take in five documents, one for each state of the inbox and one more."""
    make = samples.projection
    wanted = {
        "b-open.txt": make(samples.item("Höxter"), gain=2.0, words="höxter 100%"),
        "a-open.txt": make(samples.item("Brakel"), samples.item("Warburg", field="name"), gain=2.0, words="brakel"),
        "settled.txt": make(samples.item("Lage", state="accepted", question=None), settled=3, gain=0.0, words="lage"),
        "conflict.txt": make(samples.item("Lemgo", state="conflict", conflict="quote-gone"), conflicts=1, gain=3.0, words="lemgo"),
        "unread.txt": make(unread=True, values=0, networks=0, gain=0.0, words=""),
    }
    return {key: samples.fill(writing, key, projection) for key, projection in wanted.items()}


def test_the_inbox_shows_what_fits_in_the_order_asked_for(store: Store, samples: Any) -> None:
    """Filters narrow, orders order, ties go by number."""
    with store.writing() as writing:
        ids = _fill(writing, samples)
        writing.project(
            ids["a-open.txt"], samples.projection(samples.item("B"), findings=(samples.finding("typo"),), gain=2.0, words="brakel")
        )

    def keys(**wanted: Any) -> list[str]:
        with store.reading() as reading:
            return [row.key for row in reading.inbox(Filter(**wanted)).rows]

    assert keys() == ["conflict.txt", "b-open.txt", "a-open.txt", "settled.txt", "unread.txt"]
    assert keys(order="source") == ["a-open.txt", "b-open.txt", "conflict.txt", "settled.txt", "unread.txt"]
    assert keys(order="newest") == ["unread.txt", "conflict.txt", "settled.txt", "a-open.txt", "b-open.txt"]
    for state, expected in (("open", ["b-open.txt", "a-open.txt"]), ("settled", ["settled.txt"]), ("conflict", ["conflict.txt"])):
        assert keys(state=state) == expected
    assert keys(state="unread") == ["unread.txt"]
    assert keys(finding="typo") == ["a-open.txt"]
    assert keys(field="topics") == ["b-open.txt", "a-open.txt"]
    assert keys(field="name") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("HÖXTER", 1),
        ("höx ter", 1),
        ("höxter brakel", 0),
        ("100%", 1),
        ("10%0", 0),
        ("_", 0),
        ("\\", 0),
        ("'; DROP TABLE items", 0),
        ("", 5),
    ],
)
def test_every_word_of_a_search_must_be_there(store: Store, samples: Any, words: str, found: int) -> None:
    """Large and small letters are one, and no character means anything but itself."""
    with store.writing() as writing:
        _fill(writing, samples)
    with store.reading() as reading:
        assert reading.inbox(Filter(words=words)).total == found


def test_pages_have_ends(store: Store, samples: Any) -> None:
    """A page behind the last is the last, one before the first the first; an empty list has one page."""
    with store.reading() as reading:
        empty = reading.inbox(Filter(page=3))
        assert (empty.rows, empty.total, empty.page, empty.pages) == ((), 0, 1, 1)
    with store.writing() as writing:
        ids = list(_fill(writing, samples).values())
    with store.reading() as reading:
        pages = [reading.inbox(Filter(order="newest", size=2, page=page)) for page in (0, 1, 2, 3, 9)]
        assert [page.page for page in pages] == [1, 1, 2, 3, 3]
        assert {page.pages for page in pages} == {3}
        assert sorted(row.id for page in pages[1:4] for row in page.rows) == ids


@pytest.mark.parametrize("order", ["queue", "source", "newest", "changed"])
def test_going_on_meets_every_document_once(store: Store, samples: Any, order: Any) -> None:
    """From the first to the last and back is the order of the inbox."""
    wanted = Filter(order=order)
    with store.writing() as writing:
        _fill(writing, samples)
    with store.reading() as reading:
        listed = [row.id for row in reading.inbox(wanted).rows]
        for one, following in zip(listed, [*listed[1:], None], strict=True):
            assert reading.next_document(one, wanted) == following
        for one, earlier in zip(listed, [None, *listed[:-1]], strict=True):
            assert reading.previous_document(one, wanted) == earlier


def test_a_document_that_left_the_filter_is_followed_by_its_first(store: Store, samples: Any) -> None:
    """Who has just settled the last value of one goes on with the best of the rest."""
    with store.writing() as writing:
        ids = _fill(writing, samples)
    with store.reading() as reading:
        assert reading.next_document(ids["settled.txt"], Filter(state="open")) == ids["b-open.txt"]
        assert reading.previous_document(ids["settled.txt"], Filter(state="open")) is None
        assert reading.next_document(ids["settled.txt"], Filter(state="open", words="nirgends")) is None


def test_totals_add_up(store: Store, samples: Any) -> None:
    """Documents by state, unanswered findings by code, open values by field."""
    with store.writing() as writing:
        ids = _fill(writing, samples)
        findings = (samples.finding("typo"), samples.finding("typo", answered="values"), samples.finding("count-differs"))
        writing.project(
            ids["b-open.txt"], samples.projection(samples.item("a"), samples.item("b", field="name"), findings=findings)
        )
    with store.reading() as reading:
        totals = reading.totals()
        assert totals.states == {"all": 5, "open": 2, "settled": 1, "conflict": 1, "unread": 1}
        assert totals.codes == {"count-differs": 1, "typo": 1}
        assert totals.fields == {"name": 2, "topics": 2}
        assert (totals.documents, totals.networks, totals.values, totals.settled, totals.conflicts) == (5, 4, 12, 3, 1)
        assert round(totals.wrong, 6) == 2.5
        assert len(reading.findings(ids["b-open.txt"])) == 3


def test_sums_of_questions_are_those_of_a_fresh_count(store: Store, samples: Any) -> None:
    """After hundreds of changes in any order the kept sums are what counting all items anew gives."""
    dice = random.Random(7)  # noqa: S311 - a test's dice
    current: dict[int, Projection] = {}
    with store.writing() as writing:
        documents = [samples.fill(writing, f"{number}.txt", samples.projection()) for number in range(8)]
    for _ in range(30):
        with store.writing() as writing:
            for document in sorted(dice.sample(documents, dice.randint(1, 3))):
                items = [
                    samples.item(
                        str(number), question=dice.choice([None, "a", "b", "c", "d"]), state=dice.choice(["open", "open", "accepted"]),
                        field=dice.choice(["topics", "name"]), confidence=dice.choice([None, 0.1, 0.7, 0.93]),
                    )
                    for number in range(dice.randint(0, 6))
                ]  # fmt: skip
                current[document] = samples.projection(*items)
                writing.project(document, current[document])
            if dice.random() < 0.3:
                writing.groups()
    counts, fields = Counter[str](), Counter[str]()
    homes: dict[str, set[int]] = defaultdict(set)
    wrong: dict[str, float] = defaultdict(float)
    for document, projection in current.items():
        for item in projection.items:
            if item.state == "open":
                fields[item.field] += 1
            if item.state == "open" and item.question:
                counts[item.question] += 1
                homes[item.question].add(document)
                wrong[item.question] += 1 - (0.5 if item.confidence is None else item.confidence)
    with store.reading() as reading:
        groups, total = reading.groups(min_count=2)
        assert total == len(groups)
        assert {group.key: group.count for group in groups} == {key: count for key, count in counts.items() if count > 1}
        assert reading.totals().fields == dict(fields)
        for group in groups:
            assert group.documents == len(homes[group.key])
            assert group.wrong == pytest.approx(wrong[group.key], abs=1e-9)
            assert len(reading.group(group.key)) == group.count
            assert reading.group_of(group.key) == group
        gains = [group.gain for group in groups]
        assert gains == sorted(gains, reverse=True)


def test_a_group_shows_its_places(store: Store, samples: Any) -> None:
    """Each open value of a question comes with its document and what stands around it."""
    with store.writing() as writing:
        first = samples.fill(writing, "a.txt", samples.projection(samples.item("Höxter"), samples.item("x", question="andere")))
        second = samples.fill(writing, "b.txt", samples.projection(samples.item("Höxter"), samples.item("y", state="accepted")))
    with store.reading() as reading:
        groups, total = reading.groups()
        assert total == 1
        group = groups[0]
        assert (group.key, group.field, group.rule, group.text, group.value) == ("frage", "topics", "topics.list", "Text", "Höxter")
        assert (group.count, group.documents, round(group.wrong, 6)) == (2, 2, 0.2)
        assert group.gain == pytest.approx(0.2 * 60 / (6 + 2 * 1.5))
        places = reading.group("frage")
        assert [(place.document, place.source, place.before, place.after) for place in places] == [
            (first, "a.txt", "davor ", " danach"),
            (second, "b.txt", "davor ", " danach"),
        ]
        assert places[0].item == samples.item("Höxter")
        assert len(reading.group("frage", limit=1)) == 1
        assert reading.group("keine") == ()
        assert reading.group_of("keine") is None
        assert reading.contexts(first)[0] == ("davor ", "Text", " danach")


def test_items_come_back_as_they_were(store: Store, samples: Any) -> None:
    """All of an item, in the order it came, and the later projection instead of the earlier."""
    quote = {"start": 0, "end": 4, "text": "Höxt", "before": "", "after": "er"}
    items = (
        samples.item(
            "b", value={"name": "Höxter", "place": None}, machine=None, quote=quote, decision=samples.network(5), state="added"
        ),
        samples.item("a", value=False, machine=0, confidence=None, record=None, pointer=None, start=None, end=None, rule=None),
        samples.item("", state="absent", value=None, machine=None, question=None),
    )
    with store.writing() as writing:
        document = samples.fill(writing)
        writing.project(document, samples.projection(*items))
        assert writing.items(document) == items
    with store.reading() as reading:
        assert reading.items(document) == items


def test_conflicts_are_listed_by_document(store: Store, samples: Any) -> None:
    """Page by page, with how many there are."""
    with store.writing() as writing:
        ids = [
            samples.fill(
                writing, f"{one}", samples.projection(*(samples.item(str(i), state="conflict") for i in range(2)), conflicts=2)
            )
            for one in range(3)
        ]
    with store.reading() as reading:
        rows, total = reading.conflicts(1, 4)
        assert total == 6
        assert [row.document for row in rows] == [ids[0], ids[0], ids[1], ids[1]]
        assert [row.document for row in reading.conflicts(2, 4)[0]] == [ids[2], ids[2]]


def test_decisions_are_found_by_who_what_and_when(store: Store, samples: Any) -> None:
    """The audit: newest first over all documents, by reviewer, by kind, by batch, by id."""
    batch = samples.network(9)
    ada = [samples.decision(), samples.decision(kind="reject", batch=batch)]
    bea = [samples.decision(reviewer="Bea", batch=batch, to=samples.network(3), kind="move")]
    with store.writing() as writing:
        first, second = samples.fill(writing, "a"), samples.fill(writing, "b")
        assert writing.add_decisions(first, ada) == 2
        assert writing.add_decisions(second, bea) == 2
        assert writing.touch(second) == 3
    with store.reading() as reading:
        rows, total = reading.all_decisions()
        assert total == 3
        assert [row.decision for row in rows] == [*bea, *reversed(ada)]
        assert [row.document for row in rows] == [second, first, first]
        assert [row.decision for row in reading.all_decisions(2, 2)[0]] == ada[:1]
        assert [row.decision for row in reading.all_decisions(reviewer="Ada", kind="reject")[0]] == ada[1:]
        assert [row.decision for row in reading.batch(batch)] == [ada[1], *bea]
        assert reading.decisions_by_id([bea[0].id, "unbekannt"]) == {bea[0].id: rows[0]}
        assert reading.decisions_by_id([]) == {}
        assert reading.reviewers() == ("Ada", "Bea")
        assert reading.networks(second) == (samples.network(1), samples.network(3))
        assert reading.decision_times(1) == (Pace("Bea", second, "move", "topics", batch, "2026-11-23T08:15:02Z"),)


def test_versions_and_extractions_grow(store: Store, samples: Any) -> None:
    """Everything that was ever read of a document stays, and is found by its content."""
    with store.writing() as writing:
        document = samples.fill(writing)
        run = writing.begin_run("1", "l", "p", "again")
        number = writing.add_version(document, run, "new bytes", "new text", b"thawed")
        extraction = writing.add_extraction(document, number, run, b'{"text":""}', [samples.network(2), samples.network(1)])
        writing.finish_run(run)
    with store.reading() as reading:
        row = reading.document(document)
        assert row is not None
        assert (row.version, row.extraction) == (2, extraction)
        assert [version.number for version in reading.versions(document)] == [1, 2]
        assert [reading.read_document(document, one) for one in (1, 2)] == [b"frozen", b"thawed"]
        assert [one.version for one in reading.extractions(document)] == [1, 2]
        assert reading.extraction(extraction).networks == (samples.network(2), samples.network(1))
        assert reading.networks(document) == (samples.network(1), samples.network(2))
        assert reading.by_content("new bytes", "new text") == (row,)
        assert reading.by_content("bytes of a.txt", "text of a.txt") == ()
        assert [version.number for version in reading.by_text("bytes of a.txt")] == [1]
        newest, oldest = reading.runs()
        assert (newest.note, newest.finished is not None, oldest.finished) == ("again", True, None)
        assert list(reading.document_ids()) == [document]


def test_lists_use_their_indexes(tmp_path: Path) -> None:
    """No list of open values or questions reads all items: SQLite says how it looks them up."""
    seen: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            seen.extend(row[3] for row in asked)

    with Store.open(tmp_path / "a.sqlite") as store, store.reading() as reading:
        event.listen(store._engine, "before_cursor_execute", explain, named=False)
        reading.group("frage")
        reading.conflicts()
        reading.inbox(Filter(field="topics", finding="typo"))
        reading.groups()
        reading.items(1)
        reading.decisions(1)
    for table, index in (("items", "items_by_question"), ("items", "items_by_open_field"), ("items", "items_in_conflict")):
        assert any(table in step and index in step for step in seen)
    assert not [step for step in seen if step in {"SCAN items", "SCAN decisions", "SCAN findings"}]


def test_a_projection_needs_a_context_for_every_item(store: Store, samples: Any) -> None:
    """A mistake of a caller is not stored half."""
    with store.writing() as writing:
        document = samples.fill(writing)
    broken = replace(samples.projection(samples.item()), contexts=())
    with pytest.raises(ValueError, match="zip"), store.writing() as writing:
        writing.project(document, broken)
    with store.reading() as reading:
        assert len(reading.items(document)) == 1
