"""Names the finders of the tag room, in their order: later ones may read what earlier ones found."""

from collections.abc import Callable, Sequence

from pipeline.lexicon import Hit, Lexicons
from pipeline.tag.amounts import find_amounts
from pipeline.tag.contacts import find_emails, find_links, find_phones
from pipeline.tag.counts import find_counts
from pipeline.tag.date_words import DateWords
from pipeline.tag.dates import DateFinder, is_of_news
from pipeline.tag.networks import NetworkFinder
from pipeline.tag.organisations import find_organisations
from pipeline.tag.people import find_people
from pipeline.tag.places import find_places
from pipeline.tag.quantities import find_quantities
from pipeline.tag.quoted import find_quoted
from pipeline.tag.references import find_references
from pipeline.tag.state import Finder, State
from pipeline.tag.weekdays import WeekdayFinder
from schemas.mention import Mention

#: what the finders look for, in their order
PLURALS = (
    "dates", "contacts", "references", "amounts", "quantities", "counts", "organisations", "people", "networks", "places",
    "programmes", "awards", "topics", "regions",
)  # fmt: skip
#: what a finder reads of those before it
_NEEDS = {"people": ("organisations",), "networks": ("people",), "places": ("organisations", "people")}


class Finders:
    """Hold the finders over some word lists, and run them on what a text's state holds."""

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons
        self._finders = dict(zip(PLURALS, _build(lexicons), strict=True))

    def find_all(self, state: State) -> None:
        """Run every finder in order; ``state["mentions"]`` then holds what each found, by plural."""
        mentions = state["mentions"]
        for plural, find in self._finders.items():
            mentions[plural] = find(state)

    @staticmethod
    def may_find_networks(state: State) -> bool:
        """Say whether the text has any word a network could be read around."""
        return bool(state["hits"].get("network_heads"))

    def find(self, plural: str, state: State) -> Sequence[Mention]:
        """Run one finder, and before it those it builds on that were not run yet."""
        mentions = state["mentions"]
        if plural not in mentions:
            for needed in _NEEDS.get(plural, ()):
                self.find(needed, state)
            mentions[plural] = self._finders[plural](state)
        found: Sequence[Mention] = mentions[plural]
        return found


def date_words(lexicons: Lexicons) -> DateWords:
    """Gather the words of time from their lists."""
    return DateWords.from_entries(*(lexicons.listed(name) for name in ("months", "seasons", "number_words", "time_words")))


def _build(lexicons: Lexicons) -> tuple[Finder, ...]:
    """Give the finders in the order of their names."""
    dates = DateFinder(date_words(lexicons))
    weekdays = WeekdayFinder(lexicons.listed("time_words"))
    networks = NetworkFinder(lexicons.listed("network_heads"), lexicons.listed("name_stops"))

    def find_dates(state: State) -> list[Mention]:
        found = [item for item in dates.find(state["text"]) if not is_of_news(item)]
        found.extend(weekdays.find(state["text"], found))
        return [
            Mention("date", item.start, item.end, item.text, item.rule, 0.9, None, None, {"expression": item}) for item in found
        ]

    def find_contacts(state: State) -> list[Mention]:
        text, hits = state["text"], state["hits"]
        return [*find_links(text, hits), *find_emails(text, hits), *find_phones(text, hits)]

    return (
        find_dates,
        find_contacts,
        _over_hits(find_references),
        _over_hits(find_amounts),
        _over_hits(find_quantities),
        _over_hits(find_counts),
        _over_hits(find_organisations),
        lambda state: find_people(state["text"], state["hits"], state["mentions"]["organisations"], state["segments"]),
        lambda state: networks.find(state["text"], state["hits"], state["mentions"]["people"], state["segments"]),
        lambda state: find_places(
            state["text"], state["hits"], state["segments"], state["mentions"]["organisations"], state["mentions"]["people"]
        ),
        lambda state: find_quoted(state["text"], "programme", _listed(state["hits"], "programmes", "programme")),
        lambda state: find_quoted(state["text"], "award", _listed(state["hits"], "awards", "award")),
        lambda state: _listed(state["hits"], "topics", "topic"),
        lambda state: _listed(state["hits"], "regions", "region"),
    )


def _over_hits(find: Callable[[str, dict[str, list[Hit]]], list[Mention]]) -> Finder:
    """Make a finder of a function that asks for the text and its hits alone."""
    return lambda state: find(state["text"], state["hits"])


def _listed(hits: dict[str, list[Hit]], name: str, label: str) -> list[Mention]:
    """Turn the hits of one list into mentions; the value is the entry's variant, uninflected."""
    return [
        Mention(label, hit.start, hit.end, hit.surface, f"{label}.{hit.entry.id}", 0.92, _as_written(hit), hit.entry.id)
        for hit in hits.get(name, ())
    ]


def _as_written(hit: Hit) -> str:
    """Keep the hyphens of the text where it writes the variant in the nominative: "Kommunale Netzwerke-Richtlinie"."""
    same = hit.surface == hit.variant or hit.surface.replace("-", " ") == hit.variant.replace("-", " ")
    return hit.surface if same else hit.variant
