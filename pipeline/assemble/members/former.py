"""Finds members that have left: "Lage war bis 2020 Mitglied", "Lage (bis 2020)", beside others that stayed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.assemble.members.runs import Run
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

Owned = Iterable[tuple[Run, Sequence[int]]]

_YEAR = r" (?:(?:zum|einschließlich|Ende|Mitte|Anfang|[A-ZÄÖÜ][a-zäöü]{2,9}|\d{1,2}\.) ){0,3}((?:19|20)\d\d)"
_UNTIL = rf"bis{_YEAR}(?!\w|-)"
#: no member has left where no text like it is found
_MAYBE_RE = shape(rf"(?:bis|Bis){_YEAR}")
#: what stands right behind a member: "(bis 2015)", "(2012 bis 2015)", ", bis 2015" at the end of a line
_BESIDE_RE = shape(
    rf"\s?\((?:(?:nur|Mitglied|dabei|von|seit|(?:19|20)\d\d)\s){{0,3}}{_UNTIL}\)|\s?[,–-]\s?(?:nur )?{_UNTIL}(?=\s*(?:[;\n]|$))"
)
_UNTIL_RE = shape(rf"(?<!\w)[Bb]{_UNTIL[1:]}")
_PAST_RE = shape(
    r"(?<!\w)(?:war|waren|gehörten?|zählten?|machten?|nahm|nahmen|wirkten?|beteiligten?|arbeiteten?|hatten?|blieb|blieben)(?!\w)"
)
_PART_RE = shape(r"[,;:!?()„“”]|\s–\s")
_REACH = 160
_YEAR_RE = shape(r"\d{4}")


def find_departures(view: View, owned: Owned) -> dict[tuple[int, int], int]:
    """Give the years in which members left, by network and start of the mention.

    Only beside at least as many that stayed: "Bis 2020 waren A, B und C dabei" alone tells of a network that is over.
    """
    if not _tells_ends(view.text):
        return {}
    found: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    staying: dict[int, set[str]] = defaultdict(set)
    for run, indexes in owned:
        told = _told_until(view, run)
        for mention in run.mentions:
            year = _beside(view, mention) or told
            for index in indexes:
                if year is None or not _is_past(view, year):
                    staying[index].add(mention.value.name)
                else:
                    found[index][mention.start] = (mention.value.name, year)
    return {
        (index, start): year
        for index, left in found.items()
        if len(staying[index]) >= len({name for name, _ in left.values()})
        for start, (_, year) in left.items()
    }


def _tells_ends(text: str) -> bool:
    """Say whether a text tells until which year anything was, so that members may have left."""
    for word in ("bis ", "Bis "):
        at = text.find(word)
        while at >= 0:
            if _MAYBE_RE.match(text, at):
                return True
            at = text.find(word, at + 1)
    return False


def _beside(view: View, mention: Mention) -> int | None:
    """Give the year that stands with a "bis" right behind a member."""
    match = _BESIDE_RE.match(view.text, mention.end, mention.end + 60)
    return int(match[1] or match[2]) if match else None


def _told_until(view: View, run: Run) -> int | None:
    """Give the year up to which a sentence in the past tells that its members took part: "Lage war Mitglied bis 2020"."""
    sentence = view.sentence(run.start)
    begin, end = max(sentence.start, run.start - _REACH), min(sentence.end, run.end + _REACH)
    if not _MAYBE_RE.search(view.text, begin, end):
        return None
    low = max((match.end() for match in _PART_RE.finditer(view.text, begin, run.start)), default=begin)
    stop = _PART_RE.search(view.text, run.end, end)
    high = stop.start() if stop else end
    until = _UNTIL_RE.search(view.text, low, high)
    if until is None or not _PAST_RE.search(view.text, low, high):
        return None
    return int(until[1])


def _is_past(view: View, year: int) -> bool:
    """Say whether a year is not still to come when the document was written, as far as that is known."""
    written = _YEAR_RE.match(view.document.date or "")
    return written is None or year <= int(written.group())
