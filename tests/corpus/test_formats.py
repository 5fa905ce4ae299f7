"""An announcement gives the same records in whatever format it comes, and every value still shows where it stands."""

from pathlib import Path

import pytest

from tools.rendering import Rendering, load_formats
from tools.rendering.parity import Bench, Outcome, list_texts, share

FORMATS = load_formats()
NAMES = [name for name, rendering in FORMATS.items() if not rendering.rare]
#: a sixth of the texts, a quarter of those in each format: every format meets every sort of text, in a quarter of the time
SAMPLE = list_texts("dev")[::6]
_TURNS = 4
#: the least share of equal values, where it is not all of them; raise one when a reader improves
FLOORS: dict[str, float] = {
    "html-town": 0.985,
    "html-news": 0.98,
    "html-operator": 0.995,
    "html-old": 0.94,
    "html-facts": 0.99,
    "html-press": 0.985,
    "pdf-letter": 0.99,
    "pdf-columns": 0.99,
    "pdf-newsletter": 0.99,
    "pdf-council": 0.985,
    "mail-plain": 0.985,
    "mail-forwarded": 0.95,
    "mail-pdf": 0.99,
    "mhtml-page": 0.955,
    "feed-rss": 0.98,
    "zip-page": 0.99,
    "text-wrapped": 0.99,
    "text-hyphenated": 0.975,
}
TOTAL = 0.98
_BENCHES: list[Bench] = []


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Give the chain with all readers, built once a worker."""
    if not _BENCHES:
        _BENCHES.append(Bench())
    return _BENCHES[0]


def _outcomes(bench: Bench, name: str) -> list[Outcome]:
    first = NAMES.index(name) % _TURNS
    outcomes = [bench.measure(path, FORMATS[name]) for path in SAMPLE[first::_TURNS]]
    return [outcome for outcome in outcomes if outcome is not None]


@pytest.mark.parametrize("name", NAMES)
def test_records_are_the_same_in_every_format(bench: Bench, name: str) -> None:
    """Noise around a message adds nothing, its layout takes nothing away, and every quote stands in the source where it says."""
    outcomes = _outcomes(bench, name)
    assert [outcome.failure for outcome in outcomes if outcome.failure] == []
    assert [(outcome.text, outcome.ungrounded) for outcome in outcomes if outcome.ungrounded] == []
    differences = [(outcome.text, outcome.differences) for outcome in outcomes if outcome.differences]
    equal, _, _ = share(counts for outcome in outcomes for counts in outcome.counts.values())
    assert equal >= FLOORS.get(name, 1.0), differences


def test_floors_of_all_formats_together_are_what_is_promised() -> None:
    """Each format has its floor; on average they leave no more than two values of a hundred to differ."""
    assert set(FLOORS) <= set(NAMES)
    assert sum(FLOORS.get(name, 1.0) for name in NAMES) / len(NAMES) >= TOTAL


@pytest.mark.parametrize("name", [name for name in NAMES if FORMATS[name].family in {"pdf", "word", "mail", "zip"}])
def test_a_rendering_has_no_clock_in_it(bench: Bench, name: str) -> None:
    """The same announcement gives the same bytes twice, or a difference could not be looked at again."""
    announcement = bench.announcement(SAMPLE[1])
    assert FORMATS[name].render(announcement) == FORMATS[name].render(announcement)


@pytest.mark.browser
def test_what_a_browser_prints_has_the_same_records(bench: Bench) -> None:
    """The print view goes through Chromium and comes back as a paper."""
    outcome = bench.measure(SAMPLE[2], _browser())
    if outcome is None:
        pytest.skip("no Chromium on this machine")
    assert (outcome.failure, outcome.differences, outcome.ungrounded) == (None, [], [])


def _browser() -> Rendering:
    return next(rendering for rendering in FORMATS.values() if rendering.rare)


def test_the_sample_has_pages_and_texts() -> None:
    """Both halves of the corpus are rendered: text files and web pages."""
    assert {path.suffix for path in SAMPLE} == {".txt", ".html"}
    assert all(isinstance(path, Path) and path.exists() for path in SAMPLE)
