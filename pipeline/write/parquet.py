"""Writes reports as Parquet: one row a network, with what it holds in nested columns, for data frames and databases.

As in CSV a document without a network has no row. The columns come from the models (``pipeline.write.arrow``): those of the
document (``document_…``), the network's index, the record's fields, its ``evidence`` and ``findings``, what people settled
(``review_…``, null and empty without a review), and the versions behind the report. The document's text is not in it: every piece of
evidence carries its own words. What people said of networks that are left out stands in ``document_refused``, in each row of the document.
"""

from functools import cache
from typing import IO, Any

from pipeline.errors import SettingsError
from pipeline.write.arrow import Column, column_of, columns_of, list_of, struct_of
from schemas.finding import Finding
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, DocumentInfo, Evidence, Record, Report
from schemas.review import RefusedValue, ValueReview

_ROWS = 2_000  # of a group: enough to compress well, few enough to keep memory flat
_LOOSE = 32  # a batch of one row takes a hundred times the room of its data: so many are put together


class ParquetTable:
    """Write one row a network, group by group; a report whose row cannot be written costs no other."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy
            from pyarrow import parquet  # noqa: PLC0415
        except ImportError as error:
            msg = "writing Parquet needs pyarrow, which is not installed; install it with: pip install pyarrow"
            raise SettingsError(msg) from error
        columns = _columns()
        self._schema = pa.schema([pa.field(name, column.type) for name, column in columns.items()])
        self._writer = parquet.ParquetWriter(_Relay(stream), self._schema, compression="zstd")
        self._loose: list[pa.RecordBatch] = []
        self._batches: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, report: Report) -> None:
        """Take the rows of one report; a full group is written."""
        import pyarrow as pa  # noqa: PLC0415

        rows = [_row(report, index) for index in range(len(report.networks))]
        if rows:  # turned into Arrow now, so that what cannot be written fails with its own document
            self._loose.append(pa.RecordBatch.from_pylist(rows, schema=self._schema))
            self._rows += len(rows)
        if len(self._loose) >= _LOOSE:
            self._tidy()
        if self._rows >= _ROWS:
            self._flush()

    def _tidy(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        if self._loose:
            self._batches.append(pa.concat_batches(self._loose))
        self._loose = []

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self._tidy()
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, self._schema), row_group_size=max(self._rows, 1))
        self._batches, self._rows = [], 0

    def close(self) -> None:
        """Write the last group and the foot of the file."""
        self._flush()
        self._writer.close()


class _Relay:
    """Hand on what pyarrow writes, and count it: a pipe cannot say where it is.

    A writer that is thrown away half-way still writes a foot; by then the stream is closed, and nobody wants that foot.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._written = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write on, as long as there is somebody to write to."""
        if not self._stream.closed:
            self._stream.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """Say how much was written."""
        return self._written

    def flush(self) -> None:
        """Leave it to the stream's owner when bytes reach the disk."""

    def close(self) -> None:
        """Leave the stream open for its owner."""
        self.closed = True


@cache
def _columns() -> dict[str, Column]:
    """Derive the columns of a row, in their order."""
    refused = columns_of(RefusedValue)
    settled = {name: column for name, column in columns_of(ValueReview).items() if name != "network"}
    record = columns_of(Record)
    number, words = column_of(int), column_of(str)
    return {
        **{f"document_{name}": column for name, column in columns_of(DocumentInfo).items()},
        "document_findings": list_of(column_of(Finding)),
        "document_refused": list_of(struct_of(refused)),
        "network": number,
        **{name: record[name] for name in (*SCALAR_FIELDS, *LIST_FIELDS)},
        "evidence": list_of(struct_of({"pointer": words, **columns_of(Evidence)})),
        "findings": list_of(column_of(Finding)),
        "review_values": list_of(struct_of(settled)),
        "review_refused": list_of(struct_of({name: column for name, column in refused.items() if not name.startswith("network")})),
        "review_total": number,
        "review_settled": number,
        "review_wrong": column_of(float),
        "meta_netzlese": words,
        "meta_lexicons": words,
        "meta_places_source": words,
        "meta_places_date": words,
    }


def _row(report: Report, index: int) -> dict[str, Any]:
    record, review, meta = report.networks[index], report.review, report.meta
    values: dict[str, Any] = {
        **{f"document_{name}": getattr(report.document, name) for name in DocumentInfo.model_fields},
        "document_findings": report.findings,
        "document_refused": [refused for refused in review.refused if refused.network is None] if review else [],
        "network": index,
        **{name: getattr(record, name) for name in (*SCALAR_FIELDS, *LIST_FIELDS)},
        "evidence": [{"pointer": pointer, **dict(piece)} for pointer, pieces in record.evidence.items() for piece in pieces],
        "findings": record.findings,
        "review_values": [value for value in review.values if value.network == index] if review else [],
        "review_refused": [refused for refused in review.refused if refused.network == index] if review else [],
        "review_total": review and review.total,
        "review_settled": review and review.settled,
        "review_wrong": review and review.wrong,
        "meta_netzlese": meta.netzlese,
        "meta_lexicons": meta.lexicons,
        "meta_places_source": meta.places.source,
        "meta_places_date": meta.places.date,
    }
    return {name: column.plain(values[name]) for name, column in _columns().items()}
