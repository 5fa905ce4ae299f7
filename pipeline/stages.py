"""The order of the stages, one line each: read this file first. Reading and writing stand before and after it."""

from collections.abc import Callable

from pipeline.assemble import Assembler
from pipeline.check import Checker
from pipeline.clean import Cleaner
from pipeline.gazetteer import Gazetteer
from pipeline.lexicon import Lexicons
from pipeline.link import Linker
from pipeline.normalise import Normaliser
from pipeline.section import Sectioner
from pipeline.tag import Tagger
from schemas.document import Document

Stage = Callable[[Document], Document]


def build_stages(lexicons: Lexicons, gazetteer: Gazetteer) -> tuple[Stage, ...]:
    """Build the chain; each stage takes a document and gives it back with its layers added."""
    return (
        Cleaner(lexicons),
        Sectioner(lexicons),
        Tagger(lexicons),
        Normaliser(),
        Linker(lexicons, gazetteer),
        Assembler(lexicons),
        Checker(gazetteer),
    )
