"""Count what reading an announcement costs: instructions of the processor, and the most memory held at once. Counts, not seconds.

Instructions are those of two runs under valgrind, one of which reads the sample once more than the other, so that the start cancels
out. The figures depend on the release of Python and on the libraries (``constraints.txt``), hardly on the machine; they are recorded in
benchmarks/cost.json for one release. ``tests/unit/test_cost.py`` fails where one grows by more than a tenth.

::

    python benchmarks/cost.py             # count, and compare with what is recorded
    python benchmarks/cost.py --record    # write the figures anew, with the reason in the CHANGELOG
"""

import argparse
import gc
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RECORDED = ROOT / "benchmarks" / "cost.json"
#: by how much a figure may grow
ALLOWED = 1.10
#: announcements of corpus/dev: towns, a list, a district, a page without a network, several networks
SAMPLE = (
    "x-mehr-thb-rheintaunus-abschluss-2020.txt",
    "v-by-mainfranken-2024.txt",
    "u-sn-erzgebirge-bilanz-2018.txt",
    "u-be-wohnen-buendnis-2021.txt",
    "u-bw-bodensee-tisch-2010.txt",
    "mv-fair-kaufen-kueste-2022.txt",
    "sh-preetz-sachstand-2020.txt",
    "r-sh-landesnetz-2013.txt",
    "w-nw-stgb-foerderprogramm-2015.txt",
    "v-bw-kocher-brenz-2016.txt",
    "r-bw-klima-mobil-2021.txt",
    "x-ni-oldenburger-muensterland-unternehmen-2022.txt",
    "v-sn-mittelsachsen-2011.txt",
    "r-de-richtlinie-netzwerke-2022.txt",
    "st-harz-newsletter-waerme-2026.txt",
    "x-nw-netzbetreiber-2023.txt",
)
_REFS_RE = re.compile(r"I\s+refs:\s+([\d,]+)")


def read_sample(rounds: int) -> None:
    """Read the sample once, so that all is loaded, then ``rounds`` times; without the collector, whose turns fall where they will."""
    gc.disable()
    from pipeline.run import Pipeline

    chain = Pipeline()
    texts = [(ROOT / "corpus" / "dev" / "announcements" / name).read_text(encoding="utf-8") for name in SAMPLE]
    for _ in range(1 + rounds):
        for text in texts:
            chain.extract_text(text).model_dump_json(exclude_none=True)


def count_instructions() -> int:
    """Give instructions a document.

    Raises:
        OSError: there is no valgrind here, or it could not run.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        msg = "there is no valgrind here"
        raise OSError(msg)
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # threads that wait count too
        environment |= {"PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache, "NETZLESE_HOME": cache}
        subprocess.run([sys.executable, "-c", _code(0)], env=environment, check=True)  # fills the cache
        command = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", sys.executable, "-c"]
        runs = [
            subprocess.Popen(
                [*command, _code(rounds)], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
            )
            for rounds in (0, 1)
        ]
        logs = [run.communicate()[1] for run in runs]
    totals = []
    for run, log in zip(runs, logs, strict=True):
        found = _REFS_RE.search(log)
        if run.returncode or found is None:
            msg = f"valgrind ended with {run.returncode}: {log.strip()[-500:]}"
            raise OSError(msg)
        totals.append(int(found[1].replace(",", "")))
    return (totals[1] - totals[0]) // len(SAMPLE)


def _code(rounds: int) -> str:
    return f"from benchmarks.cost import read_sample; read_sample({rounds})"


def count_peak() -> int:
    """Give the bytes that the reading of a document holds at most beyond what was loaded before, its report included; the mean of the sample."""
    from pipeline.run import Pipeline

    chain = Pipeline()
    texts = [(ROOT / "corpus" / "dev" / "announcements" / name).read_text(encoding="utf-8") for name in SAMPLE]
    for text in texts:
        chain.extract_text(text).model_dump_json(exclude_none=True)
    total = 0
    tracemalloc.start()
    try:
        for text in texts:
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            chain.extract_text(text).model_dump_json(exclude_none=True)
            total += tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    return total // len(texts)


def recorded() -> dict[str, Any]:
    """Give the recorded figures: ``python``, ``instructions``, ``peak``."""
    found: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found


def release() -> str:
    """Name what the figures depend on: release of Python and sort of processor."""
    return f"{platform.python_implementation()} {sys.version_info.major}.{sys.version_info.minor} {platform.machine()}"


def main() -> int:
    """Count; print beside what is recorded, or record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the figures to benchmarks/cost.json")
    asked = parser.parse_args()
    found = {"python": release(), "instructions": count_instructions(), "peak": count_peak()}
    known = recorded() if RECORDED.exists() else {}
    for name in ("instructions", "peak"):
        before = f", recorded {known[name]:,}: {found[name] / known[name]:.3f} times as many" if name in known else ""
        print(f"{name} a document: {found[name]:,}{before}")
    if asked.record:
        RECORDED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return 0
    return int(any(found[name] > ALLOWED * known[name] for name in ("instructions", "peak") if name in known))


if __name__ == "__main__":
    sys.exit(main())
