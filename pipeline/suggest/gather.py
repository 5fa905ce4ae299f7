"""Gathers from a store and a corpus what people put right, and all documents that entries are tried on."""

from collections.abc import Container, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.desk import Desk, DocumentView
from pipeline.errors import ReadError
from pipeline.gold import load_corpus
from pipeline.lexicon import fold
from pipeline.read import Reader
from pipeline.score import find_corpus
from pipeline.settle import KnownNetwork
from pipeline.store import thaw
from pipeline.suggest.judge import Judge, Verdict, judge_by_decisions, judge_by_gold
from pipeline.suggest.shapes import Correction, Deed
from pipeline.suggest.trial import Text
from schemas.document import Document
from schemas.record import Report
from schemas.review import Decision, Item

if TYPE_CHECKING:
    from pipeline.gold import GoldCase
    from pipeline.run import Pipeline
    from pipeline.store import Store

_DEEDS: dict[str, Deed] = {"added": "added", "corrected": "corrected", "rejected": "rejected"}


def gather(store: "Store", pipeline: "Pipeline") -> tuple[list[Correction], list[Text]]:
    """Give what people put right in the documents of a store, and the documents themselves."""
    desk = Desk(store)
    corrections: list[Correction] = []
    texts: list[Text] = []
    with store.reading() as reading:
        for number in reading.document_ids():
            row = reading.document(number)
            if row is None:
                continue
            folded = fold_cleaned(pipeline, thaw(reading.read_document(number, row.version)))
            decided = bool(reading.decisions(number))
            judge: Judge
            if decided:
                view = desk.view(number)
                corrections.extend(corrections_of(view))
                judge = judge_by_decisions(known_networks(view), view.settled.items, view.settled.networks)
            else:
                judge = partial(_judge_undecided, store, row.extraction)
            texts.append(
                Text("decisions", row.source, number, folded, partial(_stored, store, number, row.version), judge, decided)
            )
    return corrections, texts


def _stored(store: "Store", document: int, version: int) -> Document:
    with store.reading() as reading:
        return thaw(reading.read_document(document, version))


def _judge_undecided(store: "Store", extraction: int, report: Report) -> Verdict:
    """Judge a document on which nobody decided: its networks are those that were extracted, and all its values are open.

    What was extracted is fetched only when it is needed: of thousands of documents few are read again.
    """
    with store.reading() as reading:
        before = Report.model_validate_json(reading.report(extraction))
        networks = reading.extraction(extraction).networks
    known = [KnownNetwork(*pair) for pair in zip(networks, before.networks, strict=True)]
    return judge_by_decisions(known, ())(report)


def known_networks(view: DocumentView) -> list[KnownNetwork]:
    """Describe the networks of a document by the machine's records, and by the names they have now."""
    return [
        KnownNetwork(
            state.id,
            view.report.networks[state.record] if state.record is not None else None,
            (state.label,) if state.label else (),
        )
        for state in view.settled.networks
    ]


def corrections_of(view: DocumentView) -> Iterator[Correction]:
    """Give every value of a document that a person put right, with the characters it stands on."""
    decisions = {stored.decision.id: stored.decision for stored in view.decisions}
    states = {state.id: state for state in view.settled.networks}
    for item in view.settled.items:
        decision = decisions.get(item.decision or "")
        place = _place(view.report.text, item)
        if item.state not in _DEEDS or decision is None or place is None:
            continue
        state = states.get(item.network)
        dropped = state is not None and state.state == "dropped"
        if dropped and item.field != "name":
            continue
        record = state.record if state is not None else None
        yield Correction(
            view.row.id, view.row.source, "dropped" if dropped else _DEEDS[item.state], item.field,
            None if item.state == "rejected" else item.value, _machine(item, decision), view.report.text, *place,
            decision.reviewer, decision.made_at, view.report.networks[record] if record is not None else None,
        )  # fmt: skip


def _machine(item: Item, decision: Decision) -> object:
    """Give what had been read: a rejected value is also known where it is no longer read."""
    if item.machine is not None or item.state != "rejected":
        return item.machine
    return item.value if item.value is not None else decision.value


def _place(text: str, item: Item) -> tuple[int, int] | None:
    """Give the characters a value stands on, where they still do."""
    if item.start is not None and item.end is not None:
        return item.start, item.end
    if item.quote is not None and text[item.quote.start : item.quote.end] == item.quote.text:
        return item.quote.start, item.quote.end
    return None


def corpus_texts(corpus: Path, pipeline: "Pipeline", known: Container[str] = frozenset()) -> list[Text]:
    """Give the announcements of a corpus, judged by its gold; those whose folded text is known are left out, so that none counts twice.

    Raises:
        ReadError: it has no gold, or an announcement that cannot be read.
    """
    reader = Reader(pipeline.settings)
    texts = []
    for case in load_corpus(corpus):
        fetch = partial(_announcement, reader, case)
        folded = fold_cleaned(pipeline, fetch())
        if folded not in known:
            texts.append(Text("gold", case.gold.id, None, folded, fetch, judge_by_gold(case), decided=True))
    return texts


def _announcement(reader: Reader, case: "GoldCase") -> Document:
    found = next(iter(reader.read(str(case.source))), None)
    if not isinstance(found, Document):
        raise ReadError(str(found or f"{case.source}: holds no document"))
    return found


def corpus_at_hand() -> Path | None:
    """Find the corpus of the checkout this program runs in; an installed program brings none."""
    try:
        return find_corpus()
    except ReadError:
        return None


def fold_cleaned(pipeline: "Pipeline", document: Document) -> str:
    """Give a text as the lists are matched against it: cleaned, then folded."""
    return f" {fold(pipeline.stages[0](document).text)} "


def count_documents(texts: Iterable[Text]) -> int:
    """Count the documents of the store among the texts."""
    return sum(text.where == "decisions" for text in texts)
