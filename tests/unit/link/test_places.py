"""How a list of names is resolved together."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.link.places import PlaceContext, PlaceQuery, Resolution, resolve, suggest

SHARED = Path(__file__).resolve().parents[4] / "shared"
NOTHING = PlaceContext()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Load the embedded table, whatever this machine's user has imported."""
    return load_gazetteer(tmp_path_factory.mktemp("home"))


def ask(table: Gazetteer, *names: str, context: PlaceContext = NOTHING) -> list[Resolution]:
    """Resolve names of one list; a type word may stand before a name."""
    queries = []
    for name in names:
        form, _, rest = name.rpartition(":")
        queries.append(PlaceQuery(rest, form or None))
    return resolve(queries, context, table)


def found(answers: Sequence[Resolution]) -> list[str | None]:
    """List the keys."""
    return [answer.place.ags if answer.place else None for answer in answers]


def test_type_word_decides_between_kreis_and_stadt(table: Gazetteer) -> None:
    """The same name is a district or a town by its type word."""
    assert found(ask(table, "Kreis:Herford", "Stadt:Herford", "Landkreis:Herford")) == ["05758", "05758012", "05758"]


def test_bare_name_is_the_town(table: Gazetteer) -> None:
    """Without a type word the town is meant, unless the name is a district's alone."""
    assert found(ask(table, "Herford", "Ostholstein", "Wetteraukreis")) == ["05758012", "01055", "06440"]


def test_neighbours_decide_between_lichtenaus(table: Gazetteer) -> None:
    """The members of one list lie close together."""
    assert found(ask(table, "Lichtenau", "Salzkotten", "Büren"))[0] == "05774028"
    assert found(ask(table, "Lichtenau", "Ansbach", "Heilsbronn"))[0] == "09571175"


def test_lichtenau_alone_stays_open(table: Gazetteer) -> None:
    """Doubt stays doubt: candidates, no place."""
    (answer,) = ask(table, "Lichtenau")
    assert answer.place is None
    assert answer.reason == "ambiguous"
    assert len(answer.candidates) == 4
    assert sum(share for _, share in answer.candidates) == pytest.approx(1, abs=0.01)


def test_lists_do_not_vouch_for_each_other(table: Gazetteer) -> None:
    """A neighbour in another list says nothing."""
    queries = [PlaceQuery("Lichtenau", group=0), PlaceQuery("Salzkotten", group=1)]
    assert found(resolve(queries, NOTHING, table)) == [None, "05774036"]


@pytest.mark.parametrize(("state", "ags"), [("DE-NW", "05766040"), ("DE-NI", "03456013")])
def test_state_decides_between_lages(table: Gazetteer, state: str, ags: str) -> None:
    """A state named in the text decides."""
    assert found(ask(table, "Lage", context=PlaceContext(states={state}))) == [ags]


def test_district_named_in_the_text_decides(table: Gazetteer) -> None:
    """A district named anywhere decides between eleven Neuenkirchens."""
    assert found(ask(table, "Neuenkirchen")) == [None]
    assert found(ask(table, "Neuenkirchen", context=PlaceContext(districts={"05566"}))) == ["05566060"]


@pytest.mark.parametrize(
    ("surface", "ags"),
    [
        ("Lichtenau (Kreis Paderborn)", "05774028"),
        ("Lichtenau (Sachsen)", "14522330"),
        ("Lage (Lippe)", "05766040"),
        ("Frankfurt/Oder", "12053000"),
        ("Neustadt/Aisch", "09575153"),
        ("Neuenkirchen, Kreis Steinfurt", "05566060"),
        ("Stadt Paderborn", "05774032"),
        ("Kreis Paderborn", "05774"),
        ("Herfords", "05758012"),
        ("St. Ingbert", "10045117"),
        ("Sankt Ingbert", "10045117"),
    ],
)
def test_name_with_more_in_it(table: Gazetteer, surface: str, ags: str) -> None:
    """Brackets, slashes, type words inside the name, genitives."""
    assert found(ask(table, surface)) == [ags]


def test_city_stands_out_among_villages_of_its_name(table: Gazetteer) -> None:
    """Münster alone is the city; in a list of its neighbours the other Münster is found."""
    assert found(ask(table, "Münster")) == ["05515000"]
    assert found(ask(table, "Münster", "Dieburg", "Eppertshausen", "Babenhausen"))[0] == "06432015"


def test_size_alone_decides_nothing(table: Gazetteer) -> None:
    """A somewhat larger town is no reason."""
    assert found(ask(table, "Steinheim")) == [None]


def test_abolished_place_gives_way_to_the_current_one(table: Gazetteer) -> None:
    """Demmin has an old key and a new one; the new one holds."""
    assert found(ask(table, "Stadt:Demmin")) == ["13071029"]


def test_abolished_place_is_taken_where_nothing_else_fits(table: Gazetteer) -> None:
    """An old name is found in an old text, with less confidence, and not in a new one."""
    old, new = (ask(table, "Landkreis:Demmin", context=PlaceContext(date=day))[0] for day in ("2010-05", "2020-05"))
    assert old.place is not None
    assert old.place.ags == "13052"
    assert old.confidence <= 0.7
    assert (new.place, new.reason) == (None, "abolished")
    assert new.candidates[0][0].ags == "13052"


def test_samtgemeinde_has_no_key(table: Gazetteer) -> None:
    """An association carries a municipality's name without being it."""
    (answer,) = ask(table, "Samtgemeinde:Brome")
    assert (answer.place, answer.reason) == (None, "association")


def test_amt_in_a_municipality_name_is_no_association(table: Gazetteer) -> None:
    """Amt Neuhaus is a municipality, whichever way its name is cut."""
    assert found(ask(table, "Amt:Neuhaus", "Amt Neuhaus")) == ["03355049", "03355049"]


def test_unknown_and_unfit_names_say_so(table: Gazetteer) -> None:
    """A name in no list, and a type that no place of the name has."""
    unknown, unfit = ask(table, "Wolkenkuckucksheim", "Kreis:Bielefeld")
    assert (unknown.reason, unknown.candidates) == ("unknown", ())
    assert unfit.reason == "unfit"
    assert unfit.candidates[0][0].ags == "05711000"


def test_gemeinde_that_the_table_calls_stadt_still_resolves(table: Gazetteer) -> None:
    """One place of a name is taken even where the type disagrees, with less confidence."""
    (answer,) = ask(table, "Gemeinde:Böblingen")
    assert answer.place is not None
    assert answer.confidence < 0.9


def test_kind_hint_stands_in_for_a_type_word(table: Gazetteer) -> None:
    """A hint asks for a district where the type word is missing."""
    assert found(resolve([PlaceQuery("Herford", kind_hint="district")], NOTHING, table)) == ["05758"]


def test_empty_list_is_answered_empty(table: Gazetteer) -> None:
    """No question, no answer."""
    assert resolve([], NOTHING, table) == []


def test_same_input_same_answer(table: Gazetteer) -> None:
    """Nothing is remembered between calls."""
    names = ("Lage", "Lichtenau", "Kreis:Höxter", "Neuenkirchen")
    assert ask(table, *names) == ask(table, *names)


def test_typo_is_suggested_and_never_taken(table: Gazetteer) -> None:
    """A slip of the pen stays unresolved and gets a suggestion."""
    assert found(ask(table, "Paderbron")) == [None]
    assert [place.name for place, _ in suggest("Paderbron", NOTHING, table)] == ["Paderborn"]
    assert suggest("Paderborn", NOTHING, table) == []
    assert suggest("Ulmm", NOTHING, table) == []


@pytest.mark.parametrize("with_towns_typed", [True, False])
def test_the_real_lists_resolve_to_the_last_key(table: Gazetteer, *, with_towns_typed: bool) -> None:
    """All 26 members of the real page's three networks, with and without the towns' type words."""
    path = SHARED / "seed" / "expected.json"
    if not path.is_file():
        pytest.skip("the real page is not beside this checkout")
    networks = json.loads(path.read_text(encoding="utf-8"))["networks"]
    queries, wanted = [], []
    for group, network in enumerate(networks):
        for member in network["participants"]:
            form = member["form"] if with_towns_typed or member["form"] == "Kreis" else None
            queries.append(PlaceQuery(member["name"], form, group))
            wanted.append(network["ags"][f"{member['form']} {member['name']}"])
    assert len(wanted) == 26
    assert found(resolve(queries, NOTHING, table)) == wanted
