"""What goes through the room: what people put right, entries that may follow from it, and what each would change."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from schemas.lexicon import LexiconEntry
    from schemas.record import Record

#: what a person did to a value: "dropped" took out a whole network
Deed = Literal["added", "corrected", "rejected", "dropped"]
#: what an entry does: names a thing no list knows, gives a known thing another name, keeps a word from being read, tells a role
Sort = Literal["new", "alias", "block", "cue"]
#: against what an effect was measured
Where = Literal["decisions", "gold"]

_ID_CHARS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """Hold one value that a person put right, and where it stands.

    ``value``: what holds now, None where nothing does; ``machine``: what had been read. Unit of ``start`` and ``end``: code points in
    ``text``, the whole text of the document.
    """

    document: int
    source: str
    deed: Deed
    field: str
    value: Any
    machine: Any
    text: str
    start: int
    end: int
    reviewer: str
    made_at: str
    record: "Record | None" = dataclasses.field(default=None, repr=False)

    @property
    def surface(self) -> str:
        """Give the characters the value stands on."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Idea:
    """Hold an entry that may help, before it is tried. ``options``: ways to write it, of which the best is proposed."""

    list: str
    sort: Sort
    options: "tuple[LexiconEntry, ...]"
    basis: tuple[Correction, ...]

    @property
    def documents(self) -> int:
        """Count the documents it rests on."""
        return len({correction.document for correction in self.basis})


@dataclass(frozen=True, slots=True)
class Change:
    """Name one value that an entry would change, and the document it is in."""

    where: Where
    document: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Say what an entry would change in all documents.

    ``gains``: values that agree with decisions or gold afterwards and did not before; ``losses``: the other way round; ``open``:
    values on which nobody decided that would come or go. ``documents``: how many were read again; ``unread``: how many without a
    decision were not, since there are so many.
    """

    gains: tuple[Change, ...] = ()
    losses: tuple[Change, ...] = ()
    open: tuple[Change, ...] = ()
    documents: int = 0
    unread: int = 0

    @property
    def net(self) -> int:
        """Give gains less losses."""
        return len(self.gains) - len(self.losses)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Propose one entry. ``entry``: as it is written to the own list, without its note; ``sources``: documents it rests on."""

    id: str
    list: str
    sort: Sort
    entry: dict[str, Any]
    sources: tuple[str, ...]
    reviewers: tuple[str, ...]
    decided: tuple[str, str]  # day of the first and of the last decision it rests on
    effect: Effect


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Hold what came of one search: proposals by what they gain, and how many ideas came to nothing.

    ``corrections``: what people put right; ``idle``: ideas that would change nothing for the better; ``refused``: ideas that a person
    refused before; ``gold``: the corpus effects were measured on beside the decisions, None where none is at hand.
    """

    proposals: tuple[Proposal, ...]
    documents: int
    corrections: int
    idle: int
    refused: int
    gold: str | None


def proposal_id(name: str, entry: "LexiconEntry") -> str:
    """Name a proposal by its list and what its entry would match, so that it has the same name whenever it is found again."""
    plain = entry.model_dump(mode="json", exclude_defaults=True, exclude={"examples", "counterexamples", "note", "label"})
    plain["variants"] = sorted(plain["variants"])
    content = json.dumps([name, plain], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_CHARS]


def reviewers_of(basis: Sequence[Correction]) -> tuple[str, ...]:
    """Name who made the corrections, each once."""
    return tuple(sorted({correction.reviewer for correction in basis}))


def days_of(basis: Sequence[Correction]) -> tuple[str, str]:
    """Give the days of the first and the last correction."""
    days = sorted(correction.made_at[:10] for correction in basis)
    return days[0], days[-1]
