"""Watching a folder: each content once, through changes, restarts and kills, and two runs never share a file."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import watch as watch_module
from pipeline.errors import SettingsError
from pipeline.settings import Settings
from pipeline.watch import Done, Ledger, Watch

TEXT = "Das Klimaschutznetzwerk {} startet im Juli 2021. Die Städte Lünen, Werne und Selm machen mit.\n"


def _put(folder: Path, name: str, text: str) -> None:
    """Write a file that came to rest some time ago."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000 + len(text)))


def _run(folder: Path, output: Path) -> list[Done]:
    """Read what is new, and give what was told."""
    told: list[Done] = []
    Watch(folder, output, Settings(), every=0.2).run(told.append, once=True)
    return told


def _sources(output: Path) -> list[str]:
    return [Path(json.loads(line)["document"]["source"]).name for line in output.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Give a folder with two announcements, and one file that is none."""
    folder = tmp_path / "inbox"
    _put(folder, "a.txt", TEXT.format("Lippe"))
    _put(folder, "sub/b.txt", TEXT.format("Seseke"))
    _put(folder, "c.bin", "x")
    return folder


def test_what_is_there_is_read_once(inbox: Path, tmp_path: Path) -> None:
    """A second look, and a second run, find nothing new."""
    output = tmp_path / "r.jsonl"
    assert [(Path(done.source).name, done.reports, done.networks) for done in _run(inbox, output)] == [
        ("a.txt", 1, 1),
        ("b.txt", 1, 1),
    ]
    assert _run(inbox, output) == []
    assert _sources(output) == ["a.txt", "b.txt"]


def test_content_counts_not_the_name(inbox: Path, tmp_path: Path) -> None:
    """A copy is known; a file that changed is read again, and its old report stays."""
    output = tmp_path / "r.jsonl"
    _run(inbox, output)
    _put(inbox, "copy.txt", TEXT.format("Lippe"))
    assert _run(inbox, output) == []
    _put(inbox, "a.txt", TEXT.format("Lippe-Ost"))
    assert [Path(done.source).name for done in _run(inbox, output)] == ["a.txt"]
    assert _sources(output) == ["a.txt", "b.txt", "a.txt"]


def test_results_inside_the_folder_are_no_input(inbox: Path) -> None:
    """Results and ledger may lie in the watched folder."""
    output = inbox / "r.jsonl"
    _run(inbox, output)
    assert _run(inbox, output) == []
    assert _sources(output) == ["a.txt", "b.txt"]


def test_what_cannot_be_read_is_told_once(inbox: Path, tmp_path: Path) -> None:
    """A bad file is named, costs no other, and is not tried again until it changes."""
    (inbox / "bad.txt").write_bytes(b"x\0\0\0\1\2")
    output = tmp_path / "r.jsonl"
    told = {Path(done.source).name: done for done in _run(inbox, output)}
    assert "binary data" in told["bad.txt"].failures[0]
    assert _sources(output) == ["a.txt", "b.txt"]
    assert _run(inbox, output) == []


def test_a_file_that_still_grows_waits(inbox: Path, tmp_path: Path) -> None:
    """A file is taken only when two looks find it the same."""
    watch = Watch(inbox, tmp_path / "r.jsonl", Settings())
    assert watch._look() == ([], True)
    _put(inbox, "a.txt", TEXT.format("Lippe") * 2)
    settled, waiting = watch._look()
    assert ([Path(path).name for path, _ in settled], waiting) == (["b.txt"], True)


def test_a_report_that_a_kill_left_is_not_doubled(inbox: Path, tmp_path: Path) -> None:
    """What was begun and not done begins again: half a line goes, a whole one is known."""
    output = tmp_path / "r.jsonl"
    _run(inbox, output)
    ledger = Path(f"{output}.seen")
    rows = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(rows[:-1]) + rows[-1][:10])  # b.txt was begun; the line that says done is cut off
    whole = output.read_bytes()
    output.write_bytes(whole + b'{"schema_version":"1.')
    _run(inbox, output)
    assert output.read_bytes() == whole


def test_lost_ledger_doubles_nothing(inbox: Path, tmp_path: Path) -> None:
    """Without its ledger a run reads everything again and adds only what is new."""
    output = tmp_path / "r.jsonl"
    _run(inbox, output)
    whole = output.read_bytes()
    Path(f"{output}.seen").unlink()
    _run(inbox, output)
    assert output.read_bytes() == whole


def test_a_last_line_without_end_gets_one(inbox: Path, tmp_path: Path) -> None:
    """Results of another hand may lack the last line end; what is added never joins their last line."""
    output = tmp_path / "r.jsonl"
    _run(inbox, output)
    output.write_bytes(output.read_bytes().rstrip(b"\n"))
    _put(inbox, "d.txt", TEXT.format("Nord"))
    _run(inbox, output)
    assert _sources(output) == ["a.txt", "b.txt", "d.txt"]


def test_results_that_are_replaced_meanwhile_are_gone_on_with(inbox: Path, tmp_path: Path) -> None:
    """An editor puts a new file in the old one's place; what comes later goes there, not into what nobody sees any more."""
    output = tmp_path / "r.jsonl"

    def replace(done: Done) -> None:
        if done.source.endswith("a.txt"):
            (tmp_path / "new").write_bytes(output.read_bytes())
            (tmp_path / "new").replace(output)

    Watch(inbox, output, Settings(), every=0.2).run(replace, once=True)
    assert _sources(output) == ["a.txt", "b.txt"]


def test_a_ledger_without_its_results_is_refused(inbox: Path, tmp_path: Path) -> None:
    """All that was read would be missing for ever, and nobody told."""
    output = tmp_path / "r.jsonl"
    _run(inbox, output)
    output.unlink()
    with pytest.raises(SettingsError, match="2 files were read into it; put it back, or remove"):
        _run(inbox, output)


@pytest.mark.parametrize("after", [None, TEXT.format("Später")])
def test_a_file_that_changes_while_it_is_read_is_not_done(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str | None
) -> None:
    """What was there at first may come again under another name; what is there afterwards is read, and no report is doubled."""
    output = tmp_path / "r.jsonl"
    first, path = TEXT.format("Lippe"), inbox / "a.txt"
    seen: list[str] = []

    def change(name: str) -> str | None:
        """Change the file right after its checksum was taken for the first time."""
        digest = real(name)
        if name == str(path) and not seen:
            seen.append(name)
            if after is None:
                path.unlink()
            else:
                _put(inbox, "a.txt", after)
        return digest

    real = watch_module._checksum
    monkeypatch.setattr(watch_module, "_checksum", change)
    _run(inbox, output)
    monkeypatch.undo()
    _put(inbox, "later.txt", first)
    _run(inbox, output)
    names = [record["name"] for line in output.read_text("utf-8").splitlines() for record in json.loads(line)["networks"]]
    expected = ["Klimaschutznetzwerk Lippe", "Klimaschutznetzwerk Seseke"] + (["Klimaschutznetzwerk Später"] if after else [])
    assert sorted(names) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_two_runs_never_share_results(tmp_path: Path) -> None:
    """The second of two is refused with the way out."""
    first, second = Ledger(tmp_path / "r.seen"), Ledger(tmp_path / "r.seen")
    first.open()
    with pytest.raises(SettingsError, match="name another file with -o"):
        second.open()
    first.close()
    second.open()
    second.close()


@pytest.mark.slow
def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed again and again in its work, the watch ends with every report once."""
    folder = tmp_path / "inbox"
    for number in range(60):
        _put(folder, f"{number:02}.txt", TEXT.format(f"Nummer {number}") * 20)
    output = tmp_path / "r.jsonl"
    command = [sys.executable, "-m", "pipeline.cli", "watch", str(folder), "-o", str(output), "--every", "0.2"]
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(4):
        size = output.stat().st_size if output.exists() else 0
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while (not output.exists() or output.stat().st_size <= size) and time.monotonic() < until and len(_safe(output)) < 60:
            time.sleep(0.01)
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        process.wait()
    _run(folder, output)
    assert sorted(_sources(output)) == [f"{number:02}.txt" for number in range(60)]


def _safe(output: Path) -> list[bytes]:
    return output.read_bytes().splitlines() if output.exists() else []
