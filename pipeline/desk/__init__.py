"""The desk between reader, store and reviewer: takes in what was read, records what people decide, says where everything stands."""

from pipeline.desk.desk import Desk
from pipeline.desk.shapes import Chosen, DocumentView, GroupAnswer, Left, Missing, Stale, Taken, Wish

__all__ = ["Chosen", "Desk", "DocumentView", "GroupAnswer", "Left", "Missing", "Stale", "Taken", "Wish"]
