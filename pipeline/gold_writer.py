"""Turns settled documents of a store into gold: a text, what is said about it, and what a careful reader says it holds."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import ReadError
from pipeline.gold import quote_spans
from pipeline.read import Reader
from pipeline.settings import Settings
from pipeline.settle import settled_report
from pipeline.write import writing
from schemas.document import Document
from schemas.gold import GoldDocument, GoldRecord
from schemas.record import ROLE_FIELDS, Record, Report

if TYPE_CHECKING:
    from pipeline.desk import Desk, DocumentView

#: what became of a document: written now, there already, not settled yet, or not to be written for the reason told
What = Literal["written", "same", "open", "refused"]

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SLUG_CHARS, _MOST_SAME_NAMES = 60, 1000
_FOLDERS = ("announcements", "gold")


@dataclass(frozen=True, slots=True)
class Added:
    """Say what became of one document; ``id``: of its gold, None where there is none."""

    document: int
    source: str
    id: str | None
    what: What
    message: str


class _Refused(Exception):  # noqa: N818 - a reason, caught here
    """Carry why a document is no gold."""


def add_to_corpus(desk: "Desk", corpus: Path, documents: Sequence[int] = ()) -> list[Added]:
    """Write documents of a store to a corpus that ``netzlese evaluate`` reads; its folders are made where they are missing.

    ``documents``: which; without any named all on which somebody decided. Only documents without open values and conflicts are
    written. Files that are there already are never changed: equal ones are left, others are a reason to refuse.

    Raises:
        Missing: a document is not in the store.
        ReadError: the corpus cannot be written to.
    """
    numbers = tuple(dict.fromkeys(documents)) or _decided(desk)
    return [_add(desk.view(number), corpus) for number in numbers]


def _decided(desk: "Desk") -> tuple[int, ...]:
    with desk.store.reading() as reading:
        return tuple(number for number in reading.document_ids() if reading.decisions(number))


def _add(view: "DocumentView", corpus: Path) -> Added:
    """Write one document, unless something speaks against it."""
    number, source = view.row.id, view.row.source
    left = _open_values(view)
    if left:
        return Added(number, source, None, "open", left)
    try:
        report = settled_report(view.report, view.settled, [stored.decision for stored in reversed(view.decisions)])
        name, files = _laid_out(view, report, corpus)
        new = [path for path, content in files if not _holds(path, content)]
        for path, content in files:
            if path in new:
                _write(path, content)
    except _Refused as reason:
        return Added(number, source, None, "refused", str(reason))
    return Added(number, source, name, "written" if new else "same", str(corpus / "gold" / f"{name}.json"))


def _open_values(view: "DocumentView") -> str:
    """Say which values of a document are not settled; empty where all are."""
    counts: Counter[str] = Counter()
    for item in view.settled.items:
        if item.state in {"open", "conflict"}:
            counts[item.field if item.state == "open" else f"{item.field} (conflict)"] += 1
    if not counts:
        return ""
    fields = ", ".join(f"{field} {count}" if count > 1 else field for field, count in counts.items())
    return f"{counts.total()} of {view.settled.values} values are not settled: {fields}; settle them and add it again"


def _laid_out(view: "DocumentView", report: Report, corpus: Path) -> tuple[str, list[tuple[Path, bytes]]]:
    """Give a document's id in the corpus and its files, the gold last: it is what makes the others count."""
    text = _as_file(report.text)
    origin = f"{view.row.source}, settled with netzlese"
    name = _free_name(corpus, view.row.source, origin, text)
    gold = _gold(name, report)
    about = _about(name, report, origin, sorted({stored.decision.reviewer for stored in view.decisions}))
    announcements = corpus / "announcements"
    return name, [
        (announcements / f"{name}.txt", text),
        (announcements / f"{name}.meta.yaml", about),
        (corpus / "gold" / f"{name}.json", gold.model_dump_json(indent=1).encode()),
    ]


def _as_file(text: str) -> bytes:
    """Write a text so that it is read again as it stands.

    Raises:
        _Refused: it cannot be: it holds characters that no text file keeps.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        msg = f"its text holds {error.object[error.start]!r}, which no text file can keep"
        raise _Refused(msg) from error
    again = next(iter(Reader(Settings()).read_bytes(content, source="text.txt")), None)
    if not isinstance(again, Document) or again.raw != text:
        msg = "its text would be read otherwise from a text file, so that no quote would stand where it does"
        raise _Refused(msg)
    return content


def _free_name(corpus: Path, source: str, origin: str, text: bytes) -> str:
    """Make an id of a document's name; one that another document of the same name has is numbered on."""
    inner = source.rsplit("!", 1)[-1].rstrip("/")
    base = _slug(Path(inner).stem or inner)
    for number in range(1, _MOST_SAME_NAMES):
        name = base if number == 1 else f"{base}-{number}"
        if _is_free(corpus, name) or _is_of(corpus, name, origin, text):
            return name
    msg = f"{corpus}: there are {_MOST_SAME_NAMES} documents called {base!r}; give the source another name"
    raise _Refused(msg)


def _slug(text: str) -> str:
    """Make an id of a name.

    >>> _slug("Grüße aus Köln (2021)"), _slug("…")
    ('gruesse-aus-koeln-2021', 'text')
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_SLUG_CHARS].strip("-") or "text"


def _is_free(corpus: Path, name: str) -> bool:
    return not any(any((corpus / folder).glob(f"{name}.*")) for folder in _FOLDERS)


def _is_of(corpus: Path, name: str, origin: str, text: bytes) -> bool:
    """Say whether an id is that of this document: what is said about it names the same origin, or its text is the same."""
    about, announcement = (corpus / "announcements" / f"{name}.{ending}" for ending in ("meta.yaml", "txt"))
    if about.exists():
        return f"origin: {_quoted(origin)}\n" in about.read_text(encoding="utf-8")
    return announcement.exists() and announcement.read_bytes() == text


def _about(name: str, report: Report, origin: str, reviewers: Sequence[str]) -> bytes:
    """Write what is said about a text, in the keys that ``corpus/README.md`` names."""
    states = Counter(
        member.place.state for record in report.networks for member in record.participants if member.place and member.place.state
    )
    date = report.document.date or ""
    lines = (
        f"id: {name}",
        "style: own",
        f"state: {states.most_common(1)[0][0] if states else 'null'}",
        f"year: {date[:4] if date[:4].isdecimal() else 'null'}",
        "phenomena: []",
        f"negative: {'false' if report.networks else 'true'}",
        f"author: {_quoted(', '.join(reviewers) or 'nobody')}",
        f"origin: {_quoted(origin)}",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    """Write a string so that YAML reads it back, whatever is in it."""
    return json.dumps(text, ensure_ascii=True)


def _gold(name: str, report: Report) -> GoldDocument:
    """Write a settled report as gold.

    Raises:
        _Refused: it cannot be written so, or a quote would not be found again.
    """
    info = {"title": report.document.title, "date": report.document.date}
    try:
        gold = GoldDocument.model_validate({"id": name, "document": info, "networks": [_record(one) for one in report.networks]})
        quote_spans(gold, report.text)
    except (ValueError, ReadError) as error:
        msg = f"its values cannot be written as gold: {error}"
        raise _Refused(msg) from error
    return gold


def _record(record: Record) -> dict[str, Any]:
    """Write a record as a person would: keys instead of places, no entities, quotes instead of spans."""
    plain = record.model_dump(mode="json", exclude={"findings"})
    for member in plain["participants"]:
        member["ags"] = (member.pop("place") or {}).get("ags")
    for field in ROLE_FIELDS:
        plain[field] = [{"name": actor["name"], "kind": actor["kind"]} for actor in plain[field]]
    plain["evidence"] = dict(_quotes(record))
    return {field: plain[field] for field in GoldRecord.model_fields}


def _quotes(record: Record) -> Iterator[tuple[str, str]]:
    """Give for every value the words of its surest evidence."""
    for pointer in record.pointers():
        yield pointer, max(record.evidence[pointer], key=lambda piece: piece.confidence).text


def _holds(path: Path, content: bytes) -> bool:
    """Say whether a file is there as it would be written.

    Raises:
        _Refused: another one is there.
    """
    if not path.exists():
        return False
    if path.read_bytes() != content:
        msg = f"{path} is there and says something else; nothing was changed: move it away to have it written anew"
        raise _Refused(msg)
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path) as stream:
            stream.write(content)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror or error}); name a folder that you may write to"
        raise ReadError(msg) from error
