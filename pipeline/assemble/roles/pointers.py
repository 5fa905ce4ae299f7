"""Words that point at a body named elsewhere: its short form, "der Landkreis", "Sie"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from pipeline.assemble.roles.bodies import Body, group_bodies, is_masculine, is_nominative, is_within, make_body, read_bodies
from pipeline.assemble.roles.names import named_bodies
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import OrganisationName

_DEFINITE_RE = shape(r"\b([Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Bb]eim|[Vv]om|[Zz]um|[Zz]ur|unsere[rnm]?)\s+$")
_TOWN_DEFINITE_RE = shape(
    r"\b(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Bb]eim|[Vv]om)\s+(?:[A-ZÄÖÜ][a-zäöüß]+er\s+|[a-zäöüß]+e[nr]?\s+)?$"
)
_NAME_FOLLOWS_RE = shape(r"[-/]?\w|[ \u00a0](?!(?:Träger|Mitglied|Partner|Initiator|Koordinat|Manage)\w*)[A-ZÄÖÜ][\wäöüß-]+")
_PRONOUN_RE = shape(r"(Sie|Er|Diese|Dieser|Letztere|Letzterer|Dort)\s+(?=[a-zäöü])")
_PRONOUN_LETTERS = "SEDL"
_LATTER_RE = shape(r"\b[Ll]etztere[rs]?\b(?=\s[a-zäöü])")
_START = attrgetter("start")


class _Pointers:
    """Know where in a document such words stand, so that a sentence without one costs nothing."""

    def __init__(self, view: View) -> None:
        bodies = _short_form_bodies(view)
        shorts = sorted((at, rank, short) for rank, short in enumerate(bodies) for at in _occurrences(view.text, short))
        #: short forms: where each stands, with its rank among them, and whose it is
        self.short_starts = [at for at, _, _ in shorts]
        self.shorts = [(rank, short, bodies[short]) for _, rank, short in shorts]
        #: nouns that may stand for a body behind a definite article
        self.nouns = view.hits("organisation_heads")
        self.forms = [
            hit for hit in view.hits("form_words")
            if hit.entry.kind in _REFERRING_FORMS and hit.surface not in hit.entry.plural
        ]  # fmt: skip


def _pointers(view: View) -> _Pointers:
    found = view.notes.get("pointers")
    if not isinstance(found, _Pointers):
        found = view.notes["pointers"] = _Pointers(view)
    return found


def _may_refer(view: View, hit: Hit, floor: int) -> bool:
    """Say whether a noun stands behind a definite article, and neither names itself nor is a network."""
    pattern = _TOWN_DEFINITE_RE if hit.entry.value == "description" else _DEFINITE_RE
    return (
        pattern.search(view.text, max(floor, hit.start - 30), hit.start) is not None
        and not _NAME_FOLLOWS_RE.match(view.text, hit.end)
        and not view.mentions("network", hit.start, hit.end)
    )


def _occurrences(text: str, words: str) -> Iterator[int]:
    """Find where some characters stand in a text, overlapping ones too."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def read_short_forms(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Find bodies under their short form: "EMB" for "EMB Energie Muster GmbH", a name without its legal form."""
    pointers = _pointers(view)
    starts = pointers.short_starts
    low = bisect_left(starts, start)
    high = bisect_left(starts, end)
    if low == high:
        return []
    first: dict[int, tuple[int, str, Mention]] = {}
    for number in range(low, high):
        rank, short, mention = pointers.shorts[number]
        if starts[number] + len(short) <= end:
            first.setdefault(rank, (starts[number], short, mention))
    found: list[Body] = []
    text = view.text
    for _, (at, short, mention) in sorted(first.items()):
        stop = at + len(short)
        after = text[stop : stop + 1]
        if text[at - 1 : at].isalnum() or after in _NO_END or after.isalnum():
            continue
        if is_within(at, bodies) or is_within(at, found):
            continue
        if any(view.mentions(label, at, stop) for label in ("network", "person", "place", "programme")):
            continue
        own = Mention("organisation", at, stop, short, "organisation.short-form", 0.84, mention.value, mention.entity)
        found.append(make_body(view, own, start, at))
    return found


_NO_END = frozenset("-–@/.")
_CAPITAL_FORM_RE = shape(r"([A-ZÄÖÜ]{3,8})(?= [A-ZÄÖÜ][a-zäöü])")
_LEGAL_END_RE = shape(r" (?:gGmbH|GmbH(?: & Co\. KG)?|AG|eG|e\. ?V\.|GbR|KG|UG|mbH|PartG(?: ?mbB)?|PartGmbB|gUG|AöR)$")
_LEGAL_ENDS = ("H", "G", "V.", "R", "B")
_MIN_SHORT_CHARS = 5


def _short_form_bodies(view: View) -> dict[str, Mention]:
    """Gather the short forms that point at one body each."""
    found: dict[str, Mention] = {}
    twice: set[str] = set()
    for mention in named_bodies(view):
        name = mention.value.name
        capital = _CAPITAL_FORM_RE.match(name) if name[:3].isupper() else None
        bare = _LEGAL_END_RE.sub("", name) if name.endswith(_LEGAL_ENDS) else name
        for short in {
            mention.value.acronym,
            capital[1] if capital else None,
            bare if bare != name and (" " in bare or len(bare) >= _MIN_SHORT_CHARS) else None,
        } - {None}:
            other = found.setdefault(str(short), mention)
            if other.value.name != name:
                twice.add(str(short))
    return {short: mention for short, mention in found.items() if short not in twice}


def read_references(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Lead "der Landkreis", "die Hochschule" to the only body of the document so called."""
    found: list[Body] = []
    pointers = _pointers(view)
    for nouns in (pointers.nouns, pointers.forms):
        for number in range(bisect_left(nouns, start, key=_START), len(nouns)):
            hit = nouns[number]
            if hit.start >= end:
                break
            if is_within(hit.start, bodies) or is_within(hit.start, found) or not _may_refer(view, hit, start):
                continue
            target = _last_firm(view, hit.start) if hit.entry.value == "description" else _only_one_called(view, hit)
            if target is not None:
                value = OrganisationName(target[0], entity=target[1])
                mention = Mention(
                    "organisation", hit.start, hit.end, hit.surface, "organisation.by-reference", 0.8, value, target[1]
                )
                body = make_body(view, mention, start, hit.start)
                body.described = hit.surface
                found.append(body)
    return found


_REFERRING_FORMS = frozenset({"district", "municipal_association"})
_FIRM_SORTS = frozenset({"company", "utility", "consultancy", "energy_agency", "agency", "association", None})
_BACK_CHARS = 400


def _last_firm(view: View, position: int) -> tuple[str, str | None] | None:
    """Find the firm that "der Energieversorger" means: the last one named shortly before."""
    before = [
        mention for mention in view.mentions("organisation", max(0, position - _BACK_CHARS), position)
        if mention.value.kind == "organisation" and mention.value.sort in _FIRM_SORTS
    ]  # fmt: skip
    return (before[-1].value.name, before[-1].value.entity) if before else None


def _only_one_called(view: View, hit: Hit) -> tuple[str, str | None] | None:
    """Find the one body whose name holds a word that ends in the head noun; two such leave it open. Asked once for every noun."""
    called = view.notes.setdefault("called", {})
    key = hit.entry.list, hit.entry.label
    if not isinstance(called, dict):
        return None
    if key not in called:
        called[key] = _find_called(view, hit)
    found: tuple[str, str | None] | None = called[key]
    return found


def _find_called(view: View, hit: Hit) -> tuple[str, str | None] | None:
    stem = hit.entry.label.lower()
    names: dict[str, str | None] = {}
    for mention in named_bodies(view):
        name = mention.value.name
        if stem in name.lower() and any(word.lower().endswith(stem) for word in _PARTS_RE.split(name)):
            names.setdefault(name, mention.value.entity)
    if hit.entry.list == "form_words":
        for mention in view.mentions("place"):
            if mention.value.kind == "district" and (mention.value.form or mention.value.name).lower().endswith(stem):
                names.setdefault(f"{mention.value.form} {mention.value.name}" if mention.value.form else mention.value.name, None)
    fullest = max(names, key=len, default=None)
    if fullest is None:
        return None
    words = set(_WORDS_RE.split(fullest.lower()))
    return (fullest, names[fullest]) if all(words.issuperset(_WORDS_RE.split(name.lower())) for name in names) else None


_PARTS_RE = re.compile(r"[\s-]")
_WORDS_RE = re.compile(r"\W+")


def read_pronoun(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Lead "Sie" or "Er" at the beginning of a sentence to the only body of the sentence before it."""
    text = view.text
    latter = _LATTER_RE.search(text, start, end) if text.find("etztere", start, end) >= 0 else None
    if latter and latter.start() > start:
        named = [body for body in bodies if body.end <= latter.start() and body.kind == "organisation" and not body.affiliated]
        return [_standing_for(latter, named[-1])] if named else []
    match = _PRONOUN_RE.match(text, start, end) if text[start] in _PRONOUN_LETTERS else None
    if match is None:
        return []
    index = view.sentence_index(start)
    if index == 0 or view.sentences[index - 1].segment != view.sentences[index].segment:
        return []
    before = view.sentences[index - 1]
    masculine = match[1] in {"Er", "Dieser", "Letzterer"}
    found = read_bodies(view, before.start, before.end)
    subjects = [group.members[0] for group in group_bodies(view, found) if is_nominative(group) and len(group.members) == 1]
    fitting = [fits for bodies_ in (subjects, found) if (fits := _fitting(bodies_, match[1], masculine=masculine))]
    if not fitting or len({body.name for body in fitting[0]}) != 1:
        return []
    candidates = fitting[0]
    target = candidates[0]
    mention = Mention(
        "organisation", match.start(1), match.end(1), match[1], "organisation.by-pronoun", 0.76, target.mention.value, target.entity
    )
    preposition = "bei" if match[1] == "Dort" else ""
    return [
        Body(
            mention,
            match.start(1),
            match.end(1),
            match.start(1),
            preposition,
            match.start(1),
            "",
            target.name,
            target.kind,
            target.entity,
        )
    ]


def _standing_for(match: re.Match[str], target: Body) -> Body:
    """Make the body of a pronoun inside a sentence."""
    mention = Mention(
        "organisation",
        match.start(),
        match.end(),
        match.group(),
        "organisation.by-pronoun",
        0.8,
        target.mention.value,
        target.entity,
    )
    return Body(
        mention, match.start(), match.end(), match.start(), "", match.start(), "", target.name, target.kind, target.entity
    )  # fmt: skip


def _fitting(bodies: Sequence[Body], pronoun: str, *, masculine: bool) -> list[Body]:
    """Give the bodies a pronoun can mean by kind and gender."""
    return [
        body
        for body in bodies
        if body.kind in {"organisation", "person"}
        and not body.affiliated
        and body.mention.label != "place"
        and (pronoun == "Dort" or is_masculine(body) == masculine)
    ]
