"""Finds bare weekdays ("Am Dienstag fiel der Startschuss"), which mean the last one before the document's date."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.lexicon import Entry
from schemas.time import Shift, TimeExpression, TimePoint

RULE = "dates.weekday"
_FORMS = ("am", "Am", "AM", "aM")


class WeekdayFinder:
    """Find "am" and a weekday with no date behind it. Whether it dates anything of a network is for others to say."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._numbers = {
            variant.lower(): int(entry.value)
            for entry in entries
            if entry.kind == "weekday" and entry.value is not None
            for variant in entry.variants
        }
        names = "|".join(sorted(map(re.escape, self._numbers), key=len, reverse=True)) or "(?!)"
        self._pattern = re.compile(
            rf"\b[Aa]m\s+(({names})(?:morgen|vormittag|mittag|nachmittag|abend)?)\b(?!\s*,?\s*(?:den|dem)?\s*\d)", re.IGNORECASE
        )

    def find(self, text: str, taken: Sequence[TimeExpression]) -> list[TimeExpression]:
        """Give the bare weekdays that no expression found before covers, in text order."""
        spans = [(item.start, item.end) for item in taken]
        return [
            TimeExpression(
                match.start(1), match.end(1), match[1], "relative", "relative", RULE,
                TimePoint(weekday=self._numbers[match[2].lower()], shift=Shift("day", -1, named=True)),
            )
            for match in self._named(text)
            if not any(start < match.end(1) and match.start(1) < end for start, end in spans)
        ]  # fmt: skip

    def _named(self, text: str) -> Iterator[re.Match[str]]:
        """Find "am" and a weekday; the pattern, which has no letters to be looked for by, is asked at each "am" only."""
        for at in sorted(at for form in _FORMS for at in _places(text, form)):
            match = self._pattern.match(text, at) if text[at + 2 : at + 3].isspace() else None
            if match is not None:
                yield match


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 2)
