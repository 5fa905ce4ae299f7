"""Gathers the people of a record: name, title, office and body, joined over all their mentions."""

import re
from dataclasses import dataclass

from pipeline.assemble.bodies import Body, read_bodies
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.mention import Mention

_AFTER_RE = re.compile(r"\s*(?:,|\(|[–-]|\|)\s*(?:(?:die|der|das|dem|den|unser|unsere|unserem|unserer|ihr|ehemalige[rn]?|neue[rn]?|stellvertretende[rn]?|zuständige[rn]?|Erste[rn]?)\s+)*")
_OF_RE = re.compile(r"\s+(?:der|des|von der|vom|von|bei der|beim|bei|in der|im|aus|für die|für das|für)\s+(?:dem\s+)?")
_APPOSED_RE = re.compile(r"\s*,\s+$|\s+$")
_BRACKET_OF_RE = re.compile(r"\s*\(")
_TOWN_AFTER_RE = re.compile(r"\s*\((?:(Stadt|Gemeinde|Markt|Flecken|Landkreis|Kreis|Samtgemeinde|Verbandsgemeinde)\s+)?([A-ZÄÖÜ][\wäöüß/ -]+?(?:\s\([A-ZÄÖÜ]\w+\))?)\)|\s+(?:aus|von)\s+([A-ZÄÖÜ][\wäöüß-]+)")
_FEMININE_OFFICE = ("in", "rätin", "frau")


@dataclass(slots=True)
class _Known:
    """Join what the mentions of one person say."""

    name: str
    surname: str
    title: tuple[str, Trace] | None
    role: tuple[str, Trace] | None
    organisation: tuple[str, Trace] | None
    traces: list[Trace]
    positions: list[int]
    full: bool


def read_people(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network the people named with a role or a body; surname-only mentions join the full name before."""
    known: list[_Known] = []
    for sentence in view.live_sentences:
        bodies = read_bodies(view, sentence.start, sentence.end)
        for body in bodies:
            if body.kind == "person":
                _join(view, known, body, sentence.start, sentence.end)
    for person in known:
        _settle(view, scope, ledger, person)


def _join(view: View, known: list[_Known], body: Body, start: int, end: int) -> None:
    mention = body.mention
    value = mention.value
    trace = Trace(mention.start, mention.end, mention.rule, mention.confidence)
    surname = value.name.split()[-1]
    home = next((person for person in known if person.name == value.name or (value.surname_only and person.surname == surname) or (not person.full and person.surname == surname)), None)
    office = _office(view, body, start, end)
    organisation = _organisation(view, body, office, end)
    title = (value.title, trace) if value.title else None
    if home is None:
        known.append(_Known(value.name, surname, title, _role(office), organisation, [trace], [mention.start], not value.surname_only))
        return
    if not home.full and not value.surname_only:
        home.name, home.full = value.name, True
    home.title = home.title or title
    home.role = home.role or _role(office)
    home.organisation = home.organisation or organisation
    home.traces.append(trace)
    home.positions.append(mention.start)


def _office(view: View, body: Body, start: int, end: int) -> Hit | None:
    """Find the office of a person: before the name, or behind it as an apposition."""
    text = view.text
    mention = body.mention
    offices = [*view.hits("offices", start, end)]
    for hit in offices:
        if hit.end <= mention.start and re.fullmatch(r"(?:\s+(?:Herrn?|Frau|Prof\.|Dr\.(?:-Ing\.)?|Professorin|Professor|Dipl\.-\w+\.?(?:\s\(FH\))?|M\.\s?Sc\.))*\s+", text[hit.end : mention.start]):
            return hit
    for hit in offices:
        if hit.start >= mention.end and _AFTER_RE.fullmatch(text, mention.end, hit.start):
            return hit
        if hit.start >= mention.end and re.fullmatch(r"\s*,\s[^,.;:]{0,40}", text[mention.end : hit.start]) and not view.mentions("person", mention.end, hit.start):
            return hit
    for hit in offices:
        if hit.end <= mention.start:
            gap = text[hit.end : mention.start]
            if len(gap) < 70 and re.fullmatch(r"(?:\s(?:der|des|von|vom|für|aus|im|in|bei|beim)\s[^,;.:]{2,60}?)?\s*,?\s*(?:Herr |Frau |Dr\. |Prof\. )*", gap) and not view.mentions("person", hit.end, mention.start):  # noqa: PLR2004
                return hit
    cue = next(
        (hit for hit in view.hits("role_cues", max(start, mention.start - 70), mention.end + 60)
         if hit.entry.frame == "holder" and hit.surface[:1].isupper() and _beside(text, hit, mention)),
        None,
    )  # fmt: skip
    return cue


def _beside(text: str, hit: Hit, mention: Mention) -> bool:
    if hit.end <= mention.start:
        return bool(re.fullmatch(r"(?:\s(?:ist|:|Frau|Herr|Dr\.|Prof\.))*\s*:?\s*", text[hit.end : mention.start]))
    return hit.start >= mention.end and bool(_AFTER_RE.fullmatch(text, mention.end, hit.start))


def _role(office: Hit | None) -> tuple[str, Trace] | None:
    if office is None:
        return None
    return _nominative(office), Trace(office.start, office.end, "people.office", 0.88)


def _nominative(hit: Hit) -> str:
    """Give the office in the nominative singular, feminine where the text has it so.

    "Bürgermeistern" and "Bürgermeisters" are "Bürgermeister"; "Bürgermeisterinnen" is "Bürgermeisterin".
    """
    surface = re.sub(r"[:*_/·]-?(?:innen|in)$|Innen$", "", hit.surface)
    if surface.endswith("innen"):
        return surface[:-3]
    if surface.endswith("in") or surface in hit.entry.variants:
        return surface
    for variant in sorted(hit.entry.variants, key=len, reverse=True):
        if surface.startswith(variant) and not variant.endswith("in"):
            return variant
    return hit.variant if hit.variant[:1].isupper() else surface


def _organisation(view: View, body: Body, office: Hit | None, end: int) -> tuple[str, Trace] | None:
    """Find the body a person speaks for: affiliated in the sentence, behind the office, or a town in brackets."""
    text = view.text
    mention = body.mention
    if body.organisation is not None:
        other = body.organisation
        return other.name, Trace(other.start, other.end, "people.affiliation", 0.82)
    position = office.end if office is not None else mention.end
    if office is not None:
        stop = mention.start if office.end <= mention.start else end
        found = _body_behind(view, position, stop)
        if found:
            return found
        if office.end <= mention.start:
            found = _body_behind(view, mention.end, end)
            if found:
                return found
    town = _TOWN_AFTER_RE.match(text, mention.end)
    if town:
        group = 2 if town[2] else 3
        places = view.mentions("place", town.start(group) - 1, town.end(group) + 1)
        if places or group == 2:  # noqa: PLR2004 - regex group
            name = f"{town[1]} {town[2]}" if town[1] else town[group]
            start = town.start(1) if town[1] else town.start(group)
            if not view.hits("offices", town.start(group), town.end(group)) and not re.search(r"\d|v\. ?[lr]|links|rechts|Mitte|Foto", name):
                return name, Trace(start, town.end(group), "people.town", 0.75)
    return None


def _body_behind(view: View, position: int, end: int) -> tuple[str, Trace] | None:
    match = _OF_RE.match(view.text, position, end) or re.compile(r"\s+(?=[A-ZÄÖÜ])|\s*\(").match(view.text, position, end)
    if match is None:
        return None
    for label in ("organisation", "place"):
        for mention in view.mentions(label, match.end() - 1, match.end() + 12):
            if mention.start - match.end() > 8 or mention.end > end:  # noqa: PLR2004 - an article or adjective may stand between
                continue
            if label == "organisation":
                return mention.value.name, Trace(mention.start, mention.end, "people.affiliation", 0.85)
            form = mention.value.form
            name = f"{form} {mention.value.name}" if form else mention.value.name
            return name, Trace(mention.start, mention.end, "people.affiliation", 0.85)
    return None


def _settle(view: View, scope: Scope, ledger: Ledger, person: _Known) -> None:
    indexes = {index for position in person.positions for index in scope.of(position)}
    first = person.traces[0]
    if person.role is None and person.organisation is None:
        roles = [
            (name, key) for draft in scope.drafts for name in ("initiators", "managers", "consultants") for key, found in draft.lists.get(name, {}).items()
            if found.value["kind"] == "person" and found.value["name"] == person.name
        ]  # fmt: skip
        if not roles and not person.title:
            for index in sorted(indexes):
                ledger.refuse("people", first.start, first.end, person.name, first.rule, "named without role or body", index)
            return
    if not person.full and person.role is None:
        return
    for index in sorted(indexes):
        parts = {name: pair[1] for name, pair in (("title", person.title), ("role", person.role), ("organisation", person.organisation)) if pair}
        value = {
            "name": person.name, "title": person.title[0] if person.title else None, "role": person.role[0] if person.role else None,
            "organisation": person.organisation[0] if person.organisation else None,
        }  # fmt: skip
        added = scope.drafts[index].add("people", person.name, value, first, parts)
        added.traces.extend(trace for trace in person.traces[1:] if trace not in added.traces)
    del view
