"""The tag stage: runs the finders over a document and gathers their mentions."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

from pipeline.lexicon import Lexicons
from pipeline.tag.components import Finders, date_words
from pipeline.tag.contacts import find_linked
from pipeline.tag.datelines import find_dateline
from pipeline.tag.sentences import split_sentences
from pipeline.tag.state import State, new_state
from schemas.document import Document
from schemas.layout import Segment, Sentence
from schemas.mention import Mention

_in_text_order = attrgetter("start", "end")
#: labels that count wherever they stand
_EVERYWHERE = frozenset({"dateline", "organisation"})


class Tagger:
    """Label everything that may become a value.

    A text without any word for a network announces none, and most pages of a crawl are such: of them only the date is read, unless
    ``thorough``, which explanations need (what came nearest to a value?).
    """

    name = "tag"
    requires = ("text", "hits", "segments")
    assigns = ("sentences", "mentions")

    def __init__(self, lexicons: Lexicons, *, thorough: bool = True) -> None:
        self._lexicons = lexicons
        self._thorough = thorough

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return tuple(date_words(self._lexicons).labels)

    @cached_property
    def _finders(self) -> Finders:
        """Build the finders when the first text comes."""
        return Finders(self._lexicons)

    def __call__(self, document: Document) -> Document:
        """Add sentences and mentions; a mention across two segments is two things that only stand beside each other."""
        text, segments = document.text, document.segments
        state = new_state(text, document.hits, segments)
        if not self._thorough and not self._finders.may_find_networks(state):
            return self._dated(document, state)
        sentences = tuple(
            Sentence(start, end, number)
            for number, segment in enumerate(segments)
            for start, end in split_sentences(text, segment.start, segment.end)
        )
        self._finders.find_all(state)
        mentions = [mention for found in state["mentions"].values() for mention in found]
        mentions += find_linked(document, mentions)
        mentions += self._dateline(document, state)
        mentions.sort(key=_in_text_order)
        return document.adding(sentences=sentences, mentions=tuple(_outside_noise(mentions, segments)))

    def _dated(self, document: Document, state: State) -> Document:
        """Read nothing but the day a document is from."""
        mentions = self._dateline(document, state)
        return document.adding(mentions=tuple(mentions)) if mentions else document

    def _dateline(self, document: Document, state: State) -> list[Mention]:
        """Find the words that date the document."""
        dates = [mention.extra["expression"] for mention in self._finders.find("dates", state)]
        found = find_dateline(document.text, dates, self._labels, document.segments)
        if found is None:
            return []
        return [Mention("dateline", found.start, found.end, found.text, "dateline", 0.9, None, None, {"expression": found})]


def _outside_noise(mentions: list[Mention], segments: Sequence[Segment]) -> list[Mention]:
    """Drop what stands in noise: a district of a teaser must not be "the district" of the message.

    A dateline may stand anywhere, and a body named in the head or foot of a page may be its "we".
    """
    silent = [segment.is_silent for segment in segments]
    if True not in silent:
        return mentions
    starts = [segment.start for segment in segments]
    kept: list[Mention] = []
    for mention in mentions:
        number = bisect_right(starts, mention.start) - 1
        if number < 0 or not silent[number] or mention.label in _EVERYWHERE:
            kept.append(mention)
    return kept
