"""A worker says when it is unfit for the work, and keeps to the notes of those that were lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.bulk.hand import Task
from pipeline.bulk.ledger import RECEIPTS
from pipeline.bulk.note import Note
from pipeline.bulk.shapes import Chunk, Job
from tests.unit.bulk.material import chunks, texts

pytest.importorskip("distributed", reason="the extra 'dask' is not installed")

from pipeline.bulk.dask_worker import AbsentError, BlockedError, Order, UnfitError, _Hands, carry, dismiss, find_fault


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """Give an order for three documents."""
    out = tmp_path / "out"
    (out / RECEIPTS).mkdir(parents=True)
    (out / "token").touch()
    chunk: Chunk = chunks([texts(tmp_path / "in", 3)], Job())[0]
    return Order(chunk, Task(out, Job(), timeout=60.0, folder=tmp_path), "token")


def test_a_folder_that_is_not_shared_makes_unfit(order: Order) -> None:
    """Another folder of the same name lacks the client's file."""
    (order.task.out / "token").unlink()
    with pytest.raises(UnfitError, match="is not the one of this command; give a folder that all machines have"):
        carry(order)


def test_a_lacking_working_folder_makes_unfit(order: Order, tmp_path: Path) -> None:
    """Relative sources would not be found."""
    assert "there is no folder" in find_fault(replace(order.task, folder=tmp_path / "gone"), "token")
    assert find_fault(order.task, "token") == ""


def test_a_source_that_is_not_there_is_asked_after(order: Order) -> None:
    """The client knows whether it should be; if it says so, the ledger has it."""
    Path(order.chunk.pieces[0].path).unlink()
    with pytest.raises(AbsentError):
        carry(order)
    answer = carry(replace(order, sure=True))
    dismiss(order.task)
    assert (answer.receipt.documents, answer.receipt.failed) == (2, 1)


def test_a_folder_that_takes_nothing_blocks_the_chunk_only(order: Order) -> None:
    """Another machine may be able to write there."""
    (order.task.out / RECEIPTS).rmdir()
    (order.task.out / RECEIPTS).touch()
    with pytest.raises(BlockedError):
        carry(order)
    dismiss(order.task)


def test_what_workers_were_lost_at_twice_is_left_out(order: Order) -> None:
    """The notes that lost workers left beside the shards say what it was; they go with the chunk's end."""
    lost = order.task.out / "lost"
    lost.mkdir()
    (lost / "part-00000000.json").write_text('[[7, "0001.txt"]]', encoding="utf-8")
    with Note(lost / "part-00000000.note") as note:
        note.begin(7, "0001.txt")
    answer = carry(replace(order, careful=True))
    assert answer.lines == ("workers were lost at 0001.txt (its machine or its worker was lost): it is set aside",)
    assert (answer.receipt.documents, answer.receipt.aside) == (2, 1)
    assert not lost.exists()


def test_a_process_that_was_stopped_is_not_used_again(order: Order) -> None:
    """A batch that ends while its last chunk is being given back must not leave the next one a stopped process."""
    hands = _Hands()
    before, after = hands.take(order.task), hands.take(order.task)
    before.stop()
    hands.give_back(before)
    hands.give_back(after)
    after.stop()
    fresh = hands.take(order.task)
    assert not fresh.is_stopped
