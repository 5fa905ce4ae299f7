"""Lets a place that acts together with members be one: "Lage gemeinsam mit den Städten A und B"."""

from collections.abc import Sequence

from pipeline.assemble.members.cues import clause_of
from pipeline.assemble.members.runs import Run, begin_of
from pipeline.assemble.view import View
from pipeline.shapes import shape

#: beside a run so sure, another may be a companion
SURE = 0.74
_JOINT_CHARS = 90
#: what stands between members and their companions: "A und B bilden seit Mai mit C ein Netz"
_WITH_GAP_RE = shape(r"[^,;:.!?()\n]{0,60}\smit\s(?:(?:der|dem|den)\s)?")
#: "Blomberg und die weiteren Mitglieder A und B", "die Stadt A und ihre Nachbarn B und C"; a noun for members closes it
_AND_THEIR_RE = shape(r"\s(?:und|sowie|mit|samt)\s(?:die|den|der|ihre[nr]?|seine[nr]?|deren|dessen)\s(?:[\w-]+\s){0,3}")
_NEIGHBOURS_RE = shape(r"(?<!\w)(?:Nachbar\w*|Umland\w*|Mitstreite\w*|Partner\w*)\s$")
_AS_RE = shape(r"\s+als\s")
_VERB_CHARS = 40
_NO_WORD = "no word of membership near it"


def join_companions(view: View, runs: Sequence[Run]) -> None:
    """Let a place that acts "gemeinsam mit" members be one: "Lage engagiert sich gemeinsam mit den Städten A und B im Netzwerk"."""
    sure = [run for run in runs if run.confidence >= SURE]
    for run in runs:
        if (
            run.confidence > 0.3  # noqa: PLR2004 - has some reason of its own
            or (run.rule == "participants.refused" and run.reason != _NO_WORD)
            or (run.mentions[0].label != "place" and run.before != "neben")
        ):
            continue
        partner = next((other for other in sure if _act_together(view, run, other)), None)
        if partner is not None:
            run.accept(min(partner.confidence, 0.86), "companion", partner.cue)


def _act_together(view: View, run: Run, other: Run) -> bool:
    """Say whether "gemeinsam mit" stands between two runs of one clause, or right before the first."""
    first, second = sorted((run, other), key=lambda item: item.start)
    if (
        second.start - first.end > _JOINT_CHARS
        or clause_of(view.text, second.start, second.end, first.end, second.end)[0] != first.end
    ):
        return False
    if first.before in {"neben", "außer"} and second is other and not _AS_RE.match(view.text, first.end):
        return True
    if second.before == "mit" and _WITH_GAP_RE.fullmatch(view.text, first.end, begin_of(second.mentions[0])):
        verbs = view.hits("participant_cues", max(0, first.start - _VERB_CHARS), second.start)
        return any(hit.entry.kind in {"joins", "parted"} for hit in verbs)
    begin = begin_of(second.mentions[0])
    if _AND_THEIR_RE.fullmatch(view.text, first.end, begin) and (
        _NEIGHBOURS_RE.search(view.text, first.end, begin)
        or any(hit.end + 1 == begin for hit in view.hits("member_nouns", first.end, begin))
    ):
        return True
    joints = [hit for hit in view.hits("participant_cues", first.start - 24, second.start) if hit.entry.id == "gemeinsam-mit"]
    return any(hit.start >= first.end or first.start - 6 < hit.end <= first.start for hit in joints)
