"""Which networks a document is about, and which stretch of it speaks of which."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.view import View
from pipeline.grammar import clean_spaces
from schemas.mention import Mention
from schemas.value import NetworkName

_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI"}
_SECOND_EDITION_RE = re.compile(r"\s*(?:und|,|/|&|sowie)\s*(I{1,3}|IV|VI?|[1-9])(?!\w)")
_FOREIGN_BEFORE_RE = re.compile(
    r"\b(?:wie|ähnlich|Vorbild|neben|andere[nrms]?|weitere[nrms]?|bereits|Nachbar\w*|benachbarte\w*|vergleichbar\w*|statt|anders als|schon|dem früheren|Erfahrungen aus|Vorgänger\w*|Vorläufer\w*|bestehende\w*|kennt|parallel)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_BOTH_RE = re.compile(r"\b(?:beide[nr]?|alle drei|alle vier|sämtliche)\b", re.IGNORECASE)
_NETWORK_WORD_RE = re.compile(r"netzwerke?s?$|netze?s?$|bündnis$|pakt$|kommunale[srn]?$|interkommunale[srn]?$", re.IGNORECASE)
_SPLIT_RE = re.compile(r"[\s\-–/]+")


@dataclass(slots=True)
class Cluster:
    """Gather the mentions of one network."""

    names: list[NetworkName]
    mentions: list[Mention]
    edition: int | None
    about: float = 0.0
    aliases: dict[str, Mention] = field(default_factory=dict)

    @property
    def keys(self) -> set[str]:
        """Give the folded names, so that spelling with and without hyphens is one."""
        return {_key(name.name) for name in self.names if name.name}


def _key(name: str) -> str:
    """Fold a name: "Klimaschutz-Netzwerk Lippe" and "Klimaschutznetzwerk Lippe" are one."""
    return re.sub(r"[\s\-–„“\"».,]", "", name).lower()


def _tokens(name: str) -> frozenset[str]:
    """Give the words that tell a network from others: not the head, not the edition."""
    words = {re.sub(r"[„“\"»«.,()]", "", word).lower() for word in _SPLIT_RE.split(name)}
    words |= {_NETWORK_WORD_RE.sub("", word) for word in set(words)}
    return frozenset(word for word in words if word and not _NETWORK_WORD_RE.fullmatch(word) and not re.fullmatch(r"[ivx]+|\d+(?:\.0)?|\+|des|der|im|in|für|und|die", word) and not _NETWORK_WORD_RE.search(word))


def _initials(name: str) -> str:
    """Give the capitals and part beginnings of a name: "Klimaschutz-Netzwerk Solling-Leine" -> "knsl"."""
    return "".join(part[0] for part in _SPLIT_RE.split(name) if part and part[0].isalpha()).lower()


def _same(left: NetworkName, right: NetworkName) -> bool:
    """Say whether two names mean one network."""
    if left.name is None or right.name is None:
        return False
    if left.edition != right.edition and left.edition is not None and right.edition is not None:
        return False
    if _key(left.name) == _key(right.name):
        return True
    if (left.edition or 0) != (right.edition or 0):
        return False
    acronyms = {_key(a) for a in (left.acronym, *left.aliases) if a} & {_key(b) for b in (right.acronym, *right.aliases, right.name) if b}
    if acronyms or (right.acronym and _key(right.acronym) == _key(left.name)):
        return True
    a, b = _tokens(left.name), _tokens(right.name)
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    if small and small <= large:
        return True
    short, long_ = sorted((left.name, right.name), key=len)
    return len(short) <= 6 and short.isupper() and _initials(long_).startswith(short.lower()[:3])  # noqa: PLR2004 - acronyms are short


class Scope:
    """Decide which networks a document is about and lead positions to them."""

    def __init__(self, view: View, ledger: Ledger) -> None:
        self._view = view
        self._ledger = ledger
        self._marks: list[tuple[int, tuple[int, ...]]] = []
        clusters = self._cluster()
        self.about, self._foreign = self._split(clusters)
        self.drafts = self._drafts()
        self._mark()
        self._mark_starts = [position for position, _ in self._marks]

    # -- which networks ---------------------------------------------------------------------------------------------

    def _cluster(self) -> list[Cluster]:
        clusters: list[Cluster] = []
        for mention in self._view.mentions("network"):
            name: NetworkName = mention.value
            if name.name is None or self._view.is_mute(mention.start):
                continue
            for single in _singles(self._view.text, mention):
                home = next((cluster for cluster in clusters if any(_same(other, single) for other in cluster.names)), None)
                if home is None:
                    clusters.append(Cluster([single], [mention], single.edition))
                else:
                    home.names.append(single)
                    home.mentions.append(mention)
        clusters = self._merge_bare(clusters)
        for cluster in clusters:
            self._find_short_forms(cluster)
        return clusters

    def _find_short_forms(self, cluster: Cluster) -> None:
        """Add the places where only the short form stands: "KNN:" over a section."""
        text = self._view.text
        short = {form for name in cluster.names for form in (name.acronym, *name.aliases, name.name if name.name and " " not in name.name else None) if form and len(form) > 2}  # noqa: PLR2004
        for form in sorted(short):
            for match in re.finditer(rf"(?<![\w@./-]){re.escape(form)}(?![\w@/]|-\w|\.\w)", text):
                if any(mention.start <= match.start() < mention.end for mention in cluster.mentions) or self._view.is_mute(match.start()):
                    continue
                cluster.names.append(NetworkName(None, edition=cluster.edition))
                cluster.mentions.append(Mention("network", match.start(), match.end(), match.group(), "network.short-form", 0.85, NetworkName(None)))

    def _merge_bare(self, clusters: list[Cluster]) -> list[Cluster]:
        """Let a name that only says what sort of network it is ("Kommunales Klimaschutznetzwerk") join the one it can mean."""
        if len(clusters) < 2:  # noqa: PLR2004
            return clusters
        bare = [cluster for cluster in clusters if all(not _distinct(name.name or "") and not name.edition for name in cluster.names)]
        full = [cluster for cluster in clusters if cluster not in bare]
        if len(full) == 1:
            for cluster in bare:
                full[0].mentions.extend(cluster.mentions)
                full[0].names.extend(cluster.names)
            return full
        return clusters

    def _split(self, clusters: list[Cluster]) -> tuple[list[Cluster], list[Cluster]]:
        """Part the networks the text is about from those it only names."""
        for cluster in clusters:
            cluster.about = self._aboutness(cluster)
        if not clusters:
            return [], []
        best = max(cluster.about for cluster in clusters)
        about = [cluster for cluster in clusters if cluster.about >= min(3.0, best) and cluster.about >= 1.0]
        foreign = [cluster for cluster in clusters if cluster not in about]
        about.sort(key=lambda cluster: min(mention.start for mention in cluster.mentions))
        for cluster in foreign:
            mention = cluster.mentions[0]
            self._ledger.refuse("name", mention.start, mention.end, mention.text, mention.rule, "named in passing: no heading, date, member or role of its own")
        return about, foreign

    def _aboutness(self, cluster: Cluster) -> float:
        """Weigh how much the text is about a network."""
        view = self._view
        score = 0.0
        title = view.document.title or ""
        if any(name.name and name.name in title for name in cluster.names):
            score += 2
        for mention in cluster.mentions:
            sentence = view.sentence(mention.start)
            segment = view.segment(mention.start)
            if segment.kind == "heading":
                score += 3
            elif sentence.end - sentence.start < 120 and segment.kind == "item" and mention.start - sentence.start < 12:  # noqa: PLR2004
                score += 1.5
            before = view.text[sentence.start : mention.start]
            foreign = bool(_FOREIGN_BEFORE_RE.search(before))
            own = self._own_evidence(sentence.start, sentence.end)
            score += (-1.0 if foreign else 0.4) + (0.0 if foreign else own)
            if mention.start < 600 and not foreign:  # noqa: PLR2004 - the lead of an announcement
                score += 1.2
        return score

    def _own_evidence(self, start: int, end: int) -> float:
        view = self._view
        score = 0.0
        kinds = {hit.entry.kind for hit in view.hits("event_cues", start, end)}
        score += 1.0 if kinds & {"founding", "start", "end", "duration"} else 0.0
        score += 1.0 if any(hit.entry.kind in {"joins", "holder", "intro"} for hit in view.hits("participant_cues", start, end)) else 0.0
        score += 0.6 if any(not hit.entry.weak for hit in view.hits("role_cues", start, end)) else 0.0
        score += 0.6 if view.mentions("count", start, end) else 0.0
        return score

    # -- drafts -----------------------------------------------------------------------------------------------------

    def _drafts(self) -> list[Draft]:
        if not self.about:
            return [Draft(0, named=False)] if self._has_pointer() else []
        drafts = []
        for index, cluster in enumerate(self.about):
            draft = Draft(index, named=True)
            _fill_name(draft, cluster, self._view)
            drafts.append(draft)
        return drafts

    def _has_pointer(self) -> bool:
        return any(not mention.value.plural and not self._view.is_mute(mention.start) for mention in self._view.mentions("network"))

    # -- stretches --------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Walk through the text once and note at each change which networks it now speaks of."""
        everyone = tuple(range(len(self.drafts)))
        if len(self.drafts) == 1:
            self._mark_single()
            return
        shared: dict[int, list[int]] = {}
        for index, cluster in enumerate(self.about):
            for mention in cluster.mentions:
                shared.setdefault(mention.start, []).append(index)
        foreign = {mention.start for cluster in self._foreign for mention in cluster.mentions}
        heading: tuple[int, ...] = everyone
        paragraph = -1
        current = everyone
        for sentence in self._view.sentences:
            segment = self._view.segments[sentence.segment]
            if sentence.segment != paragraph:
                paragraph = sentence.segment
                current = heading if len(heading) < len(everyone) or segment.kind == "heading" else current
            self._marks.append((sentence.start, current))
            own = [mention for cluster in self.about for mention in cluster.mentions if sentence.start <= mention.start < sentence.end]
            here = {mention.start: mention for mention in [*self._view.mentions("network", sentence.start, sentence.end), *own]}
            for _, mention in sorted(here.items()):
                found = self._resolve(mention, shared, foreign, everyone)
                if found is None:
                    continue
                current = found
                self._marks.append((sentence.start if not self._spoken(sentence.start) else mention.start, current))
                if segment.kind == "heading":
                    heading = found
        self._marks.sort(key=lambda mark: mark[0])

    def _spoken(self, start: int) -> bool:
        """Say whether a sentence was already claimed by an earlier mention in it."""
        return sum(1 for position, _ in self._marks if position == start) > 1

    def _resolve(
        self, mention: Mention, shared: dict[int, list[int]], foreign: set[int], everyone: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        """Lead one mention to its networks; None where it changes nothing."""
        if mention.start in shared:
            return tuple(dict.fromkeys(shared[mention.start]))
        if mention.start in foreign:
            return ()
        name: NetworkName = mention.value
        before = self._view.text[max(0, mention.start - 24) : mention.start]
        if name.plural and (_BOTH_RE.search(before) or name.article in {"beide", "beiden", "die", "der", "den"}):
            return everyone
        definite = name.article in {"das", "dem", "des", "im", "beim", "vom", "zum", "am", "der", "die", "den"}
        number = name.edition or (name.ordinal if definite else None)
        if number is not None:
            by_edition = [index for index, cluster in enumerate(self.about) if cluster.edition == number]
            if len(by_edition) == 1:
                return tuple(by_edition)
            if number <= len(self.about) and not any(cluster.edition for cluster in self.about):
                return (number - 1,)
        return None

    def _mark_single(self) -> None:
        foreign = {mention.start for cluster in self._foreign for mention in cluster.mentions}
        own = {mention.start for cluster in self.about for mention in cluster.mentions}
        for sentence in self._view.sentences:
            mentions = self._view.mentions("network", sentence.start, sentence.end)
            away = any(mention.start in foreign for mention in mentions) and not any(mention.start in own for mention in mentions)
            self._marks.append((sentence.start, () if away else (0,)))

    def of(self, position: int) -> tuple[int, ...]:
        """Give the indexes of the networks a position speaks of; empty where it speaks of another one."""
        if not self._marks:
            return ()
        number = bisect_right(self._mark_starts, position) - 1
        return self._marks[max(number, 0)][1]


def _distinct(name: str) -> frozenset[str]:
    """Give what is left of a name without theme and head words."""
    generic = re.compile(
        r"klimaschutz|energieeffizienz|energie|effizienz|klima|kommunal|regional|ressourceneffizienz|klimaanpassung|mobilität|nachhaltigkeit|wärme|erste|zweite|neue|interkommunal|kommunen"
    )
    return frozenset(word for word in _tokens(name) if generic.sub("", word).strip("esnrm") )


def _singles(text: str, mention: Mention) -> list[NetworkName]:
    """Read two names out of "Netzwerke Nord I und II"."""
    name: NetworkName = mention.value
    match = _SECOND_EDITION_RE.match(text, mention.end)
    if name.name and name.edition and match and name.plural:
        base = re.sub(r"\s(?:I{1,3}|IV|VI?|\d(?:\.0)?)$", "", name.name)
        token = match[1]
        number = next((value for value, roman in _ROMAN.items() if roman == token), None) or int(token)
        return [replace(name, plural=False), replace(name, name=f"{base} {token}", edition=number, plural=False)]
    return [name]


def _fill_name(draft: Draft, cluster: Cluster, view: View) -> None:
    """Choose the fullest name; the others are aliases."""
    candidates: dict[str, tuple[NetworkName, Mention]] = {}
    for name, mention in zip(cluster.names, _per_name(cluster), strict=False):
        if name.name and (not cluster.edition or name.edition == cluster.edition):
            candidates.setdefault(name.name, (name, mention))
    if not candidates:
        candidates = {name.name: (name, mention) for name, mention in zip(cluster.names, _per_name(cluster), strict=False) if name.name}
    best = max(candidates, key=lambda text: (not text.isupper() and text.upper() != text, _quality(text), len(text)))
    chosen, mention = candidates[best]
    draft.propose("name", best, Trace(mention.start, mention.end, mention.rule, mention.confidence))
    if chosen.edition is None and cluster.edition is None:
        pass
    edition = chosen.edition or cluster.edition
    if edition is not None:
        draft.propose("edition", edition, Trace(mention.start, mention.end, "network.edition", 0.9))
    for text, (name, found) in candidates.items():
        if _key(text) != _key(best) and text.upper() != best.upper():
            draft.add("aliases", text, text, Trace(found.start, found.end, found.rule, 0.75))
        for alias in name.aliases:
            if _key(alias) != _key(best):
                at = view.text.find(alias, found.start)
                if at >= 0:
                    draft.add("aliases", alias, alias, Trace(at, at + len(alias), "network.alias", 0.8))
    for name, found in zip(cluster.names, _per_name(cluster), strict=False):
        if name.acronym and (at := view.text.find(name.acronym, max(0, found.start - 30))) >= 0:
            draft.propose("acronym", name.acronym, Trace(at, at + len(name.acronym), "network.acronym", 0.85))
            if _key(name.acronym) != _key(best):
                draft.add("aliases", name.acronym, name.acronym, Trace(at, at + len(name.acronym), "network.acronym", 0.8))


def _quality(name: str) -> int:
    """Prefer a spelt-out name to an acronym, and one without a stray lower-case tail."""
    return 0 if name.isupper() and " " not in name else 1


def _per_name(cluster: Cluster) -> list[Mention]:
    return cluster.mentions


def clean_name(name: str) -> str:
    """Tidy a name for the record."""
    return clean_spaces(name)
