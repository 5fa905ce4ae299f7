"""Decides which places and bodies are members, by list, label, heading and verb; everything else stays a place."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View
from pipeline.grammar import LIST_GAP_RE, clean_spaces
from schemas.mention import Mention

_LOCATION = frozenset("in im aus bei nach nahe um ab zwischen vor hinter gegenüber richtung".split())
_LABEL_RE = re.compile(r"\s*:\s*$")
_MEMBER_LABEL_RE = re.compile(
    r"(?:kommunen|städte|gemeinden|landkreise|kreise|teilnehmer\w*|mitglieder|mitgliedskommunen|beteiligte?|mitmach\w*|dabei|mit an bord|unternehmen|betriebe|firmen|gründungsmitglieder|verbandsgemeinden|samtgemeinden|märkte|ämter|netzwerkpartner|partnerkommunen|zugesagt\w*(?:\s\w+)?|unterzeichner\w*)(?:\s+(?:sind|im netzwerk|des netzwerks|haben|\w+))?(?:\s*\([^()\n]*\))?\s*:\s*$",
    re.IGNORECASE,
)
_PERSON_BEFORE_RE = re.compile(
    r"(?:[Bb]ürgermeister\w*|[Ll]andr(?:at|ätin)\w*|Stadtrat|Gemeinderat|Rathaus\w*|Kreistag|Stadtverwaltung|Verwaltung|Bauamt\w*|leiter\w*|manager\w*|beauftragte\w*|Sprecher\w*|Ratssaal|Kreishaus|Stadthalle|Bauhof|Gäste|Foto|Bild|Quelle)[*:_/]?\w*\s+(?:der|des|von|vom|in|aus|im)?\s*$"
)
_BREAK_RE = re.compile(r"[;!?]|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:aber|während|hingegen|sondern|doch|nicht|wobei)\b|\b(?:während|hingegen|dagegen|jedoch|allerdings)\b|\s–\s")
_TOTAL_RE = re.compile(r"\b(?:alle|sämtliche)\s+(?:\w+\s+){0,2}(?:kommunen|städte|gemeinden)", re.IGNORECASE)
_NEIGHBOUR_RE = re.compile(r"\b(?:neben|außer|gemeinsam mit|zusammen mit)\s+(?:der|dem|den|die)?\s*$", re.IGNORECASE)
_COMPANY_LINE_RE = re.compile(r"[A-ZÄÖÜ0-9][^\n:]{1,90}")
_SEAT_RE = re.compile(r"\s*(?:/|,|–|-|\(|\|)\s*(?:[A-ZÄÖÜ][\wäöüß-]+(?:\s[A-ZÄÖÜ(][\wäöüß)-]+)?)\)?\s*$")


@dataclass(slots=True)
class _Candidate:
    """Hold a member list (or a single place) with what speaks for it."""

    mentions: list[Mention]
    start: int
    end: int
    confidence: float = 0.0
    rule: str = ""
    reason: str = "no word of membership near it"
    numbered: bool = False


def read_participants(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network its members.

    A list under a heading or behind a label is surest; a list with a verb of membership comes next; a single place needs
    such a verb. A place where something happens, someone works or a body sits is no member.
    """
    candidates = [*_place_lists(view), *_company_lists(view)]
    for candidate in candidates:
        _judge(view, candidate)
    best = defaultdict(float)
    for candidate in candidates:
        for index in scope.of(candidate.start):
            if len(candidate.mentions) >= 3:  # noqa: PLR2004 - a list, not a mention
                best[index] = max(best[index], candidate.confidence)
    for candidate in candidates:
        indexes = scope.of(candidate.start)
        for index in indexes:
            floor = 0.84 if best[index] >= 0.92 else 0.7  # noqa: PLR2004 - beside a sure list a weak reason is not enough
            if candidate.confidence < floor:
                for mention in candidate.mentions:
                    if candidate.confidence > 0 or len(candidate.mentions) > 1 or (mention.label == "place" and mention.value.kind != "municipality"):
                        ledger.refuse("participants", mention.start, mention.end, mention.text, candidate.rule or mention.rule, candidate.reason, index)
                continue
            for mention in candidate.mentions:
                _add(scope, index, mention, candidate)


def _add(scope: Scope, index: int, mention: Mention, candidate: _Candidate) -> None:
    draft = scope.drafts[index]
    value = mention.value
    trace = Trace(mention.start, mention.end, candidate.rule, round(min(candidate.confidence, 0.5 + mention.confidence / 2), 3))
    if mention.label == "place":
        kind = value.kind if value.kind in {"municipality", "district", "municipal_association"} else "municipality"
        key = (value.name, "district" if kind == "district" else "local")
        record = {"name": value.name, "form": value.form, "kind": kind, "mention": mention}
    else:
        key = (value.name, "organisation")
        record = {"name": value.name, "form": None, "kind": "organisation", "mention": mention}
    present = draft.lists.get("participants", {}).get(key)
    added = draft.add("participants", key, record, trace)
    if present is not None and record["form"] and not present.value["form"]:
        added.value["form"] = record["form"]
        added.parts["form"] = trace
    head = mention.extra.get("head") if mention.extra else None
    if head and record["form"] and "form" not in added.parts:
        added.parts["form"] = Trace(head[0], head[1], "participants.form", trace.confidence)


def _place_lists(view: View) -> list[_Candidate]:
    """Join places to lists: those read as one, and the items of one list in the layout."""
    groups: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for mention in view.mentions("place"):
        if view.is_mute(mention.start):
            continue
        list_id = mention.extra.get("list_id")
        segment = view.segment(mention.start)
        own_line = list_id is not None and mention.start - segment.start <= 14  # noqa: PLR2004 - bullet and type word
        key = ("layout", int(list_id)) if own_line and list_id is not None else ("text", int(mention.extra["group"]))
        groups[key].append(mention)
    return [_Candidate(found, found[0].start, found[-1].end) for found in groups.values()]


def _judge(view: View, candidate: _Candidate) -> None:
    """Weigh what speaks for and against a list, strongest reason first."""
    first = candidate.mentions[0]
    text = view.text
    sentence = view.sentence(candidate.start)
    section = view.section(candidate.start)
    size = len(candidate.mentions)
    head = first.extra.get("head") if first.extra else None
    begin = min(candidate.start, head[0]) if head and candidate.start - head[1] < 60 else candidate.start  # noqa: PLR2004
    clause_start, clause_end = _clause(text, begin, candidate.end, sentence.start, max(sentence.end, candidate.end))
    against = _against(view, candidate, begin, clause_start, clause_end, sentence.start)
    if against:
        candidate.reason = against
        candidate.rule = "participants.refused"
        return
    lead = text[max(clause_start - 80, 0) : begin]
    if section.kind == "participants" and candidate.start >= section.body and (size > 1 or first.extra.get("list_id") is not None or candidate.start - section.body < 60):  # noqa: PLR2004
        candidate.confidence, candidate.rule = 0.95, "participants.heading"
        return
    line_lead = text[sentence.start : begin]
    if _MEMBER_LABEL_RE.search(line_lead) or (_LABEL_RE.search(line_lead) and _has_member_cue(view, sentence.start, begin)):
        candidate.confidence, candidate.rule = 0.94, "participants.label"
        return
    if head and ":" in text[head[0] : first.start] and size > 1:
        candidate.confidence, candidate.rule = 0.93, "participants.label"
        return
    segment = view.segment(candidate.start)
    if segment.list_id is not None and size > 1 and _list_intro(view, candidate.start):
        candidate.confidence, candidate.rule = 0.93, "participants.list"
        return
    cues = [hit for hit in view.hits("participant_cues", clause_start, clause_end) if hit.entry.kind in {"joins", "holder", "intro"}]
    strong = [hit for hit in cues if not hit.entry.weak]
    located = first.extra.get("before", "") in _LOCATION
    counts = [mention for mention in view.mentions("count", max(clause_start, begin - 90), begin + 1)]
    if size >= 2 and counts and re.fullmatch(r"[^.;!?\n]{0,40}?(?:\(|:|,|–|-|nämlich|und zwar|sind|aus|mit)?\s*(?:die|der|den)?\s*", text[counts[-1].end : begin]) and not located:  # noqa: PLR2004
        candidate.confidence, candidate.rule = 0.9, "participants.counted"
        return
    if strong and (not located or size >= 3):  # noqa: PLR2004
        candidate.confidence, candidate.rule = (0.9 if size > 1 else 0.84), f"participants.{strong[0].entry.kind}"
        return
    if cues and size >= 2 and not located:  # noqa: PLR2004
        candidate.confidence, candidate.rule = 0.8, f"participants.{cues[0].entry.kind}"
        return
    network = view.mentions("network", sentence.start, sentence.end)
    headed = sum(mention.label == "place" and (bool(mention.value.form) or mention.value.kind == "district") for mention in candidate.mentions)
    if size >= 3 and (network or headed >= 2) and not located:  # noqa: PLR2004
        candidate.confidence, candidate.rule = (0.82 if network and headed else 0.74 if network or headed >= 3 else 0.6), "participants.list-in-sentence"  # noqa: PLR2004
        return
    if size >= 4 and segment.list_id is not None:  # noqa: PLR2004
        candidate.confidence, candidate.rule = 0.72, "participants.bare-list"
        return
    del lead
    candidate.confidence = 0.3 if size > 1 else 0.0


def _against(view: View, candidate: _Candidate, begin: int, clause_start: int, clause_end: int, sentence_start: int) -> str | None:
    """Name the check that rules membership out, or None."""
    text = view.text
    first = candidate.mentions[0]
    segment = view.segment(candidate.start)
    if segment.boilerplate == "caption":
        return "stands in a caption"
    refusing = [hit for hit in view.hits("participant_cues", clause_start, clause_end) if hit.entry.kind == "not_member"]
    if refusing:
        return f"said to be no member ({refusing[0].surface!r})"
    if _PERSON_BEFORE_RE.search(text[max(0, begin - 50) : begin]) and len(candidate.mentions) == 1:
        return "says where a person or an office is"
    if len(candidate.mentions) == 1 and first.label == "place" and first.value.form is None and first.value.kind == "municipality":
        after = text[candidate.end : candidate.end + 24]
        if re.match(r"\s*(?:,\s*(?:den\s)?\d|\(?\d|[–-]\s|/\s)", after) and candidate.start - sentence_start < 40:  # noqa: PLR2004
            return "a dateline"
        if re.search(r"\b\d{5}\s*$", text[max(0, begin - 8) : begin]):
            return "an address"
    section = view.section(candidate.start)
    if section.kind in {"contact", "press", "download", "management", "boilerplate"}:
        return f"stands under a heading of {section.kind}"
    return None


def _clause(text: str, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
    left = start
    for match in _BREAK_RE.finditer(text, start, begin):
        left = match.end()
    right = _BREAK_RE.search(text, stop, end)
    return left, right.start() if right else end


def _has_member_cue(view: View, start: int, end: int) -> bool:
    return any(hit.entry.kind in {"holder", "joins", "intro"} for hit in view.hits("participant_cues", start, end)) or any(
        hit.entry.kind == "participants" for hit in view.hits("section_headings", start, end)
    )


def _list_intro(view: View, position: int) -> bool:
    """Say whether the line above a list announces members."""
    number = view.sentence(position).segment
    list_id = view.segments[number].list_id
    while number > 0 and view.segments[number].list_id == list_id:
        number -= 1
    above = view.segments[number]
    text = view.text[above.start : above.end]
    if _has_member_cue(view, above.start, above.end) and (text.rstrip().endswith(":") or above.kind == "heading" or len(text) < 140):  # noqa: PLR2004
        return True
    return bool(_MEMBER_LABEL_RE.search(text.rstrip()) or (text.rstrip().endswith(":") and view.mentions("count", above.start, above.end)))


# -- companies ----------------------------------------------------------------------------------------------------------


def _company_lists(view: View) -> list[_Candidate]:
    """Read companies as members: one a line under a heading of members, or named with a verb of membership."""
    candidates: list[_Candidate] = []
    candidates.extend(_company_lines(view))
    covered = [(candidate.start, candidate.end) for candidate in candidates]
    for sentence in view.live_sentences:
        section = view.section(sentence.start)
        cues = [hit for hit in view.hits("participant_cues", sentence.start, sentence.end) if hit.entry.kind in {"joins", "holder", "intro"} and not hit.entry.weak]
        label = section.kind == "participants"
        if not cues and not label:
            continue
        for group in _runs(view, sentence.start, sentence.end):
            if any(low <= group[0].start < high for low, high in covered):
                continue
            if len(group) >= 3 or label or _beside_places(view, group):  # noqa: PLR2004
                candidates.append(_Candidate(group, group[0].start, group[-1].end))
    return candidates


def _runs(view: View, start: int, end: int) -> list[list[Mention]]:
    """Join bodies that stand in one coordination."""
    runs: list[list[Mention]] = []
    for mention in view.mentions("organisation", start, end):
        if mention.value.kind != "organisation" or mention.value.sort in {"ministry", "agency", "fund", "state"}:
            continue
        if runs and len(gap := view.text[runs[-1][-1].end : mention.start]) < 30 and LIST_GAP_RE.fullmatch(re.sub(r"\([^()]*\)", "", gap)):  # noqa: PLR2004
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return runs


def _beside_places(view: View, group: Sequence[Mention]) -> bool:
    """Say whether a body continues a list of places: "die Städte A und B sowie die Stadtwerke C"."""
    before = view.mentions("place", max(0, group[0].start - 40), group[0].start)
    return bool(before) and bool(LIST_GAP_RE.fullmatch(view.text[before[-1].end : group[0].start]))


def _company_lines(view: View) -> list[_Candidate]:
    """Read each line of a member list that begins with no place as a company, its seat cut off."""
    from schemas.value import OrganisationName  # noqa: PLC0415 - only here

    lists: dict[int, list[Mention]] = defaultdict(list)
    for number, segment in enumerate(view.segments):
        if segment.list_id is None or segment.boilerplate:
            continue
        section = view.document.sections[segment.section]
        if section.kind != "participants" and not _list_intro(view, segment.start):
            continue
        del number
        line = view.text[segment.start : segment.end]
        if any(mention.start - segment.start <= 14 for mention in view.mentions("place", segment.start, segment.end)):  # noqa: PLR2004
            continue
        match = _COMPANY_LINE_RE.match(line)
        if match is None or re.search(r"\b(?:Ansprechpartner|Kontakt|Telefon|Tel\.|www|http)|@", line):
            continue
        cell = line.split("\t")[0]
        seat = _SEAT_RE.search(cell)
        known = view.mentions("organisation", segment.start, segment.end)
        end = seat.start() if seat and not (known and known[0].end > segment.start + seat.start()) else len(cell)
        name = clean_spaces(re.sub(r"\s*\([^()]*\)\s*$", "", cell[:end])).rstrip(" .,;")
        if not 2 < len(name) < 90:  # noqa: PLR2004
            continue
        stop = segment.start + line.find(name.split()[-1]) + len(name.split()[-1])
        value = OrganisationName(name)
        lists[segment.list_id].append(Mention("organisation", segment.start, stop, view.text[segment.start : stop], "participants.line", 0.85, value))
    return [_Candidate(found, found[0].start, found[-1].end) for found in lists.values()]
