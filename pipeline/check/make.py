"""Builds findings: severity and sentence from the table of codes, spans led back to the raw text."""

from collections.abc import Iterable

from pipeline.check.codes import CODES
from schemas.document import Document
from schemas.finding import Finding, FindingSpan


def make_finding(
    document: Document,
    code: str,
    values: dict[str, str | int] | None = None,
    *,
    path: str = "",
    spans: Iterable[tuple[int, int]] = (),
) -> Finding:
    """Build one finding; ``spans`` are offsets of the cleaned text, ``values`` fill the sentence of the code."""
    pieces = []
    for start, end in spans:
        low, high = document.offsets.to_raw(start, end) if document.offsets else (start, end)
        if high > low:
            pieces.append(FindingSpan(start=low, end=high, text=document.raw[low:high]))
    found = CODES[code]
    said = values or {}
    return Finding(code=code, severity=found.severity, message=found.message.format(**said), path=path, values=said, spans=pieces)
