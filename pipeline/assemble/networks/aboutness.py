"""Weighs how much a text is about a network: what is merely named, presupposed or wished for gets no record."""

import re
from typing import cast

from pipeline.assemble.networks.clusters import RELATED_HEAD_RE, Cluster
from pipeline.assemble.networks.doubt import is_unsure
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

#: words before a name by which a text points away from itself
_FOREIGN_BEFORE_RE = shape(
    r"\b(?:ähnlich|Vorbild(?:er)?(?: war| ist| sind)?|nach dem Vorbild|andere[nrms]?|Nachbar\w*|benachbarte\w*|vergleichbar\w*|statt|anders als|Erfahrungen (?:aus|mit|im)|kennt|Beispiel|knüpft an)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
#: words by which a text calls a network the one before: it has a record only where the text says more of it
_BEFORE_RE = shape(r"\b(?:Vorgänger|Vorläufer)\w*\b[^.;:]{0,60}$", re.IGNORECASE)
_ELSEWHERE_RE = shape(
    r"\b(?:[Vv]ergleichbare?\w*|[Aa]ndere|[Ww]eitere|[Ss]olche|[Ää]hnliche|[Aa]nderswo|[Bb]undesweit|deutschlandweit|[Ii]n ganz Deutschland)\b"
)
_NUMBER_RE = shape(r"[\s\d.)(#*•–-]{0,8}")
_TAIL_RE = shape(r"[“\"«”]?\s?(?:\([^()\n]{1,60}\)|und (?:I{1,3}|[1-9]))?\s*:?\s*")
_LEAD_CHARS = 600
_MOST_FOLLOWING = 2.0
_CORE = frozenset({"founding", "start", "end", "duration"})
_MEMBERSHIP = frozenset({"joins", "holder", "intro"})


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
    score = 1.0 if _has_kind(view.hits("event_cues", start, end), _CORE) else 0.0
    score += 1.0 if _has_kind(view.hits("participant_cues", start, end), _MEMBERSHIP) else 0.0
    for hit in view.hits("role_cues", start, end):
        if not hit.entry.weak:
            score += 0.6
            break
    return score + (0.6 if view.has_mention("count", start, end) else 0.0)


def _has_kind(hits: list[Hit], kinds: frozenset[str]) -> bool:
    """Say whether one of some hits is of one of some kinds."""
    for hit in hits:  # noqa: SIM110 - asked of every sentence that names a network
        if hit.entry.kind in kinds:
            return True
    return False


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
    return view.has_hit("themes", sentence.start, sentence.end) and own_evidence(view, sentence.start, sentence.end) > 0


def is_certain(view: View, mention: Mention) -> bool:
    """Say whether the sentence of a mention states something: no question, condition, denial or rule."""
    asks, unsure = _doubts(view, view.sentence_index(mention.start))
    return not unsure and not (asks and view.segment(mention.start).kind != "heading")


def _doubts(view: View, number: int) -> tuple[bool, bool]:
    """Say of the sentence of an index whether it is a question, and whether it leaves open what it tells of; looked at once."""
    known = cast("dict[int, tuple[bool, bool]]", view.notes.setdefault("doubts", {}))
    if number not in known:
        sentence = view.sentences[number]
        asks = view.text[sentence.start : sentence.end].rstrip().endswith("?")
        known[number] = asks, is_unsure(view.text, sentence.start, sentence.end)
    return known[number]


def is_elsewhere(view: View, mention: Mention) -> bool:
    """Say whether a plural speaks of networks in general or of those of others: "vergleichbare Netzwerke gibt es"."""
    name = mention.value
    if not name.plural or name.name:
        return False
    before = view.text[max(0, mention.start - 40) : mention.start]
    return name.article in {"weitere", "andere", "anderen", "solche", "zahlreiche", "viele"} or bool(
        _ELSEWHERE_RE.search(f"{name.article} {before}")
    )
