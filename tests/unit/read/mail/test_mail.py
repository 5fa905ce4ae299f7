"""E-mails and saved pages: the text of the message, its date and headline, and its attachments."""

from contextlib import suppress
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import Reader
from pipeline.read.item import Budget, Item
from pipeline.read.mail.message import Attachment, read_mail
from pipeline.read.unreadable import Unreadable
from pipeline.settings import Settings
from schemas.document import Document

PARTS = Reader(Settings()).parts
BODY = "Zwölf Kommunen gründen Netzwerk\n\nDie Städte Lage, Lemgo und Detmold haben am 3. Mai 2021 ein Netzwerk gegründet.\n"
FORWARDED = (
    "Hallo,\nbitte aufnehmen.\nGruß Anna\n\nVon: Presse <presse@lage.example>\nGesendet: Montag, 3. Mai 2021 10:15\n"
    "An: Anna <anna@example.org>\nBetreff: Zwölf Kommunen gründen Netzwerk\n\n"
)


def message(subject: str = "Zwölf Kommunen gründen Netzwerk") -> EmailMessage:
    """Begin a message."""
    mail = EmailMessage()
    mail["From"] = "Anna <anna@example.org>"
    mail["Date"] = "Thu, 06 May 2021 08:00:00 +0200"
    mail["Subject"] = subject
    return mail


def read(data: bytes | EmailMessage, kind: str = "message/rfc822") -> tuple[Document, list[Attachment]]:
    """Read a message."""
    return read_mail(Item(bytes(data), "a.eml", kind), parts=PARTS)


def plain(text: str, **options: str) -> Document:
    """Read a message of one plain part."""
    mail = message()
    mail.set_content(text, **options)  # type: ignore[arg-type]
    return read(mail)[0]


def spoken(document: Document) -> str:
    """Give what is not marked as noise."""
    blocks = [block for block in document.blocks if block.boilerplate is None]
    return "\n\n".join(document.raw[block.start : block.end] for block in blocks) if document.blocks else document.raw


def codes(document: Document) -> list[tuple[str, str]]:
    """Give code and severity of the findings."""
    return [(finding.code, finding.severity) for finding in document.findings if finding.code != "mail-header"]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_plain_body_is_the_text_itself(encoding: str) -> None:
    """However it was sent, the body reads as its author wrote it, and is laid out as a text file is."""
    document = plain(BODY, cte=encoding)
    assert document.raw == BODY.rstrip()
    assert (document.blocks, document.declared_date, document.title) == ((), "2021-05-06", None)


def test_anchors_name_the_part_and_the_line() -> None:
    """Each paragraph leads back to the line of the decoded part where it begins."""
    assert [(anchor.path, anchor.line) for anchor in plain(BODY).anchors] == [("part 1", 1), ("part 1", 3)]


def test_declared_charset_is_believed_where_it_is_no_utf_8() -> None:
    """A body in an old code page keeps its umlauts, an unknown name of one does no harm."""
    head = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset=%s\n\n"
    assert read(head % b"iso-8859-1" + "Büro für Köln".encode("latin-1"))[0].raw == "Büro für Köln"
    assert read(head % b"x-unknown" + "Büro für Köln".encode("cp1252"))[0].raw == "Büro für Köln"


def test_header_shows_in_a_note_and_not_in_the_text() -> None:
    """A reviewer sees who sent what and when; nothing of it can become a value."""
    (note,) = plain(BODY).findings
    assert (note.code, note.severity, note.values["from"]) == ("mail-header", "note", "Anna <anna@example.org>")


def test_subject_stands_above_a_text_without_headline() -> None:
    """The headline of many a press release is its subject alone."""
    mail = message("Pressemitteilung: Zwölf Kommunen gründen ein Netzwerk")
    mail.set_content(
        "Sehr geehrte Damen und Herren,\n\n" + "die Stadt Lage hat mit elf anderen ein Netzwerk gegründet, das sparen soll. " * 3
    )
    document, _ = read(mail)
    assert document.raw.startswith("Zwölf Kommunen gründen ein Netzwerk\n\nSehr geehrte")
    assert (document.blocks[0].kind, document.title) == ("heading", "Zwölf Kommunen gründen ein Netzwerk")
    assert document.raw[document.anchors[1].start :].startswith("Sehr geehrte")


def test_forwarded_message_is_the_announcement() -> None:
    """Header and note of who forwarded it are noise, and its own date counts."""
    document = plain(FORWARDED + BODY)
    assert spoken(document) == BODY.rstrip()
    assert {block.boilerplate for block in document.blocks} == {"mail", None}
    assert document.declared_date == "2021-05-03"


def test_quoted_message_loses_its_marks() -> None:
    """Quote marks are no characters of the message."""
    quoted = "Siehe unten\n\nAm Mo., 3. Mai 2021 um 10:15 Uhr schrieb Presse <presse@lage.example>:\n\n" + "".join(
        f"> {line}\n" for line in BODY.splitlines()
    )
    document = plain(quoted)
    assert spoken(document) == BODY.rstrip()
    assert document.declared_date == "2021-05-03"


@pytest.mark.parametrize(
    "mark",
    [
        "-----Ursprüngliche Nachricht-----\nVon: Presse <p@example.org>\nGesendet: Montag, 3. Mai 2021 10:15\nBetreff: X",
        "---------- Forwarded message ---------\nVon: Presse <p@example.org>\nDate: Mo., 3. Mai 2021 um 10:15 Uhr\nSubject: X\nTo: <a@example.org>",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Presse <p@example.org>\nBetreff: X\nDatum: 3. Mai 2021 um 10:15:00 MESZ\nAn: a@example.org",
        "-------- Weitergeleitete Nachricht --------\nBetreff: X\nDatum: Mon, 3 May 2021 10:15:00 +0200\nVon: Presse <p@example.org>",
        "From: Press <p@example.org>\nSent: Monday, May 3, 2021 10:15 AM\nTo: All\nSubject: X",
    ],
)
def test_each_mail_program_forwards_in_its_own_words(mark: str) -> None:
    """The headers of the usual programs are known, in German and English."""
    document = plain(f"Zur Kenntnis\n\n{mark}\n\n{BODY}")
    assert (spoken(document), document.declared_date) == (BODY.rstrip(), "2021-05-03")


def test_memo_in_the_text_is_no_forwarded_mail() -> None:
    """The head of a council paper has the same labels, but neither address nor hour."""
    text = "Von: Bürgermeister\nAn: Gemeinderat\nDatum: 3. Mai 2021\nBetreff: Beitritt zum Netzwerk\n\n" + BODY
    assert plain(text).blocks == ()


def test_lines_broken_by_the_mail_program_are_joined() -> None:
    """A word that would not have fitted went to the next line; shorter lines are the author's."""
    text = "Die Städte Lage, Lemgo, Detmold, Blomberg, Horn, Steinheim und\nBarntrup haben am vergangenen Freitag im Rathaus von Detmold\n"
    text += "gemeinsam ein Netzwerk gegründet, mit dem sie in drei Jahren\nviel Energie sparen wollen, wie sie sagen.\nTräger: Kreis Lippe\n"
    lines = plain(text).raw.split("\n")
    assert lines[-2:] == [" ".join(text.split("\n")[:4]), "Träger: Kreis Lippe"]


def test_flowed_text_is_joined_and_unstuffed() -> None:
    """Soft line ends of RFC 3676 are blanks, those of DelSp nothing."""
    head = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; format=flowed%s\n\n"
    assert read(head % b"" + b"Die Stadt \nLage\n From hier\n")[0].raw == "Die Stadt Lage\nFrom hier"
    assert read(head % b"; delsp=yes" + b"Die Sta \ndt Lage\n")[0].raw == "Die Stadt Lage"


def test_signature_and_disclaimer_are_noise() -> None:
    """Who sent it, and that it is confidential, is no part of the announcement."""
    document = plain(
        f"{BODY}\nDiese E-Mail enthält vertrauliche Informationen. Bitte löschen Sie sie.\n\n-- \nAnna Muster\nTel. 05232 1234\n"
    )
    assert spoken(document) == BODY.rstrip()


def test_page_version_is_read_for_its_structure() -> None:
    """Of two versions the page is chosen; what it hides is noise."""
    mail = message()
    mail.set_content(BODY)
    mail.add_alternative(
        "<div style='display:none'>Vorschau der Meldung in einem Satz</div><h1>Zwölf Kommunen gründen Netzwerk</h1>"
        "<p>Die Städte Lage, Lemgo und Detmold haben am 3. Mai 2021 ein <a href='https://n.example'>Netzwerk</a> gegründet.</p>",
        subtype="html",
    )
    document, _ = read(mail)
    assert spoken(document) == BODY.strip()
    assert [document.raw[link.start : link.end] for link in document.links] == ["Netzwerk"]
    assert all(anchor.path and anchor.path.startswith("part 2") for anchor in document.anchors)


def test_plain_version_is_read_where_the_page_says_less() -> None:
    """A page that only shows a picture is no text."""
    mail = message()
    mail.set_content(BODY * 3)
    mail.add_alternative("<p><img src='cid:1'></p>", subtype="html")
    assert read(mail)[0].raw.startswith("Zwölf Kommunen")


def test_rows_of_one_cell_are_paragraphs() -> None:
    """Newsletters are laid out with tables; their rows are no list of places."""
    mail = message()
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in ("Im Browser ansehen", "Netzwerk", "Die Stadt Lage", "Der Kreis Lippe"))
    mail.set_content(f"<table><tr><td><table>{rows}</table></td></tr></table>", subtype="html")
    document, _ = read(mail)
    assert {block.kind for block in document.blocks} == {"paragraph"}
    assert "Netzwerk\n\nDie Stadt Lage\n\nDer Kreis Lippe" in spoken(document)


def test_lines_of_mail_programs_are_lines() -> None:
    """Each line a block of its own is no paragraph of its own."""
    mail = message()
    mail.set_content(
        "<div>Zwölf Kommunen</div><div>- Stadt Lage</div><div>- Stadt Lemgo</div><div><br></div><div>Ende</div>", subtype="html"
    )
    assert read(mail)[0].raw.endswith("Zwölf Kommunen\n- Stadt Lage\n- Stadt Lemgo\n\nEnde")


def test_attachments_are_handed_out() -> None:
    """What can be read comes with its name, of two of one name each has its own."""
    mail = message()
    mail.set_content("Siehe Anhang.")
    for _ in range(2):
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Mitteilung für alle.pdf")
    mail.add_attachment(message())
    document, attachments = read(mail)
    assert [(found.name, found.data[:4]) for found in attachments[:2]] == [
        ("Mitteilung für alle.pdf", b"%PDF"),
        ("Mitteilung für alle (2).pdf", b"%PDF"),
    ]
    assert attachments[2].name.endswith(".eml")
    assert codes(document) == []


def test_unread_attachments_are_named() -> None:
    """A table nobody read is a warning, a signature a note, a logo nothing."""
    mail = message()
    mail.set_content(BODY)
    mail.add_attachment(b"x", maintype="application", subtype="vnd.ms-excel", filename="Liste.xls")
    mail.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    document, attachments = read(mail)
    assert attachments == []
    assert codes(document) == [("attachment-not-read", "warning"), ("attachment-not-read", "note")]
    assert "Liste.xls" in document.findings[-3].message or any("Liste.xls" in found.message for found in document.findings)


def test_name_of_an_attachment_is_no_path() -> None:
    """A name cannot point anywhere."""
    mail = message()
    mail.set_content("x")
    mail.add_attachment(b"Stadt Lage", maintype="text", subtype="plain", filename="../../etc/a.txt")
    assert [found.name for found in read(mail)[1]] == ["a.txt"]


def test_budget_ends_attachments_and_not_the_message() -> None:
    """A mail with too many attachments still has its text."""
    mail = message()
    mail.set_content(BODY)
    for number in range(3):
        mail.add_attachment(b"Text", maintype="text", subtype="plain", filename=f"{number}.txt")
    document, attachments = read_mail(Item(bytes(mail), "a.eml", "message/rfc822", 0, Budget(files=1)), parts=PARTS)
    assert (len(attachments), codes(document)) == (1, [("attachments-cut", "warning")])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIIB\n",
        b"Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n",
    ],
)
def test_encrypted_message_says_so(head: bytes) -> None:
    """Nobody takes it for read."""
    with pytest.raises(Unreadable) as caught:
        read(b"From: a@example.org\nMIME-Version: 1.0\n" + head)
    assert caught.value.code == "encrypted"


def test_empty_message_without_attachment_says_so() -> None:
    """There is nothing to read, and a finding tells it."""
    assert codes(read(b"From: a@example.org\nMIME-Version: 1.0\n\n")[0]) == [("empty-document", "warning")]


def test_nested_without_end_is_cut() -> None:
    """A thousand levels cost nothing, and a finding tells what was left out."""
    nest = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(1000))
    document, _ = read(b"From: a@example.org\nMIME-Version: 1.0\n" + nest + b"\nText")
    assert ("mail-cut", "warning") in codes(document)


def test_missing_boundary_is_guessed() -> None:
    """A message whose header lost the boundary still has its text."""
    data = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\nStadt Lage\n--xyz--\n"
    assert read(data)[0].raw == "Stadt Lage"


def test_saved_page_is_a_page() -> None:
    """MHTML: the page in it, its address, and not the date of saving."""
    data = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://lage.example/netzwerk\nSubject: =?utf-8?Q?Netz?=\n"
        b"Date: Thu, 23 Nov 2023 08:00:00 -0000\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
        b"Content-Transfer-Encoding: quoted-printable\n\n<html><h1>Stadt L=C3=BCgde</h1><p>tritt bei</p></html>\n--b\n"
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBO\n--b--\n"
    )
    for kind in ("multipart/related", "message/rfc822"):
        document, attachments = read(data, kind)
        assert (document.raw, document.title, attachments) == ("Stadt Lügde\n\ntritt bei", "Stadt Lügde", [])
        assert (document.address, document.declared_date) == ("https://lage.example/netzwerk", None)


def test_saved_page_without_page_is_damaged() -> None:
    """A file of that name that holds no page says what to do."""
    with pytest.raises(Unreadable, match="save the page again"):
        read(b"Stadt Lage", "multipart/related")


def mixed() -> bytes:
    """Give a message with everything in it."""
    mail = message("WG: Netzwerk für die Städte")
    mail.set_content(FORWARDED + BODY)
    mail.add_alternative(f"<p>{BODY}</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Überblick.pdf")
    return bytes(mail)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_are_an_exception(data: bytes) -> None:
    """Whatever stands in a file, reading it ends with a document or with plain words."""
    for kind in ("message/rfc822", "multipart/related"):
        with suppress(Unreadable):
            read(data, kind)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_mail_is_no_exception(data: st.DataObject) -> None:
    """A message with bytes lost, doubled or changed is read as far as it goes; blocks and anchors stay inside the text."""
    good = mixed()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(start + 60, len(good))))
    bad = good[:start] + data.draw(st.one_of(st.binary(max_size=20), st.just(good[start:end] * 2))) + good[end:]
    try:
        document, _ = read(bad)
    except Unreadable:
        return
    blocks = [(block.start, block.end) for block in document.blocks]
    places = blocks + [(anchor.start, anchor.end) for anchor in document.anchors]
    assert all(0 <= first < last <= len(document.raw) for first, last in places)
    assert all(left[1] <= right[0] for left, right in pairwise(blocks))
