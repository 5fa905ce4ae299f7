"""Reads a mail's subject as a headline: without what programs and people put before it, and only where the text has none."""

import re

from schemas.document import Block, Document

_PREFIX_RE = re.compile(
    r"\s*(?:(?:WG|AW|Fwd?|FW|Re|Antw(?:ort)?|TR|SV|VS)(?:\[\d+\])?\s*:\s*|\[[^\][\n]{1,40}\]\s*|(?:Presse(?:mitteilung|meldung|information|info|text)|Medien(?:mitteilung|information)"
    r"|Mitteilung|PM|MM|PI|Pressedienst)\s*(?:Nr\.?\s*)?(?:\d+(?:[/-]\d+)*)?\s*(?:der\s[^:\n]{2,60}|vom\s[^:\n]{2,20})?[:–—|-]\s+)+",
    re.IGNORECASE,
)  # fmt: skip
_GREETING_RE = re.compile(
    r"(?:Sehr geehrte|Liebe[rs]?\b|Hallo|Guten (?:Tag|Morgen)|Moin|Servus|Grüß Gott|Werte\b|Dear\b|anbei\b|im Anhang|mit der Bitte)",
    re.IGNORECASE,
)
_LINE_RE = re.compile(r"\S[^\n]*")
_SIGN_RE = re.compile(r"[.,;:!–-]\s*$")
_TOP_LINES = 14
_TOP_CHARS = 1500
_HEADLINE_CHARS = range(12, 161)
_WORDS = 3
_PROSE_CHARS = 80
_LABEL_CHARS = 20
_DATED_RE = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-ZÄÖÜ][a-zäöü]+)\s?\d{2,4}")


def tidy_subject(subject: str | None) -> str:
    """Take prefixes off a subject; one that says nothing but "Pressemitteilung" is none.

    >>> tidy_subject("WG: [Presse] Fwd: Pressemitteilung: Netzwerk Nord gestartet"), tidy_subject("Re: Pressemitteilung")
    ('Netzwerk Nord gestartet', '')
    """
    text = " ".join((subject or "").split())[:_TOP_CHARS]
    text = text[match.end() :] if (match := _PREFIX_RE.match(text)) else text
    return text if len(text.split()) >= _WORDS and len(text) in _HEADLINE_CHARS else ""


def has_headline(document: Document, subject: str) -> bool:
    """Say whether the text begins with a headline of its own, or with what the subject says."""
    if any(block.kind == "heading" and block.boilerplate is None for block in document.blocks):
        return True
    blocks = document.blocks or (Block("paragraph", 0, len(document.raw)),)
    top = "\n\n".join(document.raw[block.start : block.end] for block in blocks if block.boilerplate is None)[:_TOP_CHARS]
    if _fold(subject) in _fold(top):
        return True
    lines = list(_LINE_RE.finditer(top))[:_TOP_LINES]
    for number, match in enumerate(lines):
        line = match.group().strip()
        if len(line) > _HEADLINE_CHARS.stop or (len(line) > _PROSE_CHARS and line.endswith(".")):
            return False  # the text has begun
        follows = top[match.end() : match.end() + 2].replace(" ", "")
        alone = follows == "\n\n" or (number + 1 < len(lines) and len(lines[number + 1].group()) > len(line) + 20)
        starts = number == 0 or top[lines[number - 1].end() : match.start()].count("\n") > 1 or number < 3  # noqa: PLR2004
        if alone and starts and len(line) in _HEADLINE_CHARS and len(line.split()) >= _WORDS and _opens(line):
            return True
    return False


def _opens(line: str) -> bool:
    """Say whether a line may be a headline by its first and last signs."""
    opens = line[0].isupper() or line[0].isdigit() or line[0] in '„"»'
    if not opens or _SIGN_RE.search(line) or _GREETING_RE.match(line):
        return False
    return _DATED_RE.search(line) is None and ": " not in line[:_LABEL_CHARS]


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
