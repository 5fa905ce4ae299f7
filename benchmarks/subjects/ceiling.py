"""The ceiling: one raw scan for every word and name, then a report of the same texts validated and written as JSON. It reads nothing."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure


def build(texts: Sequence[str]) -> Callable[[str], object]:
    """Extract every text beforehand, so that only scan, validation and JSON are left to do."""
    import ahocorasick_rs

    from pipeline.gazetteer import load_gazetteer
    from pipeline.lexicon_forms import fold
    from pipeline.run import Pipeline
    from schemas.record import Report

    chain = Pipeline()
    records = {text: chain.extract_text(text).model_dump() for text in texts}
    names = sorted({fold(name) for name in load_gazetteer().names()})
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.Standard)

    def run(text: str) -> object:
        automaton.find_matches_as_indexes(fold(text), overlapping=True)
        return Report.model_validate(records[text]).model_dump_json(exclude_none=True)

    return run


measure("ceiling", build)
