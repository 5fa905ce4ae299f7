"""Looks at a finished document: what of a kind it has, which network a place speaks of, what is used, which word stands near."""

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from pipeline.explain.kinds import CUES, LABELS
from pipeline.lexicon import Hit
from schemas.document import Document
from schemas.mention import Mention
from schemas.time import TimeValue

#: what is noise and may yet tell of a network
#: no word of the field in the whole text
_FAR = 1_000_000


class Spot(NamedTuple):
    """Mark something that a field could take. Unit: code points in the cleaned text."""

    start: int
    end: int
    text: str
    rule: str


class Sight:
    """Hold one finished document with the look-ups that explaining needs."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [sentence.start for sentence in document.sentences]
        self._scope_starts = [start for start, _ in document.scope]
        self._words: dict[str, list[Hit]] = {}

    def speaks_of(self, number: int, position: int) -> bool:
        """Say whether the text speaks of a network at a position."""
        at = bisect_right(self._scope_starts, position) - 1
        return at >= 0 and number in self.document.scope[at][1]

    def is_framing(self, position: int) -> bool:
        """Say whether a position lies in what only frames the page: navigation, notices, imprint."""
        if not self._starts:
            return False
        sentence = self.document.sentences[max(bisect_right(self._starts, position) - 1, 0)]
        segment = self.document.segments[sentence.segment]
        return segment.is_silent or self.document.sections[segment.section].kind == "boilerplate"

    def of_kind(self, field: str) -> list[Spot]:
        """Give everything in the text that a field takes, in text order."""
        if field == "status":
            return [Spot(hit.start, hit.end, hit.surface, f"status.{hit.entry.id}") for hit in self._cues(field)]
        labels = LABELS[field]
        return [
            Spot(mention.start, mention.end, mention.text, mention.rule)
            for mention in self.document.mentions
            if mention.label in labels and mention.start < mention.end and _fits(mention, field)
        ]

    def is_used(self, number: int, spot: Spot) -> bool:
        """Say whether characters are evidence of a value of a network."""
        return any(start < spot.end and spot.start < end for start, end in self._used[number])

    def distance(self, field: str, start: int, end: int) -> int:
        """Measure how far the nearest word of a field stands. Unit: characters."""
        return min((max(start - hit.end, hit.start - end, 0) for hit in self._cues(field)), default=_FAR)

    def word_beside(self, field: str, spot: Spot) -> str | None:
        """Give the nearest word of a field that stands in the sentence of a spot."""
        sentence = self.document.sentences[max(bisect_right(self._starts, spot.start) - 1, 0)]
        near = [hit for hit in self._cues(field) if sentence.start <= hit.start < sentence.end]
        best = min(near, key=lambda hit: max(spot.start - hit.end, hit.start - spot.end), default=None)
        return None if best is None else best.surface

    @cached_property
    def _used(self) -> list[list[tuple[int, int]]]:
        """Give the characters each network's values stand on; a theme or a status uses nothing up."""
        return [
            [
                (trace.start, trace.end)
                for value in [
                    *(value for name, value in draft.scalars.items() if name != "status"),
                    *(value for name, bucket in draft.lists.items() if name != "themes" for value in bucket.values()),
                ]
                for trace in (*value.traces, *value.parts.values())
            ]
            for draft in self.document.networks
        ]

    def _cues(self, field: str) -> list[Hit]:
        """Give the words of the text that say that something is the field's."""
        if field not in self._words:
            name, kinds = CUES.get(field, ("", frozenset()))
            hits: list[Hit] = self.document.hits.get(name, [])
            self._words[field] = [hit for hit in hits if {hit.entry.kind, hit.entry.role, str(hit.entry.value)} & kinds]
        return self._words[field]


def _fits(mention: Mention, field: str) -> bool:
    """Say whether a mention is of the sort a field takes: durations are none of the days, days none of the durations."""
    if mention.label != "date":
        return True
    value = mention.value
    if not isinstance(value, TimeValue):
        return False
    lasts = value.months is not None and value.edtf is None and value.from_ is None and value.until is None
    return lasts == (field == "duration_months")
