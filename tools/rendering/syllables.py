"""Parts German words by a simple rule of our own: good enough to break lines, and never right at the edge of a word."""

import re

_VOWELS = "aeiouyäöü"
#: letters that stay together
_TOGETHER = frozenset({"ch", "ck", "ph", "th", "sch", "qu", "st", "tz"})
_LEAST = 3
_CUT_RE = re.compile(rf"(?<=[{_VOWELS}])([b-df-hj-np-tv-xzß]+)(?=[{_VOWELS}])")


def syllables(word: str) -> list[str]:
    """Cut a word before the last consonant between two vowels.

    >>> syllables("Klimaschutz"), syllables("Energieeffizienz"), syllables("Rat")
    (['Kli', 'maschutz'], ['Ener', 'gieef', 'fizienz'], ['Rat'])
    """
    parts: list[str] = []
    begin = 0
    for match in _CUT_RE.finditer(word.lower()):
        cut = match.end() - 1
        group = match[1]
        if any(group.endswith(pair) for pair in _TOGETHER):
            cut = match.end() - max(len(pair) for pair in _TOGETHER if group.endswith(pair))
        if cut - begin >= _LEAST and len(word) - cut >= _LEAST:
            parts.append(word[begin:cut])
            begin = cut
    return [*parts, word[begin:]]


_LONG_WORD_RE = re.compile(r"(?<!\w)[A-Za-zÄÖÜäöüß]{9,}(?!\w)")
_ADDRESS_RE = re.compile(r"@|://|www\.|\.\w")


def find_long_word(token: str) -> re.Match[str] | None:
    """Find what may be broken in a token between blanks; an address never is."""
    return None if _ADDRESS_RE.search(token) else _LONG_WORD_RE.search(token)


def soften(text: str) -> str:
    """Put soft hyphens between the syllables of long words.

    >>> soften("Netzwerktreffen am 3. Mai, presse-mitteilungen@lage.example").replace("\u00ad", "|")
    'Netz|werkt|ref|fen am 3. Mai, presse-mitteilungen@lage.example'
    """
    return _TOKEN_RE.sub(_soften_token, text)


_TOKEN_RE = re.compile(r"\S{9,}")


def _soften_token(match: re.Match[str]) -> str:
    token = match.group()
    return token if _ADDRESS_RE.search(token) else _LONG_WORD_RE.sub(lambda word: "\u00ad".join(syllables(word.group())), token)
