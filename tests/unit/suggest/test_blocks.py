"""What people rejected becomes words that are not read as such a value again."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.suggest.blocks import block_ideas
from pipeline.suggest.known import Known
from pipeline.suggest.shapes import Correction

TEXT = "Das Quendelnetzwerk Mustertal tagt. Erika Quendelhaus und die Orte Quendel und Herford sind dabei."
Correct = Callable[..., Correction]


@pytest.mark.parametrize(
    ("field", "machine", "more", "expected"),
    [
        ("name", "Quendelnetzwerk Mustertal", {"deed": "rejected"}, [("not_networks", "Quendelnetzwerk Mustertal"), ("not_networks", "Quendelnetzwerk")]),
        ("name", "Netzwerk Mustertal", {"deed": "dropped"}, [("not_networks", "Netzwerk Mustertal")]),
        ("people", {"name": "Erika Quendelhaus"}, {"deed": "rejected"}, [("not_surnames", "Quendelhaus")]),
        ("participants", {"name": "Quendel", "kind": "municipality"}, {"deed": "rejected"}, [("place_words", "Quendel")]),
        ("participants", {"name": "Quendel", "kind": "organisation"}, {"deed": "rejected"}, []),
        ("name", "Netzwerk Mustertal Quendelchef", {"deed": "corrected", "value": "Netzwerk Mustertal"}, [("name_stops", "Quendelchef")]),
        ("name", "Netzwerk Mustertal", {"deed": "corrected", "value": "Netzwerk Mustertal II"}, []),
        ("name", "Quendelnetz", {"deed": "added"}, []),
        ("topics", "Quendel", {"deed": "rejected"}, []),
        ("start", "2020", {"deed": "rejected"}, []),
    ],
)  # fmt: skip
def test_each_sort_of_rejection_has_its_list(
    known: Known, correct: Correct, field: str, machine: Any, more: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Only where a list keeps the words out."""
    correction = correct(TEXT, "Quendel", field, more.pop("value", None), machine=machine, **more)
    ideas = list(block_ideas([correction], known))
    assert [(idea.list, idea.options[0].variants[0]) for idea in ideas] == expected
    assert {idea.sort for idea in ideas} <= {"block"}


def test_words_that_a_list_has_are_no_idea(known: Known, correct: Correct) -> None:
    """They did not help."""
    correction = correct(TEXT, "Erika", "people", None, machine={"name": "Erika Stiftung"}, deed="rejected")
    assert list(block_ideas([correction], known)) == []


def test_a_place_is_blocked_mildly_first(known: Known, correct: Correct) -> None:
    """A common word may still be a place among places; what is never one may not."""
    correction = correct(
        TEXT, "Quendel", "participants", None, machine={"name": "Quendel", "kind": "municipality"}, deed="rejected"
    )
    (idea,) = block_ideas([correction], known)
    assert [option.kind for option in idea.options] == ["common_word", "never"]
