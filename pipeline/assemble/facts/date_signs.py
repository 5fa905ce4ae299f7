"""What speaks for a duration being the network's own term: signs that a trained model weighs.

No sign decides alone: the words of its clause and how near they stand, what they are said of, the preposition, its length, where it
stands in the text, whether a begin and an end of the text lie as far apart.
"""

import re

from pipeline.assemble.networks.doubt import asks_whether
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import Shape, shape
from schemas.edtf import bounds
from schemas.mention import Mention
from schemas.time import TimeValue

Signs = dict[str, float]

_WORD_RE = shape(r"[A-Za-zÄÖÜäöüß]{2,}")
_PREPOSITION_RE = shape(
    r"\b(seit|ab|bis|von|vom|am|im|in|zum|für|über|auf|nach|vor|während|innerhalb|binnen|zwischen|mit|alle|pro|die|der|den|um|einer|eine|auf|noch)\b",
    re.IGNORECASE,
)
_LABEL_RE = shape(r"(?:^|[\n;|,.(\t])\s*(?P<label>[A-ZÄÖÜ][\w /-]{2,40}?)\s*(?::|\t)\s*(?:\w{1,10}\.?\s){0,3}$")
_NET_RE = shape(r"[Nn][Ee][Tt][Zz](?:[Ww][Ee][Rr][KkK]|[Ee]?\b)")
_SELF_RE = shape(
    r"zusammenarbeit|zusammenschluss|kooperation|projekt|vorhaben|bündnis|pakt\b|laufzeit|konvoi|initiative|arbeitsgemeinschaft|verbund|\btisch\b|vereinbarung|vertrag|verträge|erklärung|urkunde|gemeinsam|phase\b|\brunde\b",
    re.IGNORECASE,
)
_PRONOUN_RE = shape(r"(?:^|[,;:]\s*|\bund\s|\b(?:hat|ist|soll|wird|wurde|läuft|geht)\s)(?:[Ee]s|[Ss]ie|[Dd]ieses|[Dd]as Ganze)\b")
_PRONOUN_WORD_RE = shape(r"(?:es(?<!\wes)|Es(?<!\wEs)|sie(?<!\wsie)|Sie(?<!\wSie)|dieses|Dieses|das Ganze|Das Ganze)\b")
_MEMBERS_RE = shape(
    r"\b(?:Unternehmen|Betriebe|Firmen|Kommunen|Gemeinden|Städte|Landkreise|Partner\w*|Teilnehm\w+|Mitglieder\w*|Verwaltungen|Rathäuser|Beteiligte\w*|Bürgermeister\w*|Netzwerkpartner\w*)\b"
)
#: a word of each is what a clause is about; the first has words that are too short to be looked for beforehand, and so has "goal"
_MATTERS: dict[str, Shape] = {
    "if": shape(r"\b(?:könnten?|wären?|falls|angedacht|denkbar|vorstellbar|würden?|hätten?|wenn)\b", re.IGNORECASE),
    "others": shape(r"\b(?:weitere[nr]?|andere[nrms]?|ähnliche|benachbarte\w*|bundesweit\w*|deutschlandweit|anderswo)\b", re.IGNORECASE),
    "general": shape(r"\b(?:üblich\w*|in der Regel|maximal|höchstens|normalerweise|typisch\w*|grundsätzlich|jeweils|bis zu|durchschnittlich|erfahrungsgemäß|generell)\b", re.IGNORECASE),
    "goal": shape(r"neutral|\b(?:[Zz]iele?|senken|reduzieren|Prozent|halbieren|sparen|einsparen|Einsparung\w*)\b"),
    "meeting": shape(r"\b(?:\w*[Tt]reffen|trafen|traf|\w*[Ss]itzung|\w*[Vv]eranstaltung|Workshop|Tagung|Konferenz|Termin|Uhr)\b"),
    "building": shape(r"(?:schule|halle|anlagen?|heizung|Heizung|bau|werk|bad|Sanierung(?<!\wSanierung)|Beleuchtung(?<!\wBeleuchtung))\b|(?:Solar(?<!\wSolar)|Photovoltaik(?<!\wPhotovoltaik)|LED(?<!\wLED))"),
    "deciding": shape(r"\b(?:[Bb]eschl\w+|[Rr]at|\w+rat|Kreistag|\w*[Aa]usschuss|Antrag|beantragt|bewilligt|\w*[Bb]escheid)\b"),
    "office": shape(r"\b(?:im Amt|Amtszeit|gewählt|leitet|Leiter(?:in)?|\w*[Mm]anager(?:in)?|Chef(?:in)?|geboren)\b"),
    "past": shape(r"\b(?:wurden?|worden|war|waren|ging|gingen|begann|startete|lief|endete|fand|fanden|nahm|kamen?)\b"),
    "perfect": shape(r"(?:hat(?<!\what)|haben(?<!\whaben)|ist(?<!\wist)|sind(?<!\wsind))\b[^.]*\w(?:t|en)\b"),
    "ahead": shape(r"\b(?:soll|sollen|wird|werden|will|wollen|möchten|geplant|vorgesehen)\b"),
    "over": shape(r"\b(?:Schluss|Ende|abgeschlossen|vorbei|Bilanz|beendet|Abschluss\w*|endet\w*|ausgelaufen)\b"),
    "first": shape(r"\b(?:erste[nrsm]?|erstmals|zum ersten Mal|konstituier\w+)\b"),
}  # fmt: skip
_COUNTED = ("place", "organisation", "person", "count", "money", "quantity", "programme", "network")
_LISTS = ("money_cues", "saving_cues", "participant_cues", "role_cues", "count_cues")
_NEAR, _STEM, _LONGEST_STEM = 36, 4, 6
_MOST_PAIRS = 2_000
_AROUND = 600  # how far a clause without end is looked at
_SHORT, _EARLY = 70, 500
_TERMS = {12: "1", 24: "2", 36: "3", 48: "4", 60: "5"}


def duration_signs(view: View, mention: Mention, cues: list[Hit], clause: tuple[int, int], sentence: tuple[int, int]) -> Signs:
    """Gather the signs of one duration."""
    value: TimeValue = mention.value
    found = [
        *_form(value, mention),
        *_lead(view, mention, sentence),
        *_cue_signs(mention, cues, clause),
        *_surroundings(view, mention, clause, sentence),
        *_standing(view, mention, sentence),
        *_fits(view, mention),
    ]
    return dict.fromkeys(found, 1.0)


def _form(value: TimeValue, mention: Mention) -> list[str]:
    form = "adjective" if "jährig" in mention.text or "monatig" in mention.text else "noun"
    return ["months " + _TERMS.get(value.months or 0, "odd"), form]


def _lead(view: View, mention: Mention, sentence: tuple[int, int]) -> list[str]:
    before = view.text[max(sentence[0], mention.start - 60) : mention.start]
    words = _PREPOSITION_RE.findall(before[-14:])
    own = _PREPOSITION_RE.match(mention.text)
    lead = (own[1] if own else words[-1] if words else "none").lower()
    found = [f"lead {lead}"]
    if before.rstrip().endswith("("):
        found.append("bracket")
    label = _LABEL_RE.search(before)
    if label:
        found += ["label", f"label {label['label'].split()[0].lower()[:_LONGEST_STEM]}"]
    after = _WORD_RE.match(view.text, min(mention.end + 1, len(view.text)))
    if after:
        found.append(f"then {after.group().lower()[:_LONGEST_STEM]}")
    return found


def _cue_signs(mention: Mention, cues: list[Hit], clause: tuple[int, int]) -> list[str]:
    found: list[str] = []
    nearest: tuple[int, str] | None = None
    for cue in cues:
        gap = max(cue.start - mention.end, mention.start - cue.end)
        inside = clause[0] <= cue.start < clause[1]
        strength = "weak" if cue.entry.weak else "sure"
        kind = str(cue.entry.kind)
        found += [f"{'clause' if inside else 'sentence'} {kind} {strength}", f"id {cue.entry.id}"]
        if inside and gap <= _NEAR:
            found.append(f"near {kind} {strength}")
        if inside and (nearest is None or gap < nearest[0]):
            nearest = (gap, kind)
    found.append(f"nearest {nearest[1]}" if nearest else "no cue")
    return found


def _surroundings(view: View, mention: Mention, clause: tuple[int, int], sentence: tuple[int, int]) -> list[str]:
    clause = max(clause[0], mention.start - _AROUND), min(clause[1], mention.end + _AROUND)
    sentence = max(sentence[0], clause[0] - _AROUND), min(sentence[1], clause[1] + _AROUND)
    whole = view.text[sentence[0] : sentence[1]]
    outside = view.text[clause[0] : mention.start] + " " + view.text[mention.end : clause[1]]
    found = [f"said {name}" for name, pattern in _MATTERS.items() if _is_said(view, name, pattern, clause, outside)]
    if _NET_RE.search(outside) or (view.may_match(_SELF_RE, *clause) and _SELF_RE.search(outside)):
        found.append("self in clause")
    elif _NET_RE.search(whole) or _SELF_RE.search(view.text, *sentence):
        found.append("self in sentence")
    for name, pattern in (("pronoun", _PRONOUN_RE), ("members", _MEMBERS_RE)):
        if name == "pronoun" and not _PRONOUN_WORD_RE.search(whole):
            continue
        if pattern.search(outside):
            found.append(f"{name} in clause")
        elif pattern.search(whole):
            found.append(f"{name} in sentence")
    for label in _COUNTED:
        here = view.mentions(label, *clause)
        if here:
            found.append(f"with {label}" + (" many" if len(here) > 1 and label == "place" else ""))
    if not view.has_mention("network", *clause) and view.has_mention("network", *sentence):
        found.append("network in sentence")
    number = view.sentence_index(mention.start)
    if number and view.has_mention("network", view.sentences[number - 1].start, sentence[0]):
        found.append("network before")
    found += [f"list {name}" for name in _LISTS if view.has_hit(name, *clause)]
    found += [f"status {hit.entry.value}" for hit in view.hits("status_cues", *clause)]
    found += [f"word {word.lower()[:_LONGEST_STEM]}" for word in _WORD_RE.findall(outside) if len(word) >= _STEM]
    if clause[1] - clause[0] < _SHORT:
        found.append("short clause")
    return found


def _is_said(view: View, name: str, pattern: Shape, clause: tuple[int, int], outside: str) -> bool:
    """Say whether a clause has a word of one matter beside the duration itself; ``outside``: the clause without it."""
    if view.may_match(pattern, *clause) and pattern.search(outside):
        return True
    return (name == "if" and asks_whether(outside, 0, len(outside), "ob", "Ob", "OB", "oB")) or (name == "goal" and "%" in outside)


def _standing(view: View, mention: Mention, sentence: tuple[int, int]) -> list[str]:
    found = ["early"] if mention.start < _EARLY else []
    segment, section = view.segment(mention.start), view.section(mention.start)
    found += [f"segment {segment.kind}", f"section {section.kind}"]
    if len(view.mentions("date", *sentence)) > 1:
        found.append("beside a date")
    return found


def _fits(view: View, mention: Mention) -> list[str]:
    """Say whether a begin and an end in the text lie as far apart as the duration is long."""
    terms = view.notes.get("terms told")
    if terms is None:
        terms = view.notes["terms told"] = _terms(view)
    return ["fills a term"] if isinstance(terms, frozenset) and mention.value.months in terms else []


def _terms(view: View) -> frozenset[int | None]:
    """Give how far apart the begins and ends of a text lie, each pair once. Unit: months; a text with very many has none."""
    spans = [item.value for item in view.mentions("date") if isinstance(item.value, TimeValue)]
    begins = {span.from_ or span.edtf for span in spans}
    ends = {span.until for span in spans if span.until}
    if len(begins) * len(ends) > _MOST_PAIRS:
        return frozenset()
    return frozenset(_apart(begin, end) for begin in begins for end in ends)


def _apart(begin: str | None, end: str | None) -> int | None:
    if not begin or not end:
        return None
    days = (bounds(end)[1] - bounds(begin)[0]).days
    return round(days / 365.25) * 12 if days > 0 and abs(days / 365.25 - round(days / 365.25)) < 0.15 else None  # noqa: PLR2004
