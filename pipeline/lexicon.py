"""Finds the words of all lists in a text: one automaton over the folded text (``pipeline.lexicon_forms``) for all of them.

What may follow a word (German endings, gender forms) is grammar and lives here; the words themselves are data in
``corpus/lexicons``, and in the user's own lists beside them (``pipeline.lexicon_files``).
"""

import gc
import re
from collections.abc import Iterable
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.lexicon_cache import compile_lists, compiled, digest_of, is_scanned, plain_entry
from pipeline.lexicon_files import lexicon_files, read_lexicon, read_lists
from pipeline.lexicon_forms import Entry, fold, patterns

if TYPE_CHECKING:
    from schemas.lexicon import LexiconEntry

__all__ = ["ENDINGS", "Entry", "Hit", "Lexicons", "fold", "lexicon_files", "longest", "read_lexicon"]

#: number that stands for a place's name
_PLACE = -1
#: how much of a word before its head is looked at
_MAX_COMPOUND_CHARS = 60

ENDINGS = frozenset(
    ["", "s", "es", "n", "en", "e", "er", "ern", "em", "in", "innen", "r", "ns", "se", "sen", "nen"]
)  # fmt: skip
_GENDER_TAIL_RE = re.compile(r"(?:[:*_/·]-?(?:[iI]nnen|in|r|n|e)|Innen)(?!\w)")
_WORD_RE = re.compile(r"\w*")


class Hit(NamedTuple):
    """One entry found at characters of a text, by one of its variants (the uninflected form). Unit: code points, half-open."""

    start: int
    end: int
    entry: Entry
    surface: str
    variant: str


class Lexicons:
    """Hold all lists and find their entries in a text with one scan.

    ``digest`` is a checksum over all files, for ``meta.lexicons``.
    """

    def __init__(self, compiled: dict[str, Any], digest: str, *, names: Iterable[str] = ()) -> None:
        self.entries = tuple(Entry(**values) for values in compiled["entries"])
        self.digest = digest
        self._keys: list[str] = list(compiled["keys"])
        self._meanings: list[tuple[tuple[str, int, str], ...]] = list(compiled["meanings"])
        self._more: tuple[tuple[Any, list[tuple[tuple[str, int, str], ...]]], ...] = ()
        self._place = Entry("places", "place", "place", ())
        self._add_names(names)

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
            plain = compile_lists(read_lists(folder, own), every=True) if every else compiled(folder, digest, own)
            return cls(plain, digest, names=names)
        finally:
            if enabled:
                gc.enable()

    def listed(self, name: str) -> tuple[Entry, ...]:
        """Give the entries of one list, in the order of their ids."""
        return tuple(entry for entry in self.entries if entry.list == name)

    def adding(self, name: str, entry: "LexiconEntry", matching: str, *, scanned: bool = False) -> "Lexicons":
        """Give these lists with one entry more, or with more of one, to try it; the others are not compiled anew.

        ``entry``: the whole entry, as it would stand in the list ``name``; ``matching``: that of the list, where the entry says none.
        ``scanned``: look for it also where other code compiles its list for itself.
        """
        tried = copy(self)
        plain = Entry(**plain_entry(name, entry))
        places = (place for place, known in enumerate(self.entries) if (known.list, known.id) == (name, entry.id))
        number = next(places, len(self.entries))
        tried.entries = (*self.entries[:number], plain, *self.entries[number + 1 :])
        tried.__dict__["_automaton"] = self._automaton
        found: dict[str, list[tuple[str, int, str]]] = {}
        for pattern in patterns(plain, number, entry.matching or matching) if scanned or is_scanned(name) else ():
            found.setdefault(pattern.folded, []).append((pattern.mode, pattern.entry, pattern.variant))
        if found:
            tried._more = (*self._more, (_build(list(found)), [tuple(meaning) for meaning in found.values()]))  # noqa: SLF001 - our own copy
        return tried

    def _add_names(self, names: Iterable[str]) -> None:
        """Add place names and their genitives beside the words of the lists."""
        numbers = {key: number for number, key in enumerate(self._keys)}
        for name in names:
            forms = [(f" {fold(name)} ", "n")]
            if not name.endswith(("s", "z", "x", "ß", ")")):
                forms.append((f" {fold(name)}s ", "g"))
            for key, mode in forms:
                number = numbers.get(key)
                if number is None:
                    numbers[key] = len(self._keys)
                    self._keys.append(key)
                    self._meanings.append(((mode, _PLACE, name),))
                else:
                    self._meanings[number] = (*self._meanings[number], (mode, _PLACE, name))

    @cached_property
    def _automaton(self) -> Any:  # noqa: ANN401 - ahocorasick_rs has no type of its own for it
        """Build the automaton over all folded strings; this form is built twice as fast as the default and as quick to ask."""
        return _build(self._keys)

    def scan(self, text: str) -> dict[str, list[Hit]]:
        """Find every entry of every list, longest match first within a list.

        Shape: hits by list name, in text order; hits of one list do not overlap, save for equal spans of several entries.
        """
        padded = f" {fold(text)} "
        entries, place = self.entries, self._place
        found: dict[str, list[Hit]] = {}
        for automaton, meanings in ((self._automaton, self._meanings), *self._more):
            for key, begin, stop in automaton.find_matches_as_indexes(padded, overlapping=True):
                for mode, number, variant in meanings[key]:
                    entry = entries[number] if number >= 0 else place
                    hit = _accept(text, padded, begin, stop, mode, entry, variant)
                    if hit is not None:
                        found.setdefault(entry.list, []).append(hit)
        return {name: longest(hits) for name, hits in found.items()}


def _build(keys: list[str]) -> Any:  # noqa: ANN401 - ahocorasick_rs has no type of its own for it
    import ahocorasick_rs  # noqa: PLC0415

    return ahocorasick_rs.AhoCorasick(
        keys, matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.ContiguousNFA
    )


def _accept(text: str, padded: str, begin: int, stop: int, mode: str, entry: Entry, variant: str) -> Hit | None:
    """Check what the automaton cannot: case, endings, gender forms. Positions are those of the padded text."""
    start = begin if padded[begin] == " " else begin - 1
    if mode in "ia":
        tail = _WORD_RE.match(padded, stop)
        rest = tail.group() if tail else ""
        if rest not in ENDINGS or (mode == "a" and rest not in {"e", "en", "em", "er", "es"}):
            return None
        end = stop - 1 + len(rest)
        gender = _GENDER_TAIL_RE.match(text, end)
        if gender:
            end = gender.end()
        if entry.value == "compound":
            start = _word_start(text, start)
        return Hit(start, end, entry, text[start:end], variant)
    end = stop - 2
    surface = text[start:end]
    if mode in {"n", "e"}:
        if surface != variant and not _same_but_dashes(surface, variant):
            return None
    elif mode == "g" and surface[:-1] != variant:
        return None
    elif entry.value == "compound":
        start = _word_start(text, start)
        surface = text[start:end]
    return Hit(start, end, entry, surface, variant)


def _word_start(text: str, start: int) -> int:
    """Walk to the beginning of the word a head stands in; what is longer than any word is not walked through."""
    least = max(0, start - _MAX_COMPOUND_CHARS)
    while start > least and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    return start


_DASHES = str.maketrans(dict.fromkeys("-–‑‐ \n\u00a0", " "))


def _same_but_dashes(surface: str, variant: str) -> bool:
    """Compare two exact forms, taking dashes and blanks for the same."""
    return surface.translate(_DASHES) == variant.translate(_DASHES)


def longest(hits: list[Hit]) -> list[Hit]:
    """Keep the longest of overlapping hits (all of the same span), in text order.

    Matching all overlaps first and choosing then keeps "Riedenburg" where leftmost-longest would stop at "Stadt Rieden".
    """
    hits.sort(key=lambda hit: (hit.start, hit.start - hit.end))
    kept: list[Hit] = []
    for hit in hits:
        while kept and hit.start < kept[-1].end and hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept.pop()
        if kept and hit.start < kept[-1].end:
            if (hit.start, hit.end) == (kept[-1].start, kept[-1].end) and hit.entry is not kept[-1].entry:
                kept.append(hit)
            continue
        kept.append(hit)
    return kept
