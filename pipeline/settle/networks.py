"""Which record of a new extraction is which network of the document: by name, members, dates and the words they were read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

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

_Traits = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """Describe a network the store knows: its newest record, None where no machine saw it, and names people gave it."""

    id: str
    record: Record | None
    names: tuple[str, ...] = ()


def match_networks(known: Sequence[KnownNetwork], report: Report) -> tuple[str | None, ...]:
    """Give for each record of a report the id of the network it is; None for one never seen. No id is given twice."""
    traits = [_traits(record) for record in report.networks]
    before = [_known_traits(one) for one in known]
    alone = len(known) == len(report.networks) == 1
    pairs: list[tuple[float, int, int]] = []
    for (old, network), (new, record) in product(enumerate(known), enumerate(report.networks)):
        share = _likeness(network, before[old], record, traits[new])
        if alone and not traits[new] and not before[old]:
            share = 1.0
        if share >= (_LEAST_SHARE_ALONE if alone else _LEAST_SHARE):
            pairs.append((-share, abs(old - new), old * len(report.networks) + new))
    chosen: dict[int, str] = {}
    taken: set[int] = set()
    for _, _, place in sorted(pairs):
        old, new = divmod(place, len(report.networks))
        if old not in taken and new not in chosen:
            taken.add(old)
            chosen[new] = known[old].id
    return tuple(chosen.get(new) for new in range(len(report.networks)))


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


def _known_traits(known: KnownNetwork) -> _Traits:
    traits = _traits(known.record) if known.record is not None else {}
    for name in known.names:
        traits["name", flat(name).casefold()] = _NAME_WEIGHT
    return traits


def _likeness(known: KnownNetwork, before: _Traits, record: Record, now: _Traits) -> float:
    """Say how alike two networks are, 0 to 1 and more: the share of the lighter one's traits that the other has; equal names lift it."""
    common = sum(min(weight, now[trait]) for trait, weight in before.items() if trait in now)
    lighter = min(sum(before.values()), sum(now.values()))
    share = common / lighter if lighter else 0.0
    if _share_name(before, now):
        return share + 1.0
    if record.name is not None and (known.record is None or known.record.name is not None):
        if _are_other_editions(known, record):
            return 0.0
        return share + _name_ratio(known, record) if share or known.record is None else _name_ratio(known, record)
    return share


def _share_name(before: _Traits, now: _Traits) -> bool:
    return any(trait[0] == "name" and trait in now for trait in before)


def _are_other_editions(known: KnownNetwork, record: Record) -> bool:
    """Say whether the texts number the two differently: the second network is not the first."""
    old = known.record.edition if known.record is not None else None
    return old is not None and record.edition is not None and old != record.edition


def _name_ratio(known: KnownNetwork, record: Record) -> float:
    """Say how alike the names are where they are nearly the same; otherwise differing names speak against."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - only where names differ

    name = flat(record.name or "").casefold()
    best = max((ratio(flat(one).casefold(), name) for one in _names(known)), default=0.0)
    return best / 100.0 if best >= _LEAST_RATIO else -0.1


def _names(known: KnownNetwork) -> Iterator[str]:
    yield from known.names
    if known.record is not None and known.record.name is not None:
        yield known.record.name
