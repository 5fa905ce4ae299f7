"""Decides whether a draft is a concrete network: enough must be said of it; what is only presupposed or wished for is none."""

import re
from collections.abc import Sequence

from pipeline.assemble.model import Draft, Ledger
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View

_CORE_POINTS = {"participants": 2.0, "founded": 1.5, "start": 1.2, "end": 0.8, "participants_stated": 0.8, "initiators": 0.8, "managers": 0.8, "consultants": 0.5, "funders": 0.5, "duration_months": 0.4, "status": 0.4, "topics": 0.3}
_NAMED_POINTS = 1.5
_NEEDED = 3.0
_HYPOTHETICAL_RE = re.compile(r"\b(?:könnte|könnten|kann|können|wäre|ob|falls|sofern|möglich\w*|Interesse|interessierte\w*|bewerben|Antrag stellen|antragsberechtigt|Zuschuss von|förderfähig|mindestens|maximal|höchstens|üblich\w*|in der Regel)\b")
_GENERAL_RE = re.compile(r"\bNetzwerke\b|\bein(?:em|en|es)? Netzwerk\b|\bjedes Netzwerk\b")


def decide(view: View, scope: Scope, ledger: Ledger) -> tuple[list[Draft], tuple[tuple[int, tuple[int, ...]], ...]]:
    """Keep the drafts of which enough is said, number them anew and hand out who owns which stretch.

    Shape: (drafts, ((start of a stretch, indexes of the networks it speaks of), …)).
    """
    kept: list[Draft] = []
    for draft in scope.drafts:
        draft.score = _score(view, scope, draft)
        if draft.score >= _NEEDED:
            kept.append(draft)
            continue
        name = draft.scalars.get("name")
        if name:
            trace = name.traces[0]
            ledger.refuse("name", trace.start, trace.end, str(name.value), trace.rule, f"too little is said of it to be announced here ({draft.score:.1f} of {_NEEDED} points)")
    renumber = {draft.index: number for number, draft in enumerate(kept)}
    owners = tuple(
        (sentence.start, tuple(renumber[index] for index in scope.of(sentence.start) if index in renumber)) for sentence in view.sentences
    )
    for number, draft in enumerate(kept):
        draft.index = number
    _renumber(ledger, renumber)
    return kept, owners


def _renumber(ledger: Ledger, renumber: dict[int, int]) -> None:
    from dataclasses import replace  # noqa: PLC0415

    ledger.rejected[:] = [
        replace(item, network=renumber.get(item.network) if item.network is not None else None) for item in ledger.rejected
    ]


def _score(view: View, scope: Scope, draft: Draft) -> float:
    score = _NAMED_POINTS if draft.named else 0.0
    for name, points in _CORE_POINTS.items():
        if draft.has(name):
            members = len(draft.lists.get(name, {}))
            score += points if name != "participants" or members >= 3 else points * 0.6  # noqa: PLR2004 - two may be chance
    return score - _generality(view, scope, draft) * (1.0 if draft.named else 1.6)


def _generality(view: View, scope: Scope, draft: Draft) -> float:
    """Weigh how much the text speaks of networks in general: conditions, offers, plurals."""
    general = own = 0
    for sentence in view.live_sentences:
        if draft.index not in scope.of(sentence.start):
            continue
        text = view.text[sentence.start : sentence.end]
        if _GENERAL_RE.search(text) and _HYPOTHETICAL_RE.search(text):
            general += 1
        elif _GENERAL_RE.search(text) or "Netzwerk" in text and _HYPOTHETICAL_RE.search(text):
            general += 0.5  # type: ignore[assignment]
        elif view.mentions("network", sentence.start, sentence.end):
            own += 1
    return min(3.0, general * 0.8) if general > own else min(1.0, general * 0.2)


def names_of(drafts: Sequence[Draft]) -> list[str]:
    """Give the names of the drafts that have one."""
    return [str(draft.scalars["name"].value) for draft in drafts if "name" in draft.scalars]
