"""Point place names at their official keys, all names of an announcement together.

A name alone is often worth little: eleven municipalities are called Neuenkirchen. What decides is, in this order: the type
the text gives it (Kreis, Stadt), an addition in brackets, the district, state or region the text names, and its neighbours:
the members of one network lie close together. Size decides nothing, it only breaks ties weakly. Where the best candidate is
not clearly ahead, there is no answer but candidates.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.gazetteer import DISTRICT_KEY_CHARS, Gazetteer, Place
from pipeline.link.place_fit import PlaceContext, fit_addition, fit_context, fit_kind, fit_name, fit_time, wanted_kind
from pipeline.shapes import shape
from schemas.layer import layer

__all__ = ["PlaceContext", "PlaceQuery", "Resolution", "resolve", "suggest"]

#: a place is taken when it holds this share of the joint score
_SURE_SHARE = 0.7
#: ... or half of it and this many times the second's: eleven homonyms, each with a little, do not make a doubt
_CLEAR_LEAD = 6.0
#: below this fit of name, type and context an answer is less sure, even as the only one
_POOREST_FIT = 0.5
_MAX_CANDIDATES = 5
#: beyond this distance neighbours say nothing for each other. Unit: kilometres
_NEAR_KM = 60.0
_ROUNDS = 2
#: how many members of a list speak for one of them; of more, so many spread evenly over the list
_MAX_NEIGHBOURS = 100

_TYPE_WORD_RE = shape(
    r"(?P<form>(?:Land)?[Kk]reis(?:es)?|(?:[A-ZÄÖÜ][\w-]*)?[Ss]tadt|(?:[A-ZÄÖÜ]\w*)?[Gg]emeinde|Markt|Flecken|Städteregion|Region)"
    r"\s+(?P<name>[A-ZÄÖÜ].*)"
)
_QUALIFIED_RE = shape(r"(?P<name>[^(/,]+?)\s*(?:\((?P<bracket>[^)]+)\)|/\s*(?P<slash>[^/]+)|,\s*(?P<comma>.+))")


@layer(frozen=True, slots=True)
class PlaceQuery:
    """Ask for one place: its name as it stands, the type word if there is one, and the member list it belongs to.

    ``form`` is singular ("Stadt", "Kreis"). Queries of one list share ``group``. ``kind_hint``: municipality or district.
    """

    surface: str
    form: str | None = None
    group: int = 0
    kind_hint: str | None = None


@layer(frozen=True, slots=True)
class Resolution:
    """Answer one query: the place or None, what it may be with the share of the score, and why.

    Shape: ``candidates`` best first, at most five, shares sum to at most one.
    ``reason``: what decided (only, form, context, name, neighbours), or why there is no place (ambiguous; unknown; unfit: no
    place of that name has that type; association: a Samtgemeinde has no key of its own; abolished, which may go with a place).
    """

    place: Place | None
    candidates: tuple[tuple[Place, float], ...]
    confidence: float
    reason: str


@dataclass(slots=True)
class _Option:
    """One place that a query may mean, with its own fit and what the neighbours add."""

    place: Place
    fit: float
    share: float = 0.0


@dataclass(slots=True)
class _Question:
    """A query on its way to an answer."""

    query: PlaceQuery
    options: list[_Option] = field(default_factory=list)
    spoken: bool = False
    is_association: bool = False


#: what one member says for a place: each of its options, and how close that is
_Voice = list[tuple[_Option, float]]


def resolve(queries: Sequence[PlaceQuery], context: PlaceContext, gazetteer: Gazetteer) -> list[Resolution]:
    """Resolve all names of an announcement jointly.

    Shape: one resolution a query, in their order.

    >>> from pipeline.gazetteer import load_gazetteer
    >>> table = load_gazetteer()
    >>> lists = [PlaceQuery("Lichtenau", "Stadt"), PlaceQuery("Borchen"), PlaceQuery("Paderborn", "Kreis")]
    >>> [found.place.ags for found in resolve(lists, PlaceContext(), table)]
    ['05774028', '05774012', '05774']
    >>> resolve([PlaceQuery("Neuenkirchen")], PlaceContext(), table)[0].place is None
    True
    """
    asked: dict[tuple[str, str | None, str | None], _Question] = {}
    known: dict[tuple[int, str, str | None, str | None], _Question] = {}
    questions = []
    groups: dict[int, list[_Question]] = {}
    for query in queries:
        surface, form, group, hint = query.surface, query.form, query.group, query.kind_hint
        question = known.get((group, surface, form, hint))
        if question is None:
            first = asked.get((surface, form, hint))
            if first is None:
                question = asked[surface, form, hint] = _ask(query, context, gazetteer)
            else:  # another list has other neighbours
                options = [_Option(option.place, option.fit, option.share) for option in first.options]
                question = _Question(query, options, first.spoken, first.is_association)
            known[group, surface, form, hint] = question
        questions.append(question)
        groups.setdefault(group, []).append(question)
    for members in groups.values():
        _weigh_neighbours(members, gazetteer)
    answers = {id(question): _answer(question, context) for question in known.values()}
    return [answers[id(question)] for question in questions]


def _ask(query: PlaceQuery, context: PlaceContext, gazetteer: Gazetteer) -> _Question:
    """Collect what a query may mean, with the fit of name, type and context."""
    surface, form = query.surface.strip(), query.form
    match = None if gazetteer.named(surface) else _TYPE_WORD_RE.fullmatch(surface)
    if match:
        surface, form = match["name"], form or match["form"]
    kind = wanted_kind(form, query.kind_hint)
    if kind == "association" and gazetteer.named(f"{form} {surface}"):
        # "Amt Neuhaus" is a municipality's whole name
        surface, form, kind = f"{form} {surface}", None, "municipality"
    question = _Question(query, is_association=kind == "association")
    places, addition = _find(surface, gazetteer) if not question.is_association else ((), None)
    for place in places:
        fit = fit_name(place, surface) * fit_kind(place, kind, form) * fit_time(place, context)
        question.options.append(_Option(place, fit * fit_context(place, context) * fit_addition(place, addition, gazetteer)))
    question.spoken = bool(context.states or context.districts or context.region_states or addition)
    _share(question)
    return question


def _find(surface: str, gazetteer: Gazetteer) -> tuple[tuple[Place, ...], str | None]:
    """Find the places of a name, and the addition that is no part of a known name."""
    places = gazetteer.named(surface)
    match = None if places else _QUALIFIED_RE.fullmatch(surface)
    if match is None:
        return places, None
    return gazetteer.named(match["name"].strip()), (match["bracket"] or match["slash"] or match["comma"]).strip()


def _share(question: _Question) -> None:
    """Turn scores into shares of one."""
    options = question.options
    total = sum([option.fit for option in options])
    for option in options:
        option.share = option.fit / total if total else 0.0


def _weigh_neighbours(group: Sequence[_Question], gazetteer: Gazetteer) -> None:
    """Let the members of one list vouch for each other, by the share each has so far; a name said again is the same question."""
    # what does not fit at all stays so, whoever stands beside it
    fitting = {id(question): [option for option in question.options if option.fit] for question in group}
    doubtful = {id(question): question for question in group if len(fitting[id(question)]) > 1}
    if not doubtful:
        return  # nobody has a choice to be helped with
    others = [(other.query.surface, fitting[id(other)]) for other in _speakers(group) if other.options]
    asking = [
        (options := fitting[key], _listen(question.query.surface, options, others, gazetteer)) for key, question in doubtful.items()
    ]
    # who speaks for the only name in doubt says the same in every round
    rounds = _ROUNDS if len({question.query.surface for question in doubtful.values()}) > 1 else 1
    for _ in range(rounds):
        gains = [[_support(heard) for heard in voices] for _, voices in asking]
        for (options, _), found in zip(asking, gains, strict=True):
            scores = [option.fit * gain for option, gain in zip(options, found, strict=True)]
            total = sum(scores)
            for option, score in zip(options, scores, strict=True):
                option.share = score / total if total else 0.0


def _speakers(group: Sequence[_Question]) -> Sequence[_Question]:
    """Choose who speaks for the others; a name said again in a very long list adds nothing."""
    if len(group) <= _MAX_NEIGHBOURS:
        return group
    distinct = list({question.query: question for question in group if question.options}.values())
    return distinct[:: -(-len(distinct) // _MAX_NEIGHBOURS) or 1]


def _listen(
    surface: str, options: Sequence[_Option], others: Sequence[tuple[str, list[_Option]]], gazetteer: Gazetteer
) -> list[list[_Voice]]:
    """Give for each option how close it is to what the other members may be; a member of the same name says nothing."""
    speaking = [meant for name, meant in others if name != surface]
    distinct = {id(meant): meant for meant in speaking}
    found = []
    for option in options:
        place = option.place
        voices = {key: [(one, _closeness(place, one.place, gazetteer)) for one in meant] for key, meant in distinct.items()}
        found.append([voices[id(meant)] for meant in speaking])
    return found


def _support(voices: Sequence[_Voice]) -> float:
    """Sum what the other members say for a place, each with its best candidate."""
    if not voices:
        return 1.0
    gains = [
        voice[0][0].share * voice[0][1] if len(voice) == 1 else max([one.share * near for one, near in voice], default=0.0)
        for voice in voices
    ]
    # the mean keeps a long list from outvoting type and context; the logarithm lets ten neighbours say more than one
    return 0.15 + (sum(gains) / len(gains)) * (2 + math.log2(len(gains) + 1))


def _closeness(one: Place, other: Place, gazetteer: Gazetteer) -> float:
    """Measure how close two places are: 1 in one district, falling with distance, a little in one state."""
    if one.ags[:DISTRICT_KEY_CHARS] == other.ags[:DISTRICT_KEY_CHARS]:
        return 1.0
    away = gazetteer.neighbours(one, other)
    near = math.exp(-((away / _NEAR_KM) ** 2)) * 0.9 if away is not None else 0.0
    return max(near, 0.12 if one.state == other.state else 0.0)


def _answer(question: _Question, context: PlaceContext) -> Resolution:
    """Decide, or leave it open with candidates."""
    ranked = [option for option in question.options if option.share > 0]
    if len(ranked) > 1:
        ranked.sort(key=lambda option: (-option.share, option.place.ags))
    candidates = tuple((option.place, round(option.share, 3)) for option in ranked[:_MAX_CANDIDATES])
    if not ranked:
        reason = "association" if question.is_association else "unfit" if question.options else "unknown"
        return Resolution(None, tuple((option.place, 0.0) for option in question.options[:_MAX_CANDIDATES]), 0.0, reason)
    best = ranked[0]
    if not best.place.current:
        return _answer_abolished(best, ranked, candidates, context)
    if not _is_clear(ranked):
        return Resolution(None, candidates, round(best.share, 3), "ambiguous")
    return Resolution(best.place, candidates, _confidence(best, ranked), _reason(question, ranked))


def _answer_abolished(
    best: _Option, ranked: Sequence[_Option], candidates: tuple[tuple[Place, float], ...], context: PlaceContext
) -> Resolution:
    """Take a place that no longer exists only where nothing else is left and the text may be old enough."""
    is_over = bool(best.place.until and context.date and context.date > best.place.until)
    others = {option.place.name for option in ranked[1:] if option.share > 1 - _SURE_SHARE}
    if is_over or best.share < _SURE_SHARE or others:
        return Resolution(None, candidates, round(best.share, 3), "abolished")
    return Resolution(best.place, candidates, round(min(0.7, best.share), 3), "abolished")


def _is_clear(ranked: Sequence[_Option]) -> bool:
    """Say whether the best stands clearly ahead."""
    best = ranked[0].share
    second = ranked[1].share if len(ranked) > 1 else 0.0
    return best >= _SURE_SHARE or (best >= 0.5 and best >= _CLEAR_LEAD * second)  # noqa: PLR2004 - a half


def _confidence(best: _Option, ranked: Sequence[_Option]) -> float:
    """Say how sure an answer is: near its share, less where the name or type fitted poorly."""
    fit = 0.99 if best.fit >= 1.0 else 0.93 if best.fit >= _POOREST_FIT else 0.8
    return round(fit * (best.share if len(ranked) > 1 else 1.0), 3)


def _reason(question: _Question, ranked: Sequence[_Option]) -> str:
    """Name what decided."""
    if len(question.options) == 1:
        return "only"
    if len(ranked) == 1:
        return "form"
    if ranked[0].fit < _SURE_SHARE * sum(option.fit for option in question.options):
        return "neighbours"
    return "context" if question.spoken else "form" if question.query.form else "name"


def suggest(surface: str, context: PlaceContext, gazetteer: Gazetteer) -> list[tuple[Place, float]]:
    """Propose municipalities for a name that is none, as a likely typo; empty unless a name is very near.

    Shape: best first, similarity from 0 to 1, at most five; among equals those that fit the context stand first.

    >>> from pipeline.gazetteer import load_gazetteer
    >>> [place.name for place, _ in suggest("Paderbron", PlaceContext(), load_gazetteer())]
    ['Paderborn']
    >>> suggest("Herford", PlaceContext(), load_gazetteer())
    []
    """
    if gazetteer.named(surface):
        return []
    ranked = [(place, likeness) for place, likeness in gazetteer.similar(surface) if place.kind == "municipality"]
    ranked.sort(key=lambda pair: (-pair[1], -fit_context(pair[0], context), pair[0].ags))
    return ranked[:_MAX_CANDIDATES]
