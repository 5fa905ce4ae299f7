"""How a text is laid out: segments that sentences never cross, and the sections they form."""

from schemas.layer import layer

#: what may still speak of the message: a caption names people and members, a box beside it whom to ask
_SPEAKING = frozenset({None, "caption", "aside"})


@layer(frozen=True, slots=True)
class Segment:
    """Mark characters of ``Document.text`` that belong together: a paragraph, a heading, an item, a row.

    ``kind``: heading, text, item, row, caption. ``list_id``: items of one list share it. ``section``: index into
    ``Document.sections``. ``boilerplate``: None, or what sort of noise it is. Unit: code points, half-open.
    """

    start: int
    end: int
    kind: str
    level: int = 0
    list_id: int | None = None
    boilerplate: str | None = None
    section: int = 0

    @property
    def is_silent(self) -> bool:
        """Say whether it is noise from which nothing is taken."""
        return self.boilerplate not in _SPEAKING


@layer(frozen=True, slots=True)
class TextSection:
    """Mark a stretch under one heading. ``body`` is where the text behind heading and subtitle begins."""

    id: str
    kind: str
    heading: str | None
    level: int
    start: int
    end: int
    body: int
    heading_end: int = 0


@layer(frozen=True, slots=True)
class Sentence:
    """Mark one sentence. ``segment`` is an index into ``Document.segments``. Unit: code points, half-open."""

    start: int
    end: int
    segment: int
