"""What the small fields of a record hold: whole chain, one sentence behind an announcement."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.assemble.facts.topic_lists import nominative_topic
from pipeline.run import Pipeline

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "assemble"
CASES = [case for name in ("details", "facts") for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))]
REGIONS = yaml.safe_load((FOLDER / "regions.yaml").read_text(encoding="utf-8"))
ANNOUNCED = "Am 3. Mai 2021 wurde das Klimaschutznetzwerk Talaue gegründet. Mitglieder sind die Städte Lage, Lemgo und Detmold.\n\n"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_fields_hold_what_the_sentence_says(chain: Pipeline, case: dict[str, Any]) -> None:
    """Each case gives exactly these values of one field."""
    report = chain.extract_text(ANNOUNCED + case["text"])
    assert len(report.networks) == 1
    assert report.networks[0].model_dump(exclude={"evidence"})[case["field"]] == case["expect"]


@pytest.mark.parametrize(
    ("words", "dative", "expected"),
    [
        ("kommunalen Gebäuden", True, "kommunale Gebäude"),
        ("einer", False, "einer"),
        ("kommunales Bauen", False, "kommunales Bauen"),
        ("oberflächennahen Geothermie", True, "oberflächennahe Geothermie"),
        ("Schulhöfen im Ort", True, "Schulhöfe im Ort"),
        ("Anlagen", True, "Anlagen"),
    ],
)
def test_topics_stand_in_the_nominative(words: str, dative: bool, expected: str) -> None:  # noqa: FBT001 - a case's column
    """Adjectives and dative plurals change, the rest stays in the text's words."""
    assert nominative_topic(words, dative=dative) == expected


@pytest.mark.parametrize("case", REGIONS, ids=[case["id"] for case in REGIONS])
def test_regions_are_where_the_network_is(chain: Pipeline, case: dict[str, Any]) -> None:
    """Each case names the regions that the text gives the network or its members, and no other."""
    report = chain.extract_text(ANNOUNCED + case["text"])
    assert sorted(report.networks[0].regions) == sorted(case["expect"])


def test_a_refused_value_stays_with_its_reason(chain: Pipeline) -> None:
    """What is denied is kept for --explain."""
    report = chain.extract_text(ANNOUNCED + "Eine Förderung aus der Kommunalrichtlinie ist nicht möglich.")
    assert report.explain is not None
    assert any(miss.field == "programmes" and "denies" in miss.reason for miss in report.explain.near_misses)
