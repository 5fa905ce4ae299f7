"""Pairs the documents of two extractions, in step, and compares each pair."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Literal

from pipeline.differences.pair import Pair
from pipeline.differences.shapes import DocumentDifference
from schemas.record import Report

_ID_CHARS = 16
_Plain = Mapping[str, Any] | Report


def compare(old: Iterable[_Plain], new: Iterable[_Plain]) -> Iterator[DocumentDifference]:
    """Yield every document of the two sides with what differs, those of one side last.

    Documents are paired by their source, else by their id (a file that was moved). The sides are read in step, so that memory stays flat where their
    order agrees; what waits for its partner waits compressed.
    """
    for one, other in _paired(old, new):
        if one is not None and other is not None:
            yield _compare_documents(one, other)
        elif (alone := one or other) is not None:
            values = sum(len(record["evidence"]) for record in alone["networks"])
            side: Literal["old", "new"] = "new" if one is None else "old"
            yield DocumentDifference(alone["document"]["source"], side, False, len(alone["networks"]), values, ())


def _paired(old: Iterable[_Plain], new: Iterable[_Plain]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    waiting: tuple[dict[tuple[str, ...], list[bytes]], ...] = ({}, {})
    for both in zip_longest(map(_plain, old), map(_plain, new)):
        for side, report in enumerate(both):
            if report is None:
                continue
            key = _source_key(report)
            partners = waiting[1 - side].get(key)
            if not partners:
                waiting[side].setdefault(key, []).append(_pack(report))
                continue
            partner = _unpack(partners.pop(0))
            yield (partner, report) if side else (report, partner)
    yield from _paired_by_id(*([one for kept in side.values() for one in kept] for side in waiting))


def _paired_by_id(old: list[bytes], new: list[bytes]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Pair what has no partner of the same source: the same content elsewhere; then name what is left alone."""
    by_id = {_unpack(packed)["document"]["id"]: packed for packed in new}
    for packed in old:
        report = _unpack(packed)
        partner = by_id.pop(report["document"]["id"], None)
        yield report, None if partner is None else _unpack(partner)
    for packed in by_id.values():
        yield None, _unpack(packed)


def _plain(report: _Plain) -> dict[str, Any]:
    return report.model_dump(mode="json") if isinstance(report, Report) else dict(report)


def _pack(report: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpack(packed: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return plain


def _source_key(report: dict[str, Any]) -> tuple[str, ...]:
    """Name a document by its source; several in one source bring ids of their own."""
    document = report["document"]
    own = document["id"] if not document["id"].startswith(document["sha256"][:_ID_CHARS]) else ""
    return document["source"], (document.get("part") or "").partition("/")[0], own


def _compare_documents(one: dict[str, Any], other: dict[str, Any]) -> DocumentDifference:
    same = one["networks"] == other["networks"] and one["document"].get("date") == other["document"].get("date")
    changes = () if same else tuple(Pair(Report.model_validate(one), Report.model_validate(other)).changes())
    values = sum(len(record["evidence"]) for record in other["networks"])
    source, text_changed = other["document"]["source"], one["text"] != other["text"]
    return DocumentDifference(source, "both", text_changed, len(other["networks"]), values, changes)
