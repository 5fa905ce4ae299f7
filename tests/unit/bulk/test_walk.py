"""Files are found in the order of their paths, each once, and never held all at once."""

import inspect
import os
import sys
from pathlib import Path

import pytest

from pipeline.bulk.order import in_order
from pipeline.bulk.walk import check_given, walk
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


def _names(folder: Path, *given: str) -> list[str]:
    return [os.path.relpath(path, folder) for path, _ in walk(list(given))]


def test_a_file_is_read_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative, absolute, with needless strokes, by a linked folder, a linked file and patterns."""
    folder = texts(tmp_path / "docs", 2)
    (tmp_path / "way").symlink_to(folder)
    (tmp_path / "one.txt").symlink_to(folder / "0000.txt")
    monkeypatch.chdir(tmp_path)
    for given in (
        [
            "docs",
            "./docs",
            str(folder),
            "docs/",
            "docs//",
            "way",
            "docs/0000.txt",
            "./docs/0001.txt",
            "one.txt",
            "*/*.txt",
            "**/*.txt",
        ],
        ["docs//*.txt", str(folder / "*.txt"), "way/*.txt", "*.txt"],
    ):
        assert [os.path.realpath(path) for path, _ in walk(given)] == [str(folder / "0000.txt"), str(folder / "0001.txt")]
        assert list(walk(given)) == list(walk(given[::-1]))


@pytest.mark.parametrize("order", [("l1", "l2"), ("l2", "l1")])
def test_the_first_of_two_links_counts_whichever_was_made_first(tmp_path: Path, order: tuple[str, str]) -> None:
    """The order in which a system lists a folder has no say."""
    texts(tmp_path / "outer", 1)
    (tmp_path / "in").mkdir()
    for name in order:
        (tmp_path / "in" / name).symlink_to("../outer")
    assert _names(tmp_path, str(tmp_path / "in")) == ["in/l1/0000.txt"]


def test_a_linked_file_is_read_where_nothing_else_comes_by(tmp_path: Path) -> None:
    """From a hidden folder or from outside, once; and a link that leads nowhere is found, so that the ledger names it."""
    folder, hidden = tmp_path / "in", texts(tmp_path / "in" / ".store", 1)
    texts(tmp_path / "out", 1)
    for name, target in (("a.txt", hidden / "0000.txt"), ("b.txt", hidden / "0000.txt"), ("c.txt", tmp_path / "out" / "0000.txt")):
        (folder / name).symlink_to(target)
    (folder / "d.txt").symlink_to(folder / "gone.txt")
    assert _names(folder, str(folder)) == ["a.txt", "c.txt", "d.txt"]
    assert _names(folder, str(folder / "*.txt")) == ["a.txt", "c.txt", "d.txt"]


def test_a_pattern_does_not_hide_what_only_a_link_reaches(tmp_path: Path) -> None:
    """Each of two links gives what the other's pattern does not match."""
    folder = texts(tmp_path / "outer", 1)
    (folder / "a.html").touch()
    for name in ("l1", "l2"):
        (tmp_path / name).symlink_to(folder)
    given = [str(tmp_path / "l1" / "*.txt"), str(tmp_path / "l[2]" / "*.html")]
    assert sorted(_names(tmp_path, *given)) == ["l1/0000.txt", "l2/a.html"]


def test_folders_may_be_nested_deeper_than_python_calls(tmp_path: Path) -> None:
    """What lies at the ground is found; a pattern that cannot go so deep says so."""
    ground = tmp_path.joinpath(*["d"] * 200)
    texts(ground, 1)
    texts(tmp_path, 1)
    pattern, usual = f"{tmp_path}/**/*.txt", sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        found = list(walk([str(tmp_path)]))
        check_given([pattern])
        matched = list(walk([pattern]))
    finally:
        sys.setrecursionlimit(usual)
    assert found == [(str(tmp_path / "0000.txt"), ""), (str(ground / "0000.txt"), "")]
    assert any("nested too deep" in fault for _, fault in matched)


def test_sources_among_the_results_are_refused(tmp_path: Path) -> None:
    """Beginning anew would throw them away."""
    texts(tmp_path / "out", 1)
    with pytest.raises(SettingsError, match="folder of the results"):
        check_given([str(tmp_path / "out" / "0000.txt")], leave=tmp_path / "out")
