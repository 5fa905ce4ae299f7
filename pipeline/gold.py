"""Loads the gold of a corpus, checks it against its text, and finds the characters its quotes stand at."""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import ReadError
from schemas.gold import GoldDocument

#: what an announcement's file may end in; ``.meta.yaml`` beside it is none
_SOURCE_SUFFIXES = (".txt", ".html", ".htm", ".md", ".pdf", ".docx", ".eml")


@dataclass(frozen=True, slots=True)
class GoldCase:
    """Hold one announcement's gold and where its text lies."""

    gold: GoldDocument
    source: Path
    path: Path


def read_gold(path: Path) -> GoldDocument:
    """Read and validate one gold file.

    Raises:
        ReadError: the file is no JSON, has an unknown or missing key, or a value without a quote.
    """
    try:
        gold = GoldDocument.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"]) or "file"
        msg = f"{path}: {where}: {first['msg']}; see schemas/gold.py and corpus/README.md"
        raise ReadError(msg) from error
    if gold.id != path.stem:
        msg = f"{path}: id is {gold.id!r}, expected the file's own name {path.stem!r}"
        raise ReadError(msg)
    return gold


def load_corpus(corpus: Path) -> list[GoldCase]:
    """Load every gold file of a corpus with the announcement it belongs to, sorted by id.

    Raises:
        ReadError: there is no gold, a gold file is broken, or its announcement is missing.
    """
    files = sorted((corpus / "gold").glob("*.json"))
    if not files:
        msg = f"{corpus}: holds no gold; expected a folder with announcements/<id>.txt and gold/<id>.json"
        raise ReadError(msg)
    return [GoldCase(read_gold(path), _source_of(corpus, path), path) for path in files]


def _source_of(corpus: Path, gold: Path) -> Path:
    """Find the announcement of a gold file."""
    for suffix in _SOURCE_SUFFIXES:
        source = corpus / "announcements" / f"{gold.stem}{suffix}"
        if source.exists():
            return source
    msg = f"{gold}: no announcement {gold.stem}.* in {corpus / 'announcements'}; expected one of {', '.join(_SOURCE_SUFFIXES)}"
    raise ReadError(msg)


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    r"""Find the first place a quote stands at; blanks and line ends count as the same. Unit: code points, half-open.

    >>> find_quote("startete im\nJuli 2020", "im Juli 2020")
    (9, 21)
    >>> find_quote("startete im Juli 2020", "Juni 2020") is None
    True
    """
    start = text.find(quote)
    if start >= 0:
        return start, start + len(quote)
    match = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text)
    return match.span() if match else None


def quote_spans(gold: GoldDocument, text: str) -> list[dict[str, tuple[int, int]]]:
    """Turn the quotes of each network into spans of the text.

    Shape: one mapping a network, JSON Pointer -> (start, end).

    Raises:
        ReadError: a quote does not stand in the text.
    """
    spans: list[dict[str, tuple[int, int]]] = []
    for number, network in enumerate(gold.networks):
        found = {pointer: find_quote(text, quote) for pointer, quote in network.evidence.items()}
        lost = [pointer for pointer, span in found.items() if span is None]
        if lost:
            quotes = ", ".join(f"{pointer} {network.evidence[pointer]!r}" for pointer in lost)
            msg = f"gold {gold.id!r}: network {number}: not in the text: {quotes}; quote the visible text literally"
            raise ReadError(msg)
        spans.append({pointer: span for pointer, span in found.items() if span is not None})
    return spans
