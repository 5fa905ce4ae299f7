"""Values, numbers and moments in the reader's words."""

from typing import Any

import pytest

from pipeline.workbench.filters import FIELDS
from pipeline.workbench.texts import Texts, load_texts
from pipeline.workbench.words import say_value

PLACE = {"ags": "05978020", "official_name": "Lünen"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Netzwerk A", "Netzwerk A"),
        ("status", "running", "läuft"),
        ("status", "asleep", "asleep"),
        ("themes", "heat", "Wärme"),
        ("start", "2020-07-01", "1. Juli 2020"),
        ("start", "2022-33", "1. Quartal 2022"),
        ("end", "2023~", "um 2023"),
        ("founded", "2020-07-01/2021", "2020-07-01/2021"),
        ("duration_months", 1, "1 Monat"),
        ("duration_months", 36, "36 Monate"),
        ("participants_stated", 12, "12"),
        ("participants", {"name": "Lünen", "form": "Stadt", "kind": "municipality", "place": PLACE}, "Stadt Lünen · 05978020"),
        ("managers", {"name": "Ada Berg", "kind": "person", "entity": None}, "Ada Berg · Person"),
        ("partners", {"name": "Stadtwerke", "kind": "organisation"}, "Stadtwerke"),
        ("funding_amounts", {"amount": 1100000.0, "currency": "EUR"}, "1.100.000 EUR"),
        ("people", {"name": "Ada Berg", "title": "Dr.", "role": "Leiterin", "organisation": None}, "Dr. Ada Berg · Leiterin"),
        (
            "targets",
            {"quantity": 11.5, "unit": "GWh", "subject": "Strom", "period": None, "status": "planned"},
            "11,5 GWh · Strom · Ziel",
        ),
        ("targets", {"quantity": "10–30", "unit": "%", "status": "achieved"}, "10–30 % · erreicht"),
        ("awards", {"label": "AGEENkommunal", "by": "AGEEN"}, "AGEENkommunal · AGEEN"),
        ("relations", {"kind": "predecessor", "name": "Netzwerk I"}, "Netzwerk I · Vorgänger"),
        (None, {"name": "Netz", "aliases": ["A", "B"], "acronym": None}, "Netz · A, B"),
        ("topics", "x" * 1000, "x" * 299 + "…"),
    ],
)
def test_a_value_is_said_in_one_line(field: str | None, value: Any, said: str) -> None:
    """Dates, sums and kinds in words, what is empty left out, what is endless cut."""
    assert say_value(field, value, load_texts("de")) == said


@pytest.mark.parametrize(
    "value", [None, "", 0, -1.5, True, [], {}, [1, "a", None], {"name": None}, {"amount": "x", "currency": 1}, "2020-99"]
)
def test_a_value_of_another_shape_is_shown_as_it_is(value: Any) -> None:
    """Older decisions may hold what a field no longer can; a list must show them all the same."""
    for field in FIELDS:
        assert isinstance(say_value(field, value, load_texts("en")), str)


def test_figures_are_written_as_the_language_does() -> None:
    """Thousands, decimals, per cent, one and many."""
    german, english = load_texts("de"), load_texts("en")
    assert (german.number(1234.5, 1), english.number(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert (german.percent(0.706), english.percent(0.706)) == ("71\u00a0%", "71%")
    assert (german.count("document", 1), german.count("document", 2000)) == ("1 Dokument", "2.000 Dokumente")


def test_a_moment_that_is_none_stays_as_it_is() -> None:
    """Nobody's list breaks over a time that a database mangled."""
    assert load_texts("de").moment("yesterday") == "yesterday"
    assert "2026" in load_texts("de").moment("2026-11-23T08:15:02Z")


def test_a_key_without_words_stands_for_itself() -> None:
    """A gap in the texts shows; it breaks nothing. There are two languages."""
    texts = Texts("en", {"a": "{x} and {y}"})
    assert (texts("a", x="<b>"), texts("b", x=1), "a" in texts, "b" in texts) == ("<b> and {y}", "b", True, False)
    with pytest.raises(ValueError, match="fr"):
        load_texts("fr")
