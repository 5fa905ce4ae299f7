"""Reads many sources one after the other: order of output is order of input, and one bad source never stops the rest."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import NetzleseError
from pipeline.parts import split_volumes
from pipeline.settings import Settings, printable

if TYPE_CHECKING:
    from pipeline.read import Failure
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
    gc.disable()  # loading makes a million lasting objects; looking through them for rubbish costs a tenth of a cold start
    try:
        from pipeline.read import Reader  # noqa: PLC0415 - heavy libraries are loaded where they are used
        from pipeline.run import Pipeline  # noqa: PLC0415

        pipeline, reader = Pipeline(settings), Reader(settings)
        for source in sources:
            for result in _results(printable(source), iter(reader.read(source)), pipeline):
                _settle()
                yield source, result
    finally:
        gc.enable()


def _settle() -> None:
    """After the first document all is loaded: keep it out of the collector's sight, and let that work again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _results(source: str, documents: "Iterator[Document | Failure]", pipeline: "Pipeline") -> "Iterator[Report | Failed]":
    """Take every document of a source through the chain, one report at a time."""
    from pipeline.read import Failure  # noqa: PLC0415 - see above

    while (document := _guarded(source, lambda: next(documents, None))) is not None:
        if isinstance(document, Failed):
            yield document
        elif isinstance(document, Failure):
            yield Failed(document.source, document.message)
        else:
            for volume in split_volumes(document):
                # the loop's own variable would be another by the time a lazy call looks at it; this one is called at once
                yield _guarded(document.source, lambda: pipeline.extract(volume))  # noqa: B023


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
