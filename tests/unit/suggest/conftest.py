"""What the tests of proposals need: the chain on the shipped lists, and corrections made by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.lexicon_files import read_lists
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.suggest.known import Known
from pipeline.suggest.shapes import Correction

SHIPPED = Settings(own_lexicons=None)


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """Give the chain on the shipped lists alone."""
    return Pipeline(SHIPPED)


@pytest.fixture(scope="session")
def known(pipeline: Pipeline) -> Known:
    """Give the shipped lists."""
    return Known(read_lists(SHIPPED.lexicons), pipeline.lexicons)


@pytest.fixture(scope="session")
def correct() -> Callable[..., Correction]:
    """Give a function that makes a correction of a value standing at words of a text."""

    def make(text: str, words: str, field: str, value: Any, **more: Any) -> Correction:
        start = text.index(words)
        plain: dict[str, Any] = {
            "document": 1, "source": "a.txt", "deed": "added", "machine": None, "reviewer": "Erika", "made_at": "2026-11-23T08:00:00Z",
        }  # fmt: skip
        return Correction(
            **(plain | {"field": field, "value": value, "text": text, "start": start, "end": start + len(words)} | more)
        )

    return make
