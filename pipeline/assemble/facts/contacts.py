"""Takes web addresses, mail addresses and telephone numbers of a network and of who answers for it."""

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape

_FIELDS = (("link", "links"), ("email", "emails"), ("phone", "phones"))
_EVERY_RE = shape(
    r"\b(?:beide[nr]?|alle[nr]?|sämtliche[nr]?|unsere[nr]?)\s+(?:\w+\s+)?(?:Netzwerke?n?|Netze?n?|Referenzen|Vorhaben|Projekten?)\b"
)
#: the offer that closes a page of references
_OFFER_RE = shape(
    r"(?:[^.?!\n]{0,70}\?\s)?(?:Wir (?:beraten|informieren|unterstützen|freuen)|Sprechen Sie|Rufen Sie|Melden Sie|Schreiben Sie|Nehmen Sie Kontakt|(?:Noch |Haben Sie )?Fragen|(?:Haben Sie )?Interesse)\b"
)
_ABOVE_CHARS = 110
_BEFORE_CHARS = 60
_MOST_LINES = 3
_EDITIONS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def read_contacts(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take contacts as they stand; what stands in noise, or serves something else, is none of the network's."""
    for label, name in _FIELDS:
        for mention in view.mentions(label):
            if view.is_mute(mention.start):
                continue
            indexes = contact_scope(view, scope, mention.start)
            sentence = view.sentence(mention.start)
            foreign = view.hits("foreign_contacts", max(sentence.start, mention.start - _BEFORE_CHARS), mention.start)
            offered = len(scope.drafts) > 1 and _is_offer(view, mention.start)
            value = mention.value if isinstance(mention.value, str) else mention.text
            for index in indexes:
                if offered:
                    ledger.refuse(name, mention.start, mention.end, value, mention.rule, "an offer to others", index)
                elif foreign:
                    ledger.refuse(
                        name,
                        mention.start,
                        mention.end,
                        value,
                        mention.rule,
                        f"serves something else ({foreign[-1].surface})",
                        index,
                    )
                else:
                    scope.drafts[index].add(name, value, value, Trace(mention.start, mention.end, mention.rule, mention.confidence))


def contact_scope(view: View, scope: Scope, position: int) -> tuple[int, ...]:
    """Give the networks a contact is of: all, where it says so or stands in a section of contacts beside theirs."""
    own = scope.of(position)
    if len(scope.drafts) == len(own):
        return own
    segment = view.segment(position)
    if segment.kind == "row":
        return _row_scope(scope, view.text[segment.start : segment.end]) or own
    contact = view.section(position).kind == "contact"
    reachable = (
        contact or any(view.mentions(label, segment.start, segment.end) for label, _ in _FIELDS) or _label_above(view, position)
    )
    if reachable and _EVERY_RE.search(_words_around(view, position)):
        return tuple(range(len(scope.drafts)))
    if reachable and _is_offer(view, position):
        return tuple(range(len(scope.drafts)))
    section = view.section(position)
    if contact and _stands_beside(view, scope, section.start, section.level):
        return tuple(range(len(scope.drafts)))
    return own


def _is_offer(view: View, position: int) -> bool:
    """Say whether a paragraph behind all networks offers their manager's services: "Wir beraten Sie gern: …"."""
    segment = view.segment(position)
    return bool(_OFFER_RE.match(view.text, segment.start, segment.end)) and not view.mentions("network", segment.end)


def _row_scope(scope: Scope, row: str) -> tuple[int, ...]:
    """Give the network whose number stands in a cell of a table's row."""
    numbers = {_EDITIONS.get(cell.strip()) for cell in row.split("\t")} - {None}
    found = tuple(draft.index for draft in scope.drafts if "edition" in draft.scalars and draft.scalars["edition"].value in numbers)
    return found if len(found) == 1 else ()


def _label_above(view: View, position: int) -> str:
    """Give the label line over a block of contact: "Ihre Ansprechpartnerin für beide Netzwerke:"."""
    index = view.sentence(position).segment
    if index and view.text[view.segments[index].start].isdigit():  # a number that the line above announces
        return view.text[view.segments[index - 1].start : view.segments[index - 1].end]
    for line in reversed(view.segments[max(0, index - _MOST_LINES) : index]):
        words = view.text[line.start : line.end]
        if len(words) > _ABOVE_CHARS:
            return ""
        if words.endswith(":"):
            return words
    return ""


def _words_around(view: View, position: int) -> str:
    """Give the words that may say whom a contact serves: its own short line, and the label over it."""
    segment = view.segment(position)
    own = view.text[segment.start : segment.end] if segment.end - segment.start < 3 * _ABOVE_CHARS else ""
    return f"{_label_above(view, position)}\n{own}"


def _stands_beside(view: View, scope: Scope, start: int, level: int) -> bool:
    """Say whether a section of contacts stands on a level above the sections of the networks, behind them."""
    if not level or view.mentions("network", start, start + 80):
        return False
    levels = []
    for draft in scope.drafts:
        name = draft.scalars.get("name")
        heads = [
            view.section(trace.start).level
            for trace in (name.traces if name else ())
            if view.segment(trace.start).kind == "heading"
        ]
        levels.extend(heads)
    return bool(levels) and level < min(levels)
