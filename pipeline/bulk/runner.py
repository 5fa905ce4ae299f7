"""Leads a batch: makes the folder ready, leaves out what is done, has an engine do the rest, and closes the books."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.bulk import ledger
from pipeline.bulk.plan import Plan
from pipeline.bulk.progress import Watcher
from pipeline.bulk.shapes import Chunk, Engine, Job, Receipt
from pipeline.bulk.versions import fingerprint, netzlese_version, versions
from pipeline.bulk.walk import check_given
from pipeline.errors import NetzleseError

_MOST_TRACES = 3


@dataclass(slots=True)
class Outcome:
    """Say what came of a batch. ``earlier``: shards that were done before; ``passed_over``: files of no kind that is read."""

    totals: ledger.Totals = field(default_factory=ledger.Totals)
    earlier: int = 0
    passed_over: int = 0


class Batch:
    """Hold one batch; ``outcome`` is true at any moment, also after an interruption.

    Args:
        given: files, folders and patterns as a user types them.
        out: the folder of the results.
        job: how to read and write; its fingerprint is set here.
        again: throw away what an earlier batch left in the folder.
        retry: make shards again in which a document could not be read; what stood in its way may have passed.
        tell: takes one line on what a person should know.
        trace: takes the trace of a defect.
    """

    def __init__(
        self,
        given: Sequence[str],
        out: Path,
        job: Job,
        *,
        again: bool = False,
        retry: bool = False,
        tell: Callable[[str], None],
        trace: Callable[[str], None] = lambda _trace: None,
    ) -> None:
        self.outcome = Outcome()
        self._given = tuple(given)
        self._out = out
        self._job = replace(job, fingerprint=fingerprint())
        self._again = again
        self._retry = retry
        self._tell = tell
        self._trace = trace
        self._traces = self._planned = 0

    def run(self, engine: Engine, watcher: Watcher) -> Outcome:
        """Do what is not done yet.

        Raises:
            SettingsError: sources are missing, the folder is taken or of another batch, an extra is not installed.
            OSError: the folder cannot be written to.
            NetzleseError: what an engine raises.
        """
        check_given(self._given, leave=self._out)
        about = ledger.describe(self._given, self._job, dict(versions()), netzlese_version())
        self._out.mkdir(parents=True, exist_ok=True)
        with ledger.locked(self._out):
            ledger.begin(self._out, about, again=self._again)
            plan = Plan(self._given, self._job, leave=self._out, passed=self._pass_over)
            self._weigh(plan, watcher)

            def on_receipt(receipt: Receipt) -> None:
                self.outcome.totals.add(receipt)
                for trace in receipt.traces[: _MOST_TRACES - self._traces]:
                    self._traces += 1
                    self._trace(trace)
                watcher.meter.add(receipt, time.monotonic())
                watcher.show()

            try:
                engine.run(self._open(plan, watcher), self._out, self._job, on_receipt, tell=self._tell)
            except BaseException:
                ledger.sweep(self._out)
                raise
            self._close(about)
        return self.outcome

    def _open(self, plan: Plan, watcher: Watcher) -> Iterator[Chunk]:
        """Give the chunks that are not done yet."""
        for chunk in plan:
            self._planned += 1
            receipt = ledger.read_receipt(chunk, self._out, self._job)
            if receipt is not None and self._retry and receipt.failed:
                ledger.forget(self._out, chunk.number)
                receipt = None
            if receipt is None:
                yield chunk
                continue
            self.outcome.totals.add(receipt)
            self.outcome.earlier += 1
            watcher.meter.earlier(receipt)

    def _close(self, about: dict[str, Any]) -> None:
        if self.outcome.totals.shards != self._planned:  # an engine lost one: never call that a finished batch
            msg = f"{self._out}: {self._planned - self.outcome.totals.shards} parts have no receipt; give the same command again"
            raise NetzleseError(msg)
        ledger.finish(self._out, about, self._job.form, self.outcome.totals)

    def _weigh(self, plan: Plan, watcher: Watcher) -> None:
        """Add up the input beside the work, for the time left; over a network that may take minutes."""

        def weigh() -> None:
            try:
                watcher.meter.total = plan.weigh()
            except Exception:  # noqa: BLE001 - then there is no time left to tell; what is wrong with a source the plan says
                return

        threading.Thread(target=weigh, daemon=True).start()

    def _pass_over(self, _path: str) -> None:
        self.outcome.passed_over += 1
