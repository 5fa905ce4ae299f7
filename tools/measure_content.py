"""Measure what the reader takes for a page's message, beside trafilatura and the bare text of all elements.

``python tools/measure_content.py FOLDER`` compares every ``page.html`` of a folder with ``page.txt`` beside it, the message as a
person wrote it down. Ours is what no stage marks as boilerplate, by itself or by its heading: read, cleaned and sectioned. Words are counted without case and
signs, as a bag (how often each stands on either side) and in their order (the longest runs both sides share, as ``difflib`` finds
them). P is the share of what was taken that is the message, R the share of the message that was taken. ``--misses`` lists for ours
the lines of the message that were lost and the stretches that were kept wrongly. Totals are means over pages.

trafilatura is a tool for this measurement only: ``pip install trafilatura``; without it its columns are left out.
"""

import argparse
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.clean import Cleaner  # noqa: E402 - the path is set above
from pipeline.lexicon import Lexicons  # noqa: E402
from pipeline.read import Reader  # noqa: E402
from pipeline.section import Sectioner  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.document import Document  # noqa: E402
from schemas.layout import Segment  # noqa: E402

_WORD_RE = re.compile(r"\w+")
_SHOWN_CHARS = 150
#: a line of the message is lost where less than this share of its words was taken, a segment kept wrongly where more are foreign
_LOST = 0.6
Extract = Callable[[bytes], str]


class Score(NamedTuple):
    """Precision and recall of one extraction."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Give their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def words(text: str) -> list[str]:
    """List the words of a text.

    >>> words("Stadt Lage – 5 %")
    ['stadt', 'lage', '5']
    """
    return _WORD_RE.findall(text.replace("\u00ad", "").casefold())


def score(taken: list[str], wanted: list[str], *, in_order: bool) -> Score:
    """Compare two lists of words.

    >>> score(["a", "b", "x"], ["a", "b"], in_order=False)
    Score(precision=0.6666666666666666, recall=1.0)
    """
    if in_order:
        same = sum(block.size for block in SequenceMatcher(None, taken, wanted, autojunk=False).get_matching_blocks())
    else:
        same = sum((Counter(taken) & Counter(wanted)).values())
    return Score(same / len(taken) if taken else 0.0, same / len(wanted) if wanted else 0.0)


class Ours:
    """Read pages with the rooms that decide what is boilerplate."""

    def __init__(self) -> None:
        settings = Settings()
        lexicons = Lexicons.load(settings.lexicons)
        self._reader = Reader(settings)
        self._stages = (Cleaner(lexicons), Sectioner(lexicons))

    def read(self, data: bytes) -> Document:
        """Read one page."""
        (document,) = self._reader.read_bytes(data, source="page.html", media_type="text/html")
        if not isinstance(document, Document):
            raise SystemExit(document.message)
        for stage in self._stages:
            document = stage(document)
        return document

    def __call__(self, data: bytes) -> str:
        """Give the message of one page."""
        document = self.read(data)
        return "\n".join(document.text[part.start : part.end] for part in document.segments if noise(document, part) is None)


def noise(document: Document, part: Segment) -> str | None:
    """Name the noise a segment is, or None."""
    return part.boilerplate or ("heading" if document.sections[part.section].kind == "boilerplate" else None)


def all_text(data: bytes) -> str:
    """Give the text of all elements, as BeautifulSoup does: the floor."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - here only

    return BeautifulSoup(data, "html.parser").get_text("\n")


def trafilatura_text() -> Extract | None:
    """Give trafilatura's extraction with its own settings, or None where it is not installed."""
    try:
        import trafilatura  # noqa: PLC0415 - an aid of this measurement, not of the project
    except ImportError:
        print("trafilatura is not installed; its figures are left out (pip install trafilatura)\n")
        return None
    return lambda data: trafilatura.extract(data, include_comments=False, include_tables=True) or ""


def show_misses(name: str, document: Document, wanted: str) -> None:
    """Print what was lost of one page, and what was kept wrongly."""
    parts = [(document.text[part.start : part.end], noise(document, part)) for part in document.segments]
    kept = Counter(words("\n".join(text for text, kind in parts if kind is None)))
    message = Counter(words(wanted))
    for line in wanted.splitlines():
        found = words(line)
        if found and sum(word in kept for word in found) < _LOST * len(found):
            mark = next((f" [{kind}]" for text, kind in parts if kind and line.strip()[:40] in text), "")
            print(f"{name}  lost{mark}: {line.strip()[:_SHOWN_CHARS]}")
    for text, kind in parts:
        found = words(text)
        if kind is None and found and sum(word in message for word in found) < _LOST * len(found):
            print(f"{name}  kept: {text[:_SHOWN_CHARS]!r}")


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with page.html and page.txt, for any number of pages")
    parser.add_argument("--misses", action="store_true", help="list what ours lost or kept wrongly")
    parser.add_argument("--totals", action="store_true", help="print no line for single pages")
    arguments = parser.parse_args()
    pages = [path for path in sorted(arguments.folder.glob("*.htm*")) if path.with_suffix(".txt").exists()]
    if not pages:
        msg = f"{arguments.folder} holds no page.html with a page.txt beside it"
        raise SystemExit(msg)
    ours, other = Ours(), trafilatura_text()
    ways: dict[str, Extract] = {"ours": ours, **({"trafilatura": other} if other else {}), "all text": all_text}
    totals: dict[str, list[tuple[Score, Score]]] = {name: [] for name in ways}
    header = f"{'page':36}" + "".join(f"{name:>14} P     R    F1 seq" for name in ways)
    print(header)
    for path in pages:
        wanted, data = words(path.with_suffix(".txt").read_text(encoding="utf-8")), path.read_bytes()
        for name, extract in ways.items():
            taken = words(extract(data))
            totals[name].append((score(taken, wanted, in_order=False), score(taken, wanted, in_order=True)))
        if not arguments.totals:
            print(f"{path.stem[:36]:36}" + "".join(_cells(*scores[-1]) for scores in totals.values()))
    means = [[_mean([pair[side] for pair in scores]) for side in (0, 1)] for scores in totals.values()]
    print(f"{f'mean of {len(pages)} pages':36}" + "".join(_cells(*pair) for pair in means))
    print(
        f"{'mean of F1':36}"
        + "".join(f"{sum(pair[0].f1 for pair in scores) / len(scores):24.3f}      " for scores in totals.values())
    )
    if arguments.misses:
        for path in pages:
            show_misses(path.stem, ours.read(path.read_bytes()), path.with_suffix(".txt").read_text(encoding="utf-8"))


def _mean(scores: list[Score]) -> Score:
    return Score(sum(each.precision for each in scores) / len(scores), sum(each.recall for each in scores) / len(scores))


def _cells(bag: Score, order: Score) -> str:
    return f"{bag.precision:16.3f} {bag.recall:.3f} {bag.f1:.3f} {order.f1:.3f}"


if __name__ == "__main__":
    main()
