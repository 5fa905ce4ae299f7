"""A lost worker is an accident once; twice at the same step it is that document."""

import pytest

from pipeline.bulk.blame import Blame
from pipeline.bulk.shapes import Chunk
from pipeline.errors import NetzleseError

CHUNK = Chunk(7, (), "")


def test_the_second_loss_at_a_step_sets_it_aside() -> None:
    """With a reason that is the same each time."""
    blame = Blame()
    assert [blame.lost(CHUNK, step, "SIGSEGV") for step in (4, 9, 4)] == [False, False, True]
    assert blame.skip(7) == {4: "set aside: it ended its worker 2 times (SIGSEGV)"}


def test_other_chunks_have_nothing_to_do_with_it() -> None:
    """Equal numbers of steps are other documents there; what is settled is forgotten."""
    blame = Blame()
    blame.lost(CHUNK, 4, "SIGSEGV")
    assert not blame.lost(Chunk(8, (), ""), 4, "SIGSEGV")
    blame.settled(7)
    assert not blame.lost(CHUNK, 4, "SIGSEGV")


def test_losses_without_a_document_end_the_batch() -> None:
    """No document can be at fault; a person has to look."""
    blame = Blame()
    assert not any(blame.lost(CHUNK, None, "SIGKILL") for _ in range(4))
    with pytest.raises(NetzleseError, match="5 times"):
        blame.lost(CHUNK, None, "SIGKILL")
