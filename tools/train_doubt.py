"""Train how doubtful a value is by what stands around it, and write the weights to corpus/models/doubt.json.

One command, the same weights each time::

    python tools/train_doubt.py            # corpus/dev
    python tools/train_doubt.py --check    # write nothing; each batch judged by weights that have not seen it, and what that is worth

It learns from every value that the chain reads from texts with gold: wrong where gold does not have it, or has it with another form, key
or role. Batches that were studied longer have fewer errors left, which is no sign of anything: each batch has a weight of its own while the
others are learned, and it is thrown away. The level is set afterwards, so that the doubts add up to what the confidence expects; that one was
measured on fresh texts, the errors of studied ones are too few. ``--check`` prints sums of corpus/blind too, never single errors.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from measure_queue import MARKS, Value, compare, wrong_pointers  # type: ignore[import-not-found]  # noqa: E402 - a script finds its project first
from train import Sample, family, fit, write_model  # type: ignore[import-not-found]  # noqa: E402

from pipeline.gold import load_corpus  # noqa: E402
from pipeline.linear import LinearModel, chance_of  # noqa: E402
from pipeline.reliability import calibration_error  # noqa: E402
from pipeline.score import extract_corpus  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from pipeline.settle import question_key  # noqa: E402
from pipeline.settle.doubt import measure  # noqa: E402
from pipeline.settle.machine import Read, read_values  # noqa: E402
from schemas.review import Item  # noqa: E402

#: weight of the prior: the larger, the smaller the weights
_PENALTY = 3.0
#: in how many texts a sign must stand to be weighed
_LEAST_TEXTS = 4
_STEPS = 60


@dataclass(frozen=True)
class Sign(Sample):  # type: ignore[misc]
    """Hold one value: its signs, its item in the review; ``right`` is what is asked of it: is it wrong?"""

    item: Item


def collect(corpus: Path) -> list[Sign]:
    """Extract a corpus and measure every value."""
    golds = {case.gold.id: case.gold for case in load_corpus(corpus)}
    samples = []
    for name, report in extract_corpus(corpus, Settings()).items():
        networks = [f"{index:032x}" for index in range(len(report.networks))]
        wrong = wrong_pointers(golds[name], report, names_only=False)
        for read, signs in measure(report, tuple(read_values(report, networks))):
            samples.append(Sign(name, signs, (read.record, read.pointer) in wrong, _open(read)))
    return samples


def _open(read: Read) -> Item:
    """Give the item of a value nobody has decided on; without ``settle``, which needs the weights that are trained here."""
    return Item(
        network=read.network, field=read.field, item=read.item, state="open", confidence=read.best.confidence,
        question=question_key(read.field, read.value, read.best.text, read.best.rule),
    )  # fmt: skip


def train(samples: Sequence[Sign]) -> LinearModel:
    """Fit the weights: signs of some texts only, and a weight for each batch, which is thrown away."""
    texts: dict[str, set[str]] = {}
    for sample in samples:
        for name in sample.features:
            texts.setdefault(name, set()).add(sample.document)
    names = sorted(name for name, found in texts.items() if len(found) >= _LEAST_TEXTS)
    batches = sorted({f"batch {family(sample.document)}" for sample in samples})
    table = [
        Sample(sample.document, {**sample.features, f"batch {family(sample.document)}": 1.0}, sample.right) for sample in samples
    ]
    weights = fit(table, [*names, *batches], penalty=_PENALTY)[: len(names) + 1]
    model = LinearModel({key: float(weight) for key, weight in zip(["", *names], weights, strict=True)})
    return LinearModel({**model.weights, "": model.weights[""] + level(model, samples)})


def level(model: LinearModel, samples: Sequence[Sign]) -> float:
    """Find what to add to the log odds so that the doubts add up to what the confidence expects."""
    points = [model.points(sample.features) for sample in samples]
    expected = sum(map(by_confidence, samples))
    low, high = -10.0, 10.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sum(chance_of(each + middle) for each in points) < expected:
            low = middle
        else:
            high = middle
    return low


def by_confidence(sample: Sign) -> float:
    """Give the chance to be wrong as the confidence has it."""
    return 1.0 - (sample.item.confidence or 0.0)


def leave_out(samples: Sequence[Sign]) -> list[float]:
    """Judge every value by weights that have seen nothing of its batch."""
    models = {
        batch: train([sample for sample in samples if family(sample.document) != batch])
        for batch in {family(sample.document) for sample in samples}
    }
    return [models[family(sample.document)].chance(sample.features) for sample in samples]


# figures


def rank(judged: Sequence[tuple[float, bool]]) -> float:
    """Give the chance that of a wrong and a right value the wrong one is doubted more; .5 is no better than a throw.

    >>> rank([(0.9, True), (0.5, False), (0.5, True)])
    0.75
    """
    doubts = np.array([doubt for doubt, _ in judged])
    wrong = np.array([each for _, each in judged], dtype=bool)
    _, place, counts = np.unique(doubts, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    ones = int(wrong.sum())
    return float((ranks[wrong].sum() - ones * (ones + 1) / 2) / max(ones * (len(judged) - ones), 1))


def print_figures(name: str, samples: Sequence[Sign], doubts: Sequence[float]) -> None:
    """Print how well doubts rank and how far they can be believed."""
    judged = [(doubt, sample.right) for doubt, sample in zip(doubts, samples, strict=True)]
    loss = -sum(math.log(max(doubt if wrong else 1 - doubt, 1e-9)) for doubt, wrong in judged) / len(judged)
    print(
        f"  {name:<24} ranks {rank(judged):.3f} (AUC), log loss {loss:.3f}, expected calibration error {calibration_error(judged):.3f}, "
        f"{sum(doubts):.0f} expected wrong of {len(judged)}, {sum(wrong for _, wrong in judged)} are"
    )


def print_orders(samples: Sequence[Sign], doubts: Sequence[float]) -> None:
    """Print what the orders of the review are worth that go by these doubts."""
    values = [
        Value(sample.document, sample.item.model_copy(update={"doubt": doubt, "confidence": 1 - doubt}), not sample.right)
        for sample, doubt in zip(samples, doubts, strict=True)
    ]
    for name, row in compare(values).items():
        shares = " ".join(f"{share:>6.1%}" for share in row.removed)
        print(
            f"    {name:<60} {row.minutes:>5.0f} min, out in {'/'.join(f'{mark:.0%}' for mark in MARKS)}: {shares}, area {row.area:.3f}"
        )


def report(name: str, samples: Sequence[Sign], doubts: Sequence[float]) -> None:
    """Print the figures of one corpus: confidence alone, then these doubts."""
    print(f"{name}: {len({sample.document for sample in samples})} texts with values")
    for title, each in (("confidence alone", [*map(by_confidence, samples)]), ("doubt", doubts)):
        print_figures(title, samples, each)
        print_orders(samples, each)


def main() -> None:
    """Train, check and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing, print what left-out batches and corpus/blind show")
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    asked = arguments.parse_args()
    samples = collect(asked.corpus)
    model = train(samples)
    if asked.check:
        report(f"{asked.corpus.name}, each batch left out", samples, leave_out(samples))
        blind = collect(ROOT / "corpus" / "blind")
        report("blind", blind, [model.chance(sample.features) for sample in blind])
        return
    names = sorted(set(model.weights) - {""})
    write_model("doubt.json", np.array([model.weights[name] for name in ("", *names)]), names)


if __name__ == "__main__":
    main()
