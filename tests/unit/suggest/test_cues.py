"""Words near corrected values become cues: those common to several documents, else few and with care."""

from collections.abc import Callable

import pytest

from pipeline.suggest.cues import cue_ideas
from pipeline.suggest.known import Known
from pipeline.suggest.shapes import Correction

Correct = Callable[..., Correction]
ACTOR = {"name": "Quendel", "kind": "organisation", "entity": None}


def _variants(known: Known, *corrections: Correction) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for idea in cue_ideas(corrections, known):
        assert idea.sort == "cue"
        found.setdefault(idea.list, []).append(idea.options[0].variants[0])
    return found


def test_words_common_to_documents_come_first(known: Known, correct: Correct) -> None:
    """What stands near the value in both, before what only one has."""
    texts = ("Das Netz wird seit Mai umhegt durch Quendel.", "Alle Orte werden fachlich umhegt durch Quendel.")
    both = [correct(text, "Quendel", "managers", ACTOR, document=number) for number, text in enumerate(texts)]
    ideas = list(cue_ideas(both, known))
    assert ideas[0].options[0].variants[0] in {"umhegt", "umhegt durch"}
    assert (ideas[0].list, ideas[0].options[0].role, ideas[0].documents) == ("role_cues", "manager", 2)


def test_a_cue_before_the_body_is_a_phrase_and_a_verb_a_verb(known: Known, correct: Correct) -> None:
    """How a body stands to its cue is guessed from the last word."""
    text = "Das Netz wird umhegt durch Quendel."
    frames = {
        idea.options[0].variants[0]: [option.frame for option in idea.options]
        for idea in cue_ideas([correct(text, "Quendel", "managers", ACTOR)], known)
    }
    assert frames["umhegt durch"] == ["phrase"]
    assert frames["umhegt"] == ["verb", "verb"]


@pytest.mark.parametrize(
    ("field", "value", "list_name"),
    [
        ("managers", ACTOR, "role_cues"),
        ("status", "completed", "status_cues"),
        ("start", "2020", "event_cues"),
        ("participants", {"name": "Quendel", "kind": "municipality"}, "participant_cues"),
        ("topics", "Quendel", None),
    ],
)
def test_each_field_has_its_list(known: Known, correct: Correct, field: str, value: object, list_name: str | None) -> None:
    """Fields without cues give none."""
    texts = ("Feierlich umhegt wurde Quendel.", "Gern umhegt wurde Quendel.")
    both = [correct(text, "Quendel", field, value, document=number) for number, text in enumerate(texts)]
    found = _variants(known, *both)
    assert list(found) == ([list_name] if list_name else [])


def test_a_rejected_number_of_members_is_one_of_others(known: Known, correct: Correct) -> None:
    """The words beside it say whose number it is."""
    texts = ("Quendelweit sind es 300 Orte.", "Quendelweit gibt es 90 Netze.")
    both = [
        correct(text, number, "participants_stated", None, machine=int(number), deed="rejected", document=int(number))
        for text, number in zip(texts, ("300", "90"), strict=True)
    ]
    assert _variants(known, *both) == {"count_cues": ["Quendelweit"]}


def test_names_numbers_and_small_words_are_no_cues(known: Known, correct: Correct) -> None:
    """Places, bodies, given names, what punctuation parts, and words that stand everywhere."""
    text = "In Herford hat Erika, 42, mit der GmbH und für 2020 die Quendel."
    assert _variants(known, correct(text, "Quendel", "managers", ACTOR)) == {}


def test_words_of_the_next_sentence_are_not_near(known: Known, correct: Correct) -> None:
    """A cue stands in the sentence of its value."""
    text = "Vorher umhegten andere. Jetzt umsorgt Quendel. Danach umwirbt niemand."
    assert _variants(known, correct(text, "Quendel", "managers", ACTOR))["role_cues"] == ["umsorgt", "Jetzt umsorgt"][:1]


def test_of_one_document_nouns_alone_tell_no_date(known: Known, correct: Correct) -> None:
    """Two documents may agree by a noun; one document's nouns are what it happens to be about."""
    text = "Quendelsaal Festakt 2020"
    assert _variants(known, correct(text, "2020", "start", "2020")) == {}


def test_what_the_list_has_is_no_idea(known: Known, correct: Correct) -> None:
    """It did not help, whatever role it has."""
    text = "Abgewickelt durch Quendel."
    assert "Abgewickelt" not in _variants(known, correct(text, "Quendel", "managers", ACTOR)).get("role_cues", [])
