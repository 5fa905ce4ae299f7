"""What people type becomes a value of the record, or is refused with a reason."""

from typing import Any

import pytest

from pipeline.errors import ReviewError
from pipeline.settle import complete_value
from schemas.record import LIST_FIELDS, Report

WERL: dict[str, Any] = {
    "ags": "05974052", "geonames_id": None, "official_name": "Werl", "state": "DE-NW", "latitude": None, "longitude": None,
    "candidates": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("name", "  Klimanetz \n Nord ", "Klimanetz Nord"),
        ("start", "2020-07", "2020-07"),
        ("duration_months", "36", 36),
        ("topics", " Wärme", "Wärme"),
        ("people", {"name": "Ada Lenz", "title": " "}, {"name": "Ada Lenz", "title": None, "role": None, "organisation": None}),
        ("managers", {"name": "N", "kind": "organisation"}, {"name": "N", "kind": "organisation", "entity": None}),
        ("funding_amounts", {"amount": "11,5", "currency": "EUR"}, {"amount": 11.5, "currency": "EUR"}),
        ("awards", {"label": "X"}, {"label": "X", "by": None}),
        (
            "targets",
            {"quantity": "10–30", "unit": "%", "status": "planned"},
            {"quantity": "10–30", "unit": "%", "subject": None, "period": None, "status": "planned"},
        ),
    ],
)
def test_values_are_completed(field: str, typed: Any, expected: Any) -> None:
    """Blanks are levelled, numbers read, missing parts null."""
    assert complete_value(field, typed) == expected


def test_a_place_is_filled_in_by_its_key() -> None:
    """A key alone is enough; a place that is already whole stays as it is."""
    typed = {"name": "Werl", "kind": "municipality", "place": {"ags": "05974052"}}
    whole = {"name": "Werl", "form": None, "kind": "municipality", "place": WERL}
    assert complete_value("participants", typed, place_of=lambda ags: WERL if ags == "05974052" else None) == whole
    assert complete_value("participants", whole, place_of=lambda ags: None) == whole


@pytest.mark.parametrize(
    ("field", "typed", "code", "where"),
    [
        ("colour", "blue", "unknown-field", "colour"),
        ("name", " ", "missing-value", "name"),
        ("name", None, "missing-value", "name"),
        ("start", "Juli 2020", "bad-date", "start"),
        ("start", 2020, "bad-date", "start"),
        ("duration_months", "drei", "bad-number", "duration_months"),
        ("edition", 0, "bad-number", "edition"),
        ("edition", True, "bad-number", "edition"),
        ("status", "finished", "bad-status", "status"),
        ("themes", "love", "bad-theme", "themes"),
        ("people", "Ada", "wrong-shape", "people"),
        ("topics", ["a"], "wrong-shape", "topics"),
        ("people", {"title": "Dr."}, "missing-name", "people.name"),
        ("participants", {"name": "Werl", "kind": "town"}, "bad-kind", "participants.kind"),
        (
            "participants",
            {"name": "Werl", "kind": "municipality", "place": {"ags": "99999999"}},
            "unknown-ags",
            "participants.place",
        ),
        ("participants", {"name": "Werl", "kind": "municipality", "colour": "blue"}, "bad-colour", "participants.colour"),
    ],
)
def test_what_is_no_value_is_refused_with_a_reason(field: str, typed: Any, code: str, where: str) -> None:
    """The code says why, so that it can be said in another language."""
    with pytest.raises(ReviewError) as caught:
        complete_value(field, typed, place_of=lambda ags: None)
    assert (caught.value.code, caught.value.where) == (code, where)
    assert str(caught.value).startswith((field, "there is no field"))


def test_what_the_machine_reads_is_complete(real_reports: list[Report]) -> None:
    """Completing a value that is complete changes nothing but blanks."""
    for report in real_reports:
        for record in report.networks:
            for field in LIST_FIELDS:
                for element in getattr(record, field):
                    value = element if isinstance(element, str) else element.model_dump(mode="json")
                    if isinstance(value, dict) or " ".join(value.split()) == value:
                        assert complete_value(field, value) == value
