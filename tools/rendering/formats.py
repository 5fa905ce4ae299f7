"""What a format is: its name, how it is made, and which of the documents that come out of it is the announcement."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.rendering.structure import Announcement


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold one rendering.

    ``known``: the text whose records it must give, where the format could not keep every character; None: the announcement's.
    """

    data: bytes
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """Name one way of rendering.

    ``suffix``: of the file. ``place``: which of the documents read from it is the announcement, -1 the last. ``rare``: too slow
    to do for every text. ``noisy``: it marks the noise of a page as noise again. A renderer that gives None has nothing to say of this announcement.
    """

    name: str
    suffix: str
    render: Callable[[Announcement], Rendered | None]
    place: int = 0
    rare: bool = False
    noisy: bool = False

    @property
    def family(self) -> str:
        """Give the format it is a variant of: html, pdf, word ..."""
        return self.name.partition("-")[0]
