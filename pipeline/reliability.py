"""How far the stated confidence can be trusted: of the values called 90 % sure, how many were right?

The figures on show in the report page were measured on announcements nobody tuned to (``tools/measure_reliability.py``) and
are shipped as ``corpus/models/reliability.json``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.score import Evaluation

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold the values whose confidence lies in one tenth. Unit: shares, 0 to 1; ``low`` is in the bin, ``high`` is not."""

    low: float
    high: float
    values: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Hold the tenths that have values, and the expected calibration error: their gaps, weighed by how many values each has."""

    documents: int
    values: int
    error: float
    bins: list[Bin]


def measure_reliability(evaluation: "Evaluation") -> Reliability:
    """Compare the confidence of every value of an evaluation with whether gold has it."""
    judged = [(right.hit.ours.confidence, True) for right in evaluation.rights]
    judged += [(error.mismatch.ours.confidence, False) for error in evaluation.errors if error.mismatch.ours is not None]
    known = [(confidence, right) for confidence, right in judged if confidence is not None]
    return Reliability(evaluation.documents, len(known), round(calibration_error(known), 4), list(_bins(known)))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """Give the expected calibration error: the gaps of the tenths between confidence and share of right ones, by their size.

    >>> calibration_error([(0.9, True), (0.5, False)])
    0.3
    """
    gaps = sum(each.values * abs(each.confidence - each.right) for each in _bins(judged))
    return gaps / len(judged) if judged else 0.0


def _bins(judged: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    for number in range(BINS):
        found = [(confidence, right) for confidence, right in judged if min(int(confidence * BINS), BINS - 1) == number]
        if found:
            mean = sum(confidence for confidence, _ in found) / len(found)
            share = sum(right for _, right in found) / len(found)
            yield Bin(number / BINS, (number + 1) / BINS, len(found), round(mean, 4), round(share, 4))


def write_reliability(path: Path, reliability: Reliability) -> None:
    """Write the figures as JSON."""
    path.write_text(json.dumps(asdict(reliability), indent=1) + "\n", encoding="utf-8")


def read_reliability(path: Path) -> Reliability:
    """Read figures that were written before.

    Raises:
        SettingsError: the file cannot be read, or holds something else.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return Reliability(plain["documents"], plain["values"], plain["error"], [Bin(**each) for each in plain["bins"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = (
            f"{path}: cannot be read as reliability figures ({error!r}); expected what 'python tools/measure_reliability.py' writes"
        )
        raise SettingsError(msg) from error
