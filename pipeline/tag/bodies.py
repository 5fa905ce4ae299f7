"""Bodies while they are read: which of overlapping ones is kept, what completes a name, what joins two to one."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.grammar import CHAIR_RE, clean_spaces
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.organisation_names import FIRM_TAIL_RE, nominative_name, stands_for, without_town
from schemas.mention import Mention
from schemas.value import OrganisationName

_DASHED_ACRONYM_RE = shape(r"([A-ZÄÖÜ][A-Za-zÄÖÜäöü.]{1,14})\s[–-]\s$")
_BRACKET_ACRONYM_RE = shape(r"\s?\((?:kurz:?\s)?([A-ZÄÖÜ][\w.&-]{1,14}|[a-z][A-Z]\w{1,10}|[a-z]{2,4}!)\)")
_OF_LAND_RE = shape(r" (?:der Freien (?:und )?Hansestadt|des Landes|des Freistaate?s) [A-ZÄÖÜ][\w-]+| des (?:Bundes|Saarlandes)\b")
_ASSOCIATION_END_RE = shape(r"e\.[ ]?V$")
_SCHOOL_RE = shape(r"(?:[A-ZÄÖÜ]?\w*[Uu]niversität|[Hh]ochschule|Fachhochschule|TU|TH|OTH|FH|HTW|HAW)\b")
_MIN_CAPITALS = 2
_MIN_WORDS = 3


@dataclass(slots=True)
class Body:
    """A body while it is read; ``name`` None: its own words in the nominative, which only those that are kept need."""

    start: int
    end: int
    rule: str
    confidence: float
    name: str | None
    sort: str | None = None
    entity: str | None = None
    kind: str = "organisation"
    acronym: str | None = None
    bracket_end: int | None = None

    @property
    def called(self) -> str:
        """Give the name of a body that was completed."""
        return self.name or ""


def settle(text: str, found: Iterable[Body], hits: dict[str, list[Hit]]) -> list[Mention]:
    """Choose among overlapping bodies, complete and join them, and turn what is left into mentions."""
    bodies = _with_chairs(text, _with_acronyms(text, _completed(text, _choose(found), hits)))
    return [
        Mention(
            "organisation", body.start, body.end, text[body.start : body.end], body.rule, body.confidence,
            OrganisationName(body.called, body.kind, body.entity, body.sort, body.acronym), body.entity,
            {} if body.bracket_end is None else {"bracket_end": body.bracket_end},
        )
        for body in bodies
    ]  # fmt: skip


def _choose(found: Iterable[Body]) -> list[Body]:
    """Keep the longest of overlapping bodies; a known one wins over an equal span."""
    kept: list[Body] = []
    starts: list[int] = []
    for body in sorted(found, key=lambda item: (item.start - item.end, item.entity is None, item.start)):
        at = bisect_right(starts, body.start)
        before = kept[at - 1] if at else None
        if (before is None or before.end <= body.start) and (at == len(kept) or body.end <= kept[at].start):
            starts.insert(at, body.start)
            kept.insert(at, body)
        elif before is not None and before.start == body.start:
            _lend_entity(before, body)
    return kept


def _lend_entity(other: Body, known: Body) -> None:
    """Give a longer name the entity of the known body it begins with: "target GmbH" is target, "BMU Referat 3" stays apart."""
    if known.entity is not None and other.entity is None and known.end <= other.end and other.rule == "organisation.legal-form":
        other.entity, other.sort = known.entity, known.sort


def dashed_acronym(text: str, start: int) -> re.Match[str] | None:
    """Find a short form, of two capitals at least, and the dash that parts it from a name: "IGN – "."""
    lead = text[max(0, start - 4) : start]
    found = _DASHED_ACRONYM_RE.search(text, max(0, start - 20), start) if "–" in lead or "-" in lead else None
    return found if found and sum(char.isupper() for char in found[1]) >= _MIN_CAPITALS else None


def _completed(text: str, bodies: list[Body], hits: dict[str, list[Hit]]) -> list[Body]:
    """Complete names: a legal form behind one, its last full stop, its short form before a dash."""
    forms = {hit.start: hit for hit in hits.get("legal_forms", ())}
    result: list[Body] = []
    for body in bodies:
        start, end = body.start, body.end
        name = nominative_name(text[start:end], hits, start) if body.name is None else body.name
        if body.kind == "organisation":
            end, name = _grown_right(text, body, name, forms)
            dashed = dashed_acronym(text, start)
            if dashed and len(name.split()) >= _MIN_WORDS and stands_for(dashed[1], name):
                name = f"{text[dashed.start() : start]}{name}"
                start = dashed.start()
                if result and result[-1].start >= start:
                    result.pop()  # the short form was found as a body of its own
            before = result[-1] if result else None
            if before is not None and _names_own(text, before, body):
                own = without_town(before.called)
                name = f"{own} {name}"
                start = before.end - len(own)
                result.pop()
            elif (
                before is not None
                and text[before.end : start] in {" – ", " - "}
                and before.called.isupper()
                and stands_for(before.called, name)
            ):
                start = before.start
                name = f"{before.called}{text[before.end : body.start]}{name}"
                result.pop()
        body.name = name if start == body.start and end == body.end else clean_spaces(name)
        body.start, body.end = start, end
        result.append(body)
    return result


def _grown_right(text: str, body: Body, name: str, forms: dict[int, Hit]) -> tuple[int, str]:
    """Take in what stands behind a name: a legal form, the land of a ministry, the stop of "e. V.", partners."""
    end = body.end
    form = forms.get(end + 1) if text[end : end + 1] in {" ", "\u00a0"} else None
    if form is not None:
        end = form.end
        name = f"{name} {form.surface}"
    if body.sort == "ministry" and (land := _OF_LAND_RE.match(text, end)):
        end = land.end()
        name = f"{name}{land.group()}"
    if name.endswith("V") and text[end : end + 1] == "." and _ASSOCIATION_END_RE.search(name):
        end += 1
        name += "."
    if text[end : end + 1] == "," and (tail := FIRM_TAIL_RE.match(text, end)):
        end = tail.end()
        name = f"{name}{tail.group()}"
    return end, name


def _names_own(text: str, before: Body, body: Body) -> bool:
    """Say whether a known name stands right behind its sort: "Klimaschutzagentur energiekonsens"."""
    return (
        before.rule == "organisation.head"
        and body.rule == "organisation.known"
        and text[before.end : body.start] in {" ", "\u00a0"}
        and text[before.start : before.end] == before.name
    )


def _with_acronyms(text: str, bodies: list[Body]) -> list[Body]:
    """Attach an acronym in brackets to the body it stands behind; the acronym alone later means the same body."""
    result: list[Body] = []
    for body in bodies:
        before = result[-1] if result else None
        if before is not None and _spells_out(text, before, body):
            _spell_out(before, body)
            continue
        match = _BRACKET_ACRONYM_RE.match(text, body.end) if "(" in text[body.end : body.end + 2] else None
        if match and body.kind == "organisation":
            body.acronym, body.bracket_end = match[1], match.end()
        result.append(body)
    return result


def _spells_out(text: str, before: Body, body: Body) -> bool:
    """Say whether a body in brackets spells out the short form before them: "PtJ (Projektträger Jülich)"."""
    return (
        text[before.end : body.start] == " ("
        and text[body.end : body.end + 1] == ")"
        and before.kind == body.kind == "organisation"
        and " " not in before.called
        and len(before.called) < len(body.called)
        and (before.entity == body.entity if before.entity else stands_for(before.called, body.called))
    )


def _spell_out(before: Body, body: Body) -> None:
    """Join a short form and its long form to one body."""
    before.acronym, before.name = before.name, body.name
    before.end = before.bracket_end = body.end + 1
    before.rule, before.confidence, before.kind, before.sort = body.rule, body.confidence, body.kind, body.sort
    before.entity = body.entity or before.entity


def _with_chairs(text: str, bodies: list[Body]) -> list[Body]:
    """Join a university and the chair named behind it: "Universität Muster, Lehrstuhl für Bodenkunde"."""
    result: list[Body] = []
    for body in bodies:
        before = result[-1] if result else None
        if (
            before is not None
            and text[before.end : body.start] == ", "
            and _SCHOOL_RE.match(before.called)
            and CHAIR_RE.match(body.called)
            and text[body.end : body.end + 1] in {".", ",", "", "\n", ";", ")"}
        ):
            before.name = f"{before.called}, {body.called}"
            before.end = body.end
        else:
            result.append(body)
    return result
