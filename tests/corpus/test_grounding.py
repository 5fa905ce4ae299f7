"""Every value of every report can show the characters it came from, exactly."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.write.records import report_line
from schemas.document import Document
from schemas.record import CORE_FIELDS, Record, Report

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in (ROOT / "corpus" / "dev" / "announcements", ROOT.parent / "shared" / "seed")
    if folder.is_dir()
    for path in folder.iterdir()
    if path.suffix in {".txt", ".html"}
)


@pytest.fixture(scope="module")
def chain() -> Pipeline:
    """Give the chain with all that can be asked of it."""
    return Pipeline(Settings(explain=True))


def _read(source: Path) -> Document:
    (document,) = Reader(Settings()).read(str(source))
    assert isinstance(document, Document)
    return document


def _pieces(report: Report) -> Iterator[tuple[str, int, int, str]]:
    """Yield every quote of a report with where it says it stands."""
    for record in report.networks:
        for pointer, pieces in record.evidence.items():
            yield from ((pointer, piece.start, piece.end, piece.text) for piece in pieces)
        for finding in record.findings:
            yield from ((finding.code, span.start, span.end, span.text) for span in finding.spans)
    for finding in report.findings:
        yield from ((finding.code, span.start, span.end, span.text) for span in finding.spans)
    if report.explain is None:
        return
    for miss in (*report.explain.near_misses, *(item.nearest for item in report.explain.empty if item.nearest)):
        yield miss.field, miss.start, miss.end, miss.text
    for value in report.explain.values:
        if value.cue is not None:
            yield value.pointer, value.cue.start, value.cue.end, value.cue.text


def _unproved(record: Record) -> list[str]:
    return [pointer for pointer in record.pointers() if not record.evidence.get(pointer)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_quote_stands_where_it_says(chain: Pipeline, source: Path) -> None:
    """Values, findings and near misses slice to their own words, and no value is without evidence."""
    document = _read(source)
    report = chain.extract(document)
    assert report.text == document.raw
    assert [piece for piece in _pieces(report) if report.text[piece[1] : piece[2]] != piece[3] or not piece[3]] == []
    assert [_unproved(record) for record in report.networks] == [[] for _ in report.networks]
    assert Report.model_validate_json(report_line(report)) == report


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_value_and_every_empty_core_field_is_explained(chain: Pipeline, source: Path) -> None:
    """Each piece of evidence has its rule and each empty core field its nearest miss or the reason why there is none."""
    report = chain.extract(_read(source))
    assert report.explain is not None
    explained = {(value.network, value.pointer) for value in report.explain.values}
    assert explained == {(index, pointer) for index, record in enumerate(report.networks) for pointer in record.evidence}
    empty = [(item.network, item.field) for item in report.explain.empty]
    if not report.networks:
        assert empty == [(None, "name")]
    else:
        assert empty == [
            (index, field)
            for index, record in enumerate(report.networks)
            for field in CORE_FIELDS
            if getattr(record, field) in (None, [])
        ]


@pytest.mark.parametrize("source", [path for path in SOURCES if path.suffix == ".txt"], ids=lambda path: path.stem)
def test_the_text_of_a_text_file_is_unchanged(source: Path) -> None:
    """Offsets point into the file as it is."""
    assert _read(source).raw == source.read_bytes().decode("utf-8").removeprefix("\ufeff")
