"""Renders an announcement as Markdown, in two hands, and as the plain lines it is of."""

from collections.abc import Callable
from itertools import groupby

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.structure import Announcement, Block


def write_markdown(announcement: Announcement, *, bullet: str = "-", depth: int = 0) -> str:
    """Write headings with signs, items with bullets, a line end inside a paragraph as one."""
    parts: list[str] = []
    for (kind, _), run in groupby(announcement.message, key=lambda block: (block.kind, block.group)):
        members = list(run)
        if kind == "item":
            parts.append("\n".join(f"{f'{block.number}.' if block.number else bullet} {block.text}" for block in members))
        elif kind == "row":
            parts.append(_table([block.text.split("\t") for block in members]))
        elif kind == "heading":
            parts += [
                f"{'#' * (1 if block.text == announcement.title else min(max(block.level, 2) + depth, 6))} {block.text}"
                for block in members
            ]
        else:
            parts += [block.text for block in members]
    return "\n\n".join(parts) + "\n"


def known_plain(announcement: Announcement) -> str | None:
    """Give the text whose records a format without levels of headings must repeat; None: the announcement's own."""
    return write_plain(announcement, lambda line, _: line) if announcement.text is None else None


def _table(rows: list[list[str]]) -> str:
    """Draw a table; its first row is its head, since Markdown knows no other."""
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _row(block: Block, bullet: str) -> str:
    """Write the cells of a row with a wide gap between."""
    return f"{bullet} {block.text}" if block.bulleted else block.text


def _plain(announcement: Announcement) -> Rendered:
    return Rendered(write_markdown(announcement).encode())


def _starred(announcement: Announcement) -> Rendered:
    return Rendered(write_markdown(announcement, bullet="*", depth=1).replace("\n", "\r\n").encode("utf-8-sig"))


def write_plain(announcement: Announcement, fill: Callable[[str, str], str]) -> str:
    """Write what a text file would say: no signs but bullets; ``fill`` breaks a line, given what its further lines begin with."""
    parts: list[str] = []
    for (kind, _), run in groupby(announcement.message, key=lambda block: (block.kind, block.group)):
        for number, block in enumerate(run):
            is_close = block.tight or (number > 0 and kind in {"item", "row"})
            parts += ["" if not parts else "\n" if is_close else "\n\n", _write_plain(block, fill)]
    return "".join(parts) + "\n"


def _write_plain(block: Block, fill: Callable[[str, str], str]) -> str:
    if block.kind == "item":
        lead = f"{block.number}. " if block.number else "- "
        return fill(lead + block.text, " " * len(lead))
    if block.kind == "row":
        return _row(block, "-")
    return "\n".join(fill(line, "") for line in block.text.split("\n"))


RENDERINGS = (Rendering("md-plain", ".md", _plain), Rendering("md-stars", ".md", _starred))
