"""Has processes on this machine carry out chunks: as many as it has cores, each led by a thread that sees to it that the run goes on."""

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.bulk.hand import WORK, Hand, LostError, StoppedError, Task, carry_out
from pipeline.bulk.shapes import TIMEOUT, Chunk, Job, Receipt, Skip

__all__ = ["TIMEOUT", "LocalEngine", "cores"]

#: how the system ends what takes too much memory, as a rule
_FROM_OUTSIDE = "SIGKILL"
#: chunks drawn for each worker, the one in hand included: nobody waits while the next is looked up
_AHEAD = 2
_TICK_SECONDS = 0.5


def cores() -> int:
    """Give how many processes may work at once here: the cores this process may use, within what its container is granted."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, min(allowed, -(-int(quota) // int(period))))
    except (OSError, ValueError):  # no such system, or no bound ("max")
        return allowed


class LocalEngine:
    """Keep so many processes busy, each with one chunk at a time and its chain built once; an ``Engine`` of ``shapes``.

    A document that ended its process is tried a second time by a new one, then left out. Where the process was killed from outside, most likely for
    want of memory, the second try is made while no other process works.

    Args:
        workers: how many processes.
        timeout: seconds that a step of a chunk may take.
        process: what a worker does with a chunk; see ``hand.Task``.
    """

    def __init__(self, workers: int = 1, *, timeout: float = TIMEOUT, process: str = WORK) -> None:
        self._workers = max(1, workers)
        self._timeout = timeout
        self._process = process

    def run(
        self, chunks: Iterable[Chunk], out: Path, job: Job, on_receipt: Callable[[Receipt], None], *, tell: Callable[[str], None]
    ) -> None:
        """Carry out all chunks; see ``Engine.run``."""
        crew = _Crew(Task(out.resolve(), job, process=self._process, timeout=self._timeout))
        try:
            waiting = 0
            for chunk in chunks:
                crew.give(chunk, self._workers)
                waiting += 1
                while waiting >= _AHEAD * self._workers or crew.has_said:
                    waiting -= crew.listen(on_receipt, tell)
            while waiting:
                waiting -= crew.listen(on_receipt, tell)
        except BaseException:
            crew.stop()
            raise
        finally:
            crew.dismiss()


class _Crew:
    """Keep threads that lead a process each; what they have to say is heard in the thread that asks."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._floor = _Floor()
        self._next: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[Receipt | str | BaseException] = queue.SimpleQueue()
        self._hands: list[_ShyHand] = []
        self._threads: list[threading.Thread] = []

    def give(self, chunk: Chunk, most: int) -> None:
        """Give a chunk to whoever is free next; there are no more workers than chunks."""
        self._next.put(chunk)
        if len(self._threads) < most:
            hand = _ShyHand(self._task, self._floor)
            thread = threading.Thread(target=self._lead, args=(hand,), name="netzlese-lead", daemon=True)
            self._hands.append(hand)
            self._threads.append(thread)
            thread.start()

    @property
    def has_said(self) -> bool:
        """Say whether there is something to be heard."""
        return not self._said.empty()

    def listen(self, on_receipt: Callable[[Receipt], None], tell: Callable[[str], None]) -> int:
        """Wait for a word, hand it on, and say how many chunks it settles."""
        try:
            said = self._said.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            return 0
        if isinstance(said, BaseException):
            raise said
        if isinstance(said, str):
            tell(said)
            return 0
        on_receipt(said)
        return 1

    def stop(self) -> None:
        """End all work at once; what has its receipt is safe."""
        for hand in self._hands:
            hand.stop()
        self._floor.open()

    def dismiss(self) -> None:
        """Send everybody home."""
        for _ in self._threads:
            self._next.put(None)
        for thread in self._threads:
            thread.join()

    def _lead(self, hand: "_ShyHand") -> None:
        try:
            while (chunk := self._next.get()) is not None:
                self._said.put(carry_out(hand, chunk, self._said.put))
        except StoppedError:
            return
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is heard
            self._said.put(error)
        finally:
            with suppress(OSError):
                hand.close()


class _Floor:
    """Let many work at once, or one alone."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._busy = 0
        self._lonely = 0
        self._is_open = False

    def open(self) -> None:
        """Let nobody wait any more."""
        with self._change:
            self._is_open = True
            self._change.notify_all()

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """Wait for a turn and keep it for the block; whoever wants to be alone comes first."""
        with self._change:
            self._lonely += alone
            self._change.wait_for(lambda: self._is_open or (not self._busy if alone else not self._lonely))
            self._busy += 1
        try:
            yield
        finally:
            with self._change:
                self._busy -= 1
                self._lonely -= alone
                self._change.notify_all()


class _ShyHand(Hand):
    """Lead a process that tries a second time, after it was killed from outside, while no other works."""

    def __init__(self, task: Task, floor: _Floor) -> None:
        super().__init__(task)
        self._floor = floor
        self._was_killed = False

    def do(self, chunk: Chunk, skip: Skip) -> Receipt:
        """Have a chunk carried out once; see ``Hand.do``."""
        with self._floor.turn(alone=self._was_killed):
            self._was_killed = False
            try:
                return super().do(chunk, skip)
            except LostError as lost:
                self._was_killed = lost.why == _FROM_OUTSIDE
                raise
