"""Reads topics from lists under a line: the items of a topic's label, of a wish, of what the members have planned."""

from collections.abc import Iterator

from pipeline.assemble.facts.topic_deeds import deed_of_item
from pipeline.assemble.facts.topic_lists import cut_list, trim_member
from pipeline.assemble.facts.topic_told import is_opening
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

Topic = tuple[int, int, str]

#: a line that opens a list of deeds: a wish, or a colon behind those who do them
_OPENS_DEEDS_RE = shape(
    r"\b(?:will|wollen|möchte|möchten|soll|sollen|werden|wird)\s*:?\s*\Z|(?:[Kk]ommunen|[Mm]itglieder|[Tt]eilnehmer\w*|[Nn]etzwerk\w*|Städte|Gemeinden|Unternehmen|Betriebe|Maßnahmen|Ziele|Schritte|Aufgaben|\bwir|\bsie)\b[^:]{0,120}:\s*\Z"
)
_LINE_KINDS = frozenset(["noun", "lead"])
_MOST_ITEMS = 15
_LIST_ITEM_CHARS = 90


def read_below(view: View, sentence: Sentence, cues: list[Hit]) -> Iterator[Topic]:
    """Read the items, or the one line, under a line that a cue fills or that ends with a colon."""
    cue = next((hit for hit in cues if hit.entry.kind in _LINE_KINDS), None)
    segment = view.segments[sentence.segment]
    if cue is None or sentence.end < segment.end:
        return
    line = view.text[segment.start : segment.end].rstrip()
    if not line.endswith((":", "?")) and segment.kind != "heading":
        return
    filled = (cue.end - cue.start) * 3 >= len(line) or cue.entry.kind == "lead" or line.endswith(":")
    index = sentence.segment + 1
    if not filled or index >= len(view.segments):
        return
    first = view.segments[index]
    if first.kind == "item":
        yield from _items(view, index)
    elif (
        first.kind == "text"
        and segment.kind == "heading"
        and not view.text[first.start : first.end].rstrip().endswith((".", "!", "?"))
    ):
        yield from cut_list(view, first.start, first.end)


def read_wanted(view: View, sentence: Sentence) -> list[Topic]:
    """Read a list that stands inside a sentence about the network: "Das Netzwerk will / – … / – … / voranbringen"."""
    index = sentence.segment + 1
    if index >= len(view.segments) or view.segments[index].kind != "item":
        return []
    behind = next((segment for segment in view.segments[index:] if segment.kind != "item"), None)
    return list(_items(view, index)) if behind and view.text[behind.start].islower() else []


def read_planned(view: View, sentence: Sentence) -> list[Topic]:
    """Read a list of deeds under the sentence that opens it: "Dazu haben sie vereinbart: / – Ladesäulen errichten / …"."""
    segment = view.segments[sentence.segment]
    index = sentence.segment + 1
    if sentence.end < segment.end or index >= len(view.segments) or view.segments[index].kind != "item":
        return []
    if not is_opening(view.text[sentence.start : sentence.end]) or not _OPENS_DEEDS_RE.search(
        view.text, sentence.start, sentence.end
    ):
        return []
    list_id = view.segments[index].list_id
    items = [item for item in view.segments[index : index + _MOST_ITEMS] if item.kind == "item" and item.list_id == list_id]
    deeds = [deed_of_item(view, item) for item in items]
    return [deed for deed in deeds if deed] if sum(deed is not None for deed in deeds) * 2 > len(deeds) > 1 else []


def _items(view: View, index: int) -> Iterator[Topic]:
    """Give the items of one list that can be topics."""
    list_id = view.segments[index].list_id
    for segment in view.segments[index:]:
        if segment.kind != "item" or segment.list_id != list_id or segment.boilerplate:
            return
        if segment.end - segment.start > _LIST_ITEM_CHARS:
            continue
        if topic := deed_of_item(view, segment) or trim_member(view, segment.start, segment.end):
            yield topic
