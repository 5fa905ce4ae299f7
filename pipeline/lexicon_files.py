"""Reads word lists from their files: the shipped ones, and the user's own that add to them.

A user's own list lies in ``<home>/lexicons/<name>.yaml`` (``pipeline.settings.user_home``), bears the name of a shipped list and has
its shape, but holds only the user's entries:

- an entry whose id the shipped list has extends it: its lists (``variants``, ``examples``, ``participle`` …) are added to the
  shipped ones, every other field it sets stands instead of the shipped one;
- any other id is a new entry; what its file says of ``matching`` holds for it, else what the shipped list says;
- a variant that stands in another entry of the shipped list too belongs to the user's, unless both entries say ``ambiguous``.
"""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import LexiconError

if TYPE_CHECKING:
    from schemas.lexicon import Lexicon, LexiconEntry

#: lists that are read before the chain is built, or by the report's page, and only as they are shipped
AS_SHIPPED = frozenset({"domain_signals", "page_parts"})


def _read_yaml(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - only when a list changed

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        msg = f"{path}: not readable as YAML in UTF-8 ({error}); mend the line it names"
        raise LexiconError(msg) from error
    if not isinstance(data, dict):
        msg = f"{path}: holds {type(data).__name__}; expected a header (name, about, source, licence, matching) and entries"
        raise LexiconError(msg)
    return data


def _read_table(path: Path) -> dict[str, Any]:
    """Read a CSV list with its ``.meta.yaml`` header."""
    header = _read_yaml(path.with_name(path.stem + ".meta.yaml"))
    entries = []
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        entry: dict[str, Any] = {key: value for key, value in row.items() if value}
        entry["variants"] = entry.get("variants", entry["label"]).split("|")
        if entry["label"] not in entry["variants"]:
            entry["variants"].insert(0, entry["label"])
        entry["ambiguous"] = bool(entry.get("ambiguous"))
        entries.append(entry)
    return {**header, "entries": entries}


def read_lexicon(path: Path) -> "Lexicon":
    """Read and validate one list.

    Raises:
        LexiconError: the file breaks the schema; the message names file and entry.
    """
    from pydantic import ValidationError  # noqa: PLC0415

    from schemas.lexicon import Lexicon  # noqa: PLC0415

    data = _read_table(path) if path.suffix == ".csv" else _read_yaml(path)
    try:
        return Lexicon.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        entry = ""
        if len(first["loc"]) > 1 and first["loc"][0] == "entries" and isinstance(first["loc"][1], int):
            entry = f" (entry {data['entries'][first['loc'][1]].get('id')!r})"
        msg = f"{path}: {where}{entry}{': ' if where else ''}{first['msg']}; see schemas/lexicon.py"
        raise LexiconError(msg) from error


def lexicon_files(folder: Path) -> list[Path]:
    """Name the lists of a folder, sorted."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".csv"} and not path.name.endswith(".meta.yaml"))


def own_files(folder: Path | None) -> list[Path]:
    """Name the user's own lists, sorted; none where there is no such folder."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix == ".yaml" and path.is_file() and not path.name.startswith("."))


def read_lists(folder: Path, own: Path | None = None) -> "list[Lexicon]":
    """Read all lists of a folder, in the order of their files, each with what the user's own list adds to it.

    Raises:
        LexiconError: a list breaks the schema, or an own list belongs to none that is shipped; the message names file and entry.
    """
    additions = {path.stem: path for path in own_files(own)}
    files = lexicon_files(folder)
    known = {path.stem for path in files} - AS_SHIPPED
    for name, path in additions.items():
        if name not in known:
            reason = "is read only as it is shipped" if name in AS_SHIPPED else "is no word list of Netzlese"
            msg = f"{path}: {name!r} {reason}; expected one of {', '.join(sorted(known))}"
            raise LexiconError(msg)
    return [
        merge(read_lexicon(path), read_own(additions[path.stem]), additions[path.stem])
        if path.stem in additions
        else read_lexicon(path)
        for path in files
    ]


def read_own(path: Path) -> "Lexicon":
    """Read one of the user's own lists.

    Raises:
        LexiconError: it breaks the schema, or its header names another list than its file does.
    """
    lexicon = read_lexicon(path)
    if lexicon.name != path.stem:
        msg = f"{path}: its name is {lexicon.name!r}; expected {path.stem!r}, as the file is called"
        raise LexiconError(msg)
    return lexicon


def merge(shipped: "Lexicon", own: "Lexicon", path: Path) -> "Lexicon":
    """Add the user's own entries to a shipped list; the rules stand at the top of this file.

    Raises:
        LexiconError: what comes of it breaks the schema; the message names the own file.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - only where there are own lists

    entries = {entry.id: entry for entry in shipped.entries}
    mine = {}
    for entry in own.entries:
        before = entries.pop(entry.id, None)
        mine[entry.id] = _new(entry, own) if before is None else extend(before, entry)
    claimed = {variant: entry for entry in mine.values() for variant in entry.variants}
    theirs = (_without(entry, claimed) for entry in entries.values())
    merged = sorted((*(entry for entry in theirs if entry.variants), *mine.values()), key=lambda entry: entry.id)
    try:
        return type(shipped).model_validate({**dict(shipped), "entries": merged})
    except ValidationError as error:
        msg = f"{path}: {error.errors()[0]['msg']}; see schemas/lexicon.py"
        raise LexiconError(msg) from error


def _new(entry: "LexiconEntry", own: "Lexicon") -> "LexiconEntry":
    """Let a new entry be matched as its own file says, where that says so."""
    if entry.matching is None and "matching" in own.model_fields_set:
        return entry.model_copy(update={"matching": own.matching})
    return entry


def extend(shipped: "LexiconEntry", own: "LexiconEntry") -> "LexiconEntry":
    """Add to an entry what the user's own of the same id says."""
    update = {}
    for field in own.model_fields_set - {"id"}:
        value = getattr(own, field)
        update[field] = tuple(dict.fromkeys((*getattr(shipped, field), *value))) if isinstance(value, tuple) else value
    return shipped.model_copy(update=update)


def _without(entry: "LexiconEntry", claimed: "dict[str, LexiconEntry]") -> "LexiconEntry":
    """Take from a shipped entry the variants that the user's own entries claim."""
    lost = {text for text in entry.variants if text in claimed and not (entry.ambiguous and claimed[text].ambiguous)}
    if not lost:
        return entry
    return entry.model_copy(update={"variants": tuple(text for text in entry.variants if text not in lost)})
