"""Finds bodies: known ones, those with a legal form, those built on a head noun, and unnamed ones ("ein Ingenieurbüro für …")."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.grammar import CHAIR_RE, clean_spaces
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.organisation_names import (
    FIRM_TAIL_RE,
    PURPOSE_RE,
    adjectives_left,
    extend_right,
    nominative_name,
    skip_description,
    stands_for,
    walk_left,
    without_town,
)
from schemas.mention import Mention
from schemas.value import OrganisationName

_INDEFINITE_RE = shape(r"\b(?:[Ee]in|Eine|eine|einen|einem|einer|eines)\s+(?:(?:[a-zäöüß-]+e[nrsm]?|Bremer|[A-Z]\w+er)\s+){0,2}$")
_DASHED_ACRONYM_RE = shape(r"([A-ZÄÖÜ][A-Za-zÄÖÜäöü.]{1,14})\s[–-]\s$")
_MIN_CAPITALS = 2
_MIN_WORDS = 3
_BRACKET_ACRONYM_RE = shape(r"\s?\((?:kurz:?\s)?([A-ZÄÖÜ][\w.&-]{1,14}|[a-z][A-Z]\w{1,10}|[a-z]{2,4}!)\)")
_INSIDE_STATE_RE = shape(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]")
_STATE_BODY_RE = shape(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]$")
_GENERAL_RE = shape(
    r"\b(?:Bundesregierung|Landesregierung|Europäische[nr]? Union|EU-Kommission)\b|\b(?:[Dd]ie|[Dd]er|[Vv]on der) (EU)(?=[\s,.;)])|\b(?:[Vv]om|[Dd]er|[Dd]en|[Bb]eim|[Dd]urch den|[Dd]em|[Zz]um) (Bund)(?=[,.;):]|\s(?!der\b|für\b|[A-ZÄÖÜ]\w+e[rn]\b|fürs\b))"
    r"|(?:[Mm]itteln?|Zuschuss|Zuschüssen?|Zuwendung(?:en)?|Förderung|[Gg]eldern?|Unterstützung|Hilfe|Kommunalrichtlinie) des (Bundes)\b(?! der\b)"
)
#: "Bund" and its cases; "Bundesregierung" is longer
_SHORT_CHARS = 8
_STREET_RE = shape(r"[-\s]?(?:straße|str\.|platz|allee|weg)\b", re.IGNORECASE)
_OWN_ACRONYM_RE = shape(r" \([^()]+\)?$")
_MINISTRY_RE = shape(r"[a-zäöü]ministeriums?$")


def find_organisations(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find every body named in the text.

    Shape: mentions in text order, not overlapping; value is an OrganisationName in the nominative.
    """
    network_starts = [(hit.start, hit.end) for hit in hits.get("network_heads", ()) if hit.entry.kind != "weak"]
    found = [
        *_known(text, hits),
        *_with_legal_form(text, hits, network_starts),
        *_with_head(text, hits),
        *_states(text, hits),
        *_general(text),
    ]
    return _with_chairs(text, _with_acronyms(text, _completed(text, _choose(found), hits)))


def _completed(text: str, mentions: list[Mention], hits: dict[str, list[Hit]]) -> list[Mention]:
    """Complete a name: a legal form behind it, its last full stop, its short form before a dash."""
    forms = {hit.start: hit for hit in hits.get("legal_forms", ())}
    result: list[Mention] = []
    for mention in mentions:
        start, end, value = mention.start, mention.end, mention.value
        name = value.name
        if value.kind == "organisation":
            form = forms.get(end + 1) if text[end : end + 1] in {" ", "\u00a0"} else None
            if form is not None:
                end = form.end
                name = f"{name} {form.surface}"
            if value.sort == "ministry" and (land := _OF_LAND_RE.match(text, end)):
                end = land.end()
                name = f"{name}{land.group()}"
            if name.endswith("V") and text[end : end + 1] == "." and re.search(r"e\.[ ]?V$", name):
                end += 1
                name += "."
            if tail := FIRM_TAIL_RE.match(text, end):
                end = tail.end()
                name = f"{name}{tail.group()}"
            dashed = _DASHED_ACRONYM_RE.search(text, max(0, start - 20), start)
            if (
                dashed
                and sum(char.isupper() for char in dashed[1]) >= _MIN_CAPITALS
                and len(name.split()) >= _MIN_WORDS
                and stands_for(dashed[1], name)
            ):
                name = f"{text[dashed.start() : start]}{name}"
                start = dashed.start()
                if result and result[-1].start >= start:
                    result.pop()  # the short form was found as a body of its own
            before = result[-1] if result else None
            if before is not None and _names_own(text, before, mention):
                name = f"{without_town(before.value.name)} {name}"
                start = before.end - len(without_town(before.value.name))
                result.pop()
                before = None
            if (
                before is not None
                and text[before.end : start] in {" – ", " - "}
                and before.value.name.isupper()
                and stands_for(before.value.name, name)
            ):
                start = before.start
                name = f"{before.value.name}{text[before.end : mention.start]}{name}"
                result.pop()
        if (start, end) != (mention.start, mention.end):
            value = OrganisationName(clean_spaces(name), value.kind, value.entity, value.sort, value.acronym)
            mention = Mention(mention.label, start, end, text[start:end], mention.rule, mention.confidence, value, mention.entity)  # noqa: PLW2901
        result.append(mention)
    return result


_OF_LAND_RE = shape(r" (?:der Freien (?:und )?Hansestadt|des Landes|des Freistaate?s) [A-ZÄÖÜ][\w-]+| des (?:Bundes|Saarlandes)\b")


def _names_own(text: str, before: Mention, mention: Mention) -> bool:
    """Say whether a known name stands right behind its sort: "Klimaschutzagentur energiekonsens"."""
    return (
        before.rule == "organisation.head"
        and mention.rule == "organisation.known"
        and text[before.end : mention.start] in {" ", "\u00a0"}
        and before.text == before.value.name
    )


def _choose(found: Iterable[Mention]) -> list[Mention]:
    """Keep the longest of overlapping mentions; a known body wins over an equal span."""
    kept: dict[int, Mention] = {}
    starts: list[int] = []
    for mention in sorted(found, key=lambda item: (item.start - item.end, item.entity is None, item.start)):
        at = bisect_right(starts, mention.start)
        before = kept[starts[at - 1]] if at else None
        after = kept[starts[at]] if at < len(starts) else None
        if (before is None or before.end <= mention.start) and (after is None or mention.end <= after.start):
            starts.insert(at, mention.start)
            kept[mention.start] = mention
        elif (other := kept.get(mention.start)) is not None:
            kept[mention.start] = _with_entity(other, mention)
    return [kept[start] for start in starts]


def _with_entity(other: Mention, known: Mention) -> Mention:
    """Give a longer name the entity of the known body it begins with: "target GmbH" is target, "BMU Referat 3" stays apart."""
    if known.entity is None or other.entity is not None or known.end > other.end or other.rule != "organisation.legal-form":
        return other
    value: OrganisationName = other.value
    lent = OrganisationName(value.name, value.kind, known.entity, known.value.sort, value.acronym)
    return Mention(other.label, other.start, other.end, other.text, other.rule, other.confidence, lent, known.entity)


def _mention(text: str, start: int, end: int, rule: str, name: str, *, confidence: float = 0.9, **more: str | None) -> Mention:
    value = OrganisationName(clean_spaces(name), more.get("kind") or "organisation", more.get("entity"), more.get("sort"))
    return Mention("organisation", start, end, text[start:end], rule, confidence, value, more.get("entity"))


def _known(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    for name in ("funders", "organisations"):
        for hit in hits.get(name, ()):
            if text[hit.end : hit.end + 1] == "-" or (
                hit.start and text[hit.start - 1] == "-" and hit.start > 1 and text[hit.start - 2].isalpha()
            ):
                continue  # part of a compound: "NRW.BANK-Förderung", "BMU-Projekt"
            gendered = hit.surface.endswith("innen")
            if gendered:
                continue
            name_ = hit.variant if hit.surface.lower() != hit.variant.lower() else hit.surface
            bracket = _OWN_ACRONYM_RE.search(name_)
            if bracket and " (" in hit.surface:
                end = hit.start + hit.surface.index(" (")
                yield _mention(
                    text,
                    hit.start,
                    end,
                    "organisation.known",
                    name_[: bracket.start()],
                    confidence=0.96,
                    entity=hit.entry.id,
                    sort=hit.entry.kind,
                )
                continue
            yield _mention(
                text, hit.start, hit.end, "organisation.known", name_, confidence=0.96, entity=hit.entry.id, sort=hit.entry.kind
            )


def _with_legal_form(text: str, hits: dict[str, list[Hit]], networks: Sequence[tuple[int, int]]) -> Iterable[Mention]:
    """Walk left from a legal form over the words of the name."""
    heads = {hit.start for hit in hits.get("organisation_heads", ())}
    described = {hit.start: hit for hit in hits.get("organisation_heads", ())}
    forms = sorted(hits.get("legal_forms", ()), key=lambda hit: hit.start)
    for hit in forms:
        start = walk_left(text, hit.start, heads, networks)
        if start == hit.start:
            continue
        dashed = _DASHED_ACRONYM_RE.search(text, max(0, start - 20), start)
        if dashed and sum(char.isupper() for char in dashed[1]) >= _MIN_CAPITALS:
            start = dashed.start()
        start = skip_description(text, start, hit.start, described)
        surface = text[start : hit.end]
        if surface.endswith("e.V") and text[hit.end : hit.end + 1] == ".":
            surface += "."
        yield _mention(
            text, start, start + len(surface), "organisation.legal-form", nominative_name(surface, hits, start), confidence=0.94
        )


def _with_head(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    """Read names that begin with, or are compounds of, a head noun: "Stadtwerke Musterstadt", "Kreissparkasse Muster"."""
    legal = {hit.start: hit.end for hit in hits.get("legal_forms", ())}
    ends = {hit.end: hit.start for hit in hits.get("legal_forms", ())}
    described = {hit.start: hit for hit in hits.get("organisation_heads", ())}
    for hit in hits.get("organisation_heads", ()):
        begin, end = hit.start, hit.end
        if hit.entry.value == "description":
            continue
        if hit.surface.endswith(" für"):
            end -= 4  # what a body is for belongs to its name, but is read below
        if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and not text[end + 1].isupper():
            continue
        if begin and text[begin - 1] == "-":
            continue
        if not text[begin].isupper() or _STREET_RE.match(text, end):
            continue
        surface = text[begin:end]
        if "netzwerk" in surface.lower():
            continue  # "Netzwerke" ends like "Werke"
        right = extend_right(text, end, legal)
        form = right + 1 if right + 1 in legal else ends.get(right)
        if form is not None and skip_description(text, _town_before(text, begin), form, described) > begin:
            continue  # "der Verein Muster e. V." is called Muster e. V.
        left = adjectives_left(text, begin, followed=right > end)
        compound = len(surface) > len(hit.variant) + 2 and not surface.lower().startswith(hit.variant.lower()[:4])
        indefinite = _INDEFINITE_RE.search(text, max(0, begin - 60), begin)
        if indefinite and (right == end or text.startswith(" für", end)):
            yield from _unnamed(text, begin, end)
        elif right > end or left < begin or (compound and "-" in surface) or _MINISTRY_RE.search(surface):
            name = nominative_name(text[left:right], hits, left)
            yield _mention(text, left, right, "organisation.head", name, confidence=0.86, sort=hit.entry.kind)


def _town_before(text: str, begin: int) -> int:
    """Give where the adjective of a town before a head begins: "Kieler Beratungsgesellschaft"; else the head itself."""
    match = _TOWN_BEFORE_RE.search(text, max(0, begin - 40), begin)
    return match.start() if match else begin


_TOWN_BEFORE_RE = shape(r"\b[A-ZÄÖÜ][a-zäöüß]+er[ \u00a0]$")


def _unnamed(text: str, begin: int, end: int) -> Iterable[Mention]:
    """Keep a body that is only described: "ein Ingenieurbüro für Energieeffizienz"."""
    purpose = PURPOSE_RE.match(text, end, end + 400)
    stop = purpose.end() if purpose and purpose.end() - end < 90 else end  # noqa: PLR2004 - longer is no name
    name = text[begin:stop]
    yield _mention(text, begin, stop, "organisation.unnamed", name, confidence=0.8, kind="unnamed")


def _states(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    """Read "Land Hessen", "Freistaat Bayern" as bodies."""
    for hit in hits.get("states", ()):
        match = _STATE_BODY_RE.search(text, max(0, hit.start - 14), hit.start)
        if match:
            word = "Freistaat" if match.group().startswith("Frei") else "Land"
            yield _mention(
                text, match.start(), hit.end, "organisation.state", f"{word} {hit.variant}", confidence=0.85, sort="state"
            )
        elif inside := _INSIDE_STATE_RE.match(hit.surface):
            word = "Freistaat" if inside.group().startswith("Frei") else "Land"
            yield _mention(
                text,
                hit.start,
                hit.end,
                "organisation.state",
                f"{word} {hit.surface[inside.end() :]}",
                confidence=0.85,
                sort="state",
            )


def _general(text: str) -> Iterable[Mention]:
    for match in _GENERAL_RE.finditer(text):
        group = match.lastindex or 0
        name = match[group]
        name = (
            "Europäische Union"
            if name.startswith("Europ")
            else "Bund"
            if name.startswith("Bund") and len(name) < _SHORT_CHARS
            else name
        )
        yield _mention(text, match.start(group), match.end(group), "organisation.general", name, confidence=0.8, sort="state")


def _with_acronyms(text: str, mentions: list[Mention]) -> list[Mention]:
    """Attach an acronym in brackets to the body it stands behind; the acronym alone later means the same body."""
    result: list[Mention] = []
    for mention in mentions:
        before = result[-1] if result else None
        if before is not None and _spells_out(text, before, mention):
            result[-1] = _spelt_out(text, before, mention)
            continue
        match = _BRACKET_ACRONYM_RE.match(text, mention.end)
        if match and mention.value.kind == "organisation":
            value: OrganisationName = mention.value
            value = OrganisationName(value.name, value.kind, value.entity, value.sort, match[1])
            mention = Mention(  # noqa: PLW2901 - the same mention, enriched
                mention.label, mention.start, mention.end, mention.text, mention.rule, mention.confidence, value, mention.entity,
                {"bracket_end": match.end()},
            )  # fmt: skip
        result.append(mention)
    return result


def _spells_out(text: str, before: Mention, mention: Mention) -> bool:
    """Say whether a body in brackets spells out the short form before them: "PtJ (Projektträger Jülich)"."""
    short, name = before.value, mention.value
    return (
        text[before.end : mention.start] == " ("
        and text[mention.end : mention.end + 1] == ")"
        and short.kind == name.kind == "organisation"
        and " " not in short.name
        and len(short.name) < len(name.name)
        and (before.entity == mention.entity if before.entity else stands_for(short.name, name.name))
    )


def _spelt_out(text: str, before: Mention, mention: Mention) -> Mention:
    """Join a short form and its long form to one body."""
    end = mention.end + 1
    value: OrganisationName = mention.value
    value = OrganisationName(value.name, value.kind, value.entity or before.value.entity, value.sort, before.value.name)
    return Mention(
        before.label, before.start, end, text[before.start : end], mention.rule, mention.confidence, value,
        mention.entity or before.entity, {"bracket_end": end},
    )  # fmt: skip


_SCHOOL_RE = shape(r"(?:[A-ZÄÖÜ]?\w*[Uu]niversität|[Hh]ochschule|Fachhochschule|TU|TH|OTH|FH|HTW|HAW)\b")


def _with_chairs(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join a university and the chair named behind it: "Universität Muster, Lehrstuhl für Bodenkunde"."""
    result: list[Mention] = []
    for mention in mentions:
        before = result[-1] if result else None
        if (
            before is not None
            and text[before.end : mention.start] == ", "
            and _SCHOOL_RE.match(before.value.name)
            and CHAIR_RE.match(mention.value.name)
            and text[mention.end : mention.end + 1] in {".", ",", "", "\n", ";", ")"}
        ):
            old: OrganisationName = before.value
            value = OrganisationName(f"{old.name}, {mention.value.name}", old.kind, old.entity, old.sort, old.acronym)
            result[-1] = Mention(
                before.label, before.start, mention.end, text[before.start : mention.end], before.rule, before.confidence, value,
                before.entity, before.extra,
            )  # fmt: skip
        else:
            result.append(mention)
    return result
