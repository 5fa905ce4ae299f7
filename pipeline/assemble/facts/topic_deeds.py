"""Reads topics told as deeds: what the members build, introduce, bring about; known topics only, and only those who do it here."""

from collections.abc import Sequence
from operator import attrgetter

from pipeline.assemble.facts.topic_lists import trim_member
from pipeline.assemble.facts.topic_terms import Span, Term, compounds, is_known, term_around
from pipeline.assemble.facts.topic_told import SPLIT_RE, Told
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Segment, Sentence

Topic = tuple[int, int, str]

#: a wish and those who wish it; what follows are its objects with their infinitives
_WISH_RE = shape(
    r"\b(?:[Ww]ill|[Ww]ollen|[Mm]öchten?|[Ss]ollen)\s(?:(?:die|sich|das|der|sie|wir|alle|gemeinsam|[a-zäöüß]+)\s){0,3}"
    r"(?:(?:Kommunen|Städte|Gemeinden|Betriebe|Unternehmen|Partner|Mitglieder|Verwaltungen|Teilnehmer|Ämter|Beteiligten|Netzwerk|Bündnis|Konvoi)\s)?"
    r"(?:(?:gemeinsam|künftig|vor allem|unter anderem|zunächst|zusammen|nun)\s)*"
)
_SUBJECT_RE = shape(
    r"\b(?:[Ww]ir|[Ss]ie|Kommunen|Städte|Gemeinden|Betriebe|Unternehmen|Partner|Mitglieder|Verwaltungen|Teilnehmer|Ämter|Beteiligten)\b|[Nn]etzwerk|[Bb]ündnis|[Kk]onvoi"
)
#: those who do it: the network, its members, whoever speaks for them
_DOER_RE = shape(
    r"\b(?:Städten?|Gemeinden|Orten?|Rathäusern?|Betrieben?|Unternehmen|Partnern?|Mitgliedern?|Verwaltungen|Teilnehmern?|Teilnehmenden|Teilnehmerinnen|Ämtern?|Beteiligten|Landkreisen?|Firmen|Stadtwerken?|Ziel|Ziele|Beratung|Vorhaben|Projekt|Maßnahmen|Runden?|Landratsamt|Kreisverwaltung|Verwaltung)\b|[Bb]ündnis|[Kk]onvoi"
)
#: those of them whose words are too common to be looked for, and a part of each of these words
_USUAL_DOER_RE = shape(
    r"\b(?:[Ww]ir|sie|Sie(?=\s(?:wollen|haben|sollen|möchten|werden|planen|führen|bauen))|Kommunen?)\b|[Nn]etzwerk|[Nn]etz\b|[Kk]ommunen\b"
)
_USUAL_PARTS = ("etz", "ommune", "ir", "sie", "Sie")
#: what is done rather than somebody doing it: "eingeführt", not "einführen"
_PARTICIPLE_RE = shape(r"t\Z|(?:\A|\s|ein|auf|aus|um|an|voran|nach)ge[a-zäöüß]+en\Z")
_PASSIVE_RE = shape(r"\b(?:wird|werden|wurde|wurden|worden|soll|sollen)\b")
#: somebody else's deed, or one that is none yet
_OTHER_RE = shape(
    r"\b(?:[Aa]ndere[nrs]?\s(?:Netzwerke?n?|Kommunen|Städte|Regionen|Gemeinden)|[Vv]iele[nr]?\s(?:Kommunen|Städten?|Gemeinden|Unternehmen|Betriebe)|Deutschland|Bundesregierung|der\sBund|könnten?|würden?|wäre[n]?|ließen|denkbar|Denkbar|müssen|muss|nicht|niemand|kaum|vor\s(?:zehn|fünf|vielen|\d+)\sJahren|früher|bereits\s(?:19|20)\d\d)\b"
)
#: apart, for its words are too common to be looked for
_STATE_RE = shape(r"\bDas\sLand\b")
_NOT_OBJECT_RE = shape(
    r"\b(?:mit|durch|für|zu|zur|zum|von|vom|bei|beim|in|im|ins|an|am|ans|auf|aus|über|um|unter|nach|ohne|gegen|wegen|dank|trotz|statt|als|keine?[nrms]?|\d[\d.,]*)\s(?:[km]W[hp]?\s)?(?:(?:der|dem|den|die|das|des|einem|einer|ein|eine|einen|ihrer|ihrem|ihren|mehr|neue[nrm]?)\s)?\Z"
)
_AT_RE = shape(r"\b(?:bei|beim|in)\s(?:(?:der|dem|den|ihrer|ihrem|ihren)\s)?\Z")
#: between a term and its verb stands no other clause; a comma only where the enumeration goes on
_GAP_RE = shape(
    r"(?:\s\([^()]{1,20}\))?(?:(?:,|\s(?:und|oder|sowie))?(?:\s(?!dass\b|wenn\b|weil\b|die\s[a-z]|um\b|ist\b|sind\b|hat\b|haben\b|will\b|wollen\b|soll\b|wird\b|kann\b)[\wäöüÄÖÜß&/-]+)){0,9}\s?"
)
_PARTICLE_RE = shape(r"(?:\s\([^()]{1,20}\))?(?:\s[\wäöüß-]+){0,5}\s(?:ein|auf|aus|um|voran|an)(?=[.,;!]|\s(?:und|oder)\s|\Z)")
_CUT_RE = shape(r",\s(?:und\s|oder\s)?|\s(?:und|oder|sowie)\s")
#: object, up to two adverbs, infinitive; "auf den Weg bringen" and the like count as one verb
_DEED_RE = shape(
    r"(?:(?:den|die|das|ein|eine|einen|ihre[nrms]?|ihr|gemeinsame?)\s)?(?P<object>(?:[a-zäöüß-]{3,}(?:e|en|es)\s)?[A-ZÄÖÜ][\wäöüß-]{3,})"
    r"(?:\s[a-zäöüß]{3,}){0,2}?(?:\sauf\sden\sWeg|\sin\sAngriff|\sunter\sdie\sLupe)?\s(?:[a-zäöüß]{3,}(?:en|ern|eln))[.!]?\s*\Z"
)
#: "bringen" alone is no deed: "auf die Dächer bringen"
_ONTO_RE = shape(r"\s(?:auf|in|an)\s")
_BARE = frozenset(["bringen", "zu bringen", "gebracht"])
_LEAST = 2
_MOST_CHARS = 90


def read_deeds(view: View, told: Told) -> list[Topic]:
    """Read the known topics that the members do something about, and the objects of a wish that joins two deeds or more.

    Shape: (start, end, value) in text order.
    """
    wished = _wishes(view, told) if told.topics else []
    done = _done(view, told) if told.deeds or told.ahead or ((told.cued or told.topics) and told.is_split(view.text)) else []
    if not wished and not done:
        return []
    return [] if speaks_of_others(view, told.sentence) else sorted({*wished, *done})


def speaks_of_members(view: View, sentence: Sentence) -> bool:
    """Say whether a sentence names those whose deeds are the network's."""
    text, start, end = view.text, sentence.start, sentence.end
    return (
        text.find("netzwerk", start, end) >= 0
        or text.find("Netzwerk", start, end) >= 0
        or _DOER_RE.search(text, start, end) is not None
        or (any(text.find(part, start, end) >= 0 for part in _USUAL_PARTS) and _USUAL_DOER_RE.search(text, start, end) is not None)
    )


def speaks_of_others(view: View, sentence: Sentence) -> bool:
    """Say whether a sentence tells somebody else's deed, or one that is none yet."""
    text, start, end = view.text, sentence.start, sentence.end
    if _OTHER_RE.search(text, start, end):
        return True
    return text.find("Land", start, end) >= 0 and _STATE_RE.search(text, start, end) is not None


def _wishes(view: View, told: Told) -> list[Topic]:
    """Read "wollen die Kommunen Schulhöfe begrünen, Pumpen tauschen"; empty where one deed does not fit, for then it is another sentence."""
    text, end = view.text, told.sentence.end
    wish = _WISH_RE.search(text, told.sentence.start, end)
    if wish is None or all(hit.start < wish.end() or hit.entry.weak for hit in told.topics):
        return []
    if not _SUBJECT_RE.search(text, told.sentence.start, wish.end()):
        return []
    low, found = wish.end(), []
    for cut in [*_CUT_RE.finditer(text, low, end), None]:
        deed = _DEED_RE.fullmatch(text, low, cut.start() if cut else end)
        topic = trim_member(view, *deed.span("object")) if deed else None
        if topic is None:
            return []
        if not _is_weak(view, topic[0], topic[1]):
            found.append(topic)
        low = cut.end() if cut else low
    return found if len(found) >= _LEAST else []


def _is_weak(view: View, start: int, end: int) -> bool:
    """Say whether a term is what all networks want, and so no topic by a deed alone: "Energiekosten senken"."""
    hits = view.hits("topics", start, end)
    return bool(hits) and all(hit.entry.weak for hit in hits)


def _done(view: View, told: Told) -> list[Topic]:
    """Read each known topic that a deed governs: "ein Energiemanagement aufbauen", "führen ein Energiemanagement ein"."""
    sentence = told.sentence
    deeds, ahead = told.deeds, told.ahead
    objects = _objects(view, told)
    if not objects:
        return []
    if not speaks_of_members(view, sentence):
        if not _is_passive(view, sentence):
            return []
        deeds = [deed for deed in deeds if _PARTICIPLE_RE.search(deed.surface)]
    found: list[Topic] = []
    last = sentence.start
    for spot in objects:
        if spot.start < last:
            continue
        term = term_around(view, spot, sentence.start)
        if term and (_governed(view, sentence, term, deeds) or _gets_ahead(view, term, ahead)):
            last = term.end
            found.append((*term,))
    return found


def _objects(view: View, told: Told) -> list[Span]:
    """Give what a deed may be about: the known topics, and the compounds of the trade."""
    listed = [
        Span(hit.start, hit.end) for hit in told.topics if not hit.entry.weak and (hit.surface[:1].isupper() or " " in hit.surface)
    ]
    return sorted([*listed, *compounds(view, told.sentence.start, told.sentence.end)], key=attrgetter("start"))


def _is_passive(view: View, sentence: Sentence) -> bool:
    """Say whether something is done in a sentence that names no one else, so that it is the members' deed."""
    if not _PASSIVE_RE.search(view.text, sentence.start, sentence.end):
        return False
    return not any(view.mentions(label, sentence.start, sentence.end) for label in ("place", "organisation", "person"))


def _governed(view: View, sentence: Sentence, term: Term, deeds: Sequence[Hit]) -> bool:
    """Say whether the term is the object of a deed behind it, in one clause."""
    text = view.text
    before = max(sentence.start, term.start - 40)
    if _NOT_OBJECT_RE.search(text, before, term.start):
        return False
    for deed in deeds:
        if not term.end < deed.start <= term.end + _MOST_CHARS or not _GAP_RE.fullmatch(text, term.end, deed.start):
            continue
        if deed.surface not in _BARE or _ONTO_RE.search(text, term.end, deed.start):
            return True
    split = SPLIT_RE.search(text, max(sentence.start, term.start - _MOST_CHARS), term.start)
    return bool(split) and bool(_PARTICLE_RE.match(text, term.end, sentence.end))


def _gets_ahead(view: View, term: Term, ahead: Sequence[Hit]) -> bool:
    """Say whether the members get ahead with it, or work together on it: "beim Energiemanagement vorankommen"."""
    if not _AT_RE.search(view.text, max(0, term.start - 16), term.start):
        return False
    return any(0 <= hit.start - term.end < _MOST_CHARS // 2 and _GAP_RE.fullmatch(view.text, term.end, hit.start) for hit in ahead)


def of_nominal(view: View, sentence: Sentence, cue: Hit) -> list[Topic]:
    """Read "bei der Einführung eines Energiemanagements": the known topic right behind the noun of a deed."""
    if not speaks_of_members(view, sentence) or speaks_of_others(view, sentence):
        return []
    for hit in view.hits("topics", cue.end, min(sentence.end, cue.end + 40)):
        term = term_around(view, hit, cue.end, dative=True)
        words = view.text[cue.end : term.start].split() if term else []
        if term and not hit.entry.weak and len(words) <= 1 and all(word in _OF for word in words):
            return [(*term,)]
    return []


_OF = frozenset(["eines", "einer", "des", "der", "von", "ein", "einem", "ihrer", "ihres", "vom", "eine", "einen"])


def deed_of_item(view: View, item: Segment) -> Topic | None:
    """Read the object of an item that is a deed: "– Ladesäulen errichten"; it need not be known, the list's line vouches for it."""
    deeds = [hit for hit in view.hits("topic_cues", item.start, item.end) if hit.entry.kind == "deed"]
    last = deeds[-1] if deeds else None
    if last is None or view.text[last.end : item.end].strip(" .;,") or not is_known(view, item.start, last.start):
        return None
    stop = min(deed.start for deed in deeds if deed.end == last.end)
    return trim_member(view, item.start, stop)
