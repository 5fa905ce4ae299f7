"""One value and what was decided about it: what holds now, and where the text says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import ReviewError
from pipeline.settle.anchor import find_again, make_quote, stood_in, surroundings_differ
from pipeline.settle.history import STANDING_KINDS, Matter, standing_values
from pipeline.settle.identity import disagree, identify, plain
from pipeline.settle.machine import SCALARS, Read
from pipeline.settle.values import complete_value
from schemas.record import Evidence
from schemas.review import ConflictReason, Decision, ItemState, Quote

_STATES: dict[str, ItemState] = {
    "accept": "accepted", "move": "accepted", "correct": "corrected", "add": "added", "create": "added",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what holds of one value. ``span``: where the text says it now; ``at``: place of the deciding decision in the history."""

    state: ItemState
    value: Any = None
    span: tuple[int, int] | None = None
    decision: Decision | None = None
    at: int = -1
    quote: Quote | None = None
    conflict: ConflictReason | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Weigh decisions against the current text and what the machine reads in it.

    ``texts``: of other versions, as far as they are at hand.
    """

    text: str
    version: int
    texts: Mapping[int, str]

    def weigh(self, matter: Matter, twin: Read | None = None) -> Verdict | None:
        """Give the verdict on one value; None where nobody says anything of it.

        ``twin``: the machine's reading of the value a person corrected it to.
        """
        place, found = deciding(matter)
        if found is None:
            return None if matter.read is None else Verdict("open", matter.read.value, _span(matter.read.best))
        verdict = self._weigh(matter, found, twin)
        return replace(verdict, at=place) if verdict.decision is not None else verdict

    def _weigh(self, matter: Matter, decision: Decision, twin: Read | None) -> Verdict:
        if decision.kind in STANDING_KINDS:
            return self._standing(matter, decision, twin)
        if decision.kind == "hold":
            return self._held(matter, decision)
        if decision.kind == "absent":
            return self._absent(matter, decision)
        return self._rejected(matter, decision)

    def _standing(self, matter: Matter, decision: Decision, twin: Read | None) -> Verdict:
        """Weigh a value that a person spoke for: it stands where its quote does, or where the machine reads the same."""
        name = matter.key[1]
        value, quote, state = _spoken_for(matter, decision)
        if value is None and matter.read is not None and decision.kind != "correct":
            value = matter.read.value
        mine = Verdict("conflict", value, None, decision, quote=quote, conflict="quote-gone")
        is_read = matter.read is not None and plain(matter.read.value) == plain(value)
        completed = value if is_read else valid_value(name, value)  # the machine's own blanks are left alone
        if completed is None:
            return mine
        same = next((read for read in (matter.read, twin) if read is not None and _agrees(read, name, completed)), None)
        span = self._find(quote, decision.version, is_read=same is not None)
        if span is None and same is not None:
            span = _span(same.best)
        if span is None and quote is None and matter.read is not None and decision.kind == "correct":
            span = _span(matter.read.best) if decision.version == self.version else None
        if span is None:
            return replace(mine, value=completed)
        return Verdict(state, completed, span, decision, quote=quote)

    def _held(self, matter: Matter, decision: Decision) -> Verdict:
        value = decision.value
        if value is None:
            value = next((one.value for one in standing_values(matter) if one.value is not None), None)
        quote = decision.quote or next((one.quote for one in standing_values(matter) if one.quote is not None), None)
        if matter.read is not None:
            value = matter.read.value if value is None else value
            if decision.version != self.version and _agrees(matter.read, matter.key[1], value):
                return Verdict("accepted", value, _span(matter.read.best), decision, quote=quote)
            if not self.stood(matter.read, decision.version):
                return Verdict("conflict", value, None, decision, quote=quote, conflict="says-now")
        return Verdict("held", value, None, decision, quote=quote)

    def _absent(self, matter: Matter, decision: Decision) -> Verdict:
        is_scalar = matter.key[1] in SCALARS
        if matter.read is not None and not self.stood(matter.read, decision.version):
            return Verdict("conflict", None, None, decision, quote=decision.quote, conflict="says-now")
        if is_scalar:
            return Verdict("absent", None, None, decision, quote=decision.quote)
        value = matter.read.value if matter.read is not None else next((one.value for one in standing_values(matter)), None)
        return Verdict("rejected", value, None, decision, quote=decision.quote)

    def _rejected(self, matter: Matter, decision: Decision) -> Verdict:
        """Weigh a rejection: it holds for what was rejected where it stood, not for what another reading or another text says."""
        read = matter.read
        refused = [decision.value] if decision.value is not None else []
        before = next((one.value for one in standing_values(matter) if one.value is not None), None)
        value = refused[0] if refused else before if read is None or before is not None else read.value
        out = Verdict("rejected", value, None, decision, quote=decision.quote)
        if read is None:
            return out
        if matter.key[1] in SCALARS:
            known = {plain(one) for one in (*refused, before) if one is not None}
            if known and plain(read.value) not in known:
                return Verdict("open", read.value, _span(read.best))
            if not known and decision.quote is not None and not _overlaps(read, (decision.quote.start, decision.quote.end)):
                return Verdict("open", read.value, _span(read.best))
        elif before is None and disagree(decision.value, read.value):  # another place, another office: that was never looked at
            return Verdict("open", read.value, _span(read.best))
        if decision.version == self.version or self._still_rejected(read, decision):
            return replace(out, value=read.value)
        return replace(out, state="conflict", value=None, conflict="value-elsewhere")

    def _still_rejected(self, read: Read, decision: Decision) -> bool:
        """Say whether the machine reads in a changed text what was rejected, and not the same value in words that are new."""
        span = self._find(decision.quote, decision.version, is_read=False)
        text = self.texts.get(decision.version)
        if text is None:
            return span is not None
        return all(
            (span is not None and piece.start < span[1] and span[0] < piece.end)
            or stood_in(make_quote(self.text, piece.start, piece.end), text)
            for piece in read.evidence
        )

    def _find(self, quote: Quote | None, version: int, *, is_read: bool) -> tuple[int, int] | None:
        """Find a quote in the current text; one word in wholly other surroundings counts only where the machine reads the value too."""
        span = find_again(quote, self.text) if quote is not None else None
        if quote is None or span is None or version == self.version or is_read:
            return span
        return None if surroundings_differ(quote, self.text, span) else span

    def stood(self, read: Read, version: int) -> bool:
        """Say whether what the machine reads now stood in the text a person decided on; where that text is gone, it did not."""
        if version == self.version:
            return True
        text = self.texts.get(version)
        return text is not None and stood_in(make_quote(self.text, read.best.start, read.best.end), text)


def deciding(matter: Matter) -> tuple[int, Decision | None]:
    """Give the decision that counts: the last one; a value that was spoken for before keeps that when it is moved."""
    found: tuple[int, Decision | None] = (-1, None)
    for place, decision in matter.decisions:
        before = found[1]
        if decision.kind == "move" and before is not None and before.kind in STANDING_KINDS:
            continue
        found = (place, decision)
    return found


def _spoken_for(matter: Matter, decision: Decision) -> tuple[Any, Quote | None, ItemState]:
    """Give value, quote and state of a value that was spoken for; what a move does not say, earlier decisions may."""
    value, quote = decision.value, decision.quote
    if decision.kind in {"move", "accept"}:
        for _, other in reversed(matter.decisions):
            if other.value is not None and value is None:
                value = other.value
                quote = quote or other.quote
    return value, quote, _STATES[decision.kind]


def _agrees(read: Read, name: str, value: Any) -> bool:  # noqa: ANN401 - values of any field
    """Say whether the machine reads what a person decided for."""
    if name in SCALARS:
        return bool(plain(read.value) == plain(value))
    return identify(name, read.value) == identify(name, value)


def valid_value(field: str, value: Any) -> Any:  # noqa: ANN401 - values of any field
    """Give a value as a record holds it; None where no record can hold it."""
    try:
        return complete_value(field, value)
    except ReviewError:
        return None


def _overlaps(read: Read, span: tuple[int, int]) -> bool:
    return any(piece.start < span[1] and span[0] < piece.end for piece in read.evidence)


def _span(piece: Evidence) -> tuple[int, int]:
    return piece.start, piece.end
