"""Reads topics that no cue of ours announces: scores the noun phrases of every sentence that holds a term of the trade.

What a trait is worth was learned from our own announcements (``tools/train.py``, ``corpus/models/topics.json``). The rules'
own findings stand: where a rule has read a topic, the model adds none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.assemble.facts.topic_candidates import Phrase, find_groups, topic_value
from pipeline.assemble.facts.topic_terms import has_stem
from pipeline.assemble.facts.topic_traits import (
    Traits,
    extent_traits,
    group_traits,
    named_in,
    phrase_traits,
    sentence_traits,
)
from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.decision import Owners
from pipeline.assemble.view import View
from pipeline.linear import LinearModel, chance_of
from schemas.layout import Sentence

#: below it a phrase is none: a wrong topic costs more than a missed one
LEAST_CHANCE = 0.5
#: what an announced enumeration leaves out is seldom a topic: so much is needed beside two topics that the rules have read
LEAST_BESIDE = 0.7
_TOLD = 2
#: phrases of at least so many log odds (a chance of a quarter) are shown as near misses
_NEAR_POINTS = -1.1
#: what the model is sure of at most, before measured confidence replaces it
_MOST_SURE = 0.8
RULE = "topics.model"

Topic = tuple[int, int, str]


class Candidate(NamedTuple):
    """A phrase at one extent. ``dative``: its enumeration stands in the dative. Unit: code points in the cleaned text."""

    start: int
    end: int
    floor: int
    dative: bool
    points: float


#: says what traits are worth, given how wide they reach: 0 the sentence, 1 the enumeration, 2 the phrase, 3 its extent
Weigh = Callable[[int, Traits], float]


def find_candidates(view: View, sentence: Sentence, weigh: Weigh) -> Iterator[Candidate]:
    """Give every phrase of a sentence at every extent, with the points of its traits; nothing where no known topic stands."""
    if not view.hits("topics", sentence.start, sentence.end):
        return
    named = named_in(view, sentence)
    told = weigh(0, sentence_traits(view, sentence, named))
    for group in find_groups(view.text, sentence.start, sentence.end):
        if len(group) == 1 and not _is_of_the_trade(view, group[0]):
            continue
        traits, dative = group_traits(view, sentence, group)
        shared = told + weigh(1, traits)
        for phrase in group:
            own = shared + weigh(2, phrase_traits(view, phrase, named))
            for level, end in enumerate(phrase.ends):
                points = own + weigh(3, extent_traits(view, sentence, phrase, level, named))
                yield Candidate(phrase.start, end, sentence.start, dative, points)


def _is_of_the_trade(view: View, phrase: Phrase) -> bool:
    """Say whether a phrase holds a known topic, or a word made of a part of one."""
    return bool(view.hits("topics", phrase.start, phrase.ends[-1])) or has_stem(view.text[phrase.start : phrase.ends[-1]])


def read_modelled_topics(view: View, drafts: Sequence[Draft], owners: Owners, ledger: Ledger, model: LinearModel) -> None:
    """Add what the model holds for topics to the networks their sentences speak of.

    ``owners``: who owns which stretch, one entry a sentence, as ``decide`` gives it.
    """
    weights, bias = model.weights, model.points({})

    def weigh(_: int, traits: Traits) -> float:
        return sum(value * weights[name] for name, value in traits.items() if name in weights)

    owned = {start: indexes for start, indexes in owners if indexes}
    found = [
        (chance_of(bias + one.points), one)
        for sentence in view.live_sentences
        if sentence.start in owned
        for one in find_candidates(view, sentence, weigh)
        if bias + one.points >= _NEAR_POINTS
    ]
    for chance, one, topic in settle(view, found):
        for index in owned[one.floor]:
            _add(view, drafts[index], ledger, topic, chance)


def settle(view: View, found: Iterable[tuple[float, Candidate]]) -> Iterator[tuple[float, Candidate, Topic]]:
    """Give the likeliest of candidates that overlap, with the topic each is. Shape: (chance, candidate, (start, end, value))."""
    taken: list[tuple[int, int]] = []
    for chance, one in sorted(found, key=lambda pair: (-pair[0], pair[1])):
        if any(one.start < high and low < one.end for low, high in taken):
            continue
        topic = topic_value(view, one.start, one.end, one.floor, dative=one.dative)
        if topic is not None:
            taken.append((one.start, one.end))
            yield chance, one, topic


def _add(view: View, draft: Draft, ledger: Ledger, topic: Topic, chance: float) -> None:
    """Give a topic to its network, or note why not; what a rule has read stands."""
    start, end, value = topic
    if _is_told(draft, start, end, value):
        return
    if chance < (needed := needed_chance(draft)):
        reason = f"too little speaks for a topic of the network (chance {chance:.2f}, needed {needed})"
        ledger.refuse("topics", start, end, value, RULE, reason, draft.index, claim=chance)
    else:
        sentence = view.sentence(start)
        cue = view.nearest_hit("topic_cues", start, end, sentence.start, sentence.end)
        draft.add("topics", value.lower(), value, Trace(start, end, RULE, min(chance, _MOST_SURE), cue))


def needed_chance(draft: Draft) -> float:
    """Give the chance a topic needs in this draft."""
    told = sum(topic.traces[0].rule != RULE for topic in draft.lists.get("topics", {}).values())
    return LEAST_BESIDE if told >= _TOLD else LEAST_CHANCE


def _is_told(draft: Draft, start: int, end: int, value: str) -> bool:
    """Say whether a rule, or the model elsewhere, has the topic already, or reads another one at these characters."""
    present = draft.lists.get("topics", {})
    return value.lower() in present or any(
        trace.start < end and start < trace.end for topic in present.values() for trace in topic.traces
    )
