"""Builds findings: severity from the table of codes, spans led back to the raw text."""

from collections.abc import Sequence

from pipeline.check.codes import CODES
from schemas.document import Document
from schemas.finding import Finding, FindingSpan


def make_finding(document: Document, code: str, message: str, *, path: str = "", spans: Sequence[tuple[int, int]] = ()) -> Finding:
    """Build one finding; ``spans`` are offsets of the cleaned text."""
    pieces = []
    for start, end in spans:
        low, high = document.offsets.to_raw(start, end) if document.offsets else (start, end)
        if high > low:
            pieces.append(FindingSpan(start=low, end=high, text=document.raw[low:high]))
    return Finding(code=code, severity=CODES[code].severity, message=message, path=path, spans=pieces)
