"""Scores reports against gold: precision, recall and F1 per field and over all, with the errors behind them."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.compare import (
    Hit,
    Item,
    Mismatch,
    Same,
    Tally,
    alignment_score,
    compare_field,
    compare_records,
    gold_items,
    is_near,
    is_same,
    record_items,
)
from pipeline.errors import ReadError, SettingsError
from pipeline.gold import load_corpus, quote_spans
from pipeline.settings import Settings
from schemas.document import Document
from schemas.gold import GoldDocument
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

if TYPE_CHECKING:
    from pipeline.read import Reader

RESAMPLES = 1000
SEED = 20200701
#: points below which two records of a page with several networks are not of one network
_LEAST_POINTS = 1.6
_INTERVAL = (0.025, 0.975)
#: a line end, or a full stop that ends no ordinal and no single letter ("1. Juli", "5. v. l.")
_SENTENCE_END_RE = re.compile(r"\n|(?<!\b\w)(?<!\b\d\d)[.!?](?=\s+[A-ZÄÖÜ„–])")

_DOCUMENT_FIELDS = ("documents.without_network", "document.title", "document.date", "networks")
_ORDER = {name: position for position, name in enumerate((*_DOCUMENT_FIELDS, *SCALAR_FIELDS, *LIST_FIELDS))}


@dataclass(frozen=True, slots=True)
class Error:
    """Show one error where it happened. ``network`` is the gold name, ours where gold has none; sentences are the text's."""

    document: str
    network: str
    mismatch: Mismatch
    gold_text: str | None
    our_text: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Right:
    """Name a value that is as gold says, the network it is of, and the sentence it was read in."""

    document: str
    network: str
    hit: Hit
    sentence: str


@dataclass(slots=True)
class DocumentScore:
    """Hold the counts of one document, and what was wrong and right in it, strictly. Shape: field -> [tp, fp, fn]."""

    id: str
    strict: dict[str, list[int]]
    lenient: dict[str, list[int]]
    errors: list[Error] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold precision, recall and F1 with its interval (95 %, bootstrap over documents)."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FieldScore:
    """Hold the figures of one field. ``support``: how many values gold has; ``wrong``: how many of ours are not gold's."""

    field: str
    support: int
    missed: int
    wrong: int
    strict: Figures
    lenient: Figures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hold what one evaluation found."""

    documents: int
    networks: int
    fields: list[FieldScore]
    micro: FieldScore
    macro: FieldScore
    errors: list[Error]
    rights: list[Right] = field(default_factory=list)


def score_document(case_id: str, gold: GoldDocument, report: Report) -> DocumentScore:
    """Compare one report with its gold.

    Raises:
        ReadError: a quote of the gold does not stand in the report's text.
    """
    golds = [gold_items(record, spans) for record, spans in zip(gold.networks, quote_spans(gold, report.text), strict=True)]
    ours = [record_items(record) for record in report.networks]
    pairs = align(golds, ours)
    strict, lenient = Tally(), Tally()
    score = DocumentScore(case_id, strict.counts, lenient.counts)
    for same, tally in ((is_same, strict), (is_near, lenient)):
        _compare_document(gold, report, same, tally)
        keep = tally is strict
        if keep:
            _keep(score, "document", tally, report.text)
        for mine, theirs in pairs:
            _compare_pair(mine, theirs, same, tally)
            if keep:
                _keep(score, _label(mine or theirs or {}), tally, report.text)
    return score


def _keep(score: DocumentScore, network: str, tally: Tally, text: str) -> None:
    """Move what a tally holds since the last network over to the document's score."""
    score.errors.extend(_place(score.id, network, tally.errors, text))
    for hit in tally.hits:
        span = hit.ours.span
        score.rights.append(Right(score.id, network, hit, sentence_at(text, *span) if span else ""))
    tally.errors.clear()
    tally.hits.clear()


def align(golds: Sequence[dict[str, list[Item]]], ours: Sequence[dict[str, list[Item]]]) -> list[tuple[Any, Any]]:
    """Pair the records that are of one network, the likeliest first; nameless ones that are left, in their order.

    Shape: (gold, ours) pairs in the order of gold, then (None, ours). A page with one network on either side has one pair.
    """
    points = sorted(
        ((alignment_score(gold, mine), -i, -j) for i, gold in enumerate(golds) for j, mine in enumerate(ours)),
        reverse=True,
    )
    least = 0.0 if len(golds) == len(ours) == 1 else _LEAST_POINTS
    partner: dict[int, int] = {}
    for score, i, j in points:
        if score >= least and -i not in partner and -j not in partner.values():
            partner[-i] = -j
    nameless = [j for j, mine in enumerate(ours) if not mine.get("name") and j not in partner.values()]
    for i, gold in enumerate(golds):
        if i not in partner and not gold.get("name") and nameless:
            partner[i] = nameless.pop(0)
    pairs: list[tuple[Any, Any]] = [(gold, ours[partner[i]] if i in partner else None) for i, gold in enumerate(golds)]
    return pairs + [(None, mine) for j, mine in enumerate(ours) if j not in partner.values()]


def _compare_document(gold: GoldDocument, report: Report, same: Same, tally: Tally) -> None:
    """Count what is said of the page itself, and whether a page without a network is left without a record."""
    for name, expected, got in (
        ("document.title", gold.document.title, report.document.title),
        ("document.date", gold.document.date, report.document.date),
    ):
        compare_field(name, _single(name, expected), _single(name, got), same, tally)
    if not gold.networks:
        name = "documents.without_network"
        compare_field(name, _single(name, "none"), _single(name, None if report.networks else "none"), same, tally)


def _single(name: str, value: str | None) -> list[Item]:
    return [] if value is None else [Item(name, (value,))]


def _compare_pair(gold: dict[str, list[Item]] | None, ours: dict[str, list[Item]] | None, same: Same, tally: Tally) -> None:
    """Count two records of one network, or one that has no partner: then all its values are missed, or invented."""
    label = _label(gold or ours or {})
    some = next((item.span for items in (gold or ours or {}).values() for item in items if item.span), None)
    item = Item("networks", (label,), span=some)
    if gold is not None and ours is not None:
        tally.right("networks", item, item)
    else:
        tally.error("networks", item if gold is not None else None, item if ours is not None else None)
    compare_records(gold or {}, ours or {}, same, tally)


def _label(items: dict[str, list[Item]]) -> str:
    """Name a network for a reader, also where it has no name."""
    for name in ("name", "aliases", "participants"):
        if items.get(name):
            return str(items[name][0].key[0]) if name != "participants" else f"(unnamed, {items[name][0].key[0]} …)"
    return "(unnamed)"


def _place(case_id: str, network: str, mismatches: Iterable[Mismatch], text: str) -> Iterator[Error]:
    """Add to each error the characters both sides stand on and the sentence around them."""
    for mismatch in mismatches:
        spans = [item.span if item else None for item in (mismatch.gold, mismatch.ours)]
        quotes = [text[span[0] : span[1]] if span else None for span in spans]
        where = spans[0] or spans[1]
        yield Error(case_id, network, mismatch, quotes[0], quotes[1], sentence_at(text, *where) if where else "")


def sentence_at(text: str, start: int, end: int, *, most: int = 400) -> str:
    """Give the sentence, or the line, that a span stands in.

    >>> sentence_at("Es regnet. Das Netzwerk startete 2020. Gut.", 33, 37)
    'Das Netzwerk startete 2020.'
    """
    begin = max(0, start - most)
    for mark in _SENTENCE_END_RE.finditer(text, begin, start):
        begin = mark.end()
    mark_after = _SENTENCE_END_RE.search(text, end, end + most)
    stop = mark_after.start() + 1 if mark_after else min(len(text), end + most)
    return " ".join(text[begin:stop].split())


def find_corpus() -> Path:
    """Find the announcements of the checkout this program runs in that its developers work with.

    Raises:
        ReadError: an installed program brings none.
    """
    corpus = Path(__file__).resolve().parent.parent / "corpus" / "dev"
    if not (corpus / "gold").is_dir():
        msg = "no corpus is installed with Netzlese; name one: netzlese evaluate CORPUS"
        raise ReadError(msg)
    return corpus


def evaluate_corpus(corpus: Path, settings: Settings) -> Evaluation:
    """Extract every announcement of a corpus (a folder with ``announcements`` and ``gold``) and score it.

    Raises:
        ReadError: the corpus has no gold, gold that does not fit its text, or an announcement that cannot be read.
    """
    extract = _extractor(settings)
    return evaluate(corpus, extract)


def extract_corpus(corpus: Path, settings: Settings) -> dict[str, Report]:
    """Extract every announcement of a corpus that has gold. Shape: id -> report.

    Raises:
        ReadError: the corpus has no gold, or an announcement that cannot be read.
    """
    extract = _extractor(settings)
    return {case.gold.id: extract(case.source) for case in load_corpus(corpus)}


def _extractor(settings: Settings) -> Callable[[Path], Report]:
    """Build reader and chain once, for all announcements."""
    from pipeline.read import Reader  # noqa: PLC0415 - heavy libraries are loaded where they are used
    from pipeline.run import Pipeline  # noqa: PLC0415

    reader, pipeline = Reader(settings), Pipeline(settings)
    return lambda source: pipeline.extract(_only_document(reader, source))


def _only_document(reader: "Reader", source: Path) -> "Document":
    """Read the one document of an announcement."""
    for document in reader.read(str(source)):
        if isinstance(document, Document):
            return document
        raise ReadError(str(document))
    msg = f"{source}: holds no document; expected an announcement"
    raise ReadError(msg)


def evaluate(corpus: Path, extract: Callable[[Path], Report]) -> Evaluation:
    """Score what ``extract`` makes of every announcement of a corpus.

    Raises:
        ReadError: the corpus has no gold, or gold that does not fit its text.
    """
    cases = load_corpus(corpus)
    scores = [score_document(case.gold.id, case.gold, extract(case.source)) for case in cases]
    return summarise(scores, networks=sum(len(case.gold.networks) for case in cases))


def summarise(scores: Sequence[DocumentScore], *, networks: int = 0, resamples: int = RESAMPLES) -> Evaluation:
    """Add up the counts of all documents and draw the intervals."""
    if not scores:
        msg = "nothing to score; expected at least one document with gold"
        raise ReadError(msg)
    names = sorted({name for score in scores for name in (*score.strict, *score.lenient)}, key=_rank)
    tables = [_figures(names, [getattr(score, side) for score in scores], resamples) for side in ("strict", "lenient")]
    rows = [_field_score(name, scores, tables[0][name], tables[1][name]) for name in (*names, "micro", "macro")]
    errors = [error for score in scores for error in score.errors]
    rights = [right for score in scores for right in score.rights]
    return Evaluation(len(scores), networks, rows[:-2], rows[-2], rows[-1], errors, rights)


def _rank(name: str) -> tuple[int, str]:
    return _ORDER.get(name, _ORDER.get(name.partition(".")[0], len(_ORDER))), name


def _field_score(name: str, scores: Sequence[DocumentScore], strict: Figures, lenient: Figures) -> FieldScore:
    """Put the figures of a field, or of all together, beside its counts."""
    counts = [count for score in scores for key, count in score.strict.items() if name in {key, "micro", "macro"}]
    right, wrong, missed = (sum(count[place] for count in counts) for place in range(3))
    return FieldScore(name, right + missed, missed, wrong, strict, lenient)


def _figures(names: Sequence[str], counts: Sequence[dict[str, list[int]]], resamples: int) -> dict[str, Figures]:
    """Compute precision, recall and F1 of every field, and where F1 may lie had other documents been drawn.

    The draw is seeded, so that the same documents give the same interval.
    """
    import numpy as np  # noqa: PLC0415 - needed for scoring only

    table = np.array([[count.get(name, [0, 0, 0]) for name in names] for count in counts], dtype=np.float64)
    draw = random.Random(SEED)  # noqa: S311 - a bootstrap, no secret
    weights = np.zeros((resamples + 1, len(counts)))
    weights[0] = 1.0
    for row in weights[1:]:
        for _ in counts:
            row[draw.randrange(len(counts))] += 1.0
    totals = np.einsum("rd,dfc->rfc", weights, table)
    totals = np.concatenate([totals, totals.sum(axis=1, keepdims=True)], axis=1)
    right, wrong, missed = totals[..., 0], totals[..., 1], totals[..., 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = right / (right + wrong), right / (right + missed)
        f1 = 2 * right / (2 * right + wrong + missed)
    figures = {}
    for place, name in enumerate((*names, "micro")):
        figures[name] = _one(precision[0, place], recall[0, place], f1[:, place])
    each = slice(0, len(names))
    scored = np.maximum(1, (~np.isnan(f1[:, each])).sum(axis=1))  # a field that a draw leaves out is not scored in it
    means = [np.nan_to_num(part[:, each]).sum(axis=1) / scored for part in (precision, recall, f1)]
    figures["macro"] = _one(means[0][0], means[1][0], means[2])
    return figures


def _one(precision: Any, recall: Any, f1: Any) -> Figures:  # noqa: ANN401 - numpy is imported late
    """Turn figures into plain numbers; where there is nothing to divide by, none was right: 0."""
    import numpy as np  # noqa: PLC0415

    drawn = f1[1:][~np.isnan(f1[1:])]
    low, high = np.quantile(drawn, _INTERVAL) if drawn.size else (0.0, 0.0)
    plain = (float(np.nan_to_num(figure)) for figure in (precision, recall, f1[0], low, high))
    return Figures(*plain)


def read_floors(path: Path) -> dict[str, float]:
    """Read the least strict F1 each field must keep.

    Raises:
        SettingsError: the file is no mapping of fields to numbers from 0 to 1.
    """
    import yaml  # noqa: PLC0415 - needed for floors only

    try:
        floors = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        msg = f"{path}: cannot be read as floors ({error}); expected lines such as 'participants: 0.95'"
        raise SettingsError(msg) from error
    if not isinstance(floors, dict) or not all(isinstance(value, int | float) and 0 <= value <= 1 for value in floors.values()):
        msg = f"{path}: holds {floors!r:.80}; expected lines such as 'participants: 0.95'"
        raise SettingsError(msg)
    return {str(name): float(value) for name, value in floors.items()}


def below_floor(evaluation: Evaluation, floors: dict[str, float]) -> list[str]:
    """Name every field that dropped below its floor, and every floor whose field is gone; empty where all hold."""
    scores = {row.field: row.strict.f1 for row in (*evaluation.fields, evaluation.micro, evaluation.macro)}
    lines = []
    for name, floor in floors.items():
        if name not in scores:
            lines.append(f"{name}: floor {floor:.3f}, but the corpus has no such field")
        elif scores[name] < floor:
            lines.append(f"{name}: strict F1 {scores[name]:.3f} is below its floor {floor:.3f}")
    return lines
