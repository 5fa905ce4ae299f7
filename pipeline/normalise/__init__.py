"""The normalise room: raw parts of mentions become plain values."""

from datetime import date

from pipeline.normalise.dates import resolve
from pipeline.normalise.mentions import with_value
from pipeline.normalise.values import normalise_mention
from schemas.document import Document
from schemas.edtf import bounds
from schemas.mention import Mention

__all__ = ["Normaliser"]

_DAY_CHARS = 10


class Normaliser:
    """Set the value of every mention, and the document's own date, against which relative dates are read."""

    name = "normalise"
    requires = ("mentions",)
    assigns = ("date", "mentions.value")

    def __call__(self, document: Document) -> Document:
        """Resolve dates against the date declared by the source, else the dateline; give the other mentions their values."""
        own = document.declared_date
        dateline = next((mention for mention in document.mentions if mention.label == "dateline"), None)
        if dateline is not None:
            reference = bounds(own)[0] if own else None
            value = resolve(dateline.extra["expression"], reference)
            if value is not None and value.edtf:
                own = value.edtf if own is None or len(value.edtf) >= len(own) else own
        reference = _reference(own)
        mentions: list[Mention] = []
        for mention in document.mentions:
            if mention.label == "dateline":
                continue
            if mention.label == "date":
                if dateline is not None and (mention.start, mention.end) == (dateline.start, dateline.end):
                    continue
                value = resolve(mention.extra["expression"], reference)
                mentions.append(with_value(mention, value))
            elif (normalised := normalise_mention(mention)) is not None:
                mentions.append(normalised)
        return document.adding(date=own, mentions=tuple(mentions))


def _reference(own: str | None) -> date | None:
    """Give the day relative dates count from: the document's, the middle of its month where it has no day."""
    if own is None:
        return None
    first, last = bounds(own)
    return first if len(own) >= _DAY_CHARS else first + (last - first) / 2
