"""What the workbench refuses, as one exception: a status, a code that the texts have words for, and where it is."""

from collections.abc import Mapping
from typing import Any

from pipeline.workbench.texts import Texts


class Refusal(Exception):  # noqa: N818 - refusing is what the server does, not an error of it
    """Refuse a request. ``code``: the texts say it as ``refused.<code>``; ``message``: stands in where they have no words."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        where: str | None = None,
        values: Mapping[str, str | int] | None = None,
        message: str | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message or code)
        self.status = status
        self.code = code
        self.where = where
        self.values = dict(values or {})
        self.message = message
        self.more = dict(more or {})

    def said(self, texts: Texts) -> str:
        """Give the refusal in the reader's words; of what is missing or bad in a part, in general ones where there are none for that part."""
        sort = self.code.partition("-")[0]
        for key in (f"refused.{self.code}", f"refused.{sort}-part"):
            if key in texts:
                return texts(key, **{"where": self.where or "", "what": _name(self.where or "", texts), **self.values})
        return self.message or self.code

    def shape(self, texts: Texts) -> dict[str, Any]:
        """Give the refusal as the API answers it."""
        return {"message": self.said(texts), "where": self.where, **self.more}


def _name(where: str, texts: Texts) -> str:
    """Name a field, or a part of one, as the pages do.

    >>> _name("people.role", Texts("en", {"field.people": "People", "form.role": "Office"}))
    'People, Office'
    """
    field, *parts = where.split(".")
    names = [(f"field.{field}", field), *((f"form.{part}", part) for part in parts)]
    return ", ".join(texts(key).replace("\u00ad", "") if key in texts else plain for key, plain in names)
