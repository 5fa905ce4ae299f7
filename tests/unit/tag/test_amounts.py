"""Sums of money and what they are for: what ``pipeline.tag.amounts`` finds, read by ``pipeline.normalise``."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.normalise.values import normalise_mention
from pipeline.tag.amounts import find_amounts

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "amounts.yaml").read_text(encoding="utf-8"))
LISTS = "money_cues number_words quantity_units".split()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_amounts_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Every value of the case is found, with its characters and all that is said of it, and there is no other."""
    found = find_amounts(case["text"], lexicons.scan(case["text"]))
    normalised = [mention for mention in map(normalise_mention, found) if mention]
    read = [
        {
            "text": mention.text,
            "amount": mention.value.amount,
            **{key: mention.extra[key] for key in ("role", "limit", "per") if key in mention.extra},
        }
        for mention in normalised
    ]
    assert read == case["expect"]
