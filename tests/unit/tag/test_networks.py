"""Names of networks: what ``pipeline.tag.networks`` reads out of a phrase."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.read import Reader
from pipeline.run import Pipeline
from schemas.mention import Mention

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "tag" / "networks.yaml").read_text(encoding="utf-8"))


def _networks(chain: Pipeline, text: str) -> list[Mention]:
    """Give the network mentions of a text."""
    document = chain.process(Reader(chain.settings).read_text(text, source="-"))
    return [mention for mention in document.mentions if mention.label == "network"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_names_are_those_of_the_case(chain: Pipeline, case: dict[str, Any]) -> None:
    """Every name of the case is read, in the nominative and with its short forms, and there is no other."""
    read = []
    for mention in _networks(chain, case["text"]):
        value = mention.value
        if value.name is not None:
            said = {"name": value.name, "acronym": value.acronym, "edition": value.edition, "aliases": list(value.aliases)}
            read.append({name: item for name, item in said.items() if item})
    assert read == case["expect"]


def test_short_forms_are_traced_to_their_characters(chain: Pipeline) -> None:
    """The evidence of a short form is the short form, not the name before it."""
    text = "Das Wärmenetzwerk Vorharz, kurz WNV, startet."
    (mention,) = _networks(chain, text)
    start, end = mention.extra["spans"]["WNV"]
    assert text[start:end] == "WNV"


@pytest.mark.parametrize(
    ("text", "ordinal", "article"),
    [
        ("Das zweite Netzwerk läuft.", 2, "das"),
        ("ein zweites kommunales Netzwerk", 2, "ein"),
        ("Im ersten Netzwerk waren alle.", 1, "im"),
        ("Das Netzwerk läuft.", None, "das"),
        ("kein Netzwerk", None, "kein"),
    ],
)
def test_pointers_keep_article_and_ordinal(chain: Pipeline, text: str, ordinal: int | None, article: str) -> None:
    """A nameless mention says which of several it means, and whether it is denied."""
    (mention,) = _networks(chain, text)
    assert (mention.value.name, mention.value.ordinal, mention.value.article) == (None, ordinal, article)
