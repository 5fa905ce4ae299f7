"""Joins the places and bodies of a sentence to runs: what one coordination holds is a member together or not at all."""

from collections.abc import Sequence

from pipeline.assemble.members.candidates import candidates_of
from pipeline.assemble.view import View
from pipeline.grammar import LIST_GAP_RE
from pipeline.shapes import shape
from schemas.layer import layer
from schemas.mention import Mention

#: prepositions that say where something is, or who acts
LOCATION = frozenset("auf in im bei nach nahe um ab zwischen vor hinter gegenüber richtung bis rund über".split())
AGENT = frozenset("von vom durch für beim gegen laut seitens per dank".split())
#: so many make a list
LIST = 3
#: how far before a run a number of members may stand. Unit: characters
COUNT_REACH = 100

_BRACKET_RE = shape(r"\([^()]*\)")
_TAIL_RE = shape(r"\s+mit\s+(?:(?:ihr|sein|dere?n|dessen)\w*\s+)(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ][\w-]+(?:\s+und\s+[A-ZÄÖÜ][\w-]+)?")
_SEAT_GAP_RE = shape(r"\s*,?\s*(?:aus|in|mit Sitz in|bei)\s+|\s*\(\s*|\s*,\s*|\s*/\s*")
_SEATED = frozenset(["aus", "in"])
_AREA = frozenset(["aus", "in", "im", "des", "der"])
_OPENING = frozenset(["–", "-", ":", "—"])
_LONGEST_GAP = 90
_WITH_RE = shape(r"[ \u00a0\n]+mit[ \u00a0\n]+(?:den|der|dem)[ \u00a0\n]+")
_BLANKS = " \u00a0\n"
_ARTICLES = frozenset(["der", "dem", "den", "die", "das", "des"])
_OWN = ("ihr", "sein")
#: adjectives that may stand between an article and a place
_LYING = frozenset(
    "benachbarten angrenzenden nahen nahegelegenen umliegenden gesamten südlichen nördlichen östlichen westlichen beiden".split()
)
_BEFORE_CHARS = 40
_LAST_RE = shape(r"(?<!\w)(?:und|sowie)(?!\w)")


@layer(frozen=True, slots=True)
class Inheritance:
    """A network that has the members of another one. ``anchor``: a place in the text that speaks of the heir; ``number``: of the other."""

    anchor: int
    start: int
    end: int
    number: int | None


class Run:
    """Hold members that stand in one coordination, with the verdict on them. ``before``: the word that leads in.

    What is not said of a run is as it stands here.
    """

    confidence: float = 0.0
    rule: str = "participants.refused"
    reason: str = "no word of membership near it"
    owners: tuple[int, ...] | None = None
    anchor: int | None = None  # where the text speaks of the network meant, if not at the run itself
    inherited: Inheritance | None = None
    sent: bool = False  # "Vertreter von …": the preposition says whom, not where
    cue: tuple[int, int] | None = None  # the words that made them members
    pending: bool = False  # no member, and it was not asked why

    def __init__(self, mentions: list[Mention], start: int, end: int, before: str = "") -> None:
        self.mentions = mentions
        self.start = start
        self.end = end
        self.before = before

    @property
    def size(self) -> int:
        """Count the members."""
        return len(self.mentions)

    @property
    def is_bare(self) -> bool:
        """Say whether it is one body, or one municipality without its type word: if such a one is no member, no record says why."""
        if len(self.mentions) != 1:
            return False
        first = self.mentions[0]
        return first.label != "place" or (not first.value.form and first.value.kind == "municipality")

    def accept(self, confidence: float, rule: str, cue: tuple[int, int] | None = None) -> None:
        """Take the run, for a reason; ``cue``: the words that give it."""
        self.confidence, self.rule, self.cue = confidence, f"participants.{rule}", cue or self.cue

    def refuse(self, reason: str) -> None:
        """Rule the run out, for a reason."""
        self.confidence, self.rule, self.reason = 0.0, "participants.refused", reason


def find_runs(view: View, start: int, end: int) -> list[Run]:
    """Join the mentions of a stretch to runs."""
    runs: list[Run] = []
    for mention in candidates_of(view).within(start, end):
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
    head = mention.extra.get("head")
    return min(mention.start, head[0]) if head and mention.start - head[1] < 40 else mention.start  # noqa: PLR2004 - a head right before it


def end_of(mention: Mention) -> int:
    """Give where a member ends, with the bracket behind it."""
    bracket_end = mention.extra.get("bracket_end")
    return max(mention.end, bracket_end) if bracket_end else mention.end


def before_of(text: str, begin: int) -> str:
    """Give the word that leads in, an article passed over, and an adjective behind it.

    >>> text = "in den benachbarten Städten"
    >>> before_of(text, text.index("Städten"))
    'in'
    """
    words = text[max(0, begin - _BEFORE_CHARS) : begin]
    spoken = words.rstrip(_BLANKS)
    word = _last_word(spoken)
    parted = len(spoken) < len(words)
    if word in _LYING:
        ahead = _ahead(spoken, word)
        article = _last_word(ahead)
        outer = _last_word(_ahead(ahead, article)) if _is_article(article) else ""
        return (outer or (word if parted else "")).lower()
    if not parted:
        return ""
    return (_last_word(_ahead(spoken, word)) or word).lower() if _is_article(word) else word.lower()


def _last_word(words: str) -> str:
    """Give the letters and figures with which some words end."""
    token = words[words.rfind(" ") + 1 :]
    if token.isalnum():
        return token
    at = len(words)
    while at and (words[at - 1].isalnum() or words[at - 1] == "_"):
        at -= 1
    return words[at:]


def _ahead(words: str, last: str) -> str:
    """Give what stands before the last word; nothing where no blank parts the two."""
    ahead = words[: len(words) - len(last)]
    bare = ahead.rstrip(_BLANKS)
    return bare if len(bare) < len(ahead) else ""


def _is_article(word: str) -> bool:
    return word in _ARTICLES or word.startswith(_OWN)


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
    count = 0
    for item in mentions:
        if item.label == "place" and (item.value.form or item.value.kind == "district" or item.extra.get("head")):
            count += 1
    return count
