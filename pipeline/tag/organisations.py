"""Finds bodies: known ones, those with a legal form, those built on a head noun, and unnamed ones ("ein Ingenieurbüro für …")."""

import re
from collections.abc import Iterator
from operator import attrgetter

from pipeline.grammar import clean_spaces
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.bodies import Body, dashed_acronym, settle
from pipeline.tag.organisation_names import PURPOSE_RE, adjectives_left, extend_right, skip_description, walk_left
from schemas.mention import Mention

_start_of = attrgetter("start")
_INDEFINITE_RE = shape(r"\b(?:[Ee]in|Eine|eine|einen|einem|einer|eines)\s+(?:(?:[a-zäöüß-]+e[nrsm]?|Bremer|[A-Z]\w+er)\s+){0,2}$")
_INSIDE_STATE_RE = shape(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]")
_STATE_BODY_RE = shape(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]$")
#: the state as a giver of money, told by the word before it and by what follows; each is looked for by its own letters
_GOVERNMENT_RE = shape(r"\b(?:Bundesregierung|Landesregierung|Europäische[nr]? Union|EU-Kommission)\b")
_EU_RE = shape(r"EU(?=[\s,.;)])")
_BEFORE_EU_RE = shape(r"\b(?:[Dd]ie|[Dd]er) \Z")
_BUND_RE = shape(r"Bund(?=[,.;):]|\s(?!der\b|für\b|[A-ZÄÖÜ]\w+e[rn]\b|fürs\b))")
_BEFORE_BUND_RE = shape(r"\b(?:[Vv]om|[Dd]e[rnm]|[Bb]eim|[Zz]um) \Z")
_BUNDES_RE = shape(r"Bundes\b(?! der\b)")
_BEFORE_BUNDES_RE = shape(
    r"(?:[Mm]itteln?|Zuschuss|Zuschüssen?|Zuwendung(?:en)?|Förderung|[Gg]eldern?|Unterstützung|Hilfe|Kommunalrichtlinie) des \Z"
)
_BEFORE_CHARS = 28
_STREET_RE = shape(r"[-\s]?(?:straße|str\.|platz|allee|weg)\b", re.IGNORECASE)
_OWN_ACRONYM_RE = shape(r" \([^()]+\)?$")
_MINISTRY_RE = shape(r"[a-zäöü]ministeriums?$")


def find_organisations(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find every body named in the text.

    Shape: mentions in text order, not overlapping; value is an OrganisationName in the nominative.
    """
    return settle(
        text,
        [*_known(text, hits), *_with_legal_form(text, hits), *_with_head(text, hits), *_states(text, hits), *_general(text)],
        hits,
    )


def _known(text: str, hits: dict[str, list[Hit]]) -> Iterator[Body]:
    for hit in (*hits.get("funders", ()), *hits.get("organisations", ())):
        if text[hit.end : hit.end + 1] == "-" or (hit.start > 1 and text[hit.start - 1] == "-" and text[hit.start - 2].isalpha()):
            continue  # part of a compound: "NRW.BANK-Förderung", "BMU-Projekt"
        if hit.surface.endswith("innen"):
            continue
        name, end = hit.variant if hit.surface.lower() != hit.variant.lower() else hit.surface, hit.end
        if " (" in hit.surface and (bracket := _OWN_ACRONYM_RE.search(name)):
            name, end = name[: bracket.start()], hit.start + hit.surface.index(" (")
        yield Body(hit.start, end, "organisation.known", 0.96, clean_spaces(name), hit.entry.kind, hit.entry.id)


def _with_legal_form(text: str, hits: dict[str, list[Hit]]) -> Iterator[Body]:
    """Walk left from a legal form over the words of the name."""
    forms = hits.get("legal_forms", ())
    if not forms:
        return
    networks = [(hit.start, hit.end) for hit in hits.get("network_heads", ()) if hit.entry.kind != "weak"]
    described = {hit.start: hit for hit in hits.get("organisation_heads", ())}
    for hit in sorted(forms, key=_start_of):
        start = walk_left(text, hit.start, described, networks)
        if start == hit.start:
            continue
        if dashed := dashed_acronym(text, start):
            start = dashed.start()
        start = skip_description(text, start, hit.start, described)
        stop = text.startswith(".", hit.end) and text.endswith("e.V", start, hit.end)
        yield Body(start, hit.end + stop, "organisation.legal-form", 0.94, None)


def _with_head(text: str, hits: dict[str, list[Hit]]) -> Iterator[Body]:
    """Read names that begin with, or are compounds of, a head noun: "Stadtwerke Musterstadt", "Kreissparkasse Muster"."""
    legal = {hit.start: hit.end for hit in hits.get("legal_forms", ())}
    ends = {hit.end: hit.start for hit in hits.get("legal_forms", ())}
    described = {hit.start: hit for hit in hits.get("organisation_heads", ())}
    for hit in hits.get("organisation_heads", ()):
        begin, end = hit.start, hit.end
        if hit.entry.value == "description" or not text[begin].isupper() or text[begin - 1 : begin] == "-":
            continue
        if hit.surface.endswith(" für"):
            end -= 4  # what a body is for belongs to its name, but is read below
        if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and not text[end + 1].isupper():
            continue
        if _STREET_RE.match(text, end):
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
        if (right == end or text.startswith(" für", end)) and _is_indefinite(text, begin):
            yield _unnamed(text, begin, end)
        elif right > end or left < begin or (compound and "-" in surface) or _MINISTRY_RE.search(surface):
            yield Body(left, right, "organisation.head", 0.86, None, hit.entry.kind)


def _is_indefinite(text: str, begin: int) -> bool:
    """Say whether "ein" leads in a head, adjectives between them allowed."""
    before = text[max(0, begin - 60) : begin]
    return ("ein" in before or "Ein" in before) and _INDEFINITE_RE.search(text, max(0, begin - 60), begin) is not None


def _town_before(text: str, begin: int) -> int:
    """Give where the adjective of a town before a head begins: "Kieler Beratungsgesellschaft"; else the head itself."""
    match = _TOWN_BEFORE_RE.search(text, max(0, begin - 40), begin)
    return match.start() if match else begin


_TOWN_BEFORE_RE = shape(r"\b[A-ZÄÖÜ][a-zäöüß]+er[ \u00a0]$")


def _unnamed(text: str, begin: int, end: int) -> Body:
    """Keep a body that is only described: "ein Ingenieurbüro für Energieeffizienz"."""
    purpose = PURPOSE_RE.match(text, end, end + 400)
    stop = purpose.end() if purpose and purpose.end() - end < 90 else end  # noqa: PLR2004 - longer is no name
    return Body(begin, stop, "organisation.unnamed", 0.8, clean_spaces(text[begin:stop]), kind="unnamed")


def _states(text: str, hits: dict[str, list[Hit]]) -> Iterator[Body]:
    """Read "Land Hessen", "Freistaat Bayern" as bodies."""
    for hit in hits.get("states", ()):
        start, name = hit.start, hit.variant
        match = _STATE_BODY_RE.search(text, max(0, hit.start - 14), hit.start)
        if match:
            start = match.start()
        else:
            match = _INSIDE_STATE_RE.match(hit.surface)
            if match is None:
                continue
            name = hit.surface[match.end() :]
        word = "Freistaat" if match.group().startswith("Frei") else "Land"
        yield Body(start, hit.end, "organisation.state", 0.85, clean_spaces(f"{word} {name}"), "state")


def _general(text: str) -> Iterator[Body]:
    """Read "die EU", "vom Bund", "mit Mitteln des Bundes", and governments."""
    for match in _GOVERNMENT_RE.finditer(text):
        name = "Europäische Union" if match.group().startswith("Europ") else match.group()
        yield _state(*match.span(), clean_spaces(name))
    if "EU" in text:
        for match in _EU_RE.finditer(text):
            if _BEFORE_EU_RE.search(text, max(0, match.start() - _BEFORE_CHARS), match.start()):
                yield _state(*match.span(), "EU")
    for pattern, before in ((_BUND_RE, _BEFORE_BUND_RE), (_BUNDES_RE, _BEFORE_BUNDES_RE)):
        for match in pattern.finditer(text):
            if before.search(text, max(0, match.start() - _BEFORE_CHARS), match.start()):
                yield _state(*match.span(), "Bund")


def _state(start: int, end: int, name: str) -> Body:
    return Body(start, end, "organisation.general", 0.8, name, "state")
