"""Reads JSON Lines: one document a line; a broken line fails alone."""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from pipeline.errors import ReadError
from pipeline.read.failure import Failure
from pipeline.read.findings import empty_finding
from pipeline.read.stamps import to_edtf
from schemas.document import Document
from schemas.finding import Finding

_SURROGATE_RE = re.compile("[\ud800-\udfff]")
_SHOWN_CHARS = 60


def read_lines(lines: Iterable[bytes], *, source: str) -> Iterator[Document | Failure]:
    """Read lines as they come, so that a file of any length fits into memory.

    >>> found = list(read_lines([b'{"text": "Stadt Lage", "id": 7}', b'{"text":'], source="in.jsonl"))
    >>> found[0].id, found[0].raw, found[0].source
    ('7', 'Stadt Lage', 'in.jsonl:1')
    >>> print(found[1])
    in.jsonl:2: no JSON ('{"text":': Expecting value); this line is left out
    """
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901 - the mark is no part of the line
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            document = _read_line(line.rstrip(b"\r\n"), where)
        except ReadError as error:
            yield Failure(where, str(error))
            continue
        if document.id in seen:
            message = f"an earlier line has the id {document.id!r} too"
            document = document.adding(findings=(*document.findings, _warn("duplicate-id", message)))
        seen.add(document.id)
        yield document


def _read_line(line: bytes, where: str) -> Document:
    """Build one document.

    Raises:
        ReadError: the line is no JSON object with a text.
    """
    values = _parse(line)
    text = values.get("text")
    if not isinstance(text, str):
        fields = ", ".join(map(repr, list(values)[:8])) or "none"
        msg = f"has no field 'text' with a string (fields: {fields}); this line is left out"
        raise ReadError(msg)
    text = _whole(text)
    digest = sha256(line).hexdigest()
    findings: tuple[Finding, ...] = () if text.strip() else (empty_finding(),)
    date, title, url, identity = (_whole(values.get(name)) for name in ("date", "title", "url", "id"))
    declared = to_edtf(str(date)) if date else None
    if date and declared is None:
        message = f"the date {str(date)[:_SHOWN_CHARS]!r} is none that is read; write it as YYYY-MM-DD"
        findings += (_warn("date-unreadable", message),)
    return Document(
        id=str(identity) if isinstance(identity, str | int) and str(identity).strip() else digest[:16],
        source=url if isinstance(url, str) and url else where,
        media_type="text/plain",
        sha256=digest,
        raw=text,
        title=title if isinstance(title, str) and title.strip() else None,
        declared_date=declared,
        findings=findings,
    )


def _whole(value: Any) -> Any:  # noqa: ANN401 - JSON may hold anything
    r"""Put whole characters for halves that were escaped alone ("\ud83d"): no file could hold them."""
    if isinstance(value, str) and _SURROGATE_RE.search(value):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _parse(line: bytes) -> dict[str, Any]:
    shown = line[:_SHOWN_CHARS].decode("utf-8", "replace")
    try:
        values = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "not UTF-8, or nested too deep"
        msg = f"no JSON ({shown!r}: {reason}); this line is left out"
        raise ReadError(msg) from error
    if not isinstance(values, dict):
        msg = f"{shown!r} is no JSON object; expected one with a field 'text'; this line is left out"
        raise ReadError(msg)
    return values


def _warn(code: str, message: str) -> Finding:
    return Finding(code=code, severity="warning", message=message)
