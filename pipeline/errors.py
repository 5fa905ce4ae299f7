"""The exception tree: what is raised for broken input, lexicons, settings and code, never for an odd text."""


class NetzleseError(Exception):
    """Stand above every error that Netzlese raises on purpose; its message says where, what, expected, what to do."""


class ReadError(NetzleseError):
    """Refuse a source that cannot be read as a document (missing, binary, damaged, too large)."""


class LexiconError(NetzleseError):
    """Refuse a lexicon file or entry that breaks its schema."""


class PlacesError(NetzleseError):
    """Refuse a register of places that cannot be read, imported or downloaded."""


class SettingsError(NetzleseError):
    """Refuse a setting that has no meaning."""


class ReviewError(NetzleseError):
    """Refuse a decision that has no meaning.

    ``code``: stable slug of the reason; ``where``: the field, or a part of it; ``values``: what the message speaks of. With these the
    workbench says it in the reader's language.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "no-meaning",
        where: str | None = None,
        values: dict[str, str | int] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.where = where
        self.values: dict[str, str | int] = values or {}


class StoreError(NetzleseError):
    """Refuse a store that cannot be opened, read or written."""


class CollisionError(StoreError):
    """Say that somebody else wrote the same in the same moment: nothing was stored, and trying again will do."""
