"""The desk itself: what ingest, workbench and exports ask for, each in one transaction of the store.

The truth is what was read, what was extracted and what was decided; all of it is only ever added. Where every value stands is worked
out from that by ``pipeline.settle`` and kept beside it for the lists, in the same transaction.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.desk.intake import take
from pipeline.desk.making import DecisionMaker
from pipeline.desk.register import Register
from pipeline.desk.shapes import Chosen, DocumentView, GroupAnswer, Left, Missing, Stale, Taken, Wish
from pipeline.desk.standing import found, load_state, project, settle_stored
from pipeline.desk.steps import is_stored, stem_of, step_ids, step_stem
from pipeline.desk.wishes import State, check_wish, last_of, touches
from pipeline.errors import ReviewError
from pipeline.settle import settled_report, undone_ids
from pipeline.store import thaw
from schemas.record import Report
from schemas.review import Decision, Item
from schemas.store import Projection, StoredDecision

if TYPE_CHECKING:
    from pipeline.store import Reading, Store, Writing
    from schemas.document import Document


def now() -> str:
    """Give the moment. Unit: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """Serve ingest, workbench and exports over one store; safe to use from several threads, as the store is."""

    def __init__(self, store: "Store", *, clock: Callable[[], str] = now) -> None:
        self.store = store
        self._clock = clock
        self.places = Register()

    # taking in

    def take(self, writing: "Writing", document: "Document", report: Report, *, key: str, source: str, run: int) -> Taken:
        """Keep a document and what was extracted from it, within a transaction of the caller; see ``pipeline.desk.intake``."""
        return take(writing, document, report, key=key, source=source, run=run)

    def reread(self, document: int, extract: "Callable[[Document], Report]", run: int) -> Taken:
        """Extract a document again from what was kept of it, and take in the result.

        Raises:
            Missing: there is no such document.
        """
        with self.store.reading() as reading:
            row = found(reading.document(document), document)
            kept = thaw(reading.read_document(document, row.version))
        report = extract(kept)
        with self.store.writing() as writing:
            if writing.lock(document).version != row.version:
                return Taken(document, "same")  # a newer version came in between, extracted by whoever brought it
            return self.take(writing, kept, report, key=row.key, source=row.source, run=run)

    # deciding

    def decide(
        self,
        document: int,
        seen: int,
        wishes: Sequence[Wish],
        *,
        reviewer: str,
        step: str | None = None,
        mine: Collection[str] = (),
    ) -> DocumentView:
        """Store what a person decided about a document, all of it or nothing. ``seen``: the revision they looked at.

        ``step``: a name nobody else gives, with which the wishes may be sent again when the answer was lost: they are stored once.
        ``mine``: steps that the same page sent after it had seen that revision; what they decided is no surprise to it.

        Raises:
            Stale: somebody decided on the same, or the machine read the document anew, after the revision that was seen.
            ReviewError: a wish has no meaning; the message says which and what to do.
            Missing: there is no such document.
        """
        with self.store.writing() as writing:
            state = self._locked(writing, document)
            if is_stored(state.decisions, document, step):
                return _view(writing, state)
            self._refuse_stale(writing, state, seen, wishes, {step_stem(document, one) for one in mine})
            return _view(writing, self._add(writing, state, self._decisions(state, wishes, reviewer, None, step)))

    def decide_group(self, key: str, wish: Wish, chosen: Iterable[Chosen], *, reviewer: str) -> GroupAnswer:
        """Answer equal open questions at once: one batch, one transaction.

        What is no longer open, or no longer the same question, is left and named.

        Raises:
            ReviewError: the answer has no meaning for this question.
        """
        batch, settled, left = uuid.uuid4().hex, 0, []
        by_document: dict[int, list[Chosen]] = {}
        for one in dict.fromkeys(chosen):
            by_document.setdefault(one.document, []).append(one)
        with self.store.writing() as writing:
            for document in sorted(by_document):  # one order for all, so that two never wait for each other
                if writing.document(document) is None:
                    left.append(Left(document, "not-in-store"))
                    continue
                state = self._locked(writing, document)
                items = [_of_question(state, key, one) for one in by_document[document]]
                left += [Left(document, "changed") for item in items if item is None]
                wishes = [_answering(wish, item) for item in items if item is not None]
                if wishes:
                    self._add(writing, state, self._decisions(state, wishes, reviewer, batch))
                    settled += len(wishes)
        return GroupAnswer(batch, settled, tuple(left))

    def undo(
        self,
        document: int,
        seen: int,
        decisions: Sequence[str] | None,
        *,
        reviewer: str,
        step: str | None = None,
        mine: Collection[str] = (),
    ) -> DocumentView:
        """Undo decisions of a document, or what the reviewer decided there last, all that was decided in one step.

        ``step`` and ``mine`` are those of ``decide``.

        Raises:
            Stale, Missing: as for ``decide``.
            ReviewError: there is nothing to undo, or it is undone already.
        """
        if decisions is None:
            with self.store.reading() as reading:
                stored = reading.decisions(found(reading.document(document), document).id)
            last = last_of(stored, reviewer)
            if not last and not is_stored(stored, document, step):
                msg = f"there is no decision of {reviewer} here that could be undone"
                raise ReviewError(msg, code="nothing-to-undo")
            decisions = last
        return self.decide(document, seen, [Wish("undo", undoes=tuple(decisions))], reviewer=reviewer, step=step, mine=mine)

    def undo_batch(self, batch: str, *, reviewer: str) -> GroupAnswer:
        """Undo what was decided at once, in all documents, as far as it still stands.

        Raises:
            Missing: there is no such batch.
        """
        settled, undoing = 0, uuid.uuid4().hex
        with self.store.writing() as writing:
            by_document: dict[int, list[str]] = {}
            for stored in writing.batch(batch):
                by_document.setdefault(stored.document, []).append(stored.decision.id)
            if not by_document:
                msg = f"there is no batch {batch}"
                raise Missing(msg, code="unknown-batch")
            for document in sorted(by_document):
                state = self._locked(writing, document)
                undone = undone_ids([stored.decision for stored in state.decisions])
                standing = tuple(one for one in by_document[document] if one not in undone)
                if standing:
                    self._add(writing, state, self._decisions(state, [Wish("undo", undoes=standing)], reviewer, undoing))
                    settled += len(standing)
        return GroupAnswer(undoing, settled, ())

    def _locked(self, writing: "Writing", document: int) -> State:
        found(writing.document(document), document)
        return load_state(writing, writing.lock(document))

    def _add(self, writing: "Writing", state: State, decisions: Sequence[Decision]) -> State:
        """Store decisions, and give where the document stands with them."""
        number = state.row.id
        revision = writing.add_decisions(number, decisions)
        stored = (*state.decisions, *(StoredDecision(number, revision, decision) for decision in decisions))
        settled = settle_stored(writing, number, state.report, state.networks, stored, state.row.version)
        writing.project(number, project(state.report, settled))
        return State(found(writing.document(number), number), state.report, state.networks, stored, settled)

    def _refuse_stale(self, writing: "Writing", state: State, seen: int, wishes: Sequence[Wish], mine: Collection[str]) -> None:
        """Refuse wishes that rest on what is no longer so; what others did elsewhere in the document is no hindrance.

        ``mine``: stems of decisions that the same page made after what it saw.
        """
        if seen > state.row.revision:
            msg = f"revision {seen} of this document is not known; load it again"
            raise Stale(msg, "unknown-revision", (), _view(writing, state))
        later = [stored for stored in state.decisions if stored.revision > seen]
        if len({stored.revision for stored in later}) != state.row.revision - seen:  # a revision that no decision made
            msg = "the document was read anew in the meantime; look at it as it is now and decide again"
            raise Stale(msg, "read-anew", (), _view(writing, state))
        by_id = {stored.decision.id: stored.decision for stored in state.decisions}
        others = [stored for stored in later if stem_of(stored.decision) not in mine]
        theirs = tuple(stored for stored in others if any(touches(stored.decision, wish, by_id) for wish in wishes))
        if theirs:
            names = ", ".join(sorted({stored.decision.reviewer for stored in theirs}))
            msg = f"{names} decided on this in the meantime; look at it as it is now and decide again"
            raise Stale(msg, "decided-by-others", theirs, _view(writing, state))

    def _decisions(
        self, state: State, wishes: Sequence[Wish], reviewer: str, batch: str | None, step: str | None = None
    ) -> list[Decision]:
        """Turn wishes into decisions, each checked against the document as it is."""
        created = {wish.network for wish in wishes if wish.kind == "create" and wish.network}
        for wish in wishes:
            check_wish(state, wish, created)
        made = DecisionMaker(state, self.places).make(wishes, reviewer=reviewer, made_at=self._clock(), batch=batch)
        if step is None:
            return made
        ids = step_ids(state.row.id, step, len(made))
        return [decision.model_copy(update={"id": own}) for own, decision in zip(ids, made, strict=True)]

    # looking

    def view(self, document: int) -> DocumentView:
        """Give everything about a document.

        Raises:
            Missing: there is no such document.
        """
        with self.store.reading() as reading:
            return _view(reading, load_state(reading, found(reading.document(document), document)))

    def settled_reports(self, *, only_settled: bool = False) -> Iterator[Report]:
        """Yield every document's report as it holds now, in the order of the store.

        ``only_settled``: documents without open values, conflicts and unanswered findings.
        """
        with self.store.reading() as reading:
            for document in reading.document_ids():
                row = found(reading.document(document), document)
                left = row.summary.conflicts + row.summary.findings + row.summary.values - row.summary.settled
                if only_settled and left:
                    continue
                state = load_state(reading, row)
                report = settled_report(state.report, state.settled, [stored.decision for stored in state.decisions])
                here = report.document.model_copy(update={"source": row.source})  # a file that was moved is where it is now
                yield report.model_copy(update={"document": here})

    def machine_reports(self, run: int | None = None) -> Iterator[Report]:
        """Yield every document's report as the machine gave it last, or as it stood after a run."""
        with self.store.reading() as reading:
            for document in reading.document_ids():
                fitting = [one for one in reading.extractions(document) if run is None or one.run <= run]
                if fitting:
                    yield Report.model_validate_json(reading.report(fitting[-1].id))

    def fresh_projection(self, document: int) -> Projection:
        """Work out anew where a document stands, from the truth alone; ``verify`` compares it with what the store keeps."""
        with self.store.reading() as reading:
            state = load_state(reading, found(reading.document(document), document))
            return project(state.report, state.settled)


def _view(reading: "Reading", state: State) -> DocumentView:
    versions = tuple(reading.versions(state.row.id))
    return DocumentView(state.row, versions, state.report, state.networks, state.settled, tuple(reversed(state.decisions)))


def _of_question(state: State, key: str, chosen: Chosen) -> Item | None:
    """Find the value a person chose, if it is still the open question they saw."""
    for item in state.settled.items:
        if (item.network, item.item, item.question, item.state) == (chosen.network, chosen.item, key, "open"):
            return item
    return None


def _answering(wish: Wish, item: Item) -> Wish:
    return Wish(wish.kind, network=item.network, field=item.field, item=item.item, value=wish.value, reason=wish.reason)
