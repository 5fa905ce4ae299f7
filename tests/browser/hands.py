"""A reviewer's hands: what the tests press and click, and what they wait for."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

#: steps after which a walk by keys counts as not leading there
_MOST_STEPS = 150


class Hands:
    """Work in the workbench by keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Type over what the field holds."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def tab_to(self, selector: str) -> None:
        """Press the tab key until something has the focus."""
        for _ in range(_MOST_STEPS):
            if self.page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
                return
            self.page.keyboard.press("Tab")
        message = f"the tab key does not lead to {selector}"
        raise AssertionError(message)

    def go(self, chord: str, path: str) -> None:
        """Go to another page by its keys."""
        self.page.keyboard.press("g")
        self.page.keyboard.press(chord)
        self.arrives(re.compile(re.escape(path) + r"(\?.*)?$"))

    def arrives(self, address: str | re.Pattern[str]) -> None:
        """Wait until a page is there and hears its keys."""
        self.page.wait_for_url(address)
        expect(self.page.locator("body[data-ready]")).to_be_attached()

    def find_document(self, words: str) -> None:
        """Search the inbox and open the first document found."""
        self.go("i", "/")
        self.press("/")
        self.write(words)
        self.press("Enter")
        self.arrives("**/?q=*")
        expect(self.page.locator("#rows .row")).to_have_count(1)
        self.walk_to_row()
        self.arrives("**/documents/**")

    def walk(self, there: Callable[[], bool], key: str = "j") -> None:
        """Press a key until something is so."""
        for _ in range(_MOST_STEPS):
            if there():
                return
            self.page.keyboard.press(key)
        message = f"{key} does not lead there"
        raise AssertionError(message)

    def walk_to_row(self, words: str = "") -> None:
        """Walk down a list to the row with some words, and open it."""
        there = "words => document.activeElement.matches('#rows .row') && document.activeElement.textContent.includes(words)"
        self.walk(lambda: bool(self.page.evaluate(there, words)))
        self.page.keyboard.press("Enter")

    def value(self, field: str, words: str = "") -> Locator:
        """Give the row of a value in the record in view."""
        return self.page.locator(f'[data-item*="/{field}/"]').filter(has_text=words).first

    def walk_to(self, field: str, words: str = "") -> Locator:
        """Walk down, then up, until a value is the current one."""
        row = self.value(field, words)
        expect(row).to_be_attached()
        name = row.get_attribute("data-item")
        ahead = self.page.evaluate(
            """name => { const rows = [...document.querySelectorAll("[data-item]")];
            return rows.findIndex(row => row.dataset.item === name) - rows.findIndex(row => row.ariaCurrent === "true"); }""",
            name,
        )
        here = self.page.locator("[data-item][aria-current=true]")
        self.walk(lambda: here.get_attribute("data-item") == name, "j" if ahead > 0 else "k")
        return self.page.locator(f'[data-item="{name}"]')

    def is_now(self, row: Locator, state: str) -> None:
        """Wait until a value is in a state, stored and all."""
        expect(row).to_have_attribute("data-state", state)
        self.is_quiet()

    def is_quiet(self) -> None:
        """Wait until nothing is on its way to the server."""
        expect(self.page.locator("[data-state=saving]")).to_have_count(0)
