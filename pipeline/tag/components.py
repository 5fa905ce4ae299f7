"""Names the components of the tag room, in their order: later ones may read what earlier ones found."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.lexicon import Hit, Lexicons
from pipeline.tag.amounts import find_amounts
from pipeline.tag.contacts import find_emails, find_links, find_phones
from pipeline.tag.counts import find_counts
from pipeline.tag.date_words import DateWords
from pipeline.tag.dates import DateFinder
from pipeline.tag.networks import find_networks
from pipeline.tag.organisations import find_organisations
from pipeline.tag.people import find_people
from pipeline.tag.places import find_places
from pipeline.tag.quantities import find_quantities
from pipeline.tag.references import find_references
from schemas.mention import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

State = dict[str, Any]


def date_words(lexicons: Lexicons) -> DateWords:
    """Gather the words of time from their lists."""
    return DateWords.from_entries(*(lexicons.listed(name) for name in ("months", "seasons", "number_words", "time_words")))


def components(lexicons: Lexicons) -> list[tuple[str, "Callable[[Doc, State], list[Mention]]"]]:
    """Give name and finder of every component, in order."""
    dates = DateFinder(date_words(lexicons))

    def find_dates(doc: "Doc", _state: State) -> list[Mention]:
        return [
            Mention("date", item.start, item.end, item.text, item.rule, 0.9, None, None, {"expression": item}) for item in dates.find(doc.text)
        ]

    return [
        ("dates", find_dates),
        (
            "contacts",
            lambda doc, state: [found for find in (find_links, find_emails, find_phones) for found in find(doc.text, state["hits"])],
        ),
        ("references", lambda doc, state: find_references(doc.text, state["hits"])),
        ("amounts", lambda doc, state: find_amounts(doc.text, state["hits"])),
        ("quantities", lambda doc, state: find_quantities(doc.text, state["hits"])),
        ("counts", lambda doc, state: find_counts(doc.text, state["hits"])),
        ("organisations", lambda doc, state: find_organisations(doc.text, state["hits"])),
        ("people", lambda doc, state: find_people(doc.text, state["hits"], state["mentions"].get("organisations", ()))),
        ("networks", lambda doc, state: find_networks(doc.text, state["hits"], state["mentions"].get("people", ()))),
        (
            "places",
            lambda doc, state: find_places(
                doc.text, state["hits"], state["segments"], state["mentions"].get("organisations", ()), state["mentions"].get("people", ())
            ),
        ),
        ("programmes", lambda doc, state: _listed(state["hits"], "programmes", "programme")),
        ("awards", lambda doc, state: _listed(state["hits"], "awards", "award")),
        ("topics", lambda doc, state: _listed(state["hits"], "topics", "topic")),
        ("regions", lambda doc, state: _listed(state["hits"], "regions", "region")),
    ]


def _listed(hits: dict[str, list[Hit]], name: str, label: str) -> list[Mention]:
    """Turn the hits of one list into mentions; the value is the entry's variant, uninflected."""
    return [
        Mention(label, hit.start, hit.end, hit.surface, f"{label}.{hit.entry.id}", 0.92, hit.variant, hit.entry.id) for hit in hits.get(name, ())
    ]
