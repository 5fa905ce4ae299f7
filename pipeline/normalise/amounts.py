"""Turns German numbers into floats, and stated sums and quantities into plain values."""

import re

from pipeline.normalise.mentions import with_value
from pipeline.shapes import shape
from schemas.amounts import Figure, Money, Quantity, StatedMoney, StatedQuantity
from schemas.mention import Mention

_GROUPED_RE = shape(r"\d{1,3}(?:[.'’ \u00a0\u202f]\d{3})+(?:,\d+)?", re.ASCII)
_PLAIN_RE = shape(r"\d+(?:,\d+)?|\d{1,3}\.\d{1,2}", re.ASCII)
_CENTS_RE = shape(r",[-–—]+$")
_SCALE_RE = shape(r"(?P<number>.*\d)\s*(?P<scale>Tsd|Tausend|Mio|Million(?:en)?|Mrd|Milliarden?)\.?", re.IGNORECASE)
_SCALES = {"tsd": 1e3, "tau": 1e3, "mio": 1e6, "mil": 1e6, "mrd": 1e9}


def parse_number(words: str) -> float | None:
    """Read a German number; None where it is none.

    Three digits behind a point are thousands, one or two are decimals: German prose writes 3.000 and, rarely, 1.5.

    >>> [parse_number(words) for words in ("204.595,-", "215 000", "1,7 Mio.", "3.000", "1.5", "20.000,00", "03.2021")]
    [204595.0, 215000.0, 1700000.0, 3000.0, 1.5, 20000.0, None]
    """
    words = _CENTS_RE.sub("", words.strip())
    scaled = _SCALE_RE.fullmatch(words)
    if scaled:
        number = parse_number(scaled["number"])
        scale = "mrd" if scaled["scale"].lower().startswith("milliard") else scaled["scale"].lower()[:3]
        return None if number is None else _exact(number * _SCALES[scale])
    if _GROUPED_RE.fullmatch(words):
        return float(re.sub(r"[.'’\s\u00a0\u202f]", "", words).replace(",", "."))
    return float(words.replace(",", ".")) if _PLAIN_RE.fullmatch(words) else None


def parse_figure(figure: Figure) -> float | None:
    """Give the value of a figure: what the word list knows, or its digits, times its factor.

    >>> parse_figure(Figure("1,9", None, 1000000.0))
    1900000.0
    """
    number = figure.known if figure.known is not None else parse_number(figure.words)
    return None if number is None else _exact(number * figure.factor)


def _exact(number: float) -> float:
    """Drop the noise of binary fractions: 2,3 × 1,000,000 is 2300000."""
    return round(number, 6)


def normalise_money(mention: Mention) -> Mention | None:
    """Give a sum its value; None where its digits are no number."""
    if not isinstance(mention.value, StatedMoney):
        return mention
    amount = parse_figure(mention.value.figure)
    return None if amount is None else with_value(mention, Money(amount, mention.value.currency))


def normalise_quantity(mention: Mention) -> Mention | None:
    """Give a quantity its value, a range as "10–30"; None where it is no number, or a range that falls.

    >>> from schemas.mention import Mention
    >>> stated = StatedQuantity(Figure("zehn", 10.0), Figure("15"), "%", "Material", None, "planned")
    >>> normalise_quantity(Mention("target", 0, 19, "zehn bis 15 Prozent", "quantities.percent", value=stated)).value.quantity
    '10–15'
    """
    stated = mention.value
    if not isinstance(stated, StatedQuantity):
        return mention
    low = parse_figure(stated.figure)
    if low is None:
        return None
    quantity: float | str = low
    if stated.upper is not None:
        high = parse_figure(stated.upper)
        if high is None:
            return None
        low = _exact(low * stated.upper.factor) if stated.figure.factor == 1 else low
        if low >= high:
            return None
        quantity = f"{_shown(low)}–{_shown(high)}"
    return with_value(mention, Quantity(quantity, stated.unit, stated.subject, stated.period, stated.status))


def _shown(number: float) -> str:
    """Write a number for a range: without a needless ".0", decimals with a point.

    >>> _shown(10.0), _shown(7.5)
    ('10', '7.5')
    """
    return str(int(number)) if number.is_integer() else f"{number:.6f}".rstrip("0")
