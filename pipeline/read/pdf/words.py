"""Puts glyphs together to rows and words: what is drawn twice counts once, raised and lowered signs find their word."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.read.pdf.glyphs import Glyph

#: parts of the font size
_SAME_BASE = 0.22
WORD_GAP, _OTHER_GAP, _SPACED_GAP = 0.13, 0.16, 0.3
_BULLETS = "•‣◦●○■□▪▫▶►▸➢➤✓✔❖◆◇∙⁃"
MARKER_RE = re.compile(rf"(?:[{_BULLETS}·–—*+»>-]|\(?(?:\d{{1,2}}|[a-z])[.)]|\(\d{{1,2}}\))\Z")
STRONG_BULLETS = frozenset(_BULLETS)


@dataclass
class Word:
    """Some glyphs without a gap. ``spaced``: a blank is drawn right before it; ``opens``: a cell begins with it."""

    glyphs: list[Glyph]
    spaced: bool = False
    opens: bool = False

    @property
    def text(self) -> str:
        """Give its characters."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def left(self) -> float:
        """Give where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Give where it ends."""
        return max(glyph.right for glyph in self.glyphs[-3:])

    @property
    def size(self) -> float:
        """Give the font size of its largest glyph."""
        return max(glyph.size for glyph in self.glyphs)


def find_rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Gather glyphs on one base line."""
    rows: list[list[Glyph]] = []
    start, size = -1e9, 0.0
    for glyph in sorted(glyphs, key=lambda each: each.base):
        if glyph.base - start > _SAME_BASE * min(size or glyph.size, glyph.size):
            rows.append([])
            start, size = glyph.base, glyph.size
        rows[-1].append(glyph)
    return rows


def find_words(row: list[Glyph], *, spaced: bool) -> list[Word]:
    """Cut a row at blanks and gaps; what is drawn twice for the sake of weight counts once."""
    words: list[Word] = []
    blank = False
    row = sorted(row, key=lambda each: (each.left, each.order))
    for glyph in row:
        if glyph.is_blank:
            blank = True
            continue
        if not words:
            words.append(Word([glyph]))
            blank = False
            continue
        before = words[-1].glyphs
        right = before[-1].right if len(before) == 1 else max(before[-1].right, before[-2].right)
        gap = glyph.left - right
        if gap < 0 and _is_twin(glyph, before):
            continue
        same = glyph.owner == before[-1].owner
        limit = (_SPACED_GAP if spaced else WORD_GAP) if same else _OTHER_GAP
        if (blank and gap > -0.5 * glyph.size) or gap > limit * max(glyph.size, before[-1].size):
            words.append(Word([glyph], spaced=blank))
        else:
            before.append(glyph)
        blank = False
    return words


def _is_twin(glyph: Glyph, before: list[Glyph]) -> bool:
    """Say whether the same character was drawn here already by another object."""
    width = max(glyph.right - glyph.left, 0.1)
    return any(
        each.char == glyph.char and each.owner != glyph.owner and abs(each.left - glyph.left) < 0.35 * width for each in before[-3:]
    )


def lift_small(rows: list[list[Word]]) -> list[list[Word]]:
    """Put raised and lowered signs (CO₂, m², notes) into the line they belong to."""
    bases = [median(glyph.base for word in row for glyph in word.glyphs) for row in rows]
    for number, row in enumerate(rows):
        kept = []
        for word in row:
            home = _home(word, number, rows, bases)
            if home is None:
                kept.append(word)
            else:
                target, at = home
                _attach(target, at, word)
        row[:] = kept
    return [row for row in rows if row]


def _home(word: Word, number: int, rows: list[list[Word]], bases: list[float]) -> tuple[list[Word], int] | None:
    """Find the larger word a small one is set against: (its row, its place there)."""
    size = word.size
    if len(word.glyphs) > 6:  # noqa: PLR2004 - signs are short
        return None
    for step in (-1, 1, -2, 2):
        other = number + step
        if not 0 <= other < len(rows) or not rows[other] or abs(bases[other] - bases[number]) > size:
            continue
        at = bisect_left(rows[other], word.left, key=lambda each: each.left) - 1
        if at < 0:
            continue
        big = rows[other][at]
        near = -0.3 * big.size < word.left - big.right < 0.25 * big.size
        if near and size < 0.85 * big.glyphs[-1].size and abs(bases[other] - bases[number]) < 0.6 * big.size:
            return rows[other], at
    return None


def _attach(row: list[Word], at: int, word: Word) -> None:
    """Join a sign to the word before it, and the rest of that word to the sign; a number behind a number stays apart."""
    big = row[at]
    if big.glyphs[-1].char.isdigit() and word.glyphs[0].char.isdigit():
        row.insert(at + 1, word)
        return
    big.glyphs += word.glyphs
    if at + 1 < len(row):
        follows = row[at + 1]
        if not follows.spaced and -0.3 * big.size < follows.left - word.right < WORD_GAP * big.size:
            big.glyphs += follows.glyphs
            del row[at + 1]


def close_up(words: list[Word]) -> list[Word]:
    """Join letters that stand apart for emphasis; wider gaps among them part words."""
    closed: list[Word] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and len(words[end].glyphs) == 1 and words[end].text.isalpha():
            end += 1
        if end - at >= 4:  # noqa: PLR2004 - "a b c" is a list of letters
            closed += _close_run(words[at:end])
            at = end
        else:
            closed.append(words[at])
            at += 1
    return closed


def _close_run(letters: list[Word]) -> list[Word]:
    gaps = [second.left - first.right for first, second in pairwise(letters)]
    wide = 1.6 * median(gaps) + 0.05 * letters[0].size
    joined = [Word(list(letters[0].glyphs))]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > wide:
            joined.append(Word(list(letter.glyphs)))
        else:
            joined[-1].glyphs += letter.glyphs
    return joined
