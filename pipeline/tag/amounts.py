"""Finds sums of money and says what they are by the words of their sentence: a grant, something else, or unknown."""

import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.figures import Figures
from pipeline.tag.surroundings import clause_around, distance_to, hits_within, sentence_around
from schemas.amounts import Figure, StatedMoney
from schemas.mention import Mention

#: "EUR 20.000,00", "€ 5.000": the sign stands first, the number is grouped or has decimals
_AFTER_SIGN_RE = shape(
    r"[ \u00a0]?(\d{1,3}(?:[. \u00a0]\d{3})+(?:,(?:\d{2}|[-–—]{1,2}))?|\d{1,6},(?:\d{2}|[-–—]{1,2}))(?![\d.,]*\d)", re.ASCII
)
#: "58.400,-" without a currency; the dash is part of the number
_DASH_RE = shape(r",[-–—]{1,2}(?![\w-])")
_DASHED_RE = shape(r"(?<![\w.,/:])(?:\d{1,3}(?:[. \u00a0]\d{3})+|\d{2,7})\Z", re.ASCII)
#: "Fördersumme in €", and the bare sum behind it or on the next line
_LABELLED_RE = shape(
    r"(?:Fördersumme|Förderung|Zuwendung(?:ssumme)?|Zuschuss|Fördermittel|Förderbetrag|Fördervolumen|Gesamtkosten|Kosten)[ \u00a0]?(?:in[ \u00a0]|\(in[ \u00a0]|\(|\[)(?:€|Euro|EUR)[)\]]?"
    r"[ \u00a0]*:?\s{1,3}(\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d\d)?)(?![\d.,]*\d|[ \u00a0]?(?:€|Euro|EUR))",
    re.ASCII,
)
#: what a label says its unit with: "in €", "[Euro]"
_SIGNS, _BEFORE_UNIT = ("€", "Euro", "EUR"), ("in ", "in\u00a0", "(", "[")
_PER_RE = shape(
    r"[ \u00a0\n](?:(?:pro|je)[ \u00a0\n](?:teilnehmende[rnms]?[ \u00a0])?([A-ZÄÖÜ][\wäöüß]+)"
    r"|(jährlich|im Jahr|monatlich|im Monat)(?!\w))"
)
_RATES = {"jährlich": "Jahr", "im Jahr": "Jahr", "monatlich": "Monat", "im Monat": "Monat"}
_LABEL_BEFORE_RE = shape(
    r"\b(?:Förder|Zuwendung|Zuschuss|Gesamtkosten|Kosten)\w*[ \u00a0]?[\[(]?(?:in[ \u00a0])?(?:€|Euro|EUR)[)\]]?[ \u00a0]*:?\s{1,3}\Z"
)
_LABEL_CHARS = 40
_LIMIT_GAP = 14


def find_amounts(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find the sums a text states; label "money", value ``StatedMoney``.

    ``extra["role"]``: grant, other, or unknown; ``extra["limit"]`` is True under "bis zu", "höchstens"; ``extra["per"]`` is what
    the sum is for ("Kommune" in "je Kommune"). A range of sums is left out: it names no sum.

    Shape: mentions in text order, not overlapping.
    """
    figures = Figures(text, hits)
    cues = hits.get("money_cues", ())
    found: list[Mention] = []
    last = -1
    for start, end, figure, currency in sorted(_sums(text, hits, figures), key=lambda item: item[0]):
        if start >= last:
            extra = _describe(text, start, end, cues)
            value = StatedMoney(figure, currency)
            found.append(Mention("money", start, end, text[start:end], "amounts.sum", 0.95, value, extra=extra))
            last = end
    return found


def _sums(text: str, hits: dict[str, list[Hit]], figures: Figures) -> Iterator[tuple[int, int, Figure, str]]:
    """Give every sum: number before its currency, behind it, or with a dash for the cents."""
    for start, end, factor in _currencies(text, hits):
        found = figures.before(start)
        if found and not figures.lower(found):
            yield found.start, end, found.figure.times(factor), "EUR"
        elif found is None and (text[start] == "€" or text[start:end] == "EUR"):
            match = _AFTER_SIGN_RE.match(text, end)
            if match:
                yield start, match.end(), Figure(match[1]), "EUR"
    if any(sign in text and any(lead + sign in text for lead in _BEFORE_UNIT) for sign in _SIGNS):
        for match in _LABELLED_RE.finditer(text):
            yield match.start(1), match.end(1), Figure(match[1]), "EUR"
    if ",-" in text or ",–" in text or ",—" in text:
        for dash in _DASH_RE.finditer(text):
            digits = _DASHED_RE.search(text, max(0, dash.start() - 16), dash.start())
            if digits and not text[dash.end() : dash.end() + 2].strip().startswith(("€", "E")):
                yield digits.start(), dash.end(), Figure(text[digits.start() : dash.end()]), "EUR"


def _currencies(text: str, hits: dict[str, list[Hit]]) -> Iterator[tuple[int, int, float]]:
    """Give every word and sign for euros."""
    for hit in hits.get("quantity_units", ()):
        kind = hit.entry.kind
        if kind in {"currency", "currency-thousand"}:
            yield hit.start, hit.end, 1000.0 if kind == "currency-thousand" else 1.0
    at = text.find("€")
    while at >= 0:
        yield (at - 1, at + 1, 1000.0) if text[at - 1 : at] == "T" else (at, at + 1, 1.0)
        at = text.find("€", at + 1)


def _describe(text: str, start: int, end: int, cues: Sequence[Hit]) -> dict[str, object]:
    """Say what a sum is for: the nearest cue of its clause decides, a limit directly before it decides alone."""
    extra: dict[str, object] = {"role": "unknown"}
    if (label := _LABEL_BEFORE_RE.search(text, max(0, start - _LABEL_CHARS), start)) is not None:
        return {"role": "other" if "osten" in label[0] else "grant"}
    if per := _PER_RE.match(text, end):
        extra["per"] = per[1] or _RATES[per[2]]
    if not cues:
        return extra
    clause = clause_around(text, (start, end), sentence_around(text, start, end))
    nearby = [
        cue for cue in hits_within(cues, *clause) if cue.entry.kind in {"grant", "other", "limit"} and not start <= cue.start < end
    ]
    if any(
        cue.entry.kind == "limit" and 0 <= start - cue.end <= _LIMIT_GAP and "\n" not in text[cue.end : start] for cue in nearby
    ):
        return {**extra, "role": "other", "limit": True}
    nearby = [cue for cue in nearby if cue.entry.kind != "limit" and not (cue.start > end and cue.surface.lower() == "den rest")]
    if nearby:
        nearest = min(nearby, key=distance_to(start, end))
        extra["role"] = nearest.entry.kind
        extra["cue"] = nearest.entry.id
    return extra
