"""What a minute of a person is worth, and how a document is summed up."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.settle import SECONDS, gain, group_gain, settle, summarise
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report
from schemas.review import Item

Make = Callable[..., Any]


def _item(confidence: float, field: str = "start", state: str = "open") -> Item:
    return Item.model_validate({"network": "a", "field": field, "item": "", "state": state, "confidence": confidence})


def test_every_field_has_its_seconds() -> None:
    """No field costs what some other field costs by accident."""
    assert {*SCALAR_FIELDS, *LIST_FIELDS} <= SECONDS.keys()


def test_doubtful_values_are_worth_more_than_sure_ones() -> None:
    """Errors removed a minute: doubt over time, opening the document included."""
    assert gain([_item(0.5)]) == pytest.approx(0.5 * 60 / (12 + 6))
    assert gain([_item(0.5)]) > gain([_item(0.9)]) > gain([_item(0.9), _item(0.1, state="accepted")]) - 1e-9
    assert gain([]) == gain([_item(0.1, state="rejected")]) == 0


def test_a_conflict_is_an_error() -> None:
    """Whatever it turns out to be, one side is wrong."""
    assert gain([_item(0.9, state="conflict")]) > gain([_item(0.5)])


def test_measured_times_take_the_place_of_assumed_ones() -> None:
    """Slow reviewers make a document worth less a minute; what was not measured stays assumed."""
    assert gain([_item(0.5)], {"start": 48.0}) == pytest.approx(0.5)
    assert gain([_item(0.5)], {"name": 48.0}) == gain([_item(0.5)])


def test_a_question_is_read_once() -> None:
    """Ten places cost little more than one, so their worth adds up."""
    one, ten = group_gain([_item(0.7)]), group_gain([_item(0.7)] * 10)
    assert one < ten < 10 * one
    assert group_gain([_item(0.7, state="accepted")]) == 0


def test_a_summary_counts_and_can_be_searched(real_reports: list[Report]) -> None:
    """What the inbox shows agrees with the items; names of networks and members are found in small letters."""
    for report in real_reports:
        settled = settle(report, [f"{index:032x}" for index in range(len(report.networks))], [])
        summary = summarise(report, settled)
        assert (summary.networks, summary.values, summary.settled) == (len(report.networks), len(settled.items), 0)
        assert not summary.unread
        for record in report.networks:
            assert all(one.name.casefold() in summary.words for one in record.participants[:5])
            assert record.name is None or record.name in summary.label


def test_a_source_of_which_nothing_was_read_is_unread(make_report: Make) -> None:
    """A scanned page is not one that announces nothing."""
    finding = {"code": "no-text-layer", "severity": "error", "message": "Only pictures."}
    report = make_report(" ", findings=[finding])
    summary = summarise(report, settle(report, [], []))
    assert (summary.unread, summary.findings) == (True, 1)
