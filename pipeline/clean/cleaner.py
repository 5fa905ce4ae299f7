"""The stage that cleans: repairs, offsets, language."""

import re

from pipeline.clean.language import LanguageWords, letters_in
from pipeline.clean.repairs import needs_repair, repair
from pipeline.lexicon import Lexicons
from schemas.document import Document
from schemas.finding import Finding, FindingSpan
from schemas.offsets import OffsetMap

_LOST_RE = re.compile("\ufffd+")
_SHOWN = 5
_FEW_LETTERS = 40


class Cleaner:
    r"""Repair the text and keep the way back to the raw characters; say in what language it is.

    >>> document = Document(id="1", source="-", media_type="text/plain", sha256="", raw="Die Stadt Pader-\nborn und der Kreis")
    >>> cleaned = Cleaner()(document)
    >>> cleaned.text, cleaned.offsets.to_raw(10, 19)
    ('Die Stadt Paderborn und der Kreis', (10, 21))
    """

    name = "clean"
    requires = ("raw",)
    assigns = ("text", "offsets", "repairs", "language")

    def __init__(self, lexicons: Lexicons | None = None) -> None:
        self._words = LanguageWords.shipped() if lexicons is None else LanguageWords.of(lexicons.listed("language_words"))

    def __call__(self, document: Document) -> Document:
        """Add text, offsets, repairs and language."""
        raw = document.raw
        if needs_repair(raw):
            draft = repair(raw)
            text, offsets, repairs = draft.text, draft.finish(), tuple(draft.repairs)
        else:
            text, offsets, repairs = raw, OffsetMap.identity(len(raw)), ()
        language = self._words.detect(text)
        findings = tuple(_find(raw, text, language))
        if findings:
            findings = document.findings + findings
        return document.adding(
            text=text, offsets=offsets, repairs=repairs, language=language, findings=findings or document.findings
        )  # fmt: skip


def _find(raw: str, text: str, language: str) -> list[Finding]:
    """Say what a reader of the report should know about the text as a whole."""
    findings = []
    if language not in {"de", "und"}:
        message = f"the text seems to be in another language ({language}); Netzlese reads German"
        findings.append(Finding(code="not-german", severity="warning", message=message))
    if 0 < len(text) < 4 * _FEW_LETTERS and 0 < letters_in(text) < _FEW_LETTERS:
        findings.append(Finding(code="too-little-text", severity="note", message=f"the text has only {letters_in(text)} letters"))
    if "\ufffd" in raw:
        spans = [FindingSpan(start=match.start(), end=match.end(), text=match.group()) for match in _LOST_RE.finditer(raw)]
        message = f"characters were lost before the text came here, at {len(spans)} places"
        findings.append(Finding(code="characters-lost", severity="warning", message=message, spans=spans[:_SHOWN]))
    return findings
