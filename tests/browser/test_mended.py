"""What a reviewer with bad luck, quick fingers or a slow line must not lose."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Watched, Workbench
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Open = Callable[..., BrowserContext]


def _sit_down(workbench: Workbench, open_context: Open, name: str, document: int, fragment: str = "", **more: Any) -> Hands:
    """Open a document in a browser of one's own, under one's own name."""
    context = open_context(workbench, **more)
    headers = {"X-Netzlese": "1", "Origin": workbench.url, "Content-Type": "application/json"}
    assert context.request.post("/api/session", data={"reviewer": name}, headers=headers).ok
    page = context.new_page()
    page.goto(f"/documents/{document}{fragment}")
    hands = Hands(page)
    hands.arrives("**/documents/**")
    return hands


def _view(workbench: Workbench, document: int) -> Any:
    with workbench.client("Zeuge") as client:
        return client.get(f"/api/documents/{document}").raise_for_status().json()


def _decided(workbench: Workbench, document: int, name: str, wanted: dict[str, str]) -> None:
    """Decide on fields of a document, as somebody else does."""
    view = _view(workbench, document)
    wishes = [
        {"kind": wanted[item["field"]], **{key: item[key] for key in ("network", "field", "item")}}
        for item in view["items"]
        if item["field"] in wanted
    ]
    with workbench.client(name) as client:
        body = {"seen": view["document"]["revision"], "decisions": wishes}
        client.post(f"/api/documents/{document}/decisions", json=body).raise_for_status()


@contextmanager
def _held_up(page: Page) -> Iterator[None]:
    """Let nothing that is posted through as long as this lasts."""
    page.evaluate(
        """() => {
        const real = window.fetch, gate = new Promise((done) => { window.letGo = done; });
        window.fetch = async (...wish) => { await gate; return real(...wish); };
        }"""
    )
    yield
    page.evaluate("() => window.letGo()")


def test_quick_fingers_overrule_nobody(own_workbench: Workbench, open_context: Open, watched: Watched) -> None:
    """A colleague rejected two values that the page still shows open: three quick keys settle the third, and ask for the two."""
    watched.allowed.append("409")
    document = own_workbench.find("Bayreuth")
    hands = _sit_down(own_workbench, open_context, "Schnelle", document)
    hands.walk_to("name")
    _decided(own_workbench, document, "Kollege", {"name": "reject", "status": "reject"})
    with _held_up(hands.page):
        hands.press("a", "a", "a")
    banners = hands.page.locator("#banner [role=alert]")
    expect(banners).to_have_count(2)
    expect(banners.first).to_contain_text("Kollege")
    states = {item["field"]: item["state"] for item in _view(own_workbench, document)["items"]}
    assert (states["name"], states["status"]) == ("rejected", "rejected")
    hands.press("a", "x", "a")  # nothing is decided while an answer is wanted
    assert {item["field"]: item["state"] for item in _view(own_workbench, document)["items"]} == states
    expect(hands.page.locator("#again")).to_be_focused()
    hands.press("Enter")
    expect(banners).to_have_count(1)
    hands.press("Tab", "Enter")
    expect(banners).to_have_count(0)
    states = {item["field"]: item["state"] for item in _view(own_workbench, document)["items"]}
    assert (states["name"], states["status"]) == ("accepted", "rejected")


def test_a_key_does_not_fall_on_what_a_colleague_just_decided(own_workbench: Workbench, open_context: Open) -> None:
    """The answer to one's own decision brings a colleague's: the next key, meant for what stood there, only says so."""
    document = own_workbench.find("Landshut")
    hands = _sit_down(own_workbench, open_context, "Zügige", document)
    name = hands.walk_to("name")
    _decided(own_workbench, document, "Kollegin", {"status": "reject"})
    hands.press("a")
    hands.is_now(name, "accepted")
    status = hands.value("status")
    hands.is_now(status, "rejected")
    expect(status).to_have_attribute("aria-current", "true")
    hands.press("a")
    expect(hands.page.locator(".row-news")).to_contain_text("Kollegin")
    assert [one["decision"]["field"] for one in _view(own_workbench, document)["decisions"]] == ["name", "status"]
    hands.press("a")
    hands.is_now(status, "accepted")


def test_an_answer_lost_on_the_way_is_no_colleague(own_workbench: Workbench, open_context: Open, watched: Watched) -> None:
    """The decision was stored, the line broke: sent again it is stored once, and the page says so."""
    watched.allowed.append("ERR_")
    document = own_workbench.find("Kulmbach")
    hands = _sit_down(own_workbench, open_context, "Pechvogel", document)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    hands.page.route("**/decisions*", lose)
    name = hands.walk_to("name")
    hands.press("a")
    expect(hands.page.locator("#again")).to_be_focused()
    hands.press("Enter")
    hands.is_now(name, "accepted")
    expect(hands.page.locator("#banner [role=alert]")).to_have_count(0)
    assert lost == [200]
    assert len(_view(own_workbench, document)["decisions"]) == 1


def test_a_name_that_was_typed_is_the_one_that_decides(own_workbench: Workbench, open_context: Open) -> None:
    """Without the enter key too; and the address of a value that cannot be read opens the document all the same."""
    document = own_workbench.find("Coburg")
    hands = _sit_down(own_workbench, open_context, "Vorige", document, "#100%")
    hands.page.locator("#reviewer").fill("Anna Muster")
    hands.page.locator("#record-scroll").focus()
    row = hands.walk_to("name")
    hands.press("a")
    hands.is_now(row, "accepted")
    assert _view(own_workbench, document)["decisions"][0]["decision"]["reviewer"] == "Anna Muster"


def test_a_form_reads_all_of_a_box_or_nothing(own_workbench: Workbench, open_context: Open) -> None:
    """Millions are millions, what cannot be read is said, and what will be kept is shown before it is saved."""
    document = own_workbench.find("Bamberg")
    hands = _sit_down(own_workbench, open_context, "Rechnerin", document)
    page = hands.page
    hands.press("n")
    page.keyboard.type("Beratung")
    hands.press("Enter")
    page.locator("#form-field").select_option("funding_amounts")
    amount, currency = (page.locator(".boxes input").nth(at) for at in (0, 1))
    amount.fill("1,5 bis 2 Mio. Euro")
    currency.fill("Euro")
    page.locator(".value-form button[type=submit]").click()
    expect(amount).to_have_attribute("aria-invalid", "true")
    amount.fill("1,5 Mio. Euro")
    expect(page.locator(".understood").first).to_contain_text("1.500.000")
    page.locator(".value-form button[type=submit]").click()
    added = hands.value("funding_amounts", "1.500.000")
    hands.is_now(added, "added")
    expect(added).to_have_attribute("aria-current", "true")
    [item] = [item for item in _view(own_workbench, document)["items"] if item["state"] == "added"]
    assert item["value"] == {"amount": 1500000.0, "currency": "EUR"}


def test_a_form_that_nobody_changed_says_that_the_value_is_right(own_workbench: Workbench, open_context: Open) -> None:
    """It is no correction; and adding to a field that holds one value says what it replaces."""
    document = own_workbench.find("Deggendorf")
    hands = _sit_down(own_workbench, open_context, "Bestätigende", document)
    page = hands.page
    row = hands.walk_to("participants", "Deggendorf")
    hands.press("c")
    expect(page.locator(".value-form")).to_be_visible()
    hands.press("Enter")
    hands.is_now(row, "accepted")
    hands.walk_to("start")
    hands.press("n")
    page.keyboard.type("4. Juni")
    hands.press("Enter")
    page.locator("#form-field").select_option("start")
    expect(page.locator(".replaces")).to_contain_text("Juni 2020")
    hands.press("Escape")
    kinds = [one["decision"]["kind"] for one in _view(own_workbench, document)["decisions"]]
    assert kinds == ["accept"]


def test_what_nobody_decided_is_only_not_read(own_workbench: Workbench, open_context: Open) -> None:
    """That the text says nothing of a field stands there once a person said so."""
    hands = _sit_down(own_workbench, open_context, "Genaue", own_workbench.find("Selb"))
    row = hands.walk_to("end")
    expect(row).to_contain_text("nichts gelesen")
    hands.press("0")
    hands.is_now(row, "absent")
    expect(row).to_contain_text("Der Text sagt dazu nichts")


def test_a_network_that_was_split_off_is_named_next(own_workbench: Workbench, open_context: Open) -> None:
    """The view goes to it; merged again, the dialog says which values fall away."""
    document = own_workbench.find("Rangau")
    hands = _sit_down(own_workbench, open_context, "Teilende", document)
    page = hands.page
    hands.walk_to("participants", "Heilsbronn")
    hands.press("m")
    page.locator("dialog input[type=radio]").last.check()
    hands.press("Enter")
    tabs = page.locator(".nets [role=tab]")
    expect(tabs).to_have_count(3)
    expect(tabs.last).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-item][aria-current=true]")).to_have_attribute("data-item", expect_name(page))
    expect(tabs.last).not_to_contain_text("✓")
    hands.press("1", "M")
    dialog = page.locator("dialog.ask")
    expect(dialog.locator(".all-list")).to_contain_text("März 2022")
    expect(dialog.locator(".all-list")).to_contain_text("April 2022")
    hands.press("Escape")


def expect_name(page: Page) -> Any:
    """Give what the item of a name is called, of the last network."""
    return page.evaluate(
        "() => [...document.querySelectorAll('[data-item]')].find((one) => one.dataset.item.includes('/name/')).dataset.item"
    )


def test_what_was_decided_on_an_older_text_is_not_forced_on_a_new_one(
    own_workbench: Workbench, open_context: Open, watched: Watched, netzlese: Callable[..., Any]
) -> None:
    """The source was read anew under an open page: the wish is shown, to be decided again, and no key stores it."""
    watched.allowed.append("409")
    document = own_workbench.find("Lindau")
    hands = _sit_down(own_workbench, open_context, "Späte", document)
    hands.walk_to("participants", "Kempten")
    path = Path(_view(own_workbench, document)["document"]["source"])
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"Nachtrag der Redaktion.\n{text}", encoding="utf-8")
        netzlese("ingest", path, "--db", own_workbench.store, home=own_workbench.store.parent / "home")
    finally:
        path.write_text(text, encoding="utf-8")
    hands.press("a")
    banner = hands.page.locator("#banner [role=alert]")
    expect(banner).to_be_visible()
    expect(hands.page.locator("#again")).to_have_count(0)
    hands.press("Enter")
    expect(banner).to_have_count(0)
    assert _view(own_workbench, document)["decisions"] == []
