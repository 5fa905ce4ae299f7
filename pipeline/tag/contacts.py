"""Finds web addresses, mail addresses and telephone numbers, as they stand."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.document import Document
from schemas.mention import Mention

_URL_RE = shape(r"[^\s<>\"„“”‚‘»«|{}\[\]\\^`]+")
_SCHEME_RE = shape(r"https?\Z", re.IGNORECASE)
_HOST_RE = shape(r"(?:[^\W_][\w-]*\.)+[a-zA-Z]{2,}", re.UNICODE)
#: top-level domains whose bare form is read as an address; "progres.nrw" and "Energie.NRW" are names of programmes
_BARE_RE = shape(
    r"\.(?:de|com|org|net|eu|info|at|ch|gmbh|digital|energy|green|hamburg|berlin|bayern|koeln|ruhr|saarland|sh)(?![\w@-]|\.\w)"
    r"(?:/[^\s<>\"„“”»«|{}\[\]]*)?"
)
_LABELS_RE = shape(r"(?<![\w@.)-])(?:[a-zA-Z0-9äöüÄÖÜß][\wäöüÄÖÜß-]*\.)*[a-zA-Z0-9äöüÄÖÜß][\wäöüÄÖÜß-]+\Z", re.ASCII)
_TRAILING = ".,;:!?'’…·*_-–"
_LOCAL_RE = shape(r"\w[\w.+-]{0,60}")
_DOMAIN_RE = shape(
    r"[ \u00a0]?((?:[\w-]+(?:\.|[ \u00a0]?[\[({](?:dot|punkt|Punkt|DOT)[\])}][ \u00a0]?|[ \u00a0](?:dot|punkt)[ \u00a0]))+"
    r"[A-Za-zäöü]{2,24})(?![\w-])"
)
_AT_RE = shape(r"[\[({](?:at|ät|AT|At|a|@)[\])}]")

#: a telephone number begins with 0 or +49 and holds digits, blanks, slashes, dashes, one pair of brackets; a literal stands
#: first in both patterns, so that the engine runs past everything else
_NATIONAL_RE = shape(r"0(?:049|(?=[ \u00a01-9]))[\d \u00a0()/.–-]{4,26}", re.ASCII)
_ABROAD_RE = shape(r"\+49\)?[\d \u00a0()/.–-]{4,26}", re.ASCII)
_INSIDE = frozenset(".,/:€+-_")
_CUED_RE = shape(
    r"(?:[-.]?(?:Nr|nummer|Nummer)?[.:]{0,2}[ \u00a0\n]{0,3}(?:\([^)\d]{1,20}\)[ :]*)?)([+(]?\d[\d \u00a0()/.–-]{2,26})", re.ASCII
)
_DATE_RE = shape(r"\d{1,2}\.[ \u00a0]?\d{1,2}\.|^\d{1,2}[./]\d{4}(?!\d)|(?<!\d)\d{1,2}/(?:19|20)\d\d(?!\d)")
_YEAR_PART_RE = shape(r"\d{2,5}[/-](?:19|20)\d\d")
_SEPARATED_RE = shape(
    r"\(?0[\d \u00a0]{1,7}\)?[ \u00a0]?[/–-][ \u00a0]?\d|\(0[\d \u00a0]{1,8}\)[ \u00a0]?\d|0\d{2,4}[ \u00a0]\d[\d \u00a0]*[-–]\d"
    r"|0\d{2,4}(?:[ \u00a0]\d{2,4}){2,5}\Z|0\d{2,4}[ \u00a0]\d{5,8}\Z"
)
_SECOND_RE = shape(r"[ \u00a0]*(?:[/–-][ \u00a0]+|[ \u00a0][/–-])(?=\(?(?:0[1-9]|\+))")
_ACCOUNT_RE = shape(r"[A-Z]{2}\d{2}(?:[ \u00a0]?\d{2,4})*[ \u00a0]?\Z|\d{4}[ \u00a0]\d{4}[ \u00a0]?\Z")
_LINKED_RE = shape(r"\s*(?P<scheme>mailto|tel):(?://)?(?P<address>[^?#]{3,120})", re.IGNORECASE)
_MAILBOX_RE = shape(r"[\w.+%&'/=-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER_RE = shape(r"[+(]?\d[\d ()/.–-]{4,26}", re.ASCII)
_CUE_BEFORE = 14
_CREDIT = 60
_FEWEST, _FEWEST_CUED, _MOST = 7, 4, 15


def find_links(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find web addresses: with a scheme, with "www.", or bare domains of a known kind; trailing punctuation stays outside.

    Shape: mentions in text order, not overlapping; label "link", value the address as it stands.

    >>> [mention.text for mention in find_links("Mehr auf www.knn-beispiel.de/netz. Zu progres.nrw siehe dort.", {})]
    ['www.knn-beispiel.de/netz']
    """
    bare = [span for span in _bare(text) if not _is_credit(text, span[0], hits)]
    spans = [*_with_scheme(text), *_with_www(text), *bare]
    mentions: list[Mention] = []
    for start, end, rule, confidence in sorted(spans):
        if not mentions or start >= mentions[-1].end:
            mentions.append(Mention("link", start, end, text[start:end], rule, confidence, text[start:end]))
    return mentions


def find_linked(document: Document, known: Sequence[Mention]) -> Iterator[Mention]:
    """Find the mail addresses and telephone numbers behind linked words ("E-Mail", a name), where the words hold none.

    Shape: mentions over the linked words; label "email" or "phone", value the address behind them.
    """
    offsets = document.offsets
    for link in document.links:
        match = _LINKED_RE.match(link.href)
        if match is None:
            continue
        label = "email" if match["scheme"].lower() == "mailto" else "phone"
        value = unquote(match["address"]).strip()
        start, end = link.start, link.end
        if offsets is not None:
            start, end = offsets.to_clean(start), offsets.to_clean(end)
        shown = document.text[start:end].strip()
        fits = _MAILBOX_RE.fullmatch(value) if label == "email" else _NUMBER_RE.fullmatch(value)
        if (
            not fits
            or not shown
            or any(mention.label == label and mention.start < end and start < mention.end for mention in known)
        ):
            continue
        yield Mention(label, start, end, document.text[start:end], f"contacts.{match['scheme'].lower()}", 0.95, value)


def _trimmed(text: str, start: int, end: int) -> int:
    """Leave out what follows an address: stops, quotes, a bracket that was opened before it."""
    while end > start and (text[end - 1] in _TRAILING or (text[end - 1] == ")" and "(" not in text[start:end])):
        end -= 1
    return end


def _with_scheme(text: str) -> Iterator[tuple[int, int, str, float]]:
    at = text.find("://")
    while at >= 0:
        scheme = _SCHEME_RE.search(text, max(0, at - 5), at)
        rest = _URL_RE.match(text, at + 3) if scheme and _HOST_RE.match(text, at + 3) else None
        end = _trimmed(text, at + 3, rest.end()) if rest else at + 3
        if scheme and rest:
            yield scheme.start(), end, "contacts.scheme", 0.99
        at = text.find("://", end)  # an address inside this one is part of it


def _with_www(text: str) -> Iterator[tuple[int, int, str, float]]:
    lowered = text if "WWW." not in text else text.replace("WWW.", "www.")
    at = lowered.find("www.")
    while at >= 0:
        alone = at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "@./-")
        rest = _URL_RE.match(text, at + 4) if alone and _HOST_RE.match(text, at + 4) else None
        end = _trimmed(text, at + 4, rest.end()) if rest else at + 4
        if rest:
            yield at, end, "contacts.www", 0.99
        at = lowered.find("www.", end)


def _bare(text: str) -> Iterator[tuple[int, int, str, float]]:
    for ending in _BARE_RE.finditer(text):
        labels = _LABELS_RE.search(text, max(0, ending.start() - 70), ending.start())
        if labels is None or len(labels.group()) < 3 or labels.group().startswith("www."):  # noqa: PLR2004 - "z.de" is no address
            continue
        lead = text[max(0, labels.start() - 4) : labels.start()]
        if lead.endswith("/") and not lead.endswith("//"):  # a credit: "Muster/stock.com"
            continue
        if not lead.endswith("://") and not lead.rstrip().endswith(("@", ")", "]", "}", "(at")):
            yield labels.start(), _trimmed(text, labels.start(), ending.end()), "contacts.domain", 0.9


def _is_credit(text: str, start: int, hits: dict[str, list[Hit]]) -> bool:
    """Say whether a bare domain names the source of a picture: "© muster.com", "Foto: muster.com"."""
    line = max(text.rfind("\n", 0, start) + 1, start - _CREDIT)
    cues = hits.get("contact_cues", ())
    return "©" in text[line:start] or any(cue.entry.kind == "credit" and line <= cue.start < start for cue in cues)


def find_emails(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find mail addresses, with "@" or written out: "name(at)firma.example".

    Shape: mentions in text order, not overlapping; label "email", value the address as it stands.

    >>> [mention.text for mention in find_emails("Post an info (at) amt.example. Mehr bei @klima", {})]
    ['info (at) amt.example']
    """
    mentions: list[Mention] = []
    for left, right, rule in sorted(_ats(text)):
        start = _local_start(text, left)
        domain = _DOMAIN_RE.match(text, right) if start is not None else None
        if start is not None and domain and (rule == "contacts.written-at" or domain.start(1) == right):
            end = domain.end(1)
            mentions.append(Mention("email", start, end, text[start:end], rule, 0.99, text[start:end]))
    return mentions


def _local_start(text: str, left: int) -> int | None:
    """Give where the part before the sign begins: the last word, without what stands in front of it."""
    words = text[max(0, left - 62) : left].rsplit(None, 1)
    local = words[-1].lstrip("<>(),;:„“\"'[|/") if words else ""
    local = local[max(local.rfind(char) for char in ":;,<>|/([") + 1 :]
    return left - len(local) if _LOCAL_RE.fullmatch(local) else None


def _ats(text: str) -> Iterator[tuple[int, int, str]]:
    """Give where the sign stands, in any of its forms."""
    at = text.find("@")
    while at >= 0:
        if text[at - 1 : at] not in {"(", "[", "{"}:
            yield at, at + 1, "contacts.at"
        at = text.find("@", at + 1)
    for bracket in "([{":
        at = text.find(bracket)
        while at >= 0:
            written = _AT_RE.match(text, at)
            if written:
                yield (at - 1 if text[at - 1 : at] in {" ", "\u00a0"} else at), written.end(), "contacts.written-at"
            at = text.find(bracket, at + 1)


def find_phones(text: str, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Find telephone numbers: behind a cue, or of a shape that nothing else has; never a fax, an account, a date.

    Shape: mentions in text order, not overlapping; label "phone", value the number as it stands.

    >>> [mention.text for mention in find_phones("Auskunft: 030 / 61 62 63-0, am 01.07.2022", {})]
    ['030 / 61 62 63-0']
    """
    cues = hits.get("contact_cues", ())
    found: dict[int, tuple[int, str, float]] = {}
    for cue in cues:
        if cue.entry.kind == "phone" and (match := _CUED_RE.match(text, cue.end)):
            end = _phone_end(text, match.start(1), match.end(1))
            if _is_number(text[match.start(1) : end], _FEWEST_CUED) and not _is_cued(cues, match.start(1), {"number"}):
                found[match.start(1)] = (end, "contacts.phone-cue", 0.99)
    for match in (*_NATIONAL_RE.finditer(text), *_ABROAD_RE.finditer(text)):
        start = match.start() - (text[match.start() - 1 : match.start()] == "(")
        if start and (text[start - 1].isalnum() or text[start - 1] in _INSIDE):
            continue
        end = _phone_end(text, start, match.end())
        words = text[start:end]
        if start in found or not _is_phone_shaped(words) or _is_cued(cues, start, {"fax", "number"}):
            continue
        if not _ACCOUNT_RE.search(text, max(0, start - 30), start):
            found[start] = (end, "contacts.phone-shape", 0.95)
    mentions: list[Mention] = []
    for start, (end, rule, confidence) in sorted(found.items()):
        if not mentions or start >= mentions[-1].end:
            mentions.append(Mention("phone", start, end, text[start:end], rule, confidence, text[start:end]))
    return mentions


def _phone_end(text: str, start: int, end: int) -> int:
    """Cut a run of digits where a second number begins, and at its last digit."""
    second = _SECOND_RE.search(text, start + 5, end)
    if second and sum(char.isdigit() for char in text[start : second.start()]) >= _FEWEST:
        end = second.start()
    while end > start and not text[end - 1].isdigit():
        end -= 1
    return end


def _is_number(words: str, fewest: int) -> bool:
    """Say whether digits can be a telephone number: enough of them, no date among them."""
    digits = sum(char.isdigit() for char in words)
    return fewest <= digits <= _MOST and not _DATE_RE.search(words) and words.count("(") == words.count(")")


def _is_phone_shaped(words: str) -> bool:
    """Say whether a number without a cue looks like a telephone number and like nothing else."""
    if not _is_number(words, _FEWEST) or _YEAR_PART_RE.fullmatch(words):
        return False
    return words.startswith(("+49", "0049", "(+49")) or bool(_SEPARATED_RE.match(words))


def _is_cued(cues: Sequence[Hit], start: int, kinds: set[str]) -> bool:
    """Say whether the nearest cue before a number is of these kinds; "Tel./Fax" is a telephone too."""
    before = [cue.entry.kind for cue in cues if 0 <= start - cue.end <= _CUE_BEFORE]
    return bool(before) and before[-1] in kinds and "phone" not in before
