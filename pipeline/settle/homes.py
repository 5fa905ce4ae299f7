"""Where values belong when no merge counts, so that what is decided while networks are merged goes home with them afterwards."""

from collections.abc import Sequence

from pipeline.settle.history import follow
from pipeline.settle.machine import Key, read_values
from schemas.record import Report
from schemas.review import Decision


def find_homes(report: Report, networks: Sequence[str], decisions: Sequence[Decision]) -> dict[Key, str]:
    """Name for every value that a merge carried elsewhere the network it came from.

    Shape: (network it stands in, field, item) -> network to name in a decision.
    """
    homes: dict[Key, str] = {}
    for matter in follow(read_values(report, networks), decisions).matters:
        if matter.seat != matter.key[0]:
            homes.setdefault(matter.key, matter.seat)
    return homes
