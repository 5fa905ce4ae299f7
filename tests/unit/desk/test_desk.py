"""The desk: what is taken in, decided and undone, alone and by two at once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk import Chosen, Desk, DocumentView, Missing, Stale, Taken, Wish
from pipeline.errors import ReviewError
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.store import Store
from schemas.document import Document
from schemas.record import Report
from schemas.review import Item

TEXT = (
    "Lünen, 3. Mai 2021\n\nDrei Kommunen, ein Ziel: Klimaschutznetzwerk Lippe-Seseke\n\nDie Städte Lünen und Werne sowie der Kreis Unna "
    "arbeiten im Klimaschutznetzwerk Lippe-Seseke zusammen. Das Netzwerk startet im Juli dieses Jahres und läuft drei Jahre. "
    "Moderiert wird es von der Energieagentur Lippe-Seseke GmbH. Das Geld kommt aus der Kommunalrichtlinie.\n"
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Build the chain once."""
    return Pipeline(Settings())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Open a desk over an empty store, with a clock of its own."""
    store = Store.open(tmp_path / "store.sqlite")
    ticks = iter(range(10_000))
    yield Desk(store, clock=lambda: f"2026-11-23T08:{next(ticks) // 60 % 60:02d}:00Z")
    store.close()


class Clerk:
    """Take texts in under a key, as ingest does."""

    def __init__(self, desk: Desk, pipeline: Pipeline) -> None:
        self.desk, self.pipeline = desk, pipeline

    def read(self, text: str, source: str = "a.txt") -> tuple[Document, Report]:
        """Read and extract a text."""
        document = Reader(self.pipeline.settings).read_text(text, source=source)
        return document, self.pipeline.extract(document)

    def take(self, text: str = TEXT, key: str = "a.txt", report: Report | None = None) -> Taken:
        """Take a text in, with its own report or another."""
        document, extracted = self.read(text, key)
        with self.desk.store.writing() as writing:
            run = writing.begin_run("0", "lists", "places", None)
            taken = self.desk.take(writing, document, report or extracted, key=key, source=key, run=run)
            writing.finish_run(run)
        return taken


@pytest.fixture
def clerk(desk: Desk, pipeline: Pipeline) -> Clerk:
    """Stand a clerk at the desk."""
    return Clerk(desk, pipeline)


def _item(view: DocumentView, field: str, value: str | None = None) -> Item:
    """Find a value of a field, by its own name or plain value where there are several."""
    for item in view.settled.items:
        plain: Any = item.machine if item.machine is not None else item.value
        name = plain.get("name") if isinstance(plain, dict) else plain
        if item.field == field and value in {None, name}:
            return item
    raise AssertionError((field, value))


def _wish(kind: Any, item: Item, **more: Any) -> Wish:
    return Wish(kind, network=item.network, field=item.field, item=item.item, **more)


def _span(view: DocumentView, words: str) -> tuple[int, int]:
    start = view.report.text.index(words)
    return start, start + len(words)


def _decide(desk: Desk, view: DocumentView, *wishes: Wish, reviewer: str = "Ada") -> DocumentView:
    return desk.decide(view.row.id, view.row.revision, list(wishes), reviewer=reviewer)


def _settled(desk: Desk) -> Report:
    (report,) = desk.settled_reports()
    return report


def test_the_same_content_is_stored_once(desk: Desk, clerk: Clerk) -> None:
    """A second ingest of an unchanged page changes nothing."""
    first, second = clerk.take(), clerk.take()
    assert (first.what, second.what, first.document) == ("new", "same", second.document)
    view = desk.view(first.document)
    assert [version.number for version in view.versions] == [1]


def test_a_changed_page_is_a_new_version_of_its_document(desk: Desk, clerk: Clerk) -> None:
    """Both contents stay; the newest counts."""
    document = clerk.take().document
    taken = clerk.take(TEXT.replace("drei Jahre", "vier Jahre"))
    assert (taken.what, taken.document) == ("version", document)
    view = desk.view(document)
    assert [version.number for version in view.versions] == [1, 2]
    assert _item(view, "duration_months").value == 48


def test_what_is_accepted_is_settled_by_that_person(desk: Desk, clerk: Clerk) -> None:
    """With name and evidence in the settled report."""
    view = desk.view(clerk.take().document)
    view = _decide(desk, view, _wish("accept", _item(view, "start"), reason="steht im zweiten Absatz"))
    assert _item(view, "start").state == "accepted"
    report = _settled(desk)
    assert report.review is not None
    (entry,) = report.review.values
    assert (entry.pointer, entry.reviewer, entry.reason) == ("/start", "Ada", "steht im zweiten Absatz")
    assert report.networks[0].evidence["/start"][0].rule.startswith("review.")


def test_a_correction_takes_the_place_of_what_was_read(desk: Desk, clerk: Clerk) -> None:
    """And what was read stays on record."""
    view = desk.view(clerk.take().document)
    view = _decide(desk, view, _wish("correct", _item(view, "duration_months"), value=30))
    report = _settled(desk)
    assert report.networks[0].duration_months == 30
    assert report.review is not None
    assert [entry.machine for entry in report.review.values] == [36]


def test_a_refused_value_leaves_the_record(desk: Desk, clerk: Clerk) -> None:
    """The others keep their evidence."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("reject", _item(view, "participants", "Werne")))
    report = _settled(desk)
    assert [member.name for member in report.networks[0].participants] == ["Lünen", "Unna"]
    assert report.networks[0].evidence["/participants/1"][0].text == "Kreis Unna"


def test_a_missed_value_is_added_with_its_characters(desk: Desk, clerk: Clerk) -> None:
    """The key of a place brings the rest of it from the register."""
    view = desk.view(clerk.take(TEXT + "Auch Selm ist im Gespräch.\n").document)
    network = view.settled.networks[0].id
    value = {"name": "Selm", "form": "Stadt", "kind": "municipality", "place": {"ags": "05978032"}}
    wish = Wish("add", network=network, field="participants", value=value, span=_span(view, "Selm"))
    _decide(desk, view, wish)
    report = _settled(desk)
    added = report.networks[0].participants[-1]
    assert (added.name, added.place.state if added.place else None) == ("Selm", "DE-NW")
    assert report.networks[0].evidence["/participants/3"][0].text == "Selm"


def test_a_field_the_text_does_not_speak_of_is_settled_empty(desk: Desk, clerk: Clerk) -> None:
    """Whatever was read for it is out."""
    view = desk.view(clerk.take().document)
    network = view.settled.networks[0].id
    view = _decide(desk, view, Wish("absent", network=network, field="participants"), Wish("absent", network=network, field="end"))
    assert _settled(desk).networks[0].participants == []
    assert view.settled.settled >= 2


def test_undoing_brings_back_what_was(desk: Desk, clerk: Clerk) -> None:
    """And undoing that brings the decision back."""
    before = desk.view(clerk.take().document)
    decided = _decide(desk, before, _wish("reject", _item(before, "start")))
    undone = desk.undo(decided.row.id, decided.row.revision, None, reviewer="Ada")
    assert undone.settled == before.settled
    redone = desk.undo(undone.row.id, undone.row.revision, [undone.decisions[0].decision.id], reviewer="Ada")
    assert redone.settled == decided.settled
    assert len(redone.decisions) == 3


def test_two_at_different_values_do_not_hinder_each_other(desk: Desk, clerk: Clerk) -> None:
    """Both looked at the same revision."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("accept", _item(view, "start")), reviewer="Ada")
    after = _decide(desk, view, _wish("accept", _item(view, "duration_months")), reviewer="Bo")
    assert {stored.decision.reviewer for stored in after.decisions} == {"Ada", "Bo"}


@pytest.mark.parametrize("second", ["accept", "reject", "correct", "absent", "drop"])
def test_two_at_the_same_value_are_told(desk: Desk, clerk: Clerk, second: str) -> None:
    """The later one sees what the earlier decided, and nothing of theirs is stored."""
    view = desk.view(clerk.take().document)
    item = _item(view, "start")
    _decide(desk, view, _wish("reject", item), reviewer="Ada")
    with pytest.raises(Stale, match="Ada decided on this in the meantime") as caught:
        _decide(desk, view, _wish(second, item, value="2021-08"), reviewer="Bo")
    assert caught.value.code == "decided-by-others"
    assert [stored.decision.reviewer for stored in caught.value.theirs] == ["Ada"]
    assert [stored.decision.reviewer for stored in desk.view(view.row.id).decisions] == ["Ada"]


def test_who_looked_before_a_new_reading_is_told(desk: Desk, clerk: Clerk) -> None:
    """What they saw may be gone."""
    view = desk.view(clerk.take().document)
    clerk.take(TEXT.replace("Juli", "August"))
    with pytest.raises(Stale, match="read anew") as caught:
        _decide(desk, view, _wish("accept", _item(view, "start")))
    assert caught.value.code == "read-anew"


def test_a_decision_outlives_a_changed_page(desk: Desk, clerk: Clerk) -> None:
    """As long as its words still stand there, wherever they moved."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("correct", _item(view, "duration_months"), value=30))
    taken = clerk.take("Neu auf dieser Seite.\n\n" + TEXT)
    assert (taken.what, taken.conflicts) == ("version", 0)
    report = _settled(desk)
    assert report.networks[0].duration_months == 30
    assert report.networks[0].evidence["/duration_months"][0].text in report.text


def test_a_decision_whose_words_are_gone_is_a_conflict(desk: Desk, clerk: Clerk) -> None:
    """Both sides stay: what was decided, and what is read now."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("accept", _item(view, "duration_months")))
    taken = clerk.take(TEXT.replace("läuft drei Jahre", "dauert bis Juni 2025"))
    assert taken.conflicts == 1
    item = _item(desk.view(view.row.id), "duration_months")
    assert (item.state, item.conflict, item.value) == ("conflict", "quote-gone", 36)
    codes = [finding.code for finding in _settled(desk).networks[0].findings]
    assert "decision-conflict" in codes


def test_holding_settles_a_conflict_without_a_quote(desk: Desk, clerk: Clerk) -> None:
    """The value stays known beside the record."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("accept", _item(view, "duration_months")))
    clerk.take(TEXT.replace(" und läuft drei Jahre", ""))
    view = desk.view(view.row.id)
    view = _decide(desk, view, _wish("hold", _item(view, "duration_months"), reason="stand in der ersten Fassung"))
    assert view.settled.conflicts == 0
    review = _settled(desk).review
    assert review is not None
    assert [(one.field, one.state, one.value) for one in review.refused] == [("duration_months", "held", 36)]


def test_other_rules_overwrite_no_decision(desk: Desk, clerk: Clerk) -> None:
    """The machine says something else now; the person's value stands."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("accept", _item(view, "duration_months")))
    _, report = clerk.read(TEXT)
    record = report.networks[0]
    changed = record.model_copy(update={"duration_months": 24})
    taken = clerk.take(report=report.model_copy(update={"networks": [changed]}))
    assert (taken.what, taken.conflicts) == ("extraction", 0)
    assert _settled(desk).networks[0].duration_months == 36


def test_reading_again_takes_what_was_kept(desk: Desk, clerk: Clerk, pipeline: Pipeline) -> None:
    """No file is needed."""
    document = clerk.take().document
    assert desk.reread(document, pipeline.extract, 1).what == "same"


def test_equal_questions_are_answered_at_once(desk: Desk, clerk: Clerk) -> None:
    """In one batch that one step undoes; a value decided meanwhile is left alone."""
    texts = [TEXT.replace("3. Mai", f"{day}. Mai") for day in (3, 4, 5)]
    documents = [clerk.take(text, key=f"{number}.txt").document for number, text in enumerate(texts)]
    views = [desk.view(document) for document in documents]
    items = [_item(view, "managers") for view in views]
    assert len({item.question for item in items}) == 1
    _decide(desk, views[2], _wish("reject", items[2]), reviewer="Bo")
    chosen = [Chosen(view.row.id, view.row.revision, item.network, item.item) for view, item in zip(views, items, strict=True)]
    answer = desk.decide_group(items[0].question or "", Wish("accept", reason="eine GmbH"), chosen, reviewer="Ada")
    assert (answer.settled, [left.document for left in answer.left]) == (2, [documents[2]])
    assert [_item(desk.view(document), "managers").state for document in documents] == ["accepted", "accepted", "rejected"]
    assert desk.undo_batch(answer.batch, reviewer="Ada").settled == 2
    assert [_item(desk.view(document), "managers").state for document in documents] == ["open", "open", "rejected"]
    with pytest.raises(Missing):
        desk.undo_batch("0" * 32, reviewer="Ada")


def test_a_split_off_network_has_a_record_of_its_own(desk: Desk, clerk: Clerk) -> None:
    """With the values moved to it."""
    view = desk.view(clerk.take().document)
    new = "1" * 32
    create = Wish("create", network=new, value="Netz der Kreise")
    _decide(desk, view, create, _wish("move", _item(view, "participants", "Unna"), to=new))
    report = _settled(desk)
    assert [[member.name for member in record.participants] for record in report.networks] == [["Lünen", "Werne"], ["Unna"]]


def test_a_dropped_network_leaves_and_comes_back(desk: Desk, clerk: Clerk) -> None:
    """Undo brings it back."""
    view = desk.view(clerk.take().document)
    view = _decide(desk, view, Wish("drop", network=view.settled.networks[0].id))
    assert _settled(desk).networks == []
    desk.undo(view.row.id, view.row.revision, None, reviewer="Ada")
    assert len(_settled(desk).networks) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"network": "9" * 32}, "unknown-network"),
        ({"field": "colour"}, "unknown-field"),
        ({"field": "participants", "item": "nobody"}, "unknown-item"),
        ({"kind": "add", "value": "2021-08"}, "no-quote"),
        ({"kind": "add", "value": "2021-08", "span": (0, 10**6)}, "span-outside"),
        ({"kind": "add", "value": "soon", "span": (0, 5)}, "bad-date"),
        ({"kind": "answer", "finding": "x"}, "unknown-finding"),
        ({"kind": "undo"}, "nothing-to-undo"),
        ({"kind": "undo", "undoes": ("0" * 32,)}, "not-of-document"),
        ({"kind": "merge", "to": "9" * 32}, "unknown-target"),
    ],
)
def test_a_wish_without_meaning_is_refused(desk: Desk, clerk: Clerk, change: dict[str, Any], code: str) -> None:
    """With a code the page has words for; nothing is stored."""
    view = desk.view(clerk.take().document)
    wish = replace(_wish("accept", _item(view, "start")), **change)
    with pytest.raises(ReviewError) as caught:
        _decide(desk, view, _wish("accept", _item(view, "duration_months")), wish)
    assert caught.value.code == code
    assert desk.view(view.row.id).decisions == ()


def test_what_the_store_keeps_for_lists_is_what_follows_from_the_truth(desk: Desk, clerk: Clerk) -> None:
    """After taking in, deciding and reading anew."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("reject", _item(view, "start")))
    clerk.take("Vorab.\n" + TEXT)
    fresh = desk.fresh_projection(view.row.id)
    with desk.store.reading() as reading:
        row = reading.document(view.row.id)
        assert row is not None
        assert row.summary == fresh.summary
        assert tuple(reading.items(view.row.id)) == fresh.items
        assert tuple(reading.findings(view.row.id)) == fresh.findings


def test_accepting_a_corrected_value_keeps_the_correction(desk: Desk, clerk: Clerk) -> None:
    """Who accepts means what they see."""
    view = desk.view(clerk.take().document)
    view = _decide(desk, view, _wish("correct", _item(view, "duration_months"), value=30))
    _decide(desk, view, _wish("accept", _item(view, "duration_months")), reviewer="Bo")
    assert _settled(desk).networks[0].duration_months == 30


def test_undoing_takes_back_a_whole_step(desk: Desk, clerk: Clerk) -> None:
    """A split is several decisions."""
    before = desk.view(clerk.take().document)
    new = "1" * 32
    move = _wish("move", _item(before, "participants", "Unna"), to=new)
    after = _decide(desk, before, Wish("create", network=new, value="Netz der Kreise"), move)
    assert desk.undo(after.row.id, after.row.revision, None, reviewer="Ada").settled.items == before.settled.items


@pytest.fixture
def parted(desk: Desk, clerk: Clerk) -> tuple[DocumentView, str, str]:
    """Hold a document with two networks, the members in one and the rest in the other."""
    view = desk.view(clerk.take().document)
    first, second = view.settled.networks[0].id, "2" * 32
    moves = [_wish("move", item, to=second) for item in view.settled.items if item.field != "participants"]
    view = _decide(desk, view, Wish("create", network=second, value="Zweites"), *moves)
    return view, first, second


def test_what_was_decided_while_merged_goes_home_when_the_merge_is_undone(
    desk: Desk, parted: tuple[DocumentView, str, str]
) -> None:
    """It was decided about the value, wherever that stood."""
    view, first, second = parted
    view = _decide(desk, view, Wish("merge", network=first, to=second))
    merge = view.decisions[0].decision.id
    view = _decide(desk, view, _wish("reject", _item(view, "participants", "Werne")))
    view = _decide(desk, view, _wish("accept", _item(view, "participants", "Lünen")))
    view = desk.undo(view.row.id, view.row.revision, [merge], reviewer="Ada")
    members = [(item.network, item.item, item.state) for item in view.settled.items if item.field == "participants"]
    assert [(network == first, state) for network, _, state in members] == [
        (True, "accepted"),
        (True, "rejected"),
        (True, "open"),
    ]


def test_a_network_that_is_out_takes_no_decisions(desk: Desk, parted: tuple[DocumentView, str, str]) -> None:
    """They would come into force when somebody undoes what put it out."""
    view, first, second = parted
    view = _decide(desk, view, Wish("merge", network=first, to=second))
    for wish in (Wish("drop", network=first), Wish("merge", network=first, to=second), Wish("merge", network=second, to=first)):
        with pytest.raises(ReviewError) as caught:
            _decide(desk, view, wish)
        assert caught.value.code in {"network-is-out", "unknown-target"}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish("create", value="\ud800"), "no-text"),
        (Wish("create", value={"a": 1}), "bad-name"),
        (Wish("add", field="topics", item="\ud800", value="Wärme", span=(0, 5)), "no-text"),
        (Wish("add", field="edition", value=10**30, span=(0, 5)), "bad-number"),
        (Wish("add", field="duration_months", value="3_6", span=(0, 5)), "bad-number"),
        (Wish("add", field="participants_stated", value="1.000", span=(0, 5)), "bad-number"),
        (Wish("add", field="funding_amounts", value={"amount": "204.595", "currency": "EUR"}, span=(0, 5)), "bad-amount"),
        (Wish("add", field="funding_amounts", value={"amount": "Infinity", "currency": "EUR"}, span=(0, 5)), "bad-amount"),
    ],
)
def test_what_no_record_can_hold_is_refused(desk: Desk, clerk: Clerk, wish: Wish, code: str) -> None:
    """Numbers as Python would read them, endless ones, halves of characters."""
    view = desk.view(clerk.take().document)
    network = None if wish.kind == "create" else view.settled.networks[0].id
    with pytest.raises(ReviewError) as caught:
        _decide(desk, view, replace(wish, network=network))
    assert caught.value.code == code


def test_signs_that_steer_are_left_out_of_values(desk: Desk, clerk: Clerk) -> None:
    """They would steer a terminal that shows them."""
    view = desk.view(clerk.take().document)
    network = view.settled.networks[0].id
    _decide(desk, view, Wish("add", network=network, field="topics", value="Wär\x1bme\0", span=(0, 5)))
    assert "Wärme" in _settled(desk).networks[0].topics
    named = _decide(desk, desk.view(view.row.id), Wish("create", value="N\0etz"))
    assert [one.label for one in named.settled.networks][-1] == "Netz"


@pytest.mark.parametrize(
    ("wanted", "later"),
    [
        ("accept", "Die Städte Lünen und Selm arbeiten im Klimaschutznetzwerk Lippe-Seseke zusammen.\n\nNicht mehr dabei: Werne."),
        ("reject", TEXT + "\n\nInzwischen ist auch die Stadt Werne dem Klimaschutznetzwerk Lippe-Seseke beigetreten.\n"),
    ],
)
def test_the_same_name_in_another_sentence_is_weighed_again(desk: Desk, clerk: Clerk, wanted: Any, later: str) -> None:
    """What a page now says of a place is not what it said when somebody decided."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish(wanted, _item(view, "participants", "Werne")))
    clerk.take(later)
    assert _item(desk.view(view.row.id), "participants", "Werne").state == "conflict"


def test_a_second_value_of_one_name_takes_no_other_s_place(desk: Desk, clerk: Clerk) -> None:
    """Ten per cent of electricity and ten per cent of heat are two goals; what only adds to a value completes it."""
    view = desk.view(clerk.take(TEXT + "Ziel sind 10 % Strom und 10 % Wärme.\n").document)
    network = view.settled.networks[0].id
    span = _span(view, "10 % Strom")

    def add(field: str, value: Any) -> None:
        now = desk.view(view.row.id)
        _decide(desk, now, Wish("add", network=network, field=field, value=value, span=span))

    for subject in ("Strom", "Wärme", "Wärme"):
        add("targets", {"quantity": 10, "unit": "%", "subject": subject, "status": "planned"})
    add("participants", {"name": "Werne", "form": "Stadt", "kind": "municipality"})
    record = _settled(desk).networks[0]
    subjects = [target.subject for target in record.targets if target.quantity == 10]
    assert (subjects.count("Strom"), subjects.count("Wärme")) == (1, 1)
    werne = [member for member in record.participants if member.name == "Werne"]
    assert [member.place.ags for member in werne if member.place] == ["05978040"]


@pytest.mark.parametrize(
    ("name", "ags", "candidates"), [("Burgoberbach", "09571127", 0), ("Lichtenau", None, 4), ("Nirgendwo", None, 0)]
)
def test_a_member_typed_by_name_finds_its_key(desk: Desk, clerk: Clerk, name: str, ags: str | None, candidates: int) -> None:
    """Where the register has one place of that name; of several none is chosen."""
    view = desk.view(clerk.take(TEXT + f"Auch {name} macht mit.\n").document)
    value = {"name": name, "kind": "municipality"}
    network = view.settled.networks[0].id
    _decide(desk, view, Wish("add", network=network, field="participants", value=value, span=_span(view, f"Auch {name}")))
    member = next(
        item.value for item in desk.view(view.row.id).settled.items if item.field == "participants" and item.value["name"] == name
    )
    place = member["place"] or {}
    assert (place.get("ags"), len(place.get("candidates", ()))) == (ags, candidates)


def test_a_place_that_was_taken_away_stays_away(desk: Desk, clerk: Clerk) -> None:
    """The name alone does not bring it back."""
    view = desk.view(clerk.take().document)
    item = _item(view, "participants", "Werne")
    view = _decide(desk, view, _wish("correct", item, value={**item.machine, "place": None}))
    assert _item(view, "participants", "Werne").value["place"] is None


def test_what_stands_around_a_question_is_whole_words(desk: Desk, clerk: Clerk) -> None:
    """Whoever answers without opening the document reads no halves."""
    view = desk.view(clerk.take().document)
    with desk.store.reading() as reading:
        contexts = [context for context in reading.contexts(view.row.id) if context[1]]
    words = set(re.findall(r"\w+", TEXT))
    for before, _, after in contexts:
        assert set(re.findall(r"\w+", before)[:1]) <= words
        assert set(re.findall(r"\w+", after)[-1:]) <= words
    assert contexts


def test_a_second_person_of_one_name_is_a_second_person(desk: Desk, clerk: Clerk) -> None:
    """Whoever added the first keeps theirs."""
    view = desk.view(clerk.take(TEXT + "Anna Meier moderiert, Anna Meier ist Bürgermeisterin.\n").document)
    network, span = view.settled.networks[0].id, _span(view, "Anna Meier")
    for role, reviewer in (("Bürgermeisterin", "Ada"), ("Moderatorin", "Bo")):
        wish = Wish("add", network=network, field="people", value={"name": "Anna Meier", "role": role}, span=span)
        view = _decide(desk, view, wish, reviewer=reviewer)
    roles = {person.role for person in _settled(desk).networks[0].people if person.name == "Anna Meier"}
    assert {"Bürgermeisterin", "Moderatorin"} <= roles


def test_two_members_corrected_crosswise_are_both_corrected(desk: Desk, clerk: Clerk) -> None:
    """Each becomes the other, in one step."""
    view = desk.view(clerk.take().document)
    first, second = _item(view, "participants", "Lünen"), _item(view, "participants", "Werne")
    _decide(desk, view, _wish("correct", first, value=second.machine), _wish("correct", second, value=first.machine))
    report = _settled(desk)
    assert [member.name for member in report.networks[0].participants] == ["Werne", "Lünen", "Unna"]
    assert report.review is not None
    assert len(report.review.values) == 2


def test_an_added_value_takes_no_corrected_one_s_place(desk: Desk, clerk: Clerk) -> None:
    """Under the name the correction gave it."""
    view = desk.view(clerk.take(TEXT + "Auch die Gemeinde Werl macht mit.\n").document)
    item = _item(view, "participants", "Werne")
    view = _decide(desk, view, _wish("correct", item, value={"name": "Werl", "form": "Stadt", "kind": "municipality"}))
    value = {"name": "Werl", "form": "Gemeinde", "kind": "municipality"}
    add = Wish("add", network=item.network, field="participants", value=value, span=_span(view, "Gemeinde Werl"))
    _decide(desk, view, add, reviewer="Bo")
    forms = {member.form for member in _settled(desk).networks[0].participants if member.name == "Werl"}
    assert forms == {"Stadt", "Gemeinde"}


def test_who_accepts_means_the_characters_of_the_value(desk: Desk, clerk: Clerk) -> None:
    """Not others that were selected besides."""
    view = desk.view(clerk.take().document)
    _decide(desk, view, _wish("accept", _item(view, "participants", "Werne"), span=(0, 5)))
    assert _settled(desk).networks[0].evidence["/participants/1"][0].text == "Werne"


def test_a_network_is_created_once(desk: Desk, clerk: Clerk) -> None:
    """Under the id of one that is there nothing is made, and nothing renamed."""
    view = desk.view(clerk.take().document)
    with pytest.raises(ReviewError):
        _decide(desk, view, Wish("create", network=view.settled.networks[0].id, value="Zwei", span=(0, 5)))


def test_what_a_decision_does_not_speak_of_is_not_kept(desk: Desk, clerk: Clerk) -> None:
    """An accepted value undoes nothing."""
    view = desk.view(clerk.take().document)
    wish = _wish("accept", _item(view, "start"), undoes=("0" * 32,), finding="x", to="1" * 32)
    stored = _decide(desk, view, wish).decisions[0].decision
    assert (stored.undoes, stored.finding, stored.to) == ((), None, None)


def test_a_settled_value_is_not_pushed_out_by_one_that_is_moved(desk: Desk, clerk: Clerk) -> None:
    """A field of one value has room for one."""
    view = desk.view(clerk.take(TEXT + "Ein zweites begann 2019.\n").document)
    item, other = _item(view, "start"), "2" * 32
    add = Wish("add", network=other, field="start", value="2019", span=_span(view, "2019"))
    view = _decide(desk, view, _wish("accept", item), Wish("create", network=other, value="Zweites"), add)
    with pytest.raises(ReviewError) as caught:
        _decide(desk, view, _wish("move", item, to=other))
    assert caught.value.code == "target-taken"


def test_everybody_who_settled_a_value_is_named(desk: Desk, clerk: Clerk) -> None:
    """Two corrected theirs to one and the same."""
    view = desk.view(clerk.take().document)
    value = {"name": "Selm", "form": "Stadt", "kind": "municipality"}
    view = _decide(desk, view, _wish("correct", _item(view, "participants", "Werne"), value=value), reviewer="Ada")
    _decide(desk, view, _wish("correct", _item(view, "participants", "Lünen"), value=value), reviewer="Bo")
    report = _settled(desk)
    assert [member.name for member in report.networks[0].participants] == ["Selm", "Unna"]
    assert report.review is not None
    assert {entry.reviewer for entry in report.review.values} == {"Ada", "Bo"}
