"""Measure whether an announcement gives the same records in every format it may come in.

::

    python tools/measure_formats.py [--formats pdf,html-town] [--texts 20] [--every 12] [--differences]

Every text of the corpus is rendered into every format (``tools/rendering``), read back, and its records are compared with those of
the text itself, value by value. ``share``: equal values of all values either side has. ``grounded``: evidence whose place in the
source, opened by another library than the reader's own walk, holds its words. Blind texts count in a total of their own; their
differences are never shown.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.rendering import load_formats  # noqa: E402 - a script finds its project first
from tools.rendering.parity import Bench, Outcome, list_texts, share  # noqa: E402

Job = tuple[Path, bool, tuple[str, ...]]


@cache
def _bench() -> Bench:
    return Bench()


def _measure_all(job: Job) -> list[Outcome]:
    path, blind, names = job
    formats = load_formats()
    outcomes = [_bench().measure(path, formats[name], blind=blind) for name in names]
    return [outcome for outcome in outcomes if outcome is not None]


def _jobs(names: Sequence[str], *, texts: int | None, every: int, rare: int) -> Iterator[Job]:
    formats = load_formats()
    for folder in ("dev", "blind"):
        chosen = list_texts(folder)[::every][:texts]
        for number, path in enumerate(chosen):
            yield path, folder == "blind", tuple(name for name in names if not formats[name].rare or number % rare == 0)


def _print_line(name: str, outcomes: Sequence[Outcome]) -> None:
    part, precision, recall = share(counts for outcome in outcomes for counts in outcome.counts.values())
    grounded, evidence = sum(outcome.grounded for outcome in outcomes), sum(outcome.evidence for outcome in outcomes)
    exact = sum(not outcome.differences for outcome in outcomes)
    failures = sum(outcome.failure is not None for outcome in outcomes)
    milliseconds = 1000 * sum(outcome.seconds for outcome in outcomes) / max(len(outcomes), 1)
    print(
        f"{name:24}{len(outcomes):6}{part:9.4f}{precision:9.4f}{recall:9.4f}{exact / max(len(outcomes), 1):8.3f}"
        f"{grounded / evidence if evidence else 1:9.4f}{milliseconds:8.1f}{failures:6}"
    )


def _print_tables(outcomes: Sequence[Outcome]) -> None:
    header = f"{'':24}{'texts':>6}{'share':>9}{'prec.':>9}{'recall':>9}{'whole':>8}{'ground':>9}{'ms':>8}{'fail':>6}"
    shown = [outcome for outcome in outcomes if not outcome.blind]
    print(header)
    for name in dict.fromkeys(outcome.format for outcome in shown):
        _print_line(name, [outcome for outcome in shown if outcome.format == name])
    families = dict.fromkeys(outcome.format.partition("-")[0] for outcome in shown)
    print()
    for family in families:
        _print_line(f"all {family}", [outcome for outcome in shown if outcome.format.partition("-")[0] == family])
    _print_line("total", shown)
    blind = [outcome for outcome in outcomes if outcome.blind]
    if blind:
        print("\nblind, totals only")
        for family in families:
            _print_line(f"all {family}", [outcome for outcome in blind if outcome.format.partition("-")[0] == family])
        _print_line("total", blind)
    print("\nper field (dev)")
    fields: dict[str, list[int]] = {}
    for outcome in shown:
        for name, counts in outcome.counts.items():
            fields[name] = [one + other for one, other in zip(fields.get(name, [0, 0, 0]), counts, strict=True)]
    for name, counts in sorted(fields.items(), key=lambda pair: share([pair[1]])[0]):
        part, precision, recall = share([counts])
        print(f"{name:24}{sum(counts):6}{part:9.4f}{precision:9.4f}{recall:9.4f}")


def _print_differences(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.blind or not (outcome.differences or outcome.failure or outcome.ungrounded):
            continue
        print(f"\n{outcome.format} {outcome.text}" + (f"  FAILED {outcome.failure}" if outcome.failure else ""))
        for line in outcome.differences:
            print(f"    {line}")
        for line in outcome.ungrounded[:5]:
            print(f"    ungrounded: {line}")


def main() -> None:
    """Render, compare and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--formats", default="", help="names or families, parted by commas; without it all")
    arguments.add_argument("--texts", type=int, default=None, help="at most so many texts of each half")
    arguments.add_argument("--every", type=int, default=1, help="every so many texts")
    arguments.add_argument("--rare", type=int, default=40, help="every so many texts for what is slow to make")
    arguments.add_argument("--differences", action="store_true")
    arguments.add_argument("--processes", type=int, default=4)
    given = arguments.parse_args()
    wanted = [name for name in given.formats.split(",") if name]
    names = [name for name, rendering in load_formats().items() if not wanted or name in wanted or rendering.family in wanted]
    jobs = list(_jobs(names, texts=given.texts, every=given.every, rare=given.rare))
    with ProcessPoolExecutor(given.processes) as pool:
        outcomes = [outcome for several in pool.map(_measure_all, jobs, chunksize=2) for outcome in several]
    if given.differences:
        _print_differences(outcomes)
        print()
    _print_tables(outcomes)
    failures = Counter(
        f"{outcome.format}: {outcome.failure[:100]}" for outcome in outcomes if outcome.failure and not outcome.blind
    )
    for failure, count in failures.most_common(20):
        print(f"FAILED {count} x {failure}")


if __name__ == "__main__":
    main()
