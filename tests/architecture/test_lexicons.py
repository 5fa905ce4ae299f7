"""Every word list keeps its form and passes its own examples (STYLE §6)."""

from pathlib import Path

import pytest
import yaml

from pipeline.lexicon import Lexicons, lexicon_files, read_lexicon
from pipeline.lexicon_check import check_entry
from pipeline.settings import Settings

FOLDER = Settings().lexicons
FILES = lexicon_files(FOLDER)
#: a list of this many entries is a CSV, which has no room for examples
MANY = 2_000


@pytest.fixture(scope="module")
def engine() -> Lexicons:
    """Give all lists, those too that other code compiles for itself."""
    return Lexicons.load(FOLDER, every=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_is_valid(path: Path) -> None:
    """Schema, NFC, trimmed, sorted by id, no variant in two entries unless both say so; the name is the file's."""
    lexicon = read_lexicon(path)
    assert lexicon.name == path.stem
    assert all((lexicon.about, lexicon.source, lexicon.licence))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples_are_found_and_counterexamples_are_not(path: Path, engine: Lexicons) -> None:
    """Each example by its own entry, each counterexample not by it."""
    lexicon = read_lexicon(path)
    assert [line for entry in lexicon.entries for line in check_entry(engine, path, lexicon.name, entry)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_has_an_example(path: Path) -> None:
    """An entry without an example is untested; only long tables go without."""
    lexicon = read_lexicon(path)
    if path.suffix == ".csv":
        assert len(lexicon.entries) > MANY
        return
    assert [entry.id for entry in lexicon.entries if not entry.examples] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".csv"], ids=lambda path: path.stem)
def test_a_table_has_its_header_beside_it(path: Path) -> None:
    """A CSV says where it is from in ``<name>.meta.yaml``."""
    header = yaml.safe_load(path.with_name(f"{path.stem}.meta.yaml").read_text(encoding="utf-8"))
    assert {"name", "about", "source", "licence"} <= set(header)
