"""Decisions and an extraction: where every value of a document stands. Pure; no database, no web."""

from pipeline.settle.anchor import find_again, make_quote, stood_in
from pipeline.settle.history import in_force, undone_ids
from pipeline.settle.homes import find_homes
from pipeline.settle.identity import finding_key, identify, name_added, question_key
from pipeline.settle.networks import KnownNetwork, match_networks
from pipeline.settle.record import settled_report
from pipeline.settle.state import settle
from pipeline.settle.summary import summarise
from pipeline.settle.values import complete_value
from pipeline.settle.worth import SECONDS, doubt_of, gain, group_gain

__all__ = [
    "SECONDS",
    "KnownNetwork",
    "complete_value",
    "doubt_of",
    "find_again",
    "find_homes",
    "finding_key",
    "gain",
    "group_gain",
    "identify",
    "in_force",
    "make_quote",
    "match_networks",
    "name_added",
    "question_key",
    "settle",
    "settled_report",
    "stood_in",
    "summarise",
    "undone_ids",
]
