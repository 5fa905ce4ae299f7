"""Finds programmes and awards that no list knows, by the word before their quotation marks."""

import re
from collections.abc import Iterator, Sequence

from pipeline.shapes import shape
from schemas.mention import Mention

_QUOTE = r"[„“\"»«‚]([^„“”\"»«\n]{3,90})[“”\"«»‘]"
_PROGRAMME_RE = shape(
    rf"(?:[Pp]rogramms?|[Rr]ichtlinien?|Förderaufrufs?|Förderlinie|Förderschwerpunkts?|Förderwettbewerbs?)(?:\s(?:zur|des Landes|des Bundes|der EU|namens))?\s{_QUOTE}"
)
_AWARD_RE = shape(rf"(?:[Ss]iegel|[Pp]reis|Auszeichnung|Titel|Zertifikat|Label|Plakette)s?(?:\s(?:als|namens))?\s{_QUOTE}")
_MARKS = '„“"»«‚'
#: the pattern of each label, and how the words before the mark end in each of its matches
_PATTERNS = {
    "programme": (
        _PROGRAMME_RE,
        (
            "rogramm", "rogramms", "ichtlinie", "ichtlinien", "örderaufruf", "örderaufrufs", "örderlinie", "örderschwerpunkt",
            "örderschwerpunkts", "örderwettbewerb", "örderwettbewerbs", "zur", "Landes", "Bundes", "EU", "namens",
        ),
    ),
    "award": (
        _AWARD_RE,
        (
            "iegel", "reis", "uszeichnung", "itel", "ertifikat", "abel", "lakette", "iegels", "reiss", "uszeichnungs", "itels",
            "ertifikats", "abels", "lakettes", "als", "namens",
        ),
    ),
}  # fmt: skip
_LONGEST_LEAD = 20
_NETWORK_RE = shape(r"netzwerk\w*\Z|bündnis\Z", re.IGNORECASE)


def find_quoted(text: str, label: str, listed: Sequence[Mention]) -> list[Mention]:
    """Find the quoted names of one label ("programme", "award"), those of the lists among them.

    A quotation names the whole: a listed name inside it gives way.

    Shape: mentions in text order, not overlapping.

    >>> [mention.value for mention in find_quoted("aus der Richtlinie „Nahmobilität & ÖPNV“", "programme", [])]
    ['Nahmobilität & ÖPNV']
    """
    found = [_mention(text, label, start, end, listed) for start, end in _spans(text, label)]
    inside = [other for other in listed if not any(mention.start <= other.start and other.end <= mention.end for mention in found)]
    clear = [mention for mention in found if not any(other.start < mention.end and mention.start < other.end for other in inside)]
    return sorted([*inside, *clear], key=lambda mention: mention.start)


def _mention(text: str, label: str, start: int, end: int, listed: Sequence[Mention]) -> Mention:
    """Label a quotation; it is the entity of a listed name that makes up most of it."""
    entity = next(
        (
            other.entity
            for other in listed
            if start <= other.start and other.end <= end and (other.end - other.start) * 2 > end - start
        ),
        None,
    )
    return Mention(label, start, end, text[start:end], f"{label}.quoted", 0.8, " ".join(text[start:end].split()), entity)


def _spans(text: str, label: str) -> Iterator[tuple[int, int]]:
    pattern, leads = _PATTERNS[label]
    if not _has_lead(text, leads):
        return
    for match in pattern.finditer(text):
        if not _NETWORK_RE.search(match[1]):
            yield match.span(1)


def _has_lead(text: str, leads: tuple[str, ...]) -> bool:
    """Say whether one of the words stands before a quotation mark; few texts have one, and the marks are found at once."""
    for mark in _MARKS:
        at = text.find(mark, 1)
        while at >= 0:
            if text[at - 1].isspace() and text[max(0, at - _LONGEST_LEAD) : at - 1].endswith(leads):
                return True
            at = text.find(mark, at + 1)
    return False
