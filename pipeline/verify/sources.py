"""Finds the document behind a report again: its source, if that is still the same, else its text, where that is all it ever was."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pipeline.batch import Failed, read_all
from pipeline.read import Reader
from pipeline.settings import Settings
from schemas.document import Document
from schemas.record import DocumentInfo, Report

_LINE_RE = re.compile(r"(.*):\d+", re.DOTALL)
_Key = tuple[str, str, str | None]


class Sources:
    """Read the sources of reports again, in step with them: documents of one source are read once where reports keep their order."""

    def __init__(self, settings: Settings) -> None:
        self._reader = Reader(settings)
        self._path: str | None = None
        self._documents: Iterator[Document] = iter(())
        self._seen: set[_Key] = set()  # of the whole source, once it was read to its end
        self._is_whole = False

    def find(self, report: Report) -> Document | str:
        """Give the document as it is read today, or why there is none that is the same."""
        info = report.document
        path = _file_of(info.source)
        if path is None:
            return self._from_text(report) or "the source is gone"
        if path != self._path:
            self._path, self._seen, self._is_whole = path, set(), False
            self._begin()
        return self._sought(_key(info)) or self._from_text(report) or "the source has changed"

    def _begin(self) -> None:
        found = read_all([self._path], self._reader) if self._path is not None else iter(())
        self._documents = (document for _, document in found if not isinstance(document, Failed))

    def _sought(self, key: _Key) -> Document | None:
        """Go on from where the last document was; at the end once more from the beginning, if it went by before."""
        for _ in range(2):
            if self._is_whole and key not in self._seen:
                return None
            for document in self._documents:
                here = (document.sha256, document.id, document.part)
                self._seen.add(here)
                if here == key:
                    return document
            self._is_whole = True
            self._begin()
        return None

    def _from_text(self, report: Report) -> Document | None:
        """Read the text of the report itself, if its checksum proves that it is all the source had."""
        info, text = report.document, report.text
        if info.media_type != "text/plain" or report.layout is not None or info.part is not None:
            return None
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != info.sha256:
            return None
        return self._reader.read_text(text, source=info.source)


def _key(info: DocumentInfo) -> _Key:
    return info.sha256, info.id, info.part


def _file_of(source: str) -> str | None:
    """Give the file that holds a source: itself, or what stands before what it is inside it; None where there is none.

    Only a real file is opened: a report from elsewhere may name a pipe or a device.
    """
    candidates = [source]
    if match := _LINE_RE.fullmatch(source):
        candidates.append(match[1])
    at = source.find("!")
    while at > 0:
        candidates.append(source[:at])
        at = source.find("!", at + 1)
    for candidate in candidates:
        try:
            if Path(candidate).is_file():
                return candidate
        except (OSError, ValueError):  # no path at all
            continue
    return None
