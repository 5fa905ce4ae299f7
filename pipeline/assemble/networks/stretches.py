"""Walks through a text and notes at each change which of its networks it now speaks of: headings, names, ordinals, rows."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter, itemgetter

from pipeline.assemble.networks.aboutness import is_elsewhere
from pipeline.assemble.networks.clusters import Cluster
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Segment, Sentence
from schemas.mention import Mention

Indexes = tuple[int, ...]
Mark = tuple[int, Indexes]

_ORDINALS = {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_ELLIPSIS_RE = shape(
    r"\b(?:[Ii]m|[Dd]as|[Dd]em|[Dd]es|[Vv]om|[Bb]eim|[Aa]m|[Zz]um)\s(erste|zweite|dritte|vierte)n?(?=[,.;:)]|\s(?:die|der|das|den|sind|ist|an|von|[a-zäöü]+(?:t|en|te|ten))\b)(?!\s[a-zäöüß]+e[nrms]?\s[A-ZÄÖÜ])"
)
_BOTH_RE = shape(
    r"\b[Bb]eide[nrm]?(?=\s(?:\w*[Nn]etz\w*|Runden|Vorhaben|Projekte|Bündnisse|Gruppen|Generationen|Phasen|als|haben|sind|werden)\b|[,.;])|\b(?:alle|allen|aller) (?:drei|vier|fünf|sechs|Netzwerke\w*|Referenzen|Vorhaben)\b|\bGemeinsame\w*\b(?=[^.]*$)"
)
_SUCCESSOR_RE = shape(
    r"\b(?:Neuauflage|Nachfolge(?:r|netzwerk\w*|projekt\w*)|zweite[nr]? (?:Auflage|Generation|Runde)|Fortsetzung|Fortführung)\b"
)
#: what follows is set against the network spoken of, and changes nothing
_CONTRAST_RE = shape(
    r"\b(?:[Aa]nders als|[Ii]m Gegensatz zu\w*|[Ww]ie schon|[Ww]ie bereits|[Nn]ach dem Erfolg|[Ee]rfahrungen|[Aa]ufbauend auf|neben|statt|Vorgänger\w*)\b[^.;:,]{0,40}$"
)
_AWAY_HEADING_RE = shape(
    r"\b(?:Nachbarn|[Aa]nderswo|[Aa]ndernorts|[Aa]ndere (?:Netzwerke|Kreise|Regionen)|Weitere Netzwerke|Vorträge|Sonstiges|Verkehr|Termine)\b"
)
_DIGEST_RE = shape(r"\s*\+\s?\+\s?\+")
_NUMBERED_RE = shape(r"\s*\d{1,2}\s?[.)]?\s+(?=[A-ZÄÖÜ„»])")
_SUPERLATIVE_RE = shape(
    r"\s(?:seiner Art|dieser Art|überhaupt|bundesweit|landesweit|(?:in )?(?:ganz )?(?:Deutschland|Europa)|für |in [A-ZÄÖÜ])"
)
_DEFINITE = frozenset(
    ["das", "dem", "des", "im", "beim", "vom", "zum", "am", "der", "die", "den", "dieses", "diesem", "diesen", "dieser"]
)
_INDEFINITE = frozenset(["ein", "eine", "einem", "einen", "eines", "einer"])
_MANY = 3
_SPELT_OUT = 4


class Stretches:
    """Hold what marking needs. ``ordinal``: which of several nameless networks ("ein zweites Netzwerk") the record is of."""

    def __init__(self, view: View, about: Sequence[Cluster], foreign: Sequence[Cluster], *, ordinal: int | None = None) -> None:
        self._view = view
        self._about = about
        self._ordinal = ordinal
        self._everyone: Indexes = tuple(range(max(len(about), 1)))
        self._named: dict[int, list[int]] = {}
        for index, cluster in enumerate(about):
            for mention in cluster.mentions:
                self._named.setdefault(mention.start, []).append(index)
        #: nameless networks beside a named one: what is said of them ends with the paragraph
        nameless = {index for index, cluster in enumerate(about) if not any(name.name for name in cluster.names)}
        self._islands = nameless if len(nameless) < len(about) else set()
        self._foreign = {mention.start for cluster in foreign for mention in cluster.mentions}
        extra = {mention.start: mention for cluster in about for mention in cluster.mentions}
        self._mentions = sorted(
            {**{mention.start: mention for mention in view.mentions("network")}, **extra}.values(),
            key=attrgetter("start"),
        )
        self._mention_starts = [mention.start for mention in self._mentions]

    def marks(self) -> list[Mark]:
        """Give the marks. Shape: (start of a stretch, the networks it speaks of), in text order."""
        found = sorted(self._walk(), key=itemgetter(0)) if len(self._everyone) > 1 else self._walk_single()
        return found or [(0, self._everyone)]

    # -- one network --------------------------------------------------------------------------------------------------

    def _walk_single(self) -> list[Mark]:
        """One network owns all but the sentences that speak of another, and the items of a digest that never name it."""
        view, closed = self._view, self._closed_sections()
        away = self._sentences_away()
        if not away and not closed:
            return []
        found: list[Mark] = []
        for number, sentence in enumerate(view.sentences):
            owners: Indexes = () if number in away or view.segments[sentence.segment].section in closed else (0,)
            if not found or owners != found[-1][1]:
                found.append((sentence.start, owners))
        return found

    def _sentences_away(self) -> set[int]:
        """Give the sentences, by index, that speak of another network and do not name the one."""
        away, named = set(), set()
        for mention in self._mentions:
            number = self._view.sentence_index(mention.start)
            if not self._view.sentences[number].start <= mention.start < self._view.sentences[number].end:
                continue
            if mention.start in self._named:
                named.add(number)
            elif self._is_away(mention):
                away.add(number)
        return away - named

    def _is_away(self, mention: Mention) -> bool:
        """Say whether a mention speaks of another network."""
        if mention.start in self._foreign or is_elsewhere(self._view, mention):
            return True
        ordinal = mention.value.ordinal
        return bool(not self._about and ordinal and ordinal != (self._ordinal or ordinal) and mention.value.name is None)

    def _closed_sections(self) -> set[int]:
        """Find sections of a digest that speak of something else: their headings are of the digest's sort and no network is in them."""
        document = self._view.document
        closed = set()
        for number, section in enumerate(document.sections):
            if section.heading is None or self._has_between(section.start, section.end):
                continue
            repeated = bool(_NUMBERED_RE.match(section.heading)) and document.text.count(section.heading.strip()) > 1
            if _DIGEST_RE.match(section.heading) or repeated or _AWAY_HEADING_RE.search(section.heading):
                closed.add(number)
        return closed

    # -- several networks ---------------------------------------------------------------------------------------------

    def _walk(self) -> Iterator[Mark]:
        """Follow headings, then names and pointers inside sentences."""
        heading, level = self._everyone, 99
        current = self._everyone
        paragraph = -1
        columns: int | None = None
        for sentence in self._view.sentences:
            segment = self._view.segments[sentence.segment]
            if sentence.segment != paragraph:
                paragraph = sentence.segment
                if current and self._islands.issuperset(current):
                    current = tuple(index for index in self._everyone if index not in self._islands)
                if segment.kind == "heading":
                    heading, level = self._under_heading(segment, heading, level)
                    current = heading
                elif heading != self._everyone:
                    current = heading
            if segment.kind == "row":
                columns = self._network_column(segment) if columns is None else columns
                row = self._of_row(segment, columns)
                if row is not None:
                    yield sentence.start, row
                    continue
            elif segment.kind != "row":
                columns = None
            for position, current in self._in_sentence(sentence, current):  # noqa: B020 - the last one goes on
                yield position, current

    def _under_heading(self, segment: Segment, before: Indexes, level: int) -> tuple[Indexes, int]:
        """Say which networks a heading opens, and at which level."""
        view = self._view
        text = view.text[segment.start : segment.end]
        named = [index for mention in self._between(segment.start, segment.end) for index in (self._resolve(mention) or ())]
        if named:
            return tuple(dict.fromkeys(named)), segment.level
        section = view.document.sections[segment.section]
        inside = {index for mention in self._between(segment.end, section.end) for index in self._named.get(mention.start, ())}
        if _BOTH_RE.search(text):
            return self._everyone, segment.level
        if len(inside) == 1 and len(before) != 1:
            return tuple(inside), segment.level
        if _AWAY_HEADING_RE.search(text) and not inside:
            return (), segment.level
        if _DIGEST_RE.match(text) or (_NUMBERED_RE.match(text) and len(self._about) >= _MANY):
            return tuple(inside), segment.level
        if segment.level < level and section.kind == "body":
            return self._everyone, segment.level
        if section.kind == "contact" and len(self._about) >= _MANY and segment.level <= level:
            return self._everyone, segment.level
        return before, level

    def _in_sentence(self, sentence: Sentence, current: Indexes) -> Iterator[Mark]:
        """Change at each name, ordinal or pointer; the first of a sentence claims it from its beginning."""
        first = True
        yield sentence.start, current
        for start, found in self._turns(sentence):
            yield (sentence.start if first else start), found
            first = False

    def _turns(self, sentence: Sentence) -> list[Mark]:
        text = self._view.text
        turns: dict[int, Indexes] = {}
        for mention in self._between(sentence.start, sentence.end):
            found = self._resolve(mention)
            if found is not None and not (mention.value.name is None and _CONTRAST_RE.search(text, sentence.start, mention.start)):
                turns[mention.start] = found
        for match in _ELLIPSIS_RE.finditer(text, sentence.start, sentence.end):
            one = self._by_number(_ORDINALS[match[1]])
            if one is not None and match.start() not in turns and not _CONTRAST_RE.search(text, sentence.start, match.start()):
                turns[match.start()] = (one,)
        for match in _BOTH_RE.finditer(text, sentence.start, sentence.end):
            turns[match.start()] = self._everyone
        successor = None if turns else _SUCCESSOR_RE.search(text, sentence.start, sentence.end)
        latest = self._latest() if successor else None
        if successor and latest is not None:
            turns[successor.start()] = (latest,)
        return sorted(turns.items())

    # -- pointing -----------------------------------------------------------------------------------------------------

    def _between(self, start: int, end: int) -> list[Mention]:
        """Give the network mentions that begin in a stretch."""
        first = bisect_left(self._mention_starts, start)
        return self._mentions[first : bisect_left(self._mention_starts, end, first)]

    def _has_between(self, start: int, end: int) -> bool:
        """Say whether a network mention begins in a stretch."""
        first = bisect_left(self._mention_starts, start)
        return first < len(self._mention_starts) and self._mention_starts[first] < end

    def _resolve(self, mention: Mention) -> Indexes | None:
        """Lead one mention to its networks; None where it changes nothing."""
        if mention.start in self._named:
            return tuple(dict.fromkeys(self._named[mention.start]))
        if mention.start in self._foreign or is_elsewhere(self._view, mention):
            return ()
        name = mention.value
        if name.plural:
            return (
                self._everyone
                if name.article in {"beide", "beiden", "beider", "die", "den", "der"}
                or "beide" in mention.extra.get("adjectives", "")
                else None
            )
        number = name.edition or (name.ordinal if self._is_counting(mention) else None)
        one = None if number is None else self._by_number(number)
        return None if one is None else (one,)

    def _is_counting(self, mention: Mention) -> bool:
        """Tell "das erste Netzwerk" of two from "als erstes Netzwerk seiner Art"."""
        if _SUPERLATIVE_RE.match(self._view.text, mention.end):
            return False
        return mention.value.article in _DEFINITE or (mention.value.article in _INDEFINITE and (mention.value.ordinal or 0) > 1)

    def _by_number(self, number: int) -> int | None:
        """Lead "das zweite Netzwerk" to its network: by edition, else by order where no network has one."""
        same = [index for index, cluster in enumerate(self._about) if cluster.number == number]
        if same:
            return same[0] if len(same) == 1 else None
        bare = [index for index, cluster in enumerate(self._about) if cluster.number is None]
        if number == 1 and len(bare) == 1:
            return bare[0]
        return number - 1 if len(bare) == len(self._about) and number <= len(bare) else None

    def _latest(self) -> int | None:
        """Give the youngest of a family of generations."""
        editions = [(cluster.number or 1, index) for index, cluster in enumerate(self._about)]
        return max(editions)[1] if len({edition for edition, _ in editions}) == len(editions) > 1 else None

    # -- tables -------------------------------------------------------------------------------------------------------

    def _network_column(self, segment: Segment) -> int | None:
        """Find the column of a table's head that names networks."""
        cells = self._view.text[segment.start : segment.end].split("\t")
        return next(
            (number for number, cell in enumerate(cells) if re.fullmatch(r"\s*(?:Netzwerk|Netz|Verbund|Bündnis)\s*", cell)), None
        )

    def _of_row(self, segment: Segment, column: int | None) -> Indexes | None:
        """Say of which network a row is, by the cell in the networks' column."""
        if column is None:
            return None
        cells = self._view.text[segment.start : segment.end].split("\t")
        cell = cells[column].strip() if column < len(cells) else ""
        numbers = [_ROMAN.get(token) or (int(token) if token.isdigit() else 0) for token in re.split(r"[\s,+&/]+|und", cell)]
        found = [one for number in numbers if number and (one := self._by_number(number)) is not None]
        named = [
            index
            for index, cluster in enumerate(self._about)
            if len(cell) >= _SPELT_OUT and any(name.name and (cell in name.name or name.name in cell) for name in cluster.names)
        ]
        return tuple(dict.fromkeys(found or named)) or None
