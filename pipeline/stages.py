"""The order of the stages, one line each: read this file first. Reading and writing stand before and after it."""

from collections.abc import Callable
from pathlib import Path

from pipeline.assemble import Assembler
from pipeline.check import Checker
from pipeline.clean import Cleaner
from pipeline.explain import Explainer
from pipeline.gazetteer import Gazetteer
from pipeline.lexicon import Lexicons
from pipeline.linear import load_model
from pipeline.link import Linker
from pipeline.normalise import Normaliser
from pipeline.section import Sectioner
from pipeline.tag import Tagger
from schemas.document import Document

Stage = Callable[[Document], Document]


def build_stages(
    lexicons: Lexicons, gazetteer: Gazetteer, models: Path, *, calibrated: bool = True, explain: bool = False
) -> tuple[Stage, ...]:
    """Build the chain; each stage takes a document and gives it back with its layers added.

    ``models``: the folder of the trained weights; ``calibrated``: measured confidence instead of the rules' own; ``explain``: say
    of every empty core field what came nearest to filling it.
    """
    confidence = load_model(models / "confidence.json") if calibrated else None
    return (
        Cleaner(lexicons),
        Sectioner(lexicons),
        Tagger(lexicons, thorough=explain),
        Normaliser(),
        Linker(lexicons, gazetteer),
        Assembler(
            lexicons,
            load_model(models / "network.json"),
            confidence,
            load_model(models / "topics.json"),
            load_model(models / "terms.json"),
        ),
        Checker(gazetteer),
        *((Explainer(),) if explain else ()),
    )
