"""What tests of the write room share: a network that has everything, a report that people settled, and a browser.

The browser is Chromium without a window, for what only a browser can show; without it those tests are skipped.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.record import Report

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1400,900 --virtual-time-budget=2000"
).split()


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., str]:
    """Open a page in Chromium and give its elements back; ``act`` is a script that a reader's hands stand for."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine")

    def run(page: str, address: str = "", act: str | None = None) -> str:
        if act is not None:  # the policy would, rightly, not let a foreign script act
            page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
            page = page.replace("</body>", f"<script>{act}</script></body>")
        path = tmp_path / "report.html"
        path.write_text(page, encoding="utf-8")
        command = [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri() + address]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=90, check=True).stdout

    return run


@pytest.fixture
def network() -> dict[str, Any]:
    """Give a network with values of all sorts, some of them like formulas."""
    return {
        "name": "=cmd|'/c calc'!A0",
        "edition": 2,
        "start": "2020-07",
        "participants": [
            {
                "name": "Lage",
                "form": "Stadt",
                "kind": "municipality",
                "place": {"ags": "05766040", "state": "DE-NW", "latitude": 51.99},
            },
            {"name": "Unna", "kind": "district"},
        ],
        "funders": [{"name": "BAFA", "kind": "organisation"}],
        "people": [{"name": "Erika Muster", "title": "Dr.", "role": "Bürgermeisterin"}],
        "targets": [{"quantity": 11.5, "unit": "GWh", "subject": "Strom", "status": "planned"}],
        "phones": ["+49 5232 1234"],
        "findings": [{"code": "count-differs", "severity": "warning", "message": "10 stated, 2 listed", "path": "/participants"}],
    }


@pytest.fixture
def settled(make_report: Callable[..., Report]) -> Report:
    """Give a report of two networks, of which two people settled values, took some out and left a conflict."""
    text = "Das Netz Nord wurde 2021 von Aue gegründet. Mitglieder: Stadt Aue, Stadt Bach. Das Netz Süd folgt."
    north = {
        "name": "Netz Nord",
        "founded": "2021",
        "participants": [{"name": name, "form": "Stadt", "kind": "municipality"} for name in ("Aue", "Bach")],
        "evidence": {
            "/name": [_piece(text, "Netz Nord", "review.accepted", 1.0)],
            "/founded": [_piece(text, "2021", "review.corrected", 1.0)],
            "/participants/1": [_piece(text, "Stadt Bach", "review.added", 1.0)],
        },
    }
    by = {"network": 0, "reviewer": "Anna", "made_at": "2026-11-23T08:15:02Z"}
    values = [
        {**by, "pointer": "/name", "state": "accepted"},
        {**by, "pointer": "/founded", "state": "corrected", "machine": "2012", "reason": "Zahlendreher"},
        {**by, "pointer": "/participants/1", "state": "added", "reviewer": "Björn <b>"},
    ]
    place = {"name": "Lage", "form": "Stadt", "kind": "municipality", "place": {"ags": "05766040"}}
    refused = [
        {**by, "field": "participants", "state": "rejected", "value": place, "quote": "in der Lage", "reason": "kein Ort"},
        {**by, "field": "funders", "state": "absent"},
        {**by, "field": "managers", "state": "held", "value": {"name": "Büro B", "kind": "organisation"}, "quote": "Büro B"},
        {**by, "field": "start", "state": "conflict", "value": "2020", "quote": "seit 2020", "reviewer": "Björn <b>"},
        {**by, "network": None, "network_name": "Netz West", "field": "name", "state": "rejected", "value": "=Netz West"},
    ]
    review = {"values": values, "refused": refused, "total": 10, "settled": 7, "wrong": 0.4}
    return make_report(text, north, {"name": "Netz Süd"}, review=review)


def _piece(text: str, quote: str, rule: str, confidence: float) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "text": quote, "rule": rule, "confidence": confidence}
