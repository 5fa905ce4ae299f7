"""Holds the word lists, and finds the words of all of them in a text with one automaton (``pipeline.lexicon_scan``).

What may follow a word (German endings, gender forms) is grammar; the words themselves are data in ``corpus/lexicons``, and in the
user's own lists beside them (``pipeline.lexicon_files``).
"""

import gc
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.lexicon_cache import PLACE, Meaning, Packed, compile_lists, compiled, digest_of, is_scanned, plain_entry, split_keys
from pipeline.lexicon_files import lexicon_files, read_lexicon, read_lists
from pipeline.lexicon_forms import ENDINGS, Entry, fold, patterns
from pipeline.lexicon_scan import Found, Hit, Words

if TYPE_CHECKING:
    from schemas.lexicon import LexiconEntry

__all__ = ["ENDINGS", "Entry", "Found", "Hit", "Lexicons", "fold", "lexicon_files", "read_lexicon"]


class Lexicons:
    """Hold all lists and find their entries in a text with one scan.

    ``digest`` is a checksum over all files, for ``meta.lexicons``.
    """

    def __init__(self, compiled: dict[str, Any], digest: str) -> None:
        self.digest = digest
        self._lists: dict[str, tuple[int, int]] = compiled["lists"]
        self._packed = Packed(compiled["entries"])
        self._made: dict[int, Entry] = {PLACE: Entry("places", "place", "place", ())}
        self._added: dict[int, Entry] = {}
        self._words: tuple[Words, ...] = (Words(compiled["heads"].split("\n"), Packed(compiled["tails"]), self._entry, sifts=True),)

    @classmethod
    def load(cls, folder: Path, *, own: Path | None = None, names: Iterable[str] = (), every: bool = False) -> "Lexicons":
        """Load every list of a folder; ``names`` are place names, matched exactly, a genitive -s allowed.

        ``own``: folder of the user's own lists, which add to those shipped (``pipeline.lexicon_files``); it need not exist. ``every`` scans for the lists too that other code compiles for itself: for checking their examples.

        Raises:
            LexiconError: a list breaks its schema, one of the user's own included.
        """
        digest = digest_of(folder, own)
        enabled = gc.isenabled()
        gc.disable()  # a hundred thousand small values are made, none of them garbage
        try:
            if every:
                return cls(compile_lists(read_lists(folder, own), names, every=True), digest)
            return cls(compiled(folder, digest, own, tuple(names)), digest)
        finally:
            if enabled:
                gc.enable()

    def listed(self, name: str) -> tuple[Entry, ...]:
        """Give the entries of one list, in the order of their ids."""
        added = (entry for number, entry in self._added.items() if number >= len(self._packed) and entry.list == name)
        return (*map(self._entry, range(*self._lists.get(name, (0, 0)))), *added)

    def _entry(self, number: int) -> Entry:
        """Give the entry of a number; it is made when first asked for."""
        entry = self._added.get(number) or self._made.get(number)
        if entry is None:
            entry = self._made[number] = Entry(**self._packed[number])
        return entry

    def adding(self, name: str, entry: "LexiconEntry", matching: str, *, scanned: bool = False) -> "Lexicons":
        """Give these lists with one entry more, or with more of one, to try it; the others are not compiled anew.

        ``entry``: the whole entry, as it would stand in the list ``name``; ``matching``: that of the list, where the entry says none.
        ``scanned``: look for it also where other code compiles its list for itself.
        """
        tried = copy(self)
        plain = Entry(**plain_entry(name, entry))
        numbers = (*range(*self._lists.get(name, (0, 0))), *self._added)
        known = (number for number in numbers if self._is(number, name, entry.id))
        number = next(known, max(len(self._packed), *(place + 1 for place in (PLACE, *self._added))))
        tried._added = {**self._added, number: plain}  # noqa: SLF001 - our own copy
        found: dict[str, list[Meaning]] = {}
        for pattern in patterns(plain, number, entry.matching or matching) if scanned or is_scanned(name) else ():
            found.setdefault(pattern.folded, []).append((pattern.mode, pattern.entry, pattern.variant))
        heads = split_keys(found)
        more = (Words(list(heads), list(heads.values()), tried._entry),) if heads else ()  # noqa: SLF001
        tried._words = (*(words.naming(tried._entry) for words in self._words), *more)  # noqa: SLF001
        return tried

    def _is(self, number: int, name: str, identity: str) -> bool:
        entry = self._entry(number)
        return (entry.list, entry.id) == (name, identity)

    def find(self, text: str) -> Found:
        """Ask a text for all words, and for what the expressions of the rooms need (``pipeline.shapes``)."""
        return Found(self._words, text)

    def scan(self, text: str) -> dict[str, list[Hit]]:
        """Find every entry of every list, longest match first within a list.

        Shape: hits by list name, in text order; hits of one list do not overlap, save for equal spans of several entries.
        """
        return self.find(text).hits(text)
