"""Find the document's own date: the dateline of a press release, "Stand: 05/2021", a line that is only a date."""

import re
from collections.abc import Sequence
from functools import lru_cache

from schemas.time import TimeExpression

#: how far from the head a dateline may stand, how far down a headline, how far from the foot a source. Unit: code points
_HEAD, _HEADLINE, _FOOT = 1000, 250, 400
#: "Musterstadt, den " or "Bad Musterstadt/Kreis Muster (" before a date: a few words with a capital, then a comma or bracket
_PLACE_RE = re.compile(
    r"(?:^|\n|[ \t]{3})[ \t>*_#(]*[A-ZÄÖÜ][\w.-]*(?:[ /](?:[A-ZÄÖÜ(][\w.)-]*|an|am|der|dem|den|im|in|ob|bei|a\.|d\.|v\.)){0,5}"
    r"[ \t]*(?:,|\(|[-–—|/·])[ \t]*(?:den[ \t]+|am[ \t]+)?$"
)
_LINE_START_RE = re.compile(r"(?:^|\n)[ \t>*_#(|\[]*(?:den[ \t]+|vom[ \t]+|am[ \t]+)?$")
_LINE_END_RE = re.compile(r"[ \t.)*_\]]*(?:\n|$)|,?[ \t]*\d{1,2}[:.]\d{2}(?:[ \t]*Uhr)?[ \t]*(?:\n|$)")
_DATELINE_END_RE = re.compile(r"[ \t]*(?:\)|[.:–—|-]|\n|$|/)")
_SEPARATED_RE = re.compile(r"[ \t]*[|–—·:]|[ \t]+-[ \t]")
_HEADLINE_END_RE = re.compile(r"\)[ \t]*\n")
_AFTER_SEPARATOR_RE = re.compile(r"\n?[^\n.!?]{3,80}[|*–—·][ \t]*$")
_BEFORE_SEPARATOR_RE = re.compile(r"[ \t]*(?:[|*·]|\n|$)")
_SOURCE_RE = re.compile(r"\((?:aus: |Quelle: )?[A-ZÄÖÜ][^()\n]{2,50},[ \t]*(?:vom[ \t]+|am[ \t]+)?$")

_LAST_LINE_RE = re.compile(
    r"\n[ \t]*(?:Quelle:[ \t]*|Aus:[ \t]*|aus:[ \t]*)?[A-ZÄÖÜ][^\n.!?]{2,60},[ \t]*(?:vom[ \t]+|den[ \t]+)?$"
)


@lru_cache(maxsize=8)
def _label_re(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Build the pattern of a label that ends directly before a date, once for each list.

    It stands at the start of its line or a few words behind it: "(Stand 15.9.2024)" inside a text dates only what it follows.
    """
    forms = {form for label in labels for form in (label, label.upper())}  # never "stand": the verb is no label
    words = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:^|\n)(?:[^\n.:;]{{0,90}}[^\w\n(]|[ \t]*\()?|[.!?][ \t]\()(?:{words})(?:[ \t]+Nr\.?[ \t]*[\d/.-]+)?"
        r"[ \t]*[:,|]?\s{0,3}(?:(?:vom|am|den)[ \t]*:?[ \t]*|,[ \t]*)?$"
    )


def find_dateline(text: str, expressions: Sequence[TimeExpression], labels: Sequence[str]) -> TimeExpression | None:
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
        if (pattern is not None and pattern.search(_before(text, item))) or _is_dateline(text, item):
            return item
    tests = (_is_own_line, _is_in_headline, _is_source)
    return next((item for test in tests for item in near if test(text, item)), None)


def _before(text: str, item: TimeExpression) -> str:
    """Give the characters before a date that can tell what it is; a cut line does not pass for a whole one."""
    start = max(0, item.start - 120)
    return text[start : item.start] if start == 0 else "…" + text[start : item.start]


def _is_own_date(item: TimeExpression) -> bool:
    """Say whether an expression is exact enough: a full day, or a month."""
    return item.kind == "date" and item.point is not None and item.point.year is not None and item.point.month is not None


def _is_dateline(text: str, item: TimeExpression) -> bool:
    """Recognise "Musterstadt, 3. Mai 2021 –" and "Musterstadt (03.05.2021)"."""
    if item.start >= _HEAD or item.point is None or item.point.day is None or not _DATELINE_END_RE.match(text, item.end):
        return False
    return _PLACE_RE.search(_before(text, item)) is not None


def _is_own_line(text: str, item: TimeExpression) -> bool:
    """Recognise a line that is only a date, or one that opens with a day and a separator ("03.05.2021 | Klima")."""
    if not _LINE_START_RE.search(_before(text, item)) or item.point is None or item.point.day is None:
        return False
    return bool(_LINE_END_RE.match(text, item.end)) or (item.start < _HEAD and bool(_SEPARATED_RE.match(text, item.end)))


def _is_in_headline(text: str, item: TimeExpression) -> bool:
    """Recognise "Rundbrief 2/2022 | April 2022"."""
    if item.start < _HEADLINE and text[max(0, item.start - 2) : item.start] == " (" and _HEADLINE_END_RE.match(text, item.end):
        return "\n" not in text[: item.start].strip()  # "Netzwerk gestartet (15.06.2023)"
    if item.start >= _HEADLINE or not _BEFORE_SEPARATOR_RE.match(text, item.end):
        return False
    return _AFTER_SEPARATOR_RE.search(_before(text, item)) is not None


def _is_source(text: str, item: TimeExpression) -> bool:
    """Recognise "(Musterstädter Tageblatt, 3. Mai 2021)" at the foot, or as the last line without brackets."""
    if item.end <= len(text) - _FOOT:
        return False
    if text[item.end : item.end + 1] == ")":
        return _SOURCE_RE.search(_before(text, item)) is not None
    return not text[item.end :].strip(" .\n") and _LAST_LINE_RE.search(_before(text, item)) is not None
