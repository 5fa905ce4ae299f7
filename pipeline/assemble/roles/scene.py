"""Everything the role grammar looks at in one sentence, gathered once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.assemble.roles.bodies import Body, Group, group_bodies, read_bodies
from pipeline.assemble.roles.clauses import Clause, read_clauses
from pipeline.assemble.roles.implied import with_implied
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

FIELDS = {"initiator": "initiators", "manager": "managers", "consultant": "consultants", "funder": "funders", "partner": "partners"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Say that a body holds a role, where and by which rule."""

    role: str
    body: Body
    cue: Hit | None
    rule: str
    confidence: float
    cue_start: int
    cue_end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Name the holder that a frame found for a cue, by which of its rules, how surely."""

    group: Group
    rule: str
    confidence: float
    role: str | None = None


@dataclass(slots=True)
class Scene:
    """Hold one sentence with its cues, bodies, groups and clauses."""

    view: View
    start: int
    end: int
    cues: list[Hit]
    groups: list[Group]
    clauses: list[Clause]
    adverbs: list[Hit]
    money: list[Mention]

    @property
    def text(self) -> str:
        """Give the document's text: positions are those of the document."""
        return self.view.text

    def clause_at(self, position: int) -> Clause | None:
        """Find the clause that holds a position."""
        return next((clause for clause in self.clauses if clause.holds(position)), None)


_MONEY_RE = shape(r"\bGeld|Bundes(?:mittel|gelder|zus|förderm)|Kosten\b|Zuschuss|Zuschüsse|Fördermittel")


def read_scene(view: View, start: int, end: int) -> Scene | None:
    """Read a sentence; None where nothing in it speaks of a role."""
    hits = view.hits("role_cues", start, end)
    money = [mention for mention in view.mentions("money", start, end) if mention.extra.get("role") not in {"other", "limit"}]
    if not hits and not money and not _MONEY_RE.search(view.text, start, end) and not view.mentions("network", start, end):
        return None
    bodies = read_bodies(view, start, end)
    inside = [(body.start, body.end) for body in bodies if body.kind == "organisation" and body.mention.label == "organisation"]
    live = [hit for hit in hits if not any(low <= hit.start and hit.end <= high for low, high in inside)]
    cues = [
        hit for hit in live
        if hit.entry.role in FIELDS and hit.entry.frame != "adverb" and _particle_follows(view, hit, end) and _looks_like_verb(view.text, hit, start)
    ]  # fmt: skip
    adverbs = [hit for hit in live if hit.entry.frame == "adverb"]
    cues = _without_shadowed(cues)
    if not bodies and not cues:
        return None
    holders = {hit.start for hit in cues if hit.entry.frame == "holder"}
    bodies = [
        body for body in bodies if body.mention.label != "place" or not any(body.start <= start_ < body.end for start_ in holders)
    ]
    bodies = with_implied(view, bodies, cues, start, end)
    groups = group_bodies(view, bodies)
    return Scene(view, start, end, cues, groups, read_clauses(view, start, end, groups, cues), adverbs, money)


def _particle_follows(view: View, hit: Hit, end: int) -> bool:
    """Say whether the particle a separable verb needs stands later in its clause: "steuert 500 Euro bei"."""
    return not isinstance(hit.entry.value, str) or hit.entry.frame != "verb" or has_particle(view.text, hit, end)


_OPENING_RE = shape(r"(?:[.:;!?„»–(/|•]|\n)\s*$")


def _looks_like_verb(text: str, hit: Hit, start: int) -> bool:
    """Refuse a noun that looks like a verb: "mit seinen Schulen"; a capital verb opens its clause and is a participle."""
    if hit.entry.frame != "verb" or not hit.surface[:1].isupper():
        return True
    opens = hit.start == start or _OPENING_RE.search(text, max(start, hit.start - 4), hit.start) is not None
    if " " in hit.surface:
        return True
    return (opens and hit.surface.lower() in {form.lower() for form in hit.entry.participle}) or bool(
        _WHO_RE.search(text, max(start, hit.start - 5), hit.start)
    )


_WHO_RE = shape(r"\bWer\s$")


def has_particle(text: str, hit: Hit, end: int) -> bool:
    """Find the separated particle of a verb at the end of its clause."""
    return _particle_re(str(hit.entry.value)).match(text, hit.end, min(end, hit.end + 200)) is not None


@lru_cache(maxsize=256)
def _particle_re(particle: str) -> re.Pattern[str]:
    """Compile the pattern of a particle at the end of its clause."""
    return re.compile(rf"[^;:!?]{{0,160}}?\s{re.escape(particle)}(?=\s*(?:[,;.:!?)–]|$|\n|und\b|sowie\b))")


def _without_shadowed(cues: Sequence[Hit]) -> list[Hit]:
    """Let the separable verb win over the simple one at the same place: "steuert … bei" is not "steuert"."""
    inner = {cue.start for cue in cues}
    cues = [
        cue
        for cue in cues
        if not (
            cue.entry.role == "initiator"
            and cue.entry.frame == "task"
            and ({cue.end + 5, cue.end + 9} & inner)
            and cue.entry.kind == "lead"
        )
    ]
    separable = {cue.start for cue in cues if isinstance(cue.entry.value, str) and cue.entry.frame == "verb"}
    return [cue for cue in cues if cue.start not in separable or (isinstance(cue.entry.value, str) and cue.entry.frame == "verb")]


_PUBLIC_SORTS = frozenset({"ministry", "agency", "bank", "foundation", "fund", "state"})
_PUBLIC_RE = shape(
    r"ministerium|Land |Freistaat|Bundes|Regierung|Senat|Europäisch|Stiftung|fonds|bank|^Projektträger", re.IGNORECASE
)


#: agencies that help municipalities; they pay nothing
_ADVISORY_RE = shape(r"(?:[Ee]nergie|[Kk]lima|[Kk]limaschutz|[Ee]ffizienz|[Kk]ommunal)[ -]?[Aa]gentur")


def is_public(group: Group) -> bool:
    """Say whether one of the bodies is of a sort that gives or administers grants: an authority, bank, fund or foundation."""
    return any(
        body.mention.label == "organisation"
        and (body.mention.value.sort in _PUBLIC_SORTS or _PUBLIC_RE.search(body.name) is not None)
        and not _ADVISORY_RE.search(body.name)
        for body in group.members
    )


_FEDERAL_RE = shape(
    r"^(?:Bund|Bundesregierung|dena|Deutsche Energie-Agentur.*|BM[A-Z]{1,5}|Ministerien des Bundes|Bundesministeri.*|Bundes(?:umwelt|wirtschafts)ministerium)$"
)


def is_federal(body: Body) -> bool:
    """Say whether a body is the federation, one of its ministries or its agency: what they began is another initiative."""
    return _FEDERAL_RE.search(body.name) is not None
