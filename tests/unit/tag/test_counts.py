"""Stated numbers of members, and what limits them: what ``pipeline.tag.counts`` finds, read by ``pipeline.normalise``."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.normalise.values import normalise_mention
from pipeline.tag.counts import find_counts

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "counts.yaml").read_text(encoding="utf-8"))
LISTS = "count_cues member_nouns number_words quantity_units".split()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_counts_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Every value of the case is found, with its characters and all that is said of it, and there is no other."""
    found = find_counts(case["text"], lexicons.scan(case["text"]))
    normalised = [mention for mention in map(normalise_mention, found) if mention]
    read = [
        {
            "text": mention.text,
            "number": mention.value.number,
            **({"noun": mention.value.noun} if "noun" in expected else {}),
            **({"qualifier": mention.value.qualifier} if mention.value.qualifier else {}),
            **({"extra": mention.extra} if mention.extra else {}),
        }
        for mention, expected in zip(normalised, [*case["expect"], *({} for _ in normalised)], strict=False)
    ]
    assert read == case["expect"]
