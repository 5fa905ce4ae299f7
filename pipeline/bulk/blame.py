"""Decides what it means that a worker was lost: which document is to blame, and when it is left out for good."""

from collections import Counter

from pipeline.bulk.shapes import Chunk, Skip
from pipeline.errors import NetzleseError

#: deaths with the same step in hand until it is left out
TRIES = 2
#: deaths of workers of one chunk with no document in hand until the batch gives up
_MOST_IDLE = 5
_NO_SKIP: Skip = {}


class Blame:
    """Keep count of lost workers; engines of every kind share it, so that the same document is set aside by each.

    A step is blamed at the second death: the first may have been an accident (the system was short of memory, somebody killed it).
    """

    def __init__(self) -> None:
        self._deaths: Counter[tuple[int, int]] = Counter()
        self._skips: dict[int, dict[int, str]] = {}

    def skip(self, number: int) -> Skip:
        """Give the steps of a chunk that are left out; hand it to ``process`` as it is."""
        return dict(self._skips.get(number, _NO_SKIP))

    def lost(self, chunk: Chunk, step: int | None, why: str) -> bool:
        """Note a lost worker and say whether the step it was at is set aside from now on.

        Args:
            chunk: what it had in hand.
            step: the last one it began (``Begin``); None where it had begun none, or is known to have ended the last.
            why: how it ended, without anything that differs from run to run, for the ledger: ``signal 11``, ``more than 120 s``.

        Raises:
            NetzleseError: workers die without a document in hand, again and again.
        """
        self._deaths[chunk.number, -1 if step is None else step] += 1
        if step is None:
            if self._deaths[chunk.number, -1] >= _MOST_IDLE:
                msg = (
                    f"part {chunk.number}: its worker was lost {_MOST_IDLE} times with no document in hand ({why}); "
                    "look at the system's memory and log, then give the same command again: it goes on from here"
                )
                raise NetzleseError(msg)
            return False
        if self._deaths[chunk.number, step] < TRIES:
            return False
        self._skips.setdefault(chunk.number, {})[step] = f"set aside: it ended its worker {TRIES} times ({why})"
        return True

    def settled(self, number: int) -> None:
        """Forget a chunk that has its receipt."""
        self._skips.pop(number, None)
        for key in [key for key in self._deaths if key[0] == number]:
            del self._deaths[key]
