"""The names and cues every matcher of the comparison is given: the file that ``NAMES`` names, written by ``speed.py``."""

import json
import os
from pathlib import Path

_DATA = json.loads(Path(os.environ["NAMES"]).read_text(encoding="utf-8"))
#: names of municipalities and districts
NAMES: list[str] = _DATA["names"]
#: cues as lists of lower-case words
PATTERNS: list[list[str]] = _DATA["patterns"]
