"""Write down what the first look at a fresh batch showed, before anyone studies its errors.

A batch is new only once, so this is done once a batch, with the program as it was then::

    python tools/record_first_look.py FOLDER NAME

FOLDER holds announcements/ and gold/. Writes corpus/first-looks/NAME.csv: one line for each value that Netzlese gave, with its
field, rule, confidence and whether gold has it. `tools/fit_confidence.py` learns from these how far a rule can be trusted.
Prints the line for the table in corpus/README.md.
"""

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.compare import Item  # noqa: E402 - a script finds its project first
from pipeline.score import Evaluation, evaluate_corpus  # noqa: E402
from pipeline.settings import Settings  # noqa: E402

FOLDER = ROOT / "corpus" / "first-looks"
COLUMNS = ("document", "field", "rule", "confidence", "right")


def rows_of(evaluation: Evaluation) -> list[tuple[str, str, str, float, int]]:
    """List every value that has a rule and a confidence of ours. Shape: rows of COLUMNS, sorted."""
    judged: list[tuple[str, str, Item | None, int]] = [(r.document, r.hit.field, r.hit.ours, 1) for r in evaluation.rights]
    judged += [(e.document, e.mismatch.field, e.mismatch.ours, 0) for e in evaluation.errors]
    return sorted(
        (document, field, item.rule, round(item.confidence, 3), right)
        for document, field, item, right in judged
        if item is not None and item.rule is not None and item.confidence is not None
    )


def main() -> None:
    """Measure and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("name")
    asked = arguments.parse_args()
    target = FOLDER / f"{asked.name}.csv"
    if target.exists():
        sys.exit(f"{target}: is there already; a batch has one first look")
    evaluation = evaluate_corpus(asked.corpus, Settings(calibrated=False))
    rows = rows_of(evaluation)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    micro = evaluation.micro.strict
    print(f"{target}: {len(rows)} values")
    print(
        f"| `{asked.name}` | {evaluation.documents} | {micro.f1:.3f} ({micro.low:.3f}–{micro.high:.3f}) | "
        f"{micro.precision:.3f} | {micro.recall:.3f} |"
    )


if __name__ == "__main__":
    main()
