"""Bodies and people as they stand in a sentence: what governs them, whom they belong to, which of them form one coordination."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from pipeline.assemble.roles.phrases import DETERMINER, find_phrase, find_preposition
from pipeline.assemble.view import View
from pipeline.grammar import LIST_GAP_RE, ending_of
from pipeline.shapes import shape
from schemas.mention import Mention

_CONTRACTED = {
    "vonseiten": "von",
    "von seiten": "von",
    "vom": "von",
    "beim": "bei",
    "zum": "zu",
    "zur": "zu",
    "im": "in",
    "am": "an",
    "fürs": "für",
    "ans": "an",
}
_COLLECTIVE_RE = shape(
    rf"(?P<governing>\b(?:von|durch|bei)\s+)?(?P<article>{DETERMINER})\s+(?:[a-zäöüß]+e[nrms]?\s+)?"
    r"(?:Arbeits-?|Bieter|Projekt|Träger|Beraterg?|Planungs)?(?:[Gg]emeinschaft|Konsortium|Konsortiums|Tandem|Team|Duo|Trio|Gespann|ARGE)(?:,?\s+(?:bestehend|gebildet))?\s+$"
)
_TITLE_GAP_RE = shape(
    r"(?:Herrn?|Frau|Prof\.|Professorin|Professor|Dr\.(?:-Ing\.|[ \u00a0]?(?:med|phil|rer|jur|nat|h|c)\.)*|Dipl\.-\w+\.?(?:[ \u00a0]\(FH\))?|M\.[ ]?Sc\.|PD|[ \u00a0\n])*$"
)
#: "vom Rathaus aus": what follows is not governed by "aus"
_OUTWARD_RE = shape(r"\bvo[nm]\s+(?:der\s+|dem\s+)?[A-ZÄÖÜ][\wäöüß-]+\s+$")
_AFFILIATION_RE = shape(
    r"\s*(?:,\s*(?:[\wäöüß:*/-]+[ \u00a0\n]){0,4}?(?:d(?:er|es|en)|bei(?:m| der)?|von(?: der)?|vom)?\s*|\(\s*"
    r"|[ \u00a0\n](?:von (?:der|dem)|vom|von|bei der|beim|bei|aus der|aus dem|der|des)\s+|[ \u00a0\n][–-]\s)"
)
_OFFICE_GAP_RE = shape(
    r",\s(?:(?:der|die|dem|den)\s)?[A-ZÄÖÜ][\wäöüß:*/-]+(?:\s(?:und|sowie)\s[A-ZÄÖÜ][\wäöüß:*/-]+)?(?:\s[\wäöü]+)?"
    r"\s(?:der|des|von|vom|bei der|beim|bei|in der|im)\s(?:[A-Z]\w+er\s)?$|\s?\($|,\s$|\s(?:von|vom|von der|von dem|bei der|beim|der)\s$"
)
_AFFILIATION_CHARS = 70
_LIST_CHARS = 40
_FEMININE_FORM_RE = shape(r"(?:GmbH|mbH|AG|KG|GbR|UG|eG|e\.G\.|PartG|OHG|SE|AöR|Stadt|Gemeinde)$")
_NAME_NOUN_RE = shape(r"[A-ZÄÖÜ][\wäöüß-]+")
_NAME_ADJECTIVE_RE = shape(r"(?:isch|lich|al|deutsch)(?:e[nrsm]?)$|er$")
_TOWN_NOUN_RE = shape(r"(?:büro|hafen|zentr)er$|^(?:Träger|Partner|Berater|Förder)")
_START = attrgetter("start")


@dataclass(slots=True)
class Body:
    """Hold one possible holder of a role: a body, a person, an unnamed adviser, or a municipality acting as a body.

    ``np_start``: where its noun phrase begins (article, adjectives, office, title); ``preposition``: what governs it;
    ``article``: its determiner, lower case; ``affiliated``: it only says where a person works; ``distributed``: a place whose
    type word stands before a list ("der Städte A und B"); ``described``: the noun before its name ("der Verein Muster e. V.");
    ``consort``: it stands for the consortium it is a member of.
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
    distributed: bool = False
    described: str = ""
    consort: bool = False

    @property
    def bracket_end(self) -> int:
        """Give where the body ends, an acronym in brackets included."""
        end: int | None = self.mention.extra.get("bracket_end")
        return end if end and end > self.end else self.end

    @property
    def reach(self) -> int:
        """Give where the body ends, bracket and affiliation included."""
        end = self.bracket_end
        return end if self.organisation is None else max(end, self.organisation.bracket_end)


@dataclass(slots=True)
class Group:
    """Join bodies of one coordination; the first one's preposition and article govern all."""

    members: list[Body] = field(default_factory=list)
    _end: int = -1

    def add(self, body: Body) -> None:
        """Let a body continue the coordination."""
        self.members.append(body)
        self._end = -1

    @property
    def start(self) -> int:
        """Give where the first noun phrase begins, without its preposition."""
        return self.members[0].np_start

    @property
    def end(self) -> int:
        """Give where the last body ends."""
        if self._end < 0:
            self._end = max(body.reach for body in self.members) if len(self.members) > 1 else self.members[0].reach
        return self._end

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


def is_within(position: int, bodies: Sequence[Body]) -> bool:
    """Say whether a position lies in one of some bodies, bracket and affiliation included."""
    for body in bodies:  # noqa: SIM110 - asked for every noun that may stand for a body
        if body.start <= position < body.reach:
            return True
    return False


def read_bodies(view: View, start: int, end: int) -> list[Body]:
    """Gather everything in a sentence that can hold a role, in text order."""
    return make_bodies(view, find_holders(view, start, end), start)


def find_holders(view: View, start: int, end: int) -> list[Mention]:
    """Find the mentions in a sentence that can hold a role, in text order; of two that overlap the first."""
    holders = view.notes.get("holders")
    if not isinstance(holders, _Holders):
        holders = view.notes["holders"] = _Holders(view)
    first = bisect_left(holders.starts, start)
    found: list[Mention] = []
    last_end = start
    for mention in holders.mentions[first : bisect_left(holders.starts, end, first)]:
        if mention.start >= last_end:
            found.append(mention)
            last_end = max(mention.end, mention.extra.get("bracket_end") or 0)
    return found


class _Holders:
    """Know all mentions of a document that can hold a role: bodies, people, and places that act as bodies."""

    def __init__(self, view: View) -> None:
        places = [mention for mention in view.mentions("place") if mention.value.form or mention.value.kind == "district"]
        self.mentions = [*view.mentions("organisation"), *view.mentions("person"), *places]
        self.mentions.sort(key=_START)
        self.starts = [mention.start for mention in self.mentions]


def make_bodies(view: View, mentions: Sequence[Mention], start: int) -> list[Body]:
    """Make the bodies of the mentions of one sentence."""
    bodies: list[Body] = []
    for mention in mentions:
        body = _body(view, mention, start)
        while bodies and bodies[-1].kind == "unnamed" and body.np_start <= bodies[-1].start:
            bodies.pop()  # "eine Arbeitsgemeinschaft aus A und B": its members stand for it
        bodies.append(body)
    if len(bodies) > 1:
        _affiliate(view.text, bodies)
    return bodies


def make_body(view: View, mention: Mention, floor: int, position: int) -> Body:
    """Make a body of a mention whose noun phrase begins at or before ``position``: read article and preposition."""
    text = view.text
    described = ""
    if mention.label == "organisation":
        for hit in view.hits("organisation_heads", max(floor, position - 40), position):
            if hit.end == position - 1:
                described, position = hit.surface, hit.start
    np_start, article = find_phrase(text, floor, position)
    governing = find_preposition(text, floor, np_start)
    preposition = governing[1].lower() if governing else ""
    if preposition in {"aus", "von"} and governing:
        collective = _COLLECTIVE_RE.search(text, max(floor, governing.start() - 70), governing.start())
        if collective:
            return _of_collective(mention, collective, described)
    if preposition == "aus" and governing and _OUTWARD_RE.search(text, max(floor, governing.start() - 40), governing.start()):
        governing, preposition = None, ""
    if preposition in {"vom", "beim", "zum", "im", "am", "ans", "fürs"}:
        article = article or "dem"
    elif preposition == "zur":
        article = article or "der"
    name, kind, entity = _identity(mention)
    return Body(
        mention, mention.start, mention.end, np_start, _CONTRACTED.get(preposition, preposition),
        governing.start(1) if governing else np_start, article, name, kind, entity, described=described,
    )  # fmt: skip


def _of_collective(mention: Mention, match: re.Match[str], described: str) -> Body:
    """Let a member of a consortium stand in its place: "eine Bietergemeinschaft aus der A GmbH und der B GmbH"."""
    name, kind, entity = _identity(mention)
    article = match["article"].lower()
    return Body(
        mention, mention.start, mention.end, match.start(), (match["governing"] or "").strip().lower(), match.start(), article,
        name, kind, entity, described=described, consort=True,
    )  # fmt: skip


def _body(view: View, mention: Mention, floor: int) -> Body:
    if mention.label == "person":
        return _person(view, mention, floor)
    if mention.label == "place":
        head = mention.extra.get("head")
        begin, stop = head or (mention.start, mention.start)
        beside = begin < mention.start and not view.text[stop : mention.start].strip()
        body = make_body(view, mention, floor, begin if beside else mention.start)
        body.distributed = begin < mention.start
        return body
    return make_body(view, mention, floor, mention.start)


def _person(view: View, mention: Mention, floor: int) -> Body:
    """Make the body of a person; title, office and role noun before the name belong to the noun phrase."""
    text = view.text
    position = mention.start
    title = _TITLE_GAP_RE.search(text, max(floor, position - 40), position)
    position = title.start() if title else position
    while position > floor and text[position : position + 1].isspace():
        position += 1
    office: str | None = None
    office_span: tuple[int, int] | None = None
    for hit in view.hits("offices", max(floor, position - 60), position):
        if not text[hit.end : position].strip():
            office, office_span, position = hit.surface, (hit.start, hit.end), hit.start
    for hit in view.hits("role_cues", max(floor, position - 60), position):
        if hit.entry.frame == "holder" and hit.end <= position and not text[hit.end : position].strip():
            position = hit.start
    body = make_body(view, mention, floor, position)
    body.office, body.office_span = office, office_span
    return body


def _identity(mention: Mention) -> tuple[str, str, str | None]:
    value = mention.value
    if mention.label == "place":
        return (f"{value.form} {value.name}" if value.form else value.name), "organisation", None
    if mention.label == "person":
        return value.name, "person", None
    return value.name, value.kind, value.entity


def _affiliate(text: str, bodies: list[Body]) -> None:
    """Bind a body to the person it stands behind: "Erika Muster, Geschäftsführerin der Muster GmbH"."""
    for person, body in pairwise(bodies):
        if person.kind != "person" or body.kind == "person" or person.organisation is not None:
            continue
        gap = text[person.end : body.start]
        stop = body.np_start if body.np_start >= person.end else body.start
        if (len(gap) < _AFFILIATION_CHARS and _AFFILIATION_RE.fullmatch(text, person.end, stop)) or _OFFICE_GAP_RE.fullmatch(gap):
            person.organisation = body
            body.affiliated = True


def group_bodies(view: View, bodies: list[Body]) -> list[Group]:
    """Join bodies that stand in one coordination; affiliations stay with their person."""
    groups: list[Group] = []
    for body in bodies:
        if body.affiliated:
            continue
        if groups and _joined(view, groups[-1], body):
            if _RATHER_RE.search(view.text, groups[-1].end, body.np_start):
                _govern(body, groups[-1].members.pop())
            groups[-1].add(body)
        else:
            groups.append(Group([body]))
    return groups


_RATHER_RE = shape(r",\s(?:genauer|genauer gesagt|nämlich)\s$")


def _govern(body: Body, other: Body) -> None:
    """Put a body in the place of one that it says more exactly: "der Bund, genauer das Bundesamt"."""
    body.preposition, body.preposition_start, body.np_start = other.preposition, other.preposition_start, other.np_start
    body.article = "" if other.article in {"der", "die", "das"} else other.article


def _joined(view: View, group: Group, body: Body) -> bool:
    """Say whether a body continues a coordination: a list gap between them, and one case for both."""
    if body.mention.rule == "organisation.by-pronoun":
        return False
    end = group.members[-1].reach
    if end > body.np_start:
        return end <= body.start and not view.text[end : body.start].strip()
    again = body.preposition in {"von", "durch", "mit", "sowie"} and body.preposition == group.preposition
    stop = body.preposition_start if again or body.preposition == "sowie" else body.np_start
    gap = view.text[end:stop]
    if (
        len(gap) > _LIST_CHARS
        or ":" in gap
        or "\n\n" in gap
        or (body.preposition and stop == body.np_start and body.preposition != "sowie")
    ):
        return False
    if not again and not _agree(group, body):
        return False
    if ";" in gap and (body.article or body.np_start != body.start or group.preposition):
        return False
    closed = _NAMELY_RE.sub(", ", gap).lstrip(")").strip()
    if body.preposition == "sowie":
        closed = f"{closed} sowie"
    return bool(closed) and bool(LIST_GAP_RE.fullmatch(f" {closed.strip()} "))


_NAMELY_RE = shape(r",?\s+(?:namentlich|vertreten durch|genauer gesagt|genauer|nämlich)(?=\s)")
_DATIVE = frozenset({"von", "mit", "bei", "aus", "zu", "nach", "seit", "gemeinsam mit", "zusammen mit"})
_OBLIQUE_ARTICLES = frozenset({"dem", "des", "den", "einem", "eines", "einen", "unserem", "unseres", "ihrem", "ihres"})


def _agree(group: Group, body: Body) -> bool:
    """Say whether the articles allow one case: "vom Bund, das Büro" is two noun phrases, not one list."""
    if not body.article or group.members[0].consort:
        return True
    if group.preposition in _DATIVE:
        return body.article not in {"das", "die", "ein", "des"} and not (body.article == "der" and is_masculine(body))
    if group.preposition in {"durch", "für", "über", "um"}:
        return body.article not in {"dem", "des", "einem", "eines"} and body.article != "der"
    if not group.preposition and is_nominative(group):
        return body.article not in _OBLIQUE_ARTICLES
    return True


def is_masculine(body: Body) -> bool:
    """Judge by its head noun whether "der" before a body is a nominative."""
    if body.kind == "person":
        return not (body.office or "").endswith("in")
    if body.described:
        return _is_masculine_noun(body.described)
    if _FEMININE_FORM_RE.search(body.name):
        return False
    for noun in _NAME_NOUN_RE.findall(body.name):
        if not _NAME_ADJECTIVE_RE.search(noun) or _TOWN_NOUN_RE.search(noun):
            return _is_masculine_noun(noun)
    return False


#: nouns and acronyms of bodies that the endings of grammar do not tell feminine
_FEMININE_NOUN_RE = shape(
    r"(?:stadt|gemeinde|bank|kammer|union|anstalt|kirche|lei|rei|ion|kasse|gruppe|zentrale|akademie|allianz|initiative)$|^(?:IHK|HWK|DBU|KEA|LEA|SAB|KfW|ILB|IFB|EU)$",
    re.IGNORECASE,
)


def _is_masculine_noun(noun: str) -> bool:
    if _FEMININE_NOUN_RE.search(noun):
        return False
    return noun.lower().endswith("verein") or (ending_of(noun) == "er" and not noun.endswith(("werke", "behörde", "stelle")))


def is_nominative(group: Group) -> bool:
    """Say whether a coordination can be the subject: no preposition, no oblique article, no genitive "der"."""
    first = group.members[0]
    if group.preposition not in {"", "sowie"} or group.article in _OBLIQUE_ARTICLES or group.article.endswith(("em", "es", "en")):
        return False
    if group.article.endswith("er") and group.article not in {"unser", "ihr"}:
        return group.article == "der" and not first.distributed and is_masculine(first)
    return True
