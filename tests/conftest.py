"""What many tests need: the checkout, the material beside it, and reports made by hand."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.run import Pipeline
from pipeline.settings import Settings
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the word lists and the register of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETZLESE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus(root: Path) -> Path:
    """Give the shipped corpus."""
    return root / "corpus"


@pytest.fixture(scope="session")
def seed(root: Path) -> Path:
    """Give the page all began with; it lies beside the project and is not part of it."""
    folder = root.parent / "shared" / "seed"
    if not folder.is_dir():
        pytest.skip("no ../shared/seed beside this checkout")
    return folder


def _evidence(network: dict[str, Any], text: str) -> dict[str, Any]:
    """Point every value at the first character, unless the test says better."""
    piece = {"start": 0, "end": 1, "text": text[:1], "rule": "test.rule", "confidence": 0.9}
    pointers = [f"/{name}" for name in SCALAR_FIELDS if network.get(name) is not None]
    pointers += [f"/{name}/{index}" for name in LIST_FIELDS for index in range(len(network.get(name, ())))]
    better: dict[str, Any] = network.get("evidence", {})
    return {pointer: [piece] for pointer in pointers} | better


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """Give a function that makes a valid report of a text and networks written as plain values."""

    def make(text: str = "Ein Text.", *networks: dict[str, Any], source: str = "a.txt", **more: Any) -> Report:
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = {"id": digest[:16], "source": source, "media_type": "text/plain", "language": "de", "characters": len(text)}
        document |= {"sha256": digest} | more.pop("document", {})
        records = [{**network, "evidence": _evidence(network, text)} for network in networks]
        meta = {"netzlese": "0", "lexicons": "0", "places": {"source": "test", "date": None}}
        return Report.model_validate({"document": document, "text": text, "networks": records, "meta": meta, **more})

    return make


@pytest.fixture(scope="session")
def chain() -> Pipeline:
    """Give the whole chain on the embedded defaults, built once a worker."""
    return Pipeline(Settings(explain=True))
