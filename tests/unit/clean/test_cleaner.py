"""The stage: it adds its layers, says what it saw, and never touches the raw text."""

import time
from pathlib import Path

import pytest

from pipeline.clean import Cleaner
from pipeline.lexicon import Lexicons
from schemas.document import Document


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    """Give the stage with the shipped words."""
    return Cleaner()


def document(raw: str) -> Document:
    """Make a document as the reader would."""
    return Document(id="0", source="a.txt", media_type="text/plain", sha256="0", raw=raw)


GERMAN = "Die Stadt Lage und der Kreis Lippe haben ein Netzwerk für den Klimaschutz gegründet. "


def test_clean_text_is_the_raw_text(cleaner: Cleaner) -> None:
    """A text without oddities is handed on as it is."""
    cleaned = cleaner(document(GERMAN))
    assert cleaned.text == cleaned.raw == GERMAN
    assert cleaned.offsets is not None
    assert cleaned.offsets.is_identity
    assert cleaned.repairs == ()
    assert (cleaned.language, cleaned.findings) == ("de", ())


def test_raw_is_never_altered(cleaner: Cleaner) -> None:
    """Repairs change the text, the raw characters stay."""
    raw = "Klima\u00adschutz fÃ¼r\r\n"
    cleaned = cleaner(document(raw))
    assert cleaned.raw == raw
    assert cleaned.text == "Klimaschutz für\n"


def test_english_text_is_a_finding(cleaner: Cleaner) -> None:
    """A text in another language is read, with a warning."""
    cleaned = cleaner(document("The town of Lage and the district have founded a network for the climate. " * 3))
    assert cleaned.language == "en"
    assert [(finding.code, finding.severity) for finding in cleaned.findings] == [("not-german", "warning")]


def test_too_little_text_is_a_finding(cleaner: Cleaner) -> None:
    """A handful of letters is worth a note."""
    assert [finding.code for finding in cleaner(document("Stadt Lage")).findings] == ["too-little-text"]


def test_empty_text_is_no_finding_of_its_own(cleaner: Cleaner) -> None:
    """The reader has said so already."""
    assert cleaner(document("")).findings == ()


def test_lost_characters_are_a_finding_with_their_places(cleaner: Cleaner) -> None:
    """Replacement characters cannot be repaired, only shown."""
    cleaned = cleaner(document(GERMAN + "f\ufffdr"))
    assert [finding.code for finding in cleaned.findings] == ["characters-lost"]
    span = cleaned.findings[0].spans[0]
    assert cleaned.raw[span.start : span.end] == span.text == "\ufffd"


def test_earlier_findings_stay(cleaner: Cleaner) -> None:
    """The stage adds findings and drops none."""
    first = cleaner(document("Stadt Lage")).findings
    again = cleaner(document("Kreis Lippe").adding(findings=first))
    assert [finding.code for finding in again.findings] == ["too-little-text", "too-little-text"]


@pytest.mark.parametrize(
    "raw", ["Stadt\u00a0Lage, " * 40_000, " " * 500_000, "ab-\n" * 100_000, "Ã" * 500_000, "a" + "\u0308" * 300_000]
)
def test_one_endless_line_takes_no_endless_time(cleaner: Cleaner, raw: str) -> None:
    """Half a million characters in one line are cleaned within seconds."""
    begin = time.perf_counter()
    cleaner(document(raw))
    assert time.perf_counter() - begin < 20


def test_words_of_other_lexicons(corpus: Path) -> None:
    """Lexicons handed in take the place of the shipped ones."""
    lexicons = Lexicons.load(corpus / "lexicons")
    assert Cleaner(lexicons)(document(GERMAN)).language == "de"
