"""Checks that every quote of a report slices out of its text, and every pointer leads to a value; names all that do not."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from pipeline.verify.shapes import Code, Problem
from schemas.record import Report, resolve_pointer


def check_quotes(data: Any, where: str) -> tuple[Report | None, int, list[Problem]]:  # noqa: ANN401 - JSON may hold anything
    """Give the report, how many quotes it has, and what does not hold; None where it is no report at all.

    A report whose own checks would stop at its first wrong quote is looked at piece by piece first, so that each is named.
    """
    try:
        checks = list(_pieces(data))
    except (AttributeError, KeyError, TypeError):  # not even the shape of a report: the schema says what is wrong
        checks = []
    problems = [Problem(where, at, code, message) for at, code, message in checks if code is not None]
    try:
        report = Report.model_validate(data)
    except ValidationError as error:
        if not problems:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "report"
            problems.append(Problem(where, place, "no-report", first["msg"]))
        return None, len(checks), problems
    problems += [Problem(where, at, "no-value", "evidence for a value that is not there") for at in _dangling(report)]
    return report, len(checks), problems


def _pieces(data: Mapping[str, Any]) -> Iterator[tuple[str, Code | None, str]]:
    """Yield every stretch a report points at: where in the report, what is wrong with it or None, and that in words."""
    text = data["text"]
    for number, record in enumerate(data.get("networks") or ()):
        for pointer, pieces in (record.get("evidence") or {}).items():
            for piece in pieces:
                yield f"network {number + 1} {pointer}", *_slice(text, piece)
        yield from _finding_spans(text, record, f"network {number + 1} ")
    yield from _finding_spans(text, data, "")
    explain = data.get("explain") or {}
    for value in explain.get("values") or ():
        if value.get("cue"):
            yield f"network {value['network'] + 1} {value['pointer']} cue", *_slice(text, value["cue"])
    for miss in explain.get("near_misses") or ():
        yield f"near miss of {miss['field']}", *_slice(text, miss)
    for section in data.get("sections") or ():
        if not 0 <= section["start"] <= section["end"] <= len(text):
            yield f"section {section['id']}", "outside-text", f"ends at {section['end']}, the text at {len(text)}"


def _finding_spans(text: str, holder: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Code | None, str]]:
    for finding in holder.get("findings") or ():
        for span in finding.get("spans") or ():
            yield f"{prefix}finding {finding['code']}", *_slice(text, span)


def _slice(text: str, piece: Mapping[str, Any]) -> tuple[Code | None, str]:
    start, end, quote = piece["start"], piece["end"], piece["text"]
    if not 0 <= start <= end <= len(text):
        return "outside-text", f"characters {start}–{end} of a text of {len(text)}"
    if text[start:end] != quote:
        return "quote-differs", f"{quote!r} is said to stand at {start}–{end}, where the text has {text[start:end]!r}"
    return None, ""


def _dangling(report: Report) -> Iterator[str]:
    """Yield what evidence, reasons and reviews point at that is not there."""
    for number, record in enumerate(report.networks):
        for pointer in record.evidence:
            if resolve_pointer(record, pointer) is None:
                yield f"network {number + 1} {pointer}"
    points = [(value.network, value.pointer) for value in report.explain.values] if report.explain else []
    points += [(value.network, value.pointer) for value in report.review.values] if report.review else []
    for network, pointer in points:
        if network >= len(report.networks) or resolve_pointer(report.networks[network], pointer) is None:
            yield f"network {network + 1} {pointer}"
