"""Which document a text is: known by where it comes from, never by its place in a row."""

import json
import mailbox
import os
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.batch import Failed, read_all
from pipeline.identity import Keys, same_reading, twin_key
from pipeline.read import Reader
from pipeline.settings import Settings
from schemas.document import Document

ENTRY = "<item><guid>{0}</guid><title>Netz {0}</title><description>Das Klimaschutznetzwerk {0} startet 2021.</description></item>"


def _read(path: Path | str, *, date: str | None = None) -> list[Document]:
    return [found for _, found in read_all([str(path)], Reader(Settings(date=date))) if not isinstance(found, Failed)]


def _keys(path: Path | str) -> dict[str, str]:
    """Give key -> text of everything in a source."""
    keys = Keys()
    return {keys.key(str(path), document): document.raw for document in _read(path)}


def _feed(path: Path, *names: str) -> Path:
    path.write_text(f'<rss version="2.0"><channel><title>x</title>{"".join(map(ENTRY.format, names))}</channel></rss>')
    return path


def _lines(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _mail(text: str, attached: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Netz"
    message["From"] = "a@example.org"
    message.set_content(text)
    if attached:
        message.add_attachment(attached.encode(), maintype="text", subtype="plain", filename="anlage.txt")
        message.set_boundary("=====" + text.replace(" ", ""))  # else drawn anew each time it is written
    return message


def _box(path: Path, *messages: EmailMessage) -> Path:
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for message in messages:
        held = mailbox.mboxMessage(message)
        held.set_from("a@example.org Mon May  3 08:00:00 2021")
        box.add(held)
    box.close()
    return path


def test_a_file_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is written: relative, through a link, with dots."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text("Stadt Lage")
    (tmp_path / "link.txt").symlink_to(tmp_path / "pages" / "a.txt")
    monkeypatch.chdir(tmp_path / "pages")
    names = ("a.txt", "./a.txt", "../pages/a.txt", "../link.txt", tmp_path / "pages" / "a.txt")
    assert {key for name in names for key in _keys(name)} == {os.path.realpath(tmp_path / "pages" / "a.txt")}


def test_an_address_of_this_machine_is_the_path_behind_it(tmp_path: Path) -> None:
    """file:///… as a browser shows it and the path give one key, since the reader's list turns it into the path."""
    (tmp_path / "a b.txt").write_text("Stadt Lage")
    sources = Reader(Settings()).expand([(tmp_path / "a b.txt").as_uri()])
    assert [*_keys(sources[0])] == [os.path.realpath(tmp_path / "a b.txt")]


@pytest.mark.parametrize("kind", ["feed", "lines"])
def test_a_new_order_changes_no_key(tmp_path: Path, kind: str) -> None:
    """What stood first in a feed or a file of lines stands third tomorrow, and is the same document."""

    def made(*names: str) -> dict[str, str]:
        if kind == "feed":
            return _keys(_feed(tmp_path / "x.xml", *names))
        return _keys(_lines(tmp_path / "x.jsonl", *({"id": name, "text": f"Netz {name}"} for name in names)))

    before, after = made("Lippe", "Ems"), made("Ruhr", "Ems", "Lippe")
    assert before.items() <= after.items()
    assert len(after) == 3


def test_a_new_order_reads_the_same(tmp_path: Path) -> None:
    """Anchors name the entry by its number, and a warning of two equal ids goes to the later line: neither is a change."""
    for first, second in (
        (_feed(tmp_path / "a.xml", "Lippe", "Ems"), _feed(tmp_path / "b.xml", "Ems", "Lippe")),
        (
            _lines(tmp_path / "a.jsonl", {"id": "1", "text": "Lippe"}, {"id": "1", "text": "Ems"}),
            _lines(tmp_path / "b.jsonl", {"id": "1", "text": "Ems"}, {"id": "1", "text": "Lippe"}),
        ),
    ):
        before, after = _read(first), _read(second)
        assert before[0] != after[1]
        assert [same_reading(before[0], after[1]), same_reading(before[1], after[0]), same_reading(before[0], after[0])] == [
            True,
            True,
            False,
        ]


def test_lines_are_known_by_id_then_address_then_content(tmp_path: Path) -> None:
    """A line that brings nothing of its own is known by its checksum."""
    path = _lines(
        tmp_path / "x.jsonl",
        {"id": "7", "url": "https://a.example/1", "text": "a"},
        {"url": "https://a.example/2", "text": "b"},
        {"text": "c"},
    )
    keys = {text: key.removeprefix(os.path.realpath(path)) for key, text in _keys(path).items()}
    assert (keys["a"], keys["b"]) == ("!7", "!https://a.example/2")
    assert len(keys["c"]) == 17


def test_members_and_attachments_are_known_by_name(tmp_path: Path) -> None:
    """Behind the file they are packed in."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("seiten/b.txt", "Stadt Lage")
        archive.writestr("mail.eml", _mail("Text", "Anlage").as_bytes())
    outer = os.path.realpath(tmp_path / "a.zip")
    assert [*_keys(tmp_path / "a.zip")] == [f"{outer}!mail.eml", f"{outer}!mail.eml!anlage.txt", f"{outer}!seiten/b.txt"]


def test_messages_of_a_mailbox_are_known_by_content(tmp_path: Path) -> None:
    """A mailbox grows and is tidied: its numbers say nothing, neither of a message nor of what is attached to it."""
    one, two = _mail("Das Netz Lippe", "Lippe im Anhang"), _mail("Das Netz Ems", "Ems im Anhang")
    before = _keys(_box(tmp_path / "x.mbox", one, two))
    assert _keys(_box(tmp_path / "x.mbox", two, one)) == before
    assert len(before) == 4
    assert all("anlage.txt" in key for key, text in before.items() if "Anhang" in text)


def test_a_feed_in_an_archive_is_a_feed(tmp_path: Path) -> None:
    """The entry's id takes the place of its number there, too."""
    _feed(tmp_path / "x.xml", "Lippe", "Ems")
    for name, order in (("a.zip", ("Lippe", "Ems")), ("b.zip", ("Ems", "Lippe"))):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.write(_feed(tmp_path / "x.xml", *order), "x.xml")
    first, second = (
        {key.replace(str(tmp_path / name), ""): text for key, text in _keys(tmp_path / name).items()} for name in ("a.zip", "b.zip")
    )
    assert first == second


def test_standard_input_is_known_by_what_came() -> None:
    """It has no name, so two texts through it are two documents."""
    one = Document("1" * 16, "-", "text/plain", "1" * 64, "a")
    assert [Keys().key("-", one), Keys().key("-", replace(one, sha256="2" * 64))] == [f"-!{'1' * 16}", f"-!{'2' * 16}"]


def test_volumes_of_a_long_document_are_numbered(tmp_path: Path) -> None:
    """The first keeps the key of the whole, so that a text that grows beyond one volume stays the same document."""
    (tmp_path / "a.txt").write_text("Die Stadt Lage ist dabei. " * 50_000)
    keys = [*_keys(tmp_path / "a.txt")]
    outer = os.path.realpath(tmp_path / "a.txt")
    assert keys == [outer, f"{outer}#2"]


def test_another_date_or_text_is_a_change_and_other_bytes_are_none(tmp_path: Path) -> None:
    """What matters is what is read: a script of a page is not, the day that --date gives is."""
    page = "<html><head><title>T</title><script>{}</script></head><body><p>Das Netzwerk Lippe startet {}.</p></body></html>"
    texts = [page.format(1, "im Juli"), page.format(2, "im Juli"), page.format(1, "im Mai")]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.html").write_text(text)
    first, second, third = (_read(tmp_path / f"{number}.html")[0] for number in range(3))
    assert first.sha256 != second.sha256
    assert [same_reading(first, second), same_reading(first, third)] == [True, False]
    assert not same_reading(first, _read(tmp_path / "0.html", date="2021-05-03")[0])


def test_a_key_fits_into_an_index_and_on_a_screen(tmp_path: Path) -> None:
    """However long an id is, and whatever signs stand in it; two long ones stay two."""
    path = _lines(
        tmp_path / "x.jsonl", {"id": "ä" * 5000, "text": "a"}, {"id": "ä" * 5001, "text": "b"}, {"id": "\0\x1b[2J", "text": "c"}
    )
    keys = [*_keys(path)]
    assert len(keys) == 3
    assert all(len(key.encode()) < 1100 and key.isprintable() for key in keys)


def test_a_second_bearer_of_a_name_has_a_key_of_its_own() -> None:
    """Of its text, so that it is the same whatever stands before it."""
    one = Document("1", "x.jsonl:1", "text/plain", "1" * 64, "a")
    assert twin_key("k", one) == twin_key("k", replace(one, source="x.jsonl:9"))
    assert twin_key("k", one) != twin_key("k", replace(one, raw="b"))
