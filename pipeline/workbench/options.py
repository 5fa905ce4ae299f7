"""How a workbench is served: where it listens, who may come in, and what holds where a visitor has not chosen."""

import getpass
import ipaddress
import socket
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import SettingsError

LANGUAGES = ("de", "en")
THEMES = ("auto", "light", "dark")
LOOPBACK = "127.0.0.1"
MOST_BODY_BYTES = 256 * 1024
MOST_REVIEWER_CHARS = 80
#: shorter ones can be guessed
LEAST_TOKEN_CHARS = 16


def is_loopback(host: str) -> bool:
    """Say whether only this computer can reach a host name or address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tidy_reviewer(name: str) -> str | None:
    r"""Give a reviewer's name without blanks around it, None where it is none: empty, too long, or with signs that do not print.

    >>> tidy_reviewer("  Änne Öz "), tidy_reviewer("a\x1b[2J"), tidy_reviewer(" "), tidy_reviewer("x" * 81)
    ('Änne Öz', None, None, None)
    """
    name = name.strip()
    return name if name and len(name) <= MOST_REVIEWER_CHARS and name.isprintable() else None


def user_name() -> str:
    """Give the name of who runs this process; where the system has none, one that says so."""
    try:
        return tidy_reviewer(getpass.getuser()) or "reviewer"
    except (OSError, KeyError, ImportError):
        return "reviewer"


@dataclass(frozen=True)
class Options:
    """Hold how the workbench is served.

    ``token``: what a visitor must show; None lets everybody in who can reach the host. ``lang``: None asks the browser.
    ``reviewer``: who decides, where a visitor has not said.

    Raises:
        SettingsError: other computers could come in without a token, or a value has no meaning.
    """

    host: str = LOOPBACK
    port: int = 0
    token: str | None = None
    lang: str | None = None
    reviewer: str = field(default_factory=user_name)

    def __post_init__(self) -> None:
        if self.token is None and not is_loopback(self.host):
            msg = f"host {self.host} is open to other computers; that needs a token"
            raise SettingsError(msg)
        if self.token is not None and (len(self.token) < LEAST_TOKEN_CHARS or not self.token.isprintable()):
            msg = f"the token has {len(self.token)} characters; expected at least {LEAST_TOKEN_CHARS} that print, or leave it out and one is made"
            raise SettingsError(msg)
        if self.lang is not None and self.lang not in LANGUAGES:
            msg = f"no texts for the language {self.lang!r}; expected one of {', '.join(LANGUAGES)}"
            raise SettingsError(msg)
        if tidy_reviewer(self.reviewer) is None:
            msg = f"reviewer: expected a name of 1 to {MOST_REVIEWER_CHARS} printable characters"
            raise SettingsError(msg)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset({"localhost", self.host.lower().rstrip(".")} - {""})

    @cached_property
    def _own_name(self) -> str:
        return socket.gethostname().lower().partition(".")[0]

    def answers_to(self, host: str) -> bool:
        """Say whether a Host header names this server, so that a foreign name that was bent to our address gets no answer.

        An address as such cannot be bent; which of a computer's addresses may be asked is the listening socket's business.

        >>> here = Options(reviewer="x")
        >>> [here.answers_to(host) for host in ("127.0.0.1:8000", "LOCALHOST", "[::1]:80", "evil.example", "127.0.0.1.evil.example", "")]
        [True, True, True, False, False, False]
        """
        name = _without_port(host.lower())
        if name in self._names:
            return True
        if not is_loopback(self.host) and name.partition(".")[0] == self._own_name:
            return True  # in whatever domain: a foreign name that begins like ours brings no cookie with the token
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not is_loopback(self.host)


def _without_port(host: str) -> str:
    """Take the port off a Host header; an empty string where it is none."""
    if host.startswith("["):
        name, closed, port = host[1:].partition("]")
        return name if closed and (not port or (port[0] == ":" and port[1:].isdecimal())) else ""
    name, colon, port = host.partition(":")
    return name.rstrip(".") if not colon or port.isdecimal() else ""
