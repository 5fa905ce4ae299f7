"""Roles by noun: who is the "Träger", with whom the "Moderation" lies, on whose "Initiative"."""

import re

from pipeline.assemble.roles.bodies import Group, is_nominative
from pipeline.assemble.roles.clauses import Clause, find_subject
from pipeline.assemble.roles.owners import ADJECTIVES, find_charged, find_keeper, find_owner, live_verbs, of_programme
from pipeline.assemble.roles.scene import Found, Scene, is_public
from pipeline.lexicon import Hit
from pipeline.shapes import shape

_COMPLEMENT = r"(?:\s+(?:des|der|dieses|diese|unseres|für das|für die|für den|für|im|vom|beim|in|vor|und|sowie|am|an|zu)\s+[^,;.:()\n]{1,70}?)?"
_LABEL_RE = shape(
    rf"(?:[:*/_]?innen|\(in(?:nen)?\))?{_COMPLEMENT}\s*(?:\([^()\n]{{0,40}}\)\s*)?(?:,\s(?:wenn|wie|und|auch)\s[^,;.:\n]{{1,40}})?:\s*"
)
_TITLES = r"(?:(?:Herrn?|Frau|Prof\.|Professorin|Professor|Dr\.|Dipl\.-\w+\.?|\(FH\)|M\.\s?Sc\.|PD|-Ing\.)\s*)*"
_BESIDE_RE = shape(rf"(?:{_COMPLEMENT}\s*(?:,|\(|–|-)\s*|\s+){_TITLES}")
_APPOSED_RE = shape(
    rf"(?:\s+(?:aus|in)\s+[A-ZÄÖÜ][\wäöüß/-]+)?\s*(?:,\s*(?:und\s+)?|\(\s*|\s[–-]\s)(?:(?:der|die|das|dem|den|ein|eine|einem|einer|zugleich|auch|unser|unsere|unserem|unserer|ihr|ihre|seit \d{{4}})\s+)*{ADJECTIVES}"
)
_AS_RE = shape(
    rf"\b(?:[Aa]ls|[Zz]um|[Zz]ur)\s+(?:(?:der|die|den|dem|das|ein|eine|einen|einem|einer|unser|unsere|ihr|ihren|ihre|seinen|seine)\s+)?(?:auch\s+)?{ADJECTIVES}(?:[\wäöüß-]+(?:\s+und\s+|,\s+))?$"
)
_GOVERNED_RE = shape(
    rf"\b(?:mit|von|vom|durch|bei|beim|für|zu|zwischen|neben|unter|an|am|aus|nach|seit|gegenüber|über|ohne|statt|des|eines|dieser|dessen|deren)\s+(?:(?:der|die|den|dem|das|ein|eine|einen|einem|einer|unser\w*|ihr\w*|sein\w*|jede\w*)\s+)?{ADJECTIVES}$",
    re.IGNORECASE,
)
_AS_WORDS = ("als", "zum", "zur", "Als", "Zum", "Zur")
_BEFORE_CHARS = 70
#: "die Rolle des Netzwerkmanagers übernimmt …"
_PART_RE = shape(
    rf"\b(?:Rollen?|Aufgaben?|Funktion(?:en)?|Amt|Part|Posten|Stelle)\s+(?:(?:des|der|eines|einer|als)\s+){ADJECTIVES}(?:[\wäöüß-]+s?\s+und\s+(?:des\s+|der\s+)?)?$"
)
_PHRASE_GAP_RE = shape(
    r"\s*(?:(?:des|der|von|vom|durch|aus dem|aus der|aus|über|mit|dem|den|die|das|beim|bei|einer|eines|unter anderem|u\. a\.|u\.a\.|hin|ist|war|dabei)\s+)*(?:[A-ZÄÖÜ]\w+programms?\s+(?:des|der)\s+)?"
)
_BY_RE = shape(rf"{_COMPLEMENT}\s+(?:durch|seitens)\s+(?:(?:die|das|den|der)\s+)?")
_BRACKET_RE = shape(r"\s*\(\s*")
_AMONG_RE = shape(rf"\b[Zz]u\s+(?:den|unseren|ihren|seinen|dessen|deren)\s+{ADJECTIVES}$")
_OF_RE = shape(r"\s+(?:des|der|vom|von|von der|von dem)\s+")
_DASH_RE = shape(r"\s*[:–-]\s*")
_PHRASE_CHARS = 60
_LABEL_CHARS = 160
_OFFICIALS_RE = shape(r"Landratsamt|Kreisverwaltung|Stadtverwaltung|Rathaus|Bauamt|\w*[Mm]inisterium")
_STAFF_GAP_RE = shape(r"\s+(?:der|des|von|vom|von der)\s+")
_ONE_RE = shape(
    r"\b(?:der|dem|des|ein|eine|einen|einem|einer|unser|unsere|Der|Ein|Eine|Unser|Unsere)\s+(?:[a-zäöüß-]+e[nrms]?\s+)?$"
)
_PUT_UP = frozenset({"stellen", "uebernehmen", "fuehren", "leiten", "betreiben", "besorgen", "bilden", "schicken"})
_SELF_GAP_RE = shape(r"[^:\n;.]{0,30}:[^;.\n:]{0,90}$")


def read_holder(scene: Scene, cue: Hit, clause: Clause | None) -> Found | None:
    """Find who is called by a noun such as "Träger" or "Netzwerkmanagerin"."""
    found = _by_label(scene, cue) or _beside(scene, cue)
    if found or clause is None:
        return found
    before = scene.text[max(scene.start, cue.start - _BEFORE_CHARS) : cue.start]
    if _is_called(scene, cue):
        return _as_holder(scene, cue, clause)
    if (staff := _staff(scene, cue)) is not None:
        return staff
    if (
        cue.entry.role in {"partner", "funder"}
        and _AMONG_RE.search(before)
        and any(verb.entry.frame == "among" for verb in clause.verbs)
    ):
        return _copula(scene, cue, clause)
    if _PART_RE.search(before):
        return find_owner(scene, cue.start, cue.end, clause)
    if _GOVERNED_RE.search(before):
        return None
    if any(body.start <= cue.start < body.end for group in scene.groups for body in group.members):
        return None  # "ein Ingenieurbüro für …" names itself
    return _copula(scene, cue, clause) or _stated(scene, cue, clause)


def _is_called(scene: Scene, cue: Hit) -> bool:
    """Say whether "als" or "zum" stands before a noun: somebody is called so."""
    before = scene.text[max(scene.start, cue.start - _BEFORE_CHARS) : cue.start]
    return any(word in before for word in _AS_WORDS) and _AS_RE.search(before) is not None


def read_task(scene: Scene, cue: Hit, clause: Clause | None) -> Found | None:
    """Find who has a task such as "Moderation" or "fachliche Beratung"."""
    found = _by_label(scene, cue) or _by_gap(scene, cue) or _by_self_label(scene, cue)
    if found or clause is None:
        return found
    if not cue.entry.weak and _is_called(scene, cue):
        return _as_holder(scene, cue, clause)
    if found := _gapped(scene, cue, clause):
        return found
    if cue.entry.role == "funder" and (found := find_owner(scene, cue.start, cue.end, clause, weak=cue.entry.weak, money=True)):
        return found
    return find_owner(scene, cue.start, cue.end, clause, weak=cue.entry.weak) or _genitive(scene, cue, clause)


_GAP_LEAD_CHARS = 40


def _gapped(scene: Scene, cue: Hit, clause: Clause) -> Found | None:
    """Read a part that saves its verb: "Die Moderation übernimmt A, die Beratung vor Ort B"."""
    for low, high in clause.pieces[1:]:
        if not low <= cue.start < high or cue.start - low > _GAP_LEAD_CHARS:
            continue
        if any(low <= verb.start < high for verb in clause.verbs) or not any(verb.start < low for verb in clause.verbs):
            return None
        behind = [group for group in scene.groups if cue.end <= group.start and group.end <= high]
        if (
            behind
            and behind[0].members[0].mention.label != "place"
            and (is_nominative(behind[0]) or behind[0].preposition in {"bei", "von", "durch"})
        ):
            return Found(behind[0], "gapped", 0.8)
    return None


def read_phrase(scene: Scene, cue: Hit) -> Found | None:
    """Find the body right behind a fixed phrase: "auf Initiative der …", "mit Mitteln des …"."""
    for group in scene.groups:
        first = group.members[0].start
        if first < cue.end or first - cue.end > _PHRASE_CHARS:
            continue
        for stop in (group.preposition_start, group.start, first):
            if stop >= cue.end and _PHRASE_GAP_RE.fullmatch(scene.text, cue.end, stop):
                return Found(group, "phrase", 0.9)
        if cue.entry.role == "funder" and of_programme(scene, group):
            return Found(group, "of-programme", 0.84)
    return None


def _by_label(scene: Scene, cue: Hit) -> Found | None:
    """Read "Träger: …", "Netzwerkmanagement und Moderation: …"."""
    match = _LABEL_RE.match(scene.text, cue.end, min(scene.end, cue.end + _LABEL_CHARS))
    if match is None:
        return None
    stops = {match.end(), _behind_programme(scene, match.end())}
    for group in scene.groups:
        if stops & {group.preposition_start, group.start, group.members[0].start}:
            return Found(group, "label", 0.93)
    return None


_NEXT_RE = shape(r"[“”\"«]?\s*(?:,|/|–|-|;|\()\s*")


def _behind_programme(scene: Scene, position: int) -> int:
    """Give where a label's value goes on behind a programme: "Förderung: Kommunalrichtlinie, Bundesumweltministerium"."""
    programmes = scene.view.mentions("programme", position, position + 2)
    match = _NEXT_RE.match(scene.text, programmes[0].end, scene.end) if programmes else None
    return match.end() if match else position


def _beside(scene: Scene, cue: Hit) -> Found | None:
    """Find the body in apposition: "Netzwerkmanagerin Erika Muster", "Muster GmbH, Träger des Netzwerks"."""
    text = scene.text
    for group in scene.groups:
        first = group.members[0]
        if first.start >= cue.end and not (group.preposition and group.preposition_start >= cue.end):
            for stop in {group.start, first.start}:
                if stop >= cue.end and _BESIDE_RE.fullmatch(text, cue.end, stop):
                    adjacent = not text[cue.end : stop].strip()
                    if adjacent and cue.entry.id in _SORTS and first.kind == "organisation":
                        return None
                    if not adjacent or first.article == "" or first.kind == "person" or stop == first.start:
                        return Found(
                            _called(scene, cue, group) if first.kind == "person" else group, "beside", 0.92 if adjacent else 0.86
                        )
    before = [group for group in scene.groups if group.end <= cue.start and cue.start - group.end < _LABEL_CHARS]
    if before:
        last = Group([before[-1].members[-1]])
        if (
            _APPOSED_RE.fullmatch(text, before[-1].end, cue.start)
            and not (cue.entry.weak and last.members[0].kind == "organisation" and cue.entry.role == "partner")
            and not _OPENS_RE.match(text, cue.end, scene.end)
        ):
            return Found(last, "apposition", 0.86)
    return None


#: "…, Träger ist der Kreis": the noun begins a clause of its own
_OPENS_RE = shape(r"\s+(?:ist|sind|war|waren|wird|wurde|bleibt|bleiben)\s")


#: words that say what sort of firm a name belongs to, not what it does here
_SORTS = frozenset({"beratungsbuero", "ingenieurbuero", "planungsbuero", "dienstleister"})


def _called(scene: Scene, cue: Hit, group: Group) -> Group:
    """Take of a list of people those whom the office before the first one covers: not who has an office of his own."""
    if _is_called(scene, cue):
        return group
    members = [group.members[0]]
    for body in group.members[1:]:
        if body.office is not None or body.np_start != body.start:
            break
        members.append(body)
    return Group(members)


def _as_holder(scene: Scene, cue: Hit, clause: Clause) -> Found | None:
    """Read "steht als Partnerin zur Seite", "als Berater konnte X gewonnen werden"."""
    if any(verb.entry.kind == "charged" for verb in clause.verbs):
        return find_charged(scene, clause, for_it=False)
    behind = next((group for group in clause.groups if group.start >= cue.end and is_nominative(group)), None)
    subject = find_subject(clause, scene.text)
    chosen = subject or behind
    return Found(chosen, "as", 0.88) if chosen is not None else None


def _staff(scene: Scene, cue: Hit) -> Found | None:
    """Read "Energieberater der Muster GmbH besuchen die Rathäuser": the advisers' firm advises."""
    if cue.entry.role != "consultant" or _ONE_RE.search(scene.text[max(scene.start, cue.start - 30) : cue.start]):
        return None
    for group in scene.groups:
        first = group.members[0]
        if (
            first.start > cue.end
            and first.kind == "organisation"
            and first.mention.label == "organisation"
            and not _OFFICIALS_RE.match(first.name)
            and _STAFF_GAP_RE.fullmatch(scene.text, cue.end, first.start)
        ):
            return Found(group, "staff", 0.82)
    return None


def _copula(scene: Scene, cue: Hit, clause: Clause) -> Found | None:
    """Read "Träger ist der Kreis", "Die Agentur ist nicht nur Trägerin …"."""
    if not any(verb.entry.kind == "copula" for verb in clause.verbs):
        return None
    subject = _contrasted(scene, clause) or find_subject(clause, scene.text)
    if subject is None or clause.says(_BECOME_RE, scene.text):
        return None
    return Found(subject, "copula", 0.91)


_BECOME_RE = shape(r"\bworden\b")
_BUT_RE = shape(r"\bsondern\s")


def _contrasted(scene: Scene, clause: Clause) -> Group | None:
    """Find B in "nicht A ist Träger, sondern B"."""
    for low, high in clause.pieces:
        match = _BUT_RE.search(scene.text, low, high)
        if match and "nicht nur" not in clause.words(scene.text):
            return next((group for group in clause.groups if group.start >= match.end() and is_nominative(group)), None)
    return None


def _stated(scene: Scene, cue: Hit, clause: Clause) -> Found | None:
    """Read "Die Hochschule stellt die Projektleiterin", "führt die Geschäftsstelle": who puts up the office has the task."""
    verbs = list(live_verbs(scene, clause))
    if any(verb.entry.kind == "lies_with" for verb in verbs):
        return find_keeper(scene, cue.start, cue.end, clause, verbs)
    if not any(verb.entry.id in _PUT_UP for verb in verbs):
        return None
    person = next((group for group in clause.groups if group.preposition == "mit" and group.members[0].kind == "person"), None)
    if person is not None:
        return Found(person, "put-up", 0.85)
    subject = find_subject(clause, scene.text)
    return Found(subject, "put-up", 0.8) if subject is not None else None


def _by_gap(scene: Scene, cue: Hit) -> Found | None:
    """Read a task right beside its owner: "Moderation durch X", "Moderation (X)", "X (Moderation)"."""
    text = scene.text
    for group in scene.groups:
        first = group.members[0].start
        if group.start >= cue.end:
            if first - cue.end > _LABEL_CHARS:
                break
            if group.preposition in {"durch", "seitens"} and _BY_RE.fullmatch(text, cue.end, group.start):
                return Found(group, "by", 0.9)
            if _BRACKET_RE.fullmatch(text, cue.end, group.start):
                return Found(group, "bracket", 0.84)
        elif group.end <= cue.start:
            if _BRACKET_RE.fullmatch(text, group.end, cue.start):
                return Found(Group([group.members[-1]]), "bracket", 0.88)
            if not cue.entry.weak and not group.preposition and _DASH_RE.fullmatch(text, group.end, cue.start):
                return Found(group, "dash", 0.76)
    return None


def _by_self_label(scene: Scene, cue: Hit) -> Found | None:
    """Read "Unsere Leistung: Moderation": the speaker has what stands behind the colon."""
    for group in reversed(scene.groups):
        if group.end > cue.start:
            continue
        first = group.members[0]
        if first.mention.rule != "organisation.publisher" or not first.mention.text.startswith("Unser"):
            return None
        return Found(group, "self-label", 0.88) if _SELF_GAP_RE.fullmatch(scene.text, group.end, cue.start) else None
    return None


def _genitive(scene: Scene, cue: Hit, clause: Clause) -> Found | None:
    """Read "die Moderation der Agentur" where the task is a strong word and the body hangs on it."""
    for group in clause.groups:
        if (
            group.start >= cue.end
            and (not cue.entry.weak or (cue.entry.role == "funder" and is_public(group)))
            and group.preposition in {"", "von"}
            and _OF_RE.fullmatch(scene.text, cue.end, group.members[0].start)
            and (group.article in {"des", "der"} or group.preposition == "von")
        ):
            return Found(group, "genitive", 0.74)
    return None
