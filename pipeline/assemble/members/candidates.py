"""Gives the places and bodies of a stretch that can be members: no part of a network's name, no mere sort or number of bodies."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

#: who gives money or rules is no member, unless a list names it
NEVER_MEMBERS = frozenset(["ministry", "agency", "fund", "state", "programme"])
FIRM_TAILS = (
    "klinikum", "kliniken", "klinik", "krankenhaus", "brauerei", "bäckerei", "molkerei", "druckerei", "gießerei", "fabrik", "werk", "werke", "werken",
    "stift", "hospital", "gruppe", "bank", "sparkasse", "verband", "mühle", "hütte", "therme", "hotel", "betriebe", "betrieben", "zentrum", "hochschule",
    "universität", "kellerei", "käserei", "gärtnerei", "spedition", "reederei", "landgasthof", "gasthof", "gasthaus", "weingut", "charité", "konditorei", "schlachterei", "fleischerei", "tischlerei", "schreinerei", "weberei", "spinnerei", "färberei", "ziegelei", "raffinerie", "lungenklinik", "betriebsgesellschaft", "strandhotel", "metallbau", "messe", "flughafen", "hafen", "wäscherei", "metzgerei",
)  # fmt: skip
#: nouns that say what the members are, so that an adjective of a town makes no name of them
_SORTS = frozenset(["betrieb", "firma", "unternehmen"])
_NOUN_BEFORE_RE = shape(r"(?:(?<!\w)(?:das|die|der|den|dem|und|sowie)\s|[,:(]\s)([A-ZÄÖÜ][\w-]{4,})\s$")
_NOUN_NEXT_RE = shape(r" [A-ZÄÖÜ][a-zäöüß]{3,}")
_NOUN_CHARS, _AMONG_CHARS = 50, 160
#: what a firm makes, before its name: "der Folienhersteller Muster-Pack"
_MAKER_RE = shape(
    r"[A-ZÄÖÜ][\w-]*(?:hersteller|produzent|spezialist|verarbeiter|dienstleister|zulieferer|händler|anbieter|versorger|konzern|ausrüster|logistiker|fabrikant|betreiber)s?\s+(?=[A-ZÄÖÜ])"
)
#: how far before a stretch a name may begin that reaches into it
_NAME_CHARS = 120
_TYPED_KINDS = frozenset(["municipal_association", "organisation"])


class Candidates:
    """Hold the candidates of one document in text order, and where they start; most stretches take a slice of them as it is.

    Where a name, a type word or another mention covers one, what it is depends on what else stands in the stretch:
    such a candidate is **contested**, and a stretch that has one is read by itself.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        places = [item for item in view.mentions("place") if not _is_only_in_name(view, item)]
        bodies = [
            item
            for item in view.mentions("organisation")
            if item.value.kind == "organisation" and item.value.sort not in NEVER_MEMBERS and not _is_only_counted(view, item)
        ]
        #: bodies that begin with a noun for their sort, without it
        self._bare: dict[tuple[int, int], Mention] = {}
        for item in bodies:
            bare = _without_sort(view, item)
            if bare is not item:
                self._bare[item.start, item.end] = bare
        self._items = sorted([*places, *bodies], key=_order)
        self.starts = [item.start for item in self._items]
        self._contested = self._find_contested(bodies, _typed(places))

    def within(self, start: int, end: int) -> list[Mention]:
        """Give the candidates that begin in a stretch, in text order."""
        first = bisect_left(self.starts, start)
        if first == len(self.starts) or self.starts[first] >= end:
            return []
        items = self._items[first : bisect_left(self.starts, end, first)]
        contested = self._contested
        number = bisect_left(contested, start)
        return self._resolve(items, start, end) if number < len(contested) and contested[number] < end else items

    def _find_contested(self, bodies: Sequence[Mention], typed: set[int]) -> list[int]:
        """Give where candidates start that a name or a body covers, or a type word, or that lose their noun."""
        names = [item for item in self._view.mentions("network") if item.value.name]
        found = []
        named = embodied = 0  # how far the names and bodies reach that began so far
        name = body = 0
        for item in self._items:
            start = item.start
            while name < len(names) and names[name].start <= start:
                named = max(named, names[name].end)
                name += 1
            if item.label == "place":
                while body < len(bodies) and bodies[body].start <= start:
                    embodied = max(embodied, bodies[body].end)
                    body += 1
                contested = start < named or start < embodied
            else:
                overlaps = start < named or (name < len(names) and names[name].start < item.end)
                contested = overlaps or start in typed or (start, item.end) in self._bare
            if contested:
                found.append(start)
        return found

    def _resolve(self, items: Sequence[Mention], start: int, end: int) -> list[Mention]:
        """Read a stretch with contested candidates: names of networks win, then type words, then bodies, then places."""
        names = [
            (item.start, item.end) for item in self._view.mentions("network", max(0, start - _NAME_CHARS), end) if item.value.name
        ]
        places = [item for item in items if item.label == "place" and not any(low <= item.start < high for low, high in names)]
        typed = _typed(places)
        bodies = [
            self._bare.get((item.start, item.end), item)
            for item in items
            if item.label != "place" and not any(low < item.end and item.start < high for low, high in names)
        ]
        bodies = [item for item in bodies if item.start not in typed]
        taken = [(item.start, item.end) for item in bodies]
        places = [item for item in places if not any(low <= item.start < high for low, high in taken)]
        return sorted([*places, *bodies], key=_order)


def candidates_of(view: View) -> Candidates:
    """Give the candidates of a document, found when first asked for."""
    found = view.notes.get("candidates")
    if not isinstance(found, Candidates):
        found = view.notes["candidates"] = Candidates(view)
    return found


def _order(item: Mention) -> tuple[int, int]:
    return item.start, -item.end


def _typed(places: Iterable[Mention]) -> set[int]:
    """Give where a body would start that is only the type word of a place: "Stadtwerke" of "Stadtwerke Lage und Lemgo"."""
    found = set()
    for item in places:
        if item.value.kind in _TYPED_KINDS:
            found.add(item.start)
        if (item.value.form is None or item.value.kind == "organisation") and (head := item.extra.get("head")):
            found.add(head[0])
    return found


def _is_only_in_name(view: View, place: Mention) -> bool:
    """Say whether a bare place only begins the name of a firm among firms: "Elbe-Elster Oberflächentechnik"."""
    value = place.value
    if value.form or value.kind == "district" or place.extra.get("size") != 1:
        return False
    text = view.text
    words = text[max(0, place.start - _NOUN_CHARS) : place.start].rsplit(None, 1)
    if words and words[-1][0].isupper():
        noun = _NOUN_BEFORE_RE.search(text, max(0, place.start - _NOUN_CHARS), place.start)
        if noun and noun[1].lower().endswith(FIRM_TAILS):
            return True
    if not _NOUN_NEXT_RE.match(text, place.end):
        return False
    low, high = max(0, place.start - _AMONG_CHARS), place.end + _AMONG_CHARS
    return any(body.rule == "organisation.legal-form" for body in view.mentions("organisation", low, high))


def _is_only_counted(view: View, body: Mention) -> bool:
    """Say whether a body is no name but a sort of members, or a number of them: "Acht Berliner Wohnungsunternehmen"."""
    for count in view.mentions("count", max(0, body.start - 40), body.start):
        if body.end <= count.end:
            return True
    return body.rule == "organisation.head" and any(
        hit.end == body.end and hit.entry.id in _SORTS for hit in view.hits("member_nouns", body.start, body.end)
    )


def _without_sort(view: View, body: Mention) -> Mention:
    """Cut off the noun that only says what sort of body follows: "die Unternehmen Muster GmbH und …"."""
    name = body.value.name
    maker = _MAKER_RE.match(name)
    if maker and body.rule != "organisation.known" and view.text.startswith(name[maker.end() :], body.start + maker.end()):
        return _cut(view, body, body.start + maker.end(), name[maker.end() :])
    nouns = [hit for hit in view.hits("member_nouns", body.start, body.start + 1) if hit.entry.id in _SORTS]
    if not nouns or body.rule == "organisation.head" or not name.startswith(nouns[0].surface):
        return body
    name = name[len(nouns[0].surface) :].lstrip()
    behind = view.text[nouns[0].end : body.end]
    start = nouns[0].end + len(behind) - len(behind.lstrip())
    return body if not name[:1].isupper() or start == nouns[0].end else _cut(view, body, start, name)


def _cut(view: View, body: Mention, start: int, name: str) -> Mention:
    """Let a body begin later, under the rest of its name."""
    return replace(body, start=start, text=view.text[start : body.end], value=replace(body.value, name=name))
