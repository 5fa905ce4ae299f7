"""The desk itself: what ingest, workbench and exports ask for, each in one transaction of the store.

The truth is what was read, what was extracted and what was decided; all of it is only ever added. Where every value stands is worked
out from that by ``pipeline.settle`` and kept beside it for the lists, in the same transaction.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.desk.intake import take
from pipeline.desk.shapes import Chosen, DocumentView, GroupAnswer, Left, Missing, Stale, Taken, Wish
from pipeline.desk.standing import found, load_state, project, settle_stored
from pipeline.desk.wishes import State, check_wish, item_key, last_of, touches, undone_ids
from pipeline.errors import ReviewError
from pipeline.settle import complete_value, find_homes, make_quote, settled_report
from pipeline.store import thaw
from schemas.record import Report
from schemas.review import Decision, Item, Quote
from schemas.store import Projection

if TYPE_CHECKING:
    from pipeline.gazetteer import Gazetteer
    from pipeline.store import Reading, Store, Writing
    from schemas.document import Document

_MOST_REASON_CHARS = 2000
#: states in which a person's value stands: who accepts it means that one, not what the machine had read
_SPOKEN_FOR = frozenset({"accepted", "corrected", "added"})


def now() -> str:
    """Give the moment. Unit: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """Serve ingest, workbench and exports over one store; safe to use from several threads, as the store is."""

    def __init__(self, store: "Store", *, clock: Callable[[], str] = now) -> None:
        self.store = store
        self._clock = clock

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

    def decide(self, document: int, seen: int, wishes: Sequence[Wish], *, reviewer: str) -> DocumentView:
        """Store what a person decided about a document, all of it or nothing. ``seen``: the revision they looked at.

        Raises:
            Stale: somebody decided on the same, or the machine read the document anew, after the revision that was seen.
            ReviewError: a wish has no meaning; the message says which and what to do.
            Missing: there is no such document.
        """
        with self.store.writing() as writing:
            state = self._locked(writing, document)
            self._refuse_stale(writing, state, seen, wishes)
            self._add(writing, state, self._decisions(state, wishes, reviewer, None))
            return self._view(writing, document)

    def decide_group(self, key: str, wish: Wish, chosen: Iterable[Chosen], *, reviewer: str) -> GroupAnswer:
        """Answer equal open questions at once: one batch, one transaction.

        What is no longer open, or no longer the same question, is left and named.

        Raises:
            ReviewError: the answer has no meaning for this question.
        """
        batch, settled, left = uuid.uuid4().hex, 0, []
        by_document: dict[int, list[Chosen]] = {}
        for one in chosen:
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

    def undo(self, document: int, seen: int, decisions: Sequence[str] | None, *, reviewer: str) -> DocumentView:
        """Undo decisions of a document, or what the reviewer decided there last, all that was decided in one step.

        Raises:
            Stale, Missing: as for ``decide``.
            ReviewError: there is nothing to undo, or it is undone already.
        """
        if decisions is None:
            with self.store.reading() as reading:
                last = last_of(reading.decisions(found(reading.document(document), document).id), reviewer)
            if not last:
                msg = f"there is no decision of {reviewer} here that could be undone"
                raise ReviewError(msg, code="nothing-to-undo")
            decisions = last
        return self.decide(document, seen, [Wish("undo", undoes=tuple(decisions))], reviewer=reviewer)

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
                undone = undone_ids(state.decisions)
                standing = tuple(one for one in by_document[document] if one not in undone)
                if standing:
                    self._add(writing, state, self._decisions(state, [Wish("undo", undoes=standing)], reviewer, undoing))
                    settled += len(standing)
        return GroupAnswer(undoing, settled, ())

    def _locked(self, writing: "Writing", document: int) -> State:
        found(writing.document(document), document)
        return load_state(writing, writing.lock(document))

    def _add(self, writing: "Writing", state: State, decisions: Sequence[Decision]) -> None:
        """Store decisions and where the document stands with them."""
        row = state.row
        writing.add_decisions(row.id, decisions)
        settled = settle_stored(writing, row.id, state.report, state.networks, writing.decisions(row.id), row.version)
        writing.project(row.id, project(state.report, settled))

    def _refuse_stale(self, writing: "Writing", state: State, seen: int, wishes: Sequence[Wish]) -> None:
        """Refuse wishes that rest on what is no longer so; what others did elsewhere in the document is no hindrance."""
        if seen > state.row.revision:
            msg = f"revision {seen} of this document is not known; load it again"
            raise Stale(msg, "unknown-revision", (), self._view(writing, state.row.id))
        later = [stored for stored in state.decisions if stored.revision > seen]
        if len({stored.revision for stored in later}) != state.row.revision - seen:  # a revision that no decision made
            msg = "the document was read anew in the meantime; look at it as it is now and decide again"
            raise Stale(msg, "read-anew", (), self._view(writing, state.row.id))
        by_id = {stored.decision.id: stored.decision for stored in state.decisions}
        theirs = tuple(stored for stored in later if any(touches(stored.decision, wish, by_id) for wish in wishes))
        if theirs:
            names = ", ".join(sorted({stored.decision.reviewer for stored in theirs}))
            msg = f"{names} decided on this in the meantime; look at it as it is now and decide again"
            raise Stale(msg, "decided-by-others", theirs, self._view(writing, state.row.id))

    def _decisions(self, state: State, wishes: Sequence[Wish], reviewer: str, batch: str | None) -> list[Decision]:
        """Turn wishes into decisions, each checked against the document as it is."""
        made_at = self._clock()
        created = {wish.network for wish in wishes if wish.kind == "create" and wish.network}
        for wish in wishes:
            check_wish(state, wish, created)
        homes = {}
        if any(network.state == "merged" for network in state.settled.networks):
            homes = find_homes(state.report, state.networks, [stored.decision for stored in state.decisions])
        return [self._decision(state, wish, homes, reviewer, made_at, batch) for wish in wishes]

    def _decision(
        self, state: State, wish: Wish, homes: Mapping[tuple[str, str, str], str], reviewer: str, made_at: str, batch: str | None
    ) -> Decision:
        item = state.items.get(item_key(wish))
        quote = _quote(state, wish, item)
        if wish.kind in {"accept", "correct", "add"} and quote is None:
            msg = f"{wish.field}: select the characters of the text that say this"
            raise ReviewError(msg, code="no-quote", where=wish.field)
        network = uuid.uuid4().hex if wish.kind == "create" and wish.network is None else homes.get(item_key(wish), wish.network)
        try:
            return Decision(
                id=uuid.uuid4().hex, kind=wish.kind, network=network, field=wish.field, item=wish.item,
                value=self._value(wish, item), quote=quote, to=wish.to, undoes=wish.undoes, finding=wish.finding,
                reviewer=reviewer, made_at=made_at, reason=(wish.reason or "").strip()[:_MOST_REASON_CHARS] or None,
                version=state.row.version, batch=batch,
            )  # fmt: skip
        except ValueError as error:
            msg = f"this decision has no meaning: {error}"
            raise ReviewError(msg, code="no-meaning", where=wish.field) from error

    def _value(self, wish: Wish, item: Item | None) -> Any:  # noqa: ANN401 - plain JSON
        """Give the value decided for: what was typed, completed, or what the value seen was."""
        if wish.kind in {"correct", "add"}:
            return complete_value(wish.field or "", wish.value, place_of=self._place_of)
        if wish.kind == "create" and wish.value is not None:
            return complete_value("name", wish.value)
        if item is None or wish.kind not in {"accept", "reject", "hold", "move"}:
            return wish.value
        if wish.kind == "hold" or item.machine is None or (wish.kind == "accept" and item.state in _SPOKEN_FOR):
            return item.value
        return item.machine

    # looking

    def view(self, document: int) -> DocumentView:
        """Give everything about a document.

        Raises:
            Missing: there is no such document.
        """
        with self.store.reading() as reading:
            return self._view(reading, document)

    def settled_reports(self, *, only_settled: bool = False) -> Iterator[Report]:
        """Yield every document's report as it holds now, in the order of the store.

        ``only_settled``: documents without open values and conflicts.
        """
        with self.store.reading() as reading:
            for document in reading.document_ids():
                row = found(reading.document(document), document)
                if only_settled and (row.summary.conflicts or row.summary.settled < row.summary.values):
                    continue
                state = load_state(reading, row)
                yield settled_report(state.report, state.settled, [stored.decision for stored in state.decisions])

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

    def _view(self, reading: "Reading", document: int) -> DocumentView:
        row = found(reading.document(document), document)
        state = load_state(reading, row)
        newest_first = tuple(reversed(state.decisions))
        return DocumentView(row, tuple(reading.versions(document)), state.report, state.networks, state.settled, newest_first)

    @cached_property
    def _gazetteer(self) -> "Gazetteer":
        from pipeline.gazetteer import load_gazetteer  # noqa: PLC0415 - only once somebody types a key

        return load_gazetteer()

    def _place_of(self, ags: str) -> dict[str, Any] | None:
        """Look up a place by its official key, in the shape of ``schemas.record.Place``."""
        place = self._gazetteer.by_ags(ags)
        if place is None:
            return None
        return {
            "ags": place.ags, "geonames_id": place.geonames_id, "official_name": place.name, "state": place.state,
            "latitude": place.latitude, "longitude": place.longitude, "candidates": [],
        }  # fmt: skip


def _quote(state: State, wish: Wish, item: Item | None) -> Quote | None:
    """Take the characters a decision rests on: those selected, else those of the value it is about."""
    if wish.span is not None:
        return make_quote(state.report.text, *wish.span)
    if item is None:
        return None
    if wish.kind == "hold":
        return item.quote
    if wish.kind in {"accept", "reject", "correct", "move"} and item.start is not None and item.end is not None:
        return make_quote(state.report.text, item.start, item.end)
    return None


def _of_question(state: State, key: str, chosen: Chosen) -> Item | None:
    """Find the value a person chose, if it is still the open question they saw."""
    for item in state.settled.items:
        if (item.network, item.item, item.question, item.state) == (chosen.network, chosen.item, key, "open"):
            return item
    return None


def _answering(wish: Wish, item: Item) -> Wish:
    return Wish(wish.kind, network=item.network, field=item.field, item=item.item, value=wish.value, reason=wish.reason)
