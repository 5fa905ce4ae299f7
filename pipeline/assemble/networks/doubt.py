"""Words by which a sentence states nothing of a network: it asks, supposes, denies, or gives a rule.

"Ob" alone is too short to be looked for beforehand (``pipeline.shapes``); it is looked for by itself, so that the rest can be.
"""

import re

from pipeline.shapes import shape

_COULD_RE = shape(r"\b(?:könnte|könnten|wäre|wären|falls|angedacht|denkbar|vorstellbar|würde|würden|hätte|hätten)\b", re.IGNORECASE)
_UNSURE_RE = shape(
    r"\b(?:könnte|könnten|könne|wäre|wären|falls|sofern|so ein|solch\w*|[Kk]ein\w*|jede[sm]?|[Ww]ürde|interessierte?|[Bb]ewerben|Antrag stellen|antragsberechtigt|förderfähig|[Mm]indestens|[Mm]aximal|höchstens|üblich\w*|in der Regel|[Ww]ie entsteht|[Ww]ie funktioniert|[Ss]o funktioniert|[Ww]as bringt|[Ww]as ist|in Sicht|nicht ausgeschlossen|denkbar|überlegen|Voraussetzung|ins Gespräch|ins Spiel|ins Auge|noch offen|ist offen|[Dd]enkbar|ausloten|anderswo|angedacht)\b"
)


def is_conditional(text: str, start: int, end: int) -> bool:
    """Say whether a stretch tells of what could or would be: "ob ein Netzwerk entsteht", "falls der Rat zustimmt"."""
    return _COULD_RE.search(text, start, end) is not None or asks_whether(text, start, end, "ob", "Ob", "OB", "oB")


def is_unsure(text: str, start: int, end: int) -> bool:
    """Say whether a stretch asks, supposes, denies, or gives a rule: "kein solches Netzwerk", "mindestens acht Kommunen"."""
    return _UNSURE_RE.search(text, start, end) is not None or asks_whether(text, start, end, "ob", "Ob")


def asks_whether(text: str, start: int, end: int, *forms: str) -> bool:
    """Say whether the word "ob" stands in a stretch, written in one of some ways.

    >>> asks_whether("Offen ist, ob es kommt.", 0, 23, "ob"), asks_whether("Ob es obliegt?", 0, 14, "ob")
    (True, False)
    """
    for form in forms:
        at = text.find(form, start, end)
        while at >= 0:
            if not _is_letter(text[at - 1 : at]) and (at + 2 == end or not _is_letter(text[at + 2 : at + 3])):
                return True
            at = text.find(form, at + 2, end)
    return False


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
