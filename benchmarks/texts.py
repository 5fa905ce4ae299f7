"""Made-up announcements to measure on, from those of corpus/dev: other places, years and telephone numbers, so that no text comes twice.

The same numbers give the same texts. Nothing here reads the texts: a place is a name of the table of places that stands in them.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.gazetteer import load_gazetteer

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261123
_LEAST_CHARS = 5
_WORD_RE = re.compile(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß]{4,}(?![\w-])")
_YEAR_RE = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_PHONE_RE = re.compile(r"(?<=\d{3} )\d{3,}")


def shipped(low: int = 0, high: int = 10**9) -> list[str]:
    """Give the announcements of corpus/dev whose size lies between two bounds. Unit: bytes."""
    files = sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.txt"))
    return [path.read_text(encoding="utf-8") for path in files if low <= path.stat().st_size <= high]


def made_up(count: int, *, low: int = 2_200, high: int = 2_800, seed: int = SEED) -> Iterator[str]:
    """Yield announcements of about 2.5 kB, none twice. Unit of the bounds: bytes."""
    templates = shipped(low, high)
    places = sorted(
        {place.name for place in load_gazetteer() if place.current and place.name.isalpha() and len(place.name) >= _LEAST_CHARS}
    )
    known = frozenset(places)
    for number in range(count):
        draw = random.Random(seed * 1_000_003 + number)  # noqa: S311 - made-up texts, no secret
        template = templates[number % len(templates)]
        others: dict[str, str] = {}

        def other(match: re.Match[str], others: dict[str, str] = others, draw: random.Random = draw) -> str:
            name = match.group()
            if name not in known:
                return name
            return others.setdefault(name, draw.choice(places))

        years, digits = draw.randrange(-4, 5), draw.randrange(1, 9)
        text = _WORD_RE.sub(other, template)
        text = _YEAR_RE.sub(lambda match, years=years: str(int(match.group()) + years), text)  # type: ignore[misc]
        yield _PHONE_RE.sub(lambda match, digits=digits: "".join(str((int(each) + digits) % 10) for each in match.group()), text)  # type: ignore[misc]


def of_length(chars: int, *, seed: int = SEED) -> str:
    """Give one text of a length: announcements one after the other, cut at the end. Unit: code points."""
    parts: list[str] = []
    total = 0
    for text in made_up(10**9, seed=seed):
        parts.append(text)
        total += len(text) + 2
        if total >= chars:
            return "\n\n".join(parts)[:chars]
    raise AssertionError
