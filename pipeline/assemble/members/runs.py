"""Joins the places and bodies of a sentence to runs: what one coordination holds is a member together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.assemble.view import View
from pipeline.grammar import LIST_GAP_RE
from pipeline.shapes import shape
from schemas.mention import Mention

#: prepositions that say where something is, or who acts
LOCATION = frozenset("auf in im bei nach nahe um ab zwischen vor hinter gegenüber richtung bis rund über".split())
AGENT = frozenset("von vom durch für beim gegen laut seitens per dank".split())
#: so many make a list
LIST = 3
#: how far before a run a number of members may stand. Unit: characters
COUNT_REACH = 100
#: who gives money or rules is no member, unless a list names it
NEVER_MEMBERS = frozenset(["ministry", "agency", "fund", "state", "programme"])

_BRACKET_RE = shape(r"\([^()]*\)")
_TAIL_RE = shape(r"\s+mit\s+(?:(?:ihr|sein|dere?n|dessen)\w*\s+)(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ][\w-]+(?:\s+und\s+[A-ZÄÖÜ][\w-]+)?")
_SEAT_GAP_RE = shape(r"\s*,?\s*(?:aus|in|mit Sitz in|bei)\s+|\s*\(\s*|\s*,\s*|\s*/\s*")
_SEATED = frozenset(["aus", "in"])
_AREA = frozenset(["aus", "in", "im", "des", "der"])
_OPENING = frozenset(["–", "-", ":", "—"])
_LONGEST_GAP = 90
#: nouns that say what the members are, so that an adjective of a town makes no name of them
_SORTS = frozenset(["betrieb", "firma", "unternehmen"])
_WITH_RE = shape(r"[ \u00a0\n]+mit[ \u00a0\n]+(?:den|der|dem)[ \u00a0\n]+")
_BEFORE_RE = shape(
    r"(\w+)[ \u00a0\n]+(?:(?:der|dem|den|die|das|des|ihr\w*|sein\w*)[ \u00a0\n]+(?:benachbarten|angrenzenden|nahen|nahegelegenen|umliegenden|gesamten|südlichen|nördlichen|östlichen|westlichen|beiden)?[ \u00a0\n]*)?$"
)
_LAST_RE = shape(r"(?<!\w)(?:und|sowie)(?!\w)")
_NOUN_BEFORE_RE = shape(r"(?:(?<!\w)(?:das|die|der|den|dem|und|sowie)\s|[,:(]\s)([A-ZÄÖÜ][\w-]{4,})\s$")
_NOUN_NEXT_RE = shape(r" [A-ZÄÖÜ][a-zäöüß]{3,}")
_AMONG_CHARS = 160
FIRM_TAILS = (
    "klinikum", "kliniken", "klinik", "krankenhaus", "brauerei", "bäckerei", "molkerei", "druckerei", "gießerei", "fabrik", "werk", "werke", "werken",
    "stift", "hospital", "gruppe", "bank", "sparkasse", "verband", "mühle", "hütte", "therme", "hotel", "betriebe", "betrieben", "zentrum", "hochschule",
    "universität", "kellerei", "käserei", "gärtnerei", "spedition", "reederei", "landgasthof", "gasthof", "gasthaus", "weingut", "charité", "konditorei", "schlachterei", "fleischerei", "tischlerei", "schreinerei", "weberei", "spinnerei", "färberei", "ziegelei", "raffinerie", "lungenklinik", "betriebsgesellschaft", "strandhotel", "metallbau", "messe", "flughafen", "hafen", "wäscherei", "metzgerei",
)  # fmt: skip#: what a firm makes, before its name: "der Folienhersteller Muster-Pack"
_MAKER_RE = shape(
    r"[A-ZÄÖÜ][\w-]*(?:hersteller|produzent|spezialist|verarbeiter|dienstleister|zulieferer|händler|anbieter|versorger|konzern|ausrüster|logistiker|fabrikant|betreiber)s?\s+(?=[A-ZÄÖÜ])"
)


@dataclass(frozen=True, slots=True)
class Inheritance:
    """A network that has the members of another one. ``anchor``: a place in the text that speaks of the heir; ``number``: of the other."""

    anchor: int
    start: int
    end: int
    number: int | None


@dataclass(slots=True)
class Run:
    """Hold members that stand in one coordination, with the verdict on them. ``before``: the word that leads in."""

    mentions: list[Mention]
    start: int
    end: int
    before: str = ""
    confidence: float = 0.0
    rule: str = "participants.refused"
    reason: str = "no word of membership near it"
    owners: tuple[int, ...] | None = None
    anchor: int | None = None  # where the text speaks of the network meant, if not at the run itself
    inherited: Inheritance | None = None
    sent: bool = False  # "Vertreter von …": the preposition says whom, not where
    cue: tuple[int, int] | None = None  # the words that made them members

    @property
    def size(self) -> int:
        """Count the members."""
        return len(self.mentions)

    def accept(self, confidence: float, rule: str, cue: tuple[int, int] | None = None) -> None:
        """Take the run, for a reason; ``cue``: the words that give it."""
        self.confidence, self.rule, self.cue = confidence, f"participants.{rule}", cue or self.cue

    def refuse(self, reason: str) -> None:
        """Rule the run out, for a reason."""
        self.confidence, self.rule, self.reason = 0.0, "participants.refused", reason


def candidates(view: View, start: int, end: int) -> list[Mention]:
    """Give the mentions of a stretch that can be members, in text order."""
    names = [(item.start, item.end) for item in view.mentions("network", max(0, start - 120), end) if item.value.name]
    places = [
        item for item in view.mentions("place", start, end)
        if not any(low <= item.start < high for low, high in names) and not _is_only_in_name(view, item)
    ]  # fmt: skip
    bodies = [
        item for item in view.mentions("organisation", start, end)
        if item.value.kind == "organisation" and item.value.sort not in NEVER_MEMBERS and not any(low < item.end and item.start < high for low, high in names)
    ]  # fmt: skip
    bodies = [_without_sort(view, item) for item in bodies if not _is_only_counted(view, item)]
    typed = {item.start for item in places if item.value.kind in {"municipal_association", "organisation"}}
    typed |= {item.extra["head"][0] for item in places if item.extra.get("head") and item.value.form is None}
    typed |= {item.extra["head"][0] for item in places if item.value.kind == "organisation" and item.extra.get("head")}
    bodies = [item for item in bodies if item.start not in typed]
    taken = [(item.start, item.end) for item in bodies]
    places = [item for item in places if not any(low <= item.start < high for low, high in taken)]
    return sorted([*places, *bodies], key=lambda item: (item.start, -item.end))


def _is_only_in_name(view: View, place: Mention) -> bool:
    """Say whether a bare place only begins the name of a firm among firms: "Elbe-Elster Oberflächentechnik"."""
    if place.value.form or (place.extra or {}).get("size") != 1 or place.value.kind == "district":
        return False
    noun = _NOUN_BEFORE_RE.search(view.text, max(0, place.start - 50), place.start)
    if noun and noun[1].lower().endswith(FIRM_TAILS):
        return True
    if not _NOUN_NEXT_RE.match(view.text, place.end):
        return False
    low, high = max(0, place.start - _AMONG_CHARS), place.end + _AMONG_CHARS
    return any(body.rule == "organisation.legal-form" for body in view.mentions("organisation", low, high))


def _is_only_counted(view: View, body: Mention) -> bool:
    """Say whether a body is no name but a sort of members, or a number of them: "Acht Berliner Wohnungsunternehmen"."""
    if any(
        count.start < body.start and body.end <= count.end for count in view.mentions("count", max(0, body.start - 40), body.start)
    ):
        return True
    return body.rule == "organisation.head" and any(
        hit.end == body.end and hit.entry.id in _SORTS for hit in view.hits("member_nouns", body.start, body.end)
    )


def _without_sort(view: View, body: Mention) -> Mention:
    """Cut off the noun that only says what sort of body follows: "die Unternehmen Muster GmbH und …"."""
    maker = _MAKER_RE.match(body.value.name)
    if (
        maker
        and body.rule != "organisation.known"
        and view.text.startswith(body.value.name[maker.end() :], body.start + maker.end())
    ):
        start = body.start + maker.end()
        return replace(
            body, start=start, text=view.text[start : body.end], value=replace(body.value, name=body.value.name[maker.end() :])
        )
    nouns = [hit for hit in view.hits("member_nouns", body.start, body.start + 1) if hit.entry.id in _SORTS]
    if not nouns or body.rule == "organisation.head" or not body.value.name.startswith(nouns[0].surface):
        return body
    name = body.value.name[len(nouns[0].surface) :].lstrip()
    start = nouns[0].end + len(view.text[nouns[0].end : body.end]) - len(view.text[nouns[0].end : body.end].lstrip())
    if not name[:1].isupper() or start == nouns[0].end:
        return body
    return replace(body, start=start, text=view.text[start : body.end], value=replace(body.value, name=name))


def find_runs(view: View, start: int, end: int) -> list[Run]:
    """Join the mentions of a stretch to runs."""
    runs: list[Run] = []
    for mention in candidates(view, start, end):
        begin = begin_of(mention)
        last = runs[-1] if runs else None
        if last is not None and _belongs(view.text, last, mention, begin):
            if not _is_seat(view.text, last, mention):
                last.mentions.append(mention)
            last.end = max(last.end, end_of(mention))
        else:
            runs.append(Run([mention], begin, end_of(mention), before_of(view.text, begin)))
    return runs


def begin_of(mention: Mention) -> int:
    """Give where a member begins, with the type word that governs the list it opens."""
    head = mention.extra.get("head") if mention.extra else None
    return min(mention.start, head[0]) if head and mention.start - head[1] < 40 else mention.start  # noqa: PLR2004 - a head right before it


def end_of(mention: Mention) -> int:
    """Give where a member ends, with the bracket behind it."""
    return max(mention.end, mention.extra.get("bracket_end") or 0) if mention.extra else mention.end


def before_of(text: str, begin: int) -> str:
    """Give the word that leads in, an article passed over."""
    match = _BEFORE_RE.search(text, max(0, begin - 40), begin)
    return match[1].lower() if match else ""


def _belongs(text: str, run: Run, mention: Mention, begin: int) -> bool:
    """Say whether a mention goes on with a run."""
    before = run.mentions[-1]
    if (
        run.before in _SEATED
        and run.size == 1
        and before.label == "place"
        and before.value.form is None
        and (mention.label != "place" or mention.value.form)
    ):
        return False  # "Schröder und Sohn aus Malchin, die Stadtwerke": where the one before it sits
    if begin < run.end:
        begin = mention.start
    if run.size == 1 and run.before in _AREA and mention.label == "place" and text[run.end : begin].strip() in _OPENING:
        return False  # "sechs Gemeinden aus Brandenburg – A, B und C"
    if _is_new_statement(text, run, mention, begin):
        return False
    if mention.label == "place" and before.label == "place" and mention.extra.get("group") == before.extra.get("group"):
        return True
    if begin - run.end > _LONGEST_GAP or begin < run.end:
        return begin < run.end
    if _is_seat(text, run, mention):
        return True
    gap = _BRACKET_RE.sub("", text[run.end : begin])
    if _WITH_RE.fullmatch(gap):
        return _goes_with(run, mention)
    tail = _TAIL_RE.match(gap)
    return bool(LIST_GAP_RE.fullmatch(gap[tail.end() :] if tail else gap))


def _is_new_statement(text: str, run: Run, mention: Mention, begin: int) -> bool:
    """Say whether a semicolon behind a finished list begins another statement: "Dabei sind A, B und C; D überlegt noch"."""
    if (
        run.size == 1
        or mention.label != "place"
        or getattr(mention.value, "form", None)
        or not text[run.end : begin].lstrip().startswith(";")
    ):
        return False
    return bool(_LAST_RE.search(text, run.mentions[-2].end, run.mentions[-1].start))


def _goes_with(run: Run, mention: Mention) -> bool:
    """Say whether "mit" joins members: "die Städte A und B mit den Gemeinden C und D"; not "der Kreis A mit den Gemeinden B und C"."""
    return (
        run.size > 1
        and bool(mention.value.form)
        and all(item.label == "place" and item.value.form and item.value.kind == "municipality" for item in run.mentions)
    )


def _is_seat(text: str, run: Run, mention: Mention) -> bool:
    """Say whether a bare place only says where the body before it sits: "Metallbau Schröder aus Malchin"."""
    before = run.mentions[-1]
    if before.label != "organisation" or mention.label != "place" or mention.value.form or mention.start < before.end:
        return False
    gap = text[before.end : mention.start]
    return len(gap) < 16 and bool(_SEAT_GAP_RE.fullmatch(gap)) and (gap.strip() not in {",", "/"} or mention.extra.get("size") == 1)  # noqa: PLR2004


def count_headed(mentions: Sequence[Mention]) -> int:
    """Count the places that a type word vouches for."""
    return sum(
        item.label == "place" and (bool(item.value.form) or item.value.kind == "district" or bool(item.extra.get("head")))
        for item in mentions
    )
