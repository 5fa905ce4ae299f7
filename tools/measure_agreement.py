"""Measure how far two people who annotated the same announcements agree, field by field.

::

    python tools/measure_agreement.py corpus/blind

The folder holds first/ (what the author of a text wrote as gold) and second/ (what another annotator wrote without seeing it);
gold/ is what both settled on. Agreement is the strict F1 of one against the other, as `netzlese evaluate` counts it.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.compare import (  # noqa: E402 - a script finds its project first
    Item,
    Tally,
    compare_field,
    compare_records,
    gold_items,
    is_same,
)
from pipeline.gold import read_gold  # noqa: E402
from pipeline.score import align  # noqa: E402
from schemas.gold import GoldDocument  # noqa: E402


def compare_golds(first: GoldDocument, second: GoldDocument, tally: Tally) -> None:
    """Count what two annotations of one text have in common."""
    for name in ("title", "date"):
        one, two = (_value(name, side) for side in (first, second))
        compare_field(f"document.{name}", one, two, is_same, tally)
    golds, others = ([gold_items(record, {}) for record in side.networks] for side in (first, second))
    for gold, theirs in align(golds, others):
        item = Item("networks", ("network",))
        if gold is not None and theirs is not None:
            tally.right("networks", item, item)
        else:
            tally.error("networks", None if gold is None else item, None if theirs is None else item)
        compare_records(gold or {}, theirs or {}, is_same, tally)


def _value(name: str, gold: GoldDocument) -> list[Item]:
    value = getattr(gold.document, name)
    return [Item(name, (value,))] if value else []


def main() -> None:
    """Compare and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    folder = arguments.parse_args().corpus
    tally, texts = Tally(), 0
    for path in sorted((folder / "second").glob("*.json")):
        first = folder / "first" / path.name
        if first.exists():
            compare_golds(read_gold(first), read_gold(path), tally)
            texts += 1
    if not texts:
        sys.exit(f"{folder}: no text has both first/<id>.json and second/<id>.json")
    for name, (both, other, one) in sorted(tally.counts.items()):
        print(f"{name:26}{both:5} alike {one:4} only first {other:4} only second   F1 {2 * both / (2 * both + one + other):.3f}")
    both, other, one = (sum(count[place] for count in tally.counts.values()) for place in range(3))
    print(
        f"{'all':26}{both:5} alike {one:4} only first {other:4} only second   F1 {2 * both / (2 * both + one + other):.3f}  ({texts} texts)"
    )


if __name__ == "__main__":
    main()
