"""Reads many sources one after the other: order of output is order of input, and one bad source never stops the rest."""

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import NetzleseError
from pipeline.settings import Settings, printable

if TYPE_CHECKING:
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
            documents = iter(reader.read(source))
            while (result := _next_result(printable(source), documents, pipeline)) is not None:
                _settle()
                yield source, result
    finally:
        gc.enable()


def _settle() -> None:
    """After the first document all is loaded: keep it out of the collector's sight, and let that work again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _next_result(source: str, documents: Iterator[object], pipeline: object) -> "Report | Failed | None":
    """Take the next document of a source through the chain; None where there is no other."""
    try:
        document = next(documents, None)
        if document is None:
            return None
        message = getattr(document, "message", None)
        if message is not None:
            return Failed(getattr(document, "source", source), message)
        return pipeline.extract(document)  # type: ignore[attr-defined,no-any-return]
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
