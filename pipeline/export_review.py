"""Gives out what a store holds as it stands now: every document's report with what people settled, in any format.

One report at a time goes from the store to the stream, so that ten thousand documents need no more memory than one.
"""

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Literal

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.desk import Desk
    from schemas.record import Report

#: documents: "all" of them, or only those without an open value and without a conflict
Only = Literal["settled", "all"]
#: format -> (ending of a file, media type)
FORMS = {
    "csv": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": (".jsonl", "application/jsonl"),
    "json": (".json", "application/json"),
    "parquet": (".parquet", "application/vnd.apache.parquet"),
    "html": (".html", "text/html; charset=utf-8"),
}


def export(desk: "Desk", form: str, stream: IO[bytes] | None, *, only: Only = "all", lang: str = "de") -> int:
    """Write the reports as they hold now to a stream that becomes a file, and give how many documents that were.

    ``form``: one of ``FORMS``; ``stream``: None is standard output; ``lang``: language of the page (``html``), "de" or "en".

    Raises:
        SettingsError: the format is not known, or needs a library that is not installed.
        StoreError: the store cannot be read.
    """
    if form not in FORMS:
        msg = f"no format is called {form!r}; expected one of {', '.join(FORMS)}"
        raise SettingsError(msg)
    reports = _Counted(desk.settled_reports(only_settled=only == "settled"))
    if form == "html":
        _write_page(reports, stream, lang)
    else:
        from pipeline.write import Writer  # noqa: PLC0415 - heavy libraries are loaded where they are used

        with Writer(form).open(None) if stream is None else Writer(form).to(stream) as sink:
            for report in reports:
                sink.add(report)
    return reports.count


class _Counted:
    """Hand reports on and count them."""

    def __init__(self, reports: "Iterator[Report]") -> None:
        self._reports = reports
        self.count = 0

    def __iter__(self) -> "Iterator[Report]":
        for report in self._reports:
            self.count += 1
            yield report


def _write_page(reports: _Counted, stream: IO[bytes] | None, lang: str) -> None:
    """Write the page that shows each text with its values, and who settled them."""
    from pipeline.write import write_report, writing  # noqa: PLC0415 - heavy libraries are loaded where they are used

    if stream is None:
        with writing(None) as standard_output:
            _write_page(reports, standard_output, lang)
        return
    page = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
    try:
        write_report((report.model_dump(mode="json") for report in reports), page, lang=lang)
        page.flush()
    finally:
        page.detach()
