"""Places as records hold them, looked up in today's register for values that people type."""

from functools import cached_property
from typing import Any

from pipeline.gazetteer import Gazetteer, Place, load_gazetteer

_PLACED_KINDS = frozenset({"municipality", "district"})
_MOST_CANDIDATES = 8


class Register:
    """Look up places; the table is loaded when somebody first asks."""

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return load_gazetteer()

    def of_key(self, ags: str) -> dict[str, Any] | None:
        """Give the place of an official key, in the shape of ``schemas.record.Place``; None where it has none."""
        place = self._gazetteer.by_ags(ags)
        return None if place is None else _shape(place)

    def named(self, name: str, kind: str) -> dict[str, Any] | None:
        """Give the one place of a name; of several none is chosen, they stand as candidates; None where no register has it."""
        if kind not in _PLACED_KINDS:
            return None
        found = [place for place in self._gazetteer.named(name) if place.kind == kind and place.current]
        if not found or len(found) > _MOST_CANDIDATES:
            return None
        if len(found) == 1:
            return _shape(found[0])
        score = round(1 / len(found), 3)
        candidates = [{"ags": place.ags, "official_name": place.name, "state": place.state, "score": score} for place in found]
        return {
            "ags": None, "geonames_id": None, "official_name": None, "state": None, "latitude": None, "longitude": None,
            "candidates": candidates,
        }  # fmt: skip


def _shape(place: Place) -> dict[str, Any]:
    return {
        "ags": place.ags, "geonames_id": place.geonames_id, "official_name": place.name, "state": place.state,
        "latitude": place.latitude, "longitude": place.longitude, "candidates": [],
    }  # fmt: skip
