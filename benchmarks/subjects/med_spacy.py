"""medspaCy: sentences, target matcher over the same names and cues, ConText (negation), sections."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure
from benchmarks.subjects.names import NAMES, PATTERNS


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build its pipeline with its own default rules for sentences, context and sections."""
    import medspacy as med
    from medspacy.target_matcher import TargetRule

    nlp = med.load(medspacy_enable={"medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"})
    nlp.add_pipe("medspacy_sectionizer")
    matcher = nlp.get_pipe("medspacy_target_matcher")
    matcher.add([TargetRule(name, "PLACE") for name in NAMES])
    matcher.add([TargetRule(" ".join(words), "CUE") for words in PATTERNS])
    return lambda text: nlp(text)  # noqa: PLW0108 - the library has no types


measure("medspacy", build)
