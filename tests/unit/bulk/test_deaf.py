"""Where nobody listens any more nothing breaks noisily: neither a worker whose leader is gone nor a batch whose terminal is closed."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipeline import bulk_cli
from pipeline.bulk.hand import _START, Task
from pipeline.bulk.shapes import Job
from pipeline.bulk.wire import send


def test_a_worker_whose_leader_is_gone_leaves_without_a_word(root: Path, tmp_path: Path) -> None:
    """Its pipe breaks at the very answer; a trace on the terminal would look like a defect."""
    worker = subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stderr is not None
    with worker, worker.stderr as stderr:
        worker.stdout.close()
        send(worker.stdin, (Task(tmp_path, Job(), 60), tmp_path / "note"))
        send(worker.stdin, None)
        assert (stderr.read(), worker.wait(60)) == (b"", 1)


def test_a_trace_that_nobody_hears_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after ``2>&1 | head`` or a closed terminal."""

    def broken(*_words: object, **_more: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(click, "echo", broken)
    bulk_cli._show_trace("a trace")
