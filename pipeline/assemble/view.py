"""A read-only view of one tagged document, with the look-ups that several readers of this room need."""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from pipeline.lexicon import Hit
from pipeline.shapes import Shape, Sighted
from schemas.document import Document
from schemas.layout import Segment, Sentence, TextSection
from schemas.mention import Mention

Span = tuple[int, int]
_Placed = TypeVar("_Placed", Hit, Mention)

#: what begins after it is in no stretch
_END = sys.maxsize
_START = attrgetter("start")


class Bundle:
    """Expressions that are asked together: one look tells which of them a text can match."""

    def __init__(self, patterns: Iterable[Shape]) -> None:
        self._patterns = tuple(patterns)
        #: where each stands, by its number
        self._places = {pattern.number: place for place, pattern in enumerate(self._patterns)}
        self._last = max(self._places)
        self._always: tuple[int, ...] | None = None

    def held(self, text: str) -> list[int]:
        """Give those that can match in a text at all, by their place."""
        if text.__class__ is not Sighted or text.shapes <= self._last:
            return list(range(len(self._patterns)))
        if self._always is None:  # those without needles, the same in every text
            self._always = tuple(place for place, pattern in enumerate(self._patterns) if pattern.needle_ends(text) is None)
        return sorted([*self._always, *[self._places[number] for number in self._places.keys() & text.ends.keys()]])


class _Starts(dict[str, list[int]]):
    """Where the mentions of a label, or the hits of a list, begin; worked out when first asked for. The last one is no longer in the text."""

    def __init__(self, items: Mapping[str, Sequence[Hit] | Sequence[Mention]]) -> None:
        super().__init__()
        self._items = items

    def __missing__(self, name: str) -> list[int]:
        starts = self[name] = [*map(_START, self._items.get(name, ())), _END]
        return starts


class View:
    """Look things up by position. Unit: code points in ``text``.

    Each look-up is one bisection: what lies in a segment, a section or noise is known for every sentence beforehand.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.segments = document.segments
        self.sentences = document.sentences
        #: what a reader found once and may need again, by name
        self.notes: dict[str, object] = {}
        #: where the sentences start; the first one also has what stands before it
        self._starts = [-_END, *[sentence.start for sentence in document.sentences[1:]]]
        by_label: dict[str, list[Mention]] = {}
        for mention in document.mentions:
            label = mention.label
            if label in by_label:
                by_label[label].append(mention)
            else:
                by_label[label] = [mention]
        self._mentions = by_label
        self._hits: dict[str, list[Hit]] = document.hits
        self._mention_starts = _Starts(by_label)
        self._hit_starts = _Starts(document.hits)
        noise = [section.kind == "boilerplate" for section in document.sections]
        silent = [noise[segment.section] or segment.is_silent for segment in document.segments]
        #: of every sentence whether it is noise from which nothing is taken
        self.mute = [silent[sentence.segment] for sentence in document.sentences]

    def mentions(self, label: str, start: int = 0, end: int = _END) -> list[Mention]:
        """Give the mentions of one label that begin in a stretch."""
        starts = self._mention_starts[label]
        first = bisect_left(starts, start)
        if starts[first] >= end:
            return []
        return self._mentions[label][first : bisect_left(starts, end, first)]

    def hits(self, name: str, start: int = 0, end: int = _END) -> list[Hit]:
        """Give the lexicon hits of one list that begin in a stretch."""
        starts = self._hit_starts[name]
        first = bisect_left(starts, start)
        if starts[first] >= end:
            return []
        return self._hits[name][first : bisect_left(starts, end, first)]

    def has_mention(self, label: str, start: int, end: int) -> bool:
        """Say whether a mention of one label begins in a stretch; quicker than asking for them."""
        starts = self._mention_starts[label]
        return starts[bisect_left(starts, start)] < end

    def has_hit(self, name: str, start: int, end: int) -> bool:
        """Say whether a hit of one list begins in a stretch; quicker than asking for them."""
        starts = self._hit_starts[name]
        return starts[bisect_left(starts, start)] < end

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
        return bisect_right(self._starts, position) - 1

    def sentence(self, position: int) -> Sentence:
        """Give the sentence that holds a position."""
        return self.sentences[bisect_right(self._starts, position) - 1]

    def segment(self, position: int) -> Segment:
        """Give the segment that holds a position."""
        return self.segments[self.sentences[bisect_right(self._starts, position) - 1].segment]

    def section(self, position: int) -> TextSection:
        """Give the section that holds a position."""
        return self.document.sections[self.segments[self.sentences[bisect_right(self._starts, position) - 1].segment].section]

    def is_mute(self, position: int) -> bool:
        """Say whether the position lies in noise from which nothing is taken."""
        return self.mute[bisect_right(self._starts, position) - 1]

    @cached_property
    def live_sentences(self) -> list[Sentence]:
        """Give the sentences outside noise."""
        return [sentence for sentence, mute in zip(self.sentences, self.mute, strict=True) if not mute]

    def live_hits(self, name: str) -> list[tuple[int, Hit]]:
        """Give the hits of one list in sentences outside noise, each with the index of its sentence."""
        return self._live(self.hits(name))

    def live_mentions(self, label: str) -> list[tuple[int, Mention]]:
        """Give the mentions of one label in sentences outside noise, each with the index of its sentence."""
        return self._live(self.mentions(label))

    def _live(self, items: list[_Placed]) -> list[tuple[int, _Placed]]:
        found = []
        starts, sentences, mute = self._starts, self.sentences, self.mute
        for item in items:
            start = item.start
            number = bisect_right(starts, start) - 1
            if not mute[number] and sentences[number].start <= start < sentences[number].end:
                found.append((number, item))
        return found

    def first_matches(self, pattern: Shape, *others: Shape) -> list[tuple[int, re.Match[str]]]:
        """Give the first match of an expression in each sentence outside noise that has one, with the index of the sentence.

        The same as asking it of one sentence after the other, but only those are asked that it can match in (``candidates``).
        """
        found = []
        for number in self.candidates(pattern, *others):
            sentence = self.sentences[number]
            match = pattern.compiled.search(self.text, sentence.start, sentence.end)
            if match is not None:
                found.append((number, match))
        return found

    def candidates(self, pattern: Shape, *others: Shape) -> list[int]:
        """Give the sentences outside noise, by index, that hold a needle of an expression, and one of each of others.

        ``others``: what stands in every match of the first as well; its own needles are those of its rarest part only.
        """
        ends = pattern.needle_ends(self.text)
        if ends is None:
            found = [number for number, mute in enumerate(self.mute) if not mute]
        elif not ends:
            return []
        else:
            starts, mute = self._starts, self.mute
            found = [number for number in dict.fromkeys([bisect_left(starts, end) - 1 for end in ends]) if not mute[number]]
        for other in others:
            found = [number for number in found if self.may_match(other, self.sentences[number].start, self.sentences[number].end)]
        return found

    def may_match(self, pattern: Shape, start: int, end: int) -> bool:
        """Say whether a stretch holds a needle of an expression: where it does not, the expression matches in no part of it."""
        ends = pattern.needle_ends(self.text)
        if ends is None:
            return True
        number = bisect_right(ends, start)
        return number < len(ends) and ends[number] <= end
