"""Files are found in the order of their paths, each once, and never held all at once."""

import os
from pathlib import Path

import pytest

from pipeline.bulk.walk import check_given, in_order, walk
from pipeline.errors import ReadError, SettingsError
from pipeline.read import Reader
from pipeline.settings import Settings
from tests.unit.bulk.material import texts


def _tree(folder: Path) -> Path:
    for name in (
        "a/z.txt",
        "a-b/c.txt",
        "a.txt",
        "b/x/y/1.html",
        "b/x-1.txt",
        "ä.md",
        ".hidden.txt",
        "b/.git/n.txt",
        "pic.png",
        "~$a.docx",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text", encoding="utf-8")
    return folder


def test_a_folder_is_read_in_the_order_of_extract(tmp_path: Path) -> None:
    """A stroke sorts behind a dash and before a letter, as in the sorted whole paths."""
    folder = str(_tree(tmp_path))
    assert [path for path, _ in walk([folder])] == Reader(Settings()).expand([folder])


def test_the_order_of_what_is_given_does_not_matter(tmp_path: Path) -> None:
    """Nor does naming a file twice, by itself, its folder and a pattern."""
    folder = _tree(tmp_path)
    given = [str(folder / "a.txt"), str(folder), str(folder / "*.txt"), str(folder / "**" / "*.txt")]
    assert list(walk(given)) == list(walk(given[::-1])) == list(walk([str(folder)]))


def test_names_are_sorted_in_pieces(tmp_path: Path) -> None:
    """More names than fit into a run give the same order, those that are no UTF-8 included."""
    names = [f"{number * 7919 % 1000:03}" for number in range(1000)] + [os.fsdecode(b"9\xff")]
    assert list(in_order(names, run=64)) == sorted(names)


def test_what_is_no_document_is_named(tmp_path: Path) -> None:
    """Hidden files are nobody's business, pictures are counted."""
    passed: list[str] = []
    list(walk([str(_tree(tmp_path))], passed=passed.append))
    assert passed == [str(tmp_path / "pic.png")]


def test_the_results_are_not_read(tmp_path: Path) -> None:
    """Results inside the folder that is read, or met by a pattern, are left alone."""
    folder = texts(tmp_path, 2)
    texts(folder / "out", 2)
    assert [Path(path).parent for path, _ in walk([str(folder)], leave=folder / "out")] == [folder, folder]
    assert [Path(path).parent for path, _ in walk([f"{folder}/**/*.txt"], leave=folder / "out")] == [folder, folder]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A link to a folder above is not entered, one to a folder elsewhere is, once."""
    inside, outside = texts(tmp_path / "in", 1), texts(tmp_path / "elsewhere", 1)
    (inside / "up").symlink_to(inside)
    (inside / "one").symlink_to(outside)
    (inside / "two").symlink_to(outside)
    assert len(list(walk([str(inside)]))) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_locked_folder_is_found_with_its_reason(tmp_path: Path) -> None:
    """It becomes a row of the ledger, and the rest is read."""
    locked = texts(tmp_path / "b", 1)
    texts(tmp_path, 1)
    locked.chmod(0)
    found = list(walk([str(tmp_path)]))
    locked.chmod(0o700)
    assert [bool(fault) for _, fault in found] == [False, True]


@pytest.mark.parametrize(
    ("name", "words"),
    [("gone.txt", "no such file"), ("*.gone", "no file matches"), ("-", "standard input")],
)
def test_what_is_not_there_is_refused(name: str, words: str) -> None:
    """Before anything is done: a batch runs for hours."""
    with pytest.raises(SettingsError, match=words):
        check_given([name])


def test_addresses_are_refused() -> None:
    """Nothing is ever fetched."""
    with pytest.raises(ReadError, match="fetches nothing"):
        check_given(["https://www.example.org/a.warc.gz"])
