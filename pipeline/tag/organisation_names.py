"""How the name of a body runs: where it begins and ends, what of it only describes, and its nominative."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from pipeline.grammar import nominative_adjective
from pipeline.lexicon import Hit
from pipeline.shapes import shape

#: a firm whose name has so many words behind "Kieler Beratungsgesellschaft" is not called so itself
_OWN_WORDS = 2
#: how far a name may reach behind its head: what is longer is no name, and would be read again from each head inside it
_MAX_STEPS = 14
_MAX_CHARS = 240
#: how far back the word before a name is looked for
_TOKEN_CHARS = 40
#: a capitalised word of a name: letters, digits, inner dots, hyphens, slashes
_CAP = r"(?:[A-ZÄÖÜ0-9][\w’'.]*(?:[-/–][\w’']+)*\+?|[a-z]{1,3}[A-Z!]\w*!?)"
_CAP_RE = shape(_CAP)
_STAFF = ("Ingenieure", "Architekten", "Planer", "Berater", "Fachleute")
_LEADING_YEAR_RE = shape(r"(?:19|20)\d\d[ \u00a0]")
_INITIAL_FUNCTION = frozenset(
    "Der Die Das Den Dem Des Ein Eine Einen Einem Einer Von Vom Mit Für Durch Bei Im In Am An Auf Aus Zu Zum Zur Und Auch Als Seit Nach Unter Über "
    "Wir Sie Er Es Unser Unsere Ihr Ihre Seine Dabei Neben Gemeinsam Dazu So Hier Zudem Beim Ob Wie Wenn Dass Damit Nun Partner Träger Kontakt Laut Ansprechpartner".split()
)  # fmt: skip
_CONNECT = frozenset(
    [
        "für",
        "der",
        "des",
        "und",
        "&",
        "+",
        "zur",
        "in",
        "im",
        "am",
        "an",
        "zu",
        "e.",
        "von",
        "vom",
        "auf",
        "den",
        "die",
        "das",
        "um",
    ]
)
_LANDS = r"(?:Bundes|Saarlandes|Freistaates?[ \u00a0][A-ZÄÖÜ]\w+|Landes(?:[ \u00a0][A-ZÄÖÜ][\w-]+)?|[A-ZÄÖÜ]?[\w-]*[Kk]reises)"
_RIGHT_RE = shape(
    rf"[ \u00a0](?:{_CAP}|(?:für|zur|zum)[ \u00a0](?!Verfügung|Seite|Hilfe|Hälfte|Zeit|Umsetzung|Gründung|Teilnahme|Auftakt|Start|Beispiel)(?:(?:den|die|das|eine)[ \u00a0])?(?:[a-zäöüß]{{4,}}e[nrsm]?[ \u00a0](?:und[ \u00a0])?)*{_CAP}"
    rf"|(?:am|an der|zu)[ \u00a0](?!(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Anfang|Ende|Beginn|Start){_CAP}|im[ \u00a0](?:Landkreis|Kreis)[ \u00a0]{_CAP}|des[ \u00a0]{_LANDS}(?:[ \u00a0]{_CAP})?"
    rf"|(?:der|von)[ \u00a0](?:[A-ZÄÖÜ][a-zäöü]+(?:isch|lich)en[ \u00a0])?(?:Stadt|Region|Metropolregion|Gemeinde|[A-ZÄÖÜ]?[\w-]*[Uu]niversität|(?:Fach)?[Hh]ochschule|Städte)(?:[ \u00a0]{_CAP})?"
    rf"|[&+][ \u00a0]{_CAP}|und[ \u00a0](?:Partner|Söhne|Kollegen)\b)"
)
_RIGHT_UND_RE = shape(
    rf"(?:,[ \u00a0]{_CAP})*[ \u00a0](?:und|&)[ \u00a0](?!die|der|das|den)(?:[a-zäöüß]{{5,}}e[nrsm]?[ \u00a0])?{_CAP}"
)
PURPOSE_RE = shape(
    r"[ \u00a0](?:für|mit Schwerpunkt)[ \u00a0](?:[a-zäöüß]{3,}e[nrsm]?[ \u00a0])*[A-ZÄÖÜ][\wäöüß-]*(?:(?:,[ \u00a0]|[ \u00a0]und[ \u00a0])(?:[a-zäöüß]{4,}e[nrsm]?[ \u00a0])*[A-ZÄÖÜ][\wäöüß-]*)*"
    r"|[ \u00a0]aus[ \u00a0][A-ZÄÖÜ][\wäöüß/-]+"
)
_TOWN_START_RE = shape(r"((?![A-ZÄÖÜ]\w*(?:isch|lich)er[ \u00a0])[A-ZÄÖÜ][a-zäöüß]+er)[ \u00a0](?=[A-ZÄÖÜ])")
#: a firm that writes itself small ("seecon Ingenieure GmbH"), told from a verb or adjective by the article before it
_BRAND_RE = shape(r"[a-zäöü][\wäöüß-]{3,}!?(?<![a-zäöüß]e)(?<!en)(?<!er)(?<!es)(?<!em)")
_BRAND_BEFORE_RE = shape(
    r"\b(?:die|der|das|dem|den|beim|vom|einer|Verein|Firma|[A-ZÄÖÜ]\w+(?:dienstleister|versorger|agentur|büro))[ \u00a0](?:[a-zäöü]\w{3,}[ \u00a0])?$"
)
#: a colon or the beginning of a line, then one to three words: what follows is one firm's name
_FIRM_START_RE = shape(
    rf"(?:(?:von der|durch die|die|der|das) (?!(?:Stadt|Gemeinde|Kreis|Landkreis|Samtgemeinde|Markt|Kommune)\b)|^|[\n:(]|:[ \u00a0]+|•[ ]?)(?:{_CAP}[ \u00a0]){{1,3}}$"
)
_FIGURE_RE = shape(r"\d+[.,]\d|\d+[ \u00a0](?:Euro|EUR|Prozent|Mio|Mrd|Tsd|T?€|%|Kommunen|Städte|Gemeinden|Jahre|Monate)")
_PARTNERS_RE = shape(
    rf"(?:,[ \u00a0]{_CAP}){{0,3}}[ \u00a0](?:und|&)[ \u00a0](?:Partner|Kollegen|Söhne|Sohn|{_CAP}(?=[ \u00a0](?:GmbH|mbB|PartG|PartGmbB|GbR)))"
)
_LEFT_ADJECTIVE_RE = shape(
    r"((?:[A-ZÄÖÜ][\wäöü-]*?(?:isch|lich|al|deutsch|ig)(?:e|er|es|en|em)[ \u00a0](?:und[ \u00a0])?|[A-ZÄÖÜ][\wäöüß-]*er[ \u00a0]){1,2})$"
)
#: "Industrie- und Handelskammer", "Wasser- und Bodenverband"
_ELLIPTIC_RE = shape(r"(?:[A-ZÄÖÜ][a-zäöüß]+-,[ \u00a0])?[A-ZÄÖÜ][a-zäöüß]+-[ \u00a0](?:und|&)[ \u00a0]$")
#: a compound that its body writes apart: "Kommunal Agentur NRW", "Energie Agentur Muster"
_APART_RE = shape(r"\b(?:Kommunal|Energie|Klima|Klimaschutz|Umwelt|Landes|Regional|Effizienz|Innovations|Wirtschafts)[ \u00a0]$")
#: the last letters of what the three patterns above look for before a blank
_ENDS_ADJECTIVE, _ENDS_ELLIPTIC, _ENDS_APART = frozenset("ersnmd"), frozenset("d&"), frozenset("laezts")
#: partners behind the name of an office: "Muster & Tal, Professor Böhm und Partner"
FIRM_TAIL_RE = shape(
    r",[ \u00a0](?:(?:Prof(?:essor(?:in)?|\.)|Dr\.(?:-Ing\.)?|Dipl\.-Ing\.)[ \u00a0])*[A-ZÄÖÜ][\wäöüß-]+(?:,[ \u00a0][A-ZÄÖÜ][\wäöüß-]+)?[ \u00a0](?:und|&)[ \u00a0](?:Partner|Kollegen)\b"
)
#: what names its purpose has no name of its own; the town is part of it: "Mainzer Stiftung für Klimaschutz"
_PURPOSE_HEAD_RE = shape(r"[A-ZÄÖÜ]?\w*(?:[Ss]tiftung|[Ii]nstitut|[Aa]kademie|[Ff]onds)s? für ")
_OFFICE_RE = shape(r"(?:Ingenieur|Planungs|Beratungs|Architektur)?(?:büro|Büro)\b")
_ROLE_WORD_RE = shape(r"(?:Träger|Mitglied|Partner(?:in)?$|Initiator|Koordinator|Netzwerk)")
_TOWN_ADJECTIVE_RE = shape(r"(?!.*(?:isch|lich)er$)[A-ZÄÖÜ][a-zäöüß]+er$")
_LAND_ADJECTIVES = frozenset(["Thüringer", "Berliner", "Bremer", "Hamburger"])
_GENITIVE_NOUN_RE = shape(
    r"(?:büros|instituts|institutes|verbands|verbandes|vereins|amts|amtes|werks|zentrums|präsidiums|ministeriums|kreises|unternehmens|bündnisses|fonds(?=es$)|bunds|bundes|hauses)$",
    re.IGNORECASE,
)
_ADJECTIVE_CASE_RE = shape(r"(?:isch|lich|[a-z]al|deutsch)(?:en$|e[ms]?$)")
_GENITIVE_END_RE = shape(r"(?<=nis)ses$|(?<=[kbdstm])es$|s$")


def without_town(name: str) -> str:
    """Drop the town an adjective before a name speaks of: "Göttinger Energieagentur" is "Energieagentur"."""
    match = _TOWN_START_RE.match(name)
    return name[match.end() :] if match else name


def stands_for(acronym: str, name: str) -> bool:
    """Say whether capitals of a name give its short form: "AGEEN" for "Arbeitsgemeinschaft der Energieeffizienz-Netzwerke".

    >>> stands_for("AGEEN", "Arbeitsgemeinschaft der Energieeffizienz-Netzwerke Deutschland e.V.")
    True
    """
    position = 0
    lowered = name.lower()
    for letter in acronym.lower():
        position = lowered.find(letter, position) + 1
        if position == 0:
            return False
    return lowered[:1] == acronym[:1].lower()


def skip_description(text: str, start: int, stop: int, heads: dict[int, Hit]) -> int:
    """Drop what only describes a firm before its own name: "der Energieversorger Muster GmbH", "Göttinger Ingenieurbüro …"."""
    adjective = _TOWN_START_RE.match(text, start, stop)
    if adjective and adjective[1] not in _LAND_ADJECTIVES and adjective.end() in heads and heads[adjective.end()].end + 1 < stop:
        start = adjective.end()
    head = heads.get(start)
    describes = head is not None and (
        head.entry.value == "description"
        or head.surface == "Verein"
        or (adjective is not None and len(text[head.end : stop].split()) >= _OWN_WORDS)
    )
    if (
        head is not None
        and describes
        and head.end + 1 < stop
        and text[head.end + 1 : head.end + 4] not in {"für", "zur", "der", "zum"}
    ):
        return head.end + 1
    return start


def walk_left(text: str, position: int, heads: Collection[int], networks: Sequence[tuple[int, int]]) -> int:
    """Find where a name that ends at ``position`` begins; connecting words count only inside a name."""
    start = probe = position
    pending: list[str] = []
    for _ in range(12):
        token, first = _token_before(text, probe)
        begin = first
        if not token:
            break
        stripped = token.lstrip("(„\"»'“")
        begin += len(token) - len(stripped)
        if stripped.endswith((",", ";", ":", ")", ".", "“", "«", "”")) and not stripped.endswith(("e.", "St.", "Dr.", "Co.", "u.")):
            break
        if _CAP_RE.fullmatch(stripped):
            if stripped in _INITIAL_FUNCTION or _is_within(networks, begin):
                break
            if pending and not _may_connect(pending, begin, heads, stripped):
                break
            start, pending = begin, []
        elif stripped == "und" and start != position and not pending and _FIRM_START_RE.search(text, max(0, first - 60), first):
            pending.insert(0, "&")
        elif stripped in {"und", "sowie"} and pending and pending[0] in {"die", "das", "den"}:
            break  # "die Stadtwerke und die Muster AG" are two
        elif stripped in _CONNECT and start != position:
            pending.insert(0, stripped)
        elif not pending and _BRAND_RE.fullmatch(stripped) and _BRAND_BEFORE_RE.search(text, max(0, begin - 30), begin):
            start = begin
        else:
            break
        if len(token) != len(stripped):
            break
        probe = first
    year = _LEADING_YEAR_RE.match(text, start, position)
    return year.end() if year else start


def _token_before(text: str, probe: int) -> tuple[str, int]:
    """Give the word before one blank, and where it begins; "" where there is none, or more than a blank stands between."""
    end = probe - 1 if text[probe - 1 : probe] != "\n" else probe - 2  # a line may end behind the blank
    if end <= 0 or text[end] not in " \u00a0" or text[end - 1].isspace():
        return "", end
    token = text[max(0, probe - _TOKEN_CHARS) : end].rsplit(None, 1)[-1]
    return token, end - len(token)


def _is_within(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Say whether one of the spans, which are in text order, holds a position."""
    at = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return at >= 0 and position < spans[at][1]


def _may_connect(pending: list[str], begin: int, heads: Collection[int], token: str) -> bool:
    """Say whether connecting words may join a word on their left to a name: "Gesellschaft für", "Bund der"; not "Netzwerk der"."""
    if pending in (["&"], ["+"]):
        return True
    if pending[0] in {"für", "zur"}:
        return True
    if pending[0] in {"von", "vom"}:
        return False  # "der Verbund von der Muster GmbH"
    if token.startswith(_STAFF):
        return False  # "Ingenieure der Muster GmbH": people of a firm
    return begin in heads or token.endswith(("gesellschaft", "verband", "verein", "bund", "gemeinschaft", "Bündnis", "institut"))


def extend_right(text: str, end: int, legal: dict[int, int]) -> int:
    """Follow a head noun over the words of its name; a legal form ends it, and so does a word of a role."""
    position, last = end, end + 2 * _MAX_CHARS
    inside_for = False
    for _ in range(_MAX_STEPS):
        match = _RIGHT_RE.match(text, position, last)
        if match is None or match.end() - end > _MAX_CHARS:
            break
        word = match.group().strip()
        if word.split()[0] in _INITIAL_FUNCTION or _ROLE_WORD_RE.match(word):
            break
        if position + 1 in legal:
            return legal[position + 1]
        if _FIGURE_RE.match(text, position + 1):
            break
        inside_for = inside_for or word.startswith(("für", "zur"))
        position = match.end()
        if text[position - 1] == "." and not word.endswith("St."):
            return position - 1
        if not inside_for and (more := _PARTNERS_RE.match(text, position, last)):
            position = more.end()
        if inside_for and (more := _RIGHT_UND_RE.match(text, position, last)):
            position = more.end()
            if text[position - 1] == ".":
                return position - 1
    return position


def adjectives_left(text: str, begin: int, *, followed: bool) -> int:
    """Take capitalised adjectives before a head noun into the name: "Westfälische Hochschule", "Bremer Agentur".

    Where a name follows the head, a town before it only says where it sits: "das Göttinger Ingenieurbüro Muster".
    """
    if (lead := text[max(0, begin - 2) : begin])[1:] not in {" ", "\u00a0", "\n"}:
        return begin
    wrapped = lead[1] == "\n"
    if wrapped or lead[0] in _ENDS_ELLIPTIC:
        elliptic = _ELLIPTIC_RE.search(text, max(0, begin - 40), begin)
        if elliptic:
            return elliptic.start()
    if wrapped or lead[0] in _ENDS_APART:
        apart = _APART_RE.search(text, max(0, begin - 40), begin)
        if apart:
            return apart.start()
    if not wrapped and (lead[0] not in _ENDS_ADJECTIVE or _is_small(text[text.rfind(" ", 0, begin - 1) + 1 : begin - 1])):
        return begin
    match = _LEFT_ADJECTIVE_RE.search(text, max(0, begin - 50), begin)
    if match is None:
        return begin
    words = match[1].split()
    offset = match.start(1)
    while words and (
        words[0] in _INITIAL_FUNCTION or words[0].rstrip("enrsm") in {"Unser", "Ihr", "Sein", "Weiter", "Ander", "Zahlreich"}
    ):
        offset = text.index(words.pop(0), offset)
        offset = text.index(words[0], offset) if words else begin
    if followed and _PURPOSE_HEAD_RE.match(text, begin):
        return offset if words else begin
    if (
        followed
        and len(words) == 1
        and _TOWN_ADJECTIVE_RE.match(words[0])
        and (words[0] not in _LAND_ADJECTIVES or _OFFICE_RE.match(text, begin))
    ):
        return begin
    return offset if words else begin


def _is_small(word: str) -> bool:
    """Say whether a word has no capital and joins no adjectives either."""
    return word.islower() and not word.endswith("und")


def _is_head(hits: dict[str, list[Hit]], position: int) -> bool:
    for name in ("organisation_heads", "funders"):
        found = hits.get(name, ())
        at = bisect_left(found, position, key=lambda hit: hit.start)
        if at < len(found) and found[at].start == position:
            return True
    return False


def nominative_name(surface: str, hits: dict[str, list[Hit]], start: int) -> str:
    """Bring adjectives and a genitive head into the nominative; the rest of a name does not change.

    >>> nominative_name("Westfälischen Hochschule Muster", {}, 0), nominative_name("Ingenieurbüros Muster", {}, 0)
    ('Westfälische Hochschule Muster', 'Ingenieurbüro Muster')
    """
    words = surface.split()
    for index, word in enumerate(words):
        if index and word[0].islower():
            break
        following = words[index + 1] if index + 1 < len(words) else ""
        if (
            following[:1].isupper()
            and word.endswith(("e", "en", "em", "es"))
            and _ADJECTIVE_CASE_RE.search(word)
            and (at := start + surface.find(following)) > 0
            and (word.endswith("en") or _is_head(hits, at))
        ):
            words[index] = nominative_adjective(
                word, _GENITIVE_END_RE.sub("", following) if _GENITIVE_NOUN_RE.search(following) else following
            )
        elif word[-1] in "sSſ" and _GENITIVE_NOUN_RE.search(word):
            words[index] = _GENITIVE_END_RE.sub("", word)
            break
        elif word.endswith(("werken", "betrieben")):
            words[index] = word[:-1]
            break
    return " ".join(words)
