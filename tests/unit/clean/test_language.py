"""Language by function words."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import detect_language

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "clean" / "languages.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_language_of_case(case: dict[str, Any]) -> None:
    """Each collected text has the language written beside it."""
    assert detect_language(case["text"]) == case["expect"]


def test_corpus_is_german(corpus: Path) -> None:
    """No announcement of the corpus that is plain text is taken for another language; a very short one may stay open."""
    found = {
        path.name: detect_language(path.read_text(encoding="utf-8")) for path in (corpus / "dev" / "announcements").glob("*.txt")
    }
    assert {name: language for name, language in found.items() if language not in {"de", "und"}} == {}
    assert list(found.values()).count("und") <= 1


def test_english_beginning_of_a_german_text() -> None:
    """A page whose first lines are English menus is still German."""
    text = (
        "Skip to the content of the page and to the search for the site. " * 4
        + "Die Stadt und der Kreis sind mit dem Netzwerk. " * 60
    )
    assert detect_language(text) == "de"
