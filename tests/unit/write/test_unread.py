"""The unread-text map lights up what a reviewer should read, and nothing else."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import LexiconError
from pipeline.write.unread import Signals, load_signals, split_sentences, unread_sentences

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "write" / "unread.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def signals(corpus: Path) -> Signals:
    """Give the shipped list."""
    return load_signals(corpus / "lexicons" / "domain_signals.yaml")


def _report(case: dict[str, Any]) -> dict[str, Any]:
    """Make a report whose values are the quotes of ``read`` and whose sections begin at the quotes of ``sections``."""
    text = case["text"]
    pieces = [{"start": text.index(quote), "end": text.index(quote) + len(quote), "text": quote} for quote in case.get("read", ())]
    given = case.get("sections", [])
    edges = [*(text.index(section["at"]) for section in given), len(text)]
    sections = [
        {"kind": section.get("kind", "body"), "heading": section.get("heading"), "start": start, "end": end}
        for section, (start, end) in zip(given, pairwise(edges), strict=True)
    ]
    evidence = {f"/topics/{at}": [piece] for at, piece in enumerate(pieces)}
    return {"text": text, "sections": sections, "networks": [{"evidence": evidence}]}


@pytest.mark.parametrize("case", CASES["unread"], ids=lambda case: case["id"])
def test_the_right_sentences_are_lit(case: dict[str, Any], signals: Signals) -> None:
    """A sentence is lit when it holds signals, gave no value and is no boilerplate."""
    lit = [case["text"][sentence.start : sentence.end] for sentence in unread_sentences(_report(case), signals)]
    assert lit == case["expect"]


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["id"])
def test_sentences_end_where_they_end(case: dict[str, Any]) -> None:
    """Numbers and abbreviations end no sentence."""
    assert [case["text"][start:end] for start, end in split_sentences(case["text"])] == case["expect"]


def test_every_example_is_found_by_its_entry(corpus: Path) -> None:
    """The list's own examples hold for this matcher too, which is not the engine's."""
    for entry in yaml.safe_load((corpus / "lexicons" / "domain_signals.yaml").read_text(encoding="utf-8"))["entries"]:
        alone = Signals([entry])
        assert all(alone.find(example) for example in entry["examples"]), entry["id"]


def test_signals_point_at_whole_words(signals: Signals) -> None:
    """A signal covers a word with its ending, a compound from its first letter."""
    text = "İm Klimaschutz-Netzwerk wirken die Projektträgerinnen."
    assert [text[signal.start : signal.end] for signal in signals.find(text)] == ["Klimaschutz-Netzwerk", "Projektträgerinnen"]


def test_a_broken_list_is_named(tmp_path: Path) -> None:
    """The message says which file and what was expected."""
    path = tmp_path / "domain_signals.yaml"
    path.write_text("name: x\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"domain_signals\.yaml: .*expected a lexicon"):
        load_signals(path)
