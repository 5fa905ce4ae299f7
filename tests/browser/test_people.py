"""What people do to a workbench: two at once, with the mouse, and with announcements that mean harm."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Watched, Workbench
from tests.browser.hands import Hands
from tests.browser.texts import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _sit_down(workbench: Workbench, open_context: Callable[..., BrowserContext], name: str, document: int) -> Hands:
    """Open a document in a browser of one's own, under one's own name."""
    context = open_context(workbench)
    headers = {"X-Netzlese": "1", "Origin": workbench.url, "Content-Type": "application/json"}
    assert context.request.post("/api/session", data={"reviewer": name}, headers=headers).ok
    page = context.new_page()
    page.goto(f"/documents/{document}")
    hands = Hands(page)
    hands.arrives("**/documents/**")
    expect(page.locator("#reviewer")).to_have_value(name)
    return hands


def test_two_people_at_one_document_lose_nothing(
    furnished: Workbench, open_context: Callable[..., BrowserContext], watched: Watched
) -> None:
    """Whoever decides second on the same value is told who was first and what they decided; other values do not mind."""
    watched.allowed.append("409")
    document = furnished.find("Bayreuth")
    anna, bert = (_sit_down(furnished, open_context, name, document) for name in ("Anna Erste", "Bert Zweiter"))
    row = anna.walk_to("participants", "Kulmbach")
    anna.press("x")
    anna.is_now(row, "rejected")
    elsewhere = bert.walk_to("start")
    bert.press("a")
    bert.is_now(elsewhere, "accepted")
    expect(bert.page.locator("#banner [role=alert]")).to_have_count(0)
    undecided = anna.walk_to("status")
    anna.press("a")
    anna.is_now(undecided, "accepted")
    stale = bert.walk_to("status")
    bert.press("x")
    banner = bert.page.locator("#banner [role=alert]")
    expect(banner).to_contain_text("Anna Erste")
    bert.is_now(stale, "accepted")
    expect(bert.page.locator("#again")).to_be_focused()
    bert.press("Enter")
    bert.is_now(stale, "rejected")
    with furnished.client("Zeuge") as client:
        view = client.get(f"/api/documents/{document}").raise_for_status().json()
    by_field = {(item["field"], item["state"]) for item in view["items"]}
    assert {("start", "accepted"), ("status", "rejected"), ("participants", "rejected")} <= by_field
    made = [(one["decision"]["reviewer"], one["decision"]["kind"], one["decision"]["field"]) for one in reversed(view["decisions"])]
    assert made == [
        ("Anna Erste", "reject", "participants"),
        ("Bert Zweiter", "accept", "start"),
        ("Anna Erste", "accept", "status"),
        ("Bert Zweiter", "reject", "status"),
    ]


def test_a_value_is_added_with_the_mouse(furnished: Workbench, open_context: Callable[..., BrowserContext]) -> None:
    """Whoever drags over words of the text is offered to add them, with the field guessed and the quote as it stands."""
    document = furnished.find("Passau")
    hands = _sit_down(furnished, open_context, "Maus", document)
    page = hands.page
    text = page.locator("#text")
    box = page.evaluate(
        """() => { const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) { const node = walker.currentNode, at = node.data.indexOf("4. Juni 2020");
          if (at >= 0) { const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 12);
            const box = range.getBoundingClientRect(); return [box.left, box.right, box.top + box.height / 2]; } } }"""
    )
    left, right, middle = box
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle)
    page.mouse.move(right - 1, middle)
    page.mouse.up()
    expect(page.locator("#pickbar")).to_contain_text("4. Juni 2020")
    page.locator("#pickbar button").click()
    page.locator("#form-field").select_option("founded")
    page.locator(".value-form button[type=submit]").click()
    added = hands.value("founded", "4. Juni 2020")
    hands.is_now(added, "added")
    expect(text).to_be_visible()
    with furnished.client("Zeuge") as client:
        view = client.get(f"/api/documents/{document}").raise_for_status().json()
    [item] = [item for item in view["items"] if item["state"] == "added"]
    assert (item["field"], item["value"], view["text"][item["start"] : item["end"]]) == ("founded", "2020-06-04", "4. Juni 2020")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_script_in_text_and_names_stays_text(lang: str, furnished: Workbench, open_context: Callable[..., BrowserContext]) -> None:
    """An announcement full of mark-up is shown as it was written, on every page that names it, and nothing of it runs."""
    document = furnished.find("onerror")
    page = open_context(furnished, lang=lang).new_page()
    for address in (
        "/",
        f"/documents/{document}",
        "/questions",
        "/conflicts",
        "/decisions",
        "/export",
        "/?q=%3Cscript%3Ewindow.hit%3D9%3C/script%3E",
    ):
        page.goto(address)
        page.wait_for_selector("body[data-ready]", state="attached")
        assert page.evaluate("() => window.hit ?? 0") == 0, address
        assert (
            page.evaluate(
                "() => document.querySelectorAll('img, #main script, [onerror], [onclick], [onmouseover], a[href^=javascript]').length"
            )
            == 0
        )
    page.goto(f"/documents/{document}")
    Hands(page).arrives("**/documents/**")
    shown = "".join(page.locator("#text").all_text_contents())
    for words in (
        '<img src=x onerror="window.hit=1">',
        "<script>window.hit=2</script>",
        "</script><script>window.hit=3",
        "{{ 7*7 }}",
        "&lt;b&gt;",
    ):
        assert words in HOSTILE
        assert words in shown


def test_a_pdf_is_shown_as_text_with_its_marks(furnished: Workbench, open_context: Callable[..., BrowserContext]) -> None:
    """What was read of a PDF is marked in its text, and a value says the page it stands on."""
    hands = _sit_down(furnished, open_context, "Leserin", furnished.find("Schwabachgrund"))
    page = hands.page
    expect(page.locator("#text mark", has_text="Januar 2022")).to_be_visible()
    adviser = hands.walk_to("consultants", "Planwerk")
    expect(adviser).to_contain_text("Seite 2")
    expect(page.locator("#text mark.lit")).to_have_text(["Planwerk Ingenieure GmbH"])


def test_a_finding_is_answered_in_place(furnished: Workbench, open_context: Callable[..., BrowserContext]) -> None:
    """A finding is gone to, answered with a reason, and no longer counted."""
    document = furnished.find("Altmühltal")
    hands = _sit_down(furnished, open_context, "Finderin", document)
    page = hands.page
    with furnished.client("Zeuge") as client:
        path = f"/api/documents/{document}"
        before = client.get(path).raise_for_status().json()["findings"]
        assert [finding["answered"] for finding in before] == [None]
        hands.press("f")
        expect(page.locator(f'[data-finding="{before[0]["key"]}"] .finding-row')).to_be_focused()
        hands.press("r")
        expect(page.locator("dialog #why")).to_be_focused()
        page.keyboard.type("drei sind noch nicht beigetreten")
        with page.expect_response(lambda answer: answer.url.endswith("/decisions") and answer.ok):
            hands.press("Enter")
        after = client.get(path).raise_for_status().json()
    assert [finding["answered"] for finding in after["findings"]] == [after["decisions"][0]["decision"]["id"]]
    assert after["decisions"][0]["decision"]["reason"] == "drei sind noch nicht beigetreten"


def test_language_and_colours_stay_as_chosen(furnished: Workbench, open_context: Callable[..., BrowserContext]) -> None:
    """Whoever chooses a language and colours finds them on the next page too."""
    page = open_context(furnished).new_page()
    page.goto("/")
    with page.expect_navigation():
        page.locator("button[data-lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    with page.expect_response("**/api/session"):
        page.locator("#theme").click()
    theme = page.locator("html").get_attribute("data-theme")
    assert theme in {"light", "dark"}
    page.goto("/export")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", str(theme))


def test_a_decision_waits_for_a_server_that_is_gone(
    own_workbench: Workbench, open_context: Callable[..., BrowserContext], watched: Watched
) -> None:
    """Whoever decides while the server is down is told that it is not stored yet, and stores it by one key once it is back."""
    watched.allowed.append("ERR_CONNECTION_REFUSED")
    document = own_workbench.find("Kulmbach")
    hands = _sit_down(own_workbench, open_context, "Geduldig", document)
    name = hands.walk_to("name")
    own_workbench.kill()
    hands.press("a")
    expect(hands.page.locator("#banner [role=alert]")).to_be_visible()
    expect(hands.page.locator("#again")).to_be_focused()
    own_workbench.start()
    hands.press("Enter")
    hands.is_now(name, "accepted")
    expect(hands.page.locator("#banner [role=alert]")).to_have_count(0)
    with own_workbench.client("Zeuge") as client:
        view = client.get(f"/api/documents/{document}").raise_for_status().json()
    assert [(item["state"], item["field"]) for item in view["items"] if item["state"] != "open"] == [("accepted", "name")]
    assert len(view["decisions"]) == 1
