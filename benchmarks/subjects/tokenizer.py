"""The floor of whoever reads tokens: spaCy's German tokenizer alone."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build a blank German pipeline."""
    import spacy

    return spacy.blank("de").make_doc


measure("tokenizer", build)
