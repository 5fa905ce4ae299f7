"""Classes of words for the grammar of dates: every word of a text becomes one letter, so that grammar is a pattern over letters.

The letters are listed in ``LETTERS``; the words behind them come from the lists months, seasons, number_words and time_words.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from pipeline.shapes import shape
from schemas.layer import layer

#: what a kind of the list time_words is called in the grammar
LETTERS = {
    "part": "P", "year-part": "I", "month-part": "I", "week-part": "I", "shift": "D", "shifted-unit": "F", "shifted-day": "F",
    "shifted-week": "F", "shifted-month": "F", "shifted-quarter": "F", "day": "A", "day-as-written": "A",
    "this-year": "A", "day-adjective": "G", "week-number": "k", "half-of": "2", "frequency": "!", "weekday": "W",
    "weekday-short": "w", "fraction": "f", "half": "h", "whole": "g", "cardinal": "c", "ordinal": "o", "vague": "v",
    "narrative": "L", "until": "b", "and": "u", "between": "z", "since": "s", "starting": "a", "before": "V", "in": "i",
    "from": "l", "to": "t", "at": "C", "within": "E", "article": "p", "filler": "&", "approximate": "~", "ongoing": "@",
    "measure": "%", "number-label": "R", "title-with-year": "R", "unit-adjective": "J", "century": "0", "weekend": "4",
    "vague-duration": "5", "more": "6", "than": "7", "decade-short": "8", "decade-named": "=", "duration-modifier": "9",
    "same": ">", "across": "3", "repeated": "<", "shift-short": ";", "year-short": '"',
}  # fmt: skip
#: one letter per unit, so that a pattern can ask for a year alone
UNIT_LETTERS = {
    "year": "U", "month": "O", "week": "K", "day": "T", "quarter": "Q", "half": "H", "hour": "Z", "minute": "Z", "decade": "1",
}  # fmt: skip
#: kinds whose words count only as they are written
_AS_WRITTEN = frozenset(
    ["weekday-short", "number-label", "title-with-year", "day-as-written", "measure", "shift-short", "year-short"]
)
#: kinds whose words start a window: rare enough, and part of nearly every expression without digits
_ANCHOR_KINDS = frozenset([
    "unit", "unit-adjective", "day", "day-as-written", "this-year", "day-adjective", "year-part", "month-part", "shifted-unit",
    "week-number", "weekday", "shifted-day", "shifted-week", "shifted-month", "shifted-quarter", "week-part", "weekend", "century",
    "vague-duration", "decade-short", "repeated",
])  # fmt: skip
_UNITS_IN_COMPOUNDS = ("jahr", "jahre", "jahren", "jahres", "monat", "monate", "monaten", "monats", "woche", "wochen")
_PARTS_OF_DAY = ("vormittag", "nachmittag", "mittag", "morgen", "abend", "nacht", "früh")
_LABELS_IN_COMPOUNDS = ("strategie", "masterplan", "leitbild", "nummer", "vorlage", "telefon")
_ADJECTIVE_ENDINGS = ("", "n", "r", "s", "m")
_QUARTER_RE = shape(r"Q([1-4])|([1-4])Q")
_HALF_RE = shape(r"H([12])|([12])H|HJ([12])")
_MIXED_FRACTION_RE = shape(r"(\d{1,2})½", re.ASCII)
_YEARS_IN_WORD_RE = shape(r"(\w+?)jahres\w{4,}")
_DECADE_RE = shape(r"((?:1[5-9]|20)?\d0)ern?", re.ASCII)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_MARKS = (("-", "-–—‑‐−"), ("%", "€$%‰°"), ("R", "§"), ("u", "&"), ("'", "'’‘"))
_OLDEST_YEAR, _FIRST_YEAR, _LAST_YEAR = 1000, 1990, 2060
_CENTURY = 1900  # "80er" without a century are of the last one
_LONGEST_SHORT_MONTH = len("Sept")
_MAX_CLASSES = 50_000

#: letter, and what the word means: a number, (amount, unit), a unit, a part of a period
Meaning = tuple[str, object]


class WordEntry(Protocol):
    """Ask of a lexicon entry what is read here; ``schemas.lexicon.LexiconEntry`` has it."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def variants(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def kind(self) -> str | None: ...  # noqa: D102
    @property
    def value(self) -> str | int | None: ...  # noqa: D102


@layer(frozen=True, slots=True)
class DateWords:
    """Hold the words of the grammar: as written, in any case, those that start a window, and the labels of datelines.

    Build it with ``from_entries`` out of the loaded lists.
    """

    written: dict[str, Meaning]
    folded: dict[str, Meaning]
    anchors: tuple[str, ...]
    labels: tuple[str, ...] = ()

    @classmethod
    def from_entries(
        cls,
        months: Sequence[WordEntry],
        seasons: Sequence[WordEntry],
        numbers: Sequence[WordEntry],
        time_words: Sequence[WordEntry],
    ) -> "DateWords":
        """Build the word classes out of the entries of the four lists.

        Variants of several words are left out: the grammar puts words together itself.
        """
        words = cls({}, {}, ())
        anchors: set[str] = set()
        for entry in numbers:
            words._add_number(entry)
        labels = tuple(word for entry in time_words if entry.kind == "dateline" for word in _words_of(entry))
        for entry in time_words:
            if entry.kind in LETTERS or entry.kind == "unit":
                words._add(entry)
            if entry.kind in _ANCHOR_KINDS:
                anchors.update(_words_of(entry))
        for entry in months:
            for variant in _words_of(entry):
                short = variant.endswith(".") or (variant != entry.label and len(variant) <= _LONGEST_SHORT_MONTH)
                words.folded[variant.rstrip(".").lower()] = ("B" if short else "M", int(entry.value or 0))
                anchors.add(variant.rstrip("."))
        for entry in seasons:
            for variant in _words_of(entry):
                for ending in ("", "s", "es"):
                    words.folded[variant.lower() + ending] = ("S", int(entry.value or 0))
                anchors.add(variant)
        return cls(words.written, words.folded, tuple(sorted(anchors)), labels)

    def _add_number(self, entry: WordEntry) -> None:
        """Add a number word; ordinals take the endings of adjectives."""
        if entry.kind not in {"cardinal", "ordinal"} or not isinstance(entry.value, int):
            return
        for variant in _words_of(entry):
            word = variant.lower()
            if entry.kind == "cardinal":
                self.folded[word] = ("c", float(entry.value))
                continue
            stem = re.sub(r"(?<=t)e[nrsm]?$", "e", word)
            for ending in _ADJECTIVE_ENDINGS:
                self.folded.setdefault(stem + ending, ("o", entry.value))

    def _add(self, entry: WordEntry) -> None:
        """Add an entry of time_words under the letter of its kind."""
        kind, value = entry.kind or "", entry.value
        meaning: Meaning
        if kind == "unit":
            meaning = (UNIT_LETTERS[str(value)], value)
        elif kind in {"year-part", "month-part", "week-part"}:
            meaning = ("I", (value, kind.split("-")[0]))
        elif kind in {"fraction", "cardinal"} and value is not None:
            meaning = (LETTERS[kind], float(value))
        elif kind in {"day", "day-as-written", "day-adjective"}:
            meaning = (LETTERS[kind], (value, "day"))
        elif kind.startswith("shifted-"):
            unit = kind.removeprefix("shifted-")
            meaning = (LETTERS[kind], (value, "year" if unit == "unit" else unit))
        elif kind == "this-year":
            meaning = ("A", (value, "year"))
        else:
            meaning = (LETTERS[kind], value)
        for variant in _words_of(entry):
            if kind in _AS_WRITTEN:
                self.written[variant] = meaning
            else:
                self.folded[variant.lower()] = meaning


def _words_of(entry: WordEntry) -> Iterable[str]:
    """Give the variants that are one word."""
    return (variant for variant in entry.variants if " " not in variant)


class WordClasses(dict[str, str]):
    """Give the letter of every token, remembering what was seen; a look-up costs one step of a dictionary.

    Letters of numbers: m 1-12, d 13-31, n other of one or two digits, Y a year 1990-2060, y another year from 1000, N the
    rest. Blanks are " ", a blank line is "|". Unknown words are "x" (lower case) and "X" (capital); of unknown punctuation
    "#" is left. Q3 is "q", H1 is "e", "dreijährig" is "j".
    """

    def __init__(self, words: DateWords) -> None:
        super().__init__()
        self._words = words
        self._meanings: dict[str, object] = {}

    def __missing__(self, token: str) -> str:
        """Classify a token that was not seen before."""
        if len(self) > _MAX_CLASSES:  # a service reads for months: the memory of words must not grow for ever
            self.clear()
            self._meanings.clear()
        letter, meaning = self._classify(token)
        self[token] = letter
        self._meanings[token] = meaning
        return letter

    def meaning(self, token: str) -> object:
        """Give what a token means, None where it has only a letter."""
        if token not in self._meanings:
            self.__missing__(token)
        return self._meanings[token]

    def _classify(self, token: str) -> Meaning:
        """Find letter and meaning of one token."""
        if token[0].isspace():
            return ("|" if token.count("\n") > 1 else " "), None
        if token.isascii() and token.isdecimal():
            return _classify_number(token)
        if not (token[0].isalnum() or token[0] == "_"):
            return _classify_mark(token), None
        known = self._words.written.get(token) or self._words.folded.get(token.lower())
        return known or self._classify_unlisted(token)

    def _classify_unlisted(self, token: str) -> Meaning:
        """Take a word apart that no list holds: Q3, III, dreijährig, Projektjahre."""
        if match := _QUARTER_RE.fullmatch(token):
            return "q", int(match[1] or match[2])
        if match := _HALF_RE.fullmatch(token):
            return "e", int(match[1] or match[2] or match[3])
        if match := _MIXED_FRACTION_RE.fullmatch(token):
            return "f", int(match[1]) + 0.5
        if token in _ROMAN:
            return "r", _ROMAN[token]
        if match := _DECADE_RE.fullmatch(token):
            return "8", int(match[1]) + (_CENTURY if len(match[1]) <= 2 else 0)  # noqa: PLR2004
        if token[0].isdecimal():  # "03KS", "12a": part of a reference
            return "R", None
        word = token.lower()
        return (
            self._spelled_duration(word)
            or self._compound(word)
            or self._time_of_weekday(word)
            or ("X" if token[0].isupper() else "x", None)
        )

    def _spelled_duration(self, word: str) -> Meaning | None:
        """Read "dreijährige", "Dreijahreszeitraum"."""
        folded = self._words.folded
        if match := _YEARS_IN_WORD_RE.fullmatch(word):
            amount = folded.get(match[1])
            return ("j", (amount[1], "year")) if amount and amount[0] in "cf" else None
        for cut in range(len(word) - 4, 2, -1):
            tail = folded.get(word[cut:])
            if tail and tail[0] == "J":
                amount = folded.get(word[:cut])
                return ("j", (amount[1], tail[1])) if amount and amount[0] in "cf" else None
        return None

    def _time_of_weekday(self, word: str) -> Meaning | None:
        """Read "Montagabend" as Monday."""
        for part in _PARTS_OF_DAY:
            day = self._words.folded.get(word.removesuffix("s").removesuffix(part)) if part in word else None
            if day is not None and day[0] == "W":
                return day
        return None

    def _compound(self, word: str) -> Meaning | None:
        """Read "Projektjahre" as years; "Frühjahr" and the like stand in lists of their own."""
        if word.endswith(_LABELS_IN_COMPOUNDS):
            return "R", None
        for unit in _UNITS_IN_COMPOUNDS:
            if word.endswith(unit) and len(word) - len(unit) >= 4:  # noqa: PLR2004 - "Neujahr" and "Vorjahr" are no spans of time
                return self._words.folded.get(unit)
        return None


#: a number of so many digits is none in a date
_LONGEST_NUMBER = 9


def _classify_number(token: str) -> Meaning:
    """Sort a number by what it can be in a date."""
    if len(token) >= _LONGEST_NUMBER:
        return "N", None
    number = int(token)
    if len(token) <= 2:  # noqa: PLR2004
        return ("m" if 1 <= number <= 12 else "d" if 13 <= number <= 31 else "n"), number  # noqa: PLR2004
    if len(token) == 4 and _OLDEST_YEAR <= number < 2100:  # noqa: PLR2004
        return ("Y" if _FIRST_YEAR <= number <= _LAST_YEAR else "y"), number
    return "N", float(number)


def _classify_mark(mark: str) -> str:
    """Give punctuation its own letter where the grammar knows it."""
    for letter, marks in _MARKS:
        if mark in marks:
            return letter
    return mark if mark in ".,/():" else "#"
