"""The tag stage: runs the spaCy components over a document and takes their mentions out again."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.grammar import split_sentences
from pipeline.lexicon import Lexicons
from pipeline.tag.components import date_words
from pipeline.tag.contacts import find_linked
from pipeline.tag.datelines import find_dateline
from pipeline.tag.nlp import build_nlp
from pipeline.tag.state import KEY, new_state
from schemas.document import Document
from schemas.layout import Segment, Sentence
from schemas.mention import Mention

if TYPE_CHECKING:
    from spacy.language import Language


_EVERYWHERE = frozenset({"dateline", "organisation"})


class Tagger:
    """Label everything that may become a value. spaCy's Doc never leaves this room."""

    name = "tag"
    requires = ("text", "hits", "segments")
    assigns = ("sentences", "mentions")

    def __init__(self, lexicons: Lexicons) -> None:
        self._lexicons = lexicons

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return tuple(date_words(self._lexicons).labels)

    @cached_property
    def nlp(self) -> "Language":
        """Build the pipeline when the first text comes."""
        return build_nlp(self._lexicons)

    def __call__(self, document: Document) -> Document:
        """Add sentences and mentions; a mention across two segments is two things that only stand beside each other."""
        sentences = tuple(
            Sentence(start, end, number)
            for number, segment in enumerate(document.segments)
            for start, end in split_sentences(document.text, segment.start, segment.end)
        )
        doc = self.nlp.tokenizer(document.text)
        doc.user_data[KEY] = new_state(document.text, document.hits, document.segments)
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        mentions = [mention for found in doc.user_data[KEY]["mentions"].values() for mention in found]
        mentions += find_linked(document, mentions)
        dates = doc.user_data[KEY]["mentions"].get("dates", ())
        dateline = find_dateline(document.text, [mention.extra["expression"] for mention in dates], self._labels, document.segments)
        if dateline is not None:
            mentions.append(
                Mention(
                    "dateline", dateline.start, dateline.end, dateline.text, "dateline", 0.9, None, None, {"expression": dateline}
                )
            )
        mentions.sort(key=lambda mention: (mention.start, mention.end))
        return document.adding(sentences=sentences, mentions=tuple(_outside_noise(mentions, document.segments)))


def _outside_noise(mentions: list[Mention], segments: Sequence[Segment]) -> Iterator[Mention]:
    """Drop what stands in noise: a district of a teaser must not be "the district" of the message.

    A dateline may stand anywhere, and a body named in the head or foot of a page may be its "we".
    """
    starts = [segment.start for segment in segments]
    for mention in mentions:
        number = bisect_right(starts, mention.start) - 1
        if number < 0 or not segments[number].is_silent or mention.label in _EVERYWHERE:
            yield mention
