"""Prints what a verification found: a line for each problem as it comes, then the counts."""

import click

from pipeline.settings import printable
from pipeline.verify.shapes import Problem, Verified


def print_problem(problem: Problem) -> None:
    """Print one problem in one line: where, at what, which sort, in words."""
    line = f"{problem.where}: {problem.at}: {problem.code}: {problem.message}"
    click.echo(" ".join(printable(line).split()))


def print_verified(verified: Verified) -> None:
    """Print the counts; each line says what was looked at and how much of it holds."""
    wrong = verified.counts
    quotes = sum(wrong[code] for code in ("quote-differs", "outside-text", "no-value", "no-report"))
    click.echo(f"{_counted(verified.documents, 'document')}, {_counted(verified.quotes, 'quote')}: {_verdict(quotes, 'all slice')}")
    if verified.values or verified.people:
        silent = verified.values - verified.fired
        by_people = f"; {verified.people:,} more settled by people" if verified.people else ""
        click.echo(f"{_counted(verified.values, 'piece')} of evidence by rules{by_people}: {_verdict(silent, 'every rule fires')}")
    if verified.decisions:
        click.echo(f"{_counted(verified.decisions, 'decision')}: {_verdict(wrong['decision-quote'], 'all quotes stand')}")
    if verified.standings:
        click.echo(
            f"{_counted(verified.standings, 'standing')}: {_verdict(wrong['standing-differs'], 'all follow from the decisions')}"
        )
    for code in ("text-differs", "not-readable", "store-differs"):
        if wrong[code]:
            click.echo(f"{code}: {wrong[code]:,}")
    for reason, count in verified.not_reread.most_common():
        click.echo(f"{_counted(count, 'document')} not re-read: {reason}")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _verdict(wrong: int, good: str) -> str:
    return f"{wrong:,} {'does' if wrong == 1 else 'do'} not hold" if wrong else good
