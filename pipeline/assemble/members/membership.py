"""Weighs what a sentence says of the places and bodies it names: members, denied, merely located, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemble.members.companies import read_chunk, split_chunks
from pipeline.assemble.members.cues import Cue, Cues, clause_of
from pipeline.assemble.members.runs import FIRM_TAILS, Run, begin_of, count_headed
from pipeline.assemble.view import View
from schemas.mention import Mention

_LOCATION = frozenset("auf in im bei nach nahe um ab zwischen vor hinter gegenüber richtung bis rund über".split())
_AGENT = frozenset("von vom durch für beim gegen laut seitens per dank".split())
_PERSON_BEFORE_RE = re.compile(
    r"(?:[Bb]ürgermeister\w*|[Ll]andr(?:at|ätin)\w*|Stadtrat|Gemeinderat|Rat|Rathaus\w*|Kreistag|Stadtverwaltung|Verwaltung|Bauamt\w*|leiter\w*|manager\w*|beauftragte\w*"
    r"|Sprecher\w*|Ratssaal|Kreishaus|Stadthalle|Bauhof|Gäste|Foto|Bild|Quelle|Haushalt\w*|Eigenanteil|Schulen|Gebäude\w*|Einwohner\w*|Raum|Region|Sitz|Nähe)"
    r"[*:_/]?\w*\s+(?:der|des|von|vom|in|aus|im)?\s*$"
)
_SENT_RE = re.compile(
    r"(?:[Bb]ürgermeister\w*|Landräte\w*|Vertreter\w*|Abgesandte\w*|Delegierte\w*|Spitzen|Verantwortliche\w*|Oberhäupter\w*|Verwaltungen|Unterschriften|Rathäuser\w*|[Rr]athauschef\w*|[Kk]limaschutzmanager\w*|[Ee]nergiemanager\w*|[Mm]anager\w*|[Bb]eauftragte\w*|Fachleute\w*|Mitarbeite\w*|Kolleg\w*|[Oo]berhäupter\w*|Verwaltungsbeamt\w*|Repräsentant\w*|[Ll]eitungen|Energieteams?|Delegationen|Entsandte\w*|Abordnungen|Bauämter\w*)[:*/_]?\w*\s+(?:von|vom|aus)\s+(?:der|den|dem)?\s*$|:\s(?:die|jene|denen)\svon\s(?:den\s|der\s)?$"
)
_DATELINE_RE = re.compile(r"\s*(?:,\s*(?:den\s)?\d|\(?\d|[–-]\s|/\s|\.\s)")
_POSTCODE_RE = re.compile(r"\b\d{5}\s*$")
_HOLDER_OPENS_RE = re.compile(
    r"\W*(?:(?:sind|ist|waren|war|werden|wird|bleiben|bleibt|heißen|gehören|gehört|zählen|zählt|wurden|sein|des|im|Netzwerks?|Bündnis(?:ses)?|nun|jetzt|auch|neben|neu|bislang|bisher|zunächst"
    r"|derzeit|aktuell|künftig|damit|somit|also|nämlich|aus|von|der|die|das|den|dem|dieses|diesem|unter|anderem|und|zwar|beiden|alle|zum|zur|haben|sich|konnte[n]?|durfte[n]?|begrüßt\w*|begrüßen|begrüßte\w*|kommt|kommen|kam|kamen|stößt|stoßen|stieß|stießen|trat|traten|tritt|treten|stammt|stammen|noch|ab|sofort|seit|inzwischen|mittlerweile|zurzeit|außerdem|zudem|ebenfalls|weiterhin|wieder|heute|konkret|etwa|sowohl|natürlich|lauten|nennen|es|neben|wir|dort|hier|gern|hinzu|dazu|offiziell|Anfang|an|Beginn)(?:\W+|$)){0,7}"
)
_HOLDER_CLOSES_RE = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:sind|ist|waren|war|wird|werden|wurde|wurden|bleibt|bleiben|zählt|zählen|gehört|gehören)\W+(?:\w+\W+){0,5}?$"
)
_LEAD_RE = re.compile(r"(?:(?:neben|auch|und|sowie)\s+)*(?:(?:der|die|das|dem|den)\s+)?")
_COUNT_GAP_RE = re.compile(
    r"(?:[ \u00a0\n]*(?:aus|in|im|des|der)[^.;!?\n:()]{0,50})?[ \u00a0\n]*(?:\(|:|,|–|-|nämlich|und zwar|sind|waren|mit|darunter|bestehend aus|gehören|zählen)*[ \u00a0\n]*(?:nämlich|und zwar|sind|darunter|natürlich|auch|:)?[ \u00a0\n]*(?:die|der|den|das)?[ \u00a0\n]*"
)
_AREA_GAP_RE = re.compile(r"[ \u00a0\n]+(?:(?:des|der|im|vom|aus|in|aus dem|aus den|in den|in der|aus der)[ \u00a0\n]+)?")
_ALL_RE = re.compile(r"(?<!\w)(?:alle[nrs]?|sämtliche[nr]?|jede[rns]?|niemand|keine[rs]?)(?!\w)", re.IGNORECASE)
_ALL_CHARS = 80
_COUNT_REACH = 100
_DATELINE_CHARS = 40
_LEFT_OUT = frozenset(["contact", "download", "boilerplate", "links", "partners"])
_NEAR_NETWORK = 260
_LIST, _LONG_LIST = 3, 5
_SURE = 0.74
_JOINT_CHARS = 90
_STARTING = frozenset(["startete", "begann", "gruenden", "gegruendet", "entstanden", "an-den-start-gegangen"])
_START_CHARS, _CLOSING_CHARS = 140, 4
_CLAUSE_END_RE = re.compile(r"[,;:!?()]|(?<!\d)\.\s")
#: what stands between members and their companions: "A und B bilden seit Mai mit C ein Netz"
_WITH_GAP_RE = re.compile(r"[^,;:.!?()\n]{0,60}\smit\s(?:(?:der|dem|den)\s)?")
#: "Blomberg und die weiteren Mitglieder A und B", "die Stadt A und ihre Nachbarn B und C"; a noun for members closes it
_AND_THEIR_RE = re.compile(r"\s(?:und|sowie|mit|samt)\s(?:die|den|der|ihre[nr]?|seine[nr]?|deren|dessen)\s(?:[\w-]+\s){0,3}")
_NEIGHBOURS_RE = re.compile(r"(?<!\w)(?:Nachbar\w*|Umland\w*|Mitstreite\w*|Partner\w*)\s$")
#: "Nach A und B tritt nun auch C bei"
_TOO_RE = re.compile(
    r"\s(?:ist|sind|hat|haben|tritt|treten|macht|machen|nimmt|nehmen|wird|werden|schließt|kommt|will|wollen)\s(?:[a-zäöüß]+\s){0,3}auch(?!\w)"
)
#: towns that found a network themselves are in it: "von den Städten A, B und C gegründet"
_FOUNDED_BY_RE = re.compile(
    r"gegründet\w*|ins Leben gerufen\w*|gebildet\w*|geschmiedet\w*|gestartet\w*|geschlossen\w*|unterzeichnet\w*|unterschrieben\w*|besiegelt\w*|aus der Taufe gehoben\w*|getragen\w*|auf den Weg gebracht\w*|eingegangen\w*"
)
_FOUNDED_CHARS, _FOUNDED_BEFORE_CHARS = 90, 40
_SIGNING_RE = re.compile(
    r"(?<!\w)(?:unterzeichne\w*|unterschr[ie]+b\w*|Unterschrift\w*|Unterzeichnung|besiegel\w*|signier\w*|Gründungsurkunde|[Vv]ertrag\w*|Vereinbarung\w*|Urkunde\w*|gründete[n]?|gegründet|Gründung\w*)(?!\w)"
)
_SIGNED_FOR_RE = re.compile(r"(?<!\w)(?:unterzeichne\w*|unterschr[ie]+b\w*|Unterschrift\w*|sign\w+)(?!\w)")
_DECIDES_RE = re.compile(
    r"(?<!\w)(?:beschl\w+|beschloss\w*|entsch\w+|stimm\w+|votiert\w*|zugestimmt|sprach\w*|grünes Licht|einstimmig|billigt\w*|befürwort\w+)(?!\w)"
)
_COUNCIL_RE = re.compile(
    r"(?:Rat|Stadtrat|Gemeinderat|Marktgemeinderat|Kreistag|Kreisausschuss|Stadtverordnetenversammlung|Gemeindevertretung|Stadtvertretung|Bürgerschaft|Ratsversammlung|Verbandsgemeinderat|Samtgemeinderat|Ausschuss|Räte|Gemeinderäte|Stadträte)\s+(?:der|des|von|in)\s+$"
)
_ABOUT_RE = re.compile(r"handelte? (?:es )?sich (?:\w+ ){0,2}um (?:die |den |das )?$")
_IN_BRACKETS_RE = re.compile(r"\s?\((?:die |der |mit |aus |aktuell |derzeit |zurzeit )*$")
_AS_RE = re.compile(r"\s+als\s")
_OTHER_THAN_RE = re.compile(
    r"(?:(?:^|(?<!\w))(?:neben|außer|für)\s(?:den|dem|der|die|allen|unseren)|(?<!\bzu)(?<!\bunter)(?<!\bbei)(?<!\bvon)(?<!\bmit)\s[Dd]en)\s$",
    re.IGNORECASE,
)
_ONE_OF_RE = re.compile(r",?\s(?:selbst\s)?(?:als\s)?eine[rsm]?\s(?:der|von|unter)\s(?:[\w-]+\s){0,3}")
_TAIL_CHARS = 6
_ARTICLES = frozenset(["", "die", "der", "das", "auch"])
_ONE_OF_MANY_RE = re.compile(r"\s(?:ist|war|wird)\s(?:[a-zäöüß]+\s){0,2}eine[rs]?\s(?:von|der|unter)\s")
_CONTRACT_RE = re.compile(r"(?<!\w)(?:\w*[Vv]ereinbarung|\w*[Vv]ertrag|\w*[Uu]rkunde|Beitrittserklärung|Absichtserklärung)(?!\w)")
_STANDS_FOR_RE = re.compile(r"\s(?:vertritt|vertrat|vertreten)(?!\w)")
_MAIN_RE = re.compile(r",\s(?!(?:die|der|das|dem|den|deren|dessen|und|sowie)\s)")
_TOGETHER = frozenset(["gemeinsam mit", "zusammen mit"])
_BY_RE = re.compile(r"(?<!\w)(?:von|vom|durch)\s[^,;:.]{3,60}$")
_VERB_CHARS = 40
_THE_RE = re.compile(r"(?<!\w)(?:die|diese|diesen|den|alle|der|dieser)\s$", re.IGNORECASE)
_RESUMED_CHARS = 180
_AS_ROLE_RE = re.compile(r".*(?<!\w)[Aa]ls\s(?:\w+\s)?")
_ROLE_CHARS = 60
_NO_WORD = "no word of membership near it"


def judge(view: View, cues: Cues, run: Run, runs: Sequence[Run], stretch: tuple[int, int]) -> None:
    """Weigh what speaks for and against a run, strongest reason first.

    A cue bears on the run in whose gap it stands; one that stands beside no run bears on all of its clause.
    """
    run.sent = bool(_SENT_RE.search(view.text, max(stretch[0], run.start - 60), run.start))
    clause = clause_of(view.text, run.start, run.end, *stretch)
    found = cues.within(*clause)
    near = _near(run, runs, found, clause)
    against = _against(view, run, near, stretch)
    if against:
        run.refuse(against)
        return
    structural = _by_structure(view, run, stretch)
    if structural:
        run.accept(0.84, structural)
        return
    count = _counted(view, run, stretch)
    if count is not None:
        _hand_down(view, run, count)
    strong = [cue for cue in near if cue.is_positive and not cue.weak and _reaches(view.text, cue, run)]
    if strong and _may_join(view, run, strong):
        run.accept(0.9 if run.size > 1 else 0.86, strong[0].kind)
        return
    if _behind_label(view, run):
        run.accept(0.93, "label")
        return
    if count is not None:
        run.accept(0.9, "counted")
        return
    if any(mention.label == "organisation" for mention in run.mentions) and not count_headed(run.mentions):
        if _firms_together(view, run, near, stretch):
            run.accept(0.8, "firms-together")
        else:
            run.confidence = 0.0
        return
    if not near and _starts_with(view, run, clause):
        run.accept(0.86, "started-with")
        return
    _judge_by_company(view, run, near, stretch)


def _by_structure(view: View, run: Run, stretch: tuple[int, int]) -> str | None:
    """Name what makes members of a run without a word of membership: it founds or signs, or stands in brackets behind the network."""
    if any(mention.label != "place" for mention in run.mentions):
        return None
    text = view.text
    low, high = max(stretch[0], run.start - _FOUNDED_BEFORE_CHARS), min(stretch[1], run.end + _FOUNDED_CHARS)
    network = view.mentions("network", *stretch)
    towns = sum(mention.value.kind != "district" for mention in run.mentions)
    if run.before in {"von", "durch"} and run.size > 1 and towns and network and _plain(text, run.end, high, _FOUNDED_BY_RE, low):
        return "founded-by"
    if run.size == 1 and count_headed(run.mentions) and network and _STANDS_FOR_RE.match(text, run.end):
        return "stood-for"
    if run.size == 1 and network and _ONE_OF_MANY_RE.match(text, run.end) and _counted_behind(view, run, stretch):
        return "one-of"
    subject = run.size == 1 and count_headed(run.mentions) and run.before in _ARTICLES and network
    if subject and _SIGNED_FOR_RE.search(text, run.end, stretch[1]) and _CONTRACT_RE.search(text, run.end, stretch[1]):
        return "signer"
    if run.before == "für" and _SIGNED_FOR_RE.search(text, *stretch) and view.mentions("person", *stretch):
        return "signed-for"
    opened = _IN_BRACKETS_RE.search(text, max(0, run.start - 24), run.start)
    enclosed = opened and run.size > 1 and (towns or run.size >= _LIST) and text[run.end : run.end + 1] == ")"
    if opened and enclosed and _ends_network(view, opened.start()):
        return "bracket"
    return "signer" if _signs(view, run, stretch) else None


def _signs(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether a place in brackets is the town that one of several persons signs for."""
    return (
        run.size == 1
        and _is_persons(view, run)
        and len(view.mentions("person", *stretch)) > 1
        and bool(_SIGNING_RE.search(view.text, *stretch))
    )


def _ends_network(view: View, position: int) -> bool:
    """Say whether the name of a network ends at a position."""
    return any(mention.end == position for mention in view.mentions("network", max(0, position - 160), position))


def _counted_behind(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether members are counted behind a run: "Wangen ist eine von sechs Kommunen"."""
    end = min(stretch[1], run.end + _FOUNDED_CHARS)
    return any(not count.extra.get("scope") for count in view.mentions("count", run.end, end))


def _plain(text: str, start: int, high: int, pattern: re.Pattern[str], low: int) -> bool:
    """Say whether a pattern stands right before a run, or behind it in the same part of the sentence."""
    behind = pattern.search(text, start, high)
    if behind and not re.search(r"[;:!?]|(?<!\d)\.\s", text[start : behind.start()]):
        return True
    return any(
        re.fullmatch(r"\s+(?:\w+\s+){0,2}(?:von|durch)\s+(?:den\s+|der\s+|dem\s+)?\w*\s*", text[match.end() : start])
        for match in pattern.finditer(text, low, start)
    )


def _is_persons(view: View, run: Run) -> bool:
    """Say whether a place stands in brackets right behind a person: "Max Muster (Lage)"."""
    text = view.text
    start = run.start - len("(")
    return (
        text[start : run.start] == "("
        and text[run.end : run.end + 1] == ")"
        and any(-1 <= start - person.end <= 1 for person in view.mentions("person", max(0, start - 60), start))
    )


def _starts_with(view: View, run: Run, clause: tuple[int, int]) -> bool:
    """Say whether a network starts with the run: "Das Klimaschutznetzwerk Lippe startet im Mai mit den Städten A und B"."""
    low = max(clause[0], run.start - _START_CHARS)
    if run.before != "mit" or run.size < 2 or (run.size < _LIST and not count_headed(run.mentions)):  # noqa: PLR2004 - one alone may be where it starts
        return False
    networks = [mention for mention in view.mentions("network", low, run.start) if not mention.value.plural]
    verbs = [hit for hit in view.hits("event_cues", low, run.start) if hit.entry.id in _STARTING]
    closing = view.hits("event_cues", run.end, run.end + _CLOSING_CHARS)
    return bool(networks) and (
        any(not _CLAUSE_END_RE.search(view.text, hit.end, run.start) for hit in verbs)
        or any(hit.entry.id in _STARTING and not view.text[run.end : hit.start].strip() for hit in closing)
    )


def _judge_by_company(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> None:
    """Weigh a list without a plain word of membership: by a weak one, by the network beside it, by its length."""
    section = view.section(run.start)
    about = run.before == "um" and _ABOUT_RE.search(view.text, max(0, run.start - 60), run.start)
    located = not run.sent and not about and (run.before in _LOCATION or run.before in _AGENT or run.before == "aus")
    weak = [
        cue
        for cue in near
        if cue.is_positive
        and not (cue.surface.lower() in _TOGETHER and _BY_RE.search(view.text, max(stretch[0], cue.start - 70), cue.start))
    ]
    network = bool(view.mentions("network", *stretch))
    close = network or bool(view.mentions("network", max(0, stretch[0] - _NEAR_NETWORK), stretch[0]))
    headed = count_headed(run.mentions)
    pair = headed >= 2  # noqa: PLR2004 - type words vouch for two
    if section.kind not in _LEFT_OUT and close and _is_resumed(view, run):
        run.accept(0.82, "resumed")
    elif section.kind in _LEFT_OUT or located:
        run.confidence = 0.3 if run.size > 1 else 0.0
        run.reason = "says where something is" if located else f"stands under a heading of {section.kind}"
    elif section.kind == "participants" and run.start >= section.body and run.size > 1:
        run.accept(0.88, "heading")
    elif weak and run.size > 1 and (network or (pair and (close or weak[0].particle is None)) or (close and run.size >= _LIST)):
        run.accept(0.84 if network else 0.8, weak[0].kind)
    elif any(cue.negative for cue in near):
        run.confidence, run.reason = 0.3, next(cue.negative for cue in near if cue.negative)
    elif run.size >= _LIST and network:
        run.accept(0.82, "list-in-sentence")
    elif run.size >= _LIST and close and (headed >= _LIST or run.size >= _LONG_LIST):
        run.accept(0.76, "list-near-network")
    else:
        run.confidence = 0.3 if run.size > 1 else 0.0


def _is_resumed(view: View, run: Run) -> bool:
    """Say whether the text goes on to speak of as many members: "In A, B und C wird gespart: Die drei Kommunen …"."""
    if run.size < _LIST or run.before in _AGENT or any(mention.label != "place" for mention in run.mentions):
        return False
    return any(
        count.value.number == run.size
        and not count.extra.get("scope")
        and _THE_RE.search(view.text, max(0, count.start - 12), count.start)
        for count in view.mentions("count", run.end, run.end + _RESUMED_CHARS)
    )


def _near(run: Run, runs: Sequence[Run], found: Sequence[Cue], clause: tuple[int, int]) -> list[Cue]:
    """Give the cues in the gaps beside a run; all of the clause where none stands there."""
    low = max((other.end for other in runs if other is not run and other.end <= run.start), default=clause[0])
    high = min((other.start for other in runs if other is not run and other.start >= run.end), default=clause[1])
    found = [cue for cue in found if not (cue.ahead and run.end <= cue.start) and not (cue.closed and cue.closing <= run.start)]
    beside = [
        cue
        for cue in found
        if (
            low <= cue.start < run.start
            or run.end <= cue.start < high
            or run.start <= cue.start < run.end
            or run.end <= cue.closing <= high
        )
    ]
    solid = [cue for cue in beside if not cue.weak]
    return beside if solid else [*beside, *(cue for cue in found if cue not in beside)]


def _against(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> str | None:
    """Name the check that rules membership out, or None."""
    first = run.mentions[0]
    if view.segment(run.start).boilerplate == "caption":
        return "stands in a caption"
    affirmed = any(cue.is_positive and not cue.weak for cue in near)
    lonely = run.size == 1 and not affirmed
    denied = [cue for cue in near if cue.negative and (lonely or not cue.weak)]
    if denied and not _outweighed(run, near):
        return denied[0].negative
    before = view.text[max(0, run.start - 60) : run.start]
    if run.before == "aus" and _more_than_listed(view, run):
        return "says where the members lie"
    if (
        run.size == 1
        and first.label == "place"
        and first.text == f"{first.value.name}s"
        and not any(cue.start == run.end + 1 and cue.is_positive and cue.surface[:1].isupper() for cue in near)
    ):
        return "only a genitive"
    if run.before == "außer" and _ALL_RE.search(view.text, stretch[0], run.end + _ALL_CHARS):
        return "an exception among all"
    if run.size == 1 and _PERSON_BEFORE_RE.search(before) and not _council_joins(view, run, near, stretch):
        return "says where a person or an office is"
    if run.size == 1 and first.value.kind == "district" and _members_of(view, run):
        return "says where the members lie"
    if run.size == 1 and first.label == "place" and first.value.form is None:
        if (
            run.start - stretch[0] < _DATELINE_CHARS
            and _DATELINE_RE.match(view.text, run.end)
            and first.value.kind == "municipality"
        ):
            return "a dateline"
        if _POSTCODE_RE.search(before):
            return "an address"
        if before.endswith("(") and view.text[run.end : run.end + 1] == ")" and not _signs(view, run, stretch):
            return "says in brackets where something is"
    if before.endswith("(") and _explains_place(view, run):
        return "says in brackets what lies there"
    return None


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
        and bool(_COUNCIL_RE.search(view.text, max(0, run.start - 60), run.start))
        and bool(_DECIDES_RE.search(view.text, *stretch))
    )


def _more_than_listed(view: View, run: Run) -> bool:
    """Say whether more members are counted right before than the run names: "sieben Verwaltungen aus A und B"."""
    counts = view.mentions("count", max(0, run.start - _COUNT_REACH), run.start)
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
    best = min((_distance(cue, run) for cue in near if cue.is_positive and not cue.weak), default=None)
    if best is None:
        return False
    sides = {cue.end <= run.start for cue in near if cue.is_positive and not cue.weak}
    return all(_distance(cue, run) > best and (cue.end <= run.start) not in sides for cue in near if cue.negative)


def _distance(cue: Cue, run: Run) -> int:
    """Measure how far a cue stands from a run. Unit: characters."""
    return max(run.start - cue.end, cue.start - run.end, 0)


def _reaches(text: str, cue: Cue, run: Run) -> bool:
    """Say whether a noun for members is said of the run: "Mitglieder sind A und B", "A und B sind Mitglieder"; verbs always."""
    if cue.kind != "holder":
        return True
    if cue.end <= run.start and _OTHER_THAN_RE.search(text, max(0, cue.start - 16), cue.start):
        return False  # "neben den Beteiligten auch A", "den Mitgliedern steht A zur Seite"
    if cue.start >= run.end and _ONE_OF_RE.fullmatch(text, run.end, cue.start):
        return True
    if cue.end <= run.start:
        return run.start - cue.end < 90 and bool(_HOLDER_OPENS_RE.fullmatch(text, cue.end, run.start))  # noqa: PLR2004
    return bool(_HOLDER_CLOSES_RE.match(text[run.end : cue.start] + " ")) if cue.start - run.end < 80 else False  # noqa: PLR2004


def _may_join(view: View, run: Run, strong: Sequence[Cue]) -> bool:
    """Say whether the preposition before a run lets it be what the verb speaks of."""
    if run.before in _AGENT and not run.sent:
        return False
    if run.before in _LOCATION and not (run.before == "nach" and _TOO_RE.match(view.text, run.end)):
        return False
    if run.before == "aus":
        return any(mention.label == "place" and mention.value.kind != "district" for mention in run.mentions) and run.size > 1
    if run.size == 1 and run.mentions[0].label == "organisation" and _works_for_it(view, run, strong):
        return False
    if all(mention.label == "organisation" for mention in run.mentions):
        if run.size == 1 and all(cue.start >= run.end and _MAIN_RE.search(view.text, run.end, cue.start) for cue in strong):
            return False  # "Die A AG gab den Anstoß, nun schlossen sich die Städte zusammen"
        return any(cue.kind in {"joins", "holder"} or cue.end <= run.start for cue in strong)
    return True


def _firms_together(view: View, run: Run, near: Sequence[Cue], stretch: tuple[int, int]) -> bool:
    """Say whether several firms act together in the network of the sentence: "Im Netzwerk arbeiten die A GmbH und die B AG zusammen"."""
    legal = sum(mention.rule == "organisation.legal-form" for mention in run.mentions)
    return (
        (run.size >= _LIST or legal > 1)
        and bool(legal)
        and run.before not in _AGENT
        and any(cue.is_positive for cue in near)
        and not any(cue.negative for cue in near)
        and bool(view.mentions("network", *stretch))
        and not view.hits("role_cues", *stretch)
    )


def _works_for_it(view: View, run: Run, strong: Sequence[Cue]) -> bool:
    """Say whether a body takes part by the work it does: "Als Berater ist die Muster GmbH beteiligt"."""
    low, high = min(run.start, strong[0].start), max(run.end, strong[0].closing)
    begin = max(low - _ROLE_CHARS, view.sentence(run.start).start)
    return any(
        _AS_ROLE_RE.fullmatch(view.text, max(begin, hit.start - 24), hit.start) for hit in view.hits("role_cues", begin, high)
    )


def _behind_label(view: View, run: Run) -> bool:
    """Say whether a plural type word and a colon stand right before: "… und die Kommunen: Kreis A, Stadt B"."""
    head = view.text[max(0, run.start - 3) : run.start]
    if run.size < 2 or ":" not in head:  # noqa: PLR2004
        return False
    colon = view.text.rindex(":", 0, run.start)
    hits = [*view.hits("form_words", max(0, colon - 40), colon), *view.hits("member_nouns", max(0, colon - 40), colon)]
    return any(hit.end == colon and (hit.surface in hit.entry.plural or hit.entry.kind == "municipal") for hit in hits)


def join_companions(view: View, runs: Sequence[Run]) -> None:
    """Let a place that acts "gemeinsam mit" members be one: "Lage engagiert sich gemeinsam mit den Städten A und B im Netzwerk"."""
    sure = [run for run in runs if run.confidence >= _SURE]
    for run in runs:
        if (
            run.confidence > 0.3  # noqa: PLR2004 - has some reason of its own
            or (run.rule == "participants.refused" and run.reason != _NO_WORD)
            or (run.mentions[0].label != "place" and run.before != "neben")
        ):
            continue
        partner = next((other for other in sure if _act_together(view, run, other)), None)
        if partner is not None:
            run.accept(min(partner.confidence, 0.86), "companion")


def _act_together(view: View, run: Run, other: Run) -> bool:
    """Say whether "gemeinsam mit" stands between two runs of one clause, or right before the first."""
    first, second = sorted((run, other), key=lambda item: item.start)
    if (
        second.start - first.end > _JOINT_CHARS
        or clause_of(view.text, second.start, second.end, first.end, second.end)[0] != first.end
    ):
        return False
    if first.before in {"neben", "außer"} and second is other and not _AS_RE.match(view.text, first.end):
        return True
    if second.before == "mit" and _WITH_GAP_RE.fullmatch(view.text, first.end, begin_of(second.mentions[0])):
        verbs = view.hits("participant_cues", max(0, first.start - _VERB_CHARS), second.start)
        return any(hit.entry.kind in {"joins", "parted"} for hit in verbs)
    begin = begin_of(second.mentions[0])
    if _AND_THEIR_RE.fullmatch(view.text, first.end, begin) and (
        _NEIGHBOURS_RE.search(view.text, first.end, begin)
        or any(hit.end + 1 == begin for hit in view.hits("member_nouns", first.end, begin))
    ):
        return True
    joints = [hit for hit in view.hits("participant_cues", first.start - 24, second.start) if hit.entry.id == "gemeinsam-mit"]
    return any(hit.start >= first.end or first.start - 6 < hit.end <= first.start for hit in joints)


def _hand_down(view: View, run: Run, count: Mention) -> None:
    """Give the type word of "sieben Städte: A, B und C" to those that have none; a mixed head gives none."""
    forms = [
        hit
        for hit in view.hits("form_words", count.start, count.end)
        if hit.surface in hit.entry.plural and hit.entry.kind != "generic"
    ]
    if len(forms) != 1 or count.start > run.start:
        return
    form = forms[0]
    for number, mention in enumerate(run.mentions):
        if mention.label == "place" and mention.value.form is None and mention.value.kind in {"municipality", form.entry.kind}:
            value = replace(mention.value, form=str(form.entry.value), kind=form.entry.kind)
            run.mentions[number] = replace(mention, value=value, extra={**mention.extra, "head": (form.start, form.end)})


def _counted(view: View, run: Run, stretch: tuple[int, int]) -> Mention | None:
    """Give the number of members that leads to the list: "sechs Kommunen, nämlich die Flecken A und B"."""
    if run.size < 2 or (not run.sent and (run.before in _LOCATION or run.before in _AGENT or run.before == "aus")):  # noqa: PLR2004
        return None
    for count in view.mentions("count", max(stretch[0], run.start - _COUNT_REACH), run.start):
        if count.extra.get("scope") not in {"elsewhere", "interested"} and _COUNT_GAP_RE.fullmatch(view.text, count.end, run.start):
            return count
    after = next(iter(view.mentions("count", run.end, run.end + 4)), None)
    return after if after and run.size >= _LIST and view.text[run.end : after.start].strip() in {":", "–", "-", "("} else None


# -- firms that only the sentence marks -----------------------------------------------------------------------------------


def _has_firm(run: Run) -> bool:
    return any(mention.label == "organisation" for mention in run.mentions)


def read_firms(view: View, cues: Cues, runs: Sequence[Run], stretch: tuple[int, int]) -> list[Mention]:
    """Read firms without a legal form out of a coordination that a word of membership opens.

    Only where the sentence names a body or speaks of companies, so that "gehören dazu: Schulen und Kitas" names nobody.
    """
    first = min((run.start for run in runs), default=stretch[0])
    together = any(run.rule == "participants.firms-together" for run in runs)
    opened = [
        cue
        for cue in cues.within(*stretch)
        if cue.is_positive and (together or not cue.weak) and (cue.kind in {"intro", "holder"} or cue.end <= first)
    ]
    counted = next((run for run in runs if run.rule == "participants.counted" and _has_firm(run)), None)
    if not (opened or counted):
        return []
    plain = not any(_has_firm(run) for run in runs)
    if plain and runs:
        return []
    known = [mention for run in runs for mention in run.mentions]
    start = opened[0].end if opened and counted is None else begin_of((counted or runs[0]).mentions[0])
    found: list[Mention] = []
    unread = 0
    stop = (opened[0].particle if opened else None) or stretch[1]
    if counted is not None:
        closing = view.text.find(")", counted.end, stop) if view.text[start - 1] == "(" else -1
        stop = closing if closing > 0 else stop
    for low, high in split_chunks(view, start, stop):
        opening = _LEAD_RE.match(view.text, low, high)
        lead = opening.end() if opening else low
        if any(low <= item.start < high and (item.label == "organisation" or begin_of(item) <= lead) for item in known):
            continue
        firm = read_chunk(view, low, high)
        if firm is not None:
            found.append(firm)
        unread += firm is None
    if plain and (unread or len(found) < _LIST or not all(_is_made(firm) for firm in found)):
        return []  # nothing shows that these are bodies
    firms = not unread and any(hit.entry.kind == "company" for hit in view.hits("member_nouns", 0, stretch[1]))
    return [firm for firm in found if firms or plain or " " in firm.value.name or "-" in firm.value.name]


def _is_made(firm: Mention) -> bool:
    """Say whether a word of the name says what sort of body it is: "Wupperverband", "Klinikum Soest"."""
    return any(len(word) > _TAIL_CHARS and word.lower().endswith(FIRM_TAILS) for word in firm.value.name.split())
