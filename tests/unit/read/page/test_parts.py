"""Names of page parts."""

from pathlib import Path

import pytest

from pipeline.read.page.parts import PageParts

PARTS = PageParts.load(Path(__file__).resolve().parents[4] / "corpus" / "lexicons")


@pytest.mark.parametrize(
    ("tag", "classes", "identity", "kind"),
    [
        ("div", "cookie-banner", "", "cookie"),
        ("div", "mod_cookieBanner big", "", "cookie"),
        ("div", "", "CookieConsent", "cookie"),
        ("div", "", "main-nav", "navigation"),
        ("ul", "breadcrumbs", "", "breadcrumb"),
        ("div", "footer", "", "footer"),
        ("div", "article-footer", "", None),
        ("div", "header", "", "header"),
        ("div", "article-header", "", None),
        ("p", "teaser", "", None),
        ("li", "teaser", "", "teaser"),
        ("div", "no-sidebar", "", None),
        ("div", "content", "inhalt", None),
        ("div", "collapse navbar-collapse", "", "navigation"),
        ("div", "collapse", "", "reveal"),
        ("div", "cooking navigator", "", None),
        ("div", "", "", None),
    ],
)
def test_kind(tag: str, classes: str, identity: str, kind: str | None) -> None:
    """Whole words inside a name count, never parts of words."""
    assert PARTS.kind(tag, classes, identity) == kind
