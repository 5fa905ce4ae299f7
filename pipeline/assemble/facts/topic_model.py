"""Reads topics that no cue of ours announces: scores the noun phrases of every sentence that holds a term of the trade.

What a trait is worth was learned from our own announcements (``tools/train.py``, ``corpus/models/topics.json``). The rules'
own findings stand: where a rule has read a topic, the model adds none.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.assemble.facts.topic_candidates import find_groups, topic_value
from pipeline.assemble.facts.topic_traits import (
    Scene,
    Traits,
    extent_traits,
    group_traits,
    is_of_the_trade,
    look_at,
    most_of_talk,
    phrase_traits,
    place_traits,
    talk_traits,
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
#: how far sums of the same points can differ
_ROUNDING = 1e-6
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


def find_candidates(
    view: View, sentence: Sentence, weigh: Weigh, is_hopeful: Callable[[float], bool] | None = None
) -> Iterator[Candidate]:
    """Give every phrase of a sentence at every extent, with the points of its traits; nothing where no known topic stands.

    ``is_hopeful``: says of the points a phrase has without those of the talk around it whether it can matter. Where none can,
    the talk is not measured, and nothing is given.
    """
    if not view.has_hit("topics", sentence.start, sentence.end):
        return
    scene = look_at(view, sentence)
    traits = place_traits(view, sentence, scene)
    phrases: Iterable[_Weighed] = _weigh_phrases(scene, weigh)
    if is_hopeful is not None:
        phrases = list(phrases)
        placed = weigh(0, traits)
        if not any(is_hopeful(placed + group + own + extent) for *_, group, own, extent in phrases):
            return
    traits.update(talk_traits(view, sentence))
    told = weigh(0, traits)
    for start, end, dative, group, own, extent in phrases:
        yield Candidate(start, end, scene.start, dative, told + group + own + extent)


#: a phrase at one extent: start, end, whether its enumeration stands in the dative, the points of enumeration, phrase and extent
_Weighed = tuple[int, int, bool, float, float, float]


def _weigh_phrases(scene: Scene, weigh: Weigh) -> Iterator[_Weighed]:
    """Weigh the phrases of a sentence at every extent."""
    for group in find_groups(scene.text, scene.start, scene.end):
        if len(group) == 1 and not is_of_the_trade(scene, group[0]):
            continue
        traits, dative = group_traits(scene, group)
        shared = weigh(1, traits)
        for phrase in group:
            own = weigh(2, phrase_traits(scene, phrase))
            for level, end in enumerate(phrase.ends):
                yield phrase.start, end, dative, shared, own, weigh(3, extent_traits(scene, phrase, level))


def read_modelled_topics(view: View, drafts: Sequence[Draft], owners: Owners, ledger: Ledger, model: LinearModel) -> None:
    """Add what the model holds for topics to the networks their sentences speak of.

    ``owners``: who owns which stretch, one entry a sentence, as ``decide`` gives it.
    """
    weights, bias = model.weights, model.points({})

    def weigh(_: int, traits: Traits) -> float:
        points = 0.0
        for name, value in traits.items():
            if name in weights:
                points += value * weights[name]
        return points

    least = _NEAR_POINTS - bias - most_of_talk(weights) - _ROUNDING

    owned = {start: indexes for start, indexes in owners if indexes}
    found = [
        (chance_of(bias + one.points), one)
        for sentence in _promising(view)
        if sentence.start in owned
        for one in find_candidates(view, sentence, weigh, lambda points: points >= least)
        if bias + one.points >= _NEAR_POINTS
    ]
    for chance, one, topic in settle(view, found):
        for index in owned[one.floor]:
            _add(view, drafts[index], ledger, topic, chance)


def _promising(view: View) -> list[Sentence]:
    """Give the sentences outside noise in which a known topic stands."""
    numbers = sorted({view.sentence_index(hit.start) for hit in view.hits("topics") if not view.is_mute(hit.start)})
    return [view.sentences[number] for number in numbers]


def settle(view: View, found: Iterable[tuple[float, Candidate]]) -> Iterator[tuple[float, Candidate, Topic]]:
    """Give the likeliest of candidates that overlap, with the topic each is. Shape: (chance, candidate, (start, end, value))."""
    starts: list[int] = []  # of the topics given so far, which never overlap, and their ends
    ends: list[int] = []
    for chance, one in sorted(found, key=lambda pair: (-pair[0], pair[1])):
        place = bisect_right(ends, one.start)
        if place < len(starts) and starts[place] < one.end:
            continue
        topic = topic_value(view, one.start, one.end, one.floor, dative=one.dative)
        if topic is not None:
            starts.insert(place, one.start)
            ends.insert(place, one.end)
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
