"""What the table of places must answer."""

from pathlib import Path

import pytest

from pipeline.errors import PlacesError
from pipeline.gazetteer import (
    COLUMNS,
    TABLE_NAME,
    Gazetteer,
    embedded_path,
    load_gazetteer,
    lookup,
    read_table,
    status,
    user_folder,
)
from pipeline.placenames import base_name, clean_name, spellings

HEAD = "# source: made up\n# date: 2024-01-31\n" + ",".join(COLUMNS) + "\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Load the embedded table, whatever this machine's user has imported."""
    return load_gazetteer(tmp_path_factory.mktemp("home"))


def keys(table: Gazetteer, name: str) -> list[str]:
    """List the keys of current places with a name."""
    return [place.ags for place in table.named(name) if place.current]


def test_kreis_and_stadt_of_one_name_are_both_found(table: Gazetteer) -> None:
    """A name gives the municipality first, then the district."""
    assert keys(table, "Herford") == ["05758012", "05758"]


def test_kreisfreie_stadt_is_found_by_its_municipal_key_only(table: Gazetteer) -> None:
    """Who says Bielefeld means the town of eight digits."""
    assert keys(table, "Bielefeld") == ["05711000"]
    district = table.by_ags("05711")
    assert district is not None
    assert district.form == "Kreisfreie Stadt"


@pytest.mark.parametrize(("surface", "ags"), [("Herfords", "05758012"), ("Wetteraukreises", "06440"), ("Worms'", "07319000")])
def test_genitive_is_tolerated(table: Gazetteer, surface: str, ags: str) -> None:
    """The ending of a genitive does not hide a place."""
    assert keys(table, surface)[0] == ags


@pytest.mark.parametrize(
    "surface",
    [
        "Neustadt a. d. Aisch",
        "Neustadt an der Aisch",
        "Neustadt/Aisch",
        "Neustadt (Aisch)",
        "Neustadt a.d.Aisch",
        "Neustadt / Aisch",
    ],
)
def test_every_way_of_writing_neustadt_leads_to_it(table: Gazetteer, surface: str) -> None:
    """Abbreviated, written out, with slash or brackets: one town."""
    assert keys(table, surface) == ["09575153"]


def test_four_lichtenaus_are_kept_apart(table: Gazetteer) -> None:
    """Homonyms are all returned; nobody is chosen here."""
    assert sorted(keys(table, "Lichtenau")) == ["05774028", "08216028", "09571175", "14522330"]


def test_forest_without_people_is_no_name(table: Gazetteer) -> None:
    """A gemeindefreies Gebiet joins no network, so its name is not looked for."""
    forests = [place for place in table if place.form == "gemeindefreies Gebiet"]
    assert len(forests) > 100
    assert not any(place in table.named(place.name) for place in forests)


def test_place_knows_state_parent_and_point(table: Gazetteer) -> None:
    """The columns arrive in their types."""
    place = table.by_ags("05766040")
    assert place is not None
    assert (place.name, place.kind, place.state, place.parent, place.current) == ("Lage", "municipality", "DE-NW", "05766", True)
    assert place.latitude == pytest.approx(51.99, abs=0.05)
    assert place.geonames_id == 2881956


def test_names_are_german(table: Gazetteer) -> None:
    """The name is the register's, not the English one of GeoNames."""
    place = table.by_ags("09162000")
    assert place is not None
    assert place.name == "München"
    assert table.named("Munich") == ()


def test_distance_falls_back_to_the_district(table: Gazetteer) -> None:
    """A municipality without a town of its name is as near as its district."""
    borchen, paderborn, munich = (table.by_ags(ags) for ags in ("05774012", "05774032", "09162000"))
    assert borchen
    assert paderborn
    assert munich
    assert borchen.latitude is None
    near, far = table.neighbours(borchen, paderborn), table.neighbours(borchen, munich)
    assert near is not None
    assert far is not None
    assert near < 25
    assert far > 300


def test_unknown_name_and_key_find_nothing(table: Gazetteer) -> None:
    """What is not there is not there."""
    assert table.named("Wolkenkuckucksheim") == ()
    assert table.by_ags("99999999") is None


def test_all_four_hundred_districts_are_current(table: Gazetteer) -> None:
    """Abolished districts stay known and are not current."""
    districts = table.districts()
    assert sum(place.current for place in districts) == 401  # Eisenach joined the Wartburgkreis after the table's day
    gone = table.by_ags("13052")
    assert gone is not None
    assert (gone.name, gone.current, gone.until) == ("Demmin", False, "2011-09-03")


def test_slip_of_the_pen_is_near(table: Gazetteer) -> None:
    """Two letters that changed places lead to the town."""
    assert [place.name for place, _ in table.similar("Paderbron") if place.kind == "municipality"] == ["Paderborn"]
    assert table.similar("Ulm") == []


def test_lookup_takes_keys_names_and_typos(table: Gazetteer) -> None:
    """A person may ask in any of three ways."""
    assert [place.ags for place in lookup("05758012", table)] == ["05758012"]
    assert lookup("herford", table)[0].ags == "05758012"
    assert lookup("Recklinghasuen", table)[0].name == "Recklinghausen"
    assert lookup("00000000", table) == []


def test_status_of_the_embedded_table(tmp_path: Path) -> None:
    """Without an import the embedded table is in use, and it has no checksum."""
    found = status(tmp_path)
    assert (found.source, found.is_imported, found.checksum) == ("embedded table", False, None)
    assert found.path == embedded_path()
    assert found.municipalities > 10_900


def test_own_table_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's import beats the embedded table, found through NETZLESE_HOME."""
    (tmp_path / TABLE_NAME).write_text(
        HEAD + "05999001,Musterstadt,Stadt,51.5,8.5,100,1,Muster|Altmuster,1,,33000\n", encoding="utf-8"
    )
    monkeypatch.setenv("NETZLESE_HOME", str(tmp_path))
    own = load_gazetteer()
    assert (own.source, own.date, len(own)) == ("made up", "2024-01-31", 1)
    assert own.named("Altmuster")[0].names == ("Musterstadt", "Muster", "Altmuster")
    assert user_folder() == tmp_path


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "expected columns"), ("a,b\n1,2\n", "line 1"), (HEAD + "05999001,Musterstadt\n", "line 4")],
)
def test_broken_table_says_where(tmp_path: Path, content: str, said: str) -> None:
    """A table that is none is refused with file, line and advice."""
    path = tmp_path / TABLE_NAME
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlacesError, match=said) as caught:
        read_table(path)
    assert str(path) in str(caught.value)
    assert "import" in str(caught.value)


def test_embedded_table_names_its_sources() -> None:
    """Both licences stand in the header, and the file stays small."""
    head = embedded_path().read_text(encoding="utf-8")[:2000]
    assert "Datenlizenz Deutschland" in head
    assert "CC BY 4.0" in head
    assert embedded_path().stat().st_size < 1_500_000


def test_embedded_table_is_sorted_and_unique() -> None:
    """Same sources, same bytes: the order is that of the keys."""
    lines = embedded_path().read_text(encoding="utf-8").splitlines()
    found = [line.split(",", 1)[0] for line in lines if line[0].isdigit()]
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("raw", "name", "form", "qualifier"),
    [
        ("Demmin, Hansestadt", "Demmin", "Stadt", None),
        ("Bad Reichenhall, GKSt", "Bad Reichenhall", "Stadt", None),
        ("Golzow, b Brandenburg an der Havel", "Golzow", None, "bei Brandenburg an der Havel"),
        ("Dreetz, b Neustadt, Dosse", "Dreetz", None, "bei Neustadt, Dosse"),
        ("Neuenkirchen, Kr Steinfurt", "Neuenkirchen", None, "Kreis Steinfurt"),
        ("Alsdorf, Stadt (ab 21.10.2009)", "Alsdorf", "Stadt", None),
        ("Ebstorf,Klosterflecken", "Ebstorf", "Flecken", None),
        ("Meschede, Kreis- und  Hochschulstadt", "Meschede", "Stadt", None),
        ("Lauenburg/ Elbe, Stadt", "Lauenburg/Elbe", "Stadt", None),
        ("Lohheide, gemfr. Bezirk", "Lohheide", "gemeindefreies Gebiet", None),
    ],
)
def test_register_name_is_taken_apart(raw: str, name: str, form: str | None, qualifier: str | None) -> None:
    """Titles give the type, additions are kept apart, the name stays."""
    clean = clean_name(raw)
    assert (clean.name, clean.form, clean.qualifier) == (name, form, qualifier)


def test_short_form_stands_last() -> None:
    """The ambiguous short form comes after the spellings that say more."""
    assert spellings("Bad Homburg v.d.Höhe")[-1] == "Bad Homburg"
    assert spellings("Sankt Goarshausen") == ("St. Goarshausen",)
    assert base_name("Rotenburg (Wümme)") == "Rotenburg"
