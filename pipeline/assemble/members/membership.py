"""Weighs what a sentence says of the places and bodies it names: members, denied, merely located, or nothing."""

import re
from collections.abc import Sequence

from pipeline.assemble.members.against import find_objection
from pipeline.assemble.members.counted import counted_before, hand_down, is_resumed, stands_behind_label
from pipeline.assemble.members.cues import Cue, Cues, clause_of
from pipeline.assemble.members.firms import act_as_firms
from pipeline.assemble.members.runs import AGENT, LIST, LOCATION, Run, count_headed
from pipeline.assemble.members.structure import by_structure, starts_with
from pipeline.assemble.view import View
from pipeline.shapes import shape

_SENT_RE = shape(
    r"(?:[Bb]ürgermeister\w*|Landräte\w*|Vertreter\w*|Abgesandte\w*|Delegierte\w*|Spitzen|Verantwortliche\w*|Oberhäupter\w*|Verwaltungen|Unterschriften|Rathäuser\w*|[Rr]athauschef\w*|[Kk]limaschutzmanager\w*|[Ee]nergiemanager\w*|[Mm]anager\w*|[Bb]eauftragte\w*|Fachleute\w*|Mitarbeite\w*|Kolleg\w*|[Oo]berhäupter\w*|Verwaltungsbeamt\w*|Repräsentant\w*|[Ll]eitungen|Energieteams?|Delegationen|Entsandte\w*|Abordnungen|Bauämter\w*|Räte|Gemeinderäte|Stadträte|Kreistage|Gremien|Stadtverordnetenversammlungen|Gemeindevertretungen|Stadtvertretungen|Räten|Gemeinderäten|Stadträten)[:*/_]?\w*\s+(?:von|vom|aus)\s+(?:der|den|dem)?\s*$"
)
#: the same, said before: "Fünf Bürgermeister unterschrieben: die von A, B und C"
_THOSE_RE = shape(r":\s(?:die|jene|denen)\svon\s(?:den\s|der\s)?$")
_SENT_CHARS = 60
#: what it ends with
_SENT_BY, _SENT_ARTICLES = ("von", "vom", "aus"), ("der", "den", "dem")
_HOLDER_OPENS_RE = shape(
    r"\W*(?:(?:sind|ist|waren|war|werden|wird|bleiben|bleibt|heißen|gehören|gehört|zählen|zählt|wurden|sein|des|im|Netzwerks?|Bündnis(?:ses)?|nun|jetzt|auch|neben|neu|bislang|bisher|zunächst"
    r"|derzeit|aktuell|künftig|damit|somit|also|nämlich|aus|von|der|die|das|den|dem|dieses|diesem|unter|anderem|und|zwar|beiden|alle|zum|zur|haben|sich|konnte[n]?|durfte[n]?|begrüßt\w*|begrüßen|begrüßte\w*|kommt|kommen|kam|kamen|stößt|stoßen|stieß|stießen|trat|traten|tritt|treten|stammt|stammen|noch|ab|sofort|seit|inzwischen|mittlerweile|zurzeit|außerdem|zudem|ebenfalls|weiterhin|wieder|heute|konkret|etwa|sowohl|natürlich|lauten|nennen|es|neben|wir|dort|hier|gern|hinzu|dazu|offiziell|Anfang|an|Beginn)(?:\W+|$)){0,7}"
)
_HOLDER_CLOSES_RE = shape(
    r"\W*(?:\w+\W+){0,2}?(?:sind|ist|waren|war|wird|werden|wurde|wurden|bleibt|bleiben|zählt|zählen|gehört|gehören)\W+(?:\w+\W+){0,5}?$"
)
_LEFT_OUT = frozenset(["contact", "download", "boilerplate", "links", "partners"])
_NEAR_NETWORK = 260
#: "Nach A und B tritt nun auch C bei"
_TOO_RE = shape(
    r"\s(?:ist|sind|hat|haben|tritt|treten|macht|machen|nimmt|nehmen|wird|werden|schließt|kommt|will|wollen)\s(?:[a-zäöüß]+\s){0,3}auch(?!\w)"
)
_ABOUT_RE = shape(r"handelte? (?:es )?sich (?:\w+ ){0,2}um (?:die |den |das )?$")
_OTHER_THAN_RE = shape(
    r"(?:(?:^|(?<!\w))(?:neben|außer|für)\s(?:den|dem|der|die|allen|unseren)|(?<!\bzu)(?<!\bunter)(?<!\bbei)(?<!\bvon)(?<!\bmit)\s[Dd]en)\s$",
    re.IGNORECASE,
)
_ONE_OF_RE = shape(r",?\s(?:selbst\s)?(?:als\s)?eine[rsm]?\s(?:der|von|unter)\s(?:[\w-]+\s){0,3}")
_MAIN_RE = shape(r",\s(?!(?:die|der|das|dem|den|deren|dessen|und|sowie)\s)")
_TOGETHER = frozenset(["gemeinsam mit", "zusammen mit"])
_BY_RE = shape(r"(?<!\w)(?:von|vom|durch)\s[^,;:.]{3,60}$")
_AS_ROLE_RE = shape(r".*(?<!\w)[Aa]ls\s(?:\w+\s)?")
_ROLE_CHARS = 60
_LONG_LIST = 5
#: type words vouch for two
_PAIR = 2
_ELSEWHERE = LOCATION | AGENT | {"aus"}


def judge(view: View, cues: Cues, run: Run, runs: Sequence[Run], stretch: tuple[int, int]) -> None:
    """Weigh what speaks for and against a run, strongest reason first.

    A cue bears on the run in whose gap it stands; one that stands beside no run bears on all of its clause. A bare name of which
    nothing speaks is no member, and nobody asks why not: that is left **pending**, for ``weigh`` where it matters after all.
    """
    run.sent = _is_sent(view.text, max(stretch[0], run.start - _SENT_CHARS), run.start)
    clause = clause_of(view.text, run.start, run.end, *stretch)
    found = cues.within(*clause)
    near = _near(run, runs, found, clause)
    structural = by_structure(view, run, stretch)
    if near or structural or not run.is_bare:
        _weigh(view, cues, run, near, structural, clause, stretch)
    else:
        run.pending = True


def weigh(view: View, cues: Cues, run: Run, stretch: tuple[int, int]) -> None:
    """Weigh a run that was left pending."""
    _weigh(view, cues, run, (), None, clause_of(view.text, run.start, run.end, *stretch), stretch)
    run.pending = False


def _weigh(
    view: View, cues: Cues, run: Run, near: Sequence[Cue], structural: str | None, clause: tuple[int, int], stretch: tuple[int, int]
) -> None:  # fmt: skip
    """Say whether a run is of members: by what its sentence is built like, by the words near it, by what stands around it."""
    against = find_objection(view, cues, run, near, stretch)
    if against:
        run.refuse(against)
        return
    if structural:
        run.accept(0.84, structural)
        return
    count = counted_before(view, run, stretch)
    if count is not None:
        hand_down(view, run, count)
    strong = [cue for cue in near if cue.is_positive and not cue.weak and _reaches(view.text, cue, run)]
    if strong and _may_join(view, run, strong):
        run.accept(0.9 if run.size > 1 else 0.86, strong[0].kind, (strong[0].start, strong[0].end))
        return
    if stands_behind_label(view, run):
        run.accept(0.93, "label")
        return
    if count is not None:
        run.accept(0.9, "counted", (count.start, count.end))
        return
    if not count_headed(run.mentions) and any(mention.label == "organisation" for mention in run.mentions):
        if act_as_firms(view, run, near, stretch):
            run.accept(0.8, "firms-together")
        else:
            run.confidence = 0.0
        return
    if not near and starts_with(view, run, clause):
        run.accept(0.86, "started-with")
        return
    _judge_by_company(view, run, near, stretch)


def _is_sent(text: str, low: int, start: int) -> bool:
    """Say whether those who come or sign are of the run: "Die Bürgermeister von A und B", "die Vertreter aus den Städten A und B"."""
    words = text[low:start].rstrip()
    if words.endswith(_SENT_ARTICLES):
        words = words[:-3].rstrip()
    if not words.endswith(_SENT_BY):
        return False
    return bool(_SENT_RE.search(text, low, start)) or (":" in words and bool(_THOSE_RE.search(text, low, start)))


def _judge_by_company(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> None:
    """Weigh a list without a plain word of membership: by a weak one, by the network beside it, by its length."""
    section = view.section(run.start)
    about = run.before == "um" and _ABOUT_RE.search(view.text, max(0, run.start - 60), run.start)
    located = not run.sent and not about and run.before in _ELSEWHERE
    network = view.has_mention("network", *stretch)
    close = network or view.has_mention("network", max(0, stretch[0] - _NEAR_NETWORK), stretch[0])
    if section.kind not in _LEFT_OUT and close and is_resumed(view, run):
        run.accept(0.82, "resumed")
    elif section.kind in _LEFT_OUT or located:
        run.confidence = 0.3 if run.size > 1 else 0.0
        run.reason = "says where something is" if located else f"stands under a heading of {section.kind}"
    elif section.kind == "participants" and run.start >= section.body and run.size > 1:
        run.accept(0.88, "heading")
    elif run.size > 1 and (weak := _weak(view, run, near, stretch, network=network, close=close)):
        run.accept(0.84 if network else 0.8, weak.kind, (weak.start, weak.end))
    elif any(cue.negative for cue in near):
        run.confidence, run.reason = 0.3, next(cue.negative for cue in near if cue.negative)
    elif run.size >= LIST and network:
        run.accept(0.82, "list-in-sentence")
    elif run.size >= LIST and close and (run.size >= _LONG_LIST or count_headed(run.mentions) >= LIST):
        run.accept(0.76, "list-near-network")
    else:
        run.confidence = 0.3 if run.size > 1 else 0.0


def _weak(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int], *, network: bool, close: bool) -> Cue | None:
    """Give the first word near several places that is enough with the network beside them, or with their type words."""
    for cue in near:
        if not cue.is_positive or (
            cue.surface.lower() in _TOGETHER and _BY_RE.search(view.text, max(stretch[0], cue.start - 70), cue.start)
        ):
            continue
        pair = count_headed(run.mentions) >= _PAIR
        enough = network or (pair and (close or cue.particle is None)) or (close and run.size >= LIST)
        return cue if enough else None
    return None


def _near(run: Run, runs: Sequence[Run], found: Sequence[Cue], clause: tuple[int, int]) -> list[Cue]:
    """Give the cues in the gaps beside a run; all of the clause where none stands there."""
    if not found:
        return []
    low = max((other.end for other in runs if other is not run and other.end <= run.start), default=clause[0])
    high = min((other.start for other in runs if other is not run and other.start >= run.end), default=clause[1])
    found = [cue for cue in found if not (cue.ahead and run.end <= cue.start) and not (cue.closed and cue.closing <= run.start)]
    beside = [
        cue
        for cue in found
        if (
            low <= cue.start < run.start
            or run.end <= cue.start < high
            or run.start <= cue.start < run.end
            or run.end <= cue.closing <= high
        )
    ]
    solid = [cue for cue in beside if not cue.weak]
    return beside if solid else [*beside, *(cue for cue in found if cue not in beside)]


def _reaches(text: str, cue: Cue, run: Run) -> bool:
    """Say whether a noun for members is said of the run: "Mitglieder sind A und B", "A und B sind Mitglieder"; verbs always."""
    if cue.kind != "holder":
        return True
    if cue.end <= run.start and _OTHER_THAN_RE.search(text, max(0, cue.start - 16), cue.start):
        return False  # "neben den Beteiligten auch A", "den Mitgliedern steht A zur Seite"
    if cue.start >= run.end and _ONE_OF_RE.fullmatch(text, run.end, cue.start):
        return True
    if cue.end <= run.start:
        return run.start - cue.end < 90 and bool(_HOLDER_OPENS_RE.fullmatch(text, cue.end, run.start))  # noqa: PLR2004
    return bool(_HOLDER_CLOSES_RE.match(text[run.end : cue.start] + " ")) if cue.start - run.end < 80 else False  # noqa: PLR2004


def _may_join(view: View, run: Run, strong: Sequence[Cue]) -> bool:
    """Say whether the preposition before a run lets it be what the verb speaks of."""
    if run.before in AGENT and not run.sent:
        return False
    if run.before in LOCATION and not (run.before == "nach" and _TOO_RE.match(view.text, run.end)):
        return False
    if run.before == "aus":
        return any(mention.label == "place" and mention.value.kind != "district" for mention in run.mentions) and run.size > 1
    if run.size == 1 and run.mentions[0].label == "organisation" and _works_for_it(view, run, strong):
        return False
    if all(mention.label == "organisation" for mention in run.mentions):
        if run.size == 1 and all(cue.start >= run.end and _MAIN_RE.search(view.text, run.end, cue.start) for cue in strong):
            return False  # "Die A AG gab den Anstoß, nun schlossen sich die Städte zusammen"
        return any(cue.kind in {"joins", "holder"} or cue.end <= run.start for cue in strong)
    return True


def _works_for_it(view: View, run: Run, strong: Sequence[Cue]) -> bool:
    """Say whether a body takes part by the work it does: "Als Berater ist die Muster GmbH beteiligt"."""
    low, high = min(run.start, strong[0].start), max(run.end, strong[0].closing)
    begin = max(low - _ROLE_CHARS, view.sentence(run.start).start)
    return any(
        _AS_ROLE_RE.fullmatch(view.text, max(begin, hit.start - 24), hit.start) for hit in view.hits("role_cues", begin, high)
    )
