"""Finds networks that have no name of their own but a number or a place in a row: the first, the next, two of them."""

from collections.abc import Sequence

from pipeline.assemble.networks.aboutness import is_certain
from pipeline.assemble.networks.clusters import LATER_RE, RELATED_HEAD_RE, Cluster
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

_COUNTED = {"zwei": 2, "beide": 2, "beiden": 2, "drei": 3, "vier": 4}
_DEFINITE = frozenset({"das", "dem", "des", "im", "am", "vom", "zum", "beim", "unser", "unserem"})
_NEXT_RE = shape(r"\b(?:neu|weiter|ander|nächst)es?n?\b")


def count_nameless(pointers: Sequence[Mention]) -> list[Cluster]:
    """Gather pointers that count ("das erste Netzwerk … das zweite") into networks; none where there are not two to tell apart.

    Where nothing tells them apart but a plural counts them ("gleich zwei Klimaschutznetzwerke"), each is one of that number.
    """
    found: dict[int, Cluster] = {}
    for mention in pointers:
        number = mention.value.ordinal
        if number is not None:
            cluster = found.setdefault(number, Cluster([], [], None, number=number))
            cluster.names.append(mention.value)
            cluster.mentions.append(mention)
    if len(found) > 1:
        return sorted(found.values(), key=lambda cluster: cluster.first)
    counted = next((mention for mention in pointers if mention.value.plural and _how_many(mention)), None)
    if counted is None or any(number > _how_many(counted) for number in found):
        return []
    numbers = range(1, _how_many(counted) + 1)
    return [found.get(number) or Cluster([counted.value], [counted], None, number=number) for number in numbers]


def find_earlier(view: View, about: Sequence[Cluster], pointers: Sequence[Mention]) -> list[Cluster]:
    """Gather what points at a first, nameless network before the second the text names: "das erste Netzwerk endete 2019".

    Without a second ("2.0", "Neuauflage", "zweites Netzwerk") the first network of a district is the one the text is about.
    """
    if len(about) != 1 or not _is_second(view, about[0], pointers):
        return []
    first = [
        mention
        for mention in pointers
        if mention.value.ordinal == 1
        and mention.value.article in _DEFINITE
        and not view.is_mute(mention.start)
        and _tells_facts(view, mention)
    ]
    return [Cluster([mention.value for mention in first], first, None, number=1)] if first else []


def _is_second(view: View, cluster: Cluster, pointers: Sequence[Mention]) -> bool:
    """Say whether a network is a later generation: by its name, or because the text speaks of a second one or a new edition."""
    if (cluster.edition or 1) > 1 or any(name.name and name.name.endswith("+") for name in cluster.names):
        return True
    if cluster.edition == 1:
        return False
    return any((mention.value.ordinal or 0) > 1 for mention in pointers) or bool(view.first_matches(LATER_RE))


def _tells_facts(view: View, mention: Mention) -> bool:
    """Say whether the sentence of a pointer tells when, how long or with how many."""
    sentence = view.sentence(mention.start)
    return any(view.has_mention(label, sentence.start, sentence.end) for label in ("date", "duration", "count", "quantity"))


def find_later(view: View, about: Sequence[Cluster], pointers: Sequence[Mention]) -> list[Cluster]:
    """Gather what points at a next, nameless network beside the one the text names: "im Herbst startet ein weiteres Netzwerk".

    It has a record where its sentence says when it begins, or who starts it.
    """
    if not about or (len(about) == 1 and (about[0].edition or 1) > 1):
        return []
    number = len(about) + 1
    later = [
        mention
        for mention in pointers
        if not mention.value.plural
        and _is_next(mention, number)
        and not view.is_mute(mention.start)
        and is_certain(view, mention)
        and _begins(view, mention)
    ]
    return [Cluster([mention.value for mention in later], later, None, number=number)] if later else []


def _is_next(mention: Mention, number: int) -> bool:
    """Say whether a pointer means another network than the one named: "ein neues", "ein weiteres", "ein zweites", "Folgenetzwerk"."""
    words = f"{mention.value.article} {mention.extra.get('adjectives', '')}"
    if RELATED_HEAD_RE.match(mention.value.head):
        return not mention.value.head.startswith(("Vorgänger", "Vorläufer", "Nachbar", "Partner"))
    return words.startswith(("ein", "weiter", "neu")) and (bool(_NEXT_RE.search(words)) or mention.value.ordinal == number)


def _begins(view: View, mention: Mention) -> bool:
    """Say whether the sentence of a pointer tells of a beginning and of its time."""
    sentence = view.sentence(mention.start)
    if any(other.value.name for other in view.mentions("network", sentence.start, sentence.end)):
        return False  # it is said there how it is called
    cues = {hit.entry.kind for hit in view.hits("event_cues", sentence.start, sentence.end)}
    return bool(cues & {"founding", "start"}) and bool(view.mentions("date", sentence.start, sentence.end))


def _how_many(mention: Mention) -> int:
    """Give how many networks a plural counts: "zwei Netzwerke", "die ersten beiden Netzwerke"; 0 where it counts none."""
    words = [mention.value.article, *mention.extra.get("adjectives", "").split()]
    return next((_COUNTED[word] for word in words if word in _COUNTED), 0)
