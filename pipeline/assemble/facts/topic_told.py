"""Gathers the sentences that can tell topics, each with the cues and the known topics in it."""

from collections.abc import Iterator

from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

#: verbs that may part from their first syllable: "führen ein Energiemanagement ein"
SPLIT_RE = shape(r"\b(?:führ|bau|rüst|stell|richt|treib|trieb|bring|brach|pack|setz)(?:en|t|te|ten|tet|et)\b")
#: what a line ends with that opens a list of deeds, or one of wishes
_ENDINGS = (":", "will", "wollen", "möchte", "möchten", "soll", "sollen", "werden", "wird")


class Told:
    """A sentence with the cues and the known topics in it. The cues by what they do: open an enumeration, tell a deed, get ahead with one."""

    __slots__ = ("ahead", "cued", "deeds", "openers", "sentence", "topics")

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        #: whether there is a cue at all, if only a word that is no topic
        self.cued = False
        self.openers: list[Hit] = []
        self.deeds: list[Hit] = []
        self.ahead: list[Hit] = []
        self.topics: list[Hit] = []

    def add(self, hit: Hit) -> None:
        """Put a cue, or a known topic, where it belongs."""
        if hit.entry.list == "topics":
            self.topics.append(hit)
            return
        self.cued = True
        kind = hit.entry.kind
        if kind == "deed":
            if hit.surface[:1].islower():
                self.deeds.append(hit)
        elif kind == "ahead":
            self.ahead.append(hit)
        elif kind != "shell":  # words that are no topic
            self.openers.append(hit)

    def tells(self, text: str) -> bool:
        """Say whether there is anything to be read from: more than a word that is no topic."""
        return bool(self.openers or self.topics or self.deeds or self.ahead) or self.is_split(text)

    def is_split(self, text: str) -> bool:
        """Say whether a verb stands in it that may part from its first syllable: "führen … ein"."""
        return SPLIT_RE.search(text, self.sentence.start, self.sentence.end) is not None


def tell(view: View) -> Iterator[Told]:
    """Give the sentences outside noise that can tell topics: with a cue, with a known topic, or over a list that they open."""
    told: dict[int, Told] = {}
    for name in ("topic_cues", "topics"):
        for hit in view.hits(name):
            index = view.sentence_index(hit.start)
            one = told.get(index)
            if one is None:
                sentence = view.sentences[index]
                if not sentence.start <= hit.start < sentence.end:
                    continue
                one = told[index] = Told(sentence)
            one.add(hit)
    opening = _openings(view)
    for index in opening.difference(told):
        told[index] = Told(view.sentences[index])
    for index in sorted(told):
        one = told[index]
        if (index in opening or one.tells(view.text)) and not view.is_mute(one.sentence.start):
            yield one


def _openings(view: View) -> set[int]:
    """Give the indexes of the sentences over a list that end as those do that open one."""
    over = {index - 1 for index, segment in enumerate(view.segments) if segment.kind == "item"}
    if not over:
        return set()
    return {
        index
        for index, sentence in enumerate(view.sentences)
        if sentence.segment in over and is_opening(view.text[sentence.start : sentence.end])
    }


def is_opening(line: str) -> bool:
    """Say whether a line ends as one does that opens a list of deeds: with a colon, or a verb whose objects follow."""
    return line.rstrip().endswith(_ENDINGS)
