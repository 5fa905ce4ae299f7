"""Places and lists of places: type words handed down, names nobody knows, and words that only look like places."""

from pathlib import Path

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings

_CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "tag" / "places.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Build the chain once for all cases; thorough, since a text without a word for a network is else only dated."""
    return Pipeline(Settings(explain=True))


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_places_are_read_with_the_type_word_that_governs_them(pipeline: Pipeline, case: dict[str, object]) -> None:
    """Each place comes out with its form and kind, and nothing else does."""
    document = pipeline.process(Reader(pipeline.settings).read_text(str(case["text"]), source="-"))
    found = [mention.value for mention in document.mentions if mention.label == "place"]
    assert [f"{value.form or ''}|{value.name}|{value.kind}" for value in found] == case["expect"]
