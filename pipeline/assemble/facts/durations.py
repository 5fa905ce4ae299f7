"""Reads durations: whether "drei Jahre" is the network's term or the time of something else."""

import re

from pipeline.assemble.facts.clues import ACTIVE_RE, ELLIPTIC, HYPOTHETICAL_RE, Clue, is_own
from pipeline.assemble.facts.date_cues import cue_of_duration
from pipeline.assemble.facts.date_signs import duration_signs
from pipeline.assemble.model import Ledger, Trace
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


def _judge_duration(view: View, clue: Clue, cues: list[Hit]) -> float | str:
    """Give the confidence that a duration is the network's, or the reason why it is not."""
    clause = view.text[clue.clause[0] : clue.clause[1]]
    before = view.text[max(clue.sentence[0], clue.mention.start - 48) : clue.mention.start]
    after = view.text[clue.mention.end : clue.mention.end + 30]
    own = is_own(view, clue, clause) or len(clause) < 50  # noqa: PLR2004 - a label's line
    near = view.text[max(clue.clause[0], clue.mention.start - 50) : min(clue.clause[1], clue.mention.end + 40)]
    if re.search(r"zusätzlich|weitere", clue.mention.text + before[-14:]) and not re.search(r"Laufzeit|Phase", clause):
        return "an extension, not the whole term"
    if _GENERIC_RE.search(near):
        return "a general duration, not this network's"
    if re.match(r"\w*\s+(?:Bestehen|Jubiläum|Erfahrung|Geschichte|Berufserfahrung|Firmen)", after):
        return "the age of something"
    if _PREPARED_RE.search(clause):
        return "the time of preparation"
    if re.search(r"\bAbstand von\s*$", before):
        return "a distance in time"
    if (
        re.search(r"\b[Nn]ach\s*$", before)
        and (own or len(clause) < ELLIPTIC)
        and (any(hit.entry.kind == "end" for hit in cues) or _OVER_RE.search(clause))
    ):
        return 0.8
    if HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
    if re.match(r"\s+(?:(?:kommunales|Kommunales)\s+)?[\w-]*[Nn]etzwerk\b", after) and _is_term(clue.value.months):
        return 0.8  # "Drei Jahre Energienetzwerk: …"
    if _is_term(clue.value.months) and view.mentions("network", clue.mention.end, clue.mention.end + 3):
        return 0.8  # "Fünf Jahre k.e.n.t.", "Drei Jahre Klimanetz Nord"
    if re.match(r"\s+(?:gemeinsam|miteinander)\b", after) and _SHALL_RE.search(clause) and _is_term(clue.value.months):
        return 0.78
    if _WITHIN_RE.search(before) and own:
        return 0.76 if _SHALL_RE.search(clause) else _WITHIN
    if (_PROVIDED_RE.match(after) or _DEFINITE_RE.search(before)) and own and _is_term(clue.value.months):
        return 0.78
    if _UNIT_OF_NETWORK_RE.search(clue.mention.text):
        return 0.88
    if _PAST_RE.search(before):
        return "a time that has passed"
    named = [hit for hit in cues if hit.entry.kind == "duration" and clue.clause[0] <= hit.start < clue.clause[1]]
    if named and (own or any(hit.entry.id != "ueber-einen-zeitraum-von" for hit in named)):
        return 0.9 if own else 0.82
    if re.match(r"\s+(?:lang|Laufzeit|Projektlaufzeit|Projekt|gilt)\b", after) and (
        own or re.search(r"\b(?:wollen|werden|haben|gemeinsam)\b", clause)
    ):
        return 0.84
    if re.match(r"\s+(?:bestehen|arbeiten|laufen|zusammenarbeiten|andauern|dauern|dabei\w*|zusammen\b)", after) and own:
        return 0.82
    if _PLEDGE_RE.search(clause) and own and _is_term(clue.value.months):
        return 0.78
    if _FOR_RE.search(before) and own:
        return 0.84
    if _AHEAD_RE.search(clue.mention.text) or (_AHEAD_RE.search(before[-24:])):
        tells = (
            own
            or re.search(r"\b(?:wollen|werden|soll|sollen)\b", clause)
            or (ACTIVE_RE.search(clause) and _is_term(clue.value.months))
        )
        return 0.78 if tells else _UNSAID
    return _UNSAID
