"""Advisers who are described, not named: "durch einen Energieberater unterstützt", "ein Ingenieurbüro aus Musterstadt"."""

import re
from collections.abc import Iterator

from pipeline.assemble.roles.bodies import make_body
from pipeline.assemble.roles.scene import Claim, Scene
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import OrganisationName

_INDEFINITE_RE = shape(
    r"\b(?:[Ee]in|[Ee]ine|ein|eine|einen|einem|einer|eines|zwei|drei|mehrere|externe[nr]?)\s+(?:(?:[a-zäöüß-]+e[nrms]?|[A-ZÄÖÜ][a-zäöü]+er)\s+){0,2}$"
)
_HELP_RE = shape(
    r"\b(?:unterstützt|begleitet|beraten|berät|betreut|durch|übernimmt|übernahm|bringt|steht|hilft|initiiert|erstellt|analysiert|untersucht|mit|geprüft|prüft|vor Ort|liefert|gibt|rechnet|rechnete|geht|gehen|kümmert|kümmerte|misst|bewertet|nimmt|bekommt|bekommen|erhält|erhalten|an die Seite|stellt|gestellt)\b"
)
_AGAINST_RE = shape(
    r"\b(?:nicht|kein|keine|keinen|ohne|ob|könnte|könnten|wäre|würde|gesucht|sucht|kann|können|entscheidet|muss|müssen|jede[sm] (?:\w+ )?Netzwerk|Netzwerke)\b",
    re.IGNORECASE,
)


_OUTSIDE_RE = shape(r"\bexterne[nrms]? $")


def _ending(name: str) -> str:
    """Give the ending of an adjective before a noun without an article."""
    noun = name.rsplit(maxsplit=1)[-1]
    return "es" if noun.lower().endswith("büro") else "e" if noun.endswith(("in", "innen")) else "er"


def read_unnamed(scene: Scene, cue: Hit) -> Iterator[Claim]:
    """Take an unnamed adviser where the clause says what he does for this network."""
    if cue.entry.frame != "holder" or cue.entry.role != "consultant":
        return
    text = scene.text
    if not _INDEFINITE_RE.search(text, max(scene.start, cue.start - 60), cue.start):
        return
    clause = scene.clause_of(cue)
    if clause is None:
        return
    described = next(
        (body for group in scene.groups for body in group.members if body.kind == "unnamed" and body.start <= cue.start < body.end),
        None,
    )
    words = clause.words(text)
    if _AGAINST_RE.search(words) or not _HELP_RE.search(words) or clause.kind == "sub":
        return
    if described is not None:
        yield Claim("consultant", described, cue, "actors.holder.unnamed", 0.78, cue.start, cue.end)
        return
    if any(group.members[0].kind == "organisation" and not group.preposition for group in clause.groups):
        return
    name = cue.variant if cue.surface.lower() != cue.variant.lower() else cue.surface
    if " " in name:
        name = cue.entry.label
    start = cue.start
    if outside := _OUTSIDE_RE.search(text, max(scene.start, cue.start - 12), cue.start):
        start, name = outside.start(), f"extern{_ending(name)} {name}"
    mention = Mention(
        "organisation",
        start,
        cue.end,
        text[start : cue.end],
        "organisation.unnamed",
        0.75,
        OrganisationName(name, "unnamed"),
    )
    yield Claim(
        "consultant", make_body(scene.view, mention, scene.start, cue.start), cue, "actors.holder.unnamed", 0.76, cue.start, cue.end
    )
