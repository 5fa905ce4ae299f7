"""Measure how far the stated confidence can be trusted on announcements nobody tuned to, for the report page to show.

::

    python tools/measure_reliability.py            # corpus/blind
    python tools/measure_reliability.py --check    # print only
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.reliability import measure_reliability, write_reliability  # noqa: E402 - a script finds its project first
from pipeline.score import evaluate_corpus  # noqa: E402
from pipeline.scoreboard import print_reliability  # noqa: E402
from pipeline.settings import Settings  # noqa: E402

TARGET = ROOT / "corpus" / "models" / "reliability.json"


def main() -> None:
    """Measure, print and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "blind")
    arguments.add_argument("--check", action="store_true", help="write nothing")
    asked = arguments.parse_args()
    reliability = measure_reliability(evaluate_corpus(asked.corpus, Settings()))
    print_reliability(reliability)
    if not asked.check:
        write_reliability(TARGET, reliability)
        print(f"{TARGET}: {reliability.values} values of {reliability.documents} announcements")


if __name__ == "__main__":
    main()
