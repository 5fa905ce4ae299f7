"""Small values: sums of money, quantities and counts, as the text writes them (``Stated…``) and as plain numbers.

The tag room finds the words and hands on ``StatedMoney``, ``StatedQuantity`` and ``StatedCount``; the normalise room turns
them into ``Money``, ``Quantity`` and ``Count``.
"""

from typing import Literal

from schemas.layer import layer

Status = Literal["planned", "achieved"]


@layer(frozen=True, slots=True)
class Figure:
    """Hold one number as it stands: digits with their points and blanks, or a number word.

    ``known`` is the value a word list gives ("zehn" is 10), None for digits; ``factor`` is what a word like "Mio." multiplies by.
    """

    words: str
    known: float | None = None
    factor: float = 1.0

    def times(self, factor: float) -> "Figure":
        """Multiply by what a word beside it holds: "TEUR", "Mio. kWh"."""
        return self if factor == 1 else Figure(self.words, self.known, self.factor * factor)


@layer(frozen=True, slots=True)
class StatedMoney:
    """Hold a sum as written; ``currency`` is the ISO 4217 code its word or sign stands for."""

    figure: Figure
    currency: str = "EUR"


@layer(frozen=True, slots=True)
class StatedQuantity:
    """Hold a quantity or range as written; ``upper`` is the second number of a range."""

    figure: Figure
    upper: Figure | None
    unit: str
    subject: str | None
    period: str | None
    status: Status


@layer(frozen=True, slots=True)
class StatedCount:
    """Hold a number of members as written; several figures are a sum ("sieben Rathäuser und ein Landratsamt")."""

    figures: tuple[Figure, ...]
    noun: str | None
    qualifier: str | None = None


@layer(frozen=True, slots=True)
class Money:
    """State a sum. Unit: the currency's main unit."""

    amount: float
    currency: str = "EUR"


@layer(frozen=True, slots=True)
class Quantity:
    """State a saving or target: a number, or a range such as "10–30"; ``unit`` is a symbol ("kWh", "t CO2", "%")."""

    quantity: float | str
    unit: str
    subject: str | None
    period: str | None
    status: Status


@layer(frozen=True, slots=True)
class Count:
    """State a number of members; ``noun`` as the text has it, ``qualifier`` what stands before ("rund", "mindestens")."""

    number: int
    noun: str | None
    qualifier: str | None = None
