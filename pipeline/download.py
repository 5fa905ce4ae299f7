"""Fetch one file over the network within limits of time and size; what is not whole and right leaves no trace."""

import hashlib
import ipaddress
import threading
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import PlacesError, SettingsError

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

_CHUNK_BYTES = 64 * 1024
_MAX_MEMBERS = 50
#: fixed-width text packs about 1:15; far beyond that an archive is made to burst
_MAX_RATIO = 60
_HTTP_OK = 200
_MAX_TIMEOUT_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound a download. Unit: seconds for the whole of it, bytes as they come over the line."""

    timeout_s: float
    max_bytes: int


def check_settings(url: str, timeout_s: float) -> None:
    """Refuse an address that is none at all, and a time that cannot be waited.

    >>> check_settings("http://[::1", 60)
    Traceback (most recent call last):
    ...
    pipeline.errors.SettingsError: 'http://[::1': no web address (Invalid IPv6 URL); write it as https://host/file

    Raises:
        SettingsError: one of them has no meaning.

    """
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        msg = f"{url!r}: no web address ({error}); write it as https://host/file"
        raise SettingsError(msg) from error
    if not 0 < timeout_s <= _MAX_TIMEOUT_S:  # nan fails this too
        msg = f"timeout of {timeout_s:g} seconds: expected a number above 0 and at most {_MAX_TIMEOUT_S}"
        raise SettingsError(msg)


def check_address(url: str) -> None:
    """Demand https; plain http only to this machine itself.

    >>> check_address("https://www.destatis.de/x.zip"), check_address("http://127.0.0.1:8000/x.txt")
    (None, None)
    >>> check_address("file:///etc/passwd")
    Traceback (most recent call last):
    ...
    pipeline.errors.PlacesError: 'file:///etc/passwd': expected an https address; give one, or import a downloaded file
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))):
            return
    msg = f"{url!r}: expected an https address; give one, or import a downloaded file"
    raise PlacesError(msg)


def _is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def fetch(url: str, target: Path, limits: Limits) -> str:
    """Write what an address delivers to a file, and give its SHA-256.

    The time allowed holds for all of it: a socket's own timeout begins anew with each byte, and looking up a name has none.
    So another thread does the work, and one that is late is left to itself; it can write to nothing but the open file.

    Raises:
        PlacesError: the address is unfit, does not answer in time, answers with an error, delivers too much or too little.
        SettingsError: the address or the time allowed cannot be right.

    """
    check_settings(url, limits.timeout_s)
    check_address(url)
    deadline = time.monotonic() + limits.timeout_s
    checksums: list[str] = []
    errors: list[Exception] = []
    stream = target.open("wb")

    def work() -> None:
        try:
            with stream:
                checksums.append(_download(url, stream, limits, deadline))
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
            errors.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(limits.timeout_s)
    if errors:
        raise errors.pop()
    if not checksums:
        raise PlacesError(_late(url, limits))
    return checksums[0]


def _download(url: str, stream: IO[bytes], limits: Limits, deadline: float) -> str:
    """Ask for an address, copy the answer and give its SHA-256."""
    import http.client  # noqa: PLC0415 - heavy, and only an update needs it
    import urllib.error  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    request = urllib.request.Request(url, headers={"User-Agent": "netzlese", "Accept-Encoding": "identity"})  # noqa: S310 - checked above
    try:
        with _opener().open(request, timeout=limits.timeout_s) as answer:
            _check_answer(answer.status, answer.headers.get("Content-Length"), url, limits)
            checksum, received = _copy(answer, stream, url, limits, deadline)
            expected = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        error.close()
        msg = f"{url}: the server answered {error.code} {error.reason}"
        raise PlacesError(msg) from error
    except TimeoutError as error:
        raise PlacesError(_late(url, limits)) from error
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:  # ValueError: where a redirect leads
        reason = getattr(error, "reason", None) or error
        msg = _late(url, limits) if isinstance(reason, TimeoutError) else f"{url}: cannot be fetched ({reason})"
        raise PlacesError(msg) from error
    if expected and expected.isdecimal() and received != int(expected):
        msg = f"{url}: the connection broke after {received} of {expected} bytes; try again"
        raise PlacesError(msg)
    return checksum


def _opener() -> "OpenerDirector":
    """Build an opener that follows redirects only to addresses that would be fit themselves."""
    import urllib.request  # noqa: PLC0415

    class Redirects(urllib.request.HTTPRedirectHandler):
        """Check where a redirect leads before going there."""

        def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            """Refuse an unfit address."""
            check_address(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

        def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            """Close the connection where the redirect is refused; the base class leaves it open."""
            try:
                return super().http_error_302(req, fp, code, msg, headers)
            except Exception:
                fp.close()
                raise

        http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    return urllib.request.build_opener(Redirects)


def _check_answer(status: int, length: str | None, url: str, limits: Limits) -> None:
    """Refuse an answer before reading it, where its head says enough."""
    if status != _HTTP_OK:
        msg = f"{url}: the server answered {status}, expected {_HTTP_OK}"
        raise PlacesError(msg)
    if length and length.isdecimal() and int(length) > limits.max_bytes:
        msg = f"{url}: {length} bytes announced, more than the limit of {limits.max_bytes}; raise the limit if that is right"
        raise PlacesError(msg)


def _copy(answer: IO[bytes], stream: IO[bytes], url: str, limits: Limits, deadline: float) -> tuple[str, int]:
    """Copy until the end, the limit or the deadline; give checksum and size."""
    digest, received = hashlib.sha256(), 0
    # read1 returns what has come; read would wait for a full chunk, and a dripping server would outlive the deadline
    read = getattr(answer, "read1", answer.read)
    while chunk := read(_CHUNK_BYTES):
        received += len(chunk)
        if received > limits.max_bytes:
            msg = f"{url}: more than the limit of {limits.max_bytes} bytes; raise the limit if that is right"
            raise PlacesError(msg)
        if time.monotonic() > deadline:
            raise PlacesError(_late(url, limits))
        digest.update(chunk)
        stream.write(chunk)
    return digest.hexdigest(), received


def _late(url: str, limits: Limits) -> str:
    """Say that time is up."""
    return f"{url}: not finished within {limits.timeout_s:g} seconds; try again, or raise the timeout"


def unpack_register(archive: Path, target: Path, *, max_bytes: int) -> None:
    """Take the fixed-width text out of a ZIP archive, within limits of size and ratio.

    Raises:
        PlacesError: the archive is damaged, holds no such text or more than one, or would burst.

    """
    try:
        with zipfile.ZipFile(archive) as box:
            member = _find_member(box, archive, max_bytes)
            with box.open(member) as source, target.open("wb") as stream:
                written = 0
                while chunk := source.read(_CHUNK_BYTES):
                    written += len(chunk)
                    if written > max_bytes:
                        msg = f"{archive.name}: {member.filename!r} unpacks to more than {max_bytes} bytes; this is no register"
                        raise PlacesError(msg)
                    stream.write(chunk)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        msg = f"{archive.name}: damaged ZIP archive ({error}); get it again"
        raise PlacesError(msg) from error


def _find_member(box: zipfile.ZipFile, archive: Path, max_bytes: int) -> zipfile.ZipInfo:
    """Find the one text of the register in the archive."""
    members = box.infolist()
    if len(members) > _MAX_MEMBERS:
        msg = f"{archive.name}: {len(members)} files in the archive, expected at most {_MAX_MEMBERS}; this is no register"
        raise PlacesError(msg)
    texts = [one for one in members if one.filename.lower().endswith((".txt", ".asc"))]
    named = [one for one in texts if "GV100" in one.filename.upper()] or texts
    if len(named) != 1:
        stood = ", ".join(one.filename for one in members[:5]) or "nothing"
        msg = f"{archive.name}: stands {stood}, expected one file GV100AD_….txt in the archive; unpack the right one and import it"
        raise PlacesError(msg)
    member = named[0]
    if member.file_size > max_bytes or member.file_size > _MAX_RATIO * max(member.compress_size, 1):
        msg = f"{archive.name}: {member.filename!r} would unpack to {member.file_size} bytes, too many; this is no register"
        raise PlacesError(msg)
    return member
