"""Answers "why not?" for every empty core field of a finished document; runs only where it was asked for.

A candidate that a check refused comes first; where none was, what the text has of the kind that the field takes.
"""

from dataclasses import dataclass, replace

from pipeline.explain.kinds import DATES, KINDS, SAID_OF
from pipeline.explain.sight import Sight, Spot
from schemas.document import Document
from schemas.mention import Rejected, Unfilled
from schemas.record import CORE_FIELDS

_NO_NETWORK = "the text has no word for a network"
_NONE_MEANT = "it points at networks without telling of one that is there or agreed"


@dataclass(frozen=True, slots=True)
class Explainer:
    """Find for each empty core field of each record the likeliest candidate and the check that refused it."""

    name = "explain"
    requires = ("networks", "rejected", "scope")
    assigns = ("unfilled",)

    def __call__(self, document: Document) -> Document:
        """Add what came nearest; a document without any record says which network came nearest to one."""
        sight = Sight(document)
        if not document.networks:
            return document.adding(unfilled=(_no_record(sight),))
        return document.adding(
            unfilled=tuple(
                _explain(sight, field, number)
                for number, draft in enumerate(document.networks)
                for field in CORE_FIELDS
                if not draft.has(field)
            )
        )


def _explain(sight: Sight, field: str, number: int) -> Unfilled:
    """Explain one empty field: by the strongest refusal, else by what no field uses, else by what the text has not."""
    return (
        _by_refusal(sight, field, number)
        or _by_mention(sight, field, number)
        or Unfilled(field, number, None, _nothing(sight, field, number))
    )


def _by_refusal(sight: Sight, field: str, number: int) -> Unfilled | None:
    """Give the refused candidate with the highest claim: of this network, else of the document as a whole."""
    family = DATES if field in DATES else (field,)
    refused = [item for item in sight.document.rejected if item.field in family and item.network in {number, None}]
    own = [item for item in refused if item.network == number or sight.speaks_of(number, item.start)]
    if own:
        best = max(own, key=lambda item: _strength(sight, item, field, number))
        return Unfilled(field, number, replace(best, field=field), best.reason)
    if not refused:
        return None
    best = max(refused, key=lambda item: _strength(sight, item, field, number))
    aside = "" if field == "name" else "; and the text speaks of another network there"
    return Unfilled(field, number, replace(best, field=field), f"{best.reason}{aside}")


def _strength(sight: Sight, item: Rejected, field: str, number: int) -> tuple[bool, float, bool, int, int]:
    """Rank a refused candidate: proposed for this very field, its claim, its stretch, how near a word of the field stands."""
    distance = sight.distance(field, item.start, item.end)
    return item.field == field, item.claim, sight.speaks_of(number, item.start), -distance, -item.start


def _by_mention(sight: Sight, field: str, number: int) -> Unfilled | None:
    """Give the likeliest thing of the field's kind that no field uses: in the network's own stretches first."""
    free = [item for item in sight.of_kind(field) if not sight.is_used(number, item)]
    for choice, reason in (
        ([item for item in free if sight.speaks_of(number, item.start) and not sight.is_framing(item.start)], None),
        (
            [item for item in free if sight.speaks_of(number, item.start)],
            "it stands in the frame of the page, from which nothing is taken",
        ),
        (free, "the text does not speak of this network there"),
    ):
        if choice:
            best = min(choice, key=lambda item: (sight.distance(field, item.start, item.end), item.start))
            why = reason or _unsaid(sight, field, best)
            return Unfilled(field, number, Rejected(field, *best, why, number), why)
    return None


def _unsaid(sight: Sight, field: str, item: Spot) -> str:
    """Say that no word makes it this field's; where one stands in the sentence, that no rule ties the two."""
    if field == "status":
        return "it is not said of this network surely enough: denied, only possible, or of something else"
    if field == "name":
        return "it means the network and does not name it"
    word = sight.word_beside(field, item)
    if word is None:
        return f"no word near it says that it is {SAID_OF[field]}"
    return f"{word!r} stands in its sentence, but no rule ties the two"


def _nothing(sight: Sight, field: str, number: int) -> str:
    """Say that the text has nothing of the kind, or that all there is belongs to other fields."""
    kind = KINDS[field]
    if field in DATES and sight.document.date is not None:  # a dateline is the document's day, and no candidate
        if any(sight.is_used(number, item) for item in sight.of_kind(field)):
            return "every date in the text is a value of another field or the document's own day"
        return "the text has no date besides the document's own day"
    if any(sight.is_used(number, item) for item in sight.of_kind(field)):
        return f"every {kind} in the text is a value of another field"
    return f"the text has no {kind}"


def _no_record(sight: Sight) -> Unfilled:
    """Give the network that came nearest to a record, and why it has none."""
    refused = [item for item in sight.document.rejected if item.field == "name"]
    if refused:
        best = max(refused, key=lambda item: (item.claim, -item.start))
        return Unfilled("name", None, best, best.reason)
    pointers = sight.of_kind("name")
    if not pointers:
        return Unfilled("name", None, None, _NO_NETWORK)
    live = [item for item in pointers if not sight.is_framing(item.start)]
    return Unfilled("name", None, Rejected("name", *(live or pointers)[0], _NONE_MEANT), _NONE_MEANT)
