"""Lays out the values of a report with what tells why they are there, and pairs those of two reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compare import Item, is_near, is_same, match_items, record_items
from pipeline.score import align
from pipeline.settle import identify
from schemas.record import SCALAR_FIELDS, Place, Report, resolve_pointer
from schemas.review import RefusedValue, ValueReview


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One value of a side with what tells why it is there."""

    item: Item
    plain: Any
    place: str | None
    quote: str
    said: ValueReview | None

    @property
    def by_person(self) -> bool:
        """Say whether a person settled it."""
        return self.said is not None or (self.item.rule or "").startswith("review.")


@dataclass(frozen=True, slots=True)
class Side:
    """One report with its values laid out. Shape of ``values``: network -> field -> values."""

    report: Report
    items: tuple[dict[str, list[Item]], ...]
    values: tuple[dict[str, list[Value]], ...]

    def refused(self, network: int | None, field: str, plain: Any) -> RefusedValue | None:  # noqa: ANN401 - any value
        """Find what a person said against a value of a network, against its whole field, or against the network; None is one left out."""
        for refused in self.report.review.refused if self.report.review else ():
            against = refused.value is None or identify(field, refused.value) == identify(field, plain)
            if refused.network in {network, None} and refused.field == field and against:
                return refused
        return None


def lay_out(report: Report) -> Side:
    """Lay out all values of a report."""
    said = {(value.network, value.pointer): value for value in report.review.values} if report.review else {}
    items = tuple(map(record_items, report.networks))
    laid = []
    for network, (record, fields) in enumerate(zip(report.networks, items, strict=True)):
        values: dict[str, list[Value]] = {}
        for field, found in fields.items():
            for at, item in enumerate(found):
                pointer = f"/{field}" if field in SCALAR_FIELDS else f"/{field}/{at}"
                value = resolve_pointer(record, pointer)
                place = _show_place(value.place) if field == "participants" else None
                plain = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
                quote = report.text[slice(*item.span)] if item.span else ""
                values.setdefault(field, []).append(Value(item, plain, place, quote, said.get((network, pointer))))
        laid.append(values)
    return Side(report, items, tuple(laid))


def _show_place(place: Place | None) -> str | None:
    """Write the place a member was resolved to, or those it may be."""
    if place is None:
        return None
    if place.ags:
        return f"{place.official_name} [{place.ags}]"
    return "one of " + ", ".join(f"{one.official_name} [{one.ags}]" for one in place.candidates) if place.candidates else None


def network_pairs(old: Side, new: Side) -> list[tuple[int | None, int | None]]:
    """Pair the networks of two reports by likeness. Shape: (index in old, index in new), None where a side has none."""
    numbers = [{id(items): at for at, items in enumerate(side.items)} for side in (old, new)]
    return [
        (None if one is None else numbers[0][id(one)], None if other is None else numbers[1][id(other)])
        for one, other in align(old.items, new.items)
    ]


def match_values(
    field: str, old: Sequence[Value], new: Sequence[Value], *, same_text: bool
) -> tuple[list[tuple[Value, Value]], list[Value], list[Value]]:
    """Pair the values of one field: equal, nearly equal, then those of one name or of the same characters."""
    by_item = {id(value.item): value for value in (*old, *new)}
    matched, missed, more = match_items([value.item for value in old], [value.item for value in new], is_near)
    pairs = [(by_item[id(one)], by_item[id(other)]) for one, other in matched]
    lost, found = [by_item[id(one)] for one in missed], [by_item[id(one)] for one in more]
    for value in list(lost):
        partner = next((other for other in found if _is_partner(field, value.item, other.item, same_text=same_text)), None)
        if partner is not None:
            lost.remove(value)
            found.remove(partner)
            pairs.append((value, partner))
    return pairs, lost, found


def _is_partner(field: str, one: Item, other: Item, *, same_text: bool) -> bool:
    if field in SCALAR_FIELDS or is_same(field, one.key[0], other.key[0]):
        return True
    return same_text and one.span == other.span and one.span is not None
