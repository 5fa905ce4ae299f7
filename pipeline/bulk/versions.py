"""Names everything that a record depends on besides its document: code, libraries, word lists, models, places."""

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.gazetteer import TABLE_NAME, embedded_path, user_folder
from pipeline.lexicon_cache import digest_of
from pipeline.settings import Settings

_CHARS = 16
_HOUSE = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """Give a checksum for each, as installed here; a process does not look twice."""
    settings = Settings()
    own = user_folder() / TABLE_NAME
    return {
        "code": _checksum(_HOUSE, sorted(path for name in ("pipeline", "schemas") for path in (_HOUSE / name).rglob("*.py"))),
        "libraries": _libraries(),
        "lexicons": digest_of(settings.lexicons, settings.own_lexicons)[:_CHARS],
        "models": _checksum(settings.models, sorted(path for path in settings.models.rglob("*") if path.is_file())),
        "places": _checksum(own.parent, [own]) if own.is_file() else _checksum(embedded_path().parent, [embedded_path()]),
    }


#: extras whose libraries read sources
_READING_EXTRA_RE = re.compile(r"extra == ['\"](?:parquet|warc)['\"]")


def netzlese_version() -> str:
    """Give the version of the installed program; ``pipeline.run`` knows it too, but loads the chain."""
    try:
        return metadata.version("netzlese")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def fingerprint() -> str:
    """Put all of them into one word, for ``Job.fingerprint``."""
    return sha256(repr(sorted(versions().items())).encode()).hexdigest()[:_CHARS]


def check_fingerprint(wanted: str) -> None:
    """Refuse to work beside processes that would read the same text otherwise; an empty word asks for nothing.

    Raises:
        SettingsError: what is installed here is not what the batch was planned with.
    """
    if wanted and wanted != fingerprint():
        have = ", ".join(f"{name} {checksum}" for name, checksum in versions().items())
        msg = f"this worker has another Netzlese than the batch was begun with ({have}); install the same version, word lists and places everywhere"
        raise SettingsError(msg)


def _libraries() -> str:
    """Give a checksum over the versions of Python and of all libraries: another one may read other text out of the same page."""
    try:
        names = sorted(
            re.split(r"[^\w.-]", line, maxsplit=1)[0]
            for line in metadata.requires("netzlese") or ()
            if "extra ==" not in line or _READING_EXTRA_RE.search(line)
        )
    except metadata.PackageNotFoundError:
        names = []
    known = [f"python {sys.version_info[:2]}", f"unicode {unicodedata.unidata_version}"]
    for name in names:
        try:
            known.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:  # whoever needs it will say so
            continue
    return sha256("\n".join(known).encode()).hexdigest()[:_CHARS]


def _checksum(folder: Path, paths: Iterable[Path]) -> str:
    digest = sha256()
    for path in paths:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_CHARS]
