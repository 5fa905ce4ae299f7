"""Commands around the store: fill it, settle what it holds in the workbench, give it out, and say where it stands."""

import shlex
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.console import DEFECT_HINT, EXIT_DEFECT, EXIT_STOPPED, EXIT_UNREADABLE, progress, say
from pipeline.errors import StoreError
from pipeline.options import (
    FORMS,
    OUTPUT,
    STORE,
    check_date,
    counted,
    form_of,
    is_beside,
    is_store_address,
    named,
    one_line,
    open_store,
    refuse_overwriting,
    refuse_source,
    shortened,
    store_option,
)
from pipeline.settings import Settings, printable

if TYPE_CHECKING:
    from pipeline.batch import Failed
    from pipeline.ingest import Counts, Intake
    from pipeline.store import Store

#: tried first, and those after it where it is taken
_PORT = 8765
_PORTS = 20
_MOST_PORT = 65_535
_SIGNAL = 128


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1)
@store_option
@click.option("--date", callback=check_date, metavar="YYYY-MM-DD", help="As for extract. Example: --date 2021-05-03")
@click.option(
    "--again",
    is_flag=True,
    help="Read all documents of the store again with the present rules, from what was kept of them; takes no PATH. Example: --again",
)
@click.option(
    "--each",
    is_flag=True,
    help="Print a line for each document once it is safe in the store: what became of it, and its source. Example: --each",
)
def ingest(paths: tuple[str, ...], db: str, date: str | None, again: bool, each: bool) -> int:  # noqa: FBT001 - click's signature
    """Read announcements into a store, for 'netzlese review'.

    PATH is what 'netzlese extract' reads. Every document is kept with its text, its records and all earlier versions. Give the same
    paths again whenever you like: what is as it was is left alone, what changed becomes a new version, what new rules read otherwise a new
    reading. What people decided stays; where it no longer fits, both sides are shown in the workbench.

    A document is safe once it is counted. Stopped with ctrl-C or by a crash, the same command goes on from there.

    \b
    Examples:
      netzlese ingest announcements/
      netzlese ingest announcements/ --db register.sqlite
      netzlese ingest --again
    """
    if again == bool(paths):
        msg = "--again takes no PATH" if again else "say what to read: a file, a folder, or - for standard input; or --again"
        raise click.UsageError(msg)
    if any("@" in path and is_store_address(path) for path in paths):
        msg = "one PATH is an address; the store stands behind --db, and PATH is what to read"
        raise click.UsageError(msg)
    if again and date:
        msg = "--again leaves every document its day; to give one another, ingest it with --date"
        raise click.UsageError(msg)
    from pipeline.desk import Desk  # noqa: PLC0415 - the database takes its time to load
    from pipeline.ingest import Intake  # noqa: PLC0415

    settings = Settings(date=date)
    sources = [] if again else _sources(paths, db, settings)
    if db == STORE and not again:
        Path(db).parent.mkdir(exist_ok=True)
    with open_store(db, create=not again) as store:
        done = _tell_done if each else _tell_nothing
        note = "again" if again else " ".join(map(printable, paths))
        intake = Intake(Desk(store), settings, tell=_Teller(), done=done, note=note)
        if again:
            with store.reading() as reading:
                documents = list(reading.document_ids())
            return _run(intake, store, db, lambda: _reread(intake, documents))
        return _run(intake, store, db, lambda: _read(intake, sources, quiet=each))


def _sources(paths: tuple[str, ...], db: str, settings: Settings) -> list[str]:
    """List the sources; of what is passed over, the store itself is not worth a word."""
    from pipeline.read import Reader  # noqa: PLC0415 - bs4 and pydantic take their time

    notes: list[str] = []
    sources = Reader(settings).expand(paths, notes=notes)
    notes = [note for note in notes if not is_beside(note.partition(": passed over")[0], db)]
    if notes:
        say(shortened(notes))
    return sources


def _read(intake: "Intake", sources: list[str], *, quiet: bool) -> None:
    with progress(sources, len(sources), printable, hide=quiet) as watched:
        intake.read(watched)


def _reread(intake: "Intake", documents: list[int]) -> None:
    with progress(documents, len(documents), str) as watched:
        intake.reread(watched)


def _run(intake: "Intake", store: "Store", db: str, work: Callable[[], None]) -> int:
    """Do the work and say what is in the store, also where it was broken off."""
    counts = intake.counts
    try:
        work()
    except KeyboardInterrupt as stopped:
        say(f"stopped; safe in {store.where} are {counts}; the same command goes on from there")
        number = getattr(stopped, "number", None)
        return EXIT_STOPPED if number is None else _SIGNAL + number
    except (StoreError, OSError):
        if counts.stored:
            say(f"safe in {store.where} are {counts}; the same command goes on from there")
        raise
    say(f"{store.where}: {counts}{_next_step(counts, store, db)}")
    if counts.defects:
        return EXIT_DEFECT
    return EXIT_UNREADABLE if counts.failed else 0


def _next_step(counts: "Counts", store: "Store", db: str) -> str:
    """Name the command that shows what there is to settle."""
    if not counts.stored:
        return ""
    thing = "them" if counts.conflicts or counts.stored > 1 else "it"
    if "://" in db:  # the address as it may be printed lacks the password
        return f"; 'netzlese review' over the same store shows {thing}"
    where = "" if db == STORE else f" --db {shlex.quote(store.where)}"
    return f"; 'netzlese review{where}' shows {thing}"


class _Teller:
    """Say what went wrong; a defect that many documents meet is shown once."""

    def __init__(self) -> None:
        self._shown: set[str] = set()

    def __call__(self, failed: "Failed") -> None:
        is_new = failed.trace is not None and failed.trace not in self._shown
        if failed.trace and is_new:
            self._shown.add(failed.trace)
            click.echo(failed.trace, err=True, nl=False)
        say(str(failed))
        if is_new:
            say(DEFECT_HINT)


def _tell_done(outcome: str, source: str) -> None:
    """Name a document that is safe; at once, so that whoever reads this may rely on it."""
    click.echo(f"{outcome}\t{one_line(source)}")
    if sys.stdout is not None:
        sys.stdout.flush()


def _tell_nothing(outcome: str, source: str) -> None:
    """Leave it to the closing line."""


@click.command()
@store_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Any other address than this computer's own lets others in, who then need the token. Example: --host 0.0.0.0",
)
@click.option(
    "--port",
    type=click.IntRange(0, _MOST_PORT),
    help=f"Port to listen at; without it {_PORT} or the next free one, 0 is any free one. Example: --port 9000",
)
@click.option(
    "--token",
    envvar="NETZLESE_TOKEN",
    metavar="SECRET",
    help="What visitors must show, at least 16 characters; without it one is made where other computers may come in. The variable NETZLESE_TOKEN "
    "may hold it instead. Example: --token hazel-otter-lantern-41",
)
@click.option(
    "--lang",
    type=click.Choice(["de", "en"]),
    help="Language of the pages; without it what the browser asks for. Example: --lang en",
)
@click.option(
    "--reviewer",
    metavar="NAME",
    help="Who decides, until a visitor says otherwise; without it your user name. Example: --reviewer 'Anna Muster'",
)
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser. Example: --no-browser")
def review(
    db: str,
    host: str,
    port: int | None,
    token: str | None,
    lang: str | None,
    reviewer: str | None,
    no_browser: bool,  # noqa: FBT001 - click's signature
) -> int:
    """Settle in a browser what was read: accept, correct, add, reject.

    Starts a workbench on this computer and prints its address; nothing goes anywhere else. What you decide is in the store at once. Several people
    may work at the same time. Stop with ctrl-C.

    \b
    Examples:
      netzlese review
      netzlese review --db register.sqlite --lang en
    """
    from pipeline.workbench import serve  # noqa: PLC0415 - the web takes its time to load

    with open_store(db) as store:
        where = store.where

    def ready(address: str) -> None:
        click.echo(address)
        if sys.stdout is not None:
            sys.stdout.flush()
        say(f"the workbench over {where} is at this address; stop it with ctrl-C")
        if not no_browser and _is_watched() and token is None and host == "127.0.0.1":
            _open_browser(address)

    for attempt in _ports(port):
        try:
            serve(db, host=host, port=attempt, token=token, lang=lang, reviewer=reviewer, on_ready=ready)
        except OSError as error:
            if _is_taken(error) and port is None and attempt:
                continue
            why = (
                "something else listens there; leave --port out to take the next free one"
                if _is_taken(error)
                else error.strerror or error
            )
            say(f"--host {host} --port {attempt}: {why}")
            return EXIT_UNREADABLE
        break
    say(f"stopped; what was decided is in {where}")
    return 0


def _ports(port: int | None) -> list[int]:
    """List the ports to try, the last one being any that is free."""
    return [*range(_PORT, _PORT + _PORTS), 0] if port is None else [port]


def _is_taken(error: OSError) -> bool:
    import errno  # noqa: PLC0415 - only where something went wrong

    reserved = {errno.EACCES} if sys.platform == "win32" else set()  # Windows keeps ranges of ports for itself
    return error.errno in {errno.EADDRINUSE} | reserved


def _is_watched() -> bool:
    """Say whether a person sits at this terminal and a browser of theirs could show up."""
    import os  # noqa: PLC0415 - only here

    has_screen = sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return has_screen and sys.stdout is not None and sys.stdout.isatty()


def _open_browser(address: str) -> None:
    """Open the address; aside, since some browsers keep whoever started them waiting."""
    import threading  # noqa: PLC0415 - only here
    import webbrowser  # noqa: PLC0415

    def show() -> None:
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(address)

    threading.Thread(target=show, daemon=True).start()


@click.command()
@store_option
@click.option("-o", "--output", type=OUTPUT, required=True, help="The file to write; - is the screen. Example: -o register.xlsx")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "jsonl", "json", "parquet", "html"]),
    help="How to write: as for extract, and html, a page that shows each text with its values and who settled them. Without it: what the ending "
    "of -o says. Example: --format html",
)
@click.option(
    "--only",
    type=click.Choice(["all", "settled"]),
    default="all",
    show_default=True,
    help="Which documents: all of them, or those without an open value or conflict. Example: --only settled",
)
@click.option(
    "--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Language of the html page. Example: --lang en"
)
def export(db: str, output: Path, form: str | None, only: str, lang: str) -> None:
    """Write out what the store holds as it stands now.

    That is what people settled, and what is still as the machine read it. Every value says who settled it, when and why; what people took out is listed, too. The file appears whole or not at all.

    \b
    Examples:
      netzlese export -o register.xlsx
      netzlese export -o register.jsonl --only settled
      netzlese export -o register.html --lang en
    """
    target = named(output)
    form = form_of(target, form, {**FORMS, ".html": "html", ".htm": "html"})
    if form is None:
        msg = f"-o {output}: say how to write with --format, or by the ending of the file's name"
        raise click.UsageError(msg)
    refuse_overwriting(target, db)
    from pipeline.desk import Desk  # noqa: PLC0415 - the database takes its time to load
    from pipeline.export_review import export as write_out  # noqa: PLC0415
    from pipeline.write import writing  # noqa: PLC0415

    with open_store(db) as store:
        refuse_source(target, store)
        with writing(target) if target else nullcontext() as stream:
            count = write_out(Desk(store), form, stream, only="settled" if only == "settled" else "all", lang=lang)
    hint = "; none is wholly settled yet: 'netzlese review' shows what is open" if only == "settled" and not count else ""
    say(f"{output}: {counted(count, 'document')} from {store.where}{hint}")


COMMANDS = (ingest, review, export)
