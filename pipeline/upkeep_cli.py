"""Commands that look at what is stored: where it stands, what changed, whether it still holds, and what corrections teach."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.console import EXIT_FINDINGS, say
from pipeline.errors import ReadError
from pipeline.options import FILE, FOLDER, check_date, counted, is_store_address, one_line, open_store, print_option, store_option
from pipeline.settings import Settings, printable, user_home

if TYPE_CHECKING:
    from schemas.record import Report
    from schemas.store import Run, Totals

_RUNS_SHOWN = 10
#: a store as a run left it; the @ of a password stands before the database's name
_AT_RUN_RE = re.compile(r"(?P<store>\w+://[^/]*/.+|(?!\w+://).+)@(?P<run>\d{1,9})", re.DOTALL)
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class _Status:
    """Hold what a store is asked for, in the order in which it is printed."""

    store: str
    totals: "Totals"
    decisions: int
    reviewers: tuple[str, ...]
    runs: "tuple[Run, ...]"
    gone: int


@click.group()
def store() -> None:
    """Look after the store that 'netzlese ingest' fills."""


@store.command("status")
@store_option
@print_option
def store_status(db: str, form: str) -> None:
    """Say what the store holds, how far it is settled, and which runs filled it.

    The numbers of the runs are those that 'netzlese diff store.sqlite@3' takes.

    \b
    Example:
      netzlese store status
    """
    from pipeline.identity import is_file_gone  # noqa: PLC0415 - loaded with the store

    with open_store(db) as opened, opened.reading() as reading:
        totals, runs = reading.totals(), sorted(reading.runs(), key=lambda run: run.id)
        gone = sum(map(is_file_gone, reading.keys()))
        _, decisions = reading.all_decisions(1, 1)
        reviewers = reading.reviewers()
    if form == "json":
        click.echo(_plain(_Status(opened.where, totals, decisions, reviewers, tuple(runs), gone)))
        return
    states = ", ".join(f"{count:,} {state}" for state, count in totals.states.items() if count and state != "all")
    by = f" by {', '.join(map(printable, reviewers))}" if reviewers else ""
    lines = [
        f"store: {opened.where}",
        f"documents: {totals.documents:,}{f' ({states})' if states else ''}",
        f"networks: {totals.networks:,}",
        f"values: {totals.settled:,} of {totals.values:,} settled, about {round(totals.wrong):,} wrong ones left",
        f"conflicts: {totals.conflicts:,}",
        f"decisions: {decisions:,}{by}",
    ]
    if gone:
        lines.append(f"files: those of {counted(gone, 'document')} are not here any more; what was read of them stays")
    if len(runs) > _RUNS_SHOWN:
        lines.append(f"runs: {len(runs):,}, the last {_RUNS_SHOWN}:")
    lines += [_line_of(run) for run in runs[-_RUNS_SHOWN:]]
    click.echo("\n".join(lines))


def _line_of(run: "Run") -> str:
    ended = "" if run.finished else ", broken off or still at work"
    note = f" ({printable(run.note)})" if run.note else ""
    return f"run {run.id}: {run.started}, Netzlese {run.netzlese}, word lists {run.lexicons}, {run.places}{ended}{note}"


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@print_option
def diff(before: str, after: str, form: str) -> None:
    """Show what changed between two extractions, value by value, and why.

    A and B are files that 'netzlese extract' or 'netzlese export' wrote as JSON, or stores. A store stands for what holds in it now, with all that
    people settled; 'store.sqlite@3' for what the machine had read when run 3 was over ('netzlese store status' lists the runs). The reason is
    one of: another text, another rule, other places, a correction.

    \b
    Examples:
      netzlese diff before.jsonl after.jsonl
      netzlese diff output/netzlese.sqlite@1 output/netzlese.sqlite
    """
    from pipeline.differences import compare, print_differences, print_differences_json  # noqa: PLC0415 - pydantic takes its time

    with ExitStack() as opened:
        (old, old_name), (new, new_name) = (_reports(where, opened) for where in (before, after))
        differences = compare(old, new)
        if form == "json":
            print_differences_json(differences)
        else:
            print_differences(differences, names=(old_name, new_name))


def _reports(where: str, opened: ExitStack) -> "tuple[Iterable[Report | Mapping[str, Any]], str]":
    """Give the reports of a results file or of a store, and its name as it may be printed."""
    at_run = None if Path(where).exists() else _AT_RUN_RE.fullmatch(where)
    name = at_run["store"] if at_run else where
    if not at_run and not is_store_address(name) and not _is_store(Path(name)):
        from pipeline.write import read_results  # noqa: PLC0415 - loaded where it is used

        return read_results(name), printable(name)
    from pipeline.desk import Desk  # noqa: PLC0415 - the database takes its time to load

    store = opened.enter_context(open_store(name))
    if at_run is None:
        return Desk(store).settled_reports(), store.where
    run = int(at_run["run"])
    with store.reading() as reading:
        if run not in {one.id for one in reading.runs()}:
            msg = f"{store.where}: there is no run {run}; 'netzlese store status' lists the runs"
            raise ReadError(msg)
    return Desk(store).machine_reports(run), f"{store.where}@{run}"


def _is_store(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:  # whoever reads it next says it better
        return False


def _check_results(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | str | None:
    """Take a file that is there, or the address of a store; one that is mistyped is refused by the store, which does not show it."""
    if value is None or is_store_address(value):
        return value
    path: Path = FILE.convert(value, parameter, context)
    return path


@click.command()
@click.argument("results", callback=_check_results, required=False)
@store_option
@click.option(
    "--quotes-only",
    is_flag=True,
    help="Look at quotes and decisions, but do not read the texts again by the rules. Example: --quotes-only",
)
@click.option(
    "--date", callback=check_date, metavar="YYYY-MM-DD", help="The day that was given to extract. Example: --date 2021-05-03"
)
def verify(results: Path | str | None, db: str, quotes_only: bool, date: str | None) -> int:  # noqa: FBT001 - click's signature
    """Prove that every value still shows the characters it came from.

    RESULTS is what 'netzlese extract' or 'netzlese export' wrote as JSON, or a store; without it the store of --db is looked at. Every quote must
    stand where it says, every rule must read its value from these characters again, and in a store all must be as the decisions say. Exit
    code 1 where something does not hold, with a line on each.

    \b
    Examples:
      netzlese verify results.jsonl
      netzlese verify
    """
    from pipeline.verify import print_problem, print_verified, verify_results, verify_store  # noqa: PLC0415 - the chain takes its time

    settings = Settings(date=date)
    if isinstance(results, Path) and not _is_store(results):
        verified = verify_results(results, settings, rules=not quotes_only, tell=print_problem)
    else:
        with open_store(str(results or db)) as store:
            verified = verify_store(store, settings, rules=not quotes_only, tell=print_problem)
    print_verified(verified)
    return 0 if verified.holds else EXIT_FINDINGS


@click.command()
@store_option
@click.option(
    "--accept",
    metavar="ID",
    multiple=True,
    help="Take this entry into your own word lists; may be given more than once. Example: --accept a3f2",
)
@click.option(
    "--refuse",
    metavar="ID",
    multiple=True,
    help="Do not propose this entry again; may be given more than once. Example: --refuse 09bc",
)
@click.option(
    "--corpus",
    "gold",
    type=FOLDER,
    help="Measure on this gold, too; without it on that of the checkout, where there is one. Example: --corpus mycorpus",
)
@print_option
def suggest(db: str, accept: tuple[str, ...], refuse: tuple[str, ...], gold: Path | None, form: str) -> None:
    """Propose entries for the word lists, learnt from what people corrected.

    Each proposal says what it would gain and what it would lose over everything that was settled. Nothing changes until you accept it; what you
    accept goes into word lists of your own, and 'netzlese ingest --again' reads the store with them.

    \b
    Examples:
      netzlese suggest
      netzlese suggest --accept a3f2
    """
    from pipeline import suggest as room  # noqa: PLC0415 - the chain takes its time to load

    settings = Settings()
    own = settings.own_lexicons or user_home() / "lexicons"
    if accept or refuse:
        for line in [*(room.accept(accept, own) if accept else ()), *(room.refuse(refuse, own) if refuse else ())]:
            click.echo(line)
        return
    with open_store(db) as store:
        found = room.suggest(store, settings, corpus=gold, tell=_tell)
    click.echo(_plain(found) if form == "json" else room.show(found))


def _tell(step: str) -> None:
    """Say how far a search is, to a person who waits for it."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(step)


def _plain(thing: Any) -> str:  # noqa: ANN401 - any dataclass
    """Write a dataclass as JSON."""
    import json  # noqa: PLC0415 - only here
    from dataclasses import asdict  # noqa: PLC0415

    return json.dumps(asdict(thing), ensure_ascii=False, indent=2)


@click.group()
def corpus() -> None:
    """Write gold, records that rules are measured by, from what people settled."""


@corpus.command("add")
@click.argument("folder", metavar="CORPUS", type=click.Path(path_type=Path, file_okay=False))
@click.argument("documents", metavar="[ID…]", nargs=-1, type=click.IntRange(1))
@store_option
def corpus_add(folder: Path, documents: tuple[int, ...], db: str) -> int:
    """Turn settled documents into gold.

    CORPUS is a folder with announcements/ and gold/, as 'netzlese evaluate' takes it, made where it is missing; ID the number of a document, as its
    address in the workbench shows it. Without one, all documents that are wholly settled. What is there already is never changed; exit code 1
    where a document was refused.

    \b
    Examples:
      netzlese corpus add mycorpus
      netzlese corpus add mycorpus 12 15
    """
    from pipeline.desk import Desk  # noqa: PLC0415 - the database takes its time to load
    from pipeline.gold_writer import add_to_corpus  # noqa: PLC0415

    with open_store(db) as store:
        added = add_to_corpus(Desk(store), folder, documents)
    counts = Counter(one.what for one in added)
    for one in added:
        if one.what == "refused" or (one.what == "open" and documents):
            say(f"{one.source}: {one.message}")
        elif one.what != "open":
            click.echo(f"{one.what}\t{one.id}\t{one_line(one.source)}")
    waiting = f", {counts['open']:,} not wholly settled yet" if counts["open"] else ""
    say(
        f"{folder}: {counted(counts['written'], 'document')} added, {counts['same']:,} there already{waiting}, {counts['refused']:,} refused"
    )
    return EXIT_FINDINGS if counts["refused"] or (documents and counts["open"]) else 0


COMMANDS = (store, diff, verify, suggest, corpus)
