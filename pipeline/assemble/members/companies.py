"""Reads firms as members where no legal form marks them: one a line, or one between two commas, the seat cut off."""

import re
from collections.abc import Iterator

from pipeline.assemble.members.candidates import NEVER_MEMBERS
from pipeline.assemble.view import View
from pipeline.grammar import clean_spaces
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import OrganisationName

_BRACKET_TAIL_RE = shape(r"\s*\([^()]*\)\s*[.,;]?\s*$")
_SEAT_RE = shape(r"\s*(?:,|\s/|/\s|\s[–-]|\||\t|\s(?:in|aus|mit Sitz in|bei))\s*(?=[A-ZÄÖÜ])")
_LEAD_RE = shape(
    r"(?:[•*·►–-]\s+)?(?:(?:und|sowie|auch|neben|ferner|außerdem|zudem|schließlich)\s+)*(?:(?:die|der|das|dem|den)\s+)?(?:(?:Fa\.|Firma|Firmen)\s+)?"
)
#: the words of a firm's name: capitals, initials, figures, and few joints
_NAME_RE = shape(
    r"(?:[A-ZÄÖÜ0-9][\w.&+'’!-]*|[a-z]{1,3}[A-Z]\w*)(?:,?[ \u00a0](?:[A-ZÄÖÜ0-9][\w.&+'’!/-]*|„[^“”\"\n]{2,40}[“”\"]|&|\+|und|u\.|für|am|an der|im|in der|der|des|von|zur|zum|e\.|[a-z]{1,3}[A-Z]\w*))*"
)
_REST_RE = shape(r"(?:\s*\([^()]*\))?(?:\s+(?:aus|in|mit|bei|ab|seit)\s.{1,60})?\s*[.,;]?\s*")
_VERB_RE = shape(
    r"(?<!\w)(?:ist|sind|war|waren|wird|werden|wurde|hat|haben|soll|sollen|kann|können|will|wollen|wir|sie|nicht|dass)(?!\w)"
)
_CONTACT_RE = shape(
    r"(?<!\w)(?:Ansprechpartner\w*|Kontakt|Telefon|Tel\.|Fax|E-Mail|Foto|Bild|Quelle|Stand|Uhr)(?!\w)|@|www\.|https?:|\d{2}\.\d{2}\.\d{2}"
)
_SPLIT_RE = shape(
    r"\s*(?:;|,(?!\s*(?:Co|KG|Inc|Ltd)\b)|\bauch\b|\bsowie\b|\bund\b(?!\s+(?:Sohn|Söhne|Tochter|Töchter|Partner|Kollegen|Kompanie|Comp\b|Co\b|Cie\b|Sohne|Gebrüder|Brüder))|\n)\s*"
)
#: what nothing parts: brackets and quotations
_CLOSED_RE = shape(r"\([^()]*\)|„[^“”\"]*[“”\"]|\"[^\"]*\"|»[^«]*«")
_DATE_RE = shape(r"\d{1,2}\.(?:\s|\d)|(?:19|20)\d\d$")
_NAME_CHARS = range(3, 90)
#: a firm that writes itself small, and alone: "degewa"
_BRAND_RE = shape(r"[a-zäöü][a-zäöü0-9.!&+-]{2,19}")
_FIRM_RULE = "participants.firm"
#: so many seats in brackets show that only what stands behind a bracket parts the firms
_BRACKETS = 3


def read_line(view: View, start: int, end: int) -> Mention | None:
    """Read one line or cell as the name of a firm; None where it reads like anything else.

    What stands in brackets, and a place behind a comma, slash or dash, is the seat.
    """
    text = view.text
    lead = _LEAD_RE.match(text, start, end)
    begin = lead.end() if lead else start
    stop = begin + len(_BRACKET_TAIL_RE.sub("", text[begin:end]).rstrip(" .,;\n\t"))
    known = next((item for item in view.mentions("organisation", begin, begin + 1) if item.value.kind == "organisation"), None)
    if known is not None and known.value.sort in NEVER_MEMBERS:
        return None
    stop = _without_seat(view, known.end if known else begin + 1, stop)
    if known is not None and known.end >= stop:
        return known
    name = clean_spaces(text[begin:stop])
    if len(name) not in _NAME_CHARS or _CONTACT_RE.search(name) or _VERB_RE.search(name) or ":" in name:
        return None
    if (
        _DATE_RE.match(name)
        or not _NAME_RE.fullmatch(name)
        or any(hit.start == begin for hit in view.hits("offices", begin, begin + 1))
    ):
        return None
    return Mention("organisation", begin, stop, text[begin:stop], _FIRM_RULE, 0.84, OrganisationName(name))


def _without_seat(view: View, begin: int, stop: int) -> int:
    """Cut the seat off: a place at the very end, behind a sign."""
    for match in _SEAT_RE.finditer(view.text, begin, stop):
        place = next(iter(view.hits("places", match.end(), match.end() + 1)), None)
        if place is not None and stop - place.end <= 2:  # noqa: PLR2004 - a full stop may follow
            return match.start()
    return stop


def split_chunks(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a coordination at commas and conjunctions that stand in no bracket, no quotation and no body's name."""
    text = view.text
    closed = [(item.start, item.end) for item in view.mentions("organisation", start, end)]
    closed += [match.span() for match in _CLOSED_RE.finditer(text, start, end)]
    position = start + len(text[start:end]) - len(text[start:end].lstrip())
    signs = [
        match
        for match in _SPLIT_RE.finditer(text, start, end)
        if not any(low < match.end() and match.start() < high for low, high in closed)
    ]
    for match in _behind_brackets(text, signs):
        if match.start() > position:
            yield position, match.start()
        position = match.end()
    if position < end:
        yield position, end


def _behind_brackets(text: str, signs: list[re.Match[str]]) -> list[re.Match[str]]:
    """Keep only the signs behind a bracket where each firm's seat stands in one: "A Holz und Bau (Lage), B & C (Lemgo), …"."""
    behind = [sign for sign in signs if text[sign.start() - 1] == ")"]
    return behind if len(behind) >= _BRACKETS and len(behind) * 2 > len(signs) else signs


def read_brand(view: View, start: int, end: int) -> Mention | None:
    """Read a line of one small word as a firm; only among lines that are firms."""
    match = _BRAND_RE.fullmatch(view.text, start, end)
    return (
        None
        if match is None
        else Mention("organisation", start, end, match.group(), _FIRM_RULE, 0.7, OrganisationName(match.group()))
    )


def is_body(view: View, mention: Mention) -> bool:
    """Say whether a line's firm shows by itself that it is one: a body that was found, or one that its name begins or ends with."""
    return mention.rule != _FIRM_RULE or bool(view.mentions("organisation", mention.start, mention.end))


def read_chunk(view: View, start: int, end: int) -> Mention | None:
    """Read one chunk of a coordination as a firm: "die Reuter-Druckerei in Stavenhagen"."""
    text = view.text
    lead = _LEAD_RE.match(text, start, end)
    begin = lead.end() if lead else start
    name = _NAME_RE.match(text, begin, end)
    if name is None or len(name.group()) not in _NAME_CHARS or not _REST_RE.fullmatch(text, name.end(), end):
        return None
    return read_line(view, start, end) or read_line(view, begin, name.end())
