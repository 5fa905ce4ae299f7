"""What is let in, what is turned away, and the headers of every answer."""

import socket
from typing import Any

import pytest

from pipeline.desk import Desk
from pipeline.errors import SettingsError
from pipeline.workbench import Options, create_app

TOKEN = "a token of thirty-two characters"  # noqa: S105 - of a test
POST = "/api/session"
DARK = {"theme": "dark"}
SCRIPT = '<script>alert("x")</script>'


def _status(answer: Any) -> int:
    assert "traceback" not in answer.text.lower()
    return int(answer.status_code)


# headers


@pytest.mark.parametrize(
    "path",
    ["/", "/documents/1", "/documents/999", "/questions", "/conflicts", "/decisions", "/export", "/no/such", "/api/documents/1", "/api/x",
     "/static/words.js", "/static/no.js"],
)  # fmt: skip
def test_every_answer_forbids_what_our_pages_do_not_need(client: Any, path: str) -> None:
    """Nothing from elsewhere may be loaded, nobody may frame us, and no other site may read us."""
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert not [name for name in headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/", "/documents/1", "/api/documents/1", "/api/progress", "/no/such"])
def test_pages_and_answers_are_kept_nowhere(client: Any, path: str) -> None:
    """What stands in a store does not stay in the cache of a browser."""
    assert client.get(path).headers["cache-control"] == "no-store"


# whose name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost", "LocalHost:1", "localhost.", "[::1]:80", "127.8.8.8"])
def test_our_own_names_are_answered_to(client: Any, host: str) -> None:
    """By any port: a tunnel may change it."""
    assert _status(client.get("/api/progress", Host=host)) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80@evil.example", "10.0.0.1", "0.0.0.0", "",  # noqa: S104 - what is tested
     "127.0.0.1:x",
     "[::1", "[::1]x", "2130706433", "xn--lclhost-6xa", "localhost/../x", "local host"],
)  # fmt: skip
def test_a_foreign_name_gets_no_answer(client: Any, host: str) -> None:
    """A name that was bent to our address (DNS rebinding) would make another site's page ours."""
    for path in ("/", "/api/documents/1", "/static/words.js"):
        answer = client.get(path, Host=host)
        assert _status(answer) == 400
        assert answer.headers["content-type"].startswith("text/plain")


# from which site


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": None, "Sec_Fetch_Site": None}, 200),
        ({"Content_Type": "application/json; charset=utf-8"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"X_Netzlese": None}, 403),
        ({"X_Netzlese": "0"}, 403),
        ({"Content_Type": None}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "text/plain; application/json"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content_Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content_Type": "application/json; charset=utf-16"}, 415),
    ],
)
def test_only_our_own_pages_can_send(client: Any, headers: dict[str, str | None], status: int) -> None:
    """Each of these another site could make a browser send; none of them reaches the desk."""
    answer = client.post(POST, DARK, **headers)
    assert _status(answer) == status
    assert ("set-cookie" in answer.headers) == (status == 200)
    assert status == 200 or answer.json()["message"]


@pytest.mark.parametrize("path", ["/api/documents/1", "/api/progress", "/export/jsonl"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_fetches_data(client: Any, path: str, site: str) -> None:
    """Not even to measure how long it takes."""
    assert _status(client.get(path, Sec_Fetch_Site=site)) == 403


def test_a_link_of_another_site_may_lead_here(client: Any) -> None:
    """A person who follows it sees a page; nothing has changed by that."""
    assert _status(client.get("/documents/1", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")) == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    """No question of a browser whether it may send (CORS) is answered."""
    answer = client.send(method, "/api/session", {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
    assert _status(answer) == 405


@pytest.mark.parametrize(
    "path", ["/api/documents/1/decisions", "/api/documents/1/undo", "/api/session", f"/api/batches/{'0' * 32}/undo"]
)
def test_asking_changes_nothing(client: Any, desk: Desk, path: str) -> None:
    """What decides cannot be reached by a link or a picture."""
    before = desk.view(1).row.revision
    assert _status(client.get(path)) in {404, 405}
    assert desk.view(1).row.revision == before


def test_a_head_is_a_get(client: Any) -> None:
    """Programs that look before they fetch are not turned away."""
    assert _status(client.send("HEAD", "/static/words.js")) == 200


# with which token


@pytest.fixture
def guarded(desk: Desk, client: Any) -> Any:
    """Stand before a workbench that other computers reach too."""
    return type(client)(create_app(desk, Options("0.0.0.0", 8765, TOKEN, "en", "Ada")), host="192.168.1.5:8765")  # noqa: S104 - what is tested


def _cookie(guarded: Any) -> str:
    answer = guarded.get("/?token=" + TOKEN.replace(" ", "%20"))
    assert _status(answer) == 303
    return str(answer.headers["set-cookie"])


def test_without_a_token_nothing_is_shown(guarded: Any) -> None:
    """Pages ask to sign in, scripts are told so, files of ours hold no secret."""
    for path in ("/", "/documents/1", "/decisions", "/export/csv", "/no/such"):
        answer = guarded.get(path)
        assert _status(answer) == 401
        assert "Lippe" not in answer.text
    assert guarded.get("/api/documents/1").json().keys() == {"message", "where"}
    assert _status(guarded.get("/api/documents/1")) == 401
    assert _status(guarded.post(POST, DARK, Origin="http://192.168.1.5:8765")) == 401
    assert _status(guarded.get("/static/words.js")) == 200


def test_the_token_becomes_a_cookie_and_leaves_the_address(guarded: Any) -> None:
    """The cookie does not hold it, no script can read it and no other site sends it."""
    answer = guarded.get("/?token=" + TOKEN.replace(" ", "%20") + "&state=open")
    assert (_status(answer), answer.headers["location"]) == (303, "/?state=open")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    signed_in = cookie.partition(";")[0]
    assert _status(guarded.get("/", Cookie=signed_in)) == 200
    assert _status(guarded.get("/api/documents/1", Cookie=signed_in)) == 200
    assert _status(guarded.post(POST, DARK, Cookie=signed_in, Origin="http://192.168.1.5:8765")) == 200


@pytest.mark.parametrize(
    "token", ["", "wrong", TOKEN[:-1].replace(" ", "+"), TOKEN.upper().replace(" ", "+"), "%ff", "ä" * 40, "\u0661"]
)
def test_a_wrong_token_is_refused(guarded: Any, token: str) -> None:
    """And sets no cookie."""
    answer = guarded.get(f"/?token={token}")
    assert _status(answer) == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("value", ["", "x", TOKEN.replace(" ", "%20"), "0" * 64, "\u00e4"])
def test_a_made_up_cookie_is_refused(guarded: Any, value: str) -> None:
    """Only what the token gave counts."""
    answer = guarded.send("GET", "/api/progress", {"Cookie": f"netzlese-token-8765={value}".encode("latin-1")})
    assert _status(answer) == 401


def test_signing_in_over_a_link_works_the_first_time(guarded: Any) -> None:
    """From a mail a browser withholds strict cookies on the way on: one page of ours in between, and it sends them."""
    came = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    answer = guarded.get("/documents/1?token=" + TOKEN.replace(" ", "%20"), **came)
    assert _status(answer) == 200
    assert "set-cookie" in answer.headers
    assert 'content="0;url=/documents/1"' in answer.text
    assert 'content="0;url=/documents/1"' in guarded.get("/documents/1", **came).text
    assert _status(guarded.get("/documents/1", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="navigate")) == 401


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/%2Fevil.example/", "/%5Cevil.example"])
def test_signing_in_leads_nowhere_else(guarded: Any, path: str) -> None:
    """The way on stays on this server, whatever the address looked like."""
    to = guarded.get(f"{path}?token=" + TOKEN.replace(" ", "%20")).headers.get("location", "/")
    assert to.startswith("/")
    assert not to.startswith(("//", "/\\"))


def test_other_computers_need_a_token() -> None:
    """A workbench that is open to the network without one cannot be started, nor with one that can be guessed."""
    for host, token in (("0.0.0.0", None), ("192.168.1.5", None), ("example.org", None), ("127.0.0.1", "short")):  # noqa: S104 - what is tested
        with pytest.raises(SettingsError):
            Options(host, token=token)
    assert Options("127.0.0.1").token is None


def test_an_open_workbench_answers_to_its_own_names_only(guarded: Any) -> None:
    """Its addresses, and its name in whatever domain; a foreign name gets no answer here either."""
    own = socket.gethostname()
    for host, status in (
        ("192.168.1.5:8765", 401),
        (own, 401),
        (f"{own}.example.org:8765", 401),
        ("evil.example", 400),
        (f"evil.{own}", 400),
    ):
        assert _status(guarded.get("/", Host=host)) == status


# how large


def test_a_body_over_256_kb_is_refused(client: Any) -> None:
    """Whether it says its length beforehand or comes in pieces without one."""

    async def pieces() -> Any:
        for _ in range(300):
            yield b" " * 1024

    for content in (b" " * (256 * 1024 + 1), pieces()):
        answer = client.send("POST", POST, {"X-Netzlese": "1", "Content-Type": "application/json"}, content)
        assert _status(answer) == 413
        assert "256" in answer.json()["message"]


def test_a_body_of_256_kb_is_read(client: Any) -> None:
    """The bound is where it is said to be."""
    body = b'{"theme":"dark"' + b" " * (256 * 1024 - 16) + b"}"
    assert _status(client.post(POST, body)) == 200


# paths


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/..%5capp.py", "/static/....//app.py", "/static//etc/passwd",
     "/static/%00", "/static/words.js%00.css", "/static/words.js/", "/static/", "/static/templates/base.html",
     "/static/C:/Windows/win.ini", "/static/WORDS.JS", "/static/texts.fr.json", "/static/refusals.de.json", "/templates/base.html", "/app.py",
     "/docs", "/redoc", "/openapi.json", "/.git/config", "/favicon.ico/../../x", "/documents/1/", "/export/../static/x", "/export/pickle"],
)  # fmt: skip
def test_only_listed_files_are_given(client: Any, path: str) -> None:
    """Whatever way is tried, what is not in the list is not there."""
    assert _status(client.get(path)) == 404


# what stands in documents


@pytest.mark.parametrize(
    "path", ["/", "/documents/3", "/questions", "/conflicts", "/decisions", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"]
)
def test_mark_up_in_sources_names_and_reasons_stays_text(client: Any, path: str) -> None:
    """Source and text of document 3, the reviewer and the reason all hold a script; no page holds one that is not ours."""
    shown = client.get("/api/documents/3").json()
    item = next(item for item in shown["items"] if item["field"] == "name")
    wish = {"kind": "reject", "network": item["network"], "field": "name", "item": item["item"], "reason": SCRIPT}
    who = "netzlese-reviewer=%3Cscript%3Ealert(%22x%22)%3C%2Fscript%3E"
    body = {"seen": shown["document"]["revision"], "decisions": [wish]}
    assert _status(client.post("/api/documents/3/decisions", body, Cookie=who)) == 200
    page = client.get(path, Cookie=who).text
    assert "<script>" not in page
    assert "onload=alert" not in page.replace("&#34;onload=alert", "")
    assert "&lt;script&gt;alert(&#34;x&#34;)" in page


def test_scripts_in_answers_are_data(client: Any) -> None:
    """JSON is sent as JSON, and no browser takes it for anything else."""
    answer = client.get("/api/documents/3")
    assert SCRIPT in answer.json()["text"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


# what goes wrong


def test_a_defect_is_owned_up_to_without_internals(desk: Desk, client: Any, capsys: Any, monkeypatch: Any) -> None:
    """Page and answer give a reference; what happened stands under it on standard error, without query and token."""

    def broken(number: int) -> None:
        raise ZeroDivisionError(number, "inner secret")

    monkeypatch.setattr(desk.store, "reading", broken)
    monkeypatch.setattr(desk, "view", broken)
    answer = client.get("/api/documents/1?token=hidden")
    page = client.get("/questions?token=hidden")
    written = capsys.readouterr().err
    assert (_status(answer), _status(page)) == (500, 500)
    assert "inner secret" not in answer.text + page.text
    assert "ZeroDivisionError" not in answer.text + page.text
    assert "defect of Netzlese" in page.text
    assert answer.json()["reference"] in written
    assert answer.json()["reference"] in answer.json()["message"]
    assert "ZeroDivisionError" in written
    assert "hidden" not in written


def test_nothing_is_reported_to_anybody(desk: Desk, monkeypatch: Any) -> None:
    """FastAPI can send traces of requests to an address in the environment; ours does not, whatever stands there."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    inner = create_app(desk, Options(reviewer="Ada"))._app  # type: ignore[attr-defined]
    assert not any(getattr(inner, "_telemetry", {}).values())
