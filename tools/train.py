"""Train the small models of Netzlese from its own announcements and write their weights to corpus/models.

One command, the same weights each time::

    python tools/train.py            # corpus/dev
    python tools/train.py --check    # only print how well it does, by cross-validation over documents

``network.json`` is a logistic regression over the features of `pipeline.assemble.networks.traits`: is this draft a network that
the text announces? It learns from every draft that the chain opens over the texts, right where gold has a network for it.

``topics.json`` is one over the traits of noun phrases (`pipeline.assemble.facts.topic_traits`): is this phrase a topic that the
network works on? It is judged by leaving whole batches out, since the rules beside it were tuned to these texts.
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pipeline.assemble as assemble_room  # noqa: E402 - a script finds its project first
from pipeline.assemble.confidence import confidence_signs  # noqa: E402
from pipeline.assemble.facts.topic_candidates import topic_value  # noqa: E402
from pipeline.assemble.facts.topic_model import LEAST_CHANCE as LEAST_TOPIC_CHANCE  # noqa: E402
from pipeline.assemble.facts.topic_model import RULE as TOPIC_RULE  # noqa: E402
from pipeline.assemble.facts.topic_model import Candidate, find_candidates, needed_chance, settle  # noqa: E402
from pipeline.assemble.model import Trace  # noqa: E402
from pipeline.assemble.networks.decision import LEAST_CHANCE  # noqa: E402
from pipeline.assemble.view import View  # noqa: E402
from pipeline.compare import gold_items, record_items  # noqa: E402
from pipeline.gold import GoldCase, load_corpus, quote_spans  # noqa: E402
from pipeline.linear import chance_of  # noqa: E402
from pipeline.read import Reader  # noqa: E402
from pipeline.reliability import calibration_error  # noqa: E402
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
#: the topics' prior, and in how many texts a trait must stand to be weighed
_TOPIC_PENALTY = 3.0
_TOPIC_DOCUMENTS = 4
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


def fit(
    samples: Sequence[Sample], names: list[str], belief: Mapping[str, float] | None = None, *, penalty: float = _PENALTY
) -> np.ndarray:
    """Fit a logistic regression by Newton's method. Shape: bias first, then a weight a feature.

    ``belief``: what a weight is taken to be until the samples say otherwise; 0 where it says nothing.
    """
    mean = np.array([(belief or {}).get(name, 0.0) for name in ("", *names)])
    table = np.array([[1.0, *(sample.features.get(name, 0.0) for name in names)] for sample in samples])
    right = np.array([float(sample.right) for sample in samples])
    prior = np.full(table.shape[1], penalty)
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


def check(
    samples: list[Sample], names: list[str], belief: Mapping[str, float] | None = None
) -> tuple[list[tuple[Sample, float]], float]:
    """Predict every document by a model that has not seen it. Shape: (sample, chance), log loss."""
    documents = sorted({sample.document for sample in samples})
    fold = {document: number % _FOLDS for number, document in enumerate(documents)}
    judged = []
    for number in range(_FOLDS):
        weights = fit([sample for sample in samples if fold[sample.document] != number], names, belief)
        held = [sample for sample in samples if fold[sample.document] == number]
        judged += [(sample, chance_of(points_of(sample, weights, names))) for sample in held]
    loss = float(np.mean([-np.log(max(chance if sample.right else 1 - chance, 1e-9)) for sample, chance in judged]))
    return judged, loss


def read_first_looks() -> list[Sample]:
    """Read what fresh batches showed: each value with its rule, and whether it was right; blind texts stay out of it."""
    samples = []
    studied = {path.stem for path in (ROOT / "corpus" / "dev" / "gold").glob("*.json")}
    for path in sorted(FIRST_LOOKS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            samples += [
                Sample(row["document"], confidence_signs(row["field"], row["rule"], float(row["confidence"])), row["right"] == "1")
                for row in csv.DictReader(stream)
                if row["document"] in studied
            ]
    return samples


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
        f"cross-validated expected calibration error {calibration_error([(chance, sample.right) for sample, chance in judged]):.3f}, log loss {loss:.3f}"
    )
    if write:
        write_model("confidence.json", fit(samples, names), names)


# -- topics ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopicSample(Sample):
    """Hold one phrase at one extent: where it stands, what it says, whether gold has it for the network of its sentence."""

    network: int
    candidate: Candidate
    value: str

    @property
    def key(self) -> tuple[str, int, str]:
        """Give what several mentions of one topic share."""
        return self.document, self.network, self.value


@dataclass(frozen=True)
class TopicText:
    """Hold one text: its phrases, and gold's topics and the rules' own for each network that was found."""

    document: str
    view: View
    samples: list[TopicSample]
    gold: dict[int, set[str]]
    told: dict[int, list[Trace]]
    values: dict[int, set[str]]
    needed: dict[int, float]


def collect_topics(corpus: Path) -> list[TopicText]:
    """Run the chain, and measure each phrase that stands in a stretch of a network that gold has."""
    pipeline, reader = Pipeline(Settings()), Reader(Settings())
    texts = []
    for case in load_corpus(corpus):
        (document,) = reader.read(str(case.source))
        if isinstance(document, Document):
            texts.append(_topics_of(case, pipeline.process(document), _gold_topics(case, pipeline, document)))
    return texts


def _gold_topics(case: GoldCase, pipeline: Pipeline, document: Document) -> dict[int, set[str]]:
    """Give gold's topics for each of our records that gold has."""
    report = pipeline.extract(document)
    golds = [
        gold_items(record, spans) for record, spans in zip(case.gold.networks, quote_spans(case.gold, report.text), strict=True)
    ]
    ours = [record_items(record) for record in report.networks]
    order = {id(items): number for items_of in (golds, ours) for number, items in enumerate(items_of)}
    pairs = [(order[id(mine)], order[id(gold)]) for gold, mine in align(golds, ours) if gold is not None and mine is not None]
    return {mine: set(case.gold.networks[gold].topics) for mine, gold in pairs}


def _topics_of(case: GoldCase, document: Document, gold: dict[int, set[str]]) -> TopicText:
    """Measure the phrases of one text."""
    view, samples = View(document), []
    owners = dict(document.scope)
    reach: dict[int, dict[str, float]] = {}

    def keep(level: int, traits: dict[str, float]) -> float:
        reach[level] = traits
        return 0.0

    for sentence in view.live_sentences:
        indexes = [index for index in owners.get(sentence.start, ()) if index in gold]
        for candidate in find_candidates(view, sentence, keep) if indexes else ():
            topic = topic_value(view, candidate.start, candidate.end, candidate.floor, dative=candidate.dative)
            traits = {name: value for level in sorted(reach) for name, value in reach[level].items()}
            samples += [
                TopicSample(case.gold.id, traits, topic[2] in gold[index], index, candidate, topic[2]) for index in indexes if topic
            ]
    ruled = {
        draft.index: [value for value in draft.lists.get("topics", {}).values() if value.traces[0].rule != TOPIC_RULE]
        for draft in document.networks
        if draft.index in gold
    }
    told = {index: [trace for value in values for trace in value.traces] for index, values in ruled.items()}
    values = {index: {value.value for value in found} for index, found in ruled.items()}
    needed = {draft.index: needed_chance(draft) for draft in document.networks}
    return TopicText(case.gold.id, view, samples, gold, told, values, needed)


def fit_topics(samples: list[TopicSample]) -> tuple[np.ndarray, list[str]]:
    """Fit the topics' model twice: a topic that is said more than once is one only where the first fit finds it likeliest.

    Shape: (bias and weights, names).
    """
    seen: dict[str, set[str]] = {}
    for sample in samples:
        for name in sample.features:
            seen.setdefault(name, set()).add(sample.document)
    names = sorted(name for name, documents in seen.items() if len(documents) >= _TOPIC_DOCUMENTS)
    weights = fit(samples, names, penalty=_TOPIC_PENALTY)
    best: dict[tuple[str, int, str], tuple[float, TopicSample]] = {}
    for sample in samples:
        if sample.right and (sample.key not in best or points_of(sample, weights, names) > best[sample.key][0]):
            best[sample.key] = (points_of(sample, weights, names), sample)
    chosen = {id(sample) for _, sample in best.values()}
    return fit([sample for sample in samples if not sample.right or id(sample) in chosen], names, penalty=_TOPIC_PENALTY), names


def points_of(sample: Sample, weights: np.ndarray, names: list[str]) -> float:
    """Add up what a sample's features are worth."""
    return float(weights[0] + sum(weight * sample.features.get(name, 0.0) for name, weight in zip(names, weights[1:], strict=True)))


def family(document: str) -> str:
    """Give the batch a text came with; batches that retell the same pages are one, and so are the oldest.

    >>> family("x-nw-bornheim-2024"), family("q-by-erding"), family("bw-ulm-2019")
    ('x', 'q r s', 'first')
    """
    letter = document.partition("-")[0]
    return "first" if len(letter) > 1 else "q r s" if letter in "qrs" else "u v" if letter in "uv" else letter


def find_topics(text: TopicText, weights: np.ndarray, names: list[str], *, ruled: bool) -> dict[int, set[str]]:
    """Find the topics of a text, as the chain does; ``ruled``: together with what the rules have read."""
    found: dict[int, set[str]] = {index: set(text.values.get(index, ())) if ruled else set() for index in text.gold}
    for index, topics in found.items():
        low = {topic.lower() for topic in topics}
        scored = [
            (chance_of(points_of(sample, weights, names)), sample.candidate) for sample in text.samples if sample.network == index
        ]
        for chance, one, (start, end, value) in settle(text.view, scored):
            clash = ruled and any(trace.start < end and start < trace.end for trace in text.told.get(index, ()))
            if chance >= (text.needed[index] if ruled else LEAST_TOPIC_CHANCE) and not clash and value.lower() not in low and one:
                topics.add(value)
                low.add(value.lower())
    return found


def _figures(texts: list[TopicText], found: list[dict[int, set[str]]]) -> str:
    """Write precision, recall and F1 of topics found."""
    pairs = [(topics[index], text.gold[index]) for text, topics in zip(texts, found, strict=True) for index in text.gold]
    right, ours, gold = (
        sum(counts) for counts in zip(*((len(mine & its), len(mine), len(its)) for mine, its in pairs), strict=True)
    )
    return f"P {right / max(ours, 1):.3f} R {right / max(gold, 1):.3f} F1 {2 * right / max(ours + gold, 1):.3f}"


def train_topics(corpus: Path, *, write: bool) -> None:
    """Train which phrases are topics; every batch is judged by a model that has seen none of it."""
    texts = collect_topics(corpus)
    samples = [sample for text in texts for sample in text.samples]
    print(f"topics: {len(samples)} phrases, {sum(sample.right for sample in samples)} of them right; each batch left out:")
    alone, joint = {}, {}
    for batch in sorted({family(text.document) for text in texts}):
        weights, names = fit_topics([sample for sample in samples if family(sample.document) != batch])
        held = [text for text in texts if family(text.document) == batch]
        for text in held:
            alone[text.document] = find_topics(text, weights, names, ruled=False)
            joint[text.document] = find_topics(text, weights, names, ruled=True)
        _print_topics(batch, held, alone, joint)
    _print_topics("all", texts, alone, joint)
    if write:
        write_model("topics.json", *fit_topics(samples))


def _print_topics(batch: str, texts: list[TopicText], alone: Mapping[str, Any], joint: Mapping[str, Any]) -> None:
    rules = [{index: text.values.get(index, set()) for index in text.gold} for text in texts]
    print(
        f"  {batch}: rules {_figures(texts, rules)}; model {_figures(texts, [alone[text.document] for text in texts])}; "
        f"together {_figures(texts, [joint[text.document] for text in texts])}"
    )


#: in this order: each learns from what the chain does with the weights before it
PARTS = ("confidence", "terms", "network", "topics", "doubt")


def main() -> None:
    """Train, check and write; every part in a process of its own, so that each reads the weights that were just written."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing, only print the cross-validation")
    arguments.add_argument("--misses", action="store_true", help="list the drafts that cross-validation gets wrong")
    arguments.add_argument("--part", choices=PARTS, help="train only this")
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    asked = arguments.parse_args()
    if asked.part is None:
        for part in PARTS:
            subprocess.run([sys.executable, __file__, *sys.argv[1:], "--part", part], check=True)  # noqa: S603 - ourselves
    elif asked.part == "confidence":
        train_confidence(write=not asked.check)
    elif asked.part == "network":
        train_network(asked.corpus, write=not asked.check, misses=asked.misses)
    elif asked.part == "topics":
        train_topics(asked.corpus, write=not asked.check)
    else:
        script = ROOT / "tools" / f"train_{asked.part}.py"
        subprocess.run([sys.executable, script, *(["--check"] if asked.check else []), asked.corpus], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
