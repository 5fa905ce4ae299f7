"""Loads, validates, caches and matches the word lists: one automaton over the raw text for all of them.

Matching happens on a folded text of the same length: lower case, every character that is no letter or digit a blank. A pattern
carries the blanks at its ends, so that word boundaries cost nothing. What may follow a word (German endings, gender forms) is
grammar and lives here; the words themselves are data in ``corpus/lexicons``.
"""

import csv
import gc
import hashlib
import io
import marshal
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import LexiconError

#: raised when the compiled form changes, so that an old cache is not read
_FORMAT = 7
#: compiled lists kept in the cache; number that stands for a place's name
_KEPT_CACHES, _PLACE = 4, -1
#: how much of a word before its head is looked at
_MAX_COMPOUND_CHARS = 60

#: lists whose words other code compiles for itself, so that the scan need not look for them
_NOT_SCANNED = frozenset({"domain_signals", "name_stops", "time_words", "months", "seasons", "language_words", "page_parts"})

ENDINGS = frozenset(
    ["", "s", "es", "n", "en", "e", "er", "ern", "em", "in", "innen", "r", "ns", "se", "sen", "nen"]
)  # fmt: skip
_ADJECTIVE_RE = re.compile(
    r"(?P<stem>.*(?:sch|lich|ig|[a-z]al|ell|iv|är|end|bar|sam|haft|los|ern|weit|ant|ent|iell|t|en|deutsch|neu|klein|groß|best|frei))(?:e|er|es|en|em)"
)
_GENDER_TAIL_RE = re.compile(r"(?:[:*_/·]-?(?:[iI]nnen|in|r|n|e)|Innen)(?!\w)")
_WORD_RE = re.compile(r"\w*")


class Hit(NamedTuple):
    """One entry found at characters of a text, by one of its variants (the uninflected form). Unit: code points, half-open."""

    start: int
    end: int
    entry: "Entry"
    surface: str
    variant: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a compiled list; the fields are those of ``schemas.lexicon.LexiconEntry`` that matching needs."""

    list: str
    id: str
    label: str
    variants: tuple[str, ...]
    kind: str | None = None
    role: str | None = None
    frame: str | None = None
    value: str | int | None = None
    by: str | None = None
    theme: str | None = None
    acronym: str | None = None
    weak: bool = False
    ambiguous: bool = False
    participle: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()
    singular: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    gender: str | None = None


class _FoldTable(dict[int, str]):
    """Map every character that is no letter or digit to a blank; what lies beyond the common planes is looked up once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = chr(code) if chr(code).isalnum() else " "
        return folded


_FOLD = _FoldTable({code: " " for code in range(0x3000) if not chr(code).isalnum()})


def fold(text: str) -> str:
    """Lower-case a text and turn all but letters and digits into blanks, keeping its length.

    >>> fold("Rhein-Sieg-Kreis (NRW)")
    'rhein sieg kreis  nrw '
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals (İ) grow when lowered
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD)


def _inflections(variant: str) -> set[str]:
    """Give the folded forms in which the words before the last may stand: adjectives and one head noun change.

    >>> sorted(_inflections("Hessisches Ministerium für Wirtschaft"))[:2]
    ['hessische ministerien für wirtschaft', 'hessische ministerium für wirtschaft']
    """
    words = re.split(r"(\s+|-)", variant)
    options: list[list[str]] = []
    noun_seen = False
    for index, word in enumerate(words):
        last = index == len(words) - 1
        adjective = _ADJECTIVE_RE.fullmatch(word) if not noun_seen and not last else None
        if adjective and len(word) > 4:  # noqa: PLR2004 - shorter words are articles
            options.append([adjective["stem"] + ending for ending in ("e", "er", "es", "en", "em")])
        elif word[:1].isupper() and not noun_seen and not last and len(word) > 3 and words[index + 1] != "-":  # noqa: PLR2004
            noun_seen = True
            forms = [word, word + "s", word + "es", word + "n", word + "en", word + "e"]
            if word.endswith("ium"):
                forms.append(word[:-2] + "en")
            options.append(forms)
        else:
            options.append([word])
    return {fold("".join(choice)) for choice in product(*options)}


def _is_acronym(variant: str) -> bool:
    """Say whether a variant is written in capitals and must be matched so: NKI, BMU, KfW, PtJ.

    >>> _is_acronym("PtJ"), _is_acronym("Bund")
    (True, False)
    """
    letters = [char for char in variant if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) <= 1 or (" " not in variant and capitals >= max(2, (len(letters) + 1) // 2))


class _Pattern(NamedTuple):
    """A folded string and what it means: mode e(xact) c(asefold) i(nflected) n(ame), the entry, the variant."""

    folded: str
    mode: str
    entry: int
    variant: str


def _patterns(entry: Entry, number: int, matching: str) -> Iterable[_Pattern]:
    """Turn one entry into the folded strings the automaton looks for."""
    for variant in entry.variants:
        mode = "exact" if _is_acronym(variant) else matching
        lead = "" if entry.value == "compound" and mode != "exact" else " "
        if mode == "inflected":
            for form in _inflections(variant):
                yield _Pattern(lead + form.rstrip(), "i", number, variant)
                if form.endswith(("er", "e")) and len(form) > 4:  # Beigeordneter -> Beigeordneten; Bürgermeister stays  # noqa: PLR2004
                    yield _Pattern(lead + form.rstrip()[: -2 if form.endswith("er") else -1], "a", number, variant)
        else:
            yield _Pattern(lead + fold(variant) + " ", mode[0], number, variant)


def _read_yaml(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - only when a list changed

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        msg = f"{path}: not readable as YAML in UTF-8 ({error}); mend the line it names"
        raise LexiconError(msg) from error
    if not isinstance(data, dict):
        msg = f"{path}: holds {type(data).__name__}; expected a header (name, about, source, licence, matching) and entries"
        raise LexiconError(msg)
    return data


def _read_table(path: Path) -> dict[str, Any]:
    """Read a CSV list with its ``.meta.yaml`` header."""
    header = _read_yaml(path.with_name(path.stem + ".meta.yaml"))
    entries = []
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        entry: dict[str, Any] = {key: value for key, value in row.items() if value}
        entry["variants"] = entry.get("variants", entry["label"]).split("|")
        if entry["label"] not in entry["variants"]:
            entry["variants"].insert(0, entry["label"])
        entry["ambiguous"] = bool(entry.get("ambiguous"))
        entries.append(entry)
    return {**header, "entries": entries}


def read_lexicon(path: Path) -> "Any":  # noqa: ANN401 - schemas.lexicon is imported late, it costs start-up time
    """Read and validate one list.

    Raises:
        LexiconError: the file breaks the schema; the message names file and entry.
    """
    from pydantic import ValidationError  # noqa: PLC0415

    from schemas.lexicon import Lexicon  # noqa: PLC0415

    data = _read_table(path) if path.suffix == ".csv" else _read_yaml(path)
    try:
        return Lexicon.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        entry = ""
        if len(first["loc"]) > 1 and first["loc"][0] == "entries" and isinstance(first["loc"][1], int):
            entry = f" (entry {data['entries'][first['loc'][1]].get('id')!r})"
        msg = f"{path}: {where}{entry}{': ' if where else ''}{first['msg']}; see schemas/lexicon.py"
        raise LexiconError(msg) from error


def lexicon_files(folder: Path) -> list[Path]:
    """Name the lists of a folder, sorted."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".csv"} and not path.name.endswith(".meta.yaml"))


def _compile(folder: Path, *, every: bool = False) -> dict[str, Any]:
    """Validate every list and write out entries, and the folded strings with all they mean, as plain values.

    Shape: ``keys``: folded strings; ``meanings``: for each key, (mode, number of the entry, variant) in a tuple.
    """
    names = [field.name for field in fields(Entry)]
    entries: list[dict[str, Any]] = []
    found: dict[str, dict[tuple[str, int], str]] = {}
    for path in lexicon_files(folder):
        lexicon = read_lexicon(path)
        for item in lexicon.entries:
            values = {name: getattr(item, name) for name in names if name != "list" and _is_set(getattr(item, name))}
            plain = {"list": lexicon.name, **values}
            if every or lexicon.name not in _NOT_SCANNED:
                for pattern in _patterns(Entry(**plain), len(entries), item.matching or lexicon.matching):
                    found.setdefault(pattern.folded, {}).setdefault((pattern.mode, pattern.entry), pattern.variant)
            entries.append(plain)
    meanings = [tuple((mode, number, variant) for (mode, number), variant in bucket.items()) for bucket in found.values()]
    return {"format": _FORMAT, "entries": entries, "keys": list(found), "meanings": meanings}


def _is_set(value: object) -> bool:
    """Say whether a field differs from its default; 0 is a value."""
    return value is not None and value is not False and value != ()


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(f"{_FORMAT} {sys.version_info[:2]}".encode())
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _compiled(folder: Path, digest: str) -> dict[str, Any]:
    """Take the compiled lists from the user's cache, or compile and keep them; a cache that cannot be written is no fault.

    Marshal, as in Python's own ``.pyc`` files, reads ten times as fast as JSON; the key holds Python's version and the content.
    A checksum stands before it: a damaged cache may still be marshal, and with half its words it would miss values silently.
    """
    from platformdirs import user_cache_path  # noqa: PLC0415

    cache = user_cache_path("netzlese", appauthor=False) / f"lexicons-{digest[:24]}.bin"
    try:
        checksum, _, content = cache.read_bytes().partition(b"\n")
        if checksum.decode() == hashlib.blake2b(content).hexdigest():
            data: dict[str, Any] = marshal.loads(content)  # noqa: S302 - the user's own cache, as with .pyc files
            if data.get("format") == _FORMAT:
                return data
    except (OSError, ValueError, EOFError, TypeError, AttributeError):
        pass
    data = _compile(folder)
    aside = cache.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            content = marshal.dumps(data)
            aside.write_bytes(hashlib.blake2b(content).hexdigest().encode() + b"\n" + content)
            aside.replace(cache)
            _sweep(cache)
        finally:
            aside.unlink(missing_ok=True)  # a full disk, ctrl-C
    return data


def _sweep(newest: Path) -> None:
    """Take the oldest compiled lists out of the cache, so that it does not grow with every edit."""
    others = sorted(newest.parent.glob("lexicons-*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT_CACHES:]:
        path.unlink(missing_ok=True)


class Lexicons:
    """Hold all lists and find their entries in a text with one scan.

    ``digest`` is a checksum over all files, for ``meta.lexicons``.
    """

    def __init__(self, compiled: dict[str, Any], digest: str, *, names: Iterable[str] = ()) -> None:
        self.entries = tuple(Entry(**values) for values in compiled["entries"])
        self.digest = digest
        self._keys: list[str] = list(compiled["keys"])
        self._meanings: list[tuple[tuple[str, int, str], ...]] = list(compiled["meanings"])
        self._place = Entry("places", "place", "place", ())
        self._add_names(names)

    @classmethod
    def load(cls, folder: Path, *, names: Iterable[str] = (), every: bool = False) -> "Lexicons":
        """Load every list of a folder; ``names`` are place names, matched exactly, a genitive -s allowed.

        ``every`` scans for the lists too that other code compiles for itself: for checking their examples.

        Raises:
            LexiconError: a list breaks its schema.
        """
        digest = _digest(folder)
        enabled = gc.isenabled()
        gc.disable()  # a hundred thousand small values are made, none of them garbage
        try:
            return cls(_compile(folder, every=True) if every else _compiled(folder, digest), digest, names=names)
        finally:
            if enabled:
                gc.enable()

    def listed(self, name: str) -> tuple[Entry, ...]:
        """Give the entries of one list, in the order of their ids."""
        return tuple(entry for entry in self.entries if entry.list == name)

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
        import ahocorasick_rs  # noqa: PLC0415

        return ahocorasick_rs.AhoCorasick(
            self._keys, matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def scan(self, text: str) -> dict[str, list[Hit]]:
        """Find every entry of every list, longest match first within a list.

        Shape: hits by list name, in text order; hits of one list do not overlap, save for equal spans of several entries.
        """
        padded = f" {fold(text)} "
        meanings, entries, place = self._meanings, self.entries, self._place
        found: dict[str, list[Hit]] = {}
        for key, begin, stop in self._automaton.find_matches_as_indexes(padded, overlapping=True):
            for mode, number, variant in meanings[key]:
                entry = entries[number] if number >= 0 else place
                hit = _accept(text, padded, begin, stop, mode, entry, variant)
                if hit is not None:
                    found.setdefault(entry.list, []).append(hit)
        return {name: longest(hits) for name, hits in found.items()}


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
