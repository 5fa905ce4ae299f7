"""Which networks a text announces, how they are called, and which stretch speaks of which."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "assemble" / "networks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_records_are_those_of_the_case(chain: Pipeline, case: dict[str, Any]) -> None:
    """There is a record for every network the text is about, with the values the case names, and none besides."""
    records = [record.model_dump() for record in chain.extract_text(case["text"]).networks]
    said = [
        {name: [str(item) for item in record[name]] if name == "themes" else record[name] for name in expected}
        for record, expected in zip(records, case["expect"], strict=False)
    ]
    assert len(records) == len(case["expect"])
    assert said == case["expect"]


@pytest.mark.parametrize("case", [case for case in CASES if "owners" in case], ids=lambda case: case["id"])
def test_stretches_belong_to_the_networks_of_the_case(chain: Pipeline, case: dict[str, Any]) -> None:
    """A sentence is handed to the network it speaks of."""
    document = chain.process(Reader(chain.settings).read_text(case["text"], source="-"))
    for words, expected in case["owners"].items():
        position = document.text.index(words)
        owners = [indexes for start, indexes in document.scope if start <= position]
        assert list(owners[-1]) == expected, words


def test_every_name_is_traced(chain: Pipeline) -> None:
    """Name, acronym and alias of a record each stand on their own characters."""
    report = chain.extract_text(
        "Die Städte Lage, Lemgo und Detmold haben am 3. Mai 2019 das Klimaschutz-Netzwerk Lippe (KNL) gegründet."
    )
    evidence = report.networks[0].evidence
    assert [evidence[pointer][0].text for pointer in ("/name", "/acronym", "/aliases/0")] == [
        "Klimaschutz-Netzwerk Lippe",
        "KNL",
        "KNL",
    ]
