"""What the tests do with any page of the workbench: look at it with axe-core, walk it with the tab key, take its picture."""

import os
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

#: the grades of a violation that a page must not have
GRAVE = frozenset({"serious", "critical"})
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

#: describes the element that has the focus: what it is, and whether one sees that it has it
_FOCUSED = """() => {
  let node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  window.__met ??= new Map();
  if (!window.__met.has(node)) window.__met.set(node, window.__met.size);
  return {
    number: window.__met.get(node), tag: node.outerHTML.slice(0, 160), visible: node.matches(":focus-visible"),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== "none",
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
#: lists what can be used on a page and was not met by the tab key
_MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button]")].filter((node) => {
  if (node.disabled || node.type === "hidden" || node.closest("[inert], [hidden], dialog:not([open])") || !node.checkVisibility({ visibilityProperty: true })) return false;
  if (node.type === "radio" && node.name && [...window.__met.keys()].some((other) => other.name === node.name)) return false;
  // one stop for a list whose other elements the arrow keys reach
  if (node.tabIndex < 0) return !node.closest("[data-item], #text mark, [role=listbox], [role=toolbar], [role=tablist], [role=grid], [role=tree]");
  return !window.__met?.has(node);
}).map((node) => node.outerHTML.slice(0, 160))"""


@cache
def axe_script() -> str:
    """Give axe-core as it comes with axe-playwright-python; nothing of that package is run."""
    found = util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def grave_violations(page: Page) -> list[str]:
    """Give what axe-core calls serious or critical on a page, one line each."""
    page.evaluate(axe_script())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]


def walk_by_tab(page: Page, *, most: int = 400) -> list[dict[str, Any]]:
    """Press the tab key until it comes round; give every element that had the focus."""
    page.evaluate("() => { window.__met = new Map(); document.activeElement?.blur(); }")
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None:  # the end of the page; it goes on at its beginning
            continue
        if stop["number"] < len(stops):
            return stops
        stops.append(stop)
    message = f"the tab key does not come round after {most} stops"
    raise AssertionError(message)


def missed_by_tab(page: Page) -> list[str]:
    """Name what can be used on a page but was not met by the last walk."""
    missed: list[str] = page.evaluate(_MISSED)
    return missed


def picture(page: Page, name: str, folder: Path) -> Path:
    """Take a picture of a page; it is kept where NETZLESE_SHOTS names a folder."""
    kept = os.environ.get("NETZLESE_SHOTS")
    path = (Path(kept) if kept else folder) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=False)
    return path
