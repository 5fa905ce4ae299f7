"""Says a value of a record in one line of the reader's language, for lists that are made without a script."""

from collections.abc import Callable, Mapping
from typing import Any

from pipeline.workbench.texts import Texts

_DATES = frozenset({"founded", "start", "end"})
_ACTORS = frozenset({"funders", "initiators", "managers", "consultants", "partners"})
_MOST_CHARS = 300

Said = Callable[[Any, Texts], str]


def say_value(field: str | None, value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    """Give a value as a person would read it; a shape that the field does not have is shown as it is.

    >>> say_value("participants", {"name": "Herford", "form": "Stadt", "place": None}, Texts("en", {}))
    'Stadt Herford'
    >>> say_value("funding_amounts", {"amount": 204595.5, "currency": "EUR"}, Texts("de", {}))
    '204.595,50 EUR'
    """
    if value is None:
        return ""
    said = _SAID.get(field or "")
    try:
        words = said(value, texts) if said else _plain(value, texts)
    except (AttributeError, KeyError, TypeError, ValueError):
        words = _plain(value, texts)
    return words if len(words) <= _MOST_CHARS else f"{words[: _MOST_CHARS - 1]}…"


def _plain(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    if isinstance(value, Mapping):
        return " · ".join(_plain(part, texts) for part in value.values() if part not in (None, "", []))
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part, texts) for part in value)
    if isinstance(value, float):
        return _number(value, texts)
    return str(value)


def _number(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    """Write a number with the decimals it has, three at most; a range stays as it stands."""
    if isinstance(value, str):
        return value
    rounded = round(float(value), 3)
    digits = 0 if rounded.is_integer() else len(f"{rounded:.3f}".rstrip("0").partition(".")[2])
    return texts.number(rounded, digits)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _known(prefix: str) -> Said:
    def said(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
        key = f"{prefix}.{value}"
        return texts(key) if key in texts else str(value)

    return said


def _months(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    return texts.count("month", int(value))


def _date(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    return texts.date(value)


def _participant(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    place = value.get("place") or {}
    return _joined(" ".join(part for part in (value.get("form"), value["name"]) if part), place.get("ags"))


def _money(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    amount = float(value["amount"])
    return f"{texts.number(amount, 0 if amount.is_integer() else 2)} {value['currency']}"


def _person(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    return _joined(
        " ".join(part for part in (value.get("title"), value["name"]) if part), value.get("role"), value.get("organisation")
    )


def _target(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    figure = f"{_number(value['quantity'], texts)} {value['unit']}"
    return _joined(figure, value.get("subject"), value.get("period"), _known("target")(value["status"], texts))


def _award(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    return _joined(value["label"], value.get("by"))


def _actor(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    kind = value.get("kind")
    return _joined(value["name"], None if kind in {None, "organisation"} else _known("actor")(kind, texts))


def _relation(value: Any, texts: Texts) -> str:  # noqa: ANN401 - plain JSON
    return _joined(value["name"], _known("relation")(value["kind"], texts))


_SAID: dict[str, Said] = {
    **dict.fromkeys(_DATES, _date),
    **dict.fromkeys(_ACTORS, _actor),
    "status": _known("status"),
    "themes": _known("topic"),
    "duration_months": _months,
    "participants": _participant,
    "funding_amounts": _money,
    "people": _person,
    "targets": _target,
    "awards": _award,
    "relations": _relation,
}
