"""Sets the value of a mention."""

from typing import Any

from schemas.mention import Mention


def with_value(mention: Mention, value: object, **extra: Any) -> Mention:  # noqa: ANN401 - what is extra depends on the label
    """Give the same mention with a value, and with more in ``extra``.

    >>> with_value(Mention("reference", 0, 3, "03K", "test.rule", extra={"a": 1}), "03K", b=2).extra
    {'a': 1, 'b': 2}
    """
    return mention.having(value, mention.entity, {**mention.extra, **extra} if extra else mention.extra)
