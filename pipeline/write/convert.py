"""Turns a finished document into the report that leaves: offsets led back to the raw text, validated once, by Pydantic."""

from collections.abc import Iterable
from typing import Any

from schemas.document import Document
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, DocumentInfo, Meta, NearMiss, PlacesInfo, Record, Report, Section


def to_report(document: Document, *, netzlese: str, lexicons: str, places: tuple[str, str | None], explain: bool = False) -> Report:
    """Build the validated report of one document.

    Raises:
        pydantic.ValidationError: a stage broke the contract; always a defect.
    """
    networks = [_record(document, number) for number in range(len(document.networks))]
    return Report(
        document=DocumentInfo(
            id=document.id, source=document.source, media_type=document.media_type, title=document.title, date=document.date,
            language=document.language, characters=len(document.raw), sha256=document.sha256,
        ),
        text=document.raw,
        sections=_sections(document),
        networks=networks,
        findings=list(document.findings),
        explain=_near_misses(document) if explain else None,
        meta=Meta(netzlese=netzlese, lexicons=lexicons, places=PlacesInfo(source=places[0], date=places[1])),
    )  # fmt: skip


def _raw(document: Document, start: int, end: int) -> tuple[int, int]:
    return document.offsets.to_raw(start, end) if document.offsets else (start, end)


def _evidence(document: Document, traces: Iterable[Any]) -> list[dict[str, Any]]:
    pieces = []
    for trace in traces:
        start, end = _raw(document, trace.start, trace.end)
        if end > start:
            pieces.append(
                {
                    "start": start,
                    "end": end,
                    "text": document.raw[start:end],
                    "rule": trace.rule,
                    "confidence": round(min(max(trace.confidence, 0.0), 1.0), 3),
                }
            )
    return pieces


def _record(document: Document, number: int) -> Record:
    draft = document.networks[number]
    values: dict[str, Any] = {}
    evidence: dict[str, list[dict[str, Any]]] = {}
    for name in SCALAR_FIELDS:
        found = draft.scalars.get(name)
        if found is not None:
            values[name] = found.value
            evidence[f"/{name}"] = _evidence(document, found.traces)
    for name in LIST_FIELDS:
        members = list(draft.lists.get(name, {}).values())
        values[name] = [_participant(found.value) if name == "participants" else found.value for found in members]
        for index, found in enumerate(members):
            evidence[f"/{name}/{index}"] = _evidence(document, found.traces)
            for part, trace in found.parts.items():
                if found.value.get(part) is not None:
                    evidence[f"/{name}/{index}/{part}"] = _evidence(document, [trace])
    findings = document.network_findings[number] if number < len(document.network_findings) else ()
    return Record.model_validate({**values, "evidence": evidence, "findings": list(findings)})


def _participant(value: dict[str, Any]) -> dict[str, Any]:
    mention = value["mention"]
    resolution = (mention.extra or {}).get("resolution")
    kind = value["kind"]
    place: dict[str, Any] | None = None
    if resolution is not None and kind in {"municipality", "district"}:
        if resolution.place is not None:
            found = resolution.place
            kind = found.kind if kind != "municipal_association" else kind
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


def _sections(document: Document) -> list[Section]:
    owner: dict[str, int | None] = {}
    votes: dict[str, dict[int, int]] = {}
    for start, indexes in document.scope:
        section = next((item for item in reversed(document.sections) if item.start <= start), None)
        if section is None or len(indexes) != 1:
            continue
        bucket = votes.setdefault(section.id, {})
        bucket[indexes[0]] = bucket.get(indexes[0], 0) + 1
    for section in document.sections:
        bucket = votes.get(section.id, {})
        owner[section.id] = max(bucket, key=lambda index: bucket[index]) if bucket else None
    result = []
    for section in document.sections:
        start, end = _raw(document, section.start, section.end)
        if section.heading is None and not document.raw[start:end].strip():
            continue
        result.append(
            Section(
                id=section.id,
                kind=section.kind,
                heading=section.heading,
                level=section.level,
                start=start,
                end=end,
                network=owner[section.id],
            )
        )
    return result


def _near_misses(document: Document) -> list[NearMiss]:
    misses = []
    for item in sorted(document.rejected, key=lambda found: (found.start, found.field)):
        start, end = _raw(document, item.start, item.end)
        misses.append(
            NearMiss(
                field=item.field,
                network=item.network,
                start=start,
                end=end,
                text=document.raw[start:end],
                rule=item.rule,
                reason=item.reason,
            )
        )
    return misses
