"""Reports as JSON."""

import json
from collections.abc import Callable

from pipeline.write.records import report_json, report_line
from schemas.record import Report


def test_both_forms_hold_the_same_report(make_report: Callable[..., Report]) -> None:
    """Pretty and line read back as equal reports."""
    report = make_report("Stadt Lünen", {"name": "Netz Lünen"})
    assert json.loads(report_json(report)) == json.loads(report_line(report))
    assert Report.model_validate_json(report_line(report)) == report


def test_umlauts_stay_readable(make_report: Callable[..., Report]) -> None:
    """JSON is UTF-8; escapes would hide the text from people and grep."""
    assert "Lünen".encode() in report_json(make_report("Stadt Lünen"))


def test_a_line_is_one_line_to_everyone(make_report: Callable[..., Report]) -> None:
    """U+2028, U+2029 and U+0085 end lines for some readers of JSON Lines."""
    line = report_line(make_report("a\u2028b\u2029c\x85d\ne")).decode()
    assert line.splitlines() == [line.rstrip("\n")]
    assert json.loads(line)["text"] == "a\u2028b\u2029c\x85d\ne"


def test_explain_is_there_only_when_asked_for(make_report: Callable[..., Report]) -> None:
    """Without --explain the key is not written; with it an object is, empty or not."""
    assert b'"explain"' not in report_line(make_report())
    assert b'"explain":{"near_misses":[],"values":[],"empty":[],"repairs":[]}' in report_line(make_report(explain={}))
