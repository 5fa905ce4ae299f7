"""Which documents or decisions a list shows, read from the address and written to it; what makes no sense there counts as not said."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlencode

from schemas.record import LIST_FIELDS, SCALAR_FIELDS
from schemas.review import DecisionKind
from schemas.store import Filter, InboxOrder, InboxState

STATES: tuple[InboxState, ...] = ("all", "open", "settled", "conflict", "unread")
ORDERS: tuple[InboxOrder, ...] = get_args(InboxOrder)
FIELDS = (*SCALAR_FIELDS, *LIST_FIELDS)
KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
PAGE_SIZE = 50
_MOST_SEARCH_CHARS = 200
_MOST_PAGES = 1_000_000
#: the largest number a database can look up
_MOST_ID = 2**63 - 1
_CODE_RE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_KEY_RE = re.compile(r"[0-9a-f]{8,128}")

Parameters = Mapping[str, str]


def filter_of(parameters: Parameters) -> Filter:
    """Read the filter of the inbox from an address.

    >>> filter_of({"state": "open", "q": " Herford ", "page": "3", "order": "no such"})
    Filter(state='open', words='Herford', finding=None, field=None, order='queue', page=3, size=50)
    """
    state, order, field, finding = (parameters.get(name) for name in ("state", "order", "field", "finding"))
    return Filter(
        state=next((known for known in STATES if known == state), "all"),
        words=_printable(parameters.get("q", ""))[:_MOST_SEARCH_CHARS].strip(),
        finding=finding if finding and _CODE_RE.fullmatch(finding[:100]) else None,
        field=field if field in FIELDS else None,
        order=next((known for known in ORDERS if known == order), "queue"),
        page=page_of(parameters),
        size=PAGE_SIZE,
    )


def query_of(chosen: Filter, **changes: Any) -> str:  # noqa: ANN401 - any field of a filter
    """Write a filter as a query, empty for what every visitor sees first; a change of it begins at the first page.

    >>> query_of(Filter(state="open", page=3), words="Herford"), query_of(Filter(page=2)), query_of(Filter())
    ('?state=open&q=Herford', '?page=2', '')
    """
    chosen = replace(chosen, **({"page": 1} | changes if changes else {}))
    plain = Filter()
    said = {"state": chosen.state, "q": chosen.words, "finding": chosen.finding, "field": chosen.field, "order": chosen.order}
    usual = {"state": plain.state, "q": plain.words, "finding": None, "field": None, "order": plain.order}
    pairs = {name: value for name, value in said.items() if value != usual[name]} | (
        {"page": chosen.page} if chosen.page > 1 else {}
    )
    return f"?{urlencode(pairs)}" if pairs else ""


def page_of(parameters: Parameters) -> int:
    """Read the number of a page.

    >>> page_of({"page": "7"}), page_of({"page": "-1"}), page_of({"page": "x"}), page_of({"page": "9" * 50}), page_of({})
    (7, 1, 1, 1, 1)
    """
    said = parameters.get("page", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 and 0 < int(said) <= _MOST_PAGES else 1  # noqa: PLR2004 - a million has seven digits


def id_of(said: str) -> int | None:
    """Read the number of a document from a path, None where it cannot be one.

    >>> id_of("12"), id_of("0"), id_of("x"), id_of("٣"), id_of("9" * 30)
    (12, None, None, None, None)
    """
    if not said.isascii() or not said.isdecimal() or len(said) > len(str(_MOST_ID)):
        return None
    return int(said) if 0 < int(said) <= _MOST_ID else None


def is_key(said: str) -> bool:
    """Say whether a part of a path can be the key of a question or a batch."""
    return _KEY_RE.fullmatch(said) is not None


def pager(page: int, total: int, size: int, link: Any) -> dict[str, Any]:  # noqa: ANN401 - from the number of a page to its address
    """Give what leads through the pages of a list.

    >>> pager(2, 120, 50, str)["next"], pager(3, 120, 50, str)["next"], pager(1, 0, 50, str)["pages"]
    ('3', None, 1)
    """
    pages = max(1, -(-total // size))
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "size": size,
        "first": (page - 1) * size + 1 if total else 0,
        "last": min(page * size, total),
        "previous": link(page - 1) if page > 1 else None,
        "next": link(page + 1) if page < pages else None,
    }


def _printable(words: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in words)
