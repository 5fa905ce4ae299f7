"""What each core field takes, which words say that something is it, and how both are called in plain words."""

from collections.abc import Mapping

#: dates are read once for all three: one that was refused as a begin was refused as an end, too
DATES = ("founded", "start", "end")
ROLES: Mapping[str, str] = {"funders": "funder", "initiators": "initiator", "managers": "manager", "consultants": "consultant"}

#: field -> what it takes, in plain words
KINDS: Mapping[str, str] = {
    "name": "name of a network", "status": "word of beginning, running or ending",
    "founded": "date", "start": "date", "end": "date", "duration_months": "duration",
    "participants": "place or organisation", "participants_stated": "number of members",
    **dict.fromkeys(ROLES, "organisation or person"), "funders": "organisation",
}  # fmt: skip
#: field -> what no word says that something is
SAID_OF: Mapping[str, str] = {
    "founded": "the day of the founding", "start": "the begin of the network's term", "end": "the end of the network's term",
    "duration_months": "the network's term", "participants": "a member", "participants_stated": "the number of this network's members",
    "funders": "who pays", "initiators": "who founded or carries it", "managers": "who manages it", "consultants": "who advises it",
}  # fmt: skip
#: field -> (word list, kinds or roles of entries) whose words say that something is the field's
CUES: Mapping[str, tuple[str, frozenset[str]]] = {
    "status": ("status_cues", frozenset(["planned", "running", "completed"])),
    "founded": ("event_cues", frozenset(["founding"])),
    "start": ("event_cues", frozenset(["start"])),
    "end": ("event_cues", frozenset(["end"])),
    "duration_months": ("event_cues", frozenset(["duration"])),
    "participants": ("participant_cues", frozenset(["joins", "holder", "intro", "parted"])),
    "participants_stated": ("participant_cues", frozenset(["joins", "holder", "intro", "parted"])),
    **{field: ("role_cues", frozenset([role])) for field, role in ROLES.items()},
}
#: field -> labels of the mentions it takes
LABELS: Mapping[str, tuple[str, ...]] = {
    "name": ("network",), **dict.fromkeys((*DATES, "duration_months"), ("date",)),
    "participants": ("place", "organisation"), "participants_stated": ("count",),
    **dict.fromkeys(ROLES, ("organisation", "person")), "funders": ("organisation",),
}  # fmt: skip
