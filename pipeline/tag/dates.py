"""Find expressions of time in German text: one scan for anchors, grammar only in the windows around them.

dateparser finds nothing here: its ``search_dates`` takes "Die" for Tuesday and a duration for a date, knows no range and costs
30 to 100 ms a document. What is found is given a value in ``pipeline/normalise/dates.py``.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from pipeline.shapes import shape
from pipeline.tag.date_rules import DateRules
from pipeline.tag.date_tense import tell_direction
from pipeline.tag.date_words import DateWords, WordClasses
from schemas.time import TimeExpression, TimePoint

_TOKEN_RE = shape(r"\w+|[^\w\s]|\s+")
#: characters looked at before and behind an anchor; "von Anfang des vergangenen Jahres" is 33 long, " bis voraussichtlich" 20
_BEFORE, _BEHIND = 40, 22
#: how far back the date lies from which "zwei Jahre später" counts. Unit: code points
_STORY = 300
_NEWS = "dates.news."


def is_of_news(expression: TimeExpression) -> bool:
    """Say whether an expression has no use as a date of a record.

    Such are weekdays, decades, repetitions, uncounted spans, old years, and times that the story counts from another one.
    """
    return expression.rule.startswith(_NEWS)


class DateFinder:
    """Find dates, ranges, durations and relative dates in a text.

    It holds no text; what it keeps between texts is the memory of word classes.
    """

    def __init__(self, words: DateWords) -> None:
        import ahocorasick_rs  # noqa: PLC0415 - a compiled library, loaded when the first finder is built

        self._classes = WordClasses(words)
        self._rules = DateRules(self._classes)
        self._anchors = ahocorasick_rs.AhoCorasick(
            sorted(_anchors(words)), implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def find(self, text: str, *, start: int = 0, end: int | None = None) -> list[TimeExpression]:
        """Find every expression of time between two places of a text.

        A number that belongs to something else (an amount, a telephone number, a standard, a link, the name of a
        programme) is none; a bare month or season needs a preposition.

        Shape: in text order, not overlapping. Unit: code points of ``text``, also where only a part is searched.
        """
        stop = len(text) if end is None else end
        part = text if start == 0 and stop == len(text) else text[start:stop]
        found: list[TimeExpression] = []
        for first, last in self._windows(part):
            tokens = _TOKEN_RE.findall(part, first, last)
            codes = "".join(map(self._classes.__getitem__, tokens))
            drafts = self._rules.read(tokens, codes)
            if drafts:
                places = list(accumulate(map(len, tokens), initial=first))
                found.extend(
                    draft.expression(places[draft.start] + start, part[places[draft.start] : places[draft.end]]) for draft in drafts
                )
        return _related(found, text)

    def _windows(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the stretches around anchors, cut at blanks, near ones joined."""
        begin, stop = 0, -1
        for _, first, last in self._anchors.find_matches_as_indexes(text):
            if stop < 0:
                begin = _blank_before(text, first - _BEFORE)
            elif first - _BEFORE > stop:
                right = _blank_behind(text, stop)
                if first - _BEFORE > right:
                    yield begin, right
                    begin = _blank_before(text, first - _BEFORE)
            stop = last + _BEHIND
        if stop >= 0:
            yield begin, _blank_behind(text, stop)


def _related(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """Give what the text around says: from which date the story counts, and whether it tells of the past or of what comes."""
    for index, item in enumerate(found):
        point = item.point
        if point is None or (point.year is not None and point.shift is None):
            continue
        if point.shift is not None and point.shift.narrative:
            anchor = _anchor(found, index)
            if anchor is not None:
                rule = item.rule if item.rule.startswith(_NEWS) else item.rule.replace("dates.", _NEWS, 1)
                found[index] = replace(item, begin=anchor, rule=rule)
        elif (point.shift is None or (point.shift.unit == "week" and point.shift.named)) and point.part is None:
            direction = tell_direction(
                text, item.start, item.end, surely=point.day is not None or (point.weekday is None and point.shift is None)
            )
            if direction:
                found[index] = replace(item, direction=direction)
    return found


def _anchor(found: list[TimeExpression], index: int) -> TimePoint | None:
    """Give the last date told before, from which "zwei Jahre später" counts."""
    start = found[index].start
    for at in range(index - 1, -1, -1):
        item = found[at]
        if start - item.end > _STORY:
            return None
        point = item.point or item.begin if item.kind != "range" else item.finish
        if point is not None and (point.shift is None or not point.shift.narrative):
            return point
    return None


def _blank_before(text: str, place: int) -> int:
    """Go left to a blank, so that no word is cut in two."""
    return text.rfind(" ", 0, place) + 1 if place > 0 else 0


def _blank_behind(text: str, place: int) -> int:
    """Go right to a blank."""
    if place >= len(text):
        return len(text)
    blank = text.find(" ", place)
    return len(text) if blank < 0 else blank


def _anchors(words: DateWords) -> set[str]:
    """Give the strings that nearly every expression holds one of; the automaton knows no case, so each in three."""
    anchors = {"19", "20", ". bis zum ", "W1", "0er", "jahrs ", "I/", "V/"}
    anchors.update(map(str, range(1000, 1900)))
    for month in range(1, 13):
        for number in {str(month), f"{month:02}"}:
            anchors.update((f".{number}.", f". {number}.", f"/{number}/"))
        anchors.add(f"-{month:02}-")
    for word in words.anchors:
        starts = ("",) if len(word) > 3 else (" ", "\n", "-", "(", ".", "/")  # noqa: PLR2004 - a short word stands inside too many others
        anchors.update(start + form for form in (word, word.lower(), word.upper(), word.capitalize()) for start in starts)
    return anchors
