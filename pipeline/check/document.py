"""Checks of the document as a whole: empty sections, dates that hang in the air, nothing announced."""

import re
from collections.abc import Iterable

from pipeline.check.make import make_finding
from schemas.document import Document
from schemas.finding import Finding
from schemas.layout import TextSection

_ANNOUNCES = frozenset({"participants", "partners", "funding", "management", "contact", "topics", "links"})


def check_document(document: Document) -> Iterable[Finding]:
    """Yield the findings of one document, in text order within each check."""
    yield from _empty_sections(document)
    yield from _undated(document)
    if document.text.strip() and not document.networks and document.language in {"de", "und"}:
        yield make_finding(document, "no-network")


def _empty_sections(document: Document) -> Iterable[Finding]:
    """Find headings such as "Teilnehmende Kommunen:" with nothing (pictures, once) below."""
    for section in document.sections:
        if section.kind not in _ANNOUNCES or section.heading is None or not _is_bare(section):
            continue
        if document.text[section.heading_end : section.end].strip():
            continue
        yield make_finding(
            document, "empty-section", {"heading": section.heading.strip()}, spans=[(section.start, section.heading_end)]
        )


def _is_bare(section: TextSection) -> bool:
    """Say whether the heading is a label, not a sentence that says something itself."""
    heading = (section.heading or "").strip()
    return heading.endswith(":") or (len(heading) < 60 and not re.search(r"\d", heading))  # noqa: PLR2004


def _undated(document: Document) -> Iterable[Finding]:
    if document.date is not None or not document.networks:
        return
    spans = [
        (mention.start, mention.end)
        for mention in document.mentions
        if mention.label == "date" and mention.value is None and mention.rule != "dates.story"
    ]
    if spans:
        words = ", ".join(repr(document.text[start:end]) for start, end in spans[:4])
        yield make_finding(document, "undated-relative", {"words": words}, spans=spans)
