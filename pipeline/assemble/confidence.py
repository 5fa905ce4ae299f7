"""Turns the rules' own confidence into a measured one: the chance that a value is right, as fresh announcements showed it.

How far a field and a rule can be trusted was learned from what first looks at fresh batches showed (``corpus/first-looks``,
``tools/train.py``, ``corpus/models/confidence.json``).
"""

import math
from collections.abc import Sequence

from pipeline.assemble.model import Draft, FieldValue, Trace
from pipeline.linear import LinearModel

_LEAST, _MOST = 0.02, 0.99


def confidence_signs(field: str, rule: str, confidence: float) -> dict[str, float]:
    """Give the features of one value: its field, its rule, and the log odds of the rule's own confidence.

    >>> sorted(confidence_signs("start", "timeline.start", 0.5).items())
    [('field start', 1.0), ('own', 0.0), ('rule start timeline.start', 1.0)]
    """
    own = min(max(confidence, _LEAST), _MOST)
    return {f"field {field}": 1.0, f"rule {field} {rule}": 1.0, "own": math.log(own / (1 - own))}


def calibrate(drafts: Sequence[Draft], model: LinearModel) -> None:
    """Replace the confidence of every trace by the measured chance."""
    for draft in drafts:
        for name, value in draft.scalars.items():
            _calibrate_value(name, value, model)
        for name, values in draft.lists.items():
            for value in values.values():
                _calibrate_value(name, value, model)


def _calibrate_value(name: str, value: FieldValue, model: LinearModel) -> None:
    value.traces = [_calibrated(name, trace, model) for trace in value.traces]
    value.parts = {part: _calibrated(f"{name}.{part}", trace, model) for part, trace in value.parts.items()}


def _calibrated(field: str, trace: Trace, model: LinearModel) -> Trace:
    return trace._replace(confidence=model.chance(confidence_signs(field, trace.rule, trace.confidence)))
