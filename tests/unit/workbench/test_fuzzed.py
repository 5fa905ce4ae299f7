"""Whatever is sent, the workbench answers in words, breaks nowhere, and the document can still be opened."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.workbench.filters import FIELDS, KINDS

_FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5000)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2021-07", "EUR", "climate"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "kind", "amount", "unit", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_IDS = st.sampled_from([0, 1, 2])  # of the first network, of one that a wish makes, of none
_WISH = st.fixed_dictionaries(
    {"kind": st.sampled_from([kind for kind in KINDS if kind != "undo"])},
    optional={
        "network": _IDS,
        "field": st.sampled_from(FIELDS) | st.text(max_size=5),
        "item": st.integers(0, 20) | st.text(max_size=5),
        "value": _PLAIN,
        "quote": st.fixed_dictionaries({"start": st.integers(0, 600), "end": st.integers(0, 600)}),
        "to": _IDS,
        "finding": st.text(max_size=5),
        "reason": st.text(max_size=5),
    },
)


def _made_real(wish: dict[str, Any], shown: Any) -> dict[str, Any]:
    """Put ids and items of the document where the wish has their numbers, so that many wishes mean something."""
    ids = [shown["networks"][0]["id"], "a" * 32, "f" * 32]
    real = dict(wish)
    real |= {name: ids[wish[name]] for name in ("network", "to") if name in wish}
    if isinstance(wish.get("item"), int):
        item = shown["items"][wish["item"] % len(shown["items"])]
        real |= {"item": item["item"], "field": item["field"], "network": item["network"]}
    return real


@_FEW
@given(wishes=st.lists(_WISH, min_size=1, max_size=4))
def test_any_wish_is_carried_out_or_refused(client: Any, wishes: list[dict[str, Any]]) -> None:
    """One after the other on the same document, over all examples, so that odd states meet odd wishes."""
    shown = client.get("/api/documents/1").json()
    body = {"seen": shown["document"]["revision"], "decisions": [_made_real(wish, shown) for wish in wishes]}
    answer = client.post("/api/documents/1/decisions", json.dumps(body).encode())
    assert answer.status_code in {200, 409, 422}, answer.text
    now = client.get("/api/documents/1")
    assert now.status_code == 200
    assert now.json()["document"]["revision"] == shown["document"]["revision"] + (answer.status_code == 200)


@_FEW
@given(
    path=st.sampled_from(
        ["documents/1/decisions", "documents/1/undo", f"questions/{'0' * 32}", f"batches/{'0' * 32}/undo", "session"]
    ),
    body=st.binary(max_size=40) | st.builds(lambda value: json.dumps(value).encode(), _PLAIN),
)
def test_any_body_is_answered(client: Any, path: str, body: bytes) -> None:
    """Bytes, JSON of any shape: read, or refused in words."""
    answer = client.post(f"/api/{path}", body)
    assert answer.status_code in {200, 404, 422}
    assert answer.json()


@_FEW
@given(path=st.text(st.characters(codec="utf-8"), max_size=30), query=st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_address_is_answered(client: Any, path: str, query: str) -> None:
    """Pages and data: there, or not there."""
    from urllib.parse import quote  # noqa: PLC0415 - for this test only

    for start in ("/", "/documents/", "/questions/", "/api/documents/", "/static/", "/export/x"):
        answer = client.get(f"{start}{quote(path, safe='')}?q={quote(query, safe='=&')}")
        assert answer.status_code in {200, 404}
