"""How doubtful each value of a report is: the chance that it is wrong, by all that the report says around it.

Only the order of the review goes by it. The confidence in the report is right in sum, but hardly tells one value from another: it knows
the rule that read the value, not what stands beside it. A person without an organisation, a name that goes on behind its last character,
a date without a month, a value that a finding points at are wrong more often than others by the same rule. What each sign weighs was
learned from announcements with gold (``tools/train_doubt.py``, ``corpus/models/doubt.json``).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.linear import LinearModel, load_model
from pipeline.settings import find_resources
from pipeline.settle.machine import Read
from schemas.record import Record, Report

Signs = dict[str, float]

_ROLES = frozenset({"funders", "initiators", "managers", "consultants", "partners"})
_NAMES = frozenset({"name", "aliases", "acronym"})
_DATES = frozenset({"founded", "start", "end"})
#: fields whose characters are a name, so that a capital right behind them belongs to it
_CALLED = _ROLES | _NAMES | {"participants", "people", "relations"}
#: parts that a value of the field mostly has
_PARTS = {"people": ("role", "organisation"), "targets": ("period",), "participants": ("form",)}
#: what a name is cut off from: "Netzwerk Westfalen| II", "KEEN| Mittelbaden", "Prahmann + Neidhardt GmbH| + Co."
_GOES_ON_RE = re.compile(r"(?:[ \u00a0]?[-–+&/][ \u00a0]?|[ \u00a0][„\"“]?)(?:[A-ZÄÖÜ0-9+&]|lokal\b)|[-–][a-zäöü]")
_LOOK_CHARS = 6
_YEAR_CHARS = 4
_LEAST, _MOST = 0.02, 0.98
#: what these signs are measured against, so that a middling value has about none of them
_MIDDLE_VALUES = 15
_NEAR_CHARS = 200
_NAMELESS_CHARS = 1500


@dataclass(frozen=True, slots=True)
class _Home:
    """Hold what the values of one record have in common. ``names``: where the network is named; ``findings``: JSON Pointers."""

    record: Record
    findings: frozenset[str]
    names: tuple[int, ...]


def doubts(report: Report, reads: Sequence[Read]) -> dict[tuple[int, str], float]:
    """Give the chance that each value is wrong. Shape: by index of the record and JSON Pointer."""
    model = _model()
    return {(read.record, read.pointer): round(model.chance(signs), 4) for read, signs in measure(report, reads)}


@cache
def _model() -> LinearModel:
    return load_model(find_resources("models") / "doubt.json")


def measure(report: Report, reads: Sequence[Read]) -> Iterator[tuple[Read, Signs]]:
    """Measure the signs of every value of a report; ``reads``: all of them."""
    homes = [_home(record) for record in report.networks]
    siblings = Counter((read.record, read.field) for read in reads)
    uses = Counter(read.value["name"] for read in reads if read.field in _ROLES or read.field == "participants")
    shared: Signs = {"values": math.log(len(reads) / _MIDDLE_VALUES)} if reads else {}
    if len(homes) > 1:
        shared["several"] = 1.0
    for read in reads:
        home = homes[read.record]
        signs = {f"field {read.field}": 1.0, "siblings": math.log(siblings[read.record, read.field]), **shared}
        signs.update(_trust(read, home))
        signs.update(_place(read, home, report.text))
        signs.update(_lacks(read, home))
        if read.field in _ROLES and uses[read.value["name"]] > 1:
            signs["several roles"] = 1.0
        yield read, signs


def _home(record: Record) -> _Home:
    named = (pieces for pointer, pieces in record.evidence.items() if pointer.split("/")[1] in _NAMES)
    findings = frozenset("/".join(finding.path.split("/")[:3]) for finding in record.findings)
    return _Home(record, findings, tuple(piece.start for pieces in named for piece in pieces))


def _trust(read: Read, home: _Home) -> Signs:
    """Give what was known before: the confidence and the findings."""
    sure = min(max(read.best.confidence, _LEAST), _MOST)
    signs = {"confidence": math.log(sure / (1.0 - sure))}
    if home.findings:
        signs["finding in record"] = 1.0
    if read.pointer in home.findings:
        signs["finding"] = 1.0
    return signs


def _place(read: Read, home: _Home, text: str) -> Signs:
    """Measure where a value stands: how far from where the network is named, and whether more of its name follows."""
    start, end = read.best.start, read.best.end
    far = min((abs(start - name) for name in home.names), default=_NAMELESS_CHARS)
    signs = {"far from name": math.log1p(far / _NEAR_CHARS)}
    if read.field in _CALLED and _GOES_ON_RE.match(text[end : end + _LOOK_CHARS]):
        signs["goes on"] = 1.0
    return signs


def _lacks(read: Read, home: _Home) -> Signs:
    """Measure what a value is short of, or in excess of."""
    field, value = read.field, read.value
    signs = {f"{field} no {part}": 1.0 for part in _PARTS.get(field, ()) if not value.get(part)}
    if field == "participants":
        place, stated = value.get("place"), home.record.participants_stated
        if place and not place.get("ags"):
            signs["participants no key"] = 1.0
        if stated is None:
            signs["participants uncounted"] = 1.0
        elif stated == len(home.record.participants):
            signs["participants as counted"] = 1.0
    elif field in _DATES and len(value) <= _YEAR_CHARS:
        signs["only a year"] = 1.0
    elif field == "topics":
        signs["topic words"] = math.log(max(len(value.split()), 1))
    return signs
