"""Gathers the people of a record: name, title, office and body, joined over all their mentions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.assemble.facts.contacts import contact_scope
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.people.affiliations import Affiliation, find_affiliation, follows
from pipeline.assemble.people.offices import Office, find_office, inherits, office_of_line
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence
from schemas.mention import Mention

#: who wrote the article: "Von unserem Redakteur Max Muster"
_BYLINE_RE = shape(
    r"(?:\A|\n)\s*(?:[Vv]on|Text:|Autor(?:in)?:)\s(?:unsere[mnr]\s)?(?:\w*(?:[Rr]edakteur(?:in)?|[Mm]itarbeiter(?:in)?|[Rr]eporter(?:in)?|[Kk]orrespondent(?:in)?)\s)\Z"
)
_SIGNATURE_CHARS = 40
_LABEL_CHARS = 70
#: who works where the person named before does, and what they do the word does not say
_COLLEAGUES = frozenset({"Kollege", "Kollegin"})
#: from a name to its number: "Kontakt: Erika Muster, Tel. 02331 …", "wenden sich an Erika Muster, muster@…"
_REACH_CHARS = 70
_BESIDE_RE = shape(r"(?:[^.;!?\n]|\n(?!\n)|(?<=Tel)\.|(?<=Dr)\.|(?<=Durchwahl)\.){0,70}")


@dataclass(slots=True)
class _Person:
    """Join what the mentions of one person say."""

    name: str
    full: bool
    title: tuple[str, Trace] | None = None
    office: Office | None = None
    organisation: Affiliation | None = None
    traces: list[Trace] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def take(self, mention: Mention, office: Office | None, organisation: Affiliation | None) -> None:
        """Add what one mention says; an office that says little gives way."""
        trace = Trace(mention.start, mention.end, mention.rule, mention.confidence)
        value = mention.value
        if not self.full and not value.surname_only:
            self.name, self.full = value.name, True
        self.title = self.title or ((value.title, trace) if value.title else None)
        if office is not None and (self.office is None or (self.office.weak and not office.weak)):
            self.office = office
        self.organisation = self.organisation or organisation
        self.traces.append(trace)
        self.positions.append(mention.start)


def read_people(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network the people named with a role or a body; surname-only mentions join the full name before."""
    known: list[_Person] = []
    families: dict[str, list[_Person]] = {}
    for sentence, mentions in _by_sentence(view):
        last: tuple[Mention, Office | None] | None = None
        sent: Affiliation | None = None
        shared: Affiliation | None = None
        for mention in mentions:
            end = max(sentence.end, view.sentence(mention.end - 1).end)
            office = find_office(view, mention, sentence.start, end)
            if office is None and last and last[1] and last[1].plural and inherits(view, last[0], mention):
                office = last[1]
            organisation = find_affiliation(view, mention, office, sentence.start, end)
            if last and office is not None and office.name in _COLLEAGUES:
                organisation = organisation or shared
            if organisation is None and last and sent and office and follows(view, last[0], office):
                organisation = sent
            sent = organisation if organisation and organisation[1].end <= (office.start if office else mention.start) else None
            if organisation and last and shared is None and last[1] is not None and last[1] is office and office.plural:
                home = _home(known, families, last[0])
                home.organisation = home.organisation or organisation
            shared = organisation
            last = (mention, office)
            office = office or _office_nearby(view, mention, alone=organisation is None)
            _home(known, families, mention).take(mention, office, organisation or _letterhead(view, mention))
    for person in known:
        _settle(view, scope, ledger, person)


def _by_sentence(view: View) -> Iterator[tuple[Sentence, list[Mention]]]:
    """Give the sentences outside noise that name people, with those they name."""
    for number, mentions in groupby(view.mentions("person"), key=lambda mention: view.sentence_index(mention.start)):
        sentence = view.sentences[number]
        if not view.is_mute(sentence.start):
            yield sentence, [mention for mention in mentions if sentence.start <= mention.start < sentence.end]


def _home(known: list[_Person], families: dict[str, list[_Person]], mention: Mention) -> _Person:
    """Find the person a mention means, or open a new one. ``families``: those known, by their last name, which never changes."""
    value = mention.value
    family = families.setdefault(value.name.split()[-1], [])
    for person in family:
        if value.surname_only or not person.full or person.name == value.name:
            return person
    person = _Person(value.name, not value.surname_only)
    known.append(person)
    family.append(person)
    return person


def _office_nearby(view: View, mention: Mention, *, alone: bool) -> Office | None:
    """Read the office on the line below a signature, on the label above a name, or in the header of a table's column."""
    index = view.sentence(mention.start).segment
    segment = view.segments[index]
    if segment.kind == "row":
        return _column_office(view, mention, index) if alone or _is_bare_cell(view, mention) else None
    opening = mention.start - segment.start
    if _is_signature(view, mention):
        line_end = view.text.find("\n", mention.end)
        if 0 <= line_end < segment.end:
            return office_of_line(view, line_end + 1, segment.end)
        below = view.segments[index + 1] if index + 1 < len(view.segments) else None
        return office_of_line(view, below.start, below.end) if below and below.end - below.start < _SIGNATURE_CHARS else None
    if mention.end == segment.end and index + 1 < len(view.segments):
        below = view.segments[index + 1]
        found = (
            office_of_line(view, below.start, below.end)
            if below.end - below.start < _SIGNATURE_CHARS and below.boilerplate is None
            else None
        )
        if found and found.start == below.start and (found.end == below.end or view.text[found.end] == ","):
            return found
    above = view.segments[index - 1] if index else None
    if above and above.kind == "heading" and opening < _SIGNATURE_CHARS // 2 and above.end - above.start < _SIGNATURE_CHARS:
        headed = office_of_line(view, above.start, above.end)
        if headed and (headed.start, headed.end) == (above.start, above.end) and not headed.name.endswith("kontakt"):
            return headed
    if above and opening < _SIGNATURE_CHARS // 2 and view.text[above.end - 1] == ":" and above.end - above.start < _LABEL_CHARS:
        return office_of_line(view, above.start, above.end)
    return None


def _is_signature(view: View, mention: Mention) -> bool:
    """Say whether a name signs: "gez. Muster"."""
    return view.text[max(0, mention.start - 24) : mention.start].rpartition("\n")[2].lstrip().startswith("gez.")


def _is_bare_cell(view: View, mention: Mention) -> bool:
    """Say whether a name fills its cell."""
    return view.text[mention.end : mention.end + 1] in {"\t", "\n", ""} or mention.end == view.segment(mention.start).end


def _column_office(view: View, mention: Mention, index: int) -> Office | None:
    """Read the header over a name's cell, where it is an office."""
    text = view.text
    row = view.segments[index]
    column = text.count("\t", row.start, mention.start)
    first = index
    while first and view.segments[first - 1].kind == "row" and view.segments[first - 1].list_id == row.list_id:
        first -= 1
    header = view.segments[first]
    if first == index or view.mentions("person", header.start, header.end):
        return None
    start = header.start
    for _ in range(column):
        start = text.find("\t", start, header.end) + 1
        if not start:
            return None
    stop = text.find("\t", start, header.end)
    return office_of_line(view, start, header.end if stop < 0 else stop)


def _letterhead(view: View, mention: Mention) -> Affiliation | None:
    """Give who signs the body whose letterhead the page has: "Stadt Muster / Der Bürgermeister"."""
    if not _is_signature(view, mention):
        return None
    head = view.segments[0]
    below = view.text[head.end : head.end + _SIGNATURE_CHARS].lstrip() if "\n" not in view.text[head.start : head.end] else ""
    lines = view.text[head.start : head.end].split("\n")
    second = lines[1] if len(lines) > 1 else below
    if not second.startswith(("Der ", "Die ")):
        return None
    for place in view.mentions("place", head.start, head.end):
        if place.value.form and place.start - head.start < 3:  # noqa: PLR2004
            return f"{place.value.form} {place.value.name}", Trace(place.start, place.end, "people.letterhead", 0.7)
    return None


def _settle(view: View, scope: Scope, ledger: Ledger, person: _Person) -> None:
    """Put a person on the records the text connects it with, or into the ledger."""
    indexes = _of_own_body(scope, person) or {
        index for position in person.positions for index in contact_scope(view, scope, position)
    }
    first = person.traces[0]
    if (
        person.office is not None
        and person.organisation is None
        and _BYLINE_RE.search(view.text, max(0, first.start - 50), first.start)
    ):
        return
    if person.office is None and person.organisation is None and not _acts(scope, person) and not _is_contact(view, person):
        for index in sorted(indexes):
            ledger.refuse("people", first.start, first.end, person.name, first.rule, "named without role or body", index)
        return
    if not person.full and person.office is None and person.organisation is None:
        return
    pairs = (
        ("title", person.title),
        ("role", (person.office.name, person.office.trace) if person.office and person.office.name not in _COLLEAGUES else None),
        ("organisation", person.organisation),
    )
    shown = first._replace(cue=_cue(person))
    value = {"name": person.name, **{name: pair[0] if pair else None for name, pair in pairs}}
    for index in sorted(indexes):
        added = scope.drafts[index].add("people", person.name, dict(value), shown, {name: pair[1] for name, pair in pairs if pair})
        added.traces.extend(trace for trace in person.traces[1:] if trace not in added.traces)


def _of_own_body(scope: Scope, person: _Person) -> set[int]:
    """Give the one network of several that the body of a person takes part in: the mayor of a member speaks for its network."""
    if len(scope.drafts) == 1 or person.organisation is None:
        return set()
    words = person.organisation[0]
    homes = {
        draft.index
        for draft in scope.drafts
        for found in draft.lists.get("participants", {}).values()
        if words in {found.value["name"], f"{found.value.get('form')} {found.value['name']}"}
    }
    return homes if len(homes) == 1 else set()


def _cue(person: _Person) -> tuple[int, int] | None:
    """Give what makes a name a person of the record: the office, else the body."""
    if person.office is not None:
        return person.office.start, person.office.end
    return (person.organisation[1].start, person.organisation[1].end) if person.organisation else None


def _is_contact(view: View, person: _Person) -> bool:
    """Say whether a number or a mail address stands right behind a name, and the text asks to use it."""
    for trace in person.traces:
        end = trace.end + _REACH_CHARS
        numbers = [*view.mentions("phone", trace.end, end), *view.mentions("email", trace.end, end)]
        if not numbers or not person.full:
            continue
        first = min(numbers, key=lambda item: item.start)
        if _BESIDE_RE.fullmatch(view.text, trace.end, first.start) and not view.mentions("person", trace.end, first.start):
            return True
    return False


def _acts(scope: Scope, person: _Person) -> bool:
    """Say whether a network has the person among those who carry, manage or advise it."""
    return any(
        found.value["kind"] == "person" and found.value["name"] == person.name
        for draft in scope.drafts
        for name in ("initiators", "managers", "consultants")
        for found in draft.lists.get(name, {}).values()
    )
