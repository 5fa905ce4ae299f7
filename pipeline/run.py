"""One source to one checked report: builds the chain once, verifies its order before any text is read."""

from dataclasses import replace
from functools import cached_property
from importlib import metadata

from pipeline.errors import SettingsError
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.lexicon import Lexicons
from pipeline.parts import split_document
from pipeline.settings import Settings
from pipeline.stages import build_stages
from pipeline.write import ReportBuilder
from schemas.document import Document
from schemas.record import Meta, PlacesInfo, Report

_FROM_READER = frozenset({"raw", "blocks", "links", "title", "declared_date", "findings"})
_DIGEST_CHARS = 16


def version() -> str:
    """Give the version of the installed program."""
    try:
        return metadata.version("netzlese")
    except metadata.PackageNotFoundError:
        return "0.1.0"


class Pipeline:
    """Hold the chain. Building costs half a second, so build it once and feed it many documents."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.gazetteer: Gazetteer = load_gazetteer()
        self.lexicons = Lexicons.load(self.settings.lexicons, own=self.settings.own_lexicons, names=self.gazetteer.names())
        self.stages = build_stages(
            self.lexicons,
            self.gazetteer,
            self.settings.models,
            calibrated=self.settings.calibrated,
            explain=self.settings.explain,
        )
        _verify(self.stages)

    @cached_property
    def meta(self) -> Meta:
        """Name the versions behind every report this chain gives."""
        places = PlacesInfo(source=self.gazetteer.source, date=self.gazetteer.date)
        return Meta(netzlese=version(), lexicons=self.lexicons.digest[:_DIGEST_CHARS], places=places)

    def process(self, document: Document) -> Document:
        """Lead a read document through all stages."""
        for stage in self.stages:
            document = stage(document)
        return document

    def extract(self, document: Document) -> Report:
        """Give the validated report of a read document; ``pipeline.parts.split_volumes`` cuts one too long for a report."""
        builder = ReportBuilder(document, explain=self.settings.explain)
        date = document.declared_date
        for base, part in split_document(document):
            finished = self.process(part if part.declared_date == date else replace(part, declared_date=date))
            date = date or finished.date  # what the first part says of the document's day holds for all
            builder.add(finished, base)
        return builder.finish(self.meta)

    def extract_text(self, text: str, *, source: str = "-") -> Report:
        """Give the report of a text that is already at hand."""
        from pipeline.read import Reader  # noqa: PLC0415 - the reader imports this module's neighbours lazily

        return self.extract(Reader(self.settings).read_text(text, source=source))


def _verify(stages: tuple[object, ...]) -> None:
    """Refuse a chain in which a stage needs what none before it gives."""
    known = set(_FROM_READER)
    for stage in stages:
        missing = [layer for layer in getattr(stage, "requires", ()) if layer not in known]
        if missing:
            name = getattr(stage, "name", stage)
            msg = f"stage {name!r} needs {missing}, which no stage before it gives; mend the order in pipeline/stages.py"
            raise SettingsError(msg)
        known.update(getattr(stage, "assigns", ()))
