"""What changed between two extractions, and why: text, rule, register of places, or a person."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from pipeline.differences import Change, DocumentDifference, compare, print_differences, print_differences_json
from schemas.record import Report

TEXT = "Das Netz Nord startet im Juli 2020. Mitglieder: Stadt Aue, Stadt Bach. Träger ist das Büro B."
Make = Callable[..., Report]


def _piece(text: str, quote: str, rule: str = "r.old") -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "text": quote, "rule": rule, "confidence": 0.9}


def _network(text: str = TEXT, rule: str = "r.old", members: tuple[str, ...] = ("Aue", "Bach"), **values: Any) -> dict[str, Any]:
    """Give the network that TEXT announces, with evidence where it stands."""
    network: dict[str, Any] = {"name": "Netz Nord", "start": "2020-07"} | values
    network["participants"] = [{"name": name, "form": "Stadt", "kind": "municipality"} for name in members]
    evidence = {"/name": [_piece(text, "Netz Nord", rule)], "/start": [_piece(text, "Juli 2020", rule)]}
    evidence |= {f"/participants/{at}": [_piece(text, f"Stadt {name}", rule)] for at, name in enumerate(members)}
    return network | {"evidence": evidence | values.get("evidence", {})}


def _one(old: Report, new: Report) -> DocumentDifference:
    (document,) = compare([old], [new])
    return document


def _change(old: Report, new: Report) -> Change:
    (change,) = _one(old, new).changes
    return change


def test_equal_extractions_do_not_differ(make_report: Make) -> None:
    """Nor do those that differ in rule or confidence only: the values are the same."""
    assert _one(make_report(TEXT, _network()), make_report(TEXT, _network())).changes == ()
    assert _one(make_report(TEXT, _network()), make_report(TEXT, _network(rule="r.new"))).changes == ()


def test_the_same_words_read_otherwise_are_a_rule(make_report: Make) -> None:
    """Both rules are named, and whether word lists or program changed with them."""
    meta = {"netzlese": "0", "lexicons": "f", "places": {"source": "test", "date": None}}
    new = make_report(TEXT, _network(start="2020", rule="r.new")).model_dump() | {"meta": meta}
    change = _change(make_report(TEXT, _network()), Report.model_validate(new))
    assert (change.kind, change.field, change.old, change.new, change.reason) == ("changed", "start", "2020-07", "2020", "rule")
    assert (change.old_rule, change.new_rule, change.old_quote) == ("r.old", "r.new", "Juli 2020")
    assert change.why == "r.old → r.new; word lists 0 → f"


def test_a_value_no_rule_reads_any_more_is_named(make_report: Make) -> None:
    """Removed, by the rule that had read it."""
    change = _change(make_report(TEXT, _network()), make_report(TEXT, _network(members=("Aue",))))
    assert (change.kind, change.field, change.reason) == ("removed", "participants", "rule")
    assert change.old == "Bach (municipality; form Stadt)"
    assert change.why.startswith("no longer read by r.old; same text, versions and word lists")


def test_new_words_are_a_reason(make_report: Make) -> None:
    """A member in a sentence that the old text did not have came with the text, although its name stood elsewhere."""
    text = TEXT + " Seit 2021 ist auch die Stadt Bach dabei, sagt Aue."
    old = make_report(TEXT, _network(members=("Aue",)))
    start = text.rindex("Stadt Bach")
    added = {"/participants/1": [_piece(text, "Stadt Bach") | {"start": start, "end": start + 10}]}
    document = _one(old, make_report(text, _network(text, evidence=added)))
    (change,) = document.changes
    assert document.text_changed
    assert (change.kind, change.new, change.reason) == ("added", "Bach (municipality; form Stadt)", "text")


def test_words_that_are_gone_are_a_reason(make_report: Make) -> None:
    """The value went with its words; what stands is not touched by it."""
    text = TEXT.replace(", Stadt Bach", "")
    change = _change(make_report(TEXT, _network()), make_report(text, _network(text, members=("Aue",))))
    assert (change.kind, change.field, change.reason) == ("removed", "participants", "text")


def test_a_place_that_resolves_otherwise_is_the_register(make_report: Make) -> None:
    """Same words, same name, another official key, another register."""
    old, new = (_network() for _ in "ab")
    old["participants"][0]["place"] = {"ags": "09462000", "official_name": "Aue"}
    new["participants"][0]["place"] = {"ags": "14521020", "official_name": "Aue-Bad Schlema"}
    reports = [make_report(TEXT, network).model_dump() for network in (old, new)]
    assert _change(*map(Report.model_validate, reports)).reason == "rule"
    reports[1]["meta"]["places"]["date"] = "2023-11-30"
    change = _change(*map(Report.model_validate, reports))
    assert (change.field, change.old, change.new) == ("participants.place", "Aue [09462000]", "Aue-Bad Schlema [14521020]")
    assert (change.reason, change.why) == ("gazetteer", "register of places: test → test 2023-11-30")


def _reviewed(report: Report, values: list[dict[str, Any]], refused: list[dict[str, Any]]) -> Report:
    by = {"network": 0, "reviewer": "Anna", "made_at": "2026-11-23T08:15:02Z"}
    said = {"values": [{**by, **one} for one in values], "refused": [{**by, **one} for one in refused]}
    return Report.model_validate({**report.model_dump(), "review": {**said, "total": 4, "settled": 2, "wrong": 0.1}})


def test_what_a_person_settled_is_a_correction(make_report: Make) -> None:
    """Corrected and added values, and rejected ones, say who and why, also where the text changed."""
    machine = make_report(TEXT, _network())
    people = make_report(TEXT, _network(start="2020-08", members=("Aue",)))
    member = machine.networks[0].participants[1].model_dump()
    reason = "steht im Protokoll"
    settled = _reviewed(
        people,
        [{"pointer": "/start", "state": "corrected", "machine": "2020-07", "reason": reason}],
        [{"field": "participants", "state": "rejected", "value": member}],
    )
    changes = {change.field: change for change in _one(machine, settled).changes}
    assert {field: change.reason for field, change in changes.items()} == {"start": "correction", "participants": "correction"}
    assert changes["start"].why == f"corrected by Anna, 2026-11-23T08:15:02Z: {reason}"
    assert changes["participants"].why == "rejected by Anna, 2026-11-23T08:15:02Z"
    back = {change.field: change.why for change in _one(settled, machine).changes}
    assert all(why.startswith("on the old side only: ") for why in back.values())
    assert back.keys() == changes.keys()


def test_a_confirmed_empty_field_is_a_correction(make_report: Make) -> None:
    """Whatever the machine had in it."""
    machine, people = make_report(TEXT, _network()), make_report(TEXT, _network(members=()))
    changes = _one(machine, _reviewed(people, [], [{"field": "participants", "state": "absent"}])).changes
    assert [(change.kind, change.reason) for change in changes] == [("removed", "correction")] * 2


def test_a_network_that_a_person_took_out_is_a_correction(make_report: Make) -> None:
    """Itself, and every value of it, although it has no name that one could tell it by."""
    nameless = _network()
    del nameless["name"], nameless["evidence"]["/name"]
    machine = make_report(TEXT, nameless)
    refused: list[dict[str, Any]] = [{"network": None, "field": "start", "state": "rejected", "value": "2020-07"}]
    refused += [
        {"network": None, "field": "participants", "state": "rejected", "value": one.model_dump()}
        for one in machine.networks[0].participants
    ]
    changes = _one(machine, _reviewed(make_report(TEXT), [], refused)).changes
    assert [change.field for change in changes] == ["network", "start", "participants", "participants"]
    assert {(change.kind, change.reason, change.network) for change in changes} == {("removed", "correction", "network 1")}


def test_a_value_that_changed_networks_was_moved(make_report: Make) -> None:
    """Told once, with both networks."""
    south: dict[str, Any] = {"name": "Netz Süd", "evidence": {"/name": [_piece(TEXT, "Büro B")]}}
    member = {"participants": [{"name": "Bach", "form": "Stadt", "kind": "municipality"}]}
    with_member = {**south, **member, "evidence": {**south["evidence"], "/participants/0": [_piece(TEXT, "Stadt Bach")]}}
    change = _change(make_report(TEXT, _network(), south), make_report(TEXT, _network(members=("Aue",)), with_member))
    assert (change.kind, change.network, change.to, change.field) == ("moved", "Netz Nord", "Netz Süd", "participants")


def test_networks_are_paired_by_likeness(make_report: Make) -> None:
    """Not by their place: a network that went in between moves nothing."""
    other = {"name": "Wasserkreis Bach", "evidence": {"/name": [_piece(TEXT, "Büro B")]}}
    changes = _one(make_report(TEXT, _network()), make_report(TEXT, other, _network())).changes
    assert [(change.kind, change.field, change.new) for change in changes] == [
        ("added", "network", "Wasserkreis Bach"),
        ("added", "name", "Wasserkreis Bach"),
    ]


def test_documents_are_paired_by_their_source_in_any_order(make_report: Make) -> None:
    """And what only one side has is named, with what it holds."""
    old = [make_report(TEXT, _network(), source=name) for name in ("a", "b", "c")]
    new = [make_report(TEXT + "!", _network(), source=name) for name in ("d", "c", "b")]
    sides = {document.source: (document.side, document.networks, document.values) for document in compare(old, new)}
    assert sides == {"a": ("old", 1, 4), "b": ("both", 1, 4), "c": ("both", 1, 4), "d": ("new", 1, 4)}


def test_a_file_that_was_moved_is_found_by_its_content(make_report: Make) -> None:
    """The id of a document comes from its bytes."""
    assert _one(make_report(TEXT, _network(), source="x/a.txt"), make_report(TEXT, _network(), source="y/a.txt")).side == "both"


def test_lines_of_one_file_are_told_by_their_own_ids(make_report: Make) -> None:
    """Two lines of a JSON Lines file have one source, and ids of their own."""
    lines = [make_report(f"{TEXT}{number}", _network(), document={"id": f"no{number}"}) for number in range(3)]
    assert [document.changes for document in compare(lines, [lines[2], lines[0], lines[1]])] == [(), (), ()]


def test_reports_of_a_file_and_reports_of_a_store_compare_alike(make_report: Make) -> None:
    """A report may come as an object or as the JSON it was written as."""
    plain = json.loads(make_report(TEXT, _network()).model_dump_json())
    assert [document.changes for document in compare([plain], [make_report(TEXT, _network())])] == [()]


def _numbered(make: Make, number: int, text: str, own: str = "", base: str = "m.mbox") -> Report:
    digest = sha256(text.encode()).hexdigest()
    about = {"sha256": digest, "id": own or digest[:16]}
    return make(text, {"name": text.split(maxsplit=1)[0]}, source=f"{base}!{number}", document=about)


def test_what_is_numbered_is_paired_whatever_its_number(make_report: Make) -> None:
    """A new message or entry in front changes nothing about those behind it."""
    old = [_numbered(make_report, 1, "Alpha ist da"), _numbered(make_report, 2, "Beta ist da")]
    old += [
        _numbered(make_report, 1, "Alpha ist da", "guid-1", "f.xml"),
        _numbered(make_report, 2, "Beta ist da", "guid-2", "f.xml"),
    ]
    new = [
        _numbered(make_report, number, text, own and f"{own}-{guid}", base)
        for base, own in (("m.mbox", ""), ("f.xml", "guid"))
        for number, (text, guid) in enumerate((("Neu ist da", 3), ("Alpha ist da", 1), ("Beta ist dabei", 2)), 1)
    ]
    found = list(compare(old, new))
    told = sorted((one.source, one.side, one.text_changed, len(one.changes)) for one in found)
    assert told == [
        ("f.xml!1", "new", False, 0),
        ("f.xml!2", "both", False, 0),
        ("f.xml!3", "both", True, 0),
        ("m.mbox!1", "new", False, 0),
        ("m.mbox!2", "both", False, 0),
        ("m.mbox!2", "old", False, 0),
        ("m.mbox!3", "new", False, 0),
    ]


def test_of_several_with_one_id_none_is_left_out(make_report: Make) -> None:
    """Each is paired with one, or told as alone."""
    twins = [make_report("Alpha", source=name) for name in ("a.txt", "b.txt", "c.txt")]
    found = list(
        compare([twins[0].model_copy(update={"document": twins[0].document.model_copy(update={"source": "old.txt"})})], twins)
    )
    assert sorted(one.side for one in found) == ["both", "new", "new"]


def test_a_decision_that_waits_is_no_reason(make_report: Make) -> None:
    """Where the words were rewritten that is why, and it is said who has to look again."""
    text = TEXT.replace("startet im Juli 2020", "beginnt demnächst")
    network = _network(TEXT, members=())
    later = {"name": "Netz Nord", "evidence": {"/name": network["evidence"]["/name"]}}
    said = [{"field": "start", "state": "conflict", "value": "2020-07"}]
    change = _change(make_report(TEXT, network), _reviewed(make_report(text, later), [], said))
    assert (change.kind, change.field, change.reason) == ("removed", "start", "text")
    assert change.why.endswith("what Anna decided on it waits for an answer")


def test_the_board_says_what_differs_and_why(make_report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """Document, network, value, reason and words; then the counts by reason and kind."""
    old, new = make_report(TEXT, _network()), make_report(TEXT, _network(members=("Aue",), start="2020"))
    alone = make_report("x", source="b.txt")
    summary = print_differences(compare([old, alone], [new]), names=("alt", "neu"))
    shown = capsys.readouterr().out
    assert "    - participants: Bach (municipality; form Stadt)\n        rule: no longer read by r.old" in shown
    assert "    ~ start: 2020-07 → 2020\n" in shown
    assert "from 'Juli 2020'" in shown
    assert "b.txt: only in alt (0 networks, 0 values)" in shown
    assert "1 documents on both sides, 1 with changed values, 1 only in alt" in shown
    assert "2 changes" in shown
    assert (summary.by_reason("rule"), summary.same) == (2, False)


def test_signs_that_steer_a_terminal_are_shown_harmless(make_report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """A name in a document cannot clear the screen of who compares."""
    print_differences(compare([make_report("x", {"name": "A"})], [make_report("x", {"name": "B\x1b[2J"})]))
    assert "\x1b[2J" not in capsys.readouterr().out


def test_the_comparison_is_one_json_object(make_report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """Documents that differ, then the counts; with nothing to tell it is an object too."""
    old, new = make_report(TEXT, _network()), make_report(TEXT, _network(start="2020"))
    print_differences_json(compare([old, make_report("x", source="b")], [new]))
    said = json.loads(capsys.readouterr().out)
    assert [document["source"] for document in said["documents"]] == ["a.txt", "b"]
    assert said["documents"][0]["changes"][0]["reason"] == "rule"
    assert said["summary"]["counts"] == [{"field": "start", "reason": "rule", "kind": "changed", "count": 1}]
    summary = print_differences_json(compare([old], [old]))
    assert json.loads(capsys.readouterr().out)["documents"] == []
    assert summary.same
