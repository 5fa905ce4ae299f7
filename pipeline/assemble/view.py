"""A read-only view of one tagged document, with the look-ups that several readers of this room need."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property

from pipeline.lexicon import Hit
from schemas.document import Document
from schemas.layout import Segment, Sentence, TextSection
from schemas.mention import Mention

Span = tuple[int, int]


class View:
    """Look things up by position. Unit: code points in ``text``."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.segments = document.segments
        self.sentences = document.sentences
        #: what a reader found once and may need again, by name
        self.notes: dict[str, object] = {}
        self._starts = [sentence.start for sentence in document.sentences]
        by_label: dict[str, list[Mention]] = defaultdict(list)
        for mention in document.mentions:
            by_label[mention.label].append(mention)
        self._mentions = dict(by_label)
        self._mention_starts = {label: [mention.start for mention in found] for label, found in by_label.items()}
        self._hit_starts = {name: [hit.start for hit in found] for name, found in document.hits.items()}

    def mentions(self, label: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Give the mentions of one label that begin in a stretch."""
        found = self._mentions.get(label)
        if not found:
            return []
        if end is None and start == 0:
            return found
        starts = self._mention_starts[label]
        return found[bisect_left(starts, start) : bisect_left(starts, len(self.text) + 1 if end is None else end)]

    def hits(self, name: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Give the lexicon hits of one list that begin in a stretch."""
        found: list[Hit] = self.document.hits.get(name, [])
        if not found or (end is None and start == 0):
            return found
        starts = self._hit_starts[name]
        return found[bisect_left(starts, start) : bisect_left(starts, len(self.text) + 1 if end is None else end)]

    def nearest_hit(self, name: str, start: int, end: int, low: int, high: int, kinds: frozenset[str] | None = None) -> Span | None:
        """Give where the hit of one list stands that is nearest to some characters, within a stretch; None where there is none.

        Hits inside the characters count only where the stretch is no wider than they are.
        """
        inside = (low, high) == (start, end)
        found = [
            hit for hit in self.hits(name, low, high)
            if (inside or hit.end <= start or hit.start >= end) and (kinds is None or hit.entry.kind in kinds)
        ]  # fmt: skip
        best = min(found, key=lambda hit: max(start - hit.end, hit.start - end), default=None)
        return None if best is None else (best.start, best.end)

    def sentence_index(self, position: int) -> int:
        """Give the index of the sentence that holds a position (the one before, between two)."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def sentence(self, position: int) -> Sentence:
        """Give the sentence that holds a position."""
        return self.sentences[self.sentence_index(position)]

    def segment(self, position: int) -> Segment:
        """Give the segment that holds a position."""
        return self.segments[self.sentence(position).segment]

    def section(self, position: int) -> TextSection:
        """Give the section that holds a position."""
        return self.document.sections[self.segment(position).section]

    def is_mute(self, position: int) -> bool:
        """Say whether the position lies in noise from which nothing is taken."""
        segment = self.segment(position)
        return segment.is_silent or self.section(position).kind == "boilerplate"

    @cached_property
    def live_sentences(self) -> list[Sentence]:
        """Give the sentences outside noise."""
        return [sentence for sentence in self.sentences if not self.is_mute(sentence.start)]
