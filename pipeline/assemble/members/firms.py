"""Reads firms that only the sentence marks, and firms that act together in a network."""

from collections.abc import Sequence

from pipeline.assemble.members.candidates import FIRM_TAILS
from pipeline.assemble.members.companies import read_chunk, split_chunks
from pipeline.assemble.members.cues import Cue, Cues
from pipeline.assemble.members.runs import AGENT, LIST, Run, begin_of
from pipeline.assemble.members.structure import fronted_end
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

_LEAD_RE = shape(r"(?:(?:neben|auch|und|sowie)\s+)*(?:(?:der|die|das|dem|den)\s+)?")
_SEATED = frozenset(["aus", "in"])
_COPULA_RE = shape(r"\s*(?:ist|sind|war|waren)\s(?:(?:auch|nun|jetzt|ebenfalls|neu)\s)?")
_TAIL_CHARS = 6


def act_as_firms(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> bool:
    """Say whether several firms act together in the network of the sentence: "Im Netzwerk arbeiten die A GmbH und die B AG zusammen"."""
    legal = sum(mention.rule == "organisation.legal-form" for mention in run.mentions)
    return (
        (run.size >= LIST or legal > 1)
        and bool(legal)
        and run.before not in AGENT
        and any(cue.is_positive for cue in near)
        and not any(cue.negative for cue in near)
        and bool(view.mentions("network", *stretch))
        and not view.hits("role_cues", *stretch)
    )


def _has_firm(run: Run) -> bool:
    return "organisation" in [mention.label for mention in run.mentions]


def read_firms(view: View, cues: Cues, runs: Sequence[Run], stretch: tuple[int, int]) -> list[Mention]:
    """Read firms without a legal form out of a coordination that a word of membership opens.

    Only where the sentence names a body or speaks of companies, so that "gehören dazu: Schulen und Kitas" names nobody.
    """
    with_firms = [run for run in runs if _has_firm(run)]
    plain = not with_firms
    if plain:
        for run in runs:
            if run.before not in _SEATED:
                return []
    first = min([run.start for run in runs]) if runs else stretch[0]
    opened = cues.opening(*stretch, first)
    if opened and "participants.firms-together" not in [run.rule for run in with_firms]:
        opened = [cue for cue in opened if not cue.weak]
    counted = next((run for run in with_firms if run.rule == "participants.counted"), None)
    fronted = fronted_end(view, stretch)
    if not (opened or counted or fronted):
        return []
    known = [mention for run in runs for mention in run.mentions]
    if fronted is not None:
        start = fronted
    else:
        start = opened[0].end if opened and counted is None else begin_of((counted or runs[0]).mentions[0])
    copula = _COPULA_RE.match(view.text, start, stretch[1])
    start = copula.end() if copula else start
    found: list[Mention] = []
    unread = 0
    stop = (opened[0].particle if opened else None) or stretch[1]
    if counted is not None:
        closing = view.text.find(")", counted.end, stop) if view.text[start - 1] == "(" else -1
        stop = closing if closing > 0 else stop
    for low, high in split_chunks(view, start, stop):
        opening = _LEAD_RE.match(view.text, low, high)
        lead = opening.end() if opening else low
        inside = [item for item in known if low <= item.start < high]
        if any(item.label == "organisation" or item.value.form or begin_of(item) <= lead for item in inside):
            continue
        firm = read_chunk(view, low, high)
        if firm is not None:
            found.append(firm)
        elif plain:
            return []  # nothing shows that these are bodies
        else:
            unread += 1
    if plain:
        of_firms = any(hit.entry.kind == "company" for hit in view.hits("member_nouns"))
        if of_firms and len(found) == 1 and is_made(found[0]) and (fronted or opened[0].ahead):
            return found  # "Mit von der Partie ist die Landbäckerei Muster" where companies are counted
        return found if len(found) >= LIST and all(is_made(firm) for firm in found) else []
    firms = not unread and any(hit.entry.kind == "company" for hit in view.hits("member_nouns", 0, stretch[1]))
    return [firm for firm in found if firms or " " in firm.value.name or "-" in firm.value.name]


def is_made(firm: Mention) -> bool:
    """Say whether a word of the name says what sort of body it is: "Wupperverband", "Klinikum Soest"."""
    return any(len(word) > _TAIL_CHARS and word.lower().endswith(FIRM_TAILS) for word in firm.value.name.split())
