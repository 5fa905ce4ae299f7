"""Gives roles to bodies: reads every sentence with a cue, asks the grammar of the cue's frame, refuses what speaks against it.

The grammars stand beside: ``role_verbs`` (agent and subject), ``role_nouns`` (label, copula, apposition, task and money),
``refusals`` (negation, wish, weak words), ``settle`` (claims to records).
"""

from bisect import bisect_left
from collections.abc import Iterable

from pipeline.assemble.model import Ledger
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.roles.bodies import Body, Group, make_body, read_bodies
from pipeline.assemble.roles.clauses import Clause
from pipeline.assemble.roles.nouns import read_holder, read_phrase, read_task
from pipeline.assemble.roles.owners import find_owner
from pipeline.assemble.roles.refusals import find_refusal
from pipeline.assemble.roles.scene import FIELDS, MONEY_RE, Claim, Found, Scene, is_public, read_scene
from pipeline.assemble.roles.settle import settle
from pipeline.assemble.roles.unnamed import read_unnamed
from pipeline.assemble.roles.verbs import read_verb
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import TextSection
from schemas.mention import Mention
from schemas.value import OrganisationName

_HEADING_ROLES = {
    "partners": "partner",
    "funding": "funder",
    "management": "manager",
    "consulting": "consultant",
    "initiators": "initiator",
}
_HEADING_CHARS = 260
_LONGEST_CHARS = 1600
_VERB_RE = shape(
    r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|soll|sollen)\b|\b[a-zäöüß]{4,}(?:iert|tzt|itet|ähr\w*|immt)\b|©|Foto"
)


def read_roles(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network of the document its initiators, managers, consultants, funders and partners."""
    claims: list[Claim] = []
    telling = _telling_starts(view)
    headed = {number for number, section in enumerate(view.document.sections) if section.kind in _HEADING_ROLES}
    for sentence in view.live_sentences:
        at = bisect_left(telling, sentence.start)
        if (
            (at < len(telling) and telling[at] < sentence.end)
            or sentence.end - sentence.start > _LONGEST_CHARS
            or MONEY_RE.search(view.text, sentence.start, sentence.end)
        ):
            for start, end in _stretches(view.text, sentence.start, sentence.end):
                scene = read_scene(view, start, end)
                if scene is not None:
                    claims.extend(_scene_claims(scene, ledger))
        segment = view.segments[sentence.segment]
        if segment.section in headed and segment.kind != "heading":
            section = view.document.sections[segment.section]
            if sentence.start >= section.body - 1:
                claims.extend(_heading_claims(view, section, sentence.start, sentence.end))
    settle(view, scope, claims, ledger)


def _telling_starts(view: View) -> list[int]:
    """Find where something speaks of a role or may be held by somebody: other sentences are not read, save for money."""
    starts = [hit.start for hit in view.hits("role_cues")]
    starts += [mention.start for mention in view.mentions("money")]
    starts += [mention.start for mention in view.mentions("network")]
    starts.sort()
    return starts


def _stretches(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """Cut what is too long to be one sentence at a comma or blank, so that no text costs more than its length."""
    while end - start > _LONGEST_CHARS:
        cut = max(text.rfind(sign, start + _LONGEST_CHARS // 2, start + _LONGEST_CHARS) for sign in (", ", " "))
        cut = cut + 1 if cut > 0 else start + _LONGEST_CHARS
        yield start, cut
        start = cut
    yield start, end


def _heading_claims(view: View, section: TextSection, start: int, end: int) -> Iterable[Claim]:
    """Take the bodies of a bare list under a heading that names a role; sentences there speak for themselves."""
    if end - start > _HEADING_CHARS or _VERB_RE.search(view.text, start, end):
        return
    if any(hit.entry.role in FIELDS for hit in view.hits("role_cues", start, end)):
        return
    role = _HEADING_ROLES[section.kind]
    for body in read_bodies(view, start, end):
        if role in {"funder", "consultant"} and body.mention.label == "place" and body.mention.value.kind != "district":
            continue  # those are the members
        if not body.affiliated and not (role in {"partner", "funder"} and body.kind == "person"):
            yield Claim(role, body, None, "actors.heading", 0.82, section.start, section.heading_end)


def _scene_claims(scene: Scene, ledger: Ledger) -> Iterable[Claim]:
    """Ask the frame of every cue for its holders."""
    if scene.groups:
        taken: set[tuple[int, str]] = set()
        yield from _cue_claims(scene, ledger, taken)
        yield from _money_claims(scene, ledger, taken)
        yield from _genitive_claims(scene, taken)
    else:  # nobody is named, and only advisers are taken without a name
        for cue in scene.cues:
            yield from read_unnamed(scene, cue)
    yield from _federal_claims(scene)


def _cue_claims(scene: Scene, ledger: Ledger, taken: set[tuple[int, str]]) -> Iterable[Claim]:
    """Ask the frame of every cue for its holders, those of nouns first."""
    called: set[tuple[int, int]] = set()
    partners: set[int] = set()
    cues = scene.cues
    if len(cues) > 1:
        cues = sorted(cues, key=lambda cue: cue.entry.frame != "holder")
    for cue in cues:
        clause = scene.clause_of(cue)
        holders = [found for found in _read_cue(scene, cue, clause) if not _is_profession(scene, cue, found)]
        if not holders:
            yield from read_unnamed(scene, cue)
        for found in holders:
            if found.rule in {"as", "copula"} and cue.entry.role == "partner":
                partners.add(found.group.start)
            elif cue.entry.kind == "study" and found.group.start in partners:
                continue
            if clause is not None and found.rule == "as":
                called.add((clause.start, found.group.start))
            elif (
                clause is not None and cue.entry.weak and cue.entry.frame == "verb" and (clause.start, found.group.start) in called
            ):
                continue  # "steht als Partnerin zur Seite": what it is called says what it does
            yield from _claims(scene, cue, found, clause, ledger, taken)


_FEDERAL_MONEY_RE = shape(r"\bBundes(?:mitteln?|zuschuss|zuschüssen?|geldern?|fördermitteln?)\b")


def _federal_claims(scene: Scene) -> Iterable[Claim]:
    """Read "mit Bundesmitteln", "zu den Bundesmitteln": the federation pays."""
    for match in _FEDERAL_MONEY_RE.finditer(scene.text, scene.start, scene.end):
        start, end = match.span()
        mention = Mention(
            "organisation", start, end, match.group(), "organisation.general", 0.8, OrganisationName("Bund", sort="state")
        )
        body = make_body(scene.view, mention, scene.start, start)
        found = Found(Group([body]), "compound", 0.8)
        cue = _as_cue(start, end, scene)
        if find_refusal(scene, cue, found, scene.clause_at(start)) is None:
            yield Claim("funder", body, None, "actors.compound", 0.8, start, end)


_FROM_RE = shape(r"\s(?:aus|in)\s[A-ZÄÖÜ]")
_EMPLOYED_RE = shape(r"(?:\s(?:und|sowie)\s[A-ZÄÖÜ]\w+)?\s(?:bei der|beim|bei|im|in der)\s[A-ZÄÖÜ]")


def _is_profession(scene: Scene, cue: Hit, found: Found) -> bool:
    """Say whether an adviser's calling stands behind one who does something else here: "moderiert von X, Energieberater aus Y"."""
    return (
        found.rule == "apposition"
        and cue.entry.role == "consultant"
        and (
            _EMPLOYED_RE.match(scene.text, cue.end, scene.end) is not None
            or (_FROM_RE.match(scene.text, cue.end, scene.end) is not None and _does_more(scene))
        )
    )


def _does_more(scene: Scene) -> bool:
    """Say whether a verb of the sentence gives a role of its own."""
    return any(other.entry.role in {"manager", "initiator"} and other.entry.frame == "verb" for other in scene.cues)


def _genitive_claims(scene: Scene, taken: set[tuple[int, str]]) -> Iterable[Claim]:
    """Read "das Netzwerk der Energieagentur Muster": whose it is, where nothing surer says who began it."""
    for group in scene.groups:
        first = group.members[0]
        named = first.mention.label == "organisation" and first.kind == "organisation" and first.article in {"der", "des"}
        if not named or group.preposition or len(group.members) > 1 or (first.start, "initiator") in taken:
            continue
        networks = scene.view.mentions("network", max(scene.start, group.start - _NAME_CHARS), group.start)
        if networks and not networks[-1].value.plural and not scene.text[networks[-1].end : group.start].strip(' “”"«'):
            yield Claim("initiator", first, None, "actors.genitive", 0.68, networks[-1].start, networks[-1].end)


_NAME_CHARS = 90


def _read_cue(scene: Scene, cue: Hit, clause: Clause | None) -> list[Found]:
    frame = cue.entry.frame
    if frame == "verb":
        return read_verb(scene, cue, clause) if clause is not None else []
    found = (
        read_phrase(scene, cue)
        if frame == "phrase"
        else read_holder(scene, cue, clause)
        if frame == "holder"
        else read_task(scene, cue, clause)
    )
    return [found] if found else []


def _claims(
    scene: Scene, cue: Hit, found: Found, clause: Clause | None, ledger: Ledger, taken: set[tuple[int, str]]
) -> Iterable[Claim]:
    role = _role(scene, cue, clause, found)
    rule = f"actors.{cue.entry.frame}.{found.rule}"
    reason = find_refusal(scene, cue, found, clause)
    if role == "funder" and reason and (senders := _senders(found)):
        found = Found(Group(senders), found.rule, found.confidence)
        reason = find_refusal(scene, cue, found, clause)
    for body in found.group.members:
        if reason:
            ledger.refuse(
                FIELDS[role], body.start, body.end, body.name, f"actors.{cue.entry.id}.{found.rule}", reason, claim=found.confidence
            )
        elif (body.start, role) not in taken and body.name:
            taken.add((body.start, role))
            yield Claim(role, body, cue, rule, found.confidence, cue.start, cue.end)
    if reason is None and role in {"initiator", "manager", "consultant", "funder"}:
        yield from _companions(scene, cue, found, clause, role, rule, taken)


def _senders(found: Found) -> list[Body]:
    """Give the ministries for which people hand over a grant: "Staatssekretärin Muster vom Umweltministerium"."""
    return [
        body.organisation
        for body in found.group.members
        if body.kind == "person" and body.organisation is not None and is_public(Group([body.organisation]))
    ]


def _companions(
    scene: Scene, cue: Hit, found: Found, clause: Clause | None, role: str, rule: str, taken: set[tuple[int, str]]
) -> Iterable[Claim]:
    """Let who acts "gemeinsam mit" the holder share its role: with a subject anywhere in its clause, else right behind."""
    groups = clause.groups if clause is not None and found.rule == "subject" else scene.groups
    for group in groups:
        if group.preposition not in _TOGETHER or group is found.group:
            continue
        gap = scene.text[found.group.end : group.preposition_start]
        if found.rule != "subject" and (group.start < found.group.end or gap.strip(" ,()")):
            continue
        places = [body for body in group.members if body.mention.label == "place"]
        for body in group.members:
            if body in places and not (len(places) == 1 and body.mention.value.kind == "district"):
                continue
            if (body.start, role) not in taken:
                taken.add((body.start, role))
                yield Claim(role, body, cue, f"{rule}-with", 0.78, cue.start, cue.end)


_TOGETHER = frozenset({"gemeinsam mit", "zusammen mit"})


def _role(scene: Scene, cue: Hit, clause: Clause | None, found: Found) -> str:
    """Let an adverb of the clause say what sort of help it is: "begleitet wissenschaftlich" is advice, "organisatorisch" management."""
    role = cue.entry.role or ""
    if (
        cue.entry.kind == "administration"
        and is_public(found.group)
        and all(body.kind == "organisation" for body in found.group.members)
    ):
        return "funder"
    if cue.entry.kind == "support" and _pays(scene, found, clause):
        return "funder"
    if cue.entry.id == "beteiligen" and clause is not None and _FINANCE_RE.search(clause.words(scene.text)):
        return "funder"
    if role == "manager" and all(_ADMINISTRATOR_RE.match(body.name) for body in found.group.members):
        return "funder"
    if cue.entry.frame == "verb" and role in {"manager", "partner"} and clause is not None and cue.entry.weak:
        near = [hit for hit in scene.adverbs if clause.holds(hit.start) and abs(hit.start - cue.start) < 60]  # noqa: PLR2004 - beside the verb
        if near and near[0].entry.role:
            return near[0].entry.role
    return role


_FINANCE_RE = shape(r"\b(?:Finanzierung|Kosten|Eigenanteils?|Netzwerkkosten|Personalkosten|finanziell)\b")
_ADMINISTRATOR_RE = shape(
    r"Projektträger|PtJ\b|ZUG\b|BAFA\b|Zukunft – Umwelt|Bundesamt für Wirtschaft|Bundesministerium|Bundes\w+ministerium"
)


def _pays(scene: Scene, found: Found, clause: Clause | None) -> bool:
    """Say whether support is money: a sum stands in the clause, or a ministry gives it."""
    if any(body.mention.label != "organisation" for body in found.group.members):
        return False
    if any(
        body.mention.value.sort in {"ministry", "state", "fund"} or body.name.lower().endswith("ministerium")
        for body in found.group.members
    ):
        return True
    return clause is not None and any(clause.holds(mention.start) for mention in scene.money)


def _money_claims(scene: Scene, ledger: Ledger, taken: set[tuple[int, str]]) -> Iterable[Claim]:
    """Read who gives a sum: "steuert 500 Euro bei", "42.000 Euro kommen von der Sparkasse"."""
    for start, end in _sums(scene):
        clause = scene.clause_at(start)
        if clause is None or clause.kind == "bracket":
            continue
        found = find_owner(scene, start, end, clause, money=True)
        if found is None or any(not _may_pay(body) for body in found.group.members):
            continue
        cue = _as_cue(start, end, scene)
        reason = find_refusal(scene, cue, Found(found.group, "money", found.confidence), clause)
        for body in found.group.members:
            if reason:
                ledger.refuse("funders", body.start, body.end, body.name, "actors.money", reason, claim=found.confidence)
            elif (body.start, "funder") not in taken:
                taken.add((body.start, "funder"))
                yield Claim("funder", body, None, f"actors.money.{found.rule}", 0.84, start, end)


_SHARE_WORD_RE = shape(
    r"\b(?:[Dd]ie Hälfte|zur Hälfte|ein Drittel|zwei Drittel|drei Viertel|den Löwenanteil|den Großteil|den Rest|[Dd]as Geld|Geld|Zuschuss|Zuschüsse|Fördermittel)\b"
)
_SHARE_RE = shape(rf"\d+\s?(?:%|Prozent)|{_SHARE_WORD_RE.pattern}")
_COST_RE = shape(
    r"\b(?:Kosten|Ausgaben|[Dd]avon|Summe|Geld|Mittel|Zuschuss|Zuschüsse|Fördermittel|Euro|EUR|Finanzierung|Personalkosten)\b"
)


def _sums(scene: Scene) -> Iterable[tuple[int, int]]:
    """Give the sums of a sentence, and shares and money words where costs are spoken of."""
    for mention in scene.money:
        yield mention.start, mention.end
    text, start, end = scene.text, scene.start, scene.end
    if (
        _SHARE_WORD_RE.search(text, start, end) or text.find("%", start, end) >= 0 or text.find("Prozent", start, end) >= 0
    ) and _COST_RE.search(text, start, end):
        for match in _SHARE_RE.finditer(text, start, end):
            yield match.span()


def _may_pay(body: Body) -> bool:
    """Say whether a body may give a grant: members and people pay fees."""
    return body.kind == "organisation" and body.mention.label == "organisation"


def _as_cue(start: int, end: int, scene: Scene) -> Hit:
    """Make a cue of a sum, so that it can be refused like one."""
    from pipeline.lexicon import Entry  # noqa: PLC0415 - only here

    return Hit(start, end, Entry("role_cues", "money", "money", (), role="funder", frame="task"), scene.text[start:end], "")
