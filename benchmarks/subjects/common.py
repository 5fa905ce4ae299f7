"""What all subjects share: texts in, one function over them measured by pyperf in a process of its own."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyperf


def measure(name: str, build: Callable[[Sequence[str]], Callable[[str], object]]) -> None:
    """Measure what a built function takes for all texts, one after the other. The file of the texts is named by ``TEXTS``."""
    texts = json.loads(Path(os.environ["TEXTS"]).read_text(encoding="utf-8"))

    def run(loops: int) -> float:
        function = _built(build, texts)
        begun = time.perf_counter()
        for _ in range(loops):
            for text in texts:
                function(text)
        return time.perf_counter() - begun

    runner = pyperf.Runner(processes=1, values=3, warmups=1, loops=1)
    runner.argparser.set_defaults(inherit_environ=["TEXTS", "NAMES", "PYTHONPATH", "NETZLESE_HOME", "SIDE"])
    runner.bench_time_func(name, run, inner_loops=len(texts))
    side = os.environ.get("SIDE")
    if side and _kept:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        Path(side).write_text(json.dumps({"peak": peak, "load": _kept[0][1]}), encoding="utf-8")


_kept: list[tuple[Callable[[str], object], float]] = []


def _built(build: Callable[[Sequence[str]], Callable[[str], object]], texts: Sequence[str]) -> Callable[[str], object]:
    if not _kept:
        begun = time.perf_counter()
        function = build(texts)
        function(texts[0])
        _kept.append((function, time.perf_counter() - begun))
    return _kept[0][0]
