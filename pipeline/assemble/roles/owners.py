"""Who has a task or a sum that stands in a clause: by the clause's link verb, from the lexicon ``link_verbs``."""

import re
from collections.abc import Iterator, Sequence

from pipeline.assemble.roles.bodies import Group
from pipeline.assemble.roles.clauses import Clause, find_subject
from pipeline.assemble.roles.scene import Found, Scene, has_particle
from pipeline.lexicon import Hit
from pipeline.shapes import shape

ADJECTIVES = r"(?:[a-zäöüß-]+e[nrms]?\s+){0,2}"
_FOR_RE = shape(
    rf"\b(?:für|um|mit)\s+(?:(?:die|das|den|der|dem|alle|alles|deren|dessen|ihre|seine)\s+)?{ADJECTIVES}(?:[\wäöüß-]+(?:\s+und\s+(?:die\s+|das\s+)?|,\s+(?:die\s+|das\s+)?))*$",
    re.IGNORECASE,
)
_PASSIVE_RE = shape(r"\b(?:wird|werden|wurde|wurden|worden)\b")
_LIES_WITH = frozenset({"bei", "von", "durch", "seitens", "an", "auf", "über", "in", "aus"})
_TASK_GOVERNED_RE = shape(
    rf"\b(?:bei|beim|in|im|zu|zur|zum|von|vom|an|am|aus|nach|während|durch|unter|über|auf|neben|vor|seit|ohne|statt)\s+(?:(?:der|die|den|dem|das|ein|eine|einer|einem|unser\w*|ihr\w*|sein\w*)\s+)?{ADJECTIVES}$",
    re.IGNORECASE,
)
_WITH_RE = shape(rf"\b[Mm]it\s+(?:(?:der|den|dem|einer|einem|unser\w*|ihr\w*|sein\w*)\s+)?{ADJECTIVES}$")
_SOURCE_TAIL_RE = shape(r"\)?\s*(?:\([^()\n]{1,60}\))?\s*[“”\"«]?\s*")


def find_owner(scene: Scene, start: int, end: int, clause: Clause, *, weak: bool = False, money: bool = False) -> Found | None:
    """Find who has a task or sum that stands at ``start`` in a clause, by the clause's link verb.

    A verb that holds ("übernimmt") gives the task to its subject, one by which it lies with somebody ("liegt bei", "kommt von")
    to the body behind a preposition; who is charged with it ("betraut", "zuständig") is the subject of the passive.
    """
    if money:
        for group in clause.groups:
            if group.article in {"des", "der"} and not group.preposition and of_programme(scene, group):
                return Found(group, "of-programme", 0.86)
    verbs = [verb for verb in live_verbs(scene, clause) if not money or verb.entry.role == "funder"]
    kinds = {verb.entry.kind for verb in verbs}
    if kinds.isdisjoint(_OWNING_KINDS):
        return None
    before = scene.text[max(scene.start, start - 60) : start]
    if not money and (_TASK_GOVERNED_RE.search(before) or (_WITH_RE.search(before) and "charged" not in kinds)):
        return None
    if "lies_with" in kinds and (found := find_keeper(scene, start, end, clause, verbs)):
        return found
    if "charged" in kinds and not money:
        return find_charged(scene, clause, for_it=_FOR_RE.search(before) is not None)
    if (
        kinds
        and all(verb.entry.id == "haben" for verb in verbs if verb.entry.kind == "holds")
        and _PERFECT_RE.search(clause.words(scene.text))
    ):
        return None  # "hat … begleitet": the auxiliary holds nothing
    if "holds" in kinds and (_takes_for(verbs) or not _FOR_RE.search(before)):
        return _held(scene, start, clause, verbs, weak=weak)
    return None


_OWNING_KINDS = frozenset({"lies_with", "charged", "holds"})
_PERFECT_RE = shape(r"\b(?:\w*ge[a-zäöüß]+(?:t|en)|(?:be|er|ver|ent)[a-zäöüß]+(?:t|en)|\w+iert)[\s.!]*$")


def live_verbs(scene: Scene, clause: Clause) -> Iterator[Hit]:
    """Give the clause's link verbs whose particle, if they need one, follows; those of the clause it is joined to, if it has none."""
    verbs = clause.verbs or (clause.before.verbs if clause.before else [])
    separable = {verb.start for verb in verbs if isinstance(verb.entry.value, str) and has_particle(scene.text, verb, scene.end)}
    for verb in verbs:
        if _ANNOUNCED_RE.search(scene.text, max(scene.start, verb.start - 9), verb.start):
            continue
        if isinstance(verb.entry.value, str):
            prepositional = verb.entry.value in {"von", "an"}
            if verb.start in separable or (prepositional and verb.entry.kind == "lies_with"):
                yield verb
        elif verb.start not in separable or verb.entry.role == "funder":
            yield verb


#: who makes a thing known has not done it
_ANNOUNCED_RE = shape(r"\b[Bb]ekannt $")


def _takes_for(verbs: Sequence[Hit]) -> bool:
    return any(verb.entry.frame == "for" for verb in verbs)


def find_keeper(scene: Scene, start: int, end: int, clause: Clause, verbs: Sequence[Hit]) -> Found | None:
    """Take the body behind "bei", "von", "durch", "an", in dative behind "obliegt", in genitive behind "in den Händen"."""
    verb = next(verb for verb in verbs if verb.entry.kind == "lies_with")
    hands = any(other.entry.id in {"in-den-haenden", "sache"} for other in verbs)
    for group in [*(group for group in clause.groups if group.start >= min(start, verb.start)), *clause.groups]:
        if (
            hands
            and group.start > verb.start
            and (group.preposition in {"", "von"} or group.members[0].mention.rule == "organisation.publisher")
        ):
            return Found(group, "lies-with", 0.92)
        if (
            group.preposition in _LIES_WITH
            and group.preposition != "in"
            and (group.start >= min(start, verb.start) or group.preposition in {"bei", "von"})
        ):
            return Found(group, "lies-with", 0.92)
        if (
            verb.entry.id in {"obliegen", "anvertrauen", "uebertragen", "ueberlassen", "fallen"}
            and group.article in {"dem", "der", "den"}
            and not group.preposition
        ):
            return Found(group, "lies-with", 0.9)
    return None


def of_programme(scene: Scene, group: Group) -> bool:
    """Say whether a body stands as the genitive of a programme: "aus der Kommunalrichtlinie des Bundes"."""
    programmes = scene.view.mentions("programme", max(scene.start, group.start - 90), group.start)
    return bool(programmes) and _SOURCE_TAIL_RE.fullmatch(scene.text, programmes[-1].end, group.start) is not None


_CHARGES_RE = shape(r"\b(?:hat|haben|hatte|hatten|beauftragte|beauftragten|engagierte|verpflichtete)\b")


def find_charged(scene: Scene, clause: Clause, *, for_it: bool) -> Found | None:
    """Take who was won or charged: subject of a passive, object of an active clause."""
    subject = find_subject(clause, scene.text)
    if clause.says(_CHARGES_RE, scene.text) and not clause.says(_PASSIVE_RE, scene.text):
        free = [
            group
            for group in clause.groups
            if group.preposition == "" and group.article in {"die", "das", "den", "einen", "ein", "eine", ""}
        ]
        objects = [group for group in free if group is not subject] or free
        return Found(objects[0], "charged", 0.8) if objects else None
    return Found(subject, "charged", 0.88) if subject is not None else None


_WILL_RE = shape(r"\b(?:wird|werden)\b")
_INFINITIVE_END_RE = shape(r"\b(?:\w+en)[\s.]*$")
_PARTICIPLE_END_RE = shape(r"\b\w*ge\w+en[\s.]*$")


def _held(scene: Scene, start: int, clause: Clause, verbs: Sequence[Hit], *, weak: bool) -> Found | None:
    """Take the subject; "stellt mit X den Koordinator" means X; in a passive the agent."""
    if clause.says(_PASSIVE_RE, scene.text):
        agent = next((group for group in clause.groups if group.preposition in {"von", "durch", "seitens", "über"}), None)
        if agent is not None:
            return Found(agent, "done-by", 0.9)
        words = clause.words(scene.text)
        future = _WILL_RE.search(words) and _INFINITIVE_END_RE.search(words) and not _PARTICIPLE_END_RE.search(words)
        if not future:
            return None
    subject = find_subject(clause, scene.text)
    if subject is None:
        return None
    only_have = all(verb.entry.id == "haben" for verb in verbs if verb.entry.kind == "holds")
    return Found(subject, "holds", 0.8 if only_have or weak else 0.9)
