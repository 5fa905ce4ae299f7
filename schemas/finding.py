"""What the reader of a report should look at: an oddity of the text, never an error of the program."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["error", "warning", "note"]

#: codes of sources of which nothing could be read: their report has no text, and the command line counts them as failed
UNREAD_CODES = frozenset({"no-text-layer", "encrypted", "damaged", "unfolds-too-far"})
#: codes of sources of which a part was not read, since they are longer or deeper than is read, or lies elsewhere
CUT_CODES = frozenset(
    {
        "document-cut",
        "page-cut",
        "mail-cut",
        "mail-text-cut",
        "attachments-cut",
        "frames-not-read",
        "needs-script",
        "pages-damaged",
        "form-not-read",
    }
)


class FindingSpan(BaseModel):
    """Point at the characters a finding speaks of. Unit: code points in ``report.text``, half-open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(ge=0, description="First character, counted from 0.", examples=[120])
    end: int = Field(ge=0, description="Character after the last.", examples=[134])
    text: str = Field(description="The characters themselves: text[start:end].", examples=["zehn Kommunen"])


class Finding(BaseModel):
    """Tell a reviewer what to look at, where, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z]+(-[a-z0-9]+)*$", description="Stable slug of the check.", examples=["count-differs"])
    severity: Severity = Field(description="error: a value is probably wrong; warning: look at it; note: good to know.")
    message: str = Field(min_length=1, description="One sentence in plain words.", examples=["10 stated, 9 listed"])
    path: str = Field(
        default="", description="JSON Pointer to the value it is about; empty for the whole.", examples=["/participants"]
    )
    values: dict[str, str | int] = Field(
        default_factory=dict, description="What the message speaks of, by name, so that it can be said in another language.",
        examples=[{"stated": 10, "listed": 9}],
    )  # fmt: skip
    spans: list[FindingSpan] = Field(default_factory=list, description="The places in the text it speaks of.")
