"""Names for things that outlive an extraction: a value within its field, an open question over all documents, a finding."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from pipeline.settle.anchor import flat
from schemas.finding import Finding
from schemas.record import SCALAR_FIELDS

_SCALARS = frozenset(SCALAR_FIELDS)
#: members of these kinds are told from a town of the same name: Stadt Paderborn, Kreis Paderborn
_OWN_KINDS = frozenset({"district", "municipal_association"})
_DIGEST_BYTES = 16
#: stands before the number of a second value of one name; no value has it, since blanks are levelled
TWIN = "\u00a0#"


def identify(field: str, value: Any) -> str:  # noqa: ANN401 - values of any field
    """Say which value of its field a value is; equal for what two readers would call the same one.

    >>> identify("participants", {"name": "Bad  Oeynhausen", "form": None, "kind": "municipality", "place": None})
    'bad oeynhausen'
    >>> identify("targets", {"quantity": 11.5, "unit": "GWh", "status": "planned"}), identify("start", "2020-07")
    ('11.5 gwh', '')
    """
    if field in _SCALARS:
        return ""
    if not isinstance(value, dict):
        return _level(value)
    if field == "targets":
        return _level(f"{_number(value.get('quantity'))} {value.get('unit')}")
    if field == "funding_amounts":
        return _level(f"{_number(value.get('amount'))} {value.get('currency')}")
    name = _level(value.get("label") if field == "awards" else value.get("name"))
    kind = value.get("kind")
    return f"{name} ({kind})" if field == "participants" and isinstance(kind, str) and kind in _OWN_KINDS else name


def numbered(name: str, count: int) -> str:
    """Name the second and further values that their field calls the same; no value is named so by itself, since blanks are levelled."""
    return name if count == 1 else f"{name}{TWIN}{count}"


def name_added(field: str, value: Any, standing: Mapping[str, Any]) -> tuple[str, Any]:  # noqa: ANN401 - values of any field
    """Name a value that a person adds beside others, and complete it: only what contradicts a value of its name is a second one.

    ``standing``: the values that stand in the field of the network, by name.

    >>> people = {"anna meier": {"name": "Anna Meier", "title": None, "role": "Bürgermeisterin", "organisation": None}}
    >>> name_added("people", {"name": "Anna Meier", "title": "Dr.", "role": None, "organisation": None}, people)[1]
    {'name': 'Anna Meier', 'title': 'Dr.', 'role': 'Bürgermeisterin', 'organisation': None}
    >>> name_added("people", {**people["anna meier"], "role": "Moderatorin"}, people)[0] in people
    False
    """
    name = identify(field, value)
    for count in range(1, len(standing) + 2):
        held = standing.get(numbered(name, count))
        if held is None:
            return numbered(name, count), value
        if not isinstance(value, dict):
            return numbered(name, count), value
        if not disagree(value, held):
            return numbered(name, count), {part: held.get(part) if own is None else own for part, own in value.items()}
    return name, value


def base_name(item: str) -> str:
    """Give the name of a value without the number that tells it from others of its name."""
    return item.partition(TWIN)[0]


def disagree(one: Any, other: Any) -> bool:  # noqa: ANN401 - values of any field
    """Say whether two values of one name contradict each other in a part; what one of them leaves open is no contradiction.

    >>> disagree({"name": "A", "role": "Bürgermeister"}, {"name": "A", "role": None})
    False
    """
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return any(part is not None and other.get(name) is not None and not _agree(part, other[name]) for name, part in one.items())


def _agree(one: Any, other: Any) -> bool:  # noqa: ANN401 - parts of any value
    """Say whether two parts say the same; places do by their key."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.get("ags") == other.get("ags")
    return plain(one) == plain(other)


def renamed(field: str, item: str, value: Any) -> str | None:  # noqa: ANN401 - values of any field
    """Give the name of a corrected value where it is no longer the one that was corrected; None where it is."""
    name = identify(field, value)
    return None if name in {item, base_name(item)} else name


def question_key(field: str, value: Any, surface: str, rule: str) -> str:  # noqa: ANN401 - values of any field
    """Name the question whether these characters, read by this rule, are this value: the same in all documents."""
    return _digest([field, value, flat(surface), rule])


def finding_key(finding: Finding, network: str | None) -> str:
    """Name a finding so that the next extraction, if it finds the same, gives it the same name: by what it says, not where it stands."""
    field = finding.path.split("/")[1] if finding.path.startswith("/") else ""
    values = {name: value for name, value in finding.values.items() if name != "number"}
    return _digest([network, finding.code, field, values, sorted(flat(span.text) for span in finding.spans)])


def plain(value: Any) -> str:  # noqa: ANN401 - values of any field
    """Write a value in one way only, so that equal values are equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _level(value: Any) -> str:  # noqa: ANN401 - what a person's form or a model held
    text = value if isinstance(value, str) else "" if value is None else plain(value)
    return flat(text if text.isascii() else unicodedata.normalize("NFC", text)).casefold()


def _number(value: Any) -> str:  # noqa: ANN401 - a number, or a range in words
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def _digest(parts: list[Any]) -> str:
    return hashlib.blake2b(plain(parts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
