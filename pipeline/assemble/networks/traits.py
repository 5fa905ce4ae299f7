"""What may speak for or against a draft being a network that the text announces: the features of the trained decision."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.assemble.model import Draft
from pipeline.assemble.networks.aboutness import is_concrete, own_evidence
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence
from schemas.mention import Mention

_FIELDS = (
    "founded", "start", "end", "duration_months", "participants_stated", "initiators", "managers", "consultants", "funders",
    "topics", "targets", "people", "awards", "programmes", "regions", "edition", "funding_amounts", "partners",
)  # fmt: skip
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
    r"\b(?:könnte|könnten|kann|können|wäre|ob|falls|sofern|möglich\w*|Interesse|interessierte\w*|bewerben|Antrag stellen|antragsberechtigt|Zuschuss von|förderfähig|mindestens|maximal|höchstens|üblich\w*|in der Regel)\b"
)
_GENERAL_RE = shape(r"\bNetzwerke\b|\bein(?:em|en|es)? Netzwerk\b|\bjedes Netzwerk\b")
_NETWORK_RE = shape(r"[Nn]etzwerk")


def measure_traits(view: View, scope: Scope, draft: Draft, headline: Mapping[str, float]) -> dict[str, float]:
    """Measure a draft. Shape: feature -> value, mostly 0 to 1; numbers of mentions as logarithms.

    ``headline``: what `headline_traits` measured of the document, the same for all its drafts.
    """
    members = len(draft.lists.get("participants", {}))
    sentences = [sentence for sentence in view.live_sentences if draft.index in scope.of(sentence.start)]
    mentions = [mention for sentence in sentences for mention in view.mentions("network", sentence.start, sentence.end)]
    traits = {f"has {name}": float(draft.has(name)) for name in _FIELDS}
    traits |= {
        "named": float(draft.named),
        "members many": float(members >= _FEW),
        "members few": float(0 < members < _FEW),
        "members": min(members, _MOST_MEMBERS) / _MOST_MEMBERS,
        "joined": float(draft.named and _is_joined(view, draft)),
        "no theme": float(not draft.has("themes")),
        "planned": float(draft.has("status") and draft.scalars["status"].value == "planned"),
        "facts near": math.log1p(_facts_near(view, draft)),
        "facts": math.log1p(sum(draft.has(name) for name in _FIELDS) + (members > 0)),
    }
    return (
        traits | dict(headline) | _mention_traits(view, mentions) | _general_traits(view, sentences) | _place_traits(view, mentions)
    )


def _facts_near(view: View, draft: Draft) -> int:
    """Count the values that stand in a sentence that speaks of a network, or right behind one."""
    near = 0
    for name in (*_FIELDS, "participants"):
        traces = [value.traces[0] for value in draft.lists.get(name, {}).values()]
        if name in draft.scalars:
            traces.append(draft.scalars[name].traces[0])
        near += any(_is_near(view, trace.start) for trace in traces)
    return near


def _is_near(view: View, position: int) -> bool:
    """Say whether the sentence of a position, or the one before it, speaks of a network."""
    number = view.sentence_index(position)
    first = view.sentences[max(number - 1, 0)]
    if first.segment != view.sentences[number].segment:
        first = view.sentences[number]
    return bool(view.mentions("network", first.start, view.sentences[number].end))


def headline_traits(view: View) -> dict[str, float]:
    """Say whether headline and lead speak of a network, and whether a sentence tells of its members or founding."""
    title = view.document.title
    at = view.text.find(title, 0, _TOP_CHARS) if title else -1
    stop = at + len(title or "")
    body = (sentence for sentence in view.live_sentences if sentence.start != at)
    return {
        "headline network": float(at >= 0 and bool(view.mentions("network", at, stop))),
        "headline tells": float(at >= 0 and _is_said(view, at, stop)),
        "sentence tells": float(any(_is_said(view, sentence.start, sentence.end) for sentence in body)),
        "lead network": float(any(is_concrete(view, mention) for mention in view.mentions("network", 0, _LEAD_CHARS))),
    }


def _mention_traits(view: View, mentions: Sequence[Mention]) -> dict[str, float]:
    """Count how the text points at the network: "das Netzwerk", "ein Netzwerk", "Netzwerke"."""
    singular = [mention for mention in mentions if not mention.value.plural]
    return {
        "definite": math.log1p(sum(mention.value.article in _DEFINITE for mention in singular)),
        "concrete": math.log1p(sum(is_concrete(view, mention) for mention in singular)),
        "vague": math.log1p(sum(not is_concrete(view, mention) for mention in singular)),
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


def _general_traits(view: View, sentences: Sequence[Sentence]) -> dict[str, float]:
    """Weigh how much is said of networks in general: conditions, offers, plurals."""
    general, own = 0.0, 0
    for sentence in sentences:
        text = view.text[sentence.start : sentence.end]
        if _NETWORK_RE.search(text) and _HYPOTHETICAL_RE.search(text):
            general += 1.0 if _GENERAL_RE.search(text) else 0.5
        elif view.mentions("network", sentence.start, sentence.end):
            own += 1
    return {"general": math.log1p(general), "general share": general / (general + own) if general else 0.0}


def _is_joined(view: View, draft: Draft) -> bool:
    """Say whether one sentence names a network and tells of two or more that they join, form or make it up."""
    members: Counter[int] = Counter()
    for member in draft.lists.get("participants", {}).values():
        told = {view.sentence(trace.start).start for trace in member.traces if trace.rule in _JOINING_RULES}
        members.update(told)
    return any(
        number >= _JOINED and any(mention.value.name and is_concrete(view, mention) for mention in _networks_of(view, start))
        for start, number in members.items()
    )


def _networks_of(view: View, position: int) -> Sequence[Mention]:
    """Give the networks that the sentence at a position speaks of."""
    sentence = view.sentence(position)
    return view.mentions("network", sentence.start, sentence.end)


def _is_said(view: View, start: int, end: int) -> bool:
    """Say whether a stretch tells that certain ones founded, joined or run a network, be it without a name."""
    several = view.mentions("count", start, end) or view.mentions("place", start, end)
    return (
        bool(several)
        and own_evidence(view, start, end) >= 1.0
        and any(is_concrete(view, mention) for mention in view.mentions("network", start, end))
    )
