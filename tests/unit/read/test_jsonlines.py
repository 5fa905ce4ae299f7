"""JSON Lines: one document a line, and a broken line fails alone."""

import json
from typing import Any

import pytest

from pipeline.read import Failure
from pipeline.read.jsonlines import read_lines
from schemas.document import Document


def lines(*values: Any) -> list[Document | Failure]:
    """Read values as lines; bytes are taken as they are."""
    return list(
        read_lines((value if isinstance(value, bytes) else json.dumps(value).encode() for value in values), source="in.jsonl")
    )


def test_all_fields() -> None:
    """Text, id, title, date and url find their places."""
    (document,) = lines(
        {"text": "Stadt\r\nLage", "id": "x1", "title": "Netz", "date": "2021-05-03T10:00:00Z", "url": "https://lage.example/a"}
    )
    assert isinstance(document, Document)
    assert (document.id, document.raw, document.title) == ("x1", "Stadt\r\nLage", "Netz")
    assert (document.declared_date, document.source, document.media_type) == ("2021-05-03", "https://lage.example/a", "text/plain")


def test_id_and_source_without_fields() -> None:
    """Without an id the line's checksum stands in, without an address file and line number."""
    (document,) = lines({"text": "Stadt Lage"})
    assert isinstance(document, Document)
    assert document.id == document.sha256[:16]
    assert document.source == "in.jsonl:1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "no JSON"),
        (b"[1, 2]", "no JSON object"),
        (b'{"body": "a"}', "no field 'text'"),
        (b'{"text": 7}', "no field 'text'"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "no JSON"),
        (b"\x00\x01", "no JSON"),
    ],
)
def test_broken_line_fails_alone(line: bytes, reason: str) -> None:
    """The lines around a broken one are read, and its failure says line and reason."""
    first, broken, last = lines({"text": "a"}, line, {"text": "b"})
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(broken, Failure)
    assert broken.source == "in.jsonl:2"
    assert reason in broken.message


def test_empty_lines_are_skipped() -> None:
    """Blank lines are none, and line numbers count them."""
    (document,) = lines(b"\n", b"  \r\n", {"text": "a"})
    assert isinstance(document, Document)
    assert document.source == "in.jsonl:3"


def test_byte_order_mark() -> None:
    """A mark before the first line is no part of it."""
    (document,) = lines(b'\xef\xbb\xbf{"text": "a"}')
    assert isinstance(document, Document)


def test_half_characters() -> None:
    """Half an emoji, escaped, becomes a replacement character that can be written."""
    (document,) = lines(b'{"text": "a\\ud83db"}')
    assert isinstance(document, Document)
    assert document.raw == "a\ufffdb"


def test_findings() -> None:
    """A double id, an unreadable date and an empty text are worth a look."""
    found = lines({"text": "a", "id": 1}, {"text": "b", "id": 1, "date": "neulich"}, {"text": " ", "id": 2})
    codes = [[finding.code for finding in document.findings] for document in found if isinstance(document, Document)]
    assert codes == [[], ["date-unreadable", "duplicate-id"], ["empty-document"]]


@pytest.mark.parametrize("field", ["id", "title", "url", "date"])
def test_half_a_character_in_any_field_is_mended(field: str) -> None:
    """What was escaped alone can be written again, wherever it stands."""
    (document,) = read_lines([json.dumps({"text": "Stadt Lage", field: "x\ud83d"}).encode()], source="a.jsonl")
    assert isinstance(document, Document)
    f"{document}".encode()
