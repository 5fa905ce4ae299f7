"""What a register writes as a place's name: the bare name in it, the type of place, and the other ways people write it.

Used by the tool that builds the embedded table and by the import of the official register, so that both clean alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: long forms of what registers cut short; also the long form of a bracketed or slashed addition ("Boxberg/O.L.")
_ABBREVIATIONS = {
    "Rhld.": "Rheinland", "Rheinl": "Rheinland", "Westf": "Westfalen", "Westf.": "Westfalen", "Hess": "Hessen",
    "Hess.": "Hessen", "Oldb": "Oldenburg", "Oldb.": "Oldenburg", "Ostfr.": "Ostfriesland", "Ostfriesl": "Ostfriesland",
    "Erzgeb.": "Erzgebirge", "Vogtl.": "Vogtland", "Vogtl": "Vogtland", "O.L.": "Oberlausitz", "OL": "Oberlausitz",
    "NL": "Niederlausitz", "Sa.": "Sachsen", "Thür.": "Thüringen", "Emsl": "Emsland", "Odenw": "Odenwald",
    "Odenw.": "Odenwald", "Siegerl": "Siegerland", "Bergstr": "Bergstraße", "Bergstr.": "Bergstraße", "Han": "Hannover",
    "Niedersachs": "Niedersachsen", "Sachs-Anh": "Sachsen-Anhalt", "Anh": "Anhalt", "Westerw": "Westerwald",
    "Schwarzw.": "Schwarzwald", "Schw.": "Schwarzwald", "OPf.": "Oberpfalz", "OPf": "Oberpfalz", "OB": "Oberbayern",
    "NB": "Niederbayern", "Bay.": "Bayern", "Bay": "Bayern", "UFr.": "Unterfranken", "OFr.": "Oberfranken",
    "MFr.": "Mittelfranken", "Fr.": "Franken", "Meckl.": "Mecklenburg", "Teutob. Wald": "Teutoburger Wald",
    "D.": "Deister", "W.": "Weinstraße", "Remig.": "Remigiusberg", "Potzb.": "Potzberg", "Altenk.": "Landkreis Altenkirchen",
}  # fmt: skip

#: a linking phrase -> how registers and people shorten it
_LINKS = {
    "an der": ("a. d. ", "a.d. ", "a.d."),
    "in der": ("i. d. ", "i.d. ", "i.d."),
    "vor der": ("v. d. ", "v.d. ", "v.d."),
    "ob der": ("o. d. ", "o.d. ", "o.d."),
    "am": ("a. ", "a."),
    "im": ("i. ", "i."),
    "bei": ("b. ", "b."),
}
_EXPANSIONS = (
    (re.compile(r"\ba\.\s?d\.\s?(?=[A-ZÄÖÜ])|\ban d\.(?=[A-ZÄÖÜ])"), "an der "),
    (re.compile(r"\bi\.\s?d\.\s?(?=[A-ZÄÖÜ])"), "in der "),
    (re.compile(r"\bv\.\s?d\.\s?(?=[A-ZÄÖÜ])"), "vor der "),
    (re.compile(r"\bo\.\s?d\.\s?(?=[A-ZÄÖÜ])"), "ob der "),
    (re.compile(r"(?<= )a\.\s?(?=[A-ZÄÖÜ])"), "am "),
    (re.compile(r"(?<= )i\.\s?(?=(?:OB|NB|Bay|UFr|OFr|MFr|Fr)\b)"), "in "),
    (re.compile(r"(?<= )i\.\s?(?=[A-ZÄÖÜ])"), "im "),
    (re.compile(r"(?<= )b\.\s?(?=[A-ZÄÖÜ])"), "bei "),
)
_LINKED_RE = re.compile(
    r"(?P<base>[A-ZÄÖÜ].*?) (?P<link>(?:an|in|vor|ob|auf|unter) (?:der|den|dem)|am|im|in|bei|beim|auf|unter|unterm|vorm) "
    r"(?P<rest>(?:der |dem |den )?[A-ZÄÖÜ].*)"
)
_BRACKETED_RE = re.compile(r"(?P<base>[^(/]+?) ?\((?P<rest>[^)]+)\)")
_SLASHED_RE = re.compile(r"(?P<base>[^(/]+?) ?/ ?(?P<rest>[^/()]+)")
_NEAR_RE = re.compile(r" +b\.? (?=[A-ZÄÖÜ])")
_DISTRICT_RE = re.compile(r"[ ,]+Kr (?=[A-ZÄÖÜ])")
_VALID_FROM_RE = re.compile(r"\s*\((?:ab [\d.]+|alt)\)")
_TOWN_RE = re.compile(r"[Ss]tadt\b|[Ss]tadt(?:kreis)|^(?:St|GKSt)$")
_UNINCORPORATED_RE = re.compile(r"gem(?:einde|\.)?\s?fr", re.IGNORECASE)
_SPACING_RE = re.compile(r"\s*([/\u2010\u2011\u2013-])\s*|(?<=\.)\s*(?=\S)|\s+")
_TITLE_RE = re.compile(r"(?:gemeinde|dorf|[Bb]ad|Kurort|Kirchspiel|kommune|Gemeinde)$")


@dataclass(frozen=True, slots=True)
class CleanName:
    """Hold what a register's name field says: the name, the type it implies, and an addition that is no part of the name."""

    name: str
    form: str | None
    qualifier: str | None


def _title_form(part: str) -> tuple[bool, str | None]:
    """Say whether a part behind a comma is a title, and which type it implies."""
    if part.startswith(("b ", "b. ")):
        return False, None
    if part in {"M", "Markt"}:
        return True, "Markt"
    if part.endswith("lecken"):
        return True, "Flecken"
    if _UNINCORPORATED_RE.search(part):
        return True, "gemeindefreies Gebiet"
    if _TOWN_RE.search(part):
        return True, "Stadt"
    return bool(_TITLE_RE.search(part)), None


def clean_name(raw: str) -> CleanName:
    """Take a register's name field apart.

    >>> clean_name("Lage, Lippe"), clean_name("Marktl, M").form, clean_name("Freiberg, Stadt, Universitätsstadt").name
    (CleanName(name='Lage', form=None, qualifier='Lippe'), 'Markt', 'Freiberg')
    >>> clean_name("Halle b Neuenhaus, Dinkel").qualifier
    'bei Neuenhaus, Dinkel'
    """
    text = _VALID_FROM_RE.sub("", " ".join(raw.split()))
    head, *parts = [part.strip() for part in text.split(",")]
    form, qualifiers = None, []
    for part in parts:
        is_title, implied = _title_form(part)
        form = form or implied
        if not is_title:
            qualifiers.append(part)
    for pattern, word in ((_NEAR_RE, "bei"), (_DISTRICT_RE, "Kreis")):
        name, found, rest = _cut(pattern, head)
        if found:
            head, qualifiers = name, [f"{word} {rest}", *qualifiers]
    qualifier = ", ".join(qualifiers) or None
    if qualifier:
        qualifier = re.sub(r"^b\.? (?=[A-ZÄÖÜ])", "bei ", re.sub(r"^Kr (?=[A-ZÄÖÜ])", "Kreis ", qualifier))
    head = re.sub(r"(?<=\w)\(", " (", head).replace("/ ", "/").replace("Teutob. Wald", "Teutoburger Wald")
    return CleanName(head.replace(" /", "/"), form, qualifier)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, bool, str]:
    """Part a text at the first match of a pattern."""
    match = pattern.search(text)
    if match is None or match.start() == 0:
        return text, False, ""
    return text[: match.start()], True, text[match.end() :]


def spell_out(name: str) -> str:
    """Write a name's abbreviations in full.

    >>> spell_out("Neustadt a.d.Aisch"), spell_out("Neumarkt i.d.OPf."), spell_out("Sachsen b.Ansbach")
    ('Neustadt an der Aisch', 'Neumarkt in der Oberpfalz', 'Sachsen bei Ansbach')
    """
    for pattern, long in _EXPANSIONS:
        name = pattern.sub(long, name)
    for parted in (_BRACKETED_RE, _SLASHED_RE, _LINKED_RE):
        match = parted.fullmatch(name)
        if match and match["rest"] in _ABBREVIATIONS:
            start, end = match.span("rest")
            return name[:start] + _ABBREVIATIONS[match["rest"]] + name[end:]
    return name


def base_name(name: str) -> str:
    """Drop what tells homonyms apart: "an der", brackets, slashes.

    >>> base_name("Frankfurt (Oder)"), base_name("Neustadt a.d.Aisch"), base_name("Bad Salzuflen")
    ('Frankfurt', 'Neustadt', 'Bad Salzuflen')
    """
    long = spell_out(name)
    for parted in (_BRACKETED_RE, _SLASHED_RE, _LINKED_RE):
        match = parted.fullmatch(long)
        if match:
            return match["base"].strip()
    return long


def spellings(name: str, qualifier: str | None = None) -> tuple[str, ...]:
    """List the other ways in which a place's name is written, its short form last.

    >>> spellings("Neustadt a.d.Aisch")[:3]
    ('Neustadt an der Aisch', 'Neustadt a. d. Aisch', 'Neustadt a.d. Aisch')
    >>> spellings("Frankfurt (Oder)")
    ('Frankfurt/Oder', 'Frankfurt')
    >>> spellings("Lage", "Lippe")
    ('Lage (Lippe)', 'Lage/Lippe')
    >>> spellings("Herford")
    ()
    """
    found = dict.fromkeys(_spell(name, qualifier))
    found |= dict.fromkeys(_swap_saint(one) for one in (name, *found))
    found.pop(name, None)
    return tuple(found)


def _swap_saint(name: str) -> str:
    """Exchange "St." and "Sankt"."""
    if name.startswith("Sankt "):
        return "St. " + name[6:]
    return re.sub(r"^St\. ?(?=[A-ZÄÖÜ])", "Sankt ", name)


def _spell(name: str, qualifier: str | None) -> Iterator[str]:
    """Yield spellings, some of them twice."""
    long = spell_out(name)
    yield long
    linked = _LINKED_RE.fullmatch(long)
    parted = linked or _BRACKETED_RE.fullmatch(long) or _SLASHED_RE.fullmatch(long)
    if linked:
        base, rest = linked["base"], linked["rest"]
        for short in _LINKS.get(linked["link"], ()):
            yield f"{base} {short}{rest}"
        if rest == "Main":
            yield f"{base} a. M."
            yield f"{base} a.M."
        if rest == "Breisgau":
            yield f"{base} i. Br."
            yield f"{base} i.Br."
    if parted:
        base, rest = parted["base"].strip(), parted["rest"].strip()
        yield f"{base}/{rest}"
        yield f"{base} ({rest})"
    if qualifier and not qualifier.startswith("Kreis "):
        yield from _qualify(name, qualifier)
    for prefix in ("Insel ", "Hallig "):
        if name.startswith(prefix):
            yield name.removeprefix(prefix)
    if parted:
        yield base


def _qualify(name: str, qualifier: str) -> Iterator[str]:
    """Yield a name with an addition that its register keeps apart."""
    if qualifier.startswith("bei "):
        yield f"{name} {qualifier.partition(',')[0]}"
        return
    if "," in qualifier or not qualifier[:1].isupper():
        return
    full = _ABBREVIATIONS.get(qualifier, qualifier)
    yield f"{name} ({full})"
    yield f"{name}/{full}"


def tidy_spelling(surface: str) -> str:
    """Level blanks, dashes and slashes, so that spellings of one name meet.

    >>> tidy_spelling("Neustadt a. d. Aisch") == tidy_spelling("Neustadt a.d.Aisch")
    True
    >>> tidy_spelling("Schieder - Schwalenberg"), tidy_spelling("Frankfurt / Oder")
    ('Schieder-Schwalenberg', 'Frankfurt/Oder')
    """
    return _SPACING_RE.sub(_level, surface.strip())


def _level(match: re.Match[str]) -> str:
    """Give the one form of a dash, a slash or a blank."""
    if match[1] is None:
        return " "
    return "/" if match[1] == "/" else "-"


def uninflected(surface: str) -> Iterator[str]:
    """Yield what a name may be without the ending of a genitive.

    >>> list(uninflected("Herfords")), list(uninflected("Wetteraukreises")), list(uninflected("Lage"))
    (['Herford'], ['Wetteraukreis', 'Wetteraukreise'], [])
    """
    if not surface.endswith(("s", "\u2019", "'")):
        return
    for ending in ("es", "\u2019s", "'s", "\u2019", "'", "s"):
        if surface.endswith(ending) and len(surface) > len(ending) + 2:
            stem = surface[: -len(ending)]
            if ending != "es" or stem.lower().endswith(("kreis", "land", "wald")):
                yield stem
