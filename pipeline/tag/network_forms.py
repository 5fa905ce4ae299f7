"""Short forms, corrected forms and editions of a network's name, with the characters they stand on."""

from dataclasses import dataclass, field

from pipeline.grammar import clean_spaces
from pipeline.shapes import shape
from pipeline.tag.network_growth import DOTTED_RE, EDITION, is_short_form

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_CLOSE = r"[“\"«”»‘']?"
_BRACKET_RE = shape(
    rf"{_CLOSE}\s?\((?:kurz:?\s|Kurzname:?\s|abgekürzt:?\s|im Folgenden:?\s)?[„\"»“]?([^()\n„“\"»«”]{{2,40}}?)[“\"«”]?\)"
)
_WORDS = r"((?:(?:[A-Za-zÄÖÜ]\.){2,}|[A-ZÄÖÜ]\w*(?:[-–]\w+)*|[a-z]{1,4}[A-Z]\w*)(?:[\s-](?:[A-ZÄÖÜ]\w*(?:-\w+)*|\d))*)"
_SHORTLY_RE = shape(
    rf"{_CLOSE}(?:,|\s[–-])\s(?:in Kurzform|auch|besser bekannt als|kurz|abgekürzt|genannt)(?:\s(?:genannt|auch))?:?\s[„\"»“]?{_WORDS}"
)
_DASH_AFTER_RE = shape(rf"{_CLOSE}\s[–-]\s([A-ZÄÖÜ][\w.+-]{{1,14}})(?=[\s,.;:)]|$)")
_BEFORE_BRACKET_RE = shape(
    r"(?<!\w)((?:[A-ZÄÖÜ][\w.+-]{1,14}|[a-z]{1,2}[A-Z]{2,}\w*|(?:\w\.){2,})(?:[ -][A-ZÄÖÜ][\w-]+){0,3})\s?\($"
)
_BEFORE_DASH_RE = shape(r"(?<!\w)([A-ZÄÖÜ][\w.+-]{1,14})\s[–-]\s$")
#: "Netzwerk für Klimaschutz im Kreis Unna (NKU)": what the letters in brackets stand for
_PHRASE_BRACKET_RE = shape(r"(\s(?:für|zur|zum|im|in|der|des)\s[^()\n,;:.!?„“\"]{3,70}?)\s\(([A-ZÄÖÜ][\w.+-]{1,14})\)")
#: how short forms stand behind and before a name, and the signs of which one must stand beside it
_BEHIND = ((_BRACKET_RE, frozenset("(")), (_SHORTLY_RE, frozenset(",–-")), (_DASH_AFTER_RE, frozenset("–-")))
_AHEAD = ((_BEFORE_BRACKET_RE, frozenset("(")), (_BEFORE_DASH_RE, frozenset("–-")))
_SIGNS = frozenset("(,–-")
_NUMBER_RE = shape(r"[IVX]+|\d+")
_EDITION_RE = shape(EDITION)
_EDITION_END_RE = shape(rf"[\s-]({EDITION})$")
_EDITION_ENDS = frozenset("IV+")
_EDITION_START_RE = shape(r"(\d{1,2})\.\s")
_HYPHENED_RE = shape(r"([A-ZÄÖÜ]{3,})[-–]\w+")
_LONGEST_SHORT_FORM = 30
_GROUPS = frozenset({"AG", "ARGE", "IG"})  # sorts of groups, no short forms of one


@dataclass(slots=True)
class Forms:
    """Collect short forms and other spellings. ``spans``: where each stands; ``end``: where the last one behind the name ends."""

    end: int
    acronym: str | None = None
    aliases: list[str] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, form: str, start: int) -> bool:
        """Take a form that is, or begins with, a short form; the short form alone is the acronym."""
        form = form.rstrip(",;:") if not DOTTED_RE.fullmatch(form) else form
        words = form.split()
        if not words or len(form) > _LONGEST_SHORT_FORM or _NUMBER_RE.fullmatch(form) or "," in form or not is_short_form(words[0]):
            return False
        if self.acronym is None:
            self.acronym = form if form.isupper() and not _EDITION_RE.fullmatch(words[-1]) else words[0]
            self.spans[self.acronym] = (start, start + len(self.acronym))
        self.aliases.append(clean_spaces(form))
        self.spans[clean_spaces(form)] = (start, start + len(form))
        return True


def read_forms(text: str, start: int, end: int, last: int) -> Forms:
    """Read what stands right behind, or right before, a name: "(KEEN Bayerwald)", ", kurz EET-OW", "KLEN-Nord (…)".

    ``last``: where the segment ends.

    >>> forms = read_forms("Netzwerk Klimaschutz Nord, kurz KSN, startet", 0, 25, 44)
    >>> forms.acronym, forms.aliases, forms.end
    ('KSN', ['KSN'], 35)
    """
    forms = Forms(end)
    behind = text[end : end + 3]
    if not _SIGNS.isdisjoint(behind):
        for pattern, signs in _BEHIND:
            match = pattern.match(text, end, last) if not signs.isdisjoint(behind) else None
            if match and forms.add(match[1].strip(), match.start(1)):
                forms.end = match.end()
                return forms
    ahead = text[max(0, start - 3) : start]
    if not _SIGNS.isdisjoint(ahead):
        for pattern, signs in _AHEAD:
            before = pattern.search(text, max(0, start - 50), start) if not signs.isdisjoint(ahead) else None
            if before and (pattern is _BEFORE_DASH_RE or text[end : end + 1] == ")") and is_short_form(before[1].split()[0]):
                forms.add(before[1], before.start(1))
                return forms
    return forms


def inner_acronym(name: str) -> str | None:
    """Find a short form inside a name: "Netzwerk Klimaschutz KLEN", "KEEN Bayerwald", "KLEN-Netzwerk Nord".

    >>> inner_acronym("KEEN Bayerwald"), inner_acronym("Netzwerk Nord II"), inner_acronym("KLIMANETZ NORD")
    ('KEEN', None, None)
    """
    if name.upper() == name and " " in name:
        return None
    words = name.split()
    for word in (words[0], words[-1]):
        if word in _GROUPS:
            continue
        if word.isupper() or DOTTED_RE.fullmatch(word):
            if is_short_form(word) and (word is words[0] or stands_for(word, name)):
                return word
        elif hyphened := _HYPHENED_RE.fullmatch(word):
            return hyphened[1]
    return None


def read_edition(name: str) -> int | None:
    """Read a generation at the end of a name, or an ordinal at its beginning.

    >>> read_edition("Netzwerk Nord II"), read_edition("Netzwerk Nord 2.0"), read_edition("2. Netzwerk Nord"), read_edition("Netzwerk Nord+")
    (2, 2, 2, None)
    """
    match = _EDITION_END_RE.search(name) if name[-1:].isdecimal() or name[-1:] in _EDITION_ENDS else None
    if match and match[1] != "+":
        token = match[1]
        return _ROMAN.get(token) or int(token.split(".")[0])
    first = _EDITION_START_RE.match(name) if name[:1].isdecimal() else None
    return int(first[1]) if first else None


def read_phrase(text: str, start: int, end: int, last: int) -> tuple[int, str] | None:
    """Read a name that goes on with a preposition and is closed by its short form in brackets.

    Shape: (where the words of the name end, short form); None where the letters are not those of the words.

    >>> read_phrase("Regionales Netzwerk für Energieeffizienz (ReNEE) Nord", 0, 19, 53)
    (40, 'ReNEE')
    """
    match = _PHRASE_BRACKET_RE.match(text, end, last)
    if match is None or not is_short_form(match[2]) or not stands_for(match[2], text[start : match.end(1)]):
        return None
    return match.end(1), match[2]


def stands_for(form: str, words: str) -> bool:
    """Say whether the letters of a short form are those of the words, in their order, beginning with the first.

    >>> stands_for("KEEN", "kommunales Energieeffizienz-Netzwerk"), stands_for("KEEN", "Energieeffizienz-Netzwerk")
    (True, False)
    """
    letters = [char for char in form.lower() if char.isalpha()]
    rest = words.lower()
    if not letters or not rest.startswith(letters[0]):
        return False
    at = 0
    for letter in letters:
        at = rest.find(letter, at) + 1
        if at == 0:
            return False
    return True
