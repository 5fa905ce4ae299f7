"""The link stage: points places at their official keys, the members of a list together."""

from dataclasses import replace
from typing import Any

from pipeline.gazetteer import Gazetteer
from pipeline.lexicon import Lexicons
from pipeline.link.places import PlaceContext, PlaceQuery, Resolution, resolve
from schemas.document import Document
from schemas.mention import Mention

#: the states, by the first digits of their keys, in which "VG" is a Verwaltungsgemeinschaft
_COMMUNITY_STATES = frozenset(["09", "16"])


class Linker:
    """Resolve all places of a document jointly; doubt stays doubt, as candidates."""

    name = "link"
    requires = ("mentions.value",)
    assigns = ("mentions.entity",)

    def __init__(self, lexicons: Lexicons, gazetteer: Gazetteer) -> None:
        self._lexicons = lexicons
        self._gazetteer = gazetteer

    def __call__(self, document: Document) -> Document:
        """Add an AGS to each place that can be told, and the resolution to all, under ``extra["resolution"]``."""
        places = [
            (number, mention)
            for number, mention in enumerate(document.mentions)
            if mention.label == "place" and mention.value.kind != "organisation"
        ]
        if not places:
            return document
        context = self._context(document, [mention for _, mention in places])
        groups = _groups([mention for _, mention in places])
        queries = [
            PlaceQuery(mention.value.name if not mention.value.bracket else _with_bracket(mention), mention.value.form, group, mention.value.kind if mention.value.kind in {"municipality", "district"} else None)
            for (_, mention), group in zip(places, groups, strict=True)
        ]  # fmt: skip
        mentions = list(document.mentions)
        for (number, mention), resolution in zip(places, resolve(queries, context, self._gazetteer), strict=True):
            mentions[number] = _linked(mention, resolution)
        _spell_out(mentions, [number for number, _ in places])
        return document.adding(mentions=tuple(mentions))

    def _context(self, document: Document, places: list[Mention]) -> PlaceContext:
        """Gather what the text says about where it plays."""
        states = frozenset(str(hit.entry.value) for hit in document.hits.get("states", ()))
        regions = frozenset(state for hit in document.hits.get("regions", ()) for state in hit.entry.states)
        districts = set()
        for mention in places:
            if mention.value.kind == "district" or mention.rule == "place.compound":
                districts |= {
                    place.ags for place in self._gazetteer.named(mention.value.name) if place.kind == "district" and place.current
                }
        return PlaceContext(states, frozenset(districts), regions, document.date)


def _spell_out(mentions: list[Mention], numbers: list[int]) -> None:
    """Read "VG" as Verwaltungsgemeinschaft where the other places lie in Bavaria or Thuringia; elsewhere it is a Verbandsgemeinde."""
    short = [
        number
        for number in numbers
        if mentions[number].value.form == "Verbandsgemeinde" and mentions[number].text.startswith("VG ")
    ]
    if not short:
        return
    keys = [str(mentions[number].entity)[:2] for number in numbers if mentions[number].entity]
    if keys and max(set(keys), key=keys.count) in _COMMUNITY_STATES:
        for number in short:
            value = replace(mentions[number].value, form="Verwaltungsgemeinschaft")
            mentions[number] = replace(mentions[number], value=value)


def _with_bracket(mention: Mention) -> str:
    """Ask with the bracket when it may tell homonyms apart: "Lichtenau (Kreis Paderborn)"."""
    value = mention.value
    return value.name if "(" in value.name else f"{value.name} ({value.bracket})"


def _groups(places: list[Mention]) -> list[int]:
    """Number the lists: the items of one layout list belong together, as do the members read in one go."""
    numbers: dict[Any, int] = {}
    found = []
    for mention in places:
        extra = mention.extra
        layout = extra.get("list_id")
        key = ("text", extra.get("group")) if layout is None else ("layout", layout)
        found.append(numbers.setdefault(key, len(numbers)))
    return found


def _linked(mention: Mention, resolution: Resolution) -> Mention:
    extra = {**mention.extra, "resolution": resolution}
    value = mention.value
    if resolution.place is not None and resolution.place.kind == "district" and value.kind == "municipality" and value.form is None:
        value = replace(value, kind="district")
    return mention.having(value, resolution.place.ags if resolution.place else None, extra)
