"""The whole way of an announcement, from the folder to the register, by keyboard alone."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Watched, Workbench
from tests.browser.hands import Hands
from tests.browser.texts import ONE, TWIN, TWINS, TWO

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOCUMENTS = 40
OWN_LIST = """name: organisations
about: Bodies we know.
source: own
licence: MIT
matching: inflected
entries:
  - id: planwerk-ingenieure
    label: Planwerk Ingenieure GmbH
    kind: consultancy
    variants: [Planwerk Ingenieure GmbH, Planwerk Ingenieure]
  - id: quellwerk
    label: Quellwerk eG
    kind: consultancy
    variants: [Quellwerk eG]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """Give a folder of forty announcements: ten of our own, and thirty of the corpus in text and HTML."""
    folder = tmp_path_factory.mktemp("story") / "announcements"
    folder.mkdir()
    (folder / "one.txt").write_text(ONE, encoding="utf-8")
    (folder / "two.txt").write_text(TWO, encoding="utf-8")
    for twin in TWINS:
        name, other = twin.split()
        (folder / f"{name}.txt").write_text(TWIN.format(name=name, other=other), encoding="utf-8")
    others = sorted((corpus / "dev" / "announcements").iterdir())
    pages = [path for path in others if path.suffix == ".html"][:6]
    texts = [path for path in others if path.suffix == ".txt" and path.stat().st_size < 4000]
    for path in [*pages, *texts[:: len(texts) // 24][: DOCUMENTS - 10 - len(pages)]]:
        shutil.copy(path, folder)
    assert len(list(folder.iterdir())) == DOCUMENTS
    return folder


def test_the_whole_way_by_keyboard(
    folder: Path, root: Path, netzlese: Callable[..., Any], open_context: Callable[..., BrowserContext], watched: Watched
) -> None:
    """Ingest, settle, decide once, undo, survive a kill and a re-extraction, resolve a conflict, split, merge, export: no mouse, no complaint."""
    home, store = folder.parent / "home", folder.parent / "store.sqlite"
    done = netzlese("ingest", folder, "--db", store, home=home)
    assert f"{DOCUMENTS} documents: {DOCUMENTS} new" in done.stderr
    workbench = Workbench(store, root, home).start()
    try:
        page = open_context(workbench).new_page()
        page.goto("/")
        hands = Hands(page)
        _name_oneself(hands)
        _settle_one(hands)
        _add_what_was_missed(hands)
        _decide_once(hands)
        workbench.kill()
        workbench.start()
        _find_it_all_again(hands)
        _change_the_source(folder, home, store, netzlese)
        _resolve_the_conflict(hands)
        _merge_and_split(hands)
        exported = _export(hands, folder.parent / "exported")
    finally:
        workbench.stop()
    _check_exports(exported)
    watched.check()


def _name_oneself(hands: Hands) -> None:
    hands.tab_to("#reviewer")
    hands.write("Ute Prüfer")
    hands.press("Enter")
    expect(hands.page.locator("#say")).to_contain_text("Ute Prüfer")


def _settle_one(hands: Hands) -> None:
    """Accept, reject, correct, say that the text is silent, undo and take the undoing back."""
    hands.find_document("Altmühltal")
    name = hands.walk_to("name")
    hands.press("a")
    hands.is_now(name, "accepted")
    begin = hands.walk_to("start")
    hands.press("c")
    hands.write("August 2021")
    hands.tab_to("#form-why")
    hands.write("Auftakt war später")
    hands.press("Enter")
    hands.is_now(begin, "corrected")
    town = hands.walk_to("participants", "Bechhofen")
    hands.press("x")
    hands.is_now(town, "rejected")
    hands.press("u")
    hands.is_now(town, "open")
    hands.press("U")
    hands.is_now(town, "rejected")
    end = hands.walk_to("end")
    hands.press("0")
    hands.is_now(end, "absent")
    manager = hands.walk_to("managers")
    hands.press("a")
    hands.is_now(manager, "accepted")
    adviser = hands.walk_to("consultants", "Planwerk")
    hands.press("a")
    hands.is_now(adviser, "accepted")


def _add_what_was_missed(hands: Hands) -> None:
    """Choose characters by keys, make them a value."""
    hands.press("n")
    expect(hands.page.locator("#text.picking")).to_be_focused()
    hands.page.keyboard.type("Ulrike")
    hands.press("Shift+ArrowRight")
    expect(hands.page.locator("#say")).to_have_text("Ulrike Sommer")
    hands.press("Enter")
    expect(hands.page.locator("#form-field")).to_be_focused()
    hands.page.keyboard.type("Personen")
    expect(hands.page.locator("#form-field")).to_have_value("people")
    hands.press("Enter")
    hands.is_now(hands.value("people", "Ulrike Sommer"), "added")


def _decide_once(hands: Hands) -> None:
    """Answer one question for eight documents, undo it, answer it again."""
    page = hands.page
    for last in (False, True):
        hands.go("q", "/questions")
        hands.walk_to_row("Dreiklang")
        hands.arrives("**/questions/*")
        expect(page.locator(".one")).to_have_count(len(TWINS))
        hands.press("a")
        expect(page.locator(".banner-done")).to_contain_text(str(len(TWINS)))
        if not last:
            with page.expect_event("load"):
                hands.press("u")
            expect(page.locator(".one")).to_have_count(len(TWINS))


def _find_it_all_again(hands: Hands) -> None:
    """Look after the server was killed: what was decided is there."""
    hands.find_document("Altmühltal")
    for field, words, state in (
        ("name", "", "accepted"), ("start", "", "corrected"), ("participants", "Bechhofen", "rejected"), ("end", "", "absent"),
        ("people", "Ulrike Sommer", "added"), ("consultants", "Planwerk", "accepted"),
    ):  # fmt: skip
        hands.is_now(hands.value(field, words), state)


def _change_the_source(folder: Path, home: Path, store: Path, netzlese: Callable[..., Any]) -> None:
    """Take the manager's sentence out of the source, know a body more, and read all again."""
    text = ONE.replace(
        "Das Netzwerkmanagement liegt bei der Energieagentur Nordbayern GmbH.", "Das Netzwerk wird verlässlich geführt."
    )
    assert text != ONE
    (folder / "one.txt").write_text(text, encoding="utf-8")
    (home / "lexicons").mkdir(parents=True)
    (home / "lexicons" / "organisations.yaml").write_text(OWN_LIST, encoding="utf-8")
    told = netzlese("ingest", folder, "--db", store, home=home).stderr
    assert "1 changed" in told
    assert f"{DOCUMENTS - 1} read again" in told
    assert "1 conflict opened" in told


def _resolve_the_conflict(hands: Hands) -> None:
    """See that all but one decision held, and keep that one without its quote."""
    page = hands.page
    hands.go("c", "/conflicts")
    expect(page.locator("#rows .row")).to_have_count(1)
    hands.walk_to_row()
    hands.arrives("**/documents/**")
    row = page.locator("[data-item][aria-current=true]")
    expect(row).to_have_attribute("data-state", "conflict")
    expect(row).to_contain_text("Energieagentur Nordbayern GmbH")
    name = row.get_attribute("data-item")
    hands.press("h")
    hands.is_now(page.locator(f'[data-item="{name}"]'), "held")
    for field, words, state in (
        ("name", "", "accepted"), ("start", "", "corrected"), ("participants", "Bechhofen", "rejected"), ("end", "", "absent"),
        ("people", "Ulrike Sommer", "added"), ("consultants", "Planwerk", "accepted"),
    ):  # fmt: skip
        hands.is_now(hands.value(field, words), state)


def _merge_and_split(hands: Hands) -> None:
    """Make one network of two, undo it, and move a member into a network of its own."""
    page = hands.page
    hands.find_document("Hesselberg")
    tabs = page.locator("[role=tab].net")
    expect(tabs).to_have_count(2)
    hands.press("M")
    expect(page.locator("dialog.ask")).to_be_visible()
    hands.press("Enter")
    expect(tabs).to_have_count(0)
    hands.is_now(hands.value("participants", "Heilsbronn"), "open")
    hands.is_now(hands.value("participants", "Gunzenhausen"), "open")
    hands.press("u")
    expect(tabs).to_have_count(2)
    hands.press("1")
    hands.walk_to("participants", "Windsbach")
    hands.press("m")
    expect(page.locator("dialog.ask")).to_be_visible()
    hands.press("ArrowDown", "Enter")
    expect(tabs).to_have_count(3)
    hands.press("3")
    hands.is_now(hands.value("participants", "Windsbach"), "accepted")


def _export(hands: Hands, folder: Path) -> dict[str, Path]:
    """Load every form down."""
    hands.go("e", "/export")
    folder.mkdir()
    paths = {}
    for form in ("jsonl", "xlsx", "csv", "parquet", "html"):
        hands.tab_to(f'a[href="/export/{form}"]')
        with hands.page.expect_download() as waiting:
            hands.press("Enter")
        paths[form] = folder / f"register.{form}"
        waiting.value.save_as(paths[form])
    return paths


def _check_exports(paths: dict[str, Path]) -> None:
    """Find in every form what was decided, and not what was rejected."""
    reports = [json.loads(line) for line in paths["jsonl"].read_text(encoding="utf-8").splitlines()]
    assert len(reports) == DOCUMENTS
    one = next(report for report in reports if report["document"]["source"].endswith("one.txt"))
    [network] = one["networks"]
    assert (network["name"], network["start"], network["end"]) == ("Klimaschutznetzwerk Oberes Altmühltal", "2021-08", None)
    assert "Bechhofen" not in {member["name"] for member in network["participants"]}
    assert "Ulrike Sommer" in {person["name"] for person in network["people"]}
    assert {review["reviewer"] for review in one["review"]["values"]} == {"Ute Prüfer"}
    assert any(review["reason"] == "Auftakt war später" for review in one["review"]["values"])
    assert {"rejected", "absent", "held"} <= {refused["state"] for refused in one["review"]["refused"]}
    two = next(report for report in reports if report["document"]["source"].endswith("two.txt"))
    assert [sorted(member["name"] for member in network["participants"]) for network in two["networks"]] == [
        ["Heilsbronn", "Petersaurach"], ["Ehingen", "Gunzenhausen", "Wassertrüdingen"], ["Windsbach"],
    ]  # fmt: skip
    for report in reports:
        for record in report["networks"]:
            for pieces in record["evidence"].values():
                assert all(report["text"][piece["start"] : piece["end"]] == piece["text"] for piece in pieces)
    rows = list(csv.DictReader(paths["csv"].read_text(encoding="utf-8-sig").splitlines(), delimiter=_delimiter(paths["csv"])))
    assert any("2021-08" in row.values() for row in rows)
    _check_sheets(paths["xlsx"])
    _check_columns(paths["parquet"])
    assert "Ute Prüfer" in paths["html"].read_text(encoding="utf-8")


def _delimiter(path: Path) -> str:
    head = path.read_text(encoding="utf-8-sig").splitlines()[0]
    return max(",;\t", key=head.count)


def _check_sheets(path: Path) -> None:
    book = load_workbook(path, read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
    book.close()
    assert {"Klimaschutznetzwerk Oberes Altmühltal", "Ulrike Sommer"} <= cells


def _check_columns(path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(path)
    assert table.num_rows >= DOCUMENTS
    assert "Klimaschutznetzwerk Oberes Altmühltal" in json.dumps(table.to_pylist(), default=str, ensure_ascii=False)
