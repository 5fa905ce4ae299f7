"""Finds the files behind what the user gave, sorted by path and each once, without ever holding all their names."""

import heapq
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from glob import has_magic, iglob
from pathlib import Path

from pipeline.bulk.cover import Pattern, is_inside, is_shown
from pipeline.bulk.order import in_order
from pipeline.errors import ReadError, SettingsError
from pipeline.read import EXTENSIONS, local_path

#: what a batch reads besides what ``extract`` reads
LINES, PARQUET, WARC = (".jsonl", ".ndjson"), (".parquet", ".pq"), (".warc", ".warc.gz")
_ENDINGS = (*EXTENSIONS, *PARQUET, *WARC)
_TOO_DEEP = "folders are nested too deep for a pattern; give the folder instead"

#: a path, and why it cannot be looked into ("" where it can)
Found = tuple[str, str]
#: where it sorts; its name as the user would write it; why it cannot be looked into; the file itself, behind all links. The first is its place below
#: what was given, which is resolved: it is equal to the last unless a link lies between
_Met = tuple[str, str, str, str]
_Passed = Callable[[str], None]


def check_given(given: Iterable[str], *, leave: Path | None = None) -> None:
    """Refuse what is not there, before anything is done.

    Args:
        given: files, folders and patterns as a user types them.
        leave: the folder of the results.

    Raises:
        SettingsError: a path leads nowhere or to the results, a pattern matches nothing, or it is standard input, which cannot be read again.
        ReadError: it is an address on the network.
    """
    out = None if leave is None else os.path.realpath(leave)
    for name in given:
        try:
            path = local_path(name)
        except ReadError as error:
            msg = f"{name}: {error}"
            raise ReadError(msg) from error
        if path == "-":
            msg = "a batch cannot read standard input, since it could not go on after a kill; write it to a file first"
            raise SettingsError(msg)
        is_there = os.path.lexists(path)
        if not is_there and not _matches_any(path):
            is_pattern = has_magic(path)
            what = "no file matches this pattern" if is_pattern else "there is no such file or folder; look at the spelling"
            msg = f"{name}: {what}"
            raise SettingsError(msg)
        if is_there and out is not None and is_inside(os.path.realpath(path), out):
            msg = f"{name}: is in the folder of the results, which is not read; name another folder for the results"
            raise SettingsError(msg)


def _matches_any(pattern: str) -> bool:
    try:
        return next(iglob(pattern, recursive=True), None) is not None  # noqa: PTH207
    except RecursionError:  # the walk says so in the ledger
        return True


def walk(given: Iterable[str], *, leave: Path | None = None, passed: _Passed = lambda _path: None) -> Iterator[Found]:
    """Yield every file behind files, folders and patterns, in the order of their paths, whatever the order they were given in.

    A file is yielded once under however many names it is given or linked, hard links apart. A million names in one folder are sorted in pieces on
    disk; only files behind links are kept in mind. A folder that may not be opened is yielded with the reason.

    Args:
        given: as a user types them; ``check_given`` has seen them.
        leave: a folder of which nothing is read: that of the results.
        passed: hears of each file in a folder that is no kind that is read.
    """
    sources = _Sources(given, leave, passed)
    linked: set[str] = set()
    last = None
    for place, name, fault, real in heapq.merge(*sources.streams()):
        if place == last:
            continue
        last = place
        if place != real and not fault:
            if real in linked or (os.path.exists(real) and sources.cover(real)):  # noqa: PTH110 - a broken link has its row
                continue
            linked.add(real)
        yield name, fault


class _Sources:
    """Hold what was given: folders by their real paths, single files by where they sort, patterns."""

    def __init__(self, given: Iterable[str], leave: Path | None, passed: _Passed) -> None:
        self.passed = passed
        self.leave = None if leave is None else os.path.realpath(leave)
        self.left = _identity(self.leave) if self.leave else None
        #: what links lead to is entered once
        self.entered: set[str] = set()
        self.folders: dict[str, str] = {}
        self._files: list[_Met] = []
        self._patterns: list[Pattern] = []
        for name in sorted(set(given)):  # of several names of one folder the first
            path = local_path(name)
            if os.path.isdir(path):  # noqa: PTH112 - paths stay the strings users typed
                self.folders.setdefault(os.path.realpath(path), path)
            elif os.path.lexists(path) or not has_magic(path):
                folder, last = os.path.split(path)
                self._files.append((os.path.join(os.path.realpath(folder), last), path, "", os.path.realpath(path)))  # noqa: PTH118
            else:
                self._patterns.append(Pattern(path))
        self._single = {place for place, _, _, real in self._files if place == real}

    def streams(self) -> list[Iterator[_Met]]:
        """Give what is behind each, sorted by its place."""
        streams = [_files(self, path, real, real) for real, path in sorted(self.folders.items())]
        return [*streams, *(self._matches(pattern) for pattern in self._patterns), iter(sorted(self._files))]

    def cover(self, real: str) -> bool:
        """Say whether a file is met by its own path, so that it need not be read where a link leads to it."""
        if self.leave is not None and is_inside(real, self.leave):
            return False
        if real in self._single:
            return True
        is_kind = real.lower().endswith(_ENDINGS)
        return (is_kind and self.walks(real)) or any(pattern.covers(real, is_kind=is_kind) for pattern in self._patterns)

    def walks(self, real: str) -> bool:
        """Say whether a path lies in one of the folders, where their walk comes by."""
        return any(is_inside(real, folder) and is_shown(real[len(folder) :]) for folder in self.folders)

    def _matches(self, pattern: Pattern) -> Iterator[_Met]:
        """Yield what a pattern matches: files as they are, folders with what is in them."""
        # a folder sorts as the paths in it do
        found = (
            f"{name.rstrip(os.sep)}{os.sep}" if os.path.isdir(name) else name  # noqa: PTH112
            for name in iglob(pattern.text, recursive=True)  # noqa: PTH207 - results stay the strings users typed
        )
        entered = last = here = ""
        try:
            for name in in_order(found):
                if entered and name.startswith(entered):
                    continue  # ``**`` matches a folder and what is in it
                if name.endswith(os.sep):
                    entered = name
                    top = name.rstrip(os.sep) or os.sep
                    yield from _files(self, top, pattern.place(top), os.path.realpath(top))
                    continue
                folder, leaf = os.path.split(name)
                if not here or folder != last:
                    last, here = folder, os.path.realpath(folder)
                if self.leave is None or not is_inside(here, self.leave):
                    real = os.path.realpath(name) if os.path.islink(name) else os.path.join(here, leaf)  # noqa: PTH114, PTH118
                    yield pattern.place(name), name, "", real
        except RecursionError:
            yield pattern.place(pattern.text), pattern.text, _TOO_DEEP, ""


class _Open:
    """Hold a folder that is being walked: its name, its place in the order, itself, and what is in it."""

    def __init__(self, name: str, place: str, real: str, passed: _Passed) -> None:
        self.name = name
        self.place = place
        self.real = real
        self.links: set[str] = set()
        self._passed = passed
        with os.scandir(name) as entries:
            # the first name is drawn when all are sorted: no folder stays open while those below it are walked
            names = in_order(self._names(entries))
            self._first = next(names, None)
        self._rest = names

    def __iter__(self) -> Iterator[str]:
        if self._first is not None:
            yield self._first
            yield from self._rest

    def _names(self, entries: "Iterator[os.DirEntry[str]]") -> Iterator[str]:
        for entry in entries:
            if not is_shown(entry.name):
                continue
            if _is(entry, folder=True):
                name = entry.name + os.sep
            elif entry.name.lower().endswith(_ENDINGS) and (_is(entry, folder=False) or _is_broken(entry)):
                name = entry.name
            else:
                self._passed(entry.path)
                continue
            if entry.is_symlink():
                self.links.add(name)
            yield name


def _files(sources: _Sources, name: str, place: str, real: str) -> Iterator[_Met]:
    """Yield the files below a folder, sorted by their whole path: a folder's name sorts with the stroke behind it.

    What links lead to is entered once, and never what is walked anyway. Folders may be nested as deep as the system lets them.
    """
    ways: list[tuple[_Open, Iterator[str]]] = []
    below: tuple[str, str, str] | None = (name, place, real)
    while below or ways:
        if below is not None:
            try:
                if sources.left is None or _identity(below[0]) != sources.left:
                    opened = _Open(*below, sources.passed)
                    ways.append((opened, iter(opened)))
            except OSError as error:
                yield below[1], below[0], f"this folder may not be read ({error.strerror or error})", below[2]
            below = None
            continue
        here, names = ways[-1]
        leaf = next(names, None)
        if leaf is None:
            ways.pop()
            continue
        path, spot = os.path.join(here.name, leaf), os.path.join(here.place, leaf)  # noqa: PTH118 - a million of them
        itself = os.path.realpath(path) if leaf in here.links else os.path.join(here.real, leaf)  # noqa: PTH118
        if not leaf.endswith(os.sep):
            yield spot, path, "", itself
        elif leaf not in here.links or _may_enter(itself, sources, real):
            below = path[:-1], spot[:-1], itself.rstrip(os.sep)


def _may_enter(real: str, sources: _Sources, top: str) -> bool:
    """Say whether a linked folder neither is walked anyway, nor holds what is walked, nor was entered by another link."""
    if sources.walks(real) or any(is_inside(folder, real) for folder in (top, *sources.folders)) or real in sources.entered:
        return False
    sources.entered.add(real)
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


def _is_broken(entry: "os.DirEntry[str]") -> bool:
    """Say whether a link leads nowhere: a document is missing there."""
    return entry.is_symlink() and not os.path.exists(entry.path)  # noqa: PTH110 - paths are strings here


def is_regular(status: os.stat_result) -> bool:
    """Say whether what was looked at is a file that can be opened without waiting for anybody."""
    return stat.S_ISREG(status.st_mode)
