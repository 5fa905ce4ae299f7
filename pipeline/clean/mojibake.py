"""Mends UTF-8 that was read as CP1252: "fÃ¼r" is "für"."""

import re
from functools import cache, lru_cache

_FOLLOWERS = "".join(
    char for char in bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
)  # fmt: skip
_NEXT = f"[\x80-\x9f{re.escape(_FOLLOWERS)}]"
#: lead bytes as CP1252 shows them; only those that German text would not hold before such a character. "Groß“" must stay.
MOJIBAKE_RE = re.compile(
    rf"(?:[ÃÂ]{_NEXT}"
    rf"|[ÄÅ][\x80-\x9fŸ±‡™¡¾‚ž]"
    rf"|â[€‚„…†ˆ‰]{_NEXT}"
    rf"|ï(?:¬{_NEXT}|»¿|¿½)"
    rf"|ðŸ{_NEXT}{_NEXT})+"
)
_MOST_CHARS = 5000


@cache
def _bytes_of() -> dict[str, int]:
    """Give the byte behind every character that CP1252, or a browser, shows for one."""
    table = {chr(code): code for code in range(0x80, 0x100)}
    for code in range(0x80, 0xA0):
        char = bytes([code]).decode("cp1252", "ignore")
        if char:
            table[char] = code
    return table


@lru_cache(maxsize=2048)
def mend(run: str) -> str:
    """Give the characters that a run of mojibake stands for, or the run itself.

    >>> mend("Ã¼"), mend("â€“"), mend("â‚‚"), mend("ÃƒÂ¤")
    ('ü', '–', '₂', 'ä')
    """
    table = _bytes_of()
    for _ in range(3):  # a page may have been read wrongly twice
        try:
            mended = bytes(table[char] for char in run).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            mended = _ask_ftfy(run)
        if mended == run or not MOJIBAKE_RE.search(mended):
            return mended
        run = mended
    return run


def _ask_ftfy(run: str) -> str:
    """Let ftfy try what is no clean UTF-8; its other repairs stay off, they would change right characters."""
    if len(run) > _MOST_CHARS:
        return run
    from ftfy import fix_encoding  # noqa: PLC0415 - rarely needed, 160 ms

    return str(fix_encoding(run))
