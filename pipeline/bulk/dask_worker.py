"""What runs in a worker of Dask: it leads a ``Hand`` of its own, so that no document can end the worker, and says when it is unfit for the work.

A Dask worker that dies takes its heartbeat, its results and its other threads with it, and costs its cluster a machine until somebody starts it
again. So it only waits for the process that does the work; as in the local engine that one may die or hang, and the same rules say what that means.
"""

import json
import os
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.bulk.blame import Blame
from pipeline.bulk.hand import Hand, StoppedError, Task, carry_out
from pipeline.bulk.note import Note
from pipeline.bulk.shapes import Chunk, Receipt
from pipeline.errors import NetzleseError, SettingsError

#: processes with nothing to do are kept for so long: the next chunk comes in milliseconds, or the run was given up without a word
_IDLE_SECONDS = 60.0
_LOST = "its machine or its worker was lost"
#: beside the shards: what a chunk was at whose workers were lost
_TRAILS = "lost"


class UnfitError(NetzleseError):
    """Say that this worker cannot do the work, whatever the chunk: it has another version, or does not see the folders."""

    def __init__(self, worker: str, reason: str) -> None:
        super().__init__(worker, reason)
        self.worker = worker
        self.reason = reason


class AbsentError(NetzleseError):
    """Say that a source is not there as this worker sees it; whoever planned the batch knows whether it should be."""

    def __init__(self, worker: str, path: str) -> None:
        super().__init__(worker, path)
        self.worker = worker
        self.path = path


class BlockedError(NetzleseError):
    """Say that this worker could not read or write what it must, this time."""

    def __init__(self, worker: str, reason: str) -> None:
        super().__init__(worker, reason)
        self.worker = worker
        self.reason = reason

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.reason} (worker {self.worker})"


@dataclass(frozen=True, slots=True)
class Order:
    """Ask a worker for a chunk.

    ``token``: name of a file that the client has put into the folder of the shards. ``careful``: workers were lost at this chunk, so each step is noted
    beside the shards before it begins, for whoever comes after. ``sure``: its sources are to be taken as the worker finds them.
    """

    chunk: Chunk
    task: Task
    token: str
    careful: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Give back what became of a chunk, and what a person should know."""

    receipt: Receipt
    lines: tuple[str, ...]


class _Hands:
    """Keep the processes of this worker: one for each chunk it has in hand at once, and for a while those it had."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: dict[Task, list[tuple[Hand, float]]] = defaultdict(list)
        self._busy: set[Hand] = set()
        self._sweeper: threading.Timer | None = None

    def take(self, task: Task) -> Hand:
        """Give one for a task that nobody else uses."""
        with self._lock:
            free = self._free[task]
            hand = free.pop()[0] if free else Hand(task)
            while hand.is_stopped:  # between its last chunk and this one
                hand = free.pop()[0] if free else Hand(task)
            self._busy.add(hand)
        return hand

    def give_back(self, hand: Hand) -> None:
        """Keep it for the next chunk, unless it was stopped meanwhile."""
        with self._lock:
            self._busy.discard(hand)
            is_over = hand.is_stopped
            if not is_over:
                self._free[hand.task].append((hand, time.monotonic()))
                if self._sweeper is None:
                    self._plan_sweep()
        if is_over:
            hand.close()

    def end(self, hand: Hand) -> None:
        """Send it home."""
        with self._lock:
            self._busy.discard(hand)
        hand.close()

    def drop(self, task: Task) -> None:
        """End all processes of a task; it does not wait for that."""
        with self._lock:
            idle = [hand for hand, _since in self._free.pop(task, [])]
            working = [hand for hand in self._busy if hand.task.out == task.out]
        for ending in (*(hand.close for hand in idle), *(hand.stop for hand in working)):
            threading.Thread(target=ending, daemon=True).start()

    def _plan_sweep(self) -> None:
        self._sweeper = threading.Timer(_IDLE_SECONDS / 2, self._sweep)
        self._sweeper.daemon = True
        self._sweeper.start()

    def _sweep(self) -> None:
        """End what nobody has used for a while."""
        old = []
        with self._lock:
            limit = time.monotonic() - _IDLE_SECONDS
            for task, free in list(self._free.items()):
                old += [hand for hand, since in free if since < limit]
                self._free[task] = [each for each in free if each[1] >= limit]
                if not self._free[task]:
                    del self._free[task]
            self._sweeper = None
            if self._free:
                self._plan_sweep()
        for hand in old:
            hand.close()


_HANDS = _Hands()


def find_fault(task: Task, token: str) -> str:
    """Say why this machine cannot do the work, as far as its folders show; empty where nothing speaks against it."""
    here = socket.gethostname()
    if not (task.out / token).exists():
        return (
            f"on {here} the folder {task.out} is not the one of this command; "
            "give a folder that all machines have under the same name (NFS, for example)"
        )
    if not task.folder.is_dir():
        return f"on {here} there is no folder {task.folder}, from which the command was given and where it looks for sources"
    return ""


def carry(order: Order) -> Answer:
    """Carry out one chunk, and give back its receipt.

    Raises:
        UnfitError: this worker cannot, another may.
        AbsentError: the chunk's first source is not there.
        BlockedError: reading or writing failed.
    """
    fault = find_fault(order.task, order.token)
    if fault:
        raise UnfitError(_worker(), fault)
    if not order.sure:
        _look_for_sources(order)
    lines: list[str] = []
    try:
        receipt = _carry_carefully(order, lines.append) if order.careful else _carry(order, lines.append)
    except SettingsError as error:
        raise UnfitError(_worker(), str(error)) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise BlockedError(_worker(), f"{where}{error.strerror or error}") from None
    except StoppedError:
        raise BlockedError(_worker(), "stopped") from None
    return Answer(receipt, tuple(lines))


def dismiss(task: Task) -> None:
    """End what this worker still does for a task."""
    _HANDS.drop(task)


def _carry(order: Order, tell: Callable[[str], None]) -> Receipt:
    hand = _HANDS.take(order.task)
    try:
        return carry_out(hand, order.chunk, tell)
    finally:
        _HANDS.give_back(hand)


def _carry_carefully(order: Order, tell: Callable[[str], None]) -> Receipt:
    """Carry out a chunk at which workers were lost: each step is noted beside the shards, and what was noted last by a lost one is to blame.

    Notes cost some milliseconds each, which only such a chunk pays.
    """
    trail = order.task.out / _TRAILS / f"part-{order.chunk.number:08d}"
    trail.parent.mkdir(exist_ok=True)
    note, deaths = trail.with_suffix(".note"), trail.with_suffix(".json")
    blame, steps = Blame(), _deaths(note, deaths)
    for step, source in steps:
        if blame.lost(order.chunk, step, _LOST):
            tell(f"workers were lost at {source} ({_LOST}): it is set aside")
    with ExitStack() as ending:
        hand = _HANDS.take(replace(order.task, note=note))
        ending.callback(_HANDS.end, hand)
        receipt = carry_out(hand, order.chunk, tell, blame)
    for path in (note, deaths):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # others are at work there
        trail.parent.rmdir()
    return receipt


def _deaths(note: Path, deaths: Path) -> list[tuple[int, str]]:
    """Give the steps at which a worker was lost, the one included that a note was left at; and keep them."""
    from pipeline.write import writing  # noqa: PLC0415 - rarely needed, and the room takes its time to load

    steps = [(int(step), str(source)) for step, source in json.loads(deaths.read_text(encoding="utf-8"))] if deaths.exists() else []
    if note.exists():
        with Note(note) as left:
            step, source = left.read()
            left.clear()
        if step is not None:
            steps.append((step, source))
            with writing(deaths) as stream:
                stream.write(json.dumps(steps).encode())
    return steps


def _look_for_sources(order: Order) -> None:
    """See whether the chunk's first file is there; where it is not, this machine may lack a folder."""
    paths = [piece.path for piece in order.chunk.pieces if not piece.fault]
    if paths and not os.path.lexists(order.task.folder / paths[0]):
        raise AbsentError(_worker(), paths[0])


def _worker() -> str:
    """Give the address of the worker we are in."""
    from distributed import get_worker  # noqa: PLC0415 - an extra, loaded where it is used

    try:
        return str(get_worker().address)
    except ValueError:  # not in a worker
        return socket.gethostname()
