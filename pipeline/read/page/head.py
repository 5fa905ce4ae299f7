"""Collects what a page says of itself: title, address, headline and date in its head, in microdata and in JSON-LD."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.read.page.dates import declared_date, own_things

#: browsers write this at the top of a page they save
_SAVED_RE = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)\s*(https?://[^\s<>\"]+?)\s*-->", re.IGNORECASE)
_SAVED_CHARS = 4_000
_JSON_CHARS = 500_000
_ADDRESS_CHARS = 2_000
_MOST_THINGS = 20
_MOST_METAS = 2_000


class PageHead:
    """Hold what the head of one page declares, and dates marked as such in its body."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.metas: dict[str, str] = {}
        self.times: list[tuple[str, bool]] = []
        self.things: list[dict[str, Any]] = []
        self._canonical = ""
        self._base = ""

    def keep(self, name: str, attributes: Mapping[str, Any]) -> None:
        """Keep a ``meta``, ``link`` or ``base`` element."""
        if name == "base":
            self._base = self._base or str(attributes.get("href", "")).strip()
        elif name == "link":
            if str(attributes.get("rel", "")).lower() == "canonical":
                self._canonical = self._canonical or str(attributes.get("href", "")).strip()
        else:
            said = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            content = attributes.get("content")
            if said and content and len(self.metas) < _MOST_METAS:
                self.metas.setdefault(str(said).strip().lower(), str(content))

    def keep_time(self, attributes: Mapping[str, Any]) -> None:
        """Keep a ``time`` element that holds a date."""
        said = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
        if "modified" not in said and "updated" not in said:
            self.times.append((str(attributes["datetime"]), "pubdate" in attributes or "publish" in said))

    def keep_property(self, attributes: Mapping[str, Any]) -> None:
        """Keep an element that microdata marks as the date of publication."""
        if str(attributes["itemprop"]).strip().lower() == "datepublished" and attributes.get("content"):
            self.times.append((str(attributes["content"]), True))

    def read_structured(self, scripts: Iterable[str]) -> None:
        """Keep the page's own things of its JSON-LD."""
        for script in scripts:
            if len(self.things) >= _MOST_THINGS or len(script) > _JSON_CHARS:
                continue
            try:
                self.things += own_things(json.loads(script, strict=False))
            except (ValueError, RecursionError):
                continue

    @property
    def date(self) -> str | None:
        """Give the page's own date, as EDTF."""
        return declared_date(self.metas, self.things, self.times)

    @property
    def headline(self) -> str:
        """Give the headline of the JSON-LD's first article."""
        for thing in self.things:
            headline = thing.get("headline")
            if isinstance(headline, str) and headline.strip():
                return headline
        return ""

    def address(self, markup: str) -> str | None:
        """Give the address under which the page says it is published, or was saved from; only complete ones count."""
        saved = _SAVED_RE.search(markup, 0, _SAVED_CHARS)
        origin = next(
            (said for said in (self._base, self.metas.get("og:url", ""), saved[1] if saved else "") if _is_whole(said)), ""
        )
        for said in (self._canonical, self.metas.get("og:url", ""), *self._structured_addresses(), saved[1] if saved else ""):
            whole = _whole(said.strip(), origin)
            if whole:
                return whole
        return None

    def _structured_addresses(self) -> list[str]:
        """List what the JSON-LD gives for the page's address."""
        found: list[str] = []
        for thing in self.things:
            page = thing.get("mainEntityOfPage")
            said = [thing.get("url"), page.get("@id") if isinstance(page, dict) else page]
            found += [value for value in said if isinstance(value, str)]
        return found


def _whole(said: str, origin: str) -> str | None:
    """Make an address complete, if that can be done.

    >>> _whole("/netz", "https://lage.example/x"), _whole("netz", ""), _whole("https://lage.example/a", "")
    ('https://lage.example/netz', None, 'https://lage.example/a')
    """
    if not said or len(said) > _ADDRESS_CHARS:
        return None
    try:
        whole = urljoin(origin, said) if origin else said
    except ValueError:
        return None
    return whole if _is_whole(whole) else None


def _is_whole(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(sign.isspace() for sign in said)
