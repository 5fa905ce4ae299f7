"""Verifies a results file: its quotes against its texts, its rules against what they read today from the sources."""

from collections.abc import Callable
from pathlib import Path

from pipeline.batch import Failed, extract_one
from pipeline.settings import Settings
from pipeline.verify.quotes import check_quotes
from pipeline.verify.rules import check_rules
from pipeline.verify.shapes import Problem, Verified
from pipeline.verify.sources import Sources
from pipeline.write import read_unchecked
from schemas.record import Report


def verify_results(
    path: Path, settings: Settings | None = None, *, rules: bool = True, tell: Callable[[Problem], None] | None = None
) -> Verified:
    """Check every report of a results file, one at a time.

    A document is read again only from the very source it came from (same bytes), or from its text where that is all the source had; of the
    others it is said that they were not read again. ``rules=False`` leaves that out. ``tell`` hears each problem at once.

    Raises:
        ReadError: the file is missing or is no JSON.
    """
    verified = Verified(tell=tell)
    again = _Again(settings or Settings()) if rules else None
    for place, data in read_unchecked(path):
        verified.documents += 1
        report, quotes, problems = check_quotes(data, f"{place} {_source_of(data)}".rstrip())
        verified.quotes += quotes
        verified.note(problems)
        if report is not None and again is not None:
            again.check(report, f"{place} {report.document.source}", verified)
    return verified


def _source_of(data: object) -> str:
    document = data.get("document") if isinstance(data, dict) else None
    source = document.get("source") if isinstance(document, dict) else None
    return source if isinstance(source, str) else ""


class _Again:
    """Read and extract documents again; the chain is built for the first that can be read."""

    def __init__(self, settings: Settings) -> None:
        from pipeline.run import Pipeline  # noqa: PLC0415 - the chain takes its time to load

        self._pipeline = Pipeline(settings)
        self._sources = Sources(settings)

    def check(self, report: Report, where: str, verified: Verified) -> None:
        """Extract the document of a report again and compare; count it where that cannot be done."""
        found = self._sources.find(report)
        if isinstance(found, str):
            verified.not_reread[found] += 1
            return
        if found.raw != report.text:
            message = "the same bytes are read as another text today; extract again"
            verified.note([Problem(where, "text", "text-differs", message)])
            return
        again = extract_one(found, self._pipeline)
        if isinstance(again, Failed):
            verified.note([Problem(where, "document", "not-readable", again.reason)])
        else:
            check_rules(report, again, where, verified)
