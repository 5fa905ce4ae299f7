"""Finds, in the text of a mail, what mail programs wrote around the message: headers of forwarded mails, signatures."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.stamps import parse_declared, to_edtf

_LABELS = {
    "from": "Von|From|De|Absender|Da",
    "sent": "Gesendet|Sent|Gesendet am|Envoyé",
    "date": "Datum|Date",
    "to": "An|To|Cc|Kopie|Bcc|Antwort an|Reply-To|Organisation|Organization|Resent-From|Wichtigkeit|Importance|Anlagen|Attachments|Priorität",
    "subject": "Betreff|Subject|Betr\\.?|Objet",
}  # fmt: skip
_LABEL_RE = re.compile(
    "[ \t*_|]*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")[ \t*_]*:[ \t*_|]*(?P<value>[^\n]*)"
)
#: a line that says that a forwarded message follows
_MARK_RE = re.compile(
    r"[ \t*]*+(?:-{2,}+|_{2,}+|={5,}+)?[ \t*_]*+"
    r"(?:Ursprüngliche (?:Nachricht|Mitteilung|E-?Mail)|Original[- ]?(?:nachricht|Message|mail|-Nachricht)|Forwarded message|Forwarded by [^\n]{2,80}"
    r"|Weitergeleitete (?:Nachricht|Mail|E-?Mail)|(?:Anfang der|Beginn der) weitergeleiteten (?:Nachricht|E-?Mail)"
    r"|Begin forwarded message|Weitergeleitet von [^\n]{2,80}|Message transféré)"
    r"[ \t*_]*+:?[ \t*_]*+(?:-{2,}+|={5,}+)?[ \t*_]*+$",
    re.IGNORECASE,
)  # fmt: skip
_END_MARK_RE = re.compile(
    r"[ \t]*+-{2,}+[ \t]*+(?:Ende der (?:weitergeleiteten|ursprünglichen) Nachricht|End of forwarded message)[ \t]*-*[ \t]*$",
    re.IGNORECASE,
)
#: "Am 3. Mai 2021 um 10:15 schrieb Anna Muster <anna@example.org>:", on up to three lines
_WROTE_RE = re.compile(r"\bschrieb\b|\bgeschrieben\b|\bwrote\b|\ba écrit\b")
_WROTE_START_RE = re.compile(r"[ \t*_]*(?:Am|On|Le)[ \t]")
_WROTE_LINES = 3
_WROTE_CHARS = 420
#: a longer line is no header's
_LINE_CHARS = 250
_LABEL_LINES = 40
_STAMP_RE = re.compile(r"@|\d{1,2}[:.]\d{2}")
_SIGNATURE_RE = re.compile(r"--[ \t\u00a0]?$")
#: what a mailing list adds below each message
_LIST_FOOT_RE = re.compile(r"^_{20,}[ \t]*\n(?=[^\n]*(?:\n[^\n]*){0,2}(?:mailing|@|https?://))", re.MULTILINE | re.IGNORECASE)
_LIST_FOOT_CHARS = 600
_LINE_RE = re.compile(r"[^\n]*")
_SIGNATURE_LINES = 16
_LABELS_NEEDED = 3
_LONGEST_GAP = 2
_MONTH = (
    r"(?:Jan(?:uar|uary)?|Feb(?:ruar|ruary)?|Mär(?:z)?|Mar(?:ch)?|Apr(?:il)?|Mai|May|Jun[ie]?|Jul[iy]?|Aug(?:ust)?|Sept?(?:ember)?|O[kc]t(?:ober)?"
    r"|Nov(?:ember)?|De[zc](?:ember)?)\.?"
)
_DATE_RE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}\.[ ]?\d{{1,2}}\.[ ]?(?:\d{{4}}|\d\d)\b|\d{{1,2}}\.?[ ]{_MONTH}[ ]\d{{4}}|{_MONTH}[ ]\d{{1,2}},?[ ]\d{{4}}"
)
_SHORT_YEAR_RE = re.compile(r"\d{1,2}\.[ ]?\d{1,2}\.[ ]?\d\d$")


class Header(NamedTuple):
    """What stands between two messages in one text; ``stamp`` is what it says of the time. Unit: code points, half-open."""

    start: int
    end: int
    stamp: str = ""
    subject: str | None = None

    @property
    def date(self) -> str | None:
        """Read the day; EDTF."""
        return mail_date(self.stamp)


def mail_date(text: str) -> str | None:
    """Read the day of a header line, in German or English; EDTF.

    >>> mail_date("Montag, 3. Mai 2021 10:15"), mail_date("Mon, May 3, 2021 at 10:15 AM"), mail_date("03.05.21"), mail_date("5/3/2021")
    ('2021-05-03', '2021-05-03', '2021-05-03', None)
    """
    match = _DATE_RE.search(text[:200])
    if match is None:
        return None
    day = match.group()
    if _SHORT_YEAR_RE.match(day):
        day = day[:-2] + "20" + day[-2:]
    return to_edtf(day.replace(". ", ".") if day[-1:].isdigit() and day.count(".") > 1 else day) or parse_declared(day)


def find_headers(text: str) -> list[Header]:
    r"""Find the headers of messages quoted or forwarded in a text, in its order.

    >>> text = "Zur Kenntnis\n\nVon: Presse <p@example.org>\nGesendet: Montag, 3. Mai 2021 10:15\nAn: Alle\nBetreff: Netzwerk\n\nDie Stadt …"
    >>> [(text[head.start:head.end][:4], head.date, head.subject) for head in find_headers(text)]
    [('Von:', '2021-05-03', 'Netzwerk')]
    """
    lines = [(match.start(), match.end()) for match in _LINE_RE.finditer(text)]
    found: list[Header] = []
    at = 0
    while at < len(lines):
        header, after = _header_at(text, lines, at)
        if header is not None:
            found.append(header)
        at = after
    return found


def _header_at(text: str, lines: Sequence[tuple[int, int]], at: int) -> tuple[Header | None, int]:
    """Read a header that begins on a line; also give the line to go on from."""
    start, stop = lines[at]
    line = text[start:stop]
    if not line.strip() or len(line) > _LINE_CHARS:
        return None, at + 1
    if _END_MARK_RE.match(line):
        return Header(start, stop), at + 1
    if _WROTE_START_RE.match(line):
        wrote = _who_wrote(text, lines, at)
        return wrote, (at + 1 if wrote is None else at + 1 + text.count("\n", wrote.start, wrote.end))
    marked = _MARK_RE.match(line) is not None
    first = _next_filled(text, lines, at + 1) if marked else at
    labels, values, after = _labels(text, lines, first)
    if (marked and len(labels) > 1) or (len(labels) >= _LABELS_NEEDED and _is_mail_header(labels, values)):
        stamp = values.get("sent") or values.get("date") or ""
        return Header(start, lines[after - 1][1], stamp, values.get("subject") or None), after
    return (Header(start, stop), at + 1) if marked else (None, max(at + 1, after))


def _who_wrote(text: str, lines: Sequence[tuple[int, int]], at: int) -> Header | None:
    """Read the line or lines that say who wrote what is quoted below."""
    start = lines[at][0]
    for number in range(at, min(at + _WROTE_LINES, len(lines))):
        stop = lines[number][1]
        said = text[start:stop]
        if stop - start > _WROTE_CHARS or stop == lines[number][0]:
            return None
        if said.rstrip().endswith(":"):
            is_header = _WROTE_RE.search(said) and _STAMP_RE.search(said) and any(sign.isdigit() for sign in said)
            return Header(start, stop, said) if is_header else None
    return None


def _is_mail_header(labels: set[str], values: dict[str, str]) -> bool:
    """Tell a mail's header from the head of a memo ("Von: Bürgermeister, An: Rat, Datum: …"): it has an address or an hour."""
    if "from" not in labels or not labels & {"sent", "date"} or not labels & {"to", "subject"}:
        return False
    return "sent" in labels or any(_STAMP_RE.search(values.get(name, "")) for name in ("from", "date", "to"))


def _labels(text: str, lines: Sequence[tuple[int, int]], at: int) -> tuple[set[str], dict[str, str], int]:
    """Read labelled lines from one on; long values may be wrapped, the lines may stand apart."""
    labels: set[str] = set()
    values: dict[str, str] = {}
    after, gap, open_label = at, 0, ""
    stop = min(len(lines), at + _LABEL_LINES)
    while at < stop and gap <= _LONGEST_GAP:
        line = text[slice(*lines[at])]
        match = _LABEL_RE.match(line)
        name = match.lastgroup if match else None
        if match and name == "value":
            name = next(key for key in _LABELS if match[key])
        if match and name:
            labels.add(name)
            open_label = name
            values.setdefault(name, match["value"].strip(" \t*_|"))
            after, gap = at + 1, 0
        elif not labels:
            break
        elif line.strip() and gap == 0 and _goes_on(line, values.get(open_label, ""), open_label):
            values[open_label] = f"{values[open_label]} {line.strip()}".strip()
            after = at + 1
        elif line.strip():
            break
        else:
            gap += 1
        at += 1
    return labels, values, after


def _goes_on(line: str, value: str, label: str) -> bool:
    """Say whether a line is the rest of a header: it stands in, its label has no value yet, or addresses are being listed."""
    return not value or line[:1] in " \t" or (label in {"to", "from"} and "@" in line) or value.endswith((";", ",", "<"))


def _next_filled(text: str, lines: Sequence[tuple[int, int]], at: int) -> int:
    """Give the next line that is not blank, at most two further on."""
    for number in range(at, min(at + 3, len(lines))):
        if text[slice(*lines[number])].strip():
            return number
    return at


def find_signature(text: str) -> int | None:
    r"""Give where the signature begins, or the lines a mailing list adds; None where there is none.

    >>> text = "Die Stadt Lage …\n-- \nAnna Muster\nTel. 0123"
    >>> text[find_signature(text):]
    '-- \nAnna Muster\nTel. 0123'
    """
    end = len(text.rstrip())
    foot = next(_LIST_FOOT_RE.finditer(text, max(0, end - _LIST_FOOT_CHARS)), None)
    if foot:
        return find_signature(text[: foot.start()]) or foot.start()
    for _ in range(_SIGNATURE_LINES):
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if start and _SIGNATURE_RE.match(line):
            return start
        if not start:
            return None
        end = start - 1
    return None
