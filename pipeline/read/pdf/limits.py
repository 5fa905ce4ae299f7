"""How much of a PDF is read: every figure has a reason, and none is taken from the file itself."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bound the work on one file.

    ``pages``, ``characters``: what stands after them is not read. ``unfolded``: bytes that packed streams may grow to.
    ``memory``: what the process may take above its size at the start. ``seconds``: of the clock, for one file.
    """

    pages: int = 2_000
    characters: int = 2_000_000
    unfolded: int = 256 * _MEGABYTE
    memory: int = 700 * _MEGABYTE
    seconds: float = 60.0
    #: drawn things and links that are looked at on one page: rules of tables, coloured grounds
    shapes: int = 3_000
    links: int = 2_000


LIMITS = Limits()
