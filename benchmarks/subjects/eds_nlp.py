"""EDS-NLP, the rule-based clinical pipeline: sentences, sections, its matcher over the same names and cues, dates, negation."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure
from benchmarks.subjects.names import NAMES, PATTERNS


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build its blank pipeline; its rules are French, the work is the same."""
    import edsnlp as eds

    nlp = eds.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.normalizer")
    nlp.add_pipe("eds.sections")
    nlp.add_pipe("eds.matcher", config={"terms": {"place": list(NAMES), "cue": [" ".join(words) for words in PATTERNS]}})
    nlp.add_pipe("eds.dates")
    nlp.add_pipe("eds.negation")
    return lambda text: nlp(text)  # noqa: PLW0108 - the library has no types


measure("edsnlp", build)
