"""Prints an evaluation: a table for people, JSON for programs, and every error where it happened."""

import json
from dataclasses import asdict
from itertools import groupby
from operator import attrgetter
from typing import Any

import click

from pipeline.changes import Comparison, count_verdicts
from pipeline.compare import Item
from pipeline.reliability import Reliability, measure_reliability
from pipeline.score import Error, Evaluation, FieldScore


def print_table(evaluation: Evaluation) -> None:
    """Print one row a field, all together below."""
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.table import Table  # noqa: PLC0415

    title = f"{evaluation.documents} documents, {evaluation.networks} networks"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("field", no_wrap=True)
    for column in ("gold", "missed", "wrong", "precision", "recall", "F1", "95 %", "lenient P", "R", "F1"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in evaluation.fields:
        table.add_row(*_cells(row))
    table.add_section()
    table.add_row(*_cells(evaluation.micro))
    table.add_row(*_cells(evaluation.macro))
    console = Console(width=None if Console().is_terminal else 132)
    console.print(table)


def _cells(row: FieldScore) -> tuple[str, ...]:
    strict, lenient = row.strict, row.lenient
    counts = (str(count) for count in (row.support, row.missed, row.wrong))
    mine = (f"{figure:.3f}" for figure in (strict.precision, strict.recall, strict.f1))
    near = (f"{figure:.3f}" for figure in (lenient.precision, lenient.recall, lenient.f1))
    return (row.field, *counts, *mine, f"{strict.low:.3f}–{strict.high:.3f}", *near)


def print_reliability(reliability: Reliability) -> None:
    """Print for each tenth of confidence how many values it holds and how many of them were right."""
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.table import Table  # noqa: PLC0415

    title = f"confidence of {reliability.values} values, expected calibration error {reliability.error:.3f}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in ("confidence", "values", "mean", "right"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in reliability.bins:
        table.add_row(f"{each.low:.1f}–{each.high:.1f}", str(each.values), f"{each.confidence:.3f}", f"{each.right:.3f}")
    Console(width=None if Console().is_terminal else 132).print(table)


def print_json(evaluation: Evaluation, *, errors: bool) -> None:
    """Print the figures, and the errors where asked, as one JSON object."""
    plain: dict[str, Any] = {
        "documents": evaluation.documents,
        "networks": evaluation.networks,
        "fields": {row.field: _plain(row) for row in evaluation.fields},
        "micro": _plain(evaluation.micro),
        "macro": _plain(evaluation.macro),
        "reliability": asdict(measure_reliability(evaluation)),
    }
    if errors:
        plain["errors"] = [_plain_error(error) for error in evaluation.errors]
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def _plain(row: FieldScore) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if key != "field"}


def _plain_error(error: Error) -> dict[str, Any]:
    gold, ours = error.mismatch.gold, error.mismatch.ours
    return {
        "document": error.document,
        "network": error.network,
        "field": error.mismatch.field,
        "kind": error.mismatch.kind,
        "gold": gold and {"value": gold.show(), "text": error.gold_text},
        "ours": ours and {"value": ours.show(), "text": error.our_text, "rule": ours.rule, "confidence": ours.confidence},
        "sentence": error.sentence,
    }


_MARKS = {"gained": "+ right", "lost": "- right", "removed": "- wrong", "added": "+ wrong"}


def print_comparison(comparison: Comparison) -> None:
    """Print every value two runs differ in, then the figures of both, field by field where they differ."""
    for document, changes in groupby(sorted(comparison.changes, key=attrgetter("document")), key=attrgetter("document")):
        click.echo(document)
        for change in changes:
            rule = f" by {change.rule}" if change.rule else ""
            click.echo(f"  {_MARKS[change.verdict]}  {change.field}: {change.value}{rule}  [{change.network}]")
            if change.sentence:
                click.echo(f"           in: {change.sentence}")
    for name in comparison.absent:
        click.echo(f"{name}: only in one of the two runs, or without gold; left out")
    _print_differences(comparison)


def _print_differences(comparison: Comparison) -> None:
    """Print both F1 of every field that has changes, and of all together."""
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.table import Table  # noqa: PLC0415

    counts = count_verdicts(comparison.changes)
    changed = {name for name, _ in counts}
    table = Table(title=f"{comparison.now.documents} documents in both runs", title_justify="left", header_style="bold")
    for column in ("field", "F1 before", "now", *_MARKS.values()):
        table.add_column(column, justify="left" if column == "field" else "right", no_wrap=True)
    old = {row.field: row for row in (*comparison.before.fields, comparison.before.micro)}
    for row in (*comparison.now.fields, comparison.now.micro):
        if row.field in changed or row.field == "micro":
            before = f"{old[row.field].strict.f1:.3f}" if row.field in old else "–"
            tallies = [
                sum(count for (name, kind), count in counts.items() if kind == verdict and row.field in {name, "micro"})
                for verdict in _MARKS
            ]
            table.add_row(row.field, before, f"{row.strict.f1:.3f}", *(str(count or "") for count in tallies))
    console = Console(width=None if Console().is_terminal else 132)
    console.print(table)


def print_comparison_json(comparison: Comparison) -> None:
    """Print the changes and both micro figures as one JSON object."""
    plain = {
        "documents": comparison.now.documents,
        "before": {row.field: _plain(row) for row in (*comparison.before.fields, comparison.before.micro)},
        "now": {row.field: _plain(row) for row in (*comparison.now.fields, comparison.now.micro)},
        "changes": [asdict(change) for change in comparison.changes],
        "absent": comparison.absent,
    }
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def print_errors(evaluation: Evaluation) -> None:
    """Print every error, grouped by document and network."""
    for (document, network), errors in groupby(evaluation.errors, key=lambda error: (error.document, error.network)):
        click.echo(f"{document} · {network}")
        for error in errors:
            mismatch = error.mismatch
            click.echo(f"  {mismatch.kind:8} {mismatch.field}")
            if mismatch.gold:
                click.echo(f"           gold: {_side(mismatch.gold, error.gold_text)}")
            if mismatch.ours:
                click.echo(f"           ours: {_side(mismatch.ours, error.our_text)}")
            if error.sentence:
                click.echo(f"           in:   {error.sentence}")
    click.echo(f"{len(evaluation.errors)} errors\n")


def _side(item: Item, text: str | None) -> str:
    quote = f" from {' '.join(text.split())!r}" if text else ""
    rule = f" by {item.rule} ({item.confidence:.2f})" if item.rule and item.confidence is not None else ""
    return item.show() + quote + rule
