"""How far the name of a network reaches: from its head noun to the left over adjectives, to the right over proper names."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import Entry, Hit
from pipeline.shapes import shape
from schemas.layout import Segment
from schemas.mention import Mention

EDITION = r"(?:I{1,3}|IV|VI{0,3}|[1-9]\d?(?:\.0)?|\+)"
_WORD = r"(?:[A-ZÄÖÜ][\w’!]*(?:[-–/+][\w’!]+)*\+?|[a-z]{1,4}[A-Z!][\w!]*)"
_LEFT_WORD_RE = shape(r"(?<![\w.-])((?:[A-Za-zÄÖÜ]\.){2,}|[A-ZÄÖÜ][\w’]*(?:[-–/][\w’]+)*)\s$")
_SHARED_LEFT_RE = shape(r"(?<![\w-])([A-ZÄÖÜ]\w+-,?\s(?:und|&)\s)$")
_SPACED_PARTS_RE = shape(r"((?:(?<![\w-])[A-ZÄÖÜ]\w+\s?[-–]\s?){1,3})$")
_SPACED_RE = shape(r"\s[-–]|[-–]\s")
_ADJECTIVE_RE = shape(
    r"\w*(?:isch|lich|al|ell|iv|ig|nah|weit|stark|arm|frei|fähig|end|ent|ant|bewusst|gerecht|neutral|übergreifend|früh|grün|smart|ober|unter|nieder|mittler|nördlich|erst|zweit|dritt|viert)e[nrsm]?",
    re.IGNORECASE,
)
_RIGHT_WORD_RE = shape(rf"\s((?:[A-Za-zÄÖÜ]\.){{2,}}|{_WORD})")
_RIGHT_EDITION_RE = shape(
    rf"(?:\s|-)({EDITION})(?![\w/+]|[.,]\d|\.\w|\.\s(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))(?!(?<=\d)\s(?:[A-ZÄÖÜ]|weitere|neue|Prozent|%))"
)
_RIGHT_DISTRICT_RE = shape(rf"\s(?:Region|Landkreis|Kreis|Metropolregion)\s{_WORD}")
_RIGHT_SHARED_RE = shape(r"\s[A-ZÄÖÜ]\w+-\s(?:und|&)\s[A-ZÄÖÜ]\w+(?:-\w+)*")
#: what may stand right behind a head without being part of its name: "berät das Netzwerk alle Kommunen"
_VERBAL_RE = shape(
    r"\s(?:andere|einige|die|diese|keine|unsere|eine|neue|interessierte|teilnehmende|beteiligte|mehrere|viele|alle|zahlreiche|verschiedene|interessierte|kleine|große|weitere|benachbarte|dieser|aller|unsere|deutsche)r?\s"
)
#: "Netzwerk sächsischer Kommunen", "Netzwerk energieeffiziente Städte": who is in it, before the region
_RIGHT_BODIES_RE = shape(
    r"\s[a-zäöüß-]+(?:er|e)\s(?:Kommunen|Städte|Gemeinden|Landkreise|Kreise|Stadtwerke|Unternehmen|Betriebe)(?![\w-])"
)
_RIGHT_PAIR_RE = shape(rf"\s(?:und|&)\s({_WORD})")
_SIDE_RE = shape(r"(?:Nord|Süd|Ost|West|Mitte)(?:ost|west)?")
_RIGHT_DASH_RE = shape(r"\s[–•·|-]\s(?=[A-ZÄÖÜ])")
_FIRST_WORD_RE = shape(r"(\w+)\s+(?=\S)")
#: what a dash, "und" and an edition behind a blank begin with
_DASHES, _AND, _EDITION_STARTS = frozenset("–•·|-"), frozenset("u&"), frozenset("IV123456789+")
_WINDOW = 60
#: how far a name may reach behind its head: what is longer is no name, and would be read again from each head inside it
_MAX_RIGHT_WORDS = 14
_MAX_RIGHT_CHARS = 160
_FULL_LINE = 48
_SHORT_FORM_LETTERS = range(2, 13)
_ASSOCIATION_RE = shape(r"e\.?\s?V\b|eingetragener Verein", re.IGNORECASE)
#: "n.e.t.z.", "e.V."
DOTTED_RE = shape(r"(?:\w\.){2,}")
_ROMAN_RE = shape("[IVX]+")
_CAMEL_RE = shape("[a-zäöü][A-ZÄÖÜ]")
_HYPHEN_RE = shape(r"[-–]\s?")
_JOINT_RE = shape(r"[\s–-]")
_NEXT_LABEL_RE = shape(r"\n[A-ZÄÖÜ][^\n:.]{1,40}:\s")


@dataclass(slots=True)
class Ground:
    """Know what stands where around the heads of one text. Unit: code points."""

    text: str
    spot_ends: dict[int, int] = field(default_factory=dict)  # where a place or region begins -> where it ends
    spot_starts: dict[int, int] = field(default_factory=dict)
    people: frozenset[int] = frozenset()
    themes: frozenset[int] = frozenset()  # where a word of a theme begins
    firms: frozenset[int] = frozenset()  # where a legal form begins
    associations: frozenset[int] = frozenset()  # where "e. V." begins
    segment_starts: list[int] = field(default_factory=list)
    segment_ends: list[int] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)  # the segment that was asked for last

    @classmethod
    def of(cls, text: str, hits: dict[str, list[Hit]], people: Iterable[Mention], segments: Sequence[Segment]) -> "Ground":
        """Gather what growth must know."""
        ground = cls(
            text,
            people=frozenset(mention.start for mention in people),
            themes=frozenset(hit.start for hit in hits.get("themes", ())),
            firms=frozenset(hit.start for hit in hits.get("legal_forms", ()) if not _ASSOCIATION_RE.match(hit.surface)),
            associations=frozenset(hit.start for hit in hits.get("legal_forms", ()) if _ASSOCIATION_RE.match(hit.surface)),
            segment_starts=[segment.start for segment in segments],
            segment_ends=[segment.end for segment in segments],
        )
        ends, starts = ground.spot_ends, ground.spot_starts
        for hit in (*hits.get("places", ()), *hits.get("regions", ())):
            start, end = hit.start, hit.end
            if ends.get(start, 0) < end:
                ends[start] = end
            if starts.get(end, len(text)) > start:
                starts[end] = start
        return ground

    def bounds(self, position: int) -> tuple[int, int]:
        """Give the segment that holds a position: no name crosses its borders."""
        start, end = self.last
        if start <= position < end:  # a head is grown to both sides in turn
            return self.last
        number = bisect_right(self.segment_starts, position) - 1
        if number < 0 or position >= self.segment_ends[number]:
            return 0, len(self.text)
        self.last = self.segment_starts[number], self.segment_ends[number]
        return self.last


class Words:
    """Hold the words that end a name, and those that spaced hyphens may join to a head."""

    def __init__(self, heads: Iterable[Entry], stops: Iterable[Entry]) -> None:
        self._nouns: frozenset[str] = frozenset()
        self._stems: frozenset[str] = frozenset()
        for entry in stops:
            words = frozenset(variant.lower() for variant in entry.variants)
            if entry.kind == "adjective":
                self._stems |= words
            else:
                self._nouns |= words
        heads = tuple(heads)
        labels = {entry.id: entry.label for entry in heads}
        self._misspelt = {entry.id: labels[entry.by] for entry in heads if entry.by in labels}
        self._parts = frozenset(
            _flat(head[: -len("netzwerk")])
            for entry in heads
            for head in map(str.lower, entry.variants)
            if head.endswith("netzwerk")
        )

    def is_stop(self, word: str) -> bool:
        """Say whether a capitalised word is none of a name."""
        return word.lower() in self._nouns or (word.endswith(("ungen", "heiten", "keiten")) and word[0].isupper())

    def is_empty_adjective(self, word: str) -> bool:
        """Say whether an adjective tells no network from another: "neues", "gemeinsames"."""
        lowered = word.lower()
        stems = self._stems
        if lowered.endswith("e"):
            return lowered[:-1] in stems
        return lowered.endswith(("er", "es", "en", "em")) and lowered[:-2] in stems

    def correct(self, hit: Hit, head: str) -> str | None:
        """Give the head that a misspelt one stands for, hyphenated as the text has it."""
        right = self._misspelt.get(hit.entry.id)
        if right is None or _CAMEL_RE.search(head):
            return None
        return right.replace("netzwerk", "-Netzwerk") if "-" in head else right

    def is_first_part(self, parts: str) -> bool:
        """Say whether words parted by hyphens and blanks are the first part of a known head: "Energie - Effizienz - "."""
        return _flat(parts) in self._parts


def _flat(word: str) -> str:
    return _JOINT_RE.sub("", word).lower()


def grow_left(ground: Ground, words: Words, start: int) -> int:
    """Take adjectives, short forms and places right before a head into the name.

    Of nouns only places and short forms are taken: in "Projekt Klimaschutznetzwerk Nord" the first is none of the name.
    """
    text = ground.text
    least = ground.bounds(start)[0]
    lead = text[max(least, start - 6) : start]
    if ("und" in lead or "&" in lead) and (shared := _SHARED_LEFT_RE.search(text, max(least, start - _WINDOW), start)):
        start = shared.start(1)
    for _ in range(5):
        spot = ground.spot_starts.get(start - 1)
        if spot is not None and spot >= least and text[start - 1] in " \u00a0" and text[spot].isupper():
            start = spot
            continue
        match = _word_left(text, max(least, start - _WINDOW), start)
        if match is None or is_line_end(text, start - 1) or not _belongs_left(match[1], words) or words.is_stop(match[1]):
            break
        start = match.start(1)
    return _trim_left(text, words, start)


def _word_left(text: str, least: int, start: int) -> re.Match[str] | None:
    """Find the capitalised word before a place; what stands there in small letters and without stops is none."""
    if start <= least or not text[start - 1].isspace():
        return None
    words = text[least : start - 1].rsplit(None, 1)
    if not words or (words[-1].islower() and "." not in words[-1]):
        return None
    return _LEFT_WORD_RE.search(text, least, start)


def _belongs_left(word: str, words: Words) -> bool:
    """Say whether a capitalised word before the name so far is part of it."""
    if is_short_form(word) or "." in word:
        return True
    if word.endswith("er") and len(word) > 5 and not words.is_stop(word) and "-" not in word:  # noqa: PLR2004 - Bremer, Harzer
        return not word.lower().endswith(("ister", "smer", "nehmer", "partner", "träger", "manager", "berater", "leiter"))
    return bool(_ADJECTIVE_RE.fullmatch(word))


def _trim_left(text: str, words: Words, start: int) -> int:
    """Drop leading adjectives that any network could carry: "Neues Klimaanpassungsnetzwerk"."""
    while match := _FIRST_WORD_RE.match(text, start):
        if not words.is_empty_adjective(match[1]):
            break
        start = match.end()
    return start


def join_spaced(ground: Ground, words: Words, start: int) -> int:
    """Take first parts of a head that blanks around a hyphen part from it: "EnergieEffizienz - Netzwerk"."""
    lead = ground.text[max(0, start - 3) : start]
    if "-" not in lead and "–" not in lead:
        return start
    match = _SPACED_PARTS_RE.search(ground.text, max(ground.bounds(start)[0], start - _WINDOW), start)
    if match is None or not _SPACED_RE.search(match[1]):
        return start
    parts = match[1]
    for cut in [0, *(found.end() for found in _HYPHEN_RE.finditer(parts))][:-1]:
        if words.is_first_part(parts[cut:]):
            return match.start(1) + cut
    return start


def grow_right(ground: Ground, words: Words, end: int) -> tuple[int, bool]:
    """Follow a head over places, regions, proper names and an edition; say too whether it turns out to be a firm.

    >>> ground = Ground("im Netzwerk Klimaschutz Musterland II startet", segment_starts=[0], segment_ends=[45])
    >>> ground.text[: grow_right(ground, Words((), ()), 11)[0]]
    'im Netzwerk Klimaschutz Musterland II'
    """
    text, last = ground.text, min(ground.bounds(end)[1], end + 2 * _MAX_RIGHT_CHARS)
    position = end
    for _ in range(_MAX_RIGHT_WORDS):
        if position >= last:
            break
        if position + 1 in ground.firms:
            return position, True
        if position + 1 in ground.associations:
            return position, False
        edition = _RIGHT_EDITION_RE.match(text, position, last) if text[position + 1 : position + 2] in _EDITION_STARTS else None
        if edition:
            return edition.end(), False
        step = _step_right(ground, words, position, last, first=position == end)
        if step is None or step - end > _MAX_RIGHT_CHARS:
            break
        position = step
    return position, position + 1 in ground.firms


def _step_right(ground: Ground, words: Words, position: int, last: int, *, first: bool) -> int | None:
    """Take one more word, or one more place of several words."""
    text = ground.text
    if not text[position].isspace():
        return None
    following = text[position + 1 : position + 7]
    small = following[:1].islower()  # a name goes on in small letters only in a few ways
    dash = _RIGHT_DASH_RE.match(text, position, last) if following[:1] in _DASHES else None
    if dash and not first:
        spot = ground.spot_ends.get(dash.end())
        return spot if spot is not None and spot <= last else None
    shared = None if small else _RIGHT_SHARED_RE.match(text, position, last)
    if shared:
        return shared.end()
    bodies = _RIGHT_BODIES_RE.match(text, position, last) if first and (small or following[:1] == "-") else None
    if bodies and not _VERBAL_RE.match(text, position):
        return bodies.end()
    paired = _RIGHT_PAIR_RE.match(text, position, last) if following[:1] in _AND else None
    if paired and not first and paired.start(1) in ground.themes and position not in ground.spot_starts:
        return paired.end()
    if small and following.islower() and "." not in following and "!" not in following:
        return None
    match = _RIGHT_WORD_RE.match(text, position, last)
    if match is None or match.start(1) in ground.people or is_line_end(text, position):
        return None
    spot = ground.spot_ends.get(match.start(1))
    district = _RIGHT_DISTRICT_RE.match(text, position, last)
    if district:
        return max(district.end(), ground.spot_ends.get(district.start() + 1, 0))
    if spot is not None and match.end() <= spot <= last:
        return spot
    if words.is_stop(match[1]) or (position in ground.spot_starts and not _goes_on(ground, position, match)):
        return None
    return match.end()


def _goes_on(ground: Ground, position: int, match: re.Match[str]) -> bool:
    """Say whether a name goes on behind a place: with a point of the compass, an edition, or the same words elsewhere.

    "hat das Klimanetz Eifel Zwischenbilanz gezogen": the object stands right behind the name and is none of it.
    """
    if _SIDE_RE.fullmatch(match[1]) or _RIGHT_EDITION_RE.match(ground.text, match.end()):
        return True
    name = ground.text[ground.spot_starts[position] : match.end()]
    return ground.text.find(name, ground.text.find(name) + len(name)) >= 0


def is_line_end(text: str, position: int) -> bool:
    r"""Say whether a line ends here that is none of a wrapped paragraph: a name goes on over the end of a full line only.

    >>> is_line_end("Netzwerk Nord\nKürzel: NN", 13), is_line_end("Im Norden nimmt heute auch das kommunale Klimanetzwerk\nNord die Arbeit auf", 54)
    (True, False)
    """
    if text[position] != "\n":
        return False
    begin = text.rfind("\n", 0, position) + 1
    return position - begin < _FULL_LINE or text[position + 1 : position + 2] == "\n" or bool(_NEXT_LABEL_RE.match(text, position))


def is_short_form(word: str) -> bool:
    """Say whether a word is a short form: two or more capitals, few small letters.

    >>> is_short_form("KLEN"), is_short_form("Nord"), is_short_form("KommEN"), is_short_form("n.e.t.z.")
    (True, False, True, True)
    """
    if "." in word and DOTTED_RE.fullmatch(word):
        return True
    core = word.split("-", maxsplit=1)[0] if "-" in word else word
    letters = [char for char in core if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return (
        len(letters) in _SHORT_FORM_LETTERS
        and capitals > 1
        and capitals * 3 >= len(letters)
        and core[0].isalpha()
        and not _ROMAN_RE.fullmatch(core)
    )
