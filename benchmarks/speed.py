"""Measure how fast Netzlese reads, beside other systems, in one run on the same texts; write docs/speed.md and docs/speed.svg.

The others live in environments of their own under build/benchmarks, made at the first run (they need releases of spaCy that exclude each
other). Every subject is measured by pyperf in a process of its own, all of them in turn, several rounds; a figure is the median over
rounds. Absolute figures are those of the machine, ratios hold.

::

    python benchmarks/speed.py                     # everything, about half an hour
    python benchmarks/speed.py --parts peers stages --rounds 1 --no-page
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pyperf

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.growth import measure_gazetteer, measure_lengths, measure_scaling, measure_start  # noqa: E402 - a script finds its project first
from benchmarks.page import write_page  # noqa: E402
from benchmarks.stages import measure_stages  # noqa: E402
from benchmarks.texts import made_up  # noqa: E402
from pipeline.gazetteer import load_gazetteer  # noqa: E402
from pipeline.lexicon import Lexicons  # noqa: E402
from pipeline.settings import Settings  # noqa: E402

_SUBJECTS = ROOT / "benchmarks" / "subjects"
#: lists whose words are the cues that other matchers are given too
_CUES = ("role_cues", "participant_cues")
_TEXTS = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """Name something that is measured: its script, and what its environment needs (nothing: our own)."""

    script: str
    title: str
    needs: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        """Give the interpreter of its environment."""
        return ROOT / "build" / "benchmarks" / self.script / "bin" / "python" if self.needs else Path(sys.executable)


SUBJECTS = (
    Subject("netzlese", "Netzlese: the whole chain, record validated, JSON"),
    Subject("ceiling", "ceiling: raw scan, validation of a ready record, JSON"),
    Subject("tokenizer", "spaCy's German tokenizer alone"),
    Subject("eds_nlp", "EDS-NLP: sections, matcher, dates, negation", ("edsnlp==0.23.0", "pyperf==2.10.0")),
    Subject("small_model", "spaCy, architecture of the small German model, untrained"),
    Subject("search_dates", "dateparser's search_dates alone"),
    Subject("med_spacy", "medspaCy: sentences, targets, ConText, sections", ("medspacy==1.3.1", "pyperf==2.10.0")),
    Subject("matchers", "spaCy: EntityRuler, PhraseMatcher, search_dates"),
)
#: what the ratio is taken against: who does comparable work, not parts of it
PEERS = frozenset({"eds_nlp", "small_model", "med_spacy", "matchers"})


def measure_subjects(rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Measure every subject, all in turn, ``rounds`` times. Shape: script -> documents/s, peak bytes, seconds to load."""
    texts, names, side, out = (folder / name for name in ("texts.json", "names.json", "side.json", "out.json"))
    texts.write_text(json.dumps(list(made_up(_TEXTS))), encoding="utf-8")
    lexicons = Lexicons.load(Settings().lexicons)
    cues = [variant.lower().split() for name in _CUES for entry in lexicons.listed(name) for variant in entry.variants]
    names.write_text(json.dumps({"names": sorted(set(load_gazetteer().names())), "patterns": cues}), encoding="utf-8")
    environment = os.environ | {
        "TEXTS": str(texts),
        "NAMES": str(names),
        "SIDE": str(side),
        "PYTHONPATH": str(ROOT),
        "NETZLESE_HOME": str(folder / "home"),
    }
    found: dict[str, dict[str, list[float]]] = {}
    for number in range(rounds):
        for subject in SUBJECTS:
            _prepare(subject)
            out.unlink(missing_ok=True)
            command = [str(subject.python), str(_SUBJECTS / f"{subject.script}.py"), "-q", "-o", str(out)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{subject.script}: {done.stderr.strip()[-2000:]}")
            row = found.setdefault(subject.script, {"rate": [], "peak": [], "load": []})
            row["rate"].append(1 / pyperf.Benchmark.load(str(out)).median())
            for key, value in json.loads(side.read_text(encoding="utf-8")).items():
                row[key].append(value)
            print(f"round {number + 1}: {subject.title}: {row['rate'][-1]:.1f} documents/s")
    return {script: {key: median(values) for key, values in row.items()} for script, row in found.items()}


def _prepare(subject: Subject) -> None:
    """Make the environment of a subject where there is none."""
    if not subject.needs or subject.python.exists():
        return
    folder = subject.python.parent.parent
    print(f"making {folder.relative_to(ROOT)} …")
    venv.create(folder, with_pip=True)
    subprocess.run([str(subject.python), "-m", "pip", "install", "-q", *subject.needs], check=True)


def main() -> int:
    """Read the options, measure, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often every subject is measured (3)")
    parser.add_argument("--parts", nargs="+", choices=list(_PARTS), default=list(_PARTS), help="what to measure (all)")
    parser.add_argument("--no-page", action="store_true", help="print only, write nothing")
    asked = parser.parse_args()
    results: dict[str, Any] = {"titles": {subject.script: subject.title for subject in SUBJECTS}, "peers_of": sorted(PEERS)}
    with tempfile.TemporaryDirectory() as folder:
        for part in asked.parts:
            print(f"== {part}")
            results[part] = _PARTS[part](asked.rounds, Path(folder))
    print(json.dumps(results, indent=1, ensure_ascii=False))
    if not asked.no_page:
        write_page(results, ROOT / "docs")
    return 0


_PARTS: dict[str, Callable[[int, Path], Any]] = {
    "peers": measure_subjects,
    "stages": lambda rounds, _folder: measure_stages(rounds),
    "start": measure_start,
    "scaling": lambda _rounds, folder: measure_scaling(folder),
    "lengths": lambda _rounds, _folder: measure_lengths(),
    "gazetteer": lambda rounds, _folder: measure_gazetteer(rounds),
}

if __name__ == "__main__":
    sys.exit(main())
