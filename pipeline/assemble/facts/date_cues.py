"""Says which words made a date the begin, the end or the founding of a network, or a duration its term."""

from collections.abc import Iterable

from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.mention import Mention

Span = tuple[int, int]

#: what tells of a network at work where no event word does: "seit 2020 arbeiten …", "läuft bis Ende 2023"
_WORK_RE = shape(
    r"\b(?:arbeite\w*|läuft|laufen|lief(?:en)?|besteht|bestehen|existiert|gibt es|kooperier\w*|zusammenarbeiten|gemeinsam|dauert\w*|gilt|gelten|angelegt|befristet"
    r"|gefördert|begleitet|betreut|unterstützt|gesichert|finanziert|verlängert|fortgesetzt|reicht|geplant|plan(?:t|en)|vorgesehen|veranschlagt|verpflicht\w+|teilnehmen"
    r"|tauschen|treffen|trifft|engagier\w+|folg(?:t|en)|aktiv|dabei\w*|profitier\w+|vernetz\w+|zusammen\b|zugesagt|hinweg|lang\b)"
)
_LABEL_RE = shape(r"(?:^|[\n;|,.(\t•–-])[ \t]*(?P<label>[A-ZÄÖÜ][\w /-]{2,40}?)[ ]?(?::|\t)\s*[^:\n]{0,14}$")
_PREPOSITION_RE = shape(r"\b(?:[Ss]eit|[Aa]b|[Bb]is|[Vv]on|[Vv]om|[Zz]um|[Ff]ür|[Aa]uf|[Üü]ber|[Nn]ach|[Ii]nnerhalb|[Bb]innen)\b")
_LEAD_CHARS, _NEAR_CHARS = 56, 28


def cue_of_date(view: View, mention: Mention, clause: Span, cue: Hit | None) -> Span | None:
    """Give the event word a date hangs on, else its label, else what tells of the network at work, else its preposition."""
    if cue is not None:
        return cue.start, cue.end
    return _label(view, mention) or _work(view, mention, clause) or _preposition(view, mention, clause)


def cue_of_duration(view: View, mention: Mention, clause: Span, cues: Iterable[Hit]) -> Span | None:
    """Give the word that makes a duration the network's term: "Laufzeit", "läuft", "für"."""
    near = [hit for hit in cues if hit.entry.kind in {"duration", "end"} and clause[0] <= hit.start < clause[1]]
    if near:
        best = min(near, key=lambda hit: max(mention.start - hit.end, hit.start - mention.end))
        return best.start, best.end
    return _label(view, mention) or _work(view, mention, clause) or _preposition(view, mention, clause)


def _label(view: View, mention: Mention) -> Span | None:
    low = max(0, mention.start - _LEAD_CHARS)
    if view.text.find(":", low, mention.start) < 0 and view.text.find("\t", low, mention.start) < 0:
        return None
    match = _LABEL_RE.search(view.text, low, mention.start)
    return match.span("label") if match else None


def _work(view: View, mention: Mention, clause: Span) -> Span | None:
    """Give the nearest word of work in the clause, outside the date itself."""
    found = [
        match.span() for match in _WORK_RE.finditer(view.text, *clause)
        if match.end() <= mention.start or match.start() >= mention.end
    ]  # fmt: skip
    return min(found, key=lambda span: max(mention.start - span[1], span[0] - mention.end), default=None)


def _preposition(view: View, mention: Mention, clause: Span) -> Span | None:
    low = max(clause[0], mention.start - _NEAR_CHARS)
    return next((match.span() for match in reversed([*_PREPOSITION_RE.finditer(view.text, low, mention.end)])), None)
