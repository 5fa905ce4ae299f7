"""A linear model over named features: what it was trained to weigh, and the chance it gives.

The weights are data (``corpus/models``), written by ``tools/train.py`` from the project's own announcements.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weigh features and give a chance.

    Shape: ``weights`` maps a feature's name to its weight; the bias stands under ``""``. A feature without a weight counts nothing.
    """

    weights: Mapping[str, float]

    def points(self, features: Mapping[str, float]) -> float:
        """Add up the weighted features. Unit: log odds.

        >>> LinearModel({"": -1.0, "named": 2.0}).points({"named": 1.0, "unknown": 5.0})
        1.0
        """
        weights = self.weights
        return weights.get("", 0.0) + sum(value * weights.get(name, 0.0) for name, value in features.items())

    def chance(self, features: Mapping[str, float]) -> float:
        """Give the chance that the answer is yes, 0 to 1.

        >>> LinearModel({}).chance({"named": 1.0})
        0.5
        """
        return chance_of(self.points(features))


def chance_of(points: float) -> float:
    """Turn log odds into a chance.

    >>> chance_of(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, points))))


@cache
def load_model(path: Path) -> LinearModel:
    """Read a model's weights.

    Raises:
        SettingsError: the file cannot be read, or holds no mapping of features to numbers.
    """
    try:
        plain: Any = json.loads(path.read_text(encoding="utf-8"))
        weights = plain["weights"]
        return LinearModel({str(name): float(weight) for name, weight in weights.items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path}: cannot be read as a model ({error!r}); expected what 'python tools/train.py' writes"
        raise SettingsError(msg) from error
