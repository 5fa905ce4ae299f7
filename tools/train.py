"""Train the small models of Netzlese from its own announcements and write their weights to corpus/models.

One command, the same weights each time::

    python tools/train.py            # corpus/dev
    python tools/train.py --check    # only print how well it does, by cross-validation over documents

``network.json`` is a logistic regression over the features of `pipeline.assemble.networks.traits`: is this draft a network that
the text announces? It learns from every draft that the chain opens over the texts, right where gold has a network for it.
"""

import argparse
import csv
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pipeline.assemble as assemble_room  # noqa: E402 - a script finds its project first
from pipeline.assemble.confidence import confidence_signs  # noqa: E402
from pipeline.assemble.networks.decision import LEAST_CHANCE  # noqa: E402
from pipeline.compare import gold_items, record_items  # noqa: E402
from pipeline.gold import GoldCase, load_corpus, quote_spans  # noqa: E402
from pipeline.read import Reader  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from pipeline.score import align  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.document import Document  # noqa: E402

MODELS = ROOT / "corpus" / "models"
FIRST_LOOKS = ROOT / "corpus" / "first-looks"
#: weight of the prior: the larger, the smaller the weights
_PENALTY = 1.0
#: what a person who reads announcements holds for signs of a network; the samples correct it
NETWORK_BELIEF = {
    "": -3.0, "named": 1.5, "joined": 1.5, "members many": 2.0, "members few": 1.2, "has founded": 1.5, "has start": 1.2,
    "has end": 0.8, "has participants_stated": 0.8, "has initiators": 0.8, "has managers": 0.8, "has consultants": 0.5,
    "has funders": 0.5, "has duration_months": 0.4, "has topics": 0.3, "headline tells": 1.2, "sentence tells": 0.6,
    "no theme": -1.5, "general": -0.8,
}  # fmt: skip
_FOLDS = 10
_STEPS = 50
_DIGITS = 3


@dataclass(frozen=True)
class Sample:
    """Hold one draft: what was measured of it, and whether gold has it."""

    document: str
    features: dict[str, float]
    right: bool


def collect(corpus: Path) -> list[Sample]:
    """Run the chain with a model that keeps every draft, and pair the drafts with gold's networks."""
    seen: list[dict[str, float]] = []

    class _Keeper:
        """Keep every draft and note its features."""

        def chance(self, features: dict[str, float]) -> float:
            seen.append(features)
            return 1.0

    pipeline, reader = Pipeline(Settings()), Reader(Settings())
    for stage in pipeline.stages:
        if isinstance(stage, assemble_room.Assembler):
            stage._announced = _Keeper()  # type: ignore[assignment]  # noqa: SLF001 - the one place where nothing may be refused
    samples = []
    for case in load_corpus(corpus):
        seen.clear()
        (document,) = reader.read(str(case.source))
        if isinstance(document, Document):
            samples += _judge(case, pipeline, document, seen)
    return samples


def _judge(case: GoldCase, pipeline: Pipeline, document: Document, seen: list[dict[str, float]]) -> list[Sample]:
    """Pair the records of one document, none of them refused, with gold's."""
    report = pipeline.extract(document)
    golds = [
        gold_items(record, spans) for record, spans in zip(case.gold.networks, quote_spans(case.gold, report.text), strict=True)
    ]
    ours = [record_items(record) for record in report.networks]
    paired = {id(mine) for gold, mine in align(golds, ours) if gold is not None and mine is not None}
    return [Sample(case.gold.id, features, id(mine) in paired) for features, mine in zip(seen, ours, strict=True)]


def fit(samples: list[Sample], names: list[str], belief: Mapping[str, float] | None = None) -> np.ndarray:
    """Fit a logistic regression by Newton's method. Shape: bias first, then a weight a feature.

    ``belief``: what a weight is taken to be until the samples say otherwise; 0 where it says nothing.
    """
    mean = np.array([(belief or {}).get(name, 0.0) for name in ("", *names)])
    table = np.array([[1.0, *(sample.features.get(name, 0.0) for name in names)] for sample in samples])
    right = np.array([float(sample.right) for sample in samples])
    prior = np.full(table.shape[1], _PENALTY)
    prior[0] = 1e-3
    weights = mean.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chance - right) + prior * (weights - mean)
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(prior)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - it has settled
            break
    return weights


def check(samples: list[Sample], names: list[str], belief: Mapping[str, float] | None = None) -> tuple[list[tuple[Sample, float]], float]:
    """Predict every document by a model that has not seen it. Shape: (sample, chance), log loss."""
    documents = sorted({sample.document for sample in samples})
    fold = {document: number % _FOLDS for number, document in enumerate(documents)}
    judged = []
    for number in range(_FOLDS):
        weights = fit([sample for sample in samples if fold[sample.document] != number], names, belief)
        for sample in samples:
            if fold[sample.document] == number:
                points = weights[0] + sum(weights[place] * sample.features.get(name, 0.0) for place, name in enumerate(names, 1))
                judged.append((sample, float(1 / (1 + np.exp(-points)))))
    loss = float(np.mean([-np.log(max(chance if sample.right else 1 - chance, 1e-9)) for sample, chance in judged]))
    return judged, loss


def read_first_looks() -> list[Sample]:
    """Read what fresh batches showed: each value with its rule, and whether it was right."""
    samples = []
    for path in sorted(FIRST_LOOKS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            samples += [
                Sample(row["document"], confidence_signs(row["field"], row["rule"], float(row["confidence"])), row["right"] == "1")
                for row in csv.DictReader(stream)
            ]
    return samples


def expected_error(judged: list[tuple[Sample, float]]) -> float:
    """Give the expected calibration error: mean gap between chance and share of right ones over ten bins, by their size."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sample, chance in judged:
        bins.setdefault(min(int(chance * 10), 9), []).append((chance, sample.right))
    gaps = [abs(sum(chance for chance, _ in found) - sum(right for _, right in found)) for found in bins.values()]
    return sum(gaps) / len(judged)


def write_model(name: str, weights: np.ndarray, names: list[str]) -> None:
    """Write the weights that count, rounded."""
    rounded = {key: round(float(weight), _DIGITS) for key, weight in zip(["", *names], weights, strict=True)}
    plain = {"weights": {key: weight for key, weight in rounded.items() if weight}}
    MODELS.mkdir(exist_ok=True)
    (MODELS / name).write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{MODELS / name}: {len(plain['weights'])} weights")


def train_network(corpus: Path, *, write: bool, misses: bool) -> None:
    """Train the decision which drafts are networks."""
    samples = collect(corpus)
    names = sorted({name for sample in samples for name in sample.features})
    judged, loss = check(samples, names, NETWORK_BELIEF)
    wrong = [(sample, chance) for sample, chance in judged if sample.right != (chance >= LEAST_CHANCE)]
    print(
        f"network: {len(samples)} drafts, {sum(sample.right for sample in samples)} of them right; "
        f"cross-validated {len(samples) - len(wrong)} decided rightly, log loss {loss:.3f}"
    )
    for sample, chance in sorted(wrong, key=lambda pair: pair[0].document) if misses else ():
        print(f"  {sample.document}: {'right' if sample.right else 'none'}, chance {chance:.2f}")
    if write:
        write_model("network.json", fit(samples, names, NETWORK_BELIEF), names)


def train_confidence(*, write: bool) -> None:
    """Train how far each field and rule can be trusted."""
    samples = read_first_looks()
    names = sorted({name for sample in samples for name in sample.features})
    judged, loss = check(samples, names)
    print(
        f"confidence: {len(samples)} values of {len({sample.document for sample in samples})} texts at first look, "
        f"{sum(sample.right for sample in samples) / len(samples):.3f} right; "
        f"cross-validated expected calibration error {expected_error(judged):.3f}, log loss {loss:.3f}"
    )
    if write:
        write_model("confidence.json", fit(samples, names), names)


def main() -> None:
    """Train, check and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing, only print the cross-validation")
    arguments.add_argument("--misses", action="store_true", help="list the drafts that cross-validation gets wrong")
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    asked = arguments.parse_args()
    train_confidence(write=not asked.check)
    train_network(asked.corpus, write=not asked.check, misses=asked.misses)


if __name__ == "__main__":
    main()
