"""Puts the claims of roles into their networks: one value per body under its fullest name, no weaker role beside a stronger."""

import re
from collections.abc import Sequence

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.roles.bodies import Body
from pipeline.assemble.roles.scene import FIELDS, Claim
from pipeline.assemble.view import View
from pipeline.shapes import shape

_EXPLICIT = (".label", ".heading", ".as", ".copula")
_STRONG = 0.7
_GENITIVE = "actors.genitive"
_FEDERATION = "Bund"
_FEDERAL_RE = shape(r"Bundes|Projektträger|^(?:BM[A-Z]{1,5}|BAFA|PtJ|ZUG)\b|des Bundes")
_ACRONYM_CHARS = 8
_LEGAL_WORDS = frozenset(
    "gmbh ggmbh mbh ag kg eg g co gbr ug gug partg mbb partgmbb ohg se aör aktiengesellschaft deutschland".split()
)


def settle(view: View, scope: Scope, claims: Sequence[Claim], ledger: Ledger) -> None:
    """Put every claim into the networks its place speaks of; what loses goes to the ledger."""
    names = Names(view)
    placed = [(index, claim) for claim in claims for index in scope.of(_position(claim))]
    strong = {(index, key_of(claim.body)) for index, claim in placed if claim.role != "partner" and claim.confidence >= _STRONG}
    managed = {
        index for index, claim in placed
        if claim.role == "manager" and not (claim.cue is not None and claim.cue.entry.weak)
    }  # fmt: skip
    begun = {index for index, claim in placed if claim.role == "initiator" and claim.rule != _GENITIVE}
    funded = {index for index, claim in placed if claim.role == "funder" and not _is_fund(claim.body)}
    federal = {index for index, claim in placed if claim.role == "funder" and _FEDERAL_RE.search(claim.body.name)}
    for index, claim in placed:
        draft = scope.drafts[index]
        if claim.role == "funder" and _is_fund(claim.body) and index in funded:
            body = claim.body
            ledger.refuse(
                "funders",
                body.start,
                body.end,
                body.name,
                claim.rule,
                "a fund whose money another body hands out",
                index,
                claim=claim.confidence,
            )
            continue
        if claim.rule == _GENITIVE and index in begun:
            continue
        if claim.role == "funder" and claim.body.name == _FEDERATION and index in federal:
            body = claim.body
            ledger.refuse(
                "funders", body.start, body.end, body.name, claim.rule, "said more exactly elsewhere", index, claim=claim.confidence
            )
            continue
        role = _sharpened(claim, index, managed, placed)
        aboard = claim.cue is not None and claim.cue.entry.kind == "aboard"
        if role == "partner" and (aboard or not claim.rule.endswith(_EXPLICIT)) and (index, key_of(claim.body)) in strong:
            body = claim.body
            ledger.refuse(
                FIELDS[role],
                body.start,
                body.end,
                body.name,
                claim.rule,
                "holds a stronger role here",
                index,
                claim=claim.confidence,
            )
            continue
        if role == "partner" and _is_member(draft, claim.body):
            body = claim.body
            ledger.refuse(FIELDS[role], body.start, body.end, body.name, claim.rule, "is a member", index, claim=claim.confidence)
            continue
        add_claim(draft, FIELDS[role], claim, names)


def _is_fund(body: Body) -> bool:
    """Say whether a body is a pot of money of the Union, which others hand out."""
    return body.entity is not None and body.mention.label == "organisation" and body.mention.value.sort == "fund"


def _position(claim: Claim) -> int:
    return claim.body.start if claim.cue is None else min(claim.body.start, claim.cue_start)


def _sharpened(claim: Claim, index: int, managed: set[int], placed: Sequence[tuple[int, Claim]]) -> str:
    """Read "Begleitung" as advice where another body holds the management: who accompanies beside a manager is no second one."""
    if claim.role != "manager" or claim.cue is None or claim.cue.entry.kind != "escort" or index not in managed:
        return claim.role
    mine = key_of(claim.body)
    others = any(
        other.role == "manager" and number == index and key_of(other.body) != mine and other.cue is not None and not other.cue.entry.weak
        for number, other in placed
    )  # fmt: skip
    return "consultant" if others else claim.role


def _is_member(draft: Draft, body: Body) -> bool:
    """Say whether a place that supports is listed as a participant already."""
    if body.mention.label != "place":
        return False
    name = body.mention.value.name
    return any(
        value.value.get("name") == name and value.value.get("form") == body.mention.value.form
        for value in draft.lists.get("participants", {}).values()
    )


def key_of(body: Body) -> str:
    """Give what makes two mentions one body: the entity of a known one, else the folded name."""
    return level_name(body.name)


def level_name(name: str) -> str:
    """Level blanks, signs and case of a name.

    >>> level_name("Haas & Völk GmbH")
    'haasvölkgmbh'
    """
    return re.sub(r"\W", "", name).lower()


def _tokens(name: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"(?<=[a-zäöü]{4})s$", "", word)
        for word in re.split(r"[^\wäöüß]+", name.lower())
        if word and word not in {"der", "die", "das", "des", "für", "und", "e", "v"}
    )


def same_body(one: Body | dict[str, object], other: Body | dict[str, object]) -> bool:
    """Say whether two holders are one: the same known body, or one name holding all words of the other."""
    first, second = _facts(one), _facts(other)
    if first[2] == "unnamed" or second[2] == "unnamed":
        return first[2] == second[2] and first[0] == second[0]
    if (first[2] == "person") != (second[2] == "person"):
        return False
    if first[1] and second[1] and first[1] == second[1]:
        return True
    a, b = _tokens(first[0]), _tokens(second[0])
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return bool(small) and small <= large


def _facts(holder: "Body | dict[str, object]") -> tuple[str, str | None, str]:
    if isinstance(holder, Body):
        return holder.name, holder.entity, holder.kind
    entity = holder["entity"]
    return str(holder["name"]), str(entity) if entity else None, str(holder["kind"])


class Names:
    """Know the fullest name the document uses for a body."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, str] = {}

    def fullest(self, body: Body) -> str:
        """Give the longest name of the same body; a short name that could mean two bodies stays."""
        if body.kind != "organisation" or body.mention.label == "place":
            return body.name
        if body.name not in self._known:
            self._known[body.name] = self._find(body)
        return self._known[body.name]

    def _find(self, body: Body) -> str:
        candidates: list[str] = []
        mine = _tokens(body.name)
        for mention in self._view.mentions("organisation"):
            value = mention.value
            if value.kind != "organisation" or value.name == body.name or self._view.is_mute(mention.start):
                continue
            acronym = value.acronym == body.name or (body.mention.value.acronym or "") == value.name
            theirs = _tokens(value.name)
            head = body.entity is not None and body.entity == value.entity and _related(body.name, value.name)
            fuller = mine and mine < theirs and _starts_alike(body.name, value.name)
            if (
                len(value.name) > len(body.name)
                and (acronym or head or fuller)
                and (acronym or len(mine) == 1 or theirs - mine <= _LEGAL_WORDS)
            ):
                candidates.append(value.name)
        if not candidates:
            return body.name
        best = max(candidates, key=len)
        return best if all(_tokens(name) <= _tokens(best) or _related(name, best) for name in candidates) else body.name


def _related(short: str, long: str) -> bool:
    """Say whether a short form of a known body may take its long one: an acronym, or the beginning of the name."""
    return (short.isupper() and len(short) <= _ACRONYM_CHARS) or _starts_alike(short, long)


def _starts_alike(short: str, long: str) -> bool:
    return long.lower().startswith(short.lower())


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
    for present in draft.lists.get(field_name, {}).values():
        if same_body({"name": name, "entity": body.entity, "kind": body.kind}, present.value):
            if len(name) > len(present.value["name"]):
                present.value["name"] = name
                present.traces.insert(0, trace)
            elif all((trace.start, trace.end) != (other.start, other.end) for other in present.traces):
                present.traces.append(trace)
            return
    draft.add(field_name, level_name(name), {"name": name, "kind": body.kind, "entity": body.entity}, trace)
