"""Reads the body a person speaks for: behind name or office, before a bracket, in a table's row, on the line above."""

import re

from pipeline.assemble.model import Trace
from pipeline.assemble.people.offices import TITLES, Office
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

Affiliation = tuple[str, Trace]

_OF_RE = shape(
    r"\s+(?:von der|von dem|vom|von|bei der|bei den|beim|bei|aus der|aus dem|aus|in der|im|in|der|des|für die|für das|für den|für)\s+(?:[a-zäöüß]{4,}(?:ig|isch|lich|tragt|eigen|nützig|ständig)en\s+|[A-ZÄÖÜ][a-zäöüß]+er\s+(?=[A-ZÄÖÜ]))?"
)
_NOTE_RE = shape(r"\s*\([^()]{1,30}\)")
_BRACKET_RE = shape(r"\s*\(\s*(?:von der\s+|vom\s+|von\s+)?")
_COMMA_RE = shape(r"\s*[,|]\s+(?:(?:von der|vom|bei der|beim)\s+)?|\s[–-]\s")
_CLOSES_RE = shape(r"\s*(?:[,;.)\n|\t]|\Z|und\b|sowie\b)")
#: a body that no list knows: a capitalised stretch, a family of partners with it
_UNKNOWN_RE = shape(
    r"[A-ZÄÖÜ][\wäöüß&'’-]*\w(?:\sund\s[A-ZÄÖÜ]\w+\s(?:GbR|GmbH|gGmbH|mbH|AG|KG|eG|PartG\w*|OHG)|(?:,\s[A-ZÄÖÜ][\wäöüß-]+){0,2}\s(?:und|&|\+)\s(?:Söhne|Sohn|Töchter|Partner|Co\.?|Kollegen)|\s(?:für\s|der\s|des\s)?[A-ZÄÖÜ][\wäöüß&'’-]*\w){0,4}"
)
_NO_BODY_RE = shape(
    r"(?:Der|Die|Das|Den|Seite|Anfang|Beruf|Beginn|Mitte|Foto|Bild|Herr|Frau|Tel|Telefon|Mail|Fax|Ende|Hause|Haus|Haus aus|Ort|Stadt|Gemeinde|Kreis|Landkreis|Kommunen?|Region|Zeit|Jahr|Zukunft|Sache|Netzwerk\w*|Treffen|Projekt\w*)(?![\wäöüß-])|[A-ZÄÖÜ][a-zäöüß]+straße|[IVX]+\b|N\b|[A-ZÄÖÜ][a-zäöüß]*(?:(?<!walt)(?<!stift)(?<!teil)(?<!forsch)(?<!plan)(?<!förder)ung|schrift|feier|treffen|fahrt|abend|tag|runde|gespräch|konferenz|vorstellung)(?![\wäöüß-])"
)
_POSSESSIVE_RE = shape(r"\b[Dd](?:essen|eren)\s+(?:[a-zäöüß]+\s+)?\Z")
#: between a body and the person it sends: "…, namentlich Frau Muster", "…, vertreten durch Max Muster"
_SENDS_RE = shape(rf"\s?,\s(?:namentlich|vertreten durch|hier|dort|speziell|in Person von|in Gestalt von)\s+{TITLES}")
_LABELLED_RE = shape(rf"(?:\s\([^()]{{2,40}}\))?,\s+(?:[A-ZÄÖÜ][^,.;:\n()]{{2,40}},\s+)?{TITLES}")
_OPENER_RE = shape(r"(?:^|[\n:])\s*(?:(?:der|die|das)\s+)?\Z|(?:\A|:)\s*\Z", re.IGNORECASE)
_GENITIVE_RE = shape(r"s(?=[\s-]|\Z)")
#: "…, die das Netzwerk für die Muster GmbH betreut", "…, der bei der Muster GmbH arbeitet"
_WHO_RE = shape(
    r",\s(?:der|die)\s(?:(?!,)[^.;:()\n]{0,60}?\s)?(?:für|bei|beim|vonseiten|seitens)\s(?:(?:die|der|das|den|dem|des)\s)?(?=[\wÄÖÜ])|\s(?:leitet|arbeitet|betreut|verantwortet|koordiniert|ist|war)\s(?:[a-zäöüß]+\s)?(?:bei|beim)\s(?:(?:der|dem|den)\s)?"
)
_COUNCIL_RE = shape(
    r"(?:(?:Stadt|Gemeinde|Kreis|Markt|Orts|Verbandsgemeinde|Samtgemeinde|Verwaltungs|Aufsichts)rat|Kreistag|Stadtverordnetenversammlung|Bauhof|Bauamt|Umweltamt|Hauptamt|Landratsamt|Rathaus|Umweltministerium|Wirtschaftsministerium)(?:e?s)?(?![\wäöüß-])"
)
#: "Für die Stadt Muster unterschrieb Bürgermeisterin …"
_FOR_OPENS_RE = shape(r"\b[Ff]ür\s(?:(?:die|das|den)\s)?\Z")
_FOR_VERB_RE = shape(
    rf"\s[a-zäöüß]{{3,}}(?:\s(?:[a-zäöüß]+|den\s[A-ZÄÖÜ]\w+|die\s[A-ZÄÖÜ]\w+)){{0,3}}\s(?:(?:der|die)\s)?{TITLES}|\s[a-zäöüß]{{3,}}\s{TITLES}"
)
#: "Ansprechpartnerin bei der Stadt Muster ist …", "Ihr Kontakt in der Agentur: …"
_CONTACT_AT_RE = shape(
    r"(?:[Aa]nsprech\w+|[Kk]ontakt\w*|[Aa]uskünfte|[Aa]nsprechbar|[Ff]ederführend|[Zz]uständig\w*|[Vv]erantwortlich\w*)\s(?:bei|beim|in|im|von|vom|für|auf\sSeiten)\s(?:(?:der|dem|die|das|des)\s)?\Z"
)
_CONTACT_IS_RE = shape(rf"\s?(?:\s(?:ist|sind|bleibt|war)|\s?:)\s+(?:(?:der|die|unser|unsere)\s)?{TITLES}")
_TOWN_ADJECTIVE_RE = shape(r"(?<![\wäöüß-])([A-ZÄÖÜ][a-zäöüß]{2,}(?:er|s))\s\Z")
#: offices that a town or district has; a consultant's adjective says where the office stands
_PUBLIC_RE = shape(
    r"bürgermeister|landr[aä]t|stadtr[aä]t|gemeinder[aä]t|kreisr[aä]t|dezernent|beigeordnet|kämmerer|klimaschutzmanager|amtsleit|rathauschef|stadtbaur|baudirektor|beauftragt|wirtschaftsförder|ortsvorsteher",
    re.IGNORECASE,
)
_FIRM_HEAD_RE = shape(
    r"(?:Haupt)?[Gg]eschäftsführer(?:in)?|(?:Vertriebs|Technik|Finanz)?[Vv]orst[aä]nd(?:svorsitzende[rn]?|ssprecher(?:in)?|smitglied)?|Firmenchef(?:in)?|Inhaber(?:in)?|Prokurist(?:in)?|Werkleiter(?:in)?|Werksleiter(?:in)?|Produktionsleiter(?:in)?|Vertriebsleiter(?:in)?|Betriebsleiter(?:in)?"
)
_FIRM_RE = shape(r"\b(?:GmbH|AG|eG|KG|mbH|SE|GbR|OHG)\b|[Ww]erke\b|agentur\b|Tischlerei|Büro|büro")
#: between an unknown body and the person: "der Vertriebschef der XYZ, Max Muster"
_CLOSED_RE = shape(rf",\s{TITLES}")
#: the body behind an office in a bracket: "(Geschäftsführer Musterbau)", "(Bürgermeister, Musterdorf)"
_IN_BRACKET_RE = shape(r",?\s([A-ZÄÖÜ][^(),;:.\n]{2,50})\)")
_GOES_ON_RE = shape(r"\s[A-ZÄÖÜ][\wäöüß-]+(?=\s*[,.);]|\s*\Z)")
_MOST_LINES = 2
#: nouns that take a named body up again, with what its name has then
_TAKEN_UP = {
    "agentur": ("agentur",),
    "verein": (" e.v", " e. v", "verein"),
    "verband": ("verband",),
    "genossenschaft": ("genossenschaft", " eg"),
    "gesellschaft": ("gesellschaft", "gmbh"),
}
_ARTICLE_RE = shape(r"\A(?:der|die|das|des|dem|den)\s(?=[A-ZÄÖÜ])")
_LISTED_RE = shape(r"\s?(?:,|,?\sund|,?\ssowie)\s(?:(?:der|die)\s)?")
_REPRESENTED_RE = shape(r"[^.;:]{0,30}?\s(?:vertreten|repräsentiert)(?!\w)")
_THROUGH_RE = shape(r"\s(?:durch|von)\s(?:(?:die|den|der|dem|ihren|ihre|seinen|seine)\s)?")
_ASKED_RE = shape(
    r"(?:Auskunft|Auskünfte|Kontakt|Anmeldung|Rückfragen|Ansprechpartner\w*|Information\w*)(?:\s(?:im|beim|bei der|in der)|:)\s([A-ZÄÖÜ]\w+)(?::|,)\s(?:(?:Herrn?|Frau)\s)?"
)


def find_affiliation(view: View, mention: Mention, office: Office | None, start: int, end: int) -> Affiliation | None:
    """Find the body of a person, the closest tie first; "die Agentur" is the one the text named before."""
    found = _nearest(view, mention, office, start, end)
    return None if found is None else _spelled_out(view, found)


def _nearest(view: View, mention: Mention, office: Office | None, start: int, end: int) -> Affiliation | None:
    """Give the body of a person as it stands there."""
    return (
        _named_in_office(office)
        or _in_office(view, mention, office)
        or (
            _behind(view, office.end, end, officed=True)
            if office and office.start >= mention.end
            else _behind(view, mention.end, end)
        )
        or _in_clause(view, mention, end)
        or _in_row(view, mention)
        or _before(view, mention, office, start)
        or _of_state(view, office, mention)
        or _represented(view, mention, office, start, end)
        or _in_place(view, mention, start)
        or _line_above(view, mention)
        or _of_firm(view, mention, office)
    )


def _spelled_out(view: View, found: Affiliation) -> Affiliation:
    """Give the full name of a body that a bare noun takes up again: "die Agentur" after "Klimaschutzagentur Muster gGmbH"."""
    name, trace = found
    if name.startswith("d"):
        name = _ARTICLE_RE.sub("", name)
        found = name, trace
    marks = _TAKEN_UP.get(name.lower())
    if marks is None:
        return found
    before = [body for body in view.mentions("organisation", 0, trace.start) if body.value.kind == "organisation"]
    for body in reversed(before):
        full = str(body.value.name)
        if " " in full and any(mark in full.lower() for mark in marks):
            return full, trace
    return found


def _of_firm(view: View, mention: Mention, office: Office | None) -> Affiliation | None:
    """Give the one firm that the sentences just before speak of to its head: "Die Muster GmbH … . Geschäftsführer Max Muster sagte …"."""
    if office is None or office.end > mention.start or not _FIRM_HEAD_RE.fullmatch(office.name):
        return None
    at = view.sentence_index(office.start)
    for floor in (at, at - 1, at - 2):
        if floor < 0:
            return None
        bodies = [
            body
            for body in view.mentions("organisation", view.sentences[floor].start, office.start)
            if body.value.kind == "organisation"
        ]
        if len({str(body.value.name) for body in bodies}) == 1 and _FIRM_RE.search(str(bodies[0].value.name)):
            return _name(bodies[0]), Trace(bodies[0].start, bodies[0].end, "people.firm", 0.6)
        if bodies:
            return None
    return None


def _of_state(view: View, office: Office | None, mention: Mention) -> Affiliation | None:
    """Read the Land in the genitive before an office: "Hessens Wirtschaftsminister"."""
    if office is None or office.end > mention.start:
        return None
    for hit in view.hits("states", max(0, office.start - _FAR), office.start):
        if hit.end + 1 == office.start and hit.surface == f"{hit.entry.label}s":
            return hit.entry.label, Trace(hit.start, hit.end, "people.affiliation", 0.78)
    return None


def _represented(view: View, mention: Mention, office: Office | None, start: int, end: int) -> Affiliation | None:
    """Read who is represented: "wird Musterstadt durch die Sachbearbeiterin Erika Muster vertreten"."""
    begin = office.start if office and office.end <= mention.start else mention.start
    if office is None or not _REPRESENTED_RE.match(view.text, mention.end, end):
        return None
    for place in reversed(view.mentions("place", start, begin)):
        if _THROUGH_RE.fullmatch(view.text, place.end, begin):
            return _name(place), Trace(place.start, place.end, "people.affiliation", 0.76)
    return None


def _in_place(view: View, mention: Mention, start: int) -> Affiliation | None:
    """Read the office where somebody is reached: "Auskunft im Bauamt: Max Muster"."""
    colon = _ASKED_RE.search(view.text, start, mention.start)
    return None if colon is None else _unit_at(view, colon.start(1), mention.start)


def follows(view: View, last: Mention, office: Office) -> bool:
    """Say whether an office goes on with a list of persons: "Bürgermeister A, Kämmerer B und Bauhofleiter C"."""
    return bool(_LISTED_RE.fullmatch(view.text, last.end, office.start))


def _named_in_office(office: Office | None) -> Affiliation | None:
    """Give the body before an office's hyphen: "IHK-Präsident"."""
    if office is None or office.body is None:
        return None
    name, start, end = office.body
    return name, Trace(start, end, "people.affiliation", 0.82)


def _in_clause(view: View, mention: Mention, end: int) -> Affiliation | None:
    """Read the body in a clause about the person: "…, die das Netzwerk für die Muster GmbH betreut"."""
    clause = _WHO_RE.match(view.text, mention.end, end)
    if clause is None:
        return None
    bodies = [
        *view.mentions("organisation", clause.end(), clause.end() + 3),
        *view.mentions("place", clause.end(), clause.end() + 3),
    ]
    for body in bodies:
        if body.end <= end and (body.value.form if body.label == "place" else body.value.kind == "organisation"):
            return _name(body), Trace(body.start, body.end, "people.affiliation", 0.78)
    return None if bodies or clause.group().endswith("den ") else _body_at(view, clause.end(), end, unknown=True)


def _in_office(view: View, mention: Mention, office: Office | None) -> Affiliation | None:
    """Read the body between office and name: "Geschäftsführer der Muster GmbH Max Muster"."""
    if office is None or office.end > mention.start:
        return None
    link = _OF_RE.match(view.text, office.end, mention.start)
    if link is None:
        return None
    found = _body_at(view, link.end(), mention.start) or _unit_at(view, link.end(), mention.start)
    if found is None:
        unknown = _body_at(view, link.end(), mention.start, genitive=link.group().startswith(" des"), unknown=True)
        found = unknown if unknown and _CLOSED_RE.fullmatch(view.text, unknown[1].end, mention.start) else None
    return found


def _unit_at(view: View, position: int, end: int) -> Affiliation | None:
    """Give a council or a municipal yard that an office is of: "des Stadtrats", "im Bauhof"."""
    unit = _COUNCIL_RE.match(view.text, position, end)
    return (_GENITIVE_RE.sub("", unit.group()), Trace(position, unit.end(), "people.affiliation", 0.74)) if unit else None


def _behind(view: View, position: int, end: int, *, officed: bool = False) -> Affiliation | None:
    """Read the body behind name or office: "… von der Muster GmbH", "… (Muster GmbH)", "…, Muster GmbH"; a note in brackets apart."""
    text = view.text
    bracket = _BRACKET_RE.match(text, position, end)
    if bracket:
        found = _body_at(view, bracket.end(), end, unknown=not view.hits("bracket_notes", bracket.end(), bracket.end() + 12))
        if found and not view.hits("offices", bracket.end(), found[1].end):
            return found
        note = _NOTE_RE.match(text, position, end)
        position = note.end() if note else position
    if (
        officed
        and (inside := _IN_BRACKET_RE.match(text, position, end))
        and not view.hits("offices", inside.start(1), inside.end(1))
    ):
        found = _body_at(view, inside.start(1), end)
        if found is None and not _NO_BODY_RE.match(text, inside.start(1)):
            found = inside[1], Trace(*inside.span(1), "people.affiliation", 0.7)
        if found:
            return found
    if officed and text[position : position + 1] == " ":
        found = _body_at(view, position + 1, end)
        if found and view.mentions("organisation", position + 1, position + 2):
            return found
        for body in view.mentions("organisation", max(0, position - _FAR), position):  # the tagger took the office along
            if body.end > position + 1 and body.value.kind == "organisation" and body.end <= end:
                return text[position + 1 : body.end], Trace(position + 1, body.end, "people.affiliation", 0.74)
    link = _OF_RE.match(text, position, end)
    if link:
        words = link.group().split()
        vouched = words[0] in {"von", "vom", "bei", "beim"} or (words[0] in {"der", "des"} and officed)
        found = _body_at(view, link.end(), end, genitive=words[0] == "des", unknown=vouched, from_place=words[0] == "aus")
        if found and words[0] == "aus" and not _PUBLIC_RE.search(text, max(0, position - 60), position):
            return None  # where somebody comes from
        if found and words[0] == "bei" and (more := _GOES_ON_RE.match(text, found[1].end, end)):
            return f"{found[0]}{more.group()}", found[1]._replace(end=more.end())
        if found or (found := _unit_at(view, link.end(), end) if officed else None):
            return found
    comma = _COMMA_RE.match(text, position, end)
    if comma and not view.hits("offices", comma.end() - 1, comma.end() + 1):
        segment = view.segment(position)
        listed = (
            segment.kind == "row"
            or view.section(position).kind == "contact"
            or any(view.mentions(label, position, segment.end) for label in ("phone", "email"))
        )
        found = _body_at(view, comma.end(), end, unknown=listed)
        if found and _CLOSES_RE.match(text, found[1].end) and not view.mentions("person", found[1].end, found[1].end + 3):
            return found
    return None


def _body_at(
    view: View, position: int, end: int, *, genitive: bool = False, unknown: bool = False, from_place: bool = False
) -> Affiliation | None:
    """Give the body that begins at a position: known, a place, or a capitalised stretch where the grammar vouches for it."""
    for label in ("organisation", "place"):
        for other in view.mentions(label, position - 1, position + 2):
            if other.end > end + 1 or (label == "organisation" and other.value.kind != "organisation"):
                continue
            if label == "organisation" and from_place:
                continue
            return _name(other), Trace(other.start, other.end, "people.affiliation", 0.85)
    if not unknown or from_place:
        return None
    match = _UNKNOWN_RE.match(view.text, position, end)
    if (
        match is None
        or _NO_BODY_RE.match(view.text, position)
        or view.mentions("person", position, match.end())
        or len(match.group()) < 3  # noqa: PLR2004 - initials
    ):
        return None
    if any(view.hits(name, position, position + 1) for name in ("offices", "months", "bracket_notes")) or view.mentions(
        "network", position, match.end()
    ):
        return None
    name = " ".join(match.group().split())
    if genitive:
        name = _GENITIVE_RE.sub("", name, count=1)
    return name, Trace(position, match.end(), "people.affiliation", 0.72)


def _name(mention: Mention) -> str:
    value = mention.value
    if mention.label == "place":
        own = bool(value.form) and (mention.text.startswith(str(value.form)[:4]) or str(value.form) in mention.text)
        return f"{value.form} {value.name}" if own else str(value.name)
    return str(value.name)


def _in_row(view: View, mention: Mention) -> Affiliation | None:
    """Read the body of a table's row: what its first cell names."""
    segment = view.segment(mention.start)
    if segment.kind != "row":
        return None
    tab = view.text.find("\t", segment.start, segment.end)
    if not segment.start < tab < mention.start:
        return None
    for label in ("place", "organisation"):
        for other in view.mentions(label, segment.start, tab):
            return _name(other), Trace(other.start, other.end, "people.row", 0.85)
    return None


def _before(view: View, mention: Mention, office: Office | None, start: int) -> Affiliation | None:
    """Read the body before office and name: "Stadt Muster (Bürgermeister Max Muster)", "dessen Leiter …", "Musterstadts Bürgermeister …"."""
    text = view.text
    begin = office.start if office and office.end <= mention.start else mention.start
    if _POSSESSIVE_RE.search(text, max(0, begin - 30), begin):
        floor = view.sentences[max(view.sentence_index(begin) - 1, 0)].start
        bodies = [body for body in view.mentions("organisation", floor, begin) if body.value.kind == "organisation"]
        return (_name(bodies[-1]), Trace(bodies[-1].start, bodies[-1].end, "people.affiliation", 0.74)) if bodies else None
    others = sorted(
        [*view.mentions("organisation", start, begin), *view.mentions("place", start, begin)], key=lambda item: item.start
    )
    if office is not None and (town := _town_adjective(view, start, begin)) and _PUBLIC_RE.search(office.name):
        return town
    for other in reversed(others):
        stop = _end_of_name(text, other)
        if stop <= begin and begin - stop <= _FAR and _sends(view, other, stop, begin, office):
            return _name(other), Trace(other.start, stop, "people.affiliation", 0.8)
    return None


def _town_adjective(view: View, start: int, begin: int) -> Affiliation | None:
    """Read the town in "der Lemgoer Umweltdezernent": one that the text names elsewhere."""
    if view.text[max(start, begin - 2) : begin].rstrip()[-1:] not in {"r", "s"}:
        return None
    match = _TOWN_ADJECTIVE_RE.search(view.text, max(start, begin - 40), begin)
    if match is None:
        return None
    name = _adjectives(view).get(match[1])
    return None if name is None else (name, Trace(match.start(1), match.end(1), "people.affiliation", 0.76))


def _adjectives(view: View) -> dict[str, str]:
    """Give the names of places by their adjectives and genitives, the first place that has one; found when first asked for."""
    known = view.notes.get("adjectives of towns")
    if isinstance(known, dict):
        return known
    found: dict[str, str] = {}
    for name in dict.fromkeys(str(place.value.name) for place in view.mentions("place")):
        for word in (f"{name}er", f"{name}r", f"{name}s"):
            found.setdefault(word, name)
        if name.endswith(("en", "e")):
            found.setdefault(f"{name.rstrip('n').rstrip('e')}er", name)
    view.notes["adjectives of towns"] = found
    return found


def _end_of_name(text: str, other: Mention) -> int:
    """Give where a place ends without the bracket it took along."""
    bracket = text.rfind("(", other.start, other.end) if other.label == "place" and other.value.bracket else -1
    return bracket if bracket > other.start else other.end


_FAR = 70
_OPENS_BRACKET_RE = shape(rf"\s?\(\s*(?:mit\s+)?{TITLES}")


def _sends(view: View, other: Mention, stop: int, begin: int, office: Office | None) -> bool:
    """Say whether what stands between a body and the person ties them."""
    text = view.text
    if _OPENS_BRACKET_RE.fullmatch(text, stop, begin):
        return office is not None or other.label == "place"
    if _SENDS_RE.fullmatch(text, stop, begin):
        return True
    lead = text[max(0, other.start - 40) : other.start]
    if _FOR_OPENS_RE.search(lead) and _FOR_VERB_RE.fullmatch(text, stop, begin):
        return True
    if _CONTACT_AT_RE.search(lead) and _CONTACT_IS_RE.fullmatch(text, stop, begin):
        return True
    if office is not None and other.label == "place" and text[stop:begin] == " ":
        return bool(other.value.form) or text[stop - 1] == "s"
    opener = text[max(0, other.start - 4) : other.start]
    labelled = view.segment(other.start).start == other.start or ":" in opener
    return (
        labelled and (other.label == "organisation" or bool(other.value.form)) and bool(_LABELLED_RE.fullmatch(text, stop, begin))
    )


def _line_above(view: View, mention: Mention) -> Affiliation | None:
    """Read the body of a block of contact: a line over the name, or under name and office, is the body and nothing else."""
    index = view.sentence(mention.start).segment
    segment = view.segments[index]
    if mention.start - segment.start > _LEAD_CHARS or view.section(mention.start).kind != "contact":
        return None
    for above in reversed(view.segments[max(0, index - _MOST_LINES) : index]):
        if above.section != segment.section or above.end - above.start > _LINE_CHARS:
            return None
        bodies = [
            body
            for body in view.mentions("organisation", above.start, above.end)
            if body.value.kind == "organisation" and body.start - above.start < 3  # noqa: PLR2004 - leads the line
        ]
        if bodies:
            return _name(bodies[0]), Trace(bodies[0].start, bodies[0].end, "people.block", 0.78)
    if mention.end < segment.end:
        return None
    for below in view.segments[index + 1 : index + 1 + _MOST_LINES]:
        bodies = [body for body in view.mentions("organisation", below.start, below.end) if body.value.kind == "organisation"]
        if bodies and bodies[0].end == below.end and (bodies[0].start == below.start or view.text[bodies[0].start - 2] == ","):
            return _name(bodies[0]), Trace(bodies[0].start, bodies[0].end, "people.block", 0.76)
    return None


_LEAD_CHARS = 30
_LINE_CHARS = 110
