"""The corpus: its gold fits its texts, covers what it must, and no field scores below its floor."""

from pathlib import Path

import pytest
import yaml

from pipeline.errors import ReadError
from pipeline.gold import GoldCase, load_corpus, quote_spans, read_gold
from pipeline.read import Reader
from pipeline.score import below_floor, evaluate_corpus, read_floors
from pipeline.settings import Settings
from schemas.document import Document
from schemas.record import LIST_FIELDS, SCALAR_FIELDS

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "dev"
BLIND = CORPUS.parent / "blind"
CASES = load_corpus(CORPUS)
ALL_CASES = [*CASES, *load_corpus(BLIND)]


def _text(case: GoldCase) -> str:
    (document,) = Reader(Settings()).read(str(case.source))
    if not isinstance(document, Document):
        raise ReadError(str(document))
    return document.raw


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.gold.id)
def test_every_quote_stands_in_the_text_the_reader_gives(case: GoldCase) -> None:
    """Gold quotes what is visible, so a quote that is not found is gold's mistake or the reader's."""
    assert len(quote_spans(case.gold, _text(case))) == len(case.gold.networks)


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.gold.id)
def test_every_announcement_says_where_it_is_from(case: GoldCase) -> None:
    """Style, state, year, phenomena and origin stand beside the text; a negative has no network."""
    about = yaml.safe_load(case.source.with_name(f"{case.gold.id}.meta.yaml").read_text(encoding="utf-8"))
    assert about["id"] == case.gold.id
    assert {"style", "state", "year", "phenomena", "negative", "author", "origin"} <= set(about)
    assert about["negative"] == (not case.gold.networks)


def test_the_corpus_is_large_and_mixed() -> None:
    """At least 300 announcements, 60 of them without a network, 40 of them blind, and every field somewhere."""
    assert len(ALL_CASES) >= 300
    assert len(ALL_CASES) - len(CASES) >= 40
    assert sum(not case.gold.networks for case in ALL_CASES) >= 60
    networks = [network for case in CASES for network in case.gold.networks]
    assert [name for name in (*SCALAR_FIELDS, *LIST_FIELDS) if not any(getattr(network, name) for network in networks)] == []


def test_no_file_of_the_corpus_is_without_its_partner() -> None:
    """Every announcement has gold, every gold an announcement."""
    announced = {path.name.partition(".")[0] for folder in (CORPUS, BLIND) for path in (folder / "announcements").iterdir()}
    assert announced == {case.gold.id for case in ALL_CASES}


def test_every_blind_announcement_was_marked_twice() -> None:
    """Author and second annotator each left what they wrote, in the shape of gold."""
    ids = {case.gold.id for case in ALL_CASES} - {case.gold.id for case in CASES}
    for folder in ("first", "second"):
        assert {read_gold(path).id for path in (BLIND / folder).glob("*.json")} == ids


def test_no_field_drops_below_its_floor() -> None:
    """Raise a floor when a field improves; lower one only with a reason in the changelog."""
    evaluation = evaluate_corpus(CORPUS, Settings())
    assert below_floor(evaluation, read_floors(CORPUS / "gold" / "floors.yaml")) == []


def test_every_field_has_a_floor() -> None:
    """A field without a floor could drop unseen."""
    floors = read_floors(CORPUS / "gold" / "floors.yaml")
    assert [name for name in ("networks", "micro", "macro", *SCALAR_FIELDS, *LIST_FIELDS) if name not in floors] == []
