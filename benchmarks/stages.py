"""How long each stage takes for an announcement, in a process of its own. Run by ``speed.py``; alone it prints."""

import gc
import json
import sys
import time
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.texts import made_up, shipped  # noqa: E402 - a script finds its project first
from pipeline.read import Reader  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from pipeline.write import ReportBuilder  # noqa: E402

_ROUNDS = 3


def measure_stages(rounds: int = _ROUNDS, texts: list[str] | None = None) -> dict[str, float]:
    """Give milliseconds of processor time a document for each stage, the best of some rounds; the mean over the texts."""
    chain = Pipeline()
    reader = Reader(chain.settings)
    texts = texts or list(made_up(60))
    for text in texts:
        chain.extract_text(text)
    gc.collect()
    gc.freeze()
    clock = time.process_time
    found: dict[str, list[float]] = {}
    for text in texts:
        best: dict[str, float] = {}
        for _ in range(max(rounds, 2)):
            begun = clock()
            first = document = reader.read_text(text, source="-")
            marks = [("read", clock() - begun)]
            for stage in chain.stages:
                begun = clock()
                document = stage(document)
                marks.append((getattr(stage, "name", str(stage)), clock() - begun))
            begun = clock()
            builder = ReportBuilder(first, explain=False)
            builder.add(document, 0)
            report = builder.finish(chain.meta)
            marks.append(("report", clock() - begun))
            begun = clock()
            report.model_dump_json(exclude_none=True)
            marks.append(("json", clock() - begun))
            for name, seconds in marks:
                best[name] = min(best.get(name, seconds), seconds)
        for name, seconds in best.items():
            found.setdefault(name, []).append(seconds)
    gc.unfreeze()
    table = {name: mean(values) * 1e3 for name, values in found.items()}
    return {**table, "all": sum(table.values())}


if __name__ == "__main__":
    print(json.dumps({"made up": measure_stages(), "corpus/dev": measure_stages(texts=shipped())}, indent=1))
