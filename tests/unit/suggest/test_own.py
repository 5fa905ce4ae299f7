"""Accepting writes to the user's own lists and keeps what is there; refusing is remembered."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import LexiconError, ReviewError
from pipeline.lexicon_check import check_lexicons
from pipeline.lexicon_files import read_own
from pipeline.settings import Settings
from pipeline.suggest.own import accept, keep, refuse, refused
from pipeline.suggest.shapes import Effect, Proposal

TODAY = "2026-11-24"


def _proposal(name: str, entry: dict[str, Any], number: str = "p1") -> Proposal:
    whole = {"label": entry["variants"][0], "examples": [entry["variants"][0]]} | entry
    return Proposal(number, name, "new", whole, ("a.txt", "b.txt"), ("Erika", "Jan"), ("2026-11-20", "2026-11-23"), Effect())


QUENDEL = _proposal("organisations", {"id": "quendelwerk", "variants": ["Quendelwerk"]})
WEIDE = _proposal("organisations", {"id": "weidenwerk", "variants": ["Weidenwerk"]}, "p2")
BIRKE = _proposal("programmes", {"id": "birkenprogramm", "variants": ["Birkenprogramm"]}, "p3")


def test_accepted_entries_are_written_to_their_lists(tmp_path: Path) -> None:
    """Sorted, with an example and a note of who and when; the shipped lists take them, and their examples hold."""
    own = tmp_path / "lexicons"
    keep(own, [WEIDE, QUENDEL, BIRKE])
    lines = accept(["p2", "p1", "p3"], own, today=TODAY)
    assert sorted(path.name for path in own.iterdir()) == ["organisations.yaml", "programmes.yaml", "suggested.json"]
    bodies = read_own(own / "organisations.yaml").entries
    assert [(entry.id, entry.examples) for entry in bodies] == [("quendelwerk", ("Quendelwerk",)), ("weidenwerk", ("Weidenwerk",))]
    assert bodies[0].note == "from corrections by Erika, Jan in 2 documents, 2026-11-20 to 2026-11-23; accepted 2026-11-24"
    assert len(lines) == 4
    assert "netzlese ingest --again" in lines[-1]
    assert check_lexicons(Settings().lexicons, "organisations", own=own)[1] == []


def test_what_an_own_list_holds_stays(tmp_path: Path) -> None:
    """Its header, its comments at the top, its entries; one of the same id grows."""
    path = tmp_path / "organisations.yaml"
    path.write_text(
        "# mine\nname: organisations\nabout: Our bodies.\nsource: our office\nlicence: ours\nmatching: casefold\nentries:\n"
        "  - {id: quendelwerk, label: Das Quendelwerk, variants: [QW], note: by hand}\n  - {id: zaun, label: Zaun, variants: [Zaun]}\n",
        encoding="utf-8",
    )
    keep(tmp_path, [QUENDEL])
    accept(["p1"], tmp_path, today=TODAY)
    assert path.read_text(encoding="utf-8").startswith("# mine\nname: organisations\nabout: Our bodies.\n")
    lexicon = read_own(path)
    assert (lexicon.source, lexicon.matching, [entry.id for entry in lexicon.entries]) == (
        "our office",
        "casefold",
        ["quendelwerk", "zaun"],
    )
    grown = lexicon.entries[0]
    assert (grown.label, grown.variants, grown.examples) == ("Das Quendelwerk", ("QW", "Quendelwerk"), ("Quendelwerk",))
    assert grown.note is not None
    assert grown.note.startswith("by hand; from corrections by Erika")
    before = path.read_text(encoding="utf-8")
    keep(tmp_path, [QUENDEL])
    accept(["p1"], tmp_path, today=TODAY)
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("deed", [accept, refuse])
def test_an_unknown_id_changes_nothing(tmp_path: Path, deed: Any) -> None:
    """Also beside a known one; the message says what to do."""
    keep(tmp_path, [QUENDEL])
    with pytest.raises(ReviewError, match="nope: the last search proposed no such entry; run netzlese suggest"):
        deed(["p1", "nope"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["suggested.json"]


def test_what_would_break_a_list_is_not_written(tmp_path: Path) -> None:
    """The list stays as it is, and the proposal is still there."""
    path = tmp_path / "organisations.yaml"
    before = "name: organisations\nabout: x\nsource: x\nlicence: x\nentries:\n  - {id: amt, label: Amt, variants: [Quendelwerk]}\n"
    path.write_text(before, encoding="utf-8")
    keep(tmp_path, [QUENDEL])
    with pytest.raises(LexiconError, match="nothing was written"):
        accept(["p1"], tmp_path)
    assert path.read_text(encoding="utf-8") == before
    path.write_text("entries: [", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"organisations\.yaml"):
        accept(["p1"], tmp_path)
    assert list(json.loads((tmp_path / "suggested.json").read_text(encoding="utf-8"))) == ["p1"]


def test_refusals_are_remembered(tmp_path: Path) -> None:
    """With what and when; earlier ones stay, and what was refused can no longer be accepted."""
    keep(tmp_path, [QUENDEL, WEIDE])
    assert refused(tmp_path) == frozenset()
    assert "will not be proposed again" in refuse(["p1"], tmp_path, today=TODAY)[0]
    refuse(["p2"], tmp_path, today=TODAY)
    assert refused(tmp_path) == {"p1", "p2"}
    kept = json.loads((tmp_path / "refused.json").read_text(encoding="utf-8"))
    assert kept["p1"] == {"list": "organisations", "entry": "Quendelwerk", "refused": TODAY}
    with pytest.raises(ReviewError):
        accept(["p1"], tmp_path)


def test_the_beginning_of_an_id_is_enough_where_it_is_one(tmp_path: Path) -> None:
    """Four signs at least, and only one proposal that begins so."""
    entry = {"id": "quendelwerk", "variants": ["Quendelwerk"]}
    keep(
        tmp_path,
        [_proposal("organisations", entry, "abcd1"), _proposal("funders", entry, "abcd2"), _proposal("topics", entry, "ffff0")],
    )
    for unclear in ("abcd", "fff", ""):
        with pytest.raises(ReviewError):
            refuse([unclear], tmp_path)
    refuse(["ffff", "abcd2"], tmp_path)
    assert refused(tmp_path) == {"abcd2", "ffff0"}


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_file_of_refusals_is_named(tmp_path: Path, content: str) -> None:
    """It is not silently written over."""
    (tmp_path / "refused.json").write_text(content)
    with pytest.raises(ReviewError, match=r"refused\.json"):
        refused(tmp_path)


def test_a_full_disk_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is there as before, and nothing beside it."""
    keep(tmp_path, [QUENDEL])

    def fail(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ReviewError, match="No space left on device"):
        accept(["p1"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["suggested.json"]


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    """Umlauts as they are, words that YAML could mistake quoted."""
    keep(tmp_path, [_proposal("topics", {"id": "oel", "variants": ["Öl: nein", "yes", "2020"]})])
    accept(["p1"], tmp_path)
    text = (tmp_path / "topics.yaml").read_text(encoding="utf-8")
    assert "Öl" in text
    assert yaml.safe_load(text)["entries"][0]["variants"] == ["Öl: nein", "yes", "2020"]
