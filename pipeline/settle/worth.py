"""What a minute of a person is worth: errors removed from a document, or from a question over many, for the time it takes."""

from collections.abc import Iterable, Mapping

from schemas.review import Item

#: seconds it takes to settle one value, by field. ``document``: to open and look over one; ``question``: to understand a question asked of
#: many documents; ``occurrence``: to look at one of its places; ``conflict``: to weigh two sides.
SECONDS: dict[str, float] = {
    "document": 12.0, "question": 6.0, "occurrence": 1.5, "conflict": 10.0,
    "name": 4.0, "aliases": 3.0, "acronym": 2.0, "edition": 2.0, "themes": 3.0, "status": 4.0, "founded": 6.0, "start": 6.0, "end": 6.0,
    "duration_months": 4.0, "participants": 3.0, "participants_stated": 3.0, "funders": 6.0, "initiators": 6.0, "managers": 6.0,
    "consultants": 6.0, "partners": 6.0, "programmes": 4.0, "funding_refs": 3.0, "funding_amounts": 5.0, "people": 4.0, "topics": 4.0,
    "regions": 3.0, "targets": 6.0, "awards": 3.0, "links": 2.0, "emails": 2.0, "phones": 2.0, "relations": 6.0,
}  # fmt: skip
_OTHER_SECONDS = 4.0


def gain(items: Iterable[Item], seconds: Mapping[str, float] | None = None) -> float:
    """Give the errors a minute removes when all open values and conflicts of one document are settled.

    ``seconds``: measured times, in the place of those of ``SECONDS`` that they name. Unit: expected errors a minute.
    """
    times = {**SECONDS, **(seconds or {})}
    errors, needed = 0.0, times["document"]
    for item in items:
        if item.state == "open":
            errors += doubt_of(item)
            needed += times.get(item.field, _OTHER_SECONDS)
        elif item.state == "conflict":
            errors += 1.0
            needed += times["conflict"]
    return _per_minute(errors, needed)


def group_gain(items: Iterable[Item], seconds: Mapping[str, float] | None = None) -> float:
    """Give the errors a minute removes when one question is answered for all its places at once. Unit: expected errors a minute."""
    times = {**SECONDS, **(seconds or {})}
    errors, needed = 0.0, times["question"]
    for item in items:
        if item.state == "open":
            errors += doubt_of(item)
            needed += times["occurrence"]
    return _per_minute(errors, needed)


def doubt_of(item: Item) -> float:
    """Give the chance that a value is wrong, to order by: by all that stands around it, where that was measured."""
    return item.doubt if item.doubt is not None else chance_wrong(item)


def chance_wrong(item: Item) -> float:
    """Give the chance that a value is wrong by its confidence; without one it is as likely wrong as right."""
    return 1.0 - (item.confidence if item.confidence is not None else 0.5)


def _per_minute(errors: float, seconds: float) -> float:
    return errors * 60.0 / seconds if errors > 0 and seconds > 0 else 0.0
