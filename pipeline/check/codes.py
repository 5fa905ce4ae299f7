"""All finding codes: a stable slug, its severity, and what it means."""

from typing import NamedTuple

from schemas.finding import Severity


class Code(NamedTuple):
    """Say how grave a finding is and what it means in one line."""

    severity: Severity
    meaning: str


CODES: dict[str, Code] = {
    "count-differs": Code("warning", "The number of members the text states is not the number listed."),
    "ambiguous-place": Code("warning", "A member may be one of several places; the text does not decide."),
    "unknown-place": Code("warning", "A member is in no list of places."),
    "likely-typo": Code("warning", "A member's name is very near to that of a known place."),
    "place-far-off": Code("warning", "A member lies far from all the others."),
    "duplicate-participant": Code("note", "Two members are the same place."),
    "end-before-start": Code("error", "The network ends before it begins."),
    "duration-differs": Code("warning", "Start, end and duration do not fit together."),
    "founded-after-end": Code("error", "The network was founded after it ended."),
    "undated-relative": Code("note", "A relative date could not be placed: the document has no date of its own."),
    "empty-section": Code("warning", "A heading announces something, and nothing stands under it."),
    "shared-members": Code("warning", "Two networks of the document have the same members."),
    "status-contradicts-dates": Code("warning", "The status does not fit the dates."),
    "no-network": Code("note", "The document announces no network."),
    "no-participants": Code("note", "The text names no member."),
}
