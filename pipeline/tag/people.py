"""Finds people: by given name, by title or salutation, by office, by signature; what the text says of them is read later."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from pipeline.tag.spans import Spans
from schemas.layout import Segment
from schemas.mention import Mention
from schemas.value import PersonName

_UP = "A-ZÀ-ÖØ-ÞĆČĐŁŃŚŠŞŹŻŽİ"
_LOW = "a-zà-öø-ÿßąćčďęěğıłńňőřśšşţťůűźżž’'"
_GAP = r"[ \u00a0\n]"
#: one part of a surname ("McDonald"), and a surname of several ("Struck-Meyer", broken behind its hyphen as well)
_PART = rf"[{_UP}][{_LOW}]+(?:[{_UP}][{_LOW}]+)?"
_SURNAME = rf"{_PART}(?:-\n?{_PART})*"
_PARTICLE = rf"(?:(?:Freiherr|Freifrau|Graf|Gräfin|Prinz|Baron|Ritter|Edle|Edler){_GAP}(?:von|zu)|(?:von|van|zu){_GAP}(?:der|den|dem|und{_GAP}zu)|von|van|vom|de|del|di|da|du|ter|ten|zu|zur|zum|al|el){_GAP}"
_TITLE = (
    r"(?:Prof(?:essorin|essor)?\.?(?:in)?|Dr\.(?:-?[ \u00a0]?Ing\.|[ \u00a0]?(?:med|phil|rer|jur|iur|nat|h|c|e|oec|agr|pol|techn|habil|theol|sc)\.)*"
    r"|Dipl\.[- ]?\w+\.?(?:[ \u00a0]\((?:FH|TU|TH|BA|DH|Univ)\.?\))?|Diplom-\w+|PD|Mag\.|Ing\.|[MB]\.[ \u00a0]?(?:Sc|A|Eng)\.)"
)
_TITLES_END_RE = shape(rf"(?<!\w)((?:{_TITLE}{_GAP}+)+)\Z")
_TITLES_RE = shape(rf"(?:{_TITLE}{_GAP}+){{1,8}}")
_LEAD_RE = shape(rf"(?<!\w)(?:(Herrn?|Frau){_GAP}+)?((?:(?:Prof\.|Professorin|Professor|Dr\.|Dipl\.-\w+){_GAP}*){{0,8}})")
_SALUTATIONS = ("Herr", "Frau", "Prof.", "Professor", "Dr.")
_AFTER_GIVEN_RE = shape(rf"{_GAP}(?:[{_UP}]\.{_GAP}?){{0,2}}({_PARTICLE})?({_SURNAME})")
_SURNAME_RE = shape(rf"({_PARTICLE})?({_SURNAME})")
_TWO_NAMES_RE = shape(rf"({_SURNAME}|[{_UP}]\.){_GAP}({_PARTICLE})?({_SURNAME})")
_HYPHENED_RE = shape(rf"-\n?{_PART}")
_SIGNED_RE = shape(rf"gez\.{_GAP}+((?:{_TITLE}{_GAP}+){{0,8}})({_SURNAME}(?:[ \u00a0]{_SURNAME})?)(?=[ \u00a0]*(?:\n|,|\Z))")
_OFFICE_GAP_RE = shape(rf"{_GAP}((?:{_TITLE}{_GAP}+){{0,8}})")
_PLURAL_OFFICE_RE = shape(r"(?:innen|Innen|ern|[tn]en|räten?|leuten?)\Z|[:*_]in(?:nen)?\Z")
#: what a noun ends in and a surname does not: the word behind a given name or an office is no name then
_NOUN_ENDINGS = (
    "ung", "ungen", "heit", "keit", "schaft", "schaften", "tion", "tionen", "tät", "netzwerk", "netzwerks", "netzwerke", "netz", "konzept", "management",
    "projekt", "kommunen", "kommune", "straße", "schule", "kreis", "stadt", "gemeinde", "platz", "allee", "agentur", "werke", "manufaktur", "technik", "gesellschaft", "gruppe", "verband", "verein", "kammer", "fabrik", "logistik", "druckerei", "brauerei", "gießerei", "molkerei", "spedition", "industrie", "energie", "institut", "zentrum", "schutz", "betrieb", "anlage",
)  # fmt: skip
#: what makes a firm's name of a surname: "Professor Muster und Partner"
_FIRM_TAIL_RE = shape(rf"{_GAP}(?:und|&|\+){_GAP}(?:Partner|Kollegen|Söhne|Sohn|Co\.?|Co)\b|{_GAP}(?:GmbH|GbR|AG|KG|OHG|mbB)\b")
#: how far right a name must begin to be broken by the end of a wrapped line
_WRAPPED_CHARS = 60
#: the small letters that a particle before a surname begins with
_PARTICLE_STARTS = frozenset("vzdtae")
#: offices whose bearer the papers name by surname alone
_SURNAME_KINDS = frozenset({"mayor", "district_head", "politics"})


def find_people(
    text: str, hits: dict[str, list[Hit]], organisations: Sequence[Mention], segments: Sequence[Segment] = ()
) -> list[Mention]:
    """Find the people a text names; inside the name of a body or across two lines of a list there is none.

    Shape: mentions in text order, not overlapping; value is a PersonName, its title beside the name.
    """
    finder = _Finder(text, hits)
    found = [*finder.by_given_name(), *finder.by_title(), *finder.by_office(), *finder.by_signature()]
    spans = Spans((body.start, body.end) for body in organisations if body.value.kind == "organisation")
    begins = [segment.start for segment in segments]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.start - item.end, -item.confidence)):
        across = _is_across(text, mention, begins)
        if not across and spans.add(mention.start, mention.end):
            kept.append(mention)
    return sorted(kept, key=lambda item: item.start)


def _is_across(text: str, mention: Mention, begins: Sequence[int]) -> bool:
    """Say whether a name runs over two things that only stand beside each other; over the end of a long wrapped line it may."""
    if "\n" not in mention.text or bisect_right(begins, mention.start) == bisect_right(begins, mention.end - 1):
        return not begins and "\n" in mention.text
    line = mention.start - text.rfind("\n", 0, mention.start)
    return line < _WRAPPED_CHARS


def name_of(words: str) -> str:
    r"""Write a name on one line: a break behind a hyphen closes, others become blanks.

    >>> name_of("Hubert\nKappl"), name_of("Zankl-\nHaas")
    ('Hubert Kappl', 'Zankl-Haas')
    """
    return " ".join(words.replace("-\n", "-").split())


class _Finder:
    """Hold one text and the hits its names are told by."""

    def __init__(self, text: str, hits: dict[str, list[Hit]]) -> None:
        self.text = text
        self.given = {hit.start: hit for hit in hits.get("first_names", ())}
        self.offices = [hit for hit in hits.get("offices", ()) if hit.surface[:1].isupper()]
        self.office_starts = {hit.start for hit in self.offices}
        self.office_ends = {hit.end for hit in self.offices}
        places = hits.get("places", ())
        self.places = {(hit.start, hit.end) for hit in places}
        self.place_starts = {hit.start for hit in places}
        self.nouns = {hit.start for hit in hits.get("not_surnames", ())} | {
            hit.start for hit in hits.get("form_words", ()) if hit.surface[:1].isupper()
        }

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _is_surname(self, start: int, end: int) -> bool:
        """Say whether a capitalised word can be a surname: no noun, no office, not the beginning of a street."""
        word = self.text[start:end]
        if start in self.nouns or start in self.office_starts or word.endswith(_NOUN_ENDINGS):
            return False
        after = self.text[end : end + 2]
        if after[:1] in {"-", "&"} or after == " &" or _FIRM_TAIL_RE.match(self.text, end):
            return False
        return not (
            after[:1] == " "
            and self.text[end + 1 : end + 8].startswith(("Straße", "Str.", "Platz", "Weg ", "Allee", "Ring ", "Schule", "GmbH"))
        )

    def _titles_before(self, start: int) -> str | None:
        match = _TITLES_END_RE.search(self.text, max(0, start - 70), start)
        return " ".join(match[1].split()) if match else None

    def _surname(self, start: int) -> tuple[int, int] | None:
        """Read a surname with its particle; behind "von" a place or a body is where somebody comes from."""
        match = _SURNAME_RE.match(self.text, start)
        if match is None or not self._is_surname(*match.span(2)):
            return None
        if match[1] and (match.start(2) in self.place_starts or (match[1][:1].islower() and match[1].split()[0] in {"vom", "zum"})):
            return None
        return match.span()

    def _mention(
        self, start: int, end: int, rule: str, confidence: float, *, surname_only: bool = False, title: str | None = None
    ) -> Mention:
        value = PersonName(name_of(self.text[start:end]), title, surname_only=surname_only)
        return Mention("person", start, end, self.text[start:end], rule, confidence, value)

    # -- by given name ------------------------------------------------------------------------------------------------

    def by_given_name(self) -> Iterator[Mention]:
        """Read a given name and the surname behind it; a given name that is also a word needs an office or title before it."""
        done = -1
        for start, hit in self.given.items():
            if start < done or (start and (self.text[start - 1].isalnum() or self.text[start - 1] == "-")):
                continue
            end = self._full_name(hit)
            if end is None:
                continue
            title = self._titles_before(start)
            vouched = title is not None or start - 1 in self.office_ends or self.text[end : end + 2] in {", ", " ("}
            if hit.entry.ambiguous and (
                not vouched or ((hit.start, hit.end) in self.places and title is None and start - 1 not in self.office_ends)
            ):
                continue
            done = end
            yield self._mention(start, end, "person.given-name", 0.93, title=title)

    def _full_name(self, hit: Hit) -> int | None:
        """Give where the name ends that a given name opens; None where no surname follows."""
        text, end, last = self.text, hit.end, hit.start
        while text[end : end + 1] in {" ", "-"} and end + 1 in self.given:
            last, end = end + 1, self.given[end + 1].end
        if text[end : end + 1] == "-" and (double := _HYPHENED_RE.match(text, end)):
            end = double.end()
        match = _AFTER_GIVEN_RE.match(text, end)
        if match is not None:
            surname = self._surname(match.start(1) if match[1] else match.start(2))
            if surname is not None:
                return surname[1]
        second = last > hit.start and text[last - 1] == " "  # two given names: the second is the surname
        return end if second and self._is_surname(last, end) else None

    # -- by title, office, signature ----------------------------------------------------------------------------------

    def by_title(self) -> Iterator[Mention]:
        """Read "Dr. Muster", "Frau Muster", "Frau Dr. Erika Muster"."""
        done: set[int] = set()
        for word in _SALUTATIONS:
            at = self.text.find(word)
            while at >= 0:
                lead = _LEAD_RE.match(self.text, at)
                if lead and lead.end() > at and self.text[lead.end() - 1 : lead.end()].isspace():
                    titles = _TITLES_RE.match(self.text, lead.end(1) + 1 if lead[1] else at)
                    begin = titles.end() if titles else lead.end()
                    found = None if begin in self.given else self._unknown(begin, single=True)
                    if found and begin not in done:
                        done.add(begin)
                        title = " ".join(titles.group().split()) if titles else None
                        rule = "person.title" if title else "person.salutation"
                        yield self._mention(begin, found[0], rule, 0.86, surname_only=found[1], title=title)
                at = self.text.find(word, at + len(word))

    def _unknown(self, begin: int, *, single: bool) -> tuple[int, bool] | None:
        """Read a name no list knows: two capitalised words, or a surname alone. Shape: (end, surname only)."""
        two = _TWO_NAMES_RE.match(self.text, begin)
        if two and (two[1].endswith(".") or self._is_surname(*two.span(1))) and begin not in self.place_starts:
            surname = self._surname(two.start(2) if two[2] else two.start(3))
            if surname:
                return surname[1], False
        surname = self._surname(begin) if single else None
        return (surname[1], True) if surname and surname not in self.places else None

    def by_office(self) -> Iterator[Mention]:
        """Read the name right behind an office: "Bürgermeisterin Erika Muster", "Landrat Muster"."""
        for hit in self.offices:
            following = self.text[hit.end + 1 : hit.end + 2]
            if following.islower() and following not in _PARTICLE_STARTS:
                continue  # a verb, most often
            gap = _OFFICE_GAP_RE.match(self.text, hit.end)
            if gap is None or gap.end() in self.given or _PLURAL_OFFICE_RE.search(hit.surface):
                continue
            found = self._unknown(gap.end(), single=hit.entry.kind in _SURNAME_KINDS)
            if found:
                title = " ".join(gap[1].split()) or None
                yield self._mention(
                    gap.end(), found[0], "person.office", 0.7 if found[1] else 0.84, surname_only=found[1], title=title
                )

    def by_signature(self) -> Iterator[Mention]:
        """Read who signed: "gez. Muster"."""
        at = self.text.find("gez.")
        while at >= 0:
            match = _SIGNED_RE.match(self.text, at)
            if match:
                title = " ".join(match[1].split()) or None
                yield self._mention(
                    *match.span(2), "person.signature", 0.8, surname_only=not re.search(_GAP, match[2]), title=title
                )
            at = self.text.find("gez.", at + 4)
