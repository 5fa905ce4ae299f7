"""Puts the text parts of a message together into one text, and marks in it what is not the message itself."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from pipeline.read.mail.forward import Header, find_headers, find_signature
from pipeline.read.mail.text import Line
from pipeline.read.text_builder import merge_paragraphs, moved
from schemas.document import Block, Document, Link
from schemas.origin import Anchor

#: the kind of noise that mail programs and people put around a message
NOISE = "mail"
_PARAGRAPH_RE = re.compile(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_DISCLAIMER_RE = re.compile(
    r"Diese (?:E-?Mail|Mail|Nachricht)(?: und \w+ Anh[aä]nge?\w*)? (?:enthält|enthalten|ist|sind|kann)\b[^.]{0,80}(?:vertraulich|geschützt)"
    r"|(?:nicht der (?:richtige|beabsichtigte)|irrtümlich) [^.]{0,40}(?:Adressat|Empfänger|erhalten)"
    r"|This (?:e-?mail|message)\b[^.]{0,80}(?:confidential|privileged)|intended recipient|Vertraulichkeitshinweis"
    r"|(?:bevor|ob) (?:Sie|Du) diese (?:E-?Mail|Nachricht|Mail) (?:aus)?drucken|before printing this e-?mail"
    r"|(?:Sie erhalten|Du erhältst) (?:diese[n]?|unsere[n]?) (?:E-?Mail|Mail|Nachricht|Newsletter|Presseverteiler)"
    r"|(?:aus (?:dem|unserem) (?:Verteiler|Presseverteiler)|keine weiteren (?:Mails|E-Mails|Newsletter|Pressemitteilungen))\b[^.]{0,60}"
    r"(?:gestrichen|streichen|austragen|abmelden|wünschen|erhalten|löschen)"
    r"|im Browser (?:ansehen|öffnen|anzeigen|lesen|betrachten)|nicht (?:richtig|korrekt) (?:dargestellt|angezeigt)",
    re.IGNORECASE,
)  # fmt: skip
_DISCLAIMER_CHARS = 2_500
_LESSER = 0.5
#: what is written above a quoted message and is at least this long is a message of its own. Unit: code points
_OWN_CHARS = 500
#: the same behind "Am 3. Mai 2021 schrieb …:", which passes nothing on
_ANSWER_CHARS = 120
#: lines of mail programs, each a block without a margin
_LINE_BLOCK_RE = re.compile(
    r"</div>(\s*)<div(?:\s+(?:dir|lang|style)=(?:\"[^\"<>]{0,200}\"|\w+)|\s+class=\"?(?:gmail_default|elementToProof|ContentPasted\d)\"?){0,3}\s*>"
    r"|</p>(\s*)<p\s+class=[\"']?Mso(?:Normal|ListParagraph\w*|PlainText)[\"']?(?:\s+style=(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'))?\s*>",
    re.IGNORECASE,
)
#: a table row of one cell without tables inside: newsletters lay their text out with them
_ONE_CELL_RE = re.compile(
    r"(<tr\b[^<>]{0,2000}>\s*+<td\b[^<>]{0,2000}>)((?:[^<]++|<(?!/?t[dr]\b|/?th\b|/?table\b))*+)(</td>\s*+</tr>)", re.IGNORECASE
)
_CONDITION_RE = re.compile(r"<!\[(?:if|endif)[^>]{0,200}>", re.IGNORECASE)


class Marked(NamedTuple):
    """A body with its noise marked; ``header`` is that of the message which is its main part, if one was forwarded."""

    document: Document
    header: Header | None


def write_lines(lines: Iterable[Line], document: Document, number: str) -> Document:
    """Put plain lines into a document, with an anchor for each paragraph; ``number`` is that of the MIME part."""
    kept = list(lines)
    raw = "\n".join(line.text for line in kept)
    starts, at = [], 0
    for line in kept:
        starts.append(at)
        at += len(line.text) + 1
    anchors = []
    for paragraph in _PARAGRAPH_RE.finditer(raw):
        index = bisect_left(starts, paragraph.start() + 1) - 1
        anchors.append(Anchor(paragraph.start(), paragraph.end(), path=f"part {number}", line=kept[index].number))
    spans = list(_disclaimers(raw, 0, len(raw)))
    blocks = tuple(_carve(raw, (Block("paragraph", 0, len(raw)),), spans)) if spans else ()
    return document.adding(raw=raw, anchors=tuple(anchors), blocks=blocks)


def tidy_markup(markup: str) -> str:
    """Turn what mail programs make of single lines into lines: ``<div>Stadt Lage</div><div>Stadt Lemgo</div>`` is no two paragraphs.

    >>> tidy_markup("<div>Stadt Lage</div><div>Stadt Lemgo</div>")
    '<div>Stadt Lage<br>Stadt Lemgo</div>'
    """
    markup = _ONE_CELL_RE.sub(r"\1<section>\2</section>\3", _CONDITION_RE.sub("", markup))
    return _LINE_BLOCK_RE.sub(_as_break, markup)


def _as_break(match: re.Match[str]) -> str:
    """Keep what is hidden as it is."""
    found = match.group()
    return found if "display" in found or "visibility" in found else "<br>" + (match[1] or match[2] or "")


def tidy_page(page: Document, number: str) -> Document:
    """Make the blocks of a mail's page those of a text.

    Mail programs write each line as a paragraph or a table of one cell, so paragraphs that follow one another become one block,
    in which lists and headings without mark-up can be seen; what is hidden in a mail is never shown.
    """
    blocks: list[Block] = []
    run: list[Block] = []
    for block in [*(_judged(page.raw, block) for block in page.blocks), None]:
        if block is not None and block.kind == "row" and (not run or run[-1].end + 1 == block.start):
            run.append(block)
            continue
        blocks += _without_layout(page.raw, run)
        run = []
        if block is not None and block.kind == "row":
            run.append(block)
        elif block is not None:
            blocks.append(block)
    anchors = tuple(
        replace(anchor, path=f"part {number}: {anchor.path}" if anchor.path else f"part {number}") for anchor in page.anchors
    )
    return page.adding(blocks=tuple(merge_paragraphs(blocks)), anchors=anchors)


def _judged(raw: str, block: Block) -> Block:
    """Mark a block that is never shown, or speaks of the mail itself."""
    if block.boilerplate not in {None, "hidden"} or (block.boilerplate is None and block.end - block.start > _DISCLAIMER_CHARS):
        return block
    is_noise = block.boilerplate == "hidden" or _DISCLAIMER_RE.search(raw, block.start, block.end)
    return replace(block, boilerplate=NOISE) if is_noise else block


def _without_layout(raw: str, rows: list[Block]) -> list[Block]:
    """Take rows of one cell for paragraphs: a table of one column only lays a newsletter out."""
    if any("\t" in raw[row.start : row.end] for row in rows):
        return rows
    return [replace(row, kind="paragraph") for row in rows]


def join(document: Document, bodies: list[Document]) -> Document:
    """Set several bodies one below the other."""
    if len(bodies) == 1:
        body = bodies[0]
        return document.adding(raw=body.raw, blocks=body.blocks, links=body.links, anchors=body.anchors)
    raw: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    anchors: list[Anchor] = []
    at = 0
    has_blocks = any(body.blocks for body in bodies)
    for body in bodies:
        if at:
            raw.append("\n\n")
            at += 2
        own = body.blocks or ((Block("paragraph", 0, len(body.raw)),) if has_blocks and body.raw.strip() else ())
        blocks += moved(own, at)
        links += moved(body.links, at)
        anchors += moved(body.anchors, at)
        raw.append(body.raw)
        at += len(body.raw)
    return document.adding(raw="".join(raw), blocks=tuple(blocks), links=tuple(links), anchors=tuple(anchors))


def mark_noise(document: Document) -> Marked:
    """Mark headers of forwarded mails, what was written above and below the longest message, signatures and disclaimers."""
    raw = document.raw
    headers = find_headers(raw)
    edges = [0, *(edge for header in headers for edge in (header.start, header.end)), len(raw)]
    messages = list(zip(edges[::2], edges[1::2], strict=True))
    sizes = [len(raw[start:end].strip()) for start, end in messages]
    # a long text above what it quotes is the news; a short one only passes the news on, or answers it
    answers = bool(headers) and headers[0].subject is None
    leads = sizes[0] >= (_ANSWER_CHARS if answers else _OWN_CHARS)
    main = 0 if leads else max(range(len(sizes)), key=sizes.__getitem__)
    noise = [(header.start, header.end) for header in headers]
    for number, ((start, end), size) in enumerate(zip(messages, sizes, strict=True)):
        if size < _LESSER * sizes[main] or (number and leads):
            noise.append((start, end))
            continue
        signature = find_signature(raw[start:end])
        stop = end if signature is None else start + signature
        noise += [(stop, end)] if stop < end else []
    spans = sorted((first, last) for first, last in (_trimmed(raw, *span) for span in noise) if first < last)
    header = headers[main - 1] if main else None
    if header is not None and header.date is None and header.subject is None and main > 1 and sizes[main - 1] == 0:
        header = headers[main - 2]
    if not spans:
        return Marked(document, header)
    whole = document.blocks or (Block("paragraph", 0, len(raw)),)
    return Marked(document.adding(blocks=tuple(_carve(raw, whole, spans))), header)


def _disclaimers(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Find paragraphs that speak of the mail itself."""
    at = start
    while match := _DISCLAIMER_RE.search(raw, at, end):
        before = raw.rfind("\n\n", at, match.start())
        after = raw.find("\n\n", match.end(), end)
        first, at = (at if before < 0 else before + 2), (end if after < 0 else after)
        if at - first < _DISCLAIMER_CHARS:
            yield first, at


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    piece = raw[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _carve(raw: str, blocks: Iterable[Block], spans: list[tuple[int, int]]) -> Iterator[Block]:
    """Cut the blocks at the borders of noise, and mark what lies in it."""
    ends = [end for _, end in spans]
    for block in blocks:
        at = block.start
        number = bisect_left(ends, block.start + 1)
        while number < len(spans) and spans[number][0] < block.end:
            start, end = max(spans[number][0], at), min(spans[number][1], block.end)
            yield from _cut(raw, block, at, start, block.boilerplate)
            yield from _cut(raw, block, start, end, block.boilerplate or NOISE)
            at = max(at, end)
            number += 1
        yield from _cut(raw, block, at, block.end, block.boilerplate)


def _cut(raw: str, block: Block, start: int, end: int, boilerplate: str | None) -> Iterator[Block]:
    start, end = _trimmed(raw, start, max(start, end))
    if start < end:
        yield replace(block, start=start, end=end, boilerplate=boilerplate)
