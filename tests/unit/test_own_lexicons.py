"""The user's own word lists: they add to those shipped, and where there are none nothing changes."""

import dataclasses
from pathlib import Path

import pytest

from pipeline.errors import LexiconError
from pipeline.lexicon import Lexicons
from pipeline.lexicon_cache import digest_of
from pipeline.lexicon_check import check_lexicons
from pipeline.lexicon_files import own_files, read_lists
from pipeline.run import Pipeline
from pipeline.settings import Settings, find_own_lexicons

HEADER = "name: {name}\nabout: x\nsource: x\nlicence: MIT\n"
BIRDS = (
    HEADER.format(name="birds")
    + """\
matching: casefold
entries:
  - {id: amsel, label: Amsel, variants: [Amsel, Schwarzdrossel], kind: thrush, examples: [eine Amsel]}
  - {id: meise, label: Meise, variants: [Meise], plural: [Meisen], ambiguous: true}
  - {id: specht, label: Specht, variants: [Specht]}
"""
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with one shipped list, and a cache of its own."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "birds.yaml").write_text(BIRDS, encoding="utf-8")
    (lists / "page_parts.yaml").write_text(HEADER.format(name="page_parts") + "entries: []\n", encoding="utf-8")
    return lists


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Give an empty folder of own lists."""
    mine = tmp_path / "own"
    mine.mkdir()
    return mine


def _write(own: Path, entries: str, *, name: str = "birds", more: str = "") -> Path:
    path = own / f"{name}.yaml"
    path.write_text(HEADER.format(name=name) + more + f"entries:\n{entries}", encoding="utf-8")
    return path


def _birds(folder: Path, own: Path) -> dict[str, object]:
    (birds, _) = read_lists(folder, own)
    return {entry.id: entry for entry in birds.entries}


def test_without_own_lists_nothing_changes(folder: Path, own: Path) -> None:
    """The checksum is that of the shipped lists, whether the folder is missing, empty, or holds other things."""
    (own / "refused.json").write_text("{}")
    checksums = {
        digest_of(folder),
        digest_of(folder, own),
        digest_of(folder, own / "missing"),
        Lexicons.load(folder, own=own).digest,
    }
    assert len(checksums) == 1
    assert own_files(own) == []


def test_an_own_list_changes_the_checksum_and_the_cache(folder: Path, own: Path) -> None:
    """What was compiled without it is not taken for what is compiled with it."""
    before = Lexicons.load(folder, own=own)
    _write(own, "  - {id: star, label: Star, variants: [Star]}\n")
    after = Lexicons.load(folder, own=own)
    assert before.digest != after.digest
    assert (before.scan("ein Star"), [hit.entry.id for hit in after.scan("ein Star")["birds"]]) == ({}, ["star"])
    assert Lexicons.load(folder).scan("ein Star") == {}
    assert Lexicons.load(folder, own=own).scan("ein Star")["birds"]  # from the cache


def test_an_entry_of_the_same_id_extends_the_shipped_one(folder: Path, own: Path) -> None:
    """Lists are added, other fields that are set stand instead, what is not set stays."""
    _write(own, "  - {id: amsel, label: Merle, variants: [Merle], examples: [die Merle], weak: true}\n")
    amsel = _birds(folder, own)["amsel"]
    assert dataclasses.asdict(Lexicons.load(folder, own=own).listed("birds")[0]) | {"participle": ()} == {
        **dataclasses.asdict(Lexicons.load(folder).listed("birds")[0]),
        "label": "Merle",
        "variants": ("Amsel", "Schwarzdrossel", "Merle"),
        "weak": True,
    }
    assert amsel.examples == ("eine Amsel", "die Merle")  # type: ignore[attr-defined]


def test_a_new_entry_is_matched_as_the_shipped_list_is(folder: Path, own: Path) -> None:
    """Unless its own file or the entry says otherwise."""
    _write(own, "  - {id: star, label: Star, variants: [Star]}\n")
    assert "birds" in Lexicons.load(folder, own=own).scan("ein star")
    _write(own, "  - {id: star, label: Star, variants: [Star]}\n", more="matching: exact\n")
    assert "birds" not in Lexicons.load(folder, own=own).scan("ein star")


def test_entries_stay_in_the_order_of_their_ids(folder: Path, own: Path) -> None:
    """An own entry stands where a shipped one would."""
    _write(own, "  - {id: buchfink, label: Buchfink, variants: [Buchfink]}\n")
    assert [entry.id for entry in Lexicons.load(folder, own=own).listed("birds")] == ["amsel", "buchfink", "meise", "specht"]


def test_a_variant_in_two_entries_belongs_to_the_users(folder: Path, own: Path) -> None:
    """So that a new version of the shipped lists cannot break an own one; entries left without a variant go."""
    _write(own, "  - {id: drossel, label: Drossel, variants: [Schwarzdrossel]}\n  - {id: hacker, label: x, variants: [Specht]}\n")
    found = Lexicons.load(folder, own=own)
    assert [hit.entry.id for hit in found.scan("Schwarzdrossel, Specht und Amsel")["birds"]] == ["drossel", "hacker", "amsel"]
    assert [entry.id for entry in found.listed("birds")] == ["amsel", "drossel", "hacker", "meise"]


def test_ambiguous_variants_stay_in_both(folder: Path, own: Path) -> None:
    """Where both entries say so."""
    _write(own, "  - {id: kohlmeise, label: Kohlmeise, variants: [Meise], ambiguous: true}\n")
    assert len(Lexicons.load(folder, own=own).scan("eine Meise")["birds"]) == 2


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("birds", "entries: [\n", "birds.yaml"),
        ("birds", HEADER.format(name="birds") + "entries:\n  - {id: star, label: Star}\n", "'star'"),
        ("birds", HEADER.format(name="birds") + "entries:\n  - {id: star, label: Star, variants: [Star], vogel: 1}\n", "'star'"),
        ("birds", HEADER.format(name="vögel") + "entries: []\n", "expected 'birds'"),
        ("fish", HEADER.format(name="fish") + "entries: []\n", "no word list of Netzlese; expected one of birds"),
        ("page_parts", HEADER.format(name="page_parts") + "entries: []\n", "read only as it is shipped"),
    ],
)
def test_a_broken_own_list_is_named(folder: Path, own: Path, name: str, text: str, says: str) -> None:
    """File, entry, and what was expected; the lists are not loaded without it."""
    path = own / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        Lexicons.load(folder, own=own)
    assert str(path) in str(error.value)
    assert says in str(error.value)


def test_the_examples_of_own_lists_are_checked(folder: Path, own: Path) -> None:
    """Beside those shipped; each line names the file it is about."""
    path = _write(own, "  - {id: star, label: Star, variants: [Star], examples: [ein Spatz], counterexamples: [der Star]}\n")
    checked, problems = check_lexicons(folder, own=own)
    assert [line.split(",")[0] for line in checked] == ["birds: 3 entries", "page_parts: 0 entries", "own birds: 1 entries"]
    assert len(problems) == 2
    assert all(line.startswith(f"{path}: entry 'star'") for line in problems)
    path.write_text("entries", encoding="utf-8")
    assert str(path) in check_lexicons(folder, "birds", own=own)[1][0]


def test_own_lists_are_found_in_the_users_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NETZLESE_HOME overrides; without the folder there are none."""
    monkeypatch.setenv("NETZLESE_HOME", str(tmp_path))
    assert (find_own_lexicons(), Settings().own_lexicons) == (None, None)
    (tmp_path / "lexicons").mkdir()
    assert find_own_lexicons() == Settings().own_lexicons == tmp_path / "lexicons"


def test_the_chain_reads_with_the_users_own_lists(tmp_path: Path) -> None:
    """A body that only the user's list knows is found, and the report says that other lists were read."""
    entry = "  - {id: quendelwerk, label: Quendelwerk, variants: [Quendelwerk]}\n"
    _write(tmp_path, entry, name="organisations")
    text = "Das Klimaschutznetzwerk Mustertal ist gestartet. Das Netzwerkmanagement übernimmt Quendelwerk. Mitglied ist die Stadt Herford."
    with_own, without = (Pipeline(Settings(own_lexicons=own)).extract_text(text) for own in (tmp_path, None))
    managers = [[(actor.name, actor.entity) for actor in report.networks[0].managers] for report in (with_own, without)]
    assert managers[0] == [("Quendelwerk", "quendelwerk")]
    assert managers[0] != managers[1]
    assert with_own.meta.lexicons != without.meta.lexicons
