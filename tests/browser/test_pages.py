"""Every page in both languages and both themes: for people who see little, who use no mouse, who have a small screen."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Watched, Workbench
from tests.browser.pages import grave_violations, missed_by_tab, picture, walk_by_tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("inbox", "document", "two", "conflict", "questions", "question", "conflicts", "decisions", "export", "nowhere")
LOOKS = [("de", "light"), ("de", "dark"), ("en", "light"), ("en", "dark")]
WIDTHS = (390, 1440)


@pytest.fixture(scope="module")
def addresses(furnished: Workbench) -> dict[str, str]:
    """Give the address of a page of every kind."""
    questions = httpx.get(f"{furnished.url}/questions").text
    question = questions.split('href="/questions/')[1].split('"')[0]
    return {
        "inbox": "/", "document": f"/documents/{furnished.find('Erlangen')}", "two": f"/documents/{furnished.find('Hesselberg')}",
        "conflict": f"/documents/{furnished.find('Altmühltal')}", "questions": "/questions", "question": f"/questions/{question}",
        "conflicts": "/conflicts", "decisions": "/decisions", "export": "/export", "nowhere": "/nowhere",
    }  # fmt: skip


def _open(page: Page, address: str) -> None:
    """Open a page and wait until it is drawn."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]", state="attached")


@pytest.mark.parametrize(("lang", "theme"), LOOKS)
def test_no_page_has_a_grave_violation(
    lang: str,
    theme: str,
    addresses: dict[str, str],
    furnished: Workbench,
    open_context: Callable[..., BrowserContext],
    watched: Watched,
) -> None:
    """axe-core finds nothing serious or critical on any page, in any dress, dialogs and forms included."""
    watched.allowed.append("404")
    page = open_context(furnished, lang=lang, theme=theme, bypass_csp=True).new_page()
    found = {}
    for name, address in addresses.items():
        _open(page, address)
        found[name] = grave_violations(page)
    _open(page, addresses["two"])
    page.keyboard.press("c")
    page.locator(".value-form").wait_for()
    found["form"] = grave_violations(page)
    page.keyboard.press("Escape")
    for key, name in (("?", "help"), ("m", "move"), ("M", "merge"), ("D", "drop"), ("A", "all")):
        page.keyboard.press(key)
        page.locator("dialog[open]").wait_for()
        found[name] = grave_violations(page)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached" if key != "?" else "hidden")
    assert not {name: violations for name, violations in found.items() if violations}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tab_key_reaches_all_and_shows_where_it_is(
    theme: str, addresses: dict[str, str], furnished: Workbench, open_context: Callable[..., BrowserContext], watched: Watched
) -> None:
    """Whatever can be used is met by the tab key, in view and with a ring around it."""
    watched.allowed.append("404")
    page = open_context(furnished, theme=theme).new_page()
    for name, address in addresses.items():
        _open(page, address)
        stops = walk_by_tab(page)
        assert stops, name
        assert not [stop for stop in stops if not (stop["visible"] and stop["ring"] and stop["inside"])], name
        assert not missed_by_tab(page), name


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("lang", "theme"), LOOKS)
def test_no_page_is_wider_than_its_screen(
    lang: str, theme: str, width: int, addresses: dict[str, str], furnished: Workbench, open_context: Callable[..., BrowserContext],
    watched: Watched, tmp_path: Path,
) -> None:  # fmt: skip
    """No page scrolls sideways, on a telephone either; every page is in the language asked for, and its picture is taken for a person to look at."""
    watched.allowed.append("404")
    page = open_context(furnished, lang=lang, theme=theme, width=width).new_page()
    for name, address in addresses.items():
        _open(page, address)
        picture(page, f"{name}-{lang}-{theme}-{width}", tmp_path)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1"), name
        assert page.locator("html").get_attribute("lang") == lang
