"""Names the components of the tag room, in their order: later ones may read what earlier ones found."""

from collections.abc import Callable

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
from pipeline.tag.state import State
from pipeline.tag.weekdays import WeekdayFinder
from schemas.mention import Mention


def date_words(lexicons: Lexicons) -> DateWords:
    """Gather the words of time from their lists."""
    return DateWords.from_entries(*(lexicons.listed(name) for name in ("months", "seasons", "number_words", "time_words")))


def components(lexicons: Lexicons) -> list[tuple[str, Callable[[State], list[Mention]]]]:
    """Give name and finder of every component, in order."""
    dates = DateFinder(date_words(lexicons))
    weekdays = WeekdayFinder(lexicons.listed("time_words"))
    networks = NetworkFinder(lexicons.listed("network_heads"), lexicons.listed("name_stops"))

    def find_dates(state: State) -> list[Mention]:
        found = [item for item in dates.find(state["text"]) if not is_of_news(item)]
        found.extend(weekdays.find(state["text"], found))
        return [
            Mention("date", item.start, item.end, item.text, item.rule, 0.9, None, None, {"expression": item}) for item in found
        ]

    return [
        ("dates", find_dates),
        (
            "contacts",
            lambda state: [
                found for find in (find_links, find_emails, find_phones) for found in find(state["text"], state["hits"])
            ],
        ),
        ("references", lambda state: find_references(state["text"], state["hits"])),
        ("amounts", lambda state: find_amounts(state["text"], state["hits"])),
        ("quantities", lambda state: find_quantities(state["text"], state["hits"])),
        ("counts", lambda state: find_counts(state["text"], state["hits"])),
        ("organisations", lambda state: find_organisations(state["text"], state["hits"])),
        (
            "people",
            lambda state: find_people(state["text"], state["hits"], state["mentions"].get("organisations", ()), state["segments"]),
        ),
        (
            "networks",
            lambda state: networks.find(state["text"], state["hits"], state["mentions"].get("people", ()), state["segments"]),
        ),
        (
            "places",
            lambda state: find_places(
                state["text"],
                state["hits"],
                state["segments"],
                state["mentions"].get("organisations", ()),
                state["mentions"].get("people", ()),
            ),
        ),
        ("programmes", lambda state: find_quoted(state["text"], "programme", _listed(state["hits"], "programmes", "programme"))),
        ("awards", lambda state: find_quoted(state["text"], "award", _listed(state["hits"], "awards", "award"))),
        ("topics", lambda state: _listed(state["hits"], "topics", "topic")),
        ("regions", lambda state: _listed(state["hits"], "regions", "region")),
    ]


def _listed(hits: dict[str, list[Hit]], name: str, label: str) -> list[Mention]:
    """Turn the hits of one list into mentions; the value is the entry's variant, uninflected."""
    return [
        Mention(label, hit.start, hit.end, hit.surface, f"{label}.{hit.entry.id}", 0.92, _as_written(hit), hit.entry.id)
        for hit in hits.get(name, ())
    ]


def _as_written(hit: Hit) -> str:
    """Keep the hyphens of the text where it writes the variant in the nominative: "Kommunale Netzwerke-Richtlinie"."""
    same = hit.surface.replace("-", " ") == hit.variant.replace("-", " ")
    return hit.surface if same else hit.variant
