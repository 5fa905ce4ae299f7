"""Dates, durations and status: every case of ``tests/cases/assemble/timeline.yaml`` through the whole chain."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.run import Pipeline

_CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "assemble" / "timeline.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_the_timeline_is_read_as_the_text_says(case: dict[str, Any], chain: Pipeline) -> None:
    """Founding, start, end, duration and status hold what the case expects, null included."""
    report = chain.extract_text(case["text"])
    assert len(report.networks) == 1, [network.name for network in report.networks]
    record = report.networks[0]
    assert {name: getattr(record, name) for name in case["expect"]} == case["expect"]
