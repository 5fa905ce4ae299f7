"""Gives roles to bodies: from cue and holder in one clause, by where they stand to each other; from labels and headings.

Each frame of a cue (verb, holder, task, phrase) has its own small grammar over the characters between cue and holder. What no
grammar takes but stands alone with its cue in one clause is taken with less confidence; all else is refused with a reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.assemble.bodies import Body, Group, group_bodies, read_bodies, with_unknown
from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.mention import Mention

FIELDS = {"initiator": "initiators", "manager": "managers", "consultant": "consultants", "funder": "funders", "partner": "partners"}
_HEADING_ROLES = {"partners": "partner", "funding": "funder", "management": "manager", "consulting": "consultant", "initiators": "initiator"}

_COMPLEMENT = r"(?:\s+(?:des|der|dieses|unseres|für das|für die|für den|für|im|vom|beim|in|und|am|an)\s+[^,;.:()]{1,70}?)?"
_BE = r"(?:ist|sind|war|waren|wird|werden|wurde|wurden|bleibt|bleiben|heißt|heißen|fungiert|fungieren|fungierte|agiert|tritt|treten|stellt|stellen)"
_HOLD = (
    r"(?:übernimmt|übernehmen|übernahm|übernahmen|verantwortet|verantworten|leistet|leisten|leitet|stellt|stellen|hat|haben|hatte|hatten|führt|führen|besorgt|besorgen|bietet|"
    r"bieten|sichert|macht|machen|steuert|teilen sich|teilt sich|erbringt|erbringen|ergänzt|ergänzen|liefert|liefern|gewährleistet|besitzt|trägt|tragen|obliegt|kommt von|kommen von|kommt|"
    r"kommen|gibt|geben|bringt|bringen|betreibt|organisiert|koordiniert|sicherte|leistete|stellte|führte|trug|hält)"
)
_HOLDER_RIGHT = (
    (re.compile(rf"{_COMPLEMENT}\s*:\s*"), 0.93, "label"),
    (re.compile(rf"{_COMPLEMENT}\s*,?\s+{_BE}(?:\s+(?:auch|dabei|hier|hierbei|weiterhin|dabei auch|seit \w+ ?\d*|zugleich|erneut|wieder|unter anderem|jeweils|zudem|damit))*\s+"), 0.92, "copula"),
    (re.compile(rf"{_COMPLEMENT}\s*(?:,|\(|–|-)\s*"), 0.84, "apposition"),
    (re.compile(r"\s+"), 0.93, "adjacent"),
    (re.compile(r"\s+(?:mit dabei|dabei|vor Ort|hierfür|dafür)\s+(?:ist|sind)\s+"), 0.85, "copula"),
)
_HOLDER_LEFT = (
    (re.compile(r"\s*,\s*(?:und\s+)?(?:(?:der|die|das|dem|den|ein|eine|einem|einer|zugleich|auch|unser|unsere|unserem|unserer|ihr|seit \d{4})\s+)*(?:[a-zäöüß-]+e[nrms]?\s+){0,2}"), 0.86, "apposition"),
    (re.compile(r"\s*\((?:(?:der|die|das)\s+)?"), 0.9, "bracket"),
    (re.compile(rf"\s*,?\s+(?:{_BE}|zugleich|dabei|auch|hier|weiterhin|hierbei|erneut|dafür|als|der|die|das|den|dem|ein|eine|eines|einen|einer|offizieller|offizielle|und|damit|für das Netzwerk|in der Rolle|die Rolle|die Aufgabe|die Funktion|des|mit|übernimmt|übernehmen|\s)+(?:\s+[a-zäöü]+e[nrms]?)?\s+"), 0.88, "copula"),
    (re.compile(r"\s+(?:[–-]\s+)"), 0.84, "dash"),
)
_TASK_RIGHT = (
    (re.compile(rf"{_COMPLEMENT}\s*:\s*"), 0.93, "label"),
    (re.compile(rf"{_COMPLEMENT}\s+(?:liegt|liegen|lag|lagen|bleibt|verbleibt)\s+(?:(?:dabei|hier|damit|weiterhin|auch|künftig|wieder|erneut)\s+)*(?:bei\w*|in den Händen|in der Hand|in Händen|in der Verantwortung|in der Zuständigkeit)?\s*(?:von\s+)?"), 0.92, "lies-with"),
    (re.compile(rf"{_COMPLEMENT}\s+{_HOLD}(?:\s+(?:dabei|hier|sich|hierbei|weiterhin|auch|künftig|federführend|wieder|dann|jeweils|erneut|für \w+ \w+))*\s+"), 0.9, "holds"),
    (re.compile(rf"{_COMPLEMENT}\s+(?:erfolgt|erfolgte|geschieht|wird|wurde|werden|wurden|ist|soll)(?:\s+(?:dabei|hier|auch|weiterhin|künftig|zu \d+ Prozent|je zur Hälfte|gemeinsam|im Wesentlichen))*\s*(?:von|durch|über)?\s*"), 0.88, "passive"),
    (re.compile(rf"{_COMPLEMENT}\s+(?:durch|seitens)\s+"), 0.9, "by"),
    (re.compile(r"\s*\(\s*"), 0.84, "bracket"),
    (re.compile(rf"{_COMPLEMENT}\s+(?:des|der|vom|von|aus dem|aus der|beim|bei|bei der)?\s*"), 0.7, "genitive"),
)
_TASK_LEFT = (
    (re.compile(rf"\s*,?\s+(?:(?:die|das|der)\s+)?(?:zugleich\s+|auch\s+|dabei\s+|außerdem\s+)?(?:{_HOLD}\s+)?(?:\w+\s+){{0,3}}?(?:(?:auch|dabei|zudem|hier|zugleich|wiederum|weiterhin|gleichzeitig)\s+)*(?:die|das|den|der|dem|für die|für das|mit der|mit dem|zur|zum|ihre|seine|eine|auch|für)?\s*(?:[a-zäöüß-]+e[nrms]?\s+(?:und\s+)?){{0,3}}"), 0.86, "holds"),
    (re.compile(r"\s*\(\s*"), 0.88, "bracket"),
    (re.compile(r"\s*[:–-]\s*"), 0.72, "dash"),
)
_PHRASE_RIGHT = re.compile(r"\s+(?:(?:des|der|von|vom|durch|aus dem|aus der|aus|über|mit|dem|den|die|das|beim|bei|einer|eines|unter anderem|u\. a\.|u\.a\.)\s+)*(?:[A-ZÄÖÜ]\w+programms?\s+(?:des|der)\s+)?")
_BREAK_RE = re.compile(
    r"[;!?]|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:dass|weil|wenn|während|obwohl|damit|nachdem|bevor|sodass|wobei|wo|womit|aber|sondern|denn|um|ob|wie|nicht)\b|\b(?:aber|während|hingegen|sondern)\b|\s[–-]\s"
)
_NEGATION_RE = re.compile(r"\b(?:nicht|kein|keine|keinen|keinem|keiner|ohne|weder|noch offen|abgelehnt|verzichtet|statt|anstelle|nie|niemand|entfällt)\b", re.IGNORECASE)
_WISH_RE = re.compile(
    r"\b(?:könnte|könnten|wäre|wären|würde|würden|wünscht|wünschen|hofft|hoffen|gesucht|sucht|suchen|denkbar|ausgeschrieben|steht noch nicht|noch nicht|offen|Interesse|angefragt|vielleicht|möglicherweise|dürfen|darf)\b"
)
_PASSIVE_RE = re.compile(r"\b(?:wird|werden|wurde|wurden|worden|geworden|ist|sind|war|waren)\b")
_HAVE_RE = re.compile(r"\b(?:hat|haben|hatte|hatten)\b")
_NETWORK_OBJECT_RE = re.compile(r"netzwerk|netz\b|vorhaben|projekt|kooperation|zusammenarbeit|kommunen|bündnis|pakt|verbund|runde|teilnehm|mitglied|gruppe|städte|gemeinden|betriebe|unternehmen|klimaschutzmanager|\bes\b|\bsie\b|ihnen|initiative|konvoi|arbeit", re.IGNORECASE)
_AGENT = frozenset({"von", "durch", "seitens", "über"})


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


def read_roles(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network of the document its initiators, managers, consultants, funders and partners."""
    claims: list[Claim] = []
    for sentence in view.live_sentences:
        section = view.section(sentence.start)
        claims.extend(_sentence_claims(view, sentence.start, sentence.end, ledger, scope))
        if section.kind in _HEADING_ROLES and sentence.start >= section.body - 1 and view.segment(sentence.start).kind != "heading":
            claims.extend(_heading_claims(view, section.kind, sentence.start, sentence.end))
    _settle(view, scope, claims, ledger)


def _heading_claims(view: View, kind: str, start: int, end: int) -> Iterable[Claim]:
    """Take every body under a heading that names a role; the lines below may hold other cues, which go first."""
    if any(hit.entry.frame in {"holder", "task"} and view.text[hit.end : hit.end + 1] == ":" for hit in view.hits("role_cues", start, end)):
        return
    role = _HEADING_ROLES[kind]
    if end - start > 260:  # noqa: PLR2004 - prose under a heading speaks for itself
        return
    for body in read_bodies(view, start, end):
        if not body.affiliated and not (role in {"partner", "funder"} and body.kind == "person"):
            yield Claim(role, body, None, "actors.heading", 0.82, start, start)


def _sentence_claims(view: View, start: int, end: int, ledger: Ledger, scope: Scope) -> Iterable[Claim]:
    bodies = read_bodies(view, start, end)
    cues = [hit for hit in view.hits("role_cues", start, end) if not _is_part_of_body(hit, bodies) and hit.entry.role in FIELDS]
    if not cues:
        return
    bodies = with_unknown(view, bodies, _slots(view.text, cues, start, end), end)
    bodies = _with_publisher(view, start, end, bodies)
    groups = group_bodies(view, bodies)
    taken: set[tuple[int, str]] = set()
    for cue in cues:
        found = _read_cue(view, cue, cues, groups, start, end)
        if found is None:
            unnamed = _unnamed(view, cue, start, end)
            if unnamed is not None:
                yield unnamed
            continue
        group, rule, confidence = found
        clause = _clause(view.text, min(cue.start, group.start), max(cue.end, group.end), start, end)
        reason = _refusal(view, cue, group, clause)
        if reason:
            for body in group.members:
                ledger.refuse(FIELDS[cue.entry.role or ""], body.start, body.end, body.name, f"actors.{cue.entry.id}.{rule}", reason)
            continue
        for body in group.members:
            key = (body.start, cue.entry.role or "")
            if key not in taken:
                taken.add(key)
                yield Claim(cue.entry.role or "", body, cue, f"actors.{cue.entry.frame}.{rule}", confidence, cue.start, cue.end)


_SLOT_RE = re.compile(r"\s*(?:\([^()\n]*\)\s*)?:\s*")
_AGENT_SLOT_RE = re.compile(r"\s+(?:von|durch)\s+(?=[A-ZÄÖÜ])")
_AGENT_BEFORE_RE = re.compile(r"\b(?:von|durch)\s+((?:[A-ZÄÖÜ][\w&'’-]*[ \u00a0]){1,4})$")


def _slots(text: str, cues: Sequence[Hit], start: int, end: int) -> list[int]:
    """Find where a holder must stand though no list knows it: behind a label's colon, beside "von" at a participle."""
    slots = []
    for cue in cues:
        if cue.entry.frame in {"holder", "task"}:
            match = _SLOT_RE.match(text, cue.end, end)
            if match:
                slots.append(match.end())
        elif cue.entry.frame == "verb" and cue.entry.participle:
            after = _AGENT_SLOT_RE.match(text, cue.end, end)
            before = _AGENT_BEFORE_RE.search(text, max(start, cue.start - 70), cue.start)
            if after:
                slots.append(after.end())
            elif before:
                slots.append(before.start(1))
    return slots


def _is_part_of_body(hit: Hit, bodies: Sequence[Body]) -> bool:
    return any(body.start <= hit.start and hit.end <= body.end and body.kind == "organisation" for body in bodies)


def _clause(text: str, low: int, high: int, start: int, end: int) -> str:
    """Cut out the clause around cue and holder: to the next hard break on either side."""
    left = start
    for match in _BREAK_RE.finditer(text, start, low):
        left = match.end()
    right_match = _BREAK_RE.search(text, high, end)
    right = right_match.start() if right_match else end
    return text[left:right]


def _refusal(view: View, cue: Hit, group: Group, clause: str) -> str | None:
    """Name the check that speaks against a role, or None."""
    if _NEGATION_RE.search(clause) and not re.search(r"nicht nur", clause):
        return "negated in its clause"
    if _WISH_RE.search(clause):
        return "only wished for, asked for or possible"
    if cue.entry.weak and cue.entry.frame in {"verb", "task"} and cue.entry.role in {"partner", "manager", "consultant"}:
        label = view.text[cue.end : cue.end + 2].lstrip().startswith(":")
        sentence = view.sentence(cue.start)
        near = view.mentions("network", sentence.start, sentence.end) or _NETWORK_OBJECT_RE.search(view.text, sentence.start, sentence.end)
        if not label and not near:
            return "a word of many uses, and the network is not near it"
    return None


# -- frames ---------------------------------------------------------------------------------------------------------


def _read_cue(
    view: View, cue: Hit, cues: Sequence[Hit], groups: Sequence[Group], start: int, end: int
) -> tuple[Group, str, float] | None:
    """Find the holder of one cue among the groups of its sentence."""
    frame = cue.entry.frame
    if frame == "verb":
        return _read_verb(view.text, cue, cues, groups, start, end)
    if frame == "phrase":
        return _read_phrase(view.text, cue, groups)
    right = _HOLDER_RIGHT if frame == "holder" else _TASK_RIGHT
    left = _HOLDER_LEFT if frame == "holder" else _TASK_LEFT
    best: tuple[Group, str, float] | None = None
    for group in groups:
        found = _by_gap(view.text, cue, group, right, left, frame or "")
        if found and (best is None or found[2] > best[2] or (found[2] == best[2] and _distance(cue, group) < _distance(cue, best[0]))):
            best = found
    return best


def _distance(cue: Hit, group: Group) -> int:
    return group.start - cue.end if group.start >= cue.end else cue.start - group.end


def _by_gap(
    text: str, cue: Hit, group: Group, right: Sequence[tuple[re.Pattern[str], float, str]], left: Sequence[tuple[re.Pattern[str], float, str]], frame: str
) -> tuple[Group, str, float] | None:
    """Match the characters between cue and group against the frame's gaps."""
    bare = group.members[0].start
    if bare >= cue.end:
        if bare - cue.end > 160:  # noqa: PLR2004
            return None
        stops = {group.start, group.preposition_start, bare}
        for pattern, confidence, rule in right:
            if rule in {"adjacent"} and group.preposition:
                continue
            if rule == "genitive" and (frame != "task" or (cue.entry.weak and cue.entry.role != "funder") or group.article not in {"des", "der"} and group.preposition not in {"von", "aus"}):
                continue
            if rule == "passive" and group.preposition not in {"von", "durch", "über", "seitens"} and not re.search(r"\b(?:beauftragt|betraut|zuständig|verantwortlich|übertragen)", text[group.end : group.end + 60]):
                continue
            if rule == "holds" and group.preposition not in {"", "von", "als"}:
                continue
            if rule == "lies-with" and not group.preposition and "Händen" not in text[cue.end : group.start] and "Hand" not in text[cue.end : group.start] and "obliegt" not in text[cue.end : group.start]:
                continue
            if rule == "copula" and group.preposition:
                continue
            if rule == "apposition" and group.preposition and group.preposition != "von":
                continue
            for stop in stops:
                if stop >= cue.end and pattern.fullmatch(text, cue.end, stop):
                    return group, rule, confidence
        return None
    if group.end <= cue.start and cue.start - group.end <= 120:  # noqa: PLR2004
        for pattern, confidence, rule in left:
            if rule == "holds":
                gap = text[group.end : cue.start]
                after = text[cue.end : cue.end + 90]
                holds = re.search(rf"\b{_HOLD}\b|\b(?:ist|sind|zeichnet|zeichnen|war|wurde|wird)\b.*\b(?:für|mit|zur|zum)\b", gap)
                tail = re.match(r"[^,;.]{0,60}\b(?:beauftragt|betraut|übernimmt|übernehmen|übernommen|verantwortet|innehat|leistet|stellt|beigesteuert|verantwortlich|zuständig|sicherstellt|erbringt)\b", after)
                agent = group.preposition in _AGENT and re.match(r"\s*$", gap)
                if not holds and not tail and not agent:
                    continue
                if group.preposition and group.preposition not in {"von", "als", "durch"} and not (holds and group.preposition in {"bei"}):
                    continue
                if _BREAK_RE.search(gap):
                    continue
            if pattern.fullmatch(text, group.end, cue.start):
                if rule == "copula" and (group.preposition in _AGENT or not re.search(rf"\b(?:{_BE}|als)\b", text[group.end : cue.start])):
                    continue
                return group, rule, confidence
    return None


def _read_phrase(text: str, cue: Hit, groups: Sequence[Group]) -> tuple[Group, str, float] | None:
    for group in groups:
        if group.members[0].start < cue.end or group.members[0].start - cue.end > 60:  # noqa: PLR2004
            continue
        for stop in (group.preposition_start, group.start, group.members[0].start):
            if stop >= cue.end and (stop == cue.end or _PHRASE_RIGHT.fullmatch(text, cue.end, stop) or text[cue.end : stop].strip() == ""):
                return group, "phrase", 0.9
    return None


def _read_verb(
    text: str, cue: Hit, cues: Sequence[Hit], groups: Sequence[Group], start: int, end: int
) -> tuple[Group, str, float] | None:
    """Find the agent of a passive or participle, else the subject of an active verb."""
    lowered = cue.surface.lower()
    participle = any(lowered == form.lower() or (lowered.startswith(form.lower()) and len(lowered) - len(form) <= 2) for form in cue.entry.participle)  # noqa: PLR2004
    verbs = [other for other in cues if other.entry.frame == "verb" and other is not cue and other.start != cue.start]
    left_limit = max((other.end for other in verbs if other.end <= cue.start), default=start)
    right_limit = min((other.start for other in verbs if other.start >= cue.end), default=end)
    agents = [group for group in groups if group.preposition in _AGENT and (group.preposition != "über" or cue.entry.role == "funder")]
    left = [group for group in agents if left_limit <= group.start and group.end <= cue.start and not _BREAK_RE.search(text, group.end, cue.start)]
    right = [group for group in agents if cue.end <= group.preposition_start <= right_limit and not _BREAK_RE.search(text, cue.end, group.preposition_start)]
    passive_word = bool(_PASSIVE_RE.search(text, start, end))
    have = bool(_HAVE_RE.search(text, start, end))
    attributive = participle and lowered not in {form.lower() for form in cue.entry.participle}
    if participle and (passive_word or attributive or not have):
        # an agent before the participle at the end of its clause goes first; a leading participle looks right
        if left and (attributive or not text[start : cue.start].strip() == ""):
            chosen = left[-1]
            if cue.start - chosen.end < 140:  # noqa: PLR2004
                return chosen, "agent-before", 0.9 if cue.start - chosen.end < 60 else 0.8  # noqa: PLR2004
        if right and right[0].preposition_start - cue.end < 120:  # noqa: PLR2004
            near = right[0].preposition_start - cue.end
            return right[0], "agent-after", 0.92 if near < 40 else 0.82  # noqa: PLR2004
        if attributive:
            return None
    if participle and passive_word and not have:
        return None
    return _subject(text, cue, groups, start, end)


def _subject(text: str, cue: Hit, groups: Sequence[Group], start: int, end: int) -> tuple[Group, str, float] | None:
    """Find the subject of an active verb: a group without preposition, not in the genitive or dative, in the verb's clause."""
    free = [
        group for group in groups
        if group.preposition in {"", "sowie"} and group.article not in {"des", "dem", "den", "einem", "eines", "einen"}
        and not (group.article == "der" and group.members[0].kind != "person" and _is_genitive(text, group))
    ]  # fmt: skip
    left = [group for group in free if group.end <= cue.start and not _BREAK_RE.search(text, group.end, cue.start)]
    right = [group for group in free if group.start >= cue.end and not _BREAK_RE.search(text, cue.end, group.start) and group.start - cue.end < 70]  # noqa: PLR2004
    if left and cue.start - left[-1].end < 140:  # noqa: PLR2004
        return left[-1], "subject", 0.82 if cue.start - left[-1].end < 40 else 0.72  # noqa: PLR2004
    if right:
        return right[0], "subject-after", 0.75
    return None


_NOUN_BEFORE_RE = re.compile(r"[A-ZÄÖÜ][\wäöüß-]+\s+$")


def _is_genitive(text: str, group: Group) -> bool:
    """Say whether "der X" hangs on a noun before it: "Vertreter der Energieagentur"."""
    return bool(_NOUN_BEFORE_RE.search(text, max(0, group.start - 40), group.start))


# -- unnamed holders and the publisher ---------------------------------------------------------------------------------

_UNNAMED_BEFORE_RE = re.compile(r"(?:\b(?:ein|eine|einen|einem|einer|eines|zwei|drei|mehrere|externe[nr]?|einem externen|einen externen)\s+(?:[a-zäöüß-]+e[nrms]?\s+){0,2})$")


def _unnamed(view: View, cue: Hit, start: int, end: int) -> Claim | None:
    """Take a described holder without a name: "durch einen Energieberater unterstützt"."""
    if cue.entry.frame != "holder" or cue.entry.role not in {"consultant", "manager"}:
        return None
    text = view.text
    if not _UNNAMED_BEFORE_RE.search(text, max(start, cue.start - 60), cue.start):
        return None
    clause = _clause(text, cue.start, cue.end, start, end)
    if _NEGATION_RE.search(clause) or _WISH_RE.search(clause) or re.search(r"\b(?:soll|sollen|kann|können)\b", clause):
        return None
    if not re.search(r"\b(?:unterstützt|begleitet|beraten|berät|betreut|durch|übernimmt|bringt|steht|hilft|initiiert|erstellt|analysiert|untersucht|mit|geprüft|prüft|vor Ort|liefert|gibt|rechnet|rechnete)\b", clause):
        return None
    from schemas.mention import Mention  # noqa: PLC0415 - only here
    from schemas.value import OrganisationName  # noqa: PLC0415

    name = cue.variant if cue.surface.lower() != cue.variant.lower() else cue.surface
    mention = Mention("organisation", cue.start, cue.end, text[cue.start : cue.end], "organisation.unnamed", 0.75, OrganisationName(name, "unnamed"))
    body = Body(mention, cue.start, cue.end, cue.start, "", cue.start, "", name, "unnamed", None)
    return Claim(cue.entry.role or "", body, cue, "actors.holder.unnamed", 0.76, cue.start, cue.end)


_WE_RE = re.compile(r"\b(?:[Ww]ir|[Uu]nsere? (?:Leistung|Rolle|Aufgabe|Beitrag|Part|Leistungen|Haus))\b|\b(?:uns|unserem Haus(?:e)?|unser Haus|unseren Händen|unsere[rn]? Agentur)\b")


def _with_publisher(view: View, start: int, end: int, bodies: list[Body]) -> list[Body]:
    """Let "wir" and "unsere Leistung" stand for the body that speaks, where the document says who that is."""
    matches = [match for match in _WE_RE.finditer(view.text, start, end) if not _in_quote(view.text, start, match.start())]
    if not matches:
        return bodies
    publisher = find_publisher(view)
    if publisher is None:
        return bodies
    added = list(bodies)
    for match in matches:
        word = match.group()
        if any(body.start <= match.start() < body.end for body in bodies):
            continue
        before = view.text[max(start, match.start() - 10) : match.start()]
        preposition = re.search(r"(\w+)\s+$", before)
        governing = preposition[1].lower() if preposition and preposition[1].lower() in {"von", "bei", "durch", "mit", "in", "aus"} else ""
        mention = publisher.mention
        added.append(
            Body(mention, match.start(), match.end(), match.start(), "bei" if governing == "in" else governing,
                 match.start() - (len(preposition.group()) if governing and preposition else 0), "", publisher.name, publisher.kind, publisher.entity)
        )  # fmt: skip
        del word
    added.sort(key=lambda body: body.start)
    return added


def _in_quote(text: str, start: int, position: int) -> bool:
    """Say whether a position lies inside a quotation: whoever speaks there is not the publisher."""
    opened = max(text.rfind("„", start - 400 if start > 400 else 0, position), text.rfind("»", start - 400 if start > 400 else 0, position))  # noqa: PLR2004
    return opened >= 0 and not any(mark in text[opened + 1 : position] for mark in "“”«\n")


_PUBLISHER_WE_RE = re.compile(r"\b[Ww]ir,? (?:als |von der |vom |bei der |beim |die |das )")


def find_publisher(view: View) -> Body | None:
    """Find the body that speaks as "wir": named so, on the letterhead, in the copyright line or beside the contact."""
    cached = getattr(view, "publisher", None)
    if cached is not None:
        return cached or None
    found: Body | None = None
    organisations = [mention for mention in view.mentions("organisation") if mention.value.kind == "organisation"]
    for match in _PUBLISHER_WE_RE.finditer(view.text):
        near = [mention for mention in organisations if 0 <= mention.start - match.end() < 12]  # noqa: PLR2004
        if near:
            found = _publisher_body(near[0])
            break
    if found is None and organisations and organisations[0].start < 160 and view.sentence_index(organisations[0].start) < 3:  # noqa: PLR2004
        sentence = view.sentence(organisations[0].start)
        if sentence.end - sentence.start < 110:  # noqa: PLR2004
            found = _publisher_body(organisations[0])
    if found is None:
        for mention in organisations:
            if re.search(r"(?:©|Herausgeber|Impressum|Redaktion|V\.i\.S\.d\.P)[^\n]{0,30}$", view.text[max(0, mention.start - 50) : mention.start]):
                found = _publisher_body(mention)
                break
    view.publisher = found or False  # type: ignore[attr-defined]
    return found


def _publisher_body(mention: Mention) -> Body:
    return Body(mention, mention.start, mention.end, mention.start, "", mention.start, "", mention.value.name, "organisation", mention.value.entity)


# -- from claims to records ------------------------------------------------------------------------------------------


def _settle(view: View, scope: Scope, claims: Sequence[Claim], ledger: Ledger) -> None:
    """Put the claims into their networks; a body that pays is no partner too by a weaker word."""
    strong: dict[tuple[int, str], float] = {}
    placed: list[tuple[int, Claim]] = []
    for claim in claims:
        for index in scope.of(claim.body.start if claim.cue is None else min(claim.body.start, claim.cue_start)):
            placed.append((index, claim))
            if claim.role != "partner":
                key = (index, _key(claim.body))
                strong[key] = max(strong.get(key, 0.0), claim.confidence)
    for index, claim in placed:
        field_name = FIELDS[claim.role]
        explicit = claim.cue is None or claim.rule.endswith((".label", ".heading"))
        if claim.role == "partner" and not explicit and strong.get((index, _key(claim.body)), 0) >= 0.7:  # noqa: PLR2004
            ledger.refuse(field_name, claim.body.start, claim.body.end, claim.body.name, claim.rule, "holds a stronger role here", index)
            continue
        _add(view, scope.drafts[index], field_name, claim)


def _key(body: Body) -> str:
    return body.entity or re.sub(r"\W", "", body.name).lower()


def _add(view: View, draft: Draft, field_name: str, claim: Claim) -> None:
    body = claim.body
    mention = body.mention
    key = _key(body)
    present = draft.lists.get(field_name, {})
    for other in present:
        if isinstance(other, str) and body.kind != "unnamed" and (other in key or key in other) and min(len(other), len(key)) > 3:  # noqa: PLR2004
            longer = len(body.name) > len(present[other].value["name"])
            if longer and body.entity == present[other].value["entity"]:
                present[other].value["name"] = body.name
                present[other].traces.insert(0, Trace(mention.start, mention.end, claim.rule, claim.confidence))
            return
    start, end = (mention.start, mention.end) if mention.end <= len(view.text) else (body.start, body.end)
    value = {"name": body.name, "kind": body.kind, "entity": body.entity}
    draft.add(field_name, key, value, Trace(start, end, claim.rule, round(claim.confidence * mention.confidence / 0.95, 3)))
