"""What reading costs, in counts: it may not grow unseen. ``benchmarks/cost.py`` records the figures."""

import pytest

from benchmarks.cost import ALLOWED, count_instructions, count_peak, recorded, release

_MEND = "make it cheaper again, or record it anew with 'python benchmarks/cost.py --record' and give the reason in the CHANGELOG"


@pytest.fixture(scope="module")
def known() -> dict[str, int]:
    """Give the recorded figures, for the release they were recorded with."""
    figures = recorded()
    if figures["python"] != release():
        pytest.skip(f"the figures were recorded with {figures['python']}, this is {release()}")
    return figures


@pytest.mark.slow
def test_reading_an_announcement_takes_no_more_instructions_than_recorded(known: dict[str, int]) -> None:
    """Two runs under valgrind, one of which reads the sample once more."""
    try:
        found = count_instructions()
    except OSError as error:
        pytest.skip(str(error))
    assert found <= ALLOWED * known["instructions"], (
        f"{found:,} instructions a document, recorded {known['instructions']:,}: {_MEND}"
    )


def test_reading_an_announcement_holds_no_more_memory_than_recorded(known: dict[str, int]) -> None:
    """The most that is held at once while one is read."""
    found = count_peak()
    assert found <= ALLOWED * known["peak"], f"{found:,} bytes a document, recorded {known['peak']:,}: {_MEND}"
