"""What a comparison of two extractions says: documents with their changes, each change with its reason."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["added", "removed", "changed", "moved"]
Reason = Literal["correction", "text", "gazetteer", "rule"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "moved")
REASONS: tuple[Reason, ...] = ("correction", "text", "gazetteer", "rule")


@dataclass(frozen=True, slots=True)
class Change:
    """Name one value that the two sides differ in, and why.

    ``network``: its name, on the new side where it stands there. ``field``: of the record, with a part behind a dot
    (``participants.form``, ``participants.place``), ``network`` for a whole one, ``document.date``. ``quote``: the words it was read
    from, on the side that ``old``, ``new`` belong to. ``why``: the reason in words. ``to``: where a moved value stands now.
    """

    kind: Kind
    network: str | None
    field: str
    old: str | None
    new: str | None
    reason: Reason
    why: str
    old_rule: str | None = None
    new_rule: str | None = None
    old_quote: str | None = None
    new_quote: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """Hold what differs in one document; ``side`` says whether only one of the two has it. ``networks``, ``values``: of that side."""

    source: str
    side: Literal["both", "old", "new"]
    text_changed: bool
    networks: int
    values: int
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Summary:
    """Count what differs. Shape of ``counts``: (field, reason, kind) -> changes. ``changed``: documents of both sides that differ."""

    both: int = 0
    changed: int = 0
    texts: int = 0
    only_old: int = 0
    only_new: int = 0
    counts: Counter[tuple[str, Reason, Kind]] = field(default_factory=Counter)

    @property
    def same(self) -> bool:
        """Say whether the two sides say the same of the same documents."""
        return not (self.changed or self.only_old or self.only_new)

    def add(self, document: DocumentDifference) -> None:
        """Count one document."""
        self.only_old += document.side == "old"
        self.only_new += document.side == "new"
        if document.side == "both":
            self.both += 1
            self.changed += bool(document.changes)
            self.texts += document.text_changed
        self.counts.update((change.field, change.reason, change.kind) for change in document.changes)

    def by_reason(self, reason: Reason) -> int:
        """Count the changes of one reason."""
        return sum(count for (_, why, _), count in self.counts.items() if why == reason)
