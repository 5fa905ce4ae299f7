"""What databases and drivers complain of, in plain words with what to do."""

import sqlite3

from pipeline.errors import CollisionError, StoreError

_TAKEN = "23505"
#: of PostgreSQL's error codes, by their beginning
_SERVER_TROUBLE = {
    "28": "refuses this user or password; check the address of the store",
    "3D000": "has no database of this name; make it with createdb, or check the address of the store",
    "42501": "does not let this user do that; ask its administrator for the right to make and write tables",
    "53100": "has no room left on its disk; make room and try again",
    "53": "is overloaded; wait a moment and try again",
    "55P03": "is being written by another program that did not end in time; wait a moment and try again",
    _TAKEN: "was written by somebody else in the same moment; nothing was stored, try again",
    "40": "was written by somebody else in the same moment; nothing was stored, try again",
    "57": "is shutting down or starting; wait a moment and try again",
    "25006": "is read-only; ask its administrator for the right to write",
}
_LINE_TROUBLE = {
    "refuses ssl": "offers no encrypted line; ask its administrator for one, or leave sslmode out of the address",
    "certificate": "has a certificate that is not trusted here; ask its administrator which one to trust, or use sslmode=require",
}
_FILE_TROUBLE = {
    "locked": "is being written by another program that did not end in time; wait a moment and try again",
    "busy": "is being written by another program that did not end in time; wait a moment and try again",
    "disk is full": "cannot grow: the disk is full; make room and try again, nothing that was reported as done is lost",
    "readonly": "is read-only; get the right to write the file and its folder, or copy it to a folder of your own",
    "unable to open": "cannot be opened; check that its folder exists and may be written",
    "not a database": "is no SQLite file; name another path",
    "malformed": "is damaged; bring it back from a copy, or ingest the documents into a new one",
    "disk i/o": "cannot be read or written: the disk reports an error; check it, and copy the file elsewhere",
}


def explain(error: BaseException | None, where: str) -> str:
    """Say what happened to the store and what to do.

    >>> explain(sqlite3.OperationalError("database or disk is full"), "a.sqlite")[:58]
    'the store a.sqlite cannot grow: the disk is full; make roo'
    """
    if isinstance(error, sqlite3.Error):
        text = str(error).lower()
        for sign, words in _FILE_TROUBLE.items():
            if sign in text:
                return f"the store {where} {words}"
        return f"the store {where} refuses: {error}"
    code = _server_code(error)
    if code is not None:
        for length in (5, 2):
            if code[:length] in _SERVER_TROUBLE:
                return f"the store {where} {_SERVER_TROUBLE[code[:length]]}"
        return f"the store {where} refuses: {_server_message(error)} ({code})"
    if type(error).__module__.startswith("pg8000"):
        for sign, words in _LINE_TROUBLE.items():
            if sign in _all_of(error):
                return f"the store {where} {words}"
        return f"the store {where} cannot be reached; check that its server runs, its address, and the network"
    return f"the store {where} refuses: {error}"


def _all_of(error: BaseException | None) -> str:
    """Give the words of an error and of what led to it."""
    said = []
    while error is not None:
        said.append(str(error).lower())
        error = error.__cause__ or error.__context__
    return " ".join(said)


def trouble(error: BaseException | None, where: str) -> StoreError:
    """Give the error to raise for what a database or its driver objects to.

    >>> trouble(Exception({"C": "40001"}), "postgresql://db/netze")
    CollisionError('the store postgresql://db/netze was written by somebody else in the same moment; nothing was stored, try again')
    """
    code = _server_code(error) or ""
    kind = CollisionError if code.startswith("40") or code == _TAKEN else StoreError
    return kind(explain(error, where))


def _server_code(error: BaseException | None) -> str | None:
    """Give PostgreSQL's five-letter code, as pg8000 carries it."""
    fields = error.args[0] if error is not None and error.args else None
    return fields.get("C") if isinstance(fields, dict) else None


def _server_message(error: BaseException | None) -> str:
    fields = error.args[0] if error is not None and error.args else {}
    return str(fields.get("M", error)) if isinstance(fields, dict) else str(error)
