"""The shape of a gold record in ``corpus/dev/gold``: what a careful reader says an announcement holds.

Much like ``schemas.record``, but written by people: a participant names its key, and evidence is a quote, not a span.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.record import (
    LIST_FIELDS,
    SCALAR_FIELDS,
    ActorKind,
    Award,
    Edtf,
    Money,
    ParticipantKind,
    Person,
    Relation,
    Status,
    Target,
    Theme,
    Words,
    resolve_pointer,
)


class _Gold(BaseModel):
    """Refuse unknown keys: a misspelt key would silently lower the measure."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldParticipant(_Gold):
    """Name one member; ``ags`` has 8 digits (municipality), 5 (district), or is null."""

    name: Words
    form: Words | None
    kind: ParticipantKind
    ags: str | None = Field(pattern=r"^\d{5}(\d{3})?$")


class GoldActor(_Gold):
    """Name a body or person that holds a role."""

    name: Words
    kind: ActorKind


class GoldRecord(_Gold):
    """Hold what one network's record must say; every key is always written."""

    name: Words | None
    aliases: list[Words]
    acronym: Words | None
    edition: int | None
    themes: list[Theme]
    status: Status | None
    founded: Edtf | None
    start: Edtf | None
    end: Edtf | None
    duration_months: int | None
    participants: list[GoldParticipant]
    participants_stated: int | None
    funders: list[GoldActor]
    initiators: list[GoldActor]
    managers: list[GoldActor]
    consultants: list[GoldActor]
    partners: list[GoldActor]
    programmes: list[Words]
    funding_refs: list[Words]
    funding_amounts: list[Money]
    people: list[Person]
    topics: list[Words]
    regions: list[Words]
    targets: list[Target]
    awards: list[Award]
    links: list[Words]
    emails: list[Words]
    phones: list[Words]
    relations: list[Relation]
    evidence: dict[str, Words] = Field(description="JSON Pointer -> a quote that stands in the visible text.")

    def pointers(self) -> Iterator[str]:
        """Yield the JSON Pointer of every value that must show evidence."""
        yield from (f"/{field}" for field in SCALAR_FIELDS if getattr(self, field) is not None)
        yield from (f"/{field}/{index}" for field in LIST_FIELDS for index in range(len(getattr(self, field))))

    @model_validator(mode="after")
    def _check_evidence(self) -> "GoldRecord":
        """Demand a quote for every value, and a value for every quote."""
        missing = [pointer for pointer in self.pointers() if pointer not in self.evidence]
        astray = [pointer for pointer in self.evidence if resolve_pointer(self, pointer) is None]
        if missing or astray:
            msg = "; ".join(
                part
                for part in (
                    f"no evidence for {', '.join(missing)}" if missing else "",
                    f"evidence for {', '.join(astray)}, which holds no value" if astray else "",
                )
                if part
            )
            raise ValueError(msg)
        return self


class GoldDocumentInfo(_Gold):
    """Say what the page calls itself and when it is from."""

    title: str | None
    date: Edtf | None


class GoldDocument(_Gold):
    """Hold the gold of one announcement; ``networks`` is empty where it announces none."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    document: GoldDocumentInfo
    networks: list[GoldRecord]
