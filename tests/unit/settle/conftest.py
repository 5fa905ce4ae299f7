"""Reports and decisions for the tests of what people settle."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.settle import make_quote
from schemas.record import Report
from schemas.review import Decision, Item, Quote, Settled

_SOME = 12


def network_id(number: int) -> str:
    """Give the id of a network."""
    return f"{number:032x}"


@pytest.fixture(scope="session")
def real_reports(corpus: Path) -> list[Report]:
    """Give reports of some shipped announcements, those with several networks among them."""
    chain = Pipeline(Settings())
    paths = sorted((corpus / "dev" / "announcements").glob("*.txt"))[::9]
    reports = [chain.extract_text(path.read_text(encoding="utf-8"), source=path.name) for path in paths]
    return sorted(reports, key=lambda report: -len(report.networks))[:_SOME]


@pytest.fixture(scope="session")
def decide() -> Callable[..., Decision]:
    """Give a function that makes decisions, each with an id and a time of its own."""
    numbers = itertools.count(1)

    def make(kind: str, network: int | str | None = 1, field: str | None = None, **more: Any) -> Decision:
        number = next(numbers)
        identity = network_id(network) if isinstance(network, int) else network
        if isinstance(more.get("to"), int):
            more["to"] = network_id(more["to"])
        ready = {"reviewer": "Ada", "made_at": f"2026-11-23T08:00:{number % 60:02d}Z", "version": 1, **more}
        name = hashlib.md5(f"decision {number}".encode(), usedforsecurity=False).hexdigest()
        return Decision.model_validate({"id": name, "kind": kind, "network": identity, "field": field, **ready})

    return make


@pytest.fixture(scope="session")
def read() -> Callable[..., dict[str, Any]]:
    """Give a function that writes a network with evidence: each value with the words of the text it comes from."""

    def make(text: str, *, confidence: float = 0.9, rule: str = "test.rule", **fields: Any) -> dict[str, Any]:
        network: dict[str, Any] = {}
        evidence: dict[str, Any] = {}

        def piece(words: str) -> dict[str, Any]:
            start = text.index(words)
            return {"start": start, "end": start + len(words), "text": words, "rule": rule, "confidence": confidence}

        for field, given in fields.items():
            if isinstance(given, list):
                network[field] = [value for value, _ in given]
                evidence |= {f"/{field}/{index}": [piece(words)] for index, (_, words) in enumerate(given)}
            else:
                network[field] = given[0]
                evidence[f"/{field}"] = [piece(given[1])]
        return {**network, "evidence": evidence}

    return make


@pytest.fixture(scope="session")
def member() -> Callable[..., dict[str, Any]]:
    """Give a function that writes a member."""
    return lambda name, **more: {"name": name, "form": None, "kind": "municipality", "place": None, **more}


@pytest.fixture(scope="session")
def quote_of() -> Callable[..., Quote]:
    """Give a function that quotes words at their first place."""

    def quote(text: str, words: str) -> Quote:
        start = text.index(words)
        return make_quote(text, start, start + len(words))

    return quote


@pytest.fixture(scope="session")
def of() -> Callable[..., list[Item]]:
    """Give a function that finds the items of a field."""

    def find(settled: Settled, field: str, network: int = 1) -> list[Item]:
        return [item for item in settled.items if item.field == field and item.network == network_id(network)]

    return find


@pytest.fixture(scope="session")
def only(of: Callable[..., list[Item]]) -> Callable[..., Item]:
    """Give a function that finds the one item of a field."""

    def find(settled: Settled, field: str, network: int = 1) -> Item:
        (item,) = of(settled, field, network)
        return item

    return find
