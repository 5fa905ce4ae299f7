"""Tells what kind a source is: by what was said of it, unless the content is plainly of another."""

import json
import re
from collections.abc import Collection
from io import BytesIO

from pipeline.errors import ReadError
from pipeline.read.sources import refuse_binary

_PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    ".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown",
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".mht": "multipart/related", ".mhtml": "multipart/related",
    ".jsonl": "application/jsonl", ".ndjson": "application/jsonl", ".pdf": "application/pdf", ".docx": WORD, ".docm": WORD,
    ".eml": "message/rfc822", ".rss": "application/rss+xml", ".atom": "application/rss+xml", ".xml": "application/rss+xml",
    ".mbox": "application/mbox", ".zip": "application/zip",
}  # fmt: skip
#: what has no bytes of its own to be known by
_TEXTS = frozenset(
    {
        "",
        "text/plain",
        "text/markdown",
        "text/html",
        "application/rss+xml",
        "message/rfc822",
        "multipart/related",
        "application/mbox",
    }
)
_ALIASES = {
    "application/x-ndjson": "application/jsonl", "application/xhtml+xml": "text/html", "text/x-markdown": "text/markdown",
    "application/atom+xml": "application/rss+xml", "text/xml": "application/rss+xml", "application/xml": "application/rss+xml",
    "application/x-zip-compressed": "application/zip", "application/x-pdf": "application/pdf",
    "application/vnd.ms-word.document.macroenabled.12": WORD, "application/octet-stream": "",
}  # fmt: skip
_PAGE_START_RE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_PAGE_TEXT_RE = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_FEED_START_RE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<[?!][^>]{0,500}>\s*){0,5}<(?:rss|feed|rdf:RDF|atom:feed)[\s>]"
)
_TAG_RE = re.compile(rb"<[a-zA-Z!/]")
#: a message begins with headers; two that every message has, or its envelope, are enough to tell it from a text with colons
_HEADER_RE = re.compile(rb"(?:From [^\n]*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.IGNORECASE)
_MAIL_RE = re.compile(
    rb"^(?:Received|Return-Path|MIME-Version|Message-ID|Content-Type|Delivered-To|X-[\w-]+|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)
#: a page that a browser saved as a message
_SAVED_RE = re.compile(rb"^(?:Snapshot-Content-Location:|From:\s*\"?<Saved by )", re.IGNORECASE | re.MULTILINE)
MAILBOX_RE = re.compile(rb"^From \S+ [^\n]{0,80}\b\d{4}\b[^\n]{0,20}\r?\n(?=[A-Za-z-]+:)", re.MULTILINE)
_HEAD_BYTES = 16_384
_PDF_BYTES = 1024
_BEFORE_PDF = b" \t\r\n\0\xef\xbb\xbf"
#: of an archive; the list of them is read whole, half a kilobyte of memory each
MOST_ENTRIES = 200_000
_ENTRY_SIGN = b"PK\x01\x02"


def find_kind(data: bytes, said: str, known: Collection[str]) -> str:
    """Choose the kind of a source.

    Args:
        data: its bytes.
        said: the media type, or "" where nobody said any.
        known: the kinds that are read.

    Raises:
        ReadError: it is of a kind that is not read.
    """
    kind = said.partition(";")[0].strip().lower()
    kind = _ALIASES.get(kind, kind)
    if kind and kind not in known:
        msg = f"the media type {said!r} is not read; known are {', '.join(sorted(known))}"
        raise ReadError(msg)
    packed = _packed_kind(data, kind)
    if packed:
        return packed
    if kind in {"application/pdf", WORD, "application/zip"} and data.strip():
        return kind if not _TAG_RE.match(data.lstrip()[:2]) else "text/html"  # damaged, or an error page under its name
    refuse_binary(data)
    return _text_kind(data, kind) if kind in _TEXTS else kind


def _packed_kind(data: bytes, kind: str) -> str | None:
    """Name the kinds that are known by their first bytes; a PDF may have a little rubbish before them, if it is called one.

    Raises:
        ReadError: an archive of a kind that is not read.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(data)
    if data.lstrip(_BEFORE_PDF).startswith(b"%PDF-") or (kind == _PDF and b"%PDF-" in data[:_PDF_BYTES]):
        return _PDF
    return None


def _archive_kind(data: bytes) -> str:
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - few sources need it

    if lists_too_many(data):  # even the list of its names would cost hundreds of megabytes
        return "application/zip"
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return WORD if b"word/" in data[:_HEAD_BYTES] else "application/zip"
    if "word/document.xml" in names or (any(name.startswith("word/") for name in names) and "[Content_Types].xml" in names):
        return WORD
    other = "an Excel file (XLSX)" if "xl/workbook.xml" in names else None
    other = "a PowerPoint file (PPTX)" if "ppt/presentation.xml" in names else other
    other = "an OpenDocument file" if "mimetype" in names and "content.xml" in names else other
    if other:
        msg = f"is {other}, which is not read; save it as PDF, Word (DOCX), HTML or text (UTF-8)"
        raise ReadError(msg)
    return "application/zip"


def lists_too_many(data: bytes) -> bool:
    """Say whether an archive lists more files than may be."""
    return data.count(_ENTRY_SIGN) > MOST_ENTRIES


def _text_kind(data: bytes, kind: str) -> str:
    """Tell pages, feeds, messages, JSON Lines and text apart."""
    if is_mailbox(data):
        return "application/mbox"
    if kind == "application/mbox":
        kind = ""
    if kind in {"message/rfc822", "multipart/related"}:
        return kind if is_message(data) or not _PAGE_START_RE.match(data) else "text/html"  # a page under a mail's name
    if is_message(data):
        return "multipart/related" if _SAVED_RE.search(data[:_HEAD_BYTES]) else "message/rfc822"
    if kind != "text/html" and _PAGE_START_RE.match(data):
        return "text/html"
    if _FEED_START_RE.match(data):
        return "application/rss+xml"
    if kind in {"application/rss+xml", "text/html"}:
        # lines without a single tag would run together
        return "text/html" if _TAG_RE.search(data) or b"\0" in data[:100] else "text/plain"
    if kind == "" and _is_json_lines(data):
        return "application/jsonl"
    return kind or "text/plain"


def is_mailbox(data: bytes) -> bool:
    r"""Say whether bytes are messages one after the other, each behind a line of its envelope.

    >>> is_mailbox(b"From a@b.example Mon May  3 08:00:00 2021\nFrom: a@b.example\nMIME-Version: 1.0\n\nText")
    True
    """
    return MAILBOX_RE.match(data) is not None and is_message(data)


def is_message(data: bytes) -> bool:
    r"""Say whether bytes begin like an e-mail.

    >>> is_message(b"From: a@example.org\nMIME-Version: 1.0\n\nText"), is_message(b"Tr\xc3\xa4ger: Stadt Lage\nLaufzeit: 2020\n\n")
    (True, False)
    """
    head = _HEADER_RE.match(data[:_HEAD_BYTES].lstrip())
    return head is not None and len(_MAIL_RE.findall(head.group())) > 0 and b"from:" in head.group().lower()


def is_page_text(text: str) -> bool:
    """Say whether characters begin like a web page."""
    return _PAGE_TEXT_RE.match(text) is not None


def _is_json_lines(data: bytes) -> bool:
    """Say whether the first line is a JSON object with a text."""
    line = data.lstrip().partition(b"\n")[0]
    if not line.startswith(b"{"):
        return False
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and "text" in values
