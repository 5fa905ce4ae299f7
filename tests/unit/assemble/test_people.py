"""Who a record names, in which office, for which body: whole chain, one sentence behind an announcement."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline
from schemas.document import Document

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "assemble"
CASES = [
    case
    for name in ("people", "affiliations", "people_varied")
    for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
]
ANNOUNCED = "Am 3. Mai 2021 wurde das Klimaschutznetzwerk Talaue gegründet. Mitglieder sind die Städte Lage, Lemgo und Detmold.\n\n"
TABLE = """<html><body><main><h1>Klimaschutznetzwerk Talaue</h1>
<p>Am 3. Mai 2021 wurde das Klimaschutznetzwerk Talaue gegründet.</p>
<table><tr><th>Kommune</th><th>Ansprechperson</th></tr>
<tr><td>Stadt Lage</td><td>Erika Wendland</td></tr>
<tr><td>Stadt Lemgo</td><td>Max Brodowski, Hochbauamt</td></tr>
<tr><td>Stadt Detmold</td><td>Dr. Anna Brink, Leiterin des Umweltamts</td></tr></table></main></body></html>"""


def _people(report: Any) -> list[list[str | None]]:
    assert len(report.networks) == 1
    return [[person.name, person.title, person.role, person.organisation] for person in report.networks[0].people]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_people_have_office_and_body(chain: Pipeline, case: dict[str, Any]) -> None:
    """Each case gives exactly these people."""
    assert _people(chain.extract_text(ANNOUNCED + case["text"])) == case["expect"]


def test_a_table_gives_the_body_by_its_row_and_the_office_by_its_header(chain: Pipeline, tmp_path: Path) -> None:
    """A bare name takes the header's office; one with a body or an office of its own does not."""
    page = tmp_path / "seite.html"
    page.write_text(TABLE, encoding="utf-8")
    document = next(iter(Reader(chain.settings).read(str(page))))
    assert isinstance(document, Document)
    assert _people(chain.extract(document)) == [
        ["Erika Wendland", None, "Ansprechperson", "Stadt Lage"],
        ["Max Brodowski", None, None, "Hochbauamt"],
        ["Anna Brink", "Dr.", "Leiterin des Umweltamts", "Stadt Detmold"],
    ]


def test_a_signature_speaks_for_the_letterhead(chain: Pipeline) -> None:
    """A "gez." over the office, under the town whose paper it is."""
    text = f"Stadt Lage\nDer Bürgermeister\n\nBeschlussvorlage 12/2021\n\n{ANNOUNCED}Die Laufzeit beträgt drei Jahre.\n\ngez. Brodowski\nBürgermeister\n"
    assert ["Brodowski", None, "Bürgermeister", "Stadt Lage"] in _people(chain.extract_text(text))


def test_every_person_has_evidence(chain: Pipeline) -> None:
    """Name, office and body show their characters."""
    report = chain.extract_text(ANNOUNCED + "Max Brodowski, Geschäftsführer der Stadtwerke Lemgo GmbH, kam.")
    evidence = report.networks[0].evidence
    assert evidence["/people/0"][0].text == "Max Brodowski"
