"""Bodies and people as they stand in a sentence: groups joined by "und", the preposition before them, affiliations."""

import re
from dataclasses import dataclass, field

from pipeline.assemble.view import View
from pipeline.grammar import LIST_GAP_RE
from schemas.mention import Mention

_DETERMINER = r"(?:d(?:er|ie|as|en|em|es)|ein(?:e[nrms]?)?|unser(?:e[nrms]?)?|ihr(?:e[nrms]?)?|sein(?:e[nrms]?)?|diese[nrms]?|jene[nrms]?)"
_ADJECTIVES = r"(?:(?:[a-zäöüß][\wäöüß-]*|[A-ZÄÖÜ][a-zäöü]+)e[nrms]?[ \u00a0\n]|[A-ZÄÖÜ][a-zäöü]+er[ \u00a0\n]){0,2}"
_NP_START_RE = re.compile(rf"(?:(?<=[\s(„\"])|^)((?:{_DETERMINER}[ \u00a0\n]+)?{_ADJECTIVES})$")
_PREPOSITION_RE = re.compile(
    r"(?<!\w)(gemeinsam mit|zusammen mit|in Zusammenarbeit mit|in Kooperation mit|zugunsten|unter|von|vom|durch|seitens|über|mit|bei|beim|an|ans|am|für|fürs|in|im|aus|nach|zu|zum|zur|auf|neben|außer|sowie|gegenüber|laut|ohne|statt|anstelle|wie|als)[ \u00a0\n]+$",
    re.IGNORECASE,
)
_CONTRACTED = {"vom": "von", "beim": "bei", "zum": "zu", "zur": "zu", "im": "in", "am": "an", "fürs": "für", "ans": "an"}
_TITLE_GAP_RE = re.compile(r"(?:Herrn?|Frau|Prof\.|Professorin|Professor|Dr\.(?:-Ing\.|[ \u00a0]?(?:med|phil|rer|jur|nat|h|c)\.)*|Dipl\.-\w+\.?(?:[ \u00a0]\(FH\))?|M\.[ ]?Sc\.|PD|[ \u00a0\n])*$")
_AFFILIATION_RE = re.compile(
    r"\s*(?:,\s*(?:[\wäöüß:*/-]+[ \u00a0\n]){0,4}?(?:d(?:er|es|en)|bei(?:m| der)?|von(?: der)?|vom)?\s*|\(\s*|[ \u00a0\n](?:von (?:der|dem)|vom|von|bei der|beim|bei|aus der|aus dem|der|des)\s+|[ \u00a0\n][–-]\s)"
)


@dataclass(slots=True)
class Body:
    """Hold one possible holder of a role: a body, a person, an unnamed adviser, or a municipality acting as a body.

    ``np_start``: where its noun phrase begins (article, adjectives, office, title); ``preposition``: what governs it;
    ``article``: its determiner, lower case; ``affiliated``: it only says where a person works.
    """

    mention: Mention
    start: int
    end: int
    np_start: int
    preposition: str
    preposition_start: int
    article: str
    name: str
    kind: str
    entity: str | None
    affiliated: bool = False
    office: str | None = None
    office_span: tuple[int, int] | None = None
    organisation: "Body | None" = None


@dataclass(slots=True)
class Group:
    """Join bodies of one coordination; the first one's preposition and article govern all."""

    members: list[Body] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Give where the first noun phrase begins, without its preposition."""
        return self.members[0].np_start

    @property
    def end(self) -> int:
        """Give where the last body ends."""
        return max(max(body.end, body.organisation.end if body.organisation else 0) for body in self.members)

    @property
    def preposition(self) -> str:
        """Give the governing preposition, lower case, uncontracted."""
        return self.members[0].preposition

    @property
    def preposition_start(self) -> int:
        """Give where the preposition begins, or the noun phrase without one."""
        return self.members[0].preposition_start

    @property
    def article(self) -> str:
        """Give the first determiner."""
        return self.members[0].article


def read_bodies(view: View, start: int, end: int) -> list[Body]:
    """Gather everything in a sentence that can hold a role, in text order."""
    mentions = [
        *view.mentions("organisation", start, end),
        *view.mentions("person", start, end),
        *(mention for mention in view.mentions("place", start, end) if mention.value.form or mention.value.kind == "district"),
    ]
    mentions.sort(key=lambda mention: mention.start)
    bodies: list[Body] = []
    last_end = start
    for mention in mentions:
        if mention.start < last_end:
            continue
        bodies.append(_body(view, mention, start))
        last_end = mention.end
    _affiliate(view.text, bodies)
    return bodies


def _body(view: View, mention: Mention, floor: int) -> Body:
    text = view.text
    position = mention.start
    office: str | None = None
    office_span: tuple[int, int] | None = None
    if mention.label == "person":
        title = _TITLE_GAP_RE.search(text, max(floor, position - 40), position)
        position = title.start() if title else position
        while position > floor and text[position : position + 1].isspace():
            position += 1
        for hit in view.hits("offices", max(floor, position - 60), position):
            if text[hit.end : position].strip() == "":
                office, office_span, position = hit.surface, (hit.start, hit.end), hit.start
        for hit in view.hits("role_cues", max(floor, position - 60), position):
            if hit.entry.frame == "holder" and text[hit.end : position].strip() == "" and hit.end <= position:
                position = hit.start
    match = _NP_START_RE.search(text, max(floor, position - 60), position)
    np_start = match.start(1) if match else position
    determiner = (text[np_start:position].split() or [""])[0].lower()
    article = determiner if re.fullmatch(_DETERMINER, determiner) else ""
    preposition_match = _PREPOSITION_RE.search(text, max(floor, np_start - 24), np_start)
    preposition = preposition_match[1].lower() if preposition_match else ""
    if preposition in {"vom", "beim", "zum", "zur", "im", "am"}:
        article = article or "dem"
    name, kind, entity = _identity(mention)
    return Body(
        mention, mention.start, mention.end, np_start, _CONTRACTED.get(preposition, preposition),
        preposition_match.start(1) if preposition_match else np_start, article, name, kind, entity, office=office, office_span=office_span,
    )  # fmt: skip


def _identity(mention: Mention) -> tuple[str, str, str | None]:
    value = mention.value
    if mention.label == "place":
        return (f"{value.form} {value.name}" if value.form else value.name), "organisation", None
    if mention.label == "person":
        return value.name, "person", None
    return value.name, value.kind, value.entity


def _affiliate(text: str, bodies: list[Body]) -> None:
    """Bind a body to the person it stands behind: "Erika Muster, Geschäftsführerin der Muster GmbH"."""
    for person, body in zip(bodies, bodies[1:], strict=False):
        if person.kind != "person" or body.kind == "person" or person.organisation is not None:
            continue
        gap = text[person.end : body.start]
        if len(gap) < 70 and _AFFILIATION_RE.fullmatch(text, person.end, body.np_start if body.np_start >= person.end else body.start) or _office_gap(gap):  # noqa: PLR2004
            person.organisation = body
            body.affiliated = True


_OFFICE_GAP_RE = re.compile(r",\s(?:(?:der|die|dem|den)\s)?[A-ZÄÖÜ][\wäöüß:*/-]+(?:\s(?:und|sowie)\s[A-ZÄÖÜ][\wäöüß:*/-]+)?(?:\s[\wäöü]+)?\s(?:der|des|von|vom|bei der|beim|bei|in der|im)\s(?:[A-Z]\w+er\s)?$|\s?\($|,\s$|\s(?:von|vom|von der|von dem|bei der|beim|der)\s$")


def _office_gap(gap: str) -> bool:
    return bool(_OFFICE_GAP_RE.fullmatch(gap))


def group_bodies(view: View, bodies: list[Body]) -> list[Group]:
    """Join bodies that stand in one coordination; affiliations stay with their person."""
    groups: list[Group] = []
    for body in bodies:
        if body.affiliated:
            continue
        if groups and _joined(view, groups[-1], body):
            groups[-1].members.append(body)
        else:
            groups.append(Group([body]))
    return groups


def _joined(view: View, group: Group, body: Body) -> bool:
    last = group.members[-1]
    end = max(last.end, last.organisation.end if last.organisation else 0)
    extra = last.mention.extra.get("bracket_end")
    end = max(end, extra or 0)
    if end > body.np_start:
        return end <= body.start and view.text[end : body.start].strip() == ""
    stop = body.preposition_start if body.preposition in {"von", "durch", "mit", "sowie"} and body.preposition == group.preposition else body.np_start
    gap = view.text[end:stop]
    if len(gap) > 40:  # noqa: PLR2004
        return False
    if body.preposition and body.preposition not in {"sowie", "von", "durch"} and stop == body.np_start:
        return False
    closed = gap.lstrip(")").strip()
    return bool(closed) and bool(LIST_GAP_RE.fullmatch(f" {closed} ")) and ":" not in gap and "\n\n" not in gap


_UNKNOWN_RE = re.compile(
    r"(?!(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Von|Und|Wir|Sie|Es|Im|In|Am|An|Mit|Für|Durch|N\.N|NN|Kommunen|Städte|Gemeinden|Landkreise|Weitere|Seit|Ab|Bis)\b)"
    r"[A-ZÄÖÜ][\w&'’!+-]*(?:\.(?=\w))?(?:[ \u00a0](?:(?:&|\+|für|der|des|und Partner)[ \u00a0])?[A-ZÄÖÜ0-9][\w&'’!+.-]*){0,5}"
)
_END_RE = re.compile(r"\s*(?:$|[,;.\n/|)(]|\bund\b|\bsowie\b|:)")


def unknown_body(view: View, position: int, limit: int, *, preposition: str = "", preposition_start: int | None = None) -> Body | None:
    """Read a body known to no list, where its place in the sentence vouches for it: behind a label, beside other bodies.

    A capitalised stretch that is a type word, a place or the beginning of other mentions is none.
    """
    from schemas.value import OrganisationName  # noqa: PLC0415 - rarely needed

    match = _UNKNOWN_RE.match(view.text, position, limit)
    if match is None or len(match.group()) < 3:  # noqa: PLR2004
        return None
    end = match.end() - (1 if match.group().endswith(".") else 0)
    if not _END_RE.match(view.text, end) or any(True for _ in view.hits("form_words", position, end)):
        return None
    if any(view.mentions(label, position, end) for label in ("place", "organisation", "person", "network", "date", "programme")):
        return None
    name = " ".join(view.text[position:end].split())
    mention = Mention("organisation", position, end, view.text[position:end], "organisation.by-position", 0.74, OrganisationName(name))
    return Body(mention, position, end, position, preposition, position if preposition_start is None else preposition_start, "", name, "organisation", None)


def with_unknown(view: View, bodies: list[Body], slots: list[int], end: int) -> list[Body]:
    """Add the bodies that stand at slots (behind a label's colon) or continue a list that began at one."""
    added = list(bodies)
    for slot in slots:
        position = slot
        while True:
            present = next((body for body in added if body.np_start <= position <= body.start), None)
            if present is None:
                present = unknown_body(view, position, end)
                if present is None:
                    break
                added.append(present)
            gap = LIST_GAP_RE.match(view.text, max(present.end, present.mention.extra.get("bracket_end") or 0), end)
            if gap is None or gap.end() <= present.end or "\n" in gap.group():
                break
            position = gap.end()
    added.sort(key=lambda body: body.start)
    return added
