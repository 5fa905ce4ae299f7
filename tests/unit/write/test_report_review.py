"""The report page of what people settled: who, when, why, what the machine had, and what is left."""

import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from pipeline.write import report_asset, report_texts
from pipeline.write.report import LANGUAGES, overview_row, render_report
from schemas.jsonschema import report_schema
from schemas.record import Report


def _plain(report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(report.model_dump_json())
    return plain


def test_the_overview_row_sums_up_the_review(settled: Report) -> None:
    """How many values, how many settled, how many probably wrong, and who settled how many; a conflict is nobody's yet."""
    row = overview_row(_plain(settled), [])
    assert row["review"] == {"total": 10, "settled": 7, "wrong": 0.4, "conflicts": 1, "reviewers": {"Anna": 6, "Björn <b>": 1}}


def test_without_a_review_the_overview_row_is_as_ever(make_report: Callable[..., Report]) -> None:
    """Nothing is said of a review that never was."""
    assert "review" not in overview_row(_plain(make_report("x", {"name": "A"})), [])


def test_a_review_may_be_there_and_need_not(make_report: Callable[..., Report], settled: Report) -> None:
    """What other programs check a report with takes both."""
    validator = jsonschema.Draft202012Validator(report_schema())
    for report in (settled, make_report("x", {"name": "A"})):
        assert list(validator.iter_errors(_plain(report))) == []
    assert not {"review", "explain"} & set(report_schema()["required"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_and_parts_of_the_page_can_be_had(lang: str) -> None:
    """Another page can say the same words and use the same scripts and sheets."""
    words = report_texts(lang)
    assert words["field.name"] == "Name"
    assert bool(words["reasons"]) == (lang == "de")
    assert "const el = " in report_asset("words.js") or "function el(" in report_asset("words.js")
    assert ":root" in report_asset("report.css")


@pytest.mark.parametrize("name", ["texts.de.json", "../report.py", "/etc/passwd", "", "report.html"])
def test_only_parts_of_the_page_can_be_had(name: str) -> None:
    """A name is looked up in a list, never made a path."""
    with pytest.raises(ValueError, match="no part"):
        report_asset(name)


def test_words_of_another_language_cannot_be_had() -> None:
    """There is no half-translated page."""
    with pytest.raises(ValueError, match="'fr'"):
        report_texts("fr")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
class TestBrowser:
    """What the page shows in a browser."""

    def test_the_overview_says_how_far_the_checking_is(self, browse: Callable[..., str], settled: Report) -> None:
        """How many values are settled, how many wrong ones are left, and who settled how many."""
        dom = browse(render_report([_plain(settled)]))
        assert "7 von 10 Werten geprüft, kaum falsche noch darunter" in dom
        assert re.search(r"<b>Anna</b> 6, <b>Björn &lt;b&gt;</b> 1", dom)
        assert '<progress max="10" value="7"' in dom
        assert 'data-filter="conflict"' in dom
        assert "7/10 geprüft" in dom

    def test_a_settled_value_says_by_whom(self, browse: Callable[..., str], settled: Report) -> None:
        """The sign stands where the percentage stood; the card says when, why and what the machine had read."""
        dom = browse(render_report([_plain(settled)]), "#doc=0&value=/founded")
        verdicts = re.findall(r'<span class="verdict (\w+)"[^>]*>.*?<span class="who">([^<]*)</span>', dom)
        assert verdicts == [("accepted", "Anna"), ("corrected", "Anna"), ("added", "Björn &lt;b&gt;"), ("absent", "Anna")]
        card = dom[dom.index('class="card"') :]
        assert "berichtigt von Anna am 23. November 2026" in card
        assert "„Zahlendreher“" in card
        assert re.search(r"Gelesen war .*2012", card)

    def test_what_is_out_can_be_unfolded(self, browse: Callable[..., str], settled: Report) -> None:
        """Conflicts stand open, what is held and what was taken out wait folded, networks that are out are named."""
        dom = browse(render_report([_plain(settled)], lang="en"), "#doc=0")
        groups = re.findall(r'<details class="refused (\w+)"( open="")?><summary>([^<]*)', dom)
        assert [(name, bool(is_open)) for name, is_open, _ in groups] == [
            ("conflict", True),
            ("held", False),
            ("rejected", False),
            ("network", False),
        ]
        assert groups[3][2] == "No network of this announcement: Netz West"
        assert "decided by Björn &lt;b&gt;, November 23, 2026" in dom or "decided by Björn &lt;b&gt;, 23 November 2026" in dom
        assert "taken out by Anna" in dom

    def test_a_document_whose_networks_people_took_out_says_so(
        self, browse: Callable[..., str], make_report: Callable[..., Report]
    ) -> None:
        """It is not said that the text speaks of funding at most; what had been read is there, once."""
        by = {"network": None, "network_name": "Netz West", "reviewer": "Anna", "made_at": "2026-11-23T08:15:02Z"}
        refused = [{**by, "field": "name", "state": "rejected", "value": "Netz West"}]
        report = make_report("Ein Text.", review={"values": [], "refused": refused, "total": 1, "settled": 1, "wrong": 0})
        dom = browse(render_report([_plain(report)]), "#doc=0")
        assert "So haben es Menschen entschieden" in dom
        assert "Alles geprüft: 1 von 1 Werten" in dom
        assert dom.count("ausgeschlossen von Anna") == 1

    def test_a_conflict_is_said_among_the_findings(self, browse: Callable[..., str], make_report: Callable[..., Report]) -> None:
        """With the field's own name, and a word for an empty side."""
        values = {"field": "start", "mine": "2020", "now": ""}
        finding = {"code": "decision-conflict", "severity": "error", "message": "m", "path": "/start", "values": values}
        dom = browse(render_report([_plain(make_report("x", {"name": "A", "findings": [finding]}))]), "#doc=0")
        assert "Beginn: Entschieden war „2020“, im Text steht jetzt „nichts“." in dom

    def test_without_a_review_the_page_says_nothing_of_one(self, browse: Callable[..., str], settled: Report) -> None:
        """No sign, no progress, no empty box."""
        page = render_report([{key: value for key, value in _plain(settled).items() if key != "review"}])
        seen = [browse(page, address) for address in ("", "#doc=0")]
        body = "".join(dom[dom.index("<main") : dom.index("</main>")] for dom in seen)
        assert not re.search(r'"verdict|"progress|"refused|"settled|"checked|data-filter="(?:open|conflict)"', body)
