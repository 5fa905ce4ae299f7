"""What the finders share while a text is tagged."""

from collections.abc import Callable, Sequence
from typing import Any

from schemas.mention import Mention

#: key of ``doc.user_data`` under which a spaCy Doc keeps what the finders need and what they found
KEY = "netzlese"

State = dict[str, Any]
Finder = Callable[[State], Sequence[Mention]]


def new_state(text: str, hits: dict[str, Any] | None = None, segments: Sequence[Any] = ()) -> State:
    """Lay out what the finders share: the text, its hits, its layout, and what each of them found, by plural."""
    return {"text": text, "hits": hits or {}, "segments": segments, "mentions": {}}
