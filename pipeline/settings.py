"""All tunables in one frozen model, and where the project's data lies."""

from dataclasses import dataclass, field
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def find_resources(name: str) -> Path:
    """Find a folder or file of shipped data: inside the wheel, else in the checkout's ``corpus``.

    Raises:
        SettingsError: the data is in neither place.
    """
    for candidate in (_PACKAGE / "resources" / name, _PACKAGE.parent / "corpus" / name):
        if candidate.exists():
            return candidate
    from pipeline.errors import SettingsError  # noqa: PLC0415 - needed only here

    msg = (
        f"shipped data {name!r} is neither in {_PACKAGE / 'resources'} nor in {_PACKAGE.parent / 'corpus'}; install Netzlese again"
    )
    raise SettingsError(msg)


def user_home() -> Path:
    """Give the user's data folder: ``NETZLESE_HOME``, else the platform's own place."""
    import os  # noqa: PLC0415 - rarely needed

    override = os.environ.get("NETZLESE_HOME")
    if override:
        return Path(override).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 - rarely needed

    return user_data_path("netzlese", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold every tunable of the chain.

    Unit: ``max_bytes`` in bytes, ``date`` an EDTF day that stands in for a document's own date.
    """

    explain: bool = False
    date: str | None = None
    max_bytes: int = 64 * 1024 * 1024
    lexicons: Path = field(default_factory=lambda: find_resources("lexicons"))
