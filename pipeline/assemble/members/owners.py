"""Decides to which networks a run of members belongs, where a row or a sentence says so itself."""

import re

from pipeline.assemble.members.runs import Run
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape

#: "im ersten sitzen …, im zweiten …": the nearest one before the run counts
_ORDINAL_RE = shape(
    r"(?<!\w)(?:im|das|dem|ins|zum)[ \u00a0](?:(ersten?|einen?)|(zweiten?|anderen?)|(dritten?))(?:[ \u00a0]Netz\w*)?(?=[ \u00a0,:])",
    re.IGNORECASE,
)
#: "im nördlichen Netzwerk sitzen …, zum südlichen gehören …": what tells two networks without a name apart
_SIDE_RE = shape(
    r"(?<!\w)(?:[Ii]m|[Dd]as|[Dd]em|[Ii]ns|[Zz]um|[Dd]es)\s"
    r"((?:nörd|süd|öst|west|nordöst|nordwest|südöst|südwest)lich|klein|größer|kleiner|älter|jünger|städtisch|ländlich|kommunal|gewerblich|alt|neu)e[nrs]?"
    r"(?=\s(?:\w*[Nn]etz\w*|Verbund\w*|gehör\w+|sind|sitzen|arbeiten|machen|zähl\w+|haben|finden|vereint))"
)
_CURRENT_RE = shape(
    r"(?<!\w)(?:aktuellen?|jetzigen?|heutigen?|laufenden?|derzeitigen?|neuen?|neueste[nr]?|gegenwärtigen?)[rs]?\s(?:\w*[Nn]etz\w*|Runde|Auflage|Phase|Generation|Bündnis\w*)"
)
#: "Mitglieder der zweiten Runde sind:"
_ROUND_RE = shape(
    r"(?<!\w)(?:der|die|in der|im|des)\s(?:(ersten?)|(zweiten?)|(dritten?))\s(?:Netzwerk\w*|Runde|Auflage|Phase|Generation|Netzes)(?!\w)[^.\n]{0,60}$"
)
_NTH_RE = shape(r"ersten?|zweiten?|dritten?")
#: who goes on is in the network that ends and in the one that follows
_GOES_ON_RE = shape(
    r"(?<!\w)(?:weitermach\w+|mach\w+\s(?:alle\s|gemeinsam\s)?weiter|weiterarbeiten|erneut\sdabei|wieder\sdabei|beiden\sRunden|von\sneuem)(?!\w)"
)
#: "Beide Netzwerke zusammen zählen 21 Unternehmen, unter ihnen …": nothing says who is in which
_TOGETHER_RE = shape(
    r"(?<!\w)(?:[Bb]eide|[Aa]lle)n?\s\w*[Nn]etz\w*\s(?:zusammen|gemeinsam|zählen|haben|umfassen)(?!\w)|(?<!\w)[Zz]usammen\s(?:zählen|haben|umfassen|kommen)\s(?:die|beide)(?!\w)"
)
_PAIR = 2
_CURRENT_CHARS = 140
_NUMBER_RE = shape(r"[ \u00a0](?:I{1,3}|IV|V|\d)(?:\.0)?$")


def owners_of(view: View, scope: Scope, run: Run) -> tuple[int, ...]:
    """Give the networks a run belongs to: those of its row, of an ordinal before it, else those of its place in the text."""
    indexes = scope.of(run.start if run.anchor is None else run.anchor)
    if len(indexes) > 1:
        indexes = _current(view, scope, run, _of_section(view, scope, run, indexes))
    if run.owners is not None:
        return _numbered(scope, run.owners, range(len(scope.drafts))) or indexes
    if len(scope.drafts) > 1 and run.anchor is None:
        sentence = view.sentence(run.start)
        if len(indexes) > 1 and _TOGETHER_RE.search(view.text, sentence.start, run.start):
            return ()
        ordinals = list(_ORDINAL_RE.finditer(view.text, sentence.start, run.start))
        first = min(run.start, run.mentions[0].start) if run.mentions else run.start
        low = max(0, first - _CURRENT_CHARS)
        counted = _NTH_RE.search(view.text, low, first)
        spoken = _ROUND_RE.search(view.text[low:first].rstrip()) if counted else None
        if len(scope.drafts) == _PAIR and _GOES_ON_RE.search(view.text, sentence.start, sentence.end):
            return tuple(range(_PAIR))
        if spoken and not ordinals:
            return _numbered(scope, (spoken.lastindex or 1,), siblings(scope, indexes)) or indexes
        if ordinals:
            return _numbered(scope, (ordinals[-1].lastindex or 1,), siblings(scope, indexes)) or indexes
        if len(scope.drafts) == len(indexes) == _PAIR:
            return _of_side(view, sentence.start, run.start, indexes)
    return indexes


def _of_side(view: View, low: int, high: int, indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Tell two networks apart by the adjective before a run, in the order the text first uses two: "im nördlichen …, zum südlichen …"."""
    spoken = [match[1] for match in _SIDE_RE.finditer(view.text, low, high)]
    if not spoken:
        return indexes
    told = list(dict.fromkeys(match[1] for match in _SIDE_RE.finditer(view.text)))
    return (indexes[told.index(spoken[-1])],) if len(told) == _PAIR else indexes


def _of_section(view: View, scope: Scope, run: Run, indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Prefer the networks that the run's own section names, where it could belong to several."""
    if len(indexes) < 2 or run.anchor is not None:  # noqa: PLR2004 - several
        return indexes
    section = view.section(run.start)
    named = tuple(index for index in indexes if any(view.section(start) is section for start in _name_starts(scope, index)))
    return named or indexes


def _name_starts(scope: Scope, index: int) -> list[int]:
    """Give where the text names a network."""
    name = scope.drafts[index].scalars.get("name")
    return [trace.start for trace in name.traces] if name else []


def _current(view: View, scope: Scope, run: Run, indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Take the newest of several where the text says so: "Dem aktuellen Netzwerk gehören an"."""
    if len(indexes) < 2 or not _CURRENT_RE.search(view.text, max(0, run.start - _CURRENT_CHARS), run.start):  # noqa: PLR2004 - several
        return indexes
    editions = {
        index: scope.drafts[index].scalars["edition"].value for index in indexes if "edition" in scope.drafts[index].scalars
    }
    return (max(editions, key=lambda index: editions[index]),) if editions else indexes


def siblings(scope: Scope, indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Give the networks that share a name up to their number; those given where they are several already."""
    if len(indexes) != 1:
        return indexes
    base = _base(scope, indexes[0])
    return tuple(index for index in range(len(scope.drafts)) if base and _base(scope, index) == base) or indexes


def _base(scope: Scope, index: int) -> str | None:
    """Give the name of a network without its number."""
    name = scope.drafts[index].scalars.get("name")
    return None if name is None else _NUMBER_RE.sub("", str(name.value))


def _numbered(scope: Scope, numbers: tuple[int, ...], indexes: "range | tuple[int, ...]") -> tuple[int, ...]:
    """Give the networks of these editions; by their order where they have none."""
    editions = {}
    for index in indexes:
        value = scope.drafts[index].scalars.get("edition")
        if value is not None:
            editions[value.value] = index
    if editions:
        return tuple(editions[number] for number in numbers if number in editions)
    order = list(indexes)
    return tuple(order[number - 1] for number in numbers if number <= len(order))
