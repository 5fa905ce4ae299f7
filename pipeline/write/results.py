"""Reads reports back from a file that ``netzlese extract`` wrote: one JSON object, a JSON array or JSON Lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import ReadError

_HINT = "expected what 'netzlese extract' writes: a report, an array of reports, or one report a line"


def read_results(path: Path | str) -> Iterator[dict[str, Any]]:
    """Yield the reports of a results file, in its order, each checked against the schema.

    JSON Lines are read line by line, so that a large file needs no more memory than its longest line.

    Raises:
        ReadError: the file is missing, is no JSON, or holds something else than reports; the message names the line.
    """
    for where, data in read_unchecked(path):
        yield _checked(data, where)


def read_unchecked(path: Path | str) -> Iterator[tuple[str, Any]]:
    """Yield what a results file holds, whatever that is, each with the words that say where it stands.

    Raises:
        ReadError: the file is missing or is no JSON; the message names the line.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig") as stream:
            first = next((line for line in stream if line.strip()), "")
            lines = _is_json_line(first)
            stream.seek(0)
            yield from _read_lines(path, stream) if lines else _read_whole(path, stream.read())
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: not readable as text in UTF-8 ({error}); {_HINT}"
        raise ReadError(msg) from error


def _is_json_line(line: str) -> bool:
    """Say whether a first line is an object by itself; a report over several lines, or an array, is not."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _read_lines(path: Path, stream: Iterator[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield f"{path}: line {number}", _parse(line, f"{path}: line {number}", number)


def _read_whole(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    if not text.strip():
        msg = f"{path}: is empty; {_HINT}"
        raise ReadError(msg)
    data = _parse(text, str(path), 1)
    if isinstance(data, list):
        for number, item in enumerate(data, start=1):
            yield f"{path}: report {number} of {len(data)}", item
    else:
        yield str(path), data


def _parse(text: str, where: str, line: int) -> Any:  # noqa: ANN401 - JSON may hold anything
    try:
        return json.loads(text)
    except ValueError as error:
        at = f", line {error.lineno + line - 1} column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        msg = f"{where}: no JSON{at} ({error}); {_HINT}"
        raise ReadError(msg) from error


def _checked(data: Any, where: str) -> dict[str, Any]:  # noqa: ANN401 - whatever the JSON held
    """Give back a report as it stands, once the schema accepts it."""
    from pydantic import ValidationError  # noqa: PLC0415 - costs start-up time

    from schemas.record import Report  # noqa: PLC0415 - costs start-up time

    if not isinstance(data, dict):
        msg = f"{where}: holds {type(data).__name__}, not a report; {_HINT}"
        raise ReadError(msg)
    try:
        Report.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "report"
        msg = f"{where}: {place}: {first['msg']}; {_HINT}"
        raise ReadError(msg) from error
    return data
