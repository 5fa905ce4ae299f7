"""A process that does the work may die, hang or refuse, and whoever leads it learns what it was at."""

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.bulk.hand import Hand, LostError, StoppedError, Task, carry_out
from pipeline.bulk.ledger import RECEIPTS, read_receipt
from pipeline.bulk.note import Note
from pipeline.bulk.shapes import Chunk, Job
from pipeline.errors import SettingsError
from tests.unit.bulk.material import chunks, texts

pytestmark = pytest.mark.slow


@pytest.fixture
def chunk(tmp_path: Path) -> Chunk:
    """Give a chunk of three documents."""
    return chunks([texts(tmp_path / "in", 3)], Job())[0]


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """Give a task with a folder for its results."""
    (tmp_path / "out" / RECEIPTS).mkdir(parents=True)
    return Task(tmp_path / "out", Job(), timeout=60.0)


def test_a_process_serves_many_chunks(chunk: Chunk, task: Task) -> None:
    """The chain is built once; a chunk that has its receipt is not done again."""
    hand = Hand(task)
    first = hand.do(chunk, {})
    process = hand.pid
    shard = next(task.out.glob("part-*.jsonl")).stat().st_ino
    assert hand.do(chunk, {}) == replace(first, seconds=0.0)
    assert (hand.pid, next(task.out.glob("part-*.jsonl")).stat().st_ino) == (process, shard)
    hand.close()


def test_a_process_ends_with_the_one_who_leads(task: Task) -> None:
    """It reads the end of its pipe."""
    hand = Hand(task)
    hand.prepare()
    process = hand.pid or 0
    hand.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_killed_process_is_told_with_its_signal(chunk: Chunk, task: Task) -> None:
    """Before its first document none is to blame, and the next request is done by a new one."""
    hand = Hand(task)
    hand.prepare()
    os.kill(hand.pid or 0, signal.SIGKILL)
    with pytest.raises(LostError) as lost:
        hand.do(chunk, {})
    assert (lost.value.step, lost.value.why) == (None, "SIGKILL")
    assert hand.do(chunk, {}).documents == 3
    hand.close()


def test_another_version_is_refused(chunk: Chunk, task: Task) -> None:
    """Before any text is read."""
    hand = Hand(replace(task, job=Job(fingerprint="another")))
    with pytest.raises(SettingsError, match="another Netzlese"):
        carry_out(hand, chunk, print)
    assert read_receipt(chunk, task.out, task.job) is None
    hand.close()


def test_work_can_be_stopped_from_another_thread(chunk: Chunk, task: Task) -> None:
    """At once, and for good."""
    hand = Hand(replace(task, process="tests.cluster.accidents:process"))
    hand.prepare()
    threading.Timer(0.2, hand.stop).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        while True:
            hand.do(replace(chunk, number=int(time.monotonic() * 1000)), {})
    assert time.monotonic() - begun < 10
    assert hand.pid is None


def test_a_note_outlives_its_writer_and_names_the_source(tmp_path: Path) -> None:
    """Also one that is no text, or longer than there is room for."""
    with Note(tmp_path / "note") as note:
        assert note.read() == (None, "")
        note.begin(7, "b/\udcff" + "ü" * 5_000)
    with Note(tmp_path / "note") as note:
        step, source = note.read()
    assert (step, source[:4]) == (7, "b/\udcffü")
