"""The reader: the right reading for each source, and a failure, never an exception, for what cannot be read."""

import io
import json
import sys
import time
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import pytest

from pipeline.read import READERS, Failure, Reader
from pipeline.read import reader as reader_module
from pipeline.read.kinds import EXTENSIONS
from pipeline.settings import Settings
from schemas.document import Document

SETTINGS = Settings()
READER = Reader(SETTINGS)
PAGE = "<!DOCTYPE html><html><body><p>Stadt Lage</p></body></html>"


def only(found: list[Document | Failure]) -> Document:
    """Expect one document."""
    (document,) = found
    assert isinstance(document, Document), document
    return document


def failure(found: list[Document | Failure]) -> Failure:
    """Expect one failure."""
    (failed,) = found
    assert isinstance(failed, Failure), failed
    return failed


def read(data: bytes, media_type: str | None = None) -> Document:
    """Read bytes into one document."""
    return only(list(READER.read_bytes(data, source="a", media_type=media_type)))


@pytest.mark.parametrize(
    "text", ["Stadt Lage\r\n\r\n\tKreis\x0c Lippe \u00a0\n", "Bürger\u2028für\r", "<p>kein HTML</p>", "  \ufeff", "a\nb"]
)
def test_plain_text_is_exactly_the_decoded_bytes(tmp_path: Path, text: str) -> None:
    """Not even line ends change."""
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    document = only(list(READER.read(str(path))))
    assert document.raw == text
    assert (document.media_type, document.blocks, document.source) == ("text/plain", (), str(path))


def test_identity_is_the_checksum_of_the_bytes() -> None:
    """Same bytes, same id."""
    digest = sha256(b"Stadt Lage").hexdigest()
    document = read(b"Stadt Lage")
    assert (document.id, document.sha256) == (digest[:16], digest)


def test_byte_order_mark_is_dropped() -> None:
    """The mark is no character of the text."""
    assert read("\ufeffStadt".encode()).raw == "Stadt"


def test_utf_16_file() -> None:
    """A file from an old Windows editor is text."""
    assert read("Stadt Übach\r\n".encode("utf-16")).raw == "Stadt Übach\r\n"


def test_markdown_is_read_by_its_own_reader() -> None:
    """Its first heading is the title, and the text is what the marks stand for."""
    document = read(b"# Netzwerk Nord #\r\n\r\n- Stadt *Lage*\r\n", "text/markdown")
    assert document.raw == "Netzwerk Nord\n\nStadt Lage"
    assert (document.title, document.media_type) == ("Netzwerk Nord", "text/markdown")


def test_text_file_holding_a_page_is_a_page() -> None:
    """A page saved as .txt is read as one, a text that quotes tags is not."""
    assert read(PAGE.encode(), "text/plain").raw == "Stadt Lage"
    assert read(b"\n\n<html lang=de><p>Lage", None).media_type == "text/html"
    assert read(b"<p>Stadt</p>", "text/plain").raw == "<p>Stadt</p>"


def test_page_without_a_tag_is_text() -> None:
    """Lines in an .html file without mark-up do not run together."""
    assert read(b"Stadt Lage\nKreis Lippe", "text/html").raw == "Stadt Lage\nKreis Lippe"


def test_content_decides_where_nothing_is_said() -> None:
    """JSON with a text is JSON Lines, other braces are text."""
    assert read(b'{"text": "Stadt Lage"}\n').raw == "Stadt Lage"
    assert read(b'{"name": "Lage"}').raw == '{"name": "Lage"}'
    assert read(b"{ kein JSON").media_type == "text/plain"


def test_unknown_media_type_is_a_failure() -> None:
    """A kind nobody reads is refused by name."""
    assert "image/png" in failure(list(READER.read_bytes(b"x", source="a", media_type="image/png"))).message


def test_media_type_with_parameters() -> None:
    """What an HTTP header says is understood."""
    assert read(PAGE.encode(), "text/html; charset=utf-8").raw == "Stadt Lage"


@pytest.mark.parametrize("data", [b"", b" \n\t", "\ufeff".encode(), b"<html><body></body></html>"])
def test_empty_sources_are_documents_with_a_finding(data: bytes) -> None:
    """An empty file is no failure, but worth a look."""
    assert [finding.code for finding in read(data).findings] == ["empty-document"]


@pytest.mark.parametrize("data", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"a\0b\0\0\0", b"{\\rtf1 Lage}"])
def test_binary_is_a_failure_that_names_the_kind(data: bytes) -> None:
    """Pictures and office files of other kinds are refused."""
    assert "which is not read; save it as" in failure(list(READER.read_bytes(data, source="a"))).message


def test_too_large_is_a_failure(tmp_path: Path) -> None:
    """The limit holds for files and for bytes."""
    path = tmp_path / "a.txt"
    path.write_text("Stadt Lage", encoding="utf-8")
    small = Reader(replace(SETTINGS, max_bytes=5))
    assert "larger" in failure(list(small.read(str(path)))).message
    assert "larger" in failure(list(small.read_bytes(b"Stadt Lage", source="a"))).message


def test_missing_file_and_empty_folder_are_failures(tmp_path: Path) -> None:
    """Nothing is raised through the iterator."""
    assert "no such file" in failure(list(READER.read(str(tmp_path / "x.txt")))).message
    assert "no file matches" in failure(list(READER.read(str(tmp_path / "*.txt")))).message
    assert "no documents" in failure(list(READER.read(str(tmp_path)))).message


def test_folder_is_read_file_by_file(tmp_path: Path) -> None:
    """One bad file in a folder does not stop the others."""
    (tmp_path / "a.txt").write_text("Stadt Lage", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"GIF89a")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    found = list(READER.read(str(tmp_path)))
    assert [type(each).__name__ for each in found] == ["Document", "Failure", "Document"]
    assert READER.expand([str(tmp_path)]) == [str(tmp_path / name) for name in ("a.txt", "b.txt", "c.html")]


def test_json_lines_file_may_be_larger_than_a_source(tmp_path: Path) -> None:
    """The limit holds for a line, and a line beyond it fails alone."""
    path = tmp_path / "in.jsonl"
    values = [{"text": "a" * 20}, {"text": "b" * 500}, {"text": "c"}]
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    found = list(Reader(replace(SETTINGS, max_bytes=60)).read(str(path)))
    assert [type(each).__name__ for each in found] == ["Document", "Failure", "Document"]
    assert isinstance(found[2], Document)
    assert found[2].source == f"{path}:3"


def test_json_lines_in_utf_16(tmp_path: Path) -> None:
    """Even that."""
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "Übach"}\n{"text": "Lage"}\n', encoding="utf-16")
    assert [document.raw for document in READER.read(str(path)) if isinstance(document, Document)] == ["Übach", "Lage"]


def test_binary_json_lines_file_is_one_failure(tmp_path: Path) -> None:
    """A picture with a wrong name is one failure, not thousands."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\x89PNG\r\n" + b"\0\n" * 1000)
    assert "PNG" in failure(list(READER.read(str(path)))).message


def test_date_stands_in_where_the_source_has_none() -> None:
    """The user's date is for what says none itself."""
    reader = Reader(replace(SETTINGS, date="2020-01-01"))
    assert only(list(reader.read_bytes(b"Stadt Lage", source="a"))).declared_date == "2020-01-01"
    dated = b"<html><meta name=date content=2021-05-03><p>x"
    assert only(list(reader.read_bytes(dated, source="a"))).declared_date == "2021-05-03"
    assert reader.read_text("Stadt Lage", source="a").declared_date == "2020-01-01"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads what is piped in."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Bürger".encode())))
    document = only(list(READER.read("-")))
    assert (document.raw, document.source) == ("Bürger", "-")


def test_read_text_takes_characters_as_they_are() -> None:
    """Decoded text is not decoded again, and a page is recognised."""
    document = READER.read_text("\ufeffStadt\r\nLage", source="form")
    assert document.raw == "\ufeffStadt\r\nLage"
    assert READER.read_text(PAGE, source="form").raw == "Stadt Lage"
    assert [finding.code for finding in READER.read_text(" ", source="form").findings] == ["empty-document"]


def test_read_text_and_read_bytes_agree() -> None:
    """The same characters get the same id either way."""
    assert READER.read_text("Stadt Übach", source="a").id == read("Stadt Übach".encode()).id


def test_every_extension_has_a_reader() -> None:
    """The two tables fit together."""
    assert set(EXTENSIONS.values()) == set(READERS)


def test_twenty_megabytes_of_text() -> None:
    """A very large text is read in a moment."""
    data = ("Die Stadt Lage und die Gemeinde Borchen sind dabei.\r\n" * 380_000).encode()
    begin = time.process_time()
    assert len(read(data, "text/plain").raw) == len(data)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><head><title>a\xed\xa0\xbdb</title><p>Lage &#xD83D;", "text/html"),
        (
            b'<html><script type="application/ld+json">{"@type":"NewsArticle","headline":"Netz \\ud83d"}</script><p>Lage',
            "text/html",
        ),
        (b'---\ntitle: "\\uD800"\n---\nStadt Lage', "text/markdown"),
        (b"<rss><channel><item><title>Netz &#55357;&#56832; &#xD800;</title></item></channel></rss>", "application/rss+xml"),
        (b'{"text": "Lage", "id": "\\ud800", "title": "\\udc00"}', "application/jsonl"),
    ],
)
def test_half_a_character_never_leaves_the_reader(data: bytes, kind: str) -> None:
    """Whatever a source escapes, all words of its document can be written."""
    for document in Reader(Settings()).read_bytes(data, source="a", media_type=kind):
        assert isinstance(document, Document)
        f"{document.raw}{document.title}{document.id}{document.address}".encode()


def test_a_defect_inside_an_archive_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is packed beside it is read all the same."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.html", "<html><p>Lage")
        archive.writestr("b.txt", "Stadt Lage")

    def broken(*_args: object, **_more: object) -> NoReturn:
        msg = "no luck"
        raise RuntimeError(msg)

    monkeypatch.setattr(reader_module, "read_webpage", broken)
    first, second = Reader(Settings()).read_bytes(stream.getvalue(), source="a.zip")
    assert isinstance(first, Failure)
    assert "a defect of Netzlese stopped this file (RuntimeError: no luck)" in first.message
    assert isinstance(second, Document)
