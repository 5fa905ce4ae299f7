"""Chooses which parts of a message are its text, which are attachments, and which need not be mentioned."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.read.encoding import decode
from pipeline.read.kinds import EXTENSIONS
from pipeline.read.mail.parts import MailPart
from pipeline.settings import printable

_TEXTS = frozenset({"text/plain", "text/html"})
_READ = frozenset(EXTENSIONS.values())
_SUFFIXES = {
    "message/rfc822": ".eml", "text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf", "application/zip": ".zip",
    "text/markdown": ".md", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "text/calendar": ".ics", "text/vcard": ".vcf",
}  # fmt: skip
#: what accompanies a message and holds no announcement
_TRIFLES = frozenset(
    "ics vcf vcard p7s asc sig png jpg jpeg gif bmp svg webp tif tiff heic mp3 mp4 mov avi wav m4a ttf woff".split()
)
_SILENT = frozenset(
    {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "text/css", "application/pgp-encrypted"}
)
_SMALL_BYTES = 20_000
_HTML_SHARE = 0.8
_UNSEEN_RE = re.compile(r"<[^<>]{0,4000}>|&#?\w{2,8};|https?://\S+|[\s>*_|=-]+", re.IGNORECASE)
_DROPPED_RE = re.compile(r"<(?:style|script|head|title)\b", re.IGNORECASE)
_DROPPED_END_RE = re.compile(r"</(?:style|script|head)\s*>", re.IGNORECASE)
_LOOK_BYTES = 2_000_000


class Chosen(NamedTuple):
    """What a message consists of: ``texts`` in reading order, ``attached`` parts, and whether a part is encrypted."""

    texts: list[MailPart]
    attached: list[MailPart]
    is_encrypted: bool


def choose_parts(root: MailPart) -> Chosen:
    """Sort the parts of a message."""
    texts = _texts(root)
    leaves = [part for part in root.walk() if not part.kind.startswith("multipart/")]
    attached = [part for part in leaves if part is not root and not _is_text(part)]
    if root in leaves and root not in texts:
        attached.append(root)
    encrypted = any(part.kind == "multipart/encrypted" or _is_sealed(part) for part in root.walk())
    return Chosen(texts, [part for part in attached if not _is_sealed(part)], encrypted)


def _texts(part: MailPart) -> list[MailPart]:
    """Give the text parts below a part that a mail program would show, in order."""
    kind = part.kind
    if not kind.startswith("multipart/"):
        return [part] if _is_text(part) else []
    if kind == "multipart/alternative":
        return _richest([_texts(child) for child in part.children])
    if kind == "multipart/related":
        root = related_root(part)
        return _texts(root) if root else []
    if kind == "multipart/signed":
        return _texts(part.children[0]) if part.children else []
    if kind == "multipart/encrypted":
        return []
    return [text for child in part.children for text in _texts(child)]


def related_root(part: MailPart) -> MailPart | None:
    """Give the part of a ``multipart/related`` that shows the others inside itself."""
    start = part.parameter("start")
    for child in part.children:
        if start and child.header("content-id") == start:
            return child
    shown = (child for child in part.children if child.kind == "text/html" or child.kind.startswith("multipart/"))
    return next(shown, part.children[0] if part.children else None)


def _is_text(part: MailPart) -> bool:
    """Say whether a part is text to be shown, not a file."""
    if part.kind not in _TEXTS:
        return False
    return part.depth == 0 or (part.disposition != "attachment" and not part.file_name)


def _is_sealed(part: MailPart) -> bool:
    return part.kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}


def _richest(options: list[list[MailPart]]) -> list[MailPart]:
    """Choose among versions of one text: the page where it says as much as the plain one, since it has structure."""
    options = [option for option in options if option]
    if not options:
        return []
    pages = [option for option in options if any(part.kind == "text/html" for part in option)]
    plain = max((option for option in options if option not in pages), key=_letters, default=None)
    page = max(pages, key=_letters, default=None)
    if page is None or plain is None:
        return page or plain or []
    return page if _letters(page) >= _HTML_SHARE * _letters(plain) else plain


def _letters(option: list[MailPart]) -> int:
    """Count what can be seen, roughly."""
    return sum(_count(decode(part.content()[:_LOOK_BYTES], part.parameter("charset")).text) for part in option)


def _count(text: str) -> int:
    """Count the letters outside mark-up; split at openings, since a search for each one's end would begin anew every time."""
    seen = "".join([piece.partition("-->")[2] if number else piece for number, piece in enumerate(text.split("<!--"))])
    pieces = _DROPPED_RE.split(seen)
    shown = [pieces[0]]
    for piece in pieces[1:]:
        end = _DROPPED_END_RE.search(piece)
        shown.append(piece[end.end() :] if end else "")
    return len(_UNSEEN_RE.sub("", "".join(shown)))


def names(attached: list[MailPart]) -> Iterator[tuple[MailPart, str]]:
    """Give each attachment with a name of its own."""
    seen: dict[str, int] = {}
    for part in attached:
        name = printable(part.file_name or "") or f"part-{part.number}{_SUFFIXES.get(part.kind, '')}"
        if part.kind == "message/rfc822" and not name.lower().endswith(".eml"):
            name += ".eml"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem} ({seen[name]}).{suffix}" if dot else f"{name} ({seen[name]})"
        yield part, name


def is_readable(part: MailPart, name: str) -> bool:
    """Say whether an attachment is of a kind that is read, by its name or else its media type."""
    suffix = _suffix(name)
    return f".{suffix}" in EXTENSIONS or (part.kind in _READ and suffix not in _TRIFLES and not _is_foreign(suffix))


def _is_foreign(suffix: str) -> bool:
    """Say whether a name's end tells of a kind that is not read, whatever the media type says."""
    return suffix in {"doc", "dot", "rtf", "odt", "ods", "odp", "xls", "xlsx", "ppt", "pptx", "csv", "msg", "pages", "dat"}


def weight(part: MailPart, name: str) -> str | None:
    """Say how much it matters that an attachment is not read: ``warning``, ``note``, or None for logos and the like."""
    if part.kind in _SILENT:
        return None
    if part.kind.startswith("image/"):
        is_shown = bool(part.header("content-id")) or part.disposition == "inline"
        return None if is_shown or len(part.content()) < _SMALL_BYTES else "note"
    is_trifle = part.kind.partition("/")[0] in {"audio", "video", "font"} or _suffix(name) in _TRIFLES
    return (
        "note"
        if is_trifle or part.kind in {"text/calendar", "text/vcard", "text/x-vcard"} or "signature" in part.kind
        else "warning"
    )


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
