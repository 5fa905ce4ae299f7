"""What orders the questions, and what is stated of them."""

from typing import Any

import pytest

from pipeline.settle import group_gain
from pipeline.store import Store


def test_questions_are_ordered_by_doubt_and_state_their_confidence(store: Store, samples: Any) -> None:
    """Of two questions of equal confidence the more doubted comes first; both say the same number of wrong values."""
    items = [
        samples.item(name, question=question, doubt=doubt)
        for question, doubt in (("calm", 0.05), ("doubted", 0.5))
        for name in (f"{question} a", f"{question} b")
    ]
    with store.writing() as writing:
        document = samples.fill(writing, "a.txt")
        writing.lock(document)
        writing.project(document, samples.projection(*items))
    with store.reading() as reading:
        assert reading.items(document) == tuple(items)
        groups = reading.groups()[0]
        assert [(group.key, group.count, round(group.wrong, 6)) for group in groups] == [("doubted", 2, 0.2), ("calm", 2, 0.2)]
        assert [group.gain for group in groups] == [pytest.approx(group_gain(items[2:])), pytest.approx(group_gain(items[:2]))]


def test_a_rewritten_document_takes_its_doubt_along(store: Store, samples: Any) -> None:
    """What a document had added is taken off exactly, whatever its items were."""
    with store.writing() as writing:
        document = samples.fill(writing, "a.txt")
        for doubts in ((0.3, 0.31, 0.7), (0.1, None), (0.2, 0.4)):
            writing.lock(document)
            writing.project(document, samples.projection(*(samples.item(f"{doubt}", doubt=doubt) for doubt in doubts)))
    with store.reading() as reading:
        (group,) = reading.groups()[0]
        assert (group.count, round(group.wrong, 6)) == (2, 0.2)
        assert group.gain == pytest.approx(0.6 * 60 / (6 + 2 * 1.5))
