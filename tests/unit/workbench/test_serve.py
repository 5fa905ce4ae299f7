"""The workbench as it runs: a process, a socket, and requests no well-behaved client would send."""

import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from pipeline.errors import SettingsError, StoreError
from pipeline.workbench import serve


def _request(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def _post(*lines: str, body: bytes = b"") -> bytes:
    ours = ("POST /api/session HTTP/1.1", "Host: 127.0.0.1", "X-Netzlese: 1", "Content-Type: application/json")
    return _request(*ours, *lines, body=body)


def test_raw_requests_are_answered_safely(start: Any) -> None:
    """Hosts, paths, lengths and methods as only a raw socket can send them; afterwards the workbench still answers."""
    served = start()
    cases = [
        (_request("GET / HTTP/1.1", "Host: 127.0.0.1"), 200),
        (_request("GET / HTTP/1.1", "Host: evil.example"), 400),
        (_request("GET / HTTP/1.1"), 400),
        (_request("GET / HTTP/1.0"), 400),
        (_request("GET / HTTP/1.1", "Host: 127.0.0.1", "Host: evil.example"), 400),
        (_request("GET http://evil.example/ HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /static/../app.py HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /static/..%2f..%2fdesk/desk.py HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /static/..\\app.py HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /static/%2e%2e/%2e%2e/%00 HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET //evil.example/..%2f HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /documents/1/../../x HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /%ff%fe HTTP/1.1", "Host: 127.0.0.1"), 404),
        (_request("GET /x\x00y HTTP/1.1", "Host: 127.0.0.1"), 400),
        (_request("TRACE / HTTP/1.1", "Host: 127.0.0.1"), 405),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", 400),
        (_post("Content-Length: 16", body=b'{"theme":"dark"}'), 200),
        (_post("Content-Length: -1"), 400),
        (_post("Content-Length: 16", "Content-Length: 17", body=b'{"theme":"dark"} '), 400),
        (_post("Content-Length: 16", "Transfer-Encoding: chunked", body=b'10\r\n{"theme":"dark"}\r\n0\r\n\r\n'), 200),
        (_post("Transfer-Encoding: chunked", body=b'10\r\n{"theme":"dark"}\r\n0\r\n\r\n'), 200),
        (_post("Content-Length: 300000", body=b" " * 300_000), 413),
        (_post("Transfer-Encoding: chunked", body=(b"10000\r\n" + b" " * 0x10000 + b"\r\n") * 5 + b"0\r\n\r\n"), 413),
        (_post("Sec-Fetch-Site: cross-site", "Content-Length: 16", body=b'{"theme":"dark"}'), 403),
        (_request("GET / HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"), 200),
    ]
    for request, status in cases:
        answer = served.raw(request)
        assert answer.startswith(b"HTTP/1.1 %d " % status), (request[:120], answer[:200])
        assert b"Traceback" not in answer
        assert b"def create_app" not in answer
    for endless in (b"GET /", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: "):
        answer = served.raw(endless + b"x" * 400_000)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")  # cut off while sending, or told
    assert served.raw(cases[0][0]).startswith(b"HTTP/1.1 200 ")
    served.process.send_signal(signal.SIGTERM)
    written = served.process.communicate(timeout=10)[1]
    assert served.process.returncode == 0
    assert "Traceback" not in written


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_quietly_while_connections_are_open(start: Any, number: int) -> None:
    """Ctrl-C is how the program ends: soon, without a word, also with a half-sent request in the air."""
    served = start()
    address = (served.address.host, served.address.port)
    with socket.create_connection(address) as idle, socket.create_connection(address) as half:
        half.sendall(b"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Netzlese: 1\r\n")
        assert httpx.get(served.address).status_code == 200
        began = time.monotonic()
        served.process.send_signal(number)
        written = served.process.communicate(timeout=10)
        assert idle.recv(1) == b""
    assert time.monotonic() - began < 5  # two seconds here; a loaded machine may take longer, a hanging one for ever
    assert served.process.returncode == 0
    assert written == ("", "")


def test_the_token_is_handed_out_once_and_written_nowhere(start: Any) -> None:
    """The address to open holds it; no log does, not even after requests with it."""
    served = start(host="0.0.0.0")  # noqa: S104 - what is tested
    token = served.address.params["token"]
    assert len(token) >= 43  # 32 bytes
    base = f"http://127.0.0.1:{served.address.port}"
    assert httpx.get(base + "/").status_code == 401
    with httpx.Client(base_url=base, follow_redirects=True) as visitor:
        assert visitor.get(f"/?token={token}").status_code == 200
        assert visitor.get("/api/progress").status_code == 200
    served.process.send_signal(signal.SIGTERM)
    assert token not in "".join(served.process.communicate(timeout=10))


def test_by_default_only_this_computer_is_served(start: Any) -> None:
    """The socket listens on the loopback address and nowhere else."""
    served = start()
    assert str(served.address.host) == "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(("192.0.2.1", 9))  # nothing is sent; it tells our own address
        except OSError:
            pytest.skip("this computer has no other address")
        own = way_out.getsockname()[0]
    if not own.startswith("127."):
        with pytest.raises(OSError, match=r".+"):
            socket.create_connection((own, served.address.port), timeout=2).close()


def test_what_cannot_be_served_is_said_before_anything_is_opened(store_path: Any, tmp_path: Any) -> None:
    """A taken port, a guessable token, a store that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match=r".+"):
            serve(store_path, port=taken.getsockname()[1])
    with pytest.raises(SettingsError, match="16"):
        serve(store_path, token="short")  # noqa: S106 - of a test
    with pytest.raises(SettingsError, match="fr"):
        serve(store_path, lang="fr")
    with pytest.raises(StoreError):
        serve(tmp_path / "none.sqlite")


def test_many_requests_at_once_are_all_answered(start: Any) -> None:
    """Forty visitors, each with a connection of its own."""
    served = start()
    request = _request("GET /api/documents/1 HTTP/1.1", "Host: 127.0.0.1")
    connections = [socket.create_connection((served.address.host, served.address.port), timeout=20) for _ in range(40)]
    for connection in connections:
        connection.sendall(request)
    answers = []
    for connection in connections:
        answer = b""
        with connection:
            while chunk := connection.recv(65536):
                answer += chunk
        answers.append(answer)
    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)


def test_a_connection_that_says_nothing_is_closed(start: Any) -> None:
    """Nothing, half a request, half a second one: none of them keeps a place for ever, and a whole one is answered before."""
    served = start(patience=0.3)
    address = (served.address.host, served.address.port)
    whole = b"GET /api/progress HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for said in (b"", b"GET / HT", whole, whole + b"GET / HT"):
        with socket.create_connection(address, timeout=20) as connection:
            connection.sendall(said)
            answer = b""
            while chunk := connection.recv(65536):  # ends when the workbench closes; nobody here does
                answer += chunk
        assert answer.startswith(b"HTTP/1.1 200 ") == said.startswith(whole)


def test_of_many_who_decide_the_same_at_once_one_does(start: Any) -> None:
    """The others are told who was first; who decides on something else is in nobody's way."""
    served = start()
    headers = {"X-Netzlese": "1"}
    with httpx.Client(base_url=served.address, headers=headers, timeout=60) as visitor, ThreadPoolExecutor(8) as pool:
        shown = visitor.get("/api/documents/1").json()
        seen = shown["document"]["revision"]
        wishes = [
            {"kind": "accept", "network": item["network"], "field": item["field"], "item": item["item"]}
            for item in shown["items"][:8]
        ]

        def decide(number: int) -> int:
            cookie = {"Cookie": f"netzlese-reviewer=visitor-{number}"}
            body = {"seen": seen, "decisions": [wishes[0] if number < 8 else wishes[number - 8]]}
            return visitor.post("/api/documents/1/decisions", json=body, headers=cookie).status_code

        assert sorted(pool.map(decide, range(8))) == [200] + [409] * 7
        assert list(pool.map(decide, range(9, 16))) == [200] * 7
        now = visitor.get("/api/documents/1").json()
    assert len(now["decisions"]) == 8
    assert now["progress"]["settled"] == 8
