"""Which record of a new extraction is which network of the document: by name, members, dates and the words they were read from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pipeline.settle.anchor import flat
from pipeline.settle.identity import identify, plain
from pipeline.settle.machine import SCALARS, plain_value
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Record, Report

#: how much it says that two records have a value of a field in common
_WEIGHTS = {
    "name": 6.0, "acronym": 3.0, "aliases": 3.0, "edition": 1.0, "founded": 2.0, "start": 2.0, "end": 2.0, "duration_months": 1.0,
    "participants": 1.0, "funding_refs": 3.0, "funding_amounts": 2.0, "managers": 1.0, "initiators": 1.0, "consultants": 1.0,
    "people": 0.7, "targets": 1.0, "relations": 1.0,
}  # fmt: skip
_OTHER_WEIGHT = 0.3
_NAME_WEIGHT = 6.0
_LEAST_RATIO = 85.0
#: share of the lighter record that must be found in the other one
_LEAST_SHARE = 0.3
#: where a document has one network and had one, little is enough
_LEAST_SHARE_ALONE = 0.1

#: pairs that are all looked at, and how many networks may share a trait that tells them from others
_ALL_PAIRS, _RARE = 2500, 20

_Traits = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """Describe a network the store knows: its newest record, None where no machine saw it, names people gave it, values they put in it.

    Shape of ``values``: (field, value as in a record's JSON).
    """

    id: str
    record: Record | None
    names: tuple[str, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class _Described:
    """Hold what tells a network from others: its traits with how much each says, what they come to, its names levelled."""

    traits: _Traits
    weight: float
    names: tuple[str, ...]
    record: Record | None


def match_networks(known: Sequence[KnownNetwork], report: Report) -> tuple[str | None, ...]:
    """Give for each record of a report the id of the network it is; None for one never seen. No id is given twice."""
    after = [_describe(record, (record.name,)) for record in report.networks]
    before = [_describe(one.record, (*one.names, one.record.name if one.record else None), one.names, one.values) for one in known]
    alone = len(before) == len(after) == 1
    pairs: list[tuple[float, int, int, int]] = []
    for old, new in _candidates(before, after):
        share = _likeness(before[old], after[new])
        if alone and not before[old].traits and not after[new].traits:
            share = 1.0
        if share >= (_LEAST_SHARE_ALONE if alone else _LEAST_SHARE):
            pairs.append((-share, abs(old - new), old, new))
    chosen: dict[int, str] = {}
    taken: set[int] = set()
    for _, _, old, new in sorted(pairs):
        if old not in taken and new not in chosen:
            taken.add(old)
            chosen[new] = known[old].id
    return tuple(chosen.get(new) for new in range(len(after)))


def _candidates(before: Sequence[_Described], after: Sequence[_Described]) -> Iterable[tuple[int, int]]:
    """Yield the pairs worth a look: all of them in a usual document; in one of hundreds of networks those that share a rare trait."""
    if len(before) * len(after) <= _ALL_PAIRS:
        return product(range(len(before)), range(len(after)))
    holders: dict[tuple[str, str], list[int]] = {}
    for new, one in enumerate(after):
        for trait in one.traits:
            holders.setdefault(trait, []).append(new)
    found = {(old, new) for old, one in enumerate(before) for trait in one.traits for new in _few(holders.get(trait, ()))}
    return sorted(found)


def _few(holders: Sequence[int]) -> Sequence[int]:
    """Leave out a trait that many networks have: it tells none of them from the others."""
    return holders if len(holders) <= _RARE else ()


def _traits(record: Record) -> _Traits:
    """Give what tells a record from others, with how much it says."""
    traits: _Traits = {}
    for field in SCALAR_FIELDS:
        value = getattr(record, field)
        if value is not None:
            written = flat(value).casefold() if isinstance(value, str) else plain(value)
            traits["name" if field in {"name", "acronym"} else field, written] = _WEIGHTS.get(field, _OTHER_WEIGHT)
    for field in LIST_FIELDS:
        for element in getattr(record, field):
            name = identify(field, plain_value(element))
            traits["name" if field == "aliases" else field, name] = _WEIGHTS.get(field, _OTHER_WEIGHT)
    for pointer, pieces in record.evidence.items():
        if pointer[1:] in SCALARS:  # the words a value was read from, where rules now read another value
            traits["words", flat(pieces[0].text).casefold()] = _OTHER_WEIGHT
    return traits


def _describe(
    record: Record | None, called: Iterable[str | None], given: Iterable[str] = (), values: Iterable[tuple[str, Any]] = ()
) -> _Described:
    """Gather what a network is told by; ``given``: names that people gave it; ``values``: what they put in it."""
    traits = _traits(record) if record is not None else {}
    for field, value in values:
        traits[field, identify(field, value)] = _WEIGHTS.get(field, _OTHER_WEIGHT)
    for name in given:
        traits["name", flat(name).casefold()] = _NAME_WEIGHT
    names = tuple(flat(name).casefold() for name in called if name is not None)
    return _Described(traits, sum(traits.values()), names, record)


def _likeness(before: _Described, now: _Described) -> float:
    """Say how alike two networks are, 0 to 1 and more: the share of the lighter one's traits that the other has; equal names lift it."""
    common = sum(min(weight, now.traits[trait]) for trait, weight in before.traits.items() if trait in now.traits)
    lighter = min(before.weight, now.weight)
    share = common / lighter if lighter else 0.0
    if any(trait[0] == "name" and trait in now.traits for trait in before.traits):
        return share + 1.0
    if now.names and (before.record is None or before.record.name is not None):
        if _are_other_editions(before.record, now.record):
            return 0.0
        return share + _name_ratio(before, now)
    return share


def _are_other_editions(before: Record | None, now: Record | None) -> bool:
    """Say whether the texts number the two differently: the second network is not the first."""
    old, new = (one.edition if one is not None else None for one in (before, now))
    return old is not None and new is not None and old != new


def _name_ratio(before: _Described, now: _Described) -> float:
    """Say how alike the names are where they are nearly the same; otherwise differing names speak against."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - only where names differ

    best = max((ratio(one, other) for one in before.names for other in now.names), default=0.0)
    return best / 100.0 if best >= _LEAST_RATIO else -0.1
