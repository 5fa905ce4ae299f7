"""Savings and targets, with subject, period and status: what ``pipeline.tag.quantities`` finds, read by ``pipeline.normalise``."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.normalise.values import normalise_mention
from pipeline.tag.quantities import find_quantities

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "quantities.yaml").read_text(encoding="utf-8"))
LISTS = "number_words quantity_units saving_cues".split()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_quantities_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Every value of the case is found, with its characters and all that is said of it, and there is no other."""
    found = find_quantities(case["text"], lexicons.scan(case["text"]))
    normalised = [mention for mention in map(normalise_mention, found) if mention]
    read = [
        {key: value for key, value in {**asdict(mention.value), **mention.extra}.items() if value is not None}
        for mention in normalised
    ]
    assert read == case["expect"]
