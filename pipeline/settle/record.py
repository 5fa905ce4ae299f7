"""The report as it holds now: the machine's values, with people's in their place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.settle.identity import disagree, finding_key, plain, renamed
from pipeline.settle.machine import FIELDS, SCALARS
from schemas.finding import Finding, FindingSpan
from schemas.origin import Anchor, Locator, locate
from schemas.record import Evidence, Record, Report
from schemas.review import STANDING, Decision, Item, NetworkState, RefusedValue, Review, Settled, ValueReview

_REFUSED = frozenset({"rejected", "absent", "conflict", "held"})
_NOBODY = Decision(id="0" * 32, kind="accept", reviewer="unknown", made_at="", version=1)


@dataclass(slots=True)
class _Draft:
    """Gather one record. ``pointers``: where values of the machine's records went; Shape: (record, pointer) -> pointer."""

    network: NetworkState
    values: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    reviews: list[tuple[str, Item]] = field(default_factory=list)
    pointers: dict[tuple[int, str], str] = field(default_factory=dict)


def settled_report(report: Report, settled: Settled, decisions: Sequence[Decision]) -> Report:
    """Give the report as it holds now: every value stands in the text, what a person gave says so, and ``review`` tells who.

    A network people took out leaves, one they found comes after the machine's. Open conflicts are findings of their record.
    """
    held: dict[str, list[Item]] = {}
    for item in settled.items:
        held.setdefault(item.network, []).append(item)
    places = _Places(report)
    drafts = {
        network.id: _draft(network, held.get(network.id, ()), report, places)
        for network in _in_order(settled.networks)
        if network.state == "stands" and (network.record is not None or _has_value(held.get(network.id, ())))
    }
    indexes = {network: index for index, network in enumerate(drafts)}
    targets = {network.record: network.into or network.id for network in settled.networks if network.record is not None}
    moved = {record: indexes[target] for record, target in targets.items() if target in indexes}
    _keep_findings(report, settled, drafts, targets)
    left = [finding for finding in report.findings if _is_unanswered(finding, None, _answered(settled))]
    for item in settled.items:
        if item.state == "conflict":
            (drafts[item.network].findings if item.network in drafts else left).append(_conflict(item, report.text))
    sections = [
        section.model_copy(update={"network": moved.get(section.network) if section.network is not None else None})
        for section in report.sections
    ]
    return Report(
        document=report.document,
        text=report.text,
        sections=sections,
        networks=[_record(draft) for draft in drafts.values()],
        findings=left,
        layout=report.layout,
        review=_review(settled, drafts, indexes, decisions),
        meta=report.meta,
    )


def _in_order(networks: Iterable[NetworkState]) -> list[NetworkState]:
    return sorted(networks, key=lambda network: (network.record is None, network.record or 0))


def _has_value(items: Iterable[Item]) -> bool:
    return any(item.state in STANDING for item in items)


def _draft(network: NetworkState, items: Iterable[Item], report: Report, places: "_Places") -> _Draft:
    draft = _Draft(network)
    for item, same in _once(items):
        if item.field in SCALARS:
            pointer = f"/{item.field}"
            draft.values[item.field] = item.value
        else:
            elements = draft.values.setdefault(item.field, [])
            pointer = f"/{item.field}/{len(elements)}"
            elements.append(item.value)
        for part, pieces in places.evidence(item):
            draft.evidence[pointer + part] = pieces
        if item.record is not None and item.pointer is not None:
            draft.pointers[item.record, item.pointer] = pointer
        draft.reviews += [(pointer, one) for one in (item, *same) if one.state != "open"]
    return draft


def _once(items: Iterable[Item]) -> Iterator[tuple[Item, list[Item]]]:
    """Yield what stands, each value once, with the others that say the same: what was corrected to a value beside it is that value."""
    chosen: dict[tuple[str, str, int], Item] = {}
    same: dict[tuple[str, str, int], list[Item]] = {}
    for item in items:
        if item.state not in STANDING or item.field not in FIELDS or item.start is None:
            continue
        other = renamed(item.field, item.item, item.value) if item.state != "open" else None
        name = item.item if other is None else other
        number = 0
        while (key := (item.field, name, number)) in chosen and disagree(item.value, chosen[key].value):
            number += 1  # of one name, and not the same
        if key not in chosen:
            chosen[key] = item
        elif chosen[key].state == "open" and item.state != "open":
            same.setdefault(key, []).append(chosen[key])
            chosen[key] = item
        else:
            same.setdefault(key, []).append(item)
    for key, item in chosen.items():
        yield item, same.get(key, [])


class _Places:
    """Find evidence for values: the machine's, and for a person's the characters it rests on with their place in the file."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._parts: dict[tuple[int, str], list[tuple[str, list[Evidence]]]] = {}
        for index, record in enumerate(report.networks):
            for pointer, pieces in record.evidence.items():
                steps = pointer.split("/")
                base = "/".join(steps[: 2 if steps[1] in SCALARS else 3])
                self._parts.setdefault((index, base), []).append((pointer[len(base) :], pieces))
        self._anchors: list[Anchor] | None = None

    def evidence(self, item: Item) -> Iterator[tuple[str, list[Evidence]]]:
        """Yield the evidence of a value and of its parts: what is behind its pointer, and the pieces."""
        known = self._parts.get((item.record, item.pointer), []) if item.record is not None and item.pointer is not None else []
        machine = next((pieces for part, pieces in known if not part), [])
        yield "", list(machine) if item.state == "open" else self._given(item, machine)
        for part, pieces in known:
            name = part.split("/")[1] if part else ""
            if name and _has_part(item.value, item.machine, name):
                yield part, list(pieces)

    def _given(self, item: Item, machine: Sequence[Evidence]) -> list[Evidence]:
        """Give the evidence of a person's value; where the machine reads the same, its further places too."""
        start, end = item.start or 0, item.end or 0
        source = next((piece.source for piece in machine if (piece.start, piece.end) == (start, end)), [])
        own = Evidence(
            start=start, end=end, text=self._report.text[start:end], rule=f"review.{item.state}", confidence=1.0,
            source=source or self._locate(start, end),
        )  # fmt: skip
        same = plain(item.value) == plain(item.machine)
        return [own, *(piece for piece in machine if same and (piece.start, piece.end) != (start, end))]

    def _locate(self, start: int, end: int) -> list[Locator]:
        if self._anchors is None:
            pieces = self._report.layout.pieces if self._report.layout is not None else []
            self._anchors = [
                Anchor(piece.start, piece.end, piece.page, piece.box, None, piece.path, piece.line, piece.paragraph)
                for piece in pieces
            ]
        return [
            Locator(page=found.page, box=found.box, path=found.path, line=found.line, paragraph=found.paragraph)
            for found in locate(self._anchors, start, end)
        ]


def _has_part(value: Any, machine: Any, name: str) -> bool:  # noqa: ANN401 - values of any field
    """Say whether a part of a value is still what the machine read."""
    if not isinstance(value, dict) or not isinstance(machine, dict):
        return False
    return value.get(name) is not None and plain(value.get(name)) == plain(machine.get(name))


def _record(draft: _Draft) -> Record:
    return Record.model_validate({**draft.values, "evidence": draft.evidence, "findings": draft.findings})


def _answered(settled: Settled) -> set[str]:
    return {finding.key for finding in settled.findings if finding.answered is not None}


def _is_unanswered(finding: Finding, network: str | None, answered: set[str]) -> bool:
    return finding_key(finding, network) not in answered


def _keep_findings(report: Report, settled: Settled, drafts: Mapping[str, _Draft], targets: Mapping[int, str]) -> None:
    """Hand the findings nobody answered to the records their values went to."""
    answered = _answered(settled)
    homes = {network.record: network.id for network in settled.networks if network.record is not None}
    everywhere = {key: (owner, pointer) for owner, draft in drafts.items() for key, pointer in draft.pointers.items()}
    for index, record in enumerate(report.networks):
        for finding in record.findings:
            if not _is_unanswered(finding, homes.get(index), answered):
                continue
            owner, path = _led(finding.path, index, targets.get(index), drafts, everywhere)
            if owner is not None and path is not None and owner in drafts:
                drafts[owner].findings.append(finding if path == finding.path else finding.model_copy(update={"path": path}))


def _led(
    path: str,
    record: int,
    target: str | None,
    drafts: Mapping[str, _Draft],
    everywhere: Mapping[tuple[int, str], tuple[str, str]],
) -> tuple[str | None, str | None]:
    """Lead a finding's path to where its value is now; None where the value left."""
    steps = path.split("/")
    if len(steps) < 2:  # noqa: PLR2004 - of the record as a whole
        return target, path
    base = "/".join(steps[:2] if steps[1] in SCALARS else steps[:3])
    if len(steps) == 2 and steps[1] not in SCALARS:  # noqa: PLR2004 - of a whole list
        draft = drafts.get(target) if target is not None else None
        return target, path if draft is not None and draft.values.get(steps[1]) else None
    owner, pointer = everywhere.get((record, base), (None, None))
    return owner, pointer + path[len(base) :] if pointer is not None else None


def _conflict(item: Item, text: str) -> Finding:
    """Say that a person and the text, or the machine, no longer agree."""
    mine, now = _shown(item.value), _shown(item.machine)
    spans = []
    if item.start is not None and item.end is not None:
        spans.append(FindingSpan(start=item.start, end=item.end, text=text[item.start : item.end]))
    return Finding(
        code="decision-conflict",
        severity="error",
        message=f"{item.field}: decided was {mine or 'nothing'}, the text now says {now or 'nothing'}; decide again.",
        path=f"/{item.field}" if item.field in FIELDS else "",
        values={"field": item.field, "mine": mine, "now": now},
        spans=spans,
    )


def _shown(value: Any) -> str:  # noqa: ANN401 - values of any field
    """Write a value short, as a person calls it."""
    if isinstance(value, dict):
        parts = ("name", "label", "quantity", "amount", "unit", "currency")
        return " ".join(str(value[part]) for part in parts if value.get(part) is not None) or plain(value)
    return "" if value is None else value if isinstance(value, str) else plain(value)


def _review(settled: Settled, drafts: Mapping[str, _Draft], indexes: Mapping[str, int], decisions: Sequence[Decision]) -> Review:
    """Tell who settled what."""
    known = {decision.id: decision for decision in decisions}
    labels = {network.id: network.label for network in settled.networks}
    values = [
        ValueReview(
            network=indexes[network], pointer=pointer, state=item.state, reviewer=by.reviewer, made_at=by.made_at, reason=by.reason,
            machine=item.machine if item.state == "corrected" else None,
        )
        for network, draft in drafts.items() for pointer, item in draft.reviews
        for by in (known.get(item.decision or "", _NOBODY),)
    ]  # fmt: skip
    refused = [
        RefusedValue(
            network=indexes.get(item.network), network_name=labels.get(item.network), field=item.field, state=item.state,
            value=item.value, quote=item.quote.text if item.quote is not None else None,
            reviewer=by.reviewer, made_at=by.made_at, reason=by.reason,
        )
        for item in settled.items if item.state in _REFUSED
        for by in (known.get(item.decision or "", _NOBODY),)
    ]  # fmt: skip
    return Review(values=values, refused=refused, total=settled.values, settled=settled.settled, wrong=settled.wrong)
