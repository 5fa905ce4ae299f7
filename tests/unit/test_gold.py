"""Loading gold: every slip of an annotator is a clear error."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ReadError
from pipeline.gold import find_quote, load_corpus, quote_spans, read_gold
from schemas.record import LIST_FIELDS, SCALAR_FIELDS


def _write(folder: Path, network: dict[str, Any] | None = None, **more: Any) -> Path:
    plain = {**dict.fromkeys(SCALAR_FIELDS), **{name: [] for name in LIST_FIELDS}, "evidence": {}, **(network or {})}
    gold = {"id": "a", "document": {"title": None, "date": None}, "networks": [plain], **more}
    path = folder / "a.json"
    path.write_text(json.dumps(gold))
    return path


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ({"naem": "X"}, "networks/0/naem: Extra inputs"),
        ({"start": "Juli 2020", "evidence": {"/start": "Juli"}}, "no EDTF date"),
        ({"name": "X"}, "no evidence for /name"),
        ({"evidence": {"/name": "X"}}, "holds no value"),
        ({"themes": ["weather"], "evidence": {"/themes/0": "X"}}, "themes/0"),
        ({"participants": [{"name": "Lage", "form": None, "kind": "town", "ags": None}]}, "participants/0/kind"),
        ({"participants": [{"name": "Lage", "form": None, "kind": "municipality", "ags": "5766040"}]}, "participants/0/ags"),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path: Path, network: dict[str, Any], words: str) -> None:
    """The message says which file, which key and what was expected."""
    path = _write(tmp_path, network)
    with pytest.raises(ReadError, match=words) as raised:
        read_gold(path)
    assert str(raised.value).startswith(str(path))


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    """Null is written down; a key left out may be forgotten."""
    path = _write(tmp_path)
    gold = json.loads(path.read_text())
    del gold["networks"][0]["end"]
    path.write_text(json.dumps(gold))
    with pytest.raises(ReadError, match="networks/0/end: Field required"):
        read_gold(path)


def test_the_id_is_the_file_name(tmp_path: Path) -> None:
    """Else the announcement would not be found."""
    with pytest.raises(ReadError, match="expected the file's own name 'a'"):
        read_gold(_write(tmp_path, id="b"))


def test_a_quote_that_is_not_in_the_text_is_an_error(tmp_path: Path) -> None:
    """A quote is literal; the message says which one is not."""
    gold = read_gold(_write(tmp_path, {"name": "Nord", "evidence": {"/name": "Netzwerk Nord"}}))
    with pytest.raises(ReadError, match="/name 'Netzwerk Nord'"):
        quote_spans(gold, "Das Netz Nord")
    assert quote_spans(gold, "Das Netzwerk\nNord") == [{"/name": (4, 17)}]


def test_a_quote_is_no_pattern() -> None:
    """Brackets and dots in a quote stand for themselves."""
    assert find_quote("Homberg\n(Efze)", "Homberg (Efze)") == (0, 14)
    assert find_quote("Homberg xEfzex", "Homberg (Efze)") is None


def test_an_announcement_must_be_there(tmp_path: Path) -> None:
    """Gold without its text measures nothing."""
    (tmp_path / "gold").mkdir()
    _write(tmp_path / "gold")
    with pytest.raises(ReadError, match=r"no announcement a\.\*"):
        load_corpus(tmp_path)


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    """A wrong folder is no corpus with nothing wrong in it."""
    with pytest.raises(ReadError, match="holds no gold"):
        load_corpus(tmp_path)
