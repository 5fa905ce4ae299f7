"""Reads what a network works on: enumerations behind a cue, around one, and lists under a heading of topics."""

import re

from pipeline.assemble.facts import topic_phrases
from pipeline.assemble.facts.topic_deeds import of_nominal, read_deeds
from pipeline.assemble.facts.topic_items import read_below, read_planned, read_wanted
from pipeline.assemble.facts.topic_lists import cut_list, trim_member
from pipeline.assemble.facts.topic_terms import is_known
from pipeline.assemble.facts.topic_told import Told, tell
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

Topic = tuple[int, int, str]

_PARTICLES = r"(?:\s(?:dabei|derzeit|zunächst|nun|vor allem|insbesondere|besonders|unter anderem|auch|zudem|außerdem|jetzt|aktuell|künftig|dann|bislang|bisher|hauptsächlich|weiterhin|beispielsweise|zum Beispiel|die Themen|Themen wie))*"
_STANDS = r"(?:stehen|steht|standen|stand|sind|ist|waren|war|liegen|liegt|lagen|lag|sollen|soll|werden|wird|finden sich|befinden sich|bleiben)"
_OWNER = r"(?:\s(?:des|der|unseres|unserer|im|in|für|seiner|ihrer|dieses)\s[^,.:;]{2,50}?)?"
_FRAME_NEXT_RE = shape(rf"{_OWNER}(?:\s?:|\s{_STANDS}{_PARTICLES})(?=\s)")
_NOUN_NEXT_RE = shape(
    rf"{_OWNER}(?:,\s(?:die|denen|mit denen|an denen)\s[^.:;,]{{2,60}},)?(?:\s?:|\s(?:haben|hat|wurden|werden|stehen|wollen|hätten|hatten|ist|sind|war|waren)\s[^.:;,]{{2,60}}:|\s(?:sind|ist|waren|war|werden|lauten|umfassen|sollen|sollten|bilden|wie|zählen|gehören|zählten|gehörten|bleiben){_PARTICLES})(?=\s)"
)
#: "die Themen A, B und C": the enumeration is the noun's apposition
_APPOSED_RE = shape(r"(?:die|den)\sThemen\s(?=[A-ZÄÖÜ][^.:;]{3,60}(?:,|\sund\s))")
_TAKES_RE = shape(r"\b(?:nimmt|nehmen|nahm|nahmen)\b")
_TAKEN_RE = shape(r"\s(?:genommen|gestellt|gerückt)[.!]?\s*\Z")
_OBJECT_RE = shape(r"\s(?:die|den|das|ihren?|ihr|alle)\s(?=[A-ZÄÖÜ])")
_ABOUT_RE = shape(
    r"\s(?:über|zu[mr]?(?=\s(?:Themen\s|[a-zäöüß]+[enrms]\s)?[A-ZÄÖÜ]))\s(?!\d|eine[nr]?\s|rund|hundert|zwanzig|dreißig)"
)
_SHUT_RE = shape(
    r"\s(?:aus|auszutauschen|ausgetauscht|austauschen|zu sprechen|sprechen|gesprochen|zu beraten|beraten|diskutiert|diskutieren)[.!]?\s*\Z"
)
_SAVING_GOAL_RE = shape(r"[Ss]parziel|[Ee]inspar")
_PLANNED_RE = shape(r"\s(?:vorgesehen|geplant|angedacht|vereinbart)[.!]?\s*\Z")
_RANGE_RE = shape(r"\s(?:über|bis hin zu[rm]?|bis zu[rm]?|bis)\s")
_WITH_BEFORE_RE = shape(r"\bsich\s(?:[a-zäöüß]+\s){0,4}?mit\s")
_VERB_MID_RE = shape(rf"\b(?:{_STANDS}|rücken|rückt|bilden|bildeten)\b")
_AFTER_VERB_RE = shape(r"\A(?:zu Beginn|zum Auftakt|anfangs|besonders|vor allem|weiterhin|daher|nun)\Z")
_UM_RE = shape(
    r"(?:\s(?:in|bei)\s(?:dem|der|den|diesem|dieser|unserem)\s[A-ZÄÖÜ][\wäöüß-]+|\s(?:im|beim)\s[A-ZÄÖÜ][\wäöüß-]+|\s(?:unter anderem|zunächst|außerdem|zudem|dort|hier|insbesondere|vorrangig|künftig)){1,2}\sum\s"
)
_BESIDE_RE = shape(r"\A\s*Neben\s+")
_ADVERB_RE = shape(
    r"\A\s*(?:Als \w+|Dabei|Dort|Hier|Zunächst|Es|Darin|Aktuell|Derzeit|Außerdem|Ebenfalls|Künftig|Da|Dafür|Dazu|Danach|Anschließend|Diesmal|Damit|So|Nun|Thematisch|Inhaltlich|Besonders|Vor allem|[A-ZÄÖÜ]\w+ (?:Wochen|Monaten|Jahren|Treffen|Sitzungen)|In den (?:kommenden|nächsten|ersten|einzelnen|drei) \w+|(?:Bei|Im|Beim|In|Ab|Seit|Nach|Während) [^,.;:]{2,50})\s*\Z"
)
_AT_RE = shape(r"\s(?:an|zu(?=\sFragen\s))\s")
_WORKED_BEFORE_RE = shape(
    r"\san\s(?!\w+\s(?:gemeinsam|zusammen))(?=(?:ihre[nrm]?|den|der|dem|seine[nrm]?)?\s?(?:[a-zäöüß]+e[nrm]\s)?[A-ZÄÖÜ])"
)
_ANCHOR_RE = shape(
    r"themen|inhalt|netzwerk|netz\b|bündnis|pakt\b|konvoi|treffen|workshop|sitzung|arbeitsgemeinschaft|arbeitsp|programm|schwerpunkt|maßnahmen|ideen|mitglieder|kommunen|energieteam",
    re.IGNORECASE,
)
_OPENER_RE = shape(r"\A(?:Hier|Dabei|Dort|Inhaltlich|Konkret|Thematisch)\s")
_GENERAL_RE = shape(r"\b(?:Vortrag|Vorträge|Förderprogramm|Fördergegenstand|könnte|könnten|würde|Richtlinie|Seminar)\b")
_WANTS_RE = shape(r"\b(?:will|wollen|möchte|möchten|soll|sollen)\s*:?\Z")
#: readers that know best, and those that speak only where no other does
_FIRST = frozenset(["example", "span"])
_LAST = frozenset(["single", "nominal", "knowledge", "closer", "turned", "known", "part", "workon"])
_ANCHOR_CHARS = 200


def read_topics(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network its topics; a sentence about grants or talks in general has none."""
    for told in tell(view):
        sentence = told.sentence
        found = _read_sentence(view, told)
        networks = scope.of(sentence.start) if found else ()
        general = bool(networks) and _GENERAL_RE.search(view.text, sentence.start, sentence.end) is not None
        for start, end, value in found if networks else ():
            cue = None if general else view.nearest_hit("topic_cues", start, end, sentence.start, sentence.end)
            if cue is None and start >= sentence.end:  # the line that opens a list
                cue = (sentence.start, sentence.end)
            for network in networks:
                if general:
                    ledger.refuse("topics", start, end, value, "topics.list", "the sentence speaks of a grant or a talk", network)
                else:
                    scope.drafts[network].add("topics", value.lower(), value, Trace(start, end, "topics.list", 0.8, cue))


def _read_sentence(view: View, told: Told) -> list[Topic]:
    """Read what the cues of a sentence announce, below it or in it, or else its deeds, or the list that it opens."""
    sentence = told.sentence
    if told.openers:
        found = list(read_below(view, sentence, told.openers)) or _beside(_inside(view, told), read_deeds(view, told))
    elif _WANTS_RE.search(view.text, sentence.start, sentence.end):
        found = read_wanted(view, sentence)
    else:
        found = read_deeds(view, told)
    return found or read_planned(view, sentence)


def _beside(told: list[Topic], done: list[Topic]) -> list[Topic]:
    """Join what an enumeration tells and what deeds tell; the enumeration's words win."""
    return [*told, *(deed for deed in done if all(deed[0] >= end or start >= deed[1] for start, end, _ in told))]


# -- enumerations in a sentence ----------------------------------------------------------------------------------------


def _inside(view: View, told: Told) -> list[Topic]:
    """Read the enumeration of a sentence; the first cue that opens one wins."""
    sentence, cues = told.sentence, told.openers
    if view.segments[sentence.segment].kind == "heading":
        return []
    topics: list[Topic] = []
    taken = sentence.start
    for cue in sorted(cues, key=_rank) if len(cues) > 1 else cues:
        found = _READERS[cue.entry.kind or "lead"](view, sentence, cue)
        if found and found[0][0] >= taken and (not cue.entry.weak or _anchored(view, sentence, cue)):
            topics += found
            taken = found[-1][1]
    return topics


def _rank(cue: Hit) -> tuple[bool, bool, int]:
    """Give a cue's place among those of its sentence: the readers that know best first."""
    return cue.entry.kind not in _FIRST, cue.entry.kind in _LAST, cue.start


def _anchored(view: View, sentence: Sentence, cue: Hit) -> bool:
    """Say whether a word of the network's work stands before a weak cue."""
    begin = max(0, cue.start - _ANCHOR_CHARS)
    return bool(_ANCHOR_RE.search(view.text, begin, cue.start)) or bool(_OPENER_RE.match(view.text[sentence.start : sentence.end]))


def _of_frame(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Im Mittelpunkt stehen A und B", "A und B stehen im Mittelpunkt", "Neben A steht B auf dem Programm"."""
    following = _FRAME_NEXT_RE.match(view.text, cue.end, sentence.end)
    if following and not (following.group().endswith(":") and _TAKES_RE.search(view.text, sentence.start, cue.start)):
        return cut_list(view, following.end(), sentence.end)
    return _led(view, sentence, cue.start) or _taken(view, sentence, cue)


def _taken(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read the object right before a closing frame: "haben die Städte die Pumpen der Bäder unter die Lupe genommen"."""
    if not _TAKEN_RE.match(view.text, cue.end, sentence.end):
        return []
    before = next(reversed(list(_OBJECT_RE.finditer(view.text, sentence.start, cue.start))), None)
    topic = trim_member(view, before.end(), cue.start) if before else None
    return [topic] if topic else []


def _led(view: View, sentence: Sentence, stop: int) -> list[Topic]:
    """Read an enumeration before the cue: on either side of the verb."""
    text = view.text
    verb = _VERB_MID_RE.search(text, sentence.start, stop)
    if verb is None or stop - sentence.start > _ANCHOR_CHARS:
        return []
    beside = _BESIDE_RE.match(text[sentence.start : verb.start()])
    left = sentence.start + (beside.end() if beside else 0)
    plain = not _ADVERB_RE.match(text[left : verb.start()])
    first = cut_list(view, left, verb.start(), dative=bool(beside)) if plain else []
    if plain and (not first or first[-1][1] < verb.start() - 3):
        return []
    rest = _AFTER_VERB_RE.sub("", text[verb.end() : stop].strip())
    if not rest or rest in {
        "dabei",
        "auch",
        "die",
        "unsere",
        "derzeit",
        "zunächst",
        "diesmal",
        "jetzt",
        "ebenfalls",
        "oben",
        "ganz oben",
        "künftig",
        "weiter",
    }:
        return first if not beside else []
    second = cut_list(view, verb.end(), stop)
    return [*first, *second] if second and (beside or not plain) else []


def _of_noun(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Schwerpunkte sind A und B", "Themen: A / B", "Zu den Aufgaben zählen A und B", "A und B sind die Schwerpunkte"."""
    following = _NOUN_NEXT_RE.match(view.text, cue.end, sentence.end) or _APPOSED_RE.match(view.text, cue.start - 4, sentence.end)
    if following:
        return cut_list(view, following.end(), sentence.end)
    closed = view.text[cue.end : sentence.end].strip(" .!") == ""
    return _led(view, sentence, cue.start) if closed else []


def _of_verb(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read the enumeration right behind a verb: "befasst sich mit A und B"."""
    return cut_list(view, cue.end, sentence.end, dative=cue.entry.value == "dative")


def _of_work(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "arbeiten an A und B", "Gearbeitet wird zwei Jahre lang an A", "haben an ihren A und B gearbeitet"."""
    text = view.text
    if cue.surface.lower().endswith(" an"):
        return cut_list(view, cue.end, sentence.end, dative=True) if _anchored(view, sentence, cue) else []
    after = _AT_RE.search(text, cue.end, min(sentence.end, cue.end + 80))
    if after and cue.surface[:1].isupper():
        return cut_list(view, after.end(), sentence.end, dative=True)
    before = next(reversed(list(_WORKED_BEFORE_RE.finditer(text, sentence.start, cue.start))), None)
    if before is None or cue.start - before.end() > _ANCHOR_CHARS // 2:
        return []
    return cut_list(view, before.end(), cue.start, dative=True)


def _of_range(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Das Spektrum reicht von A über B bis hin zur C"."""
    found: list[Topic] = []
    low = cue.end
    for cut in [*_RANGE_RE.finditer(view.text, cue.end, sentence.end), None]:
        topic = trim_member(view, low, cut.start() if cut else sentence.end, dative=True)
        if topic is None:
            return []
        found.append(topic)
        low = cut.end() if cut else low
    return found if len(found) > 1 else []


def _of_closing(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "will sich mit A und B befassen"."""
    opener = _WITH_BEFORE_RE.search(view.text, sentence.start, cue.start)
    return cut_list(view, opener.end(), cue.start, dative=True) if opener else []


def _of_example(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Themen, zum Beispiel: A, B und C"."""
    text = view.text
    if not re.search(
        r"(?i)themen|ideen|schwerpunkt|maßnahmen|inhalte|projekte|vorhaben|aufgaben",
        text[max(sentence.start, cue.start - 160) : cue.start],
    ):
        return []
    colon = _COLON_RE.match(text, cue.end)
    return cut_list(view, colon.end() if colon else cue.end, sentence.end)


_COLON_RE = shape(r"\s?:")


def _of_about(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "tauschten sich über A und B aus", "um über A und B zu sprechen"."""
    before = cue.start - _ANCHOR_CHARS // 2
    openers = list(_ABOUT_RE.finditer(view.text, max(sentence.start, before), min(sentence.end, cue.end + _ANCHOR_CHARS // 2)))
    if not openers:
        return []
    contrast = next((opener for opener in openers if view.text.endswith(" sondern", 0, opener.start())), None)
    behind = contrast or next((opener for opener in openers if opener.start() >= cue.start), None)
    opener = behind or openers[-1]
    stop = sentence.end if behind else cue.start
    shut = _SHUT_RE.search(view.text, opener.end(), stop)
    found = cut_list(view, opener.end(), shut.start() if shut else stop, dative=" zu" in opener.group())
    if " zu" in opener.group() and not any(is_known(view, start, end) for start, end, _ in found):
        return []
    return found


def _of_around(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "geht es im Netzwerk um A und B", where words stand between; "in Musterstadt geht es um" is one town's own."""
    opener = _UM_RE.match(view.text, cue.end, sentence.end)
    if opener is None or view.mentions("place", sentence.start, cue.start):
        return []
    return cut_list(view, opener.end(), sentence.end)


def _of_means(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "sparten 2 GWh ein, vor allem durch A und B"; without a saving before it, it is no deed of the network."""
    saved = any(hit.entry.kind in {"saving", "achieved"} for hit in view.hits("saving_cues", sentence.start, cue.start))
    if not saved and not _SAVING_GOAL_RE.search(view.text, sentence.start, cue.start):
        return []
    return cut_list(view, cue.end, sentence.end)


def _of_plan(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Inhaltlich sind A, B und C vorgesehen"; "geplant sind Treffen" alone names no topic."""
    shut = _PLANNED_RE.search(view.text, cue.end, sentence.end)
    found = cut_list(view, cue.end, shut.start()) if shut else []
    return found if len(found) > 1 else []


def _of_lead(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read nothing inside a sentence: a lead opens a list below it."""
    del view, sentence, cue
    return []


_READERS = {
    "frame": _of_frame,
    "noun": _of_noun,
    "verb": _of_verb,
    "work": _of_work,
    "example": _of_example,
    "lead": _of_lead,
    "range": _of_range,
    "closing": _of_closing,
    "about": _of_about,
    "around": _of_around,
    "means": _of_means,
    "plan": _of_plan,
    "closer": topic_phrases.of_closer,
    "turned": topic_phrases.of_turned,
    "areas": topic_phrases.of_areas,
    "single": topic_phrases.of_single,
    "knowledge": topic_phrases.of_knowledge,
    "takes": topic_phrases.of_takes,
    "span": topic_phrases.of_span,
    "nominal": of_nominal,
    "with": topic_phrases.of_with,
    "known": topic_phrases.of_known,
    "part": topic_phrases.of_part,
    "workon": topic_phrases.of_work_on,
}
