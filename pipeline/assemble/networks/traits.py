"""What may speak for or against a draft being a network that the text announces: the features of the trained decision."""

import math
from collections.abc import Iterator, Sequence
from typing import cast

from pipeline.assemble.model import Draft, FieldValue
from pipeline.assemble.networks.aboutness import is_concrete, own_evidence
from pipeline.assemble.networks.doubt import asks_whether
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence
from schemas.mention import Mention

_FIELDS = (
    "founded", "start", "end", "duration_months", "participants_stated", "initiators", "managers", "consultants", "funders",
    "topics", "targets", "people", "awards", "programmes", "regions", "edition", "funding_amounts", "partners",
)  # fmt: skip
_FILLED = tuple(f"has {name}" for name in _FIELDS)
_NEAR_FIELDS = (*_FIELDS, "participants")
_FEW = 3  # two members may be chance
_JOINED = 2
_JOINING_RULES = frozenset(["participants.joins", "participants.holder", "participants.intro", "participants.started-with"])
_LEAD_CHARS = 500
_TOP_CHARS = 1500
_MOST_MEMBERS = 10.0
_DEFINITE = frozenset(
    {"das", "dem", "des", "am", "im", "beim", "vom", "zum", "unser", "unserem", "unseres", "dieses", "diesem", "neue"}
)
_HYPOTHETICAL_RE = shape(
    r"\b(?:könnte|könnten|kann|können|wäre|falls|sofern|möglich\w*|Interesse|interessierte\w*|bewerben|Antrag stellen|antragsberechtigt|Zuschuss von|förderfähig|mindestens|maximal|höchstens|üblich\w*|in der Regel)\b"
)
_GENERAL_RE = shape(r"\bNetzwerke\b|\bein(?:em|en|es)? Netzwerk\b|\bjedes Netzwerk\b")
_WORD_CHARS = len("etzwerk")


def measure_traits(view: View, scope: Scope, draft: Draft, headline: dict[str, float]) -> dict[str, float]:
    """Measure a draft. Shape: feature -> value, mostly 0 to 1; numbers of mentions as logarithms.

    ``headline``: what `headline_traits` measured of the document, the same for all its drafts.
    """
    members = len(draft.lists.get("participants", {}))
    mentions = [
        mention for number, mention in view.live_mentions("network") if draft.index in scope.of(view.sentences[number].start)
    ]
    filled = [float(draft.has(name)) for name in _FIELDS]
    traits = dict(zip(_FILLED, filled, strict=True))
    traits |= {
        "named": float(draft.named),
        "members many": float(members >= _FEW),
        "members few": float(0 < members < _FEW),
        "members": min(members, _MOST_MEMBERS) / _MOST_MEMBERS,
        "joined": float(draft.named and _is_joined(view, draft)),
        "no theme": float(not draft.has("themes")),
        "planned": float(draft.has("status") and draft.scalars["status"].value == "planned"),
        "facts near": math.log1p(_facts_near(view, draft)),
        "facts": math.log1p(sum(filled) + (members > 0)),
    }
    return (
        traits
        | headline
        | _mention_traits(view, mentions)
        | _general_traits(view, scope, draft, mentions)
        | _place_traits(view, mentions)
    )


def _facts_near(view: View, draft: Draft) -> int:
    """Count the values that stand in a sentence that speaks of a network, or right behind one."""
    known: dict[int, bool] = {}
    return sum(
        [any(_stands_near(view, value, known) for value in _values(draft, name)) for name in _NEAR_FIELDS if draft.has(name)]
    )


def _values(draft: Draft, name: str) -> Iterator[FieldValue]:
    """Give the values of a field, be it a list or not."""
    if name in draft.lists:
        yield from draft.lists[name].values()
    if name in draft.scalars:
        yield draft.scalars[name]


def _stands_near(view: View, value: FieldValue, known: dict[int, bool]) -> bool:
    """Say whether a value stands near a network; ``known``: what was found of sentences, by their index."""
    number = view.sentence_index(value.traces[0].start)
    if number not in known:
        known[number] = _is_near(view, number)
    return known[number]


def _is_near(view: View, number: int) -> bool:
    """Say whether the sentence of an index, or the one before it, speaks of a network."""
    first = view.sentences[max(number - 1, 0)]
    if first.segment != view.sentences[number].segment:
        first = view.sentences[number]
    return view.has_mention("network", first.start, view.sentences[number].end)


def headline_traits(view: View) -> dict[str, float]:
    """Say whether headline and lead speak of a network, and whether a sentence tells of its members or founding."""
    title = view.document.title
    at = view.text.find(title, 0, _TOP_CHARS) if title else -1
    stop = at + len(title or "")
    told = {number: view.sentences[number] for number, _ in view.live_mentions("network")}
    return {
        "headline network": float(at >= 0 and view.has_mention("network", at, stop)),
        "headline tells": float(at >= 0 and _is_said(view, at, stop)),
        "sentence tells": float(
            any(sentence.start != at and _is_said(view, sentence.start, sentence.end) for sentence in told.values())
        ),
        "lead network": float(any(is_concrete(view, mention) for mention in view.mentions("network", 0, _LEAD_CHARS))),
    }


def _mention_traits(view: View, mentions: Sequence[Mention]) -> dict[str, float]:
    """Count how the text points at the network: "das Netzwerk", "ein Netzwerk", "Netzwerke"."""
    singular = [mention for mention in mentions if not mention.value.plural]
    concrete = sum([is_concrete(view, mention) for mention in singular])
    return {
        "definite": math.log1p(sum([mention.value.article in _DEFINITE for mention in singular])),
        "concrete": math.log1p(concrete),
        "vague": math.log1p(len(singular) - concrete),
        "plural": math.log1p(sum(mention.value.plural and not mention.value.name for mention in mentions)),
    }


def _place_traits(view: View, mentions: Sequence[Mention]) -> dict[str, float]:
    """Say where a network is first spoken of, and in what share of the sentences."""
    live = view.live_sentences
    if not live or not mentions:
        return {"late": 1.0, "density": 0.0}
    spoken = {view.sentence_index(mention.start) for mention in mentions}
    first = next((number for number, sentence in enumerate(live) if sentence.end > mentions[0].start), len(live))
    return {"late": first / len(live), "density": len(spoken) / len(live)}


def _general_traits(view: View, scope: Scope, draft: Draft, mentions: Sequence[Mention]) -> dict[str, float]:
    """Weigh how much is said of networks in general: conditions, offers, plurals."""
    open_ = {number for number in _naming(view) if draft.index in scope.of(view.sentences[number].start)}
    general = sum([_generality(view, number) for number in sorted(open_)])
    own = len({view.sentence_index(mention.start) for mention in mentions} - open_)
    return {"general": math.log1p(general), "general share": general / (general + own) if general else 0.0}


def _generality(view: View, number: int) -> float:
    """Say how much a sentence about what might be is one about networks in general."""
    sentence = view.sentences[number]
    return 1.0 if _GENERAL_RE.search(view.text, sentence.start, sentence.end) else 0.5


def _naming(view: View) -> list[int]:
    """Give the sentences outside noise, by index, that have the word network in them and say what might be; found once."""
    if "networks open" not in view.notes:
        view.notes["networks open"] = [number for number in _with_word(view) if _is_open(view, view.sentences[number])]
    return cast("list[int]", view.notes["networks open"])


def _with_word(view: View) -> Iterator[int]:
    """Give the sentences outside noise, by index, that have "Netzwerk" in them, be it inside a word."""
    text, at = view.text, view.text.find("etzwerk", 1)
    while at >= 0:
        number = view.sentence_index(at)
        sentence = view.sentences[number]
        if text[at - 1] in "Nn" and sentence.start < at and at + _WORD_CHARS <= sentence.end:
            if not view.mute[number]:
                yield number
            at = sentence.end - 1
        at = text.find("etzwerk", at + 1)


def _is_open(view: View, sentence: Sentence) -> bool:
    return _HYPOTHETICAL_RE.search(view.text, sentence.start, sentence.end) is not None or asks_whether(
        view.text, sentence.start, sentence.end, "ob"
    )


def _is_joined(view: View, draft: Draft) -> bool:
    """Say whether one sentence names a network and tells of two or more that they join, form or make it up."""
    members: dict[int, int] = {}
    for member in draft.lists.get("participants", {}).values():
        for number in {view.sentence_index(trace.start) for trace in member.traces if trace.rule in _JOINING_RULES}:
            members[number] = members.get(number, 0) + 1
    return any(number >= _JOINED and _is_named(view, view.sentences[sentence]) for sentence, number in members.items())


def _is_named(view: View, sentence: Sentence) -> bool:
    """Say whether a sentence names a network that is there."""
    return any(
        mention.value.name and is_concrete(view, mention) for mention in view.mentions("network", sentence.start, sentence.end)
    )


def _is_said(view: View, start: int, end: int) -> bool:
    """Say whether a stretch tells that certain ones founded, joined or run a network, be it without a name."""
    return (
        (view.has_mention("count", start, end) or view.has_mention("place", start, end))
        and view.has_mention("network", start, end)
        and own_evidence(view, start, end) >= 1.0
        and any(is_concrete(view, mention) for mention in view.mentions("network", start, end))
    )
