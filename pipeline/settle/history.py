"""What people decided, in order: which value each decision is about, wherever the value was at that time.

Values wander: they are moved, and their networks are merged. A decision is about the values that stood, when it was made, where it points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.settle.identity import identify, renamed
from pipeline.settle.machine import SCALARS, Key, Read
from schemas.review import Decision

#: kinds that speak for a value
STANDING_KINDS = frozenset({"accept", "correct", "add", "create", "move"})
_ABOUT_VALUES = frozenset({"accept", "correct", "reject", "add", "hold"})


@dataclass(slots=True)
class Matter:
    """Hold one value that the machine read or a person named, with everything decided about it.

    ``key``: where it stands now; ``home``: its first network; ``seat``: where it would stand without merges. ``decisions``: with their
    place in the whole history.
    """

    key: Key
    home: str
    born: int
    seat: str = ""
    read: Read | None = None
    decisions: list[tuple[int, Decision]] = field(default_factory=list)


@dataclass(slots=True)
class History:
    """Hold what is left when all decisions that are in force were followed."""

    matters: list[Matter] = field(default_factory=list)
    at: dict[Key, list[Matter]] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, tuple[int, Decision]] = field(default_factory=dict)
    created: dict[str, Decision] = field(default_factory=dict)
    absent: dict[tuple[str, str], tuple[int, Decision]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    aliases: dict[Key, Key] = field(default_factory=dict)
    named: dict[str, None] = field(default_factory=dict)  # networks in the order in which decisions name them

    def resolve(self, network: str) -> str:
        """Give the network that another one was merged into in the end; merges never go round in a circle."""
        while network in self.into:
            network = self.into[network]
        return network

    def within(self, network: str, name: str | None = None) -> list[Matter]:
        """Give what stands in a network, or in one field of it."""
        return [matter for matter in self.matters if matter.key[0] == network and name in {None, matter.key[1]}]


def in_force(decisions: Sequence[Decision]) -> list[tuple[int, Decision]]:
    """Give the decisions that nobody took back, in order, with their places; an undo reaches only what was decided before it."""
    undone: set[str] = set()
    kept: list[tuple[int, Decision]] = []
    for place in range(len(decisions) - 1, -1, -1):
        decision = decisions[place]
        if decision.id in undone:
            continue
        if decision.kind == "undo":
            undone.update(decision.undoes)
        else:
            kept.append((place, decision))
    kept.reverse()
    return kept


def follow(reads: Iterable[Read], decisions: Sequence[Decision]) -> History:
    """Tell every value what was decided about it."""
    history = History()
    for read in reads:
        _enter(history, Matter(read.key, read.network, -1, read.network, read))
    for place, decision in in_force(decisions):
        if decision.kind == "answer":
            if decision.finding is not None:
                history.answers[decision.finding] = decision.id
        elif decision.network is not None:
            _apply(history, place, decision, decision.network)
    return history


def _apply(history: History, place: int, decision: Decision, named: str) -> None:
    """Lead one decision to what it is about."""
    kind = decision.kind
    history.named.setdefault(named)
    network = history.resolve(named)
    if kind == "merge":
        _merge(history, named, decision)
    elif kind == "drop":
        if named not in history.into:
            history.dropped[named] = (place, decision)
    elif kind == "create":
        history.dropped.pop(named, None)
        history.created[named] = decision
        if decision.value is not None and decision.quote is not None:
            _tell(history, (network, "name", ""), place, decision, named)
    elif decision.field is None:
        if kind == "move":
            _move(history, network, place, decision)
    elif kind == "absent":
        _make_absent(history, (network, decision.field), place, decision, named)
    elif kind == "move":
        _move(history, network, place, decision)
    elif kind in _ABOUT_VALUES:
        key = _key(network, decision)
        told = _about(history, key)
        _tell(history, told, place, decision, named)
        if (
            kind == "reject" and key != told and key in history.at
        ):  # the machine reads by itself what is rejected under its new name
            _tell(history, key, place, decision, named)


def _key(network: str, decision: Decision) -> Key:
    """Say which value a decision names."""
    name = decision.field or ""
    item = decision.item
    if name in SCALARS:
        item = ""
    elif item is None or (not item and decision.kind == "add"):
        item = identify(name, decision.value)
    return network, name, item


def _about(history: History, key: Key) -> Key:
    """Say which value goes by a name; what was corrected answers to its new name too."""
    if key in history.aliases and not any(matter.decisions for matter in history.at.get(key, ())):
        return history.aliases[key]
    return key


def _tell(history: History, key: Key, place: int, decision: Decision, named: str) -> None:
    """Note a decision with every value that stands where it points; with a new one, of the network named, where there is none."""
    matters = history.at.get(key) or [_enter(history, Matter(key, key[0], place, named))]
    for matter in matters:
        matter.decisions.append((place, decision))
    if decision.kind == "correct":
        other = renamed(key[1], key[2], decision.value)
        if other:
            history.aliases[key[0], key[1], other] = key


def _make_absent(history: History, of: tuple[str, str], place: int, decision: Decision, named: str) -> None:
    network, name = of
    if name in SCALARS:
        _tell(history, (network, name, ""), place, decision, named)
        return
    history.absent[of] = (place, decision)
    for matter in history.within(network, name):
        matter.decisions.append((place, decision))


def _move(history: History, network: str, place: int, decision: Decision) -> None:
    """Take a value, a field or everything to another network."""
    if decision.to is None:
        return
    history.named.setdefault(decision.to)
    target = history.resolve(decision.to)
    if target == network:
        return
    name = decision.field
    if name is None or (decision.item is None and name not in SCALARS and decision.value is None):
        matters = history.within(network, name)
    else:
        key = _about(history, _key(network, decision))
        matters = list(history.at.get(key) or [_enter(history, Matter(key, network, place, network))])
    for matter in matters:
        matter.decisions.append((place, decision))
        matter.seat = decision.to
        _carry(history, matter, target)


def _merge(history: History, network: str, decision: Decision) -> None:
    """Carry everything of a network over; a merge that would close a circle, or of what is merged already, says nothing new."""
    if decision.to is None or network in history.into:
        return
    history.named.setdefault(decision.to)
    target = history.resolve(decision.to)
    if target == network:
        return
    history.into[network] = target
    history.dropped.pop(network, None)
    for matter in history.within(network):
        _carry(history, matter, target)
    for (owner, name), told in list(history.absent.items()):
        if owner == network:
            history.absent.setdefault((target, name), told)


def _carry(history: History, matter: Matter, target: str) -> None:
    standing = history.at[matter.key]
    standing.remove(matter)
    if not standing:
        del history.at[matter.key]
    matter.key = (target, *matter.key[1:])
    history.at.setdefault(matter.key, []).append(matter)


def _enter(history: History, matter: Matter) -> Matter:
    history.matters.append(matter)
    history.at.setdefault(matter.key, []).append(matter)
    return matter


def standing_values(matter: Matter) -> Iterator[Decision]:
    """Yield the decisions that spoke for a value, newest first."""
    for _, decision in reversed(matter.decisions):
        if decision.kind in STANDING_KINDS:
            yield decision
