"""What a source is: its content counts more than its name, and what is not read says so."""

import io
import zipfile

import pytest

from pipeline.errors import ReadError
from pipeline.read import READERS, Failure, Reader
from pipeline.read.item import Budget, Item
from pipeline.read.kinds import WORD, find_kind, is_message
from pipeline.settings import Settings

_MAIL = b"Return-Path: <a@amt.example>\r\nFrom: a@amt.example\r\nSubject: Netz\r\n\r\nText"


def test_an_archive_that_holds_a_pdf_is_an_archive() -> None:
    """Its first bytes count, not those of what is packed in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("b.pdf", b"%PDF-1.4")
        archive.writestr("a.txt", "Stadt Lage")
    assert find_kind(stream.getvalue(), "application/zip", READERS) == "application/zip"


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said", "kind"),
    [
        (b"Stadt Lage", "", "text/plain"),
        (b"Stadt Lage", "text/markdown", "text/markdown"),
        (b"Stadt Lage", "text/html", "text/plain"),
        (b"<!DOCTYPE html><p>Lage", "text/plain", "text/html"),
        (b"<?xml version='1.0'?><html><p>Lage", "", "text/html"),
        (b"<html><p>Lage", "application/rss+xml", "text/html"),
        (b"<html><p>Lage", "application/pdf", "text/html"),
        (b"%PDF-1.4", "text/plain", "application/pdf"),
        (b"\n\n%PDF-1.4", "", "application/pdf"),
        (b"kein PDF", "application/pdf", "application/pdf"),
        (b'<?xml version="1.0"?><rss version="2.0">', "text/plain", "application/rss+xml"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "", "application/rss+xml"),
        (b"<?xml-stylesheet href='a'?><rdf:RDF>", "text/html", "application/rss+xml"),
        (b'{"text": "Stadt Lage"}\n', "", "application/jsonl"),
        (_MAIL, "", "message/rfc822"),
        (_MAIL, "text/plain", "message/rfc822"),
        (_MAIL, "text/html", "message/rfc822"),
        (
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example\r\nMIME-Version: 1.0\r\n\r\n",
            "text/html",
            "multipart/related",
        ),
        (b"<!doctype html><p>Lage", "message/rfc822", "text/html"),
        (b"Siehe %PDF-1.4", "text/plain", "text/plain"),
        (b"\0rubbish %PDF-1.4", "application/pdf", "application/pdf"),
        (_zip("a.txt"), "", "application/zip"),
        (_zip("[Content_Types].xml", "word/document.xml"), "application/zip", WORD),
        (b"x", "application/octet-stream", "text/plain"),
        (b"x", "text/xml; charset=utf-8", "text/plain"),
    ],
)
def test_the_kind_of_a_source(data: bytes, said: str, kind: str) -> None:
    """What was said holds where the content does not plainly say otherwise."""
    assert find_kind(data, said, READERS) == kind


@pytest.mark.parametrize(
    ("data", "said", "reason"),
    [
        (_zip("xl/workbook.xml"), "", "Excel file"),
        (_zip("mimetype", "content.xml"), WORD, "OpenDocument file"),
        (b"\x89PNG\r\n", "text/plain", "PNG image"),
        (b"x", "image/png", "image/png"),
    ],
)
def test_what_is_not_read_says_what_it_is(data: bytes, said: str, reason: str) -> None:
    """And names the kinds that are."""
    with pytest.raises(ReadError, match=reason):
        find_kind(data, said, READERS)


@pytest.mark.parametrize(
    "text",
    [
        "Träger: Stadt Lage\nLaufzeit: 2020 bis 2023\nText: mehr\n\nWeiter",
        "From: here to there\nTo: nowhere\n\n",
        "Betreff: Netz\nVon: Amt\n\n",
    ],
)
def test_lines_with_colons_are_no_message(text: str) -> None:
    """Labelled facts of an announcement look like headers and are none."""
    assert not is_message(text.encode())


def test_what_is_packed_too_often_is_named() -> None:
    """Archives in archives end at a depth, and the rest is still read."""
    data = b"Die Stadt Lage macht mit."
    for _ in range(Budget().depth + 2):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("in.zip" if data.startswith(b"PK") else "a.txt", data)
            archive.writestr("b.txt", "Die Stadt Werne macht mit.")
        data = stream.getvalue()
    found = list(Reader(Settings()).read_bytes(data, source="a.zip"))
    assert {item.message for item in found if isinstance(item, Failure)} == {
        "is packed more than 4 times over and was not read; unpack it yourself"
    }
    assert [item.source.count("!") for item in found if not isinstance(item, Failure)] == [1, 2, 3, 4]


@pytest.mark.parametrize(("files", "size", "reason"), [(2, 10**6, "more than 2 files"), (10, 2_000_000, "more than 1 MB")])
def test_a_budget_ends(files: int, size: int, reason: str) -> None:
    """What unfolds beyond files or bytes is refused with the way out."""
    budget = Budget(files=files, size=size)
    with pytest.raises(ReadError, match=reason):
        for _ in range(5):
            budget.take_file()
            budget.take_bytes(900_000 if files == 10 else 1)


def test_an_item_is_named_by_its_content() -> None:
    """Same bytes, same id, wherever they came from."""
    assert Item(b"x", "a", "").identity == Item(b"x", "b", "text/plain").identity
