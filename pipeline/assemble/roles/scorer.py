"""Weighs what the rules read of roles by a trained scorer: takes away what it thinks next to impossible, adds what it is sure of.

It knows structure, sort of body and word stems (``signs``); its weights are in ``corpus/models/roles.json`` (``tools/train.py``).
The rules keep the first word: an explicit label stays, who has a role gets no other one here, what a rule refused stays refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.roles.bodies import Body, group_bodies, read_bodies
from pipeline.assemble.roles.clauses import read_clauses
from pipeline.assemble.roles.implied import with_implied
from pipeline.assemble.roles.refusals import is_doubtful
from pipeline.assemble.roles.scene import FIELDS, Claim, Scene, is_federal
from pipeline.assemble.roles.settle import Names, add_claim, level_name, same_body
from pipeline.assemble.roles.signs import Signed, SignReader
from pipeline.assemble.view import View
from pipeline.linear import ClassModel

ROLES = tuple(FIELDS)
#: how sure the scorer must be to add a role, so that on texts it has not seen most of what it adds is right. Initiators it does
#: not add: of those, as many were wrong
LEAST_CHANCE = {"initiator": 2.0, "manager": 0.6, "consultant": 0.6, "funder": 0.85, "partner": 0.6}
#: below it a role that a rule gave is taken away: of those, three in four were wrong on texts the scorer had not seen
VETO_CHANCE = {"initiator": 0.01, "manager": 0.02, "consultant": 0.02, "funder": 0.01, "partner": 0.02}
#: rules that need no second opinion
_EXPLICIT = (".label", ".self-label", ".heading", ".as", ".copula")
#: positions where nobody acts: "für die Agentur", "aus dem Landkreis"
_PASSIVE_SLOTS = frozenset({"other", "out", "for", "to"})
#: "das Institut IfE GmbH an der Hochschule": the house of the body that acts
_HOUSE_RE = re.compile(
    r"(?:\b[\w-]*(?:[Ii]nstitut|[Zz]entrum|[Ll]ehrstuhl|[Ss]telle)s?|\b(?:GmbH|e\. ?V\.|[A-Z][A-Za-z]?[A-Z]+\)?))\s$"
)
#: refusals for want of a sign nearby, which the scorer may make up for
_SOFT_REASONS = ("a word of many uses", "an office of many uses", "no money in its clause")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one body where it stands, its signs, and the networks its place speaks of."""

    signed: Signed
    networks: tuple[int, ...]
    scene: Scene


Scored = tuple[Candidate, tuple[float, ...]]
_HELD = "has a role by a rule"


def bare_scene(view: View, start: int, end: int) -> Scene | None:
    """Read a sentence in which no rule finds a cue; None where nobody is named."""
    if not (view.mentions("organisation", start, end) or view.mentions("person", start, end)):
        return None
    bodies = with_implied(view, read_bodies(view, start, end), [], start, end)
    groups = group_bodies(view, bodies)
    return Scene(view, start, end, [], groups, read_clauses(view, start, end, groups, []), [], []) if groups else None


def find_candidates(scope: Scope, scenes: Sequence[Scene]) -> Iterator[Candidate]:
    """Give every body that stands where the text speaks of a network."""
    reader: SignReader | None = None
    for scene in scenes:
        networks = scope.of(scene.start)
        if not networks:
            continue
        reader = reader or SignReader(scene.view)
        for signed in reader.read(scene):
            yield Candidate(signed, networks, scene)


def weigh_roles(view: View, scope: Scope, scenes: Sequence[Scene], ledger: Ledger, model: ClassModel) -> None:
    """Take away the roles that the scorer thinks next to impossible, and add those it is sure of where the rules gave none."""
    scored = [(candidate, model.chances(candidate.signed.signs)) for candidate in find_candidates(scope, scenes)]
    if not scored:
        return
    refused, names = refused_starts(ledger), Names(view)
    _veto(scope, scored, names, ledger)
    _add_sure(view, scope, scored, names, ledger, refused, model)


def _veto(scope: Scope, scored: Sequence[Scored], names: Names, ledger: Ledger) -> None:
    """Take away what a rule read of a body for which no mention of it speaks."""
    likeliest: dict[tuple[int, str], tuple[float, ...]] = {}
    for candidate, chances in scored:
        body_key = level_name(names.fullest(candidate.signed.body))
        for index in candidate.networks:
            present = likeliest.get((index, body_key))
            likeliest[index, body_key] = chances if present is None else tuple(map(max, present, chances))
    for draft in scope.drafts:
        for number, (role, field) in enumerate(FIELDS.items()):
            values = draft.lists.get(field, {})
            for key, value in list(values.items()):
                chances_of = likeliest.get((draft.index, level_name(value.value["name"])))
                if chances_of is None or chances_of[number] >= VETO_CHANCE[role]:
                    continue
                if any(trace.rule.endswith(_EXPLICIT) for trace in value.traces):
                    continue
                del values[key]
                trace = value.traces[0]
                reason = f"the scorer speaks against it (chance {chances_of[number]:.3f})"
                ledger.refuse(
                    field, trace.start, trace.end, value.value["name"], trace.rule, reason, draft.index, claim=trace.confidence
                )


def _add_sure(
    view: View, scope: Scope, scored: Sequence[Scored], names: Names, ledger: Ledger, refused: frozenset[int], model: ClassModel
) -> None:
    """Add the roles that the scorer is sure of, surest first."""
    found = [
        (chance, role, candidate)
        for candidate, chances in scored
        for role, chance in zip(ROLES, chances, strict=True)
        if chance >= LEAST_CHANCE[role]
    ]
    found.sort(key=lambda item: (-item[0], item[2].signed.body.start))
    for chance, role, candidate in found:
        body = candidate.signed.body
        for index in candidate.networks:
            reason = find_bar(scope.drafts[index], role, candidate, refused)
            if reason is None:
                claim = Claim(role, body, None, f"actors.model.{role}", chance, body.start, body.end)
                add_claim(scope.drafts[index], FIELDS[role], claim, names, _cue_traces(view, candidate, model, role, chance))
            elif reason != _HELD:
                ledger.refuse(FIELDS[role], body.start, body.end, body.name, f"actors.model.{role}", reason, index, claim=chance)


def refused_starts(ledger: Ledger) -> frozenset[int]:
    """Give where bodies stand whose role a rule refused for a reason that more signs do not mend."""
    fields = frozenset(FIELDS.values())
    return frozenset(item.start for item in ledger.rejected if item.field in fields and not item.reason.startswith(_SOFT_REASONS))


def find_bar(draft: Draft, role: str, candidate: Candidate, refused: frozenset[int]) -> str | None:
    """Say what keeps the scorer from giving a body a role, or None."""
    body = candidate.signed.body
    if body.start in refused:
        return "a rule refused it here"
    if candidate.signed.slot in _PASSIVE_SLOTS:
        return "does not act in its clause"
    if candidate.signed.slot == "at" and _HOUSE_RE.search(
        candidate.scene.text, max(0, body.preposition_start - 24), body.preposition_start
    ):
        return "belongs to the name before it"
    if role in {"funder", "partner"} and body.kind == "person":
        return "people do not fund, and support by their body"
    if role in {"initiator", "manager"} and is_federal(body):
        return "a federal body, whose initiative is another"
    if body.kind == "person" and (role == "manager" or draft.has(FIELDS[role])):
        return "a person needs a rule's word"
    if body.mention.label == "place" and role != "partner":
        return "a place needs a rule's word"
    if is_doubtful(candidate.scene, body):
        return "negated, wished for or asked for"
    if _holds_role(draft, body):
        return _HELD
    return None


def _holds_role(draft: Draft, body: Body) -> bool:
    """Say whether a body has a role in a network already, or takes part in it."""
    held = (value.value for field in FIELDS.values() for value in draft.lists.get(field, {}).values())
    members = {value.value.get("name") for value in draft.lists.get("participants", {}).values()}
    short = body.mention.value.name
    return short in members or body.name in members or any(same_body(body, value) or _is_short(body, value) for value in held)


def _is_short(body: Body, value: dict[str, object]) -> bool:
    """Say whether a body's bare short form is the acronym in another's name: "IHK" beside "IHK Kassel"."""
    acronym = getattr(body.mention.value, "acronym", None) if body.mention.label == "organisation" else None
    return acronym is not None and acronym == value["name"]


def _cue_traces(view: View, candidate: Candidate, model: ClassModel, role: str, chance: float) -> list[Trace]:
    """Trace the word of the clause that spoke most for the role."""
    number = ROLES.index(role)
    best, span = 0.0, None
    for weight_names, start, end in candidate.signed.words(view.text, candidate.scene):
        points = sum(model.weights[name][number] for name in weight_names if name in model.weights)
        if points > best:
            best, span = points, (start, end)
    return [Trace(*span, f"actors.model.{role}", round(chance, 3))] if span is not None else []
