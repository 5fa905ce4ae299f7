"""Compares the two reports of one document, value by value, and says why each value differs.

There are four reasons, asked for in this order: a person settled it (``correction``); its words are new or gone (``text``); only the
place it was resolved to changed, and so did the register (``gazetteer``); else the same words were read otherwise (``rule``).
"""

from collections.abc import Iterator

from pipeline.compare import is_same, tidy
from pipeline.differences.shapes import Change, Kind, Reason
from pipeline.differences.sides import Side, Value, lay_out, match_values, network_pairs
from pipeline.settle import make_quote, stood_in
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report
from schemas.review import RefusedValue, ValueReview


class Pair:
    """Compare the two reports of one document."""

    def __init__(self, old: Report, new: Report) -> None:
        self._old, self._new = lay_out(old), lay_out(new)
        self._same_text = old.text == new.text
        self._same_places = old.meta.places == new.meta.places
        self._networks = network_pairs(self._old, self._new)

    def changes(self) -> Iterator[Change]:
        """Yield what differs: the document's date, then network by network; a value that changed networks is told once."""
        old, new = self._old, self._new
        yield from self._dates()
        gone: list[tuple[int, str, Value]] = []
        come: list[tuple[int, str, Value]] = []
        told: list[Change] = []
        for mine, theirs in self._networks:
            if mine is None or theirs is None:
                told += self._whole_network(mine, theirs)
            for field in (*SCALAR_FIELDS, *LIST_FIELDS):
                then = old.values[mine].get(field, []) if mine is not None else []
                now = new.values[theirs].get(field, []) if theirs is not None else []
                pairs, lost, found = match_values(field, then, now, same_text=self._same_text)
                gone += [(mine, field, value) for value in lost if mine is not None]
                come += [(theirs, field, value) for value in found if theirs is not None]
                for before, after in pairs:
                    told += self._differing(mine or 0, theirs or 0, field, before, after)
        yield from told
        yield from self._moved_or_not(gone, come)

    def _dates(self) -> Iterator[Change]:
        then, now = self._old.report.document.date, self._new.report.document.date
        if then != now:
            kind: Kind = "added" if then is None else "removed" if now is None else "changed"
            yield Change(kind, None, "document.date", then, now, "rule" if self._same_text else "text", self._versions())

    def _label(self, mine: int | None, theirs: int | None) -> str:
        """Name a network as the new side does, else as the old one did."""
        pair = next(pair for pair in self._networks if (pair[0] == mine if theirs is None else pair[1] == theirs))
        names = (
            side.report.networks[number].name for side, number in ((self._new, pair[1]), (self._old, pair[0])) if number is not None
        )
        number = pair[0] if pair[1] is None else pair[1]
        return next(filter(None, names), f"network {(number or 0) + 1}")

    def _whole_network(self, mine: int | None, theirs: int | None) -> Iterator[Change]:
        """Tell of a network that only one side has; its values follow one by one."""
        label = self._label(mine, theirs)
        values = self._new.values[theirs] if theirs is not None else self._old.values[mine] if mine is not None else {}
        field, first = next(((field, found[0]) for field, found in values.items() if found), ("name", None))
        before, after = (None, first) if mine is None else (first, None)
        reason, why = self._reason(field, mine, theirs, before, after)
        old, new = (None, label) if mine is None else (label, None)
        yield Change("added" if mine is None else "removed", label, "network", old, new, reason, why)

    def _differing(self, mine: int, theirs: int, field: str, before: Value, after: Value) -> Iterator[Change]:
        """Compare two values that are of one thing: what identifies them, then what else they say."""
        label = self._label(mine, theirs)
        if not all(map(is_same, [field] * len(before.item.key), before.item.key, after.item.key)):
            yield self._changed(label, field, before.item.show_key(), after.item.show_key(), (mine, theirs, before, after))
        elif before.place != after.place:
            yield self._changed(label, f"{field}.place", before.place, after.place, (mine, theirs, before, after))
        for part, value in before.item.parts.items():
            other = after.item.parts.get(part)
            if part != "ags" and not is_same(part, value, other):
                then, now = (None if one is None else f"{one} [{after.item.key[0]}]" for one in (value, other))
                yield self._changed(label, f"{field}.{part}", then, now, (mine, theirs, before, after))

    def _changed(self, label: str, field: str, then: str | None, now: str | None, values: tuple[int, int, Value, Value]) -> Change:
        mine, theirs, before, after = values
        kind: Kind = "added" if then is None else "removed" if now is None else "changed"
        reason, why = self._reason(field, mine, theirs, before, after)
        return Change(kind, label, field, then, now, reason, why, *_origins(before, after))

    def _moved_or_not(self, gone: list[tuple[int, str, Value]], come: list[tuple[int, str, Value]]) -> Iterator[Change]:
        """Tell of what is on one side only; what left one network and is in another was moved."""
        left = list(come)
        for mine, field, value in gone:
            here = [
                found for found in left
                if found[1] == field and field not in SCALAR_FIELDS and found[2].item.show_key() == value.item.show_key()
            ]  # fmt: skip
            if here:
                left.remove(here[0])
                theirs, _, after = here[0]
                reason, why = self._reason(field, mine, theirs, value, after)
                labels, shown = (self._label(mine, None), self._label(None, theirs)), value.item.show()
                yield Change(
                    "moved", labels[0], field, shown, after.item.show(), reason, why, *_origins(value, after), to=labels[1]
                )
                continue
            reason, why = self._reason(field, mine, None, value, None)
            yield Change("removed", self._label(mine, None), field, value.item.show(), None, reason, why, *_origins(value, None))
        for theirs, field, value in left:
            reason, why = self._reason(field, None, theirs, None, value)
            yield Change("added", self._label(None, theirs), field, None, value.item.show(), reason, why, *_origins(None, value))

    def _reason(
        self, field: str, mine: int | None, theirs: int | None, before: Value | None, after: Value | None
    ) -> tuple[Reason, str]:
        """Say why a value differs."""
        said = self._correction(field.partition(".")[0], mine, theirs, before, after)
        if said:
            return "correction", said
        if not self._same_text:
            if before is not None and not self._stood(before, self._old, self._new):
                refused = self._new.refused(self._partner(mine, 0), field.partition(".")[0], before.plain)
                waits = f"; what {refused.reviewer} decided on it waits for an answer" if refused else ""
                return "text", f"the words it was read from are gone or were rewritten{waits}"
            if after is not None and not self._stood(after, self._new, self._old):
                return "text", "the words it is read from are new or were rewritten"
        placed = before is not None and after is not None and tidy(str(before.item.key[0])) == tidy(str(after.item.key[0]))
        if placed and not self._same_places and field in {"participants", "participants.place"}:
            return "gazetteer", f"register of places: {places_of(self._old)} → {places_of(self._new)}"
        return "rule", self._rules(before, after)

    def _correction(
        self, field: str, mine: int | None, theirs: int | None, before: Value | None, after: Value | None
    ) -> str | None:
        """Say what a person did about a value, on either side; None where nobody did."""
        if after is not None and after.by_person:
            return _said(after.said) if after.said else f"settled by a person ({after.item.rule})"
        refused = None if before is None else self._new.refused(self._partner(mine, 0), field, before.plain)
        if refused is not None and refused.state == "conflict" and not self._same_text:
            return None  # nobody decided that: the text changed, and a decision waits
        if before is not None and before.by_person:
            words = _said(before.said) if before.said else f"settled by a person ({before.item.rule})"
            return f"on the old side only: {words}"
        if refused is not None:
            return _said(refused)
        if after is not None and (refused := self._old.refused(self._partner(theirs, 1), field, after.plain)):
            return f"on the old side only: {_said(refused)}"
        return None

    def _partner(self, network: int | None, side: int) -> int | None:
        """Give the number that a network of one side (0 old, 1 new) has on the other; None where it is not there."""
        return next((pair[1 - side] for pair in self._networks if pair[side] == network), None)

    def _stood(self, value: Value, side: Side, other: Side) -> bool:
        span = value.item.span
        return span is None or stood_in(make_quote(side.report.text, *span), other.report.text)

    def _rules(self, before: Value | None, after: Value | None) -> str:
        then, now = (value.item.rule if value is not None else None for value in (before, after))
        if then and now:
            rules = f"{then} → {now}" if then != now else f"same rule {then}"
        else:
            rules = f"read by {now}" if now else f"no longer read by {then}"
        return f"{rules}; {self._versions()}"

    def _versions(self) -> str:
        """Say what lies behind the two sides: program, word lists, places, else what else may differ."""
        then, now = self._old.report.meta, self._new.report.meta
        words = []
        if then.netzlese != now.netzlese:
            words.append(f"program {then.netzlese} → {now.netzlese}")
        if then.lexicons != now.lexicons:
            words.append(f"word lists {then.lexicons} → {now.lexicons}")
        if not self._same_places:
            words.append(f"places {places_of(self._old)} → {places_of(self._new)}")
        if not self._same_text:
            words.append("the text changed elsewhere")
        if self._old.report.document.date != self._new.report.document.date:
            words.append("another date of the document")
        return ", ".join(words) or "same text, versions and word lists: other settings, or rules changed without a new version"


def _origins(before: Value | None, after: Value | None) -> tuple[str | None, str | None, str | None, str | None]:
    """Give old rule, new rule, old quote, new quote."""
    sides = (before, after)
    rules = [value.item.rule if value else None for value in sides]
    quotes = [value.quote if value else None for value in sides]
    return rules[0], rules[1], quotes[0], quotes[1]


def places_of(side: Side) -> str:
    """Name the register of places behind a side."""
    places = side.report.meta.places
    return " ".join(filter(None, (places.source, places.date)))


def _said(said: ValueReview | RefusedValue) -> str:
    reason = f": {said.reason}" if said.reason else ""
    return f"{said.state} by {said.reviewer}, {said.made_at}{reason}"
