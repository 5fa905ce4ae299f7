"""Reads durations: whether "drei Jahre" is the network's term or the time of something else."""

import re

from pipeline.assemble.facts.clues import ACTIVE_RE, ELLIPTIC, Clue, is_own
from pipeline.assemble.facts.date_cues import cue_of_duration
from pipeline.assemble.facts.date_signs import duration_signs
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.doubt import is_conditional
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.linear import LinearModel
from pipeline.shapes import shape

_GENERIC_RE = shape(
    r"\b(?:üblich\w*|in der Regel|maximal|höchstens|normalerweise|mindestens|typisch\w*|grundsätzlich|jeweils|bis zu\b|durchschnittlich|(?<!beide )(?<!Beide )(?<!zwei )(?<!drei )(?<!neue )(?<!neuen )Netzwerke\b|erfahrungsgemäß|je Netzwerk|generell|spätestens)",
    re.IGNORECASE,
)
_PAST_RE = shape(r"\b(?:[Vv]or|[Ss]eit|[Nn]ach|[Aa]lle|in den (?:vergangenen|letzten))\s+(?:\w+\s+)?$")
_WITHIN_RE = shape(r"\b(?:innerhalb|binnen|im Laufe)\s+(?:von\s+|der\s+)?$")
#: "in den drei Jahren", "die drei Jahre": a term that was spoken of
_DEFINITE_RE = shape(r"\b(?:[Dd]ie|[Dd]en|[Dd]er|[Dd]iese[nr]?|[Aa]ller?)\s+(?:gesamten\s+|vollen\s+|kommenden\s+|nächsten\s+)?$")
_PROVIDED_RE = shape(
    r"\s+(?:(?:sind|ist|werden|waren|wurden|hat|haben)\s+)?(?:\w+\s+){0,6}?(?:hinweg|hindurch|dabeibleiben|dabeizubleiben|kooperieren|vorgesehen|veranschlagt|eingeplant|geplant|Zeit\b|um\b|vorbei|zusammenbleiben)"
)
_FOR_RE = shape(
    r"\b(?:auf|für|über|von|dauert|läuft|gilt|beträgt|Dauer)\s*:?\s+(?:die Dauer von\s+|einen Zeitraum von\s+|vorerst\s+|zunächst\s+|insgesamt\s+|rund\s+|etwa\s+|mindestens\s+|weitere\s+|die\s+)*$"
)
_AHEAD_RE = shape(r"\b(?:kommenden|nächsten|folgenden)\b")
_UNIT_OF_NETWORK_RE = shape(r"(?:projekt|netzwerk|förder)(?:jahr|monat)|jährig|monatig", re.IGNORECASE)


def read_duration(view: View, scope: Scope, ledger: Ledger, clue: Clue, cues: list[Hit], terms: LinearModel | None) -> None:
    """Take a duration for the network's term where a word says so."""
    mention = clue.mention
    verdict = _settle(view, clue, cues, terms)
    cue = None if isinstance(verdict, str) else cue_of_duration(view, mention, clue.clause, cues)
    for index in scope.of(mention.start):
        if isinstance(verdict, str):
            ledger.refuse(
                "duration_months", mention.start, mention.end, mention.text, mention.rule, verdict, index, claim=mention.confidence
            )
        else:
            scope.drafts[index].propose(
                "duration_months", mention.value.months, Trace(mention.start, mention.end, "timeline.duration", verdict, cue)
            )


_PREPARED_RE = shape(r"\bvorbereitet\b|\bVorbereitung(?:szeit|sphase)?\b|\bVorlauf\w*\b")
_PLEDGE_RE = shape(r"\b(?:verpflicht\w+|mitzuarbeiten|mitzumachen|zusammenzuarbeiten|dabeizubleiben|zugesagt)\b")
_OVER_RE = shape(r"\b(?:Schluss|Ende|abgeschlossen|vorbei|Bilanz|fertig|Ergebnis(?:se)?|Fazit|beendet)\b")
_SHALL_RE = shape(r"\b(?:soll|sollen|wollen|werden|möchten)\b")
_LEAST_TERM, _LONGEST_TERM = 12, 72
#: reasons that a trained model may overrule: nothing speaks for the duration, nothing against it
_UNSAID = "no word says that it is the network's term"
_WITHIN = "a time within which something is done"
#: what the model must give to take a duration that no rule takes, and to keep one that a rule takes
_ENOUGH, _TOO_LITTLE = 0.7, 0.12
_WEIGHED = 0.78


def _is_term(months: int | None) -> bool:
    """Say whether a duration is as long as the terms of networks are."""
    return months is not None and _LEAST_TERM <= months <= _LONGEST_TERM


def _settle(view: View, clue: Clue, cues: list[Hit], terms: LinearModel | None) -> float | str:
    """Judge by rule; where no rule speaks, and where one is alone against everything else, let the model decide."""
    verdict = _judge_duration(view, clue, cues)
    if terms is None or (isinstance(verdict, str) and (verdict not in {_UNSAID, _WITHIN} or not _is_term(clue.value.months))):
        return verdict
    chance = terms.chance(duration_signs(view, clue.mention, cues, clue.clause, clue.sentence))
    if isinstance(verdict, str):
        return _WEIGHED if chance >= _ENOUGH else verdict
    return verdict if chance >= _TOO_LITTLE else "all else speaks against it"


#: what stands right behind a duration
_AGE_RE = shape(r"\w*\s+(?:Bestehen|Jubiläum|Erfahrung|Geschichte|Berufserfahrung|Firmen)")
_OF_NETWORK_RE = shape(r"\s+(?:(?:kommunales|Kommunales)\s+)?[\w-]*[Nn]etzwerk\b")
_TOGETHER_RE = shape(r"\s+(?:gemeinsam|miteinander)\b")
_LONG_RE = shape(r"\s+(?:lang|Laufzeit|Projektlaufzeit|Projekt|gilt)\b")
_LASTING_RE = shape(r"\s+(?:bestehen|arbeiten|laufen|zusammenarbeiten|andauern|dauern|dabei\w*|zusammen\b)")
#: what stands right before one
_APART_RE = shape(r"\bAbstand von\s*$")
_AFTER_RE = shape(r"\b[Nn]ach\s*$")
_WILL_RE = shape(r"\b(?:wollen|werden|haben|gemeinsam)\b")
_WANT_RE = shape(r"\b(?:wollen|werden|soll|sollen)\b")


def _judge_duration(view: View, clue: Clue, cues: list[Hit]) -> float | str:
    """Give the confidence that a duration is the network's, or the reason why it is not."""
    text, mention, (left, right) = view.text, clue.mention, clue.clause
    clause = text[left:right]
    lead = max(clue.sentence[0], mention.start - 48)
    before = text[lead : mention.start]
    after = text[mention.end : mention.end + 30]
    own = len(clause) < 50 or is_own(view, clue)  # noqa: PLR2004 - a label's line
    around = max(left, mention.start - 50), min(right, mention.end + 40)
    if _says_more(mention.text + before[-14:]) and "Laufzeit" not in clause and "Phase" not in clause:
        return "an extension, not the whole term"
    if view.may_match(_GENERIC_RE, *around) and _GENERIC_RE.search(text[around[0] : around[1]]):
        return "a general duration, not this network's"
    if _AGE_RE.match(after):
        return "the age of something"
    if _PREPARED_RE.search(text, left, right):
        return "the time of preparation"
    if "Abstand von" in before and _APART_RE.search(before):
        return "a distance in time"
    if (
        before.rstrip().endswith(("nach", "Nach"))
        and _AFTER_RE.search(before)
        and (own or len(clause) < ELLIPTIC)
        and (any(hit.entry.kind == "end" for hit in cues) or _OVER_RE.search(clause))
    ):
        return 0.8
    if is_conditional(text, left, right):
        return "in a clause of if or could"
    if "etzwerk" in after and _OF_NETWORK_RE.match(after) and _is_term(clue.value.months):
        return 0.8  # "Drei Jahre Energienetzwerk: …"
    if _is_term(clue.value.months) and view.has_mention("network", mention.end, mention.end + 3):
        return 0.8  # "Fünf Jahre k.e.n.t.", "Drei Jahre Klimanetz Nord"
    if _TOGETHER_RE.match(after) and _SHALL_RE.search(clause) and _is_term(clue.value.months):
        return 0.78
    if view.may_match(_WITHIN_RE, lead, mention.start) and _WITHIN_RE.search(before) and own:
        return 0.76 if _SHALL_RE.search(clause) else _WITHIN
    if own and _is_term(clue.value.months) and (_DEFINITE_RE.search(before) or _PROVIDED_RE.match(after)):
        return 0.78
    if _UNIT_OF_NETWORK_RE.search(mention.text):
        return 0.88
    if view.may_match(_PAST_RE, lead, mention.start) and _PAST_RE.search(before):
        return "a time that has passed"
    named = [hit for hit in cues if hit.entry.kind == "duration" and left <= hit.start < right]
    if named and (own or any(hit.entry.id != "ueber-einen-zeitraum-von" for hit in named)):
        return 0.9 if own else 0.82
    if _LONG_RE.match(after) and (own or _WILL_RE.search(clause)):
        return 0.84
    if own and _LASTING_RE.match(after):
        return 0.82
    if own and _is_term(clue.value.months) and _PLEDGE_RE.search(text, left, right):
        return 0.78
    if own and _FOR_RE.search(before):
        return 0.84
    if _AHEAD_RE.search(mention.text) or _AHEAD_RE.search(before[-24:]):
        tells = own or _WANT_RE.search(clause) or (ACTIVE_RE.search(clause) and _is_term(clue.value.months))
        return 0.78 if tells else _UNSAID
    return _UNSAID


def _says_more(words: str) -> bool:
    """Say whether a duration comes on top of another."""
    return "zusätzlich" in words or "weitere" in words
