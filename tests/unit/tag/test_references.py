"""Which Förderkennzeichen ``pipeline.tag.references`` finds, and which look-alikes it leaves."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.tag.references import find_references

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "references.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Lexicons:
    """Give the list that holds the cues."""
    folder = tmp_path_factory.mktemp("lexicons")
    shutil.copy(ROOT / "corpus" / "lexicons" / "money_cues.yaml", folder)
    return Lexicons.load(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_references_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Each sign is found as it stands, its value without blanks."""
    found = find_references(case["text"], lexicons.scan(case["text"]))
    assert [[mention.text, mention.value] for mention in found] == case["expect"]
