"""What a script may send: request bodies, read strictly, and what is wrong with one said in plain words."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.desk import Chosen, Wish
from pipeline.workbench.options import MOST_REVIEWER_CHARS
from pipeline.workbench.refusal import Refusal

MOST_DECISIONS_AT_ONCE = 1000
MOST_ITEMS_AT_ONCE = 2000
MOST_VALUE_DEPTH = 6
_MOST_NUMBER = 2**53  # the largest whole numbers that a script and a database agree on
_MOST_REASON_CHARS = 2000
_MOST_WORDS_CHARS = 4000
_MOST_QUOTED_CHARS = 20_000

_M = TypeVar("_M", bound=BaseModel)


class _BadError(ValueError):
    """Refuse a value; the message is the last part of the refusal's code."""


def _check_plain(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Let through what a value can be made of: finite numbers, words without NUL, few levels."""
    if depth > MOST_VALUE_DEPTH:
        raise _BadError("deep")  # noqa: EM101 - a code, not a message
    if isinstance(value, float) and not math.isfinite(value):
        raise _BadError("number")  # noqa: EM101 - a code, not a message
    if isinstance(value, str) and ("\x00" in value or len(value) > _MOST_WORDS_CHARS):
        raise _BadError("characters")  # noqa: EM101 - a code, not a message
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_plain(part, depth + 1)
    return value


Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Words = Annotated[str, Field(max_length=_MOST_WORDS_CHARS), AfterValidator(_check_plain)]
Quoted = Annotated[str, Field(max_length=_MOST_QUOTED_CHARS)]
Reason = Annotated[str, Field(max_length=_MOST_REASON_CHARS), AfterValidator(_check_plain)]
Count = Annotated[int, Field(ge=0, le=_MOST_NUMBER)]
Plain = Annotated[Any, AfterValidator(_check_plain)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Span(_Body):
    """Point at selected text, and say what it was. Unit: code points, half-open."""

    start: Count
    end: Count
    text: Quoted | None = None


class WishBody(_Body):
    """Ask for one decision; undoing has an address of its own."""

    kind: Literal["accept", "correct", "reject", "add", "absent", "move", "merge", "create", "drop", "answer", "hold"]
    network: Id | None = None
    field: Words | None = None
    item: Words | None = None
    value: Plain = None
    quote: Span | None = None
    to: Id | None = None
    finding: Words | None = None
    reason: Reason | None = None

    def wish(self) -> Wish:
        """Give it as the desk takes it."""
        return Wish(
            self.kind, network=self.network, field=self.field, item=self.item, value=self.value,
            span=(self.quote.start, self.quote.end) if self.quote else None, to=self.to, finding=self.finding, reason=self.reason,
            words=self.quote.text if self.quote else None,
        )  # fmt: skip


class _StepBody(_Body):
    """Say what a page had seen when somebody decided on it.

    ``step``: name of this step, the same when it is sent again; ``mine``: steps of the page that were still on their way then.
    """

    seen: Count
    step: Id | None = None
    mine: list[Id] = Field(default_factory=list, max_length=MOST_DECISIONS_AT_ONCE)


class DecisionsBody(_StepBody):
    """Ask for decisions about one document."""

    decisions: list[WishBody] = Field(min_length=1, max_length=MOST_DECISIONS_AT_ONCE)


class UndoBody(_StepBody):
    """Ask to undo decisions of one document; None: the visitor's last one."""

    decisions: list[Id] | None = Field(default=None, min_length=1, max_length=MOST_DECISIONS_AT_ONCE)


class ChosenBody(_Body):
    """Name one value that is answered together with its equals."""

    document: Count
    revision: Count
    network: Id
    item: Words

    def chosen(self) -> Chosen:
        """Give it as the desk takes it."""
        return Chosen(self.document, self.revision, self.network, self.item)


class AnswerBody(_Body):
    """Ask to answer equal open values of many documents at once."""

    kind: Literal["accept", "reject", "correct"]
    value: Plain = None
    reason: Reason | None = None
    items: list[ChosenBody] = Field(min_length=1, max_length=MOST_ITEMS_AT_ONCE)


class NothingBody(_Body):
    """Say nothing but what the address says."""


class SessionBody(_Body):
    """Choose who decides, the language and the colours; what is left out stays."""

    reviewer: Annotated[str, Field(max_length=4 * MOST_REVIEWER_CHARS)] | None = None
    lang: Literal["de", "en"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None

    @model_validator(mode="after")
    def _check_any(self) -> "SessionBody":
        if self.reviewer is None and self.lang is None and self.theme is None:
            raise _BadError("nothing")  # noqa: EM101 - a code, not a message
        return self


def read_body(content: bytes, model: type[_M]) -> _M:
    """Read a body.

    Raises:
        Refusal: 422, with the first thing that is wrong and where.
    """
    try:
        return model.model_validate_json(content or b"{}")
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False, include_input=False)[0]) from None


#: what pydantic says, as one of our codes
_CODES = {
    "characters": "body-characters",
    "deep": "body-deep",
    "extra_forbidden": "body-unknown",
    "json_invalid": "body-json",
    "json_type": "body-json",
    "list_type": "body-list",
    "literal_error": "body-choice",
    "missing": "body-missing",
    "model_type": "body-object",
    "nothing": "body-nothing",
    "number": "body-number",
    "string_type": "body-words",
    "too_long": "body-many",
    "too_short": "body-few",
    "string_too_long": "body-long",
    "string_pattern_mismatch": "body-id",
}
_NUMBER_TYPES = ("int", "greater", "less", "finite")


def _refusal(error: Mapping[str, Any]) -> Refusal:
    context = error.get("ctx", {})
    own = context.get("error")
    kind = str(own) if isinstance(own, _BadError) else error["type"]
    code = _CODES.get(kind) or ("body-number" if kind.startswith(_NUMBER_TYPES) else "body-other")
    where = "/".join(str(part) for part in error["loc"])
    limit = context.get("max_length") or context.get("min_length") or 0
    values = {"where": where, "limit": limit, "choices": str(context.get("expected", "")).replace("'", "")}
    return Refusal(422, code, where=where or None, values=values)
