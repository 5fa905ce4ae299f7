"""How far the stated confidence can be trusted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingsError
from pipeline.reliability import measure_reliability, read_reliability, write_reliability
from pipeline.score import score_document, summarise
from schemas.gold import GoldDocument
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

TEXT = "Das Netzwerk Nord startete im Juli 2020."


def _gold(**values: Any) -> GoldDocument:
    network: dict[str, Any] = {**dict.fromkeys(SCALAR_FIELDS), **{name: [] for name in LIST_FIELDS}, **values}
    network["evidence"] = {f"/{name}": "Netzwerk" for name in values}
    return GoldDocument.model_validate({"id": "a", "document": {"title": None, "date": None}, "networks": [network]})


def _evidence(confidence: float) -> list[dict[str, Any]]:
    return [{"start": 0, "end": 3, "text": "Das", "rule": "test.rule", "confidence": confidence}]


def test_values_are_counted_in_the_tenth_of_their_confidence(make_report: Callable[..., Report]) -> None:
    """One right value at .95 and one wrong one at .65 make two bins, and the error is their mean gap."""
    ours = {"name": "Netzwerk Nord", "start": "2021", "evidence": {"/name": _evidence(0.95), "/start": _evidence(0.65)}}
    gold = _gold(name="Netzwerk Nord", status="running", start="2020-07")
    reliability = measure_reliability(summarise([score_document("a", gold, make_report(TEXT, ours))]))
    assert [(each.low, each.values, each.confidence, each.right) for each in reliability.bins] == [
        (0.6, 1, 0.65, 0.0),
        (0.9, 1, 0.95, 1.0),
    ]
    assert reliability.error == pytest.approx((0.65 + 0.05) / 2)


def test_figures_come_back_as_they_were_written(tmp_path: Path, make_report: Callable[..., Report]) -> None:
    """The file holds everything the page shows."""
    ours = {"name": "Netzwerk Nord", "evidence": {"/name": _evidence(1.0)}}
    gold = _gold(name="Netzwerk Nord", status="running")
    reliability = measure_reliability(summarise([score_document("a", gold, make_report(TEXT, ours))]))
    write_reliability(tmp_path / "reliability.json", reliability)
    assert read_reliability(tmp_path / "reliability.json") == reliability


def test_a_broken_file_is_named_with_what_writes_it(tmp_path: Path) -> None:
    """The message says which command makes a right one."""
    path = tmp_path / "reliability.json"
    path.write_text("{}")
    with pytest.raises(SettingsError, match=r"reliability\.json.*measure_reliability"):
        read_reliability(path)
