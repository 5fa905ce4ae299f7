"""Cuts a sentence into clauses, each with its bodies and link verbs: who does what is decided inside one clause.

There is no parser here. Commas, semicolons, dashes and "und" part a sentence where both sides hold a verb; a relative clause
knows its antecedent, an inserted clause does not end the one around it, and brackets stand outside.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.assemble.roles.bodies import Group, is_masculine, is_nominative
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import Shape, shape

_BOUNDARY_RE = shape(
    r",(?!\d)\s*|;\s*|:\s+|\(|\)|\s(?:[–—-]\s|(?<=\n)\n*|(?<=[eE]\.V\.\s)\s*(?=[A-ZÄÖÜ])(?=Der|Die|Das|Es|Er|Sie|Im|In|Am|Mit|Seit|Auch|Zu|Für|Als|Ziel|[A-Z]\w+(?:et|iert)\s|Ge\w+(?:t|en)\s)|(?=(?:und|sowie|aber|sondern|denn|doch)\s))"
)
#: the first word of a piece; each expression below begins with one of a few, and only where that stands it is asked
_FIRST_WORD_RE = shape(r"\s*(\w+)")
_RELATIVE_WORDS = frozenset("der die das welche welcher welches".split())
_OBLIQUE_WORDS = frozenset(
    "in mit bei für an auf von durch aus zu unter über nach um ohne neben dem den denen deren dessen wobei womit wodurch wofür worin wo".split()
)
_SUBORDINATE_WORDS = frozenset(
    "und aber dass weil wenn während obwohl nachdem bevor sodass damit falls sofern sobald solange ob indem als wie um statt ohne anstatt".split()
)
_RELATIVE_RE = shape(r"\s*(?:der|die|das|welche[rs]?)\s+(?=[a-zäöü])")
_RELATIVE_NOUN_RE = shape(r"\s*(?:der|die|das|welche[rs]?)\s+[A-ZÄÖÜ]")
_OBLIQUE_RELATIVE_RE = shape(
    r"\s*(?:(?:in|mit|bei|für|an|auf|von|durch|aus|zu|unter|über|nach|um|ohne|neben)\s+(?:der|die|das|dem|den|denen|deren|dessen|welche[rmns]?)\s+(?=[a-zäöü])"
    r"|(?:dem|den|denen|deren|dessen|wobei|womit|wodurch|wofür|worin|wo)\s)"
)
_SUBORDINATE_RE = shape(
    r"\s*(?:und\s+|aber\s+)?(?:dass|weil|wenn|während|obwohl|nachdem|bevor|sodass|damit|falls|sofern|sobald|solange|ob|indem|als\s+(?:ob|wenn)|wie)\s",
    re.IGNORECASE,
)
_INFINITIVE_RE = shape(
    r"\s*(?:um|statt|ohne|anstatt)\s[^,;]{0,120}?\b(?:zu\s+[a-zäöüß]+n\b|[a-zäöüß]+zu[a-zäöüß]+n\b)", re.IGNORECASE
)
_CLOSING_QUOTES = frozenset('“”«"')
_OPENING_QUOTES = frozenset('„»"')
_VERB_SECOND_RE = shape(
    r"\s*(?:der|die|das)\s+(?:(?!d(?:er|ie|as|en|em|es)\s|ein)[a-zäöüß]+e[nrms]?\s+){0,2}[A-ZÄÖÜ][\wäöüß-]+(?:\s+(?:der|des)\s+[A-ZÄÖÜ][\wäöüß-]+)?\s+([a-zäöüß]+)\s+\S"
)
_COORDINATED_RE = shape(r"\s*(?:und|sowie|aber|sondern|denn|doch)\s+")
_ONE_WORD_RE = shape(r"(?<!\w)\w+[\s.!?\"“”»«)]*")
_LAST_WORD_CHARS = 30
_AUXILIARIES = frozenset(
    "wird werden wurde wurden worden ist sind war waren hat haben hatte hatten soll sollen sollte will wollen kann können konnte konnten muss müssen darf dürfen möchte möchten lässt ließ sei seien".split()
)
#: an auxiliary, or a word that by its ending may be a verb
_VERB_RE = shape(rf"\b(?:{'|'.join(sorted(_AUXILIARIES))}|[a-zäöüß]{{3,}}(?:t|te|ten))\b")
#: "das sind 5.000 Euro" is no relative clause: its verb does not stand at the end
_EARLY_AUXILIARY_RE = shape(r"\s*(?:der|die|das)\s+(?:ist|sind|war|waren|wird|wurde|hat|haben)\s+\S+\s+\S")
_HANGING_KINDS = frozenset({"relative", "oblique", "sub"})
#: what may stand at the end of an inserted clause
_INSERTING_SIGNS = frozenset({",", ")", "–", "—", "-"})
_NO_VERBS = frozenset(
    "mit seit nicht statt samt dort jetzt bereits zuletzt insgesamt acht selbst sonst fast erst meist zunächst damit somit zuerst zumeist überhaupt anstatt weit breit dicht gut laut hat "
    "letzten ersten zweiten dritten vierten nächsten bekannten gesamten weiten leicht echt recht spät heute direkt privat gesamt konkret komplett exakt leicht geehrten genannten beteiligten "
    "guten alten besten größten kleinsten breiten benachbarten interessierten verwandten halbte rechte weite ganzheitlichte erste zweite dritte letzte beste interessierte beteiligte gute alte".split()
)  # fmt: skip
_STOP_RE = shape(r"[,;:(]\s")
#: how many clauses joined by "und" may share one subject
_JOINED_CLAUSES = 6
_JOINED_WORD_RE = shape(r"\s*(?:und|sowie)\s+([\wäöüß]+)")
_ZU_INFINITIVE_RE = shape(r"(?:\bzu\s+[a-zäöü]+n|\b[a-zäöü]+zu[a-zäöü]+n)[\s.!]*$")
#: a participle before its auxiliary begins a clause of its own: "gefördert wird es durch …"
_FRESH_RE = shape(
    r"\s*(?:[a-zäöü]+\s)?[a-zäöüß]+(?:t|en)\s(?:wird|werden|wurde|wurden|hat|haben|hatte|hatten|ist|war)\s+[\wäöüÄÖÜ]"
)
#: who speaks is not the subject of what is quoted
_SAID_RE = shape(
    r"\s*(?:sagt|sagte|so|erklärt|erklärte|betont|betonte|meint|meinte|berichtet|berichtete|freut|freute|lobt|lobte|fasst|ergänzt|ergänzte)\b"
)


@dataclass(slots=True)
class Clause:
    """Hold one clause. ``pieces`` part where another is inserted; ``before``: the clause it is joined to by "und"."""

    kind: str
    pieces: list[tuple[int, int]]
    antecedent: Group | None = None
    before: "Clause | None" = None
    groups: list[Group] = field(default_factory=list)
    verbs: list[Hit] = field(default_factory=list)
    _words: str | None = None

    def holds(self, position: int) -> bool:
        """Say whether a position lies in the clause."""
        for start, end in self.pieces:  # noqa: SIM110 - asked for every group and verb of every sentence
            if start <= position < end:
                return True
        return False

    def words(self, text: str) -> str:
        """Give the clause's characters in the document's text, its pieces joined by a blank."""
        if self._words is None:
            self._words = " ".join([text[start:end] for start, end in self.pieces])
        return self._words

    def says(self, pattern: Shape, text: str) -> bool:
        """Say whether an expression without edges stands in the clause.

        A clause of one piece is looked up in the text itself, which knows where the expression cannot match.
        """
        if len(self.pieces) == 1:
            return pattern.search(text, *self.pieces[0]) is not None
        return pattern.search(self.words(text)) is not None

    @property
    def start(self) -> int:
        """Give where the clause begins."""
        return self.pieces[0][0]


def read_clauses(view: View, start: int, end: int, groups: Sequence[Group], cues: Sequence[Hit]) -> list[Clause]:
    """Cut a sentence into clauses and hand out its groups and link verbs."""
    cutter = _Cutter(view, start, end, groups, cues)
    clauses = cutter.cut()
    for group in groups:
        home = _home(clauses, group.members[0].start)
        if home is not None:
            home.groups.append(group)
    for hit in cutter.links:
        home = _home(clauses, hit.start)
        if home is not None:
            home.verbs.append(hit)
    for clause in clauses:
        if clause.kind == "relative":
            _find_antecedent(view.text, clause, groups)
    return clauses


def _home(clauses: list[Clause], position: int) -> Clause | None:
    """Find the clause that holds a position."""
    for clause in clauses:
        if clause.holds(position):
            return clause
    return None


class _Cutter:
    """Cut one sentence; knows where its verbs and noun phrases stand."""

    def __init__(self, view: View, start: int, end: int, groups: Sequence[Group], cues: Sequence[Hit]) -> None:
        self._text = view.text
        self._start, self._end = start, end
        self._covers = [(group.preposition_start, group.end) for group in groups]
        covered = self._covered
        self.links = [hit for hit in view.hits("link_verbs", start, end) if not covered(hit.start)]
        verbs = {hit.start for hit in self.links if hit.surface[0].islower()}
        for hit in cues:
            if hit.entry.frame == "verb":
                verbs.add(hit.start)
        for match in _VERB_RE.finditer(self._text, start, end):
            word = match.group()
            if word in _AUXILIARIES or (word not in _NO_VERBS and not covered(match.start())):
                verbs.add(match.start())
        self._verbs = sorted(verbs)

    def _covered(self, position: int) -> bool:
        for low, high in self._covers:  # noqa: SIM110 - asked for every word of every sentence
            if low <= position < high:
                return True
        return False

    def _has_verb(self, low: int, high: int) -> bool:
        at = bisect_left(self._verbs, low)
        return at < len(self._verbs) and self._verbs[at] < high

    def _pieces(self) -> Iterator[tuple[int, int, str]]:
        """Give the stretches between boundaries with the sign before each."""
        position, sign, depth = self._start, "", 0
        for match in _BOUNDARY_RE.finditer(self._text, self._start, self._end):
            found = match.group().strip() or ("und" if self._text[match.start() - 1 : match.start()] != "." else ";")
            if self._covered(match.start()):
                continue
            if found == "und" and (
                not self._has_verb(position, match.start())
                or self._pairs(match.start(), match.end())
                or not self._has_verb(match.end(), self._next_stop(match.end()))
            ):
                continue
            if match.start() > position:
                yield position, match.start(), "(" if depth else sign
            depth = depth + 1 if found == "(" else 0 if found == ")" else depth
            spoken = (
                self._text[match.start() - 1 : match.start()] in _CLOSING_QUOTES
                and self._text[position : position + 1] in _OPENING_QUOTES
            )
            position, sign = match.end(), '"' if spoken else found
        if position < self._end:
            yield position, self._end, "(" if depth else sign

    def _pairs(self, low: int, high: int) -> bool:
        """Say whether "und" joins two bare verbs: "war und ist", "initiiert und moderiert"."""
        if not self._verb_last(self._start, low):
            return False
        right = _JOINED_WORD_RE.match(self._text, high - 1 if high > low else high, self._end)
        return right is not None and right.start(1) in self._verbs

    def _next_stop(self, position: int) -> int:
        stops = (match.start() for match in _STOP_RE.finditer(self._text, position, self._end))
        return next((stop for stop in stops if not self._covered(stop)), self._end)

    def cut(self) -> list[Clause]:
        """Sort the pieces into clauses."""
        clauses: list[Clause] = []
        main: Clause | None = None
        last: Clause | None = None
        for low, high, sign in self._pieces():
            if sign == "(":
                clauses.append(Clause("bracket", [(low, high)]))
                continue
            kind = self._kind(low, high, sign)
            if last is not None and (sign == ")" or (kind == "none" and sign not in {";", ":"})):
                last.pieces.append((low, high))
                continue
            if last is not None and sign == "," and _ZU_INFINITIVE_RE.search(self._text, max(low, high - 40), high):
                last = Clause("infinitive", [(low, high)], before=last)
            elif kind in _HANGING_KINDS:
                last = Clause(kind, [(low, high)])
            elif (
                main is not None
                and sign in _INSERTING_SIGNS
                and (self._resumes(low) or not any(self._has_verb(*piece) for piece in main.pieces))
            ):
                main.pieces.append((low, high))
                continue
            else:
                joined = (
                    last if sign == "und" or (last is not None and sign == "," and _COORDINATED_RE.match(self._text, low)) else None
                )
                last = Clause(joined.kind if joined and joined.kind != "main" else "main", [(low, high)], before=joined)
                main = last if last.kind == "main" else main
            clauses.append(last)
        return clauses

    def _kind(self, low: int, high: int, sign: str) -> str:
        """Tell relative, subordinate and main clauses, and pieces without a verb."""
        text = self._text
        first = _FIRST_WORD_RE.match(text, low, high)
        word = first[1] if first else ""
        odd = not word.isascii()  # has a capital that may not lower as the expressions take it
        if (odd or word.lower() in _SUBORDINATE_WORDS) and (
            (_SUBORDINATE_RE.match(text, low, high) and self._has_verb(low, high)) or _INFINITIVE_RE.match(text, low, high)
        ):
            return "sub"
        if sign in _INSERTING_SIGNS and sign != ")":
            if word in _OBLIQUE_WORDS and _OBLIQUE_RELATIVE_RE.match(text, low, high):
                return "oblique"
            if word not in _RELATIVE_WORDS:
                return "main" if self._has_verb(low, high) else "none"
            second = _VERB_SECOND_RE.match(text, low, high)
            if second and second.start(1) in self._verbs:
                return "main"
            if (
                _RELATIVE_RE.match(text, low, high)
                and not self._starts_phrase(low)
                and self._has_verb(low, high)
                and not _EARLY_AUXILIARY_RE.match(text, low, high)
            ):
                return "relative"
            if _RELATIVE_NOUN_RE.match(text, low, high) and not self._starts_phrase(low) and self._verb_last(low, high):
                return "relative"
        return "main" if self._has_verb(low, high) else "none"

    def _starts_phrase(self, low: int) -> bool:
        """Say whether a body's noun phrase begins a piece: "die Agentur …" is no relative clause."""
        return any(begin - 2 <= low < stop for begin, stop in self._covers)

    def _verb_last(self, low: int, high: int) -> bool:
        """Say whether the last word of a piece is a verb."""
        at = bisect_left(self._verbs, high) - 1
        return (
            at >= 0
            and self._verbs[at] >= max(low, high - _LAST_WORD_CHARS)
            and _ONE_WORD_RE.fullmatch(self._text, self._verbs[at], high) is not None
        )

    def _resumes(self, low: int) -> bool:
        """Say whether a piece begins with a finite verb, and so goes on with the clause before the inserted one."""
        match = _FIRST_WORD_RE.match(self._text, low, self._end)
        if match is None or not match[1][0].islower() or match.start(1) not in self._verbs:
            return False
        if _FRESH_RE.match(self._text, low, self._end):
            return False
        quoted = self._text[max(0, low - 3) : low].rstrip(", ")[-1:] in _CLOSING_QUOTES
        return not (quoted and _SAID_RE.match(self._text, low, self._end))


_TOWN_TAIL_RE = shape(
    r"(?:\s*\([^()]{1,60}\)|\s+(?:aus|in|mit Sitz in|bei|an der|am)\s+[A-ZÄÖÜ][\wäöüß/-]+(?:\s[A-ZÄÖÜ(][\w)]+)?)?(?:\s+[a-zäöü]+){0,2}\s*[,–—-]\s*"
)


def _find_antecedent(text: str, clause: Clause, groups: Sequence[Group]) -> None:
    """Find the body a relative clause speaks of: the last one before its comma."""
    if clause.kind != "relative":
        return
    if clause.before is not None:
        clause.antecedent = clause.before.antecedent
        return
    for group in reversed(groups):
        if group.end <= clause.start:
            if _TOWN_TAIL_RE.fullmatch(text, group.end, clause.start):
                clause.antecedent = _nearest(text, clause, group)
            return


def _nearest(text: str, clause: Clause, group: Group) -> Group:
    """Choose between a person and the body named behind: "Leiterin der Muster GmbH, die …" speaks of the body, "…, der" of him."""
    body = group.members[-1].organisation
    if body is None or body.bracket_end != group.end:
        return group
    masculine = text[clause.start :].lstrip()[:3] == "der"
    return Group([body]) if is_masculine(body) == masculine else group


def find_subject(clause: Clause, text: str, *, after: int = -1) -> Group | None:
    """Find the subject of a clause: the antecedent, a nominative of its own, or that of the clause it is joined to.

    ``after``: a position that the subject must follow, where "nicht A, sondern B" rules out what stands before.
    """
    here: Clause | None = clause
    for _ in range(_JOINED_CLAUSES):
        if here is None:
            return None
        if here.antecedent is not None:
            return here.antecedent
        free = [group for group in here.groups if is_nominative(group) and group.start >= after]
        if free:
            return free[0]
        here, after = here.before, -1
    return None
