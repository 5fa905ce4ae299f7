"""Compiles the word lists to plain values, and keeps these in the user's cache, so that a start need not read forty thousand lines."""

import hashlib
import marshal
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.lexicon_files import own_files, read_lists
from pipeline.lexicon_forms import Entry, fold, patterns
from pipeline.user_cache import keep

if TYPE_CHECKING:
    from schemas.lexicon import Lexicon, LexiconEntry

#: raised when the same lists are to have another checksum than before
_DIGEST = 7
#: raised when the compiled form changes, so that an old cache is not read
_FORMAT = 8
#: of a folded string the automaton looks for this much, and for more where more strings than these begin alike
_LEAST_CHARS, _MORE_CHARS, _MOST_ALIKE = 10, 4, 6
#: number that stands for a place's name
PLACE = -1

#: lists whose words other code compiles for itself, so that the scan need not look for them
_NOT_SCANNED = frozenset({"domain_signals", "name_stops", "time_words", "months", "seasons", "language_words", "page_parts"})
_FIELDS = tuple(field.name for field in fields(Entry) if field.name != "list")
#: what a folded string means: (mode, number of the entry, variant)
Meaning = tuple[str, int, str]


class Packed:
    """Plain values one behind the other, each unpacked when it is asked for: of forty thousand a text needs some hundreds."""

    def __init__(self, plain: dict[str, bytes]) -> None:
        self._content = plain["content"]
        self._ends = array("I", plain["ends"])

    @staticmethod
    def pack(values: Iterable[Any]) -> dict[str, bytes]:
        """Write values out; the counterpart of the rest."""
        content, ends = bytearray(), array("I")
        for value in values:
            content += marshal.dumps(value)
            ends.append(len(content))
        return {"content": bytes(content), "ends": ends.tobytes()}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> Any:  # noqa: ANN401 - plain values of any sort
        start = self._ends[number - 1] if number else 0
        return marshal.loads(self._content[start : self._ends[number]])  # noqa: S302 - our own, see ``pipeline.user_cache``


def compile_lists(lists: "Iterable[Lexicon]", names: Iterable[str] = (), *, every: bool = False) -> dict[str, Any]:
    """Write out the entries of all lists, and the folded strings with all they mean, as plain values.

    Shape: ``lists``: (first, behind the last) number of each list's entries; ``entries``: packed, what differs from the defaults of
    ``Entry``; ``heads`` and ``tails``: see ``split_keys``, heads joined by line ends, tails packed.
    """
    ranges: dict[str, tuple[int, int]] = {}
    entries: list[dict[str, Any]] = []
    found: dict[str, dict[tuple[str, int], str]] = {}
    for lexicon in lists:
        first = len(entries)
        for item in lexicon.entries:
            plain = plain_entry(lexicon.name, item)
            if every or is_scanned(lexicon.name):
                for pattern in patterns(Entry(**plain), len(entries), item.matching or lexicon.matching):
                    found.setdefault(pattern.folded, {}).setdefault((pattern.mode, pattern.entry), pattern.variant)
            entries.append(plain)
        ranges[lexicon.name] = first, len(entries)
    meanings = {key: [(mode, number, variant) for (mode, number), variant in bucket.items()] for key, bucket in found.items()}
    for key, meaning in _name_keys(names):
        meanings.setdefault(key, []).append(meaning)
    heads = split_keys(meanings)
    return {
        "lists": ranges,
        "entries": Packed.pack(entries),
        "heads": "\n".join(heads),
        "tails": Packed.pack(heads.values()),
    }


def _name_keys(names: Iterable[str]) -> Iterator[tuple[str, Meaning]]:
    """Give place names and their genitives as folded strings."""
    for name in names:
        yield f" {fold(name)} ", ("n", PLACE, name)
        if not name.endswith(("s", "z", "x", "ß", ")")):
            yield f" {fold(name)}s ", ("g", PLACE, name)


def split_keys(meanings: dict[str, list[Meaning]]) -> dict[str, list[tuple[str, Meaning]]]:
    """Gather folded strings under what they begin with, so that the automaton has a quarter of the letters to look for.

    Shape: for each beginning what may follow it, and what the whole then means; beginnings that few share are short.

    >>> split_keys({" amt ": [("c", 0, "Amt")], " amtsgericht ": [("c", 1, "Amtsgericht")]})
    {' amt ': [('', ('c', 0, 'Amt'))], ' amtsgeric': [('ht ', ('c', 1, 'Amtsgericht'))]}
    """
    heads: dict[str, list[tuple[str, Meaning]]] = {}
    open_groups: list[tuple[int, Sequence[str]]] = [(_LEAST_CHARS, list(meanings))]
    while open_groups:
        size, keys = open_groups.pop()
        alike: dict[str, list[str]] = {}
        for key in keys:
            alike.setdefault(key[:size], []).append(key)
        for head, group in alike.items():
            if head in meanings:  # a word that others begin with is met often: what follows it is not to be compared each time
                heads[head] = [("", meaning) for meaning in meanings[head]]
                group.remove(head)
            elif len(group) <= _MOST_ALIKE:
                heads[head] = [(key[size:], meaning) for key in group for meaning in meanings[key]]
                continue
            if group:
                open_groups.append((size + _MORE_CHARS, group))
    return heads


def plain_entry(name: str, item: "LexiconEntry") -> dict[str, Any]:
    """Write out one entry of a list: what differs from the defaults of ``Entry``."""
    values = {field: getattr(item, field) for field in _FIELDS if _is_set(getattr(item, field))}
    return {"list": name, **values}


def is_scanned(name: str) -> bool:
    """Say whether the words of a list are looked for by the scan; those of the others are compiled where they are used."""
    return name not in _NOT_SCANNED


def _is_set(value: object) -> bool:
    """Say whether a field differs from its default; 0 is a value."""
    return value is not None and value is not False and value != ()


def digest_of(folder: Path, own: Path | None = None) -> str:
    """Give the checksum over all lists, the user's own included; without own ones it is that of the shipped lists."""
    digest = hashlib.sha256(f"{_DIGEST} {sys.version_info[:2]}".encode())
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    for path in own_files(own):
        digest.update(f"own {path.name}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled(folder: Path, digest: str, own: Path | None = None, names: Sequence[str] = ()) -> dict[str, Any]:
    """Take the compiled lists, with the names of places among them, from the user's cache, or compile and keep them."""
    key = hashlib.sha256(f"{_FORMAT} {digest}\n".encode() + "\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()
    values: dict[str, Any] = keep("lexicons", key, lambda: compile_lists(read_lists(folder, own), names))
    return values
