"""Bodies that no mention shows: names known to no list where their place vouches for them, "wir", "der Landkreis", "sie"."""

from collections.abc import Sequence
from operator import attrgetter

from pipeline.assemble.roles.bodies import Body
from pipeline.assemble.roles.pointers import read_pronoun, read_references, read_short_forms
from pipeline.assemble.roles.publisher import find_publisher
from pipeline.assemble.roles.slots import fill_slots
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

#: the letter before the look-back is what lets a text be run through quickly
_WE_RE = shape(
    r"[WwUu](?<!\w[WwUu])(?:(?<=[Ww])ir(?: selbst)?|(?<=u)(?:ns|nserem Hause?|nser Haus|nseren Händen)"
    r"|(?<=[Uu])(?:nsere[rn]? (?:Agentur|Firma|Gesellschaft|Hochschule)|nser(?:em)? (?:Büro|Team|Unternehmen|Institut|Verein)))\b"
)
_GOVERNING_RE = shape(r"(\w+)\s+$")
_WE_PREPOSITIONS = frozenset({"von", "bei", "durch", "mit", "in", "aus", "für"})
_START = attrgetter("start")


def with_implied(view: View, bodies: list[Body], hits: Sequence[Hit], cues: Sequence[Hit], start: int, end: int) -> list[Body]:
    """Add the implied bodies of a sentence; all in text order.

    ``hits``: all words of the sentence that the list of role cues holds, ``cues``: those of them that are cues here.
    """
    added = [*bodies, *_publisher(view, bodies, hits, start, end)]
    added += read_short_forms(view, added, start, end)
    added += read_references(view, added, start, end)
    added += read_pronoun(view, added, start, end)
    if fill_slots(view, added, cues, start, end) or len(added) != len(bodies):
        added.sort(key=_START)
    return added


def _publisher(view: View, bodies: Sequence[Body], hits: Sequence[Hit], start: int, end: int) -> list[Body]:
    """Let "wir" and "Unsere Leistung:" stand for the body that speaks, where the document says who that is."""
    text = view.text
    matches = [match.span() for match in _WE_RE.finditer(text, start, end)]
    matches += [(hit.start, hit.end) for hit in hits if hit.entry.frame == "self"]
    matches = [
        span for span in matches if not any(body.start <= span[0] < body.end for body in bodies) and not _in_quote(text, span[0])
    ]
    if not matches:
        return []
    publisher = find_publisher(view)
    return [] if publisher is None else [_speaker(view, publisher, start, *span) for span in matches]


def _speaker(view: View, publisher: Mention, floor: int, start: int, end: int) -> Body:
    surface = view.text[start:end]
    mention = Mention("organisation", start, end, surface, "organisation.publisher", 0.85, publisher.value, publisher.entity)
    governing = _GOVERNING_RE.search(view.text, max(floor, start - 12), start)
    preposition = governing[1].lower() if governing and governing[1].lower() in _WE_PREPOSITIONS else ""
    preposition_start = governing.start(1) if governing and preposition else start
    value = publisher.value
    body = Body(
        mention,
        start,
        end,
        start,
        "bei" if preposition == "in" else preposition,
        preposition_start,
        "",
        value.name,
        value.kind,
        value.entity,
    )
    if surface == "uns" and not preposition:
        body.article = "dem"  # "uns" is no subject
    return body


def _in_quote(text: str, position: int) -> bool:
    """Say whether a position lies inside a quotation: whoever speaks there is not the publisher."""
    low = max(0, position - 400)
    opened = max(text.rfind("„", low, position), text.rfind("»", low, position))
    return opened >= 0 and not any(mark in text[opened + 1 : position] for mark in "“”«\n")
