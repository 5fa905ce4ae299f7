"""Finds places and lists of places, with the type word that a plural head hands down to its members."""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.place_reader import HOUSES, Item, PlaceReader, find_compounds
from schemas.layout import Segment
from schemas.mention import Mention
from schemas.value import PlaceName

#: how far back the preposition stands before a place or before the type word that governs it, and what may stand between
_BEFORE_CHARS = 40
_BLANKS = frozenset(" \u00a0\n")
_ARTICLES = frozenset(["der", "dem", "den", "die", "das", "des"])
_ADJECTIVE_RE = shape(r"[a-zäöüß]+e[nrms]?")
_WORD_END_RE = shape(r"\w+\Z")
#: a landscape: "Magdeburger Börde", "Bayerischen Wald"
_LANDSCAPE_RE = shape(
    r"(?<!\w)[A-ZÄÖÜ][a-zäöüß-]+(?:burger|ischer?|ischen|isches|ischem|berger|hauser|dorfer|felder|ländischen?|heimer)[ \u00a0\n]$"
)
#: a line that a column broke: the list goes on below
_GOES_ON_RE = shape(
    r"(?:[,;/&-]|\b(?:und|sowie|der|die|den|dem|des|Stadt|Gemeinde|Städte|Gemeinden|Kreis|Landkreis|Samtgemeinde|Verbandsgemeinde|Markt|Flecken))\s*$"
)
_SHORT_LINE = 36
_TOWNLIKE = frozenset(["in", "aus", "nach", "neben", "außer"])
#: a word of somebody's name: "Smurfit Kappa Zülpich Papier"
_NAME_BEFORE_RE = shape(
    r"(?<!\w)(?!(?:In|Aus|Bei|Von|Für|Mit|Und|Auch|Die|Der|Das|Stadt|Gemeinde|Kreis|Neben|Außer|Nach|Um|Zu|Zwischen)\s)[A-ZÄÖÜ][\w-]+ $"
)
_NAME_AFTER_RE = shape(r" [A-ZÄÖÜ][a-zäöüß]{2,}")
_LIST = 3
_SHORT_NAME = 4


def find_places(
    text: str,
    hits: dict[str, list[Hit]],
    segments: Sequence[Segment],
    bodies: Sequence[Mention],
    people: Sequence[Mention],
) -> list[Mention]:
    """Find places singly and in lists.

    Shape: mentions in text order, not overlapping. ``extra``: ``group`` (members of one list share it), ``size`` of the list,
    ``head`` (span of the type word that governs it), ``before`` (the word before the list), ``list_id`` of the layout.
    Bodies standing among the members of a list are left to the reader of members.
    """
    reader = _reader(text, hits, bodies, people)
    words = frozenset(hit.surface for hit in hits.get("place_words", ()) if hit.entry.kind == "common_word")
    covered = sorted((item.start, item.end) for item in [*(body for body in bodies if body.value.kind == "organisation"), *people])
    opened = {
        hit.start
        for hit in hits.get("form_words", ())
        if hit.entry.kind in {"municipal_association", "organisation"} or hit.entry.id in HOUSES
    }
    covered_starts = [start for start, _ in covered]
    starts = sorted({*reader.places, *reader.forms, *reader.compounds})
    bounds = [segment.start for segment in segments]
    result: list[Mention] = []
    group = done = 0
    for start in starts:
        index = bisect_right(covered_starts, start) - 1
        if start < done or (index >= 0 and start < covered[index][1] and not (start in opened and start == covered_starts[index])):
            continue
        number = bisect_right(bounds, start) - 1
        if number < 0 or start >= segments[number].end:
            continue
        items = reader.read_list(start, _limit(text, segments, number, start))
        if items:
            done = max(item.end for item in items)
            group += 1
            result.extend(_mentions(text, items, group, segments[number], words, listed=_is_listed(text, segments, number)))
    return result


def _reader(text: str, hits: dict[str, list[Hit]], bodies: Sequence[Mention], people: Sequence[Mention]) -> PlaceReader:
    """Lay the hits out by position."""
    functions = {(hit.start, hit.end) for hit in hits.get("place_words", ()) if hit.entry.id == "never-function"}
    places = {hit.start: hit for hit in hits.get("places", ()) if (hit.start, hit.end) not in functions}
    never = frozenset(
        [hit.start for hit in hits.get("offices", ())]
        + [hit.start for hit in hits.get("place_words", ()) if hit.entry.kind == "never"]
    )
    return PlaceReader(
        text,
        places,
        {hit.start: hit for hit in hits.get("form_words", ())},
        {mention.start: mention for mention in bodies},
        {mention.start: mention for mention in people},
        never,
        frozenset((hit.start, hit.end) for hit in hits.get("bracket_notes", ()) if hit.entry.kind == "river"),
        find_compounds(text, places, never),
    )


def _limit(text: str, segments: Sequence[Segment], number: int, start: int) -> int:
    """Give the end of what may hold the list: the cell of a row, or the paragraph with the lines that go on with it."""
    segment = segments[number]
    if segment.kind == "row":
        tab = text.find("\t", start, segment.end)
        return tab if tab >= 0 else segment.end
    end = segment.end
    for following in segments[number + 1 : number + 4]:
        if (
            segment.kind != "text"
            or following.kind == "row"
            or text.count("\n", end, following.start) != 1
            or text[end : following.start].strip()
            or not _GOES_ON_RE.search(text, max(0, end - 20), end)
        ):
            break
        end = following.end
    return end


def _is_listed(text: str, segments: Sequence[Segment], number: int) -> bool:
    """Say whether a segment is a line among lines: an item, a row, or a short line close to another."""
    segment = segments[number]
    if segment.kind in {"item", "row"}:
        return True
    if segment.end - segment.start > _SHORT_LINE:
        return False
    beside = [other for other in (number - 1, number + 1) if 0 <= other < len(segments)]
    return any(
        segments[other].end - segments[other].start <= _SHORT_LINE
        and text[min(segment.end, segments[other].end) : max(segment.start, segments[other].start)].count("\n") == 1
        for other in beside
    )


def _mentions(
    text: str, items: Sequence[Item], group: int, segment: Segment, words: frozenset[str], *, listed: bool
) -> list[Mention]:
    """Turn a list into mentions; a bare name that is also a word needs neighbours or a reason."""
    size = len(items)
    first = items[0]
    begin = min(first.start, first.head[0]) if first.head else first.start
    before = _word_before(text, begin)
    mentions = []
    seen: set[tuple[int, str | None]] = set()
    for item in items:
        if (item.name_start, item.form) in seen:
            continue
        seen.add((item.name_start, item.form))
        if size == 1 and item.form is None and item.rule == "place.bare" and _is_inside_name(text, item):
            continue
        is_word = item.form is None and item.rule == "place.bare" and item.name in words
        if is_word and not (
            _has_reason(text, item, before, size=size, listed=listed) or _is_among_places(text, item, items, words)
        ):
            continue
        confidence = 0.95 if item.form and item.known else 0.9 if item.known and size > 1 else 0.7
        value = PlaceName(item.name, item.form, item.form_kind or "municipality", item.bracket)
        extra = {
            "group": group, "size": size, "head": item.head, "before": before, "known": item.known, "list_id": segment.list_id,
            "name_start": item.name_start, "name_end": item.name_end, "group_start": begin, "group_end": items[-1].end,
        }  # fmt: skip
        if item.head and item.head[0] > item.name_start:
            extra["bracket_end"] = item.end
        start = item.name_start if item.rule == "place.pair" else item.start
        end = item.end if item.bracket else item.name_end
        mentions.append(Mention("place", start, end, text[start : item.end], item.rule, confidence, value, None, extra))
    return mentions


def _word_before(text: str, begin: int) -> str:
    """Give the word before a place, in small letters; an article and an adjective between them are passed over.

    >>> _word_before("Dabei sind aus der schönen Stadt Lage", 27), _word_before("Dabei sind: Lage", 12)
    ('aus', '')
    """
    if text[begin - 1 : begin] not in _BLANKS:
        return ""
    lead = text[max(0, begin - _BEFORE_CHARS) : begin].replace("\n", " ").replace("\u00a0", " ")
    words = [word for word in lead.split(" ") if word]
    passed = 0
    if words and _ADJECTIVE_RE.fullmatch(words[-1]):
        passed = 1 + (len(words) > 1 and words[-2] in _ARTICLES)
    elif words and words[-1] in _ARTICLES:
        passed = 1
    for word in words[-1 - passed :]:
        found = word if word.isalnum() else match.group() if (match := _WORD_END_RE.search(word)) else ""
        if found:
            return found.lower()
    return ""


def _is_inside_name(text: str, item: Item) -> bool:
    """Say whether a place stands between capitalised words, as in the name of a firm."""
    return bool(
        _NAME_AFTER_RE.match(text, item.end) and _NAME_BEFORE_RE.search(text, max(0, item.name_start - 24), item.name_start)
    )


def _has_reason(text: str, item: Item, before: str, *, size: int, listed: bool) -> bool:
    """Say whether a name that is also a word may be a place here by itself: in a list, in brackets, or behind "in"."""
    if _is_landscape(text, item):
        return False
    if size >= _LIST or listed or (text[item.name_start - 1 : item.name_start] == "(" and text[item.end : item.end + 1] == ")"):
        return True
    return before in _TOWNLIKE and item.name_end - item.name_start >= _SHORT_NAME


def _is_among_places(text: str, item: Item, items: Sequence[Item], words: frozenset[str]) -> bool:
    """Say whether a name that is also a word stands beside one that is a place and nothing else."""
    return any(other.known and other.name not in words for other in items) and not _is_landscape(text, item)


def _is_landscape(text: str, item: Item) -> bool:
    return _LANDSCAPE_RE.search(text, max(0, item.name_start - 30), item.name_start) is not None
