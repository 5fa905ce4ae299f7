"""The files a page may load: an allow-list made once, held in memory, each with its type and checksum."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from pipeline.workbench.options import LANGUAGES
from pipeline.workbench.refusal import Refusal
from pipeline.workbench.texts import load_texts
from pipeline.write import report_asset

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
#: sheets that the workbench shares with the report page
_SHARED_SHEETS = ("report.css", "source.css")
_TOP_NAME_RE = re.compile(r"^(?:async )?(?:const|let|function) (\w+)", re.MULTILINE)
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """Hold one file as it is sent."""

    content: bytes
    media_type: str
    digest: str


class Assets:
    """Hold all files that may be asked for; whatever else is asked for is not there, by whatever path."""

    def __init__(self) -> None:
        files = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.is_file() and path.suffix in _TYPES}
        files |= {name: report_asset(name).encode() for name in _SHARED_SHEETS}
        files["words.js"] = _as_module(report_asset("words.js")).encode()
        files |= {f"texts.{lang}.json": load_texts(lang).json.encode() for lang in LANGUAGES}
        self._files = {name: _asset(name, content) for name, content in files.items()}

    def address(self, name: str) -> str:
        """Give the address of a file with its checksum, so that a browser may keep it until it changes.

        Raises:
            KeyError: there is no such file; a template names what is not there.
        """
        return f"/static/{name}?v={self._files[name].digest}"

    def answer(self, name: str, request: Request) -> Response:
        """Send a file, or say that the browser's copy is still right.

        Raises:
            Refusal: 404.
        """
        asset = self._files.get(name)
        if asset is None:
            raise Refusal(404, "no-file")
        tag = f'"{asset.digest}"'
        headers = {"ETag": tag, "Cache-Control": _FOR_EVER if request.query_params.get("v") == asset.digest else "no-cache"}
        if tag in (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        return Response(asset.content, media_type=None, headers={**headers, "Content-Type": asset.media_type})


@cache
def load_assets() -> Assets:
    """Give the files, read once."""
    return Assets()


def _asset(name: str, content: bytes) -> Asset:
    return Asset(content, _TYPES[Path(name).suffix], hashlib.sha256(content).hexdigest()[:16])


def _as_module(script: str) -> str:
    r"""Make a module of a part of the report page: it gives out every name it defines.

    >>> _as_module("const t = 1;\nfunction el() {}\n")
    'const t = 1;\nfunction el() {}\n\nexport { el, t };\n'
    """
    return f"{script}\nexport {{ {', '.join(sorted(set(_TOP_NAME_RE.findall(script))))} }};\n"
