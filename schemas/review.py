"""What people decide about a record: the decision as it is kept for ever, and the state it leaves a value in.

Decisions are only ever added. What holds of a document is worked out from its extraction and its decisions (``pipeline.settle``);
nothing a person decided is changed or deleted, an undone decision is followed by one that undoes it.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: what a person can decide
DecisionKind = Literal[
    "accept",  # the value is right
    "correct",  # it is another one: ``value``
    "reject",  # the text does not say this
    "add",  # the machine missed this value
    "absent",  # the text says nothing of this field
    "move",  # the value belongs to the network ``to``
    "merge",  # this network is the network ``to``
    "create",  # here is a network the machine did not see, or one split off
    "drop",  # this is no network that the text announces
    "answer",  # a finding was looked at
    "hold",  # the value stays known although its quote is gone from the text
    "undo",  # the decisions ``undoes`` do not hold
]
#: what a value can be in
ItemState = Literal["open", "accepted", "corrected", "rejected", "added", "absent", "conflict", "held"]
#: states of values that are in the settled record
STANDING = frozenset({"open", "accepted", "corrected", "added"})
#: states that a person brought about and nobody questions
SETTLED = frozenset({"accepted", "corrected", "rejected", "added", "absent", "held"})
ConflictReason = Literal["quote-gone", "value-elsewhere", "says-now", "network-gone"]

CONTEXT_CHARS = 48


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Part):
    """Point at the characters a decision rests on, with enough around them to find them again in another version.

    Unit of ``start`` and ``end``: code points in the text of the version the decision was made on, half-open.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: str = Field(min_length=1)
    before: str = Field(default="", max_length=CONTEXT_CHARS)
    after: str = Field(default="", max_length=CONTEXT_CHARS)

    @model_validator(mode="after")
    def _check_length(self) -> "Quote":
        if self.end - self.start != len(self.text):
            msg = f"quote {self.text!r} has {len(self.text)} characters, its span {self.start}:{self.end} has not"
            raise ValueError(msg)
        return self


class Decision(_Part):
    """Keep what a person decided.

    ``network``: id of the network in the store (not its index in a report, which changes). ``field``: of the record. ``item``: which
    value of the field it is about, as ``pipeline.settle.identify`` names it; a scalar's is empty. ``value``: the value decided for, as in a
    record's JSON. ``version``: number of the document's version the person saw. ``batch``: shared by decisions made at once.
    """

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    kind: DecisionKind
    network: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
    field: str | None = None
    item: str | None = None
    value: Any = None
    quote: Quote | None = None
    to: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
    undoes: tuple[str, ...] = ()
    finding: str | None = Field(default=None, description="Key of the finding that is answered.")
    reviewer: str = Field(min_length=1, max_length=80)
    made_at: str = Field(description="ISO 8601, UTC.", examples=["2026-11-23T08:15:02Z"])
    reason: str | None = Field(default=None, max_length=2000)
    version: int = Field(ge=1)
    batch: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")


class Item(_Part):
    """Say where one value of a network stands: the machine's, the person's, and what holds.

    ``value``: what holds, or held; ``machine``: what the extraction says, None where it says nothing. ``pointer``: JSON Pointer of
    the machine's value in its record. ``start``/``end``: its characters in the current text, None where there are none. ``question``: key that
    equal open values of all documents share. ``decision``: id of the decision that made the state; ``quote`` what that rests on.
    """

    network: str
    field: str
    item: str
    state: ItemState
    value: Any = None
    machine: Any = None
    record: int | None = Field(default=None, description="Index of the machine's record in the report.")
    pointer: str | None = None
    start: int | None = None
    end: int | None = None
    rule: str | None = None
    confidence: float | None = None
    doubt: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Chance that the open machine value is wrong, by all around it. Only orders the review.",
    )
    question: str | None = None
    decision: str | None = None
    quote: Quote | None = None
    conflict: ConflictReason | None = None


class FindingState(_Part):
    """Say whether a finding was answered. ``key`` stays the same over extractions that find the same."""

    key: str
    network: str | None
    code: str
    severity: str
    answered: str | None = Field(default=None, description="Id of the decision; 'values' where its values were all decided.")


class NetworkState(_Part):
    """Say what a network of a document is. ``record``: index in the report, None where the machine does not see it (now)."""

    id: str
    record: int | None = None
    state: Literal["stands", "dropped", "merged", "gone"] = "stands"
    into: str | None = Field(default=None, description="The network it was merged into.")
    label: str | None = Field(default=None, description="Its name as it holds now.")


class Settled(_Part):
    """Hold where a whole document stands.

    ``values``: all items, the marks of fields that the text says nothing of included; ``settled``: those that a person decided; ``wrong``:
    how many of the open ones are expected to be wrong, by their confidence.
    """

    networks: tuple[NetworkState, ...]
    items: tuple[Item, ...]
    findings: tuple[FindingState, ...]
    values: int
    settled: int
    conflicts: int
    wrong: float


class ValueReview(_Part):
    """Say who settled a value of a settled report."""

    network: int = Field(ge=0, description="Index into networks.")
    pointer: str = Field(min_length=1, description="JSON Pointer into the record.")
    state: ItemState
    reviewer: str
    made_at: str
    reason: str | None = None
    machine: Any = Field(default=None, description="What the machine had read, where it was corrected.")


class RefusedValue(_Part):
    """Name a value that is not in the record because a person said so, or because two sides are still to be weighed."""

    network: int | None = Field(default=None, description="Index into networks; null where that network is left out too.")
    network_name: str | None = None
    field: str
    state: ItemState = Field(description="rejected, absent, conflict, held")
    value: Any = None
    quote: str | None = Field(default=None, description="What the decision rests on.")
    reviewer: str
    made_at: str
    reason: str | None = None


class Review(_Part):
    """Say of a report what people settled."""

    values: list[ValueReview] = Field(default_factory=list, description="One entry a value that a person settled.")
    refused: list[RefusedValue] = Field(default_factory=list, description="Values that people took out, and open conflicts.")
    total: int = Field(ge=0, description="Values, refused ones included.")
    settled: int = Field(ge=0, description="Values that a person settled.")
    wrong: float = Field(ge=0, description="Values still open that are expected to be wrong, by their confidence.")
