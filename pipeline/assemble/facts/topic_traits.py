"""Measures what speaks for a noun phrase being a topic of the network: its form, its place in the sentence, what the sentence is about.

Traits are named numbers; what each is worth was learned (``tools/train.py``, ``corpus/models/topics.json``). A trait of the
sentence counts for all of its phrases, one of the enumeration for all of its members.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.assemble.facts.topic_candidates import Phrase
from pipeline.assemble.facts.topic_deeds import speaks_of_members, speaks_of_others
from pipeline.assemble.facts.topic_terms import has_short_stem, has_stem
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

Traits = dict[str, float]
#: mentions of a sentence. Shape: (start, end, label)
Named = list[tuple[int, int, str]]

_LABELS = ("network", "person", "organisation", "place", "programme", "date", "money", "quantity", "count")
#: what is spoken of where one of these is named is no topic
_NAMES = ("network", "organisation", "programme", "place", "person", "date")
_SAYS, _IN = {label: f"says {label}" for label in _LABELS}, {label: f"in {label}" for label in _NAMES}
_PREPOSITIONS = {
    "zu": "zu", "zum": "zu", "zur": "zu", "bei": "bei", "beim": "bei", "mit": "mit", "samt": "mit", "von": "von", "vom": "von",
    "aus": "aus", "an": "an", "am": "an", "in": "in", "im": "in", "ins": "in", "auf": "auf", "für": "für", "um": "um", "über": "über",
    "durch": "durch", "dank": "durch", "wegen": "durch", "gegen": "gegen", "nach": "nach", "seit": "seit", "ohne": "ohne", "wie": "wie",
    "neben": "neben", "unter": "unter", "vor": "vor", "zwischen": "zwischen", "bis": "bis", "als": "als", "statt": "statt", "trotz": "trotz",
}  # fmt: skip
_DATIVE = frozenset({"zu", "bei", "mit", "von", "aus", "an", "in", "nach", "seit", "neben", "zwischen", "vor"})
_ARTICLES = frozenset(["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"])
#: words that may stand between what governs an enumeration and the enumeration
_PASSED = _ARTICLES | frozenset(
    ["ihre", "ihrer", "ihren", "ihrem", "ihr", "seine", "seiner", "unsere", "unserer", "unseren", "alle", "allen", "neue", "neuen", "neues", "neuer", "bessere", "besseren",
     "eigene", "eigenes", "eigenen", "mehr", "weniger", "auch", "unter", "anderem", "vor", "allem", "insbesondere", "dabei", "zunächst", "außerdem", "künftig", "zudem", "thema", "themen"]
)  # fmt: skip
_TOKEN_RE = shape(r"[\wäöüÄÖÜß-]+|[^\w\s]")
#: talk of the world at large, of which topics are no part
_WORLD_RE = shape(
    r"[KkHhEeWwBbLlGgFDM](?:(?<=[Kk])lima(?:wandel|krise|ziele)|(?<=[Hh])erausforderung|(?<=[Ee])nergie(?:wende\b|krise)|(?<=[Ww])eltweit|(?<=[Bb])undes(?:weit|regierung|tag)|(?<=[Ll])andesweit|(?<=[Gg])esetz(?:es|geber)?\b|(?<=\bF)olgen\b|(?<=\bD)eutschlands?\b|(?<=\bM)inister)"
)
#: somebody tells of the past, or of what money is for
_GRANT_RE = shape(r"[Ff]örderprogramm|[Rr]ichtlinie|bezuschuss|[Vv]ortrag|[Vv]orträge|\b(?:hatten?|wurden?)\b")
_PAST_YEAR_RE = shape(r"\b19\d\d\b")
_QUOTE_RE = shape(r"[„“\"»]")
_STEM_CHARS = 6
_BEFORE_CHARS, _AFTER_CHARS, _NEAR_CHARS = 60, 24, 14
_BEHIND_CHARS = 40
_PARTS = 5
_WORLDS = 3
_MANY = 4
_MEMBERS = tuple(f"members {number}" for number in range(_MANY + 1))
#: by number of tails, and how many of them are taken in
_EXTENTS = tuple(tuple(f"extent {level} of {last}" for level in range(last + 1)) for last in range(6))


class Scene(NamedTuple):
    """A sentence with what its phrases are measured by: the kind of its segment, the cues, the known topics and the names in it.

    ``short``: "PV" or "LED" stands in it (`pipeline.assemble.facts.topic_terms`).
    """

    text: str
    start: int
    end: int
    kind: str
    topics: list[Hit]
    cues: list[Hit]
    named: Named
    short: bool


def look_at(view: View, sentence: Sentence) -> Scene:
    """Gather what stands in a sentence."""
    start, end = sentence.start, sentence.end
    named = [(mention.start, mention.end, label) for label in _LABELS for mention in view.mentions(label, start, end)]
    topics, cues = view.hits("topics", start, end), view.hits("topic_cues", start, end)
    short = has_short_stem(view.text, start, end)
    return Scene(view.text, start, end, view.segments[sentence.segment].kind, topics, cues, named, short)


def is_of_the_trade(scene: Scene, phrase: Phrase) -> bool:
    """Say whether a phrase holds a known topic, or a word made of a part of one."""
    start, end = phrase.start, phrase.ends[-1]
    for hit in scene.topics:
        if start <= hit.start < end:
            return True
    return has_stem(scene.text, start, end, short=scene.short)


def place_traits(view: View, sentence: Sentence, scene: Scene) -> Traits:
    """Measure where the sentence stands, and what is named in it."""
    section = view.document.sections[view.segments[sentence.segment].section]
    traits = {
        f"seg {scene.kind}": 1.0,
        f"section {section.kind}": 1.0,
        f"part {min(_PARTS - 1, _PARTS * scene.start // max(1, len(scene.text)))}": 1.0,
    }
    for _, _, label in scene.named:
        traits[_SAYS[label]] = 1.0
    for hit in scene.cues:
        traits[f"cue {hit.entry.kind}"] = 1.0
    index = view.sentence_index(scene.start)
    if index and view.has_mention("network", view.sentences[index - 1].start, scene.start):
        traits["network before"] = 1.0
    return traits


def talk_traits(view: View, sentence: Sentence) -> Traits:
    """Measure whom and what the sentence speaks of."""
    text, start, end = view.text, sentence.start, sentence.end
    traits: Traits = {}
    if speaks_of_members(view, sentence):
        traits["members"] = 1.0
    if speaks_of_others(view, sentence):
        traits["others"] = 1.0
    if worlds := sum(1 for _ in _WORLD_RE.finditer(text, start, end)):
        traits["world"] = float(min(worlds, _WORLDS))
    if _GRANT_RE.search(text, start, end) or (text.find("19", start, end) >= 0 and _PAST_YEAR_RE.search(text, start, end)):
        traits["grant"] = 1.0
    if _QUOTE_RE.search(text, start, end):
        traits["quote"] = 1.0
    return traits


def most_of_talk(weights: Mapping[str, float]) -> float:
    """Say how many points the traits of talk can give at most."""
    most = sum(max(0.0, weights.get(name, 0.0)) for name in ("members", "others", "grant", "quote"))
    return most + _WORLDS * max(0.0, weights.get("world", 0.0))


def group_traits(scene: Scene, group: Sequence[Phrase]) -> tuple[Traits, bool]:
    """Measure an enumeration: how long, how well known, what governs it.

    Shape: (traits, whether it stands in the dative).
    """
    first, stop = group[0].start, group[-1].stop
    known = 0
    for phrase in group:
        for hit in scene.topics:
            if phrase.start <= hit.start < phrase.ends[0] and not hit.entry.weak:
                known += 1
                break
    traits = {_MEMBERS[min(len(group), _MANY)]: 1.0, "known share": known / len(group)}
    if len(group) > 1:
        traits["list"] = 1.0
    if known:
        traits["some known"] = 1.0
    last, before = _words_before(scene.text, max(scene.start, first - _BEFORE_CHARS), first)
    if last in _ARTICLES:
        traits["article " + last] = 1.0
    traits["before " + _short(before)] = 1.0
    after = _TOKEN_RE.search(scene.text, stop, min(scene.end, stop + _AFTER_CHARS))
    traits["after " + _short(after.group().lower() if after else "$")] = 1.0
    if first - scene.start < len("- x"):
        traits["opens"] = 1.0
    if scene.end - stop < len(".."):
        traits["closes"] = 1.0
    for hit in scene.cues:
        if first - _BEFORE_CHARS <= hit.start < first and first - hit.end <= _NEAR_CHARS:
            traits[f"cue before {hit.entry.kind}"] = 1.0
    for hit in scene.cues:
        if stop <= hit.start < stop + _BEHIND_CHARS:
            traits[f"cue after {hit.entry.kind}"] = 1.0
    return traits, _PREPOSITIONS.get(before) in _DATIVE


def _words_before(text: str, start: int, end: int) -> tuple[str, str]:
    """Give the last word or mark of a stretch, and the last that is no article or the like: what governs the words behind it.

    Shape: both in small letters; ("", "^") where there is none.
    """
    last = ""
    for chunk in reversed(text[start:end].split()):
        for word in (chunk,) if chunk.isalnum() else reversed(_TOKEN_RE.findall(chunk)):
            lowered = word.lower()
            last = last or lowered
            if lowered not in _PASSED:
                return last, lowered
    return last, "^"


def _short(word: str) -> str:
    """Give a word's beginning, which its endings leave alone; prepositions whole."""
    return _PREPOSITIONS.get(word) or word[:_STEM_CHARS]


def phrase_traits(scene: Scene, phrase: Phrase) -> Traits:
    """Measure a phrase, whatever its extent."""
    text, start, stop = scene.text, phrase.start, phrase.ends[0]
    traits = {_IN[label]: 1.0 for low, high, label in scene.named if low < stop and start < high and label in _IN}
    hits = [hit for hit in scene.topics if start <= hit.start < stop]
    if hits:
        traits["known"] = 1.0
        if all(hit.entry.weak for hit in hits):
            traits["weak"] = 1.0
    elif has_stem(text, start, stop, short=scene.short):
        traits["stem"] = 1.0
    else:
        traits["unknown"] = 1.0
    if phrase.inside:
        traits["inside"] = 1.0
    head = text[start:stop]
    noun = head.rpartition(" ")[2].lower()
    traits["ending " + noun[-4:]] = 1.0
    if " " in head:
        traits["adjective"] = 1.0
    if noun.endswith(("ung", "ungen")):
        traits["deed"] = 1.0
    return traits


def extent_traits(scene: Scene, phrase: Phrase, level: int) -> Traits:
    """Measure one extent of a phrase: the tail it takes in last, the one it leaves out, whether it fills an item."""
    ends = phrase.ends
    last = len(ends) - 1
    traits = {_EXTENTS[last][level]: 1.0}
    if scene.kind != "text" and scene.end - ends[level] < len("..") and phrase.start - scene.start < len("1. x"):
        traits[f"fills {scene.kind}"] = 1.0
    if level:
        _measure_tail(scene, traits, "takes", ends[level - 1], ends[level])
    if level < last:
        _measure_tail(scene, traits, "leaves", ends[level], ends[level + 1])
    return traits


def _measure_tail(scene: Scene, traits: Traits, side: str, low: int, high: int) -> None:
    """Add what a tail that an extent takes in, or leaves out, begins with and holds."""
    first, second, *_ = scene.text[low:high].split(maxsplit=2)
    traits[f"{side} {first}"] = 1.0
    if second in _PASSED:
        traits[f"{side} article"] = 1.0
    if any(label == "place" and low <= start < high for start, _, label in scene.named):
        traits[f"{side} place"] = 1.0
    if any(low <= hit.start < high for hit in scene.topics):
        traits[f"{side} known"] = 1.0
