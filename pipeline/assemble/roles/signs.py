"""What may speak for a role of a body where it stands: the features of the trained scorer, from structure and word stems, not cues alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.assemble.roles.bodies import Body, Group, is_nominative
from pipeline.assemble.roles.clauses import Clause, find_subject
from pipeline.assemble.roles.publisher import find_publisher
from pipeline.assemble.roles.scene import Scene
from pipeline.assemble.view import View

_WORD_RE = re.compile(r"[A-Za-zÄÖÜäöüß]{4,}")
_STEM_CHARS = 5
#: heads that say which network, not what is done: "Netzwerkmoderation" is a moderation
_FRONT_RE = re.compile(
    r"^(?:netzwerk|energie|klimaschutz|klima|projekt|effizienz|förder|gesamt|fach|bundes|landes|umwelt|kommunal|regional|geschäfts)s?(?=[a-zäöüß]{5})"
)
_PASSIVE_RE = re.compile(r"\b(?:wird|werden|wurden?|worden)\b")
_MONEY_RE = re.compile(
    r"Euro|€|Prozent|Kosten|[Ff]örder|[Zz]uschuss|[Zz]uschüsse|[Mm]ittel|Geld|[Zz]uwend|bezuschuss|finanz", re.ASCII
)
_ADVICE_RE = re.compile(
    r"[Bb]erat|[Bb]erät|[Ee]xpert|[Ff]achlich|[Tt]echnisch|[Ii]ngenieur|[Aa]nalys|wissenschaftlich|[Ff]achleute"
)
_MEETING_RE = re.compile(r"[Tt]reffen|[Ww]orkshop|[Ss]itzung|[Mm]oder|[Kk]oordin|[Oo]rganis|[Nn]etzwerkmanag|[Ll]eit(?:et|ung)")
_TOPICS = (("money", _MONEY_RE), ("advice", _ADVICE_RE), ("meeting", _MEETING_RE))
_TYPES = (
    ("ministry", re.compile(r"[Mm]inisteri|^(?:BM[A-Z]{1,5})\b|Senat|Staatskanzlei")),
    ("federal", re.compile(r"^Bund(?:\b|es)|^(?:BAFA|ZUG|PtJ)\b|Projektträger|Zukunft – Umwelt|^Land |Freistaat|^EU\b|Europäisch")),
    ("energy agency", re.compile(r"[Aa]gentur")),
    ("utility", re.compile(r"[Ss]tadtwerk|werke?\b|[Nn]etz(?:e|gesellschaft)|[Vv]ersorg|strom|EWE|EnBW|[Ee]nviaM|energie AG|Westenergie")),
    ("engineers", re.compile(r"[Bb]üro|[Ii]ngenieur|[Pp]lan|[Cc]onsult|[Bb]eratung|[Ee]ngineer|[Kk]onzept|& ")),
    ("research", re.compile(r"[Hh]ochschule|[Uu]niversität|[Ii]nstitut|^FH\b|^TU\b|Fraunhofer|[Aa]kademie|^ifeu|Forschung")),
    ("chamber", re.compile(r"[Kk]ammer|^IHK|^HWK")),
    ("bank", re.compile(r"[Bb]ank\b|[Ss]parkasse|^KfW|fonds\b|[Ss]tiftung")),
    ("association", re.compile(r"e\. ?V\.|[Vv]erein\b|[Vv]erband|[Bb]und\b|[Gg]enossenschaft|^LAG\b|Forum|Initiative")),
    ("firm", re.compile(r"GmbH|\bAG\b|\bKG\b|mbB|\beG\b|\bUG\b|GbR|PartG")),
    ("district", re.compile(r"[Kk]reis|Region\b|[Rr]egionalverband|Zweckverband|Landratsamt")),
    ("town", re.compile(r"Stadt\b|Gemeinde\b|Rathaus|verwaltung")),
)  # fmt: skip
_SLOTS = {
    "von": "agent", "durch": "agent", "seitens": "agent", "bei": "at", "an": "at", "mit": "with", "gemeinsam mit": "with",
    "zusammen mit": "with", "in kooperation mit": "with", "in zusammenarbeit mit": "with", "über": "via", "für": "for", "aus": "out", "zu": "to",
}  # fmt: skip
_LABEL_RE = re.compile(r"([A-ZÄÖÜ][^:\n.]{2,60}):\s*$")
_LABEL_CHARS = 70
_NEAR_CHARS = 34
_BEHIND_CHARS = 40
_EARLY, _LATE = 0.2, 0.8
_MANY = 4
_FAR_CHARS = 60

Signs = list[str]


@dataclass(frozen=True, slots=True)
class Signed:
    """Hold a body, its grammatical position and its signs."""

    body: Body
    slot: str
    signs: Signs

    def words(self, text: str, scene: Scene) -> Iterator[tuple[Signs, int, int]]:
        """Give the words of the body's clause with the signs each of them stands for."""
        clause = scene.clause_at(self.body.start)
        covers = _covers(scene)
        for low, high in clause.pieces if clause is not None else [(scene.start, scene.end)]:
            for match in _WORD_RE.finditer(text, low, high):
                if not any(begin <= match.start() < stop for begin, stop in covers):
                    stems = stems_of(match.group())
                    yield [sign for stem in stems for sign in (f"c {stem}", f"{self.slot} c {stem}")], match.start(), match.end()


@lru_cache(maxsize=8192)
def stems_of(word: str) -> tuple[str, ...]:
    """Give the stems of a word: its beginning, and that of what a common front is put before.

    >>> stems_of("Netzwerkmoderation"), stems_of("koordinierte")
    (('netzw', 'moder'), ('koord',))
    """
    low = word.lower()
    rest = _FRONT_RE.sub("", low)
    stem = low[2:] if low.startswith("ge") and len(low) > _STEM_CHARS + 1 else low
    return (stem[:_STEM_CHARS],) if rest == low else (stem[:_STEM_CHARS], rest[:_STEM_CHARS])


@lru_cache(maxsize=4096)
def types_of(name: str) -> tuple[str, ...]:
    """Give the sorts of body that a name tells.

    >>> types_of("Ingenieurbüro Muster GmbH")
    ('engineers', 'firm')
    """
    return tuple(label for label, pattern in _TYPES if pattern.search(name)) or ("plain",)


class SignReader:
    """Read the signs of the bodies of one document, sentence by sentence."""

    def __init__(self, view: View) -> None:
        self._view = view
        publisher = find_publisher(view)
        self._publisher = publisher.value.name if publisher is not None else None
        names: dict[str, int] = {}
        for label in ("organisation", "person"):
            for mention in view.mentions(label):
                names[mention.value.name] = names.get(mention.value.name, 0) + 1
        self._names = names
        self._seen: set[str] = set()

    def read(self, scene: Scene) -> Iterator[Signed]:
        """Give every body of a sentence with its signs."""
        common = self._common(scene)
        clauses: dict[int, Signs] = {}
        for group in scene.groups:
            for body in group.members:
                clause = scene.clause_at(body.start)
                key = id(clause)
                if key not in clauses:
                    clauses[key] = self._clause_signs(scene, clause)
                slot = self._slot(scene, clause, group)
                signs = [*common, *self._body_signs(body, slot), *self._near(scene, body)]
                signs += [f"list {min(len(group.members), 3)}"]
                for sign in clauses[key]:
                    signs.append(sign)
                    signs.append(f"{slot} {sign}")
                types = types_of(body.name)
                signs += [f"{type_} {sign}" for type_ in types for sign in clauses[key] if sign[0] == "="]
                yield Signed(body, slot, signs)
                self._seen.add(body.name)

    def _common(self, scene: Scene) -> Signs:
        """Give what holds for every body of a sentence."""
        view, text = self._view, scene.text
        signs = [f"s {stem}" for stem in _stems(text, scene.start, scene.end, _covers(scene))]
        section = view.section(scene.start)
        if section.heading:
            signs += [f"h {stem}" for word in _WORD_RE.findall(section.heading[:120]) for stem in stems_of(word)]
        signs.append(f"section {section.kind}")
        signs.append(f"segment {view.segment(scene.start).kind}")
        share = scene.start / max(len(text), 1)
        signs.append("early" if share < _EARLY else "late" if share > _LATE else "middle")
        if view.mentions("network", scene.start, scene.end):
            signs.append("network")
        return ["", *dict.fromkeys(signs)]

    def _clause_signs(self, scene: Scene, clause: Clause | None) -> Signs:
        """Give what a clause speaks of: stems, cues, voice, topics. Signs of kind begin with "="."""
        if clause is None:
            return []
        text = scene.text
        covers = _covers(scene)
        signs = [f"c {stem}" for low, high in clause.pieces for stem in _stems(text, low, high, covers)]
        signs += [f"={hit.entry.role}" for hit in scene.cues if clause.holds(hit.start)]
        words = clause.words(text)
        signs += [f"={label}" for label, pattern in _TOPICS if pattern.search(words)]
        signs.append("=passive" if _PASSIVE_RE.search(words) else "=active")
        signs.append(f"={clause.kind}")
        return list(dict.fromkeys(signs))

    def _body_signs(self, body: Body, slot: str) -> Signs:
        """Give what a body is, and how the document speaks of it."""
        sort = getattr(body.mention.value, "sort", None) if body.mention.label == "organisation" else None
        label = body.mention.label if body.kind != "unnamed" else "unnamed"
        count = self._names.get(body.name, 1)
        types = types_of(body.name) if label == "organisation" else ()
        signs = [
            f"label {label}", f"slot {slot}", f"{label} {slot}", f"count {min(count, _MANY)}", f"sort {sort}",
            f"rule {body.mention.rule}", "again" if body.name in self._seen else "first",
        ]  # fmt: skip
        signs += [f"type {type_}" for type_ in types] + [f"{type_} {slot}" for type_ in types]
        if body.office or body.organisation is not None:
            signs.append("office")
            signs += [f"o {stem}" for stem in stems_of(body.office or "")]
        if self._publisher == body.name:
            signs.append("publisher")
        return signs

    def _near(self, scene: Scene, body: Body) -> Signs:
        """Give the stems close before and behind a body, and how far the network is."""
        text = scene.text
        signs = [f"< {stem}" for word in _WORD_RE.findall(text, max(scene.start, body.preposition_start - _NEAR_CHARS), body.preposition_start) for stem in stems_of(word)]  # fmt: skip
        signs += [f"> {stem}" for word in _WORD_RE.findall(text, body.reach, min(scene.end, body.reach + _BEHIND_CHARS)) for stem in stems_of(word)]  # fmt: skip
        networks = self._view.mentions("network", scene.start, scene.end)
        if networks and min(abs(mention.start - body.start) for mention in networks) < _FAR_CHARS:
            signs.append("network near")
        if label := _LABEL_RE.search(text, max(0, body.np_start - _LABEL_CHARS), body.np_start):
            signs += [f"l {stem}" for word in _WORD_RE.findall(label[1]) for stem in stems_of(word)]
        return signs

    def _slot(self, scene: Scene, clause: Clause | None, group: Group) -> str:
        """Give the grammatical position of a body."""
        text = scene.text
        if group.preposition:
            return _SLOTS.get(group.preposition, "other")
        before = text[max(0, group.start - 3) : group.start].rstrip()
        if before.endswith(":"):
            return "label"
        if clause is None:
            return "none"
        if clause.kind == "bracket":
            return "bracket"
        if is_nominative(group):
            return "subject" if find_subject(clause, text) is group else "nominative"
        return "oblique"


def _covers(scene: Scene) -> list[tuple[int, int]]:
    """Give what is the name of somebody, and so says nothing of what is done."""
    return [(body.start, body.end) for group in scene.groups for body in group.members]


def _stems(text: str, low: int, high: int, covers: list[tuple[int, int]]) -> Iterator[str]:
    for match in _WORD_RE.finditer(text, low, high):
        at = match.start()
        if not any(begin <= at < stop for begin, stop in covers):
            yield from stems_of(match.group())
