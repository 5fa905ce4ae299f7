"""Reads one list of places: type words that govern several names, pairs, brackets, names that no table knows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.grammar import LIST_GAP_RE, clean_spaces
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

#: what follows "im" or "am" without belonging to a name: where something lies, and when
_NO_WATER = r"(?:Land|Kreis|Landkreis|Freistaat|Bezirk|Bundesland|\w*[Nn]etz\w*|\w*[Bb]ündnis\w*|\w*[Pp]rojekt\w*|\w*[Vv]erbund\w*|Rahmen|Jahr\w*|Monat|Früh\w*|Sommer|Herbst|Winter|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|\w+tag)\b"
#: a name nobody knows: one word with its hyphens, an adjective of direction before it, a river or a bracket behind it
_UNKNOWN_RE = shape(
    r"(?:(?:Bad|Sankt|St\.|Groß|Klein|Neu|Alt|Ober|Unter|Hohen|Markt|Burg|Hessisch|Preußisch|Deutsch|Schwäbisch|Kirchheim|Süd|Nord"
    r"|Hohe|Niedere|Obere|Untere|Oberes|Unteres|Mittlere|Mittleres|Südliche|Südliches|Nördliche|Nördliches|Alte|Altes|Neue|Land)[ -])?"
    r"[A-ZÄÖÜ][a-zäöüß]{2,}(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
    rf"(?:[ ](?:am|an der|an dem|im|in der|bei|ob der|vor der|auf der|unter|a\.[ ]?d\.|i\.[ ]?d\.|i\.)[ ](?!{_NO_WATER})[A-ZÄÖÜ][a-zäöüß]+)?(?:[ ]\([A-ZÄÖÜ][a-zäöüß]+\))?"
)
#: what belongs to the name of an association: a second noun, a river, a further place after a slash
_LONGER_RE = shape(
    rf"(?:-[A-ZÄÖÜ][a-zäöüß]+)*(?:/[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*)?(?:[ ](?:am|an der|im|in der|bei|ob der|vor der|auf der|unter)[ ](?!{_NO_WATER})(?:[A-ZÄÖÜ][a-zäöüß]+(?:er|en)[ ])?[A-ZÄÖÜ][a-zäöüß]+|[ ][A-ZÄÖÜ][a-zäöüß]+)?"
)
#: an Amt that begins with the short form of those it was made of: "KLG Eider"
_SHORT_FORM_RE = shape(r"[A-ZÄÖÜ]{2,5}[ ][A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*")
#: a town's name takes no article, so that what an article leads in is a noun ("A und B; die Mindestzahl …")
_ARTICLED_RE = shape(r"[ \u00a0](?:der|die|den|dem|des)[ \u00a0]$")
#: a type word between a name and the next: "Lage, Stadt", at the end of a line or before the next sign
_FORM_BEHIND_RE = shape(r",[ ](?=[A-ZÄÖÜ])")
_FORM_CLOSES_RE = shape(r"[ \t]*(?:$|[\n;|\t])")
_ARTICLE_END_RE = shape(r"(?<!\w)(?:die|der|den|dem|das|des|seine[nmr]?|ihre[nmr]?|deren|dessen)\s+$")
#: "Am Stettiner Haff", "An der Schmücke", "Im Hohen Fläming"
_AT_NAME_RE = shape(
    r"(?:Am|An der|An den|Im|In der|Auf der|Auf dem|Vor der)[ ](?:[A-ZÄÖÜ][a-zäöüß]+(?:er|en)[ ])?[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
)
_ENDS_NAME_RE = shape(r"\s*(?:$|[,;.:)(/\t\n–|]|(?:und|sowie|oder|bzw\.|[a-zäöü]{2,})(?!\w))")
_BRACKET_RE = shape(r"[ ]?\(([^()\n]{2,60})\)")
_MORE_FORMS_RE = shape(
    r"-?[ \u00a0]+(?:und|sowie|&|/)[ \u00a0]+(?:(?:der|die|den|dem|des)[ \u00a0])?|[ \u00a0]?/[ \u00a0]?|,[ \u00a0]"
)
_AFTER_FORM_RE = shape(
    r"(?:[ \u00a0\n]*:[ \u00a0\n]*|[ \u00a0\n]+)(?:(?:der|die|von|wie|namens)[ ])?(?:(?:teilnehmenden|beteiligten)[ ])?"
)
#: what a type word is followed by in any sentence ("die Gemeinde von Anfang an"), so that only a known name may follow
_LED_RE = shape(r"(?<!\w)(?:der|die|von|wie)[ ]")
_HALF_FORM_RE = shape(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß]+-[ \u00a0](?:und|oder|,)[ \u00a0]$")
_SINGULAR_ARTICLE_RE = shape(r"(?<!\w)(?:der|dem|des|vom|zum|beim|im)[ \u00a0\n]$", re.IGNORECASE)
_DISTRICT_COMPOUND_RE = shape(r"\b((?:[A-ZÄÖÜ][a-zäöüß]+-){0,6}[A-ZÄÖÜ][a-zäöüß]*(?:kreis|-Kreis))(e?s)?\b")
_ADJECTIVE_DISTRICT_RE = shape(r"\b((?:[A-ZÄÖÜ][a-zäöüß]+-)?[A-ZÄÖÜ][a-zäöüß]+isch)e[rnm]?[ \u00a0\n]Kreis(?:es)?(?!\w)")
_DISTRICT_TAILS = ("-Kreis", "aukreis", "landkreis", "taunuskreis", "waldkreis", "talkreis", "seekreis")
_NOT_NAME_TAILS = (
    "netzwerk", "ung", "ungen", "schaft", "schaften", "heit", "keit", "ion", "ionen", "werke", "verwaltung", "vertreter", "vertreterinnen", "rat",
    "haus", "meister", "meisterin", "unternehmen", "kommunen", "agentur", "manager", "managerin", "leiter", "leiterin", "schutz", "effizienz",
)  # fmt: skip
_NAMED_BODY_FORMS = frozenset(["Samtgemeinde", "Verbandsgemeinde", "Amt", "Verwaltungsgemeinschaft", "Gemeindeverwaltungsverband"])
_MAX_BRACKET_DIGITS_RE = shape(r"\d{3}")
_LISTS_RE = shape(r",\s(?=[A-ZÄÖÜ])|\s(?:und|sowie)\s")
#: generic words that say of what type the places are: "die Nachbarstädte A und B"
_KINS = frozenset(["mitgliedsstadt", "nachbargemeinde", "umlandgemeinde", "mitgliedsgemeinde"])
_FEW = 2
#: signs that end a list, and the letters that words between its members begin with: und, u., sowie, wie auch, als auch, bzw., oder
_CLOSING, _JOINING = frozenset(".:!?()"), frozenset("uswabo")
_COMMA_RE = shape(r",[ \u00a0\n]")
#: entries of ``form_words`` that name the house and not the body: "Landratsamt Emmendingen" gives a kind and no type word
HOUSES = frozenset(["landratsamt", "kreisverwaltung", "stadtverwaltung", "gemeindeverwaltung", "verbandsgemeindeverwaltung"])
#: type words joined to each other, and heads that only lead to the next: more than this is no list of places
_MAX_FORMS = 12
_MAX_HEADS = 4


@dataclass(slots=True)
class Item:
    """One member of a list while it is read. ``head``: the span of the type word that governs it."""

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
class _Head:
    """What governs the names that follow: a type word, or a mixed head that gives no type. ``plural``: hands itself down."""

    form: Hit | None
    plural: bool
    span: tuple[int, int]
    half: str = ""


@dataclass(slots=True)
class PlaceReader:
    """Hold the hits of one text, by position, while its lists are read.

    ``never``: positions of words that begin no name of a place (offices, and words of the list ``place_words`` that say so).
    ``rivers``: spans of rivers and landscapes, which in brackets are part of a name.
    """

    text: str
    places: dict[int, Hit]
    forms: dict[int, Hit]
    bodies: dict[int, Mention]
    people: dict[int, Mention]
    never: frozenset[int]
    rivers: frozenset[tuple[int, int]] = frozenset()
    compounds: dict[int, tuple[int, str]] = field(default_factory=dict)

    def read_list(self, start: int, limit: int) -> list[Item]:
        """Read members as long as list gaps join them; a type word holds until the next one."""
        items: list[Item] = []
        head: _Head | None = None
        position = start
        while position < limit:
            found, head = self._read_next(position, limit, head, items)
            if not found:
                break
            items.extend(found)
            gap = self._list_gap(found[-1].end, limit)
            if gap is None or gap.end() == found[-1].end:
                break
            article = _ARTICLE_END_RE.search(self.text, gap.start(), gap.end())
            headed = not article and (_hands_down(head) or len(items) >= _FEW or self._stands_between(gap.end(), limit))
            if not self._may_begin(gap.end(), headed=headed):
                break
            position = gap.end()
        return items

    def _list_gap(self, end: int, limit: int) -> re.Match[str] | None:
        """Find what joins a member to the next; most names are followed by a stop, or by a word that joins nothing."""
        behind = self.text[end : end + 2]
        if behind[:1] in _CLOSING or (behind[:1] == " " and behind[1:].isalnum() and behind[1] not in _JOINING):
            return None
        return LIST_GAP_RE.match(self.text, end, limit)

    def _read_next(self, position: int, limit: int, head: _Head | None, items: Sequence[Item]) -> tuple[list[Item], _Head | None]:
        """Read the member at a position, with the type word before it or the one that still holds."""
        if self._is_form(position):
            return self._read_headed(position, limit)
        carried = head if _hands_down(head) else None
        vouched = carried is not None or len(items) >= _FEW or (bool(items) and self._stands_between(position, limit))
        member = self._read_member(position, limit, carried, headed=vouched)
        return ([member], carried) if member else ([], None)

    def _is_form(self, position: int) -> bool:
        """Say whether a type word stands here that is no part of a longer name ("Markt Erlbach", "Rhein-Kreis Neuss")."""
        form = self.forms.get(position)
        if form is None or position in self.compounds:
            return False
        place = self.places.get(position)
        return place is None or place.end <= form.end

    def _read_headed(self, position: int, limit: int) -> tuple[list[Item], _Head | None]:
        """Read "Stadt A", "die Städte A", "Städte und Gemeinden A", "Stadt und Kreis A"."""
        for _ in range(_MAX_HEADS):
            forms = self._type_words(position, limit)
            gap = _AFTER_FORM_RE.match(self.text, forms[-1].end, limit)
            if gap is None:
                return [], None
            after = gap.end()
            if not self._is_form(after):
                break
            position = after  # "die Kommunen: Kreis A, Stadt B": the next type word governs
        else:
            return [], None
        if not self._may_name(after):
            return [], None  # "die Kommunen haben": what most type words are followed by
        plural = [form for form in forms if self._is_plural(form)]
        if len(forms) > 1 and not plural:
            return self._read_pair(forms, after, limit), None
        mixed = len(forms) > 1
        lead = self.text[max(0, position - 4) : position]
        half = None
        if "nd" in lead or "er" in lead or "," in lead:
            half = _HALF_FORM_RE.search(self.text, max(0, position - 30), position)
        head = _Head(None if mixed or (half and plural) else forms[0], bool(plural), (position, forms[-1].end))
        if half and not plural and not mixed:
            head.half = half.group()
        led = _LED_RE.search(gap.group()) is not None
        member = self._read_member(after, limit, head, headed=not led)
        return ([member], head) if member else ([], None)

    def _may_name(self, position: int) -> bool:
        """Say whether a name can begin here at all: one that is known, or any word with a capital."""
        return self.text[position : position + 1].isupper() or position in self.places or position in self.compounds

    def _type_words(self, position: int, limit: int) -> list[Hit]:
        """Give the type words joined here: "Stadt und Kreis", "Städte und Gemeinden"."""
        forms = [self.forms[position]]
        while len(forms) < _MAX_FORMS and (gap := self._forms_gap(forms[-1].end, limit)):
            if not self._is_form(gap.end()):
                break
            articled = _ARTICLED_RE.search(gap.group())
            if articled and self._is_plural(forms[0]) and not self._is_plural(self.forms[gap.end()]):
                break  # "alle 16 Kommunen sowie der Kreis Lippe": the second begins a member of its own
            forms.append(self.forms[gap.end()])
        return forms

    def _forms_gap(self, end: int, limit: int) -> re.Match[str] | None:
        """Find what joins a type word to the next: "und", "sowie", a sign."""
        behind = self.text[end : end + 2]
        if behind[:1] == " " and behind[1:].isalnum() and behind[1] not in "us":
            return None
        return _MORE_FORMS_RE.match(self.text, end, limit)

    def _is_plural(self, hit: Hit) -> bool:
        """Say whether a type word stands in the plural; where both look alike, by the article."""
        lowered = hit.surface.lower()
        if lowered not in _lowered(hit.entry.plural):
            return False
        alike = lowered in _lowered(hit.entry.singular)
        return not (alike and _SINGULAR_ARTICLE_RE.search(self.text, max(0, hit.start - 6), hit.start))

    def _read_pair(self, forms: Sequence[Hit], position: int, limit: int) -> list[Item]:
        """Read "Stadt und Kreis Unna": one name, two bodies."""
        member = self._read_member(position, limit, None, headed=True)
        if member is None:
            return []
        items = []
        for form in forms:
            label, kind = _form(form)
            items.append(
                Item(form.start, member.end, member.name_start, member.name_end, member.name, label, kind, member.known, "place.pair",
                     member.bracket, (form.start, form.end))
            )  # fmt: skip
        return items

    def _read_member(self, position: int, limit: int, head: _Head | None, *, headed: bool) -> Item | None:
        """Read one name: a compound, a known one, or an unknown one where a type word or a list vouches for it."""
        label, kind = _form(head.form) if head and head.form else (None, None)
        if head and head.half and label:
            label = head.half + label
        if position in self.compounds:
            end, name = self.compounds[position]
            found, label, kind = (end, name, True, "place.compound"), None, "district"
        else:
            known = self._known_name(position, limit, label, headed=headed)
            unknown = self._unknown_name(position, limit, label) if known is None and headed else None
            if known is None and unknown is None:
                return None
            found = known or unknown  # type: ignore[assignment]
            if known:
                found = (*known, "place.headed" if label else "place.bare")
            elif unknown:
                found = (*unknown, "place.unknown")
        end, name, is_known, rule = found
        if end > limit:
            return None
        if kind == "organisation":
            name, label = f"{label} {name}", None
        start = position
        if head and head.span[1] <= position and not head.plural and not self.text[head.span[1] : position].strip(" \u00a0\n:"):
            start = head.span[0] - len(head.half)
        span = (head.span[0] - len(head.half), head.span[1]) if head else None
        item = Item(start, end, position, end, clean_spaces(name), label, kind, is_known, rule, None, span)
        self._add_bracket(item, limit)
        return item

    def _known_name(self, position: int, limit: int, label: str | None, *, headed: bool) -> tuple[int, str, bool] | None:
        """Read a name of the table, longer where a type word of an association asks for it."""
        hit = self.places.get(position)
        if hit is None or hit.end > limit or (position and self.text[position - 1] == "-" and self.text[position - 2].isalnum()):
            return None
        if label in _NAMED_BODY_FORMS:
            longer = self._longer(hit.end, limit)
            if longer > hit.end:
                return longer, self.text[position:longer], False
        following = self.text[hit.end : hit.end + 2]
        if following[:1] == "-" and following[1:].isalpha():
            longer_match = _UNKNOWN_RE.match(self.text, position, limit)
            if longer_match and longer_match.end() > hit.end and headed and following[1:].isupper():
                return longer_match.end(), longer_match.group(), False
            return None
        return hit.end, hit.variant, True

    def _longer(self, end: int, limit: int) -> int:
        """Follow the name of an association over its further words: "Grafschaft Hoya", "Thalfang am Erbeskopf"."""
        match = _LONGER_RE.match(self.text, end, limit)
        if match is None or match.end() == end or not _ENDS_NAME_RE.match(self.text, match.end()):
            return end
        word = self.text.rfind(" ", end, match.end()) + 1 or match.end()
        if (
            word in self.people
            or word in self.never
            or any(start in self.people or start in self.never for start in range(end, min(end + 2, limit)))
        ):
            return end
        return match.end()

    def _unknown_name(self, position: int, limit: int, label: str | None) -> tuple[int, str, bool] | None:
        """Read a name nobody knows."""
        at_name = _AT_NAME_RE.match(self.text, position, limit) if label else None
        if at_name and _ENDS_NAME_RE.match(self.text, at_name.end()):
            return at_name.end(), at_name.group(), False
        short = _SHORT_FORM_RE.match(self.text, position, limit) if label in _NAMED_BODY_FORMS else None
        match = short or _UNKNOWN_RE.match(self.text, position, limit)
        if match is None or position in self.bodies or position in self.people or position in self.never or self._is_form(position):
            return None
        end = match.end()
        if label in _NAMED_BODY_FORMS:
            end = max(end, self._longer(end, limit))
        elif not _ENDS_NAME_RE.match(self.text, end):
            return None  # a second capitalised word: a person, a compound noun
        name = self.text[position:end]
        if name.lower().endswith(_NOT_NAME_TAILS) or self.text[end : end + 1] == "-":
            return None
        return end, name, False

    def _add_bracket(self, item: Item, limit: int) -> None:
        """Take what stands in brackets behind a name: its type, a part of an Amt's name, or where it lies."""
        match = _BRACKET_RE.match(self.text, item.end, limit) if "(" in self.text[item.end : item.end + 2] else None
        if match is None or _MAX_BRACKET_DIGITS_RE.search(match[1]):
            self._add_form_behind(item, limit)
            return
        if match.span(1) in self.rivers:
            item.name, item.end = clean_spaces(self.text[item.name_start : match.end()]), match.end()
            item.name_end = item.end
            return
        if item.form is None and match.start(1) in self.places and _LISTS_RE.search(match[1]):
            return  # "Klimaschutznetzwerk Lippe (Detmold, Lage und Lemgo)": a list of its own
        form = self.forms.get(match.start(1))
        item.end = match.end()
        if form is not None and form.end == match.end(1) and item.form is None:
            item.form, item.form_kind = _form(form)
            item.head = (form.start, form.end)
        elif item.form == "Amt" and match[1].isalpha():
            item.name, item.name_end = f"{item.name} ({match[1]})", match.end()
        else:
            item.bracket = match[1]

    def _add_form_behind(self, item: Item, limit: int) -> None:
        """Take the type word that a register puts behind a name: "Lage, Stadt" at the end of a line."""
        if item.form is not None or not self.text.startswith(", ", item.end):
            return
        gap = _FORM_BEHIND_RE.match(self.text, item.end, limit)
        form = self.forms.get(gap.end()) if gap else None
        if form is not None and not self._is_plural(form) and _FORM_CLOSES_RE.match(self.text, form.end):
            item.form, item.form_kind = _form(form)
            item.head, item.end = (form.start, form.end), form.end

    def _may_begin(self, position: int, *, headed: bool) -> bool:
        """Say whether a member may begin here."""
        if position in self.people:
            return False
        if position in self.places or position in self.compounds or position in self.forms:
            return True
        if headed and (_AT_NAME_RE.match(self.text, position) or _SHORT_FORM_RE.match(self.text, position)):
            return True
        if position in self.bodies or position in self.never:
            return False
        return headed and bool(_UNKNOWN_RE.match(self.text, position))

    def _stands_between(self, position: int, limit: int) -> bool:
        """Say whether an unknown word stands between known places: "Alsfeld, Andtrifttal, Friedberg"."""
        match = _UNKNOWN_RE.match(self.text, position, limit)
        gap = _COMMA_RE.match(self.text, match.end(), limit) if match else None
        return gap is not None and gap.end() in self.places and self.text[position - 2 : position] == ", "


@lru_cache(maxsize=1024)
def _lowered(forms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(form.lower() for form in forms)


def _hands_down(head: _Head | None) -> bool:
    return head is not None and head.plural


def _form(hit: Hit) -> tuple[str | None, str | None]:
    """Give the record's form and kind for a type word; generic ones ("Kommune") give neither."""
    if hit.entry.id in _KINS:
        return str(hit.entry.value), "municipality"
    if hit.entry.kind == "generic":
        return None, None
    if hit.entry.id in HOUSES:
        return None, hit.entry.kind
    return hit.entry.value if isinstance(hit.entry.value, str) else hit.entry.label, hit.entry.kind


def find_compounds(text: str, places: dict[int, Hit], never: frozenset[int]) -> dict[int, tuple[int, str]]:
    """Find district compounds: "Wetteraukreis", "Rhein-Sieg-Kreis", with the genitive taken off.

    >>> find_compounds("des Hochtaunuskreises", {}, frozenset())
    {4: (21, 'Hochtaunuskreis')}
    >>> find_compounds("dem Oberbergischen Kreis", {}, frozenset())
    {4: (24, 'Oberbergischer Kreis')}
    """
    found = {}
    for start, end in _words_with(text, "kreis", "-Kreis"):
        for match in _DISTRICT_COMPOUND_RE.finditer(text, start, end):
            hit = places.get(match.start())
            if hit is not None and hit.end >= match.end(1):
                found[match.start()] = (hit.end, hit.variant)
            elif match.start() not in never and match[1].endswith(_DISTRICT_TAILS) and len(match[1]) > len("landkreis"):
                found[match.start()] = (match.end(), match[1])
    at = text.find("Kreis", 3)
    while at >= 0:
        if text[at - 1] in " \u00a0\n" and text[at - 2] in "ernm":
            adjective = _ADJECTIVE_DISTRICT_RE.search(text, _word_start(text, at - 1, 0), at + len("Kreises") + 1)
            if adjective:
                found[adjective.start()] = (adjective.end(), f"{adjective[1]}er Kreis")
        at = text.find("Kreis", at + 1)
    return found


def _words_with(text: str, *parts: str) -> Iterator[tuple[int, int]]:
    """Give the words, hyphens among them, that hold one of some parts, in text order; each once."""
    done = 0
    for at in sorted(at for part in parts for at in _all(text, part)):
        if at < done:
            continue
        start, done = _word_start(text, at, done), at
        while done < len(text) and (text[done].isalnum() or text[done] in "-_"):
            done += 1
        yield start, done


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _word_start(text: str, at: int, least: int) -> int:
    """Go left to where a word begins, hyphens taken for a part of it."""
    while at > least and (text[at - 1].isalnum() or text[at - 1] in "-_"):
        at -= 1
    return at
