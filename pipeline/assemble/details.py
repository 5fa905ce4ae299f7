"""Reads what is left: themes, stated number, programmes, references, sums, topics, regions, targets, awards, contacts, relations."""

import re
from collections.abc import Iterable, Sequence

from pipeline.assemble.contacts import read_contacts
from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View
from pipeline.grammar import clean_spaces
from pipeline.lexicon import Entry, Hit
from schemas.mention import Mention

_NETWORK_RE = re.compile(r"netzwerk|netz\b|bündnis|pakt|verbund|konvoi|arbeitsgemeinschaft|initiative|kooperation|zusammenarbeit|region", re.IGNORECASE)
_REGION_BEFORE_RE = re.compile(r"\b(?:im|in|in der|in den|im ganzen|aus|aus dem|aus der|der Region|Region|Raum|des|rund um den|rund um die|rund um|durch die|durch den|am|an der|vom|für die|für den|für)\s+(?:[a-zäöü]+e[nrsm]\s+)?$")
_REGION_WORD_RE = re.compile(r"\b(?:der\s+)?(Region|Raum|Metropolregion)\s+(?=[A-ZÄÖÜ])")
_SPLIT_RE = re.compile(r"\s*(?:,\s*(?:und|sowie|aber auch|auch)?|;|/|\||\bund\b|\bsowie\b|\baber auch\b|\boder\b|\n)\s*(?:auch\s+|schließlich\s+)?")
_LEADING_RE = re.compile(
    r"^(?:(?:und|sowie|auch|unter anderem|u\. ?a\.|etwa|zum Beispiel|z\. ?B\.|dabei|dort|hier|stehen|steht|standen|stand|sind|ist|waren|war|wird|werden|liegen|liegt|lagen|lag|derzeit|aktuell|zunächst|vor allem|insbesondere|nun|die Themen|das Thema|Themen wie|wie|ebenso|bisher|von|an|am|auf|bei|der Bereich|die Bereiche|den|der|die|das|dem|des|ein|eine|einer|einem|einen|:|–|-)\s+|:\s*)+",
    re.IGNORECASE,
)
_TAIL_RE = re.compile(r"\s*(?:etc\.*|usw\.?|u\. ?v\. ?m\.|und vieles mehr|und mehr|u\. ?a\.|stehen|steht|standen|stand|sind|liegen|im Fokus|im Mittelpunkt|im Vordergrund|auf dem Programm|\(.*)?\s*[.:;!]*\s*$")
_VERB_RE = re.compile(r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|soll|sollen|kann|können|will|wollen|steht|stehen|liegt|liegen|gibt|kommt|kommen|sagt|sagte|bringt|macht|ermöglicht|wir|sie|er|es|dass|damit|weil|um|zu)\b")
_CUT_RE = re.compile(r"[.;!?](?=\s|$)|\s[–-]\s|\((?=[^)]{0,200}$)|\b(?:wobei|damit|um|dass|weil|die sich|welche|im Mittelpunkt|im Fokus|im Vordergrund|im Zentrum)\b")
_TOPIC_CHARS = range(3, 70)
_MAX_TOPICS = 12


def read_details(view: View, scope: Scope, ledger: Ledger, themes: Sequence[Entry]) -> None:
    """Fill the fields that need no long grammar."""
    _themes(view, scope, themes)
    _counts(view, scope, ledger)
    _programmes(view, scope)
    _simple(view, scope, "reference", "funding_refs")
    _amounts(view, scope, ledger)
    _topics(view, scope)
    _regions(view, scope, ledger)
    _targets(view, scope, ledger)
    _awards(view, scope, ledger)
    read_contacts(view, scope, ledger)
    _relations(view, scope)


def _live(view: View, label: str) -> Iterable[Mention]:
    return (mention for mention in view.mentions(label) if not view.is_mute(mention.start))


def _themes(view: View, scope: Scope, themes: Sequence[Entry]) -> None:
    """Read themes from the name; from the words of the first sentences about it where the name says nothing."""
    for draft in scope.drafts:
        name = draft.scalars.get("name")
        if name is not None:
            for trace in name.traces[:1]:
                _themes_in(view, draft, themes, trace.start, trace.end, 0.92)
        if not draft.lists.get("themes"):
            for mention in view.mentions("network"):
                if draft.index in scope.of(mention.start) and not view.is_mute(mention.start):
                    _themes_in(view, draft, themes, mention.start, mention.end, 0.85)
                if draft.lists.get("themes"):
                    break
        if not draft.lists.get("themes"):
            for sentence in view.live_sentences[:12]:
                if draft.index in scope.of(sentence.start) and view.mentions("network", sentence.start, sentence.end):
                    _themes_in(view, draft, themes, sentence.start, sentence.end, 0.6)
                if draft.lists.get("themes"):
                    break


def _themes_in(view: View, draft: Draft, themes: Sequence[Entry], start: int, end: int, confidence: float) -> None:
    piece = view.text[start:end].lower()
    found: list[tuple[int, int, str]] = []
    for entry in themes:
        for variant in entry.variants:
            at = piece.find(variant.lower())
            if at >= 0 and str(entry.value) != "other":
                found.append((at, at + len(variant), str(entry.value)))
    found.sort(key=lambda item: (item[0] - item[1], item[0]))
    taken: list[tuple[int, int]] = []
    for low, high, theme in found:
        if all(high <= a or b <= low for a, b in taken):
            taken.append((low, high))
            draft.add("themes", theme, theme, Trace(start + low, start + high, "themes.word", confidence))


def _counts(view: View, scope: Scope, ledger: Ledger) -> None:
    for mention in _live(view, "count"):
        indexes = scope.of(mention.start)
        extra = mention.extra
        sentence = view.sentence(mention.start)
        text = view.text[sentence.start : sentence.end]
        reason = None
        if extra.get("several") or (len(scope.drafts) > 1 and len(indexes) > 1):
            reason = "a number for several networks together"
        elif extra.get("scope") == "elsewhere":
            reason = "a number of something larger"
        elif extra.get("bound") in {"max"}:
            reason = "an upper bound, not a count"
        elif any(hit.entry.kind == "not_member" for hit in view.hits("participant_cues", sentence.start, sentence.end)):
            reason = "counts those that are no members"
        cues = any(hit.entry.kind in {"joins", "holder", "intro"} for hit in view.hits("participant_cues", sentence.start, sentence.end))
        network = bool(view.mentions("network", sentence.start, sentence.end) or _NETWORK_RE.search(text))
        heading = view.segment(mention.start).kind == "heading"
        listed = view.mentions("place", mention.end, mention.end + 60)
        if reason is None and not (cues or network or heading or listed):
            reason = "no word of membership and no network near it"
        confidence = 0.6 + 0.15 * cues + 0.12 * network + 0.1 * bool(listed) - 0.2 * (extra.get("bound") == "min") - 0.25 * bool(extra.get("more"))
        for index in indexes:
            if reason:
                ledger.refuse("participants_stated", mention.start, mention.end, mention.text, mention.rule, reason, index)
            else:
                scope.drafts[index].propose("participants_stated", mention.value.number, Trace(mention.start, mention.end, mention.rule, round(min(confidence, 0.95), 3)))


def _programmes(view: View, scope: Scope) -> None:
    for mention in _live(view, "programme"):
        for index in scope.of(mention.start):
            scope.drafts[index].add("programmes", mention.entity, mention.value, Trace(mention.start, mention.end, mention.rule, 0.88))


def _simple(view: View, scope: Scope, label: str, name: str) -> None:
    """Take contacts and references as they stand; what stands in noise is none of the network's."""
    for mention in _live(view, label):
        value = mention.value if isinstance(mention.value, str) else mention.text
        for index in scope.of(mention.start):
            scope.drafts[index].add(name, value, value, Trace(mention.start, mention.end, mention.rule, mention.confidence))


def _amounts(view: View, scope: Scope, ledger: Ledger) -> None:
    for mention in _live(view, "money"):
        role = mention.extra.get("role")
        sentence = view.sentence(mention.start)
        funded = role == "grant" or (role == "unknown" and any(hit.entry.role == "funder" for hit in view.hits("role_cues", sentence.start, sentence.end)))
        for index in scope.of(mention.start):
            if funded:
                value = {"amount": mention.value.amount, "currency": mention.value.currency}
                scope.drafts[index].add("funding_amounts", (mention.value.amount, mention.value.currency), value, Trace(mention.start, mention.end, mention.rule, 0.85))
            else:
                ledger.refuse("funding_amounts", mention.start, mention.end, mention.text, mention.rule, f"a sum of something else ({role})", index)


# -- topics -------------------------------------------------------------------------------------------------------------


def _topics(view: View, scope: Scope) -> None:
    """Read enumerations behind a word of topics, and lists under a heading of topics."""
    for sentence in view.live_sentences:
        section = view.section(sentence.start)
        segment = view.segment(sentence.start)
        cues = [hit for hit in view.hits("topic_cues", sentence.start, sentence.end) if _opens(view, hit)]
        spans: list[tuple[int, int]] = []
        if cues and segment.kind != "heading":
            spans = list(_topic_spans(view.text, cues, sentence.start, sentence.end))
        elif section.kind == "topics" and segment.kind == "item" and sentence.start >= section.body:
            spans = [(sentence.start, sentence.end)] if sentence.end - sentence.start < 80 else []  # noqa: PLR2004
        for start, end in spans[:_MAX_TOPICS]:
            value = clean_spaces(view.text[start:end])
            for index in scope.of(start):
                scope.drafts[index].add("topics", value.lower(), value, Trace(start, end, "topics.list", 0.78))


def _opens(view: View, hit: Hit) -> bool:
    if hit.entry.kind == "after-themes":
        return bool(re.search(r"(?i)themen|ideen|themenvielfalt|schwerpunkt|maßnahmen|inhalte", view.text[max(0, hit.start - 160) : hit.start]))
    if hit.entry.id in {"themen", "schwerpunkte"}:
        return bool(re.match(r"[^.;]{0,50}?(?::|\bsind\b|\bwaren\b|\bwie\b|\bstehen\b|\blauten\b|\bumfassen\b|\bgehören\b)", view.text[hit.end : hit.end + 70]))
    return True


def _topic_spans(text: str, cues: Sequence[Hit], start: int, end: int) -> Iterable[tuple[int, int]]:
    """Cut the enumeration that a cue opens (or closes) into its members."""
    last = max(cues, key=lambda hit: hit.end)
    around = next((hit for hit in cues if hit.entry.kind == "around"), None)
    if around is not None and last is around and around.start - start > 12 and end - around.end < 12:  # noqa: PLR2004 - "Als Kernthemen stehen A und B im Mittelpunkt"
        opened = next((hit for hit in cues if hit is not around), None)
        begin, stop = (opened.end if opened else start), around.start
    else:
        opener = next((hit for hit in cues if hit.entry.kind != "after-themes"), last) if around is None else around
        later = [hit for hit in cues if hit.start >= opener.end and hit.start - opener.end < 170]  # noqa: PLR2004
        if later:
            opener = later[-1]
        begin, stop = opener.end, end
        colon = text.find(":", begin, min(end, begin + 60))
        if colon >= 0:
            begin = colon + 1
    cut = _CUT_RE.search(text, begin + 1, stop)
    stop = cut.start() if cut else stop
    position = begin
    for match in [*_SPLIT_RE.finditer(text, begin, stop), None]:
        low, high = position, match.start() if match else stop
        position = match.end() if match else stop
        trimmed = _trim_topic(text, low, high)
        if trimmed is not None:
            yield trimmed


def _trim_topic(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    lead = _LEADING_RE.match(piece.lstrip() + " ")
    offset = len(piece) - len(piece.lstrip())
    if lead:
        offset += min(lead.end(), len(piece.lstrip()))
    core = piece[offset:]
    tail = _TAIL_RE.search(core)
    core = core[: tail.start()] if tail else core
    core_stripped = core.strip(" „“\"»«,:")
    if len(core_stripped) not in _TOPIC_CHARS or not re.search(r"[A-ZÄÖÜ]", core_stripped) or _VERB_RE.search(core_stripped) or len(core_stripped.split()) > 7:  # noqa: PLR2004
        return None
    at = start + offset + core.find(core_stripped)
    return at, at + len(core_stripped)


# -- regions ------------------------------------------------------------------------------------------------------------


def _regions(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take regions, districts and states where the text says the network is there."""
    for sentence in view.live_sentences:
        text = view.text[sentence.start : sentence.end]
        label = re.match(r"(?:Region|Gebiet|Raum|Ort|Landkreis)\s*:\s*", text)
        near = bool(label) or bool(view.mentions("network", sentence.start, sentence.end)) or bool(re.search(r"\b(?:Kommunen|Städte|Gemeinden)\b", text))
        found: list[tuple[int, int, str, str]] = [(m.start, m.end, str(m.value), m.rule) for m in view.mentions("region", sentence.start, sentence.end)]
        found += [(h.start, h.end, h.surface, "region.state") for h in view.hits("states", sentence.start, sentence.end)]
        for mention in view.mentions("place", sentence.start, sentence.end):
            if mention.value.kind == "district" and mention.extra.get("size") == 1:
                name = f"{mention.value.form} {mention.value.name}" if mention.value.form else mention.value.name
                found.append((mention.start, mention.end, name, "region.district"))
        bodies = view.mentions("organisation", max(0, sentence.start - 1), sentence.end)
        people = view.mentions("person", sentence.start, sentence.end)
        for start, end, value, rule in found:
            if any(body.start <= start and end <= body.end for body in bodies) or any(p.start <= start < p.end for p in people):
                continue
            if any(network.start <= start and end <= network.end for network in view.mentions("network", sentence.start, sentence.end)):
                continue
            before = view.text[max(sentence.start, start - 30) : start]
            located = bool(label and start - sentence.start <= label.end() + 60) or bool(_REGION_BEFORE_RE.search(before))
            for index in scope.of(start):
                if near and located and not re.search(r"\b(?:Minister|Land|Freistaat|Bürgermeister|Landrat|Landrätin)\w*\s*(?:des|von|der)?\s*$", before):
                    scope.drafts[index].add("regions", value, value, Trace(start, end, rule, 0.74))
                else:
                    ledger.refuse("regions", start, end, value, rule, "not said to be where the network is", index)


def _targets(view: View, scope: Scope, ledger: Ledger) -> None:
    for mention in _live(view, "target"):
        value = mention.value
        for index in scope.of(mention.start):
            record = {"quantity": value.quantity, "unit": value.unit, "subject": value.subject, "period": value.period, "status": value.status}
            scope.drafts[index].add("targets", (str(value.quantity), value.unit), record, Trace(mention.start, mention.end, mention.rule, 0.8))
    del ledger


_AWARD_RE = re.compile(r"\b(?:ausgezeichnet\w*|Auszeichnung|verliehen|erhielt|erhalten|trägt|prämiert|gewann|Gütesiegel|Siegel|Preis|geehrt|gewürdigt|überreicht)\b")


def _awards(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take an award where the sentence says that it was given to the network."""
    for mention in _live(view, "award"):
        sentence = view.sentence(mention.start)
        text = view.text[sentence.start : sentence.end]
        for index in scope.of(mention.start):
            if not _AWARD_RE.search(text) or re.search(r"\b(?:kann|können|könnte|bewerben|Bewerbung|nicht)\b", text):
                ledger.refuse("awards", mention.start, mention.end, mention.text, mention.rule, "not said to be given", index)
                continue
            by, trace = _giver(view, mention, sentence.start, sentence.end)
            label = re.sub(r"^(?:Gütesiegel|Siegel|Auszeichnung|Label|Zertifikat)\s+(?=\S)", "", str(mention.value))
            value = {"label": label, "by": by}
            scope.drafts[index].add("awards", label, value, Trace(mention.start, mention.end, mention.rule, 0.86), {"by": trace} if trace else None)


def _giver(view: View, award: Mention, start: int, end: int) -> tuple[str | None, Trace | None]:
    for body in view.mentions("organisation", start, end):
        before = view.text[max(start, body.start - 16) : body.start]
        if body.start != award.start and re.search(r"\b(?:von|vom|durch)\s+(?:(?:der|die|das|dem|den)\s+)?$", before):
            return body.value.name, Trace(body.start, body.end, "award.by", 0.8)
    return None, None


_PREDECESSOR_RE = re.compile(r"\b(?:Vorgänger\w*|Neuauflage|Nachfolge\w*|Nachfolger|Fortsetzung|zweite Auflage|knüpft an|baut auf|schließt an|Anschluss|Fortführung|löst\b.*\bab|zweite Runde|zweite Generation)\b")
_SIBLING_RE = re.compile(r"\b(?:Schwester\w*|Zwilling\w*|parallel|Geschwister\w*|zwei Netzwerke|beide[nr]? Netz\w*|Zwei Netzwerke)\b")


def _relations(view: View, scope: Scope) -> None:
    """Relate the networks of one document: generations by a word of succession, siblings by number or word."""
    drafts = [draft for draft in scope.drafts if "name" in draft.scalars]
    if len(drafts) < 2:  # noqa: PLR2004
        return
    for one in drafts:
        for other in drafts:
            if one.index < other.index:
                _relate(view, scope, one, other)


def _relate(view: View, scope: Scope, one: Draft, other: Draft) -> None:
    names = [str(draft.scalars["name"].value) for draft in (one, other)]
    bases = [re.sub(r"\s?(?:I{1,3}|IV|VI?|\d(?:\.0)?|\+)$", "", name) for name in names]
    if bases[0] != bases[1]:
        return
    for draft, peer, succession in ((one, other, "successor"), (other, one, "predecessor")):
        for sentence in view.live_sentences:
            if draft.index not in scope.of(sentence.start) and peer.index not in scope.of(sentence.start):
                continue
            word = _PREDECESSOR_RE.search(view.text, sentence.start, sentence.end)
            if word:
                draft.add("relations", (succession, names[peer is other and 1 or 0]), {"kind": succession, "name": str(peer.scalars["name"].value)}, Trace(word.start(), word.end(), "relation.succession", 0.74))
                return_ = True
                break
            sibling = _SIBLING_RE.search(view.text, sentence.start, sentence.end)
            if sibling:
                draft.add("relations", ("sibling", peer.index), {"kind": "sibling", "name": str(peer.scalars["name"].value)}, Trace(sibling.start(), sibling.end(), "relation.sibling", 0.74))
                return_ = True
                break
        else:
            return_ = False
        del return_
