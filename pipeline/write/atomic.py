"""Writes a file whole or not at all: into a temporary file of the same folder, which then takes the place of the old one."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_RIGHTS = 0o666
_PART = ".part"
_STANDARD_OUTPUT = "standard output"


@contextmanager
def writing(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when the block ends well; None is standard output.

    On any exception, ctrl-C included, the temporary file goes and an older file of that name stays as it was. A device or a
    pipe (``/dev/stdout``) cannot be replaced and is written to directly.

    Raises:
        OSError: the folder is missing or may not be written to, the disk is full; the error names the file as given.
    """
    try:
        with _standard_output() if path is None else _file(path) as stream:
            yield stream
    except OSError as error:
        if error.filename is None or str(error.filename).endswith(_PART):
            error.filename = _STANDARD_OUTPUT if path is None else str(path)
        raise


@contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    if sys.stdout is None:  # closed by the shell: >&-
        raise OSError(errno.EBADF, "is closed; name a file with -o", _STANDARD_OUTPUT)
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    target = path.resolve()  # a link stays a link: what it points to is replaced
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as stream:
            yield stream
        return
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder; name a file", str(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such folder; make it first", str(path.parent))
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_PART)
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
