"""Decides whether a draft is a concrete network: enough must be said of it; what is only presupposed or wished for is none."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemble.model import Draft, Ledger
from pipeline.assemble.networks.aboutness import is_concrete, own_evidence
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from schemas.mention import Mention

Owners = tuple[tuple[int, tuple[int, ...]], ...]

_POINTS = {
    "participants": 2.0, "founded": 1.5, "start": 1.2, "end": 0.8, "participants_stated": 0.8, "initiators": 0.8, "managers": 0.8,
    "consultants": 0.5, "funders": 0.5, "duration_months": 0.4, "status": 0.4, "topics": 0.3,
}  # fmt: skip
_NAMED_POINTS = 1.5
_JOINED_POINTS = 0.5  # "Die Städte A und B arbeiten im Klimaschutznetzwerk Lippe zusammen" is enough
_JOINED = 2
_JOINING_RULES = frozenset(["participants.joins", "participants.holder", "participants.intro", "participants.started-with"])
_HEADLINE_POINTS = 1.2  # "Sieben Kommunen gründen Energieeffizienznetzwerk"
_SENTENCE_POINTS = 0.6
_NEEDED = 3.0
_NO_THEME = 1.5  # a network for early child care is none of ours
_TOP_CHARS = 1500
_FEW = 3  # two members may be chance
_FEW_SHARE = 0.6
_MOST_GENERAL = 3.0
_HYPOTHETICAL_RE = re.compile(
    r"\b(?:könnte|könnten|kann|können|wäre|ob|falls|sofern|möglich\w*|Interesse|interessierte\w*|bewerben|Antrag stellen|antragsberechtigt|Zuschuss von|förderfähig|mindestens|maximal|höchstens|üblich\w*|in der Regel)\b"
)
_GENERAL_RE = re.compile(r"\bNetzwerke\b|\bein(?:em|en|es)? Netzwerk\b|\bjedes Netzwerk\b")


def decide(view: View, scope: Scope, ledger: Ledger) -> tuple[list[Draft], Owners]:
    """Keep the drafts of which enough is said, number them anew and hand out who owns which stretch.

    Shape: (drafts, ((start of a stretch, indexes of the networks it speaks of), …)).
    """
    kept: list[Draft] = []
    for draft in scope.drafts:
        draft.score = _score(view, scope, draft)
        if draft.score >= _NEEDED:
            kept.append(draft)
        else:
            _refuse(draft, ledger)
    numbers = {draft.index: number for number, draft in enumerate(kept)}
    owners = tuple(
        (sentence.start, tuple(numbers[index] for index in scope.of(sentence.start) if index in numbers))
        for sentence in view.sentences
    )
    for draft in kept:
        draft.index = numbers[draft.index]
    ledger.rejected[:] = [
        replace(item, network=None if item.network is None else numbers.get(item.network)) for item in ledger.rejected
    ]
    return kept, owners


def _refuse(draft: Draft, ledger: Ledger) -> None:
    """Note a network that is named, but of which too little is said."""
    name = draft.scalars.get("name")
    if name:
        trace = name.traces[0]
        reason = f"too little is said of it to be announced here ({draft.score:.1f} of {_NEEDED} points)"
        ledger.refuse("name", trace.start, trace.end, str(name.value), trace.rule, reason)


def _score(view: View, scope: Scope, draft: Draft) -> float:
    """Weigh what was found: members and a date count most; talk of networks in general counts against."""
    score = _NAMED_POINTS if draft.named else _announced(view)
    for name, points in _POINTS.items():
        if draft.has(name):
            few = name == "participants" and len(draft.lists[name]) < _FEW
            score += points * (_FEW_SHARE if few else 1.0)
    score += _JOINED_POINTS if draft.named and _is_joined(view, draft) else 0.0
    score -= 0.0 if draft.has("themes") else _NO_THEME
    return score - _generality(view, scope, draft) * (1.0 if draft.named else 1.6)


def _is_joined(view: View, draft: Draft) -> bool:
    """Say whether one sentence names a network and tells of two or more that they join, form or make it up."""
    members: Counter[int] = Counter()
    for member in draft.lists.get("participants", {}).values():
        told = {view.sentence(trace.start).start for trace in member.traces if trace.rule in _JOINING_RULES}
        members.update(told)
    return any(
        number >= _JOINED and any(_is_named(view, mention) for mention in _networks_of(view, start))
        for start, number in members.items()
    )


def _networks_of(view: View, position: int) -> Sequence[Mention]:
    """Give the networks that the sentence at a position speaks of."""
    sentence = view.sentence(position)
    return view.mentions("network", sentence.start, sentence.end)


def _is_named(view: View, mention: Mention) -> bool:
    """Say whether a mention names a network that is there or agreed."""
    return bool(mention.value.name) and is_concrete(view, mention)


def _is_said(view: View, start: int, end: int) -> bool:
    """Say whether a stretch tells that certain ones founded, joined or run a network, be it without a name."""
    several = view.mentions("count", start, end) or view.mentions("place", start, end)
    return (
        bool(several)
        and own_evidence(view, start, end) >= 1.0
        and any(is_concrete(view, mention) for mention in view.mentions("network", start, end))
    )


def _announced(view: View) -> float:
    """Weigh how plainly a nameless network is announced: by the headline, by a sentence."""
    title = view.document.title
    at = view.text.find(title, 0, _TOP_CHARS) if title else -1
    points = _HEADLINE_POINTS if title and at >= 0 and _is_said(view, at, at + len(title)) else 0.0
    body = (sentence for sentence in view.live_sentences if sentence.start != at)
    return points + (_SENTENCE_POINTS if any(_is_said(view, sentence.start, sentence.end) for sentence in body) else 0.0)


def _generality(view: View, scope: Scope, draft: Draft) -> float:
    """Weigh how much the text speaks of networks in general: conditions, offers, plurals."""
    general, own = 0.0, 0
    for sentence in view.live_sentences:
        if draft.index not in scope.of(sentence.start):
            continue
        text = view.text[sentence.start : sentence.end]
        if "Netzwerk" in text and _HYPOTHETICAL_RE.search(text):
            general += 1.0 if _GENERAL_RE.search(text) else 0.5
        elif view.mentions("network", sentence.start, sentence.end):
            own += 1
    return min(_MOST_GENERAL, general * 0.8) if general > own else min(1.0, general * 0.2)
