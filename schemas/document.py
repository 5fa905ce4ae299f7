"""The document between two stages: frozen, each stage adds its layers and changes none."""

from dataclasses import field
from typing import TYPE_CHECKING, Any

from schemas.finding import Finding
from schemas.layer import layer
from schemas.layout import Segment, Sentence, TextSection
from schemas.mention import Mention, Rejected, Unfilled
from schemas.origin import Anchor

if TYPE_CHECKING:
    from schemas.offsets import OffsetMap


@layer(frozen=True, slots=True)
class Block:
    """Mark a stretch of text that the source sets apart.

    ``kind``: heading, paragraph, item (of a list), row (of a table, cells parted by a tab), caption, term, other.
    ``boilerplate``: None, or what sort of noise it is (navigation, cookie, share, imprint, teaser, footer ...).
    ``level``: 1 to 6 for headings, nesting depth for items, else 0. Unit: code points, half-open.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    boilerplate: str | None = None


@layer(frozen=True, slots=True)
class Link:
    """Keep the address behind a linked text. Unit: code points in ``raw``."""

    start: int
    end: int
    href: str


@layer(frozen=True, slots=True)
class Repair:
    """Record one named change that cleaning made. Unit of ``start``/``end``: code points in ``raw``."""

    name: str
    start: int
    end: int
    before: str
    after: str


@layer(frozen=True)  # no slots: every stage copies it, and a dictionary is copied in one go
class Document:
    """Carry one source through the stages.

    ``raw`` is the visible text all published offsets point into; it never changes after reading. ``text`` is the cleaned
    text that every later stage works on; ``offsets`` leads from ``text`` back to ``raw``.
    """

    # read
    id: str
    source: str
    media_type: str
    sha256: str
    raw: str
    title: str | None = None
    declared_date: str | None = None  # EDTF, from the source's own metadata or --date
    blocks: tuple[Block, ...] = ()  # in raw; empty for plain text
    links: tuple[Link, ...] = ()
    anchors: tuple[Anchor, ...] = ()  # the way back to the source, in text order, not overlapping; empty for plain text
    part: str | None = None  # '2/7' of a source too long for one report
    address: str | None = None  # under which the source says it is published
    findings: tuple[Finding, ...] = ()
    # clean
    text: str = ""
    offsets: "OffsetMap | None" = None
    repairs: tuple[Repair, ...] = ()
    # section
    hits: dict[str, Any] = field(default_factory=dict)  # lexicon hits by list name, of the one scan
    segments: tuple[Segment, ...] = ()
    sections: tuple[TextSection, ...] = ()
    # tag .. link
    language: str = "und"
    date: str | None = None  # EDTF, the document's own date
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    # assemble .. check
    networks: tuple[Any, ...] = ()
    rejected: tuple[Rejected, ...] = field(default=())
    scope: tuple[tuple[int, tuple[int, ...]], ...] = ()  # (start of a stretch, indexes of the networks it speaks of)
    network_findings: tuple[tuple[Finding, ...], ...] = ()
    # explain, only where asked for
    unfilled: tuple[Unfilled, ...] = ()

    def adding(self, **layers: Any) -> "Document":  # noqa: ANN401 - layers differ in type
        """Return a copy with layers added; the one place that copies a document."""
        if not layers.keys() <= self.__dict__.keys():
            msg = f"a document has no layer {', '.join(sorted(layers.keys() - self.__dict__.keys()))}"
            raise TypeError(msg)
        copy: Document = object.__new__(Document)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(layers)
        return copy
