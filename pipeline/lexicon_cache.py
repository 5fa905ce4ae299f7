"""Compiles the word lists to plain values, and keeps these in the user's cache, so that a start need not read forty thousand lines."""

import hashlib
import marshal
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.lexicon_files import own_files, read_lists
from pipeline.lexicon_forms import Entry, patterns

if TYPE_CHECKING:
    from schemas.lexicon import Lexicon, LexiconEntry

#: raised when the compiled form changes, so that an old cache is not read
_FORMAT = 7
#: compiled lists kept in the cache
_KEPT_CACHES = 4

#: lists whose words other code compiles for itself, so that the scan need not look for them
_NOT_SCANNED = frozenset({"domain_signals", "name_stops", "time_words", "months", "seasons", "language_words", "page_parts"})
_FIELDS = tuple(field.name for field in fields(Entry) if field.name != "list")


def compile_lists(lists: "Iterable[Lexicon]", *, every: bool = False) -> dict[str, Any]:
    """Write out the entries of all lists, and the folded strings with all they mean, as plain values.

    Shape: ``keys``: folded strings; ``meanings``: for each key, (mode, number of the entry, variant) in a tuple.
    """
    entries: list[dict[str, Any]] = []
    found: dict[str, dict[tuple[str, int], str]] = {}
    for lexicon in lists:
        for item in lexicon.entries:
            plain = plain_entry(lexicon.name, item)
            if every or is_scanned(lexicon.name):
                for pattern in patterns(Entry(**plain), len(entries), item.matching or lexicon.matching):
                    found.setdefault(pattern.folded, {}).setdefault((pattern.mode, pattern.entry), pattern.variant)
            entries.append(plain)
    meanings = [tuple((mode, number, variant) for (mode, number), variant in bucket.items()) for bucket in found.values()]
    return {"format": _FORMAT, "entries": entries, "keys": list(found), "meanings": meanings}


def plain_entry(name: str, item: "LexiconEntry") -> dict[str, Any]:
    """Write out one entry of a list: what differs from the defaults of ``Entry``."""
    values = {field: getattr(item, field) for field in _FIELDS if _is_set(getattr(item, field))}
    return {"list": name, **values}


def is_scanned(name: str) -> bool:
    """Say whether the words of a list are looked for by the scan; those of the others are compiled where they are used."""
    return name not in _NOT_SCANNED


def _is_set(value: object) -> bool:
    """Say whether a field differs from its default; 0 is a value."""
    return value is not None and value is not False and value != ()


def digest_of(folder: Path, own: Path | None = None) -> str:
    """Give the checksum over all lists, the user's own included; without own ones it is that of the shipped lists."""
    digest = hashlib.sha256(f"{_FORMAT} {sys.version_info[:2]}".encode())
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    for path in own_files(own):
        digest.update(f"own {path.name}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled(folder: Path, digest: str, own: Path | None = None) -> dict[str, Any]:
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
    data = compile_lists(read_lists(folder, own))
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
