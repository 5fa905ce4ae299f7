"""A Dask cluster of processes of its own, which tests may kill, and which may stand in two network namespaces."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.bulk.local import LocalEngine
from tests.cluster.accidents import ALONE, NAME, lead
from tests.unit.bulk.material import text

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
#: a cut link is noticed after so many seconds: the fewest that Dask allows
SILENCE = 11


class Machines:
    """Start scheduler and workers, each in a session of its own, so that it can be killed with all that belongs to it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, before: Sequence[str] = (), **environment: str) -> subprocess.Popen[bytes]:
        """Start a module of Python with its arguments."""
        settings = {
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": f"{SILENCE}s",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_TEMPORARY_DIRECTORY": str(self._folder),
        }
        with (self._folder / f"log-{len(self._started)}").open("wb") as log:
            process = subprocess.Popen(
                [*before, sys.executable, "-m", *command],
                env={**os.environ, **settings, **environment}, stdout=log, stderr=log, cwd=self._folder, start_new_session=True,
            )  # fmt: skip
        self._started.append(process)
        return process

    def scheduler(self, host: str = "127.0.0.1", *, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start a scheduler, and wait until it has written where it is."""
        self.file.unlink(missing_ok=True)
        command = (
            "distributed.cli.dask_scheduler",
            "--host",
            host,
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
        )
        process = self.start(*command, before=before)
        wait_until(self.file.exists)
        return process

    def worker(self, host: str = "127.0.0.1", *, before: Sequence[str] = (), **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny, and wait until the scheduler knows it."""
        command = (
            "distributed.cli.dask_worker", "--scheduler-file", str(self.file), "--host", host,
            "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--memory-limit", "0", "--death-timeout", str(int(PATIENCE)),
        )  # fmt: skip
        process = self.start(*command, before=before, **environment)
        wait_until(lambda: "Registered to" in self.log(process))
        return process

    def log(self, process: subprocess.Popen[bytes]) -> str:
        """Give all that a process said."""
        return (self._folder / f"log-{self._started.index(process)}").read_text(encoding="utf-8", errors="replace")

    def hands(self) -> int:
        """Count the processes that do the work."""
        from psutil import Process  # noqa: PLC0415 - Dask brings it

        running = [Process(process.pid) for process in self._started if process.poll() is None]
        family = [child for one in running for child in one.children(recursive=True)]
        return sum("pipeline.bulk.worker" in " ".join(child.cmdline()) for child in family)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process with its children, at once and for good."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """Kill all that were started."""
        for process in self._started:
            self.kill(process)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Give what starts a cluster's processes."""
    machines = Machines(tmp_path)
    yield machines
    machines.close()


@pytest.fixture
def sources(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of announcements, whose names say what happens at them."""

    def make(count: int = 24, *, usual: str = "plain", **others: int) -> Path:
        folder = tmp_path / "in"
        folder.mkdir()
        places = {place: name for name, place in others.items()}
        for number in range(count):
            (folder / f"{number:02}-{places.get(number, usual)}.txt").write_text(text(number), encoding="utf-8")
        return folder

    return make


@pytest.fixture
def alone(tmp_path: Path) -> Callable[..., Path]:
    """Have one process of the local engine read the sources, for comparison."""

    def read(source: Path, *, timeout: float = 60) -> Path:
        out = tmp_path / ALONE
        lead(source, out, LocalEngine(1, timeout=timeout, process=NAME))
        return out

    return read


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something to come true."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def shards(out: Path) -> dict[str, tuple[int, int]]:
    """Tell finished shards apart from any that is written again: inode and time of change of each."""
    done = [(out / path.name).with_suffix(".jsonl") for path in (out / "receipts").glob("part-*.json")]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in done}
