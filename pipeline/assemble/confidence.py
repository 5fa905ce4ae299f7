"""Turns the rules' own confidence into a measured one: the chance that a value is right, as fresh announcements showed it.

How far a field and a rule can be trusted was learned from what first looks at fresh batches showed (``corpus/first-looks``,
``tools/train.py``, ``corpus/models/confidence.json``).
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from pipeline.assemble.model import Draft, FieldValue, Trace
from pipeline.linear import LinearModel

_LEAST, _MOST = 0.02, 0.99
#: how many chances are kept
_MOST_KNOWN = 4096


def confidence_signs(field: str, rule: str, confidence: float) -> dict[str, float]:
    """Give the features of one value: its field, its rule, and the log odds of the rule's own confidence.

    >>> sorted(confidence_signs("start", "timeline.start", 0.5).items())
    [('field start', 1.0), ('own', 0.0), ('rule start timeline.start', 1.0)]
    """
    own = min(max(confidence, _LEAST), _MOST)
    return {f"field {field}": 1.0, f"rule {field} {rule}": 1.0, "own": math.log(own / (1 - own))}


class Calibration:
    """Replace what rules say of themselves by the measured chance.

    Rules give few different confidences, so the chance of each is kept: for a field, a rule and its confidence it is always the same.
    """

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._chance = lru_cache(maxsize=_MOST_KNOWN)(self._measured)

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Replace the confidence of every trace of some drafts."""
        for draft in drafts:
            for name, value in draft.scalars.items():
                self._calibrate(name, value)
            for name, values in draft.lists.items():
                for value in values.values():
                    self._calibrate(name, value)

    def _calibrate(self, name: str, value: FieldValue) -> None:
        chance = self._chance
        value.traces = [Trace(start, end, rule, chance(name, rule, own), cue) for start, end, rule, own, cue in value.traces]
        if value.parts:
            value.parts = {
                part: Trace(start, end, rule, chance(f"{name}.{part}", rule, own), cue)
                for part, (start, end, rule, own, cue) in value.parts.items()
            }

    def _measured(self, field: str, rule: str, confidence: float) -> float:
        return self._model.chance(confidence_signs(field, rule, confidence))
