"""Values that people give: completed, trimmed, and checked against the shapes of a record."""

import json
import math
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.errors import ReviewError
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Record

PlaceOf = Callable[[str], dict[str, Any] | None]

_DATES = frozenset({"founded", "start", "end"})
_NUMBERS = frozenset({"edition", "duration_months", "participants_stated"})
_CHOICES = {"status": "bad-status", "themes": "bad-theme"}
#: "11,5" and "11.5" are numbers; "1.000" is a thousand to some and one to others, and stays as it is written
_NUMBER_RE = re.compile(r"\d+(?:,\d+|\.\d{1,2})?", re.ASCII)
_INTEGER_RE = re.compile(r"\d{1,9}", re.ASCII)
#: no count and no sum of a network is larger, and other programs cannot hold any number
_MOST = {"edition": 999, "duration_months": 1200, "participants_stated": 999_999, "amount": 1e15, "quantity": 1e15}
#: signs that steer a terminal or turn the direction of writing; nobody types them on purpose
_STEERING_RE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def complete_value(field: str, value: Any, place_of: PlaceOf | None = None) -> Any:  # noqa: ANN401 - values of any field
    """Give a person's value as a record holds it: blanks levelled, parts that are missing null, a place in full.

    ``place_of`` looks up a place by its official key (AGS).

    Raises:
        ReviewError: the field has no such value; ``code`` says why.

    >>> complete_value("people", {"name": " Aron  Teermann ", "title": ""})
    {'name': 'Aron Teermann', 'title': None, 'role': None, 'organisation': None}
    """
    if field not in SCALAR_FIELDS and field not in LIST_FIELDS:
        msg = f"there is no field {field!r}; expected one of {', '.join((*SCALAR_FIELDS, *LIST_FIELDS))}"
        raise ReviewError(msg, code="unknown-field", where=field)
    if _holds(value, bool) or _holds(value, float, math.isfinite):
        msg = f"{field}: {value!r} does not fit; expected words or a number"
        raise ReviewError(
            msg, code="bad-number" if field in _NUMBERS else "wrong-shape", where=field, values={"value": str(value)[:80]}
        )
    model = _model(field)
    tidied = _tidy(value)
    if tidied is None:
        msg = f"{field}: is empty; expected a value"
        raise ReviewError(msg, code="missing-value", where=field)
    if model is not None:
        tidied = _with_parts(field, model, tidied, place_of)
    elif field in _NUMBERS and isinstance(tidied, str) and _INTEGER_RE.fullmatch(tidied):
        tidied = int(tidied)
    try:
        adapter = _adapter(field)
        # strict, and by way of JSON: what Python makes of "1.000" or "1_000" is no German's number
        completed = adapter.dump_python(adapter.validate_json(json.dumps(tidied), strict=True), mode="json")
    except ValidationError as error:
        raise _refusal(field, error) from error
    _refuse_large(field, completed)
    return completed


def _refuse_large(field: str, value: Any) -> None:  # noqa: ANN401 - plain JSON of any shape
    """Refuse a number that no network has.

    Raises:
        ReviewError: it is larger than any of its kind.
    """
    for name, number in value.items() if isinstance(value, dict) else [(field, value)]:
        if isinstance(number, int | float) and number > _MOST.get(name, math.inf):
            where = field if name == field else f"{field}.{name}"
            msg = f"{where}: {number!r} is too large; expected {_MOST[name]:,.0f} at most"
            code = "bad-number" if name == field else f"bad-{name}"
            raise ReviewError(msg, code=code, where=where, values={"value": str(number)[:80]})


def _with_parts(field: str, model: type[BaseModel], value: Any, place_of: PlaceOf | None) -> dict[str, Any]:  # noqa: ANN401
    """Check the parts of a value that has some, and bring them into shape."""
    if not isinstance(value, dict):
        msg = f"{field}: {value!r} has no parts; expected {', '.join(model.model_fields)}"
        raise ReviewError(msg, code="wrong-shape", where=field)
    for part, info in model.model_fields.items():
        if info.is_required() and value.get(part) is None:
            msg = f"{field}: {part} is missing; expected a value"
            raise ReviewError(msg, code=f"missing-{part}", where=f"{field}.{part}")
    parts = dict(value)
    for part in ("quantity", "amount"):
        if isinstance(parts.get(part), str) and _NUMBER_RE.fullmatch(parts[part]):
            parts[part] = float(parts[part].replace(",", "."))
    if isinstance(parts.get("place"), dict):
        parts["place"] = _place(field, parts["place"], place_of)
    return parts


def _place(field: str, place: dict[str, Any], place_of: PlaceOf | None) -> dict[str, Any] | None:
    ags = place.get("ags")
    if ags is None:
        return place if any(part is not None and part != [] for part in place.values()) else None
    if place_of is None:
        return place
    found = place_of(str(ags))
    if found is None and place.get("official_name") is not None:
        return place  # read by another register than today's
    if found is None:
        msg = f"{field}: no municipality or district has the key {ags}; expected 8 digits, or 5 of a district"
        raise ReviewError(msg, code="unknown-ags", where=f"{field}.place", values={"ags": str(ags)})
    return found


def _holds(value: Any, kind: type, is_fine: Callable[[Any], bool] = lambda part: False) -> bool:  # noqa: ANN401 - plain JSON of any shape
    """Say whether a value of a kind, and not fine, is somewhere in a value: no field is true or false, and no sum is endless."""
    if isinstance(value, dict):
        return any(_holds(part, kind, is_fine) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_holds(part, kind, is_fine) for part in value)
    return isinstance(value, kind) and not is_fine(value)


def _tidy(value: Any) -> Any:  # noqa: ANN401 - plain JSON of any shape
    """Level blanks of all strings and leave out what steers; without a sign that is seen there is no value."""
    if isinstance(value, str):
        tidied = " ".join(_STEERING_RE.sub("", value).split())
        return tidied if any(unicodedata.category(char)[0] not in "CZ" for char in tidied) else None
    if isinstance(value, dict):
        return {str(key): _tidy(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(part) for part in value]
    return value


@lru_cache(maxsize=64)
def _adapter(field: str) -> TypeAdapter[Any]:
    """Build the check of one value of a field from the record's own declaration."""
    info = Record.model_fields[field]
    if field in LIST_FIELDS:
        return TypeAdapter(get_args(info.annotation)[0])
    kind: Any = info.annotation
    for constraint in info.metadata:
        kind = Annotated[kind, constraint]
    return TypeAdapter(kind)


@lru_cache(maxsize=64)
def _model(field: str) -> type[BaseModel] | None:
    """Give the model of a list's elements, where they have parts."""
    if field not in LIST_FIELDS:
        return None
    element = get_args(Record.model_fields[field].annotation)[0]
    if get_origin(element) is None and isinstance(element, type) and issubclass(element, BaseModel):
        return element
    return None


def _refusal(field: str, error: ValidationError) -> ReviewError:
    first = error.errors(include_url=False, include_context=False)[0]
    parts = [str(part) for part in first["loc"] if isinstance(part, str) and not part.startswith("function-")]
    where = ".".join([field, *parts])
    written = str(first["input"])[:80]
    if field in _DATES:
        msg = f"{field}: {written!r} is no date; expected 2021, 2021-07 or 2021-07-01, a season (2021-21), quarter (2021-33) or half (2021-40)"
        return ReviewError(msg, code="bad-date", where=where, values={"value": written})
    code = "bad-number" if field in _NUMBERS else _CHOICES.get(field) or (f"bad-{parts[-1]}" if parts else "wrong-shape")
    msg = f"{where}: {written!r} does not fit: {first['msg']}"
    return ReviewError(msg, code=code.replace("_", "-"), where=where, values={"value": written})
