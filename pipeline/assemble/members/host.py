"""Finds the town that speaks: "außer uns", "neben unserer Stadt", where letterhead or masthead says who "we" are."""

import re
from collections.abc import Iterator, Sequence

from pipeline.assemble.members.cues import Cues
from pipeline.assemble.members.runs import Run
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

_HEAD_SEGMENTS = 3
_NAMED_RE = shape(r"(?:[ \u00a0]in)?[ \u00a0](?:der[ \u00a0])?")
_OWN_RE = shape(r"unsere?\s\w+", re.IGNORECASE)
_BESIDE_RE = shape(r"(?<!\w)(?:auch|ebenso|sowie)\s$", re.IGNORECASE)
_LINE_REST = 60
_SURE = 0.7
_SELF_RE = shape(r"(?:\bder|\bdie|\bdas|unsere?)[ \u00a0\n]$", re.IGNORECASE)
_HEAD_END_RE = shape(r"\s*(?:$|[|:·•\t\n]|[–-]\s|\s{2})|[ ]?\(")
_CAPITALS_RE = shape(r"(?<!\w)[A-ZÄÖÜ]{3,} [A-ZÄÖÜ]{3}")
_VERB_NEXT_RE = shape(r"[ \u00a0\n](?:selbst[ \u00a0\n])?(?:ist|war|wird|macht|nimmt|tritt|gehört|beteiligt)(?!\w)")


def find_host(view: View, cues: Cues, runs: Sequence[Run]) -> Iterator[Run]:
    """Take the host as a member where the text counts it in.

    The sentence must speak of membership: "Außer uns beteiligen sich A und B", "neben uns in Fritzlar die folgenden Städte",
    "Der Landkreis ist ebenfalls Mitglied" under the district's letterhead.
    """
    for start, end, form in _pointers(view):
        sentence = view.sentence(start)
        found = cues.within(sentence.start, sentence.end)
        if form is None:
            joined = any(cue.is_positive for cue in found) or _goes_on(runs, sentence.start, sentence.end)
        else:
            joined = any(
                cue.is_positive and cue.kind == "joins" and not cue.weak and end <= cue.start < end + _LINE_REST for cue in found
            )
        if not joined or any(cue.negative and not cue.weak for cue in found):
            continue
        host = _named(view, end, _masthead(view)) if form is None else _masthead(view)
        if host is not None and form in {None, host.value.form}:
            run = Run([host], start, end)
            run.accept(0.86, "host")
            yield run
            return


def _pointers(view: View) -> Iterator[tuple[int, int, str | None]]:
    """Give the words that mean the publisher: "außer uns", or a type word without a name."""
    for hit in view.hits("participant_cues"):
        if hit.entry.kind == "host" and not view.is_mute(hit.start) and _points(view, hit):
            yield hit.start, hit.end, None
    for hit in view.hits("form_words"):
        if (
            view.text[hit.end + 1 : hit.end + 2].islower()
            and _VERB_NEXT_RE.match(view.text, hit.end)
            and _SELF_RE.search(view.text, max(0, hit.start - 8), hit.start)
            and not view.is_mute(hit.start)
        ):
            yield hit.start, hit.end, str(hit.entry.value)


def _points(view: View, hit: Hit) -> bool:
    """Say whether a hit means the publisher as one that takes part: "neben uns", "unsere Stadt macht …"; not "für unsere Stadt"."""
    if not _OWN_RE.fullmatch(hit.surface):
        return True
    return bool(_VERB_NEXT_RE.match(view.text, hit.end) or _BESIDE_RE.search(view.text, max(0, hit.start - 10), hit.start))


def _goes_on(runs: Sequence[Run], start: int, end: int) -> bool:
    """Say whether members stand in the sentence, or in a list right below it."""
    return any(run.confidence >= _SURE and start <= run.start < end + _LINE_REST for run in runs)


def _named(view: View, end: int, head: Mention | None) -> Mention | None:
    """Read the name right behind ("neben uns in Fritzlar"), with the type word of the letterhead; else take the letterhead."""
    gap = _NAMED_RE.match(view.text, end)
    named = next(iter(view.mentions("place", gap.end(), gap.end() + 1)), None) if gap else None
    return head if named is None or (head is not None and head.value.name == named.value.name) else named


def _masthead(view: View) -> Mention | None:
    """Read who publishes: the place with a type word that begins one of the first lines, or stands there in capitals."""
    for segment in view.segments[:_HEAD_SEGMENTS]:
        first = next(iter(view.mentions("place", segment.start, segment.start + 4)), None)
        if (
            first is not None
            and first.value.form
            and _HEAD_END_RE.match(view.text, first.end)
            and len(" ".join(view.text[first.end : segment.end].split())) < _LINE_REST
        ):
            return first
    return _in_capitals(view)


def _in_capitals(view: View) -> Mention | None:
    """Find the place that the first lines name in capitals: "NEWSLETTER AMT MUSTERLAND" is the "Amt Musterland" of the text below."""
    head = view.text[: view.segments[min(_HEAD_SEGMENTS, len(view.segments)) - 1].end]
    if not _CAPITALS_RE.search(head):
        return None
    return next(
        (
            place
            for place in view.mentions("place")
            if place.value.form and f"{place.value.form} {place.value.name}".upper() in head
        ),
        None,
    )
