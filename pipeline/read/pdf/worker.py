"""The reading process: takes PDFs one after the other and gives back their characters; runs apart, since pdfium is native code.

It imports the standard library and pdfium, nothing else of Netzlese than the files beside it: it must start fast and stay small.
"""

import os
import sys
from dataclasses import replace
from typing import Any, BinaryIO

from pipeline.read.pdf.extract import Extractor, Refused
from pipeline.read.pdf.limits import LIMITS, Limits
from pipeline.read.pdf.wire import pack_page, receive, send


def serve() -> None:
    """Answer until the other side closes the pipe.

    A request is one frame ``R`` with the bytes; the answer frames ``P`` (a page) and at last ``D`` (done) or ``E`` (refused).
    """
    requests, answers = _take_pipes()
    limits = replace(LIMITS, **_arguments())
    extractor = Extractor()
    bound_memory(limits.memory)
    send(answers.write, b"H", {})
    answers.flush()
    while (request := receive(requests)) is not None:
        _answer(extractor, request[2], answers, limits)
        answers.flush()
        del request


def _arguments() -> dict[str, Any]:
    """Read limits that differ from ours: ``name=value``."""
    pairs = (argument.partition("=") for argument in sys.argv[1:])
    return {name: type(getattr(LIMITS, name))(value) for name, sign, value in pairs if sign and hasattr(LIMITS, name)}


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves: what pdfium prints must not get into the answers, and nothing is read from a terminal."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def bound_memory(above: int) -> None:
    """Bound the process to so many bytes above what it has now; where the system knows no such bound, there is none."""
    try:
        import resource  # noqa: PLC0415 - not on Windows

        with open("/proc/self/statm", encoding="ascii") as table:  # noqa: PTH123 - pathlib would be loaded for this line
            size = int(table.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + above, size + above))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    except (ImportError, OSError, ValueError):
        return


def _answer(extractor: Extractor, data: bytes, answers: BinaryIO, limits: Limits) -> None:
    try:
        for page in extractor.pages(data, limits):
            send(answers.write, b"P", page.head, pack_page(page))
        send(answers.write, b"D", extractor.about)
    except Refused as refused:
        send(answers.write, b"E", {"code": refused.code, "message": str(refused)})
    except MemoryError:
        send(answers.write, b"E", {"code": "unfolds-too-far", "message": "needs more memory than one PDF may take"})
    except Exception as error:  # noqa: BLE001 - whatever a broken file does to the reader ends with this file
        send(answers.write, b"E", {"code": "damaged", "message": f"is damaged ({type(error).__name__} while reading)"})


if __name__ == "__main__":
    serve()
