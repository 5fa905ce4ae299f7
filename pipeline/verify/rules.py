"""Checks that every value a rule read is read again, by the same rule from the same characters."""

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.verify.shapes import Code, Problem, Verified
from schemas.record import PlacesInfo, Report, resolve_pointer


class _Read(NamedTuple):
    """One value as a rule read it: where in the record, from which characters, and what it is, as JSON."""

    at: str
    field: str
    start: int
    end: int
    rule: str
    value: str


#: field, start, end -> rule -> values as JSON
_Fired = dict[tuple[str, int, int], dict[str, set[str]]]


def check_rules(report: Report, again: Report, where: str, verified: Verified) -> None:
    """Look for every value that a rule read among those of the same document read again, and count both."""
    fired: _Fired = {}
    for read in _reads(again):
        fired.setdefault((read.field, read.start, read.end), {}).setdefault(read.rule, set()).add(read.value)
    people = {(value.network, value.pointer) for value in report.review.values} if report.review else set[tuple[int, str]]()
    verified.people += len(people)
    for read in _reads(report, people):
        verified.values += 1
        rules = fired.get((read.field, read.start, read.end), {})
        if read.value in rules.get(read.rule, ()):
            verified.fired += 1
        else:
            code, message = _silence(read, rules, again)
            verified.note([Problem(where, read.at, code, message + _versions(report, again))])


def _reads(report: Report, people: AbstractSet[tuple[int, str]] = frozenset()) -> Iterator[_Read]:
    """Yield every piece of evidence with its value, save those that people settled: no rule needs to read them."""
    for network, record in enumerate(report.networks):
        for pointer, pieces in record.evidence.items():
            parts = pointer.split("/")[1:]
            if (network, "/" + "/".join(parts[:2])) in people or (network, pointer) in people:
                continue
            field = ".".join(part for part in parts if not part.isdecimal())
            value = _as_json(resolve_pointer(record, pointer))
            for piece in pieces:
                if not piece.rule.startswith("review."):
                    yield _Read(f"network {network + 1} {pointer}", field, piece.start, piece.end, piece.rule, value)


def _as_json(value: Any) -> str:  # noqa: ANN401 - a value of any field
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _silence(read: _Read, rules: dict[str, set[str]], again: Report) -> tuple[Code, str]:
    """Say what became of a value: read otherwise, by another rule, or not at all."""
    if read.rule in rules:
        return "value-differs", f"rule {read.rule} now reads {' or '.join(sorted(rules[read.rule]))}, not {read.value}"
    if not again.networks:
        return "network-gone", f"{read.value} by rule {read.rule}: the document is no longer found to announce a network"
    others = f"; here fires now: {', '.join(sorted(rules))}" if rules else ""
    return "rule-silent", f"rule {read.rule} no longer reads {read.value} here{others}"


def _versions(report: Report, again: Report) -> str:
    """Say what changed since the report was made, and so may be why."""
    then, now = report.meta, again.meta
    pairs = (
        ("program", then.netzlese, now.netzlese),
        ("word lists", then.lexicons, now.lexicons),
        ("places", _places(then.places), _places(now.places)),
        ("date of the document", report.document.date or "none", again.document.date or "none"),
    )
    changed = [f"{name} {old}, now {new}" for name, old, new in pairs if old != new]
    return f" ({'; '.join(changed)})" if changed else ""


def _places(places: PlacesInfo) -> str:
    return " ".join(filter(None, (places.source, places.date)))
