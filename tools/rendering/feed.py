"""Renders an announcement as an entry of a feed among others: RSS 2.0 and Atom."""

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.page_body import Manner, write_body
from tools.rendering.structure import Announcement
from tools.rendering.surroundings import OTHER_ENTRIES, SITE


def _body(announcement: Announcement) -> str:
    return write_body(announcement, Manner(), titled=False)


def _rss(announcement: Announcement) -> Rendered:
    """Write the announcement second of three entries, its mark-up in a CDATA section."""
    stamp = ""
    if announcement.date:
        stamp = f"<pubDate>{format_datetime(datetime.fromisoformat(announcement.date).replace(hour=8, tzinfo=UTC))}</pubDate>"
    title = f"<title>{escape(announcement.title)}</title>" if announcement.title else ""
    before, after = (
        f"<item><title>{escape(head)}</title><link>https://www.auental.example/{number}</link><description>{escape(text)}</description></item>"
        for number, (head, text) in enumerate(OTHER_ENTRIES)
    )
    content = _body(announcement).replace("]]>", "]]&gt;")
    item = (
        f"<item>{title}<link>https://www.auental.example/m/1</link><guid>m1</guid>{stamp}"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )
    return Rendered(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{SITE}</title><link>https://www.auental.example</link><description>Meldungen</description>"
        f"{before}{item}{after}</channel></rss>\n".encode()
    )


def _atom(announcement: Announcement) -> Rendered:
    """Write the announcement first of three entries, its mark-up escaped."""
    stamp = f"<published>{announcement.date}T08:00:00Z</published>" if announcement.date else ""
    title = f"<title>{escape(announcement.title)}</title>" if announcement.title else "<title></title>"
    others = "".join(
        f'<entry><title>{escape(head)}</title><id>urn:x:{number}</id><link href="https://www.auental.example/{number}"/>'
        f"<summary>{escape(text)}</summary></entry>"
        for number, (head, text) in enumerate(OTHER_ENTRIES)
    )
    entry = (
        f'<entry>{title}<id>urn:x:m1</id><link href="https://www.auental.example/m/1"/>{stamp}'
        f'<content type="html">{escape(_body(announcement))}</content></entry>'
    )
    return Rendered(
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{SITE}</title><id>urn:x</id>'
        f"{entry}{others}</feed>\n".encode()
    )


RENDERINGS = (Rendering("feed-rss", ".rss", _rss, place=1, noisy=True), Rendering("feed-atom", ".atom", _atom, noisy=True))
