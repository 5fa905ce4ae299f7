"""Renders an announcement as mails: plain, flowed, with a page, forwarded, in an old code page, with a paper attached; and MHTML."""

import textwrap
from base64 import encodebytes
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tools.rendering import html, pdf, word
from tools.rendering.formats import Rendered, Rendering
from tools.rendering.markdown import known_plain, write_plain
from tools.rendering.structure import Announcement
from tools.rendering.surroundings import COVER, DISCLAIMER, SIGNATURE

_FROM = "Anke Lüttmann <luettmann@weserbogen.example>"
_TO = "Redaktion <redaktion@blatt.example>"
_COLUMNS = 72
_LATIN = {
    "„": '"',
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‚": "'",
    "‘": "'",
    "’": "'",
    "…": "...",
    "€": "EUR",
    "•": "-",
    "₂": "2",
}


def _fill(line: str, indent: str) -> str:
    return textwrap.fill(line, _COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _flow(line: str, indent: str) -> str:
    """Break a line so that a blank at its end says it goes on."""
    return textwrap.fill(line, _COLUMNS - 2, break_long_words=False, break_on_hyphens=False).replace("\n", " \n")


def _whole(line: str, indent: str) -> str:
    return line


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _message(announcement: Announcement, *, subject: str | None = None) -> EmailMessage:
    """Begin a message; it has a date only where the announcement may declare one."""
    message = EmailMessage()
    message["From"], message["To"] = _FROM, _TO
    message["Subject"] = subject if subject is not None else announcement.title or "Pressemitteilung"
    if announcement.date:
        message["Date"] = format_datetime(datetime.fromisoformat(announcement.date).replace(hour=9, tzinfo=UTC))
    message["Message-ID"] = f"<{announcement.id}@weserbogen.example>"
    return message


def _finish(message: EmailMessage, name: str, known: str | None = None) -> Rendered:
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=-teil-{name}-{number}")
    return Rendered(message.as_bytes(policy=SMTP), known)


def _close() -> str:
    return "\n-- \n" + "\n".join(SIGNATURE[1:]) + "\n"


def _plain(announcement: Announcement) -> Rendered:
    message = _message(announcement)
    message.set_content(write_plain(announcement, _fill) + _close(), cte="quoted-printable")
    return _finish(message, "plain", known_plain(announcement))


def _flowed(announcement: Announcement) -> Rendered:
    message = _message(announcement)
    message.set_content(write_plain(announcement, _flow), cte="8bit", params={"format": "flowed"})
    return _finish(message, "flowed", known_plain(announcement))


def _newsletter(announcement: Announcement) -> Rendered:
    message = _message(announcement)
    message.set_content(write_plain(announcement, _fill))
    message.add_alternative(html.mail_body(announcement), subtype="html")
    return _finish(message, "newsletter")


def _forwarded(announcement: Announcement) -> Rendered:
    title = announcement.title or "Pressemitteilung"
    head = f"-------- Weitergeleitete Nachricht --------\nBetreff: {title}\nVon: {_FROM}\nAn: {_TO}\n\n"
    message = _message(announcement, subject=f"Fwd: {title}")
    message.set_content(f"Zur Kenntnis.\n\n{head}{_quoted(write_plain(announcement, _fill))}\n\n{DISCLAIMER}\n")
    return _finish(message, "forwarded", known_plain(announcement))


def _latin(announcement: Announcement) -> Rendered:
    """Write in Latin-1, packed in base64, as old programs do; what it has no sign for is written plainly."""
    text = write_plain(announcement, _whole)
    plain = "".join(_LATIN.get(char, char) for char in text).encode("latin-1", "replace")
    if announcement.text is not None:
        known = "".join(_LATIN.get(char, char) for char in announcement.text).encode("latin-1", "replace").decode("latin-1")
    else:
        known = plain.decode("latin-1")
    head = _message(announcement)
    head["MIME-Version"], head["Content-Type"], head["Content-Transfer-Encoding"] = (
        "1.0",
        "text/plain; charset=iso-8859-1",
        "base64",
    )
    return Rendered(head.as_bytes(policy=SMTP).rstrip(b"\r\n") + b"\r\n\r\n" + encodebytes(plain), known)


def _with(attachment: Rendering, subtype: str) -> Callable[[Announcement], Rendered | None]:
    """Make a renderer of a short letter with the announcement as a file."""

    def render(announcement: Announcement) -> Rendered | None:
        paper = attachment.render(announcement)
        if paper is None:
            return None
        message = _message(announcement, subject="Pressemitteilung")
        message.set_content("\n\n".join(COVER) + "\n\n" + "\n".join(SIGNATURE) + "\n\n" + _fill(DISCLAIMER, "") + "\n")
        message.add_attachment(paper.data, maintype="application", subtype=subtype, filename=f"Mitteilung{attachment.suffix}")
        return Rendered(_finish(message, "anlage").data, paper.known)

    return render


def _saved_page(announcement: Announcement) -> Rendered:
    """Write the page a browser saves as one file."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = announcement.title or "Seite"
    message["MIME-Version"] = "1.0"
    message.make_related()
    page = EmailMessage()
    page.set_content(html.RENDERINGS[0].render(announcement).data.decode(), subtype="html", cte="quoted-printable")  # type: ignore[union-attr]
    page["Content-Location"] = "https://www.auental.example/m/1"
    style = EmailMessage()
    style.set_content("body { color: #222 }\n", subtype="css")
    style["Content-Location"] = "https://www.auental.example/x.css"
    message.attach(page)
    message.attach(style)
    return _finish(message, "seite")


_PDF = next(rendering for rendering in pdf.RENDERINGS if rendering.name == "pdf-letter")
_DOCX = next(rendering for rendering in word.RENDERINGS if rendering.name == "word-styled")
_WORD_TYPE = "vnd.openxmlformats-officedocument.wordprocessingml.document"

RENDERINGS = (
    Rendering("mail-plain", ".eml", _plain),
    Rendering("mail-flowed", ".eml", _flowed),
    Rendering("mail-newsletter", ".eml", _newsletter, noisy=True),
    Rendering("mail-forwarded", ".eml", _forwarded),
    Rendering("mail-latin1", ".eml", _latin),
    Rendering("mail-pdf", ".eml", _with(_PDF, "pdf"), place=-1),
    Rendering("mail-docx", ".eml", _with(_DOCX, _WORD_TYPE), place=-1),
    Rendering("mhtml-page", ".mhtml", _saved_page, noisy=True),
)
