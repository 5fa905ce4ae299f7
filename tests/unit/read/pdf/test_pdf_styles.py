"""Announcements set in several styles keep their words in order."""

import io
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pipeline.clean.repairs import repair
from pipeline.read.item import Item
from pipeline.read.pdf import read_pdf

_WIDTH, _HEIGHT, _MARGIN, _GUTTER = 595, 842, 55, 16
_FONT = "Times-Roman"
_SYLLABLE_RE = re.compile(r"(?<=[aeiouäöü])(?=(?:sch|ch|[bcdfghjklmnpqrtvwxz])[aeiouäöü])")
_WORD_RE = re.compile(r"\w+")
_FOLDER = Path(__file__).resolve().parents[4] / "corpus" / "dev" / "announcements"
_NAMES = sorted(path.name for path in _FOLDER.glob("t-*.txt"))[:40:4]


class _Setter:
    """Set paragraphs in columns: filled to the margin or not, hyphenated, drawn line by line or word by word."""

    def __init__(self, columns: int, size: float, *, filled: bool, by_word: bool) -> None:
        self.paper = io.BytesIO()
        self.canvas = Canvas(self.paper, pagesize=(_WIDTH, _HEIGHT), invariant=True)
        self.columns, self.size, self.filled, self.by_word = columns, size, filled, by_word
        self.width = (_WIDTH - 2 * _MARGIN - _GUTTER * (columns - 1)) / columns
        self.column, self.y = 0, _HEIGHT - 80.0
        self.page = 1

    def measure(self, text: str) -> float:
        return float(stringWidth(text, _FONT, self.size))

    def add(self, text: str) -> None:
        lines = self._wrap(text.split())
        for number, words in enumerate(lines):
            self.y -= 1.2 * self.size
            if self.y < 80:
                self._turn()
            self._draw(words, last=number == len(lines) - 1)
        self.y -= 0.6 * self.size

    def _wrap(self, words: list[str]) -> list[list[str]]:
        lines: list[list[str]] = [[]]
        for word in words:
            rest = word
            if self.measure(" ".join([*lines[-1], rest])) > self.width and lines[-1]:
                cuts = [match.start() for match in _SYLLABLE_RE.finditer(word)] if word.isalpha() and len(word) > 7 else []
                fits = [cut for cut in cuts if cut > 2 and self.measure(" ".join([*lines[-1], word[:cut] + "-"])) <= self.width]
                if fits:
                    lines[-1].append(word[: fits[-1]] + "-")
                    rest = word[fits[-1] :]
                lines.append([])
            lines[-1].append(rest)
        return lines

    def _draw(self, words: list[str], *, last: bool) -> None:
        x = _MARGIN + self.column * (self.width + _GUTTER)
        spare = self.width - self.measure(" ".join(words))
        extra = spare / (len(words) - 1) if self.filled and not last and len(words) > 1 else 0.0
        self.canvas.setFont(_FONT, self.size)
        if not self.by_word:
            self.canvas.drawString(x, self.y, " ".join(words), wordSpace=extra)
            return
        for word in words:
            self.canvas.drawString(x, self.y, word)
            x += self.measure(word) + self.measure(" ") + extra

    def _turn(self) -> None:
        self.column += 1
        if self.column == self.columns:
            self.canvas.setFont(_FONT, 8)
            self.canvas.drawCentredString(_WIDTH / 2, 30, f"Seite {self.page} von 3")
            self.canvas.showPage()
            self.column, self.page = 0, self.page + 1
        self.y = _HEIGHT - 80 - 1.2 * self.size

    def finish(self) -> bytes:
        self.canvas.save()
        return self.paper.getvalue()


@pytest.mark.parametrize(
    ("columns", "size", "filled", "by_word"),
    [(1, 11, False, False), (1, 10, True, True), (2, 10, True, False), (2, 9.5, True, True), (3, 8, True, False)],
)
def test_words_keep_their_order(columns: int, size: float, filled: bool, by_word: bool) -> None:  # noqa: FBT001
    """Word for word, whatever the columns, the filling and the way of drawing."""
    likeness = []
    for name in _NAMES:
        text = repair((_FOLDER / name).read_text(encoding="utf-8")).text.encode("cp1252", "ignore").decode("cp1252")
        setter = _Setter(columns, size, filled=filled, by_word=by_word)
        for paragraph in filter(str.strip, text.split("\n")):
            setter.add(paragraph)
        document = read_pdf(Item(setter.finish(), name, "application/pdf"))
        body = "\n\n".join(document.raw[block.start : block.end] for block in document.blocks if not block.boilerplate)
        bare = "\n".join(re.sub(r"^\s*(?:[-–•*·]|\d{1,2}[.)])\s+", "", line) for line in text.split("\n"))
        wanted, found = _WORD_RE.findall(bare), _WORD_RE.findall(repair(body).text)
        likeness.append(SequenceMatcher(None, wanted, found, autojunk=False).ratio())
    assert sum(likeness) / len(likeness) > 0.995
    assert min(likeness) > 0.97
