"""Holds spans that do not overlap, so that a new one is compared with its two neighbours instead of with all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Spans:
    """Hold spans in text order.

    >>> spans = Spans([(0, 4), (8, 9)])
    >>> spans.add(4, 8), spans.add(3, 5), spans.holds(1, 4)
    (True, False, True)
    """

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1] if self._ends else end))

    def add(self, start: int, end: int) -> bool:
        """Take a span in, unless it overlaps one that is held; say whether it was taken."""
        at = bisect_left(self._starts, end)
        if at and self._ends[at - 1] > start:
            return False
        at = bisect_right(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True

    def holds(self, start: int, end: int) -> bool:
        """Say whether a stretch lies within one of the spans."""
        at = bisect_right(self._starts, start)
        return bool(at) and end <= self._ends[at - 1]
