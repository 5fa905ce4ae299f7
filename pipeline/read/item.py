"""One piece of input on its way to the one that reads its kind, and how much may still be unfolded from it."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from pipeline.errors import ReadError

#: archives, mails and what is packed inside them again
_MOST_DEPTH = 4
_MOST_FILES = 5_000
_MOST_BYTES = 1024**3


class Budget:
    """Count what was unfolded from one source of the user's: an archive of archives must not grow without end."""

    def __init__(self, *, files: int = _MOST_FILES, size: int = _MOST_BYTES, depth: int = _MOST_DEPTH) -> None:
        self.depth = depth
        self.files = files
        self.size = size
        self._files, self._size = files, size

    def take_file(self) -> None:
        """Count one unfolded file.

        Raises:
            ReadError: there are more than may be.
        """
        self._files -= 1
        if self._files < 0:
            msg = f"holds more than {self.files:,} files; unpack it yourself and give the folder"
            raise ReadError(msg)

    def take_bytes(self, count: int) -> None:
        """Count unfolded bytes.

        Raises:
            ReadError: there are more than may be.
        """
        self._size -= count
        if self._size < 0:
            msg = f"unfolds to more than {self.size // 1_048_576:,} MB and was not read further; unpack it yourself and give the folder"
            raise ReadError(msg)


@dataclass(frozen=True)
class Item:
    """Hold the bytes of one file, mail or attachment, what kind it is, and where it came from.

    ``source``: as given; what lies inside another file stands behind a ``!``. ``kind``: a media type. ``depth``: how many files
    it is packed into.
    """

    data: bytes
    source: str
    kind: str
    depth: int = 0
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def sha256(self) -> str:
        """Give the checksum of the bytes."""
        return sha256(self.data).hexdigest()

    @property
    def identity(self) -> str:
        """Give the id of a document made of these bytes."""
        return self.sha256[:16]
