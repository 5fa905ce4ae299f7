"""Inputs that are no announcement, or a strange one: a clear outcome for each, never a traceback."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SENTENCE = "Das Klimaschutznetzwerk Mustertal startete im Juli 2020 in der Stadt Lünen. "
FILLER = "Der Rat hat über den Haushalt beraten und die Sitzung gegen Abend geschlossen. "


def _extract(folder: Path, *words: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "pipeline.cli", "extract", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300, **more)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def _report(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    assert done.returncode == 0, done.stderr.decode()
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_an_empty_file_is_a_report_with_a_finding(tmp_path: Path) -> None:
    """Nothing to read is said, not hidden."""
    (tmp_path / "a.txt").write_text("")
    report = _report(_extract(tmp_path, "a.txt"))
    assert report["networks"] == []
    assert report["findings"]


def test_a_binary_file_is_refused_in_one_line(tmp_path: Path) -> None:
    """Exit 3 and what to do, whatever the file is called."""
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 40)
    done = _extract(tmp_path, "a.txt")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, b"", 1)
    assert b"a.txt: is binary data" in done.stderr


def test_a_folder_without_documents_is_said(tmp_path: Path) -> None:
    """Exit 3 and one line."""
    (tmp_path / "empty").mkdir()
    done = _extract(tmp_path, "empty")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"empty: the folder holds no documents" in done.stderr


@pytest.mark.slow
def test_twenty_megabytes_are_read(tmp_path: Path) -> None:
    """A text of that size takes its time, but is read whole, in several reports, and what stands in it is found."""
    lines = (FILLER * 10 + "\n") * (20_000_000 // (len(FILLER) * 10))
    (tmp_path / "a.txt").write_text(SENTENCE + "\n" + lines, encoding="utf-8")
    done = _extract(tmp_path, "a.txt", "--format", "jsonl")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert "".join(report["text"] for report in reports) == SENTENCE + "\n" + lines
    assert [report["document"]["part"] for report in reports] == [
        f"{number}/{len(reports)}" for number in range(1, len(reports) + 1)
    ]
    assert reports[0]["networks"][0]["name"] == "Klimaschutznetzwerk Mustertal"


def test_a_line_of_half_a_million_characters_is_read(tmp_path: Path) -> None:
    """No sentence is that long; the chain must not take it for one that needs grammar throughout."""
    (tmp_path / "a.txt").write_text(SENTENCE + "wort " * 100_000, encoding="utf-8")
    assert _report(_extract(tmp_path, "a.txt"))["networks"][0]["start"] == "2020-07"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    """A text is read in what it was written in."""
    (tmp_path / "a.txt").write_bytes((SENTENCE * 3).encode(encoding))
    assert "Stadt Lünen" in _report(_extract(tmp_path, "a.txt"))["text"]


def test_a_text_in_english_gives_no_record(tmp_path: Path) -> None:
    """Its language is said, and nothing is read into it."""
    text = "The climate network of the region met in July 2020. The members talked about heat and the future of the towns.\n"
    (tmp_path / "a.txt").write_text(text * 3)
    report = _report(_extract(tmp_path, "a.txt"))
    assert (report["document"]["language"], report["networks"]) == ("en", [])


def test_one_bad_input_among_many_costs_nothing_else(tmp_path: Path) -> None:
    """Readable ones come out in order around it, what is damaged without a text, what is no document not at all; exit 3."""
    for name in ("a", "c"):
        (tmp_path / f"{name}.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "d.txt").write_bytes(b"a\0\0\0b")
    done = _extract(tmp_path, ".", "-o", "out.jsonl")
    assert done.returncode == 3
    reports = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [(Path(each["document"]["source"]).name, bool(each["text"])) for each in reports] == [
        ("a.txt", True),
        ("b.txt", False),
        ("c.txt", True),
    ]


def test_a_cold_start_is_short(tmp_path: Path) -> None:
    """One document with the whole chain loaded for it: 1.5 s on a quiet machine; here other tests run beside it."""
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _report(_extract(tmp_path, "a.txt"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 2.5
