"""Compares a network's record with its gold, value by value: what is right, missed, wrong or invented.

Strict: equal after NFC and levelled blanks. Lenient: names that are nearly the same or part of one another, dates that agree
at the coarser precision. A list's elements are matched by what identifies them; the rest of an element (the ``form`` of a
participant, the ``role`` of a person) is scored as a field of its own, over matched elements only, so that one missed
participant is one error and not three.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal

from schemas.edtf import bounds, is_edtf
from schemas.gold import GoldRecord
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Record

Kind = Literal["missed", "wrong", "invented"]

#: what identifies an element of a list; the first is its name
_KEYS: dict[str, tuple[str, ...]] = {
    "participants": ("name", "kind"),
    "funders": ("name", "kind"),
    "initiators": ("name", "kind"),
    "managers": ("name", "kind"),
    "consultants": ("name", "kind"),
    "partners": ("name", "kind"),
    "funding_amounts": ("amount", "currency"),
    "people": ("name",),
    "targets": ("quantity", "unit"),
    "awards": ("label",),
    "relations": ("name", "kind"),
}
#: what else an element says, scored for matched elements
_PARTS: dict[str, tuple[str, ...]] = {
    "participants": ("form", "ags"),
    "people": ("title", "role", "organisation"),
    "targets": ("subject", "period", "status"),
    "awards": ("by",),
}
_DATES = {"founded", "start", "end", "document.date"}
#: fields whose values are codes or numbers: nearly right is wrong
_EXACT = {"status", "edition", "themes", "funding_amounts", "participants.ags", "targets.status", "funding_refs", "acronym"}
_CONTACTS = {"links", "emails", "phones"}
_LEAST_RATIO = 85.0
_WORD_RE = re.compile(r"\w+")


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """Hold one value on either side: what identifies it, how to show it, and where it came from.

    ``span`` is its first evidence in the text, ``rule`` and ``confidence`` are ours only.
    """

    field: str
    key: tuple[Any, ...]
    parts: dict[str, Any] = dataclasses.field(default_factory=dict)
    span: tuple[int, int] | None = None
    rule: str | None = None
    confidence: float | None = None

    def show(self) -> str:
        """Write the value for a reader: ``Herford (municipality; form Stadt)``."""
        return self._write([f"{name} {value}" for name, value in self.parts.items() if value is not None])

    def show_key(self) -> str:
        """Write only what identifies the value: ``Herford (municipality)``."""
        return self._write([])

    def _write(self, more: list[str]) -> str:
        rest = [*(str(part) for part in self.key[1:]), *more]
        return f"{self.key[0]} ({'; '.join(rest)})" if rest else str(self.key[0])


@dataclasses.dataclass(frozen=True, slots=True)
class Mismatch:
    """Name one error: nothing of ours is ``missed``, nothing of gold's is ``invented``, both is ``wrong``."""

    field: str
    kind: Kind
    gold: Item | None
    ours: Item | None


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """Name one value that is as gold says."""

    field: str
    gold: Item
    ours: Item


@dataclasses.dataclass(slots=True)
class Tally:
    """Count right, invented and missed values per field, and keep what was right and what was not. Shape: field -> [tp, fp, fn]."""

    counts: dict[str, list[int]] = dataclasses.field(default_factory=dict)
    hits: list[Hit] = dataclasses.field(default_factory=list)
    errors: list[Mismatch] = dataclasses.field(default_factory=list)

    def right(self, name: str, gold: Item, ours: Item) -> None:
        """Count a value that is as gold says."""
        self.counts.setdefault(name, [0, 0, 0])[0] += 1
        self.hits.append(Hit(name, gold, ours))

    def error(self, name: str, gold: Item | None, ours: Item | None) -> None:
        """Count a value that is not: ours without gold is a false one, gold without ours a missed one, both are both."""
        count = self.counts.setdefault(name, [0, 0, 0])
        count[1] += ours is not None
        count[2] += gold is not None
        kind: Kind = "missed" if ours is None else "invented" if gold is None else "wrong"
        self.errors.append(Mismatch(name, kind, gold, ours))


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    r"""Level what is no difference: composition of letters and blanks.

    >>> tidy("Stadt\u00a0 Herford")
    'Stadt Herford'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def _same_value(one: Any, other: Any) -> bool:  # noqa: ANN401 - values of any field
    if isinstance(one, str) and isinstance(other, str):
        return tidy(one) == tidy(other)
    return bool(one == other)


def is_same(name: str, one: Any, other: Any) -> bool:  # noqa: ANN401 - one signature for strict and lenient
    """Say whether two values of a field are equal, strictly."""
    return _same_value(one, other)


def is_near(name: str, one: Any, other: Any) -> bool:  # noqa: ANN401 - values of any field
    """Say whether two values of a field are near enough for a reader to call them right.

    >>> is_near("start", "2020-07", "2020"), is_near("start", "2020-07", "2021")
    (True, False)
    >>> is_near("funders", "Bundesministerium für Umwelt", "Bundesministeriums für Umwelt"), is_near("edition", 1, 2)
    (True, False)
    """
    if _same_value(one, other):
        return True
    if not isinstance(one, str) or not isinstance(other, str) or name in _EXACT:
        return False
    if name in _DATES:
        return _agree(one, other)
    if name in _CONTACTS:
        return _bare(one) == _bare(other)
    return likeness(one, other) >= _LEAST_RATIO


def _bare(text: str) -> str:
    return "".join(_WORD_RE.findall(text.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")))


def _agree(one: str, other: str) -> bool:
    """Say whether one date lies within the other: "2020" and "2020-07" do."""
    if not (is_edtf(one) and is_edtf(other)):
        return False
    (first, last), (begin, stop) = bounds(one), bounds(other)
    return (first <= begin and stop <= last) or (begin <= first and last <= stop)


def likeness(one: str, other: str) -> float:
    """Measure how alike two names are, 0 to 100; 100 where the words of one are all in the other.

    >>> likeness("Westfalen Weser", "Westfalen Weser Netz GmbH")
    100.0
    """
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - only for values that differ

    mine, theirs = set(_WORD_RE.findall(tidy(one).casefold())), set(_WORD_RE.findall(tidy(other).casefold()))
    if mine and theirs and (mine <= theirs or theirs <= mine):
        return 100.0
    return float(ratio(tidy(one).casefold(), tidy(other).casefold()))


Same = Callable[[str, Any, Any], bool]


def _is_match(one: Item, other: Item, same: Same) -> bool:
    """Compare what identifies two elements; only the name may be merely near."""
    if one.field == "targets":
        return all(_same_value(mine, theirs) for mine, theirs in zip(one.key, other.key, strict=True))
    rest = all(_same_value(mine, theirs) for mine, theirs in zip(one.key[1:], other.key[1:], strict=True))
    return rest and same(one.field, one.key[0], other.key[0])


def _affinity(gold: Item, ours: Item) -> tuple[int, float]:
    """Rank possible partners: equal parts first, then the likeness of the name."""
    parts = sum(_same_value(value, ours.parts.get(name)) for name, value in gold.parts.items())
    alike = likeness(gold.key[0], ours.key[0]) if isinstance(gold.key[0], str) and isinstance(ours.key[0], str) else 0.0
    return parts, alike


def match_items(golds: Sequence[Item], ours: Sequence[Item], same: Same) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Pair each gold element with one of ours, equal names first.

    Shape: (pairs, missed, invented); each element is in exactly one of them.
    """
    pairs: list[tuple[Item, Item]] = []
    missed, free = list(golds), list(ours)
    for criterion in dict.fromkeys((is_same, same)):
        left = []
        for gold in missed:
            fitting = [item for item in free if _is_match(gold, item, criterion)]
            if not fitting:
                left.append(gold)
                continue
            best = max(fitting, key=lambda item, gold=gold: _affinity(gold, item))  # type: ignore[misc]
            free.remove(best)
            pairs.append((gold, best))
        missed = left
    return pairs, missed, free


def compare_records(gold: dict[str, list[Item]], ours: dict[str, list[Item]], same: Same, tally: Tally) -> None:
    """Count every field of two records that are of one network; either side may be empty."""
    for name in (*SCALAR_FIELDS, *LIST_FIELDS):
        compare_field(name, gold.get(name, []), ours.get(name, []), same, tally)


def compare_field(name: str, golds: Sequence[Item], ours: Sequence[Item], same: Same, tally: Tally) -> None:
    """Count one field of two records."""
    pairs, missed, invented = match_items(golds, ours, same)
    for gold, item in pairs:
        tally.right(name, gold, item)
        for part, value in gold.parts.items():
            _compare_part(f"{name}.{part}", value, item.parts.get(part), (gold, item), same, tally)
    for gold in missed:
        counterpart = next((item for item in invented if _is_counterpart(gold, item)), None)
        if counterpart is not None:
            invented.remove(counterpart)
        tally.error(name, gold, counterpart)
    for item in invented:
        tally.error(name, None, item)


def _is_counterpart(gold: Item, ours: Item) -> bool:
    """Say whether ours looks like a try at gold's: a scalar, the same characters, or a like name."""
    if gold.field in SCALAR_FIELDS or "." in gold.field:
        return True
    if gold.span and ours.span and gold.span[0] < ours.span[1] and ours.span[0] < gold.span[1]:
        return True
    return isinstance(gold.key[0], str) and isinstance(ours.key[0], str) and likeness(gold.key[0], ours.key[0]) >= _LEAST_RATIO


def _compare_part(name: str, gold: Any, ours: Any, owners: tuple[Item, Item], same: Same, tally: Tally) -> None:  # noqa: ANN401
    """Count what a matched element says beside its name."""
    if gold is None and ours is None:
        return
    expected, got = owners
    label = expected.key[0]
    theirs = None if gold is None else Item(name, (f"{gold} [{label}]",), span=expected.span)
    mine = None if ours is None else Item(name, (f"{ours} [{label}]",), span=got.span, rule=got.rule, confidence=got.confidence)
    if theirs is not None and mine is not None and same(name, gold, ours):
        tally.right(name, theirs, mine)
    else:
        tally.error(name, theirs, mine)


def gold_items(record: GoldRecord, spans: dict[str, tuple[int, int]]) -> dict[str, list[Item]]:
    """Lay out a gold record for comparison."""
    return _items(record.model_dump(exclude={"evidence"}), lambda pointer: {"span": spans.get(pointer)})


def record_items(record: Record) -> dict[str, list[Item]]:
    """Lay out one of our records for comparison."""
    plain = record.model_dump(exclude={"evidence", "findings"})
    for participant in plain["participants"]:
        participant["ags"] = (participant["place"] or {}).get("ags")

    def origin(pointer: str) -> dict[str, Any]:
        first = record.evidence[pointer][0]
        return {"span": (first.start, first.end), "rule": first.rule, "confidence": first.confidence}

    return _items(plain, origin)


def _items(record: dict[str, Any], origin: Callable[[str], dict[str, Any]]) -> dict[str, list[Item]]:
    items = {name: [Item(name, (record[name],), **origin(f"/{name}"))] for name in SCALAR_FIELDS if record[name] is not None}
    for name in LIST_FIELDS:
        items[name] = [_element(name, value, origin(f"/{name}/{index}")) for index, value in enumerate(record[name])]
    return items


def _element(name: str, value: Any, origin: dict[str, Any]) -> Item:  # noqa: ANN401 - a string or an object
    if not isinstance(value, dict):
        return Item(name, (value,), **origin)
    key = tuple(value[part] for part in _KEYS[name])
    return Item(name, key, {part: value[part] for part in _PARTS.get(name, ())}, **origin)


def alignment_score(gold: dict[str, list[Item]], ours: dict[str, list[Item]]) -> float:
    """Measure how likely two records are of one network: name, members, edition, dates. Unit: points, 0 to about 11."""
    return (
        _name_points(gold, ours)
        + 3 * _overlap([item.key[0] for item in gold["participants"]], [item.key[0] for item in ours["participants"]])
        + sum(_points(name, gold, ours) for name in ("edition", "start", "end", "founded", "duration_months", "acronym"))
    )


def _name_points(gold: dict[str, list[Item]], ours: dict[str, list[Item]]) -> float:
    mine = [item.key[0] for name in ("name", "aliases") for item in gold.get(name, ())]
    theirs = [item.key[0] for name in ("name", "aliases") for item in ours.get(name, ())]
    if not mine or not theirs:
        return 0.5 if not mine and not theirs else 0.0
    best = max(likeness(one, other) / 100 for one in mine for other in theirs)
    names = [items["name"][0].key[0] if items.get("name") else None for items in (gold, ours)]
    return (
        2 * best
        + any(_same_value(one, other) for one in mine for other in theirs)
        + 2 * (None not in names and _same_value(*names))
    )


def _points(name: str, gold: dict[str, list[Item]], ours: dict[str, list[Item]]) -> float:
    mine, theirs = gold.get(name), ours.get(name)
    return 0.5 if mine and theirs and _same_value(mine[0].key[0], theirs[0].key[0]) else 0.0


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    mine, theirs = set(one), set(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 0.0
