"""The stated number of members: this network's own, not a bound, not others'."""

from pathlib import Path

import pytest
import yaml

from pipeline.run import Pipeline

_CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "assemble" / "participants_stated.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Build the chain once for all cases."""
    return Pipeline()


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_the_stated_number_is_the_networks_own(pipeline: Pipeline, case: dict[str, object]) -> None:
    """A number counts only where it is this network's number of members."""
    report = pipeline.extract_text(str(case["text"]))
    assert [network.participants_stated for network in report.networks] == [case["expect"]]
