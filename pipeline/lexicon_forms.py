"""What an entry of a word list is to the engine, and the folded strings it is looked for by.

Matching happens on a folded text of the same length: lower case, every character that is no letter or digit a blank. A pattern
carries the blanks at its ends, so that word boundaries cost nothing.
"""

import re
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from schemas.layer import layer

_ADJECTIVE_RE = re.compile(
    r"(?P<stem>.*(?:sch|lich|ig|[a-z]al|ell|iv|är|end|bar|sam|haft|los|ern|weit|ant|ent|iell|t|en|deutsch|neu|klein|groß|best|frei))(?:e|er|es|en|em)"
)

#: what may follow a word that is inflected, and an adjective's stem
ENDINGS = frozenset(
    ["", "s", "es", "n", "en", "e", "er", "ern", "em", "in", "innen", "r", "ns", "se", "sen", "nen"]
)  # fmt: skip
ADJECTIVE_ENDINGS = frozenset(["e", "en", "em", "er", "es"])


@layer(frozen=True, slots=True)
class Entry:
    """An entry of a compiled list; the fields are those of ``schemas.lexicon.LexiconEntry`` that matching needs."""

    list: str
    id: str
    label: str
    variants: tuple[str, ...]
    kind: str | None = None
    role: str | None = None
    frame: str | None = None
    value: str | int | None = None
    by: str | None = None
    theme: str | None = None
    acronym: str | None = None
    weak: bool = False
    ambiguous: bool = False
    participle: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()
    singular: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    gender: str | None = None


#: what German is written in, byte by byte: bytes are folded ten times as fast as characters
_CODE = "cp1252"
_FOLD_BYTES = bytes(byte if bytes([byte]).decode(_CODE, "replace").isalnum() else ord(" ") for byte in range(256))
_BEYOND_RE = re.compile(f"[^{re.escape(bytes(range(256)).decode(_CODE, 'ignore'))}]")


def fold(text: str) -> str:
    """Lower-case a text and turn all but letters and digits into blanks, keeping its length.

    >>> fold("Rhein-Sieg-Kreis (NRW)")
    'rhein sieg kreis  nrw '
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals (İ) grow when lowered
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    coded = lowered.encode(_CODE, "replace")
    folded = coded.translate(_FOLD_BYTES).decode(_CODE)
    return folded if coded.count(b"?") == lowered.count("?") else _with_letters_beyond(lowered, folded)


def _with_letters_beyond(lowered: str, folded: str) -> str:
    """Put the letters that have no byte back where they were lost; other characters without one are blanks already.

    >>> fold("Bogatynia, Zgorzelec → Bolesławiec")
    'bogatynia  zgorzelec   bolesławiec'
    """
    parts: list[str] = []
    done = 0
    for match in _BEYOND_RE.finditer(lowered):
        if match.group().isalnum():
            parts += (folded[done : match.start()], match.group())
            done = match.end()
    return "".join((*parts, folded[done:]))


def _inflections(variant: str) -> set[str]:
    """Give the folded forms in which the words before the last may stand: adjectives and one head noun change.

    >>> sorted(_inflections("Hessisches Ministerium für Wirtschaft"))[:2]
    ['hessische ministerien für wirtschaft', 'hessische ministerium für wirtschaft']
    """
    words = re.split(r"(\s+|-)", variant)
    options: list[list[str]] = []
    noun_seen = False
    for index, word in enumerate(words):
        last = index == len(words) - 1
        adjective = _ADJECTIVE_RE.fullmatch(word) if not noun_seen and not last else None
        if adjective and len(word) > 4:  # noqa: PLR2004 - shorter words are articles
            options.append([adjective["stem"] + ending for ending in ("e", "er", "es", "en", "em")])
        elif word[:1].isupper() and not noun_seen and not last and len(word) > 3 and words[index + 1] != "-":  # noqa: PLR2004
            noun_seen = True
            forms = [word, word + "s", word + "es", word + "n", word + "en", word + "e"]
            if word.endswith("ium"):
                forms.append(word[:-2] + "en")
            options.append(forms)
        else:
            options.append([word])
    return {fold("".join(choice)) for choice in product(*options)}


def _is_acronym(variant: str) -> bool:
    """Say whether a variant is written in capitals and must be matched so: NKI, BMU, KfW, PtJ.

    >>> _is_acronym("PtJ"), _is_acronym("Bund")
    (True, False)
    """
    letters = [char for char in variant if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) <= 1 or (" " not in variant and capitals >= max(2, (len(letters) + 1) // 2))


class Pattern(NamedTuple):
    """A folded string and what it means: mode e(xact) c(asefold) i(nflected) n(ame), the entry, the variant."""

    folded: str
    mode: str
    entry: int
    variant: str


def patterns(entry: Entry, number: int, matching: str) -> Iterable[Pattern]:
    """Turn one entry into the folded strings the automaton looks for."""
    for variant in entry.variants:
        mode = "exact" if _is_acronym(variant) else matching
        lead = "" if entry.value == "compound" and mode != "exact" else " "
        if mode == "inflected":
            for form in _inflections(variant):
                yield Pattern(lead + form.rstrip(), "i", number, variant)
                if form.endswith(("er", "e")) and len(form) > 4:  # Beigeordneter -> Beigeordneten; Bürgermeister stays  # noqa: PLR2004
                    yield Pattern(lead + form.rstrip()[: -2 if form.endswith("er") else -1], "a", number, variant)
        else:
            yield Pattern(lead + fold(variant) + " ", mode[0], number, variant)
