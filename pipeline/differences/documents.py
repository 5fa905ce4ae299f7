"""Pairs the documents of two extractions, in step, and compares each pair."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import zip_longest
from typing import Any, Literal

from pipeline.differences.pair import Pair
from pipeline.differences.shapes import DocumentDifference
from schemas.record import Report

_ID_CHARS = 16
#: in how many ways documents are paired, one after the other: source and text, source and own id, id alone, source as it is written
_KEYS = 4
_NUMBERED_RE = re.compile(r"(.*)[!:]\d+", re.DOTALL)
_Key = tuple[str, ...]
#: names of a report, and the report compressed
_Kept = tuple[tuple[_Key, ...], bytes]
_Plain = Mapping[str, Any] | Report


def compare(old: Iterable[_Plain], new: Iterable[_Plain]) -> Iterator[DocumentDifference]:
    """Yield every document of the two sides with what differs, those of one side last.

    Documents are paired by their source, else by their id (a file that was moved). A number in a source is no name, since feeds and mailboxes are
    sorted anew: what is numbered is paired by its own id and its text first, by its number last. The sides are read in step, so that memory
    stays flat where their order agrees; what waits for its partner waits compressed.
    """
    for one, other in _paired(old, new):
        if one is not None and other is not None:
            yield _compare_documents(one, other)
        elif (alone := one or other) is not None:
            values = sum(len(record["evidence"]) for record in alone["networks"])
            side: Literal["old", "new"] = "new" if one is None else "old"
            yield DocumentDifference(alone["document"]["source"], side, False, len(alone["networks"]), values, ())


def _paired(old: Iterable[_Plain], new: Iterable[_Plain]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    waiting: tuple[dict[_Key, list[_Kept]], ...] = ({}, {})
    for both in zip_longest(map(_plain, old), map(_plain, new)):
        for side, report in enumerate(both):
            if report is None:
                continue
            keys = _keys(report)
            partners = waiting[1 - side].get(keys[0])
            if not partners:
                waiting[side].setdefault(keys[0], []).append((keys, _pack(report)))
                continue
            partner = _unpack(partners.pop(0)[1])
            yield (partner, report) if side else (report, partner)
    left, right = ([one for kept in side.values() for one in kept] for side in waiting)
    for step in range(1, _KEYS):
        partners_of: dict[_Key, list[_Kept]] = {}
        for kept in right:
            partners_of.setdefault(kept[0][step], []).append(kept)
        alone = []
        for kept in left:
            found = partners_of.get(kept[0][step])
            if found:
                yield _unpack(kept[1]), _unpack(found.pop(0)[1])
            else:
                alone.append(kept)
        left, right = alone, [kept for rest in partners_of.values() for kept in rest]
    for _, packed in left:
        yield _unpack(packed), None
    for _, packed in right:
        yield None, _unpack(packed)


def _plain(report: _Plain) -> dict[str, Any]:
    return report.model_dump(mode="json") if isinstance(report, Report) else dict(report)


def _pack(report: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpack(packed: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return plain


def _keys(report: dict[str, Any]) -> tuple[_Key, ...]:
    """Name a document in the ways by which it is paired, the surest first."""
    document = report["document"]
    own = document["id"] if not document["id"].startswith(document["sha256"][:_ID_CHARS]) else ""
    place = (document["source"], (document.get("part") or "").partition("/")[0], own)
    numbered = _NUMBERED_RE.fullmatch(document["source"])
    if numbered is None:
        return place, place, (document["id"],), place
    base = (numbered[1], *place[1:])
    text = sha256(report["text"].encode("utf-8", "surrogatepass")).hexdigest()
    return (*base, text), base if own else (*base, text), (document["id"],), place


def _compare_documents(one: dict[str, Any], other: dict[str, Any]) -> DocumentDifference:
    same = one["networks"] == other["networks"] and one["document"].get("date") == other["document"].get("date")
    changes = () if same else tuple(Pair(Report.model_validate(one), Report.model_validate(other)).changes())
    values = sum(len(record["evidence"]) for record in other["networks"])
    source, text_changed = other["document"]["source"], one["text"] != other["text"]
    return DocumentDifference(source, "both", text_changed, len(other["networks"]), values, changes)
