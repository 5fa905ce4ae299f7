"""The draft of a record while it is put together: every value with the characters it came from."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.mention import Rejected


class Trace(NamedTuple):
    """Show where a value was read, by which rule, how surely. Unit: code points in the cleaned text.

    ``cue``: the words that made it this value ("startet", "Teilnehmer:"); None where the value is its own cue (a name, an address).
    """

    start: int
    end: int
    rule: str
    confidence: float
    cue: tuple[int, int] | None = None


@dataclass(slots=True)
class FieldValue:
    """Hold one value and its traces; ``parts`` traces single members of an object value ("role", "organisation")."""

    value: Any
    traces: list[Trace]
    parts: dict[str, Trace] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """Collect the values of one network."""

    index: int
    named: bool
    scalars: dict[str, FieldValue] = field(default_factory=dict)
    lists: dict[str, dict[Hashable, FieldValue]] = field(default_factory=dict)
    score: float = 0.0

    def propose(self, name: str, value: Any, trace: Trace) -> bool:  # noqa: ANN401 - fields differ in type
        """Offer a value for a single field; the surest stays, equal values join their traces."""
        present = self.scalars.get(name)
        if present is None:
            self.scalars[name] = FieldValue(value, [trace])
            return True
        if present.value == value:
            if trace not in present.traces:
                present.traces.append(trace)
            return True
        if trace.confidence > present.traces[0].confidence:
            self.scalars[name] = FieldValue(value, [trace])
            return True
        return False

    def add(self, name: str, key: Hashable, value: Any, trace: Trace, parts: dict[str, Trace] | None = None) -> FieldValue:  # noqa: ANN401
        """Add a member to a list field; the same key joins its traces."""
        bucket = self.lists.setdefault(name, {})
        present = bucket.get(key)
        if present is None:
            present = bucket[key] = FieldValue(value, [trace], dict(parts or {}))
        elif all((trace.start, trace.end) != (other.start, other.end) for other in present.traces):
            present.traces.append(trace)
        return present

    def has(self, name: str) -> bool:
        """Say whether a field holds a value."""
        return name in self.scalars or bool(self.lists.get(name))


@dataclass(slots=True)
class Ledger:
    """Keep what lost, with its reason."""

    rejected: list[Rejected] = field(default_factory=list)

    def refuse(
        self, name: str, start: int, end: int, text: str, rule: str, reason: str, network: int | None = None, *, claim: float = 0.0
    ) -> None:
        """Note a candidate and the check that refused it; ``claim``: how surely the rule that proposed it spoke, 0 to 1."""
        self.rejected.append(Rejected(name, start, end, text, rule, reason, network, claim))
