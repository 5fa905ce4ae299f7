"""Weighs how much a text is about a network: what is merely named, presupposed or wished for gets no record."""

import re

from pipeline.assemble.networks.clusters import RELATED_HEAD_RE, Cluster
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

#: words before a name by which a text points away from itself
_FOREIGN_BEFORE_RE = shape(
    r"\b(?:ähnlich|Vorbild(?:er)?(?: war| ist| sind)?|nach dem Vorbild|andere[nrms]?|Nachbar\w*|benachbarte\w*|vergleichbar\w*|statt|anders als|Erfahrungen (?:aus|mit|im)|kennt|Beispiel|knüpft an)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
#: words by which a text calls a network the one before: it has a record only where the text says more of it
_BEFORE_RE = shape(r"\b(?:Vorgänger|Vorläufer)\w*\b[^.;:]{0,60}$", re.IGNORECASE)
_UNSURE_RE = shape(
    r"\b(?:[Oo]b|könnte|könnten|könne|wäre|wären|falls|sofern|so ein|solch\w*|[Kk]ein\w*|jede[sm]?|[Ww]ürde|interessierte?|[Bb]ewerben|Antrag stellen|antragsberechtigt|förderfähig|[Mm]indestens|[Mm]aximal|höchstens|üblich\w*|in der Regel|[Ww]ie entsteht|[Ww]ie funktioniert|[Ss]o funktioniert|[Ww]as bringt|[Ww]as ist|in Sicht|nicht ausgeschlossen|denkbar|überlegen|Voraussetzung|ins Gespräch|ins Spiel|ins Auge|noch offen|ist offen|[Dd]enkbar|ausloten|anderswo|angedacht)\b"
)
_ELSEWHERE_RE = shape(
    r"\b(?:[Vv]ergleichbare?\w*|[Aa]ndere|[Ww]eitere|[Ss]olche|[Ää]hnliche|[Aa]nderswo|[Bb]undesweit|deutschlandweit|[Ii]n ganz Deutschland)\b"
)
_NUMBER_RE = shape(r"[\s\d.)(#*•–-]{0,8}")
_TAIL_RE = shape(r"[“\"«”]?\s?(?:\([^()\n]{1,60}\)|und (?:I{1,3}|[1-9]))?\s*:?\s*")
_LEAD_CHARS = 600
_MOST_FOLLOWING = 2.0
_CORE = {"founding", "start", "end", "duration"}
_MEMBERSHIP = {"joins", "holder", "intro"}


def weigh(view: View, cluster: Cluster) -> float:
    """Weigh a named network: heading, headline, lead, and what its sentences say of it."""
    title = view.document.title or ""
    score = 2.0 if any(name.name and name.name in title for name in cluster.names) else 0.0
    return score + sum(_weigh_mention(view, mention) for mention in cluster.mentions)


def _weigh_mention(view: View, mention: Mention) -> float:
    sentence, segment = view.sentence(mention.start), view.segment(mention.start)
    if _FOREIGN_BEFORE_RE.search(view.text, sentence.start, mention.start) or RELATED_HEAD_RE.match(mention.value.head):
        return -1.0
    if _BEFORE_RE.search(view.text, sentence.start, mention.start):
        return own_evidence(view, sentence.start, sentence.end) + _followed(view, mention, segment.end) - 0.5
    score = 0.4 + own_evidence(view, sentence.start, sentence.end) + _followed(view, mention, segment.end)
    if segment.kind == "heading":
        score += 3.0
    elif fills_line(view, mention):
        score += 2.5
    elif segment.kind == "item" and mention.start - sentence.start < 12:  # noqa: PLR2004 - it opens the item
        score += 1.5
    return score + (1.2 if mention.start < _LEAD_CHARS else 0.0)


def _followed(view: View, mention: Mention, stop: int) -> float:
    """Weigh what the rest of the paragraph adds, up to the next name."""
    sentence = view.sentence(mention.start)
    following = next((other.start for other in view.mentions("network", sentence.end, stop) if other.value.name), stop)
    return 0.7 * min(own_evidence(view, sentence.end, following), _MOST_FOLLOWING) if following > sentence.end else 0.0


def fills_line(view: View, mention: Mention) -> bool:
    """Say whether a name is all that its line says, a number or a short form in brackets aside: it titles what follows."""
    text = view.text
    begin = text.rfind("\n", 0, mention.start) + 1
    stop = text.find("\n", mention.end)
    stop = len(text) if stop < 0 else stop
    return bool(_NUMBER_RE.fullmatch(text, begin, mention.start) and _TAIL_RE.fullmatch(text, mention.end, stop))


def own_evidence(view: View, start: int, end: int) -> float:
    """Weigh what one sentence says: founding and dates, members, roles, numbers."""
    cues = {hit.entry.kind for hit in view.hits("event_cues", start, end)}
    score = 1.0 if cues & _CORE else 0.0
    score += 1.0 if any(hit.entry.kind in _MEMBERSHIP for hit in view.hits("participant_cues", start, end)) else 0.0
    score += 0.6 if any(not hit.entry.weak for hit in view.hits("role_cues", start, end)) else 0.0
    return score + (0.6 if view.mentions("count", start, end) else 0.0)


def is_concrete(view: View, mention: Mention) -> bool:
    """Say whether a nameless mention means one network that is there or agreed: no question, condition, denial or rule.

    "Das Netzwerk startete im Mai" is concrete; "ob ein Netzwerk entstehen wird", "kein solches Netzwerk" are not.
    """
    name = mention.value
    if name.plural or view.is_mute(mention.start) or name.article.startswith(("kein", "jede", "solch")):
        return False
    if not is_certain(view, mention):
        return False
    if not name.weak:
        return True
    sentence = view.sentence(mention.start)
    return bool(view.hits("themes", sentence.start, sentence.end)) and own_evidence(view, sentence.start, sentence.end) > 0


def is_certain(view: View, mention: Mention) -> bool:
    """Say whether the sentence of a mention states something: no question, condition, denial or rule."""
    sentence = view.sentence(mention.start)
    text = view.text[sentence.start : sentence.end]
    asks = text.rstrip().endswith("?") and view.segment(mention.start).kind != "heading"
    return not asks and not _UNSURE_RE.search(text)


def is_elsewhere(view: View, mention: Mention) -> bool:
    """Say whether a plural speaks of networks in general or of those of others: "vergleichbare Netzwerke gibt es"."""
    name = mention.value
    if not name.plural or name.name:
        return False
    before = view.text[max(0, mention.start - 40) : mention.start]
    return name.article in {"weitere", "andere", "anderen", "solche", "zahlreiche", "viele"} or bool(
        _ELSEWHERE_RE.search(f"{name.article} {before}")
    )
