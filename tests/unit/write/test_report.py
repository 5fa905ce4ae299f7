"""The report is one safe, self-contained page that marks every value in its text."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.check.codes import CODES
from pipeline.write.report import LANGUAGES, overview_row, render_report
from pipeline.write.unread import Signals, unread_sentences
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

ASSETS = Path(__file__).parents[3] / "pipeline" / "write" / "report"
TEXTS = {code: json.loads((ASSETS / f"texts.{code}.json").read_text(encoding="utf-8")) for code in LANGUAGES}
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js")))
SHEET = (ASSETS / "report.css").read_text(encoding="utf-8")
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><!-- {{script}} 😀 "
TEXT = (
    HOSTILE + "Das Klimanetzwerk Auental wurde 2021 von der Energieagentur Auental gegründet.\n"
    "Teilnehmende: Stadt Aue, Stadt Bach und Kreis Auental.\n\nDie Laufzeit steht noch nicht fest.\nhttps://auental.example/netz"
)


def _piece(quote: str, confidence: float = 0.9) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote), "text": quote, "rule": "test.rule", "confidence": confidence}


def _report(**changes: Any) -> dict[str, Any]:
    """Make a report with overlapping and nested evidence, findings and near misses."""
    record = {
        "name": "Klimanetzwerk Auental", "founded": "2021", "themes": ["climate"],
        "initiators": [{"name": "Energieagentur Auental", "kind": "organisation"}],
        "participants": [{"name": name, "form": "Stadt", "kind": "municipality"} for name in ("Aue", "<b>Bach</b>")],
        "links": ["https://auental.example/netz", "javascript:alert(1)"],
        "evidence": {
            "/name": [_piece("Klimanetzwerk Auental")], "/themes/0": [_piece("Klima")],
            "/founded": [_piece("wurde 2021 von der Energieagentur Auental gegründet")],
            "/initiators/0": [_piece("der Energieagentur Auental gegründet.\nTeilnehmende", 0.4)],
            "/participants/0": [_piece("Stadt Aue"), _piece("Aue, Stadt")], "/participants/1": [_piece("Stadt Bach")],
            "/links/0": [_piece("https://auental.example/netz")], "/links/1": [_piece("netz")],
        },
        "findings": [{"code": "count-above-list", "severity": "error", "message": "<i>3</i> stated", "path": "/participants",
                      "spans": [{key: _piece("Kreis Auental")[key] for key in ("start", "end", "text")}]}],
    }  # fmt: skip
    info = {"id": "d1", "source": "x/a.txt", "media_type": "text/plain", "title": "<b>Titel</b>", "language": "de",
            "characters": len(TEXT), "sha256": "0" * 64}  # fmt: skip
    near = {"field": "end", "network": 0, "start": 0, "end": 2, "text": "</", "rule": "r", "reason": "<u>no</u>"}
    nearest = {
        "field": "start",
        "network": 0,
        "start": TEXT.index("Laufzeit"),
        "end": TEXT.index("Laufzeit") + 8,
        "text": "Laufzeit",
        "rule": "dates.x",
        "reason": "a date of something else ('Sitzung')",
    }
    told = _piece("gegründet")
    explain = {
        "near_misses": [near],
        "values": [
            {
                "network": 0,
                "pointer": "/founded",
                "rule": "timeline.founding",
                "cue": {key: told[key] for key in ("start", "end", "text")},
            }
        ],
        "empty": [
            {"network": 0, "field": "start", "nearest": nearest, "reason": nearest["reason"]},
            {"network": 0, "field": "funders", "nearest": None, "reason": "the text has no organisation"},
        ],
    }
    meta = {"netzlese": "0.1.0", "lexicons": "abc", "places": {"source": "embedded"}}
    report = {"document": info, "text": TEXT, "sections": [], "networks": [record], "explain": explain, "meta": meta, **changes}
    Report.model_validate(report)
    return report


def _data(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_document_text_cannot_leave_its_data_element() -> None:
    """No text of a document reaches the page as mark-up, and all of it comes back unchanged."""
    report = _report()
    page = render_report([report], title="<script>1</script>")
    assert "<img" not in page
    assert "owned'</script>" not in page
    assert page.count("<script") == len(re.findall(r"</script>", page)) == 5
    assert _data(page, "doc-0")["report"] == report


def test_lone_surrogates_can_be_written() -> None:
    """A text that JSON brought in with half a character still gives a page in UTF-8."""
    page = render_report([_report(text=TEXT + "\ud800")])
    page.encode()
    assert _data(page, "doc-0")["report"]["text"].endswith("\ud800")


def test_the_page_loads_nothing() -> None:
    """There is no address in mark-up or style, and no way for a script to fetch."""
    page = render_report([_report()])
    shell = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    marked_up = re.sub(r"<script>.*?</script>", "", shell, flags=re.DOTALL)
    assert not re.search(r"\s(?:src|href|action|srcset|data)\s*=", marked_up)
    assert not re.search(r"@import|url\(", shell)
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|importScripts|\bimport\(|new Image|EventSource", shell)
    assert set(re.findall(r"https?://[^\s\"'`]*", shell)) <= {"https://${words}"}


def test_scripts_never_parse_mark_up() -> None:
    """Elements are made, never parsed; the policy would stop it, and nothing tries."""
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc", SCRIPTS)
    assert "</script" not in SCRIPTS
    assert "<!--" not in SCRIPTS


def test_the_policy_allows_only_this_sheet_and_this_script() -> None:
    """The checksums in the policy are those of the page's own sheet and script, and the policy stands before both."""
    page = render_report([])
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    style, script = (re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1] for tag in ("style", "script"))  # type: ignore[index]
    for name, content in (("style-src", style), ("script-src", script)):
        checksum = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{checksum}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_same_reports_same_bytes() -> None:
    """There is no clock in a report."""
    assert render_report([_report()]) == render_report([_report()])


def test_both_languages_have_the_same_words() -> None:
    """Every key has a text in both languages, with the same slots."""
    assert TEXTS["de"].keys() == TEXTS["en"].keys()
    slots = {code: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in texts.items()} for code, texts in TEXTS.items()}
    assert slots["de"] == slots["en"]
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())


def test_every_word_is_known_and_used() -> None:
    """What a script asks for stands in the texts, and what stands there is asked for."""
    literal = set(re.findall(r'\bt\("([\w.-]+)"', SCRIPTS))
    prefixes = tuple(set(re.findall(r"`([a-z]+\.)\$\{", SCRIPTS)))
    spoken = literal | set(re.findall(r'"([a-z]+(?:\.[\w-]+)*)"', SCRIPTS)) | {"noscript"}
    assert literal <= TEXTS["de"].keys()
    assert [key for key in TEXTS["de"] if key not in spoken and not key.startswith(prefixes)] == []


def test_every_field_and_code_has_a_name() -> None:
    """A reviewer never sees the name of a field or a finding as the code spells it."""
    fields = [f"field.{name}" for name in (*SCALAR_FIELDS, *LIST_FIELDS)]
    assert [key for key in (*fields, *(f"code.{code}" for code in CODES)) if key not in TEXTS["de"]] == []
    groups = re.search(r"const GROUPS = \{(.*?)\};", SCRIPTS, re.DOTALL)[1]  # type: ignore[index]
    assert {*re.findall(r'"(\w+)"', groups), "name"} == {*SCALAR_FIELDS, *LIST_FIELDS}


def test_unknown_language_is_refused() -> None:
    """There is no half-translated page."""
    with pytest.raises(ValueError, match="'fr'"):
        render_report([], lang="fr")


def test_the_overview_sums_up() -> None:
    """A row holds what the overview sorts, filters and searches by."""
    report = _report()
    row = overview_row(report, unread_sentences(report, Signals([{"id": "term", "variants": ["Laufzeit"], "kind": "term"}])))
    assert [row[key] for key in ("values", "low", "error", "warning", "note", "unread")] == [8, 1, 1, 0, 0, 1]
    assert row["networks"] == ["Klimanetzwerk Auental"]
    assert "stadt aue" in row["words"]


def test_no_networks_and_no_documents() -> None:
    """Pages that announce nothing, and a report of nothing, are rendered too."""
    assert _data(render_report([]), "index") == []
    assert _data(render_report([_report(networks=[], explain=None)]), "index")[0]["values"] == 0


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _schemes() -> list[dict[str, str]]:
    """Read the three blocks of colours: light, dark by choice, dark by the system."""
    starts = [match.start() for match in re.finditer(r":root(?:\[[^]]*\])? \{", SHEET)] + [SHEET.index(".n0 {")]
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", SHEET[start:end])) for start, end in pairwise(starts)]


#: ground -> what is written on it
GROUNDS = {
    "paper": "ink soft accent", "ground": "ink soft accent warning unread-ink", "hover": "ink soft", "raised": "ink soft error",
    "unread": "ink unread-ink",
    "accent": "on-accent", "ink": "paper", "error-wash": "error", "warning-wash": "warning", "note-wash": "note ink",
    **{f"n{n}-wash": f"n{n} ink soft warning" for n in range(6)}, **{f"n{n}": "paper" for n in range(6)},
}  # fmt: skip
INK = [(ink, ground) for ground, inks in GROUNDS.items() for ink in inks.split()]


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_keep_their_contrast(scheme: int) -> None:
    """Every text colour has at least 4.5:1 on the grounds it stands on, every control and focus ring 3:1 (WCAG 2.2 AA)."""
    colours = _schemes()[scheme]
    weak = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in INK}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    lines = [(line, ground) for line in ("focus", "firm") for ground in ("paper", "ground")]
    assert [pair for pair in lines if _contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_dark_is_dark_either_way() -> None:
    """The choice and the system's wish give the same colours."""
    light, chosen, wished = _schemes()
    assert chosen == wished
    assert light.keys() == chosen.keys()


def _marks(dom: str, name: str) -> list[str]:
    """Give the texts of the runs that carry a class, in order."""
    return [html.unescape(text) for text in re.findall(rf'<(?:mark|span) class="[^"]*(?<!-)\b{name}\b[^"]*"[^>]*>([^<]*)</', dom)]


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
class TestBrowser:
    """What the page does in a browser, under its own policy."""

    def test_the_overview_lists_documents(self, browse: Callable[..., str]) -> None:
        """The page opens on the overview, and a hostile title stays text."""
        dom = browse(render_report([_report()]))
        assert "&lt;b&gt;Titel&lt;/b&gt;" in dom
        assert "1 Dokument gelesen, 1 Netzwerk gefunden, 8 Werte belegt." in dom

    def test_an_address_leads_to_a_value(self, browse: Callable[..., str]) -> None:
        """A value named in the address is chosen in the text, across other marks and a line break, and in the record."""
        dom = browse(render_report([_report()]), "#doc=0&value=/initiators/0")
        assert "".join(_marks(dom, "lit")) == "der Energieagentur Auental gegründet.Teilnehmende"
        assert re.search(r'class="value open"[^>]*data-pointer="/initiators/0"', dom)
        assert "unsicher" in dom

    def test_every_piece_of_evidence_is_marked(self, browse: Callable[..., str]) -> None:
        """The marks together are exactly the characters that evidence covers, emoji or not."""
        report = _report()
        spans = [(piece["start"], piece["end"]) for pieces in report["networks"][0]["evidence"].values() for piece in pieces]
        covered = "".join(char for at, char in enumerate(TEXT) if any(start <= at < end for start, end in spans))
        marked = re.findall(r"<mark [^>]*data-run[^>]*>([^<]*)</mark>", browse(render_report([report]), "#doc=0"))
        assert html.unescape("".join(marked)) == covered.replace("\n", "")

    def test_document_text_is_inert(self, browse: Callable[..., str]) -> None:
        """A script in a text is shown, not run, and no link but the web address exists."""
        dom = browse(render_report([_report()]), "#doc=0&value=/links/0")
        body = dom[dom.index("<main") : dom.index("</main>")]
        assert "owned" in body
        assert "<title>owned" not in dom
        assert "<img" not in body
        assert set(re.findall(r'href="([^"]*)"', body)) == {"https://auental.example/netz"}
        assert 'rel="noopener noreferrer"' in body

    def test_clicks_lead_both_ways(self, browse: Callable[..., str]) -> None:
        """A click on a value lights its evidence; clicks on a mark go through the values read there."""
        act = """
        document.querySelector('#record [data-pointer="/participants/1"] .pick').click();
        const said = [[...document.querySelectorAll("mark.lit")].map((node) => node.textContent).join("")];
        const mark = [...document.querySelectorAll("#text mark")].find((node) => node.textContent === "Klima");
        for (let click = 0; click < 3; click += 1) {
          mark.click();
          said.push(document.querySelector("#record .value.open").dataset.pointer);
        }
        for (const key of ["n", "f", "u"]) {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          said.push(document.getElementById("say").textContent);
        }
        document.title = JSON.stringify(said);
        """
        dom = browse(render_report([_report()], lang="en"), "#doc=0", act)
        said = json.loads(html.unescape(re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1]))  # type: ignore[index]
        assert said[:4] == ["Stadt Bach", "/themes/0", "/name", "/themes/0"]
        assert said[4].startswith("Name: Klimanetzwerk Auental, Confidence 90")
        assert said[5] == "Error: Fewer listed than stated: <i>3</i> stated"
        assert said[6] == "unread: Die Laufzeit steht noch nicht fest."

    def test_an_empty_field_shows_what_came_nearest(self, browse: Callable[..., str]) -> None:
        """The check that refused it stands beside it in the reader's language; the nearest miss can be shown in the text."""
        act = """
        document.querySelector('[data-field="start"] .nearest .pick').click();
        document.title = [...document.querySelectorAll("#text .lit")].map((node) => node.textContent).join("");
        """
        german, english = (browse(render_report([_report()], lang=lang), "#doc=0", act) for lang in LANGUAGES)
        assert "nicht genommen: ein Datum von etwas anderem („Sitzung“)" in german
        assert "Nichts kam in Frage: der Text nennt keine Organisation" in german
        assert "not taken: a date of something else ('Sitzung')" in english
        assert re.search(r"<title>Laufzeit</title>", german)

    def test_a_value_shows_its_cue(self, browse: Callable[..., str]) -> None:
        """The evidence card names the rule and the words that made it this value, and a click shows them in the text."""
        act = """
        document.querySelector("#record .card .plain").click();
        document.title = [...document.querySelectorAll("#text .lit")].map((node) => node.textContent).join("");
        """
        dom = browse(render_report([_report()]), "#doc=0&value=/founded", act)
        assert "Auslöser" in dom
        assert re.search(r"<title>gegründet</title>", dom)

    def test_a_page_without_networks_says_so(self, browse: Callable[..., str]) -> None:
        """Nothing announced is an answer, not an empty box."""
        dom = browse(render_report([_report(networks=[], explain=None)], lang="en"), "#doc=d1&theme=dark")
        assert "This text announces no network." in dom
        assert 'data-theme="dark"' in dom
