"""Tells in what language a text is, by its function words."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from pipeline.lexicon import read_lexicon
from pipeline.settings import find_resources

#: the beginning decides where it is clear; else more of the text is asked
_FIRST_CHARS, _SURE_HITS, _SURE_LEAD = 1000, 6, 3.0
_SAMPLE_CHARS, _FEW_HITS, _LEAD = 3000, 3, 1.4


class LanguageWords:
    """Hold the function words of several languages; each word speaks for one of them.

    >>> words = LanguageWords([("de", ("und", "der")), ("en", ("the", "and"))])
    >>> words.detect("Der Kreis und die Stadt und der Markt"), words.detect("Lage, Bünde, Herford")
    ('de', 'und')
    """

    def __init__(self, vocabularies: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._language = {word: language for language, words in vocabularies for word in words}

    @classmethod
    def of(cls, entries: Iterable[Any]) -> "LanguageWords":
        """Take the words from entries of the list ``language_words``, whose kind is the language."""
        return cls((str(entry.kind), entry.variants) for entry in entries)

    @classmethod
    def shipped(cls) -> "LanguageWords":
        """Give the list that comes with Netzlese, read once."""
        return _shipped()

    def detect(self, text: str) -> str:
        """Name the language as in ISO 639-1, or ``und`` where too few words speak for any."""
        found = self._count(text[:_FIRST_CHARS])
        if len(text) > _FIRST_CHARS and not _is_clear(found, _SURE_HITS, _SURE_LEAD):
            found = self._count(text[:_SAMPLE_CHARS]) + self._count(text[max(len(text) // 2, _SAMPLE_CHARS) :][:_SAMPLE_CHARS])
        return max(found, key=found.__getitem__) if _is_clear(found, _FEW_HITS, _LEAD) else "und"

    def _count(self, sample: str) -> "Counter[str]":
        found = Counter(map(self._language.get, sample.lower().split()))
        del found[None]
        return cast("Counter[str]", found)


def _is_clear(found: "Counter[str]", hits: int, lead: float) -> bool:
    """Say whether one language has enough words, and enough more than the next."""
    first, second = (*sorted(found.values(), reverse=True), 0, 0)[:2]
    return first >= hits and first >= lead * second


@cache
def _shipped() -> LanguageWords:
    return LanguageWords.of(read_lexicon(find_resources("lexicons") / "language_words.yaml").entries)


def detect_language(text: str) -> str:
    """Name a text's language by the shipped words.

    >>> detect_language("Die Stadt Lage und der Kreis Lippe arbeiten mit der Gemeinde zusammen")
    'de'
    >>> detect_language("The town and the district work with each other for the climate")
    'en'
    """
    return _shipped().detect(text)


def letters_in(text: str) -> int:
    """Count letters.

    >>> letters_in("Lage 2020!")
    4
    """
    return sum(map(str.isalpha, text))
