"""Names the normaliser of every small value, by the label of its mention."""

from collections.abc import Callable

from pipeline.normalise.amounts import normalise_money, normalise_quantity
from pipeline.normalise.counts import normalise_count
from pipeline.normalise.mentions import with_value
from pipeline.normalise.urls import normalise_email, normalise_link, normalise_phone
from schemas.mention import Mention


def normalise_reference(mention: Mention) -> Mention:
    """Write a Förderkennzeichen without blanks.

    >>> normalise_reference(Mention("reference", 0, 10, "03 K 04711", "references.cue")).value
    '03K04711'
    """
    return with_value(mention, "".join(mention.text.split()).upper())


#: None from a normaliser means: what was found is no value, drop it with its reason
NORMALISERS: dict[str, Callable[[Mention], Mention | None]] = {
    "money": normalise_money,
    "target": normalise_quantity,
    "count": normalise_count,
    "reference": normalise_reference,
    "link": normalise_link,
    "email": normalise_email,
    "phone": normalise_phone,
}


def normalise_mention(mention: Mention) -> Mention | None:
    """Give a mention its plain value; one of another label passes as it is."""
    normaliser = NORMALISERS.get(mention.label)
    return normaliser(mention) if normaliser else mention
