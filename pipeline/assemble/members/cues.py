"""Says what the words around a place speak for: joining, membership, refusal, mere interest; and where their clause ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape

POSITIVE = frozenset(["joins", "holder", "intro"])
#: verbs that need no particle beside "zum" and a network
_BELONGING = frozenset(["angehoeren-getrennt", "zaehlen-getrennt"])
_NAME_CHARS, _JOINT_CHARS, _BELONG_CHARS = 120, 8, 40
#: what a verb says whose particle closes the clause
_PARTED = {"parted": "joins", "parted_not": "not_member"}

#: a new statement begins: what is denied or said of one side says nothing of the other
_BREAK_RE = shape(
    r"[!?]|;\s|\s–\s|,\s+(?:(?:aber|während|hingegen|sondern|doch|wobei|jedoch|dagegen|wohingegen)\b|nicht(?=\s+(?:aber|jedoch|hingegen|dagegen)\b))"
)
#: a part of a sentence between commas and the like, in which a "nicht" denies
_PART_RE = shape(r"[,;:!?()„“”\"]|\.(?=\s|$)|\s–\s")
_SENTENCE_STOP_RE = shape(r"[;!?]")
_NOT_ONLY_RE = shape(r"(?<!\w)nicht (?:nur|allein|bloß)(?!\w)")
#: "neu hinzugekommen ist die Stadt Lage": what begins its part and goes on with a verb speaks of what follows
_FRONT_RE = shape(
    r"(?:^|[,;:.–(]|(?<!\w)und)\s*(?:(?:neu|auch|nicht|mehr|bereits|zudem|außerdem|inzwischen|dagegen|noch|wieder)\s+)*$"
)
_FRONTED_RE = shape(r"\s+(?:ist|sind|war|waren|wird|werden|wurden?|haben|hat|hatten?)(?!\w)")
_CLOSED_RE = shape(r"\s*(?:[,;.]|(?:und|während|aber)(?!\w))")
#: what a word of taking part is said of: "Teilnahme am Klimaschutznetzwerk", "Teil eines landesweiten Bündnisses"
_OF_NETWORK_RE = shape(
    r"\s+(?:am|an|im|in|ins|zum|zur|zu|beim|bei|des|der|eines|einer|vom|von|dieses|dieser|unseres|unserer)(?!\w)[^.;:!?()]{0,60}?\w*(?:netzwerk|[Nn]etz(?:s|es)?(?!\w)|verbund|[Bb]ündnis|[Pp]akt|[Kk]onvoi|gemeinschaft|[Aa]llianz|zusammenschluss)",
    re.IGNORECASE,
)
_COUNT_CHARS = 60
#: between those counted and the verb: "Zu den zehn Mitgliedern des Netzwerks zählen"
_FEW_WORDS = 4
_TO_RE = shape(r"(?<!\w)(?:zu|zum|zur)(?!\w)", re.IGNORECASE)
_FROM_VERB_RE = shape(r"[^,;:.!?()]{0,40}?(?<!\w)zu\s(?:den|unseren|ihren)\s$")
_WRAP_OPEN_RE = shape(r"[.!?:][\"“”»«')\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of membership as it stands in its sentence. ``negative``: the reason why it speaks against, or None.

    ``closing``: where the whole verb ends; ``particle``: where the parted rest of it begins ("machen … mit"), or None.
    """

    start: int
    end: int
    kind: str
    weak: bool
    negative: str | None
    surface: str
    closing: int
    particle: int | None = None
    ahead: bool = False  # speaks only of what follows
    closed: bool = False  # speaks only of what stands before

    @property
    def is_positive(self) -> bool:
        """Say whether it speaks for membership."""
        return self.negative is None and self.kind in POSITIVE


class Cues:
    """Read the cues of one document."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._cache: dict[tuple[int, int], list[Cue]] = {}

    def within(self, start: int, end: int) -> list[Cue]:
        """Give the cues of a stretch, each judged in its own part of it."""
        found = self._cache.get((start, end))
        if found is None:
            hits = self._view.hits("participant_cues", start, end)
            qualifiers = [hit for hit in hits if hit.entry.kind in {"negation", "hedge"}]
            found = [cue for hit in hits if (cue := self._judge(hit, qualifiers, start, end)) is not None]
            self._cache[(start, end)] = found
        return found

    def _judge(self, hit: Hit, qualifiers: Sequence[Hit], start: int, end: int) -> Cue | None:
        """Turn one hit into a cue; a parted verb needs its particle."""
        kind = hit.entry.kind or ""
        closing, particle = hit.end, None
        if kind in _PARTED:
            kind = _PARTED[kind]
            rest = self._particle(hit, end)
            if rest is None and not self._belongs(hit) and not self._counts_in(hit):
                return None
            particle, closing = rest.span() if rest else (None, hit.end)
        if kind not in POSITIVE and kind != "not_member":
            return None
        if hit.entry.frame == "network" and not self._of_network(hit, end):
            return None
        reason: str | None = None
        if kind == "not_member":
            reason = f"said to be no member ({hit.surface!r})"
        else:
            low, high = self._part(hit.start, closing, start, end)
            qualifier = next((other for other in qualifiers if _governs(other, low, high, hit, start, self._view.text)), None)
            if qualifier is not None:
                reason = f"membership is {'denied' if qualifier.entry.kind == 'negation' else 'left open'} ({qualifier.surface!r})"
        text = self._view.text
        ahead = particle is None and bool(
            _FRONT_RE.search(text, max(start, hit.start - 40), hit.start) and _FRONTED_RE.match(text, closing, end)
        )
        closed = kind == "not_member" and not ahead and bool(_CLOSED_RE.match(text, closing, end))
        return Cue(hit.start, hit.end, kind, hit.entry.weak, reason, hit.surface, closing, particle, ahead, closed)

    def _of_network(self, hit: Hit, end: int) -> bool:
        """Say whether a word of taking part names what is taken part in, and that this is a network."""
        view = self._view
        if any(
            -1 <= mention.start - hit.end < _JOINT_CHARS for mention in view.mentions("network", hit.end, hit.end + _JOINT_CHARS)
        ):
            return True
        return bool(_OF_NETWORK_RE.match(view.text, hit.end, end))

    def _counts_in(self, hit: Hit) -> bool:
        """Say whether a verb of belonging names whom one belongs to: "Zu den zehn Unternehmen zählen A und B"."""
        if hit.entry.id not in _BELONGING:
            return False
        view, low = self._view, max(0, hit.start - _COUNT_CHARS)
        spans = [(count.start, count.end) for count in view.mentions("count", low, hit.start)]
        spans += [(noun.start, noun.end) for noun in view.hits("member_nouns", low, hit.start)]
        if any(
            stop <= hit.start and len(view.text[stop : hit.start].split()) < _FEW_WORDS and _TO_RE.search(view.text, low, begin)
            for begin, stop in spans
        ):
            return True
        return any(
            _FROM_VERB_RE.fullmatch(view.text, hit.end, item.start)
            for item in view.mentions("count", hit.end, hit.end + _COUNT_CHARS)
        )

    def _belongs(self, hit: Hit) -> bool:
        """Say whether a named network stands beside a verb of belonging: "Zum Klimaschutznetzwerk Lippe gehören A und B"."""
        beside = self._view.mentions("network", max(0, hit.start - _NAME_CHARS), hit.end + _BELONG_CHARS)
        return hit.entry.id in _BELONGING and any(
            mention.value.article in {"zum", "zur"} and (-1 <= mention.end - hit.start <= 1 or mention.start >= hit.end)
            for mention in beside
        )

    def _particle(self, hit: Hit, end: int) -> re.Match[str] | None:
        """Find the particle of a parted verb at the end of its clause: "machen … mit"."""
        text = self._view.text
        pattern = _particle_re(str(hit.entry.value))
        stop = (_SENTENCE_STOP_RE if hit.entry.kind == "parted" else _PART_RE).search(text, hit.end, end)
        return pattern.search(text, hit.end, (stop.start() + 1) if stop else end)

    def _part(self, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
        """Give the part of the sentence around a cue."""
        text = self._view.text
        low = start
        for match in _PART_RE.finditer(text, start, begin):
            low = match.end()
        high = _PART_RE.search(text, stop, end)
        return low, high.start() if high else end


def _governs(qualifier: Hit, low: int, high: int, hit: Hit, start: int, text: str) -> bool:
    """Say whether a "nicht" or an "ob" bears on a cue: in its part of the sentence; "ob" from the beginning of its clause on."""
    if qualifier.entry.frame == "opens":
        lead = text[max(start, qualifier.start - 2) : qualifier.start].strip()
        return (
            qualifier.start < hit.start
            and (qualifier.start == start or lead in {",", "–", "-", ":", ""})
            and not _BREAK_RE.search(text, qualifier.end, hit.start)
        )
    return low <= qualifier.start < high


@lru_cache(maxsize=64)
def _particle_re(particle: str) -> re.Pattern[str]:
    """Compile the pattern of a particle that closes a clause."""
    return re.compile(rf"(?<=[\s)])(?:{particle})(?=\s*(?:$|[.,;:!?)(–\n]|(?:und|sowie|oder|die|wenn|weil|um)\b))")


def clause_of(text: str, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
    """Give the clause around a stretch: up to a new statement on either side. Breaks inside the stretch do not count.

    >>> text = "Lage macht mit, aber Lemgo und Detmold noch nicht."
    >>> low, high = clause_of(text, 21, 38, 0, len(text))
    >>> text[low:high]
    ' Lemgo und Detmold noch nicht.'
    """
    left, right = start, end
    for match in _BREAK_RE.finditer(text, start, begin):
        left = match.end()
    for match in _BREAK_RE.finditer(text, stop, end):
        if not ("sondern" in match.group() and _NOT_ONLY_RE.search(text, start, match.start())):
            right = match.start()
            break
    return left, right


def stretch_of(view: View, start: int, end: int) -> tuple[int, int]:
    """Give the sentence around characters, put together where a broken line cut it."""
    first, last = view.sentence_index(start), view.sentence_index(max(start, end - 1))
    sentences = view.sentences
    while first > 0 and _is_wrapped(view, first - 1, first) and sentences[last].end - sentences[first - 1].start < _LONGEST:
        first -= 1
    while (
        last + 1 < len(sentences)
        and _is_wrapped(view, last, last + 1)
        and sentences[last + 1].end - sentences[first].start < _LONGEST
    ):
        last += 1
    return sentences[first].start, max(sentences[last].end, end)


_LONGEST = 900
_COLUMN = 45


def _is_wrapped(view: View, above: int, below: int) -> bool:
    """Say whether two sentences of different segments are one, cut by a line break of a column."""
    one, two = view.sentences[above], view.sentences[below]
    if one.segment == two.segment:
        return False
    between = view.text[one.end : two.start]
    kinds = {view.segments[one.segment].kind, view.segments[two.segment].kind}
    if kinds != {"text"} or between.count("\n") != 1 or between.strip():
        return False
    line_start = view.text.rfind("\n", 0, one.end) + 1
    return one.end - line_start > _COLUMN and not _WRAP_OPEN_RE.search(view.text, max(0, one.end - 6), one.end)
