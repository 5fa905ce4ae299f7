"""Members of a network: whom a sentence, a label or a list makes a member, and whom it does not."""

from pathlib import Path

import pytest
import yaml

from pipeline.run import Pipeline

_FOLDER = Path(__file__).parents[2] / "cases" / "assemble"
_CASES = [
    case
    for name in ("participants.yaml", "participants_phrasing.yaml", "members_varied.yaml")
    for case in yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Build the chain once for all cases."""
    return Pipeline()


def _members(pipeline: Pipeline, text: str) -> list[str]:
    report = pipeline.extract_text(text)
    return [
        f"{member.form} {member.name}" if member.form else member.name
        for network in report.networks
        for member in network.participants
    ]


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_members_are_those_the_text_counts_in(pipeline: Pipeline, case: dict[str, object]) -> None:
    """Exactly the bodies that the text makes members are participants, each with the type word it is given."""
    assert sorted(_members(pipeline, str(case["text"]))) == sorted(case["expect"])  # type: ignore[call-overload]


def test_a_row_belongs_to_the_network_it_names(pipeline: Pipeline) -> None:
    """A column that names the network leads each row to its own."""
    page = "".join(
        f"<tr><td>Stadt {town}</td><td>Kreis Lippe</td><td>{number}</td></tr>"
        for town, number in (("Lage", "I"), ("Lemgo", "I"), ("Detmold", "II"), ("Blomberg", "II"))
    )
    from pipeline.read import Reader  # noqa: PLC0415 - only here

    html = (
        "<html><body><main><h1>Zwei Netzwerke</h1><h2>Klimaschutznetzwerk Lippe I</h2><p>Das Klimaschutznetzwerk Lippe I wurde 2017 gegründet.</p>"
        "<h2>Klimaschutznetzwerk Lippe II</h2><p>Das Klimaschutznetzwerk Lippe II wurde 2020 gegründet.</p><h2>Wer ist dabei?</h2>"
        f"<table><tr><th>Kommune</th><th>Kreis</th><th>Netzwerk</th></tr>{page}</table></main></body></html>"
    )
    report = pipeline.extract(Reader(pipeline.settings).read_text(html, source="seite.html"))
    assert {network.edition: sorted(member.name for member in network.participants) for network in report.networks} == {
        1: ["Lage", "Lemgo"],
        2: ["Blomberg", "Detmold"],
    }
