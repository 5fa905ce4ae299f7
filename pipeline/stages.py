"""The order of the stages, one line each: read this file first. Reading and writing stand before and after it."""

from pipeline.assemble import Assembler
from pipeline.check import Checker
from pipeline.clean import Cleaner
from pipeline.gazetteer import Gazetteer
from pipeline.lexicon import Lexicons
from pipeline.link import Linker
from pipeline.normalise import Normaliser
from pipeline.section import Sectioner
from pipeline.tag import Tagger


def build_stages(lexicons: Lexicons, gazetteer: Gazetteer) -> tuple["Cleaner | Sectioner | Tagger | Normaliser | Linker | Assembler | Checker", ...]:
    """Build the chain; each stage takes a document and gives it back with its layers added."""
    return (
        Cleaner(),
        Sectioner(lexicons),
        Tagger(lexicons),
        Normaliser(),
        Linker(lexicons, gazetteer),
        Assembler(lexicons),
        Checker(gazetteer),
    )
