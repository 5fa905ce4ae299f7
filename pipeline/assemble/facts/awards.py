"""Reads the awards of a network, and who gave them."""

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.grammar import clean_spaces
from pipeline.shapes import shape
from schemas.layout import Sentence
from schemas.mention import Mention

_GIVEN_RE = shape(
    r"\b(?:ausgezeichnet\w*|Auszeichnung|verliehen|verlieh|verleiht|erhielt\w*|erhalten|erhält|bekam|bekommen|trägt|tragen|prämiert\w*|gewann|gewonnen|Gütesiegel|Siegel|Preis|geehrt|gewürdigt|überreicht\w*|zertifiziert)\b"
)
_NOT_GIVEN_RE = shape(
    r"\b(?:kann|können|könnte|bewerben|Bewerbung|bewirbt|nicht|nominiert|strebt|anstreben|soll|sollen|möchte|will|wollen|warb|warben|wirbt|werben)\b"
)
#: a member was honoured, and not the network: "wurde der Landkreis beim … ausgezeichnet"
_MEMBER_RE = shape(
    r"\b(?:wurde|ist|wird|erhielt|bekam|gewann|trägt)\s(?:der|die)\s(?:Landkreis|Kreis|Stadt|Gemeinde|Kommune|Samtgemeinde|Verbandsgemeinde)\b"
)
_PREFIX_RE = shape(r"\A(?:Gütesiegel|Siegel|Auszeichnung|Label|Zertifikat)\s+(?=\S)")
#: "Gütesiegel der Arbeitsgemeinschaft Muster": the seal has no name but its giver's
_OWNED_RE = shape(r"(?:der|des|von)\s(?:der\s)?(\S.*)")
_LABEL_RE = shape(r"\s(?:der|des|von)\s.*\Z")
_SUBJECT_RE = shape(r"(?:\s\([^()]{2,30}\))?\s(?:verlieh|verleiht|überreichte|vergab|vergibt|hat|zeichnete|würdigte|ehrte)\s")
_BY_RE = shape(r"\b(?:von|vom|durch)\s+(?:(?:der|die|das|dem|den)\s+)?\Z")
_OF_RE = shape(r"[“”\"»«]?\s(?:der|des)\s\Z")
_GAVE_RE = shape(r"\b(?:verlieh|verleiht|überreichte|vergab|vergibt|zeichnete|würdigte|ehrte)\s+(?:(?:der|die|das)\s+)?\Z")
_UNKNOWN_GIVER_RE = shape(
    r"\b(?:von|durch)\s(?:der|die)\s((?:[A-ZÄÖÜ][a-zäöüß]+en\s)?[A-ZÄÖÜ][\wäöüß-]+)\s(?=mit\b|für\b|das\b|den\b|die\b)"
)


def read_awards(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take an award where the sentence says that it was given to the network."""
    for mention in view.mentions("award"):
        if view.is_mute(mention.start):
            continue
        sentence = view.sentence(mention.start)
        given = _GIVEN_RE.search(view.text, sentence.start, sentence.end)
        if given and any(pattern.search(view.text, sentence.start, sentence.end) for pattern in (_NOT_GIVEN_RE, _MEMBER_RE)):
            given = None
        label = _PREFIX_RE.sub("", str(mention.value))
        by, trace = _giver(view, mention, sentence) if given else (None, None)
        if owned := _OWNED_RE.fullmatch(label):
            label, by = _LABEL_RE.sub("", str(mention.value)), by or owned[1]
            trace = trace or Trace(mention.end - len(owned[1]), mention.end, "award.by", 0.8)
        for index in scope.of(mention.start):
            if given:
                value = {"label": label, "by": by}
                parts = {"by": trace} if trace else None
                trace_of_award = Trace(mention.start, mention.end, mention.rule, 0.86, given.span())
                scope.drafts[index].add("awards", label, value, trace_of_award, parts)
            else:
                ledger.refuse("awards", mention.start, mention.end, mention.text, mention.rule, "not said to be given", index)


def _giver(view: View, award: Mention, sentence: Sentence) -> tuple[str | None, Trace | None]:
    """Read who gave an award: "von der AGEEN", "… der AGEEN", "verlieh die AGEEN"."""
    text = view.text
    unknown = _UNKNOWN_GIVER_RE.search(text, sentence.start, award.start)
    for body in view.mentions("organisation", sentence.start, sentence.end):
        if award.start <= body.start < award.end or (unknown is not None and body.end <= unknown.start(1)):
            continue  # the label itself, or farther from it than one we do not know
        before = text[max(sentence.start, body.start - 24) : body.start]
        if body.start - sentence.start < 5 and _SUBJECT_RE.match(text, body.end):  # noqa: PLR2004 - the sentence's subject
            return body.value.name, Trace(body.start, body.end, "award.by", 0.8)
        if _BY_RE.search(before) or _GAVE_RE.search(before) or (_OF_RE.search(before) and 0 <= body.start - award.end < 8):  # noqa: PLR2004 - right behind it
            return body.value.name, Trace(body.start, body.end, "award.by", 0.8)
    if unknown is None:
        return None, None
    words = clean_spaces(unknown[1]).split(" ")
    if len(words) > 1:
        words[0] = words[0][:-1]  # von der Deutschen Wasserliga -> Deutsche Wasserliga
    return " ".join(words), Trace(unknown.start(1), unknown.end(1), "award.by", 0.7)
