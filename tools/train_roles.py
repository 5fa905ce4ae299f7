"""Train the scorer of roles (``corpus/models/roles.json``); called by ``tools/train.py``, which trains everything.

A logistic regression for each role over the signs of `pipeline.assemble.roles.signs`, one-vs-rest, with a Gaussian prior. It
learns from every body that stands in a stretch of a network: in the announcements with gold, and in the role cases of the tests.
Gold says who holds a role but not always where that is said, so of a holder's mentions the likeliest one is taken, twice over.
It is judged by leaving whole batches out; what the rules said is no sign.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.assemble import Assembler  # noqa: E402
from pipeline.assemble import Assembler  # noqa: E402 - a script finds its project first
from pipeline.assemble.model import Ledger  # noqa: E402
from pipeline.assemble.networks.scope import Scope  # noqa: E402
from pipeline.assemble.roles import scorer  # noqa: E402
from pipeline.assemble.roles.bodies import Body  # noqa: E402
from pipeline.assemble.roles.scene import FIELDS, Scene  # noqa: E402
from pipeline.assemble.roles.scorer import LEAST_CHANCE, ROLES, find_bar, find_candidates, refused_starts  # noqa: E402
from pipeline.assemble.roles.settle import Names, key_of, same_body  # noqa: E402
from pipeline.assemble.view import View  # noqa: E402
from pipeline.gold import load_corpus  # noqa: E402
from pipeline.linear import ClassModel  # noqa: E402
from pipeline.read import Reader  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.document import Document  # noqa: E402

MODEL = ROOT / "corpus" / "models" / "roles.json"
CASES = ROOT / "tests" / "cases" / "assemble"
_CASE_FILES = ("roles.yaml", "roles_phrasing.yaml", "roles_varied.yaml")
_CASE_BATCH = "cases"
_ANNOUNCED = (
    "Am 3. Mai 2021 wurde das Klimaschutznetzwerk Talaue gegründet. Mitglieder sind die Städte Lage, Lemgo und Detmold.\n\n"
)
_PENALTY = 4.0
#: in how many texts a sign must stand to be weighed
_DOCUMENTS = 3
_BIAS = 3.0  # so large that the prior hardly holds it
_STEPS, _FIRST_STEPS, _ROUNDS = 60, 40, 2
_DIGITS = 2

Gold = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class RoleSample:
    """Hold one body where it stands: its signs, gold's holders that it is, and the roles that the chain would let it take."""

    key: str
    signs: list[str]
    held: set[tuple[str, int]]
    free: set[str]


@dataclass(frozen=True)
class RoleText:
    """Hold one text: its batch, its bodies, gold's holders."""

    document: str
    batch: str
    gold: Gold
    samples: list[RoleSample] = field(default_factory=list)


def family(document: str) -> str:
    """Give the batch a text came with; batches that retell the same pages are one, and so are the oldest.

    >>> family("x-nw-bornheim-2024"), family("q-by-erding"), family("bw-ulm-2019")
    ('x', 'q r s', 'first')
    """
    letter = document.partition("-")[0]
    return "first" if len(letter) > 1 else "q r s" if letter in "qrs" else "u v" if letter in "uv" else letter


class _Noter:
    """Stand in the place of what adds roles, and note every body with its signs."""

    def __init__(self) -> None:
        self.text: RoleText | None = None

    def __call__(self, view: View, scope: Scope, scenes: Sequence[Scene], ledger: Ledger, model: ClassModel) -> None:
        """Note the bodies of one document."""
        assert self.text is not None  # noqa: S101 - set before each document
        refused, names = refused_starts(ledger), Names(view)
        for candidate in find_candidates(scope, scenes):
            body = candidate.signed.body
            free = {
                role
                for role in ROLES
                if any(find_bar(scope.drafts[index], role, candidate, refused) is None for index in candidate.networks)
            }
            self.text.samples.append(RoleSample(key_of(body), candidate.signed.signs, _holders(body, names, self.text.gold), free))


def _holders(body: Body, names: Names, gold: Gold) -> set[tuple[str, int]]:
    """Say which of gold's holders a body is."""
    mine: dict[str, object] = {"name": names.fullest(body), "entity": body.entity, "kind": body.kind}
    bare = body.mention.value.name
    return {
        (role, number)
        for role, holders in gold.items()
        for number, holder in enumerate(holders)
        if (holder["name"] in {body.name, bare} and holder["kind"] == body.kind) or same_body(mine, {**holder, "entity": None})
    }


def collect_roles(corpus: Path) -> list[RoleText]:
    """Run the chain over the announcements and the cases, and note the bodies."""
    noter = _Noter()
    with patch.object(scorer, "weigh_roles", noter):
        return [*_announcements(corpus, noter), *_cases(noter)]


def _pipeline() -> Pipeline:
    """Build a chain that scores roles, by whatever weights."""
    pipeline = Pipeline(Settings())
    for stage in pipeline.stages:
        if isinstance(stage, Assembler):
            stage._roles = ClassModel(ROLES, {})  # noqa: SLF001 - so that bodies are weighed where no weights are yet
    return pipeline


def _open_pipeline() -> Pipeline:
    """Make a chain that asks for the scorer whether there are weights yet or not."""
    pipeline = Pipeline(Settings())
    for stage in pipeline.stages:
        if isinstance(stage, Assembler):
            stage._roles = ClassModel(ROLES, {})  # noqa: SLF001 - what is asked here only notes
    return pipeline


def _announcements(corpus: Path, noter: _Noter) -> Iterable[RoleText]:
    pipeline, reader = _pipeline(), Reader(Settings())
    for case in load_corpus(corpus):
        gold: Gold = {role: [] for role in ROLES}
        for network in case.gold.networks:
            for role, name in FIELDS.items():
                holders = [{"name": actor.name, "kind": actor.kind} for actor in getattr(network, name)]
                gold[role] += [holder for holder in holders if holder not in gold[role]]
        (document,) = reader.read(str(case.source))
        if isinstance(document, Document):
            noter.text = RoleText(case.gold.id, family(case.gold.id), gold)
            pipeline.extract(document)
            yield noter.text


def _cases(noter: _Noter) -> Iterable[RoleText]:
    pipeline = _pipeline()
    for name in _CASE_FILES:
        for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8")):
            gold: Gold = {
                role: [
                    {"name": held, "kind": kind}
                    for held in case["expect"].get(field_, ())
                    for kind in ("organisation", "person", "unnamed")
                ]
                for role, field_ in FIELDS.items()
            }
            noter.text = RoleText(case["id"], _CASE_BATCH, gold)
            pipeline.extract_text(_ANNOUNCED + case["text"])
            yield noter.text


@dataclass(frozen=True)
class _Table:
    """Hold all bodies as a table of signs, with the products that every fit needs."""

    texts: list[int]
    samples: list[RoleSample]
    names: list[str]
    signs: np.ndarray
    products: np.ndarray
    inverse: np.ndarray
    right: np.ndarray


def _tabulate(texts: Sequence[RoleText]) -> _Table:
    """Write the bodies as a table: a column for each sign that stands in enough texts."""
    seen: dict[str, set[int]] = defaultdict(set)
    owners, samples = [], []
    for number, text in enumerate(texts):
        for sample in text.samples:
            owners.append(number)
            samples.append(sample)
            for sign in sample.signs:
                seen[sign].add(number)
    names = sorted(sign for sign, where in seen.items() if len(where) >= _DOCUMENTS)
    places = {name: place for place, name in enumerate(names)}
    signs = np.zeros((len(samples), len(names)))
    for row, sample in enumerate(samples):
        for sign in sample.signs:
            if sign in places:
                signs[row, places[sign]] = 1.0 if sign else _BIAS
    products = signs @ signs.T
    inverse = np.linalg.inv(products / 4 + _PENALTY * np.eye(len(samples)))
    right = np.array([[float(any(held == role for held, _ in sample.held)) for role in ROLES] for sample in samples])
    return _Table(owners, samples, names, signs, products, inverse, right)


def _solve(table: _Table, share: np.ndarray, steps: int) -> np.ndarray:
    """Fit by the bound of the logistic loss, accelerated. Shape: (body, role), the weights of the bodies."""
    now = ahead = np.zeros_like(share)
    pace = 1.0
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(table.products @ ahead, -30, 30)))
        new = ahead - table.inverse @ (share * (chance - table.right) + _PENALTY * ahead)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead, now, pace = new + (pace - 1) / faster * (new - now), new, faster
    return now


def _fit(table: _Table, learns: np.ndarray) -> np.ndarray:
    """Fit to the bodies that it may learn from; a holder's mentions count together first, then only the likeliest."""
    share = np.repeat(learns[:, None].astype(float), len(ROLES), axis=1)
    bags: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(learns):
        for role, holder in table.samples[row].held:
            bags[table.texts[row], role, holder].append(int(row))
    for (_, role, _), rows in bags.items():
        share[rows, ROLES.index(role)] = 1 / len(rows)
    weights = _solve(table, share, _FIRST_STEPS)
    for _ in range(_ROUNDS):
        points = table.products @ weights
        for (_, role, _), rows in bags.items():
            share[rows, ROLES.index(role)] = 0.0
        for (_, role, _), rows in bags.items():
            number = ROLES.index(role)
            share[max(rows, key=lambda row: points[row, number]), number] = 1.0
        weights = _solve(table, share, _STEPS)
    return weights


def train_roles(corpus: Path, *, write: bool, without: str | None = None, target: Path = MODEL) -> None:
    """Judge by leaving batches out, then train on all, or on all but the batch ``without``, and write."""
    texts = collect_roles(corpus)
    table = _tabulate(texts)
    batch_of = np.array([texts[number].batch for number in table.texts])
    print(f"roles: {len(table.samples)} bodies, {len(table.names)} signs; each batch left out:")
    if without is None:
        chances = np.zeros_like(table.right)
        batches = sorted({text.batch for text in texts} - {_CASE_BATCH})
        for batch in batches:
            held = batch_of == batch
            chances[held] = 1 / (1 + np.exp(-table.products[held] @ _fit(table, ~held)))
        for batch in [*batches, "all"]:
            print(f"  {batch}: {_judge(texts, table, chances, {batch} if batch != 'all' else set(batches))}")
    if write:
        _write(table, _fit(table, batch_of != without), target)


def _judge(texts: Sequence[RoleText], table: _Table, chances: np.ndarray, batches: set[str]) -> str:
    """Write precision and recall of the model alone, and what it would add to the rules: right + wrong."""
    written = []
    for number, role in enumerate(ROLES):
        right: set[tuple[str, int]] = set()
        wrong: set[tuple[str, str]] = set()
        added: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
        gold = sum(len({holder["name"] for holder in text.gold[role]}) for text in texts if text.batch in batches)
        for row, sample in enumerate(table.samples):
            text = texts[table.texts[row]]
            if text.batch not in batches or chances[row, number] < LEAST_CHANCE[role]:
                continue
            holders = {(text.document, holder) for held, holder in sample.held if held == role}
            right |= holders
            wrong |= set() if holders else {(text.document, sample.key)}
            if role in sample.free:
                added[bool(holders)].add((text.document, sample.key))
        written.append(
            f"{role} P {len(right) / max(len(right) + len(wrong), 1):.2f} R {len(right) / max(gold, 1):.2f} "
            f"(adds {len(added[True])} right, {len(added[False])} wrong)"
        )
    return "; ".join(written)


def _write(table: _Table, weights: np.ndarray, target: Path) -> None:
    """Write one row of weights for each sign that counts."""
    scale = np.array([1.0 if name else _BIAS for name in table.names])
    rows = (table.signs.T @ weights) * scale[:, None]
    plain: Mapping[str, list[float]] = {
        name: [round(float(weight), _DIGITS) for weight in row] for name, row in zip(table.names, rows, strict=True)
    }
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in plain.items() if any(row)]
    text = f'{{"classes": {json.dumps(ROLES)},\n"weights": {{\n' + ",\n".join(lines) + "\n}}\n"
    target.write_text(text, encoding="utf-8")
    print(f"{target}: {len(lines)} rows of {len(ROLES)} weights")


def main() -> None:
    """Judge and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing, only judge each batch by the others")
    arguments.add_argument("--without", metavar="BATCH", help="learn nothing from a batch")
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    asked = arguments.parse_args()
    train_roles(asked.corpus, write=not asked.check, without=asked.without)


if __name__ == "__main__":
    main()
