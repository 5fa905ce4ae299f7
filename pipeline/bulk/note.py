"""Where a worker notes which step it begins, so that whoever leads it can see that after its death; a few bytes of shared memory in a file."""

import mmap
import struct
from pathlib import Path
from types import TracebackType
from typing import Self

_BYTES = 4096
#: number of the step (-1: none), and of the bytes of the source's name behind it
_HEAD = struct.Struct("=qH")
_NONE = -1


class Note:
    """Note a step, and read what was noted; both sides may have it open.

    Costs half a microsecond a note: the system keeps it when the process is gone. ``durable`` hands each note to the disk, for one who looks
    from another machine or after this one has gone, and takes milliseconds.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Note(Path(folder) / "note") as note:
    ...     note.begin(3, "Lübbecke.txt")
    ...     Note(Path(folder) / "note").read()
    (3, 'Lübbecke.txt')
    """

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        self._durable = durable
        fresh = not path.exists() or path.stat().st_size < _BYTES
        if fresh:
            path.write_bytes(_HEAD.pack(_NONE, 0).ljust(_BYTES, b"\0"))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _BYTES)

    def begin(self, step: int, source: str) -> None:
        """Note that a step begins with a source in hand."""
        name = source.encode("utf-8", "surrogateescape")[: _BYTES - _HEAD.size]
        self._memory[_HEAD.size : _HEAD.size + len(name)] = name
        _HEAD.pack_into(self._memory, 0, step, len(name))
        if self._durable:
            self._memory.flush()

    def clear(self) -> None:
        """Note that nothing is in hand."""
        _HEAD.pack_into(self._memory, 0, _NONE, 0)
        if self._durable:
            self._memory.flush()

    def read(self) -> tuple[int | None, str]:
        """Give the step that was begun last and its source; None where none is in hand."""
        step, length = _HEAD.unpack_from(self._memory)
        if step == _NONE:
            return None, ""
        return step, self._memory[_HEAD.size : _HEAD.size + length].decode("utf-8", "surrogateescape")

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
