"""What of a report is right, wrong or undecided, by decisions and by gold."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.gold import GoldCase
from pipeline.settle import KnownNetwork
from pipeline.suggest.judge import judge_by_decisions, judge_by_gold, show
from schemas.gold import GoldDocument
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report
from schemas.review import Item, NetworkState

NETWORK, OTHER = "a" * 32, "b" * 32
MakeReport = Callable[..., Report]


def _item(field: str, state: str, value: Any, **more: Any) -> Item:
    return Item.model_validate({"network": NETWORK, "field": field, "item": "", "state": state, "value": value} | more)


def _shown(verdict: Any) -> tuple[list[str], list[str], list[str]]:
    right, wrong, undecided = (
        sorted(value.shown for value in part.elements()) for part in (verdict.right, verdict.wrong, verdict.open)
    )
    return right, wrong, undecided


def test_decisions_say_what_is_right_and_wrong(make_report: MakeReport) -> None:
    """Accepted, added and corrected-to is right; rejected, corrected-from and what stands in an empty field is wrong."""
    report = make_report(
        "Ein Text.",
        {
            "name": "Netz",
            "start": "2020",
            "topics": ["Licht", "Wärme", "Wind"],
            "programmes": ["NKI"],
            "regions": ["OWL"],
            "edition": 2,
        },
    )
    items = [
        _item("name", "accepted", "Netz"),
        _item("start", "corrected", "2021", machine="2020"),
        _item("topics", "rejected", "Licht", machine="Licht"),
        _item("topics", "added", "Wärme"),
        _item("programmes", "absent", None),
        _item("edition", "open", 2),
    ]
    known = [KnownNetwork(NETWORK, report.networks[0])]
    verdict = judge_by_decisions(known, items)(report)
    assert _shown(verdict) == (["Netz", "Wärme"], ["2020", "Licht", "NKI"], ["2", "OWL", "Wind"])


def test_a_value_decided_both_ways_is_right(make_report: MakeReport) -> None:
    """A name corrected only in its kind is rejected and right at once: the same name holds."""
    report = make_report("Ein Text.", {"managers": [{"name": "Quendel", "kind": "organisation"}]})
    before, after = ({"name": "Quendel", "kind": kind, "entity": None} for kind in ("person", "organisation"))
    verdict = judge_by_decisions(
        [KnownNetwork(NETWORK, report.networks[0])], [_item("managers", "corrected", after, machine=before)]
    )
    assert _shown(verdict(report)) == (["Quendel"], [], [])


def test_a_dropped_network_is_one_wrong_value(make_report: MakeReport) -> None:
    """However much was read of it; one that was merged speaks for the other."""
    report = make_report("Ein Text.", {"name": "Netz", "topics": ["Licht"]})
    known = [KnownNetwork(NETWORK, report.networks[0])]
    dropped = judge_by_decisions(known, [], [NetworkState(id=NETWORK, record=0, state="dropped")])
    assert _shown(dropped(report)) == ([], ["Netz"], [])
    merged = judge_by_decisions(
        known,
        [_item("topics", "accepted", "Licht", network=OTHER)],
        [NetworkState(id=NETWORK, record=0, state="merged", into=OTHER)],
    )
    assert _shown(merged(report))[0] == ["Licht"]


def test_gold_says_what_is_right_and_wrong(make_report: MakeReport) -> None:
    """As evaluation does, strictly."""
    empty: dict[str, Any] = dict.fromkeys(SCALAR_FIELDS) | {field: [] for field in LIST_FIELDS}
    record = empty | {"name": "Ein", "topics": ["Text"], "evidence": {"/name": "Ein", "/topics/0": "Text"}}
    gold = GoldDocument.model_validate({"id": "a", "document": {"title": None, "date": None}, "networks": [record]})
    report = make_report("Ein Text.", {"name": "Ein", "topics": ["Licht"]})
    right, wrong, undecided = _shown(judge_by_gold(GoldCase(gold, Path("a.txt"), Path("a.json")))(report))
    assert ("Ein" in right, "Licht" in wrong, undecided) == (True, True, [])


def test_values_are_shown_as_people_write_them() -> None:
    """With unit, form or currency."""
    participant = {"name": "Herford", "form": "Stadt", "kind": "municipality"}
    assert [show(value) for value in (participant, {"amount": 5.0, "currency": "EUR"}, {"label": "Preis", "by": None})] == [
        "Stadt Herford", "5.0 EUR", "Preis",
    ]  # fmt: skip
