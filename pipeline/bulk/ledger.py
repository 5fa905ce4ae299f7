"""Keeps what is done: receipts of shards while a batch runs, at its end one ledger of all that went wrong, and what the whole was made with.

::

    OUT/part-00000012.jsonl             a shard (or .parquet)
    OUT/receipts/part-00000012.json     written after it: its chunk's digest, counts, checksum, and the rows of the ledger
    OUT/ledger.jsonl                    at the end: every document that failed, was cut or set aside, in order
    OUT/batch.json                      versions, settings and sources; at the end also the counts

All of it follows from sources, settings and versions: no times, no hosts, no process numbers.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pipeline.bulk.shapes import Chunk, Job, Receipt
from pipeline.errors import SettingsError
from pipeline.settings import printable
from pipeline.write import writing

RECEIPTS, LEDGER, ABOUT = "receipts", "ledger.jsonl", "batch.json"
_PART = "part-"
#: what the settings and versions of a batch are called towards its user
_NAMES = {
    "netzlese": "version of Netzlese", "code": "program code", "lexicons": "word lists", "models": "trained weights", "form": "--format",
    "explain": "--explain", "date": "--date", "documents": "--shard", "size": "size of a shard",
}  # fmt: skip
_SHOWN_CHARS = 100
_NOT_KEPT = frozenset({"seconds", "traces"})
_KEPT = tuple(field.name for field in fields(Receipt) if field.name not in _NOT_KEPT)


class Row(NamedTuple):
    """Say what became of a document that is not, or not wholly, in the results.

    ``what``: unread (no report, or one without a text), defect (a fault of Netzlese), aside (it ended its worker), cut (read in part).
    ``file``: the file it is in.
    """

    what: Literal["unread", "defect", "aside", "cut"]
    source: str
    file: str
    reason: str


@dataclass(slots=True)
class Totals:
    """Add up receipts."""

    shards: int = 0
    documents: int = 0
    networks: int = 0
    failed: int = 0
    defects: int = 0
    aside: int = 0
    cut: int = 0
    passed: int = 0
    weight: int = 0

    def add(self, receipt: Receipt) -> None:
        """Count one more shard."""
        self.shards += 1
        for name in ("documents", "networks", "failed", "defects", "aside", "cut", "passed", "weight"):
            setattr(self, name, getattr(self, name) + getattr(receipt, name))


def shard_path(out: Path, number: int, form: str) -> Path:
    """Name a shard."""
    return out / f"{_PART}{number:08d}.{form}"


def receipt_path(out: Path, number: int) -> Path:
    """Name the receipt of a shard."""
    return out / RECEIPTS / f"{_PART}{number:08d}.json"


def write_receipt(out: Path, form: str, receipt: Receipt, rows: Iterable[Row], *, size: int, checksum: str) -> None:
    """Say that a shard is whole, in one step and for good."""
    kept = {name: getattr(receipt, name) for name in _KEPT}
    shard = {"name": shard_path(out, receipt.number, form).name, "bytes": size, "sha256": checksum}
    _write(receipt_path(out, receipt.number), {**kept, "shard": shard, "rows": [row._asdict() for row in rows]})


def read_receipt(chunk: Chunk, out: Path, job: Job) -> Receipt | None:
    """Give the receipt of a chunk whose shard is whole and was made of the same input by the same rules, else None."""
    kept = _read(receipt_path(out, chunk.number))
    shard = kept.get("shard") if kept else None
    if kept is None or not isinstance(shard, dict) or kept.get("digest") != chunk.digest:
        return None
    try:
        if shard_path(out, chunk.number, job.form).stat().st_size != shard["bytes"]:
            return None
        return Receipt(**{name: kept[name] for name in _KEPT})
    except (OSError, KeyError, TypeError):
        return None


def write_ledger(out: Path, count: int) -> None:
    """Put the rows of all receipts into one file, in the order of the shards."""
    with writing(out / LEDGER) as stream:
        for number in range(count):
            kept = _read(receipt_path(out, number)) or {}
            for row in kept.get("rows", ()):
                stream.write(json.dumps({"shard": number, **row}, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def describe(sources: Iterable[str], job: Job, versions: dict[str, str], netzlese: str) -> dict[str, Any]:
    """Say what a batch is made of and with; a second one may go on in the same folder only if it says the same."""
    settings = {name: value for name, value in asdict(job).items() if name != "fingerprint"}
    return {
        "netzlese": netzlese,
        "versions": versions,
        "settings": settings,
        "sources": sorted({printable(source) for source in sources}),
    }


def begin(out: Path, about: dict[str, Any], *, again: bool) -> bool:
    """Make a folder ready for a batch, and say whether one was begun there before.

    Args:
        out: the folder; made where it is missing.
        about: what ``describe`` gives.
        again: throw away what an earlier batch left; nothing else is ever removed.

    Raises:
        SettingsError: the folder holds something else, or a batch of other sources, settings or versions.
        OSError: the folder cannot be written to.
    """
    out.mkdir(parents=True, exist_ok=True)
    if again:
        _clear(out)
    earlier = _read(out / ABOUT)
    if earlier is not None:
        _refuse_other(out, earlier, about)
    elif not _is_free(out):
        msg = f"{out}: holds other files already; name a new or an empty folder for the results"
        raise SettingsError(msg)
    (out / RECEIPTS).mkdir(exist_ok=True)
    sweep(out)
    if earlier is None or "counts" in earlier:
        _write(out / ABOUT, about)
    return earlier is not None


def finish(out: Path, about: dict[str, Any], form: str, totals: Totals) -> None:
    """Write the ledger and the counts, and remove shards that an earlier batch over more input left."""
    write_ledger(out, totals.shards)
    for folder, ending in ((out, f".{form}"), (out / RECEIPTS, ".json")):
        for path in _parts(folder):
            number = path.stem.removeprefix(_PART)
            if path.suffix == ending and number.isdecimal() and int(number) >= totals.shards:
                path.unlink()
    sweep(out)
    _write(out / ABOUT, {**about, "counts": {name: value for name, value in asdict(totals).items() if name != "weight"}})


def sweep(out: Path) -> None:
    """Remove what killed workers left half-written."""
    for folder in (out, out / RECEIPTS):
        for path in folder.glob(f".{_PART}*.part"):
            with suppress(OSError):
                path.unlink()


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a second batch out of a folder, where the system has such locks; they end with the process.

    Raises:
        SettingsError: another batch is at work there.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:  # pragma: no cover - Windows
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = f"{out}: another 'netzlese batch' is at work in this folder; let it end, or name another folder"
            raise SettingsError(msg) from error
        yield
    finally:
        os.close(handle)


def _is_free(out: Path) -> bool:
    """Say whether nothing is in a folder but what a killed worker may have left."""
    with os.scandir(out) as entries:
        return all(entry.name.endswith(".part") for entry in entries)


def _refuse_other(out: Path, earlier: dict[str, Any], about: dict[str, Any]) -> None:
    then, now = _flat(earlier), _flat(about)
    differing = [
        f"{_NAMES.get(name, name)} (then {_shown(then.get(name))}, now {_shown(value)})"
        for name, value in now.items()
        if then.get(name) != value
    ]
    if differing:
        msg = (
            f"{out}: holds a batch with other {', '.join(differing)}; go on with the command that began it, name another folder, "
            "or add --again to begin anew in this one"
        )
        raise SettingsError(msg)


def _flat(about: dict[str, Any]) -> dict[str, Any]:
    """Give what has to be equal, by one name each."""
    inner = {name: value for part in ("versions", "settings") for name, value in (about.get(part) or {}).items()}
    return {"netzlese": about.get("netzlese"), **inner, "sources": about.get("sources")}


def _shown(value: Any) -> str:  # noqa: ANN401 - what JSON holds
    text = ", ".join(map(str, value)) if isinstance(value, list) else "none" if value is None else str(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _clear(out: Path) -> None:
    """Remove what a batch wrote; a folder that no batch began is left as it is."""
    if not (out / ABOUT).is_file():
        return
    for folder in (out / RECEIPTS, out):
        for path in _parts(folder):
            path.unlink()
    for path in (out / LEDGER, out / ABOUT):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # somebody keeps something there
        (out / RECEIPTS).rmdir()


def _parts(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PART):
                yield Path(entry.path)


def _read(path: Path) -> dict[str, Any] | None:
    """Read a file of ours; None where it is missing or is none (any more)."""
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _write(path: Path, value: dict[str, Any]) -> None:
    with writing(path) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
