"""How doubtful each value is, by what stands around it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pipeline.linear import load_model
from pipeline.settings import find_resources
from pipeline.settle import doubt_of, gain, group_gain, settle
from pipeline.settle.doubt import Signs, doubts, measure
from pipeline.settle.machine import read_values
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report
from schemas.review import Item

Make = Callable[..., Any]

_TEXT = "Das Netzwerk KEEN Mitte startet 2020 in Ulm und Horb. Es leitet die Stadtwerke GmbH & Co. KG. Ada Kurz, Amt Ulm. Leo Lang."


def _networks(report: Report) -> list[str]:
    return [f"{index + 1:032x}" for index in range(len(report.networks))]


@pytest.fixture
def asked(make_report: Make, read: Make) -> Callable[..., dict[str, float]]:
    """Give a function that reads values from the text and says how doubtful each is, by pointer of the first record."""

    def ask(*others: dict[str, Any], findings: Sequence[dict[str, Any]] = (), **fields: Any) -> dict[str, float]:
        network = {**read(_TEXT, **fields), "findings": list(findings)}
        report = make_report(_TEXT, network, *others)
        found = doubts(report, tuple(read_values(report, _networks(report))))
        return {pointer: doubt for (record, pointer), doubt in found.items() if record == 0}

    return ask


def test_every_open_value_of_a_real_report_has_a_doubt(real_reports: list[Report]) -> None:
    """A chance each, strictly between 0 and 1, and the same ones again."""
    for report in real_reports:
        items = settle(report, _networks(report), []).items
        assert all(item.doubt is not None and 0 < item.doubt < 1 for item in items)
        assert items == settle(report, _networks(report), []).items


def test_what_is_stated_goes_by_confidence(real_reports: list[Report]) -> None:
    """The number of wrong values left is the calibrated sum, not that of the doubts."""
    for report in real_reports:
        settled = settle(report, _networks(report), [])
        assert settled.wrong == pytest.approx(sum(1 - (item.confidence or 0) for item in settled.items), abs=1e-6)


def test_a_settled_value_has_no_doubt(make_report: Make, read: Make, decide: Make, only: Make) -> None:
    """Doubt orders what is open; what a person decided is in no order."""
    report = make_report(_TEXT, read(_TEXT, acronym=("KEEN", "KEEN")))
    assert only(settle(report, _networks(report), []), "acronym").doubt is not None
    assert only(settle(report, _networks(report), [decide("accept", 1, "acronym", item="", value="KEEN")]), "acronym").doubt is None


def test_a_person_without_organisation_is_more_doubtful(asked: Callable[..., dict[str, float]]) -> None:
    """Mostly a text says whose a person is, so a person of nobody was not understood."""
    whole = {"name": "Ada Kurz", "title": None, "role": "Leiterin", "organisation": "Amt Ulm"}
    lacking = {"name": "Leo Lang", "title": None, "role": "Leiter", "organisation": None}
    found = asked(people=[(whole, "Ada Kurz"), (lacking, "Leo Lang")])
    assert found["/people/1"] > found["/people/0"]


def test_a_name_that_goes_on_is_more_doubtful(asked: Callable[..., dict[str, float]]) -> None:
    """Behind a name that was cut off stands the rest of it."""
    cut, whole = asked(name=("KEEN", "KEEN"))["/name"], asked(name=("KEEN Mitte", "KEEN Mitte"))["/name"]
    assert cut > whole


@pytest.mark.parametrize(
    ("rest", "goes_on"),
    [
        (" Mitte", True), (" II", True), (" & Co. KG", True), (" + Co.", True), ("-West", True), (" „Nord“", True), (" lokal", True), ("-nah", True),
        (" startet", False), (". Es", False), (", Ulm", False), ("", False), ("\nUlm", False), (" – so", False), (" (KEEN)", False),
    ],
)  # fmt: skip
def test_what_follows_tells_whether_a_name_goes_on(make_report: Make, read: Make, rest: str, goes_on: bool) -> None:  # noqa: FBT001 - a case
    """Capitals, numbers and signs between words belong to a name, the next word of the sentence does not."""
    text = f"Das Netzwerk Ulm{rest}"
    report = make_report(text, read(text, name=("Netzwerk Ulm", "Netzwerk Ulm")))
    ((_, signs),) = measure(report, tuple(read_values(report, _networks(report))))
    assert ("goes on" in signs) == goes_on


def test_a_finding_on_a_value_makes_it_more_doubtful(asked: Callable[..., dict[str, float]], member: Make) -> None:
    """What a check points at is wrong more often; the other values of the field are hardly touched."""
    members = [(member("Ulm"), "Ulm"), (member("Horb"), "Horb")]
    finding = {"code": "likely-typo", "severity": "warning", "message": "A typo.", "path": "/participants/1/name"}
    plain, pointed = asked(participants=members), asked(participants=members, findings=[finding])
    assert pointed["/participants/1"] > 2 * plain["/participants/1"]
    assert pointed["/participants/0"] < pointed["/participants/1"]


def test_a_year_is_more_doubtful_than_a_day(asked: Callable[..., dict[str, float]]) -> None:
    """A date without a month was often read from another sentence."""
    assert asked(start=("2020", "2020"))["/start"] > asked(start=("2020-07", "2020"))["/start"]


def test_a_member_that_several_places_may_be_is_more_doubtful(asked: Callable[..., dict[str, float]], member: Make) -> None:
    """A place without its key is not told apart from its namesakes."""
    place = {"ags": "08421000", "official_name": "Ulm", "state": "DE-BW"}
    known, open_ = member("Ulm", place=place), member("Ulm", place={**place, "ags": None})
    assert asked(participants=[(open_, "Ulm")])["/participants/0"] > asked(participants=[(known, "Ulm")])["/participants/0"]


def test_a_list_as_long_as_counted_is_less_doubtful(asked: Callable[..., dict[str, float]], member: Make) -> None:
    """Two ways to the same number rarely err alike."""
    members = [(member("Ulm"), "Ulm"), (member("Horb"), "Horb")]
    fits = asked(participants=members, participants_stated=(2, "Es"))
    differs = asked(participants=members, participants_stated=(5, "Es"))
    assert fits["/participants/0"] < differs["/participants/0"]


def test_a_page_with_several_networks_is_more_doubtful(asked: Callable[..., dict[str, float]], read: Make) -> None:
    """A value may be right and stand in the wrong network."""
    other = read(_TEXT)
    assert asked(other, acronym=("KEEN", "KEEN"))["/acronym"] > asked(acronym=("KEEN", "KEEN"))["/acronym"]


def test_doubt_orders_before_confidence() -> None:
    """Where a doubt was measured, the queue and the questions go by it; elsewhere by the confidence."""
    sure = Item(network="a", field="start", item="", state="open", confidence=0.9)
    doubted = sure.model_copy(update={"doubt": 0.6})
    assert doubt_of(sure) == pytest.approx(0.1)
    assert doubt_of(doubted) == pytest.approx(0.6)
    assert gain([doubted]) > gain([sure])
    assert group_gain([doubted]) > group_gain([sure])


def test_a_report_without_values_has_no_doubts(make_report: Make) -> None:
    """Nothing read, nothing to doubt."""
    assert doubts(make_report("Nichts."), ()) == {}


def test_every_weight_is_of_a_sign_that_is_measured(real_reports: list[Report]) -> None:
    """A renamed sign would silently count nothing."""
    model = load_model(find_resources("models") / "doubt.json")
    seen: Signs = {}
    for report in real_reports:
        for _, signs in measure(report, tuple(read_values(report, _networks(report)))):
            seen.update(signs)
    rare = {f"field {field}" for field in (*SCALAR_FIELDS, *LIST_FIELDS)} | {"", "participants no key"}
    assert model.weights.keys() - seen.keys() <= rare
