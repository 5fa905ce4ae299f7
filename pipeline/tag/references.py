"""Finds Förderkennzeichen: by their shape, or by the word before them."""

import re
from collections.abc import Iterator

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

#: what the federal climate programmes use: 03K12345, 67K 18876, 03 K 04711, 67DAS314
_SHAPE_RE = shape(r"(?:03|67)[ \u00a0]?[A-Z]{1,5}[ \u00a0]?(?:\d{3,6}|\d{1,3}(?:[ \u00a0]\d{2,3}){1,2})[A-Z]?(?![\w-])", re.ASCII)
#: behind a cue: three digits and other letters as well (16EXK4711, 033W123A)
_CUED_RE = shape(
    r"\d{2,3}[ \u00a0]?[A-Z]{1,6}[ \u00a0]?(?:\d{1,3}(?:[ \u00a0]\d{2,3}){1,2}|\d{2,6})(?:[ \u00a0]?[A-Z]\d?)?(?![\w-])", re.ASCII
)
#: between the cue and the sign, and between signs of one list
_CUE_GAP_RE = shape(r"[ \u00a0\n]?(?:\(FKZ\)|\(?Nr\.?|des BM\w+|des Bundes|lautet|lauten|ist|sind|BM\w+)?[ \u00a0\n:.=]{0,4}")
_LIST_GAP_RE = shape(r"[ \u00a0\n]?(?:,|/|;|und|sowie)[ \u00a0\n]?")


def find_references(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find the Förderkennzeichen of a text; label "reference", value without blanks.

    Shape: mentions in text order, not overlapping.
    """
    found = dict(_by_cue(text, hits))
    for start, end in _by_shape(text):
        found.setdefault(start, (end, "references.shape"))
    mentions: list[Mention] = []
    for start, (end, rule) in sorted(found.items()):
        if not mentions or start >= mentions[-1].end:
            words = text[start:end]
            mentions.append(Mention("reference", start, end, words, rule, 0.97, "".join(words.split())))
    return mentions


def _by_cue(text: str, hits: dict[str, list[Hit]]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Give the signs behind "FKZ", "Förderkennzeichen", one or several."""
    for hit in hits.get("money_cues", ()):
        if hit.entry.kind != "reference":
            continue
        gap = _CUE_GAP_RE.match(text, hit.end)
        sign = _CUED_RE.match(text, gap.end()) if gap else None
        while sign:
            yield sign.start(), (sign.end(), "references.cue")
            more = _LIST_GAP_RE.match(text, sign.end())
            sign = _CUED_RE.match(text, more.end()) if more else None


def _by_shape(text: str) -> Iterator[tuple[int, int]]:
    """Give the signs that nothing else looks like; ``str.find`` keeps the pattern off the rest of the text."""
    for lead in ("03", "67"):
        at = text.find(lead)
        while at >= 0:
            if (at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "./-")) and (sign := _SHAPE_RE.match(text, at)):
                yield at, sign.end()
            at = text.find(lead, at + 2)
