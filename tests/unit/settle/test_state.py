"""What holds of a value after people decided, rules changed and the text changed."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.settle import settle, settled_report
from schemas.record import Report
from schemas.review import Decision, Item, Quote, Settled

ONE, TWO, THREE = (f"{number:032x}" for number in (1, 2, 3))
OLD = "Das Klimanetz Nord startete im Juli 2020. Mitglieder sind Lage, Werl und Soest. Kontakt: Mitte."
NEW = "Das Klimanetz Nord begann im August 2021. Mitglieder sind heute Lage und Soest. Kontakt: Mitte."

Make = Callable[..., Any]


@pytest.fixture(scope="session")
def old(make_report: Callable[..., Report], read: Make, member: Make) -> Report:
    """Give what the machine read of the first text."""
    members = [(member(name), name) for name in ("Lage", "Werl", "Mitte")]
    return make_report(
        OLD, read(OLD, name=("Klimanetz Nord", "Klimanetz Nord"), start=("2020-07", "Juli 2020"), participants=members)
    )


@pytest.fixture(scope="session")
def new(make_report: Callable[..., Report], read: Make, member: Make) -> Report:
    """Give what the machine read of the second text."""
    members = [(member(name), name) for name in ("Lage", "Soest")]
    return make_report(
        NEW, read(NEW, name=("Klimanetz Nord", "Klimanetz Nord"), start=("2021-08", "August 2021"), participants=members)
    )


def _members(settled: Settled, state: str | None = None) -> list[str]:
    return [item.item for item in settled.items if item.field == "participants" and item.item and state in {None, item.state}]


def _later(new: Report, *decisions: Decision) -> Settled:
    return settle(new, [ONE], decisions, texts={1: OLD}, version=2)


def test_what_nobody_decided_is_open_with_its_evidence_and_a_question(old: Report, only: Make) -> None:
    """An open value carries its surest evidence, and the key of the question it asks."""
    settled = settle(old, [ONE], [])
    item = only(settled, "start")
    assert (item.state, item.value, item.machine, item.pointer, item.record) == ("open", "2020-07", "2020-07", "/start", 0)
    assert OLD[item.start : item.end] == "Juli 2020"
    assert item.question
    assert (settled.values, settled.settled) == (5, 0)
    assert settled.wrong == pytest.approx(0.5)


def test_items_stand_in_the_order_of_the_record(old: Report, member: Make, decide: Make, quote_of: Make) -> None:
    """Fields follow the record's declaration; what a person added comes behind what the machine read."""
    added = decide("add", 1, "participants", value=member("Soest"), quote=quote_of(OLD, "Soest"))
    settled = settle(old, [ONE], [added])
    assert [item.field for item in settled.items] == ["name", "start", *["participants"] * 4]
    assert _members(settled) == ["lage", "werl", "mitte", "soest"]


def test_an_accepted_value_stays_although_rules_no_longer_read_it(
    old: Report, make_report: Make, decide: Make, member: Make, quote_of: Make, only: Make
) -> None:
    """Acceptance belongs to the person: as long as the quote stands, so does the value."""
    accepted = decide("accept", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    settled = settle(make_report(OLD, {}), [ONE], [accepted])
    item = only(settled, "participants")
    assert (item.state, item.machine, OLD[item.start : item.end]) == ("accepted", None, "Werl")


def test_an_accepted_value_whose_quote_is_gone_is_a_conflict_with_both_sides(
    new: Report, decide: Make, quote_of: Make, only: Make
) -> None:
    """A changed page does not overwrite what a person accepted, and does not pass it off as said."""
    accepted = decide("accept", 1, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))
    item = only(_later(new, accepted), "start")
    assert (item.state, item.conflict, item.value, item.machine) == ("conflict", "quote-gone", "2020-07", "2021-08")


def test_a_value_that_the_machine_reads_from_other_words_needs_no_new_decision(
    new: Report, decide: Make, quote_of: Make, only: Make
) -> None:
    """Where both sides say the same there is nothing to weigh."""
    accepted = decide("correct", 1, "start", item="", value="2021-08", quote=quote_of(OLD, "Juli 2020"))
    item = only(_later(new, accepted), "start")
    assert (item.state, NEW[item.start : item.end]) == ("corrected", "August 2021")


def test_a_corrected_value_that_the_machine_later_reads_is_one_value(
    old: Report, make_report: Make, read: Make, member: Make, decide: Make, quote_of: Make, only: Make
) -> None:
    """The machine catching up makes no duplicate."""
    corrected = decide("correct", 1, "participants", item="mitte", value=member("Soest"), quote=quote_of(OLD, "Soest"))
    assert _members(settle(old, [ONE], [corrected])) == ["lage", "werl", "mitte"]
    caught_up = make_report(OLD, read(OLD, participants=[(member("Soest"), "Soest")]))
    item = only(settle(caught_up, [ONE], [corrected]), "participants")
    assert (item.state, item.value["name"], item.machine["name"]) == ("corrected", "Soest", "Soest")


def test_a_later_decision_on_a_corrected_value_reaches_it_under_either_name(
    old: Report, member: Make, decide: Make, quote_of: Make
) -> None:
    """Whoever rejects the corrected value means the value the correction made."""
    corrected = decide("correct", 1, "participants", item="mitte", value=member("Soest"), quote=quote_of(OLD, "Soest"))
    rejected = decide("reject", 1, "participants", item="soest", value=member("Soest"))
    assert _members(settle(old, [ONE], [corrected, rejected]), "rejected") == ["mitte"]


def test_what_two_people_say_of_one_value_under_two_names_makes_no_double(
    old: Report, member: Make, decide: Make, quote_of: Make
) -> None:
    """One corrects a value to another that the machine reads too, one who has not seen it judges that other one."""
    corrected = decide("correct", 1, "participants", item="mitte", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    accepted = decide("accept", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    rejected = decide("reject", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    for decisions, expected in (
        ([corrected], ["Lage", "Werl"]),
        ([corrected, accepted], ["Lage", "Werl"]),
        ([accepted, corrected], ["Lage", "Werl"]),
        ([corrected, rejected], ["Lage"]),
    ):
        report = settled_report(old, settle(old, [ONE], decisions), decisions)
        assert [one.name for one in report.networks[0].participants] == expected


def test_a_rejected_value_stays_out_while_its_quote_stands(
    new: Report, old: Report, decide: Make, member: Make, quote_of: Make
) -> None:
    """New rules that read the same words again do not bring it back."""
    rejected = decide("reject", 1, "participants", item="mitte", value=member("Mitte"), quote=quote_of(OLD, "Mitte"))
    assert _members(settle(old, [ONE], [rejected]), "rejected") == ["mitte"]
    assert _members(_later(new, rejected), "rejected") == ["mitte"]


def test_a_rejected_value_that_a_new_text_says_in_new_words_is_a_conflict(
    make_report: Make, read: Make, member: Make, decide: Make, quote_of: Make, only: Make
) -> None:
    """What was not there when a person looked is not covered by the rejection."""
    text = "Das Klimanetz Nord wächst: Die Gemeinde Mitte tritt dem Verein bei und zahlt ab Herbst den vollen Beitrag."
    rejected = decide("reject", 1, "participants", item="mitte", value=member("Mitte"), quote=quote_of(OLD, "Mitte"))
    report = make_report(text, read(text, participants=[(member("Mitte"), "Mitte")]))
    item = only(_later(report, rejected), "participants")
    assert (item.state, item.conflict, item.machine["name"]) == ("conflict", "value-elsewhere", "Mitte")


def test_rejecting_a_date_does_not_reject_another_date(new: Report, decide: Make, quote_of: Make, only: Make) -> None:
    """A scalar's rejection holds for the value rejected; what rules read instead is a new question."""
    rejected = decide("reject", 1, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))
    assert only(_later(new, rejected), "start").state == "open"


def test_an_absent_field_keeps_out_what_stood_there_and_asks_about_what_is_new(
    old: Report, new: Report, decide: Make, of: Make
) -> None:
    """'The text does not say' holds for the text a person saw."""
    absent = decide("absent", 1, "participants")
    settled = settle(old, [ONE], [absent])
    assert [item.state for item in of(settled, "participants")] == ["absent", "rejected", "rejected", "rejected"]
    assert settled_report(old, settled, [absent]).networks[0].participants == []
    later = _later(new, absent, decide("absent", 1, "start"))
    assert [(item.item, item.conflict) for item in of(later, "start")] == [("", "says-now")]


def test_a_value_added_after_a_field_was_called_absent_stands(
    old: Report, decide: Make, member: Make, quote_of: Make, of: Make
) -> None:
    """The later decision wins, and undoing it brings the former back."""
    absent = decide("absent", 1, "participants")
    added = decide("add", 1, "participants", value=member("Soest"), quote=quote_of(OLD, "Soest"))
    assert [item.state for item in of(settle(old, [ONE], [absent, added]), "participants")] == ["rejected"] * 3 + ["added"]
    undo = decide("undo", None, undoes=(added.id,))
    assert settle(old, [ONE], [absent, added, undo]) == settle(old, [ONE], [absent])


def test_a_held_value_is_known_but_not_in_the_record(new: Report, decide: Make, quote_of: Make, only: Make) -> None:
    """Holding settles a conflict: the record leaves the value out, the review names it."""
    accepted = decide("accept", 1, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))
    held = decide("hold", 1, "start", item="", value="2020-07", version=2)
    settled = _later(new, accepted, held)
    assert (only(settled, "start").state, settled.conflicts) == ("held", 0)
    report = settled_report(new, settled, [accepted, held])
    assert report.networks[0].start is None
    assert report.review is not None
    assert [(value.field, value.value, value.quote) for value in report.review.refused] == [("start", "2020-07", "Juli 2020")]


def test_undo_can_itself_be_undone(old: Report, decide: Make, quote_of: Make, only: Make) -> None:
    """Every second undo brings the decision back."""
    chain = [decide("accept", 1, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))]
    for expected in ("accepted", "open", "accepted", "open"):
        assert only(settle(old, [ONE], chain), "start").state == expected
        chain.append(decide("undo", None, undoes=(chain[-1].id,)))


def test_two_values_of_one_name_stay_two(make_report: Make, read: Make, decide: Make, of: Make) -> None:
    """Ten per cent of power and ten per cent of heat are two targets, whatever is decided about one."""
    text = "Gespart werden 10 % Strom und 10 % Wärme."
    one, other = (
        {"quantity": 10.0, "unit": "%", "subject": word, "period": None, "status": "planned"} for word in ("Strom", "Wärme")
    )
    report = make_report(text, read(text, targets=[(one, "10 % Strom"), (other, "10 % Wärme")]))
    first, second = of(settle(report, [ONE], []), "targets")
    for kind in ("accept", "correct"):
        value = {**other, "period": "pro Jahr"} if kind == "correct" else other
        quote = {"start": second.start, "end": second.end, "text": "10 % Wärme"}
        decision = decide(kind, 1, "targets", item=second.item, value=value, quote=quote)
        settled = settle(report, [ONE], [decision])
        assert [item.value["subject"] for item in of(settled, "targets")] == ["Strom", "Wärme"]
        assert len(settled_report(report, settled, [decision]).networks[0].targets) == 2
    assert first.item != second.item


def test_town_and_district_of_one_name_are_two_members(make_report: Make, read: Make, member: Make, of: Make) -> None:
    """Stadt Unna and Kreis Unna can both be members."""
    text = "Stadt Unna und Kreis Unna"
    report = make_report(text, read(text, participants=[(member("Unna"), "Unna"), (member("Unna", kind="district"), "Kreis Unna")]))
    assert [item.item for item in of(settle(report, [ONE], []), "participants")] == ["unna", "unna (district)"]


# networks


@pytest.fixture(scope="session")
def pair(make_report: Callable[..., Report], read: Make, member: Make) -> Report:
    """Give two networks of one text."""
    return make_report(
        OLD,
        read(OLD, name=("Klimanetz Nord", "Klimanetz Nord"), participants=[(member("Lage"), "Lage"), (member("Werl"), "Werl")]),
        read(OLD, start=("2020-07", "Juli 2020"), participants=[(member("Werl"), "Werl"), (member("Soest"), "Soest")]),
        sections=[{"id": "s1", "kind": "body", "level": 0, "start": 0, "end": 9, "network": 1}],
    )


def test_merged_networks_are_one_with_the_values_of_both(pair: Report, decide: Make) -> None:
    """Values carry over, equal ones fall together, sections follow."""
    merge = decide("merge", 2, to=1)
    settled = settle(pair, [ONE, TWO], [merge])
    assert [(network.state, network.into) for network in settled.networks] == [("stands", None), ("merged", ONE)]
    report = settled_report(pair, settled, [merge])
    (record,) = report.networks
    assert (record.start, [one.name for one in record.participants]) == ("2020-07", ["Lage", "Werl", "Soest"])
    assert report.sections[0].network == 0


def test_merges_end_in_chains_and_circles(pair: Report, decide: Make) -> None:
    """A network merged into one that is merged itself ends in the last; a circle stays open."""
    settled = settle(pair, [ONE, TWO], [decide("merge", 1, to=2), decide("merge", 2, to=3), decide("merge", 3, to=1)])
    assert {network.id: (network.state, network.into) for network in settled.networks} == {
        ONE: ("merged", THREE),
        TWO: ("merged", THREE),
        THREE: ("stands", None),
    }
    assert {item.network for item in settled.items} == {THREE}


def test_what_is_decided_after_a_merge_reaches_the_values_that_came_with_it(pair: Report, decide: Make, of: Make) -> None:
    """The merged network's values are the target's; what was rejected in one of them before does not come back by the other."""
    merge, reject = decide("merge", 2, to=1), decide("reject", 1, "start", item="", value="2020-07")
    assert [item.state for item in of(settle(pair, [ONE, TWO], [merge, reject]), "start")] == ["rejected"]
    own = decide("reject", 2, "participants", item="werl")
    settled = settle(pair, [ONE, TWO], [own, merge])
    assert [(item.item, item.state) for item in of(settled, "participants")] == [
        ("lage", "open"),
        ("werl", "rejected"),
        ("soest", "open"),
    ]


def test_a_split_takes_its_values_along(pair: Report, decide: Make, quote_of: Make, of: Make, member: Make) -> None:
    """Creating a network and moving values to it leaves the others where they are."""
    decisions = [
        decide("create", 3, value="Klimanetz Süd", quote=quote_of(OLD, "Klimanetz")),
        decide("move", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"), to=3),
    ]
    settled = settle(pair, [ONE, TWO], decisions)
    assert [(item.field, item.state) for item in settled.items if item.network == THREE] == [
        ("name", "added"),
        ("participants", "accepted"),
    ]
    assert [item.item for item in of(settled, "participants")] == ["lage"]
    report = settled_report(pair, settled, decisions)
    assert [record.name for record in report.networks] == ["Klimanetz Nord", None, "Klimanetz Süd"]
    assert report.networks[2].evidence["/participants/0"][0].rule == "review.accepted"
    back = decide("move", 3, "participants", item="werl", to=1)
    assert [item.item for item in of(settle(pair, [ONE, TWO], [*decisions, back]), "participants")] == ["lage", "werl"]


def test_a_dropped_network_leaves_and_undo_brings_it_back(pair: Report, decide: Make) -> None:
    """Its values no longer count as open, its record is gone, and everything returns."""
    drop = decide("drop", 1)
    settled = settle(pair, [ONE, TWO], [drop])
    assert {item.state for item in settled.items if item.network == ONE} == {"rejected"}
    report = settled_report(pair, settled, [drop])
    assert [record.start for record in report.networks] == ["2020-07"]
    assert report.sections[0].network == 0
    assert settle(pair, [ONE, TWO], [drop, decide("undo", None, undoes=(drop.id,))]) == settle(pair, [ONE, TWO], [])


def test_what_somebody_accepted_in_a_network_dropped_before_is_a_conflict(
    pair: Report, decide: Make, quote_of: Make, of: Make
) -> None:
    """Two people who disagree about a network are both heard."""
    accepted = decide("accept", 2, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))
    (item,) = of(settle(pair, [ONE, TWO], [decide("drop", 2), accepted]), "start", 2)
    assert (item.state, item.conflict) == ("conflict", "network-gone")


def test_a_network_lives_on_as_long_as_one_of_its_quotes_stands(
    make_report: Make, decide: Make, member: Make, quote_of: Make
) -> None:
    """What people decided keeps a network that the machine no longer sees."""
    accepted = decide("accept", 1, "participants", item="lage", value=member("Lage"), quote=quote_of(OLD, "Lage"))
    dated = decide("accept", 1, "start", item="", value="2020-07", quote=quote_of(OLD, "Juli 2020"))
    settled = settle(make_report(NEW), [], [accepted, dated], texts={1: OLD}, version=2)
    assert [(network.state, network.record) for network in settled.networks] == [("stands", None)]
    assert [(item.field, item.state, item.conflict) for item in settled.items] == [
        ("start", "conflict", "quote-gone"),
        ("participants", "accepted", None),
    ]
    gone = settle(make_report("Ganz anderes."), [], [accepted, dated], texts={1: OLD}, version=2)
    assert [network.state for network in gone.networks] == ["gone"]
    assert {item.conflict for item in gone.items} == {"network-gone"}


def test_one_word_in_wholly_other_surroundings_is_not_the_quote(
    make_report: Make, decide: Make, member: Make, quote_of: Make, only: Make
) -> None:
    """A town's name in the dateline does not keep it a member."""
    text = "Werl, 3. Mai. Heute hat der Rat getagt."
    accepted = decide("accept", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    assert only(_later(make_report(text, {}), accepted), "participants").conflict == "quote-gone"


def test_a_value_without_a_place_in_the_text_is_a_conflict(old: Report, decide: Make, member: Make, only: Make) -> None:
    """Nothing a person says is dropped in silence: no quote, no meaning, no field."""
    quote = Quote(start=0, end=3, text="Xyz")
    for decision in (
        decide("add", 1, "founded", value="2020", quote=None),
        decide("add", 1, "founded", value="2020", quote=quote),
        decide("add", 1, "founded", value="no date", quote=quote),
        decide("add", 1, "colour", value="blue", quote=quote),
    ):
        settled = settle(old, [ONE], [decision])
        item: Item = only(settled, decision.field)
        assert (item.state, item.value) == ("conflict", decision.value)
        assert [finding.code for finding in settled_report(old, settled, [decision]).networks[0].findings] == ["decision-conflict"]


# findings


def test_a_finding_is_answered_by_a_person_or_by_its_values(
    make_report: Make, read: Make, member: Make, decide: Make, quote_of: Make
) -> None:
    """Answering it, or deciding everything it speaks of, settles a finding; the record leaves it out."""
    findings = [
        {"code": "unknown-place", "severity": "warning", "message": "?", "path": "/participants/1"},
        {"code": "count-above-list", "severity": "warning", "message": "?", "path": "/participants"},
    ]
    network = read(OLD, participants=[(member("Lage"), "Lage"), (member("Werl"), "Werl")])
    report = make_report(OLD, {**network, "findings": findings})
    accepted = decide("accept", 1, "participants", item="werl", value=member("Werl"), quote=quote_of(OLD, "Werl"))
    settled = settle(report, [ONE], [accepted])
    assert [finding.answered for finding in settled.findings] == ["values", None]
    answer = decide("answer", 1, finding=settled.findings[1].key)
    settled = settle(report, [ONE], [accepted, answer])
    assert [finding.answered for finding in settled.findings] == ["values", answer.id]
    assert settled_report(report, settled, [accepted, answer]).networks[0].findings == []


def test_a_finding_follows_its_value_and_leaves_with_it(make_report: Make, read: Make, member: Make, decide: Make) -> None:
    """Paths of findings point at the values of the settled record."""
    findings = [
        {"code": "unknown-place", "severity": "warning", "message": "?", "path": f"/participants/{index}"} for index in (0, 1)
    ]
    network = read(OLD, participants=[(member("Lage"), "Lage"), (member("Werl"), "Werl")])
    report = make_report(OLD, {**network, "findings": findings})
    rejected = decide("reject", 1, "participants", item="lage", value=member("Lage"))
    settled = settle(report, [ONE], [rejected])
    assert [finding.path for finding in settled_report(report, settled, [rejected]).networks[0].findings] == ["/participants/0"]
