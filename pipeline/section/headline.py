"""Finds the headline of a plain text: the first line that reads as one, below letterhead, navigation, dateline and kicker."""

import re
from collections.abc import Sequence
from functools import cached_property

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Segment

_LINE_RE = shape(r"\S[^\n]*")
_LABEL_RE = shape(
    r"(?:Betreff|Betr\.?|Gegenstand|Überschrift|Headline|TOP\s*(?:\d+(?:\.\d+)?[a-z]?)|Tagesordnungspunkt\s*\d*)\s*(?::\s*(.*)|$)",
    re.IGNORECASE,
)
#: what the labels begin with
_LABEL_LETTERS = frozenset("BbGgÜüHhTt")
_DATE_RE = shape(
    r"(?:\b(?:Mon|Diens|Donners|Frei|Sams|Sonn)(?:tag|abend),?\s(?:den\s)?|\bMittwoch,?\s(?:den\s)?)?(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\d{4}-\d\d-\d\d|(?:\d{1,2}\.\s?)?(?:Jan(?:uar)?|Feb(?:ruar)?|März|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\.?\s\d{4})"
)
_DIGIT_RE = re.compile(r"\d")
_PLACE_AND_DATE_RE = shape(rf"[^,.!?]{{2,50}}(?:,|,?\s+(?:den|dem|am|im|vom))\s+(?:{_DATE_RE.pattern})\.?$")
_BREADCRUMB_RE = shape(r"\s[>»›|·•*]\s|::|>>|<<|^[>\[(|*/]|\s{3,}|^\d{6,}|@|www\.|https?:|\bTel(?:efon)?\b")
_DIGEST_RE = shape(r"\+\s?\+\s?\+")
_NUMBER_RE = shape(r"^\d{1,2}[.)]?\s+(?=[A-ZÄÖÜ])")
_MARKDOWN_RE = shape(r"^#+\s+")
_LETTERHEAD_RE = shape(
    r"(?:(?:Große |Kreisfreie )?(?:Kreis|Haupt|Universitäts|Hanse|Landeshaupt)?[Ss]tadt(?:verwaltung)?|Gemeinde(?:verwaltung)?|Markt|Flecken|Landkreis|Kreis|Landratsamt|Samtgemeinde|Verbandsgemeinde|Verwaltungsgemeinschaft|Amt|Rathaus|Bürgermeisteramt|Regierung von|Ministerium)\s(?:[A-ZÄÖÜ(][\w./()-]*+\s?|a\.\s?d\.\s?|am\s|an der\s|im\s|in der\s|der\s|und\s){1,5}"
)
#: a body's own page or paper, an extract from minutes, a list of places or of menu words
_HEADER_RE = shape(
    r"(?:Bundes|Landes|Staats)?(?:[Mm]inisterium|[Ll]andesamt|[Uu]mweltamt)\s(?:für|des|der)\b"
    r"|(?:Auszug aus|Aus der Sitzung|Niederschrift|Protokoll|Öffentliche\s|Nichtöffentliche\s|Sitzung\s(?:des|der|vom)|Tagesordnung|Von\s[A-ZÄÖÜ]\w+\s[A-ZÄÖÜ])"
    r"|(?:[A-ZÄÖÜ][\w.-]++[ ]?){1,3}(?:/[ ]?(?:[A-ZÄÖÜ][\w.-]++[ ]?){1,3})+$"
    r"|(?:[A-ZÄÖÜ][\w-]++|&|und|[ ]){1,7}\s/\s(?:[A-ZÄÖÜ][\w-]++|&|und|[ ]){1,7}$"
    r"|[^\n]{2,60}\b[Aa]ktuell$"
    r"|[^\n.!?]{2,50}(?:,\s(?:Ausgabe|Heft|Nr\.)\s[\d/ ]{1,9}|\s\d{1,2}/(?:19|20)?\d\d)$|[A-ZÄÖÜ][\w-]*-(?:News|Info|Infos|Ticker|Report|Brief|Journal|Magazin|Nachrichten)$|(?:[A-ZÄÖÜ][\w-]+\s(?:&|UND)\s[A-ZÄÖÜ][\w-]+)$"
    r"|[^\n]{0,60}[–,-]\s(?:\w*[Vv]ersammlung|\w*rat|\w*[Aa]usschuss|\w*[Tt]ag)\b[^a-zäöü]*$"
)
#: a district's name alone is who speaks: "Saale-Orla-Kreis"
_DISTRICT_RE = shape(r"[A-ZÄÖÜ][\wäöüß]+(?:-[A-ZÄÖÜ][\wäöüß]+){0,3}(?:-Kreis|kreis)|(?:Land)?[Kk]reis\s[A-ZÄÖÜ][\w./() -]{2,30}")
#: a town and its menu: "Heilbronn: Umwelt und Natur"
_MENU_RE = shape(r"[A-ZÄÖÜ][\wäöüß-]+:\s(?:[A-ZÄÖÜ][\wäöüß-]+)(?:,\s[A-ZÄÖÜ][\wäöüß-]+)?\s(?:und|&)\s[A-ZÄÖÜ][\wäöüß-]+")
#: a column in capitals of a few words, no sentence: "AUS DEM LAND"
_CAPITALS_RE = shape(r"(?:AUS|IM|IN|NEUES|RUND|ÜBER|UNSER|UNSERE|PRAXIS|BEST PRACTICE|GUTE|KURZ)(?:\s[A-ZÄÖÜ&]+){0,4}|[A-ZÄÖÜ]{6,}")
_CONTENTS_RE = shape(
    r"(?:Aus dem Inhalt|Inhalt(?:sverzeichnis|sübersicht)?|In dieser Ausgabe|Themen dieser Ausgabe|Themen in dieser Ausgabe|Diese Themen erwarten Sie|Auf einen Blick|Kurz gesagt|Das Wichtigste in Kürze)\s*:?"
)
_LAST_SIGNS = frozenset(".,;:–-")
#: lines that label, ask, greet or credit: never a headline
_NOTICE_RE = shape(
    r"[^\n]*\((?:Fotos?|Bild|Grafik|Archiv)\s?:|(?:So erreichen Sie|Zum (?:Haupti|I)nhalt|Zur (?:Haupt)?[Nn]avigation|Anmelden$|Registrieren$|Kontakt$|Servicetelefon|Öffnungszeiten)"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\s|(?:Bitte|Sehr geehrte|Liebe[rs]?\s\w+ (?:und|Leser)|Hallo|Guten Tag|Herzlich [Ww]illkommen|(?:Mit )?(?:[Ff]reundliche|[Vv]iele|[Bb]este|[Hh]erzliche|[Ll]iebe|[Ss]chöne)n? Gr[üu](?:ß|ss)\w*)\b|©|\(c\)\s"
    r"|(?:Beschluss|Abstimmung|Abstimmungsergebnis|Ergebnis|Datum|Ort|Uhrzeit|Von|An|Autor(?:in)?|Text|Redaktion|Stand|Kategorien?|Rubrik|Quelle"
    r"|Schlagw[oö]rte?r?|Fotos?|Bild(?:er)?|Grafik|Logo|Abbildung|Video|Lesezeit|Dauer|Tags?|Anlagen?)\s*:|\w+:\s\w+$"
)
#: names that begin small: "enviaM", "e-mobil"
_BRAND_RE = shape(r"[a-zäöü]{1,8}-?[A-ZÄÖÜ]|[a-z]-[a-z]")
_VERB_RE = shape(r"\s[a-zäöü]{3,}(?:t|en)(?:\s|$)")
_CAPTIONED = frozenset(
    {"navigation", "share", "caption", "cookie", "menu", "breadcrumb", "form", "advert", "footer", "related", "header", "mail"}
)
_WHOLE = ("programmes", "not_networks")
_PLAIN, _DOUBTFUL, _ABOVE = 0, 1, 2
_LOOK_CHARS = 1800
_LONGEST = 160
_BODY_WORDS = 6
_LABEL_LINES = 16
_DATE_SHARE = 0.35
_KICKER_WORDS = 2
_WRAPPED_RE = shape(r"[^\n]{60,110}\n(?:[a-zäöü]|[^\n]{60,110}\n\S)")
_NAVIGATION_RE = shape(r"\S\s[>»›|·•]\s\S[^\n]*\s[>»›|·•]\s\S")


def find_headline(text: str, hits: dict[str, list[Hit]], segments: Sequence[Segment] = ()) -> str | None:
    """Give the headline, or None where the text begins with its first paragraph.

    A subject line of a council paper ("Betreff: …") is one wherever it stands at the top. A line that only opens like a
    kicker ("Kommunales Netzwerk Nord ist gestartet") counts where no plainer one follows before the text begins.
    """
    noise = [(segment.start, segment.end) for segment in segments if segment.boilerplate in _CAPTIONED]
    first_live = next((segment.start for segment in segments if segment.boilerplate not in _CAPTIONED), 0)
    top = list(_LINE_RE.finditer(text, 0, first_live + _LOOK_CHARS))
    live = [line for line in top if not any(start <= line.start() < stop for start, stop in noise)] if noise else top
    for number, first in enumerate(live[:_LABEL_LINES]):
        label = _LABEL_RE.match(first.group().strip()) if text[first.start()] in _LABEL_LETTERS else None
        if label:
            subject = label[1] or (live[number + 1].group().strip() if number + 1 < len(live) else "")
            return subject if subject and len(subject) <= _LONGEST else None
    judge = _Judge(text, hits, noise)
    doubtful: str | None = None
    listed = False
    for number, match in enumerate(top):
        line = match.group().strip()
        if listed:  # what stands behind "Die Teilnehmer:" is their list
            listed = False
            continue
        if len(line) > _LONGEST or _is_wrapped(text, match):
            break
        grade = judge.grade(match.start(), line, top[number + 1].group() if number + 1 < len(top) else "")
        if grade == _PLAIN:
            return _tidy(line)
        listed = line.endswith(":") and text[match.end() : match.end() + 2].count("\n") == 1
        if grade == _DOUBTFUL and doubtful is None:
            doubtful = _tidy(line)
    return doubtful


def _tidy(line: str) -> str:
    return _NUMBER_RE.sub("", _MARKDOWN_RE.sub("", line)).strip()


def _is_wrapped(text: str, line: re.Match[str]) -> bool:
    """Say whether a line is the first of a paragraph that is wrapped by hand: lines of one length follow, or small letters."""
    return _WRAPPED_RE.match(text, line.start()) is not None


class _Judge:
    """Tell headlines from what stands above them."""

    def __init__(self, text: str, hits: dict[str, list[Hit]], noise: list[tuple[int, int]]) -> None:
        self._text = text
        self._noise = noise
        self._kickers = {hit[0] for hit in hits.get("kickers", ())}
        self._hits = hits
        self._networks = [hit[0] for hit in hits.get("network_heads", ())]
        self._whole = {hit[:2] for name in _WHOLE for hit in hits.get(name, ())}

    @cached_property
    def _bodies(self) -> set[int]:
        return _body_ends(self._hits)

    def grade(self, begin: int, line: str, following: str) -> int:
        """Grade a line: headline, perhaps one, or above it."""
        end = begin + len(line)
        if self._is_noise(begin, end, line) or (self._text[end : end + 2].count("\n") == 1 and _NAVIGATION_RE.search(following)):
            return _ABOVE
        if begin in self._kickers and self._names_network(begin, end, line):
            return _PLAIN
        if begin in self._kickers or any(begin + match.end() in self._kickers for match in re.finditer(r"\s[–-]\s", line)):
            return _DOUBTFUL if self._tells(begin, end, line) else _ABOVE
        if self._is_body(begin, end, line):
            return _ABOVE
        alone = " " not in line and self._text[end : end + 2].strip(" ") != "\n\n" and len(following) > len(line)
        return _DOUBTFUL if alone else _PLAIN

    def _is_noise(self, begin: int, end: int, line: str) -> bool:
        """Say whether a line is navigation, a label, a letterhead, a date or the end of a sentence."""
        opens = line[0].isupper() or line[0].isdigit() or line[0] in '„"»#' or _BRAND_RE.match(line)
        if not opens or _BREADCRUMB_RE.search(line) or _DIGEST_RE.search(line):
            return True
        if any(start <= begin < stop for start, stop in self._noise) or _NOTICE_RE.match(line) or (begin, end) in self._whole:
            return True
        if any(pattern.fullmatch(line) for pattern in (_LETTERHEAD_RE, _DISTRICT_RE, _MENU_RE, _CAPITALS_RE, _CONTENTS_RE)):
            return True
        return line[-1] in _LAST_SIGNS or bool(_HEADER_RE.match(line)) or _is_dateline(line)

    def _names_network(self, begin: int, end: int, line: str) -> bool:
        """Say whether "Kommunales" opens a network's name rather than a column: "Kommunales Energieeffizienz-Netzwerk Nord"."""
        return bool(re.match(r"Kommunale[sr]?\s[A-ZÄÖÜ]", line)) and any(begin < at < end for at in self._networks)

    def _tells(self, begin: int, end: int, line: str) -> bool:
        """Say whether a line that opens like a kicker goes on as a headline: with a verb, or with a network's head."""
        return len(line.split()) > _KICKER_WORDS and (bool(_VERB_RE.search(line)) or any(begin < at < end for at in self._networks))

    def _is_body(self, begin: int, end: int, line: str) -> bool:
        """Say whether a line is only the name of a body."""
        is_body = end in self._bodies or (begin in self._bodies and not re.search(r"\s[a-zäöü]", line))
        return is_body and len(line.split()) <= _BODY_WORDS and not _VERB_RE.search(line)


def _body_ends(hits: dict[str, list[Hit]]) -> set[int]:
    """Give where legal forms end, and where names of bodies begin and end; a network's head makes no body."""
    networks = {hit.end for hit in hits.get("network_heads", ())}
    heads = [hit for hit in hits.get("organisation_heads", ()) if hit.end not in networks]
    return {hit.end for hit in hits.get("legal_forms", ())} | {place for hit in heads for place in (hit.start, hit.end)}


def _is_dateline(line: str) -> bool:
    """Say whether a line is mostly a date: "Unna, 15. März 2013", "Ausgabe vom 14.09.22", "Stand: Mai 2022".

    >>> _is_dateline("Unna, 15. März 2013"), _is_dateline("Referenzen der Muster GmbH aus allen Jahren, Stand: Mai 2022")
    (True, False)
    """
    if not _DIGIT_RE.search(line):
        return False
    if _PLACE_AND_DATE_RE.match(line):
        return True
    dates = sum(len(match.group()) for match in _DATE_RE.finditer(line))
    return dates >= _DATE_SHARE * len(line)
