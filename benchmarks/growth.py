"""How time grows: with the length of a document, the size of the table of places, the number of processes; and how long a start takes."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.texts import SEED, made_up, of_length, shipped  # noqa: E402 - a script finds its project first

_LENGTHS = (1_000, 2_500, 10_000, 100_000, 1_000_000, 10_000_000)
_TIMES_NAMES = (0.01, 0.1, 1, 10)
_DOCUMENTS = 2_000


def measure_lengths(lengths: tuple[int, ...] = _LENGTHS) -> list[dict[str, float]]:
    """Give seconds and peak memory for one document of each length, each in a process of its own. Unit: characters, s, bytes."""
    return [json.loads(_python(f"from benchmarks.growth import one_length; one_length({chars})")) for chars in lengths]


def one_length(chars: int) -> None:
    """Read one long text after a short one has loaded everything, and print what it took."""
    from pipeline.parts import split_volumes
    from pipeline.read import Reader
    from pipeline.run import Pipeline

    chain = Pipeline()
    for text in shipped()[:40]:
        chain.extract_text(text)
    document = Reader(chain.settings).read_text(of_length(chars), source="-")
    best = 1e9
    for _ in range(max(1, min(20, 200_000 // chars))):
        begun = time.process_time()
        for volume in split_volumes(document):
            chain.extract(volume).model_dump_json(exclude_none=True)
        best = min(best, time.process_time() - begun)
    print(json.dumps({"chars": chars, "seconds": best, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def measure_gazetteer(rounds: int) -> list[dict[str, float]]:
    """Give the time to build the scan and to scan an announcement for tables of places of several sizes. Unit: names, s, ms."""
    from pipeline.gazetteer import load_gazetteer
    from pipeline.lexicon import Lexicons
    from pipeline.settings import Settings

    names = sorted(set(load_gazetteer().names()))
    draw = Random(SEED)  # noqa: S311 - made-up names
    ends = ("ingen", "hausen", "dorf", "berg", "bach", "stadt", "heim", "au")
    texts = list(made_up(60))
    found = []
    for times in _TIMES_NAMES:
        count = int(len(names) * times)
        taken = draw.sample(names, count) if times <= 1 else list(names)
        while len(taken) < count:
            taken.append(
                "".join(draw.choice("bdfghklmnrst") + draw.choice("aeiouäü") for _ in range(draw.randrange(2, 4))).title()
                + draw.choice(ends)
            )
        lexicons = Lexicons.load(Settings().lexicons, names=taken)
        begun = time.process_time()
        lexicons.scan(texts[0])
        build = time.process_time() - begun
        best = 1e9
        for _ in range(max(rounds, 2)):
            begun = time.process_time()
            for text in texts:
                lexicons.scan(text)
            best = min(best, time.process_time() - begun)
        found.append({"names": count, "build": build, "scan_ms": best / len(texts) * 1e3})
    return found


def measure_start(rounds: int, folder: Path) -> dict[str, float]:
    """Give wall time of ``--help``, of one document with and without a filled cache, best of some rounds. Unit: s."""
    announcement = folder / "announcement.txt"
    announcement.write_text(next(iter(made_up(1))), encoding="utf-8")

    def run(*words: str, cache: Path) -> float:
        environment = os.environ | {"XDG_CACHE_HOME": str(cache), "NETZLESE_HOME": str(folder / "home")}
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - begun

    warm = folder / "cache"
    extract = ("extract", str(announcement))
    first = min(run(*extract, cache=folder / f"cache-{number}") for number in range(max(rounds, 2)))
    run(*extract, cache=warm)
    again = max(rounds, 3) * 2
    return {
        "python": min(_timed("pass") for _ in range(again)),
        "help": min(run("--help", cache=warm) for _ in range(again)),
        "document": min(run(*extract, cache=warm) for _ in range(again)),
        "document, cache empty": first,
    }


def _timed(code: str) -> float:
    begun = time.perf_counter()
    _python(code)
    return time.perf_counter() - begun


def measure_scaling(folder: Path, documents: int = _DOCUMENTS) -> list[dict[str, float]]:
    """Give documents a second of ``netzlese batch`` for 1 to all processors. Start and end of the run are part of it."""
    source = folder / "many.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(made_up(documents)):
            stream.write(json.dumps({"id": f"m{number}", "text": text}, ensure_ascii=False) + "\n")
    found = []
    for workers in range(1, len(os.sched_getaffinity(0)) + 1):
        out = folder / f"out-{workers}"
        begun = time.perf_counter()
        command = [sys.executable, "-m", "pipeline.cli", "batch", str(source), str(out), "--workers", str(workers)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append({"workers": workers, "rate": documents / (time.perf_counter() - begun)})
    return found


def _python(code: str) -> str:
    """Run a line of Python beside this file and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "benchmarks",
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return done.stdout
