"""Roles by verb: the agent of a passive or of an attributive participle, the subject of an active verb."""

from functools import lru_cache

from pipeline.assemble.roles.bodies import Group
from pipeline.assemble.roles.clauses import Clause, find_subject
from pipeline.assemble.roles.owners import of_programme
from pipeline.assemble.roles.scene import Found, Scene, is_public
from pipeline.lexicon import Hit
from pipeline.shapes import shape

_AGENT = frozenset({"von", "durch", "seitens"})
_WERDEN_RE = shape(r"\b(?:wird|werden|wurde|wurden|worden)\b")
_SEIN_RE = shape(r"\b(?:ist|sind|war|waren|sei|seien)\b")
_HABEN_RE = shape(r"\b(?:hat|haben|hatte|hatten|habe)\b")
_PURE_RE = shape(
    r"(?:\w+\s)*(?:(?:an|auf|aus|bei|ein|mit|zu|um|ab|vor|durch|her|hinzu|bereit|zusammen|ko|co-?)?ge[a-zäöüß]+(?:t|en)|\w+(?:zogen|boten|nommen|gesagt|gestellt))$"
)
_ATTRIBUTIVE_GAP_RE = shape(r"[^,;:.()]{0,45}$")
_LABEL_RE = shape(r"\s*(?:von|durch|vom)?\s*:\s*")
_NEAR_CHARS = 60


def read_verb(scene: Scene, cue: Hit, clause: Clause) -> list[Found]:
    """Find the holders of a verb cue."""
    label = _read_label(scene, cue)
    if label:
        return [label]
    if _is_attributive(cue):
        agent = _attributive_agent(scene, cue, clause)
        if agent is not None:
            return [Found(agent, "attributive", 0.92)]
        if not cue.surface.lower().endswith(("te", "ten")) or _PURE_RE.match(cue.surface.lower().rstrip("enrsm")):
            return []
        return _active(scene, cue, clause)
    if not _is_participle(cue):
        return _active(scene, cue, clause)
    return _by_voice(scene, cue, clause)


def _by_voice(scene: Scene, cue: Hit, clause: Clause) -> list[Found]:
    """Tell passive, perfect and present apart by the auxiliaries of the clause."""
    text = scene.text
    pure = _PURE_RE.fullmatch(cue.surface.lower()) is not None
    passive, have = clause.says(_WERDEN_RE, text), clause.says(_HABEN_RE, text)
    if clause.before is not None and not passive and not have and not clause.says(_SEIN_RE, text):
        passive, have = pure and clause.before.says(_WERDEN_RE, text), pure and clause.before.says(_HABEN_RE, text)
    if pure and _is_inserted(scene, cue, clause):
        return _agents(scene, cue, clause)
    if have and not passive:
        return _active(scene, cue, clause)
    agents = _agents(scene, cue, clause)
    if passive or pure:
        return agents
    if agents and _adjacent(scene, cue, agents[0].group):
        return agents
    return _active(scene, cue, clause) or agents


def _is_inserted(scene: Scene, cue: Hit, clause: Clause) -> bool:
    """Say whether a participle opens a piece of its own: "Das Projekt, gefördert vom Bund, hat als Manager die Agentur"."""
    for low, high in clause.pieces[1:]:
        if low <= cue.start < high:
            words = scene.text[low:high]
            return (
                cue.start - low < _LEAD_CHARS
                and _AGENT_FOLLOWS_RE.match(scene.text, cue.end, high) is not None
                and not (_WERDEN_RE.search(words) or _HABEN_RE.search(words))
            )
    return False


_LEAD_CHARS = 16
_AGENT_FOLLOWS_RE = shape(r"\s(?:\w+\s){0,2}(?:von|vom|durch|seitens|mit|aus|über)\b")


_ENDINGS = ("e", "er", "es", "en", "em")


def _is_participle(cue: Hit) -> bool:
    return cue.surface.lower() in _participles(cue.entry.participle)


def _is_attributive(cue: Hit) -> bool:
    """Say whether a form is a participle with an adjective's ending: "gegründete", not "gegründet"."""
    surface = cue.surface.lower()
    forms = _participles(cue.entry.participle)
    return surface in forms and any(surface.endswith(ending) and surface[: -len(ending)] in forms for ending in _ENDINGS)


@lru_cache(maxsize=1024)
def _participles(forms: tuple[str, ...]) -> frozenset[str]:
    """Give the participles of a cue, lower case."""
    return frozenset(form.lower() for form in forms)


def _attributive_agent(scene: Scene, cue: Hit, clause: Clause) -> Group | None:
    """Find the agent before an attributive participle: "das von der Muster GmbH gegründete Netzwerk"."""
    before = [group for group in scene.groups if group.preposition in _AGENT and group.end <= cue.start]
    if before and _ATTRIBUTIVE_GAP_RE.fullmatch(scene.text, before[-1].end, cue.start):
        return before[-1]
    return None


def _agents(scene: Scene, cue: Hit, clause: Clause) -> list[Found]:
    """Find the agents of a passive: the nearest "von" or "durch", for money the administrator behind "über" too."""
    free = [group for group in clause.groups if group.preposition in _AGENT and not _is_claimed(scene, group)]
    if not free and clause.before is not None and not clause.groups:
        return _agents(scene, cue, clause.before)
    found = [Found(min(free, key=lambda group: _distance(cue, group)), "agent", 0.92)] if free else []
    if found and _distance(cue, found[0].group) > _NEAR_CHARS:
        found = [Found(found[0].group, "agent", 0.84)]
    found.extend(
        Found(group, "agent", 0.84) for group in free if found and group is not found[0].group and _continues(scene, group)
    )
    if cue.entry.role == "funder" or cue.entry.kind == "administration":
        found.extend(
            Found(group, "administrator", 0.84) for group in clause.groups if group.preposition == "über" and is_public(group)
        )
    if cue.entry.role == "funder" and not found:
        found.extend(Found(group, "agent", 0.84) for group in clause.groups if _beside_programme(scene, group))
    if cue.entry.role == "funder" and not found:
        found.extend(
            Found(group, "of-programme", 0.84)
            for group in clause.groups
            if group.article in {"des", "der"} and of_programme(scene, group)
        )
    return found


_BESIDE_PROGRAMME_RE = shape(r"[“”\"«)]*\s(?:und|sowie)\s")


def _beside_programme(scene: Scene, group: Group) -> bool:
    """Say whether an agent stands in a list behind a programme: "durch die Klimaschutzinitiative und den Projektträger Jülich"."""
    programmes = scene.view.mentions("programme", max(scene.start, group.start - 90), group.start)
    return (
        bool(programmes)
        and not group.preposition
        and _BESIDE_PROGRAMME_RE.fullmatch(scene.text, programmes[-1].end, group.start) is not None
    )


_AND_RE = shape(r"\b(?:und|sowie)\s+(?:auch\s+)?$")


def _continues(scene: Scene, group: Group) -> bool:
    """Say whether an agent goes on a list: "von der Stiftung mit ihrem Fonds sowie vom Land"."""
    return bool(_AND_RE.search(scene.text[max(scene.start, group.preposition_start - 16) : group.preposition_start]))


def _is_claimed(scene: Scene, group: Group) -> bool:
    """Say whether the preposition belongs to a noun before it: "mit Unterstützung von", "Vertreter von"."""
    low = group.preposition_start
    if any(hit.end <= low <= hit.end + 1 or hit.start <= low < hit.end for hit in scene.cues if hit.entry.frame == "phrase"):
        return True
    offices = scene.view.hits("offices", max(scene.start, low - 40), low)
    return any(not scene.text[hit.end : low].strip() for hit in offices) or bool(
        _COLLECTIVE_RE.search(scene.text, max(scene.start, low - 24), low)
    )


_COLLECTIVE_RE = shape(r"(?:Vertreter(?:n|innen)?|Beisein|Namen|Seiten|Auftrag|Mitgliedern?|Rahmen|Idee|Vorbild)\s$")


def _distance(cue: Hit, group: Group) -> int:
    return group.preposition_start - cue.end if group.preposition_start >= cue.end else cue.start - group.end


def _adjacent(scene: Scene, cue: Hit, group: Group) -> bool:
    if group.preposition_start >= cue.end:
        return not scene.text[cue.end : group.preposition_start].strip()
    return not scene.text[group.end : cue.start].strip()


def _active(scene: Scene, cue: Hit, clause: Clause) -> list[Found]:
    """Take the subject of the clause."""
    subject = find_subject(clause, scene.text)
    if subject is None:
        return []
    near = min(abs(cue.start - subject.end), abs(subject.start - cue.end)) < _NEAR_CHARS
    return [Found(subject, "subject", 0.84 if near else 0.78)]


_LABEL_LEAD_CHARS = 24


def _read_label(scene: Scene, cue: Hit) -> Found | None:
    """Read a verb used as a label: "Gefördert durch: …", "Wer zahlt: …".

    A word of many uses at the end of a whole sentence is none: "Folgende Kommunen haben zugesagt: …".
    """
    if cue.entry.weak and cue.start - scene.start > _LABEL_LEAD_CHARS:
        return None
    match = _LABEL_RE.match(scene.text, cue.end, scene.end)
    if match is None:
        return None
    stops = {match.end()}
    for group in scene.groups:
        if {group.start, group.preposition_start, group.members[0].start} & stops:
            return Found(group, "label", 0.92)
    return None
