"""Finds the number of members a text states: "zehn Kommunen", "acht Landkreise, Städte und Gemeinden", "Zahl der Mitglieder: 6"."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.figures import Found
from pipeline.tag.member_numbers import MOST, REACH, MemberNumbers, is_plausible, value_of
from pipeline.tag.surroundings import clause_around, hits_within, sentence_around
from schemas.amounts import Figure, StatedCount
from schemas.mention import Mention

_RANGE_RE = shape(r"(?:[ \u00a0\n](?:bis|bis zu|oder|und)[ \u00a0\n]|[ \u00a0]?[-–][ \u00a0]?)\Z")
#: between nouns that share one number, and between two numbers that add up
_SHARED_RE = shape(r"(?:,|[ \u00a0\n](?:und|sowie|oder|bzw\.)|/)[ \u00a0\n]?(?:[a-zäöüß]+e[nr]?[ \u00a0\n])?")
_SUM_RE = shape(r"[ \u00a0\n](?:und|sowie|plus)[ \u00a0\n](?:(?:noch|auch|die|den|der)[ \u00a0\n])?")
_ARTICLE_ONE_RE = shape(r"ein(?:e[nmr]?)?[ \u00a0\n]", re.IGNORECASE)
_PLUS_ONE_RE = shape(
    r"[ \u00a0\n](?:und|sowie)[ \u00a0\n](?:der|die|den|dem|ihr|ihrem)[ \u00a0\n]"
    r"(?:gleichnamige[rnm]?[ \u00a0\n])?(?:Land)?[Kk]reis(?!e)"
)
_WHOLE_RE = shape(
    r"(?<!\w)(?:[Vv]on|[Uu]nter|[Aa]us)[ \u00a0\n](?:den|insgesamt|allen|ihren|seinen)[ \u00a0\n](?:insgesamt[ \u00a0\n])?\Z"
)
_IN_AREA_RE = shape(
    r"(?<!\w)(?:aus|in|über|zwischen|innerhalb|quer durch|für)[ \u00a0\n]"
    r"(?:den|der|insgesamt|allen|rund|etwa|beiden)?[ \u00a0\n]?\Z",
    re.IGNORECASE,
)
_LABEL_RE = shape(
    r"[ \u00a0]?:[ \u00a0]*(?:(\d{1,3})(?![\d.,/:–-]|[ \u00a0]*[%A-Za-zÄÖÜäöü€])|([a-zäöüß]{3,20})(?=[ \u00a0]*(?:\n|\Z|[.,;(])))"
)
_LABEL_SIGNS = frozenset([" :", " ("])
_BRACKET_RE = shape(r"[ \u00a0]\((\d{1,3})\)(?=:|\n|\Z)")
_NAMES_NEXT_RE = shape(r"[ \u00a0\n](?!und\b)[A-ZÄÖÜ][a-zäöüß]")
#: "sieben von ihnen", and what makes that the number of those that join
_OF_THEM_RE = shape(r"[ \u00a0\n]von[ \u00a0\n](?:ihnen|diesen)(?!\w)")
_JOIN_RE = shape(
    r"(?<!\w)(?:Teilnahme|Beitritt|Mitwirkung|Mitgliedschaft|zugesagt|beigetreten|unterzeichne\w*|unterschr\w+|gründe\w*|gegründet|zusammengeschlossen|zusammengetan|beteiligen|beteiligten|machen\s[^.;,]{0,40}mit|machten\s[^.;,]{0,40}mit|nahmen\s[^.;,]{0,40}teil|nehmen\s[^.;,]{0,40}teil|schlossen\s[^.;]{0,60}zusammen|traten\s[^.;]{0,60}bei|bilden)(?!\w)"
)
#: "acht Städte, der Landkreis und drei Energieversorger"
_MIDDLE_ONE_RE = shape(
    r",[ \u00a0\n](?:der|ihr|ein|das)[ \u00a0\n](?:(?:Land)?[Kk]reis|Landratsamt|Amt)(?=[ \u00a0\n](?:und|sowie)[ \u00a0\n])"
)
_PAIR_RE = shape(r"(?<!\w)(?:I und II|I, II und III|1 und 2)(?!\w)")
_SMALL, _FEW = 2, 3
_KINDS = frozenset(["municipal", "company", "generic"])
#: what makes a number unlikely to be that of the members, and how likely it still is
_DOUBTS = (
    ("scope", "elsewhere", 0.3),
    ("scope", "former", 0.4),
    ("scope", "interested", 0.4),
    ("scope", "planned", 0.8),
    ("bound", "range", 0.4),
    ("bound", "min", 0.4),
    ("bound", "max", 0.4),
    ("further", "", 0.5),
    ("partial", "", 0.5),
    ("several", "", 0.5),
)
_SCOPES = ("elsewhere", "former", "planned", "interested")


def find_counts(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find the numbers of members a text states; label "count", value ``StatedCount``.

    ``extra`` says what the number is not: ``scope`` elsewhere (all of Germany, networks in general), former, planned or
    interested; ``several`` (for two networks together), ``further`` ("zehn weitere"), ``bound`` (min, max, about, range with
    ``min`` and ``max``), ``plus`` 1 ("neun Städte und der Kreis"), ``listed`` (names follow), ``partial`` ("… sowie zehn
    Gemeinden": others stand before), ``part`` (out of a larger number).

    Shape: mentions in text order, not overlapping.
    """
    reader = _CountReader(text, hits)
    found = [*reader.by_noun(), *reader.by_label(), *reader.by_cue(), *reader.by_pronoun()]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


class _CountReader:
    """Read the counts of one text; holds what every rule looks at."""

    def __init__(self, text: str, hits: dict[str, list[Hit]]) -> None:
        self.text = text
        self.nouns: Sequence[Hit] = hits.get("member_nouns", ())
        self.cues: Sequence[Hit] = hits.get("count_cues", ())
        self.numbers = MemberNumbers(text, hits)
        self.plurals = [noun for noun in self.nouns if noun.variant not in noun.entry.singular and noun.entry.kind in _KINDS]
        self._cue_ends = {cue.end: cue for cue in self.cues if cue.entry.kind in {"bound", "total"}}

    def by_noun(self) -> Iterator[Mention]:
        """Read "zehn Kommunen" and all that can stand around it."""
        done = -1
        for noun in self.plurals:
            if noun.start < done:
                continue
            found = self.numbers.before_noun(noun.start)
            if found is None or not self._is_count(found, noun):
                continue
            mention = self._whole(found, noun) if self._is_whole(found) else self._counted(found, noun)
            if mention:
                done = mention.end
                yield mention

    def by_label(self) -> Iterator[Mention]:
        """Read "Zahl der Mitglieder: 6", "Teilnehmerzahl: 12", "Kommunen (10)"."""
        labels = [cue for cue in self.cues if cue.entry.kind == "label-noun"]
        for noun in [*self.plurals, *labels]:
            if self.text[noun.end : noun.end + 1] != ":" and self.text[noun.end : noun.end + 2] not in _LABEL_SIGNS:
                continue
            match = _LABEL_RE.match(self.text, noun.end)
            figure = self.numbers.labelled(match) if match else None
            if match and figure:
                lead = next((cue for cue in self.cues if cue.entry.kind == "label" and 0 <= noun.start - cue.end <= 1), noun)
                named = lead is not noun or noun in labels or noun.entry.kind == "generic"
                confidence = 0.95 if named else 0.8
                yield self._mention(
                    min(lead.start, noun.start),
                    match.end(match.lastindex or 0),
                    "counts.label",
                    (figure,),
                    noun.surface,
                    {},
                    confidence,
                )
            elif (bracket := _BRACKET_RE.match(self.text, noun.end)) and 1 < int(bracket[1]) <= MOST:
                yield self._mention(noun.start, bracket.end(), "counts.bracket", (Figure(bracket[1]),), noun.surface, {}, 0.85)

    def by_cue(self) -> Iterator[Mention]:
        """Read numbers without a noun: "Damit sind es sieben", "VIERZEHN AUF EINEN STREICH", "insgesamt 21 in beiden"."""
        for cue in self.cues:
            kind = cue.entry.kind
            if kind == "before":
                found = self.numbers.behind_cue(cue.end)
                rule, confidence = "counts.total", 0.85
            elif kind in {"after", "several"}:
                found = self.numbers.before_cue(cue.start)
                rule, confidence = f"counts.{'total' if kind == 'after' else 'several'}", 0.8
            elif kind == "further":
                found = self.numbers.before_cue(cue.start) if self.numbers.ends_phrase(cue.end) else None
                rule, confidence = "counts.further", 0.5
            else:
                continue
            if found and is_plausible(found.figure):
                extra = {"further": True} if kind == "further" else {}
                yield self._mention(found.start, found.end, rule, (found.figure,), None, extra, confidence)

    def by_pronoun(self) -> Iterator[Mention]:
        """Read "Sieben von ihnen erklärten ihre Teilnahme": a part of those named before, where its sentence says that they join."""
        for match in _OF_THEM_RE.finditer(self.text):
            found = self.numbers.ending_at(match.start())
            if found is None or not is_plausible(found.figure):
                continue
            _, stop = sentence_around(self.text, found.start, match.end())
            if _JOIN_RE.search(self.text, match.end(), stop):
                yield self._mention(found.start, match.end(), "counts.part", (found.figure,), None, {"part": True}, 0.8)

    def _is_count(self, found: Found, noun: Hit) -> bool:
        """Refuse what no number of members can be, and districts that only say where the members lie."""
        if not is_plausible(found.figure) or self.text[found.end : noun.start].strip(" \u00a0\n").startswith("Jahre"):
            return False
        if self.text[max(0, found.start - 7) : found.start] == "ersten ":
            return False
        if noun.entry.role != "district":
            return self.text[max(0, found.start - 3) : found.start] not in {"in ", "In "}
        return not _IN_AREA_RE.search(self.text, max(0, found.start - 24), found.start)

    def _is_whole(self, found: Found) -> bool:
        """Say whether a number is only what a part is taken from: "von den 20 Kommunen machen neun mit"."""
        part = self.numbers.part_before(found)
        if part:
            return value_of(part.figure) != 1  # "eine von zehn Kommunen": ten take part
        return bool(_WHOLE_RE.search(self.text, max(0, found.start - 30), found.start))

    def _whole(self, found: Found, noun: Hit) -> Mention | None:
        """Read the part instead of the whole; None where the text does not say it."""
        part = self.numbers.part_before(found)
        if part and is_plausible(part.figure):
            return self._mention(part.start, noun.end, "counts.part", (part.figure,), noun.surface, {"part": True}, 0.85)
        _, stop = sentence_around(self.text, found.start, noun.end)
        for later in self.numbers.figures.words_between(noun.end, stop):
            joined = any(cue.entry.kind == "part" for cue in hits_within(self.cues, later.end, min(stop, later.end + 24)))
            if joined and is_plausible(later.figure) and self.numbers.ends_phrase(later.end):
                return self._mention(later.start, later.end, "counts.part", (later.figure,), noun.surface, {"part": True}, 0.8)
        return None

    def _counted(self, found: Found, noun: Hit) -> Mention:
        """Put number, nouns, a sum and all that limits them together."""
        nouns = self._shared_nouns(noun)
        figures = [found.figure]
        end = self._add_summands(figures, nouns)
        start, extra, qualifier = self._qualify(found)
        between = self.text[found.end : noun.start]
        if any(cue.entry.kind == "further" for cue in hits_within(self.cues, found.end, noun.start)) or "weiter" in between:
            extra["further"] = True
        if len(figures) == 1 and _PLUS_ONE_RE.match(self.text, end):
            extra["plus"] = 1
        if self.text[max(0, found.start - 6) : found.start].endswith(("sowie ", " und ", "sowie\n")):
            extra["partial"] = True
        if _NAMES_NEXT_RE.match(self.text, end):
            extra["listed"] = True
        small = value_of(found.figure) <= (_FEW if noun.entry.role == "district" else _SMALL) and len(figures) == 1
        value = self.text[noun.start : nouns]
        return self._mention(
            start,
            end,
            "counts.sum" if len(figures) > 1 else "counts.noun",
            tuple(figures),
            value,
            extra,
            0.55 if small else 0.9,
            qualifier,
        )

    def _shared_nouns(self, noun: Hit) -> int:
        """Give the end of "Landkreise, Städte und Gemeinden", which share one number."""
        end = noun.end
        while gap := _SHARED_RE.match(self.text, end):
            following = self._noun_at(gap.end())
            if following is None or following.variant in following.entry.singular or following.entry.kind not in _KINDS:
                break
            end = following.end
        return end

    def _noun_at(self, start: int) -> Hit | None:
        """Give the noun that begins at a position."""
        return next(iter(hits_within(self.nouns, start, start + 1)), None)

    def _add_summands(self, figures: list[Figure], end: int) -> int:
        """Add "und ein Landratsamt", "sowie zwei Landkreise"; give the end of the last."""
        middle = _MIDDLE_ONE_RE.match(self.text, end)
        if middle:
            closed = self._add_summands(after := [Figure(middle.group().split()[1], 1.0)], middle.end())
            if closed > middle.end():
                figures.extend(after)
                return closed
        while gap := _SUM_RE.match(self.text, end):
            if one := _ARTICLE_ONE_RE.match(self.text, gap.end()):
                noun = self._noun_at(one.end())
                if noun is None or noun.variant not in noun.entry.singular:
                    break
                figures.append(Figure(one.group().strip(), 1.0))
            else:
                noun = next((other for other in hits_within(self.nouns, gap.end(), gap.end() + 40)), None)
                found = self.numbers.before_noun(noun.start) if noun else None
                if (
                    noun is None
                    or found is None
                    or found.start != gap.end()
                    or noun.entry.kind not in _KINDS
                    or not is_plausible(found.figure)
                ):
                    break
                figures.append(found.figure)
            end = noun.end
        return end

    def _qualify(self, found: Found) -> tuple[int, dict[str, Any], str | None]:
        """Read what stands before the number: "mindestens", "rund", a range; give start, extras and the word."""
        extra: dict[str, Any] = {}
        start = found.start
        gap = _RANGE_RE.search(self.text, max(0, start - 9), start)
        lower = self.numbers.ending_at(gap.start()) if gap else None
        if lower:
            return lower.start, {"bound": "range", "min": int(value_of(lower.figure)), "max": int(value_of(found.figure))}, None
        qualifier: str | None = None
        for _ in range(2):
            cue = self._cue_ends.get(start - 1) or self._cue_ends.get(start - 2)
            if cue is None:
                break
            start = cue.start
            if cue.entry.kind == "bound":
                extra["bound"], qualifier = cue.entry.value, cue.surface.lower()
            else:
                extra["total"] = True
        return found.start, extra, qualifier

    def _mention(
        self,
        start: int,
        end: int,
        rule: str,
        figures: tuple[Figure, ...],
        noun: str | None,
        extra: dict[str, Any],
        confidence: float,
        qualifier: str | None = None,
    ) -> Mention:
        """Build the mention, with what its sentence says of the number's scope."""
        sentence = sentence_around(self.text, start, end)
        nearby = hits_within(self.cues, *sentence)
        kinds = {cue.entry.kind for cue in nearby}
        clause = clause_around(self.text, (start, end), sentence)
        scopes = _SCOPES if noun else _SCOPES[:1]  # a bare total closes the sentence: what was planned stands before it
        scope = next((kind for kind in scopes if kind in kinds and _is_near(hits_within(nearby, *clause), kind, start, end)), None)
        if scope:
            extra["scope"] = scope
        together = (
            "several" in kinds
            or _PAIR_RE.search(self.text, *sentence)
            or {"first", "second"} <= {cue.entry.value for cue in nearby}
        )
        if together and (extra.get("total") or "several" in kinds):
            extra["several"] = True
        extra.pop("total", None)
        value = StatedCount(figures, noun, qualifier)
        confidence = min([confidence, *(doubt for name, kind, doubt in _DOUBTS if extra.get(name) in {kind, True})])
        return Mention("count", start, end, self.text[start:end], rule, confidence, value, extra=extra)


def _is_near(nearby: Sequence[Hit], kind: str, start: int, end: int) -> bool:
    """Say whether a cue of a kind stands within a few words of the number."""
    return any(cue.entry.kind == kind and start - cue.end <= REACH and cue.start - end <= REACH for cue in nearby)
