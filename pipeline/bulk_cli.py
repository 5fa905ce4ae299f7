"""The command for very many documents: 'netzlese batch'."""

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.bulk.shapes import DOCUMENTS, TIMEOUT
from pipeline.console import DEFECT_HINT, EXIT_DEFECT, EXIT_UNREADABLE, say
from pipeline.errors import SettingsError
from pipeline.options import check_date, counted

if TYPE_CHECKING:
    from pipeline.bulk.runner import Outcome
    from pipeline.bulk.shapes import Engine

_EXIT_SIGNAL = 128
_CTRL_C = 2


@click.command()
@click.argument("sources", metavar="IN…", nargs=-1, required=True)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Who does the work: processes on this machine, or a Dask cluster (needs 'pip install netzlese[dask]'). Example: --engine dask",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 4096),
    metavar="N",
    help="How many processes work at once; as many as there are cores, if not given. The results do not depend on it. Example: --workers 4",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --engine dask: the cluster to use, by its address or the file that its scheduler wrote; IN and OUT must be the same folders "
    "on all its machines. Without it one is started here. Example: --scheduler tcp://10.0.0.1:8786",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    show_default=True,
    help="How the shards are written: jsonl has whole reports, parquet a row for each network. Example: --format parquet",
)
@click.option("--explain", is_flag=True, help="Add rule and cue of every value, and why empty fields are empty. Example: --explain")
@click.option(
    "--date",
    callback=check_date,
    metavar="YYYY-MM-DD",
    help="The day the texts are from, where they do not say; 'last July' is counted from it. Example: --date 2021-05-03",
)
@click.option(
    "--shard",
    "documents",
    type=click.IntRange(1, 1_000_000),
    default=DOCUMENTS,
    show_default=True,
    metavar="N",
    help="Documents of a shard at most; it is also full at 16 MB of input. A kill costs the shards that were being written. Example: --shard 5000",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long one document may take until its worker is ended; it is tried once more, then set aside. Example: --timeout 60",
)
@click.option(
    "--retry", is_flag=True, help="Read once more where a document could not be read, or was set aside, before. Example: --retry"
)
@click.option("--again", is_flag=True, help="Begin anew: throw away what an earlier batch left in OUT. Example: --again")
def batch(
    sources: tuple[str, ...],
    out: Path,
    engine: str,
    workers: int | None,
    scheduler: str | None,
    form: str,
    explain: bool,  # noqa: FBT001 - click's signature
    date: str | None,
    documents: int,
    timeout: float,
    retry: bool,  # noqa: FBT001 - click's signature
    again: bool,  # noqa: FBT001 - click's signature
) -> int:
    """Read very many documents into a folder of shards, with all cores or many machines.

    IN are files, folders and patterns as 'netzlese extract' takes them, and besides them web archives (.warc, .warc.gz) and Parquet files with the columns
    text or html and, if you like, id, url, date, title. OUT is a new or empty folder; it gets shards (part-00000000.jsonl …) in the order of the paths of IN,
    ledger.jsonl with a line for each document that could not be read, or not wholly, and batch.json with versions, settings and counts.

    Give the same command again after ctrl-C, a kill or a power cut: it goes on, and nothing that is finished is done twice. A document that
    ends its worker, or hangs, is tried once more and then set aside. What is written depends on IN and the settings alone, not on workers or engine.

    \b
    Examples:
      netzlese batch pages/ out/
      netzlese batch 'crawl/*.warc.gz' out/ --workers 8 --format parquet
      netzlese batch texts.jsonl out/ --engine dask --scheduler tcp://10.0.0.1:8786
    """
    if scheduler and engine != "dask":
        msg = "--scheduler belongs to a Dask cluster: add --engine dask"
        raise click.UsageError(msg)
    from pipeline.bulk.progress import watching  # noqa: PLC0415 - the chain takes its time to load
    from pipeline.bulk.runner import Batch  # noqa: PLC0415
    from pipeline.bulk.shapes import Job  # noqa: PLC0415

    job = Job(form="parquet" if form == "parquet" else "jsonl", explain=explain, date=date, documents=documents)
    run = Batch(sources, out, job, again=again, retry=retry, tell=say, trace=_show_trace)
    with watching() as watcher:
        try:
            run.run(_engine(engine, workers, scheduler, timeout), watcher)
        except KeyboardInterrupt as stopped:
            say(f"stopped; every finished shard is safe in {out}; the same command goes on from there")
            return _EXIT_SIGNAL + getattr(stopped, "number", _CTRL_C)
        spent = watcher.meter.whole(time.monotonic())
    say(_summary(out, run.outcome, spent))
    return _exit_code(run.outcome)


def _engine(name: str, workers: int | None, scheduler: str | None, timeout: float) -> "Engine":
    """Build who does the work.

    Raises:
        SettingsError: its library is not installed.
    """
    if name == "local":
        from pipeline.bulk.local import LocalEngine, cores  # noqa: PLC0415 - loaded where it is used

        return LocalEngine(workers or cores(), timeout=timeout)
    try:
        from pipeline.bulk.dask_engine import DaskEngine  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "--engine dask needs Dask, which is not installed; install it with: pip install 'netzlese[dask]'"
        raise SettingsError(msg) from error
    return DaskEngine(workers=workers, scheduler=scheduler, timeout=timeout)


def _show_trace(trace: str) -> None:
    with suppress(OSError):  # nobody listens any more: no reason to stop
        click.echo(trace, err=True, nl=False)
    say(DEFECT_HINT)


def _summary(out: Path, outcome: "Outcome", spent: str) -> str:
    """Say in one line what came of it."""
    totals = outcome.totals
    line = f"{out}: {counted(totals.documents, 'document')}, {counted(totals.networks, 'network')} in {counted(totals.shards, 'shard')}"
    if outcome.earlier:
        line += f" ({outcome.earlier:,} of them from before)"
    line += f" in {spent}" if spent else ""
    parts = [f"{totals.failed:,} not read"] if totals.failed else []
    parts += [f"{totals.aside:,} of them set aside"] if totals.aside else []
    parts += [f"{totals.cut:,} read in part"] if totals.cut else []
    if parts:
        line += f"; {', '.join(parts)}: see {out / 'ledger.jsonl'}"
    passed = [f"{counted(totals.passed, 'record')} of archives that are no documents"] if totals.passed else []
    passed += [f"{counted(outcome.passed_over, 'file')} of other kinds"] if outcome.passed_over else []
    return f"{line}; passed over: {', '.join(passed)}" if passed else line


def _exit_code(outcome: "Outcome") -> int:
    """Give the gravest of what was met, as 'netzlese extract' does."""
    if outcome.totals.defects:
        return EXIT_DEFECT
    return EXIT_UNREADABLE if outcome.totals.failed or not outcome.totals.documents else 0


COMMANDS = (batch,)
