"""What must hold for the unpacking of archives."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.archive import Member, unpack
from pipeline.read.failure import Failure
from pipeline.read.item import Budget, Item
from pipeline.read.unreadable import Unreadable

ZIP = "application/zip"


def pack(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)  # without the time of day
    return file.getvalue()


def raw_pack(name: bytes, data: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    """Pack one stored member by hand, its name in any bytes."""
    crc, size = zlib.crc32(data), len(data)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, flags, 0, 0, 0, crc, size, size, len(name), 0) + name + data
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, flags, 0, 0, 0, crc, size, size, len(name), len(extra), 0, 0, 0, 0, 0
    )
    entry += name + extra
    return local + entry + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


def unpacked(data: bytes, budget: Budget | None = None) -> list[Member | Failure]:
    """Unpack bytes."""
    return list(unpack(Item(data, "a.zip", ZIP, 0, budget or Budget())))


def names(data: bytes) -> list[str]:
    """Give the names of what was unpacked."""
    return [member.name for member in unpacked(data) if isinstance(member, Member)]


def failures(data: bytes) -> list[Failure]:
    """Give what could not be unpacked."""
    return [member for member in unpacked(data) if isinstance(member, Failure)]


def test_members_come_in_natural_order() -> None:
    """The second paper stands before the tenth, whatever order they were packed in."""
    data = pack(("Anlage 10.txt", b"z"), ("anlage 2.txt", b"y"), ("Anlage 1/Text.html", b"x"))
    assert unpacked(data) == [Member("Anlage 1/Text.html", b"x"), Member("anlage 2.txt", b"y"), Member("Anlage 10.txt", b"z")]


def test_a_raised_digit_in_a_name_is_no_number() -> None:
    """Python calls "²" a digit but cannot count with it."""
    assert names(pack(("²", b""), ("CO².txt", b"x"), ("².txt", b"x"), ("٣.txt", b"x"))) == ["CO².txt", "².txt", "٣.txt"]


def test_what_is_no_document_is_passed_over() -> None:
    """Folders, hidden files, lock files of Word, what macOS adds, and kinds that are not read."""
    passed = ("b/", "__MACOSX/._a.txt", ".DS_Store", ".git/x.txt", "Thumbs.db", "~$a.docx", "LIESMICH", "bild.png")
    assert names(pack(("a.txt", b"x"), *((name, b"") for name in passed))) == ["a.txt"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pack(("bild.png", b""), ("tafel.xlsx", b"")), r"holds no documents .* only bild\.png, tafel\.xlsx"),
        (pack(), "is an empty archive"),
    ],
    ids=["other", "empty"],
)
def test_an_archive_without_documents_says_what_it_holds(data: bytes, message: str) -> None:
    """Nobody should take it for read."""
    with pytest.raises(ReadError, match=message):
        unpacked(data)


@pytest.mark.parametrize("code", ["cp437", "cp850", "cp1252", "utf-8"])
def test_umlauts_in_names_are_read(code: str) -> None:
    """Old programs name no encoding; the one that gives German letters is right."""
    assert names(raw_pack("Träger für Größe Öl.txt".encode(code), b"x")) == ["Träger für Größe Öl.txt"]
    assert names(pack(("Träger – Kreis.txt", b"x"))) == ["Träger – Kreis.txt"]


def test_a_name_in_an_extra_field_counts_if_it_belongs_to_the_name() -> None:
    """Info-ZIP keeps the real name beside the old one."""
    name, told = b"Tr\xffger.txt", "Träger.txt".encode()
    for right in (0, 1):
        extra = struct.pack("<HHBI", 0x7075, 5 + len(told), 1, zlib.crc32(name) ^ right) + told
        assert (names(raw_pack(name, b"x", extra=extra)) == ["Träger.txt"]) is (right == 0)


def test_odd_names_are_harmless() -> None:
    """Nothing is written, so a path may lead anywhere; what a terminal would obey is shown as an escape."""
    assert names(pack(("../../etc/passwd.txt", b""), ("/root/a.txt", b""), ("C:\\a\\b.txt", b""))) == [
        "../../etc/passwd.txt",
        "/root/a.txt",
        "C:/a/b.txt",
    ]
    assert names(raw_pack(b"a\x1b[2Jb\r\n.txt", b"x")) == ["a\\x1b[2Jb\\r\\n.txt"]
    with pytest.raises(ReadError, match="holds no documents"):
        unpacked(raw_pack(b"a.txt\0.exe", b"x"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_numbered() -> None:
    """Both are read, and their sources differ."""
    assert unpacked(pack(("a.txt", b"1"), ("a.txt", b"2"))) == [Member("a (2).txt", b"2"), Member("a.txt", b"1")]


def test_a_protected_member_is_named() -> None:
    """A password on one file costs no other."""
    data = raw_pack(b"geheim.txt", b"x", flags=1)
    assert [str(failure) for failure in failures(data)] == [
        "a.zip!geheim.txt: is protected by a password; unpack it yourself and give the folder"
    ]


def test_a_damaged_member_is_named() -> None:
    """A wrong checksum is told, and the others are read."""
    data = pack(("a.txt", b"Stadt Lage"), ("b.txt", b"Stadt Werne"), method=zipfile.ZIP_STORED).replace(
        b"Stadt Lage", b"Stadt Lege", 1
    )
    assert [failure.source for failure in failures(data)] == ["a.zip!a.txt"]
    assert names(data) == ["b.txt"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_not_unfolded(method: int) -> None:
    """One piece of bzip2 may unfold to gigabytes before anybody can count."""
    assert "pack it again" in failures(pack(("a.txt", b"x" * 99), method=method))[0].message


def test_a_bomb_is_refused() -> None:
    """What unfolds to two hundred times its size, and to more than any text, is not read further."""
    with pytest.raises(Unreadable) as caught:
        unpacked(pack(("a.txt", bytes(30_000_000))))
    assert caught.value.code == "unfolds-too-far"
    assert names(pack(("a.txt", bytes(10_000_000)))) == ["a.txt"]


def test_a_large_member_is_refused_alone() -> None:
    """More than 64 MB are no document; the others are read."""
    data = pack(("b.txt", b"x"), ("gross.txt", bytes(range(256)) * 270_000), method=zipfile.ZIP_STORED)
    assert [failure.source for failure in failures(data)] == ["a.zip!gross.txt"]
    assert names(data) == ["b.txt"]


def test_the_budget_counts_what_really_unfolds() -> None:
    """Files and bytes of all archives in one source are counted together."""
    data = pack(*((f"{number}.txt", b"x" * 100) for number in range(5)))
    with pytest.raises(ReadError, match="holds more than 3 files"):
        unpacked(data, Budget(files=3))
    with pytest.raises(ReadError, match="unfolds to more than"):
        unpacked(data, Budget(size=300))


def test_entries_that_share_their_bytes_are_counted_together() -> None:
    """Hundreds of entries that point at one member are a bomb, though each alone is none."""
    one = pack(("a.txt", bytes(1_000_000)))
    start = one.index(b"PK\x01\x02")
    entry = one[start : one.index(b"PK\x05\x06")]
    entries = entry * 400
    data = one[:start] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 400, 400, len(entries), start, 0)
    members: list[Member | Failure] = []
    with pytest.raises(Unreadable, match="200 times"):
        members.extend(unpack(Item(data, "a.zip", ZIP)))
    assert len(members) < 40


def test_a_list_without_end_is_refused() -> None:
    """A quarter of a million entries are refused before they are listed."""
    with pytest.raises(ReadError, match="lists more than"):
        unpacked(b"PK\x03\x04" + b"PK\x01\x02" * 250_000)


def test_a_list_beyond_the_old_limit_is_read() -> None:
    """More than 65,535 entries need the larger format; the budget stops them in time."""
    data = pack(*((f"{number}.png", b"") for number in range(66_000)), ("a.txt", b"x"), method=zipfile.ZIP_STORED)
    assert names(data) == ["a.txt"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pack(("a.txt", b"x"))[:-20], b"kein Archiv"], ids=range(4))
def test_a_damaged_archive_says_so(data: bytes) -> None:
    """Without its list nothing is unpacked."""
    with pytest.raises(Unreadable) as caught:
        unpacked(data)
    assert caught.value.code == "damaged"


def unpack_leniently(data: bytes) -> None:
    """Unpack; only the exceptions that are meant may come."""
    try:
        members = unpacked(data)
    except ReadError:
        return
    assert all(isinstance(member, Member | Failure) for member in members)


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04"]), st.sampled_from([b"", b"PK\x05\x06" + bytes(18)]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_politely(data: bytes, head: bytes, tail: bytes) -> None:
    """No bytes raise anything but a reason."""
    unpack_leniently(head + data + tail)


SOUND = pack(("a.txt", b"Stadt Lage" * 9), ("Träger.txt", b"x"), ("c/d.zip", pack(("e.txt", b"y"))))


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=10), st.integers(0, 40))
@settings(max_examples=500, deadline=None)
def test_changed_bytes_raise_nothing_else(changes: list[tuple[int, int]], cut: int) -> None:
    """An archive that lost or changed some bytes gives members, failures, or a reason."""
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    unpack_leniently(bytes(data[: len(data) - cut]))


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6, unique=True))
@settings(max_examples=200, deadline=None)
def test_any_name_can_be_shown(given_names: list[str]) -> None:
    """Whatever a member is called, its name can be printed and written."""
    entries: list[tuple[str, Any]] = []
    for name in given_names:
        try:
            pack((f"{name}.txt", b""))
        except (UnicodeEncodeError, ValueError):
            continue
        entries.append((f"{name}.txt", b"x"))
    try:
        for member in unpacked(pack(*entries)):
            shown = member.name if isinstance(member, Member) else member.source
            assert shown.encode()
            assert not any(char < " " for char in shown)
    except ReadError:
        pass
