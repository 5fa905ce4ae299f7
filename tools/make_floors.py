"""Write corpus/dev/gold/floors.yaml: the strict F1 below which no field may drop, taken from what is reached now.

A floor is only raised; ``--lower`` takes a drop over too, and then the changelog must say why::

    python tools/make_floors.py
"""

import argparse
import math
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.score import Evaluation, evaluate_corpus, read_floors  # noqa: E402 - a script finds its project first
from pipeline.settings import Settings  # noqa: E402

FLOORS = ROOT / "corpus" / "dev" / "gold" / "floors.yaml"
HEADER = """\
# The least strict F1 each field must keep on this corpus: `netzlese evaluate --floors` and the tests fail below it.
# Written by tools/make_floors.py from what was reached, rounded down; a floor is raised when its field improves.
"""


def floors_of(evaluation: Evaluation, before: dict[str, float], *, lower: bool) -> dict[str, float]:
    """Take each field's F1, rounded down to a hundredth, or the floor it had where that is higher."""
    reached = {row.field: math.floor(row.strict.f1 * 100) / 100 for row in (*evaluation.fields, evaluation.micro, evaluation.macro)}
    return reached if lower else {name: max(value, before.get(name, 0.0)) for name, value in reached.items()}


def main() -> None:
    """Measure and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lower", action="store_true", help="take lower figures over too")
    before = read_floors(FLOORS) if FLOORS.exists() else {}
    floors = floors_of(evaluate_corpus(ROOT / "corpus" / "dev", Settings()), before, lower=arguments.parse_args().lower)
    FLOORS.write_text(HEADER + "".join(f"{name}: {value:.2f}\n" for name, value in floors.items()), encoding="utf-8")
    print(f"{FLOORS}: {len(floors)} floors, {sum(floors[name] != before.get(name) for name in floors)} changed")


if __name__ == "__main__":
    main()
