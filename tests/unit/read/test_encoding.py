"""Bytes to characters."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.encoding import decode, wide_encoding

TEXT = "Die Bürger der Stadt Übach-Palenberg und der Größe nach weitere Städte prüfen Fördermöglichkeiten für Wärmenetze."


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-1", "cp850", "mac_roman"]
)
def test_german_text_survives_every_encoding(name: str) -> None:
    """What German files were ever written in is read right."""
    assert decode(TEXT.encode(name)).text == TEXT


def test_quotes_of_windows() -> None:
    """The C1 bytes of Windows are quotes and dashes."""
    assert decode("„Netz“ – für 5 €".encode("cp1252"))[:2] == ("„Netz“ – für 5 €", "cp1252")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_certain_is_no_finding(name: str) -> None:
    """Nobody need look at a text that says what it is."""
    assert decode(TEXT.encode(name)).findings == ()


@pytest.mark.parametrize("name", ["utf-16-le", "cp1252", "cp850"])
def test_a_guess_is_a_finding(name: str) -> None:
    """A guess is said to be one."""
    assert [finding.code for finding in decode(TEXT.encode(name)).findings] == ["encoding-guessed"]


def test_a_declaration_is_no_guess() -> None:
    """What the source declares and the bytes bear out is certain."""
    assert decode(TEXT.encode("cp1252"), "ISO-8859-1") == (TEXT, "cp1252", ())


def test_a_false_declaration_loses_against_utf_8() -> None:
    """Valid UTF-8 is UTF-8, whatever it calls itself."""
    assert decode(TEXT.encode(), "iso-8859-1").text == TEXT


def test_an_unknown_declaration_counts_as_none() -> None:
    """A label nobody knows is no reason to fail."""
    assert decode(TEXT.encode("cp1252"), "x-nonsense").text == TEXT


def test_few_foreign_bytes_in_utf_8() -> None:
    """A pasted line in another encoding does not spoil the rest."""
    decoded = decode((TEXT * 3).encode() + "\nfür".encode("cp1252"))
    assert decoded.text == TEXT * 3 + "\nfür"
    assert [finding.code for finding in decoded.findings] == ["encoding-mixed"]


def test_empty() -> None:
    """Nothing is UTF-8."""
    assert decode(b"") == ("", "utf-8", ())


@given(st.text())
def test_utf_8_comes_back_exactly(text: str) -> None:
    """Characters are those of the bytes, a byte order mark apart; zero bytes may look like UTF-16."""
    data = text.encode("utf-8", "replace")
    if not data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")) and not wide_encoding(data):
        assert decode(data).text == data.decode()


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "iso-8859-1", "utf-16", "ascii"]))
def test_no_bytes_make_it_fail(data: bytes, declared: str | None) -> None:
    """Any bytes become characters that can be written again."""
    decode(data, declared).text.encode()


@pytest.mark.parametrize(
    "label", ["base64", "zlib", "hex", "rot13", "undefined", "idna", "unicode_escape", "utf-7", "x\0y", "no-such", " "]
)
def test_a_label_of_no_script_counts_as_none(label: str) -> None:
    """Python's codecs of other sorts are no encodings of a page, and never end its reading."""
    assert decode("für".encode("cp1252"), label).text == "für"
