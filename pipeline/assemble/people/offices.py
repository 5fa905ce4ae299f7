"""Reads the office of a person: before the name, behind it, on the line above or below; in the nominative singular."""

import re
from bisect import bisect_left

from pipeline.assemble.model import Trace
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layer import layer
from schemas.mention import Mention

#: what may stand between an office and the name it belongs to: salutation and titles
TITLES = r"(?:(?:Herrn?|Frau|Prof(?:essorin|essor)?\.?|Dr\.(?:-?Ing\.|[ ]?(?:med|phil|rer|jur|nat|h|c|agr|oec)\.)*|Dipl\.[- ]?\w+\.?(?:\s\(\w+\.?\))?|M\.\s?(?:Sc|A|Eng)\.)\s+)*"
_DIRECT_RE = shape(rf"\s+{TITLES}")
_OF = r"\s(?:der|des|von|vom|für|aus|im|in|bei|beim|am|unseres|unserer|ihres|ihrer)\s[^,;:()\n]{2,70}?"
#: "Klimaschutzmanagerin der Stadt, Erika Muster", "Moderatorin der Treffen ist Erika Muster", "Ansprechpartner: Max Muster"
_LED_RE = shape(
    rf"(?:{_OF})?(?:\s?,|\s(?:ist|sind|war|waren|wird|werden|bleibt|wurde)(?:\s[a-zäöüß]+)?(?:\s(?:Kolleg(?:e|in)|Mitarbeiter(?:in)?))?|\s?:)?\s+{TITLES}"
)
_AS_BEFORE_RE = shape(r"\b[Aa]ls\s(?:[a-zäöüß]+\s)?\Z")
_AS_LED_RE = shape(rf"(?:{_OF})?\s[a-zäöüß]+(?:\s[a-zäöüß]+)?\s+{TITLES}")
_ARTICLES = r"(?:d(?:er|ie|as|en|em)|unser(?:e[nrm]?)?|ihr(?:e[nrm]?)?|sein(?:e[nrm]?)?|eine?r?|zugleich|heute|dort|neue[rn]?|zuständige[rn]?|langjährige[rn]?|damalige[rn]?|freie[rn]?|selbst(?:st)?ändige[rn]?|unabhängige[rn]?|ehemalige[rn]?|frühere[rn]?|amtierende[rn]?|zertifizierte[rn]?)"
#: ", Leiter", "(Bürgermeister", "– Geschäftsführer", "als Moderatorin", "ist unsere neue Klimaschutzmanagerin", ", seit 2015 Landrat"
_APPOSED_RE = shape(
    rf"(?:\s\([^()]{{1,24}}\))?(?:\s*(?:,|\(|\||\t)\s*|\s[–-]\s|\s(?:war|ist|wird|wirkt|arbeitet|fungiert)?\s?(?:[a-zäöüß]+\s)?als\s|\s(?:ist|war|wird|bleibt|wurde)\s|,\s(?:seit|früher|bis)\s[^,.;:()]{{2,30}}\s|\s(?:überzeugt|sicher|zufrieden|erfreut|stolz|ein|gewiss|begeistert|zuversichtlich|optimistisch|vor|hervor|fest|an|zu|durch|aus|bei|mit|ab|auf|nach|zusammen|dar|um)\s?,\s|,\s(?:der|die)\s(?:[^,.;:()\n]{{1,60}}\s)?als\s(?:[a-zäöüß]+\s)?)(?:{_ARTICLES}\s+){{0,3}}"
)
#: "Als Fachberaterin begleitet die Juristin Erika Muster", "Als Moderatoren wirken aus unserem Haus Herr Muster und …"
_AS_FAR_RE = shape(rf"(?:{_OF})?(?:\s[a-zäöüß]+){{1,4}}\s(?:[A-ZÄÖÜ][\wäöüß-]+\s+)?{TITLES}")
_MANY_RE = shape(
    r"\s(?:sind|waren|wirken|wirkten|begleiten|begleiteten|stehen|standen|werden|wurden|arbeiten|arbeiteten|betreuen|betreuten|beraten|berieten|fungieren|fungierten|unterstützen|unterstützten|kümmern|kümmerten)\b"
)
#: "und Projektleiterin": a second office that belongs to the same person
_AND_RE = shape(r"\s(?:und|&|/|sowie)\s|,\s(?:zugleich|gleichzeitig)\s")
#: "des Stadtrats", "im Gemeinderat": a body that an office is of, though its word is an office as well
_OF_BODY_RE = shape(r"\s(?:des|der|im|vom|beim)\s\Z")
#: what stands before a hyphen and is no body: parties, trades, ranks
_NO_BODY_PREFIXES = frozenset(
    [
        "CDU",
        "CSU",
        "SPD",
        "FDP",
        "AfD",
        "ÖDP",
        "EU",
        "UN",
        "PR",
        "IT",
        "EDV",
        "KI",
        "HR",
        "NRW",
        "Vize",
        "Ex",
        "Ober",
        "Co",
        "CO",
        "GIS",
        "QM",
        "US",
        "FW",
        "PV",
        "KEM",
        "E",
        "BIM",
        "BNE",
    ]
)
_BODY_PREFIX_RE = shape(r"[a-zäöü][\wäöüß]*|[A-ZÄÖÜ]{2,6}|[A-ZÄÖÜ]*[a-zäöüß]+[A-ZÄÖÜ][\wäöüß]*")
#: a nominalised adjective behind its article: "der Beauftragte" is "Beauftragter"
_MASCULINE_RE = shape(r"(?:\b(?:[Dd]er|[Uu]nser|[Ii]hr|[Dd]essen|[Dd]eren)\s)(?:[a-zäöüß]+[er]\s)?\Z")
_NOMINALISED_RE = shape(
    r"(?:beauftragt|vorsitzend|abgeordnet|beigeordnet|beamt|angestellt|bedienstet|bevollmächtigt|verantwortlich)e\Z", re.IGNORECASE
)
_ADJECTIVE_RE = shape(
    r"\A((?:[Pp]arlamentarisch|[Ss]tellvertretend|[Tt]echnisch|[Kk]aufmännisch|[Ww]issenschaftlich|[Gg]eschäftsführend|[Ll]eitend|[Ee]rst|[Zz]weit|[Ee]hrenamtlich|[Hh]auptamtlich)e)n?\s(?=[A-ZÄÖÜ])"
)
_OBLIQUE_RE = shape(r"\b[Dd]er\s(?:[A-ZÄÖÜa-zäöüß]+en\s)?[A-ZÄÖÜ][\wäöüß-]+en\Z")
_RANK_RE = shape(r"(?<![\w.])\d\.\s?\Z")
#: the number of a picture before an office: "Bild 1: Bürgermeisterin Erika Muster"
_CAPTION_RE = shape(r"\A\d{1,2}[:)]\s")
#: the first half of a double office: "Wirtschafts- und Energieminister"
_HALVED_RE = shape(r"(?<![\wäöüß-])[A-ZÄÖÜ][a-zäöüß]+-\s(?:und|&)\s\Z")
_AND_CHARS = len("und ")
_PLURAL_LEAD_RE = shape(r"\b(?:die|den|der|beiden|deren|ihre|ihren|unsere|unseren)\s(?:[a-zäöüß]+\s)?\Z", re.IGNORECASE)
_PLURAL_RE = shape(r"(?:innen|Innen|[:*_]in(?:nen)?|räten?|leuten?|ern)\Z")
_CHAIN_RE = shape(rf"\s*(?:\([^()]{{2,60}}\))?\s*(?:,|\bund\b|\bsowie\b|,\s*(?:und|sowie))\s+{TITLES}")
#: behind the office: what it is for, or the unit that is led; "Referentin für Energie", "Leiter des Tiefbauamts", "Leiterin Netzwerke"
_FOR_RE = shape(
    r"\sfür\s(?:(?:den|die|das)\s(?:Bereich\s)?)?(?:[a-zäöüß-]+e[nrs]?\s)?[A-ZÄÖÜ][\wäöüß-]+(?:(?:,\s[A-ZÄÖÜ][\wäöüß-]+){0,2}\s(?:und|&)\s(?:[a-zäöüß-]+e[nrs]?\s)?[A-ZÄÖÜ][\wäöüß-]+)?"
)
_UNIT_RE = shape(
    r"\s(?:des|der|im|beim|vom)\s(?:[a-zäöüß]+en\s)?(?:[A-ZÄÖÜ][\wäöüß-]*(?:amtes|amts|amt|abteilung|bereichs|bereiches|bereich|dezernats|referats|referat|gebiets|stelle|dienstes|dienst|bauhofs|teams|management|managements)|Abteilung|Referats?|Teams?|Dezernats?|Stabsstelle)(?![\wäöüß-])(?:\s(?!und\b)(?:für\s)?[A-ZÄÖÜ][\wäöüß-]+(?:\s[A-ZÄÖÜ][\wäöüß-]+(?=\s(?:bei|beim|der|des|von|vom)\s|\s*[,;)\n]))?(?:(?:,\s[A-ZÄÖÜ][\wäöüß-]+)?\sund\s[A-ZÄÖÜ][\wäöüß-]+)?)?"
)
_BARE_RE = shape(
    r"\s[A-ZÄÖÜ][\wäöüß-]+(?:\s(?:und|&)\s[A-ZÄÖÜ][\wäöüß-]+|\s[A-ZÄÖÜ][\wäöüß-]+)?(?=\s*(?:[,;)\n|\t]|\Z)|\s(?:bei|beim|von|vom|der|des)\s|\s(?:arbeitet|tätig|beschäftigt|wirkt|das|die)(?!\w))"
)
#: the field of one of several managers: "Geschäftsführerin Industrie und Umwelt der IHK"
_FIELD_RE = shape(
    r"\s[A-ZÄÖÜ][\wäöüß-]+(?:,\s[A-ZÄÖÜ][\wäöüß-]+)?\s(?:und|&)\s[A-ZÄÖÜ][\wäöüß-]+(?=\s(?:bei|beim|der|des|von|vom)\s)"
)
_LED_UNITS = (
    "leiter",
    "leiterin",
    "leitung",
    "manager",
    "managerin",
    "sprecher",
    "sprecherin",
    "referent",
    "referentin",
    "chef",
    "chefin",
    "vorstand",
)
_UMLAUTS = (
    (shape(r"räten?\Z"), "rat"),
    (shape(r"(?:leuten?|männern?)\Z"), "mann"),
    (shape(r"coach(?:es|s)\Z", re.IGNORECASE), "coach"),
)
_UMLAUT_ENDS = ("räte", "räten", "leute", "leuten", "männer", "männern", "coaches", "coachs")
_GENDER_RE = shape(r"[:*_/·]-?(?:innen|in|r|n|e)\Z|Innen\Z")
_DIPLOMAS = ("Dipl.-", "Diplom-")
_HYPHENED_RE = shape(r"-[A-ZÄÖÜ]")
_MOST_CHARS = 90


@layer(frozen=True, slots=True)
class Office:
    """Hold an office as the record gives it. ``start`` and ``end`` are its characters, what it is for included.

    ``body``: named before its hyphen ("IHK-Präsident"), with its characters. ``weak``: says little ("Mitarbeiterin"), so that another takes its place; ``plural``: shared by the persons of a list.
    """

    name: str
    start: int
    end: int
    weak: bool = False
    plural: bool = False
    body: tuple[str, int, int] | None = None

    @property
    def trace(self) -> Trace:
        """Show where the office was read."""
        return Trace(self.start, self.end, "people.office", 0.88)


class _Offices:
    """Hold the offices of one document in text order: capitalised, in no person's name; of one span the listed one, not the compound."""

    def __init__(self, view: View) -> None:
        text = view.text
        found: dict[int, Hit] = {}
        for hit in view.hits("offices"):
            start, surface = hit.start, hit.surface
            if not surface[:1].isupper() and " " not in surface and not _HYPHENED_RE.search(surface):
                continue
            before = text[start - 6 : start + 1]
            if "-" in before and (before.endswith(_DIPLOMAS) or before[:6].endswith(_DIPLOMAS)):
                continue
            present = found.get(start)
            if present is None or present.entry.value == "compound":
                found[start] = hit
        self._hits = list(found.values())
        self._starts = list(found)

    def within(self, start: int, end: int) -> list[Hit]:
        """Give the offices that begin in a stretch."""
        first = bisect_left(self._starts, start)
        return self._hits[first : bisect_left(self._starts, end, first)]


def offices_in(view: View, start: int, end: int) -> list[Hit]:
    """Give the offices of a stretch, in text order; those of the document are found when first asked for."""
    found = view.notes.get("offices of people")
    if not isinstance(found, _Offices):
        found = view.notes["offices of people"] = _Offices(view)
    return found.within(start, end)


def find_office(view: View, mention: Mention, start: int, end: int) -> Office | None:
    """Find the office of a person in its sentence, the one that says more first."""
    found = [office for office in (_before(view, mention, start), _behind(view, mention, end)) if office is not None]
    return min(found, key=lambda office: office.weak, default=None)


def _before(view: View, mention: Mention, start: int) -> Office | None:
    """Read an office before the name, the nearest first; none where another person stands between."""
    text = view.text
    found = offices_in(view, max(start, mention.start - _MOST_CHARS - 40), mention.start)
    fallback: Office | None = None
    for place, hit in reversed(list(enumerate(found))):
        if place and _OF_BODY_RE.fullmatch(text, found[place - 1].end, hit.start):
            continue
        if hit.end > mention.start or mention.start - hit.end > _MOST_CHARS or view.mentions("person", hit.start, mention.start):
            continue
        if _DIRECT_RE.fullmatch(text, hit.end, mention.start):
            if hit.surface.startswith("Professor") and mention.value.title:
                continue
            fallback = fallback or _office(view, hit, hit.end, plural=_is_plural(text, hit, start))
            if not hit.entry.weak:
                return fallback
            continue
        if _LED_RE.fullmatch(text, hit.end, mention.start):
            return _office(view, hit, complement_end(view, hit, mention.start))
        if _AS_BEFORE_RE.search(text, max(start, hit.start - 16), hit.start) and (
            _AS_LED_RE.fullmatch(text, hit.end, mention.start) or _AS_FAR_RE.fullmatch(text, hit.end, mention.start)
        ):
            return _office(view, hit, hit.end, plural=_is_plural(text, hit, start) or bool(_MANY_RE.match(text, hit.end)))
    return fallback


def _is_plural(text: str, hit: Hit, start: int) -> bool:
    """Say whether an office is that of several: "Die Bürgermeister", "Bürgermeisterinnen"."""
    return bool(_PLURAL_RE.search(hit.surface)) or bool(_PLURAL_LEAD_RE.search(text, max(start, hit.start - 24), hit.start))


def _behind(view: View, mention: Mention, end: int) -> Office | None:
    """Read an office behind the name, as an apposition or a predicate; one right before the next person is that one's."""
    text = view.text
    for hit in offices_in(view, mention.end, min(end, mention.end + _MOST_CHARS)):
        if view.mentions("person", mention.end, hit.start):
            return None
        if not _APPOSED_RE.fullmatch(text, mention.end, _rank_start(text, hit)):
            continue
        following = view.mentions("person", hit.end, min(end, hit.end + 24))
        if following and _DIRECT_RE.fullmatch(text, hit.end, following[0].start):
            continue
        if hit.surface.startswith("Professor") and mention.value.title:
            continue
        return _joined(view, _office(view, hit, complement_end(view, hit, end)), end)
    return None


def _joined(view: View, office: Office, end: int) -> Office:
    """Add a second office of the same person: "Energieberaterin und Projektleiterin"."""
    link = _AND_RE.match(view.text, office.end, end)
    second = next((hit for hit in offices_in(view, link.end(), link.end() + 1)), None) if link else None
    if link is None or second is None or view.mentions("person", second.end, second.end + 8):
        return office
    more = _office(view, second, complement_end(view, second, end))
    words = " ".join(view.text[office.end : second.start].split())
    glue = words if words.startswith(",") else f" {words}"
    return Office(f"{office.name}{glue} {more.name}", office.start, more.end, office.weak and more.weak, office.plural, office.body)


def complement_end(view: View, hit: Hit, limit: int) -> int:
    """Give where an office ends with what it is for; a body behind it is the body's, not the office's."""
    text = view.text
    end = hit.end
    if hit.surface.lower().endswith(_LED_UNITS):
        unit = _UNIT_RE.match(text, end, limit)
        if unit and _HYPHENED_RE.search(unit.group()):
            return end  # the unit of a named body: "des Musterwerk-Kommunalmanagements"
        if unit:
            return unit.end()
        bare = _BARE_RE.match(text, end, limit)
        if bare and not any(view.mentions(label, end, bare.end()) for label in ("organisation", "place", "person")):
            return bare.end()
    field = _FIELD_RE.match(text, end, limit) if hit.surface.lower().endswith(("geschäftsführer", "geschäftsführerin")) else None
    if field and not any(view.mentions(label, end, field.end()) for label in ("organisation", "place", "person")):
        return field.end()
    purpose = _FOR_RE.match(text, end, limit)
    if (
        purpose
        and "Kommunen" not in purpose.group()
        and not any(view.mentions(label, end, purpose.end()) for label in ("organisation", "place", "person", "network"))
    ):
        return purpose.end()
    return end


def _rank_start(text: str, hit: Hit) -> int:
    start = hit.start
    rank = _RANK_RE.search(text, max(0, start - 4), start) if "." in text[max(0, start - 2) : start] else None
    if rank is None and start > _AND_CHARS and (text.startswith("und", start - _AND_CHARS) or text[start - 2] == "&"):
        rank = _HALVED_RE.search(text, max(0, start - 40), start)
    return rank.start() if rank else start


def _office(view: View, hit: Hit, end: int, *, plural: bool = False) -> Office:
    text = view.text
    begin = _rank_start(text, hit)
    word = _masculine(text, hit, nominative(hit))
    body = _prefix(view, hit, word)
    word = word[len(body[0]) + 1 :] if body else word
    word = _CAPTION_RE.sub("", word) if word[:1].isdigit() else word
    name = text[begin : hit.start] + word + text[hit.end : end]
    return Office(" ".join(name.split()), body[2] + 1 if body else begin, end, hit.entry.weak, plural, body)


def _prefix(view: View, hit: Hit, word: str) -> tuple[str, int, int] | None:
    """Read the body before an office's hyphen: an acronym, a firm's odd spelling, or one the text names elsewhere."""
    head, hyphen, rest = word.rpartition("-")
    if not hyphen or not rest[:1].isupper() or " " in head or head in _NO_BODY_PREFIXES or hit.surface in hit.entry.variants:
        return None
    if (
        head != "Stadtwerke"
        and not _BODY_PREFIX_RE.fullmatch(head)
        and not any(
            body.value.name.startswith(head) and body.value.kind == "organisation" for body in view.mentions("organisation")
        )
    ):
        return None
    return head, hit.start, hit.start + len(head)


def _masculine(text: str, hit: Hit, word: str) -> str:
    """Give a nominalised adjective, or the adjective of an office, its ending without the masculine article."""
    if word.isalpha() and not word.endswith(("e", "E")):
        return word
    if not _MASCULINE_RE.search(text, max(0, hit.start - 40), hit.start):
        return word
    if _NOMINALISED_RE.search(word):
        if _OBLIQUE_RE.search(text, max(0, hit.start - 40), hit.end):
            return _ADJECTIVE_RE.sub(r"\1 ", word)  # "der Ersten Beigeordneten": a woman
        word = f"{word}r"
    led = _ADJECTIVE_RE.match(word)
    return f"{led[1]}r {word[led.end() :]}" if led and not word.endswith(("in", "frau")) else word


def inherits(view: View, last: Mention, mention: Mention) -> bool:
    """Say whether two persons stand in one list, so that the plural office before the first is the second's too."""
    return bool(_CHAIN_RE.fullmatch(view.text, last.end, mention.start))


def office_of_line(view: View, start: int, end: int) -> Office | None:
    """Read a line that is an office and nothing else, or opens with one: under a signature, over a name, as a table's header."""
    hits = offices_in(view, start, end)
    if not hits or hits[0].start - start > 12 or _PLURAL_RE.search(hits[0].surface):  # noqa: PLR2004 - "Ihre neue Ansprechpartnerin"
        return None
    return _office(
        view,
        hits[0],
        complement_end(view, hits[0], end) if not view.text[hits[0].end : end].startswith(" für ") else hits[0].end,
    )


def nominative(hit: Hit) -> str:
    """Give the office in the nominative singular, feminine where the text has it so.

    "Bürgermeistern" is "Bürgermeister", "Bürgermeisterinnen" is "Bürgermeisterin", "Klimareferenten" is "Klimareferent".
    """
    surface = hit.surface
    if not surface.isalpha() or surface.endswith("Innen"):
        surface = _GENDER_RE.sub("", surface)
    if surface.endswith("innen"):
        return surface[:-3]
    if surface.endswith(("in", "frau", "person")):
        return surface
    if surface.lower().endswith(_UMLAUT_ENDS):
        for pattern, singular in _UMLAUTS:
            if pattern.search(surface):
                return pattern.sub(singular, surface)
    if hit.entry.label.endswith("ter") and surface.endswith(("ten", "tem")):
        return surface[:-1]
    return _without_ending(surface, hit)


def _without_ending(surface: str, hit: Hit) -> str:
    """Take the ending off that the entry's words do not have; what stands before them in a compound stays."""
    if surface in hit.entry.variants and not surface.endswith(("en", "em", "ern")):
        return surface
    lowered = surface.lower()
    best = surface
    for variant in hit.entry.variants:
        at = lowered.rfind(variant.lower())
        if at >= 0 and not variant.endswith("in") and at + len(variant) <= len(surface):
            candidate = surface[: at + len(variant)]
            if len(candidate) < len(best) or best == surface:
                best = candidate
    return best if len(surface) - len(best) <= 3 else surface  # noqa: PLR2004 - the longest ending
