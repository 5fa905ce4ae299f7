"""Where a whole document stands: its extraction and all decisions, weighed against each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.settle.doubt import doubts
from pipeline.settle.history import STANDING_KINDS, History, Matter, follow
from pipeline.settle.identity import disagree, finding_key, question_key, renamed
from pipeline.settle.judge import Judge, Verdict, deciding
from pipeline.settle.machine import SCALARS, Key, Read, place_of_field, read_values
from pipeline.settle.worth import chance_wrong
from schemas.finding import Finding
from schemas.record import Report
from schemas.review import SETTLED, STANDING, Decision, FindingState, Item, NetworkState, Settled

#: of two values that fall together the one of the lower rank counts: what a person stands for, what is to be weighed, what a person took out
_RANKS = {"accepted": 0, "corrected": 0, "added": 0, "conflict": 1, "held": 2, "rejected": 3, "open": 4, "absent": 5}
_SPOKEN_FOR = frozenset({"accepted", "corrected", "added"})
_Weighed = tuple[Matter, Verdict]


def settle(
    report: Report,
    networks: Sequence[str],
    decisions: Sequence[Decision],
    *,
    texts: Mapping[int, str] | None = None,
    version: int = 1,
) -> Settled:
    """Work out where every value of a document stands.

    ``networks``: for each record of the report the id of its network. ``decisions``: all of them, oldest first. ``version``: number of
    the version the report was made from; ``texts``: of the other versions that were decided on. Total: whatever was decided, and
    whatever became of the text, there is an answer; what a person stands for and what has no place any more is a conflict.
    """
    reads = tuple(read_values(report, networks))
    history = follow(reads, decisions)
    judge = Judge(report.text, version, texts or {})
    kept = _weigh(history, judge)
    kept = _without_dropped(history, kept, judge)
    gone = _gone(history, networks, kept)
    kept = [(matter, _in_gone(verdict) if matter.key[0] in gone else verdict) for matter, verdict in kept]
    order = _order(history, networks, kept)
    places = {network: place for place, network in enumerate(order)}
    doubted = doubts(report, reads) if any(verdict.state == "open" for _, verdict in kept) else {}
    items = _items(history, kept, places, doubted)
    found = tuple(_findings(report, networks, history, reads, {(item.network, item.field, item.item): item for item in items}))
    held: dict[str, list[Item]] = {}
    for item in items:
        held.setdefault(item.network, []).append(item)
    states = tuple(_network(one, report, networks, history, gone, held.get(one, ())) for one in order)
    return Settled(
        networks=states,
        items=items,
        findings=found,
        values=len(items),
        settled=sum(item.state in SETTLED for item in items),
        conflicts=sum(item.state == "conflict" for item in items),
        wrong=round(sum(chance_wrong(item) for item in items if item.state == "open"), 6),
    )


def _weigh(history: History, judge: Judge) -> list[_Weighed]:
    """Weigh every value; what the machine reads by itself and a person corrected another value to is that value."""
    twins: dict[int, Read] = {}
    absorbed: set[int] = set()
    for matter in history.matters:
        twin = _twin(history, matter)
        if twin is not None and twin.read is not None:
            twins[id(matter)] = twin.read
            absorbed.add(id(twin))
    kept: list[_Weighed] = []
    for matter in history.matters:
        if id(matter) in absorbed:
            continue
        twin_read = twins.get(id(matter))
        verdict = judge.weigh(matter, twin_read)
        if verdict is None:
            continue
        if matter.read is None:
            matter.read = twin_read
        kept.append((matter, verdict))
    return kept


def _twin(history: History, matter: Matter) -> Matter | None:
    """Find the machine's own reading of what a value was corrected to, unless something was decided about that too."""
    if not matter.decisions or matter.key[1] in SCALARS:
        return None
    _, last = deciding(matter)
    if last is None or last.kind not in STANDING_KINDS or last.value is None:
        return None
    network, field, item = matter.key
    other = renamed(field, item, last.value)
    if other is None:
        return None
    there = history.at.get((network, field, other), ())
    return next(
        (one for one in there if one.read is not None and not one.decisions and not disagree(last.value, one.read.value)), None
    )


def _without_dropped(history: History, kept: Iterable[_Weighed], judge: Judge) -> list[_Weighed]:
    """Take out what stands in a network that is none; what somebody decided for it later is for people to weigh."""
    result: list[_Weighed] = []
    for matter, verdict in kept:
        drop = history.dropped.get(matter.key[0])
        if drop is None or verdict.state in {"rejected", "absent", "held"}:
            result.append((matter, verdict))
            continue
        place, decision = drop
        if verdict.at > place and verdict.decision is not None:
            result.append((matter, _in_gone(verdict)))
        elif verdict.state == "open" and matter.read is not None and not judge.stood(matter.read, decision.version):
            result.append((matter, Verdict("conflict", None, None, decision, place, conflict="says-now")))
        else:
            result.append((matter, Verdict("rejected", verdict.value, None, decision, place, verdict.quote)))
    return result


def _gone(history: History, networks: Sequence[str], kept: Iterable[_Weighed]) -> set[str]:
    """Give the networks that people decided on, that the machine no longer sees, and of which no quote stands."""
    seen = {history.resolve(network) for network in networks}
    alive = {matter.key[0] for matter, verdict in kept if verdict.state in STANDING}
    decided = {history.resolve(network) for network in history.named} | {matter.key[0] for matter, _ in kept}
    empty = {network for network in history.created if not any(matter.key[0] == network for matter, _ in kept)}
    return decided - seen - alive - empty - set(history.dropped)


def _in_gone(verdict: Verdict) -> Verdict:
    """Turn what a person stands for into a conflict: its network is gone."""
    if verdict.state != "conflict" and verdict.state not in _SPOKEN_FOR:
        return verdict
    return Verdict("conflict", verdict.value, None, verdict.decision, verdict.at, verdict.quote, "network-gone")


def _order(history: History, networks: Sequence[str], kept: Iterable[_Weighed]) -> list[str]:
    """Give all networks: the machine's in its order, then those that only decisions know."""
    order = dict.fromkeys(networks)
    order.update(dict.fromkeys(history.named))
    order.update(dict.fromkeys(matter.key[0] for matter, _ in kept))
    return list(order)


def _items(
    history: History, kept: Iterable[_Weighed], places: Mapping[str, int], doubted: Mapping[tuple[int, str], float]
) -> tuple[Item, ...]:
    """Give one item for every name in every field; values that came together by merging and moving are one."""
    by_key: dict[Key, list[_Weighed]] = {}
    for matter, verdict in kept:
        by_key.setdefault(matter.key, []).append((matter, verdict))
    rows: list[tuple[tuple[int, ...], Item]] = []
    full: set[tuple[str, str]] = set()
    for key, weighed in by_key.items():
        matter, verdict = weighed[0] if len(weighed) == 1 else min(weighed, key=_rank)
        read = matter.read or next((other.read for other, _ in weighed if other.read is not None), None)
        if verdict.state in STANDING or verdict.state == "conflict":
            full.add(key[:2])
        rows.append((_place(matter, read, places), _item(key, verdict, read, doubted)))
    for (network, field), (_, decision) in history.absent.items():
        if (network, field) not in full and network not in history.into and (network, field, "") not in by_key:
            mark = Item(network=network, field=field, item="", state="absent", decision=decision.id, quote=decision.quote)
            rows.append(((places.get(network, len(places)), place_of_field(field), -1, 0, 0), mark))
    rows.sort(key=lambda row: row[0])
    return tuple(item for _, item in rows)


def _rank(weighed: _Weighed) -> tuple[int, bool, bool, int]:
    matter, verdict = weighed
    return _RANKS[verdict.state], matter.home != matter.key[0], matter.read is None, matter.born


def _place(matter: Matter, read: Read | None, places: Mapping[str, int]) -> tuple[int, ...]:
    """Say where an item stands among all: as in the records, what people added behind what the machine read."""
    network, field, _ = matter.key
    own = (0, read.record, read.position) if read is not None else (1, matter.born, 0)
    return places[network], place_of_field(field), *own


def _item(key: Key, verdict: Verdict, read: Read | None, doubted: Mapping[tuple[int, str], float]) -> Item:
    network, field, item = key
    machine: dict[str, Any] = {}
    span = verdict.span
    if read is not None:
        best = read.best
        machine = {
            "machine": read.value, "record": read.record, "pointer": read.pointer, "rule": best.rule, "confidence": best.confidence,
        }  # fmt: skip
        span = span or (best.start, best.end)
        if verdict.state == "open":
            machine["question"] = question_key(field, read.value, best.text, best.rule)
            machine["doubt"] = doubted[read.record, read.pointer]
    return Item(
        network=network, field=field, item=item, state=verdict.state, value=verdict.value,
        start=span[0] if span else None, end=span[1] if span else None,
        decision=verdict.decision.id if verdict.decision is not None else None,
        quote=verdict.quote, conflict=verdict.conflict, **machine,
    )  # fmt: skip


def _findings(
    report: Report, networks: Sequence[str], history: History, reads: Iterable[Read], items: Mapping[Key, Item]
) -> Iterator[FindingState]:
    """Give every finding once, and who or what answered it."""
    now = {(matter.read.record, matter.read.pointer): matter.key for matter in history.matters if matter.read is not None}
    keys = {(read.record, read.pointer): now.get((read.record, read.pointer), read.key) for read in reads}
    fields: dict[tuple[str, str], list[Item]] = {}
    for item in items.values():
        fields.setdefault((item.network, item.field), []).append(item)
    states: dict[str, FindingState] = {}
    rows = [(index, finding) for index, record in enumerate(report.networks) for finding in record.findings]
    for index, finding in [*rows, *((None, finding) for finding in report.findings)]:
        home = networks[index] if index is not None else None
        key = finding_key(finding, home)
        network = history.resolve(home) if home is not None else None
        answered = history.answers.get(key)
        if answered is None and index is not None and network is not None:
            drop = history.dropped.get(network)
            decided = _decided(finding, index, network, keys, items, fields)
            answered = drop[1].id if drop is not None else "values" if decided else None
        if key in states and states[key].answered is None:  # two that nothing tells apart are answered together
            continue
        states[key] = FindingState(key=key, network=network, code=finding.code, severity=finding.severity, answered=answered)
    yield from states.values()


def _decided(
    finding: Finding,
    record: int,
    network: str,
    keys: Mapping[tuple[int, str], Key],
    items: Mapping[Key, Item],
    fields: Mapping[tuple[str, str], list[Item]],
) -> bool:
    """Say whether everything a finding speaks of was decided by people."""
    parts = finding.path.split("/")
    if len(parts) < 2:  # noqa: PLR2004 - the path of no value
        return False
    if len(parts) > 2:  # noqa: PLR2004 - of an element of a list
        key = keys.get((record, "/".join(parts[:3])))
        item = items.get(key) if key is not None else None
        return item is not None and item.state in SETTLED
    held = fields.get((network, parts[1]), [])
    return bool(held) and all(item.state in SETTLED for item in held)


def _network(
    network: str, report: Report, networks: Sequence[str], history: History, gone: set[str], items: Sequence[Item]
) -> NetworkState:
    """Say what a network is now; ``items`` are its own."""
    record = networks.index(network) if network in networks else None
    into = history.resolve(network)
    label = _label(network, report, record, history, items)
    if into != network:
        return NetworkState(id=network, record=record, state="merged", into=into, label=label)
    if network in history.dropped:
        return NetworkState(id=network, record=record, state="dropped", label=label)
    return NetworkState(id=network, record=record, state="gone" if network in gone else "stands", label=label)


def _label(network: str, report: Report, record: int | None, history: History, items: Sequence[Item]) -> str | None:
    """Name a network as it is called now: by its name, else a shorter one, else as the person who made it did."""
    own = [item for item in items if isinstance(item.value, str)]
    for field in ("name", "acronym", "aliases"):
        for item in own:
            if item.field == field and item.state in STANDING:
                return str(item.value)
    created = history.created.get(network)
    if created is not None and isinstance(created.value, str) and created.value.strip():
        return created.value.strip()
    for item in own:
        if item.field == "name" and item.state in {"conflict", "held", "rejected"}:
            return str(item.value)
    if record is None:
        return None
    said = report.networks[record]
    return said.name or said.acronym or next(iter(said.aliases), None)
