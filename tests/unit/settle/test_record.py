"""The settled report: places in the file, parts, conflicts and what was refused."""

from collections.abc import Callable
from typing import Any

from pipeline.settle import settle, settled_report
from schemas.record import Report

Make = Callable[..., Any]
ONE = f"{1:032x}"
TEXT = "Markt Lage\n\nWerl ist dabei."


def test_a_person_s_value_knows_its_place_in_the_file(
    make_report: Make, read: Make, member: Make, decide: Make, quote_of: Make
) -> None:
    """The layout of a page or a PDF tells where the characters stand, also those that no rule read."""
    pieces = [{"start": 0, "end": 10, "page": 1, "box": (1.0, 2.0, 3.0, 4.0)}, {"start": 12, "end": 27, "page": 2, "path": "p"}]
    report = make_report(TEXT, read(TEXT), layout={"pieces": pieces})
    added = [
        decide("add", 1, "participants", value=member(name), quote=quote_of(TEXT, words))
        for name, words in (("Lage", "Markt Lage"), ("Werl", "Werl"))
    ]
    record = settled_report(report, settle(report, [ONE], added), added).networks[0]
    places = [record.evidence[f"/participants/{index}"][0].source[0] for index in (0, 1)]
    assert [(place.page, place.path) for place in places] == [(1, None), (2, "p")]
    assert places[0].box == (1.0, 2.0, 3.0, 4.0)


def test_parts_that_a_correction_left_alone_keep_their_evidence(
    make_report: Make, read: Make, member: Make, decide: Make, quote_of: Make
) -> None:
    """Correcting the kind does not lose where the form stands; correcting the form does."""
    network = read(TEXT, participants=[(member("Lage", form="Markt"), "Lage")])
    network["evidence"]["/participants/0/form"] = [{"start": 0, "end": 5, "text": "Markt", "rule": "r", "confidence": 0.9}]
    report = make_report(TEXT, network)
    for more, kept in (({"form": "Markt", "kind": "district"}, True), ({"form": "Stadt"}, False), ({}, False)):
        decision = decide(
            "correct", 1, "participants", item="lage", value=member("Lage", **more), quote=quote_of(TEXT, "Markt Lage")
        )
        record = settled_report(report, settle(report, [ONE], [decision]), [decision]).networks[0]
        assert ("/participants/0/form" in record.evidence) is kept


def test_a_conflict_is_a_finding_with_both_sides(make_report: Make, read: Make, decide: Make, quote_of: Make) -> None:
    """The record leaves the value out, and the reader of the report learns why."""
    text = "Beginn im August 2021"
    report = make_report(text, read(text, start=("2021-08", "August 2021")))
    accepted = decide(
        "accept", 1, "start", item="", value="2020-07", quote=quote_of("Start Juli 2020", "Juli 2020"), reason="Brief"
    )
    settled = settle(report, [ONE], [accepted], version=2)
    out: Report = settled_report(report, settled, [accepted])
    (finding,) = out.networks[0].findings
    assert (finding.code, finding.severity, finding.path) == ("decision-conflict", "error", "/start")
    assert finding.values == {"field": "start", "mine": "2020-07", "now": "2021-08"}
    assert out.networks[0].start is None
    assert out.review is not None
    (refused,) = out.review.refused
    assert (refused.state, refused.value, refused.quote, refused.reviewer, refused.reason, refused.network) == (
        "conflict", "2020-07", "Juli 2020", "Ada", "Brief", 0,
    )  # fmt: skip


def test_a_conflict_of_a_network_that_is_gone_is_a_finding_of_the_document(make_report: Make, decide: Make, quote_of: Make) -> None:
    """Without a record there is still somebody to tell."""
    accepted = decide("accept", 1, "start", item="", value="2020-07", quote=quote_of("Start Juli 2020", "Juli 2020"))
    report = make_report("Nichts.")
    out = settled_report(report, settle(report, [], [accepted], version=2), [accepted])
    assert (out.networks, [finding.code for finding in out.findings]) == ([], ["decision-conflict"])
    assert out.review is not None
    assert [(value.network, value.field) for value in out.review.refused] == [(None, "start")]
