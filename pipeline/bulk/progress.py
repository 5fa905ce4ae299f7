"""Shows how far a batch is: a bar where a person watches, else a line now and then."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.bulk.shapes import Receipt
from pipeline.console import say

if TYPE_CHECKING:
    from rich.progress import Progress

_LINE_SECONDS = 30.0
#: the rate is that of about the last so many seconds: a machine may get busy with other things
_MEMORY_SECONDS = 60.0
_HOUR, _MINUTE = 3600, 60


class Meter:
    """Count what is done, at what rate, and what time is left; the time goes by the bytes of input.

    What an earlier run had done counts as done, but not for the rate.
    """

    def __init__(self, clock: float) -> None:
        self.documents = self.failed = self.weight = 0
        self.total: int | None = None
        self._begun = clock
        self._new_documents = self._new_weight = 0
        self._marks = [(clock, 0, 0)]

    def earlier(self, receipt: Receipt) -> None:
        """Count what was done before."""
        self.documents += receipt.documents
        self.failed += receipt.failed
        self.weight += receipt.weight

    def add(self, receipt: Receipt, clock: float) -> None:
        """Count what is done now."""
        self.earlier(receipt)
        self._new_documents += receipt.documents + receipt.failed
        self._new_weight += receipt.weight
        self._marks.append((clock, self._new_documents, self._new_weight))
        while len(self._marks) > 2 and self._marks[1][0] < clock - _MEMORY_SECONDS:  # noqa: PLR2004 - a stretch has two ends
            self._marks.pop(0)

    def rate(self, clock: float) -> float | None:
        """Give documents a second, lately."""
        since, before, _ = self._marks[0]
        done = self._new_documents - before
        return done / (clock - since) if done and clock > since else None

    def whole(self, clock: float) -> str:
        """Say what the whole run took, and at what rate; empty where it had nothing to do."""
        spent = clock - self._begun
        return f"{clock_time(spent)}, {_rate(self._new_documents / spent)}" if self._new_documents and spent > 0 else ""

    def left(self, clock: float) -> float | None:
        """Give the seconds that are left at this rate."""
        since, _, before = self._marks[0]
        done = self._new_weight - before
        if self.total is None or not done or clock <= since:
            return None
        return max(0, self.total - self.weight) * (clock - since) / done

    def line(self, clock: float) -> str:
        """Say it in one line.

        >>> meter = Meter(0)
        >>> meter.total = 4000
        >>> meter.add(Receipt(0, "", documents=500, failed=1, weight=1000), 2)
        >>> meter.line(2)
        '500 documents, 250/s, 0:00:06 left, 1 failed'
        """
        rate, left = self.rate(clock), self.left(clock)
        parts = [f"{self.documents:,} document{'' if self.documents == 1 else 's'}"]
        parts += [_rate(rate)] if rate else []
        parts += [f"{clock_time(left)} left"] if left is not None else []
        parts += [f"{self.failed:,} failed"] if self.failed else []
        return ", ".join(parts)


def _rate(rate: float) -> str:
    return f"{rate:,.0f}/s" if rate >= 10 else f"{rate:,.1f}/s"  # noqa: PLR2004 - digits enough


def clock_time(seconds: float) -> str:
    """Write seconds as a clock does.

    >>> clock_time(3_725), clock_time(200_000)
    ('1:02:05', '55:33:20')
    """
    whole = round(seconds)
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"


class Watcher:
    """Show a meter to whoever is there."""

    def __init__(self, meter: Meter, bar: "Progress | None") -> None:
        self.meter = meter
        self._bar = bar
        self._task: Any = bar.add_task("beginning", total=None) if bar else None
        self._said = time.monotonic()

    def show(self) -> None:
        """Show how it stands now."""
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, total=self.meter.total, completed=self.meter.weight, description=self.meter.line(now))
        elif now - self._said >= _LINE_SECONDS:
            self._said = now
            say(self.meter.line(now))


@contextmanager
def watching() -> Iterator[Watcher]:
    """Show progress on standard error while the block runs."""
    meter = Meter(time.monotonic())
    if sys.stderr is None or not sys.stderr.isatty():
        yield Watcher(meter, None)
        return
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn  # noqa: PLC0415

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Watcher(meter, bar)
