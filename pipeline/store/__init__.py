"""The store room: documents, extractions and decisions of all versions in one database, SQLite or PostgreSQL."""

from pipeline.store.address import is_address
from pipeline.store.frozen import freeze, thaw
from pipeline.store.reading import Pace, Reading
from pipeline.store.store import Store
from pipeline.store.tables import keepable
from pipeline.store.writing import Writing

__all__ = ["Pace", "Reading", "Store", "Writing", "freeze", "is_address", "keepable", "thaw"]
