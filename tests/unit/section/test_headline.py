"""Headlines of plain texts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "section" / "headlines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_headline_is_that_of_the_case(chain: Pipeline, case: dict[str, Any]) -> None:
    """The first line that reads as a headline is the title; letterhead, dateline and kicker are none."""
    document = chain.stages[1](chain.stages[0](Reader(chain.settings).read_text(case["text"], source="-")))
    assert document.title == case["expect"]
