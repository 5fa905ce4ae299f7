"""Repairs addresses for comparing and linking; the record keeps them as they stand in the text."""

import re

from pipeline.normalise.mentions import with_value
from pipeline.shapes import shape
from schemas.mention import Mention

_SCHEME_RE = shape(r"https?://", re.IGNORECASE)
_AT_RE = shape(r"\s*[\[({](?:at|ät|a|@)[\])}]\s*", re.IGNORECASE)
_NO_DIGITS_RE = shape(r"[^\d+]+")
_DOT_RE = shape(r"\s*[\[({](?:dot|punkt)[\])}]\s*|\s+(?:dot|punkt)\s+", re.IGNORECASE)


def link_target(link: str) -> str:
    """Give an address that a browser opens: with a scheme, host in small letters, no fragment left empty.

    >>> link_target("WWW.Amt-Beispiel.de/Netz")
    'https://www.amt-beispiel.de/Netz'
    >>> link_target("http://amt-beispiel.de/#")
    'http://amt-beispiel.de/'
    """
    scheme = _SCHEME_RE.match(link)
    rest = link[scheme.end() :] if scheme else link
    host, slash, path = rest.partition("/")
    return f"{scheme.group().lower() if scheme else 'https://'}{host.lower()}{slash}{path.rstrip('#')}"


def link_key(link: str) -> str:
    """Give what two spellings of one address share: no scheme, no "www.", no slash at the end.

    >>> link_key("https://www.amt-beispiel.de/") == link_key("amt-beispiel.de")
    True
    """
    return link_target(link).split("://", 1)[1].removeprefix("www.").rstrip("/")


def plain_email(email: str) -> str:
    """Give a mail address that a mailer takes.

    >>> plain_email("presse (at) Amt-Beispiel [dot] de")
    'presse@amt-beispiel.de'
    """
    local, _, domain = _DOT_RE.sub(".", _AT_RE.sub("@", email)).partition("@")
    return f"{local}@{domain.lower()}"


def phone_key(phone: str) -> str:
    """Give the digits of a number with the country's prefix, to compare two spellings.

    >>> phone_key("+49 (0)5251/123-45") == phone_key("05251 12345")
    True
    """
    digits = _NO_DIGITS_RE.sub("", phone.replace("(0)", ""))
    if digits.startswith("0049"):
        return "+" + digits[2:]
    return "+49" + digits[1:] if digits.startswith("0") else digits


def normalise_link(mention: Mention) -> Mention:
    """Keep the address, and say in ``extra`` where it leads and what its other spellings share."""
    return with_value(mention, mention.text, target=link_target(mention.text), key=link_key(mention.text))


def normalise_email(mention: Mention) -> Mention:
    """Keep the address, and say in ``extra`` how a mailer writes it."""
    shown = _shown(mention)
    plain = plain_email(shown)
    return with_value(mention, shown, target=plain, key=plain)


def normalise_phone(mention: Mention) -> Mention:
    """Keep the number, and say in ``extra`` what its other spellings share."""
    shown = _shown(mention)
    return with_value(mention, shown, key=phone_key(shown))


def _shown(mention: Mention) -> str:
    """Give the address as it stands: in the text, or behind a linked word."""
    return mention.value if isinstance(mention.value, str) else mention.text
