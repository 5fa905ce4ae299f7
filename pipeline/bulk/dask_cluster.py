"""Holds the connection to a Dask scheduler through its breaks, and knows which workers may be given work."""

import logging
import math
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pipeline.bulk.dask_worker import Answer, Order, carry, dismiss, find_fault
from pipeline.bulk.hand import Task
from pipeline.errors import NetzleseError

if TYPE_CHECKING:
    from distributed import Client, Future

#: how long a scheduler that does not answer is waited for: at the start, where the address may be wrong, and in the midst of work
CONNECT_SECONDS = 20.0
RECONNECT_SECONDS = 180.0
#: how long nobody may be there to work, and how often a person hears of it
_WORKERLESS_SECONDS = 900.0
_REMIND_SECONDS = 60.0
#: how often workers are counted
_COUNT_SECONDS = 2.0
_CLOSE_SECONDS = 10.0
#: chunks on their way to a worker that is still busy, as a share of those in work
_AHEAD = 0.25
#: of our own cluster: a document cannot end a worker of Dask, so whoever is lost with a chunk in hand twice was lost by accident
_ALLOWED_FAILURES = 1


class Cluster:
    """Speak to a scheduler.

    Args:
        address: of the scheduler, or the file it wrote with ``--scheduler-file``.
        task: what workers are to do.
        token: a file in the folder of the shards; see ``dask_worker.Order``.
        tell: takes one line on workers that come and go.
        most: how many chunks may be in work at once; None for one on each thread of each worker.
    """

    def __init__(self, address: str, task: Task, token: str, tell: Callable[[str], None], *, most: int | None) -> None:
        self.task = task
        self.token = token
        self._address = address
        self._tell = tell
        self._most = most
        self._client: Client | None = None
        self._threads: dict[str, int] = {}
        self._greeted: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._counted = -math.inf
        self._worked = self._reminded = time.monotonic()

    def open(self) -> None:
        """Connect, and count the workers.

        Raises:
            NetzleseError: nobody answers there, or no worker is fit for the work.
        """
        try:
            self._client = self._connect()
        except (OSError, ValueError) as error:
            msg = f"no Dask scheduler answers at {self._address} ({_first_line(error)}); start one with 'dask scheduler', or mend the address"
            raise NetzleseError(msg) from error
        self.watch()

    @property
    def is_there(self) -> bool:
        """Say whether the scheduler can be spoken to."""
        return self._client is not None and self._client.status == "running"

    @property
    def window(self) -> int:
        """Give how many chunks should be on their way: so many that nobody waits, so few that little is lost with the client."""
        threads = sum(count for worker, count in self._threads.items() if worker not in self._unfit)
        window = threads + math.ceil(threads * _AHEAD)
        return window if self._most is None else min(window, self._most)

    def submit(self, key: str, order: Order) -> "Future[Answer]":
        """Hand out a chunk, to fit workers where others are known."""
        assert self._client is not None  # noqa: S101 - whoever calls has opened it
        fit = [worker for worker in self._threads if worker not in self._unfit] if self._unfit else None
        return self._client.submit(carry, order, key=key, pure=False, workers=fit, allow_other_workers=bool(fit))

    def watch(self) -> bool:
        """Look after connection and workers; say whether the connection is a new one, which knows nothing of what was handed out before.

        Raises:
            NetzleseError: the scheduler is gone for good, or for long nobody was there to work.
        """
        if self._client is None or self._client.status == "closed":
            self._reconnect()
            return True
        if self.is_there and time.monotonic() - self._counted > _COUNT_SECONDS:
            with suppress(OSError):  # the connection breaks just now
                self._count(self._client.nthreads())
            self._counted = time.monotonic()
            self._see_that_somebody_works()
        return False

    def leave_out(self, worker: str, reason: str) -> None:
        """Give a worker nothing more.

        Raises:
            NetzleseError: none is left that is fit.
        """
        if worker not in self._unfit:
            self._unfit[worker] = reason
            self._tell(f"worker {worker} gets no work: {reason}")
        if self._threads and all(each in self._unfit for each in self._threads):
            msg = f"none of the {len(self._threads)} workers at {self._address} can do this work; {worker}: {reason}"
            raise NetzleseError(msg)

    def greet_all(self) -> None:
        """Ask all workers once more whether they are fit. Raises as ``leave_out``."""
        self._greeted.clear()
        self._counted = -math.inf
        self.watch()

    def close(self) -> None:
        """Take back what is handed out, and leave."""
        client, self._client = self._client, None
        if client is None:
            return
        if client.status == "running":
            leaving = threading.Thread(target=self._take_leave, args=(client,), daemon=True)
            leaving.start()
            leaving.join(_CLOSE_SECONDS)  # somebody may not answer; its processes end by themselves when they are idle
        client.close(timeout=_CLOSE_SECONDS)

    def _take_leave(self, client: "Client") -> None:
        with suppress(Exception):  # whatever it is, it is too late to matter
            client.cancel(list(client.futures.values()), force=True)
            client.run(dismiss, self.task, on_error="ignore")

    def _connect(self) -> "Client":
        from distributed import Client  # noqa: PLC0415 - an extra, loaded where it is used

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ: which ones matter, our own fingerprint says
            if self._address.endswith(".json"):
                return Client(scheduler_file=self._address, timeout=CONNECT_SECONDS, set_as_default=False)
            return Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)

    def _reconnect(self) -> None:
        self._tell(f"the scheduler at {self._address} does not answer; trying for {RECONNECT_SECONDS:.0f} s")
        self._threads, self._greeted = {}, set()
        until = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                self._client = self._connect()
            except (OSError, ValueError) as error:
                if time.monotonic() > until:
                    msg = f"the scheduler at {self._address} is gone; start it and its workers, then give the same command again: it goes on from here"
                    raise NetzleseError(msg) from error
                time.sleep(1)
            else:
                self._tell(f"the scheduler at {self._address} answers again")
                self._counted = -math.inf
                return

    def _count(self, threads: dict[str, int]) -> None:
        """Note who is there, and greet the new ones."""
        for worker in self._threads.keys() - threads.keys():
            self._tell(f"worker {worker} is gone; {len(threads)} left")
            self._unfit.pop(worker, None)
        self._threads = dict(threads)
        new = [worker for worker in threads if worker not in self._greeted]
        if new and self._client is not None:
            faults = self._client.run(find_fault, self.task, self.token, workers=new, on_error="return")
            self._greeted.update(faults)
            for worker, fault in faults.items():
                if isinstance(fault, Exception):
                    self.leave_out(worker, f"it lacks Netzlese, or has another version of it ({_first_line(fault)})")
                elif fault:
                    self.leave_out(worker, fault)

    def _see_that_somebody_works(self) -> None:
        now = time.monotonic()
        if self._threads:
            self._worked = now
            return
        if now - self._worked > _WORKERLESS_SECONDS:
            msg = f"no worker was at {self._address} for {_WORKERLESS_SECONDS / 60:.0f} minutes; start some, then give the same command again: it goes on from here"
            raise NetzleseError(msg)
        if now - self._reminded > _REMIND_SECONDS:
            self._reminded = now
            self._tell(f"no worker is at {self._address}; waiting for some ('dask worker {self._address}')")


@contextmanager
def own_cluster(workers: int) -> Iterator[str]:
    """Start scheduler and workers on this machine; give the scheduler's address. They end with the block, or with this process."""
    import dask  # noqa: PLC0415 - an extra
    from distributed import LocalCluster  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="netzlese-dask-", ignore_cleanup_errors=True) as scratch:
        with dask.config.set({"distributed.scheduler.allowed-failures": _ALLOWED_FAILURES}):
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # any port: the usual one may be taken
                memory_limit=0,  # the work is done elsewhere; see dask_worker
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
            )
        try:
            yield str(cluster.scheduler_address)
        finally:
            cluster.close(timeout=_CLOSE_SECONDS)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Dask's own log off the terminal: what a person should know is told in our words."""
    import distributed  # noqa: F401, PLC0415 - sets its loggers up

    loggers = [logging.getLogger(name) for name in ("distributed", *_names())]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _names() -> Iterable[str]:
    return [name for name in logging.root.manager.loggerDict if name.startswith(("distributed.", "tornado", "asyncio"))]


def _first_line(error: Any) -> str:  # noqa: ANN401 - an exception, or what stands for one
    return (str(error).splitlines() or [type(error).__name__])[0]
