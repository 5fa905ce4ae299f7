"""The way back from cleaned text to the characters that were read."""

from bisect import bisect_right

from schemas.layer import layer


@layer(frozen=True, slots=True)
class OffsetMap:
    """Lead offsets of a cleaned text back to the raw text it came from.

    ``clean`` and ``raw`` hold, in rising order, the positions at which a new run begins: within a run both texts advance
    together. A run whose raw side is longer than its clean side hides removed characters at its end. ``whole`` names runs whose
    characters stand for each other only as a whole (a ligature, mojibake, an umlaut of two marks): any character of one side
    leads to all of the other. Unit: code points.

    >>> shy = OffsetMap(clean=(0, 5), raw=(0, 6), clean_length=9, raw_length=10)  # 'Klima' SHY 'netz'
    >>> shy.to_raw(0, 9), shy.to_raw(0, 5), shy.to_raw(5, 9)
    ((0, 10), (0, 5), (6, 10))
    >>> mojibake = OffsetMap(clean=(0, 1, 2), raw=(0, 1, 3), clean_length=3, raw_length=4, whole=frozenset({1}))  # 'fÃ¼r'
    >>> mojibake.to_raw(0, 2), mojibake.to_raw(1, 2), mojibake.to_clean(2)
    ((0, 3), (1, 3), 1)
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]
    clean_length: int
    raw_length: int
    whole: frozenset[int] = frozenset()

    @classmethod
    def identity(cls, length: int) -> "OffsetMap":
        """Map a text to itself."""
        return cls((0,), (0,), length, length)

    @property
    def is_identity(self) -> bool:
        """Say whether nothing was moved."""
        return len(self.clean) == 1 and self.clean_length == self.raw_length and not self.whole

    def _raw_end(self, run: int) -> int:
        return self.raw[run + 1] if run + 1 < len(self.raw) else self.raw_length

    def _first(self, position: int) -> int:
        """Give the raw position where the character at a clean position begins."""
        run = bisect_right(self.clean, position) - 1
        if run in self.whole:
            return self.raw[run]
        return min(self.raw[run] + position - self.clean[run], self._raw_end(run))

    def _last(self, position: int) -> int:
        """Give the raw position behind the character at a clean position."""
        run = bisect_right(self.clean, position) - 1
        if run in self.whole:
            return self._raw_end(run)
        return min(self.raw[run] + position - self.clean[run] + 1, self._raw_end(run))

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Translate a half-open span; a non-empty span stays non-empty unless its characters were inserted."""
        if self.is_identity:
            return start, end
        first = self._first(start)
        return first, max(self._last(end - 1), first) if end > start else first

    def to_clean(self, position: int) -> int:
        """Translate a raw position to the nearest cleaned position at or before it."""
        if self.is_identity:
            return position
        run = bisect_right(self.raw, position) - 1
        limit = self.clean[run + 1] if run + 1 < len(self.clean) else self.clean_length
        if run in self.whole:
            return self.clean[run] if position < self._raw_end(run) else limit
        return min(self.clean[run] + position - self.raw[run], limit)
