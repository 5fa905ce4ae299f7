"""Brings sources into the store: each document once, a changed one as a new version, the unchanged ones not even extracted.

Which document a text belongs to says its key (``pipeline.identity``, ``pipeline.recognise``). Equal content under a second key is not kept
twice: it is the same document under another name, or, where the file of the first is gone, the same that was renamed or moved. Every document
is a transaction of its own, and counts as done only after it; a kill costs at most the one being taken, and the same command goes on from there.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.batch import Failed, defect, extract_one, loading, read_all, settle_collector
from pipeline.errors import CollisionError, StoreError
from pipeline.identity import Keys, is_file_gone
from pipeline.recognise import is_renumbered, recognise
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.desk import Desk, Taken
    from pipeline.run import Pipeline
    from pipeline.store import Reading
    from schemas.document import Document
    from schemas.record import Meta, Report
    from schemas.store import DocumentRow, Run

#: what can become of a document: kept for the first time, as a new version, extracted by other rules, left as it was, renamed or moved, or
#: known under another name
Outcome = Literal["new", "changed", "reread", "same", "moved", "twin"]

_OUTCOMES: dict[str, Outcome] = {"new": "new", "version": "changed", "extraction": "reread"}
_NAMED_TWINS = 3
#: how often a document is tried again that somebody else writes in the same moment
_TRIES = 20
_NOTE_CHARS = 300


@dataclass(slots=True)
class Counts:
    """Count what became of the documents of one ingest.

    ``reread``: extracted again by other rules, ``differing`` of them with another outcome. ``moved``: from a file that was renamed or moved.
    ``twins``: known under another name. ``failed``: not read, or only in part; ``defects`` of them by a fault of Netzlese.
    """

    new: int = 0
    changed: int = 0
    reread: int = 0
    differing: int = 0
    same: int = 0
    moved: int = 0
    twins: int = 0
    failed: int = 0
    defects: int = 0
    conflicts: int = 0

    @property
    def documents(self) -> int:
        """Give how many documents are in the store now that were asked for."""
        return self.new + self.changed + self.reread + self.same + self.moved + self.twins

    @property
    def stored(self) -> int:
        """Give how many times something was written."""
        return self.new + self.changed + self.reread + self.moved

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        name = "twins" if outcome == "twin" else outcome
        setattr(self, name, getattr(self, name) + 1)

    def __str__(self) -> str:
        """Say it in one line; what did not happen is not mentioned.

        >>> print(Counts(new=40, changed=3, reread=12, differing=2, same=357, conflicts=2))
        412 documents: 40 new, 3 changed, 12 read again with the present rules (2 with another outcome), 357 as they were; 2 conflicts opened
        """
        differing = f" ({self.differing:,} with another outcome)" if self.differing else ""
        parts = [
            (self.new, f"{self.new:,} new"),
            (self.changed, f"{self.changed:,} changed"),
            (self.reread, f"{self.reread:,} read again with the present rules{differing}"),
            (self.moved, f"{self.moved:,} moved"),
            (self.twins, f"{self.twins:,} known under another name"),
            (self.same, f"{self.same:,} as they were"),
        ]
        told = ", ".join(text for count, text in parts if count)
        line = f"{self.documents:,} document{'' if self.documents == 1 else 's'}{': ' if told else ''}{told}"
        if self.conflicts:
            line += f"; {self.conflicts:,} conflict{'' if self.conflicts == 1 else 's'} opened"
        if self.failed:
            line += f"; {self.failed:,} named above could not be read"
        return line


class _Versions(NamedTuple):
    """Name what an extraction depends on besides the document."""

    netzlese: str
    lexicons: str
    places: str

    @classmethod
    def of_meta(cls, meta: "Meta") -> "_Versions":
        return cls(meta.netzlese, meta.lexicons, f"{meta.places.source} {meta.places.date or ''}".strip())

    @classmethod
    def of_run(cls, run: "Run") -> "_Versions":
        return cls(run.netzlese, run.lexicons, run.places)


class _Refused(Exception):  # noqa: N818 - carries what could not be extracted through the desk
    def __init__(self, failed: Failed) -> None:
        super().__init__(str(failed))
        self.failed = failed


class Intake:
    """Take documents in, one after the other; ``counts`` is true at any moment, also after an interruption.

    ``tell`` hears of what could not be read, and of what is worth a line, as ``Failed`` with the source and the reason; ``done`` of every document
    that is safe in the store, with its source. A run is begun in the store with the first document that has to be written.
    """

    def __init__(
        self,
        desk: "Desk",
        settings: Settings,
        *,
        tell: Callable[[Failed], None],
        done: Callable[[Outcome, str], None] = lambda _outcome, _source: None,
        note: str = "",
    ) -> None:
        self.counts = Counts()
        self._desk = desk
        self._settings = settings
        self._tell = tell
        self._done = done
        self._note = note[:_NOTE_CHARS] or None
        self._pipeline: Pipeline | None = None
        self._versions: _Versions | None = None
        self._run: int | None = None
        self._runs: dict[int, _Versions] = {}
        self._keys = Keys()
        self._source: str | None = None
        self._seen: set[str] = set()  # keys met in the current source

    def read(self, sources: Iterable[str]) -> None:
        """Read sources and take in what they hold.

        Raises:
            StoreError: the store cannot be read or written; what was counted is in it.
        """
        with loading():
            from pipeline.read import Reader  # noqa: PLC0415 - heavy libraries are loaded where they are used

            try:
                for source, document in read_all(sources, Reader(self._settings)):
                    if isinstance(document, Failed):
                        self._fail(document)
                    else:
                        self._bring(source, document)
                    settle_collector()
            finally:
                self._finish()

    def reread(self, documents: Iterable[int]) -> None:
        """Extract documents of the store again from what was kept of them; their files are not needed.

        Raises:
            StoreError: the store cannot be read or written; what was counted is in it.
        """
        with loading():
            try:
                for document in documents:
                    self._again(document)
                    settle_collector()
            finally:
                self._finish()

    def _again(self, document: int) -> None:
        with self._desk.store.reading() as reading:
            row = reading.document(document)
            is_current = row is not None and self._run_of(reading, row) == self._now()
        name = row.source if row else f"document {document}"
        try:
            self._count(self._desk.reread(document, self._extract, self._begun()), name, is_current=is_current)
        except _Refused as refused:
            self._fail(refused.failed)
        except (StoreError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - a defect costs its document, not the rest
            self._fail(defect(name, error))

    def _bring(self, source: str, document: "Document") -> None:
        """Take in one read document, unless it is there as it is."""
        if source != self._source:
            self._source, self._seen = source, set()
        unread = self._name_unread(document)
        for attempt in range(_TRIES):
            try:
                self._settle(source, document, is_unread=unread)
            except CollisionError:  # another ingest over the same store was quicker: look again what is there now
                if attempt + 1 == _TRIES:
                    raise
            else:
                return

    def _settle(self, source: str, document: "Document", *, is_unread: bool) -> None:
        """Find out which document this is, and take in what is new about it."""
        key, keeps_day = self._keys.key(source, document), self._settings.date is None
        with self._desk.store.reading() as reading:
            key, row, is_same, twin, document = recognise(reading, key, document, met=self._seen, keeps_day=keeps_day)
            is_current = row is not None and self._run_of(reading, row) == self._now()
        is_met = key in self._seen
        if twin is not None and is_file_gone(twin.key):
            self._move(twin, key, document)
        elif twin is not None:
            self._name_twin(document, twin)
        elif is_same and is_current:
            if row is not None and is_renumbered(row.source, document.source):
                with self._desk.store.writing() as writing:
                    writing.move(row.id, key, document.source)
            self._note_done("twin" if is_met else "same", document.source)
        else:
            if not is_unread:
                self._name_cut(document)
            self._store(key, document)
        self._seen.add(key)

    def _run_of(self, reading: "Reading", row: "DocumentRow") -> _Versions:
        """Give what the current extraction of a document was made with."""
        number = reading.extraction(row.extraction).run
        if number not in self._runs:  # another ingest may have begun one meanwhile
            self._runs = {run.id: _Versions.of_run(run) for run in reading.runs()}
        return self._runs[number]

    def _store(self, key: str, document: "Document") -> None:
        """Extract a document and keep it: one transaction, counted when it is over."""
        report = extract_one(document, self._chain())
        if isinstance(report, Failed):
            self._fail(report)
            return
        run = self._begun()
        try:
            with self._desk.store.writing() as writing:
                row = writing.find(key)  # as it is now: another ingest may have brought it meanwhile, or brings it just now
                is_current = row is None or self._run_of(writing, row) == self._now()
                taken = self._desk.take(writing, document, report, key=key, source=document.source, run=run)
                if row is not None and row.source != document.source:
                    writing.move(row.id, key, document.source)
        except (StoreError, OSError):  # a full disk stops all
            raise
        except Exception as error:  # noqa: BLE001 - a defect costs its document, not the batch
            self._fail(defect(document.source, error))
            return
        self._count(taken, document.source, is_current=is_current)

    def _count(self, taken: "Taken", source: str, *, is_current: bool = False) -> None:
        """Count what the desk did; an equal outcome of other rules was read again, too."""
        self.counts.differing += taken.what == "extraction"
        self.counts.conflicts += taken.conflicts
        by_same: Outcome = "same" if is_current else "reread"
        self._note_done(by_same if taken.what == "same" else _OUTCOMES[taken.what], source)

    def _note_done(self, outcome: Outcome, source: str) -> None:
        self.counts.add(outcome)
        self._done(outcome, source)

    def _fail(self, failed: Failed) -> None:
        self.counts.failed += 1
        self.counts.defects += failed.trace is not None
        self._tell(failed)

    def _name_unread(self, document: "Document") -> bool:
        """Say of a document that is kept without a text why that is, every time: nobody should take it for read."""
        from schemas.finding import CUT_CODES, UNREAD_CODES  # noqa: PLC0415 - pydantic takes its time

        codes = UNREAD_CODES if document.raw.strip() else UNREAD_CODES | CUT_CODES
        unread = [finding for finding in document.findings if finding.code in codes]
        for finding in unread:
            self._fail(Failed(document.source, finding.message))
        return bool(unread)

    def _name_cut(self, document: "Document") -> None:
        """Say of a document that is read anew what of it could not be read."""
        from schemas.finding import CUT_CODES  # noqa: PLC0415 - pydantic takes its time

        for finding in document.findings:
            if finding.code in CUT_CODES:
                self._tell(Failed(document.source, finding.message))

    def _move(self, row: "DocumentRow", key: str, document: "Document") -> None:
        """Let a document follow its file: its decisions stay with it, also when the file changes next."""
        with self._desk.store.writing() as writing:
            writing.move(row.id, key, document.source)
            is_current = self._run_of(writing, row) == self._now()
        if is_current:
            self._note_done("moved", document.source)
        else:
            self._store(key, document)

    def _name_twin(self, document: "Document", row: "DocumentRow") -> None:
        """Say where equal content is kept already, the first few times."""
        self._note_done("twin", document.source)
        if self.counts.twins <= _NAMED_TWINS:
            self._tell(Failed(document.source, f"is in the store already as {row.source}, with the same content; not kept twice"))

    def _chain(self) -> "Pipeline":
        if self._pipeline is None:
            from pipeline.run import Pipeline  # noqa: PLC0415 - the chain takes its time to load

            self._pipeline = Pipeline(self._settings)
        return self._pipeline

    def _extract(self, document: "Document") -> "Report":
        report = extract_one(document, self._chain())
        if isinstance(report, Failed):
            raise _Refused(report)
        return report

    def _now(self) -> _Versions:
        """Give what an extraction is made with now."""
        if self._versions is None:
            self._versions = _Versions.of_meta(self._chain().meta)
        return self._versions

    def _begun(self) -> int:
        """Give the number of this run; it begins with the first document to be written."""
        if self._run is None:
            with self._desk.store.writing() as writing:
                self._run = writing.begin_run(*self._now(), note=self._note)
        return self._run

    def _finish(self) -> None:
        """Note when the run ended; without that note nothing is lost, and what broke it off is what should be told."""
        if self._run is not None:
            with suppress(StoreError), self._desk.store.writing() as writing:
                writing.finish_run(self._run)
            self._run = None
