"""Finds names of networks and the words that point at one ("das Netzwerk", "ein zweites Netzwerk")."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from pipeline.grammar import clean_spaces, nominative_adjective
from pipeline.lexicon import Entry, Hit
from pipeline.shapes import shape
from pipeline.tag.network_forms import Forms, inner_acronym, read_edition, read_forms, read_phrase, stands_for
from pipeline.tag.network_growth import Ground, Words, grow_left, grow_right, is_line_end, is_short_form, join_spaced
from pipeline.tag.network_words import (
    ADJECTIVE_FORM_RE,
    ORDINAL_RE,
    PART_GAP_RE,
    is_plural,
    lower_left,
    nominative,
    read_before,
    read_ordinal,
    singular,
)
from pipeline.tag.spans import Spans
from schemas.layout import Segment
from schemas.mention import Mention
from schemas.value import NetworkName

_start_of = attrgetter("start")
_PAIR_RE = shape(r"\s*(?:und|,|/|&|sowie|bis)\s*(?:I{1,3}|IV|VI?|[1-9]|Nord|Süd|Ost|West|Mitte)(?![\w.])")
_OPENING = "„\"»“‚'«"
_QUOTED_RE = shape(r"[„»\"“«]([^„“\"»«”]{4,110})[“«\"”»]")
_QUOTE_AFTER_RE = shape(r"\s*[„\"»«“‚]([^„“\"»«”]{3,90})[“\"«»”‘]")
_PLAIN_HEADS = frozenset(
    [
        "netzwerk",
        "netz",
        "bündnis",
        "pakt",
        "initiative",
        "allianz",
        "arbeitsgemeinschaft",
        "verbund",
        "konvoi",
        "kooperation",
        "zusammenschluss",
        "arbeitskreis",
        "projekt",
    ]
)
_SENTENCE_RE = shape(
    r"[.!?,]$|,\s[a-zäöü]|^(?:Wir|Ein|Eine|Das|Die|Der|Es|Unser|Unsere|So|Ich)\s(?=[^„]*\s[a-zäöü])|\b(?:ist|sind|wird|werden|haben|hat|soll|sollen|können|kann|wollen|will)\b"
)
_CAPITAL_RE = shape("[A-ZÄÖÜ]")
_WORD_RE = shape(r"\S+")
_COINED_RE = shape(r"[a-z]{1,4}[A-Z!.]|[a-zäöü]+[.:]\w+[.:\w-]*$")
_EDITIONS_RE = shape(r"(?:I{1,3}|[1-9]) (?:und|&) (?:I{1,3}|[1-9])$")
_DASHED_LEAD_RE = shape(r"([A-ZÄÖÜ][\w.+-]{1,14})(?:\s[–-]|:)\s")
_SPACED_HYPHEN_RE = shape(r"\s[-–]\s?|(?<=\w)[-–]\s(?!und|&)")
_QUOTED_WORDS = 10
_PLAIN_WORD_RE = shape(r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*")
#: "zweites Energieeffizienz-Netzwerk für Kommunen": what it is called where nothing else names it
_PHRASE_STARTS = frozenset("fzid")
_FOR_MEMBERS_RE = shape(r"\sfür\s(?:Kommunen|Städte und Gemeinden|Unternehmen|Stadtwerke)(?![\w-])")
_INDEFINITE_RE = shape(r"\b(?:eine?[mns]?|kein\w*|weitere[sn]?|solch\w*)\s(?:[\wäöüß-]+\s)?$")
#: "Mari:e-Netzwerk": a colon inside a coined word
_COLON_STEM_RE = shape(r"(?<!\w)[A-ZÄÖÜ]\w*:\Z")
#: words that say that a quotation is what something is called; a motto is none
_TITLE_LEAD_RE = shape(
    r"\b(?:Namens?|Titel|Bezeichnung|Projekttitel|Projektnamen?|heißt|heißen|hieß|nennt sich|nennen sich|nannten sie|taufte|tauften|getauft auf)(?:\s(?:sich|sie|es|ihn))?:?\s$"
)
_TITLE_REACH = 220
#: "zur AG Nachhaltige Beschaffung" is a working group, "die Muster AG" a company
_GROUP_RE = shape(r"(?:(?<=^)|(?<=\n)|(?<=\b[a-zäöü]{3}\s)|(?<=\b[a-zäöü]{4}\s)|(?<=[„\"]))AG\s[A-ZÄÖÜ][\wäöüß-]+", re.MULTILINE)
#: a short form at the end of a quoted name: "Kommunales Netzwerk Nord (KNN)", "… – KNN"
_INNER_FORM_RE = shape(r"\s(?:\(|[–-]\s)([A-ZÄÖÜ][\w.+-]{1,14})\)?$")
#: heads that only say what the named network is to another: "Nachfolgenetzwerk KLEN Nord"
RELATED_HEAD_RE = shape(r"(?:Vorgänger|Vorläufer|Nachfolger?|Folge|Schwester)-?[Nn]etz")


class NetworkFinder:
    """Read networks around their head nouns, and inside quotation marks."""

    def __init__(self, heads: Iterable[Entry], stops: Iterable[Entry]) -> None:
        self._words = Words(heads, stops)

    def find(
        self, text: str, hits: dict[str, list[Hit]], people: Iterable[Mention] = (), segments: Sequence[Segment] = ()
    ) -> list[Mention]:
        """Find named and merely mentioned networks.

        Shape: mentions in text order, not overlapping; value is a NetworkName, its name in the nominative without article.
        ``extra["spans"]`` tells where its short forms stand.
        """
        heads = [hit for hit in hits.get("network_heads", ()) if _is_head(text, hit, hits.get("not_networks", ()))]
        if not heads:
            return []
        ground = Ground.of(text, hits, people, segments)
        quotations = list(_QUOTED_RE.finditer(text))
        found = [*_quoted(text, quotations, heads, ground, self._words), *_titled(text, quotations, heads)]
        taken = Spans((mention.start, mention.end) for mention in found)
        for hit in heads:
            if not taken.holds(hit.start, hit.end):
                mention = self._read(ground, hit)
                if mention is not None:
                    found.append(mention)
        clubs = {name for hit in heads if hit.entry.kind == "weak" and (name := self._club(ground, hit)) is not None}
        return _longest([mention for mention in found if mention.value.name not in clubs])

    def _club(self, ground: Ground, hit: Hit) -> str | None:
        """Give the name of a registered association that a weak head begins: elsewhere in the text it stands without "e. V."."""
        end, _ = grow_right(ground, self._words, hit.end)
        return clean_spaces(ground.text[hit.start : end]) if end + 1 in ground.associations else None

    def _corrected(self, name: str, left: str, hit: Hit) -> Iterator[str]:
        """Give the spelling a name should have: a misspelt head, or blanks around the hyphens of its head."""
        head = singular(hit.surface)
        right = self._words.correct(hit, head)
        if right:
            yield name.replace(head, right)
        if left and _SPACED_HYPHEN_RE.search(left):
            yield _SPACED_HYPHEN_RE.sub("-", name[: name.rindex(head)]) + name[name.rindex(head) :]

    def _read(self, ground: Ground, hit: Hit) -> Mention | None:
        """Grow a head to the whole phrase and read its name, if it has one; None for a firm."""
        text = ground.text
        start = hit.start
        stem = _COLON_STEM_RE.search(text, max(0, start - 20), start) if text[start - 1 : start] == ":" else None
        start = stem.start() if stem else join_spaced(ground, self._words, start)
        start = grow_left(ground, self._words, start)
        end, firm = grow_right(ground, self._words, hit.end)
        if firm or (hit.entry.kind == "weak" and end + 1 in ground.associations):
            return None
        plural = is_plural(hit.surface)
        base = clean_spaces(text[start : hit.end]) if stem else nominative(text[start : hit.end], hit)
        adjectives, article = read_before(text, start)
        ordinal = read_ordinal(f"{adjectives} {text[start : hit.start]}")
        name, end, forms = _name(ground, hit, base, start, end)
        if name is not None and plural and not _PAIR_RE.match(text, end):
            name = None
        if name is None:
            end = max(hit.end, min(end, forms.end))
        else:
            forms.aliases.extend(self._corrected(name, text[start : hit.start], hit))
            start = _with_adjectives(text, start, name, base)
        value = NetworkName(
            name, singular(hit.surface), forms.acronym or (inner_acronym(name) if name else None), read_edition(text[start:end]), tuple(forms.aliases),
            ordinal, article, plural, hit.entry.kind == "weak",
        )  # fmt: skip
        rule, confidence = ("network.name", 0.9) if name else ("network.pointer", 0.75)
        return Mention(
            "network", start, end, text[start:end], rule, confidence, value, extra={"spans": forms.spans, "adjectives": adjectives}
        )


def _is_head(text: str, hit: Hit, foreign: Sequence[Hit]) -> bool:
    """Refuse heads inside words and phrases that name something else: "Netzwerk GmbH", "Netzwerk-Plattform", "netzwerke"."""
    after = text[hit.end : hit.end + 2]
    if after[:1] == "-" and after[1:].isalnum():
        return False
    if not _CAPITAL_RE.search(hit.surface):
        return False
    if "\n" in hit.surface and any(is_line_end(text, hit.start + at) for at, char in enumerate(hit.surface) if char == "\n"):
        return False
    if hit.surface == "AG" and not _GROUP_RE.match(text, hit.start):
        return False
    if not foreign:
        return True
    at = bisect_left(foreign, hit.end, key=_start_of) - 1
    return at < 0 or hit.end > foreign[at].end


def _name(ground: Ground, hit: Hit, base: str, start: int, end: int) -> tuple[str | None, int, Forms]:
    """Put the name together; what stands in quotes behind a head is the name by itself."""
    text, last = ground.text, ground.bounds(hit.start)[1]
    following = text[end + 1 : end + 2] if text[end : end + 1] == " " else ""
    is_word = following.isalnum()  # a word follows, and no quotation
    quote = None if is_word else _QUOTE_AFTER_RE.match(text, end, last)
    if quote and _is_title(quote[1]) and end == hit.end:
        inner = clean_spaces(quote[1])
        if _needs_head(ground, hit, inner, quote.start(1)):
            inner = f"{base} {inner}"
        return inner, quote.end(), read_forms(text, quote.start(1), quote.end(), last)
    forms = read_forms(text, start, end, last)
    right = clean_spaces(text[hit.end : end])
    if not right and forms.aliases and forms.end > end and forms.end + 1 in ground.spot_ends and text[forms.end] == " ":
        end = ground.spot_ends[forms.end + 1]
        return f"{base} {text[forms.end + 1 : end]}", end, forms
    phrase = None if right or (is_word and following not in _PHRASE_STARTS) else read_phrase(text, start, end, last)
    if phrase:
        return _phrase_name(ground, base, hit, phrase, forms)
    spelt = "" if right else _spelt_out(text, start, forms)
    if spelt:
        noun = PART_GAP_RE.split(base)[-1]
        return " ".join([*(nominative_adjective(word, noun) for word in spelt.split()), base]), end, forms
    members = None if right or (is_word and following != "f") else _FOR_MEMBERS_RE.match(text, end, last)
    if (
        members
        and hit.entry.kind == "strong"
        and hit.surface.lower() != "netzwerk"
        and not _INDEFINITE_RE.search(text, max(0, start - 30), start)
    ):
        return f"{base} {clean_spaces(members[0].strip())}", members.end(), forms
    plain = singular(hit.surface).lower() in _PLAIN_HEADS
    if right and RELATED_HEAD_RE.match(base) and (is_short_form(right.split()[0]) or "netz" in right.lower()):
        return right, end, forms
    if right and plain and start == hit.start and " " not in right and is_short_form(right):
        return right, end, forms
    if right.isdigit() or (not right and not _is_telling(text[start : hit.start], plain=plain)):
        return None, end, forms
    if hit.entry.kind == "weak" and right and not _is_weak_name(ground, hit, end):
        return None, hit.end, forms
    if hit.entry.kind == "acronym" and not right:
        return None, end, forms
    return f"{base}{'' if text[hit.end] in '/–-' else ' '}{right}" if right else base, end, forms


def _needs_head(ground: Ground, hit: Hit, inner: str, start: int) -> bool:
    """Say whether quoted words are a name only together with the head before them: a region, or one plain word.

    "Energietisch „Hafen“" is "Energietisch Hafen"; "Netzwerk „Rund um MUC“" and "Unternehmensnetzwerk „Nahe nachhaltig“" are not.
    """
    if singular(hit.surface).lower() in _PLAIN_HEADS:
        return False
    spot = ground.spot_ends.get(start)
    return (spot is not None and spot >= start + len(inner)) or bool(_PLAIN_WORD_RE.fullmatch(inner))


def _phrase_name(ground: Ground, base: str, hit: Hit, phrase: tuple[int, str], forms: Forms) -> tuple[str, int, Forms]:
    """Put together a name that its short form in brackets closes, with a region that follows the bracket."""
    text = ground.text
    stop, form = phrase
    at = text.index(form, stop)
    forms.add(form, at)
    forms.end = at + len(form) + 1
    name = clean_spaces(base + text[hit.end : stop])
    spot = ground.spot_ends.get(forms.end + 1)
    if spot is not None and text[forms.end] == " ":
        return f"{name} {text[forms.end + 1 : spot]}", spot, forms
    return name, forms.end, forms


def _spelt_out(text: str, start: int, forms: Forms) -> str:
    """Give the adjectives in small letters that the short form behind the head counts in: "kommunales …-Netzwerk (KEEN)"."""
    if not forms.acronym or stands_for(forms.acronym, text[start : forms.end]):
        return ""
    lower = lower_left(text, start)
    words = lower[1].split() if lower else []
    for number in range(len(words) - 1, -1, -1):
        if stands_for(forms.acronym, f"{' '.join(words[number:])} {text[start : forms.end]}"):
            return " ".join(words[number:])
    return ""


def _with_adjectives(text: str, start: int, name: str, base: str) -> int:
    """Give where a name begins that takes adjectives in small letters in."""
    more = len(name[: name.find(base)].split()) if base in name else 0
    lower = lower_left(text, start) if more else None
    words = list(_WORD_RE.finditer(lower[1])) if lower else []
    return lower.start() + words[-more].start() if lower and len(words) >= more else start


def _is_telling(left: str, *, plain: bool) -> bool:
    """Say whether what stands before a head makes a name of it when nothing follows.

    "Kommunales Klimaschutznetzwerk" may be one, with a capital in running text; "Kommunales Netzwerk" is none.
    """
    words = left.split()
    if not words:
        return False
    adjectives = all(ADJECTIVE_FORM_RE.search(word) or ORDINAL_RE.fullmatch(word) for word in words)
    return not (plain and adjectives) and not all(ORDINAL_RE.search(f"{word} ") for word in words)


def _is_weak_name(ground: Ground, hit: Hit, end: int) -> bool:
    """Ask more of heads that mean many things: a place, a region, a short form, or several words behind them."""
    words = ground.text[hit.end : end].split()
    spots = any(hit.end < start <= end for start in ground.spot_ends if start < end)
    return spots or len(words) > 1 or any(is_short_form(word) or "-" in word for word in words)


def _is_title(inner: str) -> bool:
    """Say whether quoted words read as a name rather than as a sentence."""
    inner = inner.strip()
    if not inner or not (inner[0].isupper() or inner[0].isdigit() or _COINED_RE.match(inner)):
        return False
    return len(inner.split()) <= _QUOTED_WORDS and not _SENTENCE_RE.search(inner)


def _quoted(text: str, quotations: Sequence[re.Match[str]], heads: list[Hit], ground: Ground, words: Words) -> Iterator[Mention]:
    """Read a whole quotation as a name when a network's head, in the singular, stands inside it."""
    for match in quotations:
        at = bisect_left(heads, match.start(1), key=_start_of)
        hit = heads[at] if at < len(heads) else None
        if hit is None or hit.end > match.end(1) or not _is_title(match[1]):
            continue
        last = ground.bounds(match.start())[1]
        name = clean_spaces(match[1])
        plural = is_plural(hit.surface)
        if name.lower() in _PLAIN_HEADS or (plural and not _EDITIONS_RE.search(name)) or match.end() > last:
            continue
        forms = read_forms(text, match.start(), match.end(), last)
        lead = text[match.start(1) : hit.end]
        name = (
            clean_spaces(nominative(lead, hit) + text[hit.end : match.end(1)])
            if lead.endswith(hit.surface) and match.start(1) <= hit.start
            else name
        )
        inner = _INNER_FORM_RE.search(name)
        if inner and is_short_form(inner[1]):
            name = name[: inner.start()]
            if forms.add(inner[1], match.start(1) + match[1].index(inner[1])):
                forms.end = max(forms.end, match.end())
        dash = _DASHED_LEAD_RE.match(match[1])
        acronym = forms.acronym or (dash[1] if dash and is_short_form(dash[1]) else inner_acronym(name))
        forms.aliases.extend(_respelt(name, hit, words))
        adjectives, article = read_before(text, match.start())
        value = NetworkName(
            name, singular(hit.surface), acronym, read_edition(name), tuple(forms.aliases), read_ordinal(adjectives), article
        )
        yield Mention(
            "network",
            match.start(1),
            match.end(1),
            match[1],
            "network.quoted",
            0.92,
            value,
            extra={"spans": forms.spans, "adjectives": adjectives},
        )


def _respelt(name: str, hit: Hit, words: Words) -> Iterator[str]:
    """Give the spelling a quoted name should have: a misspelt head, or blanks around the hyphens of its head."""
    head = singular(hit.surface)
    right = words.correct(hit, head)
    if right and head in name:
        yield name.replace(head, right)
    if _SPACED_HYPHEN_RE.search(name[: name.find(head)]) and head in name:
        cut = name.index(head)
        yield _SPACED_HYPHEN_RE.sub("-", name[:cut]) + name[cut:]


def _titled(text: str, quotations: Sequence[re.Match[str]], heads: list[Hit]) -> Iterator[Mention]:
    """Read a quotation without a head as a name where the text says it is one, beside a word for a network.

    "Unter dem Namen „Gemeinsam effizient“ haben sich acht Städte zu einem Netzwerk zusammengeschlossen".
    """
    for match in quotations:
        if not _TITLE_LEAD_RE.search(text, max(0, match.start() - 60), match.start()) or not _is_title(match[1]):
            continue
        first = max(text.rfind("\n", 0, match.start()), match.start() - _TITLE_REACH)
        after = text.find("\n", match.end(), match.end() + _TITLE_REACH)
        last = after if after >= 0 else match.end() + _TITLE_REACH
        at = bisect_left(heads, first, key=_start_of)
        near = [hit for hit in heads[at:] if hit.end <= last and hit.entry.kind != "weak"][:1]
        if near and not any(hit.start >= match.start() and hit.end <= match.end() for hit in heads[at:]):
            name = clean_spaces(match[1])
            value = NetworkName(name, singular(near[0].surface), inner_acronym(name), read_edition(name))
            yield Mention(
                "network",
                match.start(1),
                match.end(1),
                match[1],
                "network.titled",
                0.8,
                value,
                extra={"spans": {}, "adjectives": ""},
            )


def _longest(found: list[Mention]) -> list[Mention]:
    """Keep the longest of overlapping mentions, in text order."""
    spans = Spans()
    ordered = sorted(found, key=lambda item: (item.start - item.end, item.start))
    return sorted((item for item in ordered if spans.add(item.start, item.end)), key=_start_of)
