"""Whether the clause around a date tells of the past or of what is to come: "im Dezember war", "am Mittwoch beginnt"."""

from pipeline.shapes import shape

_REACH = 120
_EDGE_RE = shape(r"[.!?;:]\s|\n")
_COMMA_RE = shape(r",\s|\s[–-]\s")
_WORD_RE = shape(r"[a-zäöüß]{2,}")
_COMING = frozenset(
    "wird werden werde soll sollen solle will wollen wolle möchte möchten geplant angesetzt vorgesehen voraussichtlich".split()
)
_PASSED = frozenset(
    "war waren wurde wurden worden hat hatte hatten haben gab kam kamen ging gingen fand fanden stand standen lag lagen fiel fielen "
    "begann starb ließ nahm zog schloss gewann verlor brach traf stieg sank hielt rief stieß schlug trat blieb fuhr sprach erschien".split()
)
_BEING = frozenset(["ist", "sind", "seien", "sei"])
#: the participle of the perfect tense ("sind gegangen"); "ist geplant" is none
_PARTICIPLE_RE = shape(r"(?!geplant|gedacht|gerechnet)\w*ge[a-zäöüß]{3,}(?:en|t)")
#: the past tense of weak verbs: "startete", "teilten"
_PRETERITE_RE = shape(r"[a-zäöüß]{2,}[^aeiouäöü]ten?")
#: words of that shape that are no verbs, or no past tense
_OTHER_RE = shape(
    r"(?:letzte|erste|zweite|dritte|nächste|bunte|alte|echte|rechte|linke|beste|meiste|neueste|größte|höchste|gesamte|bekannte"
    r"|berühmte|\w+(?:zigste|hafte|izierte))n?|\w*(?:halten|starten|warten|richten|achten|walten|testen)|(?:soll|könn|müss|dürf)ten?"
    r"|(?:ge|be|ver|er|ent|zer)\w+ten?"
)
_PRESENT = frozenset(
    "findet tritt steht stehen lädt startet finden kommen treten beginnen starten spielen geht gehen bietet tagen feiern".split()
)
#: the present tense of verbs with a stem in a consonant: "beginnt", "tagt", "feiert"
_PRESENT_RE = shape(r"[a-zäöüß]{2,}[^aeiouäöü]t")
_NO_PRESENT = frozenset(
    "seit nicht mit jetzt erst selbst fast oft sonst dort damit somit zuletzt zunächst gibt sagt heißt samt statt laut längst acht "
    "recht dicht leicht direkt insgesamt ernst höchst meist bekannt".split()
)


def tell_direction(text: str, start: int, end: int, *, surely: bool) -> int:
    """Say what the clause around a place tells of: -1 the past, 1 what is to come, 0 nothing.

    Args:
        text: the whole text.
        start: where the date begins.
        end: where it ends.
        surely: only auxiliary verbs and the past tense count, not the present tense.

    >>> tell_direction("Im Dezember war es so weit.", 3, 11, surely=False)
    -1
    >>> tell_direction("Am Mittwoch tagt der Rat.", 3, 11, surely=False)
    1
    """
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before = _EDGE_RE.split(before)[-1]
    edge = _EDGE_RE.search(behind)
    behind = behind[: edge.start()] if edge else behind
    near_before, comma = _COMMA_RE.split(before)[-1], _COMMA_RE.search(behind)
    near_behind = behind[: comma.start()] if comma else behind
    told = _told(near_before + near_behind, surely=surely)
    return told or (_told(before + behind, surely=surely) if near_before != before or comma else 0)


def _told(clause: str, *, surely: bool) -> int:
    """Weigh the verbs of a clause."""
    words = _WORD_RE.findall(clause)
    coming = not _COMING.isdisjoint(words)
    passed = not _PASSED.isdisjoint(words) or _is_perfect(words) or any(map(_is_preterite, words))
    if passed != coming:
        return -1 if passed else 1
    return 1 if not passed and not surely and any(map(_is_present, words)) else 0


def _is_perfect(words: list[str]) -> bool:
    """Recognise "sind an den Start gegangen"."""
    return not _BEING.isdisjoint(words) and any(map(_PARTICIPLE_RE.fullmatch, words))


def _is_preterite(word: str) -> bool:
    """Recognise "startete", "teilten"."""
    return word.endswith(("te", "ten")) and _PRETERITE_RE.fullmatch(word) is not None and _OTHER_RE.fullmatch(word) is None


def _is_present(word: str) -> bool:
    """Recognise "tagt", "beginnt"."""
    return word in _PRESENT or (word.endswith("t") and word not in _NO_PRESENT and _PRESENT_RE.fullmatch(word) is not None)
