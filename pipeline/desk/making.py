"""Turns what a person wishes into decisions as they are kept: the value in full, the characters it rests on, the names that outlive a reading."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.desk.register import Register
from pipeline.desk.shapes import Wish
from pipeline.desk.wishes import State, item_key
from pipeline.errors import ReviewError
from pipeline.settle import complete_value, find_homes, identify, make_quote, name_added
from schemas.record import SCALAR_FIELDS
from schemas.review import STANDING, Decision, Item, Quote

_MOST_REASON_CHARS = 2000
#: states in which a person's value stands: who accepts it means that one, not what the machine had read
_SPOKEN_FOR = frozenset({"accepted", "corrected", "added"})
#: what each kind of decision speaks of; whatever else a wish holds is nobody's meaning, and is not kept
_SPEAKS_OF: dict[str, tuple[str, ...]] = {
    "accept": ("network", "field", "item", "span"),
    "correct": ("network", "field", "item", "value", "span"),
    "reject": ("network", "field", "item", "span"),
    "hold": ("network", "field", "item"),
    "add": ("network", "field", "value", "span"),
    "absent": ("network", "field"),
    "move": ("network", "field", "item", "to"),
    "merge": ("network", "to"),
    "create": ("network", "value", "span"),
    "drop": ("network",),
    "answer": ("finding",),
    "undo": ("undoes",),
}


class DecisionMaker:
    """Make the decisions of one step over one document; the wishes were checked before.

    ``places`` looks up places by official key and by name.
    """

    def __init__(self, state: State, places: Register) -> None:
        self._state = state
        self._places = places
        self._homes: dict[tuple[str, str, str], str] = {}
        if any(network.state == "merged" for network in state.settled.networks):
            self._homes = find_homes(state.report, state.networks, [stored.decision for stored in state.decisions])
        self._standing: dict[tuple[str, str], dict[str, Any]] = {}
        for item in state.settled.items:
            if item.state in STANDING:
                held = self._standing.setdefault((item.network, item.field), {})
                held[item.item] = item.value
                if item.state == "corrected":  # it goes by its new name too
                    held.setdefault(identify(item.field, item.value), item.value)

    def make(self, wishes: Sequence[Wish], *, reviewer: str, made_at: str, batch: str | None) -> list[Decision]:
        """Give one decision for each wish.

        Raises:
            ReviewError: a value has no meaning, or rests on no characters.
        """
        return [self._decide(wish, reviewer, made_at, batch) for wish in wishes]

    def _decide(self, wish: Wish, reviewer: str, made_at: str, batch: str | None) -> Decision:
        wish = Wish(wish.kind, reason=wish.reason, **{name: getattr(wish, name) for name in _SPEAKS_OF[wish.kind]})
        item = self._state.items.get(item_key(wish))
        value = self._value(wish, item)
        if (
            wish.field == "participants"
            and wish.kind in {"add", "correct"}
            and value["place"] is None
            and not _lost_place(item, value)
        ):
            value = {**value, "place": self._places.named(value["name"], value["kind"])}
        if wish.kind == "add" and wish.field not in SCALAR_FIELDS:
            wish, value = self._added(wish, value)
        quote = self._quote(wish, item)
        if wish.kind in {"accept", "correct", "add"} and quote is None:
            msg = f"{wish.field}: select the characters of the text that say this"
            raise ReviewError(msg, code="no-quote", where=wish.field)
        network = uuid.uuid4().hex if wish.kind == "create" and wish.network is None else wish.network
        try:
            return Decision(
                id=uuid.uuid4().hex, kind=wish.kind, network=self._homes.get(item_key(wish), network), field=wish.field,
                item=wish.item, value=value, quote=quote, to=wish.to, undoes=wish.undoes, finding=wish.finding, reviewer=reviewer,
                made_at=made_at, reason=(wish.reason or "").strip()[:_MOST_REASON_CHARS] or None, version=self._state.row.version,
                batch=batch,
            )  # fmt: skip
        except ValueError as error:
            msg = f"this decision has no meaning: {error}"
            raise ReviewError(msg, code="no-meaning", where=wish.field) from error

    def _added(self, wish: Wish, value: Any) -> tuple[Wish, Any]:  # noqa: ANN401 - plain JSON
        """Name a value that is added, so that it takes no other's place."""
        standing = self._standing.setdefault((wish.network or "", wish.field or ""), {})
        name, completed = name_added(wish.field or "", value, standing)
        standing[name] = completed
        return replace(wish, item=name), completed

    def _value(self, wish: Wish, item: Item | None) -> Any:  # noqa: ANN401 - plain JSON
        """Give the value decided for: what was typed, completed, or what the value seen was."""
        if wish.kind in {"correct", "add"}:
            return complete_value(wish.field or "", wish.value, place_of=self._places.of_key)
        if wish.kind == "create" and wish.value is not None:
            return complete_value("name", wish.value)
        if item is None or wish.kind not in {"accept", "reject", "hold", "move"}:
            return wish.value
        if wish.kind == "hold" or item.machine is None or (wish.kind == "accept" and item.state in _SPOKEN_FOR):
            return item.value
        return item.machine

    def _quote(self, wish: Wish, item: Item | None) -> Quote | None:
        """Take the characters a decision rests on: those selected, else those of the value it is about."""
        own = None
        if item is not None and item.start is not None and item.end is not None:
            own = (item.start, item.end)
        if wish.kind == "hold":
            return item.quote if item is not None else None
        # whoever accepts or rejects a value means the characters it stands on, whatever else was selected
        span = own or wish.span if wish.kind in {"accept", "reject", "move"} else wish.span
        if span is None and wish.kind == "correct":
            span = own
        return None if span is None else make_quote(self._state.report.text, *span)


def _lost_place(item: Item | None, value: dict[str, Any]) -> bool:
    """Say whether a person took the place away from a member of the same name; then no other one is looked up."""
    held = item.value if item is not None and isinstance(item.value, dict) else {}
    return held.get("place") is not None and held.get("name") == value["name"]
