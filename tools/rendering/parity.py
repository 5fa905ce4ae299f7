"""Compares what a rendering's records say with what the text's own say: value by value, and whether they are grounded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import process_time

from pipeline.compare import Item, Tally, compare_records, is_same, record_items
from pipeline.read import Reader
from pipeline.read.kinds import EXTENSIONS
from pipeline.run import Pipeline
from pipeline.score import align
from pipeline.settings import Settings
from schemas.document import Document
from schemas.record import Report
from tools.rendering.formats import Rendered, Rendering
from tools.rendering.grounding import count_grounded
from tools.rendering.structure import Announcement, Shelf

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
#: announcements are asked for again by every format
_KEPT = 64


@dataclass(slots=True)
class Outcome:
    """Hold what one rendering of one text gave. Shape of ``counts``: field -> [both, only rendering, only text]."""

    text: str
    format: str
    blind: bool
    counts: dict[str, list[int]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    grounded: int = 0
    evidence: int = 0
    ungrounded: list[str] = field(default_factory=list)
    seconds: float = 0.0
    failure: str | None = None


class Bench:
    """Hold the chain, and the texts rendered lately."""

    def __init__(self) -> None:
        settings = Settings()
        self._pipeline, self._reader, self._shelf = Pipeline(settings), Reader(settings), Shelf(settings)
        self._announcement = lru_cache(maxsize=_KEPT)(self._shelf.read)
        self._known = lru_cache(maxsize=_KEPT)(self._extract_known)

    def announcement(self, path: Path) -> Announcement:
        """Give the announcement of a file."""
        return self._announcement(path)

    def _extract_known(self, path: Path, text: str | None, noisy: bool) -> Report:  # noqa: FBT001 - positional for the cache
        """Give the report that a rendering must repeat."""
        announcement = self._announcement(path)
        known = announcement.known if noisy else announcement.bare
        if text is not None:
            known = self._reader.read_text(text, source=known.source).adding(declared_date=announcement.date)
        return self._pipeline.extract(known)

    def measure(self, path: Path, rendering: Rendering, *, blind: bool = False) -> Outcome | None:
        """Render one text into one format, read it back and compare; None where the format has nothing to say of it."""
        rendered = rendering.render(self._announcement(path))
        if rendered is None:
            return None
        outcome = Outcome(path.name, rendering.name, blind)
        begin = process_time()
        reports: list[Report] = []
        try:
            found = list(
                self._reader.read_bytes(
                    rendered.data, source=f"{path.stem}{rendering.suffix}", media_type=EXTENSIONS.get(rendering.suffix)
                )
            )
            reports = [self._pipeline.extract(document) for document in found if isinstance(document, Document)]
            if not reports:
                outcome.failure = f"no document: {found}"
        except Exception as error:  # noqa: BLE001 - that a reader raises is a result
            outcome.failure = f"{type(error).__name__}: {error}"
        outcome.seconds = process_time() - begin
        _compare(outcome, self._known(path, rendered.known, rendering.noisy), reports, rendering.place)
        _ground(outcome, rendered, rendering, reports)
        return outcome


def _compare(outcome: Outcome, known: Report, reports: Sequence[Report], place: int) -> None:
    """Compare the announcement's records; records of any other document of the source are invented."""
    tally = Tally()
    at = place if place >= 0 else len(reports) + place
    golds = [record_items(record) for record in known.networks]
    ours = [record_items(record) for record in reports[at].networks] if 0 <= at < len(reports) else []
    for gold, mine in align(golds, ours):
        _count(tally, gold, mine)
    for number, report in enumerate(reports):
        if number != at:
            for record in report.networks:
                _count(tally, None, record_items(record))
    outcome.counts = tally.counts
    outcome.differences = [
        f"{error.field}: {error.kind} text={error.gold.show() if error.gold else '-'} rendering={error.ours.show() if error.ours else '-'}"
        for error in tally.errors
    ]


def _count(tally: Tally, gold: dict[str, list[Item]] | None, mine: dict[str, list[Item]] | None) -> None:
    network = Item("networks", ("network",))
    if gold is not None and mine is not None:
        tally.right("networks", network, network)
    else:
        tally.error("networks", network if gold is not None else None, network if mine is not None else None)
    compare_records(gold or {}, mine or {}, is_same, tally)


def _ground(outcome: Outcome, rendered: Rendered, rendering: Rendering, reports: Sequence[Report]) -> None:
    outcome.grounded, outcome.evidence, outcome.ungrounded = count_grounded(rendered.data, rendering.suffix, reports)


def list_texts(folder: str) -> list[Path]:
    """Give the announcements of one half of the corpus."""
    return sorted(path for path in (CORPUS / folder / "announcements").iterdir() if path.suffix in {".txt", ".html"})


def share(counts: Iterable[list[int]]) -> tuple[float, float, float]:
    """Give share, precision and recall of summed counts."""
    both, extra, missing = (sum(column) for column in zip([0, 0, 0], *counts, strict=True))
    either = both + extra + missing
    return (
        both / either if either else 1.0,
        both / (both + extra) if both + extra else 1.0,
        both / (both + missing) if both + missing else 1.0,
    )
