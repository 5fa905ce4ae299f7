"""The compiled word lists in the user's cache: damaged ones are compiled anew, and nothing is left behind."""

import marshal
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.lexicon import Lexicons

LIST = """\
name: birds
about: x
source: x
licence: MIT
matching: casefold
entries:
  - {id: amsel, label: Amsel, variants: [Amsel]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with one list, and a cache of its own."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "birds.yaml").write_text(LIST, encoding="utf-8")
    return lists


def _cached(folder: Path) -> Path:
    (path,) = (folder.parent / "cache").glob("lexicons-*")
    return path


def _emptied(content: bytes) -> bytes:
    checksum, _, body = content.partition(b"\n")
    data = marshal.loads(body)  # noqa: S302 - written a moment ago
    return checksum + b"\n" + marshal.dumps({**data, "entries": [], "keys": [], "meanings": []})


def _bare(content: bytes) -> bytes:
    return _emptied(content).partition(b"\n")[2]


@pytest.mark.parametrize(
    "damage", [_emptied, _bare, lambda content: content[:-9], lambda _content: b"\xff\n", lambda _content: b""]
)
def test_a_damaged_cache_is_compiled_anew(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    """Also where it is still a valid value, only with words missing; and the cache is mended."""
    Lexicons.load(folder)
    whole = _cached(folder).read_bytes()
    _cached(folder).write_bytes(damage(whole))
    assert Lexicons.load(folder).scan("eine Amsel")["birds"]
    assert _cached(folder).read_bytes() == whole


def test_a_whole_cache_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists are not compiled twice."""
    Lexicons.load(folder)
    monkeypatch.setattr("pipeline.lexicon_cache.compile_lists", lambda _lists: {})
    assert Lexicons.load(folder).scan("eine Amsel")["birds"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_leaves_no_part(folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """A cache that cannot be written is no fault, and half of one goes; ctrl-C goes on its way."""

    def fill(path: Path, content: bytes) -> Any:
        path.open("wb").close()
        raise error

    monkeypatch.setattr(Path, "write_bytes", fill)
    if isinstance(error, OSError):
        assert Lexicons.load(folder).scan("eine Amsel")["birds"]
    else:
        with pytest.raises(KeyboardInterrupt):
            Lexicons.load(folder)
    assert os.listdir(folder.parent / "cache") == []  # noqa: PTH208 - names are enough
