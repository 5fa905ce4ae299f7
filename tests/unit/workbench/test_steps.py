"""What a page sends rests on what it had seen, is stored once however often it is sent, and never lands on other characters."""

from typing import Any

import pytest

from pipeline.desk import Desk

FIRST, SECOND, THIRD = "a" * 32, "b" * 32, "c" * 32


def _body(shown: Any, field: str, kind: str = "accept", **more: Any) -> dict[str, Any]:
    item = next(item for item in shown["items"] if item["field"] == field)
    wish = {"kind": kind, "network": item["network"], "field": field, "item": item["item"]}
    return {"seen": shown["document"]["revision"], "decisions": [wish], **more}


@pytest.fixture
def shown(client: Any) -> Any:
    """Give the first document as a page shows it."""
    return client.get("/api/documents/1").json()


def test_a_step_that_is_sent_again_is_stored_once(client: Any, desk: Desk, shown: Any) -> None:
    """Its answer was lost on the way: the second one says how the document stands, and nobody was faster."""
    body = _body(shown, "name", step=FIRST)
    first, second = (client.post("/api/documents/1/decisions", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["document"]["revision"] == first.json()["document"]["revision"]
    assert len(desk.view(1).decisions) == 1


def test_undoing_that_is_sent_again_undoes_once(client: Any, desk: Desk, shown: Any) -> None:
    """Also where the visitor's last decision is meant: the second one must not take back the one before."""
    client.post("/api/documents/1/decisions", _body(shown, "name", step=FIRST))
    revision = client.post("/api/documents/1/decisions", _body(shown, "start", step=SECOND)).json()["document"]["revision"]
    body = {"seen": revision, "decisions": None, "step": THIRD}
    assert [client.post("/api/documents/1/undo", body).status_code for _ in range(2)] == [200, 200]
    now = client.get("/api/documents/1").json()
    assert [one["decision"]["kind"] for one in now["decisions"]] == ["undo", "accept", "accept"]
    assert next(item for item in now["items"] if item["field"] == "name")["state"] == "accepted"


def test_undoing_all_there_is_can_be_sent_again(client: Any, shown: Any) -> None:
    """Then nothing of the visitor's holds any more; that is no reason to say no."""
    revision = client.post("/api/documents/1/decisions", _body(shown, "name", step=FIRST)).json()["document"]["revision"]
    body = {"seen": revision, "decisions": None, "step": SECOND}
    assert [client.post("/api/documents/1/undo", body).status_code for _ in range(2)] == [200, 200]


def test_steps_of_one_name_are_others_in_other_documents(client: Any, desk: Desk) -> None:
    """No page can name a decision of another document."""
    for number in (1, 2):
        shown = client.get(f"/api/documents/{number}").json()
        assert client.post(f"/api/documents/{number}/decisions", _body(shown, "name", step=FIRST)).status_code == 200
        assert len(desk.view(number).decisions) == 1


def test_own_steps_on_the_way_are_no_surprise(client: Any, shown: Any) -> None:
    """Two decisions on one value in a row, both from the same sight of the document."""
    client.post("/api/documents/1/decisions", _body(shown, "name", step=FIRST))
    again = _body(shown, "name", "reject", step=SECOND)
    assert client.post("/api/documents/1/decisions", again).status_code == 409
    assert client.post("/api/documents/1/decisions", {**again, "mine": [FIRST]}).status_code == 200


def test_own_steps_hide_nobody_elses(client: Any, shown: Any) -> None:
    """What a colleague decided in between is still told."""
    client.post("/api/documents/1/decisions", _body(shown, "name", step=FIRST))
    now = client.get("/api/documents/1").json()
    client.post("/api/documents/1/decisions", _body(now, "name", "reject"), Cookie="netzlese-reviewer=Berta")
    refused = client.post("/api/documents/1/decisions", _body(shown, "name", step=SECOND, mine=[FIRST]))
    assert refused.status_code == 409
    assert [one["decision"]["reviewer"] for one in refused.json()["theirs"]] == ["Berta"]
    assert refused.json()["code"] == "decided-by-others"


def test_a_value_is_not_stored_on_other_characters(client: Any, desk: Desk, shown: Any) -> None:
    """The words that were selected go with their place; where others stand now, the visitor is asked to select again."""
    start = shown["text"].index("Energieagentur")
    body = _body(shown, "managers", "add")
    words = "Energieagentur Lippe-Seseke GmbH"
    span = {"start": start + 1, "end": start + 1 + len(words), "text": words}
    body["decisions"][0].update(item=None, value={"name": words, "kind": "organisation"}, quote=span)
    answer = client.post("/api/documents/1/decisions", body)
    assert answer.status_code == 422
    assert "other characters" in answer.json()["message"]
    body["decisions"][0]["quote"] = {**span, "start": start, "end": start + len(words)}
    body["decisions"][0]["field"] = "consultants"
    assert client.post("/api/documents/1/decisions", body).status_code == 200
    assert desk.view(1).decisions[0].decision.quote is not None


def test_a_key_says_which_place_it_means(client: Any) -> None:
    """Before it is stored; one that nobody has is told."""
    known = client.get("/api/places/05978024").json()
    assert (known["official_name"], known["ags"]) == ("Lünen", "05978024")
    for wrong in ("99999999", "1", "abc", "%2e%2e"):
        answer = client.get(f"/api/places/{wrong}")
        assert answer.status_code == 404, wrong
        assert answer.json()["message"]
