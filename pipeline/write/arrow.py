"""Derives columns for Arrow from the Pydantic models of a report: one owner of the shape, so that a new field needs no second list.

A model becomes a struct, a list a list, a dictionary a map. What JSON allows and a column does not, becomes text: a value of any
kind is its JSON, a number or a range ("10–30") is written out.
"""

import json
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

_PLAIN = {str: "string", bool: "bool_", int: "int64", float: "float64"}


@dataclass(frozen=True, slots=True)
class Column:
    """Say what a column holds: its Arrow type, and the way from a value of the model to what Arrow takes."""

    type: Any
    plain: Callable[[Any], Any]


def _as_is(value: Any) -> Any:  # noqa: ANN401 - any plain value
    return value


def _as_text(value: Any) -> str | None:  # noqa: ANN401 - any plain value
    return None if value is None else str(value)


def as_json(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON can hold
    """Write a value of any kind as JSON; None stays None."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


@cache
def column_of(annotation: Any) -> Column:  # noqa: ANN401 - any annotation of a field
    """Derive the column of a field from its annotation.

    Raises:
        TypeError: a shape of which no column is known; always a defect.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy

    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return Column(getattr(pa, _PLAIN[annotation])(), _as_is)
    if annotation is Any:
        return Column(pa.string(), as_json)
    if origin is Annotated:
        return column_of(parts[0])
    if origin is Literal:
        return Column(pa.string(), _as_is)
    if origin in {Union, types.UnionType}:
        kinds = [part for part in parts if part is not type(None)]
        return column_of(kinds[0]) if len(kinds) == 1 else Column(pa.string(), _as_text)
    if origin is tuple and parts:
        return Column(pa.list_(column_of(parts[0]).type, len(parts)), _listed)
    if origin is list:
        return list_of(column_of(parts[0]))
    if origin is dict:
        return _map_of(column_of(parts[1]))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return struct_of(columns_of(annotation))
    msg = f"no Arrow column is known for {annotation!r}; say in pipeline/write/arrow.py what it becomes"
    raise TypeError(msg)


def columns_of(model: type[BaseModel]) -> dict[str, Column]:
    """Derive the columns of all fields of a model, in their order."""
    return {
        name: column_of(hint) for name, hint in get_type_hints(model, include_extras=True).items() if name in model.model_fields
    }


def _listed(value: Iterable[Any] | None) -> list[Any] | None:
    return None if value is None else list(value)


def list_of(inner: Column) -> Column:
    """Give the column of a list of such values; a missing list is an empty one."""
    import pyarrow as pa  # noqa: PLC0415

    return Column(pa.list_(inner.type), lambda values: [inner.plain(value) for value in values or ()])


def _map_of(inner: Column) -> Column:
    """Give the column of a dictionary by name."""
    import pyarrow as pa  # noqa: PLC0415

    return Column(
        pa.map_(pa.string(), inner.type), lambda values: [(key, inner.plain(value)) for key, value in (values or {}).items()]
    )


def struct_of(columns: dict[str, Column]) -> Column:
    """Give the column of a model, or of a dictionary with these keys, as a struct of columns."""
    import pyarrow as pa  # noqa: PLC0415

    def plain(value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a model or a dictionary
        if value is None:
            return None
        read = value.get if isinstance(value, dict) else lambda name: getattr(value, name)
        return {name: column.plain(read(name)) for name, column in columns.items()}

    return Column(pa.struct([pa.field(name, column.type) for name, column in columns.items()]), plain)
