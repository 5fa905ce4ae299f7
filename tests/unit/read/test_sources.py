"""Files and folders: what is listed, what is refused, and that nothing hangs."""

import os
from pathlib import Path

import pytest

from pipeline.errors import ReadError
from pipeline.read.sources import binary_kind, expand, read_file

KINDS = frozenset({".txt", ".html"})


def write(folder: Path, *names: str) -> None:
    """Make files with a little text."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Stadt Lage", encoding="utf-8")


def names(folder: Path, found: list[str]) -> list[str]:
    """Show paths without the folder."""
    return [str(Path(path).relative_to(folder)) for path in found]


def test_folder_is_listed_deeply_and_sorted(tmp_path: Path) -> None:
    """Readable kinds below a folder come in the order of their paths; hidden ones never."""
    write(tmp_path, "b.txt", "a/z.HTML", "a/y.txt", ".hidden.txt", "~$b.txt", ".git/x.txt", "c.pdf", "d")
    notes: list[str] = []
    assert names(tmp_path, expand([str(tmp_path)], KINDS, notes)) == ["a/y.txt", "a/z.HTML", "b.txt"]
    assert len(notes) == 2
    assert "c.pdf" in notes[0]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that links to itself is listed once, and a link to itself is no file."""
    write(tmp_path, "a/x.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert names(tmp_path, expand([str(tmp_path)], KINDS)) == ["a/x.txt"]


def test_patterns(tmp_path: Path) -> None:
    """A pattern names files, also below; one that matches nothing stays, so that reading says so."""
    write(tmp_path, "b.txt", "a.txt", "sub/c.txt")
    assert names(tmp_path, expand([str(tmp_path / "*.txt")], KINDS)) == ["a.txt", "b.txt"]
    assert names(tmp_path, expand([str(tmp_path / "**" / "c*.txt")], KINDS)) == ["sub/c.txt"]
    assert expand([str(tmp_path / "*.md")], KINDS) == [str(tmp_path / "*.md")]


def test_a_file_named_like_a_pattern(tmp_path: Path) -> None:
    """A real name wins over its meaning as a pattern."""
    write(tmp_path, "a[1].txt", "a1.txt")
    assert names(tmp_path, expand([str(tmp_path / "a[1].txt")], KINDS)) == ["a[1].txt"]


def test_each_source_once(tmp_path: Path) -> None:
    """A file named twice is read once, in the order of its first naming."""
    write(tmp_path, "a.txt", "b.txt")
    first, second = str(tmp_path / "b.txt"), str(tmp_path / "a.txt")
    assert expand([first, str(tmp_path), "-", "-"], KINDS) == [first, second, "-"]


def test_folder_without_documents_stays(tmp_path: Path) -> None:
    """An empty folder is kept, for reading to complain about."""
    assert expand([str(tmp_path)], KINDS) == [str(tmp_path)]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Office file"),
        (b"{\\rtf1 Lage}", "an RTF file"),
        (b"text\0\0\0more\0", "binary data"),
        (bytes(range(1, 9)) * 10, "binary data"),
        ("Stadt Lage".encode("utf-16"), None),
        ("Stadt Lage".encode("utf-16-be"), None),
        ("Bürger".encode("cp1252"), None),
        (b"", None),
    ],
)
def test_binary_kinds(data: bytes, kind: str | None) -> None:
    """What is no text is named, and text in any encoding passes."""
    assert binary_kind(data) == kind


def test_missing_file() -> None:
    """A file that is not there is said so."""
    with pytest.raises(ReadError, match="no such file"):
        read_file("missing.txt", max_bytes=10)


def test_name_that_no_file_can_have() -> None:
    """A zero byte in a name is no crash."""
    with pytest.raises(ReadError, match="cannot be read"):
        read_file("a\0b.txt", max_bytes=10)


def test_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    """Nobody writes into this FIFO; opening it would never end."""
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="FIFO"):
        read_file(str(tmp_path / "pipe.txt"), max_bytes=10)
    assert expand([str(tmp_path)], KINDS) == [str(tmp_path)]


def test_device_is_refused() -> None:
    """A device without end is no document."""
    with pytest.raises(ReadError, match="device"):
        read_file("/dev/zero", max_bytes=10)


def test_too_large(tmp_path: Path) -> None:
    """A file over the limit is refused before it is read."""
    write(tmp_path, "a.txt")
    with pytest.raises(ReadError, match="larger"):
        read_file(str(tmp_path / "a.txt"), max_bytes=5)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    """A file that may not be read is said so."""
    write(tmp_path, "a.txt")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(ReadError, match="may not read"):
        read_file(str(tmp_path / "a.txt"), max_bytes=100)
