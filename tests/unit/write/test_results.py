"""Results files are read back in every shape that extract writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ReadError
from pipeline.write.results import read_results

SHA = "0" * 64


def _report(name: str) -> dict[str, Any]:
    info = {"id": name, "source": f"{name}.txt", "media_type": "text/plain", "language": "de", "characters": 3, "sha256": SHA}
    meta = {"netzlese": "0", "lexicons": "0", "places": {"source": "none"}}
    return {"schema_version": "1.0", "document": info, "text": "abc", "meta": meta}


SHAPES: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "lines": lambda reports: "".join(json.dumps(report) + "\n" for report in reports),
    "lines with blanks": lambda reports: "\n\n".join(json.dumps(report) for report in reports),
    "array": json.dumps,
    "indented array": lambda reports: json.dumps(reports, indent=2),
    "array of lines": lambda reports: "[\n" + ",\n".join(json.dumps(report) for report in reports) + "\n]\n",
    "with byte order mark": lambda reports: "\ufeff" + "\n".join(json.dumps(report) for report in reports),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_many_reports_in_any_shape(shape: str, tmp_path: Path) -> None:
    """Every shape gives the same reports in the same order."""
    reports = [_report("a"), _report("b")]
    path = tmp_path / "results"
    path.write_text(SHAPES[shape](reports), encoding="utf-8")
    assert list(read_results(path)) == reports


@pytest.mark.parametrize("indent", [None, 2])
def test_one_object(indent: int | None, tmp_path: Path) -> None:
    """A single report may stand on one line or over many."""
    path = tmp_path / "result.json"
    path.write_text(json.dumps(_report("a"), indent=indent), encoding="utf-8")
    assert list(read_results(str(path))) == [_report("a")]


def test_an_empty_array_holds_nothing(tmp_path: Path) -> None:
    """No reports are no error."""
    path = tmp_path / "results.json"
    path.write_text("[]", encoding="utf-8")
    assert list(read_results(path)) == []


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "broken line": (json.dumps(_report("a")) + "\n{oops\n", r"line 2: no JSON, line 2 column 2"),
    "other object": (json.dumps({"name": "x"}), r"line 1: \w+.*expected what 'netzlese extract' writes"),
    "line of a number": (json.dumps(_report("a")) + "\n7\n", r"line 2: holds int, not a report"),
    "array of numbers": ("[1, 2]", r"report 1 of 2: holds int"),
    "broken object": ('{\n "document": oops', r"no JSON, line 2 column 14"),
    "prose": ("Das Netzwerk startet.", r"no JSON, line 1 column 1"),
    "empty": ("  \n", r"is empty"),
    "not utf-8": ("Fürth".encode("latin-1"), r"not readable as text in UTF-8"),
    "wrong quote": (json.dumps({**_report("a"), "networks": [{"name": "X", "evidence": {"/name": [
        {"start": 0, "end": 1, "text": "z", "rule": "r", "confidence": 1}]}}]}), r"is not 'z'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_anything_else_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    """The message names the file, the line and what was expected."""
    content, message = BROKEN[case]
    path = tmp_path / "results.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ReadError, match=message) as error:
        list(read_results(path))
    assert str(error.value).startswith(str(path))


def test_a_missing_file(tmp_path: Path) -> None:
    """A missing file is a read error like any other."""
    with pytest.raises(ReadError, match="not readable"):
        list(read_results(tmp_path / "none.json"))
