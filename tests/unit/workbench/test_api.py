"""What scripts are given and may send."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline import desk
from pipeline.desk import Desk
from pipeline.workbench.bodies import MOST_VALUE_DEPTH
from pipeline.workbench.texts import load_texts
from schemas.record import LIST_FIELDS, SCALAR_FIELDS


def _item(shown: Any, field: str) -> Any:
    return next(item for item in shown["items"] if item["field"] == field and item["state"] == "open")


def _wish(item: Any) -> dict[str, Any]:
    return {"kind": "accept", "network": item["network"], "field": item["field"], "item": item["item"]}


def _accept(shown: Any, field: str) -> dict[str, Any]:
    return {"seen": shown["document"]["revision"], "decisions": [_wish(_item(shown, field))]}


def test_a_document_is_given_with_everything_its_page_shows(client: Any) -> None:
    """Text, values that stand where they say, findings, the shape of each form, the neighbours in the list."""
    answer = client.get("/api/documents/1")
    shown = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert shown["document"]["source"] == "a.txt"
    assert [version["number"] for version in shown["document"]["versions"]] == [1]
    assert set(shown["fields"]) == {*SCALAR_FIELDS, *LIST_FIELDS}
    assert shown["progress"]["values"] == len(shown["items"]) > 5
    name = _item(shown, "name")
    assert shown["text"][name["start"] : name["end"]] == name["value"] == "Klimaschutznetzwerk Lippe-Seseke"
    assert {shown["previous"], shown["next"]} <= {None, 2, 3}


def test_next_stays_within_the_filter(client: Any) -> None:
    """The document behind this one is that of the list the visitor came from."""
    assert client.get("/api/documents/1?order=source").json()["next"] == 2
    assert client.get("/api/documents/1?order=newest").json()["next"] is None
    assert client.get("/api/documents/1?order=newest").json()["previous"] == 2


def test_in_the_queue_the_next_document_is_one_with_open_values(client: Any) -> None:
    """A document that was just settled sinks in the queue; what follows is the best of the open ones, and nothing when none is left."""
    todo, done = {1, 2, 3}, set()
    number: int | None = 1
    while number is not None:
        shown = client.get(f"/api/documents/{number}").json()
        wishes = [_wish(item) for item in shown["items"] if item["state"] == "open"]
        wishes += [{"kind": "answer", "finding": finding["key"]} for finding in shown["findings"]]
        body = {"seen": shown["document"]["revision"], "decisions": wishes}
        done.add(number)
        number = client.post(f"/api/documents/{number}/decisions", body).json()["next"]
        assert number not in done
    assert done == todo


def test_an_accepted_value_is_stored_under_the_visitors_name(client: Any, desk: Desk) -> None:
    """The answer is the document as it is now; who decided comes from the cookie."""
    shown = client.get("/api/documents/1").json()
    now = client.post("/api/documents/1/decisions", _accept(shown, "name"), Cookie="netzlese-reviewer=J%C3%B6rg%20B.").json()
    assert now["progress"]["settled"] == 1
    assert now["document"]["revision"] == shown["document"]["revision"] + 1
    assert [(one["decision"]["kind"], one["decision"]["reviewer"], one["undone"]) for one in now["decisions"]] == [
        ("accept", "Jörg B.", False)
    ]
    assert desk.view(1).decisions[0].decision.reviewer == "Jörg B."


def test_a_missed_value_is_added_with_the_selected_text(client: Any) -> None:
    """The span of the selection becomes the quote."""
    shown = client.get("/api/documents/1").json()
    start = shown["text"].index("Energieagentur")
    span = {"start": start, "end": start + len("Energieagentur Lippe-Seseke GmbH")}
    value = {"name": "Energieagentur Lippe-Seseke GmbH", "kind": "organisation"}
    wish = {"kind": "add", "network": shown["networks"][0]["id"], "field": "consultants", "value": value, "quote": span}
    now = client.post("/api/documents/1/decisions", {"seen": shown["document"]["revision"], "decisions": [wish]}).json()
    added = next(item for item in now["items"] if item["state"] == "added")
    assert added["value"]["name"] == added["quote"]["text"] == "Energieagentur Lippe-Seseke GmbH"


def test_what_was_overtaken_is_refused_with_both_sides(client: Any) -> None:
    """Two decide on the same: the second is told who, what, and how the document is now; nothing of theirs is lost."""
    shown = client.get("/api/documents/1").json()
    client.post("/api/documents/1/decisions", _accept(shown, "name"), Cookie="netzlese-reviewer=Berta")
    answer = client.post("/api/documents/1/decisions", _accept(shown, "name"))
    refused = answer.json()
    assert answer.status_code == 409
    assert [one["decision"]["reviewer"] for one in refused["theirs"]] == ["Berta"]
    assert refused["now"]["progress"]["settled"] == 1
    assert "Berta" in refused["message"]


def test_decisions_elsewhere_are_no_hindrance(client: Any) -> None:
    """Two decide on different fields, both from the same revision."""
    shown = client.get("/api/documents/1").json()
    client.post("/api/documents/1/decisions", _accept(shown, "name"))
    assert client.post("/api/documents/1/decisions", _accept(shown, "start")).json()["progress"]["settled"] == 2


def test_the_last_decision_is_undone(client: Any) -> None:
    """Without ids it is the visitor's own last one; there is nothing more to undo then."""
    shown = client.get("/api/documents/1").json()
    now = client.post("/api/documents/1/decisions", _accept(shown, "name")).json()
    undone = client.post("/api/documents/1/undo", {"seen": now["document"]["revision"], "decisions": None})
    assert undone.json()["progress"]["settled"] == 0
    assert [one["undone"] for one in undone.json()["decisions"]] == [False, True]
    again = client.post("/api/documents/1/undo", {"seen": undone.json()["document"]["revision"]})
    assert again.status_code == 422


def test_a_question_is_answered_once_for_all_and_undone(client: Any) -> None:
    """Equal open values of several documents are settled together; the batch takes it back."""
    shown = [client.get(f"/api/documents/{number}").json() for number in (1, 2, 3)]
    first = _item(shown[0], "programmes")
    chosen = [
        {
            "document": one["document"]["id"],
            "revision": one["document"]["revision"],
            "network": _item(one, "programmes")["network"],
            "item": _item(one, "programmes")["item"],
        }
        for one in shown
    ]
    body = {"kind": "accept", "reason": "always", "items": [*chosen, {**chosen[0], "document": 999}]}
    answer = client.post(f"/api/questions/{first['question']}", body).json()
    assert answer["settled"] == 3
    assert [(left["document"], left["code"]) for left in answer["left"]] == [(999, "not-in-store")]
    assert client.get("/api/progress").json()["settled"] == 3
    assert client.post(f"/api/batches/{answer['batch']}/undo", {}).json()["settled"] == 3
    assert client.get("/api/progress").json()["settled"] == 0
    assert client.post(f"/api/batches/{'0' * 32}/undo", {}).status_code == 404


def test_the_session_keeps_what_was_chosen(client: Any) -> None:
    """Name, language and colours go into cookies that no script and no other site can read."""
    answer = client.post("/api/session", {"reviewer": " Änne; Öz ", "lang": "de", "theme": "dark"})
    assert answer.json() == {"reviewer": "Änne; Öz", "lang": "de", "theme": "dark"}
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 3
    assert all("HttpOnly" in cookie and "samesite=strict" in cookie.lower() for cookie in cookies)
    sent = "; ".join(cookie.partition(";")[0] for cookie in cookies)
    assert client.post("/api/session", {"theme": "light"}, Cookie=sent).json() == {
        "reviewer": "Änne; Öz",
        "lang": "de",
        "theme": "light",
    }


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x1b[2J", "a\nb", "a\u202eb"])
def test_a_name_that_does_not_print_is_refused(client: Any, name: str) -> None:
    """A reviewer's name stands in every list for ever."""
    answer = client.post("/api/session", {"reviewer": name})
    assert (answer.status_code, answer.json()["where"]) == (422, "reviewer")


@pytest.mark.parametrize("number", ["0", "999", "-1", "x", "1e3", "9" * 40, "1%00", "٣", "1/2"])
def test_what_is_no_document_is_not_found(client: Any, number: str) -> None:
    """Whatever stands in the address, it is looked for and not there."""
    answer = client.get(f"/api/documents/{number}")
    assert answer.status_code == 404
    assert answer.json()["message"]


def _deep(levels: int) -> bytes:
    return b'{"seen":0,"decisions":[{"kind":"add","value":' + b"[" * levels + b"]" * levels + b"}]}"


WISH = {"kind": "accept", "network": "0" * 32, "field": "name", "item": ""}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "seen"),
        (b"[]", None),
        (b"null", None),
        (b"{", None),
        (b"\xff\xfe", None),
        (b"\x00", None),
        ({"seen": "1", "decisions": [WISH]}, "seen"),
        ({"seen": True, "decisions": [WISH]}, "seen"),
        ({"seen": -1, "decisions": [WISH]}, "seen"),
        ({"seen": 10**30, "decisions": [WISH]}, "seen"),
        ({"seen": 1.5, "decisions": [WISH]}, "seen"),
        ({"seen": 1, "decisions": []}, "decisions"),
        ({"seen": 1, "decisions": {}}, "decisions"),
        pytest.param({"seen": 1, "decisions": [WISH] * 1001}, "decisions", id="many"),
        ({"seen": 1, "decisions": ["accept"]}, "decisions/0"),
        ({"seen": 1, "decisions": [{**WISH, "kind": "undo"}]}, "decisions/0/kind"),
        ({"seen": 1, "decisions": [{**WISH, "network": "../../etc/passwd"}]}, "decisions/0/network"),
        ({"seen": 1, "decisions": [{**WISH, "reviewer": "Eve"}]}, "decisions/0/reviewer"),
        pytest.param({"seen": 1, "decisions": [{**WISH, "reason": "x" * 2001}]}, "decisions/0/reason", id="long"),
        ({"seen": 1, "decisions": [{**WISH, "reason": "a\x00b"}]}, "decisions/0/reason"),
        ({"seen": 1, "decisions": [{**WISH, "value": {"name": "a\x00"}}]}, "decisions/0/value"),
        ({"seen": 1, "decisions": [{**WISH, "quote": {"start": 0}}]}, "decisions/0/quote/end"),
        (b'{"seen":1,"decisions":[{"kind":"add","value":NaN}]}', "decisions/0/value"),
        (b'{"seen":1,"decisions":[{"kind":"add","value":"\\ud800"}]}', None),
        pytest.param(_deep(MOST_VALUE_DEPTH + 2), "decisions/0/value", id="deep"),
        pytest.param(_deep(100_000), None, id="very deep"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_plain_words(client: Any, body: Any, where: str | None) -> None:
    """The answer says what is wrong and where; it never shows how Netzlese is built."""
    answer = client.post("/api/documents/1/decisions", body)
    refused = answer.json()
    assert (answer.status_code, refused["where"]) == (422, where)
    assert not any(word in refused["message"].lower() for word in ("traceback", "pydantic", "input should", "refused."))


@pytest.mark.parametrize(
    ("field", "value", "where", "said"),
    [
        ("start", "bald", "start", "Beginn: „bald“ ist kein Datum."),
        ("name", "", "name", "Name: Bitte einen Wert angeben."),
        ("participants", {"name": "Unna"}, "participants.kind", "Kommunen und Mitglieder, Art: Bitte ausfüllen."),
        ("participants", {"name": "Unna", "kind": "x"}, "participants.kind", "Kommunen und Mitglieder, Art: „x“ passt hier nicht."),
        ("duration_months", -1, "duration_months", "Dauer: „-1“ ist keine ganze Zahl ab 1."),
    ],
)
def test_a_value_the_desk_objects_to_is_refused_in_the_visitors_words(
    client: Any, field: str, value: Any, where: str, said: str
) -> None:
    """A date that is none, a missing part: the field is named as on the page, and nothing is stored."""
    shown = client.get("/api/documents/1").json()
    item = _item(shown, field)
    wish = {"kind": "correct", "network": item["network"], "field": field, "item": item["item"], "value": value}
    body = {"seen": shown["document"]["revision"], "decisions": [wish]}
    answer = client.post("/api/documents/1/decisions", body, Cookie="netzlese-lang=de")
    assert (answer.status_code, answer.json()["where"]) == (422, where)
    assert answer.json()["message"].startswith(said)
    assert client.get("/api/documents/1").json()["decisions"] == []


def test_every_reason_to_refuse_has_its_words() -> None:
    """Whatever code desk and settling give, both languages say it; none reaches a person as a code or in the wrong language."""
    folder = Path(desk.__file__).parents[1]
    sources = [
        path.read_text(encoding="utf-8") for room in ("desk", "settle", "workbench") for path in (folder / room).glob("*.py")
    ]
    found = {
        code
        for source in sources
        for pattern in (
            r'ReviewError\([^()]*code="([a-z-]+)"',
            r'return "([a-z]+-[a-z-]+)", f?"',
            r'Refusal\(\s*\d+, "([a-z-]+)"',
            r'Stale\([^"]*"([a-z-]+)"',
        )
        for code in re.findall(pattern, source)
    }
    assert len(found) > 25
    for lang in ("de", "en"):
        assert not [code for code in sorted(found) if f"refused.{code}" not in load_texts(lang)]


def test_half_a_character_travels_as_its_escape(client: Any) -> None:
    """A source that was damaged before it was read can still be shown."""
    from pipeline.workbench.answers import Json  # noqa: PLC0415 - for this test only

    assert json.loads(bytes(Json({"text": "a\ud800b"}).body)) == {"text": "a\ud800b"}
