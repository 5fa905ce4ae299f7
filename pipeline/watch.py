"""Watches a folder and reads what newly arrives, once: by content, through restarts, without losing or doubling a report.

Beside the results lies a ledger, ``<results>.seen``, one JSON object a line: ``begin`` before a file is read, ``done`` after its
reports are safe on the disk. A file that a kill cut off begins again; since the same input gives the same bytes, reports that
were already written are known by their line and not written twice. The folder is looked through every few seconds rather than
watched by the system, whose notices do not come from network drives.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pipeline.errors import SettingsError
from pipeline.settings import Settings, printable

if TYPE_CHECKING:
    from pipeline.batch import Failed
    from schemas.record import Report

_Status = tuple[int, int, int]


@dataclass(slots=True)
class Done:
    """Count what one file gave."""

    source: str
    reports: int = 0
    networks: int = 0
    failures: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)


class Ledger:
    """Remember by checksum which files were read, in a file of which every line is whole or ignored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: set[str] = set()
        self.begun: str | None = None
        self._stream: IO[bytes] | None = None

    def open(self) -> None:
        """Read what is known and lock the ledger.

        Raises:
            SettingsError: another run writes to it.
            OSError: it cannot be read or written.
        """
        stream = self.path.open("a+b")
        try:
            _lock(stream, self.path)
        except SettingsError:
            stream.close()
            raise
        self._stream = stream
        stream.seek(0)
        data = stream.read()
        for line in data.split(b"\n"):
            self._take(line)
        if data and not data.endswith(b"\n"):
            stream.write(b"\n")  # what a kill left of a line is no line

    def _take(self, line: bytes) -> None:
        try:
            row: Any = json.loads(line)
            key, state = row["sha256"], row["state"]
        except (ValueError, KeyError, TypeError):
            return
        self._remember(state, key)

    def _remember(self, state: str, key: str) -> None:
        if state == "done":
            self.done.add(key)
            self.begun = None
        else:
            self.begun = key

    def note(self, state: str, key: str, **more: object) -> None:
        """Append a line and wait until it is on the disk."""
        if self._stream is None:  # pragma: no cover - a caller's slip
            msg = "the ledger is not open"
            raise SettingsError(msg)
        row = {"state": state, "sha256": key, **more}
        self._stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        _to_disk(self._stream)
        self._remember(state, key)

    def close(self) -> None:
        """Let go of the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class Watch:
    """Read a folder's files as they come.

    A file is taken when its size and time stayed the same over one look, so that one still being copied is left alone. A file
    whose content was read before is not read again under any name; one that changed is.
    """

    def __init__(self, folder: Path, output: Path, settings: Settings, *, every: float = 5.0) -> None:
        self._folder = folder
        self._output = output.resolve()  # two names of one file must share its ledger
        self._settings = settings
        self._every = every
        self._ledger = Ledger(self._output.with_name(self._output.name + ".seen"))
        self._known: dict[str, _Status] = {}  # as they were when they were read
        self._seen: dict[str, _Status] = {}  # as the last look found them
        self._current: Done | None = None
        self._earlier: set[bytes] = set()  # checksums of lines that were written before and may come again
        self._results: IO[bytes] | None = None
        self._lines: set[bytes] = set()  # of the file that is being read

    def run(self, tell: Callable[[Done], None], *, once: bool = False) -> None:
        """Read until stopped, or with ``once`` until nothing new is left; ``tell`` hears of every file when it is done.

        Raises:
            SettingsError: another run writes to the same results.
            OSError: results or ledger cannot be written.
        """
        from pipeline.batch import Failed, extract_all  # noqa: PLC0415 - the chain takes its time to load
        from pipeline.write import report_line  # noqa: PLC0415

        self._ledger.open()
        try:
            self._refuse_lost()
            with self._output.open("a+b") as results:
                self._earlier = self._written(results)
            for _, result in extract_all(self._sources(tell, once=once), self._settings):
                if self._current is None or self._results is None:  # pragma: no cover - every result has its source
                    continue
                if isinstance(result, Failed):
                    _count_failure(self._current, result)
                    continue
                line = report_line(result)
                digest = sha256(line).digest()
                if digest not in self._earlier:
                    self._results.write(line)
                self._lines.add(digest)
                _count(self._current, result)
        except OSError as error:
            if error.filename is None:  # a full disk does not say whose
                error.filename = str(self._output)
            raise
        finally:
            if self._results is not None:
                with suppress(OSError):
                    self._results.close()
            self._ledger.close()

    def _refuse_lost(self) -> None:
        """Refuse to go on from a ledger whose results are gone: everything in it would be missing for ever.

        Raises:
            SettingsError: the results are not there.
        """
        if self._ledger.done and not self._output.exists():
            msg = (
                f"{self._output}: is gone, though {len(self._ledger.done):,} files were read into it; put it back, or remove "
                f"{self._ledger.path} to have them read again"
            )
            raise SettingsError(msg)

    def _written(self, results: IO[bytes]) -> set[bytes]:
        """Give the checksums of what may come again: after a kill, or where the ledger is gone and the results are not."""
        _end_line(results, cut=self._ledger.begun is not None)
        return _lines(results) if self._ledger.begun or not self._ledger.done else set()

    def _sources(self, tell: Callable[[Done], None], *, once: bool) -> Iterator[str]:
        """Give one new file after the other; when the next is asked for, the one before is done."""
        while True:
            settled, waiting = self._look()
            for path, status in settled:
                key = _checksum(path)
                if key is None or key in self._ledger.done:
                    self._known[path] = status
                    continue
                self._ledger.note("begin", key, source=printable(path))
                self._current = Done(printable(path))
                self._lines = set()
                with self._output.open("ab") as self._results:  # for each file anew: an editor may have put another in its place
                    yield path
                    _to_disk(self._results)
                if _checksum(path) != key:  # it changed, went or was renamed meanwhile: what is there now comes again
                    self._earlier |= self._lines
                    self._known.pop(path, None)
                    continue
                self._known[path] = status
                self._ledger.note(
                    "done", key, source=printable(path), reports=self._current.reports, failures=self._current.failures
                )  # fmt: skip
                tell(self._current)
            if once and not waiting and not settled:
                return
            if waiting or not settled:
                time.sleep(min(self._every, 1.0) if once else self._every)

    def _look(self) -> tuple[list[tuple[str, _Status]], bool]:
        """List the files that are new and rest, and say whether any is still growing."""
        from pipeline.read import Reader  # noqa: PLC0415 - bs4 and pydantic take their time

        own = {_real(self._output), _real(self._ledger.path)}
        found = [path for path in Reader(self._settings).expand([str(self._folder)]) if _real(Path(path)) not in own]
        settled: list[tuple[str, _Status]] = []
        waiting = False
        for path in found:
            status = _status(path)
            if status is None or self._known.get(path) == status:
                continue
            if self._seen.get(path) == status:
                settled.append((path, status))
            else:
                waiting = True
            self._seen[path] = status
        return settled, waiting


def _count(done: Done, report: "Report") -> None:
    from schemas.finding import UNREAD_CODES  # noqa: PLC0415 - loaded already

    done.reports += 1
    done.networks += len(report.networks)
    done.failures += [f"{report.document.source}: {found.message}" for found in report.findings if found.code in UNREAD_CODES]


def _count_failure(done: Done, failed: "Failed") -> None:
    done.failures.append(str(failed))
    if failed.trace:
        done.traces.append(failed.trace)


def _status(path: str) -> _Status | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - sources are strings
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _checksum(path: str) -> str | None:
    """Give the checksum of a file's content; None where it cannot be read now."""
    digest = sha256()
    try:
        with Path(path).open("rb") as file:
            while block := file.read(1_048_576):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _end_line(results: IO[bytes], *, cut: bool) -> None:
    """See to it that the results end with a whole line: what a kill left of one is cut off, an end that lacks is put there."""
    size = results.seek(0, os.SEEK_END)
    start = size
    while start:
        step = min(start, 1_048_576)
        start = results.seek(start - step)
        end = results.read(step).rfind(b"\n")
        if end >= 0:
            start += end + 1
            break
    if start == size:
        return
    if cut:
        results.truncate(start)
    else:
        results.write(b"\n")


def _lines(results: IO[bytes]) -> set[bytes]:
    results.seek(0)
    return {sha256(line).digest() for line in results}


def _to_disk(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _lock(stream: IO[bytes], path: Path) -> None:
    """Keep a second run off the same files, where the system has such locks; they end with the process.

    Raises:
        SettingsError: another run holds the lock.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:  # pragma: no cover - Windows
        return
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        msg = f"{path}: another 'netzlese watch' writes to the same results; stop it, or name another file with -o"
        raise SettingsError(msg) from error
