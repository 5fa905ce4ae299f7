"""What several commands ask for in the same way: outputs and their formats, days, the store; and what is refused with the same words."""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.settings import printable

if TYPE_CHECKING:
    from pipeline.store import Store

OUTPUT = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
#: where a store is, unless --db or the variable say otherwise
STORE = "output/netzlese.sqlite"
STORE_VARIABLE = "NETZLESE_DB"
#: ending of an output -> format
FORMS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
#: formats that no terminal can show and no later part can be added to
_BINARY = frozenset({"xlsx", "parquet"})
#: what SQLite keeps beside a store
_STORE_ENDINGS = ("", "-wal", "-shm", "-journal")

Command = TypeVar("Command", bound=Callable[..., Any])

#: ``--format`` of commands that print what they found
print_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print. Example: --format json",
)


def store_option(command: Command) -> Command:
    """Add ``--db``; its help says how to keep a password off the command line."""
    return click.option(
        "--db",
        default=STORE,
        envvar=STORE_VARIABLE,
        show_default=True,
        metavar="STORE",
        help="The store: an SQLite file, or postgresql://user@host/database. Its password belongs into ~/.pgpass, PGPASSWORD, or an address in "
        "NETZLESE_DB, since others can read a command line. Example: --db output/netzlese.sqlite",
    )(command)


def check_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Accept a real day, written YYYY-MM-DD."""
    if value is None:
        return None
    from datetime import date  # noqa: PLC0415 - only where a date is given

    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        msg = f"{value!r} is no day; write it as YYYY-MM-DD, for example 2021-05-03"
        raise click.BadParameter(msg) from error


def named(output: Path | None) -> Path | None:
    """Take - for standard output, as no name at all is."""
    return None if output == Path("-") else output


def form_of(output: Path | None, form: str | None, forms: Mapping[str, str] = FORMS) -> str | None:
    """Give the format asked for, else the one the ending of the output's name tells; a name without an ending leaves it open.

    Raises:
        UsageError: no format is known by the ending, or the format needs a file.
    """
    ending = output.suffix.lower() if output else ""
    if form is None and ending and ending not in forms:
        msg = f"-o {output}: no format is known by the ending {ending}; known are {', '.join(forms)}; or add --format"
        raise click.UsageError(msg)
    form = form or forms.get(ending)
    if form in _BINARY and output is None:
        msg = f"--format {form} needs a file to write to: add -o results.{form}"
        raise click.UsageError(msg)
    return form


def is_same(source: str, output: os.stat_result) -> bool:
    """Say whether a source is the very file of the output, under whatever name."""
    try:
        status = os.fstat(sys.stdin.fileno()) if source == "-" else os.stat(source)  # noqa: PTH116 - sources are strings
    except (OSError, ValueError, AttributeError):  # missing, no real file behind it, closed
        return False
    return os.path.samestat(status, output)


def without(output: Path | None, given: Collection[str], sources: list[str]) -> list[str]:
    """Leave the output out of what folders and patterns hold.

    Raises:
        UsageError: the output was named as an input; writing it would destroy it.
    """
    if output is None or not output.is_file():
        return sources
    status = output.stat()
    kept = [source for source in sources if not is_same(source, status)]
    if len(kept) < len(sources) and (not kept or any(is_same(path, status) for path in given)):
        msg = f"-o {output}: is an input too and would be overwritten; name another file"
        raise click.UsageError(msg)
    return kept


def is_store_address(where: str) -> bool:
    """Say whether a server is meant, rightly written or not: what is an address may hold a password and must not be shown."""
    if Path(where).exists():
        return False
    from pipeline.store import is_address  # noqa: PLC0415 - the database takes its time to load

    return is_address(where)


def refuse_overwriting(output: Path | None, *inputs: str) -> None:
    """Refuse to write into what is read: results, or a store and what SQLite keeps beside it.

    Raises:
        UsageError: the output is one of the inputs.
    """
    if output is None:
        return
    files = [name + ending for name in inputs if "://" not in name for ending in _STORE_ENDINGS]
    same = output.exists() and any(is_same(name, output.stat()) for name in files)
    if same or os.path.realpath(output) in {os.path.realpath(name) for name in files}:
        msg = f"-o {output}: is the input too and would be overwritten; name another file"
        raise click.UsageError(msg)


def counted(count: int, noun: str) -> str:
    """Put a number and its noun together."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def one_line(name: str) -> str:
    r"""Write a name so that a line of output holds it and nothing in it looks like a line of its own.

    >>> one_line("in/a.txt\nsame\tb.txt")
    'in/a.txt\\nsame\\tb.txt'
    """
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in printable(name))


def is_beside(path: str, db: str) -> bool:
    """Say whether a file is the store or what SQLite keeps beside it."""
    return os.path.realpath(path) in {os.path.realpath(db + ending) for ending in _STORE_ENDINGS}


def shortened(notes: Sequence[str]) -> str:
    """Say the first of several notes, and that there are others."""
    return notes[0] if len(notes) == 1 else f"{notes[0]}; so were others"


def refuse_source(output: Path | None, store: "Store") -> None:
    """Refuse to write over a file that a store was filled from.

    Raises:
        UsageError: it is one.
    """
    if output is None or not output.exists():
        return
    from pipeline.identity import file_key  # noqa: PLC0415 - loaded with the store

    with store.reading() as reading:
        if reading.holds_file(file_key(output)):
            msg = f"-o {output}: documents of the store were read from this file, and it would be overwritten; name another file"
            raise click.UsageError(msg)


def open_store(db: str, *, create: bool = False) -> "Store":
    """Open a store.

    Raises:
        StoreError: there is none, or it cannot be opened; the message says what to do.
    """
    from pipeline.store import Store  # noqa: PLC0415 - the database takes its time to load

    return Store.open(db, create=create)
