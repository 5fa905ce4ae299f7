"""Damaged files of every kind: nothing escapes the readers and the chain, whatever was done to the bytes."""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tools.fuzz_readers import damage, fuzz_at_random, seeds

ROOT = Path(__file__).resolve().parents[3]


def test_every_kind_has_a_seed_that_is_read() -> None:
    """What is damaged is read well when it is sound, or the damages would prove nothing."""
    from pipeline.read import READERS, Failure, Reader  # noqa: PLC0415 - as the fuzzer does
    from pipeline.settings import Settings  # noqa: PLC0415

    files = seeds()
    assert set(READERS) - set(files) <= {"multipart/related", "application/mbox"}  # a mail by another name
    for kind, data in files.items():
        found = list(Reader(Settings()).read_bytes(data, source="a", media_type=kind))
        assert found, kind
        assert not any(isinstance(document, Failure) for document in found), kind
        assert any("Klimaschutznetzwerk" in document.raw for document in found if not isinstance(document, Failure)), kind


def test_damages_are_drawn_again_from_the_same_number() -> None:
    """A file that breaks a reader can be made again."""
    first, second = (damage(random.Random(5), b"Stadt Lage" * 9) for _ in range(2))  # noqa: S311 - no secret
    assert first == second != b"Stadt Lage" * 9


@pytest.mark.slow
@pytest.mark.parametrize("start", [1, 2])
def test_nothing_escapes_from_files_damaged_at_random(tmp_path: Path, start: int) -> None:
    """For some seconds: bytes changed, lost, doubled, cut."""
    assert fuzz_at_random(6, tmp_path, start=start) > 20


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed: Linux, Python up to 3.13")
def test_nothing_escapes_where_the_search_follows_the_code(tmp_path: Path) -> None:
    """Atheris steers the damages to what they reach in the readers; it ends with an error where anything escapes."""
    command = [sys.executable, str(ROOT / "tools" / "fuzz_readers.py"), "--seconds", "10", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done " in done.stderr


def test_what_escapes_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fuzzer itself can fail: a reader that raises leaves its file behind."""
    from tools import fuzz_readers  # noqa: PLC0415 - to be changed

    def broken(_kind: str, _data: bytes) -> None:
        msg = "no luck"
        raise ValueError(msg)

    monkeypatch.setattr(fuzz_readers, "reading", lambda: broken)
    with pytest.raises(ValueError, match="no luck"):
        fuzz_at_random(5, tmp_path)
    assert (tmp_path / "broken.bin").read_bytes()


def test_the_invariants_are_checked() -> None:
    """A document whose blocks overlap is refused by the check."""
    from schemas.document import Block, Document  # noqa: PLC0415 - only here
    from tools.fuzz_readers import check_document  # noqa: PLC0415

    document = Document(
        id="1", source="a", media_type="text/plain", sha256="", raw="Stadt", blocks=(Block("item", 0, 4), Block("item", 3, 5))
    )
    with pytest.raises(AssertionError, match="blocks"):
        check_document(document)
