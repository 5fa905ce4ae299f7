"""What people decided, in order: which value each decision is about, wherever the value was at that time.

Values wander: they are moved, and their networks are merged. A decision is about the values that stood, when it was made, where it points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.settle.identity import TWIN, base_name, disagree, identify, numbered, renamed
from pipeline.settle.machine import SCALARS, Key, Read
from schemas.review import Decision

#: kinds that speak for a value
STANDING_KINDS = frozenset({"accept", "correct", "add", "create", "move"})
_ABOUT_VALUES = frozenset({"accept", "correct", "reject", "add", "hold"})
#: fields in which values of one name that contradict each other are two things: ten per cent of electricity, ten per cent of heat; in the
#: others (a person with another office) they may be one, read otherwise, unless somebody added the second
_APART = frozenset({"targets", "relations"})


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
    twins: dict[Key, int] = field(default_factory=dict)  # how many values a name ever had

    def resolve(self, network: str) -> str:
        """Give the network that another one was merged into in the end; merges never go round in a circle."""
        while network in self.into:
            network = self.into[network]
        return network

    def within(self, network: str, name: str | None = None) -> list[Matter]:
        """Give what stands in a network, or in one field of it."""
        return [matter for matter in self.matters if matter.key[0] == network and name in {None, matter.key[1]}]


def in_force(decisions: Sequence[Decision]) -> list[tuple[int, Decision]]:
    """Give the decisions that nobody took back, in order, with their places."""
    return _parted(decisions)[0]


def undone_ids(decisions: Sequence[Decision]) -> frozenset[str]:
    """Give the ids of the decisions, oldest first, that somebody took back, undoings among them."""
    return frozenset(_parted(decisions)[1])


def _parted(decisions: Sequence[Decision]) -> tuple[list[tuple[int, Decision]], set[str]]:
    """Part what is in force from what was taken back; an undo reaches only what was decided before it, and none that is itself undone."""
    reached: set[str] = set()
    taken_back: set[str] = set()
    kept: list[tuple[int, Decision]] = []
    for place in range(len(decisions) - 1, -1, -1):
        decision = decisions[place]
        if decision.id in reached:
            taken_back.add(decision.id)
        elif decision.kind == "undo":
            reached.update(decision.undoes)
        else:
            kept.append((place, decision))
    kept.reverse()
    return kept, taken_back


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
        told = _chosen(history, key, decision)
        _tell(history, told, place, decision, named)
        if kind == "reject" and key in history.at and base_name(key[2]) != base_name(told[2]):
            # the machine reads by itself what is rejected under its new name
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


def _about(history: History, key: Key, decision: Decision) -> Key:
    """Say which value goes by a name; what was corrected answers to its new name too, where the decision says no other thing.

    What the machine reads under that name by itself goes before; a rejection is of both.
    """
    told = history.aliases.get(key)
    there = history.at.get(key, ())
    if told is None or any(matter.decisions for matter in there) or (there and decision.kind != "reject"):
        return key
    if decision.kind != "correct" and all(disagree(decision.value, held) for held in _values_of(history.at.get(told, ()))):
        return key
    return told


def _chosen(history: History, key: Key, decision: Decision) -> Key:
    """Choose among the values of one name the one a decision is about: by what the values say, since their numbers go by their order."""
    told = _about(history, key, decision)
    if told != key:
        return told
    network, name, item = key
    base = base_name(item)
    last = history.twins.get((network, name, base), 0)
    keys = [one for number in range(1, last + 1) if (one := (network, name, numbered(base, number))) in history.at]
    if name in SCALARS or not keys:
        return key
    if decision.kind == "correct":  # its value is another one; the characters are those that were read
        read = [one for one in keys if _is_read_from(history, one, decision)]
        return read[0] if read and key not in read else key if key in keys else keys[0]
    fitting = [one for one in keys if any(not disagree(decision.value, held) for held in _values_of(history.at[one]))]
    if fitting:
        return key if key in fitting else fitting[0]
    if decision.kind == "add" and key not in keys:
        return key
    if name in _APART or decision.kind == "add":
        return network, name, numbered(base, last + 1)
    return key if key in keys else keys[0]


def _is_read_from(history: History, key: Key, decision: Decision) -> bool:
    quote = decision.quote
    return quote is not None and any(
        piece.text == quote.text for matter in history.at[key] if matter.read is not None for piece in matter.read.evidence
    )


def _values_of(matters: Iterable[Matter]) -> list[Any]:
    """Give what values that stand together say: what was read, and what was decided for; nothing at all fits everything."""
    matters = list(matters)
    said = [matter.read.value for matter in matters if matter.read is not None]
    said += [decision.value for matter in matters for _, decision in matter.decisions if decision.value is not None]
    return said or [None]


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
        key = _chosen(history, _key(network, decision), decision)
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
    network, name, item = target, matter.key[1], matter.key[2]
    there = history.at.get((network, name, item), ())
    mine = _values_of([matter])
    if there and all(disagree(one, other) for one in mine for other in _values_of(there)):
        base = base_name(item)
        item = numbered(base, history.twins.get((network, name, base), 0) + 1)
    matter.key = (network, name, item)
    _seat(history, matter)


def _enter(history: History, matter: Matter) -> Matter:
    history.matters.append(matter)
    _seat(history, matter)
    return matter


def _seat(history: History, matter: Matter) -> None:
    """Put a value where it stands, and count the values of its name."""
    history.at.setdefault(matter.key, []).append(matter)
    network, name, item = matter.key
    base = (network, name, base_name(item))
    number = item.removeprefix(base[2] + TWIN)
    history.twins[base] = max(history.twins.get(base, 1), int(number) if number.isdecimal() and number != item else 1)


def standing_values(matter: Matter) -> Iterator[Decision]:
    """Yield the decisions that spoke for a value, newest first."""
    for _, decision in reversed(matter.decisions):
        if decision.kind in STANDING_KINDS:
            yield decision
