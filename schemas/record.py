"""What leaves Netzlese: the report of one document and the record of one network (``schema_version`` 1.0)."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.edtf import bounds
from schemas.finding import Finding
from schemas.origin import Layout, Locator
from schemas.review import Review

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Theme = Literal[
    "climate", "energy_efficiency", "resource_efficiency", "adaptation", "mobility", "heat",
    "sustainability", "water", "procurement", "biodiversity", "digital", "other",
]  # fmt: skip
Status = Literal["planned", "running", "completed"]
ParticipantKind = Literal["municipality", "district", "municipal_association", "organisation"]
ActorKind = Literal["organisation", "person", "unnamed"]
RelationKind = Literal["predecessor", "successor", "part_of", "sibling"]


def _edtf(value: str) -> str:
    bounds(value)
    return value


Edtf = Annotated[str, AfterValidator(_edtf)]
Words = Annotated[str, Field(min_length=1)]


def _is_empty(value: object) -> bool:
    return not value


class _Part(BaseModel):
    """Refuse unknown fields and later changes, for every part of a report."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Part):
    """Show the characters a value came from, the rule that read them, and how sure it is."""

    start: int = Field(ge=0, description="First character in report.text. Unit: code points from 0.", examples=[391])
    end: int = Field(ge=1, description="Character after the last. Unit: code points.", examples=[400])
    text: Words = Field(description="Exactly report.text[start:end].", examples=["Juli 2020"])
    rule: Words = Field(description="Name of the rule that read the value here.", examples=["timeline.start.verb"])
    confidence: float = Field(ge=0, le=1, description="Chance that the value is right, 0 to 1.", examples=[0.93])
    source: list[Locator] = Field(
        default_factory=list, exclude_if=_is_empty,
        description="Where these characters stand in a PDF, page, mail or Word file; left out for plain text.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check_length(self) -> "Evidence":
        if self.end - self.start != len(self.text):
            msg = f"evidence text {self.text!r} has {len(self.text)} characters, its span {self.start}:{self.end} has not"
            raise ValueError(msg)
        return self


class PlaceCandidate(_Part):
    """Name one place that a participant may be, where the text leaves more than one."""

    ags: str = Field(pattern=r"^\d{5}(\d{3})?$", description="Amtlicher Gemeindeschlüssel, 8 or 5 digits.", examples=["05774028"])
    official_name: Words = Field(description="Name in the gazetteer.", examples=["Lichtenau"])
    state: str = Field(pattern=r"^DE-[A-Z]{2}$", description="ISO 3166-2.", examples=["DE-NW"])
    score: float = Field(ge=0, le=1, description="Share of the joint score, 0 to 1.", examples=[0.4])


class Place(_Part):
    """Point a participant at the official register; where the text leaves several places, ags is null and candidates says which.

    Source: the gazetteer named in report.meta.places.
    """

    ags: str | None = Field(
        default=None,
        pattern=r"^\d{5}(\d{3})?$",
        description="8 digits for a municipality, 5 for a district.",
        examples=["05758012"],
    )
    geonames_id: int | None = Field(default=None, description="GeoNames id, where known.", examples=[2905891])
    official_name: str | None = Field(default=None, description="Name in the gazetteer.", examples=["Herford"])
    state: str | None = Field(default=None, pattern=r"^DE-[A-Z]{2}$", description="ISO 3166-2.", examples=["DE-NW"])
    latitude: float | None = Field(default=None, ge=-90, le=90, description="Unit: degrees north, WGS 84.", examples=[52.11])
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Unit: degrees east, WGS 84.", examples=[8.67])
    candidates: list[PlaceCandidate] = Field(default_factory=list, description="Other places it may be, likeliest first.")


class Participant(_Part):
    """Name one member of the network, as the text does, and the place it is."""

    name: Words = Field(description="Bare name, nominative, without type word.", examples=["Herford"])
    form: str | None = Field(default=None, description="Type word in the singular, as the text gives it.", examples=["Stadt"])
    kind: ParticipantKind = Field(description="What sort of body it is.", examples=["municipality"])
    place: Place | None = Field(default=None, description="The place in the register; null where unresolved.")


class Actor(_Part):
    """Name a body or person that holds a role."""

    name: Words = Field(description="Fullest form the text uses, nominative, no article.", examples=["Westfalen Weser Netz GmbH"])
    kind: ActorKind = Field(description="organisation, person, or unnamed ('ein Ingenieurbüro').")
    entity: str | None = Field(default=None, description="Id in the lexicons of known bodies.", examples=["bmuv"])


class Money(_Part):
    """State a sum of funding."""

    amount: float = Field(ge=0, description="Unit: the currency's main unit.", examples=[204595.0])
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])


class Person(_Part):
    """Name a person with what the text says of them."""

    name: Words = Field(description="Name without title.", examples=["Aron Teermann"])
    title: str | None = Field(default=None, description="Academic title.", examples=["Prof."])
    role: str | None = Field(default=None, description="Office or function in the text's word.", examples=["Bürgermeisterin"])
    organisation: str | None = Field(default=None, description="Body the text puts the person in.", examples=["Stadt Herford"])


class Target(_Part):
    """State a saving or target of the network."""

    quantity: float | str = Field(description="A number, or a range with an en dash.", examples=[11.5, "10–30"])
    unit: Words = Field(description="Unit as a symbol.", examples=["GWh", "t CO2", "%"])
    subject: str | None = Field(default=None, description="What is saved, in the text's word.", examples=["Strom"])
    period: str | None = Field(default=None, description="Time it is for, in the text's words.", examples=["pro Jahr"])
    status: Literal["planned", "achieved"] = Field(description="A goal, or a result.")


class Award(_Part):
    """Name a label or prize the network holds."""

    label: Words = Field(description="Name of the award.", examples=["AGEENkommunal"])
    by: str | None = Field(default=None, description="Who gives it.", examples=["AGEEN"])


class Relation(_Part):
    """Point at another network."""

    kind: RelationKind = Field(description="What the other network is to this one.")
    name: Words = Field(description="Name of the other network.", examples=["Klimaschutznetzwerk Westfalen Weser I"])


#: fields that hold the record's values: every non-null one, and every element of a list, must have evidence
SCALAR_FIELDS = (
    "name", "acronym", "edition", "status", "founded", "start", "end", "duration_months", "participants_stated",
)  # fmt: skip
LIST_FIELDS = (
    "aliases", "themes", "participants", "funders", "initiators", "managers", "consultants", "partners", "programmes",
    "funding_refs", "funding_amounts", "people", "topics", "regions", "targets", "awards", "links", "emails", "phones", "relations",
)  # fmt: skip
ROLE_FIELDS = ("funders", "initiators", "managers", "consultants", "partners")
#: what a register cannot do without; ``--explain`` says of each that is empty what came nearest to filling it
CORE_FIELDS = (
    "name", "status", "founded", "start", "end", "duration_months", "participants", "participants_stated",
    "funders", "initiators", "managers", "consultants",
)  # fmt: skip


class Record(_Part):
    """Hold what an announcement says of one network; null or [] where the text does not say."""

    name: str | None = Field(
        default=None, description="Fullest proper name the text uses, nominative, no article.", examples=["KNN"]
    )
    aliases: list[Words] = Field(default_factory=list, description="Other forms: short names, corrected typos.")
    acronym: str | None = Field(default=None, description="Short form in capitals.", examples=["KNN"])
    edition: int | None = Field(default=None, ge=1, description="Generation or number: 'II' is 2.", examples=[2])
    themes: list[Theme] = Field(default_factory=list, description="What the network is about.")
    status: Status | None = Field(default=None, description="As the text presents it.")
    founded: Edtf | None = Field(default=None, description="Founding, kick-off, signature. EDTF.", examples=["2021"])
    start: Edtf | None = Field(default=None, description="Begin of the network's term. EDTF.", examples=["2020-07"])
    end: Edtf | None = Field(default=None, description="End of the network's term. EDTF.", examples=["2023-11"])
    duration_months: int | None = Field(default=None, ge=1, description="Term. Unit: months.", examples=[36])
    participants: list[Participant] = Field(default_factory=list, description="Members, in the order of the text.")
    participants_stated: int | None = Field(default=None, ge=1, description="Number of members the text states.", examples=[10])
    funders: list[Actor] = Field(default_factory=list, description="Who pays or administers the grant.")
    initiators: list[Actor] = Field(default_factory=list, description="Who founded, initiated or carries it.")
    managers: list[Actor] = Field(default_factory=list, description="Network management, coordination, moderation.")
    consultants: list[Actor] = Field(default_factory=list, description="Technical advisers.")
    partners: list[Actor] = Field(default_factory=list, description="Other named supporters.")
    programmes: list[Words] = Field(default_factory=list, description="Funding programmes.", examples=[["Kommunalrichtlinie"]])
    funding_refs: list[Words] = Field(default_factory=list, description="Förderkennzeichen.", examples=[["67K18876"]])
    funding_amounts: list[Money] = Field(default_factory=list, description="Sums of the grant.")
    people: list[Person] = Field(default_factory=list, description="Everyone named with a role or an organisation.")
    topics: list[Words] = Field(default_factory=list, description="What the network works on, in the text's words.")
    regions: list[Words] = Field(default_factory=list, description="Where it is, as the text says.", examples=[["OWL"]])
    targets: list[Target] = Field(default_factory=list, description="Savings and targets.")
    awards: list[Award] = Field(default_factory=list, description="Labels and prizes.")
    links: list[Words] = Field(default_factory=list, description="Web addresses, as they stand.")
    emails: list[Words] = Field(default_factory=list, description="Mail addresses.")
    phones: list[Words] = Field(default_factory=list, description="Telephone numbers, as they stand.")
    relations: list[Relation] = Field(default_factory=list, description="Other networks it belongs with.")
    evidence: dict[str, list[Evidence]] = Field(
        default_factory=dict, description="JSON Pointer (RFC 6901) into this record -> where the value stands in the text."
    )
    findings: list[Finding] = Field(default_factory=list, description="What a reviewer should look at in this record.")

    def pointers(self) -> Iterator[str]:
        """Yield the JSON Pointer of every value that must show evidence."""
        for field, pointer in _SCALAR_POINTERS:
            if getattr(self, field) is not None:
                yield pointer
        for field in LIST_FIELDS:
            if values := getattr(self, field):
                yield from list_pointers(field, len(values))

    @model_validator(mode="after")
    def _check_evidence(self) -> "Record":
        """Demand evidence for every value, and a value for every piece of evidence."""
        evidence = self.evidence
        needed = set(self.pointers())
        if not (needed <= evidence.keys() and all(evidence.values())) and (
            missing := sorted(pointer for pointer in needed if not evidence.get(pointer))
        ):
            msg = f"no evidence for {', '.join(missing)}; every value must show the characters it came from"
            raise ValueError(msg)
        for pointer in evidence if len(evidence) > len(needed) else ():
            if pointer not in needed and resolve_pointer(self, pointer) is None:
                msg = f"evidence for {pointer!r}, which holds no value"
                raise ValueError(msg)
        return self


_SCALAR_POINTERS = tuple((field, f"/{field}") for field in SCALAR_FIELDS)
_MANY = 64
_LIST_POINTERS = {field: tuple(f"/{field}/{index}" for index in range(_MANY)) for field in LIST_FIELDS}


def list_pointers(field: str, count: int) -> Sequence[str]:
    """Give the JSON Pointers of the first elements of a list field."""
    known = _LIST_POINTERS[field]
    return known[:count] if count <= _MANY else [f"/{field}/{index}" for index in range(count)]


def resolve_pointer(record: BaseModel, pointer: str) -> Any:  # noqa: ANN401 - a pointer may lead to any value
    """Follow a JSON Pointer into a record; None where it leads nowhere or to null."""
    value: Any = record
    for part in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(part)] if part.isdecimal() and int(part) < len(value) else None
        else:
            value = getattr(value, part, None)
        if value is None:
            return None
    return value


class DocumentInfo(_Part):
    """Say which document was read."""

    id: Words = Field(description="First 16 hexadecimal digits of sha256, unless the source brings an id of its own.")
    source: str = Field(
        description="The path as given, '-' for standard input; what lies inside another file stands behind a '!'.",
        examples=["mail.eml!anlage.pdf"],
    )
    media_type: Words = Field(description="IANA media type.", examples=["text/plain"])
    title: str | None = Field(default=None, description="Title of the page, where it has one.")
    date: Edtf | None = Field(default=None, description="The document's own date. EDTF.", examples=["2021-05-03"])
    language: str = Field(description="BCP 47; 'und' where there is too little text.", examples=["de"])
    address: str | None = Field(
        default=None, exclude_if=_is_empty, description="Web address a page, mail or feed names as its own; left out without one."
    )
    part: str | None = Field(
        default=None, exclude_if=_is_empty, examples=["2/7"],
        description="Number and count, where a source too long for one report is given in several; left out otherwise.",
    )  # fmt: skip
    characters: int = Field(ge=0, description="Length of text. Unit: code points.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Checksum of the source's bytes.")


class Section(_Part):
    """Name a stretch of the text and the network it speaks of."""

    id: Words = Field(examples=["s3"])
    kind: Words = Field(description="Sort of section, e.g. participants, partners, contact, body, boilerplate.")
    heading: str | None = Field(default=None, description="Its heading, as it stands.")
    level: int = Field(ge=0, description="Depth of the heading; 0 without one.")
    start: int = Field(ge=0, description="Unit: code points in report.text.")
    end: int = Field(ge=0, description="Unit: code points in report.text.")
    network: int | None = Field(default=None, ge=0, description="Index into networks.")


class PlacesInfo(_Part):
    """Say which gazetteer resolved the places."""

    source: Words
    date: str | None = Field(default=None, description="ISO date of the register.")


class Meta(_Part):
    """Name the versions behind a report; no clock, so that the same input gives the same bytes."""

    netzlese: Words = Field(description="Version of the program.")
    lexicons: Words = Field(description="Checksum over all lexicons.")
    places: PlacesInfo


class NearMiss(_Part):
    """Show a candidate that did not become a value, and the check that refused it."""

    field: str = Field(description="Record field it was a candidate for.", examples=["founded"])
    network: int | None = Field(default=None, description="Index into networks; null for the document.")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    rule: Words = Field(description="Rule that proposed it.")
    reason: Words = Field(description="Check that refused it, in plain words.")


class Cue(_Part):
    """Point at the words that made characters a value of their field."""

    start: int = Field(ge=0, description="First character in report.text. Unit: code points from 0.", examples=[412])
    end: int = Field(ge=1, description="Character after the last. Unit: code points.", examples=[419])
    text: Words = Field(description="Exactly report.text[start:end].", examples=["startet"])


class ValueReason(_Part):
    """Name the rule that read a value, and the words that made it this value."""

    network: int = Field(ge=0, description="Index into networks.")
    pointer: Words = Field(description="JSON Pointer (RFC 6901) into the record.", examples=["/start"])
    rule: Words = Field(description="Rule of its surest evidence.", examples=["timeline.start"])
    cue: Cue | None = Field(
        default=None, description="The words that made it this value; null where the value is its own cue, such as a name."
    )


class EmptyField(_Part):
    """Say of an empty core field what came nearest to filling it."""

    network: int | None = Field(default=None, description="Index into networks; null where the document has none.")
    field: Words = Field(description="Core field of the record that is empty.", examples=["founded"])
    nearest: NearMiss | None = Field(
        default=None, description="The likeliest candidate; null where the text has nothing of the kind."
    )
    reason: Words = Field(description="Why the field is empty, in plain words.")


class RepairNote(_Part):
    """Record one change that cleaning made before the text was read. The text of the report is not changed."""

    name: Words = Field(description="Name of the repair.", examples=["soft-hyphen"])
    start: int = Field(ge=0, description="First character in report.text. Unit: code points from 0.")
    end: int = Field(ge=0, description="Character after the last.")
    before: str = Field(description="The characters as they stand.")
    after: str = Field(description="What they were read as.")


class Explanation(_Part):
    """Answer "why this?" for every value and "why not?" for every empty core field."""

    near_misses: list[NearMiss] = Field(
        default_factory=list, description="Every candidate that a check refused, in the order of the text."
    )
    values: list[ValueReason] = Field(default_factory=list, description="One entry for every value that has evidence.")
    empty: list[EmptyField] = Field(default_factory=list, description="One entry for every empty core field of every record.")
    repairs: list[RepairNote] = Field(default_factory=list, description="What cleaning changed, in the order of the text.")


class Report(_Part):
    """Hold everything read from one document."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    document: DocumentInfo
    text: str = Field(description="The visible text all offsets point into.")
    sections: list[Section] = Field(default_factory=list)
    networks: list[Record] = Field(default_factory=list, description="One record a network; empty where none is announced.")
    findings: list[Finding] = Field(default_factory=list, description="What a reviewer should look at in the document.")
    layout: Layout | None = Field(
        default=None, exclude_if=_is_empty, description="How the text lies in its file; left out for plain text."
    )
    explain: Explanation | None = Field(
        default=None, exclude_if=_is_empty, description="Rules, cues, near misses and repairs; only with --explain."
    )
    review: Review | None = Field(
        default=None, exclude_if=_is_empty, description="What people settled; only in what comes out of a review."
    )
    meta: Meta

    @model_validator(mode="after")
    def _check_grounding(self) -> "Report":
        """Demand that every quote is where it says, and every network index exists."""
        for index, record in enumerate(self.networks):
            for pointer, pieces in record.evidence.items():
                for piece in pieces:
                    if self.text[piece.start : piece.end] != piece.text:
                        msg = f"network {index} {pointer}: text[{piece.start}:{piece.end}] is not {piece.text!r}"
                        raise ValueError(msg)
        for section in self.sections:
            if section.network is not None and section.network >= len(self.networks):
                msg = f"section {section.id!r} names network {section.network} of {len(self.networks)}"
                raise ValueError(msg)
        self._check_cues()
        return self

    def _check_cues(self) -> None:
        """Demand that every cue stands where it says."""
        for value in self.explain.values if self.explain else ():
            if value.cue is not None and self.text[value.cue.start : value.cue.end] != value.cue.text:
                msg = f"network {value.network} {value.pointer}: cue text[{value.cue.start}:{value.cue.end}] is not {value.cue.text!r}"
                raise ValueError(msg)
