"""Which addresses and numbers ``pipeline.tag.contacts`` finds, and which look-alikes it leaves."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.tag.contacts import find_emails, find_links, find_phones

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "contacts.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Lexicons:
    """Give the cues of contacts alone."""
    folder = tmp_path_factory.mktemp("lexicons")
    shutil.copy(ROOT / "corpus" / "lexicons" / "contact_cues.yaml", folder)
    return Lexicons.load(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_contacts_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Links, addresses and numbers stand in the text as the case says, and there are no others."""
    text, hits = case["text"], lexicons.scan(case["text"])
    found = {
        name: [mention.value for mention in find(text, hits)]
        for name, find in (("links", find_links), ("emails", find_emails), ("phones", find_phones))
    }
    assert {name: values for name, values in found.items() if values} == case["expect"]
