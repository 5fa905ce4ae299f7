"""The plain values that mentions carry after normalising."""

from schemas.layer import layer


@layer(frozen=True, slots=True)
class PlaceName:
    """Name a place as the text does: bare name, type word, what sort of body. ``bracket`` is what stood in brackets behind it."""

    name: str
    form: str | None = None
    kind: str = "municipality"
    bracket: str | None = None
    ags: tuple[str, ...] = ()


@layer(frozen=True, slots=True)
class OrganisationName:
    """Name a body in the nominative. ``kind``: organisation or unnamed; ``entity``: lexicon id; ``sort``: the lexicon's kind."""

    name: str
    kind: str = "organisation"
    entity: str | None = None
    sort: str | None = None
    acronym: str | None = None


@layer(frozen=True, slots=True)
class PersonName:
    """Name a person; ``office`` in the nominative singular, ``organisation`` as the text has it."""

    name: str
    title: str | None = None
    office: str | None = None
    organisation: str | None = None
    surname_only: bool = False


@layer(frozen=True, slots=True)
class NetworkName:
    """Name a network, or point at one: ``name`` is None for "das Netzwerk".

    ``ordinal``: "das zweite Netzwerk", ``definite``: preceded by a definite article or demonstrative, ``plural``: speaks of several.
    """

    name: str | None
    head: str = ""
    acronym: str | None = None
    edition: int | None = None
    aliases: tuple[str, ...] = ()
    ordinal: int | None = None
    article: str = ""
    plural: bool = False
    weak: bool = False
