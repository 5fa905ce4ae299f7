"""A record of the next extraction is recognised as the network it was."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.settle import KnownNetwork, match_networks
from schemas.record import Record, Report

Make = Callable[..., Any]
TEXT = "Klimanetz Nord I und Klimanetz Nord II mit Lage, Werl, Soest, Unna und Bergkamen ab Juli 2020 bis Mai 2023."


@pytest.fixture(scope="session")
def record(make_report: Make, read: Make, member: Make) -> Callable[..., Record]:
    """Give a function that makes a record with members."""

    def make(name: str | None = None, *members: str, **more: Any) -> Record:
        fields = {"participants": [(member(one), one) for one in members], **more}
        if name is not None:
            fields["name"] = (name, "Klimanetz")
        report: Report = make_report(TEXT, read(TEXT, **fields))
        return report.networks[0]

    return make


def _match(make_report: Make, known: list[KnownNetwork], *records: Record) -> tuple[str | None, ...]:
    report = make_report(TEXT)
    return match_networks(known, report.model_copy(update={"networks": list(records)}))


def test_equal_records_are_the_same_network_in_any_order(real_reports: list[Report]) -> None:
    """The same extraction, its records in another order, gives every network its own id."""
    for report in real_reports:
        known = [KnownNetwork(str(index), record) for index, record in enumerate(report.networks)]
        assert match_networks(known, report) == tuple(one.id for one in known)
        assert match_networks(known[::-1], report) == tuple(one.id for one in known)


def test_names_tell_networks_apart(make_report: Make, record: Make) -> None:
    """With the same members, the name says which is which, and what is neither is new."""
    first, second = record("Klimanetz Nord", "Lage", "Werl"), record("Wärmenetz Süd", "Lage", "Werl")
    known = [KnownNetwork("a", first), KnownNetwork("b", second)]
    assert _match(make_report, known, second, first, record("Ganz anderes Bündnis", "Unna")) == ("b", "a", None)


def test_members_tell_networks_without_names_apart(make_report: Make, record: Make) -> None:
    """A name that rules no longer read does not make a new network."""
    known = [KnownNetwork("a", record("Klimanetz Nord", "Lage", "Werl")), KnownNetwork("b", record(None, "Soest", "Unna"))]
    assert _match(make_report, known, record(None, "Soest", "Unna", "Bergkamen"), record(None, "Lage", "Werl")) == ("b", "a")


def test_a_second_generation_is_not_the_first(make_report: Make, record: Make) -> None:
    """Nearly the same name and the same members, but another number: another network."""
    first = record("Klimanetz Nord I", "Lage", "Werl", edition=(1, "Nord I"))
    second = record("Klimanetz Nord II", "Lage", "Werl", edition=(2, "Nord II"))
    known = [KnownNetwork("a", first)]
    assert _match(make_report, known, first, second) == ("a", None)
    assert _match(make_report, known, second) == (None,)


def test_a_name_that_is_read_more_fully_is_the_same_network(make_report: Make, record: Make) -> None:
    """New rules read more of a name; members and dates show whose it is."""
    known = [KnownNetwork("a", record("Klimanetz", "Lage", "Werl"))]
    assert _match(make_report, known, record("Kommunales Klimanetz Nord", "Lage", "Werl")) == ("a",)


def test_a_page_that_now_announces_another_network_gets_a_new_one(make_report: Make, record: Make) -> None:
    """Being the only network of the document is no reason to be the same."""
    known = [KnownNetwork("a", record("Klimanetz Nord", "Lage", "Werl"))]
    assert _match(make_report, known, record("Wärmeverbund Süd", "Soest", "Unna")) == (None,)


def test_a_network_people_named_is_found_by_that_name(make_report: Make, record: Make) -> None:
    """A network the machine missed is recognised when it is read at last."""
    known = [KnownNetwork("a", record("Klimanetz Nord", "Lage")), KnownNetwork("b", None, ("Wärmeverbund  Süd",))]
    assert _match(make_report, known, record("Wärmeverbund Süd", "Lage"), record("Klimanetz Nord")) == ("b", "a")


def test_nothing_known_and_nothing_read_give_nothing(make_report: Make, record: Make) -> None:
    """Empty sides are no error."""
    assert _match(make_report, []) == ()
    assert _match(make_report, [], record("A", "Lage")) == (None,)
    assert _match(make_report, [KnownNetwork("a", None)]) == ()
