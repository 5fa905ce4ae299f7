"""What several readers have to say of a source in the same words."""

from collections.abc import Sequence

from schemas.finding import Finding

_SHOWN_NAMES = 10


def name_some(names: Sequence[str]) -> str:
    """Name the first few, and say that there are more.

    >>> name_some(["a.xml", "b.xml"]), name_some(["x"] * 11).endswith("x, x …")
    ('a.xml, b.xml', True)
    """
    return ", ".join(names[:_SHOWN_NAMES]) + (" …" if len(names) > _SHOWN_NAMES else "")


def empty_finding() -> Finding:
    """Say that there is nothing to read."""
    return Finding(code="empty-document", severity="warning", message="the source holds no visible text")
