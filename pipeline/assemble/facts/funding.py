"""Reads programmes, references and sums of a network's grant."""

import re
from functools import lru_cache

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence
from schemas.mention import Mention

_GRANT_RE = shape(
    r"förder|zuschuss|zuschüsse|zuwendung|mittel[nr]?\b|bezuschuss|finanzier|programm|richtlinie|bewillig|gelder|geld\b|bezahl|zahl|unterstütz|getragen|gestemmt|steuert|euro|€|erhalten|erhält|erhielt|bekommt|bekam|bekommen|initiative|aufruf|rahmen|grundlage|\bkosten|\bdeckt|ausgezeichnet|beantragt|antrag|\bteil de[rs]\b|\bnach de[rm]\s*\Z",
    re.IGNORECASE,
)
#: the most usual of them, which need no expression
_USUAL_GRANTS = ("förder", "programm", "mittel ", "richtlinie", "unterstütz", "finanzier")
_NEGATED_RE = shape(r"\b(?:kein(?:e[nrms]?)?|nicht|ohne|weder|statt|anstelle|ausgeschlossen|entfällt)\b")
#: a form's "(Aktenzeichen entfällt)" denies no programme
_ASIDE_RE = shape(r"\([^()]{0,80}\)")
#: what funding pages say of a programme, whoever asks
_GENERAL_RE = shape(
    r"\bbis zu \d+ ?(?:%|Prozent)|\b(?:können|kann|antragsberechtigt|Antragsteller kann|förderfähig|seit vielen Jahren|kommunaler Netzwerke|Mitarbeit im|in der Regel|stellt die Förderung|informiert über)\b"
)
#: it registers networks and pays for none
_FEDERAL_INITIATIVE = "ieen"
#: before a quotation that a line end may part from its "Programm"
_LEAD_CHARS = 40
_SINCE_RE = shape(
    r"\b(?:seit|Seit) \d{4} (?:zahlreiche|tausende|viele)|breites Spektrum|initiiert und fördert|zahlreiche\s(?:Vorhaben|Projekte)|unterstützt der Bund(?: deshalb)? (?:Zusammenschlüsse|Netzwerke|Kommunen)"
)
#: "„Kommunalrichtlinie 2019“": the year is part of a quoted name
#: what is paid for beside the network: "Daneben fördert das Land …", "Unabhängig davon arbeitet …"
_ASIDE_GRANT_RE = shape(
    r"(?:\A|\W)(?:Daneben|Darüber hinaus|Unabhängig (?:davon|vom \w*[Nn]etzwerk)|Davon unabhängig|Parallel dazu|Zusätzlich|Andere|Abseits (?:davon|des \w*[Nn]etzwerks))"
    r"\s[^.;]{0,60}\b(?:fördert|förderte|bezuschusst|arbeite[nt]|läuft|gibt es|unterstützt|können|hat|bietet)\b(?![^.;]{0,80}\b[Dd]as Netzwerk\b)"
)
_LABEL_ABOVE_RE = shape(
    r"(?:\n|\A)[ \t]*(?:Förderprogramm|Programm|Förderrichtlinie|Richtlinie|Förderung|Gefördert (?:durch|aus|über|von)|Fördergrundlage|Förderlinie|Finanzierung)[ \t]*:?\s*\Z"
)
_LABEL_CHARS = 60
_REFERENCE_RE = shape(r"\b(?:Förderkennzeichen|FKZ)\b")
_SECTION_CHARS = 1500
_YEAR_RE = shape(r"\s(?:19|20)\d\d(?=[“”\"»«])")
_WORD_RE = shape(r"[\wäöüß]+")
_SHARE_RE = shape(
    r"\b(?:Eigenanteil|zahlen den Rest|Mitgliedsbeitrag|Teilnahmebeitrag|im Fall de[rs]|Umlage|Haushalt|aus (?:der |ihrer )?eigenen?r? (?:Kasse|Tasche|Mitteln)|jede (?:Kommune|Gemeinde|Stadt)|jedes (?:Mitglied|Unternehmen)|die Mitglieder legen|die Kommunen legen|Statt|statt)\b"
)
#: who pays, beside a sum: "312.500 € vom Bund", "Vom Bund fließen rund 190.000 Euro"
_PAYER = r"(?:vom (?:Bund|Land|Freistaat|Bundes\w+|Umwelt\w+|Wirtschafts\w+|BAFA|BMU\w*|BMW\w+)|von der (?:EU|Europäischen Union|Bundesregierung|Landesregierung)|aus (?:Bundes|Landes|EU-|Förder)mitteln|vom Projektträger)"
_PAYS_BEHIND_RE = shape(rf"\s(?:\w+\s){{0,2}}{_PAYER}(?!\w)", re.IGNORECASE)
_PAYS_BEFORE_RE = shape(
    rf"(?<!\w){_PAYER}\s(?:fließen|fließt|kommen|kommt|gibt es|erhält|erhalten|stammen|gehen|floss\w*|kam\w*|gab es)\s(?:[\w-]+\s){{0,4}}$",
    re.IGNORECASE,
)


def read_funding(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network the programmes, the references and the sums of its grant."""
    for mention in view.mentions("programme"):
        if not view.is_mute(mention.start):
            _programme(view, scope, ledger, mention)
    for mention in view.mentions("reference"):
        if not view.is_mute(mention.start):
            for index in scope.of(mention.start):
                scope.drafts[index].add(
                    "funding_refs",
                    mention.value,
                    mention.value,
                    Trace(mention.start, mention.end, mention.rule, mention.confidence),
                )
    for mention in view.mentions("money"):
        if not view.is_mute(mention.start):
            _amount(view, scope, ledger, mention)


def _programme(view: View, scope: Scope, ledger: Ledger, mention: Mention) -> None:
    sentence = view.sentence(mention.start)
    reason = _programme_refusal(view, sentence, mention)
    for index in scope.of(mention.start):
        if reason:
            ledger.refuse("programmes", mention.start, mention.end, mention.text, mention.rule, reason, index)
        else:
            key = mention.entity or str(mention.value).lower()
            year = _YEAR_RE.match(view.text, mention.end)
            value = f"{mention.value}{year.group()}" if year else mention.value
            end = year.end() if year else mention.end
            scope.drafts[index].add(
                "programmes", key, value, Trace(mention.start, end, mention.rule, 0.88, _grant_word(view, sentence, mention))
            )


def _programme_refusal(view: View, sentence: Sentence, mention: Mention) -> str | None:
    """Give the check that a programme fails; None where it pays for this network."""
    text = view.text[sentence.start : sentence.end]
    if mention.entity == _FEDERAL_INITIATIVE:
        return "the federal initiative of networks pays for none"
    if view.segment(mention.start).kind == "heading" and ":" not in text:
        return None if _heads_reference(view, mention) else "stands alone over a section"
    if _NEGATED_RE.search(_ASIDE_RE.sub("", text)):
        return "the sentence denies it"
    if _GENERAL_RE.search(text) or _SINCE_RE.search(text):
        return "the sentence speaks of grants in general"
    if _ASIDE_GRANT_RE.search(text):
        return "the sentence speaks of another grant"
    if _labelled(view, mention):
        return None
    begin = max(sentence.start, mention.start - 200)
    if mention.rule == "programme.quoted":
        begin = min(begin, max(0, mention.start - _LEAD_CHARS))
    before, behind = view.text[begin : mention.start], view.text[mention.end : min(sentence.end, mention.end + 120)]
    if not (_speaks_of_grants(before) or _speaks_of_grants(behind)):
        return "no word of a grant near it"
    return None


def _speaks_of_grants(words: str) -> bool:
    """Say whether words speak of a grant; the usual ones are looked for first."""
    lowered = words.lower()
    return any(word in lowered for word in _USUAL_GRANTS) or _GRANT_RE.search(words) is not None


def _heads_reference(view: View, mention: Mention) -> bool:
    """Say whether the section that a programme's name heads gives the reference of this grant."""
    section = view.section(mention.start)
    return bool(_REFERENCE_RE.search(view.text, mention.end, min(section.end, mention.end + _SECTION_CHARS)))


def _labelled(view: View, mention: Mention) -> bool:
    """Say whether a programme is all of a line below a label: "Förderprogramm", and "Kommunalrichtlinie" under it."""
    segment = view.segment(mention.start)
    if view.text[segment.start : mention.start].strip():
        return False
    return bool(_LABEL_ABOVE_RE.search(view.text, max(0, segment.start - _LABEL_CHARS), segment.start))


def _grant_word(view: View, sentence: Sentence, mention: Mention) -> tuple[int, int] | None:
    """Give the word of a grant that stands nearest to a programme or a sum."""
    low, high = max(sentence.start, mention.start - 200), min(sentence.end, mention.end + 120)
    words = [word.span() for word in _WORD_RE.finditer(view.text, low, high)]
    before = [word for word in words if word[1] <= mention.start]
    behind = [word for word in words if word[0] >= mention.end]
    nearest = (
        next((word for word in side if _is_of_grants(view.text[word[0] : word[1]])), None) for side in (reversed(before), behind)
    )
    return min(
        (word for word in nearest if word), key=lambda word: max(mention.start - word[1], word[0] - mention.end), default=None
    )


@lru_cache(maxsize=4096)
def _is_of_grants(word: str) -> bool:
    """Say whether a word speaks of a grant."""
    return _GRANT_RE.search(word) is not None


def _amount(view: View, scope: Scope, ledger: Ledger, mention: Mention) -> None:
    role = mention.extra.get("role")
    sentence = view.sentence(mention.start)
    funded = role == "grant" or (role == "unknown" and (_is_paid(view, sentence) or _is_given(view, sentence, mention)))
    if mention.extra.get("per") or _is_share(view, sentence, mention):
        funded = False
    for index in scope.of(mention.start):
        if funded:
            value = {"amount": mention.value.amount, "currency": mention.value.currency}
            trace = Trace(mention.start, mention.end, mention.rule, 0.85, _grant_word(view, sentence, mention))
            scope.drafts[index].add("funding_amounts", (mention.value.amount, mention.value.currency), value, trace)
        else:
            ledger.refuse(
                "funding_amounts",
                mention.start,
                mention.end,
                mention.text,
                mention.rule,
                f"a sum of something else ({role})",
                index,
            )


def _is_share(view: View, sentence: Sentence, mention: Mention) -> bool:
    """Say whether a sum is what members pay, or what another has taken the place of: "Statt 180.000 fließen nur 118.000 Euro"."""
    found = _SHARE_RE.search(view.text, sentence.start, mention.start)
    if found is None:
        return False
    replaced = found.group().lower() == "statt" and view.mentions("money", found.end(), mention.start)
    return not replaced


def _is_given(view: View, sentence: Sentence, mention: Mention) -> bool:
    """Say whether a public hand stands beside a sum as who gives it."""
    return bool(
        _PAYS_BEHIND_RE.match(view.text, mention.end, sentence.end)
        or _PAYS_BEFORE_RE.search(view.text, max(sentence.start, mention.start - 70), mention.start)
    )


def _is_paid(view: View, sentence: Sentence) -> bool:
    """Say whether a sentence speaks of who pays."""
    hits: list[Hit] = view.hits("role_cues", sentence.start, sentence.end)
    return any(hit.entry.role == "funder" for hit in hits)
