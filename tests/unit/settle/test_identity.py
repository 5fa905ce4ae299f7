"""Names of values, questions and findings stay the same where they should, and differ where they should."""

from typing import Any

import pytest

from pipeline.settle import finding_key, identify, question_key
from schemas.finding import Finding


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("start", "2020-07", ""),
        ("topics", " Kommunale\n Wärme", "kommunale wärme"),
        ("people", {"name": "Ada Lenz", "role": "x"}, "ada lenz"),
        ("awards", {"label": "Preis"}, "preis"),
        ("relations", {"kind": "sibling", "name": "Netz I"}, "netz i"),
        ("funding_amounts", {"amount": 204595.0, "currency": "EUR"}, "204595 eur"),
        ("targets", {"quantity": "10–30", "unit": "%"}, "10–30 %"),
        ("participants", {"name": "Unna", "kind": "district"}, "unna (district)"),
        ("topics", "Wa\u0308rme", "wärme"),
        ("people", {}, ""),
        ("people", None, ""),
    ],
)
def test_values_are_known_by_their_name(field: str, value: Any, expected: str) -> None:
    """Blanks, capitals and the composition of letters make no difference; details do not either."""
    assert identify(field, value) == expected


def test_questions_differ_by_field_value_words_and_rule() -> None:
    """Only what would be answered the same is one question."""
    key = question_key("topics", "Wärme", "Wärme  netze", "topics.list")
    assert key == question_key("topics", "Wärme", "Wärme\nnetze", "topics.list")
    others = [("regions", "Wärme", "Wärme netze", "topics.list"), ("topics", "Wärme", "Wärme netze", "topics.verb")]
    others += [("topics", "Wärmenetze", "Wärme netze", "topics.list"), ("topics", "Wärme", "Wärme", "topics.list")]
    assert len({key, *(question_key(*other) for other in others)}) == 5


def test_a_finding_keeps_its_key_when_it_moves() -> None:
    """Another index, another place in the text, another wording: the same finding."""

    def finding(message: str, path: str, start: int, name: str = "Lage") -> Finding:
        span = {"start": start, "end": start + 4, "text": name}
        return Finding.model_validate(
            {
                "code": "unknown-place",
                "severity": "warning",
                "message": message,
                "path": path,
                "values": {"name": name},
                "spans": [span],
            }
        )

    key = finding_key(finding("Who?", "/participants/1", 7), "a")
    assert key == finding_key(finding("Where?", "/participants/4", 90), "a")
    assert key != finding_key(finding("Who?", "/participants/1", 7), "b")
    assert key != finding_key(finding("Who?", "/participants/1", 7, "Werl"), "a")
