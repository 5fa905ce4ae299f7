"""The shape of each field's form, worked out from the schema of a record, so that a page asks for what a record can hold."""

from functools import cache
from typing import Any

from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Record

_DATES = frozenset({"founded", "start", "end"})
_KINDS = {"string": "text", "integer": "integer", "number": "number"}

Shape = dict[str, Any]


@cache
def form_shapes() -> dict[str, Shape]:
    """Give for each field of a record what its form asks for.

    >>> shapes = form_shapes()
    >>> shapes["edition"], shapes["founded"], shapes["emails"]
    ({'kind': 'integer', 'min': 1, 'list': False}, {'kind': 'date', 'list': False}, {'kind': 'text', 'list': True})
    >>> shapes["funding_amounts"]["parts"]["amount"]
    {'kind': 'number', 'min': 0, 'required': True}
    """
    schema = Record.model_json_schema()
    shapes = {}
    for name in (*SCALAR_FIELDS, *LIST_FIELDS):
        wanted = schema["properties"][name]
        listed = wanted.get("type") == "array"
        shapes[name] = {**_shape(name, wanted["items"] if listed else wanted, schema["$defs"]), "list": listed}
    return shapes


def _shape(name: str, wanted: Shape, definitions: Shape) -> Shape:
    wanted = _without_null(wanted)
    if "$ref" in wanted:
        kind = wanted["$ref"].rpartition("/")[2]
        if kind == "Place":  # found by its official key; a person fills in no coordinates
            return {"kind": "place"}
        parts = definitions[kind]
        needed = parts.get("required", ())
        return {
            "kind": "object",
            "parts": {
                part: {**_shape(part, inner, definitions), "required": part in needed}
                for part, inner in parts["properties"].items()
            },
        }
    if "enum" in wanted:
        return {"kind": "choice", "choices": wanted["enum"]}
    if name in _DATES:
        return {"kind": "date"}
    shape: Shape = {"kind": _KINDS.get(wanted.get("type", ""), "text")}
    return {**shape, "min": wanted["minimum"]} if "minimum" in wanted else shape


def _without_null(wanted: Shape) -> Shape:
    """Leave out that a value may be missing; of a number or words, words can hold both."""
    choices = [one for one in wanted.get("anyOf", ()) if one.get("type") != "null"]
    return choices[-1] if choices else wanted
