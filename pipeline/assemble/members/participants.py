"""Decides which places and bodies are members, by list, label, heading and verb; everything else stays a place."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import attrgetter

from pipeline.assemble.members.candidates import candidates_of
from pipeline.assemble.members.companions import SURE, join_companions
from pipeline.assemble.members.cues import POSITIVE, Cues
from pipeline.assemble.members.enumerations import counts_firms, find_resuming, read_enumeration
from pipeline.assemble.members.fallback import find_unspoken
from pipeline.assemble.members.firms import read_firms
from pipeline.assemble.members.former import find_departures
from pipeline.assemble.members.host import find_host
from pipeline.assemble.members.inheritance import inherit
from pipeline.assemble.members.lists import find_listed
from pipeline.assemble.members.membership import judge, weigh
from pipeline.assemble.members.owners import owners_of
from pipeline.assemble.members.runs import Run, find_runs
from pipeline.assemble.members.stretches import find_wrapped, stretch_of
from pipeline.assemble.members.structure import fronted_end
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

_KINDS = frozenset(["municipality", "district", "municipal_association"])
#: what a run must reach, and must reach beside a list that the layout announces
_FLOOR, _FLOOR_BESIDE_LIST = 0.7, 0.84
_SURE = 0.92
_LIST = 3
#: "Als einziger Landkreis gehört Mittelsachsen dazu"
_LONE_RE = shape(r"(?<!\w)(?:einziger|erster|zweiter|weiterer)\s(Landkreis|Kreis)\s(?:[a-zäöüß]+\s){1,3}\Z")
#: how far before its sentence the network may stand that a list is read for. Unit: characters
_NEAR_CHARS = 260


def read_participants(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network its members.

    A list under a heading or behind a label is surest; a list with a verb of membership comes next; a single place needs
    such a verb. A place where something happens, someone works or a body sits is no member.
    """
    cues = Cues(view)
    listed = list(find_listed(view, cues))
    runs = [*listed, *_spoken(view, cues, listed)]
    runs.extend(find_host(view, cues, runs))
    floors = _floors(scope, runs)
    owned = [(run, owners_of(view, scope, run)) for run in sorted(runs, key=attrgetter("start"))]
    find_unspoken(view, scope, owned, floors)
    taken = ((run, [index for index in indexes if run.confidence >= floors[index]]) for run, indexes in owned)
    departures = find_departures(view, taken)
    for run, indexes in owned:
        if run.confidence >= _FLOOR and run.cue is None:
            run.cue = _find_cue(view, run)
        for index in indexes:
            if run.confidence < floors[index]:
                _refuse(ledger, run, index)
            else:
                _take(view, scope, ledger, run, index, departures)
    for run in runs:
        if run.inherited is not None and run.confidence >= _FLOOR:
            inherit(scope, run.inherited)


def _spoken(view: View, cues: Cues, listed: Sequence[Run]) -> Iterator[Run]:
    """Read the sentences that no list covers."""
    covered = _Covered([(mention.start, mention.end) for run in listed for mention in run.mentions])
    counted = counts_firms(view)
    for stretch in _worth_reading(view, cues, counted=counted):
        enumerated = read_enumeration(view, cues, stretch, counted=counted)
        if enumerated is not None and enumerated.start not in covered:
            covered = _Covered([*covered.spans, (enumerated.start, enumerated.end)])
            yield enumerated
        runs = find_runs(view, *stretch)
        if runs and covered.spans:
            runs = [run for run in runs if run.mentions[0].start not in covered]
        for run in runs:
            judge(view, cues, run, runs, stretch)
        if len(runs) > 1 and any(run.confidence >= SURE for run in runs):
            for run in runs:
                if run.pending:
                    weigh(view, cues, run, stretch)
            join_companions(view, runs)
        yield from runs
        for firm in read_firms(view, cues, runs, stretch):
            single = Run([firm], firm.start, firm.end)
            judge(view, cues, single, [*runs, single], stretch)
            yield single


class _Covered:
    """Hold what a list has taken, so that no sentence reads it again."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self._starts = [start for start, _ in self.spans]
        self._reach = list(accumulate((end for _, end in self.spans), max))

    def __contains__(self, position: int) -> bool:
        number = bisect_right(self._starts, position) - 1
        return number >= 0 and self._reach[number] > position


def _worth_reading(view: View, cues: Cues, *, counted: bool) -> Iterator[tuple[int, int]]:
    """Give the sentences that may name members: with a place, a body, a word that opens a list, a colon, a number of firms."""
    text = view.text
    wrapped = find_wrapped(view)
    marks = [*candidates_of(view).starts, *cues.openings]
    if counted:
        marks += [count.start for count in view.mentions("count")]
        marks += find_resuming(text)
    marks.sort()
    done = -1
    for sentence in view.live_sentences:
        start, end = sentence.start, sentence.end
        if start < done or view.segments[sentence.segment].kind == "row":
            continue
        stretch = stretch_of(view, start, end) if wrapped else (start, end)
        start, done = stretch
        number = bisect_left(marks, start)
        marked = number < len(marks) and marks[number] < done
        if marked or text.find(":", start, done) >= 0 or fronted_end(view, stretch) is not None:
            yield stretch


def _floors(scope: Scope, runs: Sequence[Run]) -> dict[int, float]:
    """Give what a run must reach in each network: beside a sure list a weak reason is not enough."""
    best: dict[int, float] = defaultdict(float)
    for run in runs:
        if run.size >= _LIST:
            for index in scope.of(run.start):
                best[index] = max(best[index], run.confidence)
    return defaultdict(lambda: _FLOOR, {index: _FLOOR_BESIDE_LIST for index, value in best.items() if value >= _SURE})


def _find_cue(view: View, run: Run) -> tuple[int, int] | None:
    """Give what speaks for members that no single word of membership has read: the heading above, a word or the network beside them."""
    section = view.section(run.start)
    if section.kind == "participants" and section.start < section.heading_end <= run.start:
        return section.start, section.heading_end
    low, high = view.sentence(run.start).start, view.sentence(run.end - 1).end
    for name, kinds in (("participant_cues", POSITIVE), ("event_cues", None), ("member_nouns", None)):
        found = view.nearest_hit(name, run.start, run.end, low, high, kinds)
        if found is not None:
            return found
    before = view.mentions("network", max(0, low - _NEAR_CHARS), high)
    return min(
        ((item.start, item.end) for item in before), key=lambda span: max(run.start - span[1], span[0] - run.end), default=None
    )


def _refuse(ledger: Ledger, run: Run, index: int) -> None:
    """Keep what was no member, where a reader may ask why."""
    for mention in run.mentions:
        if (
            run.confidence > 0
            or run.size > 1
            or (mention.label == "place" and (mention.value.form or mention.value.kind != "municipality"))
        ):
            claim = max(run.confidence, mention.confidence / 2)
            ledger.refuse("participants", mention.start, mention.end, mention.text, run.rule, run.reason, index, claim=claim)


def _take(view: View, scope: Scope, ledger: Ledger, run: Run, index: int, departures: Mapping[tuple[int, int], int]) -> None:
    """Add the members of a run, save those that have left."""
    for mention in run.mentions:
        year = departures.get((index, mention.start))
        if year is None:
            _add(view, scope, index, mention, run)
        else:
            reason = f"took part only until {year}"
            ledger.refuse("participants", mention.start, mention.end, mention.text, "participants.refused", reason, index)


def _typed_elsewhere(view: View, mention: Mention) -> Mention:
    """Give a bare name that no municipality has the district of that name: "Als einziger Landkreis gehört Mittelsachsen dazu"."""
    if mention.label != "place" or mention.value.form or mention.value.kind != "municipality":
        return mention
    typed = _districts(view).get(mention.value.name)
    if typed is not None:
        extra = {**mention.extra, "resolution": typed.extra.get("resolution")}
        return replace(mention, value=typed.value, entity=typed.entity, extra=extra)
    lone = _LONE_RE.search(view.text, view.sentence(mention.start).start, mention.start)
    return replace(mention, value=replace(mention.value, form=lone[1], kind="district")) if lone else mention


def _districts(view: View) -> dict[str, Mention]:
    """Give the districts that the text names with their type word, by name; found when first asked for."""
    known = view.notes.get("districts")
    if isinstance(known, dict):
        return known
    found: dict[str, Mention] = {}
    for item in view.mentions("place"):
        if item.value.kind == "district" and item.value.form:
            found.setdefault(item.value.name, item)
    view.notes["districts"] = found
    return found


def _add(view: View, scope: Scope, index: int, mention: Mention, run: Run) -> None:
    """Add one member, its type word with a trace of its own."""
    draft = scope.drafts[index]
    if not mention.entity:
        mention = _typed_elsewhere(view, mention)
    value = mention.value
    trace = Trace(mention.start, mention.end, run.rule, round(min(run.confidence, 0.5 + mention.confidence / 2), 3), run.cue)
    kind = value.kind if mention.label == "place" and value.kind in _KINDS else "organisation"
    form = value.form if mention.label == "place" else None
    key = (value.name, kind if kind in {"district", "organisation"} else "local")
    present = draft.lists["participants"].get(key) if "participants" in draft.lists else None
    added = draft.add("participants", key, {"name": value.name, "form": form, "kind": kind, "mention": mention}, trace)
    if present is not None and form and not present.value["form"]:
        added.value["form"] = form
        added.value["kind"] = kind
        added.parts["form"] = trace
    head = mention.extra.get("head")
    if head and form and "form" not in added.parts:
        added.parts["form"] = Trace(head[0], head[1], "participants.form", trace.confidence)
