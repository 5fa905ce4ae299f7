"""Reads members by their number or their sort right before: "sechs Kommunen, nämlich …", "die Städte: …"."""

import re
from dataclasses import replace

from pipeline.assemble.members.runs import AGENT, COUNT_REACH, LIST, LOCATION, Run
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

_COUNT_GAP_RE = shape(
    r"(?:[ \u00a0\n]*(?:aus|in|im|des|der)[^.;!?\n:()]{0,50})?[ \u00a0\n]*(?:\(|:|,|–|-|nämlich|und zwar|sind|waren|mit|darunter|bestehend aus|gehören|zählen)*[ \u00a0\n]*(?:nämlich|und zwar|sind|darunter|natürlich|auch|:)?[ \u00a0\n]*(?:die|der|den|das)?[ \u00a0\n]*"
)
_THE_RE = shape(r"(?<!\w)(?:die|diese|diesen|den|alle|der|dieser)\s$", re.IGNORECASE)
#: what opens an aside: a dash, or a bracket
_ASIDE_RE = shape(r"(?:\s[–-]\s|\s\()$")
_ASIDE_CHARS = 4
_RESUMED_CHARS = 180


def is_resumed(view: View, run: Run) -> bool:
    """Say whether the text goes on to speak of as many members: "In A, B und C wird gespart: Die drei Kommunen …"."""
    if run.size < LIST or run.before in AGENT or any(mention.label != "place" for mention in run.mentions):
        return False
    return any(
        count.value.number == run.size
        and not count.extra.get("scope")
        and _THE_RE.search(view.text, max(0, count.start - 12), count.start)
        for count in view.mentions("count", run.end, run.end + _RESUMED_CHARS)
    )


def stands_behind_label(view: View, run: Run) -> bool:
    """Say whether a plural type word and a colon stand right before: "… und die Kommunen: Kreis A, Stadt B"."""
    head = view.text[max(0, run.start - 3) : run.start]
    if run.size > 1 and _ASIDE_RE.search(view.text, max(0, run.start - _ASIDE_CHARS), run.start):
        return _names_members(view, run)
    if run.size < 2 or ":" not in head:  # noqa: PLR2004
        return False
    colon = view.text.rindex(":", 0, run.start)
    hits = [*view.hits("form_words", max(0, colon - 40), colon), *view.hits("member_nouns", max(0, colon - 40), colon)]
    return any(hit.end == colon and (hit.surface in hit.entry.plural or hit.entry.kind == "municipal") for hit in hits)


def _names_members(view: View, run: Run) -> bool:
    """Say whether a noun for members stands right before an aside: "alle Beteiligten – A, B und C – machen weiter"."""
    stop = len(view.text[: run.start].rstrip(" –-(\u00a0"))
    return any(hit.end == stop and hit.entry.kind == "holder" for hit in view.hits("participant_cues", max(0, stop - 40), stop))


def hand_down(view: View, run: Run, count: Mention) -> None:
    """Give the type word of "sieben Städte: A, B und C" to those that have none; a mixed head gives none."""
    forms = [
        hit
        for hit in view.hits("form_words", count.start, count.end)
        if hit.surface in hit.entry.plural and hit.entry.kind != "generic"
    ]
    if len(forms) != 1 or count.start > run.start:
        return
    form = forms[0]
    for number, mention in enumerate(run.mentions):
        if mention.label == "place" and mention.value.form is None and mention.value.kind in {"municipality", form.entry.kind}:
            value = replace(mention.value, form=str(form.entry.value), kind=form.entry.kind)
            run.mentions[number] = replace(mention, value=value, extra={**mention.extra, "head": (form.start, form.end)})


def counted_before(view: View, run: Run, stretch: tuple[int, int]) -> Mention | None:
    """Give the number of members that leads to the list: "sechs Kommunen, nämlich die Flecken A und B"."""
    if run.size < 2 or (not run.sent and (run.before in LOCATION or run.before in AGENT or run.before == "aus")):  # noqa: PLR2004
        return None
    for count in view.mentions("count", max(stretch[0], run.start - COUNT_REACH), run.start):
        if count.extra.get("scope") not in {"elsewhere", "interested"} and _COUNT_GAP_RE.fullmatch(view.text, count.end, run.start):
            return count
    after = next(iter(view.mentions("count", run.end, run.end + 4)), None)
    return after if after and run.size >= LIST and view.text[run.end : after.start].strip() in {":", "–", "-", "("} else None
