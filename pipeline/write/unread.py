"""Finds what was left unread: sentences that hold words of the domain and from which no value was taken."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import LexiconError

#: what may follow a word in German (cases, plural, feminine and gender forms); whole words only otherwise
_ENDING = r"(?:(?:[:*_/·]-?)?innen|[:*_/·]-?(?:in|n|r)|nen|sen|ern|em|en|er|es|ns|in|s|n|e|r)?"
_GAP_RE = re.compile(r"[\s\-–]+")
#: a full stop ends no sentence behind a number, a single letter or a common abbreviation, nor before a small letter
_BREAK_RE = re.compile(
    r"(?<!\d\.)(?<!\b\w\.)(?<!\b(?:Dr|Nr|ca|St|Bd|Hr|Fr|ff)\.)(?<!\b(?:Mio|Mrd|Tsd|Str|Tel|bzw|usw|ggf|vgl|Abs|Art|Dez|Nov|Okt|Aug|Feb|Jan)\.)"
    r"(?<!\b(?:Prof|Dipl|inkl|evtl|zzgl|Sept)\.)(?<=[.!?…])[\"'“”»«’)\]]*[ \t\u00a0\n]+(?=[\"'„“»«‚(\[]*[^\W_a-zäöüß])"
)
#: a line, and those that follow it where a long line without an end of its own was merely wrapped
_LINE_RE = re.compile(r"\S[^\n]*(?:(?<=[^\n\t]{60})(?<![.!?:;])\n(?=\w)[^\n]+)*")


class Signal(NamedTuple):
    """A word of the domain in a text: the entry it belongs to and what it probably speaks of. Unit: code points, half-open."""

    start: int
    end: int
    id: str
    kind: str
    weak: bool


class Unread(NamedTuple):
    """A sentence that holds signals and gave no value. Unit: code points in ``report.text``, half-open."""

    start: int
    end: int
    signals: tuple[Signal, ...]


class Signals:
    """Find the words of the domain in a text with one regular expression, made from a list in the lexicon format.

    >>> signals = Signals([{"id": "network", "variants": ["Netzwerk"], "kind": "network", "value": "compound"}])
    >>> [(signal.start, signal.end, signal.kind) for signal in signals.find("Das Klimanetzwerk Süd")]
    [(4, 17, 'network')]
    >>> signals.find("Netzwerkkabel")
    []
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._entries: dict[str, tuple[str, str, bool]] = {}
        heads: list[str] = []
        words: list[str] = []
        for entry in entries:
            known = (str(entry["id"]), str(entry.get("kind") or "network"), bool(entry.get("weak")))
            for variant in entry["variants"]:
                folded = _fold(variant)
                self._entries[_GAP_RE.sub(" ", folded)] = known
                (heads if entry.get("value") == "compound" else words).append(folded)
        self._words_re = _alternation(words, r"(?<!\w)")
        self._heads_re = _alternation(heads, "")

    def find(self, text: str) -> list[Signal]:
        """Give every signal, in text order.

        Shape: signals of one sort do not overlap; a compound counts from its first letter.
        """
        folded = _fold(text)
        found = [self._signal(match, match.start()) for match in self._words_re.finditer(folded)]
        for match in self._heads_re.finditer(folded):
            start = match.start()
            while start and (folded[start - 1].isalnum() or folded[start - 1] == "-"):
                start -= 1
            found.append(self._signal(match, start))
        return sorted(found)

    def _signal(self, match: re.Match[str], start: int) -> Signal:
        return Signal(start, match.end(), *self._entries[_GAP_RE.sub(" ", match["word"])])


def _fold(text: str) -> str:
    """Lower-case a text and keep its length; a few capitals (İ) grow when lowered."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(char.lower()[0] for char in text)


def _alternation(words: list[str], before: str) -> re.Pattern[str]:
    """Compile folded words into one pattern, longest first; an empty list matches nothing."""
    parts = [r"[\s\-–]+".join(re.escape(part) for part in _GAP_RE.split(word)) for word in sorted(words, key=len, reverse=True)]
    return re.compile(f"{before}(?P<word>{'|'.join(parts)}){_ENDING}(?!\\w)" if parts else r"(?!)(?P<word>)")


@lru_cache(maxsize=4)
def load_signals(path: Path) -> Signals:
    """Read ``domain_signals.yaml``.

    Raises:
        LexiconError: the file is missing or does not hold a list of entries.
    """
    import yaml  # noqa: PLC0415 - only when a report is written

    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        return Signals(data["entries"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        msg = f"{path}: not readable as a list of signals ({error!r}); expected a lexicon whose entries have id, kind, variants"
        raise LexiconError(msg) from error


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    r"""Cut a text into sentences, good enough for a map; it crosses a line only where that was wrapped.

    >>> text = "Start war am 3. Mai. Dr. Muster leitet es.\nTräger: Stadt A"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Start war am 3. Mai.', 'Dr. Muster leitet es.', 'Träger: Stadt A']
    """
    for line in _LINE_RE.finditer(text):
        start = line.start()
        for gap in _BREAK_RE.finditer(text, line.start(), line.end()):
            yield _trimmed(text, start, gap.end())
            start = gap.end()
        yield _trimmed(text, start, line.end())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    quote = text[start:end]
    return start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip())


def unread_sentences(report: Mapping[str, Any], signals: Signals) -> list[Unread]:
    """Give the sentences of a report that hold signals and from which no value was taken.

    A sentence counts with one strong signal, or with weak ones of two kinds. Boilerplate does not count; a heading, and a
    lead-in that ends in a colon, counts only where nothing under it was read.
    """
    text: str = report["text"]
    found = signals.find(text)
    starts = [signal.start for signal in found]
    read = _merge(
        (piece["start"], piece["end"])
        for record in report.get("networks") or ()
        for pieces in (record.get("evidence") or {}).values()
        for piece in pieces
    )
    shut, titles = _frames(report, read)
    unread = []
    sentences = list(split_sentences(text)) if found else []
    for number, (start, end) in enumerate(sentences):
        inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
        if not _telling(inside) or _touches(read, start, end) or _touches(shut, start, end) or _touches(titles, start, end):
            continue
        if text[end - 1] == ":" and number + 1 < len(sentences) and _touches(read, *sentences[number + 1]):
            continue
        unread.append(Unread(start, end, tuple(inside)))
    return unread


def _telling(signals: list[Signal]) -> bool:
    return any(not signal.weak for signal in signals) or len({signal.kind for signal in signals} - {"network"}) > 1


Spans = list[tuple[int, int]]


def _frames(report: Mapping[str, Any], read: Spans) -> tuple[Spans, Spans]:
    """Give the spans of boilerplate, and those of headings under which something was read."""
    shut, titles = [], []
    for section in report.get("sections") or ():
        start, end = section["start"], section["end"]
        if section["kind"] == "boilerplate":
            shut.append((start, end))
        elif section.get("heading") and _touches(read, start, end):
            titles.append((start, start + len(section["heading"])))
    return _merge(shut), _merge(titles)


def _merge(spans: Iterable[tuple[int, int]]) -> Spans:
    """Join overlapping spans, so that one look to each side answers what touches a sentence.

    >>> _merge([(4, 6), (0, 2), (5, 9)])
    [(0, 2), (4, 9)]
    """
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _touches(spans: Spans, start: int, end: int) -> bool:
    """Say whether one of the merged spans shares a character with the stretch."""
    index = bisect_left(spans, (end,))
    return index > 0 and spans[index - 1][1] > start
