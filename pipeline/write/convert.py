"""Turns finished documents into the report that leaves: offsets led back to the raw text, validated once, by Pydantic."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from schemas.document import Document, Repair
from schemas.finding import Finding, FindingSpan
from schemas.mention import Rejected, Unfilled
from schemas.origin import Anchor, Layout, LinkTarget, Locator, Piece, locate
from schemas.record import (
    LIST_FIELDS,
    SCALAR_FIELDS,
    Cue,
    DocumentInfo,
    EmptyField,
    Explanation,
    Meta,
    NearMiss,
    Record,
    RepairNote,
    Report,
    Section,
    ValueReason,
    list_pointers,
)


class ReportBuilder:
    """Gather what was read from one document, part by part, into one report.

    A document is one part unless it is very long (see ``pipeline.parts``); ``base`` is where a part begins in the whole.
    """

    def __init__(self, whole: Document, *, explain: bool = False) -> None:
        self._whole = whole
        self._explain = explain
        self._sections: list[Section] = []
        self._networks: list[Record] = []
        self._findings: list[Finding] = []
        self._misses: list[NearMiss] = []
        self._repairs: list[RepairNote] = []
        self._reasons: list[ValueReason] = []
        self._empty: list[tuple[float, EmptyField]] = []  # with the claim of what came nearest
        self._first: Document | None = None
        self._parts = 0

    def add(self, part: Document, base: int = 0) -> None:
        """Take over the records, sections and findings of one finished part."""
        self._first = self._first or part
        self._parts += 1
        offset = len(self._networks)
        self._sections.extend(_sections(part, base, offset, len(self._sections)))
        if self._explain:
            self._misses.extend(_near_misses(part, base, offset))
            self._repairs.extend(_repair(repair, base) for repair in part.repairs)
            self._reasons.extend(reason for number in range(len(part.networks)) for reason in _reasons(part, number, base, offset))
            self._empty.extend(
                (item.nearest.claim if item.nearest else 0.0, _empty(part, item, base, offset)) for item in part.unfilled
            )
        self._networks.extend(_record(part, number, base, self._whole.anchors) for number in range(len(part.networks)))
        self._findings.extend(_moved(finding, base) for finding in part.findings)

    def finish(self, meta: Meta) -> Report:
        """Build the validated report.

        Raises:
            pydantic.ValidationError: a stage broke the contract; always a defect.
        """
        whole, first = self._whole, self._first or self._whole
        return Report(
            document=DocumentInfo(
                id=whole.id, source=whole.source, media_type=whole.media_type, title=first.title, date=first.date,
                language=first.language, characters=len(whole.raw), sha256=whole.sha256, address=whole.address, part=whole.part,
            ),
            text=whole.raw,
            sections=self._sections,
            networks=self._networks,
            findings=self._settled_findings(),
            layout=_layout(whole),
            explain=self._explanation() if self._explain else None,
            meta=meta,
        )  # fmt: skip

    def _explanation(self) -> Explanation:
        """Put rules, cues and near misses together; of parts without a record the nearest to one speaks, where no part has any."""
        empty = [item for _, item in self._empty if item.network is not None]
        if not self._networks and self._empty:
            empty = [max(self._empty, key=lambda pair: (pair[0], pair[1].nearest is not None))[1]]
        return Explanation(near_misses=self._misses, values=self._reasons, empty=empty, repairs=_in_order(self._repairs))

    def _settled_findings(self) -> list[Finding]:
        """Say of a document in parts that it was read so, and only once, if at all, that it announces nothing."""
        if self._parts < 2:  # noqa: PLR2004
            return self._findings
        nothing = [finding for finding in self._findings if finding.code == "no-network"]
        settled = [finding for finding in self._findings if finding.code != "no-network"]
        values: dict[str, str | int] = {"characters": len(self._whole.raw), "parts": self._parts}
        message = (
            f"The text has {len(self._whole.raw):,} characters and was read in {self._parts} parts; "
            "a network described across two parts stands twice."
        )
        settled.insert(0, Finding(code="read-in-parts", severity="note", message=message, values=values))
        return settled if self._networks else [*settled, *nothing[:1]]


def _raw(part: Document, start: int, end: int) -> tuple[int, int]:
    return part.offsets.to_raw(start, end) if part.offsets else (start, end)


def _moved(finding: Finding, base: int) -> Finding:
    """Move a finding of a part to where it stands in the whole."""
    if not base or not finding.spans:
        return finding
    spans = [FindingSpan(start=span.start + base, end=span.end + base, text=span.text) for span in finding.spans]
    return finding.model_copy(update={"spans": spans})


def _evidence(part: Document, traces: Iterable[Any], base: int, anchors: Sequence[Anchor]) -> list[dict[str, Any]]:
    raw, offsets = part.raw, part.offsets
    if offsets is not None and offsets.is_identity:
        offsets = None
    pieces: list[dict[str, Any]] = []
    for trace in traces:
        start, end = (trace.start, trace.end) if offsets is None else offsets.to_raw(trace.start, trace.end)
        if end > start:
            confidence = trace.confidence
            confidence = round(confidence, 3) if 0.0 <= confidence <= 1.0 else round(min(max(confidence, 0.0), 1.0), 3)
            piece = {"start": start + base, "end": end + base, "text": raw[start:end], "rule": trace.rule, "confidence": confidence}
            if anchors:
                piece["source"] = [Locator(**_place(anchor)) for anchor in locate(anchors, start + base, end + base)]
            pieces.append(piece)
    return pieces


def _place(anchor: Anchor) -> dict[str, Any]:
    box = anchor.box and tuple(round(edge, 1) for edge in anchor.box)
    return {"page": anchor.page, "box": box, "path": anchor.path, "line": anchor.line, "paragraph": anchor.paragraph}


def _layout(whole: Document) -> Layout | None:
    """Say how the text lies in its file; None for plain characters."""
    if not (whole.anchors or whole.links):
        return None
    pieces = [Piece(start=anchor.start, end=anchor.end, **_place(anchor)) for anchor in whole.anchors]
    links = [LinkTarget(start=link.start, end=link.end, href=link.href) for link in whole.links]
    return Layout(pieces=pieces, links=links)


def _repair(repair: Repair, base: int) -> RepairNote:
    return RepairNote(
        name=repair.name, start=repair.start + base, end=repair.end + base, before=repair.before, after=repair.after
    )  # fmt: skip


def _in_order(repairs: list[RepairNote]) -> list[RepairNote]:
    return sorted(repairs, key=lambda repair: (repair.start, repair.end))


def _record(part: Document, number: int, base: int, anchors: Sequence[Anchor]) -> Record:
    draft = part.networks[number]
    values: dict[str, Any] = {}
    for name in SCALAR_FIELDS:
        found = draft.scalars.get(name)
        if found is not None:
            values[name] = found.value
    for name in LIST_FIELDS:
        members = draft.lists.get(name)
        if members:
            values[name] = [_participant(found.value) if name == "participants" else found.value for found in members.values()]
    evidence = {pointer: _evidence(part, traces, base, anchors) for pointer, traces in _traced(draft)}
    findings = part.network_findings[number] if number < len(part.network_findings) else ()
    return Record.model_validate({**values, "evidence": evidence, "findings": [_moved(finding, base) for finding in findings]})


def _traced(draft: Any) -> Iterator[tuple[str, Sequence[Any]]]:  # noqa: ANN401 - the assembler's own shape
    """Yield every value of a draft as a JSON Pointer with its traces, in the order of the record's fields."""
    scalars, lists = draft.scalars, draft.lists
    for name in SCALAR_FIELDS:
        if name in scalars:
            yield f"/{name}", scalars[name].traces
    for name in LIST_FIELDS:
        members = lists.get(name)
        if not members:
            continue
        for pointer, found in zip(list_pointers(name, len(members)), members.values(), strict=True):
            yield pointer, found.traces
            for key, trace in found.parts.items():
                if found.value.get(key) is not None:
                    yield f"{pointer}/{key}", [trace]


def _participant(value: dict[str, Any]) -> dict[str, Any]:
    mention = value["mention"]
    resolution = (mention.extra or {}).get("resolution")
    kind = value["kind"]
    place: dict[str, Any] | None = None
    if resolution is not None and kind in {"municipality", "district"}:
        if resolution.place is not None:
            found = resolution.place
            kind = found.kind
            place = {
                "ags": found.ags, "geonames_id": found.geonames_id, "official_name": found.name, "state": found.state,
                "latitude": found.latitude, "longitude": found.longitude, "candidates": [],
            }  # fmt: skip
        elif resolution.candidates:
            candidates = [
                {
                    "ags": candidate.ags,
                    "official_name": candidate.name,
                    "state": candidate.state,
                    "score": round(min(share, 1.0), 3),
                }
                for candidate, share in resolution.candidates
            ]
            place = {"candidates": candidates}
    return {"name": value["name"], "form": value["form"], "kind": kind, "place": place}


def _sections(part: Document, base: int, offset: int, number: int) -> list[Section]:
    """Give the sections with the network most of their sentences speak of."""
    starts = [section.start for section in part.sections]
    votes: list[dict[int, int]] = [{} for _ in part.sections]
    for start, indexes in part.scope:
        if len(indexes) == 1 and starts:
            bucket = votes[max(bisect_right(starts, start) - 1, 0)]
            bucket[indexes[0]] = bucket.get(indexes[0], 0) + 1
    result: list[Section] = []
    for section, bucket in zip(part.sections, votes, strict=True):
        start, end = _raw(part, section.start, section.end)
        if section.heading is None and not part.raw[start:end].strip():
            continue
        network = max(bucket, key=lambda index: bucket[index]) + offset if bucket else None
        result.append(
            Section(
                id=f"s{number + len(result) + 1}", kind=section.kind, heading=section.heading, level=section.level,
                start=start + base, end=end + base, network=network,
            )
        )  # fmt: skip
    return result


def _near_misses(part: Document, base: int, offset: int) -> list[NearMiss]:
    rejected = sorted(part.rejected, key=lambda found: (found.start, found.field))
    return [_miss(part, item, base, offset) for item in rejected]


def _miss(part: Document, item: Rejected, base: int, offset: int) -> NearMiss:
    start, end = _raw(part, item.start, item.end)
    network = None if item.network is None else item.network + offset
    text = part.raw[start:end]
    return NearMiss(
        field=item.field, network=network, start=start + base, end=end + base, text=text, rule=item.rule, reason=item.reason
    )


def _empty(part: Document, item: Unfilled, base: int, offset: int) -> EmptyField:
    network = None if item.network is None else item.network + offset
    nearest = None if item.nearest is None else _miss(part, item.nearest, base, offset)
    return EmptyField(field=item.field, network=network, nearest=nearest, reason=item.reason)


def _reasons(part: Document, number: int, base: int, offset: int) -> Iterator[ValueReason]:
    """Say of every value which rule read it and which words made it this value: those of its surest trace."""
    for pointer, traces in _traced(part.networks[number]):
        best = max(traces, key=lambda trace: (trace.confidence, trace.cue is not None))
        yield ValueReason(network=number + offset, pointer=pointer, rule=best.rule, cue=_cue(part, best.cue, base))


def _cue(part: Document, span: tuple[int, int] | None, base: int) -> Cue | None:
    """Lead a cue back to the raw text; none where cleaning left nothing of it there."""
    if span is None:
        return None
    start, end = _raw(part, *span)
    return Cue(start=start + base, end=end + base, text=part.raw[start:end]) if start < end else None
