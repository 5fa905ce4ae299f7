"""Cuts bodies that are longer than any mail a person wrote, so that memory stays bounded whatever stands in them."""

import re
from itertools import islice

from schemas.finding import Finding

#: each line costs some hundred bytes, each character of mark-up about a hundred
_TEXT_CHARS = 12_000_000
_TEXT_LINES = 400_000
_MARKUP_CHARS = 5_000_000
#: pictures inside the mark-up
_PICTURE_RE = re.compile(r"data:[\w./+-]{1,60};base64,[A-Za-z0-9+/=%\s]++")


def cut_text(text: str) -> tuple[str, tuple[Finding, ...]]:
    r"""Cut a plain body at its limits, and say so.

    >>> cut_text("Stadt\nLage")
    ('Stadt\nLage', ())
    """
    kept = text[:_TEXT_CHARS]
    if kept.count("\n") > _TEXT_LINES:
        last = next(islice(re.finditer("\n", kept), _TEXT_LINES - 1, None))
        kept = kept[: last.start()]
    return kept, _said(len(kept), len(text))


def cut_markup(markup: str) -> tuple[str, tuple[Finding, ...]]:
    """Take pictures out of a body's mark-up, and cut what is still too long.

    >>> cut_markup('<img src="data:image/png;base64,iVBORw0KGgo="> Lage')
    ('<img src=""> Lage', ())
    """
    markup = _PICTURE_RE.sub("", markup) if ";base64," in markup else markup
    kept = markup[:_MARKUP_CHARS]
    return kept, _said(len(kept), len(markup))


def _said(kept: int, whole: int) -> tuple[Finding, ...]:
    if kept == whole:
        return ()
    message = f"the text of the e-mail is too long; it was read up to character {kept:,} of {whole:,}"
    return (Finding(code="mail-text-cut", severity="warning", message=message, values={"read": kept, "characters": whole}),)
