"""Says of a report which of its values agree with what people decided, or with gold."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.score import score_document
from pipeline.settle import KnownNetwork, identify, match_networks
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Record, Report
from schemas.review import Item, NetworkState

if TYPE_CHECKING:
    from pipeline.gold import GoldCase


class Value(NamedTuple):
    """Name one value of a document: of which network, in which field, which one, and how it is shown."""

    network: str
    field: str
    item: str
    shown: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what a report says: values that are right, values that are wrong, values on which nobody decided."""

    right: "Counter[Value]" = field(default_factory=Counter)
    wrong: "Counter[Value]" = field(default_factory=Counter)
    open: "Counter[Value]" = field(default_factory=Counter)


Judge = Callable[[Report], Verdict]


def show(value: Any) -> str:  # noqa: ANN401 - values of any field
    """Write a value for a reader.

    >>> show({"name": "Quendel GmbH", "kind": "organisation", "entity": None}), show({"quantity": 3, "unit": "GWh"}), show("2020-07")
    ('Quendel GmbH', '3 GWh', '2020-07')
    """
    if not isinstance(value, dict):
        return str(value)
    if "quantity" in value or "amount" in value:
        return " ".join(str(value[part]) for part in ("quantity", "amount", "unit", "currency") if value.get(part) is not None)
    name = value.get("name") or value.get("label") or ""
    return f"{value['form']} {name}" if value.get("form") else str(name)


def value_of(network: str, name: str, value: Any) -> Value:  # noqa: ANN401 - plain JSON
    """Name a value of a field; scalars are told apart by what they say."""
    item = str(value) if name in SCALAR_FIELDS else identify(name, value)
    return Value(network, name, item, show(value))


def values_of(record: Record, network: str) -> Iterable[Value]:
    """Name every value of a record."""
    plain = record.model_dump(mode="json", exclude={"evidence", "findings"})
    for name in SCALAR_FIELDS:
        if plain[name] is not None:
            yield value_of(network, name, plain[name])
    for name in LIST_FIELDS:
        for value in plain[name]:
            yield value_of(network, name, value)


def judge_by_decisions(known: Sequence[KnownNetwork], items: Iterable[Item], networks: Iterable[NetworkState] = ()) -> Judge:
    """Judge by what people decided of a document. ``known``: its networks as they are recognised; ``networks``: what became of them."""
    right: set[tuple[str, str, str]] = set()
    wrong: set[tuple[str, str, str]] = set()
    empty: set[tuple[str, str]] = set()
    states = {network.id: network for network in networks}
    none = {network.id for network in states.values() if network.state == "dropped"}
    home = {network.id: network.into for network in states.values() if network.into}
    for item in items:
        if item.state == "absent":
            empty.add((item.network, item.field))
        if item.state in {"accepted", "corrected", "added"}:
            right.add(value_of(item.network, item.field, item.value)[:3])
        if item.state in {"rejected", "corrected"}:
            for value in (item.machine, item.value if item.state == "rejected" else None):
                if value is not None:
                    wrong.add(value_of(item.network, item.field, value)[:3])
    wrong -= right
    settled = {(network, name) for network, name, _ in right if name in SCALAR_FIELDS}

    def judge(report: Report) -> Verdict:
        verdict = Verdict()
        for number, (record, network) in enumerate(zip(report.networks, match_networks(known, report), strict=True)):
            network = home.get(network or "", network)  # noqa: PLW2901 - where it was merged into
            if network in none:
                verdict.wrong[Value(network, "networks", "", record.name or "(unnamed)")] += 1
                continue
            for value in values_of(record, network or f"new {number}"):
                key = value[:3]
                if key in right:
                    verdict.right[value] += 1
                elif key in wrong or key[:2] in empty or key[:2] in settled:
                    verdict.wrong[value] += 1
                else:
                    verdict.open[value] += 1
        return verdict

    return judge


def judge_by_gold(case: "GoldCase") -> Judge:
    """Judge by the gold of an announcement, strictly."""

    def judge(report: Report) -> Verdict:
        score = score_document(case.gold.id, case.gold, report)
        right = Counter(_gold_value(one.network, one.hit.field, one.hit.gold.show_key()) for one in score.rights)
        wrong = Counter(
            _gold_value(one.network, one.mismatch.field, one.mismatch.ours.show_key()) for one in score.errors if one.mismatch.ours
        )
        return Verdict(right, wrong)

    return judge


def _gold_value(network: str, name: str, shown: str) -> Value:
    return Value(network, name, shown, shown)
