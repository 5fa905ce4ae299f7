"""Names what rules membership out: a denial, an office, a dateline, an address, a place that only says where something is."""

import re
from collections.abc import Sequence

from pipeline.assemble.members.cues import POSITIVE, Cue, Cues
from pipeline.assemble.members.runs import COUNT_REACH, Run
from pipeline.assemble.members.structure import is_fronted, signs
from pipeline.assemble.view import View
from pipeline.shapes import shape

_PERSON_BEFORE_RE = shape(
    r"(?:[Bb]ürgermeister\w*|[Ll]andr(?:at|ätin)\w*|Stadtrat|Gemeinderat|Rat|Rathaus\w*|Kreistag|Magistrat\w*|Senat|Stadtverwaltung|Verwaltung|Bauamt\w*|leiter\w*|manager\w*|beauftragte\w*"
    r"|Sprecher\w*|Ratssaal|Kreishaus|Stadthalle|Bauhof|Gäste|Foto|Bild|Quelle|Haushalt\w*|Eigenanteil|Schulen|Gebäude\w*|Einwohner\w*|Raum|Region|Sitz|Nähe)"
    r"[*:_/]?\w*\s+(?:der|des|von|vom|in|aus|im)?\s*$"
)
_DATELINE_RE = shape(r"\s*(?:,\s*(?:den\s)?\d|\(?\d|[–-]\s|/\s|\.\s)")
_POSTCODE_RE = shape(r"\b\d{5}\s*$")
_AREA_GAP_RE = shape(r"[ \u00a0\n]+(?:(?:des|der|im|vom|aus|in|aus dem|aus den|in den|in der|aus der)[ \u00a0\n]+)?")
_ALL_RE = shape(r"(?<!\w)(?:alle[nrs]?|sämtliche[nr]?|jede[rns]?|niemand|keine[rs]?)(?!\w)", re.IGNORECASE)
_ALL_CHARS = 80
_DATELINE_CHARS = 40
#: between an office and who holds it: "Netzwerkmanager des Verbunds ist die …"
_IS_RE = shape(
    r"(?:[ \u00a0](?:des|der|im|vom|beim|dieses)[ \u00a0][^.;:!?]{2,60})?[ \u00a0](?:ist|war|wird|bleibt|sind)(?:[ \u00a0](?:weiterhin|wieder|erneut|auch|wiederum|nun|künftig))?[ \u00a0](?:die|der|das)?[ \u00a0]?"
)
_OFFICE_CHARS = 110
_WITH_SEAT = 2
_BEFORE_CHARS = 60
#: towns that are named for something else: a model, neighbours, guests who speak, whom a firm serves as well
_OTHERS_RE = shape(
    r"(?<!\w)(?:Vorbild(?:er|ern)?|Vorreiter|(?:[Bb]etreut|[Bb]egleitet|[Bb]erät|[Bb]eliefert|[Uu]nterstützt)\s(?:auch|bereits|schon|außerdem|zudem)|sprachen|referier\w+|[Nn]achbar(?:städt|gemeind|kommun|ort|kreis)\w+"
    r"|beliefer\w+|liefer[nt]|lieferte[n]?|eingeladen|ausgeschrieben|Ausschreibung|verglichen|zum Vergleich|Zum Vergleich|anderswo|Gastredner\w*|Referent\w*)(?!\w)"
)
#: what a verb denies as its object: "hat die Teilnahme der Stadt Lage abgelehnt"
_ENTRY_NOUNS = ("Teilnahme", "Beitritt", "Beteiligung", "Mitwirkung", "Mitgliedschaft")
_OWNER_GAP_RE = shape(r"(?:[ \u00a0]für[ \u00a0][\w ]{4,30})?[ \u00a0]der[ \u00a0]")
_OWNER_CHARS = 90
_DECIDES_RE = shape(
    r"(?<!\w)(?:beschl\w+|beschloss\w*|entsch\w+|stimm\w+|votiert\w*|zugestimmt|sprach\w*|grünes Licht|einstimmig|billigt\w*|befürwort\w+)(?!\w)"
)
_COUNCIL_RE = shape(
    r"(?:Rat|Stadtrat|Gemeinderat|Marktgemeinderat|Kreistag|Kreisausschuss|Stadtverordnetenversammlung|Gemeindevertretung|Stadtvertretung|Bürgerschaft|Ratsversammlung|Verbandsgemeinderat|Samtgemeinderat|Ausschuss|Räte|Gemeinderäte|Stadträte)\s+(?:der|des|von|in)\s+$"
)


def find_objection(view: View, cues: Cues, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> str | None:
    """Name the check that rules membership out, or None."""
    if cues.has_captions and view.segment(run.start).boilerplate == "caption":
        return "stands in a caption"
    affirmed = any_positive = negative = False
    for cue in near:
        if cue.negative is not None:
            negative = True
        elif cue.kind in POSITIVE:
            any_positive = True
            affirmed = affirmed or not cue.weak
    if negative:
        lonely = run.size == 1 and not affirmed
        denied = [cue for cue in near if cue.negative and (lonely or not cue.weak)]
        if denied and not _outweighed(run, near):
            return denied[0].negative
    text = view.text
    if not any_positive and _OTHERS_RE.search(text, *stretch):
        return "speaks of other towns"
    if run.before == "aus" and _more_than_listed(view, run):
        return "says where the members lie"
    if run.before == "außer" and not _is_genitive(run, near) and _ALL_RE.search(text, stretch[0], run.end + _ALL_CHARS):
        return "an exception among all"
    if run.size == 1 and (reason := _against_one(view, run, near, stretch)):
        return reason
    first = run.mentions[0]
    if (
        first.label == "organisation"
        and run.size <= _WITH_SEAT
        and all(item.label == "place" and not item.value.form for item in run.mentions[1:])
        and _holds_office(view, run, stretch)
    ):
        return "holds an office in the network"
    if run.size == 1 and first.label == "organisation" and _names_its_owner(view, run):
        return "says whose network it is"
    if text.endswith("(", max(0, run.start - 60), run.start) and _explains_place(view, run):
        return "says in brackets what lies there"
    return None


def _is_genitive(run: Run, near: Sequence[Cue]) -> bool:
    """Say whether one bare town stands in the genitive, and no noun for members behind it: "Lages Bürgermeister"."""
    first = run.mentions[0]
    return (
        first.label == "place"
        and run.size == 1
        and first.text == f"{first.value.name}s"
        and not any(cue.start == run.end + 1 and cue.is_positive and cue.surface[:1].isupper() for cue in near)
    )


def _against_one(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> str | None:
    """Name the check that rules out what stands alone: a genitive, an office, a dateline, an address, a place in brackets."""
    text, first = view.text, run.mentions[0]
    if _is_genitive(run, near):
        return "only a genitive"
    low = max(0, run.start - _BEFORE_CHARS)
    if _PERSON_BEFORE_RE.search(text, low, run.start) and not _council_joins(view, run, near, stretch):
        return "says where a person or an office is"
    if first.value.kind == "district" and _members_of(view, run):
        return "says where the members lie"
    if first.label != "place" or first.value.form is not None:
        return None
    if (
        run.start - stretch[0] < _DATELINE_CHARS
        and first.value.kind == "municipality"
        and _DATELINE_RE.match(text, run.end)
        and not is_fronted(view, run, stretch)
    ):
        return "a dateline"
    if text[low : run.start].rstrip()[-1:].isdigit() and _POSTCODE_RE.search(text[low : run.start]):
        return "an address"
    if text.endswith("(", low, run.start) and text.startswith(")", run.end) and not signs(view, run, stretch):
        return "says in brackets where something is"
    return None


def _holds_office(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether a word for an office leads to a body: "Netzwerkmanager ist die Muster GmbH"."""
    cues = view.hits("role_cues", max(stretch[0], run.start - _OFFICE_CHARS), run.start)
    return any(_IS_RE.fullmatch(view.text, hit.end, run.start) and hit.entry.frame == "holder" for hit in cues)


def _names_its_owner(view: View, run: Run) -> bool:
    """Say whether a body stands in the genitive behind a network: "das zweite Netzwerk für Kommunen der Muster-Gruppe"."""
    return any(
        _OWNER_GAP_RE.fullmatch(view.text, item.end, run.start)
        for item in view.mentions("network", max(0, run.start - _OWNER_CHARS), run.start)
    )


def _explains_place(view: View, run: Run) -> bool:
    """Say whether a list in brackets stands behind a place, and so says what belongs to it."""
    start = run.start - 2
    if any(item.end == start for item in view.mentions("network", max(0, start - 160), start)):
        return False
    return any(item.end in {start, start + 1} for item in view.mentions("place", max(0, start - 60), start))


def _council_joins(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> bool:
    """Say whether a council decides that its town joins: "Der Rat der Stadt Lage beschloss, dem Netzwerk beizutreten"."""
    return (
        any(cue.is_positive and not cue.weak for cue in near)
        and bool(_COUNCIL_RE.search(view.text, max(0, run.start - _BEFORE_CHARS), run.start))
        and bool(_DECIDES_RE.search(view.text, *stretch))
    )


def _more_than_listed(view: View, run: Run) -> bool:
    """Say whether more members are counted right before than the run names: "sieben Verwaltungen aus A und B"."""
    counts = view.mentions("count", max(0, run.start - COUNT_REACH), run.start)
    return (
        bool(counts) and counts[-1].value.number > run.size and bool(_AREA_GAP_RE.fullmatch(view.text, counts[-1].end, run.start))
    )


def _members_of(view: View, run: Run) -> bool:
    """Say whether a noun for members stands right before: "alle Kommunen des Landkreises Lippe"."""
    return any(
        _AREA_GAP_RE.fullmatch(view.text, hit.end, run.start)
        for hit in view.hits("member_nouns", max(0, run.start - 40), run.start)
    )


def _outweighed(run: Run, near: Sequence[Cue]) -> bool:
    """Say whether a word for membership stands on the other side of the run and nearer than all against it."""
    spoken = [cue for cue in near if cue.is_positive and not cue.weak and not cue.surface.startswith(_ENTRY_NOUNS)]
    best = min((_distance(cue, run) for cue in spoken), default=None)
    if best is None:
        return False
    sides = {cue.end <= run.start for cue in spoken}
    return all(_distance(cue, run) > best and (cue.end <= run.start) not in sides for cue in near if cue.negative)


def _distance(cue: Cue, run: Run) -> int:
    """Measure how far a cue stands from a run. Unit: characters."""
    return max(run.start - cue.end, cue.start - run.end, 0)
