"""Says what the words around a place speak for: joining, membership, refusal, mere interest; and where their clause ends."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape

POSITIVE = frozenset(["joins", "holder", "intro"])
#: verbs that need no particle beside "zum" and a network
_BELONGING = frozenset(["angehoeren-getrennt", "zaehlen-getrennt"])
_NAME_CHARS, _JOINT_CHARS, _BELONG_CHARS = 120, 8, 40
_OPENING = POSITIVE - {"joins"}
#: what a verb says whose particle closes the clause
_PARTED = {"parted": "joins", "parted_not": "not_member"}
#: what speaks for or against by itself, and what only turns another word round
_TELLING = POSITIVE | {"not_member", *_PARTED}
_TURNING = frozenset(["negation", "hedge"])
_DENYING = _TURNING | {"not_member", "parted_not"}

#: a new statement begins: what is denied or said of one side says nothing of the other
_BREAK_RE = shape(
    r"[!?]|;\s|\s–\s|,\s+(?:(?:aber|während|hingegen|sondern|doch|wobei|jedoch|dagegen|wohingegen)\b|nicht(?=\s+(?:aber|jedoch|hingegen|dagegen)\b))"
)
#: without one of these there is no break; begins with letters alone, so that the engine passes quickly over the rest
_BREAK_SIGN_RE = shape(r"!|\?|;|–|,\s+(?:aber|während|hingegen|sondern|doch|wobei|jedoch|dagegen|wohingegen|nicht)")
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


class Cue(NamedTuple):
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
    """Read the cues of one document. ``has_captions``: it has captions, in which nobody joins anything."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._cache: dict[tuple[int, int], list[Cue]] = {}
        self.has_captions = any(segment.boilerplate == "caption" for segment in view.segments)
        #: where words stand behind which a sentence may list firms that nothing else shows
        self.openings = [hit.start for hit in view.hits("participant_cues") if hit.entry.kind in _OPENING]

    def within(self, start: int, end: int) -> list[Cue]:
        """Give the cues of a stretch, each judged in its own part of it."""
        hits = self._view.hits("participant_cues", start, end)
        if not hits:
            return []
        found = self._cache.get((start, end))
        if found is None:
            found = self._cache[(start, end)] = self._judged([hit for hit in hits if hit.entry.kind in _TELLING], hits, start, end)
        return found

    def opening(self, start: int, end: int, first: int) -> list[Cue]:
        """Give the words for membership of a stretch behind which a list may open: nouns, and verbs before what comes first."""
        found = self._cache.get((start, end))
        if found is None:
            hits = self._view.hits("participant_cues", start, end)
            leading = [hit for hit in hits if hit.entry.kind in _OPENING or (hit.end <= first and hit.entry.kind in _TELLING)]
            if not leading:
                return []
            found = self._judged(leading, hits, start, end)
        return [cue for cue in found if cue.is_positive and (cue.kind in _OPENING or cue.end <= first)]

    def denied_within(self, start: int, end: int) -> bool:
        """Say whether a stretch has any word that speaks against membership, or turns another one round."""
        return any(hit.entry.kind in _DENYING for hit in self._view.hits("participant_cues", start, end))

    def _judged(self, telling: Sequence[Hit], hits: Sequence[Hit], start: int, end: int) -> list[Cue]:
        """Turn hits into cues; a parted verb needs its particle, or a network beside it that one belongs to."""
        found: list[Cue] = []
        qualifiers: list[Hit] | None = None
        for hit in telling:
            particle, closing = None, hit.end
            if hit.entry.kind in _PARTED:
                rest = self._particle(hit, end)
                if rest is not None:
                    particle, closing = rest
                elif hit.entry.id not in _BELONGING or not (self._belongs(hit) or self._counts_in(hit)):
                    continue
            if qualifiers is None:
                qualifiers = [other for other in hits if other.entry.kind in _TURNING]
            cue = self._judge(hit, particle, closing, qualifiers, (start, end))
            if cue is not None:
                found.append(cue)
        return found

    def _judge(
        self, hit: Hit, particle: int | None, closing: int, qualifiers: Sequence[Hit], stretch: tuple[int, int]
    ) -> Cue | None:
        """Say what one hit speaks for, and whether a word beside it turns it round."""
        entry = hit.entry
        kind = _PARTED.get(entry.kind or "", entry.kind or "")
        start, end = stretch
        if entry.frame == "network" and not self._of_network(hit, end):
            return None
        reason: str | None = None
        if kind == "not_member":
            reason = f"said to be no member ({hit.surface!r})"
        elif qualifiers:
            low, high = self._part(hit.start, closing, start, end)
            qualifier = next((other for other in qualifiers if _governs(other, low, high, hit, start, self._view.text)), None)
            if qualifier is not None:
                reason = f"membership is {'denied' if qualifier.entry.kind == 'negation' else 'left open'} ({qualifier.surface!r})"
        text = self._view.text
        ahead = particle is None and bool(
            _FRONTED_RE.match(text, closing, end) and _FRONT_RE.search(text, max(start, hit.start - 40), hit.start)
        )
        closed = kind == "not_member" and not ahead and bool(_CLOSED_RE.match(text, closing, end))
        return Cue(hit.start, hit.end, kind, entry.weak, reason, hit.surface, closing, particle, ahead, closed)

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
        return any(
            mention.value.article in {"zum", "zur"} and (-1 <= mention.end - hit.start <= 1 or mention.start >= hit.end)
            for mention in beside
        )

    def _particle(self, hit: Hit, end: int) -> tuple[int, int] | None:
        """Find the particle of a parted verb at the end of its clause: "machen … mit"."""
        text, begin = self._view.text, hit.end - 1
        pattern = _particle_re(str(hit.entry.value))
        found = pattern.search(text, begin, end)
        if found is None:
            return None
        stop = (_SENTENCE_STOP_RE if hit.entry.kind == "parted" else _PART_RE).search(text, hit.end, end)
        if stop is not None:
            found = pattern.search(text, begin, stop.start() + 1)
        return found.span(1) if found else None

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
    """Compile the pattern of a particle that closes a clause, behind the blank or bracket before it."""
    return re.compile(rf"[\s)]({particle})(?=\s*(?:$|[.,;:!?)(–\n]|(?:und|sowie|oder|die|wenn|weil|um)\b))")


def clause_of(text: str, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
    """Give the clause around a stretch: up to a new statement on either side. Breaks inside the stretch do not count.

    >>> text = "Lage macht mit, aber Lemgo und Detmold noch nicht."
    >>> low, high = clause_of(text, 21, 38, 0, len(text))
    >>> text[low:high]
    ' Lemgo und Detmold noch nicht.'
    """
    left, right = start, end
    if _BREAK_SIGN_RE.search(text, start, end) is None:
        return left, right
    for match in _BREAK_RE.finditer(text, start, begin):
        left = match.end()
    for match in _BREAK_RE.finditer(text, stop, end):
        if not ("sondern" in match.group() and _NOT_ONLY_RE.search(text, start, match.start())):
            right = match.start()
            break
    return left, right
