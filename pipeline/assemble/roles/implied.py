"""Bodies that no mention shows: names known to no list where their place vouches for them, "wir", "der Landkreis", "sie"."""

import re
from collections.abc import Iterator, Sequence

from pipeline.assemble.roles.bodies import Body, group_bodies, is_masculine, is_nominative, make_body, read_bodies
from pipeline.assemble.roles.publisher import find_publisher
from pipeline.assemble.view import View
from pipeline.grammar import CHAIR_RE, LIST_GAP_RE
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import OrganisationName

#: a name by its look alone; never a word that opens a clause
_NAME_RE = shape(
    r"(?!(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Einen|Von|Und|Wir|Sie|Er|Es|Im|In|Am|An|Mit|Für|Durch|N\.N|NN|Kommunen|Städte|Gemeinden|Landkreise|Weitere|Seit|Ab|Bis|Dipl|Prof|Dr|Herr|Frau|Herrn|Alle|Auch|Noch|Nach|Zum|Zur|Bei)\b)"
    r"[A-ZÄÖÜ][\w&'’!+-]*(?:\.(?=\w))?(?:[ \u00a0\n](?:(?:&|\+|für|der|des|und Partner)[ \u00a0])?[A-ZÄÖÜ0-9][\w&'’!+.-]*){0,5}"
)
_END_RE = shape(r"\s*(?:$|[,;.\n/|)(]|:|(?:und|sowie|aus|in|mit|übernommen|gewonnen|beauftragt|inne|ist|wird|hat)\b)")
_CAMEL_RE = shape(r"[a-zäöü][A-ZÄÖÜ]|[A-Z]{2}|\d|&")
_LABEL_SLOT_RE = shape(r"\s*(?:\([^()\n]*\)\s*)?:\s*")
_VERB_SLOT_RE = shape(r"\s*(?:von|durch|vom)?\s*:\s*(?:(?:die|das|der|den|dem)\s+)?")
_AGENT_SLOT_RE = shape(r"\s+(?:von|durch)\s+(?=[A-ZÄÖÜ])")
#: an unknown name behind an article must look like one
_ARTICLE_SLOT_RE = shape(
    r"\s+(?:(?:wird|werden|wurde|wurden)\s(?:es|das|dies|sie|(?:das|der|die)\s[A-ZÄÖÜ]\w+)\s)?(?:von der|von den|vom|durch die|durch das|durch den)\s+(?=[A-ZÄÖÜ])"
)
_AGENT_BEFORE_RE = shape(r"\b(?:von|durch)\s+((?:[A-ZÄÖÜ][\w&'’-]*[ \u00a0]){1,4})$")
_AFTER_VERB_RE = shape(r"\s+(?=[A-ZÄÖÜ])")
_WE_RE = shape(
    r"\b(?:[Ww]ir(?: selbst)?|uns|unserem Hause?|unser Haus|unseren Händen|[Uu]nsere[rn]? (?:Agentur|Firma|Gesellschaft|Hochschule)|[Uu]nser(?:em)? (?:Büro|Team|Unternehmen|Institut|Verein))\b"
)
_GOVERNING_RE = shape(r"(\w+)\s+$")
_WE_PREPOSITIONS = frozenset({"von", "bei", "durch", "mit", "in", "aus", "für"})
_DEFINITE_RE = shape(r"\b([Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Bb]eim|[Vv]om|[Zz]um|[Zz]ur|unsere[rnm]?)\s+$")
_TOWN_DEFINITE_RE = shape(
    r"\b(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Bb]eim|[Vv]om)\s+(?:[A-ZÄÖÜ][a-zäöüß]+er\s+|[a-zäöüß]+e[nr]?\s+)?$"
)
_NAME_FOLLOWS_RE = shape(r"[-/]?\w|[ \u00a0](?!(?:Träger|Mitglied|Partner|Initiator|Koordinat|Manage)\w*)[A-ZÄÖÜ][\wäöüß-]+")
_PRONOUN_RE = shape(r"(Sie|Er|Diese|Dieser|Letztere|Letzterer|Dort)\s+(?=[a-zäöü])")
_MIN_NAME_CHARS = 3
#: partners behind an office's name: "Muster & Tal, Professor Böhm und Partner"
_PARTNERS_RE = shape(
    r",[ \u00a0](?:(?:Prof(?:essor(?:in)?|\.)|Dr\.(?:-Ing\.)?|Dipl\.-Ing\.)[ \u00a0])*[A-ZÄÖÜ][\wäöüß-]+[ \u00a0](?:und|&)[ \u00a0](?:Partner|Kollegen)\b"
)
_LATTER_RE = shape(r"\b[Ll]etztere[rs]?\b(?=\s[a-zäöü])")
_HANDS_RE = shape(
    r"\bin (?:den|bewährten|guten|erfahrenen) Händen (?:von|der|des) |\b(?:liegt|lag|liegen|lagen) bei (?:der |dem )?"
)


def with_implied(view: View, bodies: list[Body], cues: Sequence[Hit], start: int, end: int) -> list[Body]:
    """Add the implied bodies of a sentence; all in text order."""
    added = list(bodies)
    added.extend(_publisher(view, added, start, end))
    added.extend(_short_forms(view, added, start, end))
    added.extend(_references(view, added, start, end))
    added.extend(_pronoun(view, added, start, end))
    for slot, strict in _slots(view, cues, start, end):
        _fill(view, added, slot, end, strict=strict)
    _recall(view, added, start, end)
    added.sort(key=lambda body: body.start)
    return added


def _recall(view: View, bodies: list[Body], start: int, end: int) -> None:
    """Find names again that their place gave away before."""
    known = view.notes.setdefault("by-position", {})
    if not isinstance(known, dict):
        return
    for body in bodies:
        if body.mention.rule == "organisation.by-position" and len(body.name.split()) >= _TELLING_WORDS:
            known.setdefault(body.mention.text, body.mention)
    for surface, mention in known.items():
        at = view.text.find(surface, start, end)
        if at < 0 or any(body.start == at and body.end >= at + len(surface) for body in bodies):
            continue
        bodies[:] = [body for body in bodies if not at <= body.start < at + len(surface)]
        again = Mention("organisation", at, at + len(surface), surface, "organisation.recalled", 0.74, mention.value)
        bodies.append(make_body(view, again, start, at))


_TELLING_WORDS = 2


def _slots(view: View, cues: Sequence[Hit], start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Find where a holder must stand: behind a label's colon, at the "von" of a participle, behind the verb of a task (strict)."""
    text = view.text
    for cue in cues:
        if cue.entry.frame in {"holder", "task"}:
            match = _LABEL_SLOT_RE.match(text, cue.end, end)
            if match:
                yield match.end(), False
        elif cue.entry.frame == "verb":
            label = _VERB_SLOT_RE.match(text, cue.end, end)
            after = _AGENT_SLOT_RE.match(text, cue.end, end)
            before = _AGENT_BEFORE_RE.search(text, max(start, cue.start - 70), cue.start)
            beyond = _ARTICLE_SLOT_RE.match(text, cue.end, end)
            if beyond:
                yield beyond.end(), True
            for match, at in (
                (label, label.end() if label else 0),
                (after, after.end() if after else 0),
                (before, before.start(1) if before else 0),
            ):
                if match:
                    yield at, False
    for match in _HANDS_RE.finditer(text, start, end):
        yield match.end(), True
    for verb in view.hits("link_verbs", start, end):
        match = _AFTER_VERB_RE.match(text, verb.end, end)
        if match and verb.entry.kind in {"holds", "copula"}:
            yield match.end(), True


def _fill(view: View, bodies: list[Body], slot: int, end: int, *, strict: bool) -> None:
    """Add the body that stands at a slot, and those that continue its list."""
    position = slot
    last: Body | None = None
    while True:
        present = next((body for body in bodies if body.np_start <= position <= body.start), None)
        if present is None:
            present = _unknown(view, position, end, strict=strict)
            if present is None:
                return
            bodies[:] = [body for body in bodies if not present.start <= body.start < present.end]
            if last is not None and _is_chair_of(view, last, present):
                _name_fully(view, last, present)
                return
            bodies.append(present)
        last = present
        gap = LIST_GAP_RE.match(view.text, present.reach, end)
        if gap is None or gap.end() <= present.end or "\n" in gap.group():
            return
        position = gap.end()


_SCHOOL_RE = shape(r"(?:\w*[Uu]niversität|[Hh]ochschule|Fachhochschule|TU|TH|OTH|FH|HTW|HAW)\b")


def _is_chair_of(view: View, school: Body, part: Body) -> bool:
    """Say whether a name behind a university is one of its parts: "Hochschule Muster, Campus Talstadt"."""
    return (
        view.text[school.end : part.start] == ", "
        and _SCHOOL_RE.match(school.name) is not None
        and CHAIR_RE.match(part.name) is not None
    )


def _name_fully(view: View, school: Body, part: Body) -> None:
    """Let a university's name go on over the part of it that is meant."""
    old = school.mention
    name = f"{school.name}, {part.name}"
    value = OrganisationName(name, "organisation", school.entity, old.value.sort)
    school.mention = Mention(
        old.label, old.start, part.end, view.text[old.start : part.end], old.rule, old.confidence, value, old.entity
    )
    school.name, school.end = name, part.end


def _unknown(view: View, position: int, limit: int, *, strict: bool) -> Body | None:
    """Read a name known to no list. A type word, a place or the beginning of another mention is none.

    ``strict``: where only a verb stands before, it must look like a name: two capitalised words or a capital inside.
    """
    match = _NAME_RE.match(view.text, position, limit)
    if match is None or len(match.group()) < _MIN_NAME_CHARS:
        return None
    end = match.end() - (1 if match.group().endswith(".") else 0)
    surface = view.text[position:end]
    if strict and len(surface.split()) < 2 and not _CAMEL_RE.search(surface):  # noqa: PLR2004 - one word may be any noun
        return None
    if not _END_RE.match(view.text, end) or any(
        True
        for name in ("form_words", "role_cues", "offices", "member_nouns", "network_heads")
        for _ in view.hits(name, position, end)
    ):
        return None
    if any(
        view.mentions(label, position, end)
        for label in ("place", "organisation", "person", "network", "date", "programme", "money", "count", "topic", "reference")
    ):
        return None
    if tail := _PARTNERS_RE.match(view.text, end, limit):
        end = tail.end()
        surface = view.text[position:end]
    name = " ".join(surface.split())
    mention = Mention("organisation", position, end, surface, "organisation.by-position", 0.74, OrganisationName(name))
    return make_body(view, mention, max(0, position - 80), position)


def _publisher(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Let "wir" and "Unsere Leistung:" stand for the body that speaks, where the document says who that is."""
    matches = [(match.start(), match.end()) for match in _WE_RE.finditer(view.text, start, end)]
    matches += [(hit.start, hit.end) for hit in view.hits("role_cues", start, end) if hit.entry.frame == "self"]
    matches = [
        span
        for span in matches
        if not _in_quote(view.text, span[0]) and not any(body.start <= span[0] < body.end for body in bodies)
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


def _short_forms(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Find bodies under their short form: "EMB" for "EMB Energie Muster GmbH", a name without its legal form."""
    known = view.notes.get("short-forms")
    if known is None:
        known = view.notes["short-forms"] = _collect_short_forms(view)
    if not isinstance(known, dict) or not known:
        return []
    found: list[Body] = []
    for short, mention in known.items():
        at = view.text.find(short, start, end)
        if (
            at < 0
            or view.text[at - 1 : at].isalnum()
            or view.text[at + len(short) : at + len(short) + 1] in _NO_END
            or view.text[at + len(short) : at + len(short) + 1].isalnum()
        ):
            continue
        taken = any(body.start <= at < body.reach for body in (*bodies, *found))
        if taken or any(view.mentions(label, at, at + len(short)) for label in ("network", "person", "place", "programme")):
            continue
        own = Mention("organisation", at, at + len(short), short, "organisation.short-form", 0.84, mention.value, mention.entity)
        found.append(make_body(view, own, start, at))
    return found


_NO_END = frozenset("-–@/.")
_CAPITAL_FORM_RE = shape(r"([A-ZÄÖÜ]{3,8})(?= [A-ZÄÖÜ][a-zäöü])")
_LEGAL_END_RE = shape(r" (?:gGmbH|GmbH(?: & Co\. KG)?|AG|eG|e\. ?V\.|GbR|KG|UG|mbH|PartG(?: ?mbB)?|PartGmbB|gUG|AöR)$")
_MIN_SHORT_CHARS = 5


def _collect_short_forms(view: View) -> dict[str, Mention]:
    """Gather the short forms that point at one body each."""
    found: dict[str, Mention] = {}
    twice: set[str] = set()
    for mention in view.mentions("organisation"):
        if mention.value.kind != "organisation" or view.is_mute(mention.start):
            continue
        name = mention.value.name
        capital = _CAPITAL_FORM_RE.match(name)
        bare = _LEGAL_END_RE.sub("", name)
        for short in {
            mention.value.acronym,
            capital[1] if capital else None,
            bare if bare != name and (" " in bare or len(bare) >= _MIN_SHORT_CHARS) else None,
        } - {None}:
            other = found.setdefault(str(short), mention)
            if other.value.name != name:
                twice.add(str(short))
    return {short: mention for short, mention in found.items() if short not in twice}


def _references(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Lead "der Landkreis", "die Hochschule" to the only body of the document so called."""
    found: list[Body] = []
    for name in ("organisation_heads", "form_words"):
        for hit in view.hits(name, start, end):
            if any(body.start <= hit.start < body.reach for body in (*bodies, *found)) or view.mentions(
                "network", hit.start, hit.end
            ):
                continue
            if _NAME_FOLLOWS_RE.match(view.text, hit.end) or not (
                _TOWN_DEFINITE_RE if hit.entry.value == "description" else _DEFINITE_RE
            ).search(view.text, max(start, hit.start - 30), hit.start):
                continue
            if name == "form_words" and (
                hit.surface in hit.entry.plural or hit.entry.kind not in {"district", "municipal_association"}
            ):
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
    """Find the one body whose name holds a word that ends in the head noun; two such leave it open."""
    stem = hit.entry.label.lower()
    names: dict[str, str | None] = {}
    for mention in view.mentions("organisation"):
        if (
            mention.value.kind == "organisation"
            and not view.is_mute(mention.start)
            and any(word.lower().endswith(stem) for word in re.split(r"[\s-]", mention.value.name))
        ):
            names.setdefault(mention.value.name, mention.value.entity)
    if hit.entry.list == "form_words":
        for mention in view.mentions("place"):
            if mention.value.kind == "district" and (mention.value.form or mention.value.name).lower().endswith(stem):
                names.setdefault(f"{mention.value.form} {mention.value.name}" if mention.value.form else mention.value.name, None)
    fullest = max(names, key=len, default=None)
    if fullest is None or any(not set(re.split(r"\W+", name.lower())) <= set(re.split(r"\W+", fullest.lower())) for name in names):
        return None
    return fullest, names[fullest]


def _pronoun(view: View, bodies: Sequence[Body], start: int, end: int) -> list[Body]:
    """Lead "Sie" or "Er" at the beginning of a sentence to the only body of the sentence before it."""
    latter = _LATTER_RE.search(view.text, start, end)
    if latter and latter.start() > start:
        named = [body for body in bodies if body.end <= latter.start() and body.kind == "organisation" and not body.affiliated]
        return [_standing_for(latter, named[-1])] if named else []
    match = _PRONOUN_RE.match(view.text, start, end)
    index = view.sentence_index(start)
    if match is None or index == 0 or view.sentences[index - 1].segment != view.sentences[index].segment:
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
