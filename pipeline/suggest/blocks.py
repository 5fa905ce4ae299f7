"""Entries that keep a word from being read: for what people rejected."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.suggest.known import Known, make_entry, slug, tidy
from pipeline.suggest.shapes import Correction, Idea
from schemas.lexicon import LexiconEntry

_HEAD_RE = re.compile(
    r"[A-ZÄÖÜ][\w-]*(?:[Nn]etz(?:werk)?|[Bb]ündnis|[Aa]llianz|[Ii]nitiative|[Ff]orum|[Kk]reis|[Rr]unde|[Pp]akt)\w{0,2}"
)
_BARE_HEADS = frozenset({"netzwerk", "netz", "netzwerke", "netzwerks", "bündnis", "allianz", "initiative", "forum", "kreis"})
_PLACE_KINDS = frozenset({"municipality", "district"})
_MOST_WORDS = 8


def block_ideas(corrections: Iterable[Correction], known: Known) -> Iterator[Idea]:
    """Propose an entry for every sort of rejected value that a list can keep out."""
    groups: dict[tuple[str, str], list[Correction]] = {}
    for correction in corrections:
        for list_name, words in _blocked(correction):
            if words and len(words.split()) <= _MOST_WORDS and not known.has_variant(list_name, words):
                groups.setdefault((list_name, words), []).append(correction)
    for (list_name, words), basis in groups.items():
        yield Idea(list_name, "block", _options(list_name, words), tuple(basis))


def _blocked(correction: Correction) -> Iterator[tuple[str, str]]:
    """Name the lists that may keep a value out, each with the words to put there."""
    value = correction.machine
    name = value.get("name") if isinstance(value, dict) else value
    if not isinstance(name, str):
        return
    if correction.field == "name" and correction.deed in {"rejected", "dropped"}:
        yield "not_networks", tidy(name)
        yield from (("not_networks", head) for head in _HEAD_RE.findall(name) if head.casefold() not in _BARE_HEADS)
    elif correction.field == "name" and correction.deed == "corrected" and isinstance(correction.value, str):
        yield from (("name_stops", word) for word in _cut_off(name, correction.value))
    elif correction.field == "people" and correction.deed == "rejected":
        yield "not_surnames", name.split()[-1]
    elif correction.field == "participants" and correction.deed == "rejected" and value.get("kind") in _PLACE_KINDS:
        yield "place_words", tidy(name)


def _cut_off(before: str, after: str) -> Sequence[str]:
    """Give the word next to a name that was cut off it: where the name should have ended."""
    words, kept = tidy(before).split(), tidy(after).split()
    if not kept or len(kept) >= len(words):
        return ()
    at = next((at for at in range(len(words) - len(kept) + 1) if words[at : at + len(kept)] == kept), None)
    if at is None:
        return ()
    ends = [words[at - 1]] if at else []
    ends += words[at + len(kept) : at + len(kept) + 1]
    return [word for word in ends if word[:1].isupper() and word.isalpha()]


def _options(list_name: str, words: str) -> tuple[LexiconEntry, ...]:
    """Write the entry; where the list can block more and less firmly, both ways, the milder first."""
    base = {"id": f"own-{slug(words)}", "label": words, "variants": (words,)}
    if list_name == "not_networks":
        return (make_entry(**base, kind="generic"),)
    if list_name == "place_words":
        return (make_entry(**base, kind="common_word", value="noun"), make_entry(**base, kind="never"))
    return (make_entry(**base, kind="noun" if list_name == "name_stops" else "other"),)
