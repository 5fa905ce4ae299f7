"""Rate and time left are those of this run and of lately, and somebody hears of them without a terminal, too."""

import pytest

from pipeline.bulk import progress
from pipeline.bulk.progress import Meter, watching
from pipeline.bulk.shapes import Receipt


def _receipt(documents: int = 0, failed: int = 0, weight: int = 0) -> Receipt:
    return Receipt(0, "", documents=documents, failed=failed, weight=weight)


def test_what_was_done_before_does_not_count_for_the_rate() -> None:
    """After a restart the rate is not that of reading receipts."""
    meter = Meter(0)
    meter.total = 1_000
    meter.earlier(_receipt(documents=500, weight=500))
    meter.add(_receipt(documents=10, weight=100), 10)
    assert (meter.documents, meter.rate(10), meter.left(10)) == (510, 1, 40)


def test_the_rate_is_that_of_lately() -> None:
    """A machine that got busy an hour ago is slow now."""
    meter = Meter(0)
    for clock in range(1, 101):
        meter.add(_receipt(documents=100), clock)
    for clock in range(101, 301):
        meter.add(_receipt(documents=1), clock)
    assert meter.rate(300) == 1
    assert meter.whole(300) == "0:05:00, 34/s"


def test_nothing_is_said_that_is_not_known() -> None:
    """Neither a rate before the first document nor a time without a total."""
    meter = Meter(0)
    assert (meter.line(5), meter.left(5)) == ("0 documents", None)


def test_without_a_terminal_lines_are_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Now and then, for the log of a night's run."""
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.0)
    with watching() as watcher:
        watcher.meter.add(_receipt(documents=1, failed=2), 1)
        watcher.show()
    assert capsys.readouterr().err.startswith("netzlese: 1 document, ")
