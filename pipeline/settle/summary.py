"""A document in one row: what the inbox shows and searches."""

from collections.abc import Iterator

from pipeline.settle.worth import gain
from schemas.finding import UNREAD_CODES
from schemas.record import Report
from schemas.review import STANDING, FindingState, Settled
from schemas.store import Summary

_MOST_WORDS_CHARS = 4000
#: fields whose values people look for
_SOUGHT = frozenset(
    {
        "name", "aliases", "acronym", "participants", "funders", "initiators", "managers", "consultants", "partners", "programmes",
        "funding_refs", "people", "regions", "relations",
    }
)  # fmt: skip


def summarise(report: Report, settled: Settled) -> Summary:
    """Sum up where a document stands."""
    standing = [network for network in settled.networks if network.state == "stands"]
    unread = any(finding.code in UNREAD_CODES for finding in report.findings) or not report.text.strip()
    return Summary(
        title=report.document.title,
        date=report.document.date,
        label=", ".join(network.label for network in standing if network.label),
        networks=len(standing),
        values=settled.values,
        settled=settled.settled,
        conflicts=settled.conflicts,
        findings=sum(finding.answered is None and _is_asking(finding) for finding in settled.findings),
        wrong=settled.wrong,
        gain=gain(settled.items),
        unread=unread,
        words=" ".join(dict.fromkeys(_words(report, settled))).casefold()[:_MOST_WORDS_CHARS],
    )


def _is_asking(finding: FindingState) -> bool:
    """Say whether a finding wants somebody to look; that no network was read does, since a whole one may be missed."""
    return finding.severity in {"error", "warning"} or finding.code == "no-network"


def _words(report: Report, settled: Settled) -> Iterator[str]:
    """Yield what a document may be looked for by."""
    info = report.document
    yield from (text for text in (info.title, info.source, info.address, info.date) if text)
    yield from (network.label for network in settled.networks if network.label)
    for item in settled.items:
        if item.field in _SOUGHT and item.state in STANDING:
            value = item.value.get("name") if isinstance(item.value, dict) else item.value
            if isinstance(value, str):
                yield value
