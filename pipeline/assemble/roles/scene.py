"""Everything the role grammar looks at in one sentence, gathered once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.assemble.roles.bodies import Body, Group, find_holders, group_bodies, make_bodies
from pipeline.assemble.roles.clauses import Clause, read_clauses
from pipeline.assemble.roles.implied import with_implied
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

FIELDS = {"initiator": "initiators", "manager": "managers", "consultant": "consultants", "funder": "funders", "partner": "partners"}


class Claim(NamedTuple):
    """Say that a body holds a role, where and by which rule."""

    role: str
    body: Body
    cue: Hit | None
    rule: str
    confidence: float
    cue_start: int
    cue_end: int


class Found(NamedTuple):
    """Name the holder that a frame found for a cue, by which of its rules, how surely."""

    group: Group
    rule: str
    confidence: float
    role: str | None = None


@dataclass(slots=True)
class Scene:
    """Hold one sentence with its cues, bodies and groups. ``text`` is the document's: positions are those of the document."""

    view: View
    text: str
    start: int
    end: int
    cues: list[Hit]
    groups: list[Group]
    adverbs: list[Hit]
    money: list[Mention]
    _clauses: list[Clause] | None = None

    @property
    def clauses(self) -> list[Clause]:
        """Give the clauses; a sentence is cut when somebody first asks."""
        if self._clauses is None:
            self._clauses = read_clauses(self.view, self.start, self.end, self.groups, self.cues)
        return self._clauses

    def clause_of(self, cue: Hit) -> Clause | None:
        """Find the clause of a cue; what stands in brackets stands outside."""
        clause = self.clause_at(cue.start)
        return None if clause is None or clause.kind == "bracket" else clause

    def clause_at(self, position: int) -> Clause | None:
        """Find the clause that holds a position."""
        for clause in self._clauses or self.clauses:
            for low, high in clause.pieces:
                if low <= position < high:
                    return clause
        return None


#: words that speak of money, or of who gives it, where no sum stands
MONEY_RE = shape(r"\bGeld|Bundes(?:mittel|gelder|zus|förderm)|Kosten\b|Zuschuss|Zuschüsse|Fördermittel")
_NO_SUMS = frozenset({"other", "limit"})


def read_scene(view: View, start: int, end: int) -> Scene | None:
    """Read a sentence; None where nothing in it speaks of a role."""
    hits = view.hits("role_cues", start, end)
    money = view.mentions("money", start, end)
    if money:
        money = [mention for mention in money if mention.extra.get("role") not in _NO_SUMS]
    if not hits and not money and not view.mentions("network", start, end) and not MONEY_RE.search(view.text, start, end):
        return None
    mentions = find_holders(view, start, end)
    cues, adverbs = _live_cues(view.text, hits, mentions, start, end)
    if not mentions and not cues:
        return None
    bodies = make_bodies(view, mentions, start)
    if any(body.mention.label == "place" for body in bodies):
        holders = [hit.start for hit in cues if hit.entry.frame == "holder"]
        bodies = [
            body
            for body in bodies
            if body.mention.label != "place" or not any(body.start <= start_ < body.end for start_ in holders)
        ]
    bodies = with_implied(view, bodies, hits, cues, start, end)
    return Scene(view, view.text, start, end, cues, group_bodies(view, bodies), adverbs, money)


def _live_cues(text: str, hits: Sequence[Hit], mentions: Sequence[Mention], start: int, end: int) -> tuple[list[Hit], list[Hit]]:
    """Give the cues of roles and the adverbs of a sentence that are no part of a body's name."""
    inside = [
        (mention.start, mention.end) for mention in mentions
        if mention.label == "organisation" and mention.value.kind == "organisation"
    ]  # fmt: skip
    cues: list[Hit] = []
    adverbs: list[Hit] = []
    for hit in hits:
        if inside and any(low <= hit.start and hit.end <= high for low, high in inside):
            continue
        entry = hit.entry
        if entry.frame == "adverb":
            adverbs.append(hit)
        elif entry.role in FIELDS and (
            entry.frame != "verb" or (_particle_follows(text, hit, end) and _looks_like_verb(text, hit, start))
        ):
            cues.append(hit)
    return (_without_shadowed(cues) if len(cues) > 1 else cues), adverbs


def _particle_follows(text: str, hit: Hit, end: int) -> bool:
    """Say whether the particle a separable verb needs stands later in its clause: "steuert 500 Euro bei"."""
    return not isinstance(hit.entry.value, str) or has_particle(text, hit, end)


_OPENING_RE = shape(r"(?:[.:;!?„»–(/|•]|\n)\s*$")


def _looks_like_verb(text: str, hit: Hit, start: int) -> bool:
    """Refuse a noun that looks like a verb: "mit seinen Schulen"; a capital verb opens its clause and is a participle."""
    if not hit.surface[:1].isupper() or " " in hit.surface:
        return True
    opens = hit.start == start or _OPENING_RE.search(text, max(start, hit.start - 4), hit.start) is not None
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
