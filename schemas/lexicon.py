"""The shape of a word list in ``corpus/lexicons``: a header, then entries that carry their own examples."""

import unicodedata
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Matching = Literal["exact", "casefold", "inflected"]


def _tidy(text: str) -> str:
    """Refuse a string that is not NFC or has blanks at its ends."""
    if text != text.strip():
        msg = f"{text!r} has a blank at an end; trim it"
        raise ValueError(msg)
    if not unicodedata.is_normalized("NFC", text):
        msg = f"{text!r} is not NFC; write it composed"
        raise ValueError(msg)
    return text


Tidy = Annotated[str, AfterValidator(_tidy), Field(min_length=1)]


class LexiconEntry(BaseModel):
    """One thing the list knows, with every form of its name that the engine cannot derive by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Stable slug, unique in its list.")
    label: Tidy = Field(description="The name a person would use.")
    variants: tuple[Tidy, ...] = Field(min_length=1, description="Forms to match; the label only if it is listed here.")
    examples: tuple[str, ...] = Field(default=(), description="Short texts in which this entry must be found.")
    counterexamples: tuple[str, ...] = Field(default=(), description="Short texts in which it must not be found.")
    matching: Matching | None = Field(default=None, description="How to match, where it differs from the list.")
    ambiguous: bool = Field(default=False, description="Its variants may stand in other entries, or be common words.")
    weak: bool = Field(default=False, description="Counts only with other evidence beside it.")
    kind: str | None = Field(default=None, description="What sort of thing it is, in the list's own terms.")
    role: str | None = Field(default=None, description="The role a cue speaks of.")
    frame: str | None = Field(default=None, description="How a cue's filler stands to it: verb, holder, task, phrase.")
    value: str | int | None = Field(default=None, description="What a match means: a number, an enum value, a form.")
    by: str | None = Field(default=None, description="Id of the body behind it, in another list.")
    theme: str | None = Field(default=None, description="Theme it belongs to.")
    acronym: str | None = Field(default=None, description="Its short form.")
    participle: tuple[str, ...] = Field(default=(), description="Which variants of a verb are participles.")
    plural: tuple[str, ...] = Field(default=(), description="Which variants are plural.")
    singular: tuple[str, ...] = Field(default=(), description="Which variants are singular too, where both look alike.")
    states: tuple[str, ...] = Field(default=(), description="States it lies in, ISO 3166-2.")
    gender: str | None = Field(default=None, description="f, m or u, of a given name.")
    note: str | None = Field(default=None, description="What an editor should know.")


class Lexicon(BaseModel):
    """A word list with its origin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    about: str
    source: str
    licence: str
    matching: Matching = "inflected"
    entries: tuple[LexiconEntry, ...]

    @model_validator(mode="after")
    def _check_entries(self) -> "Lexicon":
        """Demand sorted, unique ids and no variant in two entries unless both say so."""
        ids = [entry.id for entry in self.entries]
        for before, after in pairwise(ids):
            if before >= after:
                msg = f"entry {after!r} stands after {before!r}; sort entries by id, each id once"
                raise ValueError(msg)
        owner: dict[str, LexiconEntry] = {}
        for entry in self.entries:
            for variant in entry.variants:
                other = owner.setdefault(variant, entry)
                if other is not entry and not (other.ambiguous and entry.ambiguous):
                    msg = f"variant {variant!r} stands in {other.id!r} and {entry.id!r}; keep one, or mark both ambiguous"
                    raise ValueError(msg)
        return self
