"""The finders as spaCy components: the same mentions as the chain's, on the borders of tokens."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.tag.state import KEY, new_state
from schemas.document import Document

spacy = pytest.importorskip("spacy")

#: every so many texts of the corpus are asked
_STEP = 24


@pytest.fixture(scope="module")
def sectioned(chain: Pipeline, corpus: Path) -> list[Document]:
    """Give a sample of the corpus as the tag room gets it."""
    reader = Reader(Settings())
    documents = []
    for path in sorted((corpus / "dev" / "announcements").glob("*.txt"))[::_STEP]:
        document = reader.read_text(path.read_text(encoding="utf-8"), source=path.name)
        for stage in chain.stages[:2]:
            document = stage(document)
        documents.append(document)
    assert len(documents) > 5
    return documents


def test_components_find_what_the_chain_finds(chain: Pipeline, sectioned: list[Document]) -> None:
    """A Doc and the chain hold the same mentions of every sort, with the same values."""
    from pipeline.tag.nlp import build_nlp, mentions_of  # noqa: PLC0415

    tagger = chain.stages[2]
    nlp = build_nlp(chain.lexicons)
    for document in sectioned:
        state = new_state(document.text, document.hits, document.segments)
        tagger._finders.find_all(state)  # type: ignore[attr-defined]
        doc = nlp.make_doc(document.text)
        doc.user_data[KEY] = new_state(document.text, document.hits, document.segments)
        for _, component in nlp.pipeline:
            doc = component(doc)
        assert doc.text == document.text
        assert mentions_of(doc) == state["mentions"]
        for plural, found in state["mentions"].items():
            spans = [(span.label_, span.start_char, span.end_char) for span in doc.spans[plural]]
            assert len(spans) == len(found)
            for (label, start, end), mention in zip(spans, found, strict=True):
                assert label == mention.label
                assert start <= mention.start < mention.end <= end
                assert (start, end) == (mention.start, mention.end) or _cuts_token(doc, mention.start, mention.end)


def _cuts_token(doc: Any, start: int, end: int) -> bool:
    return any(token.idx < edge < token.idx + len(token) for token in doc for edge in (start, end))


def test_a_component_alone_works_in_any_pipeline() -> None:
    """Importing the module registers every factory, and a component runs what it builds on."""
    import pipeline.tag.nlp  # noqa: F401, PLC0415 - as the entry point does

    nlp = spacy.blank("de")
    nlp.add_pipe("netzlese_dates")
    nlp.add_pipe("netzlese_places")
    doc = nlp("Am 3. Mai 2021 haben die Städte Lage und Detmold das Klimanetzwerk Lippe gegründet.")
    assert [span.text for span in doc.spans["dates"]] == ["3. Mai 2021"]
    assert [span.text for span in doc.spans["places"]][:2] == ["Lage", "Detmold"]
    assert set(doc.spans) == {"dates", "places"}


def test_the_chain_does_without_spacy() -> None:
    """A whole document is read without spaCy being imported."""
    code = (
        "import sys; from pipeline.run import Pipeline; "
        "Pipeline().extract_text('Die Stadt Lage gründet am 3. Mai 2021 ein Netzwerk.', source='a.txt'); "
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).resolve().parents[3]).returncode == 0
