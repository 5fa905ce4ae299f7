"""Keeps what takes long to work out, and follows from its key alone, in the user's cache."""

import hashlib
import marshal
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

#: files of one kind that are kept
_MOST_KEPT = 4


def keep(kind: str, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - plain values of any sort
    """Take plain values from the user's cache, or make and keep them; a cache that cannot be written is no fault.

    ``key``: a checksum over all that the values follow from, the version of Python and of their form included.
    Marshal, as in Python's own ``.pyc`` files, reads ten times as fast as JSON. A checksum stands before it: a damaged cache may
    still be marshal, and with half its words it would miss values silently.
    """
    from platformdirs import user_cache_path  # noqa: PLC0415

    cache = user_cache_path("netzlese", appauthor=False) / f"{kind}-{key[:24]}.bin"
    try:
        checksum, _, content = cache.read_bytes().partition(b"\n")
        if checksum.decode() == hashlib.blake2b(content).hexdigest():
            return marshal.loads(content)  # noqa: S302 - the user's own cache, as with .pyc files
    except (OSError, ValueError, EOFError, TypeError):
        pass
    values = make()
    aside = cache.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            content = marshal.dumps(values)
            aside.write_bytes(hashlib.blake2b(content).hexdigest().encode() + b"\n" + content)
            aside.replace(cache)
            _sweep(cache, kind)
        finally:
            aside.unlink(missing_ok=True)  # a full disk, ctrl-C
    return values


def _sweep(newest: Path, kind: str) -> None:
    """Take the oldest files of a kind out of the cache, so that it does not grow with every edit."""
    others = sorted(newest.parent.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_MOST_KEPT:]:
        path.unlink(missing_ok=True)
