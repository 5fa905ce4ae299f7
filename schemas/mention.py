"""What a component found in the text: a label on characters, with the rule that put it there."""

from dataclasses import field
from typing import Any

from schemas.layer import layer


@layer(frozen=True, slots=True)
class Mention:
    """Label characters of ``Document.text``.

    Unit: code points in the cleaned text, half-open. ``value`` is a plain value of the label's own type (see
    ``schemas.value`` and ``schemas.time``), set by the normaliser; ``entity`` is a lexicon id or an AGS, set by the linker.
    """

    label: str
    start: int
    end: int
    text: str
    rule: str
    confidence: float = 0.9
    value: Any = None
    entity: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def having(self, value: object, entity: str | None, extra: dict[str, Any]) -> "Mention":
        """Give a copy with what a later stage found; several times as fast as ``dataclasses.replace``."""
        return Mention(self.label, self.start, self.end, self.text, self.rule, self.confidence, value, entity, extra)


@layer(frozen=True, slots=True)
class Rejected:
    """Keep a candidate that lost, with the check that refused it, for ``--explain`` and for review.

    ``claim``: how surely the rule that proposed it spoke, 0 to 1; 0 where it does not say.
    """

    field: str
    start: int
    end: int
    text: str
    rule: str
    reason: str
    network: int | None = None
    claim: float = 0.0


@layer(frozen=True, slots=True)
class Unfilled:
    """Say of an empty field what came nearest to filling it, and why it did not; ``nearest`` None where nothing did.

    ``network``: index into ``Document.networks``; None for a document that has none.
    """

    field: str
    network: int | None
    nearest: Rejected | None
    reason: str
