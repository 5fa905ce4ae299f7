"""Says what stands between two lines of one block."""

import re

#: halves of compounds that go on after "und": the hyphen stays
_GO_ON_RE = re.compile(r"(?:und|oder|sowie|bzw)\b")
_ADDRESS_RE = re.compile(r"://|www\.|\w@")


def joint(above: str, below: str, *, broken: bool) -> str:
    r"""Give what stands between two lines: a blank, the author's line end, or nothing inside a word.

    >>> joint("im", "Netz", broken=False), joint("Klima-", "schutz", broken=False), joint("Baden-", "Baden", broken=False)
    (' ', '\n', '')
    >>> joint("Energie-", "und Klima", broken=False), joint("Stadt Lage", "Stadt Bünde", broken=True)
    (' ', '\n')
    """
    if broken:
        return "\n"
    last, before = above[-1:], above[-2:-1]
    if _is_address(above, below):
        return ""
    if last in {"-", "\u2010"} and before.isalnum():
        if below[:1].isupper() or below[:1].isdigit():
            return ""
        return " " if _GO_ON_RE.match(below) else "\n"
    if last == "\u00ad":
        return "\n"
    if (last == "/" and before.strip()) or (last == "–" and before.isdigit() and below[:1].isdigit()):
        return ""
    return " "


def _is_address(above: str, below: str) -> bool:
    """Say whether a line ends inside a mail or web address: at one of its signs, with the rest of it below.

    >>> _is_address("Mail: hauth-", "becker@ea.example"), _is_address("siehe www.ea.", "example/netz"), _is_address("an a@b.de.", "Die")
    (True, True, False)
    """
    begun, rest = above.rsplit(" ", 1)[-1], below.split(" ", 1)[0]
    if not begun or begun[-1] not in "-./@_:" or not rest[:1].isalnum() or rest[:1].isupper():
        return False
    return _ADDRESS_RE.search(begun) is not None or (begun[-1] in "-._" and "@" in rest)
