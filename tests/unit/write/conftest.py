"""A browser for what only a browser can show: Chromium without a window, or the test is skipped."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

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
