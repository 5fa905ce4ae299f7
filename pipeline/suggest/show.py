"""Writes proposals for the terminal."""

from collections.abc import Iterator, Sequence

import yaml

from pipeline.suggest.shapes import Change, Proposal, Sort, Suggestions

_SORTS: dict[Sort, str] = {
    "new": "a new entry",
    "alias": "another name of a known entry",
    "block": "words that are no such value",
    "cue": "a cue",
}
_EXAMPLES = 3
_WIDTH = 96


def show(suggestions: Suggestions, most: int | None = None) -> str:
    """Lay out proposals, the most gainful first; ``most``: how many."""
    shown = suggestions.proposals[:most]
    lines = [_summary(suggestions), ""]
    for proposal in shown:
        lines += [*_proposal(proposal), ""]
    if len(shown) < len(suggestions.proposals):
        lines.append(f"{len(suggestions.proposals) - len(shown)} more")
    if shown:
        lines.append(
            "nothing is changed yet: netzlese suggest --accept ID … takes entries over, --refuse ID … keeps them from coming back"
        )
    return "\n".join(lines).rstrip() + "\n"


def _summary(suggestions: Suggestions) -> str:
    """Say what was looked at, and on what effects were measured."""
    gold = f"and the gold in {suggestions.gold}" if suggestions.gold else "alone: no gold corpus is at hand"
    refused = f", {suggestions.refused} refused before" if suggestions.refused else ""
    return (
        f"{_count(len(suggestions.proposals), 'proposal')} from {_count(suggestions.corrections, 'correction')} in "
        f"{_count(suggestions.documents, 'document')}; {suggestions.idle} ideas would gain nothing{refused}. "
        f"Measured on the decisions {gold}."
    )


def _proposal(proposal: Proposal) -> Iterator[str]:
    effect = proposal.effect
    trust = "" if len(proposal.sources) > 1 or proposal.sort != "cue" else "; seen in one document only: look at it twice"
    unread = f" ({effect.unread} documents without a decision not read)" if effect.unread else ""
    yield (
        f"{proposal.id}  {proposal.list}: {_SORTS[proposal.sort]}  "
        f"+{len(effect.gains)} −{len(effect.losses)}, {len(effect.open)} undecided{unread}{trust}"
    )
    text = yaml.safe_dump([proposal.entry], allow_unicode=True, sort_keys=False, width=_WIDTH)
    yield from (f"    {line}" for line in text.splitlines())
    first, last = proposal.decided
    days = first if first == last else f"{first} to {last}"
    yield f"    from: {_some(proposal.sources)} ({', '.join(proposal.reviewers)}, {days})"
    for sign, changes in (("+", effect.gains), ("−", effect.losses), ("?", effect.open)):
        yield from (f"    {sign} {line}" for line in _changes(changes))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes[:_EXAMPLES]:
        where = f"{change.document} (gold)" if change.where == "gold" else change.document
        yield f"{where}: {change.field} {change.value}"
    if len(changes) > _EXAMPLES:
        yield f"and {len(changes) - _EXAMPLES} more"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _EXAMPLES
    return ", ".join(names[:_EXAMPLES]) + (f" and {rest} more" if rest > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
