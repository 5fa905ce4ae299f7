"""Addresses are repaired for comparing; the value stays as it stands in the text."""

import pytest

from pipeline.normalise.urls import link_key, link_target, phone_key, plain_email
from pipeline.normalise.values import NORMALISERS, normalise_mention
from schemas.mention import Mention


@pytest.mark.parametrize(
    ("link", "expect"),
    [
        ("www.amt-beispiel.de", "https://www.amt-beispiel.de"),
        ("HTTP://Amt-Beispiel.de/Netz", "http://amt-beispiel.de/Netz"),
        ("amt-beispiel.de/netz#", "https://amt-beispiel.de/netz"),
        ("https://amt.example/a?b=C", "https://amt.example/a?b=C"),
    ],
)
def test_link_leads_somewhere(link: str, expect: str) -> None:
    """A target has a scheme and a host in small letters; the path keeps its case."""
    assert link_target(link) == expect


@pytest.mark.parametrize("link", ["www.amt.example/", "http://amt.example", "https://www.AMT.example", "amt.example"])
def test_spellings_of_one_link_share_a_key(link: str) -> None:
    """Scheme, "www." and a last slash make no other address."""
    assert link_key(link) == "amt.example"


@pytest.mark.parametrize(
    "email",
    ["info (at) amt.example", "info[at]amt.example", "info@AMT.example", "info(at)amt(dot)example", "info {at} amt punkt example"],
)
def test_spellings_of_one_email_share_a_form(email: str) -> None:
    """However the sign is written, a mailer gets the same address."""
    assert plain_email(email) == "info@amt.example"


@pytest.mark.parametrize(
    "phone", ["+49 (0)5251/123-45", "05251 12345", "(0 52 51) 1 23 45", "0049 5251 12345", "+49 5251 / 123-45"]
)
def test_spellings_of_one_number_share_a_key(phone: str) -> None:
    """Blanks, slashes and the country's prefix make no other number."""
    assert phone_key(phone) == "+49525112345"


@pytest.mark.parametrize("label", ["link", "email", "phone"])
def test_value_stays_as_it_stands(label: str) -> None:
    """The record keeps the text's own spelling."""
    text = {"link": "www.Amt.example", "email": "a (at) b.example", "phone": "05251 / 1 23"}[label]
    normalised = normalise_mention(Mention(label, 0, len(text), text, "test.rule"))
    assert normalised is not None
    assert normalised.value == text
    assert normalised.extra["key"]


def test_other_labels_pass() -> None:
    """What has no normaliser here is not touched."""
    mention = Mention("topic", 0, 1, "x", "test.rule", value="y")
    assert "topic" not in NORMALISERS
    assert normalise_mention(mention) is mention
