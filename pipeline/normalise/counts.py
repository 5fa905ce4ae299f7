"""Turns stated numbers of members into integers; several figures add up."""

from pipeline.normalise.amounts import parse_figure
from pipeline.normalise.mentions import with_value
from schemas.amounts import Count, Figure, StatedCount
from schemas.mention import Mention


def parse_count(figures: tuple[Figure, ...]) -> int | None:
    """Add figures up; None where one is no whole number.

    >>> parse_count((Figure("sieben", 7.0), Figure("ein", 1.0)))
    8
    >>> parse_count((Figure("ein", 1.0, 12.0),))
    12
    >>> parse_count((Figure("1,5"),)) is None
    True
    """
    total = 0
    for figure in figures:
        number = parse_figure(figure)
        if number is None or not number.is_integer():
            return None
        total += int(number)
    return total if total >= 1 else None


def normalise_count(mention: Mention) -> Mention | None:
    """Give a number of members its value; None where it is no whole number."""
    stated = mention.value
    if not isinstance(stated, StatedCount):
        return mention
    number = parse_count(stated.figures)
    noun = " ".join(stated.noun.split()) if stated.noun else None
    return None if number is None else with_value(mention, Count(number, noun, stated.qualifier))
