"""Measures what speaks for a noun phrase being a topic of the network: its form, its place in the sentence, what the sentence is about.

Traits are named numbers; what each is worth was learned (``tools/train.py``, ``corpus/models/topics.json``). A trait of the
sentence counts for all of its phrases, one of the enumeration for all of its members.
"""

from collections.abc import Sequence

from pipeline.assemble.facts.topic_candidates import Phrase
from pipeline.assemble.facts.topic_deeds import speaks_of_members, speaks_of_others
from pipeline.assemble.facts.topic_terms import has_stem
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence

Traits = dict[str, float]
#: mentions of a sentence. Shape: (start, end, label)
Named = list[tuple[int, int, str]]

_LABELS = ("network", "person", "organisation", "place", "programme", "date", "money", "quantity", "count")
#: what is spoken of where one of these is named is no topic
_NAMES = frozenset({"network", "organisation", "programme", "place", "person", "date"})
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
    r"[Kk]limawandel|[Hh]erausforderung|\bFolgen\b|[Ee]nergiewende\b|[Kk]limakrise|[Ee]nergiekrise|[Ww]eltweit|[Bb]undesweit|[Ll]andesweit|\bDeutschlands?\b|[Bb]undesregierung|[Bb]undestag|[Kk]limaziele|\bMinister|[Gg]esetz(?:es|geber)?\b"
)
#: somebody tells of the past, or of what money is for
_GRANT_RE = shape(r"[Ff]örderprogramm|[Rr]ichtlinie|bezuschuss|[Vv]ortrag|[Vv]orträge|\b(?:hatten?|19\d\d|wurde[n]?)\b")
_QUOTE_RE = shape(r"[„“\"»]")
_STEM_CHARS = 6
_BEFORE_CHARS, _AFTER_CHARS, _NEAR_CHARS = 60, 24, 14
_PARTS = 5
_WORLDS = 3
_MANY = 4


def named_in(view: View, sentence: Sentence) -> Named:
    """Give the mentions of a sentence that phrases may lie in."""
    return [
        (mention.start, mention.end, label) for label in _LABELS for mention in view.mentions(label, sentence.start, sentence.end)
    ]


def sentence_traits(view: View, sentence: Sentence, named: Named) -> Traits:
    """Measure what the sentence speaks of, and where it stands."""
    segment = view.segments[sentence.segment]
    traits = {
        f"seg {segment.kind}": 1.0,
        f"section {view.document.sections[segment.section].kind}": 1.0,
        f"part {min(_PARTS - 1, _PARTS * sentence.start // max(1, len(view.text)))}": 1.0,
    }
    for _, _, label in named:
        traits[f"says {label}"] = 1.0
    for hit in view.hits("topic_cues", sentence.start, sentence.end):
        traits[f"cue {hit.entry.kind}"] = 1.0
    index = view.sentence_index(sentence.start)
    if index and view.mentions("network", view.sentences[index - 1].start, sentence.start):
        traits["network before"] = 1.0
    if speaks_of_members(view, sentence):
        traits["members"] = 1.0
    if speaks_of_others(view, sentence):
        traits["others"] = 1.0
    if worlds := len(_WORLD_RE.findall(view.text, sentence.start, sentence.end)):
        traits["world"] = float(min(worlds, _WORLDS))
    if _GRANT_RE.search(view.text, sentence.start, sentence.end):
        traits["grant"] = 1.0
    if _QUOTE_RE.search(view.text, sentence.start, sentence.end):
        traits["quote"] = 1.0
    return traits


def group_traits(view: View, sentence: Sentence, group: Sequence[Phrase]) -> tuple[Traits, bool]:
    """Measure an enumeration: how long, how well known, what governs it.

    Shape: (traits, whether it stands in the dative).
    """
    text, first, stop = view.text, group[0].start, group[-1].stop
    known = sum(any(not hit.entry.weak for hit in view.hits("topics", phrase.start, phrase.ends[0])) for phrase in group)
    traits = {f"members {min(len(group), _MANY)}": 1.0, "known share": known / len(group)}
    if len(group) > 1:
        traits["list"] = 1.0
    if known:
        traits["some known"] = 1.0
    words = [word.lower() for word in _TOKEN_RE.findall(text[max(sentence.start, first - _BEFORE_CHARS) : first])]
    if words and words[-1] in _ARTICLES:
        traits[f"article {words[-1]}"] = 1.0
    place = len(words)
    while place and words[place - 1] in _PASSED:
        place -= 1
    before = words[place - 1] if place else "^"
    traits[f"before {_short(before)}"] = 1.0
    after = [word.lower() for word in _TOKEN_RE.findall(text[stop : min(sentence.end, stop + _AFTER_CHARS)])]
    traits[f"after {_short(after[0] if after else '$')}"] = 1.0
    if first - sentence.start < len("- x"):
        traits["opens"] = 1.0
    if sentence.end - stop < len(".."):
        traits["closes"] = 1.0
    for hit in view.hits("topic_cues", max(sentence.start, first - _BEFORE_CHARS), first):
        if first - hit.end <= _NEAR_CHARS:
            traits[f"cue before {hit.entry.kind}"] = 1.0
    for hit in view.hits("topic_cues", stop, min(sentence.end, stop + 40)):
        traits[f"cue after {hit.entry.kind}"] = 1.0
    return traits, _PREPOSITIONS.get(before) in _DATIVE


def _short(word: str) -> str:
    """Give a word's beginning, which its endings leave alone; prepositions whole."""
    return _PREPOSITIONS.get(word) or word[:_STEM_CHARS]


def phrase_traits(view: View, phrase: Phrase, named: Named) -> Traits:
    """Measure a phrase, whatever its extent."""
    text, start, stop = view.text, phrase.start, phrase.ends[0]
    traits = {f"in {label}": 1.0 for low, high, label in named if low < stop and start < high and label in _NAMES}
    hits = view.hits("topics", start, stop)
    if hits:
        traits["known"] = 1.0
        if all(hit.entry.weak for hit in hits):
            traits["weak"] = 1.0
    elif has_stem(text[start:stop]):
        traits["stem"] = 1.0
    else:
        traits["unknown"] = 1.0
    if phrase.inside:
        traits["inside"] = 1.0
    head = text[start:stop]
    noun = head.rpartition(" ")[2].lower()
    traits[f"ending {noun[-4:]}"] = 1.0
    if " " in head:
        traits["adjective"] = 1.0
    if noun.endswith(("ung", "ungen")):
        traits["deed"] = 1.0
    return traits


def extent_traits(view: View, sentence: Sentence, phrase: Phrase, level: int, named: Named) -> Traits:
    """Measure one extent of a phrase: the tail it takes in last, the one it leaves out, whether it fills an item."""
    last = len(phrase.ends) - 1
    traits = {f"extent {level} of {last}": 1.0}
    kind = view.segments[sentence.segment].kind
    if kind != "text" and sentence.end - phrase.ends[level] < len("..") and phrase.start - sentence.start < len("1. x"):
        traits[f"fills {kind}"] = 1.0
    for side, number in (("takes", level), ("leaves", level + 1)):
        if not 0 < number <= last:
            continue
        low, high = phrase.ends[number - 1], phrase.ends[number]
        words = view.text[low:high].split(maxsplit=2)
        traits[f"{side} {words[0]}"] = 1.0
        if words[1] in _PASSED:
            traits[f"{side} article"] = 1.0
        if any(label == "place" and low <= start < high for start, _, label in named):
            traits[f"{side} place"] = 1.0
        if view.hits("topics", low, high):
            traits[f"{side} known"] = 1.0
    return traits
