"""Finds names of networks and the words that point at one ("das Netzwerk", "ein zweites Netzwerk")."""

import re
from collections.abc import Iterable

from pipeline.grammar import clean_spaces, ending_of, nominative_adjective
from pipeline.lexicon import Hit
from schemas.mention import Mention
from schemas.value import NetworkName

_CAP = r"(?:[A-ZÄÖÜ][\wäöüß’'!.]*(?:[-–/][\w!]+)*\+?|[a-z]{1,3}[A-Z!][\w!]*|(?:[A-Za-zÄÖÜ]\.){2,})"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_EDITION = r"(?:I{1,3}|IV|VI?|[1-9]\d?(?:\.0)?|\+)"
_EDITION_RE = re.compile(rf"[ \u00a0-]({_EDITION})(?![\w/]|[.,]\d|[ \u00a0](?:Kommunen|Städte|Gemeinden|Unternehmen|Betriebe|Jahre|Prozent|Mitglieder|Landkreise))")
_RIGHT_RE = re.compile(
    rf"[ \u00a0]((?:{_CAP})(?:[ \u00a0](?:am|an der|im|in|ob der|a\.[ ]?d\.)[ \u00a0]{_CAP})?)"
    rf"|[ \u00a0](?:(?:Stadt|Region|Landkreis|Kreis)[ \u00a0]{_CAP})"
    rf"|\s?[/–-]\s?(?={_CAP})(?:{_CAP})"
)
_PREPOSITION_RE = re.compile(
    rf"[ \u00a0](?:für|zur|zum)[ \u00a0](?:(?:die|den|das|mehr|eine)[ \u00a0])?(?:[a-zäöü]+e[nrs]?[ \u00a0](?:und[ \u00a0])?)*{_CAP}(?:(?:,[ \u00a0]{_CAP})*[ \u00a0](?:und|&)[ \u00a0](?:[a-zäöü]+e[nrs]?[ \u00a0])?{_CAP})?"
)
_PLACE_PREPOSITION_RE = re.compile(
    rf"[ \u00a0](?:in|im|am|an der|der|des|zwischen)[ \u00a0](?:der[ \u00a0]|den[ \u00a0])?(?:(?:Stadt|Region|Landkreis(?:es)?|Kreis(?:es)?|Landkreise|Kommunen)(?:[ \u00a0]{_CAP})?|{_CAP})(?:[ \u00a0](?:und|&)[ \u00a0]{_CAP})?"
)
_QUOTE_RIGHT_RE = re.compile(r"\s*[„\"»«“‚']([^„“\"»«”\n]{2,90})[“\"«»”‘']")
_BRACKET_RIGHT_RE = re.compile(r"\s?\(([^()\n]{2,90})\)")
_DASH_RIGHT_RE = re.compile(rf"[ \u00a0][–-][ \u00a0]?(?:kurz:?[ \u00a0]|genannt[ \u00a0])?({_CAP})")
_ACRONYM_RE = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü]{0,3}[A-ZÄÖÜ][\w-]{0,12}\+?|(?:[A-Za-z]\.){2,}|[a-z]{2,4}!?[A-Z]\w*")
_LEFT_RE = re.compile(
    r"((?:(?<![\w.])(?:\d{1,2}\.|[Ee]rste[nrs]?|[Zz]weite[nrs]?|[Dd]ritte[nrs]?|(?:[A-Za-zÄÖÜ]\.){2,}|[A-ZÄÖÜ]\w+(?:[-–]\w+)*)(?:[ \u00a0]und[ \u00a0](?=[A-ZÄÖÜ]))?[ \u00a0]){1,5})$"
)
_LOWER_LEFT_RE = re.compile(r"((?:[a-zäöüß][\wäöüß-]*e[nrsm]?(?:,)?[ \u00a0](?:und[ \u00a0])?){0,4})$")
_ARTICLE_LEFT_RE = re.compile(
    r"(?:^|[\s(„\"»])(der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|dieses|diesem|dieser|diesen|diese|unser|unsere|unserem|unseres|unserer|vom|zum|zur|im|am|beim|kein|keine|keinen|ihr|ihrem|ihren|jedes|jedem|solches|weitere|weiteres|weiteren|viele|zahlreiche|alle|beide|beiden|andere|anderen)\s+$",
    re.IGNORECASE,
)
_ORDINALS = {
    "erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "acht": 8, "neunt": 9, "zehnt": 10,
}  # fmt: skip
_ORDINAL_RE = re.compile(r"\b(erst|zweit|dritt|viert|fünft|sechst|siebt|neunt|zehnt)e[nrsm]?\b|\b(\d{1,2})\.(?=\s)", re.IGNORECASE)
_STOP_CAPS = frozenset(
    "Der Die Das Den Dem Des Ein Eine Einem Einen Im In Am An Auf Mit Von Vom Für Durch Seit Nach Bei Als Zum Zur Und Auch Es Wir Sie Bis Ab Aus Neben Unser Unsere Dieses Diese Ziel Ziele Teilnehmer Partner "
    "Kommunen Gemeinden Städte Landkreise Unternehmen Mitglieder Januar Februar März April Mai Juni Juli August September Oktober November Dezember Start Auftakt Laufzeit Bürgermeister Landrat "
    "Frühjahr Sommer Herbst Winter Herr Frau Gefördert Weitere Gemeinsam Beim Das Ende Anfang Mitte Uhr Dr. Prof. Hier Mehr Kommunale Kommunales Kommunalen Dipl.-Ing.".split()
)  # fmt: skip
_GENERIC_ADJECTIVE = frozenset("kommunal neu gemeinsam regional interkommunal eigen gegründet gefördert bestehend weiter landesweit bundesweit ander solch örtlich jeweilig bisherig".split())


def find_networks(text: str, hits: dict[str, list[Hit]], people: Iterable[Mention] = ()) -> list[Mention]:
    """Find named and merely mentioned networks.

    Shape: mentions in text order, not overlapping; value is a NetworkName, its name in the nominative without article.
    """
    foreign = [(hit.start, hit.end) for hit in hits.get("not_networks", ())]
    names = {mention.start for mention in people}
    found: list[Mention] = []
    for hit in hits.get("network_heads", ()):
        if any(start <= hit.start and hit.end <= end and (end - start) > 0 for start, end in foreign):
            continue
        if text[hit.end : hit.end + 1] == "-" and text[hit.end + 1 : hit.end + 2].isalnum():
            continue
        if not text[hit.start].isupper() and not text[hit.start].isdigit() and not hit.surface[:1].isupper():
            if not re.search("[A-Z]", hit.surface):
                continue
        found.append(_read(text, hit, names))
    found.extend(_quoted(text, hits, found))
    return _longest(found)


def _longest(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda item: item.start)


def _read(text: str, hit: Hit, names: set[int]) -> Mention:
    """Grow a head noun to the whole phrase and read its name, if it has one."""
    head = hit.surface
    start, left_words = _left(text, hit)
    end, right = _right(text, hit.end, names)
    plural = head.lower() in {form.lower() for form in hit.entry.plural} or _is_plural(head, hit)
    lower = _LOWER_LEFT_RE.search(text, max(0, start - 80), start)
    phrase_start = lower.start(1) if lower and lower[1] else start
    article_match = _ARTICLE_LEFT_RE.search(text, max(0, phrase_start - 14), phrase_start)
    article = article_match[1].lower() if article_match else ""
    adjectives = (lower[1] if lower else "").split()
    ordinal = _ordinal(" ".join([*adjectives, *left_words]))
    weak = hit.entry.kind == "weak"
    head_nominative = _singular(head, hit, plural=plural, article=article)
    name, aliases, acronym, end = _name(text, hit, head_nominative, left_words, end, right, start)
    edition = _edition(text[hit.end : end], left_words)
    if plural and not re.search(rf"\b{_EDITION} und {_EDITION}", text[hit.end : end + 12]) and name is not None and not right:
        name = None
    value = NetworkName(name, head_nominative, acronym, edition, tuple(aliases), ordinal, article, plural, weak)
    rule = "network.name" if name else "network.pointer"
    return Mention("network", start, end, text[start:end], rule, 0.9 if name and not weak else 0.75, value)


def _is_plural(head: str, hit: Hit) -> bool:
    return head.lower().endswith(("netzwerke", "netzwerken", "netze", "netzen", "bündnisse")) and not hit.variant.lower().endswith(("netzwerke", "netze"))


def _singular(head: str, hit: Hit, *, plural: bool, article: str) -> str:
    """Give the head noun in the nominative singular: "Netzwerks" and "Netzwerken" are "Netzwerk"."""
    if plural:
        return re.sub(r"(?<=[kz])en?$|(?<=nis)sen?$|(?<=schaft)en$|(?<=[dt])en?$", "", head)
    if article in {"des", "eines", "dieses", "unseres"} or head.endswith(("werks", "werkes", "paktes", "pakts", "verbundes", "bündnisses", "nisses", "verbunds", "netzes")):
        return re.sub(r"(?<=nis)ses$|(?<=[ktdz])es$|(?<=[ktdioz])s$", "", head)
    return head


def _left(text: str, hit: Hit) -> tuple[int, list[str]]:
    """Take capitalised adjectives, proper names and numbers right before the head into the name."""
    match = _LEFT_RE.search(text, max(0, hit.start - 110), hit.start)
    if match is None:
        return hit.start, []
    words = match[1].split()
    start = match.start(1)
    while words and (words[0] in _STOP_CAPS - {"Kommunale", "Kommunales", "Kommunalen"} or words[0] == "und" or _after_stop(text, start) and not words[0][0].isdigit() and len(words) > 1 and words[0] in {"Neues", "Neue"}):
        start = text.index(words.pop(0), start)
        start = text.index(words[0], start + 1) if words else hit.start
    while words and words[0][0].islower():
        start = text.index(words[0], start) + len(words[0])
        words.pop(0)
        start = text.index(words[0], start) if words else hit.start
    # a sentence begins with any capital: an ordinary adjective there is no name
    if words and _sentence_start(text, start) and re.sub(r"e[nrsm]?$", "", words[0]).lower() in _GENERIC_ADJECTIVE and len(words) == 1 and hit.surface in {"Netzwerk", "Netzwerks", "Netzwerke"}:
        return hit.start, []
    return (start, words) if words else (hit.start, [])


def _after_stop(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip() in {"", "."}


def _sentence_start(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return start == 0 or "\n" in before or before.rstrip().endswith((".", "!", "?", ":"))


def _right(text: str, end: int, names: set[int]) -> tuple[int, str]:
    """Follow the head over capitalised words, numbers and places; a person's name is none of it."""
    position = end
    while True:
        edition = _EDITION_RE.match(text, position)
        if edition:
            position = edition.end()
            continue
        match = _RIGHT_RE.match(text, position)
        if match is None:
            break
        word = match.group().strip(" \u00a0/–-")
        first = word.split()[0]
        if first in _STOP_CAPS or any(start in names for start in range(match.start(), match.end())):
            break
        if word.endswith(".") and not re.fullmatch(r"(?:\w\.)+", word):
            position = match.end() - 1
            break
        position = match.end()
    return position, text[end:position].strip()


def _ordinal(words: str) -> int | None:
    match = _ORDINAL_RE.search(words)
    if match is None:
        return None
    return int(match[2]) if match[2] else _ORDINALS.get(match[1].lower())


def _edition(right: str, left: list[str]) -> int | None:
    """Read a generation: "II", "2.0", "2"; an ordinal before the head counts when it is part of the name."""
    match = re.search(rf"(?:^|[\s-])({_EDITION})$", right.strip())
    if match:
        token = match[1]
        if token in _ROMAN:
            return _ROMAN[token]
        if token != "+":
            return int(token.split(".")[0])
    if left and re.fullmatch(r"\d{1,2}\.", left[0]):
        return int(left[0][:-1])
    return None


_PLAIN_HEADS = frozenset(["netzwerk", "netz", "bündnis", "pakt", "initiative", "allianz", "arbeitsgemeinschaft", "verbund", "konvoi", "kooperation", "plattform"])


def _name(
    text: str, hit: Hit, head: str, left: list[str], end: int, right: str, start: int
) -> tuple[str | None, list[str], str | None, int]:
    """Put the name together: what stands before the head, the head, what follows, in quotes or brackets."""
    aliases: list[str] = []
    acronym: str | None = None
    plain = head.lower() in _PLAIN_HEADS
    words = _left_nominative(left, head)
    base = clean_spaces(" ".join([*words, head]))
    named = bool(right) or _is_proper(left, plain=plain)
    quote = _QUOTE_RIGHT_RE.match(text, end)
    if quote:
        inner = clean_spaces(quote[1])
        name = inner if plain or hit.surface.lower() in inner.lower() else f"{base} „{inner}“" if False else inner
        end = quote.end()
        aliases_bracket, acronym, end = _bracket(text, end)
        return name, aliases_bracket, acronym, end
    purpose = _PREPOSITION_RE.match(text, end) if named or left or not plain or _in_quotes(text, start) else None
    if right and plain and not left and _ACRONYM_RE.fullmatch(right.split()[0]) and len(right.split()) == 1:
        name: str | None = right
        acronym = right if _is_acronym(right) else None
    elif named:
        name = clean_spaces(f"{base} {right}") if right else base
        if right.startswith(("/", "–", "-")):
            name = base + text[hit.end : end].rstrip()
        if purpose and (not right or _in_quotes(text, start)):
            end = purpose.end()
            name = f"{name} {clean_spaces(purpose.group())}"
    elif not plain and purpose and _in_quotes(text, start):
        end = purpose.end()
        name = f"{base} {clean_spaces(purpose.group())}"
    else:
        name = None
    found, bracket_acronym, end = _bracket(text, end)
    if found:
        if name is None:
            name = base
        acronym = acronym or bracket_acronym
        aliases.extend(found)
    elif name and re.search(rf"(?:^|\s)({_ACRONYM_RE.pattern})$", right) and not plain:
        pass
    if name is not None:
        last = name.split()[-1]
        if acronym is None and len(name.split()) > 1 and _is_acronym(last) and last not in _ROMAN:
            acronym = last
        first = name.split()[0]
        if acronym is None and _is_acronym(re.split(r"[-–]", first)[0]) and len(first) < 16 and len(re.split(r"[-–]", first)[0]) >= 3 and plain:
            acronym = re.split(r"[-–](?=Netz)", first)[0]
    return name, aliases, acronym, end


def _is_acronym(word: str) -> bool:
    """Say whether a word is a short form: two or more capitals, few small letters.

    >>> _is_acronym("KLEN"), _is_acronym("Nord"), _is_acronym("KommEN")
    (True, False, True)
    """
    letters = [char for char in word if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return bool(re.fullmatch(r"(?:\w\.){2,}", word)) or (2 <= len(letters) <= 12 and capitals >= 2 and capitals * 3 >= len(letters))  # noqa: PLR2004


def _is_proper(left: list[str], *, plain: bool) -> bool:
    """Say whether the words before the head make a name of it."""
    if not left:
        return False
    if plain and all(re.sub(r"e[nrsm]?$", "", word).lower() in _GENERIC_ADJECTIVE or re.fullmatch(r"\d{1,2}\.", word) for word in left):
        return len(left) > 1
    return True


def _left_nominative(left: list[str], head: str) -> list[str]:
    noun = re.split(r"[-\s]", head)[-1] or head
    result = []
    for word in left:
        if re.search(r"(?:isch|lich|al|iv|ig|neu|erst|zweit|dritt|ell|nah|weit|fähig|arm|frei|bewusst|gerecht|stark|ener|erer)e[nrsm]?$", word, re.IGNORECASE):
            result.append(nominative_adjective(word, noun if ending_of(noun) else head))
        else:
            result.append(word)
    return result


def _in_quotes(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in {"„", "\"", "»", "“", "‚", "'", "«"}


def _bracket(text: str, end: int) -> tuple[list[str], str | None, int]:
    """Read a short form in brackets behind a name."""
    match = _BRACKET_RIGHT_RE.match(text, end)
    if match is None:
        return [], None, end
    inner = match[1].strip().strip("„“\"»«").removeprefix("kurz ").removeprefix("kurz: ").removeprefix("Kurzname ").strip("„“\"»«: ")
    token = inner.split()[0] if inner else ""
    if not inner or not (_is_acronym(inner.replace(" ", "").replace("-", "")) or _is_acronym(token)) or len(inner) > 24 or "," in inner or inner in _ROMAN:  # noqa: PLR2004
        return [], None, end
    return [inner], inner if _is_acronym(inner.replace(" ", "").replace("-", "")[:12]) else None, match.end()


_QUOTED_RE = re.compile(r"[„»\"“]([^„“\"»«”\n]{4,110})[“«\"”»]")


def _quoted(text: str, hits: dict[str, list[Hit]], found: list[Mention]) -> Iterable[Mention]:
    """Read a whole quotation as a name when a network's head stands inside it."""
    heads = [hit for hit in hits.get("network_heads", ())]
    foreign = [(hit.start, hit.end) for hit in hits.get("not_networks", ())]
    for match in _QUOTED_RE.finditer(text):
        inside = [hit for hit in heads if match.start(1) <= hit.start and hit.end <= match.end(1)]
        inside = [hit for hit in inside if not any(a <= hit.start and hit.end <= b for a, b in foreign)]
        if not inside or len(match[1].split()) > 10 or match[1].rstrip().endswith((".", "!", "?", ",")):  # noqa: PLR2004
            continue
        if not match[1][0].isupper() and not re.match(r"[a-z]{1,4}[A-Z!.]|\d", match[1]):
            continue
        hit = inside[0]
        name = clean_spaces(match[1])
        if name.lower() in _PLAIN_HEADS or len(re.findall(r"\b[a-zäöü]+(?:t|en)\b", name)) > 3:  # noqa: PLR2004 - a sentence
            continue
        left_text = text[match.start(1) : hit.start].split()
        end = match.end(1)
        aliases, acronym, after = _bracket(text, match.end())
        dash = re.match(r"([A-ZÄÖÜ][\w.+-]{1,14})\s[–-]\s", match[1])
        if dash and _is_acronym(dash[1]):
            acronym = dash[1]
        edition = _edition(text[hit.end : end], left_text)
        article = _ARTICLE_LEFT_RE.search(text, max(0, match.start() - 14), match.start())
        value = NetworkName(name, hit.surface, acronym, edition, tuple(aliases), None, article[1].lower() if article else "", False, False)
        yield Mention("network", match.start(1), end, match[1], "network.quoted", 0.92, value)
