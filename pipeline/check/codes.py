"""All findings of the check room: a stable slug, its severity, and what it says; the report page says the same in German."""

from typing import NamedTuple

from schemas.finding import Severity


class Code(NamedTuple):
    """Say how grave a finding is, and its sentence with the names of its values in braces."""

    severity: Severity
    message: str


CODES: dict[str, Code] = {
    "count-above-list": Code(
        "warning", "The text states {stated} members and {listed} are listed: one may be missing from the list."
    ),
    "count-below-list": Code("warning", "The text states {stated} members and {listed} are listed: one of them may be no member."),
    "ambiguous-place": Code("warning", "'{name}' may be {candidates}; the text does not decide."),
    "unknown-place": Code("warning", "'{name}' is in no list of places."),
    "likely-typo": Code("warning", "'{name}' is in no list of places; is it '{near}'?"),
    "place-far-off": Code("warning", "{name} lies {km} km from the nearest other member."),
    "duplicate-participant": Code("note", "'{name}' is the same place as member {number}."),
    "end-before-start": Code("error", "The network ends ({end}) before it begins ({start})."),
    "duration-differs": Code("warning", "From {start} to {end} is not {months} months."),
    "founded-after-end": Code("error", "The network was founded ({founded}) after its end ({end})."),
    "undated-relative": Code("note", "The document has no date of its own, so {words} could not be placed; give one with --date."),
    "empty-section": Code("warning", "The section '{heading}' announces something but holds no text; were there pictures?"),
    "shared-members": Code("warning", "The members are the same as those of network {number}."),
    "status-contradicts-dates": Code("warning", "The status is {status}, but the end is {end} and the document is of {date}."),
    "no-network": Code("note", "No concrete network is announced in this text, so there is no record."),
}
