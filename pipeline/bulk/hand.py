"""One process that carries out chunks, and whoever leads it: it may die or hang, and the one who leads it learns at which step.

A process of its own for the work, started anew by its own command line and not by a fork: a document that ends it costs nobody else, whoever
leads may have threads, and may itself be a process that must have no children by ``multiprocessing`` (a worker of Dask). It ends with the one who
leads it, however that one ended, since then its pipe comes to an end.
"""

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pipeline.bulk.blame import Blame
from pipeline.bulk.note import Note
from pipeline.bulk.shapes import Chunk, Job, Receipt, Skip
from pipeline.bulk.wire import receive, send

WORK = "pipeline.bulk.work:process"
#: from the start of a process to its first document, and from its last to the receipt: both wait for disks and nothing else
_IDLE_SECONDS = 600.0
#: what the first document of a process has besides, and the last step of it
WARM_SECONDS = 30.0
_FIRST_STEPS = 2
_LOOK_SECONDS = 0.5
_END_SECONDS = 5.0
_LATE = "took too long"
#: finds the very code that leads, wherever the process is started; a blank line of ``sys.path`` (where the user stands) never comes first
_START = "import sys; root = sys.argv.pop(1); root in sys.path or sys.path.insert(0, root); from pipeline.bulk.worker import serve; serve()"


class LostError(Exception):
    """Say that the process died, or was ended because it hung.

    ``step`` is the last it began and ``source`` whose document that was; None and empty where it had none in hand. ``why`` says how it ended.
    """

    def __init__(self, step: int | None, source: str, why: str) -> None:
        super().__init__(why)
        self.step = step
        self.source = source
        self.why = why


class StoppedError(Exception):
    """Say that somebody ended the work with ``Hand.stop``."""


@dataclass(frozen=True, slots=True)
class Task:
    """Say what a process does all its life: where it writes, how, by which function, and from which folder relative names count.

    ``process``: module and name of a ``shapes.Process``. ``timeout``: how long a step may take, as in the local engine. ``note``: where it notes which step
    it begins, so that it outlives the machine; None for a place of its own, which outlives the process.
    """

    out: Path
    job: Job
    timeout: float
    process: str = WORK
    folder: Path = field(default_factory=Path.cwd)
    note: Path | None = None


class Hand:
    """Lead one process: start it when there is work, put a new one in its place when it is lost.

    Only one thread gives it work; ``stop`` may come from any other.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._child: _Child | None = None
        self._stopped = threading.Event()

    @property
    def pid(self) -> int | None:
        """Give the number of the running process."""
        return self._child.pid if self._child else None

    def do(self, chunk: Chunk, skip: Skip) -> Receipt:
        """Have a chunk carried out once.

        Raises:
            LostError: the process was lost at it.
            StoppedError: ``stop`` was called.
            NetzleseError: the process refuses this work.
            OSError: it cannot read or write what it must.
        """
        receipt: Receipt = self._ask((chunk, dict(skip)))
        return receipt

    def prepare(self) -> None:
        """Have the process load everything and see whether it may do this work. Raises as ``do``."""
        self._ask(None)

    @property
    def is_stopped(self) -> bool:
        """Say whether ``stop`` was called: it does nothing any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End the process at once, and let no other begin; whoever waits for its answer tidies up."""
        self._stopped.set()
        child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """Send the process home."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _ask(self, request: object) -> Any:  # noqa: ANN401 - what was asked for
        if self._child is None:
            self._child = _Child(self.task)
        child = self._child
        answer = None
        with suppress(OSError):  # whoever died is found out by the answer
            answer = child.ask(request, self._stopped)
        if self._stopped.is_set():
            self.close()
            raise StoppedError
        if answer is None:
            self._child = None
            raise child.bury()
        kind, value = answer
        if kind == "done":
            return value
        if kind == "refused":
            raise value
        msg = f"a defect of Netzlese in a worker:\n{value}"
        raise RuntimeError(msg)


def carry_out(hand: Hand, chunk: Chunk, tell: Callable[[str], None], blame: Blame | None = None) -> Receipt:
    """Have a chunk carried out to its end, whatever happens to the process: what ends it twice is left out. Raises as ``Hand.do`` but ``LostError``."""
    blame = blame or Blame()
    while True:
        try:
            receipt = hand.do(chunk, blame.skip(chunk.number))
        except LostError as lost:
            aside = blame.lost(chunk, lost.step, lost.why)
            what = f"at {lost.source}" if lost.step is not None else f"with no document of part {chunk.number} in hand"
            then = "it is set aside" if aside else "trying again"
            tell(f"a worker was lost {what} ({lost.why}): {then}")
        else:
            blame.settled(chunk.number)
            return receipt


class _Child:
    """Hold one running process with what it says and where it is."""

    def __init__(self, task: Task) -> None:
        self._timeout = task.timeout
        self._is_late = self._is_warm = False
        path = task.note
        if path is None:
            handle, name = tempfile.mkstemp(prefix="netzlese-", suffix=".note")
            os.close(handle)
            path = Path(name)
        self._own_note = task.note is None
        self._path = path
        self._note = Note(path)
        command = [sys.executable, "-P", "-c", _START, str(Path(__file__).resolve().parents[2])]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=task.folder
            )
        except OSError:
            self._put_away()
            raise
        self._frames: queue.SimpleQueue[tuple[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="netzlese-listen", daemon=True).start()
        with suppress(OSError):
            send(_stream(self._process.stdin), (task, path))

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """End the process, as a system does that has no memory left."""
        self._process.kill()

    def ask(self, request: object, stopped: threading.Event) -> tuple[str, Any] | None:
        """Send a request and wait for the answer; None where the process was lost."""
        self._note.clear()
        send(_stream(self._process.stdin), request)
        last, since = None, time.monotonic()
        while not stopped.is_set():
            with suppress(queue.Empty):
                answer = self._frames.get(timeout=_LOOK_SECONDS)
                self._is_warm = True
                return answer
            step, _source = self._note.read()
            now = time.monotonic()
            if step != last:
                last, since = step, now
            elif now - since > (_IDLE_SECONDS if step is None else self._timeout + self._warming(step)):
                self._is_late = True
                self._process.kill()
                return None
        return None

    def _warming(self, step: int) -> float:
        """Give the time that the first document of a process has besides, since much is loaded with it."""
        return 0.0 if self._is_warm or step > _FIRST_STEPS else WARM_SECONDS

    def bury(self) -> LostError:
        """Say of a lost process where it was and how it ended."""
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # it closed its pipe and goes on
            self._process.kill()
            code = self._process.wait()
        step, source = self._note.read()
        self.end(at_once=True)
        return LostError(step, source, _LATE if self._is_late else _ending(code))

    def end(self, *, at_once: bool = False) -> None:
        """End the process; one with nothing in hand leaves when its pipe is closed."""
        if at_once:
            self._process.kill()
        with suppress(OSError):
            _stream(self._process.stdin).close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._put_away()

    def _put_away(self) -> None:
        self._note.close()
        if self._own_note:
            self._path.unlink(missing_ok=True)

    def _listen(self) -> None:
        """Take its answers off the pipe until that ends."""
        stream = _stream(self._process.stdout)
        with stream:
            while True:
                try:
                    frame = receive(stream)
                except (OSError, EOFError, ValueError, pickle.UnpicklingError):
                    frame = None
                self._frames.put(frame)
                if frame is None:
                    return


def _ending(code: int) -> str:
    """Say how a process ended, the same for the same cause: it stands in the ledger."""
    if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
        return _LATE
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BrokenPipeError
    return stream
