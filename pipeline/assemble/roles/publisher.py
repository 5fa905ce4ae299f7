"""Finds the body that speaks as "wir" in a document: named so, on the letterhead, in the copyright line, beside the contact."""

from collections.abc import Iterator

from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

_NAMED_RE = shape(r"\b[Ww]ir,? (?:als |von der |vom |von |bei der |beim |die |das |der )")
_SIGNED_RE = shape(
    r"(?:©|Herausgeber(?:in)?|Herausgegeben von|Impressum|Redaktion|V\.i\.S\.d\.P\.?|Rundbrief|Newsletter|Mitteilung|Pressemitteilung|Vereinsnachrichten|Presseinformation)(?:\s+(?:der|des|von|vom))?[^\n\w]{0,10}(?:\d{4}\s+)?$"
)
_CONTACT_RE = shape(r"(?:Kontakt|Ansprechpartner(?:in)?|Rückfragen)[^\n]{0,40}$")
_TITLE_CHARS = 160
_LINE_CHARS = 110
_NEAR_CHARS = 14


def find_publisher(view: View) -> Mention | None:
    """Find who publishes the document; None where nothing says so. The answer is kept on the view."""
    if "publisher" not in view.notes:
        view.notes["publisher"] = next(_candidates(view), None)
    found = view.notes["publisher"]
    return found if isinstance(found, Mention) else None


def _candidates(view: View) -> Iterator[Mention]:
    """Give the bodies that may speak, likeliest first."""
    bodies = [
        mention
        for mention in view.mentions("organisation")
        if mention.value.kind == "organisation" and mention.value.sort != "state"
    ]
    if not bodies:
        return
    for match in _NAMED_RE.finditer(view.text):
        yield from (mention for mention in bodies if 0 <= mention.start - match.end() < _NEAR_CHARS)
    first = bodies[0]
    if first.start < _TITLE_CHARS and _is_letterhead(view, first):
        yield first
    for pattern in (_SIGNED_RE, _CONTACT_RE):
        yield from (mention for mention in bodies if pattern.search(view.text, max(0, mention.start - 70), mention.start))


def _is_letterhead(view: View, mention: Mention) -> bool:
    """Say whether a body stands in a short line at the top that is no sentence about it."""
    line_start = view.text.rfind("\n", 0, mention.start) + 1
    line_end = view.text.find("\n", mention.end)
    line_end = len(view.text) if line_end < 0 else line_end
    line = view.text[line_start:line_end].rstrip()
    before = view.text[line_start : mention.start].strip()
    return len(line) < _LINE_CHARS and not line.endswith((".", "!")) and (not before or bool(_SIGNED_RE.search(f"{before} ")))
