"""Weigh how well one place fits what the text says of it, before its neighbours are asked.

Each weight is a factor; 1 says nothing against the place, 0 excludes it. They are products of judgement, checked against lists
drawn from the whole register: what decides is said louder than what hints.
"""

import math
from collections.abc import Set as AbstractSet

from pipeline.gazetteer import Gazetteer, Place
from pipeline.placenames import uninflected
from pipeline.shapes import shape
from schemas.layer import layer

_CITY_PEOPLE = 100_000
_TOWN_PEOPLE = 20_000
_VILLAGE_PEOPLE = 5_000
#: how near a place in brackets must be to explain the name before it. Unit: kilometres
_ADDITION_KM = 20.0

_DISTRICT_FORMS = {"Kreis", "Landkreis", "Landkreise", "Kreise", "Städteregion", "Region", "Regionalverband"}
_MUNICIPAL_FORMS = {"Stadt", "Gemeinde", "Markt", "Flecken", "Ortsgemeinde", "Marktgemeinde", "Einheitsgemeinde", "Ort", "Dorf"}
#: bodies that carry a place's name without being that place
_ASSOCIATION_FORMS = {"Samtgemeinde", "Verbandsgemeinde", "Amt", "Verwaltungsgemeinschaft", "Gemeindeverwaltungsverband"}
_DISTRICT_WORD_RE = shape(r"^(?:(?:Land)?[Kk]reis|Lkr\.?|Landkr\.|LK|Kr\.?|Kreis)\s+")

#: what stands in brackets behind a name -> ISO 3166-2
STATE_NAMES = {
    "Schleswig-Holstein": "DE-SH", "Hamburg": "DE-HH", "Niedersachsen": "DE-NI", "Bremen": "DE-HB", "Nordrhein-Westfalen": "DE-NW",
    "NRW": "DE-NW", "Hessen": "DE-HE", "Rheinland-Pfalz": "DE-RP", "Baden-Württemberg": "DE-BW", "Bayern": "DE-BY",
    "Saarland": "DE-SL", "Berlin": "DE-BE", "Brandenburg": "DE-BB", "Mecklenburg-Vorpommern": "DE-MV", "Sachsen": "DE-SN",
    "Sachsen-Anhalt": "DE-ST", "Thüringen": "DE-TH", "Westfalen": "DE-NW", "Lippe": "DE-NW", "Oberbayern": "DE-BY",
}  # fmt: skip


@layer(frozen=True, slots=True)
class PlaceContext:
    """Hold what the text says about where it plays.

    ``states`` and ``region_states``: ISO 3166-2 codes, named in the text or implied by a region ("OWL" lies in DE-NW).
    ``districts``: keys of districts named anywhere. ``date``: the document's, as an ISO date, its beginning suffices.
    """

    states: AbstractSet[str] = frozenset()
    districts: AbstractSet[str] = frozenset()
    region_states: AbstractSet[str] = frozenset()
    date: str | None = None


def wanted_kind(form: str | None, hint: str | None) -> str | None:
    """Say which kind of place a type word asks for."""
    if form is None:
        return hint
    if form == "Stadtkreis":
        return "municipality"
    if form in _DISTRICT_FORMS or form.lower().endswith(("kreis", "kreises")):
        return "district"
    if form in _ASSOCIATION_FORMS:
        return "association"
    if form in _MUNICIPAL_FORMS or form.lower().endswith(("stadt", "gemeinde", "flecken")):
        return "municipality"
    return hint


def fit_name(place: Place, surface: str) -> float:
    """Weigh how a name was met: the official one fully, another full spelling nearly, the short form less."""
    if surface == place.name:
        return 1.0
    for spelling in (surface, *uninflected(surface)):
        if spelling == place.name:
            return 1.0
        if spelling in place.names:
            return 0.9 if len(spelling) >= len(place.name) or "." in place.name else 0.55
    return 0.9


def fit_kind(place: Place, kind: str | None, form: str | None) -> float:
    """Weigh kind and type; a type that contradicts nearly excludes, one that the table does not know says nothing."""
    if kind is None:
        # a bare name is the town, unless it can only be a district ("Ostholstein")
        return 1.0 if place.kind == "municipality" else 0.25
    if place.kind != kind:
        return 0.0
    wanted = "Stadt" if form and form.lower().endswith("stadt") else form
    if wanted == "Gemeinde" and place.kind == "municipality" and place.ags.endswith("000"):
        return 0.05  # a town that is a district of its own is never called Gemeinde
    if kind == "district" or place.form is None:
        return _fit_size(place, wanted)
    if wanted == place.form or wanted not in {"Stadt", "Gemeinde", "Markt", "Flecken"}:
        return 1.0
    # "Gemeinde" is said of markets and boroughs too; a "Stadt" that the table calls Gemeinde was raised since, or is another
    return 0.7 if wanted == "Gemeinde" and place.form != "Stadt" else 0.3


def _fit_size(place: Place, wanted: str | None) -> float:
    """Weigh a type against the size, where the table has no type: hardly a village is a Stadt, hardly a city a Gemeinde."""
    people = place.population
    if place.kind == "district" or people is None:
        return 1.0 if wanted != "Stadt" else 0.6
    if wanted == "Stadt":
        return 1.0 if people >= _TOWN_PEOPLE else 0.6 if people >= _VILLAGE_PEOPLE else 0.25
    return 0.3 if wanted == "Gemeinde" and people >= 2 * _TOWN_PEOPLE else 1.0


def fit_time(place: Place, context: PlaceContext) -> float:
    """Weigh whether a place existed: a current one fully, an abolished one little, one abolished before the text hardly."""
    if place.current:
        return 1.0
    if place.until is None or context.date is None:
        return 0.1
    return 0.1 if context.date <= place.until else 0.02


def fit_context(place: Place, context: PlaceContext) -> float:
    """Weigh state, district and region named in the text."""
    fit = 1.0 + _size_bonus(place)
    if place.district in context.districts:
        fit *= 20.0
    elif any(place.ags[:3] == district[:3] for district in context.districts):
        fit *= 1.6
    for states, gain in ((context.states, 3.0), (context.region_states, 3.0)):
        if states:
            fit *= gain if place.state in states else 0.5
    return fit


def _size_bonus(place: Place) -> float:
    """Break ties in favour of the larger place: a tenth a power of ten; only a city stands out among villages of its name."""
    people = (place.population or 0) if place.kind == "municipality" else 0
    return 0.1 * math.log10(people / 1000 + 1) + (5.0 if people >= _CITY_PEOPLE else 0.0)


def fit_addition(place: Place, addition: str | None, gazetteer: Gazetteer) -> float:
    """Weigh an addition in brackets or behind a slash: a district, a state, or part of another spelling."""
    if addition is None:
        return 1.0
    wanted = _DISTRICT_WORD_RE.sub("", addition)
    if STATE_NAMES.get(wanted) == place.state:
        return 50.0
    own = gazetteer.by_ags(place.district)
    if own and (wanted in own.names or addition in own.names or any(wanted in name.split("-") for name in own.names)):
        return 50.0
    stem = wanted.rstrip(".")
    if any(stem in name for name in place.names if name != place.name):
        return 50.0
    near = [other for other in gazetteer.named(wanted) if other.kind == "municipality"]
    return 8.0 if any((gazetteer.neighbours(place, other) or 1e9) < _ADDITION_KM for other in near) else 0.8
