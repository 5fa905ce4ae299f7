"""Names known to no list where their place vouches for them: behind a label, at the "von" of a participle, behind "übernimmt"."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.assemble.roles.bodies import Body, make_body
from pipeline.assemble.view import View
from pipeline.grammar import CHAIR_RE, LIST_GAP_RE
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import OrganisationName

#: a name by its look alone; never a word that opens a clause
_NAME_RE = shape(
    r"(?!(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Einen|Von|Und|Wir|Sie|Er|Es|Im|In|Am|An|Mit|Für|Durch|N\.N|NN|Kommunen|Städte|Gemeinden|Landkreise|Weitere|Seit|Ab|Bis|Dipl|Prof|Dr|Herr|Frau|Herrn|Alle|Auch|Noch|Nach|Zum|Zur|Bei)\b)"
    r"[A-ZÄÖÜ][\w&'’!+-]*(?:\.(?=\w))?(?:[ \u00a0\n](?:(?:&|\+|für|der|des|und Partner)[ \u00a0])?[A-ZÄÖÜ0-9][\w&'’!+.-]*){0,5}"
)
_END_RE = shape(r"\s*(?:$|[,;.\n/|)(]|:|(?:und|sowie|aus|in|mit|übernommen|gewonnen|beauftragt|inne|ist|wird|hat)\b)")
_CAMEL_RE = shape(r"[a-zäöü][A-ZÄÖÜ]|[A-Z]{2}|\d|&")
_LABEL_SLOT_RE = shape(r"\s*(?:\([^()\n]*\)\s*)?:\s*")
_VERB_SLOT_RE = shape(r"\s*(?:von|durch|vom)?\s*:\s*(?:(?:die|das|der|den|dem)\s+)?")
_AGENT_SLOT_RE = shape(r"\s+(?:von|durch)\s+(?=[A-ZÄÖÜ])")
#: an unknown name behind an article must look like one
_ARTICLE_SLOT_RE = shape(
    r"\s+(?:(?:wird|werden|wurde|wurden)\s(?:es|das|dies|sie|(?:das|der|die)\s[A-ZÄÖÜ]\w+)\s)?(?:von der|von den|vom|durch die|durch das|durch den)\s+(?=[A-ZÄÖÜ])"
)
_AGENT_BEFORE_RE = shape(r"\b(?:von|durch)\s+((?:[A-ZÄÖÜ][\w&'’-]*[ \u00a0]){1,4})$")
_AFTER_VERB_RE = shape(r"\s+(?=[A-ZÄÖÜ])")
_MIN_NAME_CHARS = 3
#: partners behind an office's name: "Muster & Tal, Professor Böhm und Partner"
_PARTNERS_RE = shape(
    r",[ \u00a0](?:(?:Prof(?:essor(?:in)?|\.)|Dr\.(?:-Ing\.)?|Dipl\.-Ing\.)[ \u00a0])*[A-ZÄÖÜ][\wäöüß-]+[ \u00a0](?:und|&)[ \u00a0](?:Partner|Kollegen)\b"
)
_HANDS_RE = shape(
    r"\bin (?:den|bewährten|guten|erfahrenen) Händen (?:von|der|des) |\b(?:liegt|lag|liegen|lagen) bei (?:der |dem )?"
)

_TAKING_KINDS = frozenset({"holds", "copula"})
_TELLING_WORDS = 2


def fill_slots(view: View, bodies: list[Body], cues: Sequence[Hit], start: int, end: int) -> bool:
    """Add the bodies that stand where a holder must, and names that such a place gave away before.

    Returns: whether the bodies may have changed.
    """
    slots = [*_cue_slots(view.text, cues, start, end), *_verb_slots(view, start, end)]
    for slot, strict in slots:
        _fill(view, bodies, slot, end, strict=strict)
    if not slots and "by-position" not in view.notes:
        return False
    _recall(view, bodies, start, end)
    return True


def _cue_slots(text: str, cues: Sequence[Hit], start: int, end: int) -> list[tuple[int, bool]]:
    """Find where the holder of a cue must stand: behind a label's colon, at the "von" of a participle, behind its "von der" (strict)."""
    labelled = text.find(":", start, end) >= 0
    governed = text.find("von", start, end) >= 0 or text.find("vom", start, end) >= 0 or text.find("durch", start, end) >= 0
    if not labelled and not governed:
        return []
    found: list[tuple[int, bool]] = []
    for cue in cues:
        if cue.entry.frame == "verb":
            if beyond := _ARTICLE_SLOT_RE.match(text, cue.end, end):
                found.append((beyond.end(), True))
            if label := _VERB_SLOT_RE.match(text, cue.end, end):
                found.append((label.end(), False))
            if after := _AGENT_SLOT_RE.match(text, cue.end, end):
                found.append((after.end(), False))
            if before := _AGENT_BEFORE_RE.search(text, max(start, cue.start - 70), cue.start):
                found.append((before.start(1), False))
        elif labelled and cue.entry.frame in {"holder", "task"} and (match := _LABEL_SLOT_RE.match(text, cue.end, end)):
            found.append((match.end(), False))
    return found


def _verb_slots(view: View, start: int, end: int) -> list[tuple[int, bool]]:
    """Find where a holder must stand behind the verb of a task, and what follows must look like a name (strict)."""
    found = [(match.end(), True) for match in _HANDS_RE.finditer(view.text, start, end)]
    behind = view.notes.get("verb-slots")
    if not isinstance(behind, list):
        behind = view.notes["verb-slots"] = _find_verb_slots(view)
    for number in range(bisect_left(behind, (start,)), len(behind)):
        verb, slot = behind[number]
        if verb >= end:
            break
        if slot < end:
            found.append((slot, True))
    return found


def _find_verb_slots(view: View) -> list[tuple[int, int]]:
    """Find the link verbs of a document that are followed by a capital word: where verb and word begin."""
    text = view.text
    found: list[tuple[int, int]] = []
    for verb in view.hits("link_verbs"):
        if verb.entry.kind in _TAKING_KINDS and not text[verb.end + 1 : verb.end + 2].islower():
            match = _AFTER_VERB_RE.match(text, verb.end)
            if match:
                found.append((verb.start, match.end()))
    return found


def _fill(view: View, bodies: list[Body], slot: int, end: int, *, strict: bool) -> None:
    """Add the body that stands at a slot, and those that continue its list."""
    position = slot
    last: Body | None = None
    while True:
        present = next((body for body in bodies if body.np_start <= position <= body.start), None)
        if present is None:
            present = _unknown(view, position, end, strict=strict)
            if present is None:
                return
            bodies[:] = [body for body in bodies if not present.start <= body.start < present.end]
            if last is not None and _is_chair_of(view, last, present):
                _name_fully(view, last, present)
                return
            bodies.append(present)
        last = present
        gap = LIST_GAP_RE.match(view.text, present.reach, end)
        if gap is None or gap.end() <= present.end or "\n" in gap.group():
            return
        position = gap.end()


_SCHOOL_RE = shape(r"(?:\w*[Uu]niversität|[Hh]ochschule|Fachhochschule|TU|TH|OTH|FH|HTW|HAW)\b")


def _is_chair_of(view: View, school: Body, part: Body) -> bool:
    """Say whether a name behind a university is one of its parts: "Hochschule Muster, Campus Talstadt"."""
    return (
        view.text[school.end : part.start] == ", "
        and _SCHOOL_RE.match(school.name) is not None
        and CHAIR_RE.match(part.name) is not None
    )


def _name_fully(view: View, school: Body, part: Body) -> None:
    """Let a university's name go on over the part of it that is meant."""
    old = school.mention
    name = f"{school.name}, {part.name}"
    value = OrganisationName(name, "organisation", school.entity, old.value.sort)
    school.mention = Mention(
        old.label, old.start, part.end, view.text[old.start : part.end], old.rule, old.confidence, value, old.entity
    )
    school.name, school.end = name, part.end


def _unknown(view: View, position: int, limit: int, *, strict: bool) -> Body | None:
    """Read a name known to no list. A type word, a place or the beginning of another mention is none.

    ``strict``: where only a verb stands before, it must look like a name: two capitalised words or a capital inside.
    """
    match = _NAME_RE.match(view.text, position, limit)
    if match is None or len(match.group()) < _MIN_NAME_CHARS:
        return None
    end = match.end() - (1 if match.group().endswith(".") else 0)
    surface = view.text[position:end]
    if strict and len(surface.split()) < 2 and not _CAMEL_RE.search(surface):  # noqa: PLR2004 - one word may be any noun
        return None
    if not _END_RE.match(view.text, end) or any(
        True
        for name in ("form_words", "role_cues", "offices", "member_nouns", "network_heads")
        for _ in view.hits(name, position, end)
    ):
        return None
    if any(
        view.mentions(label, position, end)
        for label in ("place", "organisation", "person", "network", "date", "programme", "money", "count", "topic", "reference")
    ):
        return None
    if tail := _PARTNERS_RE.match(view.text, end, limit):
        end = tail.end()
        surface = view.text[position:end]
    name = " ".join(surface.split())
    mention = Mention("organisation", position, end, surface, "organisation.by-position", 0.74, OrganisationName(name))
    return make_body(view, mention, max(0, position - 80), position)


def _recall(view: View, bodies: list[Body], start: int, end: int) -> None:
    """Find names again that their place gave away before."""
    found = [
        body for body in bodies if body.mention.rule == "organisation.by-position" and len(body.name.split()) >= _TELLING_WORDS
    ]
    if found:
        view.notes.setdefault("by-position", {})
    known = view.notes.get("by-position")
    if not isinstance(known, dict):
        return
    for body in found:
        known.setdefault(body.mention.text, body.mention)
    for surface, mention in known.items():
        at = view.text.find(surface, start, end)
        if at < 0 or any(body.start == at and body.end >= at + len(surface) for body in bodies):
            continue
        bodies[:] = [body for body in bodies if not at <= body.start < at + len(surface)]
        again = Mention("organisation", at, at + len(surface), surface, "organisation.recalled", 0.74, mention.value)
        bodies.append(make_body(view, again, start, at))
