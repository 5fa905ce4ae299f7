"""Reads many sources one after the other: order of output is order of input, and one bad source never stops the rest."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import NetzleseError
from pipeline.parts import split_volumes
from pipeline.settings import Settings, printable

if TYPE_CHECKING:
    from pipeline.read import Reader
    from pipeline.run import Pipeline
    from schemas.document import Document
    from schemas.record import Report


@dataclass(frozen=True, slots=True)
class Failed:
    """Name a source that gave no report, and why. ``trace`` is there where a defect of Netzlese stopped it."""

    source: str
    reason: str
    trace: str | None = None

    def __str__(self) -> str:
        """Give one line for a terminal."""
        return f"{self.source}: {self.reason}"


def extract_all(sources: Iterable[str], settings: Settings) -> Iterator["tuple[str, Report | Failed]"]:
    """Yield the source and the report, or the failure, of every document in the sources.

    A source of JSON Lines holds many documents; all its results name the same source.
    """
    with loading():
        from pipeline.read import Reader  # noqa: PLC0415 - heavy libraries are loaded where they are used
        from pipeline.run import Pipeline  # noqa: PLC0415

        pipeline = Pipeline(settings)
        for source, document in read_all(sources, Reader(settings)):
            result = document if isinstance(document, Failed) else extract_one(document, pipeline)
            settle_collector()
            yield source, result


def read_all(sources: Iterable[str], reader: "Reader") -> Iterator["tuple[str, Document | Failed]"]:
    """Yield the source and every document read from it, one too long for a report in volumes, or why there is none."""
    from pipeline.read import Failure  # noqa: PLC0415 - heavy libraries are loaded where they are used

    for source in sources:
        name, documents = printable(source), iter(reader.read(source))
        while (document := _guarded(name, lambda: next(documents, None))) is not None:  # noqa: B023 - called at once
            if isinstance(document, Failed):
                yield source, document
            elif isinstance(document, Failure):
                yield source, Failed(document.source, document.message)
            else:
                for volume in split_volumes(document):
                    yield source, volume


def extract_one(document: "Document", pipeline: "Pipeline") -> "Report | Failed":
    """Take one read document through the chain."""
    return _guarded(document.source, lambda: pipeline.extract(document))


@contextmanager
def loading() -> Iterator[None]:
    """Load the chain without looking for rubbish: that makes a million lasting objects, and would cost a tenth of a cold start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle_collector() -> None:
    """After the first document all is loaded: keep it out of the collector's sight, and let that work again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


_Thing = TypeVar("_Thing")


def _guarded(source: str, work: "Callable[[], _Thing]") -> "_Thing | Failed":
    """Do one piece of work; what goes wrong with it costs that piece, not the batch."""
    try:
        return work()
    except (NetzleseError, OSError) as error:
        return Failed(source, _reason(source, error))
    except Exception as error:  # noqa: BLE001 - a defect costs its document, not the batch
        return defect(source, error)


def defect(source: str, error: Exception) -> Failed:
    """Put a defect of Netzlese in words, with the trace to report."""
    import traceback  # noqa: PLC0415 - only for a defect

    name = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return Failed(source, f"a defect of Netzlese stopped this document ({name})", trace)


def _reason(source: str, error: Exception) -> str:
    """Put an error in words, without the source's name where it begins with it."""
    text = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return text.removeprefix(f"{source}: ")
