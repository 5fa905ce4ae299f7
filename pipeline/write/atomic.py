"""Writes a file whole or not at all: into a temporary file of the same folder, which then takes the place of the old one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_RIGHTS = 0o666


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when the block ends well.

    On any exception, ctrl-C included, the temporary file goes and an older file of that name stays as it was. A device or a
    pipe (``/dev/stdout``) cannot be replaced and is written to directly.

    Raises:
        OSError: the folder is missing or may not be written to.
    """
    target = path.resolve()  # a link stays a link: what it points to is replaced
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as stream:
            yield stream
        return
    if target.is_dir():
        raise IsADirectoryError(21, "is a folder; name a file", str(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(2, "no such folder; make it first", str(path.parent))
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(aside).chmod(_rights(target))
        Path(aside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(aside).unlink()
        raise


def _rights(target: Path) -> int:
    """Give the rights a file made in the usual way would have; ``mkstemp`` makes private ones."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return _RIGHTS & ~mask
