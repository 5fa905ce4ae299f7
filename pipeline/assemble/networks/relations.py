"""Relates the networks of one document: predecessor and successor, or siblings side by side."""

from itertools import combinations

from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.clusters import Cluster, fold_name, strip_edition
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import Shape, shape
from schemas.mention import Mention

_SUCCESSION_RE = shape(
    r"\b(?:Neuauflage|Nachfolge\w*|Nachfolger\w*|Fortsetzung|Fortführung|zweite[nr]? (?:Auflage|Runde|Generation|Phase)|Vorgänger\w*|knüpft\b[^.]{0,40}\ban|baut\b[^.]{0,40}\bauf|löst\b[^.]{0,60}\bab|fortgesetzt|fortgeführt|weitergeführt|beim ersten Mal|setzt\b[^.]{0,60}\bfort|Anschlussnetzwerk)\b"
)
#: words that set one network behind another even where the names have nothing in common
_FOLLOWS_RE = shape(r"\b(?:Nachfolge-?[Nn]etz\w*|Nachfolger(?:in|netzwerk)?|Folgenetzwerk\w*|Vorgänger\w*|Vorläufer\w*)\b")
_SIBLING_RE = shape(
    r"\b(?:Schwester\w*|Zwilling\w*|Geschwister\w*|[Zz]wei (?:[a-zäöü]+e[nr]? ){0,3}[\w-]*[Nn]etz\w*|[Bb]eide[nr]? (?:[a-zäöü]+e[nr]? )?[\w-]*[Nn]etz\w*|parallel)\b"
)
_PREDECESSOR_RE = shape(
    r"\b(?:Vorgänger\w*|Vorläufer\w*|Nachfolger? (?:des|von|vom)|hervorgegangen aus(?: dem)?|folgt(?:e|en)? auf(?: das| den)?|Nachfolge des|tritt die Nachfolge des|aufbauend auf(?: dem)?|baut auf(?: dem)?|knüpft an(?: das)?|löst(?: das)?|Neuauflage des|Fortsetzung des|Nachfolgenetzwerk des)\s*[^.;:]{0,20}$"
)
#: words that may set two networks side by side against each other as well
_WEAK_SUCCESSION = ("Vorgänger", "Nachfolg", "knüpft", "baut")
_SIDES = frozenset(["nord", "süd", "ost", "west", "mitte", "nordost", "nordwest", "südost", "südwest"])
_ENDED = "completed"
_TERM_YEARS = 3  # what a network mostly lasts


def read_relations(view: View, scope: Scope) -> None:
    """Fill the relations of every draft, after status was read."""
    pairs = list(zip(scope.about, scope.drafts, strict=False))
    for (one, first), (other, second) in combinations(sorted(pairs, key=_generation), 2):
        kind = _kind(view, scope, one, other, first, second)
        if kind is None:
            continue
        succession, trace = kind
        for draft, peer, role in ((first, second, "successor"), (second, first, "predecessor")):
            if not peer.named:
                continue
            name = str(peer.scalars["name"].value)
            value = {"kind": role if succession else "sibling", "name": name}
            draft.add("relations", fold_name(name), value, trace)
    for cluster, draft in pairs:
        _add_named_only(view, scope, cluster, draft)


def _kind(view: View, scope: Scope, one: Cluster, other: Cluster, first: Draft, second: Draft) -> tuple[bool, Trace] | None:
    """Say whether two networks follow each other (True) or stand side by side (False), and by what; None if unrelated."""
    if not (first.named and second.named):
        return True, _named_at(other if second.named else one)
    sides = _are_sides(first, second)
    if not sides and not _are_generations(one, other):
        if len(scope.about) != 2:  # noqa: PLR2004 - a pair
            return None
        follows = _find_cue(view, _FOLLOWS_RE)
        if follows:
            return True, follows
        pair = _find_cue(view, _SIBLING_RE) if _are_alike(one, other) else None
        return (False, pair) if pair else None
    succession, sibling = (_find_cue(view, pattern) for pattern in (_SUCCESSION_RE, _SIBLING_RE))
    name = _named_at(other)
    if sides:
        return False, sibling or name
    apart = _follow_in_time(first, second)
    if apart and (sibling is None or sibling.rule != "relation.sister"):
        return True, succession or name
    if one.edition is None and (other.edition or 1) > 1 and (sibling is None or sibling.rule != "relation.sister"):
        return True, succession or name  # "Netzwerk Nord" beside "Netzwerk Nord II": the first had no number while it was alone
    ended = [draft.scalars["status"].value == _ENDED if "status" in draft.scalars else None for draft in (first, second)]
    if ended == [True, False]:
        return True, succession or name
    if sibling is not None and sibling.rule == "relation.sister":
        return False, sibling
    if ended == [False, False] and (succession is None or succession.rule == "relation.succession.weak"):
        return False, sibling or name
    return (True, succession) if succession else (False, sibling or name)


def _follow_in_time(first: Draft, second: Draft) -> bool:
    """Say whether the second begins after the first has ended, or so much later that the first must have.

    EDTF strings of the same year are compared month by month.
    """
    end, start = (draft.scalars.get(field) for draft, field in ((first, "end"), (second, "start")))
    if end is None or start is None:
        before, after = _begun(first), _begun(second)
        return end is None and before is not None and after is not None and after - before >= _TERM_YEARS
    ended, began = str(end.value).rstrip("~"), str(start.value).rstrip("~")
    return ended < began and (ended[:4] < began[:4] or len(ended) == len(began))


def _generation(pair: tuple[Cluster, Draft]) -> tuple[int, bool, int]:
    """Order networks as they followed each other: by number, a nameless first one before all, then by the order of the text."""
    return pair[0].number or 1, pair[1].named, pair[1].index


def _begun(draft: Draft) -> int | None:
    """Give the year a network was founded or began."""
    found = draft.scalars.get("founded") or draft.scalars.get("start")
    return int(str(found.value)[:4]) if found and str(found.value)[:4].isdigit() else None


def _are_generations(one: Cluster, other: Cluster) -> bool:
    """Say whether two names differ by their generation only."""
    if one.edition == other.edition:
        return False
    bases = [{fold_name(strip_edition(name.name)) for name in cluster.names if name.name} for cluster in (one, other)]
    return bool(bases[0] & bases[1]) or bool(one.base and one.base == other.base)


def _are_alike(one: Cluster, other: Cluster) -> bool:
    """Say whether two networks are of one sort: "Energieeffizienz-Netzwerk A" and "Energieeffizienz-Netzwerk B"."""
    heads = [{fold_name(name.head) for name in cluster.names if name.name} for cluster in (one, other)]
    return one.edition is None and other.edition is None and bool(heads[0] & heads[1])


def _are_sides(first: Draft, second: Draft) -> bool:
    """Say whether two names differ by a point of the compass only: "… Südpfalz Nord" and "… Südpfalz Süd"."""
    one, other = (str(draft.scalars["name"].value).split() for draft in (first, second))
    return one[:-1] == other[:-1] and one[-1] != other[-1] and {one[-1].lower(), other[-1].lower()} <= _SIDES


def _find_cue(view: View, pattern: Shape) -> Trace | None:
    for sentence in view.live_sentences:
        match = pattern.search(view.text, sentence.start, sentence.end)
        if match:
            sister = match.group().startswith(("Schwester", "Zwilling", "Geschwister"))
            rule = "relation.sister" if sister else "relation.sibling"
            if pattern is _SUCCESSION_RE:
                rule = "relation.succession.weak" if match.group().startswith(_WEAK_SUCCESSION) else "relation.succession"
            return Trace(match.start(), match.end(), rule, 0.8, match.span())
    return None


def _named_at(cluster: Cluster) -> Trace:
    """Trace a relation that only the two names show."""
    mention: Mention = next(mention for name, mention in zip(cluster.names, cluster.mentions, strict=True) if name.name)
    return Trace(mention.start, mention.end, "relation.names", 0.7)


def _add_named_only(view: View, scope: Scope, cluster: Cluster, draft: Draft) -> None:
    """Take a network that the text only names as the one before, or the one after."""
    for other in scope.foreign:
        for name, mention in zip(other.names, other.mentions, strict=True):
            kind = _called(view, mention)
            if name.name and kind and cluster.base & other.base:
                draft.add(
                    "relations",
                    fold_name(name.name),
                    {"kind": kind, "name": name.name},
                    Trace(mention.start, mention.end, f"relation.{kind}", 0.8),
                )
                return


def _called(view: View, mention: Mention) -> str | None:
    """Say what the text calls a network that it only names."""
    head = mention.value.head
    if head.startswith(("Vorgänger", "Vorläufer")) or _PREDECESSOR_RE.search(view.text, max(0, mention.start - 60), mention.start):
        return "predecessor"
    if head.startswith(("Folge", "Nachfolge")):
        return "successor"
    return "sibling" if head.startswith("Schwester") else None
