"""What the lists know already, and slugs, tidy forms and examples for what they do not."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.lexicon_files import extend
from schemas.lexicon import LexiconEntry

if TYPE_CHECKING:
    from pipeline.lexicon import Entry, Lexicons
    from schemas.lexicon import Lexicon

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SLUG_CHARS = 60
#: least likeness of two names, and of each pair of their words. Unit: 0 to 100
_NEAR, _NEAR_WORD = 90.0, 78.0
_LEAST_CHARS = 6
_BRACKET_RE = re.compile(r"\s*\(([A-ZÄÖÜ][\w.&-]{1,14})\)")
#: where a sentence or line ends
_STOP_RE = re.compile(r"(?<=\w{3})[.!?](?= [A-ZÄÖÜ„])|\n")
_EXAMPLE_WORDS, _EXAMPLE_CHARS, _FAR = 3, 90, 160


def slug(text: str) -> str:
    """Make an entry's id of a name.

    >>> slug("Energieagentur Südwest GmbH (ESW)"), slug("…")
    ('energieagentur-suedwest-gmbh-esw', 'eintrag')
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_SLUG_CHARS].strip("-") or "eintrag"


def tidy(text: str) -> str:
    r"""Level blanks and composition, as the lists demand.

    >>> tidy(" Stadtwerke\n Muster ")
    'Stadtwerke Muster'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_bracket(name: str) -> tuple[str, str | None]:
    """Part a name from the short form in brackets behind it.

    >>> without_bracket("Energieagentur Südwest (ESW)"), without_bracket("Stadt (a)")
    (('Energieagentur Südwest', 'ESW'), ('Stadt (a)', None))
    """
    match = _BRACKET_RE.search(name)
    return (tidy(name[: match.start()] + name[match.end() :]), match[1]) if match else (name, None)


class Known:
    """Hold the lists as they are read and as they are matched, the user's own included."""

    def __init__(self, lists: "Iterable[Lexicon]", lexicons: "Lexicons") -> None:
        self.lists = {lexicon.name: lexicon for lexicon in lists}
        self.lexicons = lexicons

    @cached_property
    def _variants(self) -> dict[str, dict[str, LexiconEntry]]:
        """Give for each list its variants in small letters, and whose they are."""
        return {
            name: {variant.casefold(): entry for entry in lexicon.entries for variant in entry.variants}
            for name, lexicon in self.lists.items()
        }

    def has_variant(self, name: str, variant: str) -> bool:
        """Say whether a list has this variant, in whatever letters."""
        return variant.casefold() in self._variants[name]

    def covering(self, text: str, names: Iterable[str]) -> "Entry | None":
        """Give the entry of one of some lists that matches a text as a whole."""
        found = self.lexicons.scan(text)
        for name in names:
            for hit in found.get(name, ()):
                if (hit.start, hit.end) == (0, len(text)):
                    return hit.entry
        return None

    def is_place(self, text: str) -> bool:
        """Say whether a name is that of a town or district: no list of bodies must hold it."""
        found = self.lexicons.scan(text)
        ends = {hit.end for hit in found.get("places", ())}
        return len(text) in ends and any(hit.start == 0 for name in ("places", "form_words") for hit in found.get(name, ()))

    def nearest(self, text: str, names: Iterable[str]) -> tuple[str, LexiconEntry] | None:
        """Give the entry a name is almost one of: a letter apart, or without its legal form; and the list it is in."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where names are unknown

        if len(text) < _LEAST_CHARS:
            return None
        for name in names:
            known = self._variants[name]
            bare = self._bare(text)
            if bare != text.casefold() and bare in known:
                return name, known[bare]
            for variant, _, _ in process.extract(text.casefold(), known.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5):
                words, others = text.casefold().split(), variant.split()
                if len(words) == len(others) and all(
                    fuzz.ratio(word, other) >= _NEAR_WORD for word, other in zip(words, others, strict=True)
                ):
                    return name, known[variant]
        return None

    def _bare(self, text: str) -> str:
        """Take the legal form off the end of a name."""
        forms = [hit for hit in self.lexicons.scan(text).get("legal_forms", ()) if hit.end >= len(text) - 1 and hit.start]
        return text[: forms[0].start].strip().casefold() if forms else text.casefold()

    def short_for(self, acronym: str, names: Iterable[str]) -> tuple[str, LexiconEntry] | None:
        """Give the entry that has a short form, and the list it is in."""
        for name in names:
            entry = self._variants[name].get(acronym.casefold())
            if entry is not None and acronym in entry.variants:
                return name, entry
        return None

    def kind_of(self, text: str, lists: Iterable[str]) -> str | None:
        """Say what sort of body a name is of by its head noun or legal form."""
        found = self.lexicons.scan(text)
        return next((hit.entry.kind for name in lists for hit in found.get(name, ()) if hit.entry.kind), None)

    def free_id(self, name: str, text: str) -> str:
        """Make an id that no entry of a list has."""
        taken = {entry.id for entry in self.lists[name].entries}
        base = slug(text)
        return next(one for number in range(1, len(taken) + 3) if (one := base if number == 1 else f"{base}-{number}") not in taken)

    def whole(self, name: str, entry: LexiconEntry) -> LexiconEntry:
        """Give an entry as it would stand in its list: with what the list has of it already."""
        before = next((one for one in self.lists[name].entries if one.id == entry.id), None)
        return entry if before is None else extend(before, entry)

    def adding(self, name: str, entry: LexiconEntry) -> "Lexicons":
        """Give the lists with an entry added."""
        return self.lexicons.adding(name, self.whole(name, entry), self.lists[name].matching)


def make_entry(**values: Any) -> LexiconEntry:  # noqa: ANN401 - the fields of an entry
    """Make an entry; what is None or empty is left out, so that it is not written and does not override."""
    return LexiconEntry(**{key: value for key, value in values.items() if value not in (None, (), False)})


def example_of(text: str, start: int, end: int) -> str:
    """Cut a short example out of a text: the characters with a few words around them, on one line.

    >>> example_of("Es war so. Das Management übernimmt heute die Quendel GmbH. Gut.", 45, 57)
    'Management übernimmt heute die Quendel GmbH.'
    """
    low = max((stop.end() for stop in _STOP_RE.finditer(text, max(0, start - _FAR), start)), default=max(0, start - _FAR))
    following = _STOP_RE.search(text, end, end + _FAR)
    high = following.start() + 1 if following else min(len(text), end + _FAR)
    before = text[low:start].split(" ")[-_EXAMPLE_WORDS - 1 :]
    after = text[end:high].split(" ")[: _EXAMPLE_WORDS + 1]
    example = tidy(" ".join(before) + text[start:end] + " ".join(after))
    return example if len(example) <= _EXAMPLE_CHARS + end - start else tidy(text[start:end])
