"""Finds bodies: known ones, those with a legal form, those built on a head noun, and unnamed ones ("ein Ingenieurbüro für …")."""

import re
from collections.abc import Iterable, Sequence

from pipeline.grammar import clean_spaces, nominative_adjective
from pipeline.lexicon import Hit
from schemas.mention import Mention
from schemas.value import OrganisationName

#: a capitalised word of a name: letters, digits, inner dots, hyphens, slashes
_CAP = r"(?:[A-ZÄÖÜ0-9][\w’'.]*(?:[-/–][\w’']+)*\+?|[a-z]{1,3}[A-Z!]\w*!?)"
_CAP_RE = re.compile(_CAP)
_LEFT_TOKEN_RE = re.compile(r"(\S+)[ \u00a0]$")
_INITIAL_FUNCTION = frozenset(
    "Der Die Das Den Dem Des Ein Eine Einen Einem Einer Von Vom Mit Für Durch Bei Im In Am An Auf Aus Zu Zum Zur Und Auch Als Seit Nach Unter Über "
    "Wir Sie Er Es Unser Unsere Ihr Ihre Seine Dabei Neben Gemeinsam Dazu So Hier Zudem Beim Ob Wie Wenn Dass Damit Nun Partner Träger Kontakt Laut Ansprechpartner".split()
)  # fmt: skip
_CONNECT = frozenset(["für", "der", "des", "und", "&", "+", "zur", "in", "im", "am", "an", "zu", "e.", "von", "vom", "auf", "den", "die", "das", "um"])
_LANDS = r"(?:Bundes|Saarlandes|Freistaates?[ \u00a0][A-ZÄÖÜ]\w+|Landes(?:[ \u00a0][A-ZÄÖÜ][\w-]+)?|[A-ZÄÖÜ]?[\w-]*[Kk]reises)"
_RIGHT_RE = re.compile(
    rf"[ \u00a0](?:{_CAP}|(?:für|zur|zum)[ \u00a0](?!Verfügung|Seite|Hilfe|Hälfte|Zeit|Umsetzung|Gründung|Teilnahme|Auftakt|Start|Beispiel)(?:(?:den|die|das|eine)[ \u00a0])?(?:[a-zäöüß]{{4,}}e[nrsm]?[ \u00a0](?:und[ \u00a0])?)*{_CAP}"
    rf"|(?:am|an der|zu)[ \u00a0](?!(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Anfang|Ende|Beginn|Start){_CAP}|im[ \u00a0](?:Landkreis|Kreis)[ \u00a0]{_CAP}|des[ \u00a0]{_LANDS}(?:[ \u00a0]{_CAP})?"
    rf"|(?:der|von)[ \u00a0](?:[A-ZÄÖÜ][a-zäöü]+(?:isch|lich)en[ \u00a0])?(?:Stadt|Region|Metropolregion|Gemeinde|[A-ZÄÖÜ]?[\w-]*[Uu]niversität|(?:Fach)?[Hh]ochschule|Städte)(?:[ \u00a0]{_CAP})?"
    rf"|[&+][ \u00a0]{_CAP}|und[ \u00a0](?:Partner|Söhne|Kollegen)\b)"
)
_RIGHT_UND_RE = re.compile(rf"(?:,[ \u00a0]{_CAP})*[ \u00a0](?:und|&)[ \u00a0](?!die|der|das|den)(?:[a-zäöüß]{{5,}}e[nrsm]?[ \u00a0])?{_CAP}")
_INDEFINITE_RE = re.compile(r"\b(?:[Ee]in|Eine|eine|einen|einem|einer|eines)\s+(?:(?:[a-zäöüß-]+e[nrsm]?|Bremer|[A-Z]\w+er)\s+){0,2}$")
_PURPOSE_RE = re.compile(
    r"[ \u00a0](?:für|mit Schwerpunkt)[ \u00a0][\wäöüß, -]+?(?=[ \u00a0](?:unterstützt|begleitet|beraten|berät|betreut|moderiert|das|die|der|aus|bei|in|übernimmt|übernahm|ist|wird|wurde|hat|sowie|soll|sollen|kümmert)\b|[.,;:!?)\n]|$)"
    r"|[ \u00a0]aus[ \u00a0][A-ZÄÖÜ][\wäöüß/-]+"
)
_DASHED_ACRONYM_RE = re.compile(r"([A-ZÄÖÜ][A-Za-zÄÖÜäöü.]{1,14})\s[–-]\s$")
_MIN_CAPITALS = 2
_MIN_WORDS = 3
_BRACKET_ACRONYM_RE = re.compile(r"\s?\((?:kurz:?\s)?([A-ZÄÖÜ][\w.&-]{1,14}|[a-z][A-Z]\w{1,10}|[a-z]{2,4}!)\)")
_INSIDE_STATE_RE = re.compile(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]")
_STATE_BODY_RE = re.compile(r"(?:Landes|Land|Freistaates|Freistaats|Freistaat)[ \u00a0]$")
_GENERAL_RE = re.compile(r"\b(?:Bundesregierung|Landesregierung|Europäische[nr]? Union|EU-Kommission)\b|\b(?:vom|der|den|durch den) (Bund)(?=[\s,.;)])")
_STREET_RE = re.compile(r"[-\s]?(?:straße|str\.|platz|allee|weg)\b", re.IGNORECASE)
_COMPANY_SORTS = frozenset(["company", "association", "cooperative", "public"])


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
    return _with_acronyms(text, _completed(text, _choose(found), hits))


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
            if name.endswith("V") and text[end : end + 1] == "." and re.search(r"e\.[ ]?V$", name):
                end += 1
                name += "."
            dashed = _DASHED_ACRONYM_RE.search(text, max(0, start - 20), start)
            if dashed and sum(char.isupper() for char in dashed[1]) >= _MIN_CAPITALS and len(name.split()) >= _MIN_WORDS and _stands_for(dashed[1], name):
                name = f"{text[dashed.start() : start]}{name}"
                start = dashed.start()
            before = result[-1] if result else None
            if before is not None and _names_own(text, before, mention):
                name = f"{_without_town(before.value.name)} {name}"
                start = before.end - len(_without_town(before.value.name))
                result.pop()
                before = None
            if before is not None and text[before.end : start] in {" – ", " - "} and before.value.name.isupper() and _stands_for(before.value.name, name):
                start = before.start
                name = f"{before.value.name}{text[before.end : mention.start]}{name}"
                result.pop()
        if (start, end) != (mention.start, mention.end):
            value = OrganisationName(clean_spaces(name), value.kind, value.entity, value.sort, value.acronym)
            mention = Mention(mention.label, start, end, text[start:end], mention.rule, mention.confidence, value, mention.entity)  # noqa: PLW2901
        result.append(mention)
    return result


def _names_own(text: str, before: Mention, mention: Mention) -> bool:
    """Say whether a known name stands right behind its sort: "Klimaschutzagentur energiekonsens"."""
    return before.rule == "organisation.head" and mention.rule == "organisation.known" and text[before.end : mention.start] in {" ", "\u00a0"} and before.text == before.value.name


def _without_town(name: str) -> str:
    match = _TOWN_START_RE.match(name)
    return name[match.end() :] if match else name


def _stands_for(acronym: str, name: str) -> bool:
    """Say whether capitals of a name give its short form: "AGEEN" for "Arbeitsgemeinschaft der Energieeffizienz-Netzwerke".

    >>> _stands_for("AGEEN", "Arbeitsgemeinschaft der Energieeffizienz-Netzwerke Deutschland e.V.")
    True
    """
    position = 0
    lowered = name.lower()
    for letter in acronym.lower():
        position = lowered.find(letter, position) + 1
        if position == 0:
            return False
    return lowered[:1] == acronym[:1].lower()


def _choose(found: Iterable[Mention]) -> list[Mention]:
    """Keep the longest of overlapping mentions; a known body wins over an equal span."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.start - item.end, item.entity is None, item.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
        else:
            _lend_entity(kept, mention)
    return sorted(kept, key=lambda item: item.start)


def _lend_entity(kept: list[Mention], known: Mention) -> None:
    """Give a longer mention the entity of the known body at its beginning: "BMU Referat 3" stays apart, "target GmbH" is target."""
    if known.entity is None:
        return
    for index, other in enumerate(kept):
        if other.entity is None and other.start == known.start and known.end <= other.end and other.rule == "organisation.legal-form":
            value: OrganisationName = other.value
            lent = OrganisationName(value.name, value.kind, known.entity, known.value.sort, value.acronym)
            kept[index] = Mention(other.label, other.start, other.end, other.text, other.rule, other.confidence, lent, known.entity)


def _mention(text: str, start: int, end: int, rule: str, name: str, *, confidence: float = 0.9, **more: str | None) -> Mention:
    value = OrganisationName(clean_spaces(name), more.get("kind") or "organisation", more.get("entity"), more.get("sort"))
    return Mention("organisation", start, end, text[start:end], rule, confidence, value, more.get("entity"))


_OWN_ACRONYM_RE = re.compile(r" \([^()]+\)?$")


def _known(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    for name in ("funders", "organisations"):
        for hit in hits.get(name, ()):
            if text[hit.end : hit.end + 1] == "-" or (hit.start and text[hit.start - 1] == "-" and hit.start > 1 and text[hit.start - 2].isalpha()):
                continue  # part of a compound: "NRW.BANK-Förderung", "BMU-Projekt"
            gendered = hit.surface.endswith("innen")
            if gendered:
                continue
            name_ = hit.variant if hit.surface.lower() != hit.variant.lower() else hit.surface
            bracket = _OWN_ACRONYM_RE.search(name_)
            if bracket and " (" in hit.surface:
                end = hit.start + hit.surface.index(" (")
                yield _mention(text, hit.start, end, "organisation.known", name_[: bracket.start()], confidence=0.96, entity=hit.entry.id, sort=hit.entry.kind)
                continue
            yield _mention(text, hit.start, hit.end, "organisation.known", name_, confidence=0.96, entity=hit.entry.id, sort=hit.entry.kind)


def _with_legal_form(text: str, hits: dict[str, list[Hit]], networks: Sequence[tuple[int, int]]) -> Iterable[Mention]:
    """Walk left from a legal form over the words of the name."""
    heads = {hit.start for hit in hits.get("organisation_heads", ())}
    described = {hit.start: hit for hit in hits.get("organisation_heads", ())}
    forms = sorted(hits.get("legal_forms", ()), key=lambda hit: hit.start)
    for hit in forms:
        start = _walk_left(text, hit.start, heads, networks)
        if start == hit.start:
            continue
        dashed = _DASHED_ACRONYM_RE.search(text, max(0, start - 20), start)
        if dashed and sum(char.isupper() for char in dashed[1]) >= _MIN_CAPITALS:
            start = dashed.start()
        start = _without_description(text, start, hit.start, described)
        surface = text[start : hit.end]
        if surface.endswith("e.V") and text[hit.end : hit.end + 1] == ".":
            surface += "."
        yield _mention(text, start, start + len(surface), "organisation.legal-form", _nominative(surface, hits, start), confidence=0.94)


def _without_description(text: str, start: int, stop: int, heads: dict[int, Hit]) -> int:
    """Drop what only describes a firm before its own name: "der Energieversorger Muster GmbH", "Göttinger Ingenieurbüro …"."""
    adjective = _TOWN_START_RE.match(text, start, stop)
    if adjective and adjective[1] not in _LAND_ADJECTIVES and adjective.end() in heads and heads[adjective.end()].end + 1 < stop:
        start = adjective.end()
    head = heads.get(start)
    describes = head is not None and (head.entry.value == "description" or head.surface == "Verein")
    if head is not None and describes and head.end + 1 < stop and text[head.end + 1 : head.end + 4] not in {"für", "zur", "der", "zum"}:
        return head.end + 1
    return start


_TOWN_START_RE = re.compile(r"((?![A-ZÄÖÜ]\w*(?:isch|lich)er[ \u00a0])[A-ZÄÖÜ][a-zäöüß]+er)[ \u00a0](?=[A-ZÄÖÜ])")


def _walk_left(text: str, position: int, heads: set[int], networks: Sequence[tuple[int, int]]) -> int:
    """Find where a name that ends at ``position`` begins; connecting words count only inside a name."""
    start = probe = position
    pending: list[str] = []
    for _ in range(12):
        match = _LEFT_TOKEN_RE.search(text, max(0, probe - 40), probe)
        if match is None:
            break
        token, begin = match[1], match.start(1)
        stripped = token.lstrip("(„\"»'“")
        begin += len(token) - len(stripped)
        if stripped.endswith((",", ";", ":", ")", ".", "“", "«", "”")) and not stripped.endswith(("e.", "St.", "Dr.", "Co.", "u.")):
            break
        if _CAP_RE.fullmatch(stripped):
            if stripped in _INITIAL_FUNCTION or any(a <= begin < b for a, b in networks):
                break
            if pending and not _may_connect(pending, begin, heads, stripped):
                break
            start, pending = begin, []
        elif stripped == "und" and start != position and not pending and _FIRM_START_RE.search(text, max(0, match.start(1) - 60), match.start(1)):
            pending.insert(0, "&")
        elif stripped in _CONNECT and start != position:
            pending.insert(0, stripped)
        elif not pending and _BRAND_RE.fullmatch(stripped) and _BRAND_BEFORE_RE.search(text, max(0, begin - 30), begin):
            start = begin
        else:
            break
        if len(token) != len(stripped):
            break
        probe = match.start(1)
    return start


#: a firm that writes itself small ("seecon Ingenieure GmbH"), told from a verb or adjective by the article before it
_BRAND_RE = re.compile(r"[a-zäöü][\wäöüß-]{3,}(?<![a-zäöüß]e)(?<!en)(?<!er)(?<!es)(?<!em)")
_BRAND_BEFORE_RE = re.compile(r"\b(?:die|der|das|dem|den|beim|vom|einer|Verein|Firma|[A-ZÄÖÜ]\w+(?:dienstleister|versorger|agentur|büro))[ \u00a0](?:[a-zäöü]\w{3,}[ \u00a0])?$")
#: a colon or the beginning of a line, then one to three words: what follows is one firm's name
_FIRM_START_RE = re.compile(rf"(?:^|[\n:(]|:[ \u00a0]+|•[ ]?)(?:{_CAP}[ \u00a0]){{1,3}}$")


def _may_connect(pending: list[str], begin: int, heads: set[int], token: str) -> bool:
    """Say whether connecting words may join a word on their left to a name: "Gesellschaft für", "Bund der"; not "Netzwerk der"."""
    if pending == ["&"] or pending == ["+"]:
        return True
    if pending[0] in {"für", "zur"}:
        return True
    return begin in heads or token.endswith(("gesellschaft", "verband", "verein", "bund", "gemeinschaft", "Bündnis", "institut"))


def _with_head(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    """Read names that begin with, or are compounds of, a head noun: "Stadtwerke Musterstadt", "Kreissparkasse Muster"."""
    legal = {hit.start: hit.end for hit in hits.get("legal_forms", ())}
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
        right = _extend_right(text, end, legal)
        left = _adjectives_left(text, begin, followed=right > end)
        compound = len(surface) > len(hit.variant) + 2 and not surface.lower().startswith(hit.variant.lower()[:4])
        indefinite = _INDEFINITE_RE.search(text, max(0, begin - 60), begin)
        if indefinite and (right == end or text.startswith(" für", end)):
            yield from _unnamed(text, begin, end)
        elif right > end or left < begin or (compound and "-" in surface) or _MINISTRY_RE.search(surface):
            name = _nominative(text[left:right], hits, left)
            yield _mention(text, left, right, "organisation.head", name, confidence=0.86, sort=hit.entry.kind)


_MINISTRY_RE = re.compile(r"[a-zäöü]ministeriums?$")


_PARTNERS_RE = re.compile(rf"(?:,[ \u00a0]{_CAP}){{0,3}}[ \u00a0](?:und|&)[ \u00a0](?:Partner|Kollegen|Söhne|Sohn|{_CAP}(?=[ \u00a0](?:GmbH|mbB|PartG|PartGmbB|GbR)))")


def _extend_right(text: str, end: int, legal: dict[int, int]) -> int:
    """Follow a head noun over the words of its name; a legal form ends it, and so does a word of a role."""
    position = end
    inside_for = False
    while match := _RIGHT_RE.match(text, position):
        word = match.group().strip()
        if word.split()[0] in _INITIAL_FUNCTION or _ROLE_WORD_RE.match(word):
            break
        if position + 1 in legal:
            return legal[position + 1]
        inside_for = inside_for or word.startswith(("für", "zur"))
        position = match.end()
        if text[position - 1] == "." and not word.endswith("St."):
            return position - 1
        if not inside_for and (more := _PARTNERS_RE.match(text, position)):
            position = more.end()
        if inside_for and (more := _RIGHT_UND_RE.match(text, position)):
            position = more.end()
            if text[position - 1] == ".":
                return position - 1
    return position


_LEFT_ADJECTIVE_RE = re.compile(r"((?:[A-ZÄÖÜ][\wäöü-]*?(?:isch|lich|al|er|deutsch|ig)(?:e|er|es|en|em)?[ \u00a0](?:und[ \u00a0])?){1,2})$")


#: "Industrie- und Handelskammer", "Wasser- und Bodenverband"
_ELLIPTIC_RE = re.compile(r"(?:[A-ZÄÖÜ][a-zäöüß]+-,[ \u00a0])?[A-ZÄÖÜ][a-zäöüß]+-[ \u00a0](?:und|&)[ \u00a0]$")
_ROLE_WORD_RE = re.compile(r"(?:Träger|Mitglied|Partner(?:in)?$|Initiator|Koordinator|Netzwerk)")
_TOWN_ADJECTIVE_RE = re.compile(r"(?!.*(?:isch|lich)er$)[A-ZÄÖÜ][a-zäöüß]+er$")


def _adjectives_left(text: str, begin: int, *, followed: bool) -> int:
    """Take capitalised adjectives before a head noun into the name: "Westfälische Hochschule", "Bremer Agentur".

    Where a name follows the head, a town before it only says where it sits: "das Göttinger Ingenieurbüro Muster".
    """
    elliptic = _ELLIPTIC_RE.search(text, max(0, begin - 40), begin)
    if elliptic:
        return elliptic.start()
    match = _LEFT_ADJECTIVE_RE.search(text, max(0, begin - 50), begin)
    if match is None:
        return begin
    words = match[1].split()
    offset = match.start(1)
    while words and (words[0] in _INITIAL_FUNCTION or words[0].rstrip("enrsm") in {"Unser", "Ihr", "Sein", "Weiter", "Ander", "Zahlreich"}):
        offset = text.index(words.pop(0), offset)
        offset = text.index(words[0], offset) if words else begin
    if followed and len(words) == 1 and _TOWN_ADJECTIVE_RE.match(words[0]) and words[0] not in _LAND_ADJECTIVES:
        return begin
    return offset if words else begin


_LAND_ADJECTIVES = frozenset(["Thüringer", "Berliner", "Bremer", "Hamburger"])


def _unnamed(text: str, begin: int, end: int) -> Iterable[Mention]:
    """Keep a body that is only described: "ein Ingenieurbüro für Energieeffizienz"."""
    purpose = _PURPOSE_RE.match(text, end)
    stop = purpose.end() if purpose and purpose.end() - end < 90 else end  # noqa: PLR2004 - longer is no name
    name = text[begin:stop]
    yield _mention(text, begin, stop, "organisation.unnamed", name, confidence=0.8, kind="unnamed")


_GENITIVE_NOUN_RE = re.compile(
    r"(?:büros|instituts|institutes|verbands|verbandes|vereins|amts|amtes|werks|zentrums|präsidiums|ministeriums|kreises|unternehmens|bündnisses|fonds(?=es$)|bunds|bundes|hauses)$", re.IGNORECASE
)


def _nominative(surface: str, hits: dict[str, list[Hit]], start: int) -> str:
    """Bring adjectives and a genitive head into the nominative; the rest of a name does not change.

    >>> _nominative("Westfälischen Hochschule Muster", {}, 0), _nominative("Ingenieurbüros Muster", {}, 0)
    ('Westfälische Hochschule Muster', 'Ingenieurbüro Muster')
    """
    words = surface.split()
    heads = {hit.start for name in ("organisation_heads", "funders") for hit in hits.get(name, ())}
    for index, word in enumerate(words):
        if index and word[0].islower():
            break
        following = start + surface.find(words[index + 1]) if index + 1 < len(words) else -1
        if following > 0 and words[index + 1][0].isupper() and re.search(r"(?:isch|lich|[a-z]al|deutsch)(?:en$|e[ms]?$)", word) and (word.endswith("en") or following in heads):
            words[index] = nominative_adjective(word, words[index + 1])
        elif _GENITIVE_NOUN_RE.search(word):
            words[index] = re.sub(r"(?<=nis)ses$|(?<=[kbdstm])es$|s$", "", word)
            break
        elif word.endswith(("werken", "betrieben")):
            words[index] = word[:-1]
            break
    return " ".join(words)


def _states(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    """Read "Land Hessen", "Freistaat Bayern" as bodies."""
    for hit in hits.get("states", ()):
        match = _STATE_BODY_RE.search(text, max(0, hit.start - 14), hit.start)
        if match:
            word = "Freistaat" if match.group().startswith("Frei") else "Land"
            yield _mention(text, match.start(), hit.end, "organisation.state", f"{word} {hit.variant}", confidence=0.85, sort="state")
        elif inside := _INSIDE_STATE_RE.match(hit.surface):
            word = "Freistaat" if inside.group().startswith("Frei") else "Land"
            yield _mention(text, hit.start, hit.end, "organisation.state", f"{word} {hit.surface[inside.end() :]}", confidence=0.85, sort="state")


def _general(text: str) -> Iterable[Mention]:
    for match in _GENERAL_RE.finditer(text):
        group = 1 if match[1] else 0
        name = match[group]
        name = "Europäische Union" if name.startswith("Europ") else name
        yield _mention(text, match.start(group), match.end(group), "organisation.general", name, confidence=0.8, sort="state")


def _with_acronyms(text: str, mentions: list[Mention]) -> list[Mention]:
    """Attach an acronym in brackets to the body it stands behind; the acronym alone later means the same body."""
    result = []
    for mention in mentions:
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
