"""Has the workers of a Dask cluster carry out chunks: one that is there already, or one of processes on this machine.

What Dask is asked for is little: which workers are there, and one call for each chunk. Results lie in files; a call that is made twice, after a
lost worker or a cut link, gives the same bytes. So whatever breaks, the answer is the same: hand out again what has no receipt yet.
"""

import os
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline.bulk.dask_cluster import Cluster, own_cluster, quiet
from pipeline.bulk.dask_worker import AbsentError, Answer, BlockedError, Order, UnfitError
from pipeline.bulk.hand import WORK, Task
from pipeline.bulk.local import cores
from pipeline.bulk.shapes import TIMEOUT, Chunk, Job, Receipt
from pipeline.errors import NetzleseError, SettingsError

if TYPE_CHECKING:
    from distributed import Future

#: how long the loop sleeps at most
_TICK_SECONDS = 0.5
#: of one chunk: calls that failed for want of a disk or a folder, and rounds of lost workers, until the batch gives up
_MOST_BLOCKED = 5
_MOST_LOST = 5
#: a file in the folder of the shards begins with
_SIGN = ".netzlese-"
_GO_ON = "give the same command again: it goes on from here"


@dataclass(slots=True)
class _Work:
    """Hold a chunk with what befell it so far."""

    order: Order
    blocked: int = 0
    lost: int = 0
    due: float = 0.0


class DaskEngine:
    """Carry out chunks on a cluster; an ``Engine`` of ``shapes``.

    Args:
        scheduler: address of a running one (``tcp://node1:8786``), or the file it wrote with ``--scheduler-file``; None to start a cluster on this machine.
        workers: how many of its own to start; of a running cluster, how many chunks may be in work at once. None for as many as there are cores.
        timeout: seconds that a step of a chunk may take.
        process: what a worker does with a chunk; see ``hand.Task``.
    """

    def __init__(
        self,
        scheduler: str | None = None,
        *,
        workers: int | None = None,
        timeout: float = TIMEOUT,
        process: str = WORK,
    ) -> None:
        self._scheduler = scheduler
        self._workers = workers
        self._timeout = timeout
        self._process = process

    def run(
        self,
        chunks: Iterable[Chunk],
        out: Path,
        job: Job,
        on_receipt: Callable[[Receipt], None],
        *,
        tell: Callable[[str], None],
    ) -> None:
        """Carry out all chunks; see ``Engine.run``."""
        _need_dask()
        chunks = iter(chunks)
        first = next(chunks, None)
        if first is None:  # nobody is needed
            return
        task = Task(out.resolve(), job, self._timeout, process=self._process, folder=Path.cwd())
        with ExitStack() as ending:
            ending.enter_context(quiet())
            token = ending.enter_context(_token(task.out))
            address = self._scheduler or ending.enter_context(own_cluster(self._workers or cores()))
            cluster = Cluster(address, task, token, tell, most=self._workers if self._scheduler else None)
            ending.callback(cluster.close)
            cluster.open()
            _Run(cluster, chain((first,), chunks), on_receipt, tell).go()


class _Run:
    """Keep a window of chunks with the cluster, and take receipts as they come."""

    def __init__(
        self, cluster: Cluster, chunks: Iterable[Chunk], on_receipt: Callable[[Receipt], None], tell: Callable[[str], None]
    ) -> None:
        self._cluster = cluster
        self._stream: Iterator[Chunk] | None = iter(chunks)
        self._on_receipt = on_receipt
        self._tell = tell
        self._again: deque[_Work] = deque()
        self._out: dict[str, tuple[_Work, Future[Answer]]] = {}
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._numbers = 0

    def go(self) -> None:
        """Work until every chunk has its receipt."""
        while self._more():
            with suppress(queue.Empty):
                self._settle(self._done.get(timeout=_TICK_SECONDS))
            if self._cluster.watch():  # a new connection: what the old one had handed out is not known there
                self._again.extend(work for work, _future in self._out.values())
                self._out.clear()

    def _more(self) -> bool:
        """Hand out what the window holds, and say whether there is anything left to wait for."""
        while self._cluster.is_there and len(self._out) < self._cluster.window and self._done.empty():
            is_due = self._again and self._again[0].due <= time.monotonic()
            work = self._again.popleft() if is_due else self._next()
            if work is None:
                break
            self._numbers += 1
            key = f"netzlese-{self._cluster.token}-{work.order.chunk.number}-{self._numbers}"
            future = self._cluster.submit(key, work.order)
            self._out[key] = work, future
            future.add_done_callback(lambda _future, key=key: self._done.put(key))
        return bool(self._out or self._again or self._stream)

    def _next(self) -> _Work | None:
        chunk = next(self._stream, None) if self._stream else None
        if chunk is None:
            self._stream = None
            return None
        return _Work(Order(chunk, self._cluster.task, self._cluster.token))

    def _settle(self, key: str) -> None:
        """Take what came of one call."""
        work, future = self._out.pop(key, (None, None))
        if work is None or future is None:  # of a connection that is gone
            return
        answer, error = _outcome(future)
        if answer is not None:
            for line in answer.lines:
                self._tell(line)
            self._on_receipt(answer.receipt)
        elif self._is_worth_another(work, error):
            self._again.append(work)
        future.release()

    def _is_worth_another(self, work: _Work, error: BaseException | None) -> bool:
        """Say what a failed call means for its chunk.

        Raises:
            NetzleseError: for all of the batch.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        number = work.order.chunk.number
        if error is None:  # the connection broke, or the result went with its worker
            return True
        if isinstance(error, UnfitError):
            self._cluster.leave_out(error.worker, error.reason)
        elif isinstance(error, AbsentError):
            if os.path.lexists(error.path):
                self._cluster.leave_out(
                    error.worker, f"it does not see {Path(error.path).absolute()}; sources must lie where all machines find them"
                )
            else:
                work.order = replace(work.order, sure=True)
        elif isinstance(error, BlockedError):
            work.blocked += 1
            if work.blocked >= _MOST_BLOCKED:
                msg = (
                    f"part {number} failed {work.blocked} times, the last time on worker {error.worker} ({error.reason}); {_GO_ON}"
                )
                raise NetzleseError(msg) from error
        elif isinstance(error, KilledWorker):
            work.lost += 1
            if work.lost >= _MOST_LOST:
                msg = f"part {number}: its workers were lost again and again; look at the log of {error.last_worker.address}, then {_GO_ON}"
                raise NetzleseError(msg) from error
            self._tell(f"part {number}: several workers were lost at it; trying again, one document at a time under watch")
            work.order = replace(work.order, careful=True)
        else:
            raise error
        return True


@contextmanager
def _token(out: Path) -> Iterator[str]:
    """Put a file into the folder of the shards by which a worker knows that it is the same folder; give its name."""
    for left in out.glob(f"{_SIGN}*"):  # by a run that was killed
        left.unlink(missing_ok=True)
    token = f"{_SIGN}{uuid4().hex[:12]}"
    (out / token).touch()
    try:
        yield token
    finally:
        (out / token).unlink(missing_ok=True)


def _outcome(future: "Future[Answer]") -> tuple[Answer | None, BaseException | None]:
    """Give the answer of a call that ended, or its error; neither where it got lost on the way."""
    with suppress(OSError, CancelledError):  # the worker or the connection went before it could be fetched
        if future.status == "error":
            return None, future.exception()
        if future.status == "finished":
            answer: Answer = future.result()
            return answer, None
    return None, None


def _need_dask() -> None:
    if find_spec("distributed") is None:
        msg = "the engine 'dask' needs an extra: pip install 'netzlese[dask]'"
        raise SettingsError(msg)
