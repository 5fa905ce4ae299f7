"""What an extraction says, value by value, with the names that decisions know the values by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from pipeline.settle.identity import identify, numbered
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Evidence, Record, Report

SCALARS = frozenset(SCALAR_FIELDS)
#: fields of values in the order a record declares them
FIELDS = tuple(name for name in Record.model_fields if name in SCALARS or name in LIST_FIELDS)
_PLACES = {name: place for place, name in enumerate(FIELDS)}

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """Hold one value that the machine read. ``position``: among the values of its field."""

    network: str
    field: str
    item: str
    value: Any
    record: int
    position: int
    pointer: str
    evidence: tuple[Evidence, ...]
    best: Evidence

    @property
    def key(self) -> Key:
        """Give what decisions know it by."""
        return self.network, self.field, self.item


def place_of_field(field: str) -> int:
    """Give the place of a field in a record; what is no field stands last."""
    return _PLACES.get(field, len(_PLACES))


def read_values(report: Report, networks: Sequence[str]) -> Iterator[Read]:
    """Yield every value of a report. Of two values that a field calls the same, the second is named with a number behind it."""
    for index, (network, record) in enumerate(zip(networks, report.networks, strict=True)):
        for field in FIELDS:
            held = getattr(record, field)
            if field in SCALARS:
                if held is not None:
                    yield _read(network, field, "", held, index, 0, f"/{field}", record)
                continue
            seen: dict[str, int] = {}
            for position, element in enumerate(held):
                value = plain_value(element)
                name = identify(field, value)
                seen[name] = count = seen.get(name, 0) + 1
                yield _read(network, field, numbered(name, count), value, index, position, f"/{field}/{position}", record)


def plain_value(value: Any) -> Any:  # noqa: ANN401 - an element of any list
    """Give an element of a record as plain JSON."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _read(network: str, field: str, item: str, value: Any, record: int, position: int, pointer: str, whole: Record) -> Read:  # noqa: ANN401
    pieces = tuple(whole.evidence[pointer])
    best = pieces[0] if len(pieces) == 1 else max(pieces, key=_confidence)
    return Read(network, field, item, value, record, position, pointer, pieces, best)


def _confidence(piece: Evidence) -> float:
    return piece.confidence
