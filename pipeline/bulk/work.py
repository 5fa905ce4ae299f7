"""Carries out one chunk: reads, extracts, writes its shard and, last, its receipt. Workers of every engine run this and nothing else."""

import os
import time
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pipeline.batch import Failed, defect, extract_one, loading, read_all, settle_collector
from pipeline.bulk.ledger import Row, shard_path, write_receipt
from pipeline.bulk.shapes import Begin, Chunk, Job, Piece, Receipt, Skip
from pipeline.bulk.versions import check_fingerprint
from pipeline.errors import NetzleseError, SettingsError
from pipeline.settings import Settings, printable
from pipeline.write import Sink, Writer, writing
from schemas.finding import CUT_CODES, UNREAD_CODES

if TYPE_CHECKING:
    from pipeline.bulk.items import Item, ItemReader
    from pipeline.run import Pipeline
    from schemas.document import Document
    from schemas.record import Report

#: of defects whose traces are shown; a million equal ones help nobody
_MOST_TRACES = 3


@dataclass(frozen=True, slots=True)
class _Tools:
    job: Job
    pipeline: "Pipeline"
    reader: "ItemReader"


_tools: _Tools | None = None


def prepare(job: Job) -> None:
    """Load the chain, once for a process and a job; ``process`` does it too, so that calling this only saves time.

    Raises:
        SettingsError: what is installed here is not what the batch was planned with.
    """
    _prepared(job)


def _prepared(job: Job) -> _Tools:
    global _tools  # noqa: PLW0603 - one chain a process is the point
    if _tools is None or _tools.job != job:
        check_fingerprint(job.fingerprint)
        with loading():
            from pipeline.bulk.items import ItemReader  # noqa: PLC0415 - heavy libraries are loaded where they are used
            from pipeline.run import Pipeline  # noqa: PLC0415

            settings = Settings(explain=job.explain, date=job.date)
            _tools = _Tools(job, Pipeline(settings), ItemReader(settings))
            settle_collector()
    return _tools


def _unheard(_step: int, _source: str) -> None:
    """Stand in for an engine that does not care."""


def process(chunk: Chunk, out: Path, job: Job, *, begin: Begin = _unheard, skip: Skip | None = None) -> Receipt:
    """Carry out one chunk: the same chunk gives the same files, whoever does it and however often.

    Shard and receipt are written aside and renamed, the receipt last: who finds it may rely on the shard. A second worker on the same
    chunk is wasteful and harmless.

    Steps count up through the chunk: to take the next item (a file, a page of an archive), to have the reader give its next document, to
    extract that document. Each is announced before it is begun. A step in ``skip`` is not taken, and the ledger says why: for an item
    that leaves out the rest of its piece, for a reading the rest of its item, for an extraction the one document.

    Raises:
        OSError: the results cannot be written (a full disk); what cannot be read is a row of the ledger instead.
        SettingsError: this worker may not take part, or an extra is missing.
    """
    started = time.perf_counter()
    tools = _prepared(job)
    with writing(shard_path(out, chunk.number, job.form)) as stream:
        tally = _Tally(stream)
        with Writer(job.form).to(cast("IO[bytes]", tally)) as sink:
            part = _Part(tools, sink, begin, skip or {})
            for piece in chunk.pieces:
                part.take(piece)
        stream.flush()
        os.fsync(stream.fileno())
    receipt = replace(part.receipt(chunk), seconds=time.perf_counter() - started)
    write_receipt(out, job.form, receipt, part.rows, size=tally.size, checksum=tally.digest.hexdigest())
    return receipt


class _Tally:
    """Hand on what is written, with its length and checksum."""

    def __init__(self, stream: "IO[bytes]") -> None:
        self.size = 0
        self.digest = sha256()
        self._stream = stream

    @property
    def closed(self) -> bool:
        """Say whether the stream is."""
        return self._stream.closed

    def write(self, data: bytes) -> int:
        """Write on."""
        self.size += len(data)
        self.digest.update(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Leave it to the end of the shard when bytes reach the disk."""


class _Part:
    """Fill one shard, and keep what the ledger says of it."""

    def __init__(self, tools: _Tools, sink: Sink, begin: Begin, skip: Skip) -> None:
        self.rows: list[Row] = []
        self._tools = tools
        self._sink = sink
        self._begin = begin
        self._skip = skip
        self._step = -1
        self._documents = self._networks = self._passed = self._failed = self._cut = 0
        self._traces: list[str] = []

    def take(self, piece: Piece) -> None:
        """Read and extract what a piece holds."""
        file = printable(piece.path)
        reader = self._tools.reader
        items = reader.items(piece)
        while True:
            if self._is_skipped(file, file):
                return
            try:
                item = next(items, None)
            except SettingsError:  # an extra is missing: every piece of this kind would fail
                raise
            except OSError as error:
                self._fail(Failed(file, error.strerror or str(error)), file)
                return
            except Exception as error:  # noqa: BLE001 - a defect costs what is left of its piece
                self._fail(defect(file, error), file)
                return
            if item is None:
                return
            if not item.source:
                self._passed += 1
            else:
                reader.item = item
                self._read(item, file)

    def _read(self, item: "Item", file: str) -> None:
        documents = read_all([item.source], self._tools.reader)
        name = printable(item.source)
        while not self._is_skipped(name, file):
            found = next(documents, None)
            if found is None:
                return
            document = found[1]
            if isinstance(document, Failed):
                self._fail(document, file)
            elif not self._is_skipped(document.source, file):
                self._extract(document, file)

    def _extract(self, document: "Document", file: str) -> None:
        report = extract_one(document, self._tools.pipeline)
        if isinstance(report, Failed):
            self._fail(report, file)
            return
        try:
            self._sink.add(report)
        except (NetzleseError, OSError):  # a full disk stops all
            raise
        except Exception as error:  # noqa: BLE001 - a defect costs its document, not the batch
            self._fail(defect(report.document.source, error), file)
            return
        self._documents += 1
        self._networks += len(report.networks)
        self._name_unread(report, file)

    def _name_unread(self, report: "Report", file: str) -> None:
        """Note of a document that stays in the shard what of it could not be read; as ``netzlese extract`` says it."""
        is_empty = not report.text.strip()
        kinds: set[str] = set()
        for finding in report.findings:
            is_unread = finding.code in UNREAD_CODES or (is_empty and finding.code in CUT_CODES)
            if is_unread or finding.code in CUT_CODES:
                row = Row("unread" if is_unread else "cut", report.document.source, file, finding.message)
                self.rows.append(row)
                kinds.add(row.what)
        # a document counts once, whatever number of rows speaks of it
        self._failed += "unread" in kinds
        self._cut += "cut" in kinds

    def _is_skipped(self, source: str, file: str) -> bool:
        """Begin the next step, unless it is one that is left out."""
        self._step += 1
        reason = self._skip.get(self._step)
        if reason is None:
            self._begin(self._step, source)
            return False
        self.rows.append(Row("aside", source, file, reason))
        self._failed += 1
        return True

    def _fail(self, failed: Failed, file: str) -> None:
        self.rows.append(Row("defect" if failed.trace else "unread", failed.source, file, failed.reason))
        self._failed += 1
        if failed.trace and len(self._traces) < _MOST_TRACES:
            self._traces.append(failed.trace)

    def receipt(self, chunk: Chunk) -> Receipt:
        """Add up."""
        kinds = [row.what for row in self.rows]
        return Receipt(
            chunk.number,
            chunk.digest,
            documents=self._documents,
            networks=self._networks,
            failed=self._failed,
            defects=kinds.count("defect"),
            aside=kinds.count("aside"),
            cut=self._cut,
            passed=self._passed,
            weight=chunk.weight,
            traces=tuple(self._traces),
        )
