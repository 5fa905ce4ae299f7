"""Where a password is found that an address leaves out: in the places that PostgreSQL's own programs look, out of everybody's sight."""

import os
import re
import stat
import sys
from pathlib import Path

_FIELDS = 5
#: a field ends at a colon that no backslash stands before
_FIELD_RE = re.compile(r"((?:\\.|[^\\:])*)(?::|$)")
_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def find_password(host: str, port: int, database: str, user: str) -> str | None:
    """Give the password for a database: of the variable ``PGPASSWORD``, else of the file ``~/.pgpass`` (or ``PGPASSFILE``)."""
    given = os.environ.get("PGPASSWORD")
    if given:
        return given
    wanted = (host, str(port), database, user)
    try:
        path = _file()
        if sys.platform != "win32" and path.stat().st_mode & _READABLE_BY_OTHERS:
            return None  # as libpq does: what others may read is no secret
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, RuntimeError, UnicodeDecodeError):  # no such file, or no home
        return None
    for line in lines:
        fields = _split(line)
        if len(fields) == _FIELDS and all(one in {"*", other} for one, other in zip(fields, wanted, strict=False)):
            return fields[-1]
    return None


def _file() -> Path:
    given = os.environ.get("PGPASSFILE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "postgresql" / "pgpass.conf"
    return Path.home() / ".pgpass"


def _split(line: str) -> list[str]:
    r"""Split a line of the file.

    >>> _split(r"db:5432:*:ada:ge\:heim")
    ['db', '5432', '*', 'ada', 'ge:heim']
    """
    if line.startswith("#"):
        return []
    fields = [re.sub(r"\\(.)", r"\1", field) for field in _FIELD_RE.findall(line)]
    return fields[:-1]  # an empty one stands behind the last
