"""Reads the office of a person: before the name, behind it, on the line above or below; in the nominative singular."""

import re
from dataclasses import dataclass

from pipeline.assemble.model import Trace
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.mention import Mention

#: what may stand between an office and the name it belongs to: salutation and titles
TITLES = r"(?:(?:Herrn?|Frau|Prof(?:essorin|essor)?\.?|Dr\.(?:-?Ing\.|[ ]?(?:med|phil|rer|jur|nat|h|c|agr|oec)\.)*|Dipl\.[- ]?\w+\.?(?:\s\(\w+\.?\))?|M\.\s?(?:Sc|A|Eng)\.)\s+)*"
_DIRECT_RE = re.compile(rf"\s+{TITLES}")
_OF = r"\s(?:der|des|von|vom|für|aus|im|in|bei|beim|am|unseres|unserer|ihres|ihrer)\s[^,;:()\n]{2,70}?"
#: "Klimaschutzmanagerin der Stadt, Erika Muster", "Moderatorin der Treffen ist Erika Muster", "Ansprechpartner: Max Muster"
_LED_RE = re.compile(rf"(?:{_OF})?(?:\s?,|\s(?:ist|sind|war|waren|wird|werden|bleibt|wurde)(?:\s[a-zäöüß]+)?|\s?:)?\s+{TITLES}")
_AS_BEFORE_RE = re.compile(r"\b[Aa]ls\s(?:[a-zäöüß]+\s)?\Z")
_AS_LED_RE = re.compile(rf"(?:{_OF})?\s[a-zäöüß]+(?:\s[a-zäöüß]+)?\s+{TITLES}")
_ARTICLES = r"(?:d(?:er|ie|as|en|em)|unser(?:e[nrm]?)?|ihr(?:e[nrm]?)?|sein(?:e[nrm]?)?|eine?r?|zugleich|heute|dort|neue[rn]?|zuständige[rn]?|langjährige[rn]?|damalige[rn]?)"
#: ", Leiter", "(Bürgermeister", "– Geschäftsführer", "als Moderatorin", "ist unsere neue Klimaschutzmanagerin", ", seit 2015 Landrat"
_APPOSED_RE = re.compile(
    rf"(?:\s\([^()]{{1,24}}\))?(?:\s*(?:,|\(|\||\t)\s*|\s[–-]\s|\s(?:war|ist|wird|wirkt|arbeitet|fungiert)?\s?(?:[a-zäöüß]+\s)?als\s|\s(?:ist|war|wird|bleibt|wurde)\s|,\s(?:seit|früher|bis)\s[^,.;:()]{{2,30}}\s)(?:{_ARTICLES}\s+){{0,3}}"
)
_RANK_RE = re.compile(r"(?<!\w)\d\.\s?\Z")
_PLURAL_LEAD_RE = re.compile(r"\b(?:die|den|der|beiden|deren|ihre|ihren|unsere|unseren)\s(?:[a-zäöüß]+\s)?\Z", re.IGNORECASE)
_PLURAL_RE = re.compile(r"(?:innen|Innen|[:*_]in(?:nen)?|räten?|leuten?|ern)\Z")
_CHAIN_RE = re.compile(rf"\s*(?:\([^()]{{2,60}}\))?\s*(?:,|\bund\b|\bsowie\b|,\s*(?:und|sowie))\s+{TITLES}")
#: behind the office: what it is for, or the unit that is led; "Referentin für Energie", "Leiter des Tiefbauamts", "Leiterin Netzwerke"
_FOR_RE = re.compile(
    r"\sfür\s(?:(?:den|die|das)\s(?:Bereich\s)?)?(?:[a-zäöüß-]+e[nrs]?\s)?[A-ZÄÖÜ][\wäöüß-]+(?:(?:,\s[A-ZÄÖÜ][\wäöüß-]+){0,2}\s(?:und|&)\s(?:[a-zäöüß-]+e[nrs]?\s)?[A-ZÄÖÜ][\wäöüß-]+)?"
)
_UNIT_RE = re.compile(
    r"\s(?:des|der|im|beim|vom)\s(?:[a-zäöüß]+en\s)?(?:[A-ZÄÖÜ][\wäöüß-]*(?:amtes|amts|amt|abteilung|bereichs|bereiches|bereich|dezernats|referats|referat|gebiets|stelle|dienstes|dienst|bauhofs|teams|management|managements)|Abteilung|Referats?|Teams?|Dezernats?|Stabsstelle)(?![\wäöüß-])(?:\s(?!und\b)(?:für\s)?[A-ZÄÖÜ][\wäöüß-]+(?:(?:,\s[A-ZÄÖÜ][\wäöüß-]+)?\sund\s[A-ZÄÖÜ][\wäöüß-]+)?)?"
)
_BARE_RE = re.compile(r"\s[A-ZÄÖÜ][\wäöüß-]+(?:\s(?:und|&)\s[A-ZÄÖÜ][\wäöüß-]+|\s[A-ZÄÖÜ][\wäöüß-]+)?(?=\s*(?:[,;)\n|\t]|\Z))")
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
_UMLAUTS = ((re.compile(r"räten?\Z"), "rat"), (re.compile(r"(?:leuten?|männern?)\Z"), "mann"))
_GENDER_RE = re.compile(r"[:*_/·]-?(?:innen|in|r|n|e)\Z|Innen\Z")
_MOST_CHARS = 90


@dataclass(frozen=True, slots=True)
class Office:
    """Hold an office as the record gives it. ``start`` and ``end`` are its characters, what it is for included.

    ``weak``: says little ("Mitarbeiterin"), so that another takes its place; ``plural``: shared by the persons of a list.
    """

    name: str
    start: int
    end: int
    weak: bool = False
    plural: bool = False

    @property
    def trace(self) -> Trace:
        """Show where the office was read."""
        return Trace(self.start, self.end, "people.office", 0.88)


def offices_in(view: View, start: int, end: int) -> list[Hit]:
    """Give the offices of a stretch: capitalised, in no person's name; of one span the listed one, not the compound."""
    found: dict[int, Hit] = {}
    for hit in view.hits("offices", start, end):
        if not any(char.isupper() for char in hit.surface[:1]) and " " not in hit.surface:
            continue
        if view.text[hit.start - 6 : hit.start].endswith(("Dipl.-", "Diplom-")):
            continue
        present = found.get(hit.start)
        if present is None or present.entry.value == "compound":
            found[hit.start] = hit
    return list(found.values())


def find_office(view: View, mention: Mention, start: int, end: int) -> Office | None:
    """Find the office of a person in its sentence, the one that says more first."""
    found = [office for office in (_before(view, mention, start), _behind(view, mention, end)) if office is not None]
    return min(found, key=lambda office: office.weak, default=None)


def _before(view: View, mention: Mention, start: int) -> Office | None:
    """Read an office before the name, the nearest first; none where another person stands between."""
    text = view.text
    for hit in reversed(offices_in(view, max(start, mention.start - _MOST_CHARS - 40), mention.start)):
        if hit.end > mention.start or mention.start - hit.end > _MOST_CHARS or view.mentions("person", hit.start, mention.start):
            continue
        plural = bool(_PLURAL_RE.search(hit.surface)) or bool(_PLURAL_LEAD_RE.search(text, max(start, hit.start - 24), hit.start))
        if _DIRECT_RE.fullmatch(text, hit.end, mention.start):
            return _office(text, hit, hit.end, plural=plural)
        if _LED_RE.fullmatch(text, hit.end, mention.start):
            return _office(text, hit, _led_end(view, hit, mention.start))
        if _AS_BEFORE_RE.search(text, max(start, hit.start - 16), hit.start) and _AS_LED_RE.fullmatch(text, hit.end, mention.start):
            return _office(text, hit, hit.end)
    return None


def _led_end(view: View, hit: Hit, limit: int) -> int:
    return complement_end(view, hit, limit)


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
        return _office(text, hit, complement_end(view, hit, end))
    return None


def complement_end(view: View, hit: Hit, limit: int) -> int:
    """Give where an office ends with what it is for; a body behind it is the body's, not the office's."""
    text = view.text
    end = hit.end
    if hit.surface.lower().endswith(_LED_UNITS):
        unit = _UNIT_RE.match(text, end, limit)
        if unit:
            return unit.end()
        bare = _BARE_RE.match(text, end, limit)
        if bare and not any(view.mentions(label, end, bare.end()) for label in ("organisation", "place", "person")):
            return bare.end()
    purpose = _FOR_RE.match(text, end, limit)
    if (
        purpose
        and "Kommunen" not in purpose.group()
        and not any(view.mentions(label, end, purpose.end()) for label in ("organisation", "place", "person", "network"))
    ):
        return purpose.end()
    return end


def _rank_start(text: str, hit: Hit) -> int:
    rank = _RANK_RE.search(text, max(0, hit.start - 4), hit.start)
    return rank.start() if rank else hit.start


def _office(text: str, hit: Hit, end: int, *, plural: bool = False) -> Office:
    begin = _rank_start(text, hit)
    name = text[begin : hit.start] + nominative(hit) + text[hit.end : end]
    return Office(" ".join(name.split()), begin, end, hit.entry.weak, plural)


def inherits(view: View, last: Mention, mention: Mention) -> bool:
    """Say whether two persons stand in one list, so that the plural office before the first is the second's too."""
    return bool(_CHAIN_RE.fullmatch(view.text, last.end, mention.start))


def office_of_line(view: View, start: int, end: int) -> Office | None:
    """Read a line that is an office and nothing else, or opens with one: under a signature, over a name, as a table's header."""
    hits = offices_in(view, start, end)
    if not hits or hits[0].start - start > 12 or _PLURAL_RE.search(hits[0].surface):  # noqa: PLR2004 - "Ihre neue Ansprechpartnerin"
        return None
    return _office(
        view.text,
        hits[0],
        complement_end(view, hits[0], end) if not view.text[hits[0].end : end].startswith(" für ") else hits[0].end,
    )


def nominative(hit: Hit) -> str:
    """Give the office in the nominative singular, feminine where the text has it so.

    "Bürgermeistern" is "Bürgermeister", "Bürgermeisterinnen" is "Bürgermeisterin", "Klimareferenten" is "Klimareferent".
    """
    surface = _GENDER_RE.sub("", hit.surface)
    if surface.endswith("innen"):
        return surface[:-3]
    if surface.endswith(("in", "frau", "person")):
        return surface
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
