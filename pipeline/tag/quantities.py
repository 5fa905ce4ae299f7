"""Finds savings and targets: a quantity with its unit, what is saved, for what time, and whether it is a goal or a result."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.figures import Figures, Found
from pipeline.tag.surroundings import clause_around, distance_to, hits_within, sentence_around
from schemas.amounts import StatedQuantity, Status
from schemas.mention import Mention

#: between a unit and what is saved
_SUBJECT_GAP_RE = shape(
    r"(?:/a\b|/Jahr)?[ \u00a0\n]?(?:eingespart[ \u00a0\n])?\(?"
    r"(?:(?:weniger|geringere|an|der|des|vom|beim|bei|im|ihrer|ihres|seines|seiner|gesamten|gesamte|aller)[ \u00a0\n]){0,3}\Z"
)
_JOINED_RE = shape(r"[A-ZÄÖÜ][a-zäöüß]+-[ \u00a0](?:und|oder|bzw\.)[ \u00a0]\Z")
_AND_RE = shape(r"[ \u00a0]und[ \u00a0]\Z")
_GENITIVE_RE = shape(r"(?<=verbrauch)e?s$|(?<=Verbrauch)e?s$|(?<=bedarf)s$|(?<=Bedarf)s$|(?<=einsatz)es$")
_PER_UNIT_RE = shape(r"/(?:a|Jahr)(?!\w)")
_DEADLINE_RE = shape(
    r"[Bb]is[ \u00a0](?<!\w[Bb]is[ \u00a0])(?:(?:spätestens|zum|zur|ins|Jahr|Jahre|Jahres|des|Anfang|Mitte|Ende|Sommer|Herbst"
    r"|Frühjahr|Winter|Jahresende)[ \u00a0]){0,4}(?:\d{4}(?!\d|\.\d)|(?:Ende[ \u00a0])?(?:der|des)[ \u00a0]"
    r"(?:Laufzeit|Netzwerklaufzeit|Projekts|Netzwerks|Jahrzehnts)|Laufzeitende|Projektende|Jahresende)"
)
_YEAR_RE = shape(
    r"(?<![\w.–/-])(?:[Ii]m Jahr[ \u00a0])?(?<!von )(?<!seit )(?<!Seit )(?<!bis )(?<!Stand )((?:19|20)\d\d)(?![\w.–/-])"
)
_A_YEAR_RE = shape(r"[ \u00a0](?:19|20)\d\d(?![\w.])")
#: the time a saving takes: "in drei Jahren", "innerhalb von zwei Jahren", "seit Beginn"
_WITHIN_RE = shape(
    r"(?<!\w)(?:[Ii]n|[Bb]innen|[Ii]nnerhalb[ \u00a0]von|[Ii]nnerhalb|[Üü]ber)[ \u00a0](?:nur[ \u00a0])?(?:ein(?:em|es)|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|\d{1,2})[ \u00a0]Jahr(?:en|e|es|s)?(?!\w)"
    r"|(?<!\w)[Ss]eit[ \u00a0](?:Beginn|Gründung|Start|dem[ \u00a0]Start|der[ \u00a0]Gründung|Projektbeginn|Netzwerkstart|Laufzeitbeginn)(?!\w)"
)
#: a second figure that only says the first in another unit
_RESTATES_RE = shape(
    r"(?:das (?:sind|wären|waren|entspricht|entspräche|macht)|entspricht|entsprechend|also|bzw\.|oder)[ \u00a0]\w*[ \u00a0]?\Z"
)
#: a sentence of its own that says the figure before it in tonnes
_ANEW_RE = shape(r"\s*(?:Das|Dies)[ \u00a0](?:entspricht|sind|macht|bedeutet|entspräche)\b")
#: a prize, and no saving
_PRIZE_RE = shape(r"[ \u00a0](?:dotiert|Preisgeld)")
_CHANGE_TO_RE = shape(r"(?<!\w)[Aa]uf[ \u00a0](?:rund |etwa |über |unter |ca\. |knapp |gut )?\Z")
_CHANGE_FROM_RE = shape(r"[ \u00a0]auf[ \u00a0](?:rund |etwa |ca\. |knapp )?\d")
#: "zu 60 Prozent" is a share, whatever it is a share of; "bis zu 60 Prozent" is not
_SHARE_RE = shape(r"(?<!bis )(?<!\w)zu[ \u00a0](?:rund |etwa |ca\. |knapp |gut |über )?\Z")
_MINUS_RE = shape(r"(?<!\w)[-–−][ \u00a0]?\Z")
#: "10 % bis 30 %": one range, its unit said twice
_RANGE_RE = shape(r"[ \u00a0]?(?:bis|[-–])[ \u00a0]?(?:zu[ \u00a0])?(?:rund |etwa |ca\. )?")
#: "mehr als doppelt so viel wie geplant": what was planned is another figure
_THAN_RE = shape(r"\b(?:wie|als|denn)[ \u00a0](?:[a-zäöüß]+[ \u00a0]){0,2}\Z")
#: "das Ziel von 900 t wurde mit 1.080 t übertroffen": the first figure is the goal
_SURPASSED_RE = shape(
    r"[^;!?\n]{1,60}\bmit[ \u00a0][^;!?\n]{1,60}\b(?:übertroffen|überboten|verfehlt|unterboten|überschritten|übererfüllt)\b"
)
_CO2_BEFORE = 64
_NEXT_FIGURE = 30
_TOLD_CHARS = 45
_SHORT_CLAUSE = 48
#: a bare "Tonnen" of something: "70 Tonnen Asphalt"
_NOUN_NEXT_RE = shape(r"(?:[ \u00a0]|\n(?![A-ZÄÖÜ][\wäöüß -]{2,30}:))(?:[a-zäöüß]+e[rs]?[ \u00a0])?[A-ZÄÖÜ]")
#: subjects that name what shrinks, wherever they stand in the sentence
_WHOLE_SUBJECTS = frozenset(["subject-use", "subject-cost", "subject-ghg"])
_DEFAULT_CONFIDENCE, _DOUBTFUL = 0.9, 0.55
_LEAD_IN = 260
#: kinds of cues that judge a figure
_KINDS = frozenset(["saving", "target", "achieved", "other"])


class _Candidate(NamedTuple):
    """A figure with its unit, not yet known to be a saving."""

    start: int
    end: int
    low: Found | None
    high: Found
    unit: str
    sort: str
    factor: float = 1.0


def find_quantities(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find the savings and targets a text states; label "target", value ``StatedQuantity``.

    A percentage counts only where the nearest cue speaks of saving and not of funding; another unit where its clause speaks of
    a saving or a goal. ``extra["scope"]`` is "elsewhere" where the sentence speaks of a country or of networks in general.

    Shape: mentions in text order, not overlapping.
    """
    cues = hits.get("saving_cues", ())
    if not cues:
        return []
    candidates = _candidates(text, hits, cues)
    found: list[Mention] = []
    for number, candidate in enumerate(candidates):
        others = candidates[max(0, number - 1) : number] + candidates[number + 1 : number + 2]
        mention = _read(text, candidate, others, cues, found)
        if mention:
            found.append(mention)
    return found


def _candidates(text: str, hits: dict[str, list[Hit]], cues: Sequence[Hit]) -> list[_Candidate]:
    """Give every figure with a unit, in text order; a bare tonne means CO2 where the figure before it did."""
    figures = Figures(text, hits)
    kept: list[_Candidate] = []
    for start, end, unit, sort, factor in sorted(_units(text, hits)):
        high = figures.before(start)
        if high is None or high.figure.words.endswith("-") or (kept and high.start < kept[-1].end):
            continue
        meant = _tonnes(text, (high.start, end), cues, kept) if sort == "mass" else (unit, sort)
        if meant is None:
            continue
        if kept and kept[-1].low is None and kept[-1].unit == meant[0] and _RANGE_RE.fullmatch(text, kept[-1].end, high.start):
            kept[-1] = kept[-1]._replace(end=end, low=kept[-1].high, high=high)
            continue
        low = figures.lower(high)
        kept.append(_Candidate(low.start if low else high.start, end, low, high, *meant, factor))
    return kept


def _tonnes(text: str, span: tuple[int, int], cues: Sequence[Hit], kept: Sequence[_Candidate]) -> tuple[str, str] | None:
    """Give unit and sort of bare tonnes: of a material that is named behind them, else of CO2; None for any other stuff."""
    start, end = span
    if any(cue.entry.kind == "subject" and cue.start == end + 1 for cue in hits_within(cues, end, end + 2)):
        return "t", "material"
    of_co2 = any(other.unit == "t CO2" for other in kept) or _speaks_of_co2(cues, start)
    return ("t CO2", "co2") if of_co2 and not _NOUN_NEXT_RE.match(text, end) else None


def _speaks_of_co2(cues: Sequence[Hit], start: int) -> bool:
    """Say whether CO2 stands shortly before a figure: "CO2-Minderung von 2.000 Tonnen"."""
    return any(cue.surface.upper().startswith(("CO2", "CO₂")) for cue in hits_within(cues, start - _CO2_BEFORE, start))


def _units(text: str, hits: dict[str, list[Hit]]) -> Iterator[tuple[int, int, str, str, float]]:
    """Give every unit of a quantity: words from the list, and the signs that are no words."""
    for hit in hits.get("quantity_units", ()):
        entry = hit.entry
        if entry.kind == "unit":
            yield hit.start, hit.end, str(entry.value), entry.role or "amount", 1.0
        elif entry.kind in {"currency", "currency-thousand"}:
            yield hit.start, hit.end, "Euro", "money", 1000.0 if entry.kind == "currency-thousand" else 1.0
    for sign, unit, sort in (("%", "%", "percent"), ("€", "Euro", "money")):
        at = text.find(sign)
        while at >= 0:
            yield at, at + 1, unit, sort, 1.0
            at = text.find(sign, at + 1)


def _read(
    text: str, item: _Candidate, others: Sequence[_Candidate], cues: Sequence[Hit], found: Sequence[Mention]
) -> Mention | None:
    """Judge one candidate by the words around it."""
    sentence = sentence_around(text, item.start, item.end)
    clause = clause_around(text, (item.start, item.end), sentence)
    nearby = [cue for cue in hits_within(cues, *clause) if not item.start <= cue.start < item.end]
    earlier = found[-1] if found and found[-1].start >= sentence[0] else None
    if earlier is None and _is_told_on(text, item, found, nearby):
        earlier = found[-1]
    if earlier is None and found and item.sort == "co2" and _ANEW_RE.match(text, sentence[0]):
        earlier = found[-1] if sentence[0] - found[-1].end < _LEAD_IN // 2 else None
    repeats = earlier is not None and clause[1] - clause[0] <= _SHORT_CLAUSE and _KINDS.isdisjoint(cue.entry.kind for cue in nearby)
    if not repeats and not (earlier and _is_continued(item, nearby)) and not _is_saving(text, item, nearby):
        return None
    own = [cue for cue in nearby if not _is_compared(text, cue) and not _is_next_ones(text, item, others, cue)]
    status, confidence = _status(text, own, sentence[0], cues)
    if _is_goal_surpassed(text, item, nearby):
        status, confidence = "planned", _DEFAULT_CONFIDENCE
    if repeats and earlier:
        status, confidence = earlier.value.status, earlier.confidence
    subject = _subject(text, item, nearby, found, sentence[0])
    period = _period(text, item, others, nearby, clause, status)
    if status is None:
        status, confidence = ("planned", 0.7) if period and period.startswith("bis") else ("achieved", _DOUBTFUL)
    upper = item.high.figure.times(item.factor)
    lower = item.low.figure.times(item.factor) if item.low else upper
    value = StatedQuantity(lower, upper if item.low else None, item.unit, subject, period, status)
    scope = any(cue.entry.kind == "elsewhere" for cue in hits_within(cues, *sentence))
    extra = {"scope": "elsewhere"} if scope else {}
    rule = f"quantities.{item.sort}"
    return Mention("target", item.start, item.end, text[item.start : item.end], rule, confidence, value, extra=extra)


def _is_compared(text: str, cue: Hit) -> bool:
    """Say whether a word of planning only measures the result: "mehr, als vorgesehen war"."""
    return (
        cue.entry.kind == "target" and cue.entry.role != "modal" and bool(_THAN_RE.search(text, max(0, cue.start - 40), cue.start))
    )


def _is_next_ones(text: str, item: _Candidate, others: Sequence[_Candidate], cue: Hit) -> bool:
    """Say whether a word of planning behind a comma speaks of the next figure: "2.150 t vermieden, Ziel waren 1.800 t"."""
    if cue.entry.kind != "target" or cue.entry.role == "modal" or cue.start < item.end:
        return False
    return text[cue.start - 2 : cue.start] == ", " and any(0 < other.start - cue.end < _NEXT_FIGURE for other in others)


def _is_goal_surpassed(text: str, item: _Candidate, nearby: Sequence[Hit]) -> bool:
    """Say whether a figure is the goal that the next one is held against."""
    goal = any(cue.entry.kind == "target" and cue.end <= item.start for cue in nearby)
    return goal and bool(_SURPASSED_RE.match(text, item.end))


def _is_saving(text: str, item: _Candidate, nearby: Sequence[Hit]) -> bool:
    """Say whether the clause speaks of a saving, and of nothing else more closely."""
    before = max(0, item.start - 24)
    if _CHANGE_TO_RE.search(text, before, item.start) or _CHANGE_FROM_RE.match(text, item.end):
        return False
    saving = [cue for cue in nearby if cue.entry.kind == "saving" or cue.entry.role == "saving"]
    goals = [cue for cue in nearby if cue.entry.kind in {"target", "achieved"}]
    if item.sort == "percent":
        if _SHARE_RE.search(text, before, item.start):
            return False
        other = [cue for cue in nearby if cue.entry.kind == "other"]
        return _is_nearer(item, saving, other) or bool(goals and not other and _MINUS_RE.search(text, before, item.start))
    if item.sort == "money":
        if _PRIZE_RE.match(text, item.end):
            return False
        costs = any(cue.entry.id == "subject-cost" or cue.entry.id.startswith("achieved") for cue in nearby)
        saving = [cue for cue in saving if cue.surface != "zurück"]  # "die Gesamtkosten gehen auf 196.000 Euro zurück"
        return costs and _is_nearer(item, saving, [cue for cue in nearby if cue.entry.kind == "other"])
    if saving:
        return True
    if item.sort in {"amount", "power"}:
        return bool(goals)
    return any(cue.entry.role != "modal" for cue in goals)


def _is_continued(item: _Candidate, nearby: Sequence[Hit]) -> bool:
    """Say whether a percentage goes on from the saving before it: "…; versprochen waren 8 Prozent"."""
    kinds = {cue.entry.kind for cue in nearby}
    return item.sort == "percent" and not kinds.isdisjoint({"target", "achieved"}) and "other" not in kinds


def _is_told_on(text: str, item: _Candidate, found: Sequence[Mention], nearby: Sequence[Hit]) -> bool:
    """Say whether a sentence that opens with goal or result goes on from the percentage before: "Erreicht wurden 7,4 Prozent."."""
    if not found or item.sort != "percent" or found[-1].value.unit != "%" or item.start - found[-1].end > _LEAD_IN // 2:
        return False
    lead = text[item.start - _TOLD_CHARS : item.start] if item.start > _TOLD_CHARS else text[: item.start]
    opens = max(lead.rfind(". "), lead.rfind("\n"), lead.rfind("! "))
    return opens >= 0 and any(
        cue.end <= item.start and cue.start > item.start - len(lead) + opens
        for cue in nearby
        if cue.entry.kind in {"target", "achieved"}
    )


def _is_nearer(item: _Candidate, saving: Sequence[Hit], other: Sequence[Hit]) -> bool:
    """Say whether a saving stands nearer to the figure than a share or a rate of funding does."""
    if not saving:
        return False
    measure = distance_to(item.start, item.end)
    nearest = min(measure(cue) for cue in saving)
    blockers = [cue for cue in other if cue.entry.role != "share" or measure(cue) < nearest]
    return all(measure(cue) > nearest for cue in blockers)


def _status(text: str, nearby: Sequence[Hit], start: int, cues: Sequence[Hit]) -> tuple[Status | None, float]:
    """Decide between goal and result: a modal verb beats a participle, that beats the noun "Ziel", that the verb itself."""
    kinds = {(cue.entry.kind, cue.entry.role) for cue in nearby}
    if ("target", "modal") in kinds:
        return "planned", 0.95
    if ("achieved", "strong") in kinds:
        return "achieved", 0.93
    if any(kind == "target" for kind, _ in kinds):
        return "planned", 0.93
    if any(kind == "achieved" for kind, _ in kinds) or ("saving", "present") in kinds:
        return "achieved", _DEFAULT_CONFIDENCE
    return _lead_in(text, start, cues)


def _lead_in(text: str, start: int, cues: Sequence[Hit]) -> tuple[Status | None, float]:
    """Take the status from the lines before a list: "Die Zahlen können sich sehen lassen:"."""
    block = max(text.rfind("\n\n", 0, start - 1), start - _LEAD_IN)
    for cue in reversed(hits_within(cues, block, start)):
        if cue.entry.kind == "achieved":
            return "achieved", 0.8
        if cue.entry.kind == "target":
            return "planned", 0.8
    return None, _DOUBTFUL


def _subject(text: str, item: _Candidate, nearby: Sequence[Hit], found: Sequence[Mention], sentence: int) -> str | None:
    """Name what is saved: the noun behind the unit, else the nearest before it, else that of the figure just before."""
    if item.sort == "co2":
        return None
    subjects = [cue for cue in nearby if cue.entry.kind == "subject"]
    behind = next((cue for cue in subjects if cue.start >= item.end and _SUBJECT_GAP_RE.fullmatch(text, item.end, cue.start)), None)
    if behind:
        return _subject_words(text, behind, subjects)
    before = [cue for cue in subjects if cue.end <= item.start]
    if item.sort == "power":
        return None
    if before and not (found and found[-1].start >= before[-1].end and found[-1].value.unit != "t CO2"):
        return _subject_words(text, before[-1], subjects)
    restates = item.sort == "percent" or _RESTATES_RE.search(text, max(0, item.start - 40), item.start)
    if found and found[-1].start >= sentence and restates:
        earlier: str | None = found[-1].value.subject
        return earlier
    if before and restates:
        return _subject_words(text, before[-1], subjects)
    later = [cue for cue in subjects if cue.start >= item.end and cue.entry.id in _WHOLE_SUBJECTS]
    return _subject_words(text, later[0], subjects) if later and not before and len(later) == 1 else None


def _subject_words(text: str, cue: Hit, subjects: Sequence[Hit]) -> str:
    """Give the noun without its genitive ending, with the part it shares: "Wärme- und Stromverbrauch"."""
    if cue.entry.value:
        return str(cue.entry.value)
    listed = [other for other in subjects if other.end < cue.start and not other.entry.value]
    if (
        listed
        and _AND_RE.fullmatch(text, listed[-1].end, cue.start)
        and len(listed) > 1
        and text[listed[-2].end : listed[-1].start] == ", "
    ):
        return text[listed[-2].start : cue.end]
    joined = _JOINED_RE.search(text, max(0, cue.start - 40), cue.start)
    words = (joined.group() if joined else "") + _GENITIVE_RE.sub("", cue.variant)
    for other in subjects:
        if other.start > cue.end and _AND_RE.fullmatch(text, cue.end, other.start) and not other.entry.value:
            return f"{words} und {other.variant}"
    return words


def _period(
    text: str, item: _Candidate, others: Sequence[_Candidate], nearby: Sequence[Hit], clause: tuple[int, int], status: Status | None
) -> str | None:
    """Give the time a figure is for: a rate beside it, else a deadline, else the year of a result.

    What stands directly behind another figure belongs to that one.
    """
    if rate := _PER_UNIT_RE.match(text, item.end):
        return rate.group()
    left = max((other.start for other in others if other.end <= item.start), default=clause[0])
    right = min((other.start for other in others if other.start >= item.end), default=clause[1])
    rates = [
        cue for cue in nearby if cue.entry.kind == "rate" and not (cue.surface.endswith("Jahr") and _A_YEAR_RE.match(text, cue.end))
    ]
    for cue in rates:
        if item.end <= cue.start < right:
            return _lowered(cue.surface)
    first = min((other.start for other in others if clause[0] <= other.start < item.start), default=item.start)
    for cue in rates:
        if cue.end <= first:
            return _lowered(cue.surface)
    deadlines = [match for match in _DEADLINE_RE.finditer(text, *clause) if match.start() < right]
    for match in reversed(deadlines):
        if match.start() >= item.end or match.end() <= first or (left == clause[0] and match.end() <= item.start):
            return _lowered(match.group())
    spans = [match for match in _WITHIN_RE.finditer(text, *clause) if match.end() <= first or item.end <= match.start() < right]
    if spans:
        return _lowered(spans[-1].group())
    if status == "achieved" and (year := _YEAR_RE.search(text, clause[0], item.start)) and year.end() <= first:
        return year[1]
    return None


def _lowered(words: str) -> str:
    """Write the first word small, as it stands inside a sentence; nouns stay."""
    words = " ".join(words.split())
    return words if words.startswith("Jahr") else words[:1].lower() + words[1:]
