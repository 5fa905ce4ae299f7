"""The words of the workbench in the reader's language: its own, those of refusals, and those of the report page."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.workbench.options import LANGUAGES
from pipeline.write import report_texts

_FOLDER = Path(__file__).parent
_SLOT_RE = re.compile(r"\{(\w+)\}")
_UNSAFE_RE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
#: how a number is written: between thousands, before decimals, before the per cent sign
_NUMBERS = {"de": (".", ",", "\u00a0%"), "en": (",", ".", "%")}


def safe_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    r"""Write JSON that may stand inside a script element: no character of it can end the element or start another.

    >>> safe_json({"text": "</script>"})
    '{"text":"\\u003c/script\\u003e"}'
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE_RE.sub(lambda match: f"\\u{ord(match[0]):04x}", plain)


class Texts:
    """Say things in one language. A key without words stands for itself, so that a gap shows and nothing breaks."""

    def __init__(self, lang: str, words: Mapping[str, Any]) -> None:
        self.lang = lang
        self._words = words
        self.json = safe_json({lang: words})
        self.digest = hashlib.sha256(self.json.encode()).hexdigest()[:16]
        self._thousands, self._decimals, self._percent = _NUMBERS[lang]

    def __contains__(self, key: str) -> bool:
        return isinstance(self._words.get(key), str)

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the words of a key, its slots filled.

        >>> Texts("en", {"hello": "Hello {name}, {what}"})("hello", name="Ada")
        'Hello Ada, {what}'
        """
        words = self._words.get(key)
        if not isinstance(words, str):
            return key
        return _SLOT_RE.sub(lambda slot: str(values.get(slot[1], slot[0])), words)

    def count(self, noun: str, n: int) -> str:
        """Say how many there are of something: "1 Dokument", "2.000 Dokumente"."""
        return self(f"count.{noun}.{'one' if n == 1 else 'other'}", n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number as the language does.

        >>> Texts("de", {}).number(12345.678, 1), Texts("en", {}).number(12345)
        ('12.345,7', '12,345')
        """
        plain = f"{value:,.{digits}f}"
        return plain.translate({ord(","): self._thousands, ord("."): self._decimals})

    def percent(self, share: float) -> str:
        """Write a share as whole per cent."""
        return f"{self.number(share * 100)}{self._percent}"

    def moment(self, iso: str) -> str:
        """Say a moment (ISO 8601) in the time of this computer, to the minute; what is no moment stays as it is."""
        try:
            local = datetime.fromisoformat(iso).astimezone()
        except ValueError:
            return iso
        day = self("date.day", day=local.day, month=self(f"month.{local:%m}"), year=local.year)
        return f"{day}, {local:%H:%M}"

    def date(self, edtf: str) -> str:
        """Say an EDTF date as the report page does; what is none stays as it is.

        >>> Texts("en", {"date.month": "{month} {year}", "month.07": "July", "date.about": "about {date}"}).date("2020-07~")
        'about July 2020'
        """
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)", edtf)
        if not match:
            return edtf
        said, part, day, about = match.groups()
        if part:
            said = self("date.day" if day else "date.month", day=int(day or 0), month=self(f"month.{part}"), year=said)
        return self("date.about", date=said) if about else said


@cache
def load_texts(lang: str) -> Texts:
    """Give the words of a language, loaded once: report page, then refusals, then the workbench's own.

    Raises:
        ValueError: there are no texts in that language.
    """
    if lang not in LANGUAGES:
        msg = f"no texts for the language {lang!r}; expected one of {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    return Texts(lang, {**report_texts(lang), **_words("refusals", lang), **_words("texts", lang)})


def _words(name: str, lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{name}.{lang}.json").read_text(encoding="utf-8"))
    return words
