"""Scoring reports against gold, with figures worked out by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ReadError, SettingsError
from pipeline.score import DocumentScore, Evaluation, below_floor, evaluate, read_floors, score_document, sentence_at, summarise
from schemas.gold import GoldDocument, GoldRecord
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report

TEXT = "Das Netzwerk Nord startete im Juli 2020 mit der Stadt Lage. Das Netzwerk Süd plant der Kreis Unna für 2021."


def _gold(*networks: dict[str, Any], date: str | None = None) -> GoldDocument:
    records = []
    for network in networks:
        plain = {**dict.fromkeys(SCALAR_FIELDS), **{name: [] for name in LIST_FIELDS}, **network}
        quotes = {f"/{name}": "Das Netzwerk" for name in SCALAR_FIELDS if plain[name] is not None}
        quotes |= {f"/{name}/{index}": "Das Netzwerk" for name in LIST_FIELDS for index in range(len(plain[name]))}
        records.append(GoldRecord.model_validate({**plain, "evidence": quotes | network.get("evidence", {})}))
    return GoldDocument.model_validate(
        {"id": "a", "document": {"title": None, "date": date}, "networks": [r.model_dump() for r in records]}
    )


def _member(name: str, kind: str = "municipality", **more: Any) -> dict[str, Any]:
    return {"name": name, "form": None, "kind": kind, "ags": None, **more}


def _found(name: str, kind: str = "municipality", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, **more}


NORTH = {"name": "Netzwerk Nord", "start": "2020-07", "participants": [_member("Lage")]}
SOUTH = {"name": "Netzwerk Süd", "start": "2021", "participants": [_member("Unna", "district")]}


def test_records_are_paired_by_name_not_by_order(make_report: Callable[..., Report]) -> None:
    """A page's networks may be found in another order."""
    ours = [{**SOUTH, "participants": [_found("Unna", "district")]}, {**NORTH, "participants": [_found("Lage")]}]
    score = score_document("a", _gold(NORTH, SOUTH), make_report(TEXT, *ours))
    assert score.strict == {"networks": [2, 0, 0], "name": [2, 0, 0], "start": [2, 0, 0], "participants": [2, 0, 0]}
    assert score.errors == []


def test_a_missed_network_costs_all_its_values(make_report: Callable[..., Report]) -> None:
    """What stands in a network that was not found is missed, field by field."""
    score = score_document("a", _gold(NORTH, SOUTH), make_report(TEXT, {**NORTH, "participants": [_found("Lage")]}))
    assert score.strict == {"networks": [1, 0, 1], "name": [1, 0, 1], "start": [1, 0, 1], "participants": [1, 0, 1]}
    assert {error.mismatch.kind for error in score.errors} == {"missed"}


def test_a_record_on_a_page_without_a_network_is_invented(make_report: Callable[..., Report]) -> None:
    """A page that announces nothing counts as right only where no record was made."""
    score = score_document("a", _gold(), make_report(TEXT, {"name": "Netzwerk Nord"}))
    assert score.strict == {"documents.without_network": [0, 0, 1], "networks": [0, 1, 0], "name": [0, 1, 0]}
    assert score_document("a", _gold(), make_report(TEXT)).strict == {"documents.without_network": [1, 0, 0]}


def test_lenient_forgives_what_strict_does_not(make_report: Callable[..., Report]) -> None:
    """A date at coarser precision and a shorter name are wrong strictly and right leniently."""
    score = score_document(
        "a", _gold({"name": "Netzwerk Nord", "start": "2020-07"}), make_report(TEXT, {"name": "Nord", "start": "2020"})
    )
    assert (score.strict["name"], score.strict["start"]) == ([0, 1, 1], [0, 1, 1])
    assert (score.lenient["name"], score.lenient["start"]) == ([1, 0, 0], [1, 0, 0])


def test_an_error_shows_both_sides_and_its_sentence(make_report: Callable[..., Report]) -> None:
    """Who tunes a rule sees gold, ours, the rule and where it stands."""
    gold = _gold({"name": "Netzwerk Nord", "start": "2020-07", "evidence": {"/start": "im Juli 2020"}})
    at = TEXT.index("2021")
    piece = {"start": at, "end": at + 4, "text": "2021", "rule": "timeline.start", "confidence": 0.5}
    report = make_report(TEXT, {"name": "Netzwerk Nord", "start": "2021", "evidence": {"/start": [piece]}})
    (error,) = score_document("a", gold, report).errors
    assert (error.mismatch.kind, error.gold_text, error.our_text) == ("wrong", "im Juli 2020", "2021")
    assert error.mismatch.ours is not None
    assert error.mismatch.ours.rule == "timeline.start"
    assert error.sentence == "Das Netzwerk Nord startete im Juli 2020 mit der Stadt Lage."


def _two_documents() -> Evaluation:
    first = DocumentScore("a", {"name": [3, 1, 1], "start": [1, 0, 0]}, {"name": [4, 0, 0], "start": [1, 0, 0]})
    second = DocumentScore("b", {"name": [0, 0, 2], "start": [1, 1, 0]}, {"name": [0, 0, 2], "start": [1, 1, 0]})
    return summarise([first, second], networks=2)


def test_figures_by_hand() -> None:
    """Name: 3 right, 1 wrong, 3 missed, so P 3/4, R 3/6, F1 6/10; leniently 4, 0, 2: 1, 4/6, 8/10."""
    name = next(row for row in _two_documents().fields if row.field == "name")
    assert (name.support, name.missed, name.wrong) == (6, 3, 1)
    assert (name.strict.precision, name.strict.recall, name.strict.f1) == pytest.approx((0.75, 0.5, 0.6))
    assert (name.lenient.precision, name.lenient.recall, name.lenient.f1) == pytest.approx((1.0, 2 / 3, 0.8))


def test_micro_and_macro_by_hand() -> None:
    """Micro adds counts: 5, 2, 3 gives 10/15; macro is the mean of F1 .6 and .8."""
    evaluation = _two_documents()
    assert evaluation.micro.strict.f1 == pytest.approx(10 / 15)
    assert evaluation.macro.strict.f1 == pytest.approx(0.7)
    assert evaluation.micro.support == 8


def test_intervals_hold_the_value_and_are_the_same_again() -> None:
    """Resampling two documents gives F1 between the worse and the better one, and the seed is fixed."""
    one, other = _two_documents(), _two_documents()
    name = one.fields[0]
    assert name.strict.low == 0
    assert name.strict.high == pytest.approx(0.75)
    assert one.fields == other.fields


def test_a_field_nothing_was_right_in_scores_zero() -> None:
    """No division by nothing where a field has no value of ours."""
    row = summarise([DocumentScore("a", {"edition": [0, 0, 1]}, {"edition": [0, 0, 1]})]).fields[0]
    assert (row.strict.precision, row.strict.recall, row.strict.f1) == (0, 0, 0)


def test_no_document_is_an_error() -> None:
    """An empty corpus must not pass for a perfect one."""
    with pytest.raises(ReadError, match="nothing to score"):
        summarise([])


def test_floors_name_what_dropped_and_what_is_gone() -> None:
    """A floor fails where the field fell below it, and where the field is no longer there."""
    lines = below_floor(_two_documents(), {"name": 0.65, "start": 0.8, "micro": 0.5, "topics": 0.9})
    assert [line.split(":")[0] for line in lines] == ["name", "topics"]


@pytest.mark.parametrize("text", ["[1, 2]", "name: high", "name: 95", "{"])
def test_broken_floors_are_refused(tmp_path: Path, text: str) -> None:
    """Floors are field names with numbers from 0 to 1."""
    path = tmp_path / "floors.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"floors\.yaml"):
        read_floors(path)


def test_a_corpus_is_scored_file_by_file(tmp_path: Path, make_report: Callable[..., Report]) -> None:
    """Announcement and gold meet by name, whatever the announcement's ending."""
    for folder in ("announcements", "gold"):
        (tmp_path / folder).mkdir()
    (tmp_path / "announcements" / "a.html").write_text(TEXT)
    (tmp_path / "gold" / "a.json").write_text(_gold(NORTH).model_dump_json())
    seen: list[Path] = []

    def extract(source: Path) -> Report:
        seen.append(source)
        return make_report(TEXT, {"name": "Netzwerk Nord"})

    evaluation = evaluate(tmp_path, extract)
    assert [path.name for path in seen] == ["a.html"]
    assert (evaluation.documents, evaluation.networks, len(evaluation.errors)) == (1, 1, 2)


def test_the_sentence_ends_at_a_line_end() -> None:
    """A list has no full stops; its line is its sentence."""
    text = "Teilnehmer:\nStadt Lage\nStadt Werne"
    start = text.index("Lage")
    assert sentence_at(text, start, start + 4) == "Stadt Lage"
