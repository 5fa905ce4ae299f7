"""Train the weights that say whether a duration is a network's term, and write them to corpus/models/terms.json.

One command, the same weights each time::

    python tools/train_terms.py            # corpus/dev and the phrasings of tests/cases
    python tools/train_terms.py --check    # write nothing; each batch judged by weights that have not seen it

It learns from every duration in a stretch that speaks of a network: right where gold has it, at its quote.
"""

import argparse
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from train import Sample, family, fit, points_of, write_model  # type: ignore[import-not-found]  # noqa: E402 - a script finds its project first

from pipeline.assemble import Assembler  # noqa: E402
from pipeline.assemble.facts.clues import find_breaks, find_cues, look_around  # noqa: E402
from pipeline.assemble.facts.date_signs import duration_signs  # noqa: E402
from pipeline.assemble.model import Ledger  # noqa: E402
from pipeline.assemble.networks.scope import Scope  # noqa: E402
from pipeline.assemble.view import View  # noqa: E402
from pipeline.gold import find_quote, load_corpus  # noqa: E402
from pipeline.read import Reader  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.document import Document  # noqa: E402
from schemas.mention import Mention  # noqa: E402
from schemas.time import TimeValue  # noqa: E402

#: a word must stand in so many texts to be weighed, and is held smaller than a sign
_LEAST_TEXTS, _LEAST_WORD_TEXTS = 3, 5
_PENALTY = 2.0
_OWN = "own"
Truth = list[tuple[int, str | None]]


def texts(corpus: Path, reader: Reader) -> Iterator[tuple[str, Document, Truth]]:
    """Give every text with the terms that gold has and the quotes they stand at; own phrasings have no quote."""
    for case in load_corpus(corpus):
        (document,) = reader.read(str(case.source))
        if isinstance(document, Document):
            networks = case.gold.networks
            truth = [(item.duration_months, item.evidence.get("/duration_months")) for item in networks if item.duration_months]
            yield case.gold.id, document, truth
    path = ROOT / "tests" / "unit" / "assemble" / "test_timeline_phrasing.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for number, case in enumerate(module._CASES):  # noqa: SLF001 - the test's own cases
        text = reader.read_text(module._announce(case), source="-")  # noqa: SLF001
        yield f"{_OWN}-{number}", text, [(case["months"], None)] if case.get("months") else []


def durations(document: Document) -> Iterator[tuple[Mention, dict[str, float]]]:
    """Give the durations of a text that stand in a stretch of a network, with their signs."""
    view = View(document)
    scope = Scope(view, Ledger([]))
    for sentence in view.live_sentences if scope.drafts else ():
        stretch = (sentence.start, sentence.end)
        dates = [mention for mention in view.mentions("date", *stretch) if isinstance(mention.value, TimeValue)]
        terms = [date for date in dates if date.value.months is not None and date.value.edtf is None and scope.of(date.start)]
        if not terms:
            continue
        cues = find_cues(view, *stretch, dates, several=len(scope.drafts) > 1)
        breaks = find_breaks(view, stretch)
        for mention in terms:
            clause = look_around(view, mention, None, breaks, stretch).clause
            yield mention, duration_signs(view, mention, cues, clause, stretch)


def collect(corpus: Path) -> list[Sample]:
    """Measure every duration; one that repeats gold's value elsewhere than at its quote teaches nothing."""
    pipeline, reader = Pipeline(Settings()), Reader(Settings())
    samples = []
    for name, document, truth in texts(corpus, reader):
        tagged = document
        for stage in pipeline.stages:
            if isinstance(stage, Assembler):
                break
            tagged = stage(tagged)
        if not tagged.segments:
            continue
        for mention, signs in durations(tagged):
            quotes = [quote for months, quote in truth if months == mention.value.months]
            right = any(quote is None or _overlaps(tagged, mention, quote) for quote in quotes)
            if right or not quotes:
                samples.append(Sample(name, signs, right))
    return samples


def _overlaps(document: Document, mention: Mention, quote: str) -> bool:
    span = find_quote(document.raw, quote)
    start, end = document.offsets.to_raw(mention.start, mention.end) if document.offsets else (mention.start, mention.end)
    return span is not None and span[0] < end and start < span[1]


def names_of(samples: list[Sample]) -> list[str]:
    """Give the signs that stand in enough texts."""
    seen: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for name in sample.features:
            seen[name].add(sample.document)
    words = ("word ", "then ")
    return sorted(
        name for name, found in seen.items() if len(found) >= (_LEAST_WORD_TEXTS if name.startswith(words) else _LEAST_TEXTS)
    )


def learn(samples: list[Sample]) -> tuple[np.ndarray, list[str]]:
    """Fit the weights. Shape: (bias and weights, names)."""
    names = names_of(samples)
    return fit(samples, names, penalty=_PENALTY), names


def check(samples: list[Sample]) -> None:
    """Judge every batch by weights that have not seen it."""
    for batch in sorted({family(sample.document) for sample in samples} - {_OWN}):
        weights, names = learn([sample for sample in samples if family(sample.document) != batch])
        counts = [0, 0, 0]
        for sample in samples:
            if family(sample.document) == batch:
                points = points_of(sample, weights, names)
                counts[0] += points > 0 and sample.right
                counts[1] += points > 0 and not sample.right
                counts[2] += points <= 0 and sample.right
        print(f"  {batch}: right {counts[0]}, wrong {counts[1]}, missed {counts[2]}")


def main() -> None:
    """Train, check and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing, only judge each batch by the others")
    arguments.add_argument("--without", metavar="PREFIX", help="learn nothing from texts whose id begins so")
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "dev")
    asked = arguments.parse_args()
    samples = [sample for sample in collect(asked.corpus) if not (asked.without and sample.document.startswith(asked.without))]
    print(f"terms: {len(samples)} durations, {sum(sample.right for sample in samples)} of them a network's term")
    check(samples)
    if not asked.check:
        write_model("terms.json", *learn(samples))


if __name__ == "__main__":
    main()
