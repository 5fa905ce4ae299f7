"""The names a document has for its bodies: which are one body's, and the fullest of them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.assemble.roles.bodies import Body
from pipeline.assemble.view import View
from schemas.mention import Mention
from schemas.value import OrganisationName

_ACRONYM_CHARS = 8
_LEGAL_WORDS = frozenset(
    "gmbh ggmbh mbh ag kg eg g co gbr ug gug partg mbb partgmbb ohg se aör aktiengesellschaft deutschland".split()
)
_SIGN_RE = re.compile(r"\W")
_SIGNS_RE = re.compile(r"\W+")
_GENITIVE_S_RE = re.compile(r"(?<=[a-zäöü]{4})s$")
_SMALL_WORDS = frozenset({"", "der", "die", "das", "des", "für", "und", "e", "v"})


def level_name(name: str) -> str:
    """Level blanks, signs and case of a name.

    >>> level_name("Haas & Völk GmbH")
    'haasvölkgmbh'
    """
    bare = name.replace(" ", "")
    return (bare if bare.isalnum() else _SIGN_RE.sub("", bare)).lower()


def key_of(body: Body) -> str:
    """Give what makes two mentions one body: its folded name."""
    return level_name(body.name)


def named_bodies(view: View) -> list[Mention]:
    """Give the bodies that a document names outside noise, in text order. They are looked for once."""
    found = view.notes.get("named-bodies")
    if found is None:
        found = view.notes["named-bodies"] = [
            mention
            for mention in view.mentions("organisation")
            if mention.value.kind == "organisation" and not view.is_mute(mention.start)
        ]
    return found if isinstance(found, list) else []


class Names:
    """Find the fullest name the document uses for a body, and tell whether two names are one body's."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._fullest: dict[str, str] = {}
        self._words: dict[str, frozenset[str]] = {}
        #: every name once, in text order; where those stand that begin alike, have an acronym, or are a known body
        self._values: list[OrganisationName] | None = None
        self._lowered: list[tuple[str, int]] = []
        self._places: dict[tuple[str, str | None], list[int]] = defaultdict(list)

    def words(self, name: str) -> frozenset[str]:
        """Give the words of a name that tell it from others, without the -s of a genitive."""
        found = self._words.get(name)
        if found is None:
            found = self._words[name] = frozenset(
                _GENITIVE_S_RE.sub("", word) if word.endswith("s") else word
                for word in _SIGNS_RE.split(name.lower())
                if word not in _SMALL_WORDS
            )
        return found

    def are_one(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Say whether two holders are one: the same known body, or one name holding all words of the other."""
        if one["kind"] == "unnamed" or other["kind"] == "unnamed":
            return bool(one["kind"] == other["kind"] and one["name"] == other["name"])
        if (one["kind"] == "person") != (other["kind"] == "person"):
            return False
        if one["entity"] and one["entity"] == other["entity"]:
            return True
        first, second = self.words(one["name"]), self.words(other["name"])
        small, large = (first, second) if len(first) <= len(second) else (second, first)
        return bool(small) and small <= large

    def fullest(self, body: Body) -> str:
        """Give the longest name of the same body; a short name that could mean two bodies stays."""
        name = body.name
        if body.kind != "organisation" or body.mention.label == "place":
            return name
        found = self._fullest.get(name)
        if found is None:
            found = self._fullest[name] = self._find(body)
        return found

    def _find(self, body: Body) -> str:
        name = body.name
        mine = self.words(name)
        candidates = [value.name for value in self._longer(body) if self._is_fuller(body, mine, value)]
        if not candidates:
            return name
        best = max(candidates, key=len)
        words = self.words(best)
        return best if all(self.words(other) <= words or _related(other, best) for other in candidates) else name

    def _is_fuller(self, body: Body, mine: frozenset[str], value: OrganisationName) -> bool:
        name = body.name
        if value.acronym == name or (body.mention.value.acronym or "") == value.name:
            return True
        theirs = self.words(value.name)
        head = body.entity is not None and body.entity == value.entity and _related(name, value.name)
        if not head and not (mine and mine < theirs and _starts_alike(name, value.name)):
            return False
        return len(mine) == 1 or theirs - mine <= _LEGAL_WORDS

    def _longer(self, body: Body) -> Iterator[OrganisationName]:
        """Give the longer names that may be this body's, in text order: only these are compared."""
        values = self._gather() if self._values is None else self._values
        name, lowered = body.name, body.name.lower()
        numbers = {
            *self._places.get(("acronym", name), ()),
            *self._places.get(("name", body.mention.value.acronym), ()),
            *self._places.get(("entity", body.entity), ()),
        }
        at = bisect_left(self._lowered, (lowered, 0))
        while at < len(self._lowered) and self._lowered[at][0].startswith(lowered):
            numbers.add(self._lowered[at][1])
            at += 1
        return (values[number] for number in sorted(numbers) if len(values[number].name) > len(name))

    def _gather(self) -> list[OrganisationName]:
        """Index the names by all that a shorter one may share with them."""
        distinct: dict[tuple[str, str | None, str | None], OrganisationName] = {}
        for mention in named_bodies(self._view):
            value = mention.value
            distinct.setdefault((value.name, value.acronym, value.entity), value)
        values = self._values = list(distinct.values())
        for number, value in enumerate(values):
            self._places["name", value.name].append(number)
            if value.acronym is not None:
                self._places["acronym", value.acronym].append(number)
            if value.entity is not None:
                self._places["entity", value.entity].append(number)
        self._lowered = sorted((value.name.lower(), number) for number, value in enumerate(values))
        return values


def _related(short: str, long: str) -> bool:
    """Say whether a short form of a known body may take its long one: an acronym, or the beginning of the name."""
    return (short.isupper() and len(short) <= _ACRONYM_CHARS) or _starts_alike(short, long)


def _starts_alike(short: str, long: str) -> bool:
    return long.lower().startswith(short.lower())
