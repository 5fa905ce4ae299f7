"""Finds the town that speaks: "außer uns", "neben unserer Stadt", where letterhead or masthead says who "we" are."""

import re
from collections.abc import Iterator, Sequence

from pipeline.assemble.member_cues import Cues
from pipeline.assemble.member_runs import Run
from pipeline.assemble.view import View
from schemas.mention import Mention

_HEAD_SEGMENTS = 3
_NAMED_RE = re.compile(r"(?:[ \u00a0]in)?[ \u00a0](?:der[ \u00a0])?")
_LINE_REST = 60


def find_host(view: View, cues: Cues, runs: Sequence[Run]) -> Iterator[Run]:
    """Take the host as a member where the text counts it in.

    The sentence must speak of membership: "Außer uns beteiligen sich A und B", "neben uns in Fritzlar die folgenden Städte".
    """
    for hit in view.hits("participant_cues"):
        if hit.entry.kind != "host" or view.is_mute(hit.start):
            continue
        sentence = view.sentence(hit.start)
        found = cues.within(sentence.start, sentence.end)
        joined = any(run.confidence >= 0.7 and sentence.start <= run.start < sentence.end + _LINE_REST for run in runs)  # noqa: PLR2004
        if any(cue.negative and not cue.weak for cue in found) or not (joined or any(cue.is_positive for cue in found)):
            continue
        host = _named(view, hit.end) or _masthead(view)
        if host is not None:
            run = Run([host], hit.start, hit.end)
            run.accept(0.86, "host")
            yield run
            return


def _named(view: View, end: int) -> Mention | None:
    """Read the name right behind: "neben uns in Fritzlar"."""
    gap = _NAMED_RE.match(view.text, end)
    return next(iter(view.mentions("place", gap.end(), gap.end() + 1)), None) if gap else None


def _masthead(view: View) -> Mention | None:
    """Read who publishes: the place with a type word that begins one of the first lines."""
    for segment in view.segments[:_HEAD_SEGMENTS]:
        first = next(iter(view.mentions("place", segment.start, segment.start + 4)), None)
        if first is not None and first.value.form and first.extra.get("size") == 1 and segment.end - first.end < _LINE_REST:
            return first
    return None
