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
