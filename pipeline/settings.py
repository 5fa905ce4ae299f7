"""All tunables in one frozen model, and where the project's data lies."""

import re
from dataclasses import dataclass, field
from pathlib import Path

#: controls of a terminal and marks that turn the direction of writing; blanks and line ends are settled elsewhere
_STEERING_RE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PACKAGE = Path(__file__).resolve().parent


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - two digits are enough below


def printable(name: str) -> str:
    r"""Write a name so that any output can hold it: bytes that are no UTF-8, and signs that steer a terminal, become escapes.

    >>> printable("Lübbecke.txt"), printable("b/\udcff\udcfe.txt"), printable("a\x1b[2J\u202e.pdf")
    ('Lübbecke.txt', 'b/\\xff\\xfe.txt', 'a\\x1b[2J\\u202e.pdf')
    """
    name = _STEERING_RE.sub(_escape, name)
    try:
        name.encode()
    except UnicodeEncodeError:
        try:
            return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        except UnicodeEncodeError:  # half a character that never was a byte
            return name.encode("utf-8", "backslashreplace").decode()
    return name


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
    """Give the user's data folder: ``NETZLESE_HOME``, else the platform's own place.

    Raises:
        SettingsError: ``NETZLESE_HOME`` begins with the home of somebody who has none.
    """
    import os  # noqa: PLC0415 - rarely needed

    override = os.environ.get("NETZLESE_HOME")
    if override:
        try:
            return Path(override).expanduser()
        except RuntimeError as error:
            from pipeline.errors import SettingsError  # noqa: PLC0415 - needed only here

            msg = f"NETZLESE_HOME={override}: there is no such home folder; name the folder by its whole path"
            raise SettingsError(msg) from error
    from platformdirs import user_data_path  # noqa: PLC0415 - rarely needed

    return user_data_path("netzlese", appauthor=False)


def find_own_lexicons() -> Path | None:
    """Find the user's own word lists, which lie in ``lexicons`` of their data folder; None where there are none.

    Raises:
        SettingsError: as ``user_home``.
    """
    folder = user_home() / "lexicons"
    return folder if folder.is_dir() else None


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold every tunable of the chain.

    ``explain``: add rules, cues and near misses. ``calibrated``: say the measured confidence of a value instead of the rules' own.
    ``own_lexicons``: folder of the user's own word lists, which add to ``lexicons``; None for none.
    Unit: ``max_bytes`` in bytes, ``date`` an EDTF day that stands in for a document's own date.
    """

    explain: bool = False
    date: str | None = None
    calibrated: bool = True
    max_bytes: int = 64 * 1024 * 1024
    lexicons: Path = field(default_factory=lambda: find_resources("lexicons"))
    own_lexicons: Path | None = field(default_factory=find_own_lexicons)
    models: Path = field(default_factory=lambda: find_resources("models"))
