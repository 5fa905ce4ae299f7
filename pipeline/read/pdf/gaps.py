"""Parts rows of words at the gaps between columns and cells, but not at those that only fill a line to the margin."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.read.pdf.words import MARKER_RE, Word

Bar = tuple[float, float, float]
#: parts of the font size; what is not drawn in one go may be of another column
_SOFT_SPLIT, _STRAY_SPLIT, _HARD_SPLIT = 0.65, 0.45, 3.2
_MARKER_GAP, _EVEN_GAP, _FILLED_GAP = 5.0, 2.5, 9.0
_LINE_STEP, _NARROW_STEP = 1.7, 4.5
_NARROW, _NARROW_GAP = 30.0, 15.0
#: pages with more of them are no text; comparing all with all would take its time
_MOST_BARS, _MOST_PARTS = 400, 30
#: cells below each other: from line to line, the gap before them (parts of the font size), and their places (points)
_CELL_STEP, _JUMP, _SAME_PLACE = 3.0, 0.2, 0.6


def split_row(row: list[Word]) -> list[list[Word]]:
    """Part a row at the gaps between columns and cells."""
    parts: list[list[Word]] = []
    gaps = [second.left - first.right for first, second in pairwise(row)]
    for number, word in enumerate(row):
        if parts and not word.opens and (_is_even(row, gaps, number - 1) or not _parts_here(parts[-1], word)):
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def mark_cells(rows: list[list[Word]]) -> None:
    """Mark words that begin cells where the blanks of a page are drawn: behind a gap without one, right below such a word.

    However narrow the gap is: the longest cell of a column may leave no more room than a blank takes.
    """
    above: list[Word] = []
    base = -1e9
    for row in rows:
        jumps = _jumps(row)
        step = row[0].glyphs[0].base - base
        for word in jumps if step < _CELL_STEP * row[0].size else ():
            for other in above:
                if abs(other.left - word.left) < _SAME_PLACE:
                    word.opens = other.opens = True
        if jumps or step >= _CELL_STEP * row[0].size:
            above, base = jumps, row[0].glyphs[0].base


def _jumps(row: list[Word]) -> list[Word]:
    """Give the words another object draws behind a gap; where most words are drawn so, it says nothing."""
    found = [
        word
        for before, word in pairwise(row)
        if not word.spaced
        and word.left - before.right > _JUMP * word.size
        and word.glyphs[0].owner != before.glyphs[-1].owner
        and not MARKER_RE.match(before.text)
    ]
    return found if 2 * len(found) < len(row) else []


def _is_even(row: list[Word], gaps: list[float], at: int) -> bool:
    """Say whether a gap is as wide as the next: a line filled to the margin spreads evenly; wide ones must agree to a hair."""
    gap, size = gaps[at], row[at].size
    if gap > 2 * _EVEN_GAP * size or not _is_drawn_on(row[at], row[at + 1]) or row[at + 1].text.isdigit():
        return False
    slack = max(0.06 * gap, 0.3) if gap < _EVEN_GAP * size else 0.15
    return any(
        abs(gaps[other] - gap) < slack and _is_drawn_on(row[other], row[other + 1])
        for other in (at - 1, at + 1)
        if 0 <= other < len(gaps)
    )


def _is_drawn_on(before: Word, after: Word) -> bool:
    """Say whether a word is drawn right after another, but for a blank or two."""
    return 0 < after.glyphs[0].order - before.glyphs[-1].order <= 3  # noqa: PLR2004 - themselves, and two blanks


def _parts_here(part: list[Word], word: Word) -> bool:
    last = part[-1]
    size = max(min(last.size, word.size), 1.0)
    gap = (word.left - last.right) / size
    if len(part) == 1 and MARKER_RE.match(last.text) and gap < _MARKER_GAP:
        return False
    if gap > _HARD_SPLIT:
        return not _is_spaced_out([*part, word])
    drawn_on = _is_drawn_on(last, word)
    if gap <= (_SOFT_SPLIT if drawn_on else _STRAY_SPLIT):
        return False
    if word.glyphs[0].owner == last.glyphs[-1].owner and drawn_on:
        return False
    return not (drawn_on and word.spaced) and not _is_spaced_out([*part, word])


def _is_spaced_out(words: list[Word]) -> bool:
    """Say whether single letters stand apart for emphasis: N E T Z W E R K."""
    return len(words) > 3 and all(len(word.glyphs) == 1 and word.text.isalpha() for word in words[-4:])  # noqa: PLR2004


def rejoin(rows: list[list[list[Word]]]) -> list[list[list[Word]]]:
    """Take back gaps that only fill a line: lines above, below or elsewhere run from the same left to the same right without them."""
    common = _common_spans(rows)
    for number, row in enumerate(rows):
        if not 1 < len(row) <= _MOST_PARTS:
            continue
        spans = [*_near_spans(rows, number), *common]
        joined: list[list[Word]] = []
        at = 0
        while at < len(row):
            end = at
            for stop in range(len(row) - 1, at, -1):
                if _drawn_through(row[at : stop + 1]) and _has_span(spans, row[at], row[stop][-1].right):
                    end = stop
                    break
            joined.append([word for part in row[at : end + 1] for word in part])
            at = end + 1
        row[:] = joined
    return rows


def _spans(part: list[Word]) -> Iterator[tuple[float, float]]:
    """Give where a line begins and ends; behind a bullet, it begins twice."""
    if len(part) > 1:
        yield part[0].left, part[-1].right
        if MARKER_RE.match(part[0].text):
            yield part[1].left, part[-1].right


def _common_spans(rows: list[list[list[Word]]]) -> list[tuple[float, float]]:
    """Give the margins of filled columns: three lines and more have them."""
    seen: Counter[tuple[float, float]] = Counter()
    for row in rows:
        for part in row:
            seen.update((round(left), round(right)) for left, right in _spans(part) if len(part) > 2)  # noqa: PLR2004
    return [span for span, count in seen.most_common(12) if count > 2]  # noqa: PLR2004


def _near_spans(rows: list[list[list[Word]]], number: int) -> Iterator[tuple[float, float]]:
    """Give where the lines right above and below begin and end."""
    first = rows[number][0][0]
    base = first.glyphs[0].base
    for other in range(max(number - 4, 0), min(number + 5, len(rows))):
        for part in rows[other]:
            narrow = part[-1].right - part[0].left < _NARROW * first.size
            if other != number and abs(part[0].glyphs[0].base - base) < (_NARROW_STEP if narrow else _LINE_STEP) * first.size:
                yield from _spans(part)


def _drawn_through(parts: list[list[Word]]) -> bool:
    """Say whether a row is drawn in one go, with no gap wider than filling makes it; in a narrow column two words may fill a line."""
    size = parts[0][0].size
    most = (_NARROW_GAP if parts[-1][-1].right - parts[0][0].left < _NARROW * size else _FILLED_GAP) * size
    return all(
        _is_drawn_on(before[-1], after[0])
        and not after[0].opens
        and (after[0].left - before[-1].right < most or (after[0].spaced and _is_of_one(before[-1], after[0])))
        for before, after in pairwise(parts)
    )


def _is_of_one(before: Word, after: Word) -> bool:
    """Say whether one object draws both: whatever stretches the blank between them fills a line."""
    return before.glyphs[-1].owner == after.glyphs[0].owner


def _has_span(spans: list[tuple[float, float]], part: list[Word], right: float) -> bool:
    lefts = [part[0].left, *([part[1].left] if len(part) > 1 and MARKER_RE.match(part[0].text) else [])]
    return any(abs(begin - left) < 2 and abs(end - right) < 2 for begin, end in spans for left in lefts)  # noqa: PLR2004 - points


def cut_at_bars(part: list[Word], bars: Sequence[Bar]) -> Iterator[list[Word]]:
    """Part words between which an upright rule stands."""
    base = part[0].glyphs[0].base
    near = [
        place for place, top, bottom in bars[:_MOST_BARS] if top < base < bottom and part[0].right - 1 < place < part[-1].left + 1
    ]
    start = 0
    for number, (before, after) in enumerate(pairwise(part), 1):
        if near and any(before.right - 1 < place < after.left + 1 for place in near):
            yield part[start:number]
            start = number
    yield part[start:]
