"""Reads enumerations of topics around phrases: those that close one, and those that need a known topic behind them."""

import re
from collections.abc import Sequence

from pipeline.assemble.facts.topic_lists import cut_list, trim_member
from pipeline.assemble.facts.topic_terms import is_known, is_strong, term_around
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

Topic = tuple[int, int, str]

_CLAUSE_RE = shape(r"[;:–]\s|\A|,\s(?=(?:auch|Fragen|ebenso)\s)")
_CLOSER_VERB_RE = shape(
    r"\s(?:kam|kamen|kommt|kommen|gehört|gehören|gehörte|gehörten|zählt|zählen|zählte|zählten|heißt|hieß|soll|sollen|sollte|sollten|werden|wird|ist|war|sind|waren|bilden|bildet|rückt|rücken|steht|stehen|stand|standen|folgt|folgen)"
    r"(?:\s(?:jetzt|heute|dabei|ebenfalls|auch|noch|eher|dann|nun|bald|später|künftig|außerdem|zunächst|wieder|schon|ohnehin|natürlich|damit|selbstverständlich|in\sjeder\sVerwaltung|in\sjeder\sKommune))*\s?\Z"
)
_ALSO_RE = shape(
    r"\s*(?:Auch|Ebenso|Zudem|Außerdem|Dann|Danach|Später|Später auch|auch)\s(?:ein(?:e[nrs]?)?\s)?|\s*(?:Eine?|Der|Die|Das)\s"
)
_FINITE_RE = shape(r"\A(?:folgen|entstehen|steht an|stehen an|stand an|standen an)\Z")
_TURNED_RE = shape(r"\A\s*(?:[Aa]uch\s)?Um\s")
_ABOUT_RE = shape(
    r"(?:\s(?:alles|vieles|das\smeiste|diesmal|stärker|vor\sallem|auch|dabei|hier|darum|deshalb|künftig|zunächst|besonders|(?:der|die|das)\s[A-ZÄÖÜ]\w+)){1,4}\sum\s"
)
_LINK_RE = shape(r"\s(?:über|zu|zum|zur|rund um|in Fragen|bei|an)\s")
_WITH_RE = shape(
    r"(?:\s[a-zäöüß]+|\s(?:die|das|der)\s[A-ZÄÖÜ]\w+|\s(?:zum|am|im|beim|in\sden)\s[\wäöüß]+){0,4}?\s(?:mit|über|um|auf|den\sThemen|dem\sThema|der)\s"
)
_PLAYS_RE = shape(r"\b(?:spielt|spielen|spielte|spielten)\b")
_PARTICLES_RE = shape(r"(?:(?:dabei|auch|hier|dort|derzeit|künftig|ebenfalls|natürlich|weiterhin)\s?)+")
_AT_RE = shape(r"\san\s(?!der\sHochschule|der\sUni)")
_FIRST_RE = shape(
    r"\b[Aa]ls\s(?:erste[snm]?|zweite[snm]?|nächste[snm]?|neue[snm]?|gemeinsame[snm]?)\s(?:Projekt|Thema|Vorhaben|Aufgabe|Schwerpunkt|Maßnahme)\s"
)
_TAKEN_TAIL_RE = shape(r"\s(?:vor|vorgenommen)(?=[.,;!]|\Z)")
_TAKER_RE = shape(r"\s(?:das\s\w+|die\s\w+|der\s\w+|wir|sie|alle|es)\s")
_TO_RE = shape(r"\sbis\s(?:hin\s)?zu[rm]?\s")
_OVER_RE = shape(r"\süber\s")
_WORK_RE = shape(
    r"netzwerk|netz\b|treffen|kommunen|städte|gemeinden|mitglieder|teilnehmer|beteiligte|unternehmen|betriebe|\bsie\b|\bwir\b|verwaltungen|konvoi|bündnis|workshop",
    re.IGNORECASE,
)
_MANY_WORK_RE = shape(r"\b(?:beschäftigt|Leute|Büro\s|Die Firma|Das Unternehmen|Ingenieurbüro)\b")


def _of_the_trade(view: View, found: Sequence[Topic]) -> list[Topic]:
    """Keep an enumeration of which a member at least is known."""
    return list(found) if any(is_known(view, start, end) for start, end, _ in found) else []


def _works(view: View, sentence: Sentence) -> bool:
    """Say whether the sentence speaks of the network's people, and of no firm's own trade."""
    return bool(_WORK_RE.search(view.text, sentence.start, sentence.end)) and not _MANY_WORK_RE.search(
        view.text, sentence.start, sentence.end
    )


def of_closer(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "auch A, B und C kamen an die Reihe", "A heißt das erste Thema": all that stands before the verb."""
    text = view.text
    begin = sentence.start
    for cut in _CLAUSE_RE.finditer(text, sentence.start, cue.start):
        begin = cut.end()
    verb = _CLOSER_VERB_RE.search(text, begin, cue.start)
    stop = verb.start() if verb else cue.start
    if not verb and not _FINITE_RE.match(cue.surface):
        return []
    also = _ALSO_RE.match(text, begin, stop)
    found = cut_list(view, also.end() if also else begin, stop)
    if not found or text[found[-1][1] : stop].strip(' ,“”"'):
        return []
    return _of_the_trade(view, found)


def of_turned(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Um Photovoltaik drehte sich das Treffen"."""
    opener = _TURNED_RE.match(view.text[sentence.start : cue.start])
    if opener:
        return _of_the_trade(view, cut_list(view, sentence.start + opener.end(), cue.start))
    link = _ABOUT_RE.match(view.text, cue.end, sentence.end)
    if link is None or view.mentions("place", sentence.start, cue.start):
        return []
    return _of_the_trade(view, _cut_tail(view, link.end(), sentence.end))


def of_areas(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "in den Bereichen A, B und C", "Themen wie A und B"."""
    if not _works(view, sentence):
        return []
    found = _cut_tail(view, cue.end, sentence.end)
    return _of_the_trade(view, found)


_LAST_WORDS_RE = shape(r"\s[a-zäöüß]+(?:\s[a-zäöüß]+){0,3}[.!]?\s*\Z")


def _cut_tail(view: View, start: int, end: int) -> list[Topic]:
    """Cut an enumeration that a verb follows: "… Mobilität, Wärme und Beschaffung zusammen"."""
    closing = _LAST_WORDS_RE.search(view.text, start, end)
    return cut_list(view, start, closing.start() if closing else end, dative=True)


def of_with(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "befasst sich unter anderem mit A und B", "informierten sich über A"."""
    link = _WITH_RE.match(view.text, cue.end, sentence.end)
    if link is None or not _works(view, sentence) or view.mentions("person", sentence.start, cue.start):
        return []
    return _of_the_trade(view, _cut_tail(view, link.end(), sentence.end))


def of_known(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Angestoßen wurden A, B und C", "Hinzu kommen A und B"."""
    return _of_the_trade(view, cut_list(view, cue.end, sentence.end))


def of_part(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Dabei spielen A, B und C eine wichtige Rolle", "A und B spielen eine Rolle"."""
    verb = next(reversed(list(_PLAYS_RE.finditer(view.text, sentence.start, cue.start))), None)
    if verb is None:
        return []
    between = view.text[verb.end() : cue.start].strip()
    inverted = bool(between) and not _PARTICLES_RE.fullmatch(between)
    found = cut_list(view, verb.end(), cue.start) if inverted else cut_list(view, sentence.start, verb.start())
    return _of_the_trade(view, found)


def of_work_on(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "arbeiten die Kommunen an einem Radverkehrskonzept"."""
    at = _AT_RE.search(view.text, cue.end, min(sentence.end, cue.end + 60))
    if at is None or not _works(view, sentence) or "," in view.text[cue.end : at.start()]:
        return []
    return _of_the_trade(view, _cut_tail(view, at.end(), sentence.end))


def of_single(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "zum Thema X", "in Sachen X": one known topic, right behind, in a sentence about the network's work."""
    if not _works(view, sentence):
        return []
    for hit in view.hits("topics", cue.end, min(sentence.end, cue.end + 40)):
        term = term_around(view, hit, cue.end, dative=True)
        if term and not hit.entry.weak and not view.text[cue.end : term.start].strip(' :„"»'):
            return [(*term,)]
    return []


def of_knowledge(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "dem Austausch über A, B und C", "ihr Wissen über A und B teilen"."""
    link = _LINK_RE.match(view.text, cue.end, sentence.end)
    if link is None or not _works(view, sentence):
        return []
    found = _of_the_trade(view, _cut_tail(view, link.end(), sentence.end))
    return found if len(found) > 1 or all(is_strong(view, start, end) for start, end, _ in found) else []


def of_takes(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "Als erstes Projekt nimmt sich das Netzwerk die Beleuchtung vor"."""
    tail = _TAKEN_TAIL_RE.search(view.text, cue.end, sentence.end)
    if tail is None or not _FIRST_RE.search(view.text, sentence.start, cue.start):
        return []
    taker = _TAKER_RE.match(view.text, cue.end, tail.start())
    return _of_the_trade(view, cut_list(view, taker.end() - 1 if taker else cue.end, tail.start()))


def of_span(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "von der Beleuchtung über die Lüftung bis zur Stromerzeugung": every end a known topic."""
    goal = _TO_RE.search(view.text, cue.end, min(sentence.end, cue.end + 120))
    if goal is None or not _works(view, sentence):
        return []
    bounds = [cue.end]
    for over in _OVER_RE.finditer(view.text, cue.end, goal.start()):
        bounds += [over.start(), over.end()]
    bounds += [goal.start(), goal.end(), _end_of_member(view.text, goal.end(), sentence.end)]
    found = [trim_member(view, low, high, dative=True) for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
    topics = [topic for topic in found if topic is not None]
    every = len(topics) == len(found) and all(is_known(view, start, end) for start, end, _ in topics[:1])
    return topics if every else []


_MEMBER_END_RE = shape(r"[.,;:!?–]|\s(?:und|sowie|oder)\s|\s(?:reicht|reichen|stehen|wird|werden|ist|sind)\b")


def _end_of_member(text: str, start: int, end: int) -> int:
    stop = _MEMBER_END_RE.search(text, start, end)
    return stop.start() if stop else end
