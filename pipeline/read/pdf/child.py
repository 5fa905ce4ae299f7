"""Keeps the reading process: starts it when the first PDF comes, ends it with ours, puts a new one in its place after a crash."""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from pipeline.read.pdf.limits import LIMITS, Limits
from pipeline.read.pdf.wire import PageChars, receive, send, unpack_page
from pipeline.read.unreadable import Unreadable

#: the packages above are set up empty: their own set-up loads what this process does not need
_START = """
import sys, types
here, library = sys.argv[1:3]
del sys.argv[1:3]
sys.path.append(library)
for name in ("pipeline", "pipeline.read", "pipeline.read.pdf"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["pipeline.read.pdf"].__path__ = [here]
from pipeline.read.pdf.worker import serve
serve()
"""
#: starting costs a tenth of a second; a machine under load may take long
_START_SECONDS = 30.0


class Child:
    """Read PDFs in a process of their own.

    >>> child = Child()
    >>> try: list(child.read(b"no PDF"))
    ... except Unreadable as error: error.code
    ... finally: child.close()
    'damaged'
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.about: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Give the number of the running process."""
        return self._process.pid if self._process else None

    def read(self, data: bytes) -> Iterator[PageChars]:
        """Give the pages of a PDF; ``about`` is set before the first.

        All are fetched at once: the clock is for the reading process, not for what is done with the pages.

        Raises:
            Unreadable: it is protected, damaged, a bomb, or the process died of it.
            ChildError: no process can be started here.
        """
        with self._lock:
            process = self._running()
            stop = _Stop(process, self.limits.seconds)
            done = False
            try:
                frames = list(self._ask(process, data, stop))
                done = True
            except Unreadable:
                done = process.poll() is None
                raise
            finally:
                stop.cancel()
                if not done or stop.fired:  # half an answer may still stand in the pipe
                    self._end()
        for head, body in frames:
            yield unpack_page(head, body)

    def _ask(self, process: subprocess.Popen[bytes], data: bytes, stop: "_Stop") -> Iterator[tuple[dict[str, Any], bytes]]:
        with suppress(OSError):  # a dead process is told by its answer
            requests = _pipe(process.stdin)
            send(requests.write, b"R", {}, data)
            requests.flush()
        answers = _pipe(process.stdout)
        while True:
            try:
                frame = receive(answers)
            except (OSError, ValueError):
                frame = None
            if frame is None:
                raise self._death(process, stop)
            kind, head, body = frame
            if kind == b"P":
                yield head, body
            elif kind == b"D":
                self.about = head
                return
            else:
                raise Unreadable(str(head["code"]), str(head["message"]))

    def _death(self, process: subprocess.Popen[bytes], stop: "_Stop") -> Unreadable:
        if stop.fired:
            seconds = round(self.limits.seconds)
            return Unreadable(
                "unfolds-too-far", f"took more than {seconds} seconds to read and was given up; print it as PDF again"
            )
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        return Unreadable("damaged", "made the PDF reader stop: it is damaged, or built to do harm; print it as PDF again")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process = None  # our parent's: two must not speak through one pipe
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = self._start()
            self._owner = os.getpid()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        here, library = Path(__file__).resolve().parent, find_spec("pypdfium2_raw")
        if getattr(sys, "frozen", False) or not sys.executable or not (here / "worker.py").is_file():
            raise ChildError
        if library is None or library.origin is None:
            raise ChildError
        ours = [f"{name}={value}" for name, value in asdict(self.limits).items()]
        command = [sys.executable, "-I", "-S", "-c", _START, str(here), str(Path(library.origin).parent.parent), *ours]
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, and nothing of the document
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
            )
        except OSError as error:
            raise ChildError from error
        stop = _Stop(process, _START_SECONDS)
        hello = receive(_pipe(process.stdout))
        stop.cancel()
        if hello is None:
            _bury(process)
            raise ChildError
        return process

    def close(self) -> None:
        """End the process, if this is its owner."""
        if self._process is not None and self._owner == os.getpid():
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _bury(process)


class ChildError(Exception):
    """Say that no reading process can be started here."""


class _Stop:
    """Kill a process when its time is up; reading its pipe then comes to an end."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.fired = False
        self._process = process
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True
        self._timer.start()

    def _fire(self) -> None:
        self.fired = True
        self._process.kill()

    def cancel(self) -> None:
        self._timer.cancel()


def _pipe(stream: IO[bytes] | None) -> Any:  # noqa: ANN401 - a binary stream, whichever
    if stream is None:
        raise ChildError
    return stream


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _environment() -> dict[str, str]:
    """Hand on only what a program needs to start."""
    needed = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
    return {name: os.environ[name] for name in needed if name in os.environ}


CHILD = Child()
atexit.register(CHILD.close)
