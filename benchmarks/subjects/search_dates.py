"""dateparser's search_dates alone, in German."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Load the search."""
    from dateparser.search import search_dates

    return lambda text: search_dates(text, languages=["de"])


measure("search_dates", build)
