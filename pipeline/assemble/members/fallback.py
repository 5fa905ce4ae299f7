"""Takes the one list of towns of a text whose sentences have no word of membership: who else should be meant."""

import re
from collections.abc import Mapping, Sequence

from pipeline.assemble.members.runs import AGENT, LIST, LOCATION, Run, count_headed
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape

_CONFIDENCE = 0.72
#: beside such sections a list of towns says nothing of a network
_SECTIONS_OUT = frozenset(["contact", "download", "boilerplate", "links", "partners"])
_SEGMENTS = frozenset(["text", "heading", "item"])
#: why a run was refused that a text without any other list may still mean: the towns wish to join
_OPEN_REASONS = ("no word of membership", "membership is left open ('möchte", "membership is left open ('wolle", "stands in")
#: another noun right before the list is what it belongs to: "die Redaktionen Lage, Lemgo und Detmold"
_NOUN_BEFORE_RE = shape(r"(?<!\w)(?!Die|Das|Der|Den|Auch|Sowohl|Neben|Mit|Für|Nach|Zwischen)[A-ZÄÖÜ][\w-]{3,}[ \u00a0]$")
#: "Kommunen wie A, B und C", "etwa in A, B und C": examples
_EXAMPLES_RE = shape(
    r"(?<!\w)(?:wie|etwa|beispielsweise|zum Beispiel|z\. ?B\.)[ \u00a0](?:(?:die|der|den|das)[ \u00a0])?$", re.IGNORECASE
)
_LEAD_CHARS = 40


def find_unspoken(view: View, scope: Scope, owned: Sequence[tuple[Run, tuple[int, ...]]], floors: Mapping[int, float]) -> list[Run]:
    """Accept the first list of towns for each network that has no member yet; the runs that were let in."""
    served = {index for run, indexes in owned for index in indexes if run.confidence >= floors[index]}
    taken: list[Run] = []
    for draft in scope.drafts:
        if draft.index in served:
            continue
        lists = [run for run, indexes in owned if indexes == (draft.index,) and _may_be_meant(view, run)]
        if lists:
            first = lists[0]
            names = {mention.value.name for mention in first.mentions}
            if all({mention.value.name for mention in other.mentions} & names for other in lists[1:]):
                first.accept(_CONFIDENCE, "only-list")
                taken.append(first)
    return taken


def _may_be_meant(view: View, run: Run) -> bool:
    """Say whether a refused list may name the members: towns, not located, not denied, in the text itself."""
    if run.size < LIST or any(mention.label != "place" for mention in run.mentions) or not run.reason.startswith(_OPEN_REASONS):
        return run.before == "für" and _applied_for(run)
    if not run.sent and (run.before in LOCATION or run.before in AGENT or run.before == "aus"):
        return False
    if view.is_mute(run.start) or view.segment(run.start).kind not in _SEGMENTS or view.section(run.start).kind in _SECTIONS_OUT:
        return False
    if view.segment(run.start).boilerplate is not None:
        return False
    low = max(0, run.start - _LEAD_CHARS)
    return not (_NOUN_BEFORE_RE.search(view.text, low, run.start) and not run.sent) and not _EXAMPLES_RE.search(
        view.text, low, run.start
    )


def _applied_for(run: Run) -> bool:
    """Say whether something is done for a list of typed towns: "Für die Städte A, B und C ist ein Antrag gestellt"."""
    return run.size >= LIST and count_headed(run.mentions) >= LIST - 1 and all(mention.label == "place" for mention in run.mentions)
