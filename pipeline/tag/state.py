"""What the components of one pipeline share while a text is tagged."""

from collections.abc import Callable, Sequence
from typing import Any

from schemas.mention import Mention

#: key of ``doc.user_data`` under which the room keeps what components need and what they found
KEY = "netzlese"

State = dict[str, Any]
Finder = Callable[[State], Sequence[Mention]]


def new_state(text: str, hits: dict[str, Any] | None = None, segments: Sequence[Any] = ()) -> State:
    """Lay out what the components share; the text is kept beside the Doc, which would join its tokens at every call."""
    return {"text": text, "hits": hits or {}, "segments": segments, "mentions": {}}
