"""Keeps the way back to the raw text while one repair after the other changes the characters."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.document import Repair
from schemas.offsets import OffsetMap


class Edit(NamedTuple):
    """Replace characters of the text as it stands before the repair, at least one. Unit: code points, half-open."""

    start: int
    end: int
    new: str


class _Piece(NamedTuple):
    """A stretch of raw characters and how many clean ones it became; ``kept`` stretches advance one by one."""

    raw: int
    clean: int
    kept: bool


class Draft:
    """Apply edits to a text and remember where every character came from.

    >>> draft = Draft("Klima\u00adschutz")
    >>> draft.apply("soft-hyphen", [Edit(5, 6, "")])
    >>> draft.text, draft.finish().to_raw(0, 11)
    ('Klimaschutz', (0, 12))
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw
        self.repairs: list[Repair] = []
        self._pieces: list[_Piece] = [_Piece(len(raw), len(raw), kept=True)]

    def apply(self, name: str, edits: Sequence[Edit]) -> None:
        """Make one repair's edits: in text order, not overlapping, each changing something."""
        if not edits:
            return
        self._record(name, edits)
        out: list[str] = []
        done = 0
        for start, end, new in edits:
            out.append(self.text[done:start])
            out.append(new)
            done = end
        out.append(self.text[done:])
        self.text = "".join(out)
        moving = [edit for edit in edits if edit.end - edit.start != len(edit.new)]
        if moving:
            self._pieces = _compose(self._pieces, moving)

    def _record(self, name: str, edits: Iterable[Edit]) -> None:
        """Note each edit at its raw characters."""
        offsets = self.finish()
        for start, end, new in edits:
            first, last = offsets.to_raw(start, end)
            self.repairs.append(Repair(name, first, last, self.raw[first:last], new))

    def finish(self) -> OffsetMap:
        """Build the map from the text as it stands now to the raw text."""
        runs: list[tuple[int, int]] = []
        whole: set[int] = set()
        clean = raw = 0
        goes_on = False  # whether the piece before was kept, so that a kept one continues its run
        for piece in self._pieces:
            if piece.clean and not piece.kept:
                whole.add(len(runs))
            if not (piece.kept and goes_on) and (piece.clean or (runs and len(runs) - 1 in whole)):
                # characters removed right behind a whole run get a run without length, or they would belong to it
                runs.append((clean, raw))
            goes_on = piece.kept
            clean += piece.clean
            raw += piece.raw
        if not runs or runs[0] != (0, 0):
            runs.insert(0, (0, 0))
            whole = {run + 1 for run in whole}
        return OffsetMap(tuple(run[0] for run in runs), tuple(run[1] for run in runs), clean, raw, frozenset(whole))


def _compose(pieces: Sequence[_Piece], edits: Sequence[Edit]) -> list[_Piece]:
    """Cut the pieces at the edits, in one pass over both; a changed piece that an edit touches is swallowed whole."""
    result: list[_Piece] = []
    queue = deque(pieces)
    at = 0  # clean position up to which pieces are in the result
    for start, end, new in edits:
        while queue and at + queue[0].clean <= start:
            at += queue[0].clean
            result.append(queue.popleft())
        raw, clean = 0, len(new)
        if start < at:  # the edit before swallowed a changed piece that this one begins in
            before = result.pop()
            raw, clean = before.raw, clean + before.clean - (min(at, end) - start)
        elif at < start and queue[0].kept:
            _split(queue, start - at, result)
            at = start
        elif at < start:
            clean += start - at
        while queue and at < end:
            if queue[0].kept and at + queue[0].clean > end:
                raw += end - at
                _split(queue, end - at, None)
                at = end
            else:
                piece = queue.popleft()
                raw += piece.raw
                at += piece.clean
                clean += max(at - end, 0)
        result.append(_Piece(raw, clean, kept=False))
    result.extend(queue)
    return result


def _split(queue: "deque[_Piece]", size: int, result: list[_Piece] | None) -> None:
    """Cut the first characters off the first piece, a kept one, and move them to the result if there is one."""
    piece = queue.popleft()
    queue.appendleft(_Piece(piece.raw - size, piece.clean - size, kept=True))
    if result is not None:
        result.append(_Piece(size, size, kept=True))
