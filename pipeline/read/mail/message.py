"""Reads e-mails and saved pages (MHTML): chooses the text, marks what mail programs put around it, hands the attachments out."""

import re
from dataclasses import replace
from datetime import date
from email.utils import parsedate_tz
from typing import NamedTuple

from pipeline.errors import ReadError
from pipeline.read.encoding import decode
from pipeline.read.findings import empty_finding, name_some
from pipeline.read.item import Item
from pipeline.read.kinds import EXTENSIONS, is_page_text
from pipeline.read.mail.body import choose_parts, is_readable, names, related_root, weight
from pipeline.read.mail.limits import cut_markup, cut_text
from pipeline.read.mail.parts import MailPart, parse_message
from pipeline.read.mail.subject import has_headline, tidy_subject
from pipeline.read.mail.text import read_lines, without_armour
from pipeline.read.mail.writer import join, mark_noise, tidy_markup, tidy_page, write_lines
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import declared_charset, read_markup, read_webpage
from pipeline.read.stamps import parse_declared, to_edtf
from pipeline.read.text_builder import moved
from pipeline.read.unreadable import Unreadable
from schemas.document import Block, Document
from schemas.finding import Finding
from schemas.origin import Anchor

_LOCKED = ("encrypted", "is an encrypted e-mail; open it in your mail program and save its text, or the attachment itself")
_NO_PAGE = ("damaged", "holds no web page; save the page again, as HTML or MHTML")
_HEADER_CHARS = 200


class Attachment(NamedTuple):
    """A file that came with a message; ``kind`` is its media type where that tells more than its name."""

    name: str
    data: bytes
    kind: str | None


def read_mail(item: Item, *, parts: PageParts) -> tuple[Document, list[Attachment]]:
    """Read a message, or a page saved as one; no mail is so broken that nothing comes out.

    Raises:
        Unreadable: it is encrypted, or holds no page.
    """
    root, is_cut = parse_message(item.data)
    if item.kind == "multipart/related" or root.header("snapshot-content-location"):
        return _read_saved_page(item, root, parts), []
    chosen = choose_parts(root)
    bodies = [_read_body(part, item, parts) for part in chosen.texts]
    findings = [finding for body in bodies for finding in body.findings if finding.code != "empty-document"]
    bodies = [body for body in bodies if body.raw.strip()]
    if chosen.is_encrypted and not bodies:
        raise Unreadable(*_LOCKED)
    attachments, unread = _take_attachments(chosen.attached, item)
    findings += [*unread, *_told(root)]
    if is_cut:
        message = "the e-mail is nested too deep or has too many parts; what lies further inside was not read"
        findings.append(Finding(code="mail-cut", severity="warning", message=message))
    if not bodies and not attachments and not unread:
        findings.append(empty_finding())
    document = Document(id=item.identity, source=item.source, media_type=item.kind, sha256=item.sha256, raw="")
    document = _titled(join(document, bodies), root) if bodies else document
    return document.adding(
        findings=tuple(findings), declared_date=document.declared_date or _header_date(root), title=document.title
    ), attachments  # fmt: skip


def _read_body(part: MailPart, item: Item, parts: PageParts) -> Document:
    """Read one text part."""
    charset = part.parameter("charset") or None
    content = part.content()
    if part.kind == "text/html":
        markup, _, findings = decode(content, charset or declared_charset(content))
        markup, cut = cut_markup(markup)
        page = read_markup(tidy_markup(markup), replace(item, data=b"", kind="text/html"), parts=parts, findings=findings + cut)
        return tidy_page(page, part.number)
    text, _, findings = decode(content, charset)
    text, cut = cut_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    findings += cut
    if "-----BEGIN PGP MESSAGE-----" in text[:2000]:
        raise Unreadable(*_LOCKED)
    flowed = part.parameter("format").lower() == "flowed"
    lines = read_lines(without_armour(text), flowed=flowed, del_space=part.parameter("delsp").lower() == "yes")
    empty = Document(id="", source=item.source, media_type=part.kind, sha256="", raw="", findings=findings)
    return write_lines(lines, empty, part.number)


def _titled(document: Document, root: MailPart) -> Document:
    """Mark the noise of a body, and give it the date and the headline of the message that is its main part.

    The subject stands above the text where the text has no headline of its own, as a mail program shows it; else the headline
    is found as in any text.
    """
    marked = mark_noise(document)
    document, header = marked.document, marked.header
    document = document.adding(declared_date=header.date if header else None, title=None)
    subject = tidy_subject((header.subject if header else None) or root.header("subject"))
    if not subject or has_headline(document, subject):
        return document
    shift = len(subject) + 2
    own = document.blocks or (Block("paragraph", 0, len(document.raw)),)
    return document.adding(
        raw=f"{subject}\n\n{document.raw}",
        blocks=(
            Block("heading", 0, len(subject), 1),
            *moved(own, shift),
        ),
        links=tuple(moved(document.links, shift)),
        anchors=(
            Anchor(0, len(subject), path="header: Subject"),
            *moved(document.anchors, shift),
        ),
        title=subject,
    )


def _header_date(root: MailPart) -> str | None:
    """Read the day on which a message was sent, as its sender's clock had it."""
    value = root.header("date")[:_HEADER_CHARS]
    try:
        parsed = parsedate_tz(value)
        return to_edtf(date(*parsed[:3]).isoformat()) if parsed else parse_declared(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return parse_declared(value)


def _told(root: MailPart) -> list[Finding]:
    """Show a reviewer the header of a message, which is no part of the text."""
    values = {name: root.header(name)[:_HEADER_CHARS] for name in ("from", "date", "subject")}
    values = {name: value for name, value in values.items() if value}
    if not values:
        return []
    spoken = "; ".join(f"{name}: {value}" for name, value in values.items())
    return [Finding(code="mail-header", severity="note", message=f"the e-mail's header says {spoken}", values=dict(values))]


def _take_attachments(attached: list[MailPart], item: Item) -> tuple[list[Attachment], list[Finding]]:
    """Unpack what can be read, and name what cannot."""
    taken: list[Attachment] = []
    unread: dict[str, list[str]] = {"warning": [], "note": []}
    findings: list[Finding] = []
    for part, name in names(attached):
        if not is_readable(part, name):
            severity = weight(part, name)
            if severity:
                unread[severity].append(name)
            continue
        data = part.content()
        try:
            item.budget.take_file()
            item.budget.take_bytes(len(data))
        except ReadError as error:
            message = f"attachments from {name!r} on were not read: the e-mail {error}"
            findings.append(Finding(code="attachments-cut", severity="warning", message=message, values={"name": name}))
            break
        suffix = "." + name.rpartition(".")[2].lower()
        taken.append(Attachment(name, data, None if suffix in EXTENSIONS else part.kind))
    return taken, [*findings, *_unread_findings(unread)]


def _unread_findings(unread: dict[str, list[str]]) -> list[Finding]:
    findings = []
    for severity, listed in unread.items():
        if listed:
            shown = name_some(listed)
            advice = "; save it as PDF, Word (DOCX) or text, and read that" if severity == "warning" else ""
            message = f"attached and not read: {shown}{advice}"
            values = {"names": shown}
            findings.append(
                Finding.model_validate({"code": "attachment-not-read", "severity": severity, "message": message, "values": values})
            )
    return findings


def _read_saved_page(item: Item, root: MailPart, parts: PageParts) -> Document:
    """Read the page of an MHTML file; its date is that of saving, and tells nothing of the page."""
    page, charset = _page_part(root, item)
    document = read_webpage(Item(page, item.source, item.kind, item.depth, item.budget), parts=parts, charset=charset)
    address = root.header("snapshot-content-location") or _location(root)
    return document.adding(
        id=item.identity,
        sha256=item.sha256,
        title=document.title or root.header("subject") or None,
        address=address if re.match(r"https?://", address) else None,
    )


def _page_part(root: MailPart, item: Item) -> tuple[bytes, str | None]:
    """Give the page's bytes and what its header says they are written in."""
    first = related_root(root) if root.kind == "multipart/related" else None
    for part in [*([first] if first else []), *root.walk()]:
        if part.kind == "text/html":
            return part.content(), part.parameter("charset") or None
    if is_page_text(decode(item.data[:1000]).text):
        return item.data, None
    raise Unreadable(*_NO_PAGE)


def _location(root: MailPart) -> str:
    """Give the address that the page's own part names."""
    pages = (part for part in root.walk() if part.kind == "text/html")
    return next((part.header("content-location") for part in pages), "")
