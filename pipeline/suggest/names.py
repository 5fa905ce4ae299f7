"""Entries for names that people added: bodies, programmes, topics, awards, regions, words of a theme."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.suggest.known import Known, make_entry, tidy, without_bracket
from pipeline.suggest.shapes import Correction, Idea
from schemas.record import ROLE_FIELDS

if TYPE_CHECKING:
    from schemas.lexicon import LexiconEntry

_BODIES = ("funders", "organisations")
#: the lists that hold what a field of names is filled from
_LISTS = {"programmes": "programmes", "topics": "topics", "awards": "awards", "regions": "regions"}
#: what a head noun or a legal form calls a body, and what its list calls it
_KINDS = {
    "funders": {"public": "agency", "bank": "bank", "fund": "fund", "agency": "agency", "association": "foundation"},
    "organisations": {
        "consultancy": "consultancy", "association": "association", "research": "research", "chamber": "chamber",
        "agency": "energy_agency", "cooperative": "association",
    },
}  # fmt: skip
_HEADS = ("organisation_heads", "legal_forms")
_MOST_WORDS, _MOST_STATES = 9, 3


def name_ideas(corrections: Iterable[Correction], known: Known) -> Iterator[Idea]:
    """Propose an entry for every name that people added or corrected to, where no list knows it."""
    groups: dict[tuple[str, str], list[Correction]] = {}
    for correction in corrections:
        name = _name_of(correction)
        if correction.deed in {"added", "corrected"} and name and len(name.split()) <= _MOST_WORDS:
            groups.setdefault((_group_of(correction), name.casefold()), []).append(correction)
    for (group, _), basis in groups.items():
        idea = _theme(basis, known) if group == "themes" else _body(basis, known) if group == "bodies" else _plain(basis, known)
        if idea is not None:
            yield idea


def _group_of(correction: Correction) -> str:
    return "bodies" if correction.field in {*ROLE_FIELDS, "participants"} else correction.field


def _name_of(correction: Correction) -> str | None:
    """Give the name a correction is about, None where its field is filled from no list."""
    value, field = correction.value, correction.field
    if field == "themes":
        return tidy(correction.surface)
    if field in ROLE_FIELDS or field == "participants":
        return tidy(value["name"]) if isinstance(value, dict) and value.get("kind") == "organisation" else None
    if field == "awards":
        return tidy(value["label"]) if isinstance(value, dict) else None
    return tidy(value) if field in _LISTS and isinstance(value, str) else None


def _body(basis: Sequence[Correction], known: Known) -> Idea | None:
    """Propose a body, or another name of a known one."""
    name = _name_of(basis[0]) or ""
    if known.covering(name, _BODIES) is not None or known.is_place(name):
        return None
    bare, acronym = without_bracket(name)
    near = known.nearest(bare, _BODIES) or (known.short_for(acronym, _BODIES) if acronym else None)
    if near is not None:
        return _alias(*near, bare, basis)
    list_name = "funders" if all(correction.field == "funders" for correction in basis) else "organisations"
    kind = _KINDS[list_name].get(known.kind_of(bare, _HEADS) or "")
    return _new(list_name, bare, basis, known, variants=(bare, acronym), kind=kind, acronym=acronym)


def _plain(basis: Sequence[Correction], known: Known) -> Idea | None:
    """Propose a programme, topic, award or region."""
    list_name, name = _LISTS[basis[0].field], _name_of(basis[0]) or ""
    if known.covering(name, [list_name, "states"]) is not None:
        return None
    near = known.nearest(name, [list_name]) if list_name != "regions" else None
    if near is not None:
        return _alias(*near, name, basis)
    if list_name == "regions":
        genitive = None if " " in name or name.endswith(("s", "z", "x", "ß")) else f"{name}s"
        return _new(list_name, name, basis, known, variants=(name, genitive), kind="landscape", states=_states(basis))
    return _new(list_name, name, basis, known, variants=(name,))


def _theme(basis: Sequence[Correction], known: Known) -> Idea | None:
    """Propose the words a theme was added for as words of that theme."""
    themes = {str(correction.value) for correction in basis}
    words = tidy(basis[0].surface)
    if len(themes) != 1 or known.has_variant("themes", words):
        return None
    (theme,) = themes
    owner = next((entry for entry in known.lists["themes"].entries if entry.value == theme and not entry.weak), None)
    return None if owner is None else _alias("themes", owner, words, basis)


def _alias(list_name: str, owner: "LexiconEntry", name: str, basis: Sequence[Correction]) -> Idea | None:
    if any(variant.casefold() == name.casefold() for variant in owner.variants):
        return None
    return Idea(list_name, "alias", (make_entry(id=owner.id, label=owner.label, variants=(name,)),), tuple(basis))


def _new(
    list_name: str,
    name: str,
    basis: Sequence[Correction],
    known: Known,
    *,
    variants: Sequence[str | None],
    **more: Any,  # noqa: ANN401 - the fields of an entry
) -> Idea | None:
    """Propose a new entry; forms in which the text has it, and which it would not match by itself, are added."""
    forms = tuple(dict.fromkeys(form for form in variants if form and not known.has_variant(list_name, form)))
    if not forms or forms[0] != name:
        return None
    entry = make_entry(id=known.free_id(list_name, name), label=name, variants=forms, **more)
    surfaces = {tidy(correction.surface) for correction in basis if correction.end > correction.start}
    tried = known.adding(list_name, entry)
    strange = tuple(
        sorted(
            surface
            for surface in surfaces
            if len(surface.split()) <= _MOST_WORDS
            and not any(hit.entry.id == entry.id for hit in tried.scan(surface).get(list_name, ()))
            and not known.has_variant(list_name, surface)
        )
    )
    options = [entry]
    if strange:
        options.insert(0, entry.model_copy(update={"variants": (*forms, *strange)}))
    return Idea(list_name, "new", tuple(options), tuple(basis))


def _states(basis: Sequence[Correction]) -> tuple[str, ...]:
    """Tell the Länder of a region by those of the members it was named beside."""
    records = [correction.record for correction in basis if correction.record is not None]
    states = {member.place.state for record in records for member in record.participants if member.place and member.place.state}
    return tuple(sorted(states)) if len(states) <= _MOST_STATES else ()
