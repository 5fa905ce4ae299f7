"""Fill a store with made-up announcements, to measure the workbench on more documents than anyone has written for it.

The chain reads the announcements of corpus/dev once. Every further document is one of them with other places (of the same length, so
that every span stays where it is), other years and other telephone numbers, in the text and in the report alike. Some are decided, some of
these change afterwards so that a decision stands against the text. The same number of documents gives the same store.

::

    python tools/make_store.py -n 10000 output/many.sqlite
"""

import argparse
import hashlib
import random
import re
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.gazetteer import Gazetteer, Place, load_gazetteer  # noqa: E402 - a script finds its project first
from pipeline.parts import split_volumes  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.document import Document  # noqa: E402
from schemas.record import Report  # noqa: E402

if TYPE_CHECKING:
    from pipeline.desk import Desk

SEED = 20261123
#: a shorter name is too often a part of other words
_LEAST_CHARS = 5
#: years that move: a document and its report keep their distances
_YEAR_RE = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_YEARS = range(-6, 7)
_PHONE_RE = re.compile(r"(?<=\d{3} )\d{3,}(?=[\s-])")
#: shares of documents: all settled, some values settled, settled and then changed
_DONE, _BEGUN, _CHANGED = 0.10, 0.20, 0.02
#: documents that share a transaction
_BATCH = 100
_REVIEWERS = ("Anna Reuter", "Bernd Tiedemann", "Cem Yıldız")

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Template:
    """Hold an announcement as it was read, and its report as plain values."""

    document: Document
    report: dict[str, Any]


def read_templates(corpus: Path = ROOT / "corpus" / "dev") -> list[Template]:
    """Read every announcement of a corpus once, in the order of their names."""
    from pipeline.read import Reader  # noqa: PLC0415 - loads the readers' libraries

    settings = Settings()
    reader, pipeline = Reader(settings), Pipeline(settings)
    sources = sorted(path for path in (corpus / "announcements").iterdir() if path.suffix in {".txt", ".html"})
    templates = []
    for source in sources:
        for document in reader.read(str(source)):
            if isinstance(document, Document):
                templates += [Template(each, pipeline.extract(each).model_dump(mode="json")) for each in split_volumes(document)]
    return templates


class Variations:
    """Make new announcements of old ones: number 17 is the same in every run."""

    def __init__(self, templates: Sequence[Template], gazetteer: Gazetteer | None = None) -> None:
        self._templates = templates
        self._by_size: dict[tuple[str, int], list[Place]] = {}
        for place in gazetteer or load_gazetteer():
            if place.current and place.name.isalpha() and len(place.name) >= _LEAST_CHARS:
                self._by_size.setdefault((place.kind, len(place.name)), []).append(place)

    def make(self, number: int, *, edition: int = 0) -> tuple[Document, Report]:
        """Give document ``number``; another ``edition`` is what its source says later, with some of its places exchanged."""
        template = self._templates[number % len(self._templates)]
        draw = random.Random(SEED + number)  # noqa: S311 - made-up texts, no secret
        first = number < len(self._templates)
        others = {} if first else self._other_places(template.report, draw)
        changes: list[Change] = [] if first else [_swapping({name: place.name for name, place in others.items()}), _moving(draw)]
        places = {place.name: place for place in others.values()}
        if edition:
            later = self._other_places(template.report, random.Random(SEED + number * 31 + edition))  # noqa: S311 - likewise
            exchanged = {others[name].name if name in others else name: place for name, place in list(later.items())[:1]}
            changes.append(_swapping({name: place.name for name, place in exchanged.items()}))
            places |= {place.name: place for place in exchanged.values()}
        return _changed(template, number, changes, places)

    def _other_places(self, report: dict[str, Any], draw: random.Random) -> dict[str, Place]:
        """Choose for every member another place whose name is as long, no two alike."""
        chosen: dict[str, Place] = {}
        taken: set[str] = set()
        for member in (member for network in report["networks"] for member in network["participants"]):
            name, place = member["name"], member["place"]
            if name in chosen or not place or place["official_name"] != name or place["candidates"]:
                continue
            fitting = self._by_size.get((member["kind"], len(name)), [])
            free = [other for other in draw.sample(fitting, min(8, len(fitting))) if other.name not in taken]
            if free:
                chosen[name] = free[0]
                taken.add(free[0].name)
        return chosen


def _swapping(names: dict[str, str]) -> Change:
    """Change names, in all their cases, by names of the same length."""
    if not names:
        return lambda text: text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")")
    return lambda text: pattern.sub(lambda match: names[match.group()], text)


def _moving(draw: random.Random) -> Change:
    """Move all years by the same distance, and telephone numbers anywhere."""
    years, digits = draw.choice(_YEARS), draw.randrange(1, 9)

    def move(text: str) -> str:
        text = _YEAR_RE.sub(lambda match: str(int(match.group()) + years), text)
        return _PHONE_RE.sub(lambda match: "".join(str((int(each) + digits) % 10) for each in match.group()), text)

    return move


def _changed(template: Template, number: int, changes: Sequence[Change], places: dict[str, Place]) -> tuple[Document, Report]:
    """Apply the changes to document and report; quotes are cut anew, so that none can differ from the text."""

    def change(text: str) -> str:
        for each in changes:
            text = each(text)
        return text

    text = change(template.document.raw)
    source = f"many/{number:05d}-{Path(template.document.source).name}"
    digest = hashlib.sha256(f"{source}\n{text}".encode()).hexdigest()
    plain = _walk(template.report, change, text)
    plain["text"] = text
    plain["document"] |= {"source": source, "id": digest[:16], "sha256": digest}
    for network in plain["networks"]:
        for member in network["participants"]:
            if member["name"] in places:
                member["place"] = _place(places[member["name"]])
    document = replace(
        template.document,
        id=digest[:16], source=source, sha256=digest, raw=text,
        title=change(template.document.title) if template.document.title else None,
        declared_date=change(template.document.declared_date) if template.document.declared_date else None,
        findings=tuple(type(each).model_validate(_walk(each.model_dump(mode="json"), change, text)) for each in template.document.findings),
    )  # fmt: skip
    return document, Report.model_validate(plain)


def _walk(value: Any, change: Change, text: str) -> Any:  # noqa: ANN401 - any JSON
    """Change every string of a report; whatever quotes the text is cut from the new one."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_walk(each, change, text) for each in value]
    if not isinstance(value, dict):
        return value
    if {"start", "end", "text"} <= value.keys():
        return value | {"text": text[value["start"] : value["end"]]}
    return {key: each if key in {"text", "meta", "sha256", "id"} else _walk(each, change, text) for key, each in value.items()}


def _place(place: Place) -> dict[str, Any]:
    return {
        "ags": place.ags, "geonames_id": place.geonames_id, "official_name": place.name, "state": place.state,
        "latitude": place.latitude, "longitude": place.longitude, "candidates": [],
    }  # fmt: skip


def fill(desk: "Desk", variations: Variations, count: int, *, say: Callable[[str], None] = lambda _: None) -> None:
    """Take in ``count`` documents, decide some, and change some of those afterwards."""
    store = desk.store
    with store.writing() as writing:
        run = writing.begin_run("0", "made up", "made up", "made up by tools/make_store.py")
    documents = _take_all(desk, variations, range(count), run, say)
    draw = random.Random(SEED)  # noqa: S311 - made-up decisions, no secret
    shares = dict(zip(documents, (draw.random() for _ in documents), strict=True))
    for place, (number, document) in enumerate(documents.items()):
        if shares[number] < _DONE + _BEGUN:
            _decide_some(desk, document, random.Random(SEED + number), everything=shares[number] < _DONE)  # noqa: S311 - likewise
        if place % _BATCH == 0:
            say(f"{place} looked at")
    changed = [number for number in documents if shares[number] < _CHANGED]
    with store.writing() as writing:
        writing.finish_run(run)
        later = writing.begin_run("0", "made up", "made up", "sources that changed")
    _take_all(desk, variations, changed, later, say, edition=1)
    with store.writing() as writing:
        writing.finish_run(later)


def _take_all(
    desk: "Desk", variations: Variations, numbers: Sequence[int], run: int, say: Callable[[str], None], *, edition: int = 0
) -> dict[int, int]:
    """Take in documents, many in one transaction. Shape: number -> id in the store."""
    taken = {}
    for first in range(0, len(numbers), _BATCH):
        with desk.store.writing() as writing:
            for number in numbers[first : first + _BATCH]:
                document, report = variations.make(number, edition=edition)
                key = f"many/{number}"
                taken[number] = desk.take(writing, document, report, key=key, source=document.source, run=run).document
        say(f"{min(first + _BATCH, len(numbers))} of {len(numbers)} taken in")
    return taken


def _decide_some(desk: "Desk", document: int, draw: random.Random, *, everything: bool) -> None:
    """Decide as somebody might: mostly accept, reject what is unlikely, say of some empty fields that the text is silent."""
    from pipeline.desk import Wish  # noqa: PLC0415 - see below

    view = desk.view(document)
    open_items = [item for item in view.settled.items if item.state == "open"]
    chosen = open_items if everything else draw.sample(open_items, min(len(open_items), draw.randrange(1, 12)))
    wishes = [
        Wish(
            "reject" if draw.random() > (item.confidence or 0) else "accept",
            network=item.network, field=item.field, item=item.item,
            reason="steht nur im Seitenkopf" if draw.random() < _BEGUN else None,
        )
        for item in chosen
    ]  # fmt: skip
    filled = {(item.network, item.field) for item in view.settled.items}
    wishes += [
        Wish("absent", network=network.id, field="funding_refs")
        for network in view.settled.networks
        if everything and network.state == "stands" and (network.id, "funding_refs") not in filled
    ]
    if wishes:
        desk.decide(document, view.row.revision, wishes, reviewer=draw.choice(_REVIEWERS))


def _seeded_ids() -> Callable[[], uuid.UUID]:
    draw = random.Random(SEED)  # noqa: S311 - ids of a made-up store
    return lambda: uuid.UUID(int=draw.getrandbits(128), version=4)


def _seeded_clock() -> Callable[[], str]:
    """Give one second after the other, from a Monday morning on."""
    seconds = iter(range(10**9))
    begin = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return lambda: (begin + timedelta(seconds=next(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_store(where: Path, count: int, *, say: Callable[[str], None] = lambda _: None) -> None:
    """Make a store of ``count`` documents; the file must not exist yet."""
    from pipeline.desk import Desk  # noqa: PLC0415 - the database's libraries, for making a store only
    from pipeline.store import Store  # noqa: PLC0415 - likewise

    variations = Variations(read_templates())
    store = Store.open(where, create=True)
    with mock.patch("uuid.uuid4", _seeded_ids()):
        fill(Desk(store, clock=_seeded_clock()), variations, count, say=say)
    store.close()


def main() -> int:
    """Read the options, make the store, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, help="the SQLite file to make")
    parser.add_argument("-n", dest="count", type=int, default=10_000, help="how many documents (10,000)")
    asked = parser.parse_args()
    if asked.store.exists():
        print(f"{asked.store}: is there already; delete it or name another file", file=sys.stderr)
        return 2
    begun = time.monotonic()
    make_store(
        asked.store, asked.count, say=lambda text: print(f"\r{text} ({time.monotonic() - begun:.0f} s)   ", end="", file=sys.stderr)
    )
    print(file=sys.stderr)
    print(f"{asked.store}: {asked.count} documents, {asked.store.stat().st_size / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
