"""Gathers the names of a text that mean one network: spellings, short forms, generations."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import NetworkName

_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI"}
_SECOND_RE = shape(r"\s*(?:und|,|/|&|sowie)\s*(I{1,3}|IV|VI?|[1-9])(?!\w|\.\w|\.\s?\d)")
_AND_RE = shape(r"\s(?:und|sowie)\s")
_SECOND_SIDE_RE = shape(r"\s*(?:und|/|&|sowie)\s*(Nord|Süd|Ost|West|Mitte)(?!\w)")
_EDITION_END_RE = shape(r"[\s-](?:I{1,3}|IV|VI{0,3}|[1-9]\d?(?:\.0)?|\+)$")
_HEAD_WORD_RE = shape(
    r"netzwerke?s?$|netze?s?$|bündnis$|pakt$|tisch$|konvoi$|arbeitsgemeinschaft$|allianz$|verbund$|^keen$", re.IGNORECASE
)
_GENERIC_RE = shape(
    r"interkommunal|kommunal|kommunen|regional|ressourceneffizienz|energieeffizienz|energie|effizienz|klimaschutz|klimaanpassungs?|klima|mobilitäts?|mobil|nachhaltigkeits?|wärme|wasser|erste|zweite|dritte|neue|lernende"
)
_SPLIT_RE = shape(r"[\s\-–/]+")
_PREDECESSOR_RE = shape(
    r"\b(?:Vorgänger\w*|Vorläufer\w*|erste[nsrm]?|früher\w*|abgeschlossen\w*|beendet\w*)\b[^.;]{0,50}$|Vorgänger\w*$"
)
_YEAR_RE = shape(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_FORM = 3
_LONGEST_ACRONYM = 6
_SIBLINGS = 2
_KINDS = frozenset(
    {
        "kommunales",
        "kommunale",
        "kommunaler",
        "interkommunales",
        "interkommunale",
        "regionales",
        "regionale",
        "erstes",
        "neues",
        "lernendes",
    }
)
#: words by which a text says that its network follows another
LATER_RE = shape(
    r"\b(?:Neuauflage|Nachfolge\w*|Fortsetzung|Fortführung|[Zz]weite[nrs]? (?:Auflage|Runde|Generation|Phase|Staffel|Mal)|Anschlussnetzwerk|legt\b[^.;]{0,60}\bneu auf)\b"
)
_NAME_WORDS = 8
#: heads that point from one network to another: "Vorgängernetzwerk", "Folgenetzwerk"
RELATED_HEAD_RE = shape(r"(?:Vorgänger|Vorläufer|Nachfolge|Folge|Nachbar|Partner|Schwester)")


@dataclass(slots=True)
class Cluster:
    """Gather the mentions of one network. Shape: ``names[i]`` is how ``mentions[i]`` calls it."""

    names: list[NetworkName]
    mentions: list[Mention]
    edition: int | None
    about: float = 0.0
    number: int | None = None  # which of several it is, where the text counts them: edition, or "das zweite Netzwerk"

    def take(self, other: "Cluster") -> None:
        """Take over all mentions of another cluster."""
        self.names.extend(other.names)
        self.mentions.extend(other.mentions)

    @property
    def first(self) -> int:
        """Give where the network is first named."""
        return min(mention.start for mention in self.mentions)

    @property
    def base(self) -> frozenset[str]:
        """Give the words that tell it from others, generation aside."""
        return frozenset().union(*(telling_words(name.name) for name in self.names if name.name))


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Fold a name: "Klimaschutz-Netzwerk Lippe" and "Klimaschutznetzwerk Lippe" are one."""
    return re.sub(r"[\s\-–„“\"».,]", "", name).lower()


def strip_edition(name: str) -> str:
    """Cut the generation off a name.

    >>> strip_edition("Netzwerk Nord II"), strip_edition("Netzwerk Nord 2.0"), strip_edition("Netzwerk Nord")
    ('Netzwerk Nord', 'Netzwerk Nord', 'Netzwerk Nord')
    """
    return _EDITION_END_RE.sub("", name)


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """Give the words of a name without head and edition; the theme inside a compound counts as a word."""
    words = {re.sub(r"[„“\"»«.,():+]", "", word).lower() for word in _SPLIT_RE.split(strip_edition(name))}
    words |= {_HEAD_WORD_RE.sub("", word) for word in set(words)}
    return frozenset(
        word
        for word in words
        if word and not _HEAD_WORD_RE.search(word) and word not in {"des", "der", "im", "in", "für", "und", "die", "am", "an"}
    )


@lru_cache(maxsize=4096)
def telling_words(name: str) -> frozenset[str]:
    """Give what is left of a name's words without themes and heads: the region, mostly.

    >>> sorted(telling_words("Kommunales Energieeffizienz-Netzwerk Ober-Lippe II"))
    ['lippe', 'ober']
    """
    return frozenset(word for word in name_words(name) if _GENERIC_RE.sub("", word).strip("esnrm"))


def _initials(name: str) -> str:
    """Give the first letters of a name's parts: "Klimaschutz-Netzwerk Solling-Leine" -> "knsl"."""
    return "".join(part[0] for part in _SPLIT_RE.split(name) if part and part[0].isalpha()).lower()


def is_same(left: NetworkName, right: NetworkName) -> bool:
    """Say whether two names mean one network."""
    if left.name is None or right.name is None or (left.edition or 0) != (right.edition or 0):
        return False
    if fold_name(left.name) == fold_name(right.name):
        return True
    if bool(RELATED_HEAD_RE.match(left.head)) != bool(RELATED_HEAD_RE.match(right.head)):
        return False
    if left.name.endswith("+") != right.name.endswith("+"):
        return False
    one, other = (_forms(name) for name in (left, right))
    if one & other:
        return True
    a, b = telling_words(left.name), telling_words(right.name)
    if a and a == b and _themes_agree(left.name, right.name):
        return True
    small, large = (left.name, right.name) if len(name_words(left.name)) <= len(name_words(right.name)) else (right.name, left.name)
    if a and b and name_words(small) <= name_words(large):
        return True
    short, long_ = sorted((left.name, right.name), key=len)
    form = short.replace(".", "")
    if len(form) > _LONGEST_ACRONYM or not (short.isupper() or "." in short):
        return False
    return _initials(long_).startswith(form.lower()[:3])


def _themes_agree(one: str, other: str) -> bool:
    """Say whether what two names say besides the region can mean the same: "Effizienznetzwerk" and "Energieeffizienz-Netzwerk"."""
    left, right = (
        sorted((word for word in name_words(name) - telling_words(name) if word not in _KINDS), key=len) for name in (one, other)
    )
    small, large = sorted((left, right), key=lambda words: sum(map(len, words)))
    return bool(small) and all(any(word in longer for longer in large) for word in small)


def _forms(name: NetworkName) -> set[str]:
    """Give the folded short forms and other spellings; a bare short form ("KEEN") that heads many names tells nothing."""
    return {fold_name(form) for form in (*name.aliases, name.name or None) if form and fold_name(form) not in {"keen", "leen"}}


def build_clusters(view: View) -> list[Cluster]:
    """Gather the names of a text, one cluster a network."""
    clusters: list[Cluster] = []
    for mention in view.mentions("network"):
        if mention.value.name is None or view.is_mute(mention.start):
            continue
        for single in singles(view.text, mention):
            home = next((cluster for cluster in clusters if any(is_same(other, single) for other in cluster.names)), None)
            if home is None:
                clusters.append(Cluster([single], [mention], single.edition))
            else:
                home.names.append(single)
                home.mentions.append(mention)
    if len(clusters) > 1:
        clusters = _settle_editions(view, _join_bare(_join_same(clusters)))
    clusters.extend(_sibling_headings(view, clusters))
    for cluster in clusters:
        cluster.number = cluster.edition
        _add_short_forms(view, cluster)
    return clusters


def singles(text: str, mention: Mention) -> list[NetworkName]:
    """Read two names out of "Netzwerke Nord I und II" and out of "Netzwerke Lippe Nord und Süd"."""
    name: NetworkName = mention.value
    if not name.name:
        return [name]
    again = _repeated(text, mention.end, name)
    if again:
        return [replace(name, plural=False), again]
    if not name.plural:
        return [name]
    second = _SECOND_RE.match(text, mention.end)
    if second and name.edition:
        number = next((value for value, roman in _ROMAN.items() if roman == second[1]), None) or int(second[1])
        return [
            replace(name, plural=False),
            replace(name, name=f"{strip_edition(name.name)} {second[1]}", edition=number, plural=False),
        ]
    side = _SECOND_SIDE_RE.match(text, mention.end)
    if side:
        stem = name.name.rsplit(" ", 1)[0]
        return [replace(name, plural=False), replace(name, name=f"{stem} {side[1]}", plural=False)]
    return [name]


def _repeated(text: str, end: int, name: NetworkName) -> NetworkName | None:
    """Read the second of "LEEN Ostbayern I und Ostbayern II": the words before the number are said again."""
    if not name.edition or not name.name or not _AND_RE.match(text, end):
        return None
    stem = strip_edition(name.name)
    words = stem.split()
    for count in range(1, len(words)):
        tail = re.escape(" ".join(words[-count:]))
        match = re.compile(rf"\s(?:und|sowie)\s{tail}\s(I{{1,3}}|IV|VI?|[1-9])(?!\w|\.\w|\.\s?\d)").match(text, end)
        if match:
            number = next((value for value, roman in _ROMAN.items() if roman == match[1]), None) or int(match[1])
            return replace(name, name=f"{stem} {match[1]}", edition=number, plural=False)
    return None


def _sibling_headings(view: View, clusters: Sequence[Cluster]) -> Iterator[Cluster]:
    """Take a heading for a name when it holds a network's head and two headings of its level are names.

    In a list of references "Wärmeplanung im Konvoi: Nordland" is a network like those above and below it; a subtitle is none.
    """
    headings = [segment for segment in view.segments if segment.kind == "heading" and not segment.boilerplate]
    if len(headings) <= _SIBLINGS:
        return
    named = {mention.start for cluster in clusters for mention in cluster.mentions}
    heads_of = [view.mentions("network", segment.start, segment.end) for segment in headings]
    levels = Counter(
        segment.level for segment, heads in zip(headings, heads_of, strict=True) if any(head.start in named for head in heads)
    )
    for segment, heads in zip(headings, heads_of, strict=True):
        opens = view.document.sections[segment.section].start == segment.start
        if opens and levels[segment.level] >= _SIBLINGS and len(heads) == 1 and heads[0].start not in named:
            text = view.text[segment.start : segment.end]
            if _reads_as_name(text, heads[0].value):
                name = NetworkName(text, head=heads[0].value.head)
                yield Cluster([name], [Mention("network", segment.start, segment.end, text, "network.heading", 0.75, name)], None)


def _reads_as_name(heading: str, pointer: NetworkName) -> bool:
    """Say whether a heading with a head in it can be a network's name: short, no question, nothing that counts or denies."""
    if pointer.plural or pointer.ordinal or pointer.article in {"ein", "einem", "einen", "eines", "kein"}:
        return False
    return heading[-1] not in "?!:" and len(heading.split()) <= _NAME_WORDS and bool(telling_words(heading))


def _join_same(clusters: list[Cluster]) -> list[Cluster]:
    """Join clusters that a name read later shows to be one."""
    joined: list[Cluster] = []
    for cluster in clusters:
        home = next((other for other in joined if any(is_same(a, b) for a in other.names for b in cluster.names)), None)
        if home is None:
            joined.append(cluster)
        else:
            home.take(cluster)
    return joined


def _join_bare(clusters: list[Cluster]) -> list[Cluster]:
    """Let a name that only says what sort of network it is ("Klimaschutznetzwerk II") join the one it can mean."""
    full = [cluster for cluster in clusters if cluster.base]
    if not full:
        return clusters
    kept = list(full)
    for cluster in clusters:
        if cluster.base:
            continue
        homes = [other for other in full if other.edition == cluster.edition] if cluster.edition else full
        if len(homes) == 1:
            homes[0].take(cluster)
        elif cluster.edition and not homes:
            kept.append(cluster)
    return kept


def _settle_editions(view: View, clusters: list[Cluster]) -> list[Cluster]:
    """Decide what a name without a generation means beside the same name with one.

    Beside I and II it may mean either: it stays a mere pointer. Beside II alone it is the predecessor when it comes first or is
    called so, else the same network.
    """
    kept = [cluster for cluster in clusters if cluster.edition]
    for cluster in clusters:
        if cluster.edition:
            continue
        later = [other for other in kept if other.edition and _is_family(cluster, other)]
        if not later:
            kept.append(cluster)
        elif len(later) == 1 and _goes_on(view, cluster):
            later[0].take(cluster)
        elif all(other.edition != 1 for other in later):
            if cluster.first < min(other.first for other in later) or _is_earlier(view, cluster, later):
                kept.append(cluster)
            elif len(later) == 1:
                later[0].take(cluster)
        elif len(later) == 1:
            later[0].take(cluster)
    return kept


def _is_family(one: Cluster, other: Cluster) -> bool:
    """Say whether two clusters share their name but for the generation."""
    return any(
        is_same(replace(a, edition=None, name=strip_edition(a.name)), replace(b, edition=None, name=strip_edition(b.name)))
        for a in one.names if a.name for b in other.names if b.name
    )  # fmt: skip


def _goes_on(view: View, cluster: Cluster) -> bool:
    """Say whether a name without a number is of the later network: "Netzwerk Nord startet in die zweite Runde"."""
    sentences = [view.sentence(mention.start) for mention in cluster.mentions if mention.value.name]
    return bool(sentences) and all(LATER_RE.search(view.text, sentence.start, sentence.end) for sentence in sentences)


def _is_earlier(view: View, cluster: Cluster, later: Sequence[Cluster]) -> bool:
    """Say whether the text calls a network the one before, or tells of an earlier year wherever it names it."""
    if _is_called_predecessor(view, cluster):
        return True
    mine, theirs = _years(view, cluster), [year for other in later for year in _years(view, other)]
    return bool(mine and theirs) and max(mine) < min(theirs)


def _years(view: View, cluster: Cluster) -> list[int]:
    """Give the years of the sentences that name a network."""
    sentences = {view.sentence(mention.start) for mention in cluster.mentions if mention.value.name}
    return [int(match[0]) for sentence in sentences for match in _YEAR_RE.finditer(view.text, sentence.start, sentence.end)]


def _is_called_predecessor(view: View, cluster: Cluster) -> bool:
    """Say whether the text calls a network the one before."""
    return any(
        _PREDECESSOR_RE.search(view.text, max(0, mention.start - 60), mention.start) or mention.value.head.startswith("Vorgänger")
        for mention in cluster.mentions
    )


def _add_short_forms(view: View, cluster: Cluster) -> None:
    """Add the places where only the short form stands: "KNN:" over a section."""
    for start, end, form in _short_form_places(view.text, cluster.names):
        if any(mention.start <= start < mention.end for mention in cluster.mentions) or view.is_mute(start):
            continue
        cluster.names.append(NetworkName(None, edition=cluster.edition))
        cluster.mentions.append(Mention("network", start, end, form, "network.short-form", 0.85, NetworkName(None)))


def _short_form_places(text: str, names: Sequence[NetworkName]) -> Iterator[tuple[int, int, str]]:
    forms = {
        form
        for name in names
        for form in (name.acronym, *name.aliases, name.name if name.name and " " not in name.name else None)
        if form and len(form) >= _SHORTEST_FORM
    }
    for form in sorted(forms):
        start = text.find(form)
        while start >= 0:
            end = start + len(form)
            if _is_alone(text, start, end):
                yield start, end, form
                start = text.find(form, end)
            else:
                start = text.find(form, start + 1)


def _is_alone(text: str, start: int, end: int) -> bool:
    """Say whether a form stands for itself: in no word or address, no part of a compound."""
    before, after, next_ = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if _is_letter(before) or before in _ADDRESS_BEFORE or _is_letter(after) or after in _ADDRESS_BEHIND:
        return False
    return after not in {"-", "."} or not _is_letter(next_)


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


_ADDRESS_BEFORE, _ADDRESS_BEHIND = frozenset("@./-"), frozenset("@/")
