"""A spaCy pipeline of rules as one would write it first: sentences, all place names as phrases, token patterns, dates by search_dates."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure
from benchmarks.subjects.names import NAMES, PATTERNS


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build a blank German pipeline with an EntityRuler and a PhraseMatcher."""
    import spacy
    from dateparser.search import search_dates
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "CUE", "pattern": [{"LOWER": word} for word in words]} for words in PATTERNS])  # type: ignore[attr-defined]
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("PLACE", [nlp.make_doc(name) for name in NAMES])

    def run(text: str) -> object:
        doc = nlp(text)
        return matcher(doc), search_dates(text, languages=["de"])

    return run


measure("matchers", build)
