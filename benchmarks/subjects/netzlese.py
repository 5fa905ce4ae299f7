"""The whole chain: raw text to validated report to JSON."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build the chain once."""
    from pipeline.run import Pipeline

    chain = Pipeline()
    return lambda text: chain.extract_text(text).model_dump_json(exclude_none=True)


measure("netzlese", build)
