"""Measure what the order of the review is worth: how many wrong values are out of the records after so many minutes.

A made-up reviewer works through a corpus of which gold is known, in different orders. Opening a document and answering a value cost the
seconds that ``pipeline.settle`` counts on; whoever looks at a value sees whether it is right. Values that the machine missed are no part of
this: no order knows of them. Only sums are printed, so that it may run on corpus/blind too.

::

    python tools/measure_queue.py                  # corpus/dev
    python tools/measure_queue.py corpus/blind
"""

import argparse
import random
import sys
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.compare import Hit, Tally, compare_records, gold_items, is_same, record_items  # noqa: E402 - a script finds its project first
from pipeline.gold import load_corpus, quote_spans  # noqa: E402
from pipeline.score import align, extract_corpus  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from pipeline.settle import SECONDS, gain, group_gain, settle  # noqa: E402
from schemas.gold import GoldDocument  # noqa: E402
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report  # noqa: E402
from schemas.review import Item  # noqa: E402

SEEDS = range(30)
MARKS = (0.10, 0.25, 0.50)


@dataclass(frozen=True, slots=True)
class Value:
    """Hold one open value of a document, and whether gold has it."""

    document: str
    item: Item
    right: bool

    @property
    def seconds(self) -> float:
        """Give what answering it costs once its document is open."""
        return SECONDS[self.item.field]

    @property
    def doubt(self) -> float:
        """Give the chance that it is wrong, as the review orders by it."""
        return self.item.doubt if self.item.doubt is not None else 1.0 - self.confidence

    @property
    def confidence(self) -> float:
        """Give the chance that it is right, as the report states it."""
        return self.item.confidence if self.item.confidence is not None else 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one thing a reviewer does: how long it takes, and how many wrong values it takes out. Unit: seconds."""

    seconds: float
    removed: int


Visit = Sequence[Value]
Order = Iterator[Step]


def read_values(corpus: Path, *, names_only: bool = False) -> list[Value]:
    """Extract a corpus and judge every value by its gold, in the order of the documents."""
    golds = {case.gold.id: case.gold for case in load_corpus(corpus)}
    values = []
    for name, report in extract_corpus(corpus, Settings()).items():
        networks = [f"{index:032x}" for index in range(len(report.networks))]
        wrong = wrong_pointers(golds[name], report, names_only=names_only)
        items = settle(report, networks, [], version=1).items
        values += [Value(name, item, (item.record, item.pointer) not in wrong) for item in items if item.state == "open"]
    return values


def wrong_pointers(gold: GoldDocument, report: Report, *, names_only: bool) -> set[tuple[int | None, str | None]]:
    """Name every value of a report that gold does not have, or has with another form, key or role. Shape: (record, JSON Pointer).

    ``names_only``: a value of the right name is right, whatever else is said of it.
    """
    golds = [gold_items(record, spans) for record, spans in zip(gold.networks, quote_spans(gold, report.text), strict=True)]
    ours = [record_items(record) for record in report.networks]
    wrong: set[tuple[int | None, str | None]] = set()
    for expected, got in align(golds, ours):
        if got is None:
            continue
        tally = Tally()
        compare_records(expected or {}, got, is_same, tally)
        fine = {id(hit.ours) for hit in tally.hits if "." not in hit.field and (names_only or _parts_agree(hit))}
        index = next(place for place, mine in enumerate(ours) if mine is got)
        for field in (*SCALAR_FIELDS, *LIST_FIELDS):
            for place, item in enumerate(got.get(field, [])):
                if id(item) not in fine:
                    wrong.add((index, f"/{field}" if field in SCALAR_FIELDS else f"/{field}/{place}"))
    return wrong


def _parts_agree(hit: Hit) -> bool:
    return all(is_same(hit.field, value, hit.ours.parts.get(part)) for part, value in hit.gold.parts.items())


# orders


def by_document(values: Iterable[Value]) -> list[list[Value]]:
    """Put the values of each document together."""
    documents: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        documents[value.document].append(value)
    return list(documents.values())


def walk(documents: Iterable[Visit]) -> Order:
    """Open one document after the other and answer all it holds."""
    for values in documents:
        yield Step(SECONDS["document"], 0)
        for value in values:
            yield Step(value.seconds, not value.right)


def as_they_come(values: Sequence[Value]) -> Order:
    """Go through the documents in the order of their names."""
    return walk(by_document(values))


def shuffled(seed: int) -> Callable[[Sequence[Value]], Order]:
    """Go through the documents in a random order."""

    def order(values: Sequence[Value]) -> Order:
        documents = by_document(values)
        random.Random(seed).shuffle(documents)  # noqa: S311 - an order, no secret
        return walk(documents)

    return order


def least_sure_documents(values: Sequence[Value]) -> Order:
    """Begin with the document whose least sure value is the least sure of all."""
    return walk(sorted(by_document(values), key=lambda each: min(value.confidence for value in each)))


def least_sure_values(values: Sequence[Value]) -> Order:
    """Begin with the least sure value, wherever it is: each jump to another document opens that anew."""
    before = None
    for value in sorted(values, key=lambda each: each.confidence):
        if value.document != before:
            yield Step(SECONDS["document"], 0)
        before = value.document
        yield Step(value.seconds, not value.right)


def queued(values: Sequence[Value]) -> Order:
    """Begin where the most errors a minute are expected: the queue of the workbench."""
    return walk(sorted(by_document(values), key=_gain, reverse=True))


def doubtful(values: Sequence[Value]) -> Order:
    """Visit each document for the values that are worth most of the time, and come back for the others when their turn comes."""
    visits = [_most_worth(document) for document in by_document(values)]
    heap = [(-worth, number, now, later) for number, (worth, now, later) in enumerate(visits)]
    heapify(heap)
    while heap:
        _, number, now, later = heappop(heap)
        yield from walk([now])
        if later:
            worth, now, later = _most_worth(later)
            heappush(heap, (-worth, number, now, later))


def _most_worth(values: Visit) -> tuple[float, Visit, Visit]:
    """Part values into those to settle now and those for later. Shape: (errors a minute of the first, first, rest)."""
    values = sorted(values, key=lambda each: each.doubt / each.seconds, reverse=True)
    worths = [gain([value.item for value in values[:count]]) for count in range(1, len(values) + 1)]
    count = max(range(len(worths)), key=worths.__getitem__) + 1
    return worths[count - 1], values[:count], values[count:]


def known(values: Sequence[Value]) -> Order:
    """Begin where the most errors a minute really are: what no queue can beat without knowing the gold."""
    return walk(sorted(by_document(values), key=_true_gain, reverse=True))


def _gain(values: Visit) -> float:
    return gain([value.item for value in values])


def _true_gain(values: Visit) -> float:
    return sum(not value.right for value in values) / (SECONDS["document"] + sum(value.seconds for value in values))


def once_first(rest: Callable[[Sequence[Value]], Order]) -> Callable[[Sequence[Value]], Order]:
    """Answer equal questions together as long as that promises more than the best document, then what is left, in another order."""

    def order(values: Sequence[Value]) -> Order:
        left = list(values)
        groups = sorted(_groups(left), key=_group_gain, reverse=True)
        documents = by_document(left)
        best = max(map(_gain, documents), default=0.0)
        for group in groups:
            if _group_gain(group) <= best:
                break
            yield from _answer(group)
            done = {id(value) for value in _answered(group)}
            left = [value for value in left if id(value) not in done]
        yield from rest(left)

    return order


def _groups(values: Iterable[Value]) -> list[list[Value]]:
    groups: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        if value.item.question:
            groups[value.item.question].append(value)
    return [group for group in groups.values() if len(group) > 1]


def _group_gain(group: Visit) -> float:
    return group_gain([value.item for value in group])


def _answered(group: Visit) -> list[Value]:
    """Give those that one answer is true of: the greater part. The others are left out of it and stay open."""
    right = Counter(value.right for value in group).most_common(1)[0][0]
    return [value for value in group if value.right == right]


def _answer(group: Visit) -> Order:
    """Look at every place a question is asked of, and answer it for all but those that differ."""
    seconds = SECONDS["question"] + SECONDS["occurrence"] * len(group)
    yield Step(seconds, sum(not value.right for value in _answered(group)))


# figures


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold what an order is worth. ``removed``: share of the wrong values out at each of ``MARKS``; ``area``: under the curve; shares of 1."""

    minutes: float
    removed: tuple[float, ...]
    area: float


def figure(steps: Iterable[Step], minutes: float) -> Figures:
    """Draw the curve of errors removed over the minutes of an order; ``minutes``: what the plain way takes, for all orders alike.

    >>> figure([Step(30, 1), Step(30, 0)], 1.0)
    Figures(minutes=1.0, removed=(0.0, 0.0, 1.0), area=0.5)
    """
    spent, removed = 0.0, 0
    curve = [(0.0, 0)]
    for step in steps:
        spent += step.seconds
        removed += step.removed
        curve.append((spent, removed))
    whole = minutes * 60
    area = sum(before * (min(after_at, whole) - min(at, whole)) for (at, before), (after_at, _) in pairwise(curve))
    area += removed * max(0.0, whole - spent)
    at_marks = (max(count for at, count in curve if at <= mark * whole) for mark in MARKS)
    total = max(removed, 1)
    return Figures(spent / 60, tuple(count / total for count in at_marks), area / (total * whole))


def rank(values: Sequence[Value], sign: Callable[[Value], float]) -> float:
    """Give the share of pairs of a wrong and a right value in which the wrong one has more of a sign; equal ones count half."""
    right = sorted(sign(value) for value in values if value.right)
    wrong = [sign(value) for value in values if not value.right]
    below = sum((bisect_left(right, one) + bisect_right(right, one)) / 2 for one in wrong)
    return below / max(1, len(right) * len(wrong))


def compare(values: Sequence[Value]) -> dict[str, Figures]:
    """Measure every order on the same values."""
    minutes = plain_minutes(values)
    drawn = at_random(values)
    middle = Figures(
        mean(each.minutes for each in drawn),
        tuple(mean(each.removed[place] for each in drawn) for place in range(len(MARKS))),
        mean(each.area for each in drawn),
    )
    return {
        "documents in their order": figure(as_they_come(values), minutes),
        f"documents at random (mean of {len(SEEDS)})": middle,
        "least sure values first": figure(least_sure_values(values), minutes),
        "document of the least sure value first": figure(least_sure_documents(values), minutes),
        "our queue": figure(queued(values), minutes),
        "our queue, but only doubtful values a visit": figure(doubtful(values), minutes),
        "decide once, then documents in their order": figure(once_first(as_they_come)(values), minutes),
        "decide once, then our queue": figure(once_first(queued)(values), minutes),
        "whoever knows the gold": figure(known(values), minutes),
    }


def plain_minutes(values: Sequence[Value]) -> float:
    """Give what it takes to open every document once and answer all it holds. Unit: minutes."""
    return sum(step.seconds for step in as_they_come(values)) / 60


def at_random(values: Sequence[Value]) -> list[Figures]:
    """Measure random orders of the documents: what any order is up against, and how far luck reaches."""
    minutes = plain_minutes(values)
    return [figure(shuffled(seed)(values), minutes) for seed in SEEDS]


def main() -> None:
    """Extract, judge, print one line an order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    parser.add_argument(
        "--names-only", action="store_true", help="call a value right whose name is, whatever its form, key or role"
    )
    asked = parser.parse_args()
    values = read_values(asked.corpus, names_only=asked.names_only)
    wrong = sum(not value.right for value in values)
    documents = len({value.document for value in values})
    print(f"{documents} documents with values, {len(values)} values, {wrong} of them wrong")
    for name, sign in (("1 - confidence", lambda value: 1.0 - value.confidence), ("doubt", lambda value: value.doubt)):
        told, expected = rank(values, sign), sum(map(sign, values))
        print(
            f"{name}: {expected:.0f} wrong ones expected; higher for the wrong one in {told:.1%} of all pairs of a wrong and a right value"
        )
    print(f"{'order':<48}  {'minutes':>7}  " + "  ".join(f"{'in ' + format(mark, '.0%'):>7}" for mark in MARKS) + f"  {'area':>6}")
    for name, row in compare(values).items():
        shares = "  ".join(f"{share:>7.1%}" for share in row.removed)
        print(f"{name:<48}  {row.minutes:>7.0f}  {shares}  {row.area:>6.3f}")
    areas = sorted(each.area for each in at_random(values))
    print(f"areas of {len(areas)} random orders: {areas[0]:.3f} to {areas[-1]:.3f}; what lies between may be luck")
    if asked.corpus.resolve() == (ROOT / "corpus" / "dev").resolve():
        print(
            "the weights of the doubt were learned from these texts: tools/train_doubt.py --check gives the figures of batches left out"
        )


if __name__ == "__main__":
    main()
