"""Composed edits: the map must tell the truth however edits fall on each other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.offsets import Draft, Edit


def apply(raw: str, *rounds: list[tuple[int, int, str]]) -> Draft:
    """Apply rounds of edits to a text."""
    draft = Draft(raw)
    for number, edits in enumerate(rounds):
        draft.apply(f"round-{number}", [Edit(*edit) for edit in edits])
    return draft


def test_untouched_text_is_identity() -> None:
    """No edits, no map to speak of."""
    assert apply("Stadt Lage").finish().is_identity


def test_same_length_edits_keep_identity() -> None:
    """A blank for a no-break space moves nothing."""
    draft = apply("Stadt\u00a0Lage", [(5, 6, " ")])
    assert draft.finish().is_identity
    assert draft.repairs[0].before == "\u00a0"


def test_removal_at_the_start_and_the_end() -> None:
    """What is removed at the ends belongs to no span."""
    offsets = apply("\ufeffLage\ufeff", [(0, 1, ""), (5, 6, "")]).finish()
    assert offsets.to_raw(0, 4) == (1, 5)
    assert (offsets.to_clean(0), offsets.to_clean(1), offsets.to_clean(5), offsets.to_clean(6)) == (0, 0, 4, 4)


def test_longer_replacement_leads_back_as_a_whole() -> None:
    """Each letter of a dissolved ligature is the whole ligature."""
    offsets = apply("e\ufb03z", [(1, 2, "ffi")]).finish()
    assert [offsets.to_raw(at, at + 1) for at in range(5)] == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]


def test_shorter_replacement_leads_back_as_a_whole() -> None:
    """An umlaut leads to both characters it was made of, also at the end of a span."""
    offsets = apply("fÃ¼r", [(1, 3, "ü")]).finish()
    assert offsets.to_raw(0, 2) == (0, 3)
    assert offsets.to_raw(1, 3) == (1, 4)


def test_removed_characters_behind_a_replacement_are_not_part_of_it() -> None:
    """A carriage return behind a repaired umlaut stays outside the span."""
    offsets = apply("Ã¼\r\nx", [(0, 2, "ü")], [(1, 2, "")]).finish()
    assert offsets.to_raw(0, 1) == (0, 2)
    assert offsets.to_raw(1, 2) == (3, 4)


def test_edit_over_an_earlier_edit() -> None:
    """A later edit swallows an earlier one whole."""
    draft = apply("a&amp;uuml;b", [(1, 6, "&")], [(1, 7, "ü")])
    assert draft.text == "aüb"
    assert draft.finish().to_raw(1, 2) == (1, 11)
    assert draft.repairs[1].before == "&amp;uuml;"


def test_two_edits_inside_one_earlier_edit() -> None:
    """Edits at both ends of a replaced stretch lead back to all of it."""
    draft = apply("x\ufb03y", [(1, 2, "ffi")], [(1, 2, ""), (3, 4, "II")])
    assert draft.text == "xfIIy"
    offsets = draft.finish()
    assert [offsets.to_raw(at, at + 1) for at in range(5)] == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]


@settings(max_examples=500, deadline=None)
@given(st.text("abc", min_size=1, max_size=12), st.data())
def test_any_edits_leave_a_true_map(raw: str, data: st.DataObject) -> None:
    """Lengths agree, spans stay inside and in order, and characters never edited lead to themselves."""
    draft = Draft(raw)
    origin: list[int | None] = list(range(len(raw)))
    for _ in range(data.draw(st.integers(0, 3))):
        edits, at = [], 0
        while at < len(draft.text):
            start = data.draw(st.integers(at, len(draft.text)))
            if start >= len(draft.text):
                break
            end = data.draw(st.integers(start + 1, min(start + 3, len(draft.text))))
            edits.append(Edit(start, end, data.draw(st.text("XYZ", max_size=3))))
            at = end
        for edit in reversed(edits):
            origin[edit.start : edit.end] = [None] * len(edit.new)
        draft.apply("any", edits)
    offsets = draft.finish()
    assert (offsets.clean_length, offsets.raw_length) == (len(draft.text), len(raw))
    before = 0
    for at, where in enumerate(origin):
        start, end = offsets.to_raw(at, at + 1)
        assert before <= start <= end <= len(raw)
        before = start
        if where is not None:
            assert start <= where < end
    clean = [offsets.to_clean(at) for at in range(len(raw) + 1)]
    assert clean == sorted(clean)
    assert 0 <= clean[0] <= clean[-1] <= len(draft.text)
