"""Prints a comparison of two extractions: document by document as it goes, then the counts; or as one JSON object for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

import click

from pipeline.differences.shapes import KINDS, REASONS, Change, DocumentDifference, Summary
from pipeline.settings import printable

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}
_WIDTH = 132
_MOST_QUOTE_CHARS = 100


def print_differences(differences: Iterable[DocumentDifference], *, names: tuple[str, str] = ("A", "B")) -> Summary:
    """Print every document that differs, network by network, then how much differs and why."""
    summary = Summary()
    for document in differences:
        summary.add(document)
        if document.side != "both":
            name = names[0] if document.side == "old" else names[1]
            click.echo(f"{printable(document.source)}: only in {name} ({document.networks} networks, {document.values} values)")
        elif document.changes:
            click.echo(printable(document.source) + (" (the text changed)" if document.text_changed else ""))
            for network, changes in groupby(sorted(document.changes, key=_network), key=_network):
                click.echo(f"  {printable(network)}")
                for change in changes:
                    _print_change(change)
    _print_summary(summary, names)
    return summary


def _network(change: Change) -> str:
    return change.network or "(the document)"


def _print_change(change: Change) -> None:
    shown = {
        "added": change.new,
        "removed": change.old,
        "changed": f"{change.old} → {change.new}",
        "moved": f"{change.old} → network {change.to}",
    }[change.kind]
    click.echo(printable(f"    {_SIGNS[change.kind]} {change.field}: {shown}"))
    click.echo(printable(f"        {change.reason}: {change.why}"))
    quotes = dict.fromkeys(_levelled(quote) for quote in (change.old_quote, change.new_quote) if quote)
    if quotes:
        click.echo(printable(f"        from {' → '.join(map(repr, quotes))}"))


def _levelled(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _MOST_QUOTE_CHARS else f"{line[:_MOST_QUOTE_CHARS]} …"


def _print_summary(summary: Summary, names: tuple[str, str]) -> None:
    """Print the documents in one line and the changes by field, reason and kind in a table."""
    alone = [f"{count} only in {name}" for count, name in ((summary.only_old, names[0]), (summary.only_new, names[1])) if count]
    texts = [f"{summary.texts} with another text"] if summary.texts else []
    click.echo(", ".join([f"{summary.both} documents on both sides, {summary.changed} with changed values", *texts, *alone]))
    if not summary.counts:
        return
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=f"{summary.counts.total()} changes", title_justify="left", header_style="bold")
    for column in ("field", *REASONS, *KINDS):
        table.add_column(column, justify="left" if column == "field" else "right", no_wrap=True)
    for field in dict.fromkeys(name for name, _, _ in sorted(summary.counts)):
        table.add_row(field, *_cells(summary, field))
    table.add_section()
    table.add_row("all", *_cells(summary, None))
    Console(width=None if Console().is_terminal else _WIDTH).print(table)


def _cells(summary: Summary, field: str | None) -> list[str]:
    """Count the changes of a field, or of all, by reason and by kind; no change is no number."""
    mine = {key: count for key, count in summary.counts.items() if field in {None, key[0]}}
    reasons = [sum(count for (_, why, _), count in mine.items() if why == reason) for reason in REASONS]
    kinds = [sum(count for (_, _, what), count in mine.items() if what == kind) for kind in KINDS]
    return [str(count or "") for count in (*reasons, *kinds)]


def print_differences_json(differences: Iterable[DocumentDifference]) -> Summary:
    """Print one JSON object, document by document as they come: those that differ, then the counts."""
    summary = Summary()
    before = '{"documents": ['
    for document in differences:
        summary.add(document)
        if document.changes or document.side != "both":
            click.echo(before + "\n" + json.dumps(asdict(document), ensure_ascii=False), nl=False)
            before = ","
    counts = [{"field": field, "reason": why, "kind": kind, "count": n} for (field, why, kind), n in sorted(summary.counts.items())]
    plain = {
        "both": summary.both,
        "changed": summary.changed,
        "texts": summary.texts,
        "only_old": summary.only_old,
        "only_new": summary.only_new,
        "reasons": {reason: summary.by_reason(reason) for reason in REASONS},
        "counts": counts,
    }
    opened = before if before.startswith("{") else ""
    click.echo(opened + '\n],\n"summary": ' + json.dumps(plain, ensure_ascii=False) + "}")
    return summary
