"""Headings and the sections they open."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "section" / "headings.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_sections_are_those_of_the_case(chain: Pipeline, case: dict[str, Any]) -> None:
    """A heading opens a section; its kind is that of the heading word that carries the line."""
    document = chain.process(Reader(chain.settings).read_text(case["text"], source="-"))
    assert [section.kind for section in document.sections] == case["expect"]
