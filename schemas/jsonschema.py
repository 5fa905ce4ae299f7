"""Owner of the report's JSON Schema (draft 2020-12), as other programs see it."""

from typing import Any

from schemas.record import SCHEMA_VERSION, Report

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ON_OCCASION = frozenset({"explain", "review"})
SCHEMA_ID = f"urn:netzlese:schema:report:{SCHEMA_VERSION}"


def report_schema() -> dict[str, Any]:
    """Give the schema of what ``netzlese extract`` writes.

    Every key is required, for a report writes all of them; ``explain`` is there only when asked for, ``review`` only behind a review.

    >>> report_schema()["$id"]
    'urn:netzlese:schema:report:1.0'
    """
    schema = Report.model_json_schema(mode="serialization")
    schema["required"] = [name for name in schema["required"] if name not in _ON_OCCASION]
    return {"$schema": SCHEMA_DIALECT, "$id": SCHEMA_ID, **schema}
