"""What plan, workers and engines hand to each other: small frozen values that travel between processes and machines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

#: how a shard is written; the ending of its name
Form = Literal["jsonl", "parquet"]
#: what a piece is: a whole file, some lines of JSON Lines, the records of a WARC that begin in a stretch of bytes, rows of a Parquet file
Kind = Literal["file", "lines", "warc", "rows"]

#: of a shard. A shard is what a kill may cost; fewer, larger ones are kinder to the file system
DOCUMENTS = 200
BYTES = 16 * 1024 * 1024

#: for one step of a chunk; the slowest that is legal, a PDF of 64 MB, has a bound of 60 s of its own. Unit: seconds
TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class Job:
    """Say how all chunks of a batch are read and written.

    ``fingerprint`` stands for versions, word lists, places and models (``ledger.fingerprint``): a worker that has others refuses to work,
    since its records would differ. ``documents`` and ``size``: where a shard is full, whichever comes first.
    Unit: ``size`` in bytes of input.
    """

    form: Form = "jsonl"
    explain: bool = False
    date: str | None = None
    documents: int = DOCUMENTS
    size: int = BYTES
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Name a file, or a stretch of one, as it was when the batch was planned.

    ``size`` and ``changed`` are the file's length and time of change then: a worker leaves out what has changed since. ``start`` and ``end`` bound
    a stretch: bytes, or rows of the row group ``first``. Of lines ``first`` is the number of the first one. ``fault`` says why
    a file cannot be read that the plan has looked into; it then has no content.
    Unit: ``changed`` in nanoseconds; ``weight`` is its share of the input in bytes; ``documents`` as far as the plan knows, at least 1.
    """

    path: str
    kind: Kind
    size: int = 0
    changed: int = 0
    start: int = 0
    end: int = 0
    first: int = 0
    weight: int = 0
    documents: int = 1
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Hold what becomes one shard. It follows from the sources and the job alone, never from who carries it out.

    ``digest`` covers the pieces and the job with its fingerprint: a shard whose receipt names it need not be made again.
    """

    number: int
    pieces: tuple[Piece, ...]
    digest: str

    @property
    def weight(self) -> int:
        """Give the bytes of input behind it."""
        return sum(piece.weight for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Say what became of a chunk. On disk it is written last, so that a shard with a receipt is whole.

    ``documents`` have a report in the shard. ``failed`` have none, or one without a text; ``defects`` of them by a fault of Netzlese, ``aside`` because
    they ended their worker. ``cut`` were read in part. ``passed`` are records of a WARC that are no documents (images, redirects).
    ``seconds`` and ``traces`` are for whoever watches and are not kept: they differ from run to run.
    """

    number: int
    digest: str
    documents: int = 0
    networks: int = 0
    failed: int = 0
    defects: int = 0
    aside: int = 0
    cut: int = 0
    passed: int = 0
    weight: int = 0
    seconds: float = 0.0
    traces: tuple[str, ...] = ()


#: hears the number of a step, and the source it is taken with, before it is begun
Begin = Callable[[int, str], None]
#: steps that are left out, each with the reason that stands in the ledger
Skip = Mapping[int, str]


class Process(Protocol):
    """Carry out one chunk: ``work.process``, or what a test puts in its place; workers find it by the name of its module and its own."""

    def __call__(self, chunk: Chunk, out: Path, job: Job, *, begin: Begin, skip: Skip) -> Receipt:
        """Write shard and receipt; see ``work.process``."""


class Engine(Protocol):
    """Have many workers carry out chunks.

    An engine gets chunks that are not done yet and draws them one by one, never many ahead: their stream may have millions. It sees to
    it that each is carried out at least once; twice does no harm, the same bytes come out. When a worker is lost or hangs, the engine asks ``Blame`` what
    that means and has the chunk done again with the skips it names. It ends when the stream is drawn dry and every chunk has its receipt.
    """

    def run(
        self, chunks: Iterable[Chunk], out: Path, job: Job, on_receipt: Callable[[Receipt], None], *, tell: Callable[[str], None]
    ) -> None:
        """Carry out all chunks.

        Args:
            chunks: in their order; drawn in the calling thread only.
            out: the folder of the shards, the same for every worker.
            job: how to read and write.
            on_receipt: called in the calling thread, once for each chunk, in any order.
            tell: takes one line on what a person should know: a lost worker, a document set aside.

        Raises:
            OSError: nothing can be written any more.
            NetzleseError: no worker can begin, or workers die without any document being at fault; the message says what to do.
        """
