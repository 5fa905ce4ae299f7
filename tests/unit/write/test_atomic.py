"""Writing a file whole or not at all."""

import stat
from pathlib import Path

import pytest

from pipeline.write import writing


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    """Until then there is nothing of its name."""
    target = tmp_path / "out.json"
    with writing(target) as stream:
        stream.write(b"{}")
        assert not target.exists()
    assert target.read_bytes() == b"{}"
    assert _left(tmp_path) == ["out.json"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    """Nothing half-written, nothing left behind, ctrl-C included."""
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(error), writing(target) as stream:
        stream.write(b"half")
        raise error
    assert target.read_text() == "old"
    assert _left(tmp_path) == ["out.json"]


def test_the_file_has_usual_rights(tmp_path: Path) -> None:
    """A temporary file is private; the result must be readable like any other file."""
    usual, ours = tmp_path / "usual", tmp_path / "ours"
    usual.write_text("")
    with writing(ours):
        pass
    assert stat.S_IMODE(ours.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What the link points to is replaced."""
    target, link = tmp_path / "real", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with writing(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("name", ["missing/out.json", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    """A missing folder and a folder in place of a file are errors before anything is read."""
    with pytest.raises(OSError, match="folder"), writing(tmp_path / name):
        pytest.fail("opened")
