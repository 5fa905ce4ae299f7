"""The user's own lists as a person edits them by accepting and refusing: entries in, proposals kept until then, refusals remembered."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pipeline.errors import LexiconError, ReviewError
from pipeline.lexicon_files import read_own
from pipeline.suggest.shapes import Proposal
from pipeline.write import writing
from schemas.lexicon import Lexicon

SUGGESTED, REFUSED = "suggested.json", "refused.json"
_ABOUT = "My own entries; they add to the list of this name that is shipped with Netzlese."
_WIDTH = 100
_LEAST_OF_ID = 4


def keep(own: Path, proposals: Sequence[Proposal]) -> None:
    """Keep proposals until they are accepted or refused; those of an earlier search give way."""
    plain = {
        one.id: {"list": one.list, "entry": one.entry, "sources": one.sources, "reviewers": one.reviewers, "decided": one.decided}
        for one in proposals
    }
    _write(own / SUGGESTED, json.dumps(plain, ensure_ascii=False, indent=1))


def refused(own: Path) -> frozenset[str]:
    """Name the proposals that were refused."""
    return frozenset(_read(own / REFUSED))


def accept(ids: Iterable[str], own: Path, *, today: str | None = None) -> list[str]:
    """Write proposed entries to the user's own lists. What the lists hold stays; all are checked before one is written.

    Shape: a line on each entry, and what to do next.

    Raises:
        ReviewError: the last search proposed no such entry.
        LexiconError: an own list is broken, or would be with the entry.
    """
    chosen = _chosen(ids, own)
    today = today or datetime.now(UTC).strftime("%Y-%m-%d")
    lines = []
    texts: dict[Path, str] = {}
    for name in sorted({proposal["list"] for proposal in chosen.values()}):
        entries = [_noted(one, today) for one in chosen.values() if one["list"] == name]
        path = own / f"{name}.yaml"
        texts[path] = _text(path, name, entries)
        lines += [f"{path}: {_names(entry)}" for entry in entries]
    for path, text in texts.items():  # only when all are known to be sound
        _write(path, text)
    _forget(own, chosen)
    return [*lines, "these words count from now on; netzlese ingest --again reads the documents of the store with them"]


def refuse(ids: Iterable[str], own: Path, *, today: str | None = None) -> list[str]:
    """Remember that proposed entries are not wanted, so that no later search proposes them.

    Raises:
        ReviewError: the last search proposed no such entry.
    """
    chosen = _chosen(ids, own)
    today = today or datetime.now(UTC).strftime("%Y-%m-%d")
    known = _read(own / REFUSED)
    known.update({one: {"list": what["list"], "entry": what["entry"]["label"], "refused": today} for one, what in chosen.items()})
    _write(own / REFUSED, json.dumps(known, ensure_ascii=False, indent=1))
    _forget(own, chosen)
    return [f"{one}: {what['entry']['label']} ({what['list']}) will not be proposed again" for one, what in chosen.items()]


def _chosen(ids: Iterable[str], own: Path) -> dict[str, dict[str, Any]]:
    proposed = _read(own / SUGGESTED)
    chosen: dict[str, dict[str, Any]] = {}
    unknown = []
    for one in ids:  # the beginning of an id is enough where only one begins so
        fitting = [known for known in proposed if known == one or (len(one) >= _LEAST_OF_ID and known.startswith(one))]
        if len(fitting) == 1:
            chosen[fitting[0]] = proposed[fitting[0]]
        else:
            unknown.append(one)
    if unknown:
        msg = f"{', '.join(unknown)}: the last search proposed no such entry; run netzlese suggest and take an id it shows"
        raise ReviewError(msg)
    return chosen


def _forget(own: Path, chosen: dict[str, dict[str, Any]]) -> None:
    left = {one: what for one, what in _read(own / SUGGESTED).items() if one not in chosen}
    _write(own / SUGGESTED, json.dumps(left, ensure_ascii=False, indent=1))


def _noted(proposal: dict[str, Any], today: str) -> dict[str, Any]:
    """Say in an entry's note whose corrections it follows from, and when it was accepted."""
    first, last = proposal["decided"]
    days = first if first == last else f"{first} to {last}"
    count = len(proposal["sources"])
    documents = f"{count} document" if count == 1 else f"{count} documents"
    note = f"from corrections by {', '.join(proposal['reviewers'])} in {documents}, {days}; accepted {today}"
    return {**proposal["entry"], "note": note}


def _names(entry: dict[str, Any]) -> str:
    return f"{entry['id']}: {', '.join(entry['variants'])}"


def _text(path: Path, name: str, entries: Sequence[dict[str, Any]]) -> str:
    """Write out an own list with entries added: sorted, checked, comments at its top kept."""
    before = read_own(path) if path.exists() else None
    header = before.model_dump(mode="json", exclude_unset=True, exclude={"entries"}) if before else None
    header = header or {"name": name, "about": _ABOUT, "source": "my own corrections", "licence": "my own"}
    merged = {entry.id: entry.model_dump(mode="json", exclude_unset=True) for entry in before.entries} if before else {}
    for entry in entries:
        merged[entry["id"]] = _joined(merged[entry["id"]], entry) if entry["id"] in merged else entry
    plain = {**header, "entries": [merged[one] for one in sorted(merged)]}
    try:
        Lexicon.model_validate(plain)
    except ValidationError as error:
        msg = f"{path}: {error.errors()[0]['msg']}; nothing was written"
        raise LexiconError(msg) from error
    return _comments(path) + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _joined(before: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Add to an own entry: lists grow, notes stand one behind the other, other fields stay as they are."""
    joined = {**more, **before}
    for key, value in more.items():
        if isinstance(value, list) and key in before:
            joined[key] = list(dict.fromkeys([*before[key], *value]))
    if before.get("note") and more.get("note") and more["note"] not in before["note"]:
        joined["note"] = f"{before['note']}; {more['note']}"
    return joined


def _comments(path: Path) -> str:
    """Give the lines of comment a list begins with; those further down cannot be kept."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


def _read(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        msg = f"{path}: is no JSON ({error}); mend or delete it"
        raise ReviewError(msg) from error
    if not isinstance(plain, dict):
        msg = f"{path}: holds {type(plain).__name__}; expected proposals by their id; delete it"
        raise ReviewError(msg)
    return plain


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path) as stream:
            stream.write(text.encode())
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror or error}); set NETZLESE_HOME to a folder that you may write to"
        raise ReviewError(msg) from error
