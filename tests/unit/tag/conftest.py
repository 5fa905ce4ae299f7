"""What the tests of single finders share."""

import shutil
from pathlib import Path

import pytest

from pipeline.lexicon import Lexicons


@pytest.fixture(scope="module")
def lexicons(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Lexicons:
    """Give only the lists that the test module names in ``LISTS``, so that a finder leans on no other."""
    folder = tmp_path_factory.mktemp("lexicons")
    for name in request.module.LISTS:
        shutil.copy(corpus / "lexicons" / f"{name}.yaml", folder)
    return Lexicons.load(folder)
