"""How sentences fall into clauses, and who is the subject of each."""

import pytest

from pipeline.assemble.roles.bodies import group_bodies, is_nominative, read_bodies
from pipeline.assemble.roles.clauses import find_subject
from pipeline.assemble.roles.publisher import find_publisher
from pipeline.assemble.roles.scene import read_scene
from pipeline.assemble.view import View
from pipeline.read import Reader
from pipeline.run import Pipeline


def _view(chain: Pipeline, text: str) -> View:
    return View(chain.process(Reader(chain.settings).read_text(text, source="-")))


SUBJECTS = [
    ("Die Energieagentur Talaue moderiert das Netzwerk.", "moderiert", "Energieagentur Talaue"),
    ("Das Netzwerk moderiert die Energieagentur Talaue.", "moderiert", "Energieagentur Talaue"),
    ("Angeregt hat das Netzwerk der Zweckverband Werretal.", "Angeregt", "Zweckverband Werretal"),
    ("Die Energieagentur Talaue, die das Netzwerk moderiert, sitzt in Lage.", "moderiert", "Energieagentur Talaue"),
    ("Die Energieagentur Talaue, die in Lage sitzt, moderiert das Netzwerk.", "moderiert", "Energieagentur Talaue"),
    ("Die Stadtwerke Lage gründeten das Netzwerk, die Energieagentur Talaue moderiert es.", "moderiert", "Energieagentur Talaue"),
    ("Die Stadtwerke Lage gründeten das Netzwerk und moderieren die Treffen.", "moderieren", "Stadtwerke Lage"),
    ("Das Netzwerk wird von den Stadtwerken Lage moderiert.", "moderiert", None),
    ("Vertreter der Energieagentur Talaue moderieren das Netzwerk.", "moderieren", None),
    ("Dem Zweckverband Werretal gefällt, wie das Netzwerk moderiert wird.", "moderiert", None),
]


@pytest.mark.parametrize(("text", "word", "expected"), SUBJECTS)
def test_the_subject_stands_in_the_verbs_own_clause(chain: Pipeline, text: str, word: str, expected: str | None) -> None:
    """A nominative before or behind the verb, the antecedent of a relative clause, or the clause it is joined to."""
    view = _view(chain, text)
    scene = read_scene(view, 0, len(text))
    assert scene is not None
    clause = scene.clause_at(text.index(word))
    assert clause is not None
    subject = find_subject(clause, text)
    assert (subject.members[0].name if subject else None) == expected


GROUPS = [
    ("Es helfen die Stadtwerke Lage, die Kreissparkasse Detmold und das Ingenieurbüro Kranz.", [3]),
    ("Gefördert vom Bundesumweltministerium, das Ingenieurbüro Kranz berät.", [1, 1]),
    ("Es kamen Erika Muster, Geschäftsführerin der Stadtwerke Lage, und Karl Probe.", [2]),
    ("Es hilft der Zweckverband Werretal; das Ingenieurbüro Kranz berät.", [1, 1]),
]


@pytest.mark.parametrize(("text", "sizes"), GROUPS)
def test_a_coordination_has_one_case(chain: Pipeline, text: str, sizes: list[int]) -> None:
    """Bodies are one list only where a list gap joins them and their articles allow one case."""
    view = _view(chain, text)
    groups = group_bodies(view, read_bodies(view, 0, len(text)))
    assert [len(group.members) for group in groups] == sizes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Zweckverband Werretal hilft.", True),
        ("Der Verein Klimatal e.V. hilft.", True),
        ("Die Energieagentur Talaue hilft.", True),
        ("Der Energieagentur Talaue wird geholfen.", False),
        ("Dem Zweckverband Werretal wird geholfen.", False),
        ("Von der Energieagentur Talaue kommt Hilfe.", False),
    ],
)
def test_articles_tell_the_nominative(chain: Pipeline, text: str, *, expected: bool) -> None:
    """ "Der" before a feminine head is a genitive or dative; a preposition governs no subject."""  # noqa: D210 - begins with a quote
    view = _view(chain, text)
    assert is_nominative(group_bodies(view, read_bodies(view, 0, len(text)))[0]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir von der Talklima Beratungs GmbH helfen.", "Talklima Beratungs GmbH"),
        ("Stadtwerke Lage GmbH\nReferenzen\n\nUnser Netzwerk läuft.", "Stadtwerke Lage GmbH"),
        ("Ein Netzwerk für alle\n\nSechs Orte machen mit.\n\n© 2021 Stadtwerke Lage GmbH", "Stadtwerke Lage GmbH"),
        ("Die Stadtwerke Lage GmbH hat das Netzwerk gegründet.", None),
        ("Sechs Orte machen mit.", None),
    ],
)
def test_the_publisher_is_who_signs(chain: Pipeline, text: str, expected: str | None) -> None:
    """A letterhead, a copyright line or "wir von" name who speaks; a body that is spoken of does not."""
    found = find_publisher(_view(chain, text))
    assert (found.value.name if found else None) == expected
