"""Opens a Word file as a package of parts: bounded, without believing a size, fetching nothing, and mending what is torn.

python-docx would read every part into memory, pictures too, before a size could be looked at; and it knows one of the two
namespaces of the format. So the package is read here, one part at a time.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from pipeline.errors import ReadError
from pipeline.read.archive import ZIP_ERRORS, open_zip, unfold
from pipeline.read.item import Item
from pipeline.read.sources import refuse_binary
from pipeline.read.unreadable import Unreadable
from pipeline.read.word.xml_events import parse_tree

_OLE_SIGN = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_SIGNS = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_LOCAL_SIGN = b"PK\x03\x04"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_PART_BYTES = 40 * 1024 * 1024
_ALL_BYTES = 256 * 1024 * 1024
_SMALL_BYTES = 8 * 1024 * 1024
_MOST_TORN = 5_000
_CHUNK_BYTES = 65_536


class Relation(NamedTuple):
    """What a part points at: the last word of its type, the target, and whether that lies outside the file."""

    kind: str
    target: str
    external: bool


class Package:
    """Give the parts of one Word file by name.

    ``torn``: names of parts, or of the package itself, of which something is missing.
    """

    def __init__(self, item: Item) -> None:
        refuse_other(item.data)
        self._item = item
        self._left = _ALL_BYTES
        self.torn: list[str] = []
        self._archive: ZipFile | None = None
        self._infos: dict[str, ZipInfo] = {}
        self._salvaged: dict[str, int] = {}
        try:
            self._archive = open_zip(item.data)
            self._infos = {_plain(info.filename): info for info in self._archive.infolist()}
        except Unreadable:
            self._salvaged = _find_torn(item.data)
            if not self._salvaged:
                raise
            self.torn.append("the package")

    @property
    def main(self) -> str:
        """Give the name of the part that holds the text.

        Raises:
            Unreadable: there is none.
        """
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and not relation.external and self.has(relation.target):
                return relation.target
        names = [name for name in (*self._infos, *self._salvaged) if name.startswith("word/document") and name.endswith(".xml")]
        if not names:
            msg = "is damaged: the part with its text is missing; open it in Word and save it again"
            raise Unreadable(code="damaged", message=msg)
        return min(names, key=len)

    def has(self, name: str) -> bool:
        """Say whether there is such a part."""
        return _plain(name) in self._infos or _plain(name) in self._salvaged

    def chunks(self, name: str, limit: int = _PART_BYTES) -> Iterator[bytes]:
        """Give a part piece by piece; of a torn one what is left.

        Raises:
            Unreadable: it unfolds to more than any text would.
        """
        size = 0
        pieces = self._pieces(_plain(name))
        while True:
            try:
                chunk = next(pieces, None)
            except ZIP_ERRORS as error:
                if name in self.torn or not isinstance(error, BadZipFile):
                    self.torn += [] if name in self.torn else [name]
                    return
                self.torn.append(name)  # a wrong checksum keeps back what was unfolded: take it without
                pieces = _past(_torn_pieces(self._item.data, self._infos[_plain(name)].header_offset), size)
                continue
            if chunk is None:
                return
            size += len(chunk)
            self._left -= len(chunk)
            self._item.budget.take_bytes(len(chunk))
            if size > limit or self._left < 0:
                msg = f"unfolds to more than {limit // 1_048_576} MB of text ({name}) and was not read; split it, or save it as PDF"
                raise Unreadable(code="unfolds-too-far", message=msg)
            yield chunk

    def small(self, name: str) -> Iterator[bytes]:
        """Give a part that describes the text (styles, relations) piece by piece."""
        return self.chunks(name, _SMALL_BYTES)

    def relations(self, part: str) -> dict[str, Relation]:
        """Give what a part points at, by id; "" is the package itself."""
        folder, _, file = part.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not self.has(name):
            return {}
        found: dict[str, Relation] = {}
        tree = parse_tree(self.small(name))
        for node in tree.iter("Relationship") if tree is not None else ():
            external = node.get("TargetMode", "").lower() == "external"
            target = node.get("Target", "").strip()
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = Relation(kind, target if external else _resolve(folder, target), external)
        return found

    def _pieces(self, name: str) -> Iterator[bytes]:
        if self._archive is not None and name in self._infos:
            return unfold(self._archive, self._infos[name])
        return _torn_pieces(self._item.data, self._salvaged[name]) if name in self._salvaged else iter(())


def refuse_other(data: bytes) -> None:
    """Refuse what only bears the name of a Word file.

    Raises:
        Unreadable: it is protected by a password, or no Word file at all.
        ReadError: it is a file of another kind.
    """
    if data.startswith(_OLE_SIGN):
        if any(sign in data for sign in _ENCRYPTED_SIGNS):
            msg = "is protected by a password; open it in Word and save it without one"
            raise Unreadable(code="encrypted", message=msg)
        msg = "is an old Office file (DOC), which is not read; open it in Word and save it as Word (DOCX), or as PDF"
        raise ReadError(msg)
    if _LOCAL_SIGN not in data:
        if not data.startswith(b"PK"):
            refuse_binary(data)
        msg = "is no Word file, or too damaged to be read; open it in Word and save it again"
        raise Unreadable(code="damaged", message=msg)


def _plain(name: str) -> str:
    """Write a part's name as all are compared: some programs write capitals, backslashes or a leading slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(folder: str, target: str) -> str:
    """Give the name of a part that another points at.

    >>> _resolve("word", "styles.xml"), _resolve("word", "../docProps/core.xml"), _resolve("word", "/word/document.xml")
    ('word/styles.xml', 'docProps/core.xml', 'word/document.xml')
    """
    if target.startswith("/"):
        return target.lstrip("/")
    parts = [part for part in folder.split("/") if part]
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _find_torn(data: bytes) -> dict[str, int]:
    """Find the parts of a package whose list of entries is lost: each has its own head before its bytes."""
    found: dict[str, int] = {}
    at = data.find(_LOCAL_SIGN)
    for _ in range(_MOST_TORN):
        if at < 0 or at + _LOCAL.size > len(data):
            break
        length = _LOCAL.unpack_from(data, at)[9]
        name = data[at + _LOCAL.size : at + _LOCAL.size + length]
        if name.endswith((b".xml", b".rels")):
            found.setdefault(_plain(name.decode("utf-8", "replace")), at)
        at = data.find(_LOCAL_SIGN, at + 4)
    return found if any(name.startswith("word/document") for name in found) else {}


def _past(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Give pieces without the first bytes, which were given before."""
    for piece in pieces:
        yield piece[size:]
        size = max(size - len(piece), 0)


def _torn_pieces(data: bytes, at: int) -> Iterator[bytes]:
    """Unfold a part from its own head on, until its end or the damage."""
    method, packed, names, extra = (_LOCAL.unpack_from(data, at)[index] for index in (3, 7, 9, 10))
    start = at + _LOCAL.size + names + extra
    if method == 0:
        yield data[start : start + packed]
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpacker.eof and start < len(data):
        piece = data[start : start + _CHUNK_BYTES]
        start += _CHUNK_BYTES
        while piece and not unpacker.eof:
            yield unpacker.decompress(piece, _CHUNK_BYTES)
            piece = unpacker.unconsumed_tail
