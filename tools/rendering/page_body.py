"""Writes the blocks of an announcement as mark-up, in the manners of the systems that make pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from tools.rendering.structure import Announcement, Block

_ADDRESS_RE = re.compile(r"(?<![\w@/.])(?:https?://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.+-]+@[\w.-]+\w)")
_END = ".,;:!?)"
_LABEL_RE = re.compile(r"([A-ZÄÖÜ][^:.!?\n]{2,40}):\s+(\S.*)")
_LEAST_FACTS = 3
#: how a page's own noise is marked again
_NOISE = {
    "navigation": '<nav class="main-nav">{}</nav>', "breadcrumb": '<div class="breadcrumb">{}</div>',
    "footer": '<footer class="site-footer">{}</footer>', "header": '<header class="site-header">{}</header>',
    "imprint": '<footer class="impressum">{}</footer>', "cookie": '<div class="cookie-banner">{}</div>',
    "share": '<div class="share-bar">{}</div>', "comments": '<section class="comments">{}</section>',
    "form": '<form action="/suche">{}</form>', "teaser": '<aside class="related-news">{}</aside>',
    "advert": '<div class="advert">{}</div>',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """Say how a system writes: each field a pattern with a place for the content."""

    title: str = "<h1>{}</h1>"
    heading: str = "<h{level}>{}</h{level}>"
    paragraph: str = "<p>{}</p>"
    item: str = "<li>{}</li>"
    unordered: str = "<ul>\n{}\n</ul>"
    ordered: str = "<ol>\n{}\n</ol>"
    row: str = "<tr>{}</tr>"
    cell: str = "<td>{}</td>"
    table: str = "<table>\n{}\n</table>"
    caption: str = "<figure><figcaption>{}</figcaption></figure>"
    line_end: str = "<br>\n"
    facts: str = ""
    fact: str = ""
    links: bool = True


def write_body(announcement: Announcement, manner: Manner, *, titled: bool = True) -> str:
    """Write all blocks; without ``titled`` the title is left out, since it stands elsewhere."""
    parts: list[str] = []
    blocks = list(announcement.blocks)
    if not titled:
        place = next(
            (number for number, block in enumerate(blocks) if block.kind != "item" and block.text == announcement.title), None
        )
        blocks = blocks if place is None else blocks[:place] + blocks[place + 1 :]
    for noise, run in groupby(blocks, key=lambda block: block.noise):
        inner = "\n".join(_write_run(list(run), manner, announcement.title))
        parts.append(_NOISE.get(noise, '<aside class="sidebar">{}</aside>').format(inner) if noise else inner)
    return "\n".join(parts)


def write_sections(announcement: Announcement, manner: Manner) -> Iterator[tuple[str | None, str]]:
    """Give the stretches under each heading, for pages that fold them. Shape: (heading, mark-up)."""
    heading: str | None = None
    run: list[Block] = []
    for block in announcement.message:
        if block.kind == "heading" and block.text != announcement.title:
            yield heading, "\n".join(_write_run(run, manner, announcement.title))
            heading, run = block.text, []
        else:
            run.append(block)
    yield heading, "\n".join(_write_run(run, manner, announcement.title))


def _write_run(blocks: Sequence[Block], manner: Manner, title: str | None) -> Iterator[str]:
    is_untitled = True
    for (kind, _), run in groupby(blocks, key=lambda block: (block.kind, block.group)):
        members = list(run)
        if kind == "item":
            pattern = manner.ordered if all(member.number for member in members) else manner.unordered
            yield pattern.format("\n".join(manner.item.format(inline(member.text, manner)) for member in members))
        elif kind == "row":
            yield manner.table.format("\n".join(_write_row(member.text, manner) for member in members))
        else:
            for member in members:
                if kind == "heading" and member.text == title and is_untitled:
                    is_untitled = False
                    yield manner.title.format(inline(member.text, manner))
                else:
                    yield _write_block(member, manner)


def _write_row(text: str, manner: Manner) -> str:
    return manner.row.format("".join(manner.cell.format(inline(cell, manner)) for cell in text.split("\t")))


def _write_block(block: Block, manner: Manner) -> str:
    words = inline(block.text, manner)
    if block.kind == "heading":
        return manner.heading.format(words, level=min(max(block.level, 2), 6))
    if block.kind == "caption":
        return manner.caption.format(words)
    facts = [_LABEL_RE.fullmatch(line) for line in block.text.split("\n")]
    if manner.fact and len(facts) >= _LEAST_FACTS and all(facts):
        pairs = ((inline(fact[1], manner), inline(fact[2], manner)) for fact in facts if fact)
        return manner.facts.format("\n".join(manner.fact.format(label, value) for label, value in pairs))
    return manner.paragraph.format(words)


def inline(text: str, manner: Manner) -> str:
    """Escape characters, link addresses, and keep the author's line ends."""
    parts: list[str] = []
    end = 0
    for match in _ADDRESS_RE.finditer(text) if manner.links else ():
        address = match.group().rstrip(_END)
        scheme = "mailto:" if "@" in address and "://" not in address else "" if "://" in address else "https://"
        parts.append(escape(text[end : match.start()], quote=False))
        parts.append(f'<a href="{escape(scheme + address)}">{escape(address, quote=False)}</a>')
        end = match.start() + len(address)
    parts.append(escape(text[end:], quote=False))
    return "".join(parts).replace("\n", manner.line_end)


def write_list(words: Iterable[str], *, href: bool = True) -> str:
    """Write a menu."""
    return "".join(
        f'<li><a href="/{number}">{escape(word)}</a></li>' if href else f"<li>{escape(word)}</li>"
        for number, word in enumerate(words)
    )
