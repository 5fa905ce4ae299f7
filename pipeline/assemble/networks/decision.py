"""Decides whether a draft is a concrete network: enough must be said of it; what is only presupposed or wished for is none.

How much each sign is worth was learned from our own announcements (``tools/train.py``, ``corpus/models/network.json``).
"""

from dataclasses import replace

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.networks.traits import headline_traits, measure_traits
from pipeline.assemble.view import View
from pipeline.linear import LinearModel

Owners = tuple[tuple[int, tuple[int, ...]], ...]

#: below it a draft is none
LEAST_CHANCE = 0.5


def decide(view: View, scope: Scope, ledger: Ledger, model: LinearModel) -> tuple[list[Draft], Owners]:
    """Keep the drafts of which enough is said, number them anew and hand out who owns which stretch.

    Shape: (drafts, ((start of a stretch, indexes of the networks it speaks of), …)).
    """
    kept: list[Draft] = []
    headline = headline_traits(view)
    for draft in scope.drafts:
        off_theme = draft.named and not draft.has("themes")
        draft.score = 0.0 if off_theme else model.chance(measure_traits(view, scope, draft, headline))
        if draft.score >= LEAST_CHANCE:
            kept.append(draft)
        else:
            _refuse(view, draft, ledger)
    numbers = {draft.index: number for number, draft in enumerate(kept)}
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    owners = []
    for sentence in view.sentences:
        found = scope.of(sentence.start)
        if found not in shared:
            shared[found] = tuple(numbers[index] for index in found if index in numbers)
        owners.append((sentence.start, shared[found]))
    for draft in kept:
        draft.index = numbers[draft.index]
    ledger.rejected[:] = [
        item if item.network is None or item.network == (number := numbers.get(item.network)) else replace(item, network=number)
        for item in ledger.rejected
    ]
    return kept, tuple(owners)


def _refuse(view: View, draft: Draft, ledger: Ledger) -> None:
    """Note a network that is spoken of, but of which too little is said."""
    reason = "nothing says that it is about energy, climate or the like"
    if draft.score:
        reason = f"too little is said of it to be announced here (chance {draft.score:.2f}, needed {LEAST_CHANCE})"
    name = draft.scalars.get("name")
    trace = name.traces[0] if name else _first_pointer(view)
    if trace is not None:
        text = view.text[trace.start : trace.end]
        ledger.refuse("name", trace.start, trace.end, text, trace.rule, reason, claim=draft.score)


def _first_pointer(view: View) -> Trace | None:
    """Give the first words that point at a network without naming it."""
    mention = next((mention for mention in view.mentions("network") if not view.is_mute(mention.start)), None)
    return None if mention is None else Trace(mention.start, mention.end, mention.rule, mention.confidence)
