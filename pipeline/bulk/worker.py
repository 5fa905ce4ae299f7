"""The process that does the work: takes chunks from the one who leads it (``hand``), carries them out, and ends with that one."""

import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

from pipeline.bulk.hand import WARM_SECONDS, Task
from pipeline.bulk.note import Note
from pipeline.bulk.shapes import Begin
from pipeline.bulk.wire import receive, send
from pipeline.errors import NetzleseError


def serve() -> NoReturn:
    """Be the process: take chunks from standard input and carry them out, until the input ends."""
    for name in ("SIGINT", "SIGHUP"):  # meant for the one who leads; when that one ends, so do we
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _offer_to_the_killer()
    requests, answers = _own_pipes()
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    busy = threading.Event()
    threading.Thread(target=_take, args=(requests, waiting, busy), name="netzlese-take", daemon=True).start()
    task, path = waiting.get()
    module, _, name = task.process.partition(":")
    note = Note(path, durable=task.note is not None)
    if task.note is None:
        with suppress(OSError):  # both have it open; some systems then keep the name
            path.unlink()
    while (request := waiting.get()) is not _END:
        busy.set()
        answer = _answer(task, note, import_module(module), name, request)
        try:
            send(answers, answer)
        except OSError:  # whoever wanted that is gone; what is done has its receipt, and nobody is there to be told
            os._exit(1)
        busy.clear()
    sys.exit()


#: stands in the queue for the end of the input
_END = object()


def _answer(task: Task, note: Note, module: Any, name: str, request: Any) -> tuple[str, Any]:  # noqa: ANN401 - a module, a frame
    """Do what was asked, and say what came of it."""
    try:
        if request is None:
            prepare = getattr(module, "prepare", None)
            return "done", prepare(task.job) if prepare else None
        from pipeline.bulk.ledger import read_receipt  # noqa: PLC0415 - the one who leads does not need it

        chunk, skip = request
        receipt = read_receipt(chunk, task.out, task.job)  # somebody else may have done it since it was handed out
        if receipt is None:
            receipt = getattr(module, name)(chunk, task.out, task.job, begin=_beginning(note, task.timeout), skip=skip)
        note.clear()
    except (NetzleseError, OSError) as error:
        return "refused", error
    except Exception:  # noqa: BLE001 - a defect; whoever leads must hear of it
        import traceback  # noqa: PLC0415 - only for a defect

        return "defect", traceback.format_exc()
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    return "done", receipt


def _beginning(note: Note, timeout: float) -> Begin:
    """Note a step, and have the system end this process when the step hangs.

    Whoever leads does that sooner; but it may be gone, and a document that hangs in a library that lets no other thread run would stay for ever.
    """
    if not hasattr(signal, "setitimer"):
        return note.begin

    def begin(step: int, source: str) -> None:
        note.begin(step, source)
        signal.setitimer(signal.ITIMER_REAL, 2 * timeout + WARM_SECONDS)

    return begin


def _take(requests: IO[bytes], waiting: "queue.SimpleQueue[Any]", busy: threading.Event) -> None:
    """Take requests off the pipe; when it ends with work in hand, whoever wanted that is gone."""
    while True:
        try:
            waiting.put(receive(requests))
        except (OSError, EOFError):
            if busy.is_set():
                os._exit(1)
            waiting.put(_END)
            return


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep input and output for requests and answers: whatever a library reads or prints must not come between."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _offer_to_the_killer() -> None:
    """Where memory runs out, the system should take this process and not the one that leads it."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
