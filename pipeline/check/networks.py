"""Checks of one network: stated against listed, dates against each other, members against the register."""

from collections import defaultdict
from datetime import date
from typing import Any

from pipeline.check.make import make_finding
from pipeline.gazetteer import Gazetteer
from schemas.document import Document
from schemas.edtf import bounds
from schemas.finding import Finding

_SLACK_MONTHS = 2
_FAR_KM = 150.0
_FEW = 3


def check_network(draft: Any, document: Document, gazetteer: Gazetteer) -> list[Finding]:  # noqa: ANN401 - drafts are the assembler's own
    """Give the findings of one network."""
    return [*_count(draft, document), *_dates(draft, document), *_status(draft, document), *_places(draft, document, gazetteer)]


def _spans(found: Any) -> list[tuple[int, int]]:  # noqa: ANN401
    return [(trace.start, trace.end) for trace in found.traces[:1]]


def _count(draft: Any, document: Document) -> list[Finding]:  # noqa: ANN401
    stated = draft.scalars.get("participants_stated")
    listed = draft.lists.get("participants", {})
    if stated is None or not listed or stated.value == len(listed):
        return []
    spans = [*_spans(stated), *(span for found in listed.values() for span in _spans(found))]
    code = "count-above-list" if stated.value > len(listed) else "count-below-list"
    return [make_finding(document, code, {"stated": stated.value, "listed": len(listed)}, path="/participants_stated", spans=spans)]


def _dates(draft: Any, document: Document) -> list[Finding]:  # noqa: ANN401
    findings = []
    start, end, founded, months = (draft.scalars.get(name) for name in ("start", "end", "founded", "duration_months"))
    if start and end:
        if bounds(end.value)[1] < bounds(start.value)[0]:
            values = {"start": start.value, "end": end.value}
            findings.append(make_finding(document, "end-before-start", values, path="/end", spans=[*_spans(start), *_spans(end)]))
        elif months and not _fits(start.value, end.value, months.value):
            values = {"start": start.value, "end": end.value, "months": months.value}
            spans = [*_spans(start), *_spans(end), *_spans(months)]
            findings.append(make_finding(document, "duration-differs", values, path="/duration_months", spans=spans))
    if founded and end and bounds(founded.value)[0] > bounds(end.value)[1]:
        values = {"founded": founded.value, "end": end.value}
        findings.append(
            make_finding(document, "founded-after-end", values, path="/founded", spans=[*_spans(founded), *_spans(end)])
        )
    return findings


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + (1 if last.day > 15 else 0)  # noqa: PLR2004


def _fits(start: str, end: str, months: int) -> bool:
    shortest = _months_between(bounds(start)[1], bounds(end)[0])
    longest = _months_between(bounds(start)[0], bounds(end)[1])
    return shortest - _SLACK_MONTHS <= months <= longest + _SLACK_MONTHS


def _status(draft: Any, document: Document) -> list[Finding]:  # noqa: ANN401
    status, end = draft.scalars.get("status"), draft.scalars.get("end")
    if not status or not end or document.date is None:
        return []
    today = bounds(document.date)[0]
    over = bounds(end.value)[1] < today
    if (status.value == "running" and over) or (status.value == "completed" and bounds(end.value)[0] > today):
        values = {"status": status.value, "end": end.value, "date": document.date}
        return [make_finding(document, "status-contradicts-dates", values, path="/status", spans=[*_spans(status), *_spans(end)])]
    return []


def _places(draft: Any, document: Document, gazetteer: Gazetteer) -> list[Finding]:  # noqa: ANN401
    findings = []
    seen: dict[str, int] = {}
    points: list[tuple[int, Any]] = []
    for index, found in enumerate(draft.lists.get("participants", {}).values()):
        value = found.value
        mention = value["mention"]
        path = f"/participants/{index}"
        if value["kind"] not in {"municipality", "district"} or mention.label != "place":
            continue
        resolution = mention.extra.get("resolution")
        if resolution is None:
            continue
        if resolution.place is None:
            findings.append(_unresolved(document, gazetteer, value, resolution, path, _spans(found)))
            continue
        ags = resolution.place.ags
        if ags in seen:
            values = {"name": value["name"], "number": seen[ags] + 1}
            findings.append(make_finding(document, "duplicate-participant", values, path=path, spans=_spans(found)))
        seen.setdefault(ags, index)
        points.append((index, resolution.place))
    findings.extend(_far_off(draft, document, gazetteer, points))
    return findings


def _unresolved(
    document: Document,
    gazetteer: Gazetteer,
    value: dict[str, Any],
    resolution: Any,  # noqa: ANN401 - the linker's own
    path: str,
    spans: list[tuple[int, int]],
) -> Finding:
    if resolution.candidates:
        names = ", ".join(f"{place.name} ({place.ags})" for place, _ in resolution.candidates[:4])
        return make_finding(document, "ambiguous-place", {"name": value["name"], "candidates": names}, path=path, spans=spans)
    similar = gazetteer.similar(value["name"])
    if similar:
        return make_finding(document, "likely-typo", {"name": value["name"], "near": similar[0][0].name}, path=path, spans=spans)
    return make_finding(document, "unknown-place", {"name": value["name"]}, path=path, spans=spans)


def _far_off(draft: Any, document: Document, gazetteer: Gazetteer, points: list[tuple[int, Any]]) -> list[Finding]:  # noqa: ANN401
    if len(points) < _FEW:
        return []
    members = list(draft.lists["participants"].values())
    findings = []
    for index, place in points:
        distances = [km for number, other in points if number != index and (km := gazetteer.neighbours(place, other)) is not None]
        if distances and min(distances) > _FAR_KM:
            values: dict[str, str | int] = {"name": place.name, "km": round(min(distances))}
            findings.append(
                make_finding(document, "place-far-off", values, path=f"/participants/{index}", spans=_spans(members[index]))
            )
    return findings


def check_shared(document: Document, per_network: list[list[Finding]]) -> None:
    """Find two networks with one member list: probably one of them was read in the other's sentence."""
    owners: dict[frozenset[Any], list[int]] = defaultdict(list)
    for number, draft in enumerate(document.networks):
        members = frozenset(draft.lists.get("participants", {}))
        if len(members) >= _FEW:
            owners[members].append(number)
    for numbers in owners.values():
        for number in numbers[1:]:
            spans = [span for found in document.networks[number].lists["participants"].values() for span in _spans(found)]
            per_network[number].append(
                make_finding(document, "shared-members", {"number": numbers[0] + 1}, path="/participants", spans=spans)
            )
