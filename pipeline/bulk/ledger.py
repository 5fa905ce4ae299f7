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
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pipeline.bulk.shapes import Chunk, Job, Receipt
from pipeline.errors import SettingsError
from pipeline.read import local_path
from pipeline.settings import printable
from pipeline.write import writing

RECEIPTS, LEDGER, ABOUT = "receipts", "ledger.jsonl", "batch.json"
_PART = "part-"
#: whatever else lies in the folder is not ours, however alike it looks: nothing of it is ever removed
_SHARD_RE = re.compile(r"part-(\d{8})\.(?:jsonl|parquet)", re.ASCII)
_RECEIPT_RE = re.compile(r"part-(\d{8})\.json", re.ASCII)
#: what ``writing`` leaves when it is killed
_HALF_RE = re.compile(r"\.(?:part-\d{8}\.(?:jsonl|parquet|json)|ledger\.jsonl|batch\.json)\.\w+\.part", re.ASCII)
#: what the settings and versions of a batch are called towards its user
_NAMES = {
    "netzlese": "version of Netzlese", "code": "program code", "lexicons": "word lists", "models": "trained weights", "form": "--format",
    "explain": "--explain", "date": "--date", "documents": "--shard", "size": "size of a shard",
    "places": "place of the sources",
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
        receipt = Receipt(**{name: kept[name] for name in _KEPT})
    except (OSError, KeyError, TypeError):
        return None
    is_whole = all(type(getattr(receipt, name)) is int for name in _KEPT if name != "digest")
    return (
        receipt if is_whole and isinstance(kept.get("rows"), list) and all(isinstance(row, dict) for row in kept["rows"]) else None
    )


def forget(out: Path, number: int) -> None:
    """Have a shard made again: without its receipt it does not count."""
    receipt_path(out, number).unlink(missing_ok=True)


def write_ledger(out: Path, count: int) -> None:
    """Put the rows of all receipts into one file, in the order of the shards."""
    with writing(out / LEDGER) as stream:
        for number in range(count):
            kept = _read(receipt_path(out, number)) or {}
            for row in kept.get("rows", ()):
                stream.write(json.dumps({"shard": number, **row}, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def describe(sources: Iterable[str], job: Job, versions: dict[str, str], netzlese: str) -> dict[str, Any]:
    """Say what a batch is made of and with; a second one may go on in the same folder only if it says the same.

    Sources are known by their names, which stand in the results, and by where these lead from here: another folder may have the same relative name.
    Links are not followed for that, so that a batch goes on where a drive is mounted elsewhere under the same name.
    """
    given = list(sources)
    settings = {name: value for name, value in asdict(job).items() if name != "fingerprint"}
    return {
        "netzlese": netzlese,
        "versions": versions,
        "settings": settings,
        "sources": sorted({printable(source) for source in given}),
        "places": sorted({printable(os.path.abspath(local_path(source))) for source in given}),  # noqa: PTH100 - keeps links
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
    earlier = _read(out / ABOUT)
    if earlier is None or not _is_ours(earlier):
        if not _is_free(out):
            msg = f"{out}: holds other files already; name a new or an empty folder for the results"
            raise SettingsError(msg)
        earlier = None
    elif again:
        _clear(out, earlier)
    else:
        _refuse_other(out, earlier, about)
    # first of all the folder is made ours, so that none is left that nobody would go on in
    if earlier is None or again or "counts" in earlier:
        _write(out / ABOUT, about)
    (out / RECEIPTS).mkdir(exist_ok=True)
    sweep(out)
    return earlier is not None


def finish(out: Path, about: dict[str, Any], form: str, totals: Totals) -> None:
    """Write the ledger and the counts, and remove shards that an earlier batch over more input left."""
    write_ledger(out, totals.shards)
    for path, number in (*_ours(out / RECEIPTS, _RECEIPT_RE), *_ours(out, _SHARD_RE)):
        if number >= totals.shards and path.suffix in {f".{form}", ".json"} and path.is_file():
            path.unlink()
    sweep(out)
    _write(out / ABOUT, {**about, "counts": {name: value for name, value in asdict(totals).items() if name != "weight"}})


def sweep(out: Path) -> None:
    """Remove what killed workers left half-written."""
    for folder in (out, out / RECEIPTS):
        for path, _ in _ours(folder, _HALF_RE):
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
    """Say whether nothing is in a folder but what a batch may have left that was killed while it began."""
    with os.scandir(out) as entries:
        names = [entry.name for entry in entries if not _HALF_RE.fullmatch(entry.name)]
    return not names or (names == [RECEIPTS] and (out / RECEIPTS).is_dir() and not any((out / RECEIPTS).iterdir()))


def _is_ours(about: dict[str, Any]) -> bool:
    """Say whether a batch wrote this; others have files of that name too."""
    shapes = {"netzlese": str, "versions": dict, "settings": dict, "sources": list}
    return all(isinstance(about.get(name), shape) for name, shape in shapes.items())


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
    return {"netzlese": about.get("netzlese"), **inner, "sources": about.get("sources"), "places": about.get("places")}


def _shown(value: Any) -> str:  # noqa: ANN401 - what JSON holds
    text = ", ".join(map(str, value)) if isinstance(value, list) else "none" if value is None else str(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _clear(out: Path, earlier: dict[str, Any]) -> None:
    """Remove what a batch wrote; killed anywhere, this leaves a batch that is not finished.

    Raises:
        SettingsError: where a file of ours should be stands something that no batch wrote; nothing is removed then.
    """
    receipts = out / RECEIPTS
    names = (LEDGER, ABOUT)
    strange = [path for path in (out / name for name in names) if path.is_symlink() or (path.exists() and not path.is_file())]
    strange += [receipts] if receipts.is_symlink() or (receipts.exists() and not receipts.is_dir()) else []
    if not strange:
        for folder, pattern in ((receipts, _RECEIPT_RE), (out, _SHARD_RE)):
            strange += [path for path, _ in _ours(folder, pattern) if path.is_symlink() or not path.is_file()]
    if strange:
        msg = f"{strange[0]}: is not a file that a batch wrote, and nothing was thrown away; move it, or name another folder for the results"
        raise SettingsError(msg)
    _write(out / ABOUT, {name: value for name, value in earlier.items() if name != "counts"})
    # receipts first: a shard without one does not count, but the other way round neither has a meaning
    for folder, pattern in ((receipts, _RECEIPT_RE), (out, _SHARD_RE)):
        for path, _ in _ours(folder, pattern):
            path.unlink(missing_ok=True)
    (out / LEDGER).unlink(missing_ok=True)


def _ours(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, int]]:
    """Yield what has a name that a batch gives, with its number (0 where it has none)."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            found = pattern.fullmatch(entry.name)
            if found is not None:
                yield Path(entry.path), int(found[1]) if pattern.groups else 0


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
