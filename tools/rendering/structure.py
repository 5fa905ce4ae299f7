"""Gives an announcement as blocks: what its text shows a reader as headings, paragraphs, items and rows."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.clean import Cleaner
from pipeline.gazetteer import load_gazetteer
from pipeline.lexicon import Lexicons
from pipeline.read import Reader
from pipeline.read.text_builder import Piece, TextBuilder
from pipeline.section import Sectioner
from pipeline.settings import Settings
from schemas.document import Document
from schemas.layout import Segment

_PAGE = "text/html"
#: from here on a list is a run of short lines, not of items with bullets
_RUN_OF_LINES = 5000
_FULL_DAY = 10
_NUMBER_RE = re.compile(r"\(?(\d{1,2})[.)]\s*$")
#: a line end is the author's where a label begins the next line, whatever the chain takes it for
_WRAP_RE = re.compile(r"[ \t]*\n[ \t]*(?![A-ZÄÖÜ][^:.!?\n]{2,40}:\s)")
_OWN_HYPHEN_RE = re.compile(r"(?<=[^\W\d_]-) (?=[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Block:
    """Hold one block of an announcement.

    ``kind``: heading, paragraph, item, row (cells parted by a tab), caption. ``text``: a line end stands only where the author
    broke the line. ``group``: items and rows of one list share it. ``number``: an item's own, 0 for a bullet. ``noise``: None,
    or what the page it comes from marks it as. ``bulleted``: a row that a text file sets as an item in two columns.
    ``tight``: no blank line stands between it and the block above, which only a text file can show.
    """

    kind: str
    text: str
    level: int = 0
    group: int = 0
    number: int = 0
    noise: str | None = None
    bulleted: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """Hold one announcement with what a renderer may know of it.

    ``title``: of the blocks, the one that titles them; None where none does. ``date``: the day the source may declare, which
    ``known`` declares too. ``text``: the characters of a text file, None for a page. ``known``: the document that renderings
    are measured against; ``bare``: the same without a page's noise, for formats that have no place for it.
    """

    id: str
    blocks: tuple[Block, ...]
    title: str | None
    date: str | None
    text: str | None
    known: Document
    bare: Document

    @property
    def message(self) -> tuple[Block, ...]:
        """Give the blocks that are no noise of the page they come from."""
        return tuple(block for block in self.blocks if block.noise is None)


class Shelf:
    """Read announcements of a corpus with the first rooms of the chain."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._reader = Reader(self._settings)
        lexicons = Lexicons.load(self._settings.lexicons, names=load_gazetteer().names())
        self._rooms = (Cleaner(lexicons), Sectioner(lexicons))

    def read(self, source: Path) -> Announcement:
        """Read one announcement; its date is the page's own, or what gold says the text says, where that is a day.

        Raises:
            ValueError: the file cannot be read.
        """
        (document,) = self._reader.read(str(source))
        if not isinstance(document, Document):
            msg = f"{source}: {document}"
            raise ValueError(msg)  # noqa: TRY004 - it is the file that is wrong
        is_page = document.media_type == _PAGE
        declared = document.declared_date or ""
        date = declared if len(declared) == _FULL_DAY else _gold_date(source)
        known = document.adding(declared_date=date)
        seen = known
        for room in self._rooms:
            seen = room(seen)
        blocks = _page_blocks(seen) if is_page else list_blocks(seen.text, seen.segments)
        title = _title(seen.title, blocks)
        bare = _without_noise(known, blocks) if is_page else known
        return Announcement(
            source.name.partition(".")[0], tuple(blocks), title, date, None if is_page else document.raw, known, bare
        )


def _gold_date(source: Path) -> str | None:
    gold = source.parent.parent / "gold" / f"{source.name.partition('.')[0]}.json"
    if not gold.exists():
        return None
    date = yaml.safe_load(gold.read_text(encoding="utf-8"))["document"]["date"]
    return date if date and len(date) == _FULL_DAY else None


def _without_noise(page: Document, blocks: list[Block]) -> Document:
    """Write a page's message down anew, as its reader would."""
    paper = TextBuilder()
    for block in blocks:
        if block.noise is None:
            paper.add(block.kind, [Piece(block.text)], level=block.level, group=block.group)
    return page.adding(raw=paper.text, blocks=tuple(paper.blocks), links=(), anchors=())


def _title(said: str | None, blocks: list[Block]) -> str | None:
    """Give the title only where a block is that title: a renderer must not say more than the text."""
    wanted = " ".join((said or "").split())
    return next((block.text for block in blocks if wanted and " ".join(block.text.split()) == wanted), None)


def unwrap(text: str) -> str:
    r"""Make one line of a hand-wrapped paragraph.

    >>> unwrap("das Klimaschutz-\nNetzwerk der\nStadt"), unwrap("Energie-\nund Klima")
    ('das Klimaschutz-Netzwerk der Stadt', 'Energie- und Klima')
    >>> unwrap("Träger: Kreis\nLippe\nLaufzeit: 2020")
    'Träger: Kreis Lippe\nLaufzeit: 2020'
    """
    return _OWN_HYPHEN_RE.sub("", _WRAP_RE.sub(" ", text)) if "-\n" in text else _WRAP_RE.sub(" ", text)


def list_blocks(text: str, segments: tuple[Segment, ...]) -> list[Block]:
    """Lay out a text file's segments: lines that follow one another are lines of one paragraph."""
    blocks: list[Block] = []
    end = 0
    for segment in segments:
        tight = text.count("\n", end, segment.start) == 1 and end > 0
        lead = text[text.rfind("\n", 0, segment.start) + 1 : segment.start]
        end = segment.end
        words = unwrap(text[segment.start : segment.end])
        number = _NUMBER_RE.search(lead)
        is_listed = segment.kind == "item" and (segment.list_id or 0) < _RUN_OF_LINES
        if segment.kind == "heading":
            blocks.append(Block("heading", words, segment.level, tight=tight))
        elif "\t" in words:
            group = blocks[-1].group if blocks and blocks[-1].kind == "row" and tight else len(blocks) + 1
            blocks.append(Block("row", words, 0, group, bulleted=is_listed, tight=tight))
        elif is_listed:
            blocks.append(Block("item", words, 1, segment.list_id or 0, int(number[1]) if number else 0, tight=tight))
        elif tight and blocks and blocks[-1].kind == "paragraph":
            blocks[-1] = Block("paragraph", f"{blocks[-1].text}\n{words}", tight=blocks[-1].tight)
        else:
            blocks.append(Block("paragraph", words, tight=tight))
    return blocks


def _page_blocks(document: Document) -> list[Block]:
    """Take a page's own blocks, in cleaned characters."""
    blocks: list[Block] = []
    offsets = document.offsets
    group, end = 0, -1
    for block in document.blocks:
        start, stop = (offsets.to_clean(place) if offsets else place for place in (block.start, block.end))
        words = document.text[start:stop].strip()
        if not words:
            continue
        if document.text.count("\n", end, start) != 1:
            group += 1
        end = stop
        kind = "paragraph" if block.kind in {"term", "other"} else block.kind
        if kind == "item":
            words = unwrap(words)
        blocks.append(Block(kind, words, block.level, group if kind in {"item", "row"} else 0, 0, block.boilerplate))
    return blocks
