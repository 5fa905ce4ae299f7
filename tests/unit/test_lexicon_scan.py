"""One run over a text finds the words of all lists, whatever shares their beginnings."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import Hit, Lexicons, fold
from pipeline.lexicon_cache import split_keys
from pipeline.needles import find_needles, needles_of
from pipeline.user_cache import keep

HEAD = "name: {}\nabout: x\nsource: x\nlicence: MIT\nmatching: {}\nentries:\n"
NETS = "  - {id: net, label: Netz, variants: [Netz, Netzwerk, Netzwerkmanagement, Netzwerkmanager]}\n"
HEADS = "  - {id: head, label: Netzwerk, variants: [Netzwerk, Effizienznetzwerk], value: compound}\n"
NAMES = ("Lage", "Bad Lage", "Baden-Baden", "Bad Belzig")


@pytest.fixture
def lexicons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lexicons:
    """Give two small lists and some places."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "nets.yaml").write_text(HEAD.format("nets", "inflected") + NETS, encoding="utf-8")
    (lists / "heads.yaml").write_text(HEAD.format("heads", "inflected") + HEADS, encoding="utf-8")
    return Lexicons.load(lists, names=NAMES)


def _surfaces(hits: list[Hit]) -> list[str]:
    return [hit.surface for hit in hits]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Netz", ["Netz"]),
        ("des Netzes", ["Netzes"]),
        ("ein Netzbetreiber", []),
        ("Netzwerkmanagements", ["Netzwerkmanagements"]),
        ("Netzwerkmanager:innen", ["Netzwerkmanager:innen"]),
        ("Netzwerkmanager: innen", ["Netzwerkmanager"]),
        ("Netzwerkmanager*in, Netz", ["Netzwerkmanager*in", "Netz"]),
    ],
)
def test_endings_and_gender_forms_belong_to_the_word(lexicons: Lexicons, text: str, surfaces: list[str]) -> None:
    """What follows a beginning is compared, and the longest form counts."""
    assert _surfaces(lexicons.scan(text).get("nets", [])) == surfaces


def test_a_compound_begins_where_its_word_does(lexicons: Lexicons) -> None:
    """Also behind a hyphen; of two heads that end together the longer one comes first, both of the whole word."""
    text = "das Energieeffizienznetzwerk und ein Strom-Netzwerk"
    hits = lexicons.scan(text)["heads"]
    assert _surfaces(hits) == ["Energieeffizienznetzwerk", "Strom-Netzwerk"]
    assert hits[0].variant == "Effizienznetzwerk"


def test_names_of_places_stand_as_they_are_written(lexicons: Lexicons) -> None:
    """With a genitive, and with a blank for a dash; the longest of those that overlap."""
    text = "Lages und Bad Lage, nicht in dieser lage, Baden Baden"
    assert _surfaces(lexicons.scan(text)["places"]) == ["Lages", "Bad Lage", "Baden Baden"]


@given(
    text=st.lists(st.sampled_from([*NAMES, "Belzigs", "Netz", "s", "es", "werk", "-", " ", "\n", "Bad", ":in", "ſ", "ı"])).map(
        "".join
    )
)
def test_what_was_found_holds_for_a_text_that_folds_alike(shared: Lexicons, text: str) -> None:
    """With blanks for line ends it is what a run over that text finds."""
    unwrapped = text.replace("\n", " ")
    assert shared.find(text).hits(unwrapped) == shared.scan(unwrapped)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Lexicons:
    """Give the same lists for many texts."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("scan")
        patch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: folder / "cache")
        lists = folder / "lists"
        lists.mkdir()
        (lists / "nets.yaml").write_text(HEAD.format("nets", "inflected") + NETS, encoding="utf-8")
        return Lexicons.load(lists, names=NAMES)


@given(text=st.text())
def test_folding_is_that_of_single_characters(text: str) -> None:
    """Small letters and digits stay, all else is a blank; the length stays too."""
    lowered = text.lower() if len(text.lower()) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    assert fold(text) == "".join(char if char.isalnum() else " " for char in lowered)


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=30), unique=True))
def test_split_keys_can_be_put_together(keys: list[str]) -> None:
    """Every folded string has one beginning, and keeps what it means."""
    heads = split_keys({key: [("c", number, key)] for number, key in enumerate(keys)})
    whole = [(head + rest, meaning[2]) for head, ways in heads.items() for rest, meaning in ways]
    assert sorted(whole) == sorted((key, key) for key in keys)


def test_needles_are_kept_and_a_damaged_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is read; a flipped byte is noticed."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path)
    patterns = [("gegründet", 0), (r"\d", 0)]
    expected = [find_needles(*pattern) for pattern in patterns]
    assert needles_of(patterns) == expected
    (path,) = tmp_path.glob("needles-*.bin")
    whole = path.read_bytes()
    monkeypatch.setattr("pipeline.needles.find_needles", lambda *_pattern: ())
    assert needles_of(patterns) == expected
    monkeypatch.undo()
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert needles_of(patterns) == expected
    assert path.read_bytes() == whole


def test_few_files_of_a_kind_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of other kinds are left alone."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path)
    keep("other", "key", lambda: 1)
    for number in range(9):
        assert keep("kind", f"{number}" * 24, partial(int, number)) == number
    assert len(list(tmp_path.glob("kind-*"))) == 4
    assert len(list(tmp_path.glob("other-*"))) == 1
