"""The ways founding, term and duration are told: ``tests/cases/assemble/timeline_phrasing.yaml`` through the whole chain."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.run import Pipeline

_CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "assemble" / "timeline_phrasing.yaml").read_text(encoding="utf-8")
)
_FIELDS = {"founded": "founded", "start": "start", "end": "end", "months": "duration_months"}


def _announce(case: dict[str, Any]) -> str:
    """Put what a case says into an announcement of one network."""
    day = f"Lage, {case['day']}. " if "day" in case else ""
    return (
        f"Klimaschutznetzwerk Mustertal\n\n{day}Im Klimaschutznetzwerk Mustertal geht es um Energie.\n{case['says']}\n\n"
        "Mitglieder sind die Städte Lage und Lemgo sowie die Gemeinde Leopoldshöhe.\n"
    )


@pytest.mark.parametrize("case", _CASES, ids=[case["says"][:60] for case in _CASES])
def test_dates_are_read_however_they_are_told(case: dict[str, Any], chain: Pipeline) -> None:
    """What the case names is read, and nothing else."""
    (record,) = chain.extract_text(_announce(case)).networks
    assert {name: getattr(record, field) for name, field in _FIELDS.items()} == {name: case.get(name) for name in _FIELDS}
