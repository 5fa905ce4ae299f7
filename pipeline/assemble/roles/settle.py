"""Puts the claims of roles into their networks: one value per body under its fullest name, no weaker role beside a stronger."""

from collections.abc import Sequence

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.roles.bodies import Body
from pipeline.assemble.roles.names import Names, key_of, level_name
from pipeline.assemble.roles.scene import FIELDS, Claim
from pipeline.assemble.view import View
from pipeline.shapes import shape

_EXPLICIT = (".label", ".heading", ".as", ".copula")
_STRONG = 0.7
_GENITIVE = "actors.genitive"
_FEDERATION = "Bund"
_FEDERAL_RE = shape(r"Bundes|Projektträger|^(?:BM[A-Z]{1,5}|BAFA|PtJ|ZUG)\b|des Bundes")


def settle(view: View, scope: Scope, claims: Sequence[Claim], ledger: Ledger) -> None:
    """Put every claim into the networks its place speaks of; what loses goes to the ledger."""
    placed = [(index, claim) for claim in claims for index in scope.of(_position(claim))]
    if not placed:
        return
    names = Names(view)
    rivals = _Rivals(placed)
    for index, claim in placed:
        draft = scope.drafts[index]
        if claim.role == "funder" and index in rivals.funded and _is_fund(claim.body):
            _refuse(ledger, "funders", claim, index, "a fund whose money another body hands out")
            continue
        if claim.rule == _GENITIVE and index in rivals.begun:
            continue
        if claim.role == "funder" and claim.body.name == _FEDERATION and index in rivals.federal:
            _refuse(ledger, "funders", claim, index, "said more exactly elsewhere")
            continue
        role = rivals.sharpened(claim, index)
        if role == "partner":
            aboard = claim.cue is not None and claim.cue.entry.kind == "aboard"
            if (aboard or not claim.rule.endswith(_EXPLICIT)) and (index, key_of(claim.body)) in rivals.strong:
                _refuse(ledger, FIELDS[role], claim, index, "holds a stronger role here")
                continue
            if claim.body.mention.label == "place" and _is_member(draft, claim.body):
                _refuse(ledger, FIELDS[role], claim, index, "is a member")
                continue
        add_claim(draft, FIELDS[role], claim, names)


def _refuse(ledger: Ledger, field_name: str, claim: Claim, index: int, reason: str) -> None:
    body = claim.body
    ledger.refuse(field_name, body.start, body.end, body.name, claim.rule, reason, index, claim=claim.confidence)


class _Rivals:
    """Know what the other claims of a network say: beside some roles another one does not stand."""

    def __init__(self, placed: Sequence[tuple[int, Claim]]) -> None:
        #: networks that have a surer founder than a genitive, a funder that is no fund, a body of the federation as funder
        self.begun: set[int] = set()
        self.funded: set[int] = set()
        self.federal: set[int] = set()
        #: who holds a role that is more than a partner's, by network; asked for partners only
        self.strong: set[tuple[int, str]] = set()
        partners = any(claim.role == "partner" for _, claim in placed)
        #: who is called the manager of a network by a word that means nothing else
        self._managers: dict[int, set[str]] = {}
        self._managed: set[int] = set()
        for index, claim in placed:
            role = claim.role
            if role == "partner":
                continue
            if partners and claim.confidence >= _STRONG:
                self.strong.add((index, key_of(claim.body)))
            if role == "manager":
                self._add_manager(index, claim)
            elif role == "initiator":
                if claim.rule != _GENITIVE:
                    self.begun.add(index)
            elif role == "funder":
                if not _is_fund(claim.body):
                    self.funded.add(index)
                if _FEDERAL_RE.search(claim.body.name):
                    self.federal.add(index)

    def _add_manager(self, index: int, claim: Claim) -> None:
        if claim.cue is None:
            self._managed.add(index)
        elif not claim.cue.entry.weak:
            self._managed.add(index)
            self._managers.setdefault(index, set()).add(key_of(claim.body))

    def sharpened(self, claim: Claim, index: int) -> str:
        """Read "Begleitung" as advice where another body holds the management: who accompanies beside a manager is no second one."""
        if claim.role != "manager" or claim.cue is None or claim.cue.entry.kind != "escort" or index not in self._managed:
            return claim.role
        others = self._managers.get(index, set()) - {key_of(claim.body)}
        return "consultant" if others else claim.role


def _is_fund(body: Body) -> bool:
    """Say whether a body is a pot of money of the Union, which others hand out."""
    return body.entity is not None and body.mention.label == "organisation" and body.mention.value.sort == "fund"


def _position(claim: Claim) -> int:
    return claim.body.start if claim.cue is None else min(claim.body.start, claim.cue_start)


def _is_member(draft: Draft, body: Body) -> bool:
    """Say whether a place that supports is listed as a participant already."""
    name = body.mention.value.name
    return any(
        value.value.get("name") == name and value.value.get("form") == body.mention.value.form
        for value in draft.lists.get("participants", {}).values()
    )


def _cue(claim: Claim) -> tuple[int, int] | None:
    """Give the words that gave the role; a body that only its own words show ("Bundesmittel") is its own cue."""
    own = claim.body.mention
    if claim.cue_start >= claim.cue_end or (claim.cue_start, claim.cue_end) == (own.start, own.end):
        return None
    return claim.cue_start, claim.cue_end


def add_claim(draft: Draft, field_name: str, claim: Claim, names: Names) -> None:
    """Add a claim to a field of a draft under the body's fullest name."""
    body = claim.body
    mention = body.mention
    name = names.fullest(body)
    confidence = round(claim.confidence * mention.confidence / 0.95, 3)
    trace = Trace(mention.start, mention.end, claim.rule, confidence, _cue(claim))
    value = {"name": name, "kind": body.kind, "entity": body.entity}
    for present in draft.lists.get(field_name, {}).values():
        if names.are_one(value, present.value):
            if len(name) > len(present.value["name"]):
                present.value["name"] = name
                present.traces.insert(0, trace)
            elif all((trace.start, trace.end) != (other.start, other.end) for other in present.traces):
                present.traces.append(trace)
            return
    draft.add(field_name, level_name(name), value, trace)
