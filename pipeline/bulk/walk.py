"""Finds the files behind what the user gave, sorted by path and each once, without ever holding all their names."""

import heapq
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from glob import has_magic, iglob
from itertools import islice
from pathlib import Path
from typing import IO

from pipeline.errors import SettingsError
from pipeline.read import EXTENSIONS, local_path

#: what a batch reads besides what ``extract`` reads
LINES, PARQUET, WARC = (".jsonl", ".ndjson"), (".parquet", ".pq"), (".warc", ".warc.gz")
_ENDINGS = (*EXTENSIONS, *PARQUET, *WARC)
#: names that are no documents of the user's: hidden ones, and Word's notes that a file is open
_HIDDEN = (".", "~$")
#: names sorted in memory at a time; the rest waits in a file
_RUN = 50_000

#: a path, and why it cannot be looked into ("" where it can)
Found = tuple[str, str]


def check_given(given: Iterable[str]) -> None:
    """Refuse what is not there, before anything is done.

    Raises:
        SettingsError: a path leads nowhere, a pattern matches nothing, or it is standard input, which cannot be read again.
        ReadError: it is an address on the network.
    """
    for name in given:
        path = local_path(name)
        if path == "-":
            msg = "a batch cannot read standard input, since it could not go on after a kill; write it to a file first"
            raise SettingsError(msg)
        if not os.path.lexists(path) and next(iglob(path, recursive=True), None) is None:  # noqa: PTH207
            is_pattern = has_magic(path)
            what = "no file matches this pattern" if is_pattern else "there is no such file or folder; look at the spelling"
            msg = f"{name}: {what}"
            raise SettingsError(msg)


def walk(given: Iterable[str], *, leave: Path | None = None, passed: Callable[[str], None] = lambda _path: None) -> Iterator[Found]:
    """Yield every file behind files, folders and patterns, in the order of their paths, whatever the order they were given in.

    A million names in one folder are sorted in pieces on disk. A folder that may not be opened is yielded with the reason.

    Args:
        given: as a user types them; ``check_given`` has seen them.
        leave: a folder of which nothing is read: that of the results.
        passed: hears of each file in a folder that is no kind that is read.
    """
    files: list[str] = []
    streams: list[Iterator[Found]] = []
    out = None if leave is None else os.path.realpath(leave)
    for name in given:
        path = local_path(name)
        if os.path.isdir(path):  # noqa: PTH112 - paths stay the strings users typed
            streams.append(_Folder(path, out, passed).files())
        elif os.path.lexists(path) or not has_magic(path):
            files.append(path)
        else:
            streams.append(_matches(path, out, passed))
    streams.append((path, "") for path in sorted(files))
    last = None
    for path, fault in heapq.merge(*streams):
        if path != last:
            yield path, fault
        last = path


def _matches(pattern: str, leave: str | None, passed: Callable[[str], None]) -> Iterator[Found]:
    """Yield what a pattern matches: files as they are, folders with what is in them."""
    # a folder sorts as the paths in it do
    found = (
        f"{name.rstrip(os.sep)}{os.sep}" if os.path.isdir(name) else name  # noqa: PTH112
        for name in iglob(pattern, recursive=True)  # noqa: PTH207 - results stay the strings users typed
    )
    entered = last = ""
    is_left = False
    for name in in_order(found):
        if entered and name.startswith(entered):
            continue  # ``**`` matches a folder and what is in it
        if name.endswith(os.sep):
            entered = name
            yield from _Folder(name.rstrip(os.sep) or os.sep, leave, passed).files()
            continue
        folder = os.path.dirname(name)  # noqa: PTH120
        if folder != last:
            last, is_left = folder, leave is not None and _is_inside(os.path.realpath(folder), leave)
        if not is_left:
            yield name, ""


def _is_inside(real: str, folder: str) -> bool:
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


class _Folder:
    """Walk one folder; what links lead to is entered once, and never what is being walked already."""

    def __init__(self, top: str, leave: str | None, passed: Callable[[str], None]) -> None:
        self._top = top
        self._real = os.path.realpath(top)
        self._leave = _identity(leave) if leave else None
        self._passed = passed
        self._linked: set[tuple[int, int]] = set()

    def files(self, folder: str | None = None) -> Iterator[Found]:
        """Yield the files below a folder, sorted by their whole path: a folder's name sorts with the stroke behind it."""
        here = self._top if folder is None else folder
        try:
            if self._leave is not None and _identity(here) == self._leave:
                return
            entries = os.scandir(here)
        except OSError as error:
            yield here, f"this folder may not be read ({error.strerror or error})"
            return
        with entries:
            names = in_order(self._names(entries))
            for name in names:
                path = os.path.join(here, name)  # noqa: PTH118 - a million of them
                if name.endswith(os.sep):
                    yield from self.files(path[:-1])
                else:
                    yield path, ""

    def _names(self, entries: "Iterator[os.DirEntry[str]]") -> Iterator[str]:
        for entry in entries:
            if entry.name.startswith(_HIDDEN):
                continue
            if _is(entry, folder=True):
                if not entry.is_symlink() or self._is_new(entry.path):
                    yield entry.name + os.sep
            elif _is(entry, folder=False) and entry.name.lower().endswith(_ENDINGS):
                yield entry.name
            else:
                self._passed(entry.path)

    def _is_new(self, link: str) -> bool:
        """Say whether a linked folder lies outside what is walked and was not entered by another link."""
        real = os.path.realpath(link)
        if _is_inside(real, self._real) or _is_inside(self._real, real):
            return False
        identity = _identity(link)
        if identity is None or identity in self._linked:
            return False
        self._linked.add(identity)
        return True


def _identity(folder: str) -> tuple[int, int] | None:
    """Give what tells a folder from all others, under whatever name; None where there is none."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - paths are strings here
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is(entry: "os.DirEntry[str]", *, folder: bool) -> bool:
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def in_order(names: Iterable[str], *, run: int = _RUN) -> Iterator[str]:
    """Yield names sorted; more than fit into one run wait in nameless files until they are merged.

    >>> list(in_order(["b", "c", "a", "d", "0"], run=2))
    ['0', 'a', 'b', 'c', 'd']
    """
    waiting = iter(names)
    files: list[IO[bytes]] = []
    try:
        while block := sorted(islice(waiting, run)):
            if not files and len(block) < run:
                yield from block
                return
            file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
            file.writelines(os.fsencode(name) + b"\0" for name in block)
            file.seek(0)
            files.append(file)
        yield from heapq.merge(*map(_names_of, files))
    finally:
        for file in files:
            file.close()


def _names_of(file: IO[bytes]) -> Iterator[str]:
    rest = b""
    while block := file.read(1 << 16):
        *names, rest = (rest + block).split(b"\0")
        yield from map(os.fsdecode, names)


def is_regular(status: os.stat_result) -> bool:
    """Say whether what was looked at is a file that can be opened without waiting for anybody."""
    return stat.S_ISREG(status.st_mode)
