"""Checks what people wish for against the document as it is, and against what others decided in the meantime."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.desk.shapes import Wish
from pipeline.errors import ReviewError
from pipeline.settle import undone_ids
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report
from schemas.review import Decision, Item, Settled
from schemas.store import DocumentRow, StoredDecision

_FIELDS = frozenset((*SCALAR_FIELDS, *LIST_FIELDS))
#: decisions about a network as a whole: they touch every field of it
_WHOLE = frozenset({"merge", "create", "drop"})


@dataclass(slots=True)
class State:
    """Hold one document while a transaction works on it."""

    row: DocumentRow
    report: Report
    networks: tuple[str, ...]
    decisions: tuple[StoredDecision, ...]
    settled: Settled
    items: dict[tuple[str, str, str], Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = {(item.network, item.field, item.item): item for item in self.settled.items}


def last_of(decisions: Sequence[StoredDecision], reviewer: str) -> list[str]:
    """Give the ids of what a reviewer decided last and what holds: a split is several decisions, and one step."""
    undone = undone_ids([stored.decision for stored in decisions])
    mine = [
        stored
        for stored in decisions
        if stored.decision.reviewer == reviewer and stored.decision.kind != "undo" and stored.decision.id not in undone
    ]
    return [stored.decision.id for stored in mine if stored.revision == mine[-1].revision]


def item_key(wish: Wish) -> tuple[str, str, str]:
    """Name the value a wish is about, as items are named."""
    return wish.network or "", wish.field or "", wish.item or ""


def touches(decision: Decision, wish: Wish, by_id: dict[str, Decision]) -> bool:
    """Say whether a decision of somebody else is about what a wish is about."""
    if decision.kind == "undo":
        return any(one in by_id and touches(by_id[one], wish, by_id) for one in decision.undoes if one != decision.id)
    if wish.kind == "undo":
        return any(one == decision.id for one in wish.undoes) or any(
            one in by_id and by_id[one].kind != "undo" and _same_matter(by_id[one], decision) for one in wish.undoes
        )
    return _same_matter(wish, decision)


def _same_matter(one: Wish | Decision, other: Wish | Decision) -> bool:
    if one.finding is not None or other.finding is not None:
        return one.finding == other.finding
    networks = {one.network, one.to} & {other.network, other.to} - {None}
    if not networks:
        return False
    if one.kind in _WHOLE or other.kind in _WHOLE:
        return True
    if one.field != other.field:
        return False
    return one.field in SCALAR_FIELDS or one.kind == "absent" or other.kind == "absent" or (one.item or "") == (other.item or "")


def check_wish(state: State, wish: Wish, created: set[str]) -> None:
    """Refuse a wish that speaks of what is not there.

    Raises:
        ReviewError: the message says what is missing and what to do.
    """
    objection = _objection(state, wish, created)
    if objection is not None:
        code, message = objection
        raise ReviewError(message, code=code, where=wish.field)


def _objection(state: State, wish: Wish, created: set[str]) -> tuple[str, str] | None:
    """Say what is wrong with a wish, as a code and a sentence."""
    known = {network.id for network in state.settled.networks} | created
    if wish.kind == "undo":
        return _objection_to_undo(state, wish)
    if wish.kind == "answer":
        keys = {finding.key for finding in state.settled.findings}
        return None if wish.finding in keys else ("unknown-finding", "this finding is no longer there; load the document again")
    if wish.kind != "create" and wish.network not in known:
        return "unknown-network", "this network is not in the document; load it again"
    out = {network.id for network in state.settled.networks if network.state in {"dropped", "merged"}}
    if wish.kind in {"move", "merge"} and (wish.to not in known - out or wish.to == wish.network):
        return "unknown-target", "choose another network of this document to move it to"
    if wish.network in out:
        return "network-is-out", "this network was merged into another one, or is called none; undo that first"
    if not all(_is_text(part) for part in (wish.value, wish.item, wish.finding, wish.reason) if isinstance(part, str)):
        return "no-text", "there are characters in this that no file can hold; type it again"
    if wish.kind == "create" and wish.network in {network.id for network in state.settled.networks}:
        return "no-meaning", "a network of this id is there already; leave the id out"
    if wish.kind == "move" and _is_taken(state, wish):
        return "target-taken", "somebody settled this field in the other network; take that value out first"
    if wish.kind == "create" and not (wish.value is None or isinstance(wish.value, str)):
        return "bad-name", "the name of a network is words; type it again"
    if wish.span is not None and not 0 <= wish.span[0] < wish.span[1] <= len(state.report.text):
        first, last = wish.span
        return "span-outside", f"characters {first} to {last} are not in the text, which has {len(state.report.text)}"
    if wish.span is not None and wish.words is not None and state.report.text[slice(*wish.span)] != wish.words:
        return "other-words", "other characters stand there now; select those that say this"
    if wish.kind in {"create", "merge", "drop"}:
        return None
    if wish.field not in _FIELDS:
        return "unknown-field", f"there is no field {wish.field!r}; expected one of {', '.join(sorted(_FIELDS))}"
    if wish.kind in {"add", "absent"}:
        return None
    if item_key(wish) not in state.items:
        return "unknown-item", f"{wish.field}: this value is no longer there; load the document again"
    return None


def _is_taken(state: State, wish: Wish) -> bool:
    """Say whether a value would fall on another that a person settled: a field of one value has room for one."""
    held = state.items.get((wish.to or "", wish.field or "", ""))
    moved = state.items.get(item_key(wish))
    if wish.field not in SCALAR_FIELDS or held is None or moved is None:
        return False
    return held.state in {"accepted", "corrected", "added"} and held.value != moved.value


def _is_text(words: str) -> bool:
    """Say whether words can be written down: halves of characters cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in words)


def _objection_to_undo(state: State, wish: Wish) -> tuple[str, str] | None:
    ids, undone = {stored.decision.id for stored in state.decisions}, undone_ids([stored.decision for stored in state.decisions])
    if not wish.undoes:
        return "nothing-to-undo", "say which decision to undo"
    if not set(wish.undoes) <= ids:
        return "not-of-document", "this decision is not one of this document"
    if set(wish.undoes) <= undone:
        return "undone-already", "this is undone already"
    return None
