"""A batch on a real cluster of processes, through everything that can end one of them: nothing is lost, doubled or different."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.bulk import dask_cluster
from pipeline.bulk.dask_engine import DaskEngine
from pipeline.errors import NetzleseError
from tests.cluster.accidents import NAME, SHARD, lead
from tests.cluster.conftest import Machines, shards, wait_until
from tests.unit.bulk.material import ledger, written

pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask's own warnings are not ours


def _engine(machines: Machines, *, timeout: float = 60) -> DaskEngine:
    return DaskEngine(str(machines.file), timeout=timeout, process=NAME)


def test_a_lost_worker_costs_nothing(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path]
) -> None:
    """A machine that goes in mid-run leaves its chunk to another, and a new one is put to work."""
    source, out = sources(32, usual="slow"), tmp_path / "out"
    machines.scheduler()
    lost, _stays = machines.worker(), machines.worker()

    def lose_one() -> None:
        wait_until(lambda: len(shards(out)) > 1)
        machines.kill(lost)
        machines.worker()

    accident = threading.Thread(target=lose_one)
    accident.start()
    told = lead(source, out, _engine(machines))
    accident.join()
    assert [line for line in told if re.fullmatch(r"worker \S+ is gone; \d left", line)]
    assert written(out) == written(alone(source))


def test_what_ends_or_hangs_its_worker_is_set_aside(
    tmp_path: Path, sources: Callable[..., Path], alone: Callable[..., Path]
) -> None:
    """The document alone, by its name and as on one machine; an accident that happens once costs nothing."""
    source, out = sources(12, poison=1, hang=6, once=9), tmp_path / "out"
    told = lead(source, out, DaskEngine(workers=3, timeout=4, process=NAME))
    assert [(row["what"], Path(row["source"]).stem) for row in ledger(out)] == [("aside", "01-poison"), ("aside", "06-hang")]
    assert sum("it is set aside" in line for line in told) == 2
    assert written(out) == written(alone(source, timeout=4))


def test_what_takes_whole_workers_along_is_set_aside(tmp_path: Path, machines: Machines, sources: Callable[..., Path]) -> None:
    """Where the workers of Dask die themselves, time and again, the culprit is found out by the notes it leaves beside the shards."""
    source, out = sources(plague=9), tmp_path / "out"
    machines.scheduler()
    for _ in range(2):
        machines.worker()
    told = lead(source, out, _engine(machines))
    assert [(row["what"], Path(row["source"]).stem, row["shard"]) for row in ledger(out)] == [("aside", "09-plague", 9 // SHARD)]
    assert sum(len(shard.read_bytes().splitlines()) for shard in out.glob("part-*.jsonl")) == 23
    assert not (out / "lost").exists()
    assert any("under watch" in line for line in told)


def test_a_scheduler_that_comes_back_is_found(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was handed out is handed out again, to a new scheduler at a new address."""
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 2.0)
    source, out = sources(32, usual="slow"), tmp_path / "out"
    scheduler, worker = machines.scheduler(), machines.worker()

    def change_it() -> None:
        wait_until(lambda: len(shards(out)) > 1)
        machines.kill(scheduler)
        machines.kill(worker)
        machines.scheduler()
        machines.worker()

    accident = threading.Thread(target=change_it)
    accident.start()
    told = lead(source, out, _engine(machines))
    accident.join()
    assert [line.split(" answer")[-1] for line in told if "the scheduler" in line][-1] == "s again"
    assert written(out) == written(alone(source))


def test_a_scheduler_that_is_gone_stops_the_batch_which_goes_on_later(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a word on what to do; no finished shard is made twice."""
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 2.0)
    monkeypatch.setattr(dask_cluster, "RECONNECT_SECONDS", 1.0)
    source, out = sources(32, usual="slow"), tmp_path / "out"
    scheduler, worker = machines.scheduler(), machines.worker()

    def take_it() -> None:
        wait_until(lambda: len(shards(out)) > 1)
        machines.kill(scheduler)
        machines.kill(worker)

    accident = threading.Thread(target=take_it)
    accident.start()
    with pytest.raises(NetzleseError, match=r"is gone; start it and its workers, then give the same command again"):
        lead(source, out, _engine(machines))
    accident.join()
    before = shards(out)
    machines.scheduler()
    machines.worker()
    lead(source, out, _engine(machines))
    assert before
    assert before.items() <= shards(out).items()
    assert written(out) == written(alone(source))


def test_a_batch_that_was_killed_goes_on(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path]
) -> None:
    """All of it at once, client and cluster; the same command finishes what is left and touches nothing that was done."""
    source, out = sources(32, usual="slow"), tmp_path / "out"
    processes = [machines.scheduler(), machines.worker(), machines.worker()]
    processes.append(machines.start("tests.cluster.accidents", str(source), str(out), str(machines.file)))
    wait_until(lambda: len(shards(out)) > 1)
    for process in reversed(processes):
        machines.kill(process)
    before = shards(out)
    assert 0 < len(before) < 8
    lead(source, out, DaskEngine(workers=2, timeout=60, process=NAME))
    assert before.items() <= shards(out).items()
    assert written(out) == written(alone(source))


def test_a_worker_with_other_word_lists_gets_no_work(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path]
) -> None:
    """It would read the same text otherwise; where no other is there, the batch says so and ends."""
    own = tmp_path / "home" / "lexicons"
    own.mkdir(parents=True)
    (own / "programmes.yaml").write_text("name: programmes\nadd: []\n", encoding="utf-8")
    source, out = sources(), tmp_path / "out"
    machines.scheduler()
    machines.worker(NETZLESE_HOME=str(own.parent))
    with pytest.raises(NetzleseError, match=r"none of the 1 workers .* another Netzlese than the batch was begun with"):
        lead(source, out, _engine(machines))
    machines.worker()
    lead(source, out, _engine(machines))
    assert written(out) == written(alone(source))
    wait_until(lambda: not machines.hands(), 20)  # the cluster is left as it was found


def test_nobody_at_the_address_is_said(tmp_path: Path, sources: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, with what to do."""
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(NetzleseError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 .*start one with 'dask scheduler'"):
        lead(sources(4), tmp_path / "out", DaskEngine("tcp://127.0.0.1:9", timeout=60, process=NAME))
