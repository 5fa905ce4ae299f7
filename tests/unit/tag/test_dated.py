"""Texts without any word for a network are only dated, and lose nothing by it."""

import pytest

from pipeline.run import Pipeline
from pipeline.tag import Tagger
from schemas.document import Document

_PAGES = (
    (
        "Rathaus geschlossen\n\nStand: 4. Mai 2021\n\nAm Freitag bleibt das Rathaus der Stadt Lage zu. Auskunft gibt Frau Anna Muster, "
        "Telefon 05232 1234, rathaus@lage.example, seit 2019 Leiterin des Bürgerbüros."
    ),
    "Lemgo, 12. Juni 2020. Zehn Kommunen feiern das Schützenfest.\n\nTermine:\n- Lage\n- Detmold\n\nGefördert durch die Sparkasse.",
    "Ein Satz ohne Tag.",
)


@pytest.fixture(scope="module")
def chain() -> Pipeline:
    """Build the chain once."""
    return Pipeline()


def _report(chain: Pipeline, text: str, *, thorough: bool) -> str:
    kept = chain.stages
    tagger = Tagger(chain.lexicons, thorough=thorough)
    chain.stages = tuple(tagger if getattr(stage, "name", "") == "tag" else stage for stage in kept)
    try:
        return chain.extract_text(text).model_dump_json()
    finally:
        chain.stages = kept


@pytest.mark.parametrize("text", _PAGES)
def test_a_page_that_is_only_dated_gives_the_report_of_one_read_in_full(chain: Pipeline, text: str) -> None:
    """The date, the sections, the findings: all but what no report of such a page shows."""
    assert _report(chain, text, thorough=False) == _report(chain, text, thorough=True)


def test_a_page_without_a_word_for_a_network_is_not_searched_for_members(chain: Pipeline) -> None:
    """Its only mention is what dates it."""
    found = Document("a", "a", "text/plain", "0", _PAGES[1])
    for stage in chain.stages[:3]:
        found = stage(found)
    assert {mention.label for mention in found.mentions} == {"dateline"}


def test_a_page_with_such_a_word_is_searched(chain: Pipeline) -> None:
    """One word is enough."""
    found = Document("a", "a", "text/plain", "0", "Das Klimaschutznetzwerk trifft sich in Lage.")
    for stage in chain.stages[:3]:
        found = stage(found)
    assert {"network", "place"} <= {mention.label for mention in found.mentions}
