"""A store that is killed in the middle of writing."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.store import Store

#: fills a store for ever, and reports each transaction once it is done
_WRITER = """
import importlib.util, json, sys
from pipeline.store import Store

spec = importlib.util.spec_from_file_location("sampling", sys.argv[2])
sys.modules["sampling"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
make, store, number = module.Samples, Store.open(sys.argv[1]), 0
while True:
    number += 1
    key = f"{sys.argv[3]}-{number}"
    with store.writing() as writing:
        document = make.fill(writing, key, make.projection(*(make.item(f"{key}-{one}") for one in range(5))))
        decisions = [make.decision() for _ in range(3)]
        writing.add_decisions(document, decisions)
    print(json.dumps([key, [one.id for one in decisions]]), flush=True)
"""
_ROUNDS = 25


def _write_until_killed(where: str, root: Path, turn: int) -> dict[str, list[str]]:
    """Let a process write, kill it some moments after its first report, and give what it reported."""
    helper = str(Path(__file__).with_name("conftest.py"))
    command = [sys.executable, "-c", _WRITER, where, helper, str(turn)]
    reported: dict[str, list[str]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, text=True) as process:
        assert process.stdout is not None
        # moments that differ by less than a transaction takes, so that each round meets another step of one
        timer = threading.Timer(0.0017 * turn, process.kill)
        for line in process.stdout:
            if not reported:
                timer.start()
            if line.endswith("\n"):
                key, ids = json.loads(line)
                reported[key] = ids
        timer.join()
    assert process.returncode != 0
    return reported


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_it_reported(where: str, root: Path) -> None:
    """Killed again and again: whatever was reported is there, and no document is half there."""
    Store.open(where).close()
    reported: dict[str, list[str]] = {}
    for turn in range(_ROUNDS):
        reported |= _write_until_killed(where, root, turn)
    with Store.open(where) as store, store.reading() as reading:
        stored = {}
        for document in reading.document_ids():
            row = reading.document(document)
            assert row is not None
            assert (row.version, row.revision, len(reading.items(document))) == (1, 2, 5)
            assert reading.report(row.extraction)
            stored[row.key] = [one.decision.id for one in reading.decisions(document)]
            assert len(stored[row.key]) == 3
        assert {key: stored.get(key) for key in reported} == reported
        assert len(reported) >= _ROUNDS
        group = reading.groups()[0][0]
        assert (group.count, group.documents) == (5 * len(stored), len(stored))
