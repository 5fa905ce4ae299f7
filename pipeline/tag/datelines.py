"""Find the document's own date: the dateline of a press release, "Stand: 05/2021", a line that is only a date."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.shapes import shape
from schemas.layout import Segment
from schemas.time import TimeExpression

#: how far from the head a dateline may stand, how far down a headline, how far from the foot a source. Unit: code points
_HEAD, _HEADLINE, _FOOT = 1000, 250, 400
#: "Musterstadt, den " or "Bad Musterstadt/Kreis Muster (" before a date: a few words with a capital, then a comma or bracket
_PLACE_RE = shape(
    r"(?:^|\n|\t|[ \t]{3})(?:\([a-zA-Z]{2,12}\)[ \t]*)?[ \t>*_#(]*[A-ZÄÖÜ][\w.-]*(?:[ /](?:[A-ZÄÖÜ(][\w.)-]*|an|am|der|dem|den|im|in|ob|bei|a\.|d\.|v\.)){0,5}"
    r"[ \t]*(?:,|\(|[-–—|/·.])[ \t]*(?:den[ \t]+|am[ \t]+|im[ \t]+)?$"
)
_LINE_START_RE = shape(r"(?:^|\n)[ \t>*_#(|\[+]*(?:den[ \t]+|vom[ \t]+|am[ \t]+)?$")
#: a date in brackets that opens a paragraph: "[02.02.2021] Zwei Netzwerke …"
_BRACKETED_RE = shape(r"(?:^|\n)[ \t]*[\[(]$")
_LINE_END_RE = shape(r"[ \t.)*_\]+]*(?:\n|$)|,?[ \t]*\d{1,2}[:.]\d{2}(?:[ \t]*Uhr)?[ \t]*(?:\n|$)")
_DATELINE_END_RE = shape(r"[ \t]*(?:\([a-zäöü/ -]{2,12}\)[ \t]*)?(?:\)|[.:–—|-]|\n|$|/)")
_SEPARATED_RE = shape(r"[ \t]*[|–—·:]|[ \t]+[-/][ \t]")
#: who wrote it, behind the date at the foot: "14.11.2024 · red", "03.05.2021 / mm"
_SIGNED_RE = shape(r"[ \t]*[·|/,–-][ \t]*[A-Za-zäöüÄÖÜ./]{2,12}(?:[ \t][A-ZÄÖÜ][\w-]{2,20})?[ \t]*(?:\n|$)")
_HEADLINE_END_RE = shape(r"\)[ \t]*\n")
_AFTER_SEPARATOR_RE = shape(r"\n?[^\n.!?]{3,80}[|*–—·,][ \t]*$")
#: the line of a letterhead or byline up to its date, and what may follow: the hour, the author, the place
_HEADER_RE = shape(
    r"(?:^|\n)(?=[^\n]{0,110}$)(?:[^\n]*(?:[,|/(·•:]|[–—-]|\b(?:vom|am|den))[ \t]*|[ \t]*(?:[Vv]on|Text:?|Autor(?:in)?:?|Redaktion)[ \t][^\n]{2,50}[ \t])?$"
)
_HEADER_END_RE = shape(r"[ \t]*(?:\)?[ \t]*(?:\n|$)|,?[ \t]*(?:um[ \t]+)?\d{1,2}[:.]\d{2}\b|[,|/·–—-][^\n.!?]{0,60}(?:\n|$))")
_HEADER_LINES = 7
#: a line that dates something else
_OTHER_LINE_RE = shape(
    r"[Gg]ründ|[Aa]uftakt|[Ss]tart|[Tt]reff|[Ll]aufzeit|[Vv]eranstalt|\b(?:Foto|Bild|Grafik|[Ss]eit|[Bb]is|[Aa]b)\b|[Aa]nfrage|[Ff]rist|[Aa]nmeld|[Bb]eratungsfolge|[Bb]eginn|[Ww]ann|[Tt]ermin|[Uu]nterz|[Kk]ick"
)
_PLACES_RE = shape(r"[ \t]+[A-ZÄÖÜ](?![^\n]*\b(?:wurden?|haben|hat|ist|sind|war|waren|fand)\b)[^\n.!?]{2,100}(?:\n|$)")
_OPENS_RE = shape(r"\.[ \t]+[A-ZÄÖÜ„]")
_LEAD_LENGTH = 60
_BEFORE_SEPARATOR_RE = shape(r"[ \t]*(?:[|*·]|\n|$)")
_STATE_RE = shape(r"(?:^|[\n(])[ \t]*(?:Stand|Datenstand|Redaktionsstand)[ \t]*:?[ \t]*$")
_SOURCE_RE = shape(r"\((?:aus: |Quelle: )?[A-ZÄÖÜ][^()\n]{2,50},[ \t]*(?:vom[ \t]+|am[ \t]+)?$")

_LAST_LINE_RE = shape(
    r"\n[ \t]*(?:Quelle:[ \t]*|Aus:[ \t]*|aus:[ \t]*)?[A-ZÄÖÜ][^\n.!?]{2,60},[ \t]*(?:vom[ \t]+|den[ \t]+|(?:Heft|Ausgabe)[ \t]+)?$"
)


@lru_cache(maxsize=8)
def _label_re(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Build the pattern of a label that ends directly before a date, once for each list.

    It stands at the start of its line or a few words behind it: "(Stand 15.9.2024)" inside a text dates only what it follows.
    """
    forms = {form for label in labels for form in (label, label.upper())}  # never "stand": the verb is no label
    words = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:^|\n)(?:[^\n.:;]{{0,90}}[^\w\n(]|[ \t]*\()?|[.!?][ \t]\(|[.!?|][ \t]+(?=(?:Stand|Redaktionsschluss|Datum|Redaktionsstand):))(?:{words})(?:[ \t]+Nr\.?[ \t]*[\d/.-]+)?"
        r"(?:[ \t]+(?:von|durch|de[rs])[ \t]+[^\n.:]{2,60}[ \t](?=(?:am|vom)[ \t]))?"
        r"[ \t]*[:,|]?\s{0,3}(?:(?:vom|am|den)[ \t]*:?[ \t]*|,[ \t]*)?$"
    )


def find_dateline(
    text: str, expressions: Sequence[TimeExpression], labels: Sequence[str], segments: Sequence[Segment] = ()
) -> TimeExpression | None:
    """Choose the document's own date: of the message if it has one, else of what stands around it, never of a mail's headers.

    Head and foot are those of the message: how much noise a page has above it says nothing.
    """
    live = [segment for segment in segments if not segment.is_silent]
    if len(live) == len(segments):
        return choose_dateline(text, expressions, labels)
    begin, end = (live[0].start, live[-1].end) if live else (0, len(text))
    mails = [(segment.start, segment.end) for segment in segments if segment.boilerplate == "mail"]
    own = [item for item in expressions if begin <= item.start and item.end <= end]
    own = [item for item in own if not any(start <= item.start < stop for start, stop in mails)]
    shifted = {replace(item, start=item.start - begin, end=item.end - begin): item for item in own}
    found = choose_dateline(text[begin:end], list(shifted), labels)
    if found is not None:
        return shifted[found]
    around = [item for item in expressions if not any(start <= item.start < stop for start, stop in mails)]
    return choose_dateline(text, around, labels)


def choose_dateline(text: str, expressions: Sequence[TimeExpression], labels: Sequence[str]) -> TimeExpression | None:
    """Choose the expression that is the document's own date; None where the text does not say.

    The first of: a labelled date ("Pressemitteilung vom 3. Mai 2021") or dateline ("Musterstadt, 3. Mai 2021 –"), whichever
    comes first; a line that is only a date; a date set apart in the headline ("Rundbrief 2/2022 | April 2022"); the source at
    the foot ("(Musterstädter Tageblatt, 3. Mai 2021)"). A label with nothing behind it ("Meldung vom") gives nothing, and
    neither does a date inside a sentence ("Am 3. Mai 2021 wurde …").

    Args:
        text: the text the expressions were found in.
        expressions: what ``DateFinder.find`` found, in text order.
        labels: words that announce the date, ``DateWords.labels``.
    """
    near = [item for item in expressions if _is_own_date(item) and (item.start < _HEAD or item.end > len(text) - _FOOT)]
    pattern = _label_re(tuple(labels)) if labels else None
    for item in near:
        if (pattern is not None and _is_labelled(text, item, pattern)) or _is_dateline(text, item):
            return item
    near = [item for item in near if item.point is not None and item.point.month is not None]
    tests = (_is_own_line, _is_in_headline, _is_header, _closes_lead, _is_source)
    return next((item for test in tests for item in near if test(text, item)), None)


def _is_labelled(text: str, item: TimeExpression, pattern: re.Pattern[str]) -> bool:
    """Recognise "Pressemitteilung vom 3. Mai 2021"; a bare year counts only behind "Stand:" at the end of its line."""
    before = _before(text, item)
    if item.point is not None and item.point.month is None:
        return _STATE_RE.search(before) is not None and text[item.end : item.end + 2].strip(" .)")[:1] in {"", "\n"}
    return pattern.search(before) is not None


def _before(text: str, item: TimeExpression) -> str:
    """Give the characters before a date that can tell what it is; a cut line does not pass for a whole one."""
    start = max(0, item.start - 120)
    return text[start : item.start] if start == 0 else "…" + text[start : item.start]


def _is_own_date(item: TimeExpression) -> bool:
    """Say whether an expression is exact enough: a full day, or a month; a year only behind a label."""
    return item.kind == "date" and item.point is not None and item.point.year is not None


def _is_dateline(text: str, item: TimeExpression) -> bool:
    """Recognise "Musterstadt, 3. Mai 2021 –", "Musterstadt (03.05.2021)" and "[03.05.2021] Sechs Städte …"."""
    if item.start >= _HEAD or item.point is None:
        return False
    before = _before(text, item)
    if item.point.day is None:  # "Musterstadt, im Juni 2021" on a line of its own
        return before.endswith("im ") and _PLACE_RE.search(before) is not None and text[item.end :].lstrip(" .").startswith("\n")
    if _BRACKETED_RE.search(before) and text[item.end : item.end + 2] in {"] ", ") "}:
        return True
    if not _DATELINE_END_RE.match(text, item.end):
        return False
    return _PLACE_RE.search(before) is not None


def _is_own_line(text: str, item: TimeExpression) -> bool:
    """Recognise a line that is only a date, or one that opens with a day and a separator ("03.05.2021 | Klima")."""
    if not _LINE_START_RE.search(_before(text, item)) or item.point is None or item.point.day is None:
        return False
    if item.end > len(text) - _FOOT and _SIGNED_RE.match(text, item.end):
        return True
    return bool(_LINE_END_RE.match(text, item.end)) or (item.start < _HEAD and bool(_SEPARATED_RE.match(text, item.end)))


def _is_in_headline(text: str, item: TimeExpression) -> bool:
    """Recognise "Rundbrief 2/2022 | April 2022"."""
    if item.start < _HEADLINE and text[max(0, item.start - 2) : item.start] == " (" and _HEADLINE_END_RE.match(text, item.end):
        return "\n" not in text[: item.start].strip()  # "Netzwerk gestartet (15.06.2023)"
    if item.start >= _HEADLINE or not _BEFORE_SEPARATOR_RE.match(text, item.end):
        return False
    before = _before(text, item)
    return _AFTER_SEPARATOR_RE.search(before) is not None and not _OTHER_LINE_RE.search(before[before.rfind("\n") + 1 :])


def _is_header(text: str, item: TimeExpression) -> bool:
    """Recognise the date of a letterhead or byline: "IHK aktuell, 11.11.2016", "Von A. Muster 09.03.2017, 05:00"."""
    if item.start >= _HEAD or item.point is None or item.point.day is None:
        return False
    if text.count("\n", 0, item.start) - text.count("\n\n", 0, item.start) > _HEADER_LINES:
        return False
    before = _before(text, item)
    line = before[before.rfind("\n") + 1 :]
    if not line.strip() and _OPENS_RE.match(text, item.end):  # "10. November 2021. Zum ersten Mal …"
        return True
    if not line.strip() and _PLACES_RE.match(text, item.end):  # "22.08.2016 Musterstadt, Musterdorf"
        return True
    end = text.find("\n", item.end)
    whole = line + text[item.end : end if end >= 0 else len(text)]
    return _HEADER_RE.search(before) is not None and bool(_HEADER_END_RE.match(text, item.end)) and not _OTHER_LINE_RE.search(whole)


def _closes_lead(text: str, item: TimeExpression) -> bool:
    """Recognise a date in brackets that closes the first paragraph: "… Die Bewerbung läuft. (11. Februar 2021)"."""
    if item.start >= _HEAD or text[max(0, item.start - 1) : item.start] != "(" or not _HEADLINE_END_RE.match(text, item.end):
        return False
    return item.point is not None and item.point.day is not None and item.start - text.rfind("\n", 0, item.start) > _LEAD_LENGTH


def _is_source(text: str, item: TimeExpression) -> bool:
    """Recognise "(Musterstädter Tageblatt, 3. Mai 2021)" at the foot, or as the last line without brackets."""
    if item.end <= len(text) - _FOOT:
        return False
    if text[item.end : item.end + 1] == ")":
        return _SOURCE_RE.search(_before(text, item)) is not None
    return not text[item.end :].strip(" .\n") and _LAST_LINE_RE.search(_before(text, item)) is not None
