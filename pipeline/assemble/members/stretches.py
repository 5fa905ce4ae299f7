"""Puts sentences together that a broken line cut."""

from itertools import pairwise

from pipeline.assemble.view import View
from pipeline.shapes import shape

_CLOSED_RE = shape(r"[.!?:][\"“”»«')\]]*\s*$")
#: no stretch is longer, and no column narrower. Unit: characters
_LONGEST, _COLUMN = 900, 45


def stretch_of(view: View, start: int, end: int) -> tuple[int, int]:
    """Give the sentence around characters, put together where a broken line cut it."""
    first, last = view.sentence_index(start), view.sentence_index(max(start, end - 1))
    sentences = view.sentences
    wrapped = find_wrapped(view)
    if wrapped:
        while first - 1 in wrapped and sentences[last].end - sentences[first - 1].start < _LONGEST:
            first -= 1
        while last in wrapped and sentences[last + 1].end - sentences[first].start < _LONGEST:
            last += 1
    return sentences[first].start, max(sentences[last].end, end)


def find_wrapped(view: View) -> frozenset[int]:
    """Give the numbers of the sentences that the next segment goes on with; found once for a document."""
    found = view.notes.get("wrapped")
    if not isinstance(found, frozenset):
        sentences, segments = view.sentences, view.segments
        found = view.notes["wrapped"] = frozenset(
            number
            for number, (one, two) in enumerate(pairwise(sentences))
            if one.segment != two.segment
            and segments[one.segment].kind == segments[two.segment].kind == "text"
            and _is_wrapped(view.text, one.end, two.start)
        )
    return found


def _is_wrapped(text: str, end: int, start: int) -> bool:
    """Say whether a single line break parts two sentences of different segments, behind a full line without a full stop."""
    between = text[end:start]
    if between.count("\n") != 1 or between.strip():
        return False
    line_start = text.rfind("\n", 0, end) + 1
    return end - line_start > _COLUMN and not _CLOSED_RE.search(text, max(0, end - 6), end)
