"""Talks to the person at the terminal: errors in one line, progress only where someone watches, exit codes."""

import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn, TypeVar

import click

from pipeline.errors import NetzleseError, SettingsError
from pipeline.settings import printable

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3
EXIT_DEFECT = 70
EXIT_STOPPED = 130
_EXIT_SIGNAL = 128
#: what asks a program to end: ctrl-C, kill, a terminal that closes (Windows has no such)
_STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

DEFECT_HINT = (
    "this is a defect of Netzlese, not of your text; please report the lines above with the command you gave "
    "(without passwords) and, if you may share it, the document"
)

T = TypeVar("T")


def say(message: str) -> None:
    """Say one line on standard error."""
    with suppress(OSError):  # a terminal that is gone must not hide what the exit code says
        click.echo(f"netzlese: {' '.join(printable(message).split())}", err=True)


@contextmanager
def progress(items: Iterable[T], total: int | None, label: Callable[[T], str], *, hide: bool = False) -> Iterator[Iterator[T]]:
    """Hand the items on, with a bar on standard error where a person watches it and there is more than one."""
    if hide or not sys.stderr.isatty() or (total is not None and total < 2):  # noqa: PLR2004 - one item needs no bar
        yield iter(items)
        return
    from rich.console import Console  # noqa: PLC0415 - loaded where it shows
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def watched() -> Iterator[T]:
            for item in items:
                bar.update(task, description=label(item))
                yield item
                bar.advance(task)

        yield watched()


class Commands(click.Group):
    """Run a command so that no traceback reaches a person for what is not a defect."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run and leave with the command's exit code."""
        kwargs["standalone_mode"] = False
        sys.exit(_guarded(lambda: super(Commands, self).main(*args, **kwargs)))


class _Stopped(KeyboardInterrupt):
    """A signal asked us to end; it goes the way of ctrl-C, so that everything is cleaned up as then."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let signals raise while a command runs, save those that the caller has set otherwise (nohup ignores SIGHUP)."""
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in _STOPS}
    ours = [number for number in _STOPS if before[number] in usual] if threading.current_thread() is threading.main_thread() else []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        for one in ours:
            signal.signal(one, signal.SIG_IGN)  # a second signal must not break off the cleaning up
        raise _Stopped(number)

    try:
        for number in ours:
            signal.signal(number, stop)
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _guarded(run: Callable[[], object]) -> int:
    """Run a command and turn what it raises into one line and an exit code."""
    try:
        with _stoppable():
            result = run()
            if sys.stdout is not None:
                sys.stdout.flush()
    except (click.ClickException, click.Abort, KeyboardInterrupt, NetzleseError, OSError) as error:
        return _exit_code(error)
    except Exception:  # noqa: BLE001 - a defect; say what to report
        traceback.print_exc()
        say(DEFECT_HINT)
        return EXIT_DEFECT
    return result if isinstance(result, int) else 0


def _exit_code(error: BaseException) -> int:
    """Say what stopped a command, and choose its exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        say("stopped; no file was changed")
        cause = error.__cause__ if isinstance(error, click.Abort) else error
        return _EXIT_SIGNAL + cause.number if isinstance(cause, _Stopped) else EXIT_STOPPED
    if isinstance(error, OSError):
        return _os_exit(error)
    say(str(error))
    return EXIT_USAGE if isinstance(error, SettingsError) else EXIT_UNREADABLE


def _os_exit(error: OSError) -> int:
    """Put a failed read or write in one line; a reader that closed the pipe (``| head``) wants no line at all."""
    _drop_output()
    if error.errno in {errno.EPIPE, errno.ESHUTDOWN}:
        return 0
    where = f"{error.filename}: " if error.filename else ""
    say(f"{where}{error.strerror or error}")
    return EXIT_UNREADABLE


def _drop_output() -> None:
    """Throw away what standard output does not take, or Python would try once more at its end and complain."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
