"""Whatever people decide, in whatever order, over whatever text: there is an answer, and nothing of theirs is lost."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.settle import find_again, identify, make_quote, settle, settled_report, summarise
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report, resolve_pointer
from schemas.review import STANDING, Decision, Settled

Make = Callable[..., Any]
IDS = [f"{number:032x}" for number in range(1, 8)]
_KINDS = ["accept", "correct", "reject", "add", "absent", "move", "merge", "create", "drop", "answer", "hold", "undo"]
_VALUES: list[Any] = [
    None, "Lage", "2020-07", 3, "", [], {"name": "Lage", "kind": "municipality"}, {"name": "Werl", "kind": "district", "place": {}},
    {"quantity": 1.5, "unit": "%", "status": "planned"}, {"label": "X"}, {"name": None}, "running", "climate", float("nan"), True, {"a": {}},
]  # fmt: skip
_RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _wild(rng: random.Random, report: Report, settled: Settled, count: int) -> list[Decision]:
    """Make decisions of all kinds: about what is there, about what was there, about nothing at all."""
    made: list[Decision] = []
    keys = [finding.key for finding in settled.findings] or ["nothing"]
    for number in range(count):
        kind = rng.choice(_KINDS)
        item = rng.choice(settled.items) if settled.items and rng.random() < 0.8 else None
        field = item.field if item else rng.choice([*SCALAR_FIELDS, *LIST_FIELDS, "colour"])
        value = item.machine if item and rng.random() < 0.6 else rng.choice(_VALUES)
        quote = None
        if report.text and rng.random() < 0.9:
            start = rng.randrange(len(report.text))
            if item and item.start is not None and rng.random() < 0.7:
                start = item.start
            quote = make_quote(report.text, start, min(len(report.text), start + rng.randint(1, 25)))
        made.append(
            Decision.model_validate(
                {
                    "id": f"{rng.getrandbits(128):032x}", "kind": kind, "value": value,
                    "network": item.network if item and rng.random() < 0.8 else rng.choice([*IDS, None]),
                    "field": field if rng.random() < 0.95 else None,
                    "item": item.item if item and rng.random() < 0.9 else rng.choice([None, "", "lage", identify(field, value)]),
                    "quote": quote, "to": rng.choice(IDS) if kind in {"move", "merge"} else None, "finding": rng.choice(keys),
                    "undoes": [rng.choice(made).id] if kind == "undo" and made else [],
                    "reviewer": "Ada", "made_at": f"2026-11-23T08:00:{number:02d}Z", "version": rng.choice([1, 1, 2]),
                }
            )
        )  # fmt: skip
    return made


def _mangled(rng: random.Random, report: Report, other: Report) -> tuple[Report, list[str]]:
    """Give the next extraction: of another document, of nothing, or with half of the records gone."""
    if rng.random() < 0.4:
        return other, [rng.choice(IDS) + "" for _ in other.networks[:1]] + [
            f"{900 + n:032x}" for n in range(len(other.networks[1:]))
        ]
    return report, IDS[: len(report.networks)]


@_RELAXED
@given(seed=st.integers(0, 2**32), count=st.integers(0, 40))
def test_settling_always_gives_a_valid_grounded_report(real_reports: list[Report], seed: int, count: int) -> None:
    """No decision makes settling fail; what comes out is a report, every value of it stands in the text, and it settles alike again."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    report = rng.choice(real_reports)
    networks = IDS[: len(report.networks)]
    decisions = _wild(rng, report, settle(report, networks, []), count)
    now, ids = _mangled(rng, report, rng.choice(real_reports))
    version = 1 if now is report else 2
    texts = {1: report.text} if rng.random() < 0.7 else {}
    settled = settle(now, ids, decisions, texts=texts, version=version)
    assert settled == settle(now, ids, decisions, texts=texts, version=version)
    assert Settled.model_validate_json(settled.model_dump_json()).values == len(settled.items)
    names = [(item.network, item.field, item.item) for item in settled.items]
    assert len(names) == len(set(names))
    assert {item.network for item in settled.items} <= {network.id for network in settled.networks}
    assert summarise(now, settled).values == settled.values
    out = settled_report(now, settled, decisions)
    again = Report.model_validate_json(out.model_dump_json())
    assert again.review is not None
    assert again.review.total == settled.values
    _nothing_of_a_person_is_missing(settled, out)
    _nothing_of_the_machine_is_missing(now, settled)


def _nothing_of_a_person_is_missing(settled: Settled, out: Report) -> None:
    """What stands is in the report; what does not is named as refused."""
    assert out.review is not None
    refused = [(value.field, value.state) for value in out.review.refused]
    gone = {network.id for network in settled.networks if network.state in {"dropped", "merged", "gone"}}
    for item in settled.items:
        if item.state in STANDING:
            assert item.network not in gone
            values = [getattr(record, item.field) for record in out.networks]
            held = [value for value in values if item.field in SCALAR_FIELDS] + [
                element for value in values if isinstance(value, list) for element in value
            ]
            plain = [element.model_dump(mode="json") if hasattr(element, "model_dump") else element for element in held]
            assert item.value in plain or identify(item.field, item.value) in [identify(item.field, one) for one in plain]
        else:
            assert (item.field, item.state) in refused


def _nothing_of_the_machine_is_missing(report: Report, settled: Settled) -> None:
    """Every value of the machine is in an item: its own, one it was merged with, or one that a person says has this value."""
    known = {(item.record, item.pointer) for item in settled.items}
    names = {(item.field, item.item.partition("\u00a0#")[0]) for item in settled.items}
    names |= {(item.field, identify(item.field, item.value)) for item in settled.items if item.decision is not None}
    for index, record in enumerate(report.networks):
        for pointer in record.pointers():
            value = resolve_pointer(record, pointer)
            field = pointer.split("/")[1]
            plain = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
            assert (index, pointer) in known or (field, identify(field, plain)) in names


@_RELAXED
@given(seed=st.integers(0, 2**32), count=st.integers(1, 25))
def test_undo_restores_what_was_before(real_reports: list[Report], seed: int, count: int) -> None:
    """Undoing decisions, one or many, gives exactly the state without them; undoing the undo gives them back."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    report = rng.choice(real_reports)
    networks = IDS[: len(report.networks)]
    decisions = _wild(rng, report, settle(report, networks, []), count)
    first = rng.randrange(len(decisions))
    kept, taken = decisions[:first], decisions[first:]
    ready = {"kind": "undo", "reviewer": "Bo", "made_at": "2026-11-23T09:00:00Z", "version": 1}
    undo = Decision.model_validate({**ready, "id": "f" * 32, "undoes": [one.id for one in taken]})
    redo = Decision.model_validate({**ready, "id": "e" * 32, "undoes": [undo.id]})
    assert settle(report, networks, [*decisions, undo]) == settle(report, networks, kept)
    assert settle(report, networks, [*decisions, undo, redo]) == settle(report, networks, decisions)


@_RELAXED
@given(seed=st.integers(0, 2**32))
def test_the_order_of_decisions_about_different_values_does_not_matter(real_reports: list[Report], decide: Make, seed: int) -> None:
    """Two reviewers at different values of a document leave the same behind, whoever comes first."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    report = rng.choice([report for report in real_reports if report.networks])
    networks = IDS[: len(report.networks)]
    items = [item for item in settle(report, networks, []).items if item.start is not None]
    decisions = [
        decide(
            rng.choice(["accept", "reject", "hold"]), item.network, item.field, item=item.item, value=item.machine,
            quote=make_quote(report.text, item.start or 0, item.end or 1),
        )
        for item in rng.sample(items, min(len(items), 12))
    ]  # fmt: skip
    shuffled = rng.sample(decisions, len(decisions))
    assert settle(report, networks, decisions) == settle(report, networks, shuffled)


@_RELAXED
@given(seed=st.integers(0, 2**32))
def test_decisions_with_meaning_are_in_the_report_or_in_conflict_over_a_changed_text(
    real_reports: list[Report], decide: Make, seed: int
) -> None:
    """A value a person accepted is, over whatever the page becomes, in the report or a conflict; where its quote stands it is in."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    report = rng.choice([report for report in real_reports if report.networks])
    networks = IDS[: len(report.networks)]
    items = [item for item in settle(report, networks, []).items if item.start is not None]
    chosen = rng.sample(items, min(len(items), 8))
    decisions = [
        decide(
            "accept", item.network, item.field, item=item.item, value=item.machine,
            quote=make_quote(report.text, item.start or 0, item.end or 1),
        )
        for item in chosen
    ]  # fmt: skip
    cut = rng.randrange(len(report.text))
    text = "Neues vom Tage.\n" + report.text[:cut]
    changed = Report.model_validate(
        {**report.model_dump(), "text": text, "networks": [], "sections": [], "findings": [], "layout": None}
    )
    settled = settle(changed, [], decisions, texts={1: report.text}, version=2)
    states = {(item.network, item.field, item.item): item for item in settled.items}
    for item, decision in zip(chosen, decisions, strict=True):
        now = states[item.network, item.field, item.item]
        assert now.state in {"accepted", "conflict"}
        assert now.value == item.machine
        assert decision.quote is not None
        if (item.end or 0) + 50 < cut:
            assert now.state == "accepted"
        if now.state == "accepted":
            assert find_again(decision.quote, text) == (now.start, now.end)


def test_without_decisions_the_settled_report_is_the_machine_s(real_reports: list[Report]) -> None:
    """Settling nothing changes nothing but the account of it."""
    for report in real_reports:
        settled = settle(report, IDS[: len(report.networks)], [])
        out = settled_report(report, settled, [])
        assert out.model_dump(exclude={"review", "explain"}) == report.model_dump(exclude={"review", "explain"})
        assert out.review is not None
        assert (out.review.settled, out.review.values, out.review.refused) == (0, [], [])


@pytest.mark.parametrize("kind", ["accept", "correct", "add"])
def test_a_person_s_value_says_so_in_its_evidence(real_reports: list[Report], decide: Make, kind: str) -> None:
    """Rule 'review.…' and full confidence, at the characters of the quote."""
    report = next(report for report in real_reports if report.networks and report.networks[0].participants)
    item = next(item for item in settle(report, IDS[: len(report.networks)], []).items if item.field == "participants")
    value = {"name": "Werl an der Ruhr", "kind": "municipality"} if kind != "accept" else item.machine
    quote = make_quote(report.text, item.start or 0, item.end or 1)
    decision = decide(kind, item.network, "participants", item=item.item if kind != "add" else None, value=value, quote=quote)
    out = settled_report(report, settle(report, IDS[: len(report.networks)], [decision]), [decision])
    record = out.networks[0]
    index = next(index for index, one in enumerate(record.participants) if one.name == value["name"])
    piece = record.evidence[f"/participants/{index}"][0]
    assert (piece.text, piece.confidence) == (quote.text, 1.0)
    assert piece.rule == {"accept": "review.accepted", "correct": "review.corrected", "add": "review.added"}[kind]
    assert out.review is not None
    (review,) = out.review.values
    assert (review.pointer, review.reviewer) == (f"/participants/{index}", "Ada")
    assert (review.machine == item.machine) is (kind == "correct")
