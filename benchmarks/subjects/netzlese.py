"""The whole chain: raw text to validated report to JSON."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure


def build(texts: Sequence[str]) -> Callable[[str], object]:
    """Build the chain once, as the commands do."""
    from pipeline.batch import loading, settle_collector
    from pipeline.run import Pipeline

    with loading():
        chain = Pipeline()
        chain.extract_text(texts[0])
        settle_collector()
    return lambda text: chain.extract_text(text).model_dump_json(exclude_none=True)


measure("netzlese", build)
