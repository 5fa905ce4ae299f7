"""Exports that cannot be made, are made already, or break: each is said, and none blocks the next."""

import threading
from typing import IO, Any

import pytest

from pipeline.errors import SettingsError
from pipeline.workbench import downloads


def test_a_third_export_at_once_is_put_off(client: Any, monkeypatch: Any) -> None:
    """Each reads the whole store; the third visitor is asked to wait, and is served when one is done."""
    go_on, begun = threading.Event(), threading.Semaphore(0)

    def slow(_desk: Any, _form: str, stream: IO[bytes], **_options: Any) -> None:
        begun.release()
        assert go_on.wait(60)
        stream.write(b"done")

    monkeypatch.setattr(downloads, "export", slow)
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(client.get("/export/jsonl"))) for _ in range(2)]
    for thread in threads:
        thread.start()
        assert begun.acquire(timeout=60)
    third = client.get("/export/jsonl")
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert third.status_code == 503
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"done")] * 2
    assert client.get("/export/jsonl").status_code == 200


@pytest.mark.parametrize(("error", "status"), [(SettingsError("install it"), 422), (OSError("disk full"), 500)])
def test_an_export_that_fails_is_said_and_blocks_nothing(client: Any, monkeypatch: Any, error: Exception, status: int) -> None:
    """Three in a row: the places of failed ones are free again."""

    def broken(*_arguments: Any, **_options: Any) -> None:
        raise type(error)(*error.args)

    monkeypatch.setattr(downloads, "export", broken)
    for _ in range(3):
        answer = client.get("/export/parquet")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert ("install it" in answer.text) == (status == 422)
        assert "disk full" not in answer.text


def test_a_store_that_cannot_be_used_is_said(client: Any, desk: Any) -> None:
    """On a page and to a script: what, and that nothing was stored."""
    desk.store.close()
    page, answer = client.get("/"), client.post("/api/documents/1/undo", {"seen": 0})
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "closed" in page.text
    assert "nothing was stored" in answer.json()["message"]
