"""The report page leads back to the file: page, element, paragraph, part of a mail; links open only where they may."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.write.report import overview_row, render_report
from schemas.record import Report

TEXT = "Das Klimanetzwerk Auental läuft.\n\nTräger ist die Stadt Aue.\nMehr unter Seite, Post, Spiel, Bild, Pfad und Blatt."
LINKS = {
    "Seite": "https://aue.example/netz", "Post": "mailto:info@aue.example", "Spiel": " java\nscript:alert(1)",
    "Bild": "data:text/html,<script>alert(1)</script>", "Pfad": "../mehr.html", "Blatt": "file:///etc/passwd",
}  # fmt: skip


def _span(quote: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote)}


def _piece(quote: str, *source: dict[str, Any]) -> dict[str, Any]:
    return {**_span(quote), "text": quote, "rule": "test.rule", "confidence": 0.9, "source": list(source)}


def _report(*source: dict[str, Any], document: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Make a report whose name stands where ``source`` says; its third line holds a link of every sort."""
    info = {"id": "d1", "source": "a.pdf", "media_type": "application/pdf", "language": "de", "characters": len(TEXT),
            "sha256": "0" * 64, **(document or {})}  # fmt: skip
    record = {
        "name": "Klimanetzwerk Auental", "initiators": [{"name": "Stadt Aue", "kind": "organisation"}],
        "evidence": {"/name": [_piece("Klimanetzwerk Auental", *source)], "/initiators/0": [_piece("die Stadt Aue")]},
    }  # fmt: skip
    pieces = [
        {**_span("Das Klimanetzwerk Auental läuft."), "page": 1, "box": [70, 100, 400, 112]},
        {**_span("Träger ist die Stadt Aue."), "page": 2, "box": [70, 100, 400, 112]},
        {**_span("Mehr unter Seite, Post,"), "page": 2, "box": [70, 130, 400, 142]},
        {**_span("Spiel, Bild, Pfad und Blatt."), "page": 3, "box": [70, 100, 700, 112]},
    ]
    layout = {"pieces": pieces, "links": [{**_span(word), "href": href} for word, href in LINKS.items()]}
    meta = {"netzlese": "0.1.0", "lexicons": "abc", "places": {"source": "embedded"}}
    report = {"document": info, "text": TEXT, "networks": [record], "layout": layout, "meta": meta, **changes}
    Report.model_validate(report)
    return report


def _unread(code: str) -> dict[str, Any]:
    finding = {"code": code, "severity": "error", "message": "no"}
    return _report(document={"characters": 0}, text="", networks=[], layout=None, findings=[finding])


def _words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def _body(dom: str) -> str:
    return dom[dom.index("<main") : dom.index("</main>")]


def _title(dom: str) -> Any:
    return json.loads(html.unescape(re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1]))  # type: ignore[index]


@pytest.mark.parametrize("code", ["no-text-layer", "encrypted", "damaged", "unfolds-too-far"])
def test_the_overview_knows_what_was_not_read(code: str) -> None:
    """A source of which nothing could be read carries its reason into the overview, any other none."""
    assert overview_row(_unread(code), [])["shut"] == code
    assert overview_row(_report(), [])["shut"] is None


def test_documents_are_found_by_kind_and_address() -> None:
    """The search of the overview looks through media type and address too."""
    words = overview_row(_report(document={"address": "https://aue.example/Presse"}), [])["words"]
    assert "application/pdf" in words
    assert "https://aue.example/presse" in words


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
class TestBrowser:
    """What the page does in a browser."""

    @pytest.mark.parametrize(
        ("source", "short", "exact"),
        [
            ([{"page": 2, "box": [72, 144, 144, 156]}], "Seite 2", "Seite 2: 2,5 cm von links, 5,1 cm von oben, 2,5 × 0,4 cm"),
            ([{"page": 1}, {"page": 2}], "Seiten 1–2", "Seite 2"),
            ([{"paragraph": 14, "path": "tbl[1]/tr[3]/tc[2]/p[1]"}], "Absatz 14, Tabelle 1 Zeile 3", "tbl[1]/tr[3]/tc[2]/p[1]"),
            ([{"path": "body > main > p:nth-of-type(2)", "line": 120}], "Element p, Zeile 120 der Datei", "body > main > p:nth-of-type(2)"),
            ([{"path": "part 1.2", "line": 7}, {"path": "part 1.2", "line": 8}], "Teil 1.2 der Mail, Zeilen 7–8 darin", "part 1.2"),
            ([{"path": "part 2: body > p:nth-of-type(3)"}], "Teil 2 der Mail", "part 2: body > p:nth-of-type(3)"),
            ([{"path": "entry 3: #a > p:nth-of-type(1)", "line": 9}], "Eintrag 3 des Feeds, Zeile 9 der Datei", "entry 3: #a > p:nth-of-type(1)"),
            ([{"path": "footnotes[4]/p[1]"}], "Fußnote 4", "footnotes[4]/p[1]"),
            ([{"path": "p:nth-of-type(3):not(:not(html, body) > *)"}], "Element p", "p:nth-of-type(3):not(:not(html, body) > *)"),
            ([{"path": "#main"}], "Element #main", "#main"),
            ([{"path": "header: Subject"}], "Kopf der Mail: Betreff", "header: Subject"),
        ],
    )  # fmt: skip
    def test_a_card_names_the_place(self, browse: Callable[..., str], source: list[Any], short: str, exact: str) -> None:
        """The place stands on the card in a few words, and exactly, to be copied, one click away."""
        card = _body(browse(render_report([_report(*source)]), "#doc=0&value=/name")).split('class="place"', 1)[1]
        assert _words(re.search(r'class="place-at"[^>]*>([^<]*)<', card)[1]) == short  # type: ignore[index]
        assert exact in [html.unescape(line) for line in re.findall(r"<li><(?:code|span)>([^<]*)<", card)]
        assert ">kopieren</button>" in card

    def test_plain_text_names_no_place(self, browse: Callable[..., str]) -> None:
        """Where the characters are the file there is nothing to add."""
        assert 'class="place"' not in browse(render_report([_report()]), "#doc=0&value=/name")

    def test_a_leaf_shows_the_lines_and_the_value(self, browse: Callable[..., str]) -> None:
        """The little page is A4, upright or across, with a bar for every line of that page and the value's rectangle lit."""
        upright, across = (
            browse(render_report([_report({"page": page, "box": [72, 130, 144, 142]})]), "#doc=0&value=/name") for page in (2, 3)
        )
        assert 'viewBox="-2 -2 599 846"' in upright
        assert 'viewBox="-2 -2 846 599"' in across
        assert [len(re.findall("M70 ", dom.split('class="leaf-lines"')[0].rsplit("<path", 1)[1])) for dom in (upright, across)] == [
            2,
            1,
        ]
        assert re.search(r'<rect x="68" y="126" width="80" height="20"[^>]*class="leaf-lit"', upright)

    def test_page_borders_are_no_text(self, browse: Callable[..., str]) -> None:
        """Borders stand between the lines or, where a line runs on, within it; what is marked and copied is the text alone."""
        act = """
        const turns = [...document.querySelectorAll("#text .turn")];
        const lines = [...document.querySelectorAll("#text .line:not(.blank)")].map((line) => line.textContent);
        document.title = JSON.stringify([turns.map((turn) => [turn.tagName, turn.ariaLabel, turn.textContent]), lines]);
        """
        turns, lines = _title(browse(render_report([_report()]), "#doc=0", act))
        assert turns == [["DIV", "Seite 1", ""], ["DIV", "Seite 2", ""], ["SPAN", "Seite 3", ""]]
        assert lines == [line for line in TEXT.split("\n") if line]

    def test_only_web_and_mail_addresses_open(self, browse: Callable[..., str]) -> None:
        """Script, data and file addresses are shown as words and never become links, nor does a path without a page to start from."""
        act = """document.querySelector('[data-drawer="links"]').open = true;
        setTimeout(() => document.title = JSON.stringify([...document.querySelectorAll("main a")].map((a) => [a.getAttribute("href"), a.rel, a.target])), 50);"""
        for address, more in (
            (None, []),
            ("javascript:alert(1)", []),
            ("https://aue.example/a/b.html", ["https://aue.example/mehr.html"]),
        ):
            dom = browse(render_report([_report(document={"address": address})]), "#doc=0", act)
            links = _title(dom)
            own = [str(address)] if more else []
            assert sorted(link[0] for link in links) == sorted([*own, "https://aue.example/netz", "mailto:info@aue.example", *more])
            assert all(link[1:] == ["noopener noreferrer", "_blank"] for link in links)
            assert len(re.findall('class="link-row"', dom)) == len(LINKS)

    def test_links_are_underlined_with_their_address(self, browse: Callable[..., str]) -> None:
        """The text shows what the source had linked; the address is the tooltip, hostile or not."""
        dom = browse(render_report([_report()]), "#doc=0")
        titles = [html.unescape(title) for title in re.findall(r'<span class="link" title="([^"]*)"', dom)]
        assert titles == [f"→ {href}" for href in LINKS.values()]

    def test_a_linked_value_shows_where_it_leads(self, browse: Callable[..., str]) -> None:
        """The card of a value that was a link holds the address."""
        report = _report()
        report["networks"][0]["evidence"]["/initiators/0"] = [_piece("Seite")]
        card = _body(browse(render_report([report], lang="en"), "#doc=0&value=/initiators/0")).split('class="leads"', 1)[1]
        assert re.match(r'[^<]*Links to <a href="https://aue.example/netz" rel="noopener noreferrer"', card)

    def test_an_attachment_names_what_it_came_in(self, browse: Callable[..., str]) -> None:
        """A source inside another is shown as a reader would say it, with kind, part and address; a '!' in a name parts nothing."""
        document = {"source": "post/box.zip!neu/mail.eml!anlage.pdf", "part": "2/7", "address": "https://aue.example/p.pdf"}
        shouted = _report(document={"id": "d2", "source": "Los!.txt", "media_type": "text/plain"})
        entry = _report(document={"id": "d3", "source": "post/news.xml!12", "media_type": "application/rss+xml"}, networks=[])
        dom = browse(render_report([_report(document=document), shouted, entry]), "#doc=0")
        assert "anlage.pdf  in mail.eml in box.zip" in _words(dom)
        assert "PDF" in _words(_body(dom))
        assert "Teil 2 von 7" in _words(dom)
        assert '<a href="https://aue.example/p.pdf"' in dom
        overview = _words(_body(browse(render_report([shouted, entry]))))
        assert "Los!.txt" in overview
        assert "Eintrag 12" in overview
        assert "in news.xml" in overview

    def test_what_was_not_read_says_what_to_do(self, browse: Callable[..., str]) -> None:
        """The overview counts it and names the reason; its page says what to do, and claims nothing of networks."""
        reports = [_report(), {**_unread("encrypted"), "document": {**_unread("encrypted")["document"], "id": "d2"}}]
        overview = _words(_body(browse(render_report(reports), "#filter=shut")))
        assert "1 Dokument gelesen" in overview
        assert "1 Dokument ließ sich nicht lesen." in overview
        assert "1 von 2 Dokumenten" in overview
        dom = browse(render_report(reports, lang="en"), "#doc=d2")
        document = _words(_body(dom))
        assert re.search(r'role="tab"[^>]*data-pane="text"[^>]*aria-selected="true"', dom)  # drawn to the end
        assert "The document is protected by a password." in document
        assert "save it without protection and read it again" in document
        assert "announces no network" not in document
        assert "unread sentence" not in document

    def test_repairs_are_listed_by_kind_and_lead_to_their_place(self, browse: Callable[..., str]) -> None:
        """Each kind has its name and number, each repair its word before and after; a click lights the word in the text."""
        repairs = [
            {"name": "space", "start": 3, "end": 4, "before": " ", "after": " "},
            {"name": "soft-hyphen", **_span("netz"), "before": "netz", "after": "Netz"},
            {"name": "space", "start": 25, "end": 26, "before": "\u00a0", "after": " "},
        ]
        act = """
        const open = (name) => { document.querySelector(`[data-drawer="${name}"]`).open = true; };
        open("repairs"); open("repair-soft-hyphen");
        setTimeout(() => {
          const row = document.querySelector('[data-drawer="repair-soft-hyphen"] .repair');
          row.click();
          const lit = [...CSS.highlights.get("spot")].map(String);
          document.title = JSON.stringify([[...document.querySelectorAll('[data-drawer^="repair"] > summary')].map((node) => node.textContent), row.textContent, lit]);
        }, 50);
        """
        kinds, row, lit = _title(browse(render_report([_report(explain={"repairs": repairs})]), "#doc=0", act))
        assert kinds == ["Reparaturen3", "Besondere Leerzeichen ersetzt2", "Weiche Trennzeichen entfernt1"]
        assert row == "KlimanetzwerkKlimaNetzwerk"
        assert lit == ["Klimanetzwerk"]

    def test_a_finding_says_only_what_it_knows(self, browse: Callable[..., str]) -> None:
        """What a sentence says behind a semicolon is left out where its value is missing; a sentence that lacks its own stays English."""
        values = {"read": 1200, "pages": 4000}
        findings = [{"code": "document-cut", "severity": "warning", "message": "cut", "values": known} for known in (values, {})]
        findings.append({"code": "pages-without-text", "severity": "warning", "message": "Its own words."})
        said = _words(_body(browse(render_report([_report(findings=findings)]), "#doc=0")))
        assert said.count("wenn der Rest gebraucht wird") == 2
        assert said.count("wenn der Rest gebraucht wird; gelesen wurden die ersten 1.200 von 4.000 Seiten.") == 1
        assert "{" not in said
        assert "Its own words." in said
