"""Owner of offsets: where characters stand in a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Point at characters of one text.

    Unit: code points, half-open: ``text[start:end]`` is the quote.

    >>> "Stadt Lage"[slice(*Span(6, 10))]
    'Lage'
    """

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Say whether both share at least one character.

        >>> Span(0, 5).overlaps(Span(4, 6)), Span(0, 5).overlaps(Span(5, 6))
        (True, False)
        """
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Say whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end
