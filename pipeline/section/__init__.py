"""The section room: how the text is laid out, and what each stretch is about."""

from pipeline.lexicon import Lexicons
from pipeline.section.boilerplate import mark_boilerplate
from pipeline.section.headings import build_sections
from pipeline.section.headline import find_headline
from pipeline.section.segments import split_segments, unwrap
from schemas.document import Document

__all__ = ["Sectioner"]


#: its title stands in its head, or it has none; elsewhere a headline is one by its looks
_PAGES = frozenset({"text/html", "multipart/related"})


class Sectioner:
    """Scan the text for every lexicon once, split it into segments, and gather segments under headings."""

    name = "section"
    requires = ("text", "offsets", "blocks")
    assigns = ("hits", "segments", "sections", "title", "text")

    def __init__(self, lexicons: Lexicons) -> None:
        self._lexicons = lexicons

    def __call__(self, document: Document) -> Document:
        """Add hits, segments and sections, and the headline where the source names no title."""
        text = lined = document.text
        found = self._lexicons.find(text)
        hits = lined_hits = found.hits(text)
        segments = split_segments(document, hits)
        text = unwrap(lined, segments)
        if text != lined:
            hits = found.hits(text)  # one that reads the same
        bounded = frozenset(number for number, segment in enumerate(segments) if segment.is_silent)
        segments = mark_boilerplate(text, segments, hits)
        segments, sections = build_sections(text, segments, hits, bounded)
        title = document.title
        if not title and document.media_type not in _PAGES:
            title = find_headline(lined, lined_hits, segments)
        return document.adding(text=found.sighted(text), hits=hits, segments=segments, sections=sections, title=title)
