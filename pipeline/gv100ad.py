"""Read the official register of municipalities, GV100AD: fixed width, one record a line, as Destatis publishes it.

Source: Statistisches Bundesamt, Gemeindeverzeichnis-Informationssystem, Datensatzbeschreibung GV100AD.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PlacesError
from pipeline.gazetteer import STATE_CODES
from pipeline.placenames import clean_name

#: many times the register of today
MAX_BYTES = 100_000_000

RECORD_TYPES = {"10", "20", "30", "40", "50", "60"}
#: columns of a municipality's record up to the end of its population; everything behind is optional here
_NEEDED_CHARS = {"60": 150, "40": 124}
#: up to the beginning of a name, for the records that are only checked
_SHORTEST_NAME_CHARS = 23
_NAME = slice(22, 72)
_KEY = slice(122, 124)
_POPULATION = slice(139, 150)
_POSTCODE = slice(165, 170)
_POSTCODE_CHARS = 5

#: text key -> type, for municipalities and for districts
_FORMS = {
    "60": {
        "60": "Markt", "61": "Stadt", "62": "Stadt", "63": "Stadt", "67": "Stadt", "64": "Gemeinde",
        "65": "gemeindefreies Gebiet", "66": "gemeindefreies Gebiet",
    },
    "40": {
        "41": "Kreisfreie Stadt", "42": "Kreisfreie Stadt", "43": "Kreis", "44": "Landkreis", "45": "Regionalverband",
    },
}  # fmt: skip

_WHAT_TO_DO = "get the file GV100AD_….txt of Destatis' Gemeindeverzeichnis (GV-ISys) and import that"

#: how other files begin that people take for the register
_OTHER_FILES = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"<", "a web page or XML"),
    (b"{", "JSON"),
)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """Hold what the register says of one district or municipality.

    ``date`` is the day the record stands for (ISO). ``raw_name`` is the name field as it stands; ``name`` is cleaned.
    """

    ags: str
    name: str
    raw_name: str
    form: str | None
    population: int | None
    postcode: str | None
    date: str
    line: int


def read_register(path: Path) -> list[RegisterRow]:
    """Read districts and municipalities from a GV100AD file, UTF-8 or Latin-1.

    Shape: in the file's order; Länder, Regierungsbezirke, Regionen and Gemeindeverbände are checked and left out.

    Raises:
        PlacesError: the file cannot be read or is no such register; the message names file and line, what stood there,
            what was expected and what to do.

    """
    text = _read_text(path)
    rows = list(_read_records(text, path))
    if not any(len(row.ags) == 8 for row in rows):  # noqa: PLR2004 - a municipality's key
        msg = f"{path}: no record of a municipality (type 60) in {len(text.splitlines())} lines; {_WHAT_TO_DO}"
        raise PlacesError(msg)
    return rows


def check_file(path: Path) -> None:
    """Refuse, before a byte is read, what is no file (a device may never end) or is far larger than any register.

    Raises:
        PlacesError: it is missing, no regular file, or too large.

    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        msg = f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}); check the path, then run the import again"
        raise PlacesError(msg) from error
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
        msg = f"{path}: this is {what}, expected a file; {_WHAT_TO_DO}"
        raise PlacesError(msg)
    if status.st_size > MAX_BYTES:
        msg = f"{path}: {status.st_size} bytes, expected at most {MAX_BYTES}; this is no register; {_WHAT_TO_DO}"
        raise PlacesError(msg)


def _read_text(path: Path) -> str:
    """Decode the file, or say what it is instead of a register."""
    check_file(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror or error}); check the path, then run the import again"
        raise PlacesError(msg) from error
    if not raw.strip():
        msg = f"{path}: the file is empty; {_WHAT_TO_DO}"
        raise PlacesError(msg)
    for start, what in _OTHER_FILES:
        if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
            msg = f"{path}: this is {what} (it begins with {raw[:8]!r}), expected the fixed-width text; unpack it or {_WHAT_TO_DO}"
            raise PlacesError(msg)
    if b"\x00" in raw[:4096]:
        msg = f"{path}: binary content, expected text in UTF-8 or Latin-1; {_WHAT_TO_DO}"
        raise PlacesError(msg)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _read_records(text: str, path: Path) -> Iterator[RegisterRow]:
    """Check every line, yield the districts and municipalities."""
    seen: dict[str, int] = {}
    districts: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        record = line.rstrip("\r\x1a")
        if not record.strip():
            continue
        _check_record(record, path, number)
        if record[:2] not in _FORMS:
            continue
        row = _read_row(record, path, number)
        if row.ags in seen:
            _fail(path, number, row.ags, f"a key that line {seen[row.ags]} does not have", "the file holds two registers")
        seen[row.ags] = number
        if record[:2] == "40":
            districts.add(row.ags)
        elif row.ags[:5] not in districts and row.ags[2:5] != "000":
            expected = f"the record of its district {row.ags[:5]} (type 40) before it"
            _fail(path, number, row.ags, expected, "the file is cut or reordered")
        yield row


def _check_record(record: str, path: Path, number: int) -> None:
    """Refuse a line that is no record of the register."""
    if record[:2] not in RECORD_TYPES:
        expected = f"a record type ({', '.join(sorted(RECORD_TYPES))}) in columns 1-2"
        _fail(path, number, record[:12], expected, "this is no GV100AD file")
    needed = _NEEDED_CHARS.get(record[:2], _SHORTEST_NAME_CHARS)
    if len(record) < needed:
        _fail(path, number, record[-30:], f"at least {needed} characters, not {len(record)}", "the file is cut off; get it again")
    if not record[2:10].isdecimal() or not "01" <= record[6:8] <= "12" or not "01" <= record[8:10] <= "31":
        _fail(path, number, record[2:10], "a date as YYYYMMDD in columns 3-10", "this is no GV100AD file")
    if record[10:12] not in STATE_CODES:
        _fail(path, number, record[10:18], "a key that begins with 01 to 16 in columns 11-18", "this is no GV100AD file")


def _read_row(record: str, path: Path, number: int) -> RegisterRow:
    """Read the columns of a district's or municipality's record."""
    kind = record[:2]
    ags = record[10:18].rstrip() if kind == "60" else record[10:15]
    if not ags.isdecimal() or len(ags) != (8 if kind == "60" else 5):
        _fail(path, number, record[10:18], f"a key of {8 if kind == '60' else 5} digits from column 11", "the line is damaged")
    raw_name = record[_NAME].strip()
    if not raw_name or not any(char.isalpha() for char in raw_name):
        _fail(path, number, raw_name, "a name in columns 23-72", "the line is damaged")
    key = record[_KEY]
    if not key.isdecimal():
        _fail(path, number, key, "a text key of two digits in columns 123-124", "the columns are shifted; the line is damaged")
    clean = clean_name(raw_name)
    form = _FORMS[kind].get(key)
    postcode = record[_POSTCODE]
    return RegisterRow(
        ags=ags,
        name=clean.name,
        raw_name=raw_name,
        form="Flecken" if form == "Gemeinde" and clean.form == "Flecken" else form,
        population=_read_population(record, path, number) if kind == "60" else None,
        postcode=postcode if len(postcode) == _POSTCODE_CHARS and postcode.isdecimal() else None,
        date=f"{record[2:6]}-{record[6:8]}-{record[8:10]}",
        line=number,
    )


def _read_population(record: str, path: Path, number: int) -> int:
    """Read the number of inhabitants."""
    digits = record[_POPULATION].strip()
    if not digits.isdecimal():
        _fail(path, number, record[_POPULATION], "the number of inhabitants in columns 140-150", "the columns are shifted")
    return int(digits)


def _fail(path: Path, number: int, stood: str, expected: str, why: str) -> None:
    """Refuse the file at one line."""
    msg = f"{path}: line {number}: stands {stood!r}, expected {expected}; {why}; {_WHAT_TO_DO}"
    raise PlacesError(msg)
