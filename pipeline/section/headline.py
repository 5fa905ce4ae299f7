"""Finds the headline of a plain text: the first line that reads as one, below letterhead, dateline and kicker."""

import re

from pipeline.lexicon import Hit

_LINE_RE = re.compile(r"\S[^\n]*")
_LABEL_RE = re.compile(
    r"(?:Betreff|Betr\.?|Gegenstand|Überschrift|Headline|TOP\s*(?:\d+(?:\.\d+)?[a-z]?)|Tagesordnungspunkt\s*\d*)\s*:\s*(.*)",
    re.IGNORECASE,
)
_DATE_RE = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\d{4}-\d\d-\d\d|(?:\d{1,2}\.\s?)?(?:Jan(?:uar)?|Feb(?:ruar)?|März|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\.?\s\d{4}"
)
_BREADCRUMB_RE = re.compile(r"\s[>»›|·•*]\s|::|>>|<<|^[>\[(|*/]|\s{3,}|^\d{6,}|@|www\.|https?:|\bTel(?:efon)?\b")
_DIGEST_RE = re.compile(r"\+\s?\+\s?\+")
_NUMBER_RE = re.compile(r"^\d{1,2}[.)]?\s+(?=[A-ZÄÖÜ])")
_MARKDOWN_RE = re.compile(r"^#+\s+")
_LETTERHEAD_RE = re.compile(
    r"(?:(?:Große |Kreisfreie )?(?:Kreis|Haupt|Universitäts|Hanse|Landeshaupt)?[Ss]tadt(?:verwaltung)?|Gemeinde(?:verwaltung)?|Markt|Flecken|Landkreis|Kreis|Landratsamt|Samtgemeinde|Verbandsgemeinde|Verwaltungsgemeinschaft|Amt|Rathaus|Bürgermeisteramt|Regierung von|Ministerium)\s(?:[A-ZÄÖÜ(][\w./()-]*\s?|a\.\s?d\.\s?|am\s|an der\s|im\s|in der\s|der\s|und\s){1,5}"
)
_LAST_SIGN_RE = re.compile(r"[.,;:–-]$")
_LOOK_CHARS = 1800
_LONGEST = 160
_BODY_WORDS = 6
_LABEL_LINES = 16
_DATE_SHARE = 0.35


def find_headline(text: str, hits: dict[str, list[Hit]]) -> str | None:
    """Give the headline, or None where the text begins with its first paragraph.

    A subject line of a council paper ("Betreff: …") is one wherever it stands at the top.
    """
    top = [(match.start(), match.group().strip()) for match in _LINE_RE.finditer(text, 0, _LOOK_CHARS)]
    for number, (_, line) in enumerate(top[:_LABEL_LINES]):
        label = _LABEL_RE.match(line)
        if label:
            subject = label[1] or (top[number + 1][1] if number + 1 < len(top) else "")
            return subject if subject and len(subject) <= _LONGEST else None
    kickers = {hit.start for hit in hits.get("kickers", ())}
    bodies = _body_ends(hits)
    for start, line in top:
        begin = start + len(text[start:]) - len(text[start:].lstrip())
        if len(line) > _LONGEST:
            return None
        if not _is_above(text, begin, line, kickers, bodies):
            return _NUMBER_RE.sub("", _MARKDOWN_RE.sub("", line)).strip()
    return None


def _is_above(text: str, begin: int, line: str, kickers: set[int], bodies: set[int]) -> bool:
    """Say whether a line belongs to what stands above a headline."""
    if not (line[0].isupper() or line[0].isdigit() or line[0] in '„"»#') or _BREADCRUMB_RE.search(line) or _DIGEST_RE.search(line):
        return True
    if any(at in kickers for at in (begin, *(begin + match.end() for match in re.finditer(r"\s[–-]\s", line)))):
        return True
    if _LAST_SIGN_RE.search(line) or _LETTERHEAD_RE.fullmatch(line) or _is_dateline(line):
        return True
    is_body = begin + len(line) in bodies or (begin in bodies and not re.search(r"\s[a-zäöü]", line))
    return is_body and len(line.split()) <= _BODY_WORDS and not re.search(r"\s[a-zäöü]{3,}(?:t|en)\s", line)


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
    dates = sum(len(match.group()) for match in _DATE_RE.finditer(line))
    return dates >= _DATE_SHARE * len(line)
