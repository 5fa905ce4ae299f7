"""The table of German municipalities and districts: who has which official key (AGS), name, type and place on the map.

Embedded with the program, or the user's own after ``netzlese places import``; the same columns either way.
"""

import csv
import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pipeline.errors import PlacesError
from pipeline.placenames import tidy_spelling, uninflected
from pipeline.settings import user_home
from schemas.layer import layer

COLUMNS = (
    "ags", "name", "form", "latitude", "longitude", "population", "geonames_id", "alternates", "current", "until", "postcode",
)  # fmt: skip
TABLE_NAME = "places.csv"
CHECKSUM_NAME = "places.sha256"
MUNICIPALITY_KEY_CHARS = 8
DISTRICT_KEY_CHARS = 5

#: first two digits of a key -> ISO 3166-2
STATE_CODES = {
    "01": "DE-SH", "02": "DE-HH", "03": "DE-NI", "04": "DE-HB", "05": "DE-NW", "06": "DE-HE", "07": "DE-RP", "08": "DE-BW",
    "09": "DE-BY", "10": "DE-SL", "11": "DE-BE", "12": "DE-BB", "13": "DE-MV", "14": "DE-SN", "15": "DE-ST", "16": "DE-TH",
}  # fmt: skip

#: types that never stand in a text as a place of their own: the town is found by its municipal key, a forest never joins a network
_SILENT_FORMS = {"Kreisfreie Stadt", "gemeindefreies Gebiet"}
_EARTH_KM = 6371.0
_SHORTEST_TYPO_CHARS = 5
_MAX_SLIP_CHARS = 2
#: no name is longer, so nothing longer is a slip of one
_LONGEST_NAME_CHARS = 120


@layer(frozen=True, slots=True)
class PlacesStatus:
    """Say which table is in use. ``checksum``: SHA-256 of the imported register; None for the embedded table."""

    source: str
    date: str | None
    path: Path
    municipalities: int
    districts: int
    abolished: int
    checksum: str | None
    is_imported: bool


@layer(frozen=True, slots=True)
class Place:
    """Describe one municipality or district.

    ``names`` holds the official name first, then other spellings. ``population`` is GeoNames' figure for the town, or the
    register's for the municipality. ``until`` is the last day of an abolished key (ISO date), where known.
    """

    ags: str
    name: str
    form: str | None
    kind: str
    state: str
    parent: str | None
    latitude: float | None
    longitude: float | None
    population: int | None
    geonames_id: int | None
    names: tuple[str, ...]
    current: bool
    until: str | None = None
    postcode: str | None = None

    @property
    def district(self) -> str:
        """Give the key of the district it is or lies in."""
        return self.ags[:DISTRICT_KEY_CHARS]


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure the way between two points, as the crow flies; exact enough within a country.

    Unit: kilometres; points as (latitude, longitude).

    >>> round(km_between((52.114, 8.673), (51.719, 8.757)))
    44
    """
    up = math.radians(other[0] - one[0])
    across = math.radians(other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return _EARTH_KM * math.hypot(up, across)


class Gazetteer:
    """Answer which places have a key or a name.

    Rows are read once and turned into :class:`Place` when asked for, so that loading stays cheap.
    """

    def __init__(
        self, rows: Iterable[list[str]], *, source: str, date: str | None, path: Path | None = None, checksum: str | None = None
    ) -> None:
        """Take the rows of a table, each with the columns of ``COLUMNS``."""
        self.source = source
        self.date = date
        self.path = path
        self.checksum = checksum
        self._rows = {row[0]: row for row in rows}
        self._places: dict[str, Place] = {}
        self._points: dict[str, tuple[float, float] | None] = {}
        #: what ``named`` found for the names of the table itself
        self._known: dict[str, tuple[Place, ...]] = {}
        #: names by first letter and length, for slips of the pen; as many as there are lengths of names
        self._by_shape: dict[tuple[str, int], list[str]] = {}

    def __len__(self) -> int:
        """Count the places, abolished ones included."""
        return len(self._rows)

    def __iter__(self) -> Iterator[Place]:
        """Yield every place, in the order of the keys."""
        return (self._place(ags) for ags in self._rows)

    def by_ags(self, ags: str) -> Place | None:
        """Find a place by its key, current or not."""
        return self._place(ags) if ags in self._rows else None

    def named(self, surface: str) -> tuple[Place, ...]:
        """Find the places a name may mean: by official name or another spelling, in the genitive too.

        Shape: municipalities before districts, current ones first; a "kreisfreie Stadt" only by its municipal key.
        """
        known = self._known.get(surface)
        if known is not None:
            return known
        if surface in self._index:
            known = self._known[surface] = tuple([self._place(ags) for ags in self._index[surface]])
            return known
        for spelling in (surface, *uninflected(surface)):
            keys = self._index.get(spelling) or self._tidy_index.get(tidy_spelling(spelling))
            if keys:
                return tuple(self._place(ags) for ags in keys)
        return ()

    def names(self) -> Iterable[str]:
        """List every name and spelling there is."""
        return self._index.keys()

    def districts(self) -> tuple[Place, ...]:
        """List the districts, current ones first; those that are a town too ("Kreisfreie Stadt") are among them."""
        return tuple(sorted((p for p in self if p.kind == "district"), key=lambda place: (not place.current, place.ags)))

    def point(self, place: Place) -> tuple[float, float] | None:
        """Give a place's coordinates, or its district's where its own are unknown."""
        try:
            return self._points[place.ags]
        except KeyError:
            found = self._points[place.ags] = self._point(place)
            return found

    def _point(self, place: Place) -> tuple[float, float] | None:
        if place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
        district = self.by_ags(place.district)
        if district and district.latitude is not None and district.longitude is not None:
            return district.latitude, district.longitude
        return None

    def neighbours(self, place_a: Place, place_b: Place) -> float | None:
        """Measure how far two places are apart; None where a place on the map is unknown.

        Unit: kilometres.
        """
        one, other = self.point(place_a), self.point(place_b)
        return km_between(one, other) if one and other else None

    def similar(self, surface: str, *, least: float = 0.83) -> list[tuple[Place, float]]:
        """Find current places whose name is very near: one slip of the pen, not another name.

        Shape: best first; similarity from 0 to 1. Letters that changed places count as one slip; the first letter must be right,
        and words of fewer than five letters have too many neighbours to say anything.
        """
        if not _SHORTEST_TYPO_CHARS <= len(surface) <= _LONGEST_NAME_CHARS:
            return []
        from rapidfuzz import process  # noqa: PLC0415 - only where a name is unknown
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        found = process.extract(
            surface, self._near(surface[0], len(surface)), scorer=OSA.normalized_similarity, score_cutoff=least, limit=None
        )
        best: dict[str, tuple[Place, float]] = {}
        for name, likeness, _ in found:
            for ags in self._index[name]:
                place = self._place(ags)
                if place.current and ags not in best:
                    best[ags] = (place, round(likeness, 3))
        return sorted(best.values(), key=lambda pair: (-pair[1], -(pair[0].population or 0), pair[0].ags))

    def _near(self, letter: str, length: int) -> list[str]:
        """List the names that begin with a letter and are about as long, in the order of the table."""
        near = self._by_shape.get((letter, length))
        if near is None:
            lengths = range(length - _MAX_SLIP_CHARS, length + _MAX_SLIP_CHARS + 1)
            near = [name for name in self._by_letter.get(letter, ()) if len(name) in lengths]
            self._by_shape[letter, length] = near
        return near

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        """Sort the names by their first letter; built only when a name is not found."""
        found: dict[str, list[str]] = {}
        for name in self.names():
            found.setdefault(name[0], []).append(name)
        return found

    @cached_property
    def _index(self) -> dict[str, tuple[str, ...]]:
        """Map each name and spelling to its keys."""
        index: dict[str, tuple[str, ...]] = {}
        for row in sorted(self._rows.values(), key=lambda row: (len(row[0]) == DISTRICT_KEY_CHARS, row[8] != "1")):
            if row[2] in _SILENT_FORMS:
                continue
            key = (row[0],)
            index[row[1]] = index.get(row[1], ()) + key
            if row[7]:
                for name in row[7].split("|"):
                    index[name] = index.get(name, ()) + key
        return index

    @cached_property
    def _tidy_index(self) -> dict[str, tuple[str, ...]]:
        """Map levelled spellings to keys; built only when a name is not found as it stands."""
        index: dict[str, tuple[str, ...]] = {}
        for name, keys in self._index.items():
            tidy = tidy_spelling(name)
            index[tidy] = tuple(dict.fromkeys(index.get(tidy, ()) + keys))
        return index

    def _place(self, ags: str) -> Place:
        """Build a place from its row, once."""
        place = self._places.get(ags)
        if place is None:
            place = self._places[ags] = _build_place(self._rows[ags])
        return place


def _build_place(row: list[str]) -> Place:
    """Read the columns of one row."""
    ags, name, form, latitude, longitude, population, geonames_id, alternates, current, until, postcode = row
    is_district = len(ags) == DISTRICT_KEY_CHARS
    return Place(
        ags=ags,
        name=name,
        form=form or None,
        kind="district" if is_district else "municipality",
        state=STATE_CODES[ags[:2]],
        parent=None if is_district else ags[:DISTRICT_KEY_CHARS],
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        population=int(population) if population else None,
        geonames_id=int(geonames_id) if geonames_id else None,
        names=(name, *alternates.split("|")) if alternates else (name,),
        current=current == "1",
        until=until or None,
        postcode=postcode or None,
    )


def user_folder(home: Path | None = None) -> Path:
    """Find the folder that holds the user's own table: the one given, NETZLESE_HOME, or the system's place for such data."""
    return user_home() if home is None else home


def embedded_path() -> Path:
    """Find the embedded table: beside the code in an installed package, in corpus/ in a checkout."""
    here = Path(__file__).resolve().parent
    tried = (here / "resources" / "places" / TABLE_NAME, here.parent / "corpus" / "places" / TABLE_NAME)
    for path in tried:
        if path.is_file():
            return path
    stood = " and ".join(map(str, tried))
    msg = f"{stood}: no such file; expected the embedded table of places; reinstall netzlese or run `make places`"
    raise PlacesError(msg)


def read_table(path: Path) -> Gazetteer:
    """Read a table of places.

    Raises:
        PlacesError: the file is no such table, or a row is broken.

    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as a table of places ({error}); import the register again with `netzlese places import`"
        raise PlacesError(msg) from error
    start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = dict(line[2:].split(": ", 1) for line in lines[:start] if ": " in line)
    if start == len(lines) or tuple(lines[start].split(",")) != COLUMNS:
        stood = lines[start] if start < len(lines) else ""
        msg = f"{path}: line {start + 1}: stands {stood!r}, expected columns {','.join(COLUMNS)}; import the register anew"
        raise PlacesError(msg)
    rows = list(csv.reader(lines[start + 1 :]))
    for number, row in enumerate(rows, start + 2):
        if len(row) != len(COLUMNS):
            msg = f"{path}: line {number}: stands {lines[number - 1]!r}, not {len(COLUMNS)} columns; import the register anew"
            raise PlacesError(msg)
    source = header.get("source", path.name)
    return Gazetteer(rows, source=source, date=header.get("date"), path=path, checksum=header.get("sha256"))


def load_gazetteer(home: Path | None = None) -> Gazetteer:
    """Load the user's imported table if there is one, else the embedded one."""
    own = user_folder(home) / TABLE_NAME
    return read_table(own if own.is_file() else embedded_path())


def lookup(name: str, gazetteer: Gazetteer) -> list[Place]:
    """Find places for a person who asks: by key, by name, else by what is spelled much like it.

    >>> table = load_gazetteer()
    >>> [place.ags for place in lookup("Herford", table)], lookup("05758012", table)[0].name, lookup("Paderbron", table)[0].name
    (['05758012', '05758'], 'Herford', 'Paderborn')
    """
    wanted = name.strip()
    if wanted.isdecimal():
        found = gazetteer.by_ags(wanted)
        return [found] if found else []
    exact = gazetteer.named(wanted) or gazetteer.named(wanted.title())
    return list(exact) or [place for place, _ in gazetteer.similar(wanted[:1].upper() + wanted[1:], least=0.75)]


def status(home: Path | None = None) -> PlacesStatus:
    """Say which table of places is in use, and what is in it."""
    gazetteer = load_gazetteer(home)
    current = [place for place in gazetteer if place.current]
    return PlacesStatus(
        source=gazetteer.source,
        date=gazetteer.date,
        path=gazetteer.path or embedded_path(),
        municipalities=sum(place.kind == "municipality" for place in current),
        districts=sum(place.kind == "district" for place in current),
        abolished=len(gazetteer) - len(current),
        checksum=gazetteer.checksum,
        is_imported=gazetteer.checksum is not None,
    )
