"""Names what a page sends at once, so that it may send it again when the answer was lost, and so that it is known as its own later.

A page gives each step a name nobody else gives. The ids of its decisions follow from that name and the document: a step that is stored
is found again by them, and no page can name a decision of another document.
"""

from collections.abc import Iterable
from hashlib import blake2b

from schemas.review import Decision
from schemas.store import StoredDecision

_STEM_BYTES = 12
_STEM_CHARS = 2 * _STEM_BYTES
_PLACE_CHARS = 8


def step_stem(document: int, step: str) -> str:
    """Give what the ids of all decisions of a step begin with.

    >>> step_stem(1, "ab") == step_stem(1, "ab"), step_stem(1, "ab") == step_stem(2, "ab"), len(step_stem(1, "ab"))
    (True, False, 24)
    """
    return blake2b(f"{document}/{step}".encode(), digest_size=_STEM_BYTES).hexdigest()


def step_ids(document: int, step: str, count: int) -> list[str]:
    """Give the ids of the decisions of a step, in their order."""
    stem = step_stem(document, step)
    return [f"{stem}{place:0{_PLACE_CHARS}x}" for place in range(count)]


def stem_of(decision: Decision) -> str:
    """Give what the id of a decision shares with those of its step."""
    return decision.id[:_STEM_CHARS]


def is_stored(decisions: Iterable[StoredDecision], document: int, step: str | None) -> bool:
    """Say whether a step is among the decisions of its document already."""
    if step is None:
        return False
    stem = step_stem(document, step)
    return any(stem_of(stored.decision) == stem for stored in decisions)
