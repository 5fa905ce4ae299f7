"""The page all began with: three networks, read as text and as a web page, with the embedded and the imported register."""

import html
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.read import Reader
from pipeline.register import import_register
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.write import records
from schemas.document import Document
from schemas.record import Record, Report

PAGE = "000_0f8ccb016f93a777.txt"
KICKERS = ("Gefördert und ausgezeichnet:", "Breite Themenvielfalt für nachhaltige Wirkung:")
SECTIONS = ("Klimaschutznetzwerk Westfalen Weser I", "KNN:")
HEADINGS = ("Aktueller Stand", "Ziele und Ablauf", "Teilnehmende Kommunen", "Unsere Partner")
SCALARS = ("name", "edition", "status", "founded", "start", "end", "duration_months", "participants_stated")
LISTS = ("programmes", "topics", "regions", "links")
ROLES = ("funders", "initiators", "managers", "consultants", "partners")
EMPTY_SECTIONS = ("Teilnehmende Kommunen im Netzwerk KNN", "Unsere Partner in diesem Projekt")


def _as_web_page(text: str) -> str:
    """Put the text into a page: navigation, cookie banner, headings, paragraphs, a list for the members."""
    parts = []
    for line in filter(None, text.split("\n")):
        words = html.escape(line)
        if line.startswith(KICKERS):
            parts.append(f'<p class="kicker">{words}</p>')
        elif line.startswith(SECTIONS):
            parts.append(f"<h2>{words}</h2>")
        elif line.startswith(HEADINGS):
            parts.append(f"<h3>{words}</h3>")
        elif line.startswith("Partner: "):
            lead, _, members = words.partition(" und die Kommunen: ")
            items = "".join(f"<li>{member}</li>" for member in members.split(", "))
            parts.append(f"<p>{lead} und die Kommunen:</p><ul>{items}</ul>")
        else:
            parts.append(f"<p>{words}</p>")
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Netzwerke</title></head><body>'
        '<nav><ul><li><a href="/">Startseite</a></li><li><a href="/stadt">Stadt Musterstadt</a></li></ul></nav>'
        '<div class="cookie-banner"><p>Wir verwenden Cookies für diese Seite.</p><button>Alle akzeptieren</button></div>'
        f"<main>{''.join(parts)}</main><footer>Impressum · Datenschutz</footer></body></html>"
    )


@pytest.fixture(scope="module", params=["embedded", "imported"])
def chain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path) -> Pipeline:
    """Give the chain with the table of places shipped, and with the official register."""
    home = tmp_path_factory.mktemp("home")
    if request.param == "imported":
        register = root.parent / "shared" / "data" / "GV100AD_301123.txt"
        if not register.is_file():
            pytest.skip("no ../shared/data beside this checkout")
        import_register(register, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETZLESE_HOME", str(home))
        return Pipeline(Settings())


@pytest.fixture(scope="module", params=["txt", "html"])
def report(request: pytest.FixtureRequest, chain: Pipeline, seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Give the report of the page, as text and wrapped as a web page."""
    return chain.extract(_document(request.param, seed, tmp_path_factory.mktemp("page")))


def _document(form: str, seed: Path, folder: Path) -> Document:
    path = seed / PAGE
    if form == "html":
        path = folder / "page.html"
        path.write_text(_as_web_page((seed / PAGE).read_text(encoding="utf-8")), encoding="utf-8")
    (document,) = Reader(Settings()).read(str(path))
    assert isinstance(document, Document)
    return document


@pytest.fixture(scope="module")
def expected(seed: Path) -> list[dict[str, Any]]:
    """Give what must come out."""
    networks: list[dict[str, Any]] = json.loads((seed / "expected.json").read_text(encoding="utf-8"))["networks"]
    return networks


def _actors(record: Record, role: str, wanted: list[Any]) -> list[Any]:
    """Write the holders of a role as the expectation does: by name, with the kind where it gives one."""
    with_kind = any(isinstance(actor, dict) for actor in wanted)
    return [{"name": actor.name, "kind": actor.kind} if with_kind else actor.name for actor in getattr(record, role)]


def _plain(record: Record, wanted: dict[str, Any]) -> dict[str, Any]:
    """Write a record with the fields, and in the shapes, of the expectation."""
    plain: dict[str, Any] = {name: getattr(record, name) for name in (*SCALARS, *LISTS)}
    plain |= {role: _actors(record, role, wanted[role]) for role in ROLES}
    plain["participants"] = [{"form": member.form, "name": member.name} for member in record.participants]
    plain["ags"] = {f"{member.form} {member.name}": member.place and member.place.ags for member in record.participants}
    plain["people"] = [{"name": person.name, "title": person.title} for person in record.people]
    plain["awards"] = [award.model_dump() for award in record.awards]
    return plain


def test_three_networks_are_found(report: Report, expected: list[dict[str, Any]]) -> None:
    """One page, two generations and a third network."""
    assert [record.name for record in report.networks] == [wanted["name"] for wanted in expected]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_every_field_is_as_expected(report: Report, expected: list[dict[str, Any]], index: int) -> None:
    """Name for name, key for key, all 26 official keys included."""
    wanted = {name: value for name, value in expected[index].items() if name not in {"sections", "findings_expected"}}
    assert _plain(report.networks[index], wanted) == wanted


def test_the_sections_of_the_third_network_are_named(report: Report, expected: list[dict[str, Any]]) -> None:
    """Each heading belongs to the network it speaks of."""
    headings = {(section.heading or "").rstrip(":") for section in report.sections if section.network == 2}
    assert {heading.rstrip(":") for heading in expected[2]["sections"]} <= headings


def test_findings_name_the_two_empty_sections(report: Report) -> None:
    """Pictures stood where the members and the partners should be."""
    findings = [*report.findings, *(finding for record in report.networks for finding in record.findings)]
    words = [" ".join([finding.message, *(span.text for span in finding.spans)]) for finding in findings if "empty" in finding.code]
    for heading in EMPTY_SECTIONS:
        assert any(heading in line for line in words), heading


def test_a_second_run_gives_the_same_bytes(chain: Pipeline, seed: Path, tmp_path: Path) -> None:
    """No clock, no order of a set, nothing left over from the first run."""
    document = _document("txt", seed, tmp_path)
    assert records.report_json(chain.extract(document)) == records.report_json(chain.extract(document))
