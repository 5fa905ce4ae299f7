"""Names that people added become entries, or other names of entries that are there."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.suggest.known import Known, example_of, slug, without_bracket
from pipeline.suggest.names import name_ideas
from pipeline.suggest.shapes import Correction, Idea
from schemas.record import Participant, Place, Record

TEXT = "Das Netzwerkmanagement übernimmt die Quendelwerk Beratung GmbH (QWB) aus Herford. Gefördert wird es vom Weidenfonds."
Correct = Callable[..., Correction]


def _one(known: Known, *corrections: Correction) -> Idea | None:
    ideas = list(name_ideas(corrections, known))
    assert len(ideas) < 2
    return ideas[0] if ideas else None


def _actor(name: str, kind: str = "organisation") -> dict[str, Any]:
    return {"name": name, "kind": kind, "entity": None}


def test_an_unknown_body_is_a_new_entry(known: Known, correct: Correct) -> None:
    """With its short form, and the sort of body that its name tells."""
    words = "Quendelwerk Beratung GmbH"
    idea = _one(known, correct(TEXT, words, "managers", _actor(f"{words} (QWB)")))
    assert idea is not None
    entry = idea.options[0]
    assert (idea.list, idea.sort, entry.id, entry.label) == ("organisations", "new", "quendelwerk-beratung-gmbh", words)
    assert (entry.variants, entry.acronym) == ((words, "QWB"), "QWB")


def test_an_unknown_funder_goes_to_the_funders(known: Known, correct: Correct) -> None:
    """A body that was only ever added as one."""
    idea = _one(known, correct(TEXT, "Weidenfonds", "funders", _actor("Weidenfonds")))
    assert idea is not None
    assert (idea.list, idea.options[0].variants) == ("funders", ("Weidenfonds",))


def test_the_form_of_the_text_is_added_where_the_name_would_not_match_it(known: Known, correct: Correct) -> None:
    """The name is nominative, the text may not be."""
    text = "Das Vorhaben betreut das Büro der Gebrüder Quendel seit Mai."
    idea = _one(known, correct(text, "der Gebrüder Quendel", "managers", _actor("Quendelbrüder")))
    assert idea is not None
    assert [option.variants for option in idea.options] == [("Quendelbrüder", "der Gebrüder Quendel"), ("Quendelbrüder",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("funders", _actor("Bundesministerium für Umwelt")),
        ("managers", _actor("Quendel", "person")),
        ("managers", _actor("ein Büro", "unnamed")),
        ("initiators", _actor("Stadt Herford")),
        ("programmes", "Kommunalrichtlinie"),
        ("regions", "Niedersachsen"),
        ("start", "2020-07"),
        ("people", {"name": "Erika Muster"}),
    ],
)
def test_what_a_list_knows_or_holds_not_is_no_idea(known: Known, correct: Correct, field: str, value: object) -> None:
    """Known names, persons, unnamed bodies, towns, and fields that no list of names fills."""
    assert _one(known, correct(TEXT, "Quendelwerk", field, value)) is None


@pytest.mark.parametrize("deed", ["rejected", "dropped"])
def test_what_was_taken_out_is_no_new_name(known: Known, correct: Correct, deed: str) -> None:
    """Only what people put in."""
    assert _one(known, correct(TEXT, "Quendelwerk", "managers", _actor("Quendelwerk"), deed=deed)) is None


def test_a_near_name_is_another_name_of_a_known_body(known: Known, correct: Correct) -> None:
    """A letter apart, or a legal form more."""
    known_body = next(entry for entry in known.lists["organisations"].entries if len(entry.variants[0].split()) > 2)
    name = known_body.variants[0]
    for other in (f"{name[:4]}x{name[4:]}", f"{name} GmbH"):
        if known.covering(other, ["organisations"]) is None:
            idea = _one(known, correct(TEXT, "Quendelwerk", "managers", _actor(other)))
            assert idea is not None
            assert (idea.sort, idea.options[0].id, idea.options[0].variants) == ("alias", known_body.id, (other,))


def test_names_that_differ_in_a_word_are_two(known: Known) -> None:
    """Alike as a whole is not enough: north and south are two agencies."""
    assert known.nearest("Energieagentur Nordquendelland", ["organisations"]) is None


def test_a_short_form_in_brackets_leads_to_its_body(known: Known, correct: Correct) -> None:
    """The acronym is known, the name before it is not."""
    idea = _one(known, correct(TEXT, "Weidenfonds", "funders", _actor("Haus der jungen Forschung (PtJ)")))
    assert idea is not None
    assert (idea.sort, idea.options[0].variants) == ("alias", ("Haus der jungen Forschung",))


def test_equal_names_of_several_documents_are_one_idea(known: Known, correct: Correct) -> None:
    """It rests on all of them."""
    words = "Quendelwerk Beratung GmbH"
    both = [correct(TEXT, words, field, _actor(words), document=number) for number, field in enumerate(("managers", "partners"))]
    idea = _one(known, *both)
    assert idea is not None
    assert (idea.documents, idea.basis) == (2, tuple(both))


@pytest.mark.parametrize(
    ("field", "value", "list_name"),
    [
        ("programmes", "Quendelförderung", "programmes"),
        ("topics", "Quendelanbau", "topics"),
        ("awards", {"label": "Goldener Quendel", "by": None}, "awards"),
    ],
)
def test_other_names_go_to_the_lists_of_their_fields(
    known: Known, correct: Correct, field: str, value: object, list_name: str
) -> None:
    """Programmes, topics, awards."""
    idea = _one(known, correct(TEXT, "Weidenfonds", field, value))
    assert idea is not None
    assert (idea.list, idea.sort) == (list_name, "new")


def test_a_region_lies_where_the_members_do(known: Known, correct: Correct) -> None:
    """And is found in the genitive too."""
    herford = Participant(name="Herford", form="Stadt", kind="municipality", place=Place(ags="05758012", state="DE-NW"))
    record = Record.model_construct(participants=[herford], themes=[])
    idea = _one(known, correct(TEXT, "Herford", "regions", "Quendelland", record=record))
    assert idea is not None
    assert (idea.options[0].variants[:2], idea.options[0].states) == (("Quendelland", "Quendellands"), ("DE-NW",))


def test_the_words_of_a_theme_are_added_to_it(known: Known, correct: Correct) -> None:
    """As another word of the entry that the theme has."""
    idea = _one(known, correct("Netzwerk Quendelzeit", "Quendelzeit", "themes", "biodiversity"))
    assert idea is not None
    assert (idea.list, idea.sort, idea.options[0].variants) == ("themes", "alias", ("Quendelzeit",))
    owner = next(entry for entry in known.lists["themes"].entries if entry.id == idea.options[0].id)
    assert owner.value == "biodiversity"


def test_ids_are_free_slugs(known: Known) -> None:
    """An id that the list has is numbered on."""
    taken = known.lists["programmes"].entries[0].id
    assert known.free_id("programmes", taken) == f"{taken}-2"
    assert known.free_id("programmes", "Grüße aus Köln!") == slug("Grüße aus Köln!") == "gruesse-aus-koeln"


def test_examples_are_short_and_of_one_line() -> None:
    """A few words to either side, not beyond the sentence."""
    text = (
        "Vorher war nichts.\nJetzt betreut das erfahrene Team der Quendelwerk Beratung GmbH alle acht Orte im Kreis. Danach Ende."
    )
    start = text.index("Quendelwerk")
    assert example_of(text, start, start + 11) == "erfahrene Team der Quendelwerk Beratung GmbH alle"
    assert example_of("Quendelwerk", 0, 11) == "Quendelwerk"
    assert without_bracket("Quendelwerk") == ("Quendelwerk", None)
