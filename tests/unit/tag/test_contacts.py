"""Which addresses and numbers ``pipeline.tag.contacts`` finds, and which look-alikes it leaves."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.lexicon import Lexicons
from pipeline.tag.contacts import find_emails, find_linked, find_links, find_phones
from schemas.document import Document, Link

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tag" / "contacts.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Lexicons:
    """Give the cues of contacts alone."""
    folder = tmp_path_factory.mktemp("lexicons")
    shutil.copy(ROOT / "corpus" / "lexicons" / "contact_cues.yaml", folder)
    return Lexicons.load(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_contacts_are_those_of_the_case(lexicons: Lexicons, case: dict[str, Any]) -> None:
    """Links, addresses and numbers stand in the text as the case says, and there are no others."""
    text, hits = case["text"], lexicons.scan(case["text"])
    found = {
        name: [mention.value for mention in find(text, hits)]
        for name, find in (("links", find_links), ("emails", find_emails), ("phones", find_phones))
    }
    assert {name: values for name, values in found.items() if values} == case["expect"]


def _linked(text: str, words: str, href: str) -> Document:
    start = text.index(words)
    link = Link(start, start + len(words), href)
    return Document(id="1", source="-", media_type="text/html", sha256="", raw=text, text=text, links=(link,))


@pytest.mark.parametrize(
    ("words", "href", "label", "value"),
    [
        ("Anna Müller", "mailto:anna.m%C3%BCller@amt.example?subject=Netz", "email", "anna.müller@amt.example"),
        ("anrufen", "tel:+49-2306-12345", "phone", "+49-2306-12345"),
        ("Anna Müller", "MAILTO:info@amt.example", "email", "info@amt.example"),
    ],
)
def test_an_address_behind_linked_words_is_a_contact(words: str, href: str, label: str, value: str) -> None:
    """Town pages hide the address behind a name; the value is the address, its evidence the words."""
    found = list(find_linked(_linked("Kontakt: Anna Müller, oder anrufen", words, href), []))
    assert [(mention.label, mention.text, mention.value) for mention in found] == [(label, words, value)]


@pytest.mark.parametrize("href", ["mailto:", "mailto:alle", "tel:x", "javascript:mailto('a@b.example')", "https://amt.example"])
def test_what_is_no_address_behind_linked_words_is_no_contact(href: str) -> None:
    """A link that leads nowhere, or to a page, gives no contact."""
    assert list(find_linked(_linked("Kontakt: Anna Müller", "Anna Müller", href), [])) == []


def test_a_linked_address_that_stands_there_is_found_once() -> None:
    """Where the words are the address themselves, they are the value."""
    document = _linked("Post an info@amt.example", "info@amt.example", "mailto:INFO@amt.example")
    assert list(find_linked(document, find_emails(document.text, {}))) == []
