"""Says which real paths a folder or a pattern comes by, so that what links lead to is not read a second time."""

import os
from fnmatch import fnmatch
from glob import has_magic

#: names that are no documents of the user's: hidden ones, and Word's notes that a file is open
_HIDDEN = (".", "~$")
_ANY_DEPTH = "**"


def is_inside(real: str, folder: str) -> bool:
    """Say whether a path is a folder, or in it; both resolved."""
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def is_shown(below: str) -> bool:
    """Say whether no part of a path is hidden."""
    return not any(part.startswith(_HIDDEN) for part in below.split(os.sep))  # noqa: PTH206 - a million of them


class Pattern:
    """Hold a pattern. Where its matches sort follows from their names alone, since all begin with the same folder.

    >>> pattern = Pattern("/a/**/*.txt")
    >>> [pattern.covers(path, is_kind=True) for path in ("/a/b.txt", "/a/b/c/d.txt", "/a/.b/c.txt", "/a/b.html")]
    [True, True, False, False]
    """

    def __init__(self, text: str) -> None:
        self.text = text
        parts = text.split(os.sep)  # noqa: PTH206 - a pattern is no path
        count = next((number for number, part in enumerate(parts) if has_magic(part)), len(parts) - 1)
        self._head = os.sep.join(parts[:count]).rstrip(os.sep)  # noqa: PTH118 - as the user wrote it
        self._real = os.path.realpath(self._head or (os.sep if text.startswith(os.sep) else "."))
        self._parts = [part for part in parts[count:] if part]
        self._is_folder = not parts[-1]

    def place(self, name: str) -> str:
        """Say where a match sorts among all sources."""
        return os.path.join(self._real, name[len(self._head) :].lstrip(os.sep))  # noqa: PTH118 - a million of them

    def covers(self, real: str, *, is_kind: bool) -> bool:
        """Say whether a file is matched by its own path, or in a folder that is, where ``is_kind`` says that it is read; False where in doubt."""
        if not is_inside(real, self._real):
            return False
        names = [name for name in real[len(self._real) :].split(os.sep) if name]  # noqa: PTH206
        if not self._is_folder and _fits(self._parts, names):
            return True
        return is_kind and any(
            _fits(self._parts, names[:count]) and all(map(is_shown, names[count:])) for count in range(1, len(names))
        )


def _fits(parts: list[str], names: list[str]) -> bool:
    """Match names as ``glob`` does, one by one."""
    if not parts:
        return not names
    first, *rest = parts
    if first == _ANY_DEPTH:
        shown = next((number for number, name in enumerate(names) if name.startswith(".")), len(names))
        return any(_fits(rest, names[count:]) for count in range(shown + 1))
    if not names or (names[0].startswith(".") and has_magic(first) and not first.startswith(".")):
        return False
    return (fnmatch(names[0], first) if has_magic(first) else names[0] == first) and _fits(rest, names[1:])
