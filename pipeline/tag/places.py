"""Finds places and lists of places, with the type word that a plural head hands down to its members."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.grammar import LIST_GAP_RE, clean_spaces
from pipeline.lexicon import Hit
from schemas.layout import Segment
from schemas.mention import Mention
from schemas.value import PlaceName

_UNKNOWN_RE = re.compile(
    r"(?:(?:Bad|Sankt|St\.|Groß|Klein|Neu|Alt|Ober|Unter|Hohen|Markt|Burg|Hessisch|Preußisch|Deutsch|Schwäbisch|Kirchheim|Süd|Nord)[ -])?"
    r"[A-ZÄÖÜ][a-zäöüß]{2,}(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
    r"(?:[ ](?:am|an der|an dem|im|in der|bei|ob der|vor der|auf der|unter|a\.[ ]?d\.|i\.[ ]?d\.|i\.)[ ][A-ZÄÖÜ][a-zäöüß]+)?(?:[ ]\([A-ZÄÖÜ][a-zäöüß]+\))?"
)
_TWO_CAPS_RE = re.compile(r"[ ][A-ZÄÖÜ][a-zäöüß]+")
_BRACKET_RE = re.compile(r"[ ]?\(([^()\n]{2,60})\)")
_FORM_GAP_RE = re.compile(r"[ \u00a0\n]+(?:der[ ]|die[ ]|von[ ])?")
_ELLIPSIS_RE = re.compile(r"\b(Stadt|Land|Samt|Verbands|Markt)-[ ]?(?:,[ ]?|/|[ ]und[ ]|[ ]sowie[ ])")
_DISTRICT_COMPOUND_RE = re.compile(r"\b((?:[A-ZÄÖÜ][a-zäöüß]+-)*[A-ZÄÖÜ][a-zäöüß]*(?:kreis|-Kreis)(?:[ ][A-ZÄÖÜ][a-zäöüß]+)?)(e?s)?\b")
_NOT_COMPOUND = frozenset("Landkreis Stadtkreis Arbeitskreis Lenkungskreis Personenkreis Teilnehmerkreis Kollegenkreis Umkreis Altkreis Kreis Unternehmerkreis Nachbarkreis Expertenkreis Facharbeitskreis Gesprächskreis Bewerberkreis Adressatenkreis Nutzerkreis Wendekreis Empfängerkreis Interessentenkreis Kundenkreis Freundeskreis Projektkreis Wirkungskreis Steuerkreis Regelkreis Heizkreis Förderkreis Bundkreis Initiativkreis Verkehrskreis Wahlkreis Wirtschaftskreis Ratskreis Kirchenkreis Dekanatskreis Führungskreis Leitungskreis Rundkreis Mitgliederkreis".split())
_MEMBER_WORDS = ("in", "aus", "bei", "nach", "nahe", "bis", "ab", "zwischen", "um")
_BEFORE_RE = re.compile(r"(\w+)[ \u00a0]+(?:(?:der|dem|den|die|das)[ \u00a0]+)?$")


@dataclass(slots=True)
class _Item:
    """One member of a list while it is read."""

    start: int
    end: int
    name_start: int
    name_end: int
    name: str
    form: str | None
    form_kind: str | None
    known: bool
    rule: str
    bracket: str | None = None
    head: tuple[int, int] | None = None


@dataclass(slots=True)
class _Reader:
    """Hold the hits of one text, by position, while its lists are read."""

    text: str
    places: dict[int, Hit]
    forms: dict[int, Hit]
    bodies: dict[int, Mention]
    people: dict[int, Mention]
    words: frozenset[str]
    compounds: dict[int, tuple[int, str]]
    taken: list[tuple[int, int]] = field(default_factory=list)


def find_places(
    text: str,
    hits: dict[str, list[Hit]],
    segments: Sequence[Segment],
    bodies: Sequence[Mention],
    people: Sequence[Mention],
) -> list[Mention]:
    """Find places singly and in lists.

    Shape: mentions in text order, not overlapping. ``extra``: ``group`` (members of one list share it), ``size`` of the list,
    ``head`` (span of the type word that governs it), ``before`` (the word before), ``list_id`` of the layout.
    Bodies standing among the members of a list are left to the reader of members.
    """
    reader = _Reader(
        text,
        {hit.start: hit for hit in hits.get("places", ())},
        {hit.start: hit for hit in hits.get("form_words", ())},
        {mention.start: mention for mention in bodies},
        {mention.start: mention for mention in people},
        frozenset(variant for hit in hits.get("place_words", ()) for variant in [hit.surface]),
        _compounds(text, hits),
    )
    starts = sorted({*reader.places, *reader.forms, *reader.compounds})
    inside_body = [(mention.start, mention.end) for mention in bodies if mention.value.kind == "organisation"]
    inside_person = [(mention.start, mention.end) for mention in people]
    result: list[Mention] = []
    group = 0
    done = -1
    bounds = [segment.start for segment in segments]
    for start in starts:
        if start < done or _covered(start, inside_body) or _covered(start, inside_person):
            continue
        number = bisect_right(bounds, start) - 1
        if number < 0 or start >= segments[number].end:
            continue
        segment = segments[number]
        items = _read_list(reader, start, segment.end)
        if not items:
            continue
        done = max(item.end for item in items)
        group += 1
        result.extend(_mentions(reader, items, group, segment))
    return result


def _covered(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _compounds(text: str, hits: dict[str, list[Hit]]) -> dict[int, tuple[int, str]]:
    """Find district compounds: "Wetteraukreis", "Rhein-Sieg-Kreis", with the genitive taken off."""
    known = {hit.start: hit for hit in hits.get("places", ())}
    found = {}
    for match in _DISTRICT_COMPOUND_RE.finditer(text):
        name = match[1]
        first = name.split()[0]
        if first in _NOT_COMPOUND or first.endswith(("Arbeitskreis", "arbeitskreis")):
            continue
        hit = known.get(match.start())
        if hit is not None:
            found[match.start()] = (hit.end, hit.variant)
            continue
        if " " in name:
            name = first
        if len(first) > 8 and (first.endswith("-Kreis") or first.endswith(("aukreis", "landkreis", "taunuskreis", "waldkreis", "talkreis", "seekreis"))):  # noqa: PLR2004
            found[match.start()] = (match.start() + len(name) + len(match[2] or ""), name)
    return found


def _read_list(reader: _Reader, start: int, limit: int) -> list[_Item]:
    """Read members as long as list gaps join them; a type word holds until the next one."""
    items: list[_Item] = []
    position = start
    form: Hit | None = None
    plural = False
    while position < limit:
        hit = reader.forms.get(position)
        if hit is not None and position not in reader.compounds:
            step = _after_form(reader, hit, limit)
            if step is None:
                break
            position, extra_forms = step
            form = hit
            plural = _is_plural(hit)
            if position in reader.forms and position not in reader.places:
                continue  # "die Kommunen: Kreis A, Stadt B": the next type word governs
            if extra_forms:
                pair = _pair(reader, [hit, *extra_forms], position, limit)
                if pair:
                    items.extend(pair)
                    position = pair[-1].end
                    form, plural = None, False
                elif any(_is_plural(other) for other in [hit, *extra_forms]):
                    form = None  # "Städte und Gemeinden": a mixed head gives no type
                    mixed = _read_member(reader, position, limit, None, headed=True)
                    if mixed is None:
                        break
                    mixed.head = (hit.start, extra_forms[-1].end)
                    items.append(mixed)
                    position = mixed.end
                    plural = True
                else:
                    break
            else:
                member = _read_member(reader, position, limit, hit, headed=True)
                if member is None:
                    break
                items.append(member)
                position = member.end
        else:
            carried = form if plural else None
            member = _read_member(reader, position, limit, carried, headed=bool(items) and plural or len(items) >= 2)  # noqa: PLR2004
            if member is None:
                break
            if items and not member.known and not plural and len(items) < 2:  # noqa: PLR2004
                break
            items.append(member)
            position = member.end
        gap = LIST_GAP_RE.match(reader.text, position, limit)
        if gap is None or gap.end() == position:
            break
        following = gap.end()
        if not _may_begin(reader, following, headed=plural or len(items) >= 2):  # noqa: PLR2004
            break
        position = following
    return items


def _may_begin(reader: _Reader, position: int, *, headed: bool) -> bool:
    """Say whether a member may begin here."""
    if position in reader.people:
        return False
    if position in reader.places or position in reader.compounds or position in reader.forms:
        return True
    body = reader.bodies.get(position)
    if body is not None:
        return False
    return headed and bool(_UNKNOWN_RE.match(reader.text, position))


def _is_plural(hit: Hit) -> bool:
    lowered = hit.surface.lower()
    plurals = {form.lower() for form in hit.entry.plural}
    return lowered in plurals


def _after_form(reader: _Reader, hit: Hit, limit: int) -> tuple[int, list[Hit]] | None:
    """Step over a type word and further ones joined to it: "Stadt und Kreis", "Städte und Gemeinden"."""
    position = hit.end
    more: list[Hit] = []
    while True:
        gap = re.compile(r"[ \u00a0]+(?:und|sowie|&|/)[ \u00a0]+(?:der[ ]|die[ ]|den[ ])?|[ \u00a0]?/[ \u00a0]?|,[ ]").match(reader.text, position, limit)
        other = reader.forms.get(gap.end()) if gap else None
        if gap is None or other is None:
            break
        more.append(other)
        position = other.end
    gap = re.compile(r"(?:[ \u00a0\n]*:[ \u00a0\n]*|[ \u00a0\n]+)(?:(?:der|die|von|wie|namens)[ ])?(?:(?:teilnehmenden|beteiligten)[ ])?").match(reader.text, position, limit)
    return (gap.end(), more) if gap else None


def _pair(reader: _Reader, forms: list[Hit], position: int, limit: int) -> list[_Item]:
    """Read "Stadt und Kreis Unna": one name, two bodies; singular type words only."""
    if any(_is_plural(hit) for hit in forms):
        return []
    member = _read_member(reader, position, limit, forms[-1], headed=True)
    if member is None:
        return []
    items = []
    for hit in forms:
        form, kind = _form(hit)
        start = hit.start if hit is not forms[-1] else member.start
        items.append(
            _Item(start if hit is forms[-1] else hit.start, member.end, member.name_start, member.name_end, member.name, form, kind, member.known,
                  "place.pair", member.bracket, (hit.start, hit.end))
        )  # fmt: skip
    return items


def _form(hit: Hit) -> tuple[str | None, str | None]:
    if hit.entry.kind == "generic":
        return None, None
    value = hit.entry.value if isinstance(hit.entry.value, str) else hit.entry.label
    return value, hit.entry.kind


def _read_member(reader: _Reader, position: int, limit: int, form: Hit | None, *, headed: bool) -> _Item | None:
    """Read one name: known, a compound, or unknown where a type word or a list vouches for it."""
    text = reader.text
    label, kind = _form(form) if form else (None, None)
    known = True
    if position in reader.compounds:
        end, name = reader.compounds[position]
        if end > limit:
            return None
        label, kind = None, "district"
        rule = "place.compound"
        name_end = end
    elif position in reader.places and reader.places[position].end <= limit:
        hit = reader.places[position]
        end = name_end = hit.end
        name = hit.variant
        rule = "place.headed" if form else "place.bare"
        longer = _UNKNOWN_RE.match(text, position, limit)
        if longer and longer.end() > hit.end and (form or headed) and text[hit.end] == "-":
            end = name_end = longer.end()
            name, known = longer.group(), False
        elif text[hit.end : hit.end + 1] == "-" and text[hit.end + 1 : hit.end + 2].isupper() and not longer:
            return None
        elif text[hit.end : hit.end + 1] == "-" and text[hit.end + 1 : hit.end + 2].isalpha() and not form:
            return None
    else:
        match = _UNKNOWN_RE.match(text, position, limit) if headed else None
        if match is None or match.group().split()[0] in _NO_NAMES or match.start() in reader.bodies or match.start() in reader.people or position in reader.forms:
            return None
        end = name_end = match.end()
        name, known, rule = match.group(), False, "place.unknown"
        if name.endswith(("netzwerk", "ung", "schaft", "heit", "keit", "ion", "werke", "verwaltung", "verwaltungen", "vertreter", "rat", "haus")):
            return None
    bracket_match = _BRACKET_RE.match(text, end, limit)
    bracket = None
    if bracket_match and not re.search(r"\d{3}", bracket_match[1]):
        bracket = bracket_match[1]
        end = bracket_match.end()
    start = form.start if form and form.end <= position and text[form.end : position].strip(" \u00a0\n:") == "" and not _is_plural(form) else position
    return _Item(start, end, position, name_end, clean_spaces(name), label, kind, known, rule, bracket, (form.start, form.end) if form else None)


_NO_NAMES = frozenset(
    "Der Die Das Den Dem Des Ein Eine Und Auch Sie Er Es Wir Im In Am An Auf Mit Von Für Durch Seit Nach Bei Als Zum Zur Bürgermeister Bürgermeisterin Landrat Landrätin Klimaschutz Energie Netzwerk Kommunen "
    "Vertreter Vertreterinnen Partner Projekt Rahmen Jahr Region Unternehmen Bürger Bürgerinnen Verwaltung Verwaltungen Räte Mitarbeiter Institut Oberbürgermeister Klimaschutzmanager Herr Frau Dr Prof Weitere Weiterer "
    "Landkreise Städte Gemeinden Kreise Land Bund Stadtwerke Dabei Damit Ziel Foto Uhr Ansprechpartner Kontakt Teilnehmer".split()
)  # fmt: skip


def _mentions(reader: _Reader, items: list[_Item], group: int, segment: Segment) -> list[Mention]:
    """Turn a list into mentions; a bare name that is also a word needs neighbours or a reason."""
    text = reader.text
    size = len(items)
    solid = sum(item.known and item.name not in reader.words for item in items)
    mentions = []
    seen: set[tuple[int, str | None]] = set()
    for item in items:
        if (item.name_start, item.form) in seen:
            continue
        seen.add((item.name_start, item.form))
        before_match = _BEFORE_RE.search(text, max(0, item.start - 30), item.start)
        before = before_match[1] if before_match else ""
        bare = item.form is None and item.rule == "place.bare"
        if bare and item.name in reader.words and solid < 1 and not (size >= 3 or segment.kind in {"item", "row"}):  # noqa: PLR2004
            if before.lower() not in {"in", "aus", "nach"} or item.name_end - item.name_start < 4:  # noqa: PLR2004
                continue
        kind = item.form_kind or "municipality"
        confidence = 0.95 if item.form and item.known else 0.9 if item.known and size > 1 else 0.7
        value = PlaceName(item.name, item.form, kind, item.bracket)
        extra = {
            "group": group, "size": size, "head": item.head, "before": before.lower(), "known": item.known,
            "list_id": segment.list_id, "name_start": item.name_start, "name_end": item.name_end, "group_start": items[0].start,
            "group_end": items[-1].end,
        }  # fmt: skip
        start = item.start if item.rule != "place.pair" else item.name_start
        mentions.append(Mention("place", start, max(item.name_end, item.end if item.bracket else item.name_end), text[start : item.end], item.rule, confidence, value, None, extra))
    return mentions
