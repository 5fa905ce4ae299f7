"""A batch gives the same folder by one process and by several, after kills and over poison; and refuses to mix two batches."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.bulk import ledger as books
from pipeline.bulk import runner, work
from pipeline.bulk.local import LocalEngine, cores
from pipeline.bulk.progress import watching
from pipeline.bulk.runner import Batch, Outcome
from pipeline.bulk.shapes import Chunk, Engine, Job, Receipt
from pipeline.bulk.versions import versions
from pipeline.cli import main
from pipeline.errors import NetzleseError, SettingsError
from tests.unit.bulk.accidents import HANG, NAME, ONCE, POISON
from tests.unit.bulk.material import ledger, lines, results, texts, written

COMMAND = [sys.executable, "-m", "pipeline.cli", "batch"]
PATIENCE = 120


@pytest.fixture(autouse=True)
def _here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers find the tests beside the code."""
    monkeypatch.chdir(root)


class Inline:
    """Carry out chunks in this very process, where a test is about the books and not about workers."""

    def run(
        self, chunks: Iterable[Chunk], out: Path, job: Job, on_receipt: Callable[[Receipt], None], *, tell: Callable[[str], None]
    ) -> None:
        """Carry out all chunks."""
        for chunk in chunks:
            on_receipt(work.process(chunk, out, job))


def _run(
    out: Path, *given: Path, engine: Engine | None = None, again: bool = False, date: str | None = None, documents: int = 2
) -> tuple[Outcome, list[str]]:
    """Run a batch of small shards; the checks of versions and folders are those of the command."""
    told: list[str] = []
    batch = Batch(list(map(str, given)), out, Job(documents=documents, date=date), again=again, tell=told.append)
    with watching() as watcher:
        return batch.run(engine or Inline(), watcher), told


def test_one_worker_and_three_write_the_same(tmp_path: Path) -> None:
    """Every byte of every file, a broken line included; and the same as without any worker."""
    folder = texts(tmp_path / "in", 5)
    path = lines(folder / "b.jsonl", 5)
    path.write_bytes(path.read_bytes() + b"{broken\n")
    outcomes = [_run(tmp_path / str(workers), folder, engine=LocalEngine(workers))[0] for workers in (1, 3)]
    outcomes.append(_run(tmp_path / "inline", folder)[0])
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert (outcomes[0].totals.documents, outcomes[0].totals.failed, outcomes[0].totals.shards) == (10, 1, 6)
    assert written(tmp_path / "1") == written(tmp_path / "3") == written(tmp_path / "inline")
    assert [row["source"] for row in ledger(tmp_path / "1")] == [f"{path}:6"]


@pytest.mark.slow
def test_poison_is_named_and_set_aside(tmp_path: Path) -> None:
    """A document that ends its worker twice, one that hangs, and one that has bad luck once; all others are read."""
    folder, out = texts(tmp_path / "in", 3), tmp_path / "out"
    for name in (POISON, HANG, ONCE):
        shutil.copy(folder / "0000.txt", folder / name)
    outcome, told = _run(out, folder, engine=LocalEngine(2, timeout=5, process=NAME))
    assert (outcome.totals.documents, outcome.totals.aside, outcome.totals.failed) == (4, 2, 2)
    rows = {Path(row["source"]).name: row["reason"] for row in ledger(out)}
    assert set(rows) == {POISON, HANG}
    assert "SIGSEGV" in rows[POISON]
    assert "too long" in rows[HANG]
    assert sum("set aside" in line for line in told) == 2
    assert sum(ONCE in line for line in told) == 1


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    """The second run writes no shard; a part whose shard or receipt was damaged is made again."""
    folder, out = texts(tmp_path / "in", 6), tmp_path / "out"
    _run(out, folder)
    before = written(out)
    stamps = [path.stat().st_mtime_ns for path in sorted(out.glob("part-*"))]
    outcome, _ = _run(out, folder)
    assert (outcome.earlier, outcome.totals.documents) == (3, 6)
    assert [path.stat().st_mtime_ns for path in sorted(out.glob("part-*"))] == stamps
    (out / "part-00000001.jsonl").write_bytes(b"half a sh")
    (out / "receipts" / "part-00000002.json").write_bytes(b"{")
    assert _run(out, folder)[0].earlier == 1
    assert written(out) == before


def test_changed_sources_change_their_part(tmp_path: Path) -> None:
    """And what is left of an earlier, larger batch goes."""
    folder, out = texts(tmp_path / "in", 6), tmp_path / "out"
    _run(out, folder)
    (folder / "0005.txt").unlink()
    (folder / "0004.txt").unlink()
    os.utime(folder / "0003.txt", ns=(1, 1))
    assert _run(out, folder)[0].earlier == 1
    _run(tmp_path / "fresh", folder)
    assert written(out) == written(tmp_path / "fresh")


def test_other_settings_are_refused(tmp_path: Path) -> None:
    """Half of the shards by one rule and half by another would help nobody; --again begins anew."""
    folder, out = texts(tmp_path / "in", 1), tmp_path / "out"
    _run(out, folder)
    with pytest.raises(SettingsError, match=r"--date \(then none, now 2021-05-03\)"):
        _run(out, folder, date="2021-05-03")
    assert _run(out, folder, date="2021-05-03", again=True)[0].earlier == 0


def test_other_sources_are_refused(tmp_path: Path) -> None:
    """They would take the places of the first."""
    _run(tmp_path / "out", texts(tmp_path / "in", 1))
    with pytest.raises(SettingsError, match="sources"):
        _run(tmp_path / "out", texts(tmp_path / "other", 1))


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other word lists read otherwise."""
    _run(tmp_path / "out", texts(tmp_path / "in", 1))
    monkeypatch.setattr(runner, "versions", lambda: {**versions(), "lexicons": "new"})
    with pytest.raises(SettingsError, match="word lists"):
        _run(tmp_path / "out", tmp_path / "in")


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    """Also with --again: nothing is removed that no batch wrote."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-of-my-thesis.txt").touch()
    for again in (False, True):
        with pytest.raises(SettingsError, match="other files"):
            _run(tmp_path / "out", texts(tmp_path / "in", 1), again=again)


def test_two_batches_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second is refused while the first is at work."""
    (tmp_path / "out").mkdir()
    with books.locked(tmp_path / "out"), pytest.raises(SettingsError, match="at work"):
        _run(tmp_path / "out", texts(tmp_path / "in", 1))


@pytest.mark.parametrize("engine", [Inline(), LocalEngine(1)], ids=["inline", "local"])
def test_a_worker_that_may_not_write_stops_the_batch(tmp_path: Path, engine: Engine) -> None:
    """No ledger could hold that; here a folder stands where a shard should."""
    folder, out = texts(tmp_path / "in", 1), tmp_path / "out"
    _run(out, folder)
    (out / "part-00000000.jsonl").unlink()
    (out / "part-00000000.jsonl").mkdir()
    with pytest.raises(OSError, match="part-00000000"):
        _run(out, folder, engine=engine)
    assert not list(out.glob(".*"))


def _batch(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["batch", *words, str(tmp_path / "out")])


def test_the_command_says_what_came_of_it(tmp_path: Path) -> None:
    """One line, exit code 3 where something could not be read, and nothing on standard output."""
    folder = texts(tmp_path / "in", 2)
    (folder / "bad.jsonl").write_text("{broken")
    (folder / "picture.png").touch()
    done = _batch(tmp_path, str(folder), "--workers", "1")
    assert (done.exit_code, done.stdout) == (3, "")
    out = tmp_path / "out"
    said = re.sub(r" in \d:\d\d:\d\d, [\d.]+/s", "", done.stderr)
    assert said == (
        f"netzlese: {out}: 2 documents, 2 networks in 1 shard; 1 not read: see {out / 'ledger.jsonl'}; passed over: 1 file of other kinds\n"
    )
    assert len(results(out)) == 2
    assert json.loads((out / "batch.json").read_bytes())["counts"]["failed"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["gone"], 2, "no such file"),
        (["*.gone"], 2, "no file matches"),
        (["-"], 2, "standard input"),
        (["docs", "--scheduler", "tcp://a:1"], 2, "--engine dask"),
        (["docs", "--shard", "0"], 2, "--shard"),
    ],
)
def test_wrong_usage_is_one_line_and_leaves_no_folder(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    """Before any worker is started."""
    done = _batch(tmp_path, *words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_gives_no_documents(tmp_path: Path) -> None:
    """As ``extract`` ends with 3 where nothing was read."""
    (tmp_path / "in").mkdir()
    done = _batch(tmp_path, str(tmp_path / "in"))
    assert (done.exit_code, "0 documents" in done.stderr) == (3, True)


def test_cores_are_counted() -> None:
    """At least one, at most those of the machine."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found


def _begun(out: Path) -> bool:
    """Wait for the first receipt."""
    deadline = time.monotonic() + PATIENCE
    while not (found := any(out.glob("receipts/*.json"))) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc")
def test_kill_and_go_on(tmp_path: Path) -> None:
    """After kill -9 of a worker the run goes on; after that of all, or of the leader alone, the same command does; the bytes are the same."""
    folder, fresh = texts(tmp_path / "in", 60), tmp_path / "fresh"
    _run(fresh, folder, documents=3)
    for whom in ("worker", "all", "leader"):
        command = [*COMMAND, str(folder), str(tmp_path / whom), "--workers", "2", "--shard", "3"]
        running = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert _begun(tmp_path / whom)
        workers = _children(running.pid)
        for pid in {"worker": workers[:1], "all": [*workers, running.pid], "leader": [running.pid]}[whom]:
            os.kill(pid, signal.SIGKILL)
        _, talk = running.communicate(timeout=PATIENCE)
        if whom != "worker":
            assert running.returncode == -signal.SIGKILL
            done = subprocess.run(command, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
            assert (done.returncode, b"from before" in done.stderr) == (0, True), done.stderr
        else:
            assert (running.returncode, b"lost" in talk) == (0, True), talk
        assert written(tmp_path / whom) == written(fresh)


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    """And leaves no process, no half-written file, and exit code 130."""
    folder = texts(tmp_path / "in", 200)
    out = tmp_path / "out"
    running = subprocess.Popen(
        [*COMMAND, str(folder), str(out), "--workers", "2", "--shard", "5"],
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - a background run ignores it
    )
    assert _begun(out)
    workers = _children(running.pid)
    running.send_signal(signal.SIGINT)
    _, talk = running.communicate(timeout=PATIENCE)
    assert (running.returncode, "the same command goes on" in talk.decode()) == (130, True), talk
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_workers_that_cannot_begin_end_the_batch(tmp_path: Path) -> None:
    """With a sentence, not with a thousand tries."""
    with pytest.raises(NetzleseError, match="5 times"):
        _run(tmp_path / "out", texts(tmp_path / "in", 1), engine=LocalEngine(1, process="tests.unit.bulk.gone:process"))
