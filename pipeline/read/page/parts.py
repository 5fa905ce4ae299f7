"""Tells by class, id and role which parts of a page are not its message: cookie banners, share bars, menus."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_WORD_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-zäöüß]+|\d+")
_LONGEST_WORDS = 3
_MEMO_ENTRIES = 20_000
_MEMO_CHARS = 400
_NAMES_CHARS = 4_000
_TOKENS = 40
_TOKEN_CHARS = 200
#: "no-sidebar" and "has-menu" speak of what surrounds a part
_WRAPPERS = frozenset({"no", "has", "with", "without", "not", "mit", "ohne", "hat"})

#: roles of the ARIA standard
ROLES = {
    "navigation": "navigation", "menu": "navigation", "menubar": "navigation", "banner": "header", "contentinfo": "footer",
    "search": "form", "form": "form", "complementary": "aside", "dialog": "dialog", "alertdialog": "dialog", "toolbar": "control",
}  # fmt: skip


class PageParts:
    """Look names of page parts up in the list ``page_parts``.

    A variant stands for a run of words inside one class or id ("cookie banner" in ``mod-cookieBanner-2``); an entry matched
    ``exact`` must be the whole of it, since "header" alone is the page's and "article-header" the message's. An entry's
    ``value`` may name the only elements it counts for. Entries of the kind ``teaser-heading`` are no names but headings.
    """

    def __init__(self, entries: Iterable[Any]) -> None:
        self._whole: dict[str, tuple[str, frozenset[str]]] = {}
        self._inner: dict[str, tuple[str, frozenset[str]]] = {}
        self._memo: dict[tuple[str, str, str], str | None] = {}
        headings: set[str] = set()
        for entry in entries:
            if entry.kind == "teaser-heading":
                headings.update(variant.casefold() for variant in entry.variants)
                continue
            table = self._whole if getattr(entry, "matching", None) == "exact" else self._inner
            for variant in entry.variants:
                table[variant.lower()] = (entry.kind or "other", frozenset(str(entry.value or "").split()))

        #: headings of teasers of other pages, in small letters
        self.headings = frozenset(headings)

    @classmethod
    def load(cls, folder: Path) -> "PageParts":
        """Read the list of a lexicon folder.

        Raises:
            LexiconError: the list breaks its schema.
        """
        from pipeline.lexicon import read_lexicon  # noqa: PLC0415 - pages only

        return cls(read_lexicon(folder / "page_parts.yaml").entries)

    def kind(self, tag: str, classes: str, identity: str) -> str | None:
        """Name the sort of part an element is, or None."""
        key = (tag, classes, identity)
        try:
            return self._memo[key]
        except KeyError:
            if len(self._memo) > _MEMO_ENTRIES:
                self._memo.clear()
            found = self._find(tag, [*classes[:_NAMES_CHARS].split(), *identity[:_NAMES_CHARS].split()])
            if len(classes) + len(identity) <= _MEMO_CHARS:
                self._memo[key] = found
            return found

    def _find(self, tag: str, tokens: list[str]) -> str | None:
        """Search the names one by one; that something is folded counts only where nothing else is said."""
        revealed = None
        for token in tokens[:_TOKENS]:
            for name, table in self._candidates(token):
                found = table.get(name)
                if found and (not found[1] or tag in found[1]):
                    if found[0] != "reveal":
                        return found[0]
                    revealed = "reveal"
        return revealed

    def _candidates(self, token: str) -> Iterator[tuple[str, dict[str, tuple[str, frozenset[str]]]]]:
        """Give the runs of words inside one name, longer ones first."""
        yield token.lower(), self._whole
        words = [word.lower() for word in _WORD_RE.findall(token[:_TOKEN_CHARS])]
        if not _WRAPPERS.isdisjoint(words):
            return
        for size in range(min(_LONGEST_WORDS, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                yield " ".join(words[first : first + size]), self._inner
