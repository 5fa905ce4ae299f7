"""Entries for cues: words near several corrected values that tell what the values are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.suggest.known import Known, make_entry, slug
from pipeline.suggest.shapes import Correction, Idea
from schemas.lexicon import LexiconEntry

#: role that a field's holder has, as ``role_cues`` calls it
_ROLES = {"funders": "funder", "initiators": "initiator", "managers": "manager", "consultants": "consultant", "partners": "partner"}
#: what a date's field is called in ``event_cues``
_EVENTS = {"founded": "founding", "start": "start", "end": "end", "duration_months": "duration"}
_WORD_RE = re.compile(r"[^\W\d_][\w-]*")
_STOP_RE = re.compile(r"[.!?:](?=\s)|\n\s*\n|\n(?=\s*[-–•*])")
#: how far from a value its cue is looked for, and how long a cue may be. Unit: words
_REACH, _LONGEST = 7, 3
_SENTENCE_CHARS = 240
_CONTENT_CHARS = 5
#: candidates that are tried for a list; and those of a single document, nearest first
_MOST, _MOST_OF_ONE = 60, 6
_PREPOSITIONS = frozenset("durch von vom bei beim mit seitens".split())
#: lists of names: what stands there is no cue
_NAMES = (
    "places",
    "funders",
    "organisations",
    "first_names",
    "programmes",
    "legal_forms",
    "offices",
    "regions",
    "states",
    "topics",
)
_JOINTS = frozenset("und oder sowie aber denn".split())
_SMALL = frozenset(
    """aber alle als also am an auch auf aus bei beim bis da dabei damit dann das dass dem den der des die diese diesem diesen dieser
    dieses doch dort durch ein eine einem einen einer eines er es für gegen hat haben hier ihm ihr ihre ihrem ihren ihrer im in ins ist
    jede jeder kann können man mehr mit nach nicht noch nun nur ob oder ohne seine seinem seinen seiner seit sich sie sind so soll sollen
    sowie sowohl und unser unsere unter vom von vor war waren was weil wenn werden wer wie wieder wir wird worden wurde wurden während zu zum zur
    zwischen über heute jetzt damals bereits künftig insgesamt gemeinsam weitere weiteren anderen andere netzwerk netzwerks netzwerke
    gestern morgen heutigen kürzlich jüngst vergangene vergangenen vergangener letzte letzten nächste nächsten woche wochen montag dienstag
    mittwoch donnerstag freitag samstag sonntag deshalb daher deswegen außerdem zudem unter anderem frühjahr sommer herbst winter
    kommunen kommune städte gemeinden stadt gemeinde landkreis kreis jahr jahre jahren monat monate prozent""".split()
)


@dataclass(frozen=True, slots=True)
class _Target:
    """Say in which list a correction's cue would stand, and what the cue would mean there."""

    list: str
    meaning: tuple[tuple[str, str], ...]


def cue_ideas(corrections: Iterable[Correction], known: Known) -> Iterator[Idea]:
    """Propose the words around added and corrected values that are common to several documents, or stand nearest in one."""
    groups: dict[tuple[_Target, str], list[tuple[int, Correction]]] = {}
    for correction in corrections:
        target = _target(correction)
        if target is not None:
            for phrase, distance in _phrases(correction, known):
                if not known.has_variant(target.list, phrase):
                    groups.setdefault((target, phrase), []).append((distance, correction))
    for name in sorted({target.list for target, _ in groups}):
        mine = {key: found for key, found in groups.items() if key[0].list == name}
        for target, phrase in _chosen(mine):
            basis = tuple(dict.fromkeys(correction for _, correction in groups[target, phrase]))
            yield Idea(name, "cue", _options(target, phrase), basis)


def _target(correction: Correction) -> _Target | None:
    """Tell where the cue of a correction belongs; None where its field has none, or nothing was put in."""
    field, value = correction.field, correction.value
    if correction.deed == "rejected" and field == "participants_stated":
        return _Target("count_cues", (("kind", "elsewhere"),))
    if correction.deed not in {"added", "corrected"}:
        return None
    if field in _ROLES:
        return _Target("role_cues", (("role", _ROLES[field]),))
    if field == "status":
        return _Target("status_cues", (("value", str(value)),))
    if field == "participants":
        return _Target("participant_cues", ())
    return _Target("event_cues", (("kind", _EVENTS[field]),)) if field in _EVENTS else None


def _phrases(correction: Correction, known: Known) -> Iterator[tuple[str, int]]:
    """Give the word groups near a value, within its sentence, each with how far off it stands; for a status those of its quote too."""
    text = correction.text
    low, high = _sentence(text, correction.start, correction.end)
    before = [match.span() for match in _WORD_RE.finditer(text, low, correction.start)][-_REACH:]
    after = [match.span() for match in _WORD_RE.finditer(text, correction.end, high)][:_REACH]
    inside = [match.span() for match in _WORD_RE.finditer(text, correction.start, correction.end)]
    names = _name_spans(text[low:high], low, known)
    runs = [(before, True), (after, False)]
    if correction.field == "status":
        runs.append((inside, False))
    for words, backwards in runs:
        for first in range(len(words)):
            for last in range(first, min(first + _LONGEST, len(words))):
                begin, end = words[first][0], words[last][1]
                phrase = " ".join(text[begin:end].split())
                if _is_cue(phrase, text[begin:end]) and not any(begin < stop and start < end for start, stop in names):
                    yield phrase, len(words) - 1 - last if backwards else first


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the sentence around a value."""
    low, high = max(0, start - _SENTENCE_CHARS), min(len(text), end + _SENTENCE_CHARS)
    for stop in _STOP_RE.finditer(text, low, start):
        if stop.group() != ":":
            low = stop.end()
    following = _STOP_RE.search(text, end, high)
    return low, following.start() if following else high


def _name_spans(text: str, base: int, known: Known) -> list[tuple[int, int]]:
    """Give where names stand that are no part of a cue: places, bodies, given names."""
    found = known.lexicons.scan(text)
    hits = [hit for name in _NAMES for hit in found.get(name, ())]
    return [(base + hit.start, base + hit.end) for hit in hits if hit.surface[:1].isupper()]


def _is_cue(phrase: str, written: str) -> bool:
    """Say whether a group of words may be a cue: no punctuation inside, a word that means something, and no small word at its end."""
    words = phrase.split()
    if re.search(r"[^\w\s-]|\n", written) or any(char.isdigit() for char in phrase):
        return False
    content = [word for word in words if len(word) >= _CONTENT_CHARS and word.casefold() not in _SMALL]
    ends = words[0].casefold() not in _SMALL and (words[-1].casefold() not in _SMALL or words[-1].casefold() in _PREPOSITIONS)
    return bool(content) and ends and not any(word.casefold() in _JOINTS for word in words)


def _is_plain(target: _Target, phrase: str) -> bool:
    """Say whether one document is enough to try a cue: nouns alone tell a role, but no date, member or status."""
    words = phrase.split()
    return target.list == "role_cues" or (
        len(words) > 1 and any(word[0].islower() and len(word) >= _CONTENT_CHARS for word in words)
    )


def _chosen(groups: dict[tuple[_Target, str], list[tuple[int, Correction]]]) -> list[tuple[_Target, str]]:
    """Choose what is worth trying: what stands near several documents' values; of one document the few nearest words."""
    several: list[tuple[int, int, int, tuple[_Target, str]]] = []
    single: list[tuple[_Target, str]] = []
    taken: dict[tuple[int, int], int] = {}
    for key, found in sorted(groups.items(), key=lambda item: (min(near for near, _ in item[1]), -len(item[0][1]), item[0][1])):
        documents = {correction.document for _, correction in found}
        if len(documents) > 1:
            several.append((-len(documents), min(near for near, _ in found), len(several), key))
            continue
        if not _is_plain(*key):
            continue
        place = (found[0][1].document, found[0][1].start)
        taken[place] = taken.get(place, 0) + 1
        if taken[place] <= _MOST_OF_ONE:
            single.append(key)
    chosen = [key for *_, key in sorted(several, key=lambda one: one[:3])]
    return [*chosen, *single][:_MOST]


def _options(target: _Target, phrase: str) -> tuple[LexiconEntry, ...]:
    """Write a cue in the ways its list knows that may fit."""
    meaning = dict(target.meaning)
    base = {"id": f"own-{slug('-'.join((*meaning.values(), phrase)))}", "label": phrase, "variants": (phrase,), **meaning}
    last = phrase.rsplit(maxsplit=1)[-1]
    if target.list == "role_cues":
        return tuple(make_entry(**base, **more) for more in _frames(phrase, last))
    if target.list == "participant_cues":
        return tuple(make_entry(**base, kind=kind, **_matching(last)) for kind in ("joins", "holder", "intro"))
    return (make_entry(**base, **_matching(last)),)


def _frames(phrase: str, last: str) -> Sequence[dict[str, object]]:
    """Guess how a body stands to a cue: behind a preposition, as what a noun calls it, as who does what a verb says."""
    if last.casefold() in _PREPOSITIONS:
        return ({"frame": "phrase", "matching": "casefold"},)
    if last[:1].isupper():
        return ({"frame": "task"}, {"frame": "holder"}, {"frame": "phrase"})
    return ({"frame": "verb", "matching": "casefold", "participle": (phrase,)}, {"frame": "verb", "matching": "casefold"})


def _matching(last: str) -> dict[str, str]:
    """Match verbs as they are written, nouns with their endings."""
    return {} if last[:1].isupper() else {"matching": "casefold"}
