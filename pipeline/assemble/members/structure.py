"""Finds what makes members of a run without a word of membership: who founds, signs or starts a network is in it."""

import re

from pipeline.assemble.members.runs import AGENT, LIST, LOCATION, Run, count_headed
from pipeline.assemble.view import View
from pipeline.shapes import Shape, shape

_STARTING = frozenset(["startete", "begann", "gruenden", "gegruendet", "entstanden", "an-den-start-gegangen"])
_START_CHARS, _CLOSING_CHARS = 140, 4
_CLAUSE_END_RE = shape(r"[,;:!?()]|(?<!\d)\.\s")
#: towns that found a network themselves are in it: "von den Städten A, B und C gegründet"
_FOUNDED_BY_RE = shape(
    r"gegründet\w*|ins Leben gerufen\w*|gebildet\w*|geschmiedet\w*|gestartet\w*|geschlossen\w*|unterzeichnet\w*|unterschrieben\w*|besiegelt\w*|aus der Taufe gehoben\w*|getragen\w*|auf den Weg gebracht\w*|eingegangen\w*"
)
_FOUNDED_CHARS, _FOUNDED_BEFORE_CHARS = 90, 40
_SIGNING_RE = shape(
    r"(?<!\w)(?:unterzeichne\w*|unterschr[ie]+b\w*|Unterschrift\w*|Unterzeichnung|besiegel\w*|signier\w*|Gründungsurkunde|Namen\sunter|[Vv]ertrag\w*|Vereinbarung\w*|Urkunde\w*|gründete[n]?|gegründet|Gründung\w*)(?!\w)"
)
#: councils that agree: "Die Räte von A und B haben der Teilnahme zugestimmt"
_AGREED_RE = shape(
    r"(?<!\w)(?:Teilnahme|Beitritt|Mitgliedschaft|Netzwerk\w*|Beteiligung|Mitwirkung)\s(?:\w+\s){0,3}(?:zugestimmt|beschlossen|befürwortet|gebilligt)|(?:den\s)?Anstoß\s(?:für|zu|zum)|angestoßen|aus\sder\sTaufe|ins\sLeben\sgerufen|stimm\w+\s[^.;]{0,40}\szu(?!\w)"
)
#: what takes part stands behind the verb: "Beteiligt am Netzwerk sind …", "Zum ersten Mal dabei ist …", "Ja gesagt haben bisher …"
_FRONTED_RE = shape(
    r"\W*(?:(?:[Nn]eu|[Ee]rstmals|[Ww]ieder|[Ee]rneut|[Bb]isher|[Aa]uch|[Zz]um\s(?:ersten|zweiten|dritten|wiederholten)\sMal|[Ff]est|[Ss]chon|[Bb]ereits|[Vv]on\sAnfang\san|[Aa]ktuell|[Dd]erzeit)\s)*"
    r"(?:[Bb]eteiligt|[Vv]ertreten|(?:[Mm]it\s)?[Dd]abei|[Vv]ersammelt|[Zz]usammengeschlossen|[Vv]ereint|[Oo]rganisiert|[Ee]ngagiert|[Jj]a\sgesagt|[Zz]ugesagt|[Uu]nterschrieben|[Uu]nterzeichnet|[Bb]eigetreten|[Mm]itgemacht|[Mm]itgewirkt|[Ee]ingestiegen|[Aa]ngeschlossen|[Mm]it\sim\sBoot|[Mm]it\san\sBord|[Mm]it\sam\sTisch)"
    r"(?:\s(?:am|an|im|in|bei|beim|dem|der|zu)\s[^.;:!?,]{2,80}?)?\s(?:sind|ist|waren|war|haben|hat|hatten)(?:\ssich)?\s"
    r"(?:(?:bisher|bislang|bereits|schon|nun|jetzt|derzeit|aktuell|zunächst|auch|unter\sanderem|u\.\s?a\.|neben\s\w+\s\w+|außerdem|ebenfalls|wieder|erneut|seit\s\w+|in\sdiesem\sJahr)\s)*"
)
#: "Zustimmende Beschlüsse liegen aus den Städten A und B vor", "Zusagen gibt es von A, B und C"
_RESOLUTIONS_RE = shape(
    r"(?<!\w)(?:[Zz]ustimmende\s\w+|Beitrittsbeschlüsse|Ratsbeschlüsse|Beschlüsse|Zusagen|Zustimmung(?:en)?|Beitrittserklärungen|Absichtserklärungen|Teilnahmeerklärungen|Kooperationserklärungen)"
    r"\s(?:[a-zäöüß]+\s){0,5}(?:aus|von)\s(?:den\s|der\s|dem\s)?$"
)
#: "die Mitwirkung der Stadt A im Klimaschutz-Netzwerk"
_ENTRY_OF_RE = shape(r"(?<!\w)(?:Beitritt|Teilnahme|Mitwirkung|Beteiligung|Mitgliedschaft|Aufnahme|Mitarbeit)s?\s(?:der|des)\s$")
_ENTRY_TO_RE = shape(r"\s(?:am|an\s(?:dem|einem)|im|in\s(?:das|dem|einem|ein)|ins|zum|zu\seinem|beim)(?!\w)")
_REJECTED_RE = shape(
    r"(?<!\w)(?:lehn\w+|abgelehnt|Ablehnung|gegen|nicht|keine?[nrms]?|fehl\w+|aussteh\w*|ausstehen\w*|stehen\s[^.;]{0,60}\saus|erwartet\w*|endet\w*|kündig\w+)(?!\w)"
)
#: with what such a sentence begins: four letters of each first word, small, and the words that are shorter
_FRONT_LETTERS = frozenset(
    "aktu ange auch beig bere bete bish dabe derz eing enga erne erst fest mitg orga scho unte vere vers vert wied zuge zusa".split()
)
_FRONT_WORDS = frozenset(["mit", "neu", "von", "zum"])
_NEXT_CHARS = 70
_NTH_RE = shape(
    r"\W*Als\s(?:erste|zweite|dritte|vierte|fünfte|sechste|siebte|achte|neunte|zehnte|elfte|zwölfte|weitere|letzte|jüngste|neueste|bislang letzte|vorerst letzte)[srn]?\s"
    r"(?:(?:und\s)?(?:bisher|bislang|vorerst|letzte\w?|neue\w?)\s){0,2}(?:Kommune|Gemeinde|Stadt|Mitglied|Markt|Landkreis|Kreis|Samtgemeinde|Verbandsgemeinde|Ort|Partner\w*|Mitgliedskommune|Teilnehmer\w*)"
    r"\s(?:ist|hat|tritt|trat|wird|wurde|kam|kommt|stieß|stößt|stimmte|unterschrieb|unterzeichnete|gehört|schloss|schließt|beteiligt|beschloss)\s"
)
_NTH_CHARS = 40
_LEADS = frozenset(["", "die", "der", "das", "den", "dem"])
_ITEMS_RE = shape(r"[^.;:!?()]{3,160}(?:,|\sund|\ssowie)\s(?:(?:die|der|das|den|dem)\s)?")
_SIGNED_FOR_RE = shape(r"(?<!\w)(?:unterzeichne\w*|unterschr[ie]+b\w*|Unterschrift\w*|sign\w+)(?!\w)")
_IN_BRACKETS_RE = shape(r"\s?\((?:die |der |mit |aus |aktuell |derzeit |zurzeit )*$")
_BRACKET_CHARS = 24
_ARTICLES = frozenset(["", "die", "der", "das", "auch"])
_LED_BY = frozenset(["aus", "von", "den", "der", "dem", "des"])
_BY = frozenset(["von", "durch"])
_NEITHER = LOCATION | AGENT
_ONE_OF_MANY_RE = shape(r"\s(?:ist|war|wird)\s(?:[a-zäöüß]+\s){0,2}eine[rs]?\s(?:von|der|unter)\s")
_CONTRACT_RE = shape(r"(?<!\w)(?:\w*[Vv]ereinbarung|\w*[Vv]ertrag|\w*[Uu]rkunde|Beitrittserklärung|Absichtserklärung)(?!\w)")
_STANDS_FOR_RE = shape(r"\s(?:vertritt|vertrat|vertreten)(?!\w)")


def by_structure(view: View, run: Run, stretch: tuple[int, int]) -> str | None:
    """Name what makes members of a run without a word of membership: it founds or signs, or stands in brackets behind the network."""
    if is_fronted(view, run, stretch):
        return "joins"
    for mention in run.mentions:
        if mention.label != "place":
            return None
    network = view.has_mention("network", *stretch)
    alone = len(run.mentions) == 1
    if network and alone and _is_nth(view, run, stretch):
        return "nth"
    if _is_resolved(view, run, stretch):
        return "resolved"
    by_structure = _town_by_structure if alone else _list_by_structure
    return by_structure(view, run, stretch, network=network)


def _town_by_structure(view: View, run: Run, stretch: tuple[int, int], *, network: bool) -> str | None:
    """Name what makes a member of one town: it signs, is spoken for, or is one of those counted."""
    text = view.text
    if network:
        headed = count_headed(run.mentions)
        if headed and _STANDS_FOR_RE.match(text, run.end):
            return "stood-for"
        if _ONE_OF_MANY_RE.match(text, run.end) and _counted_behind(view, run, stretch):
            return "one-of"
        subject = headed and run.before in _ARTICLES
        if subject and _SIGNED_FOR_RE.search(text, run.end, stretch[1]) and _CONTRACT_RE.search(text, run.end, stretch[1]):
            return "signer"
    if _is_signed_for(view, run, stretch):
        return "signed-for"
    return "signer" if signs(view, run, stretch) else None


def _list_by_structure(view: View, run: Run, stretch: tuple[int, int], *, network: bool) -> str | None:
    """Name what makes members of several towns: they are signed for, found a network, or stand in brackets behind it."""
    text = view.text
    if run.sent and (_SIGNING_RE.search(text, *stretch) or _AGREED_RE.search(text, *stretch)):
        return "signed-for"
    towns = any(mention.value.kind != "district" for mention in run.mentions)
    if network and towns and run.before in _BY:
        low, high = max(stretch[0], run.start - _FOUNDED_BEFORE_CHARS), min(stretch[1], run.end + _FOUNDED_CHARS)
        if _plain(text, run.end, high, _FOUNDED_BY_RE, low):
            return "founded-by"
    if _is_signed_for(view, run, stretch):
        return "signed-for"
    if text.startswith(")", run.end) and (towns or run.size >= LIST):
        opened = _IN_BRACKETS_RE.search(text, max(0, run.start - _BRACKET_CHARS), run.start)
        if opened and _ends_network(view, opened.start()):
            return "bracket"
    return None


def _is_signed_for(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether somebody signs for a run: "Für die Stadt Lage unterschrieb Bürgermeister Muster"."""
    return run.before == "für" and view.has_mention("person", *stretch) and bool(_SIGNED_FOR_RE.search(view.text, *stretch))


def _is_nth(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether a sentence says the how manieth the town is: "Als sechste Gemeinde hat am Donnerstag Lage zugestimmt"."""
    opened = _NTH_RE.match(view.text, *stretch)
    if opened is None or not opened.end() <= run.start < opened.end() + _NTH_CHARS or run.before in _NEITHER:
        return False
    return not _REJECTED_RE.search(view.text, *stretch)


def _is_resolved(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether councils have agreed or are asked to: "Beschlüsse liegen aus A und B vor", "der Beitritt der Stadt A zum Netzwerk"."""
    text = view.text
    if text[max(0, run.start - _FOUNDED_BEFORE_CHARS) : run.start].rstrip()[-3:] not in _LED_BY:
        return False
    low = max(stretch[0], run.start - _FOUNDED_CHARS)
    if not _RESOLUTIONS_RE.search(text, low, run.start):
        gap = _ENTRY_TO_RE.match(text, run.end, stretch[1]) if _ENTRY_OF_RE.search(text, low, run.start) else None
        if gap is None or not view.has_mention("network", run.end, min(stretch[1], gap.end() + _NEXT_CHARS)):
            return False
    return not _REJECTED_RE.search(text, *stretch)


def fronted_end(view: View, stretch: tuple[int, int]) -> int | None:
    """Give where a word of membership and its verb, that open a sentence, leave off: "Beteiligt am Netzwerk sind | A und B"."""
    start, end = stretch
    opening = view.text[start : start + 4].lower()
    if opening not in _FRONT_LETTERS and opening[:3] not in _FRONT_WORDS and opening[:2] != "ja" and opening[:1].isalnum():
        return None
    match = _FRONTED_RE.match(view.text, start, end)
    return match.end() if match else None


def is_fronted(view: View, run: Run, stretch: tuple[int, int]) -> bool:
    """Say whether a word of membership and its verb lead to a run, or to a list of firms that goes on with it."""
    end = fronted_end(view, stretch)
    if end is None or end > run.start:
        return False
    if view.text[end : run.start].strip() in _LEADS:
        alone = run.mentions[0].label == "place" and run.size == 1 and not count_headed(run.mentions)
        return not alone or view.text[run.end : run.end + 1] == "."
    return run.mentions[0].label == "organisation" and bool(_ITEMS_RE.fullmatch(view.text, end, run.start))


def signs(view: View, run: Run, stretch: tuple[int, int]) -> bool:
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


def _plain(text: str, start: int, high: int, pattern: Shape, low: int) -> bool:
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
        text.startswith(")", run.end)
        and text[start : run.start] == "("
        and any(-1 <= start - person.end <= 1 for person in view.mentions("person", max(0, start - 60), start))
    )


def starts_with(view: View, run: Run, clause: tuple[int, int]) -> bool:
    """Say whether a network starts with the run: "Das Klimaschutznetzwerk Lippe startet im Mai mit den Städten A und B"."""
    low = max(clause[0], run.start - _START_CHARS)
    if run.before != "mit" or run.size < 2 or (run.size < LIST and not count_headed(run.mentions)):  # noqa: PLR2004 - one alone may be where it starts
        return False
    networks = [mention for mention in view.mentions("network", low, run.start) if not mention.value.plural]
    verbs = [hit for hit in view.hits("event_cues", low, run.start) if hit.entry.id in _STARTING]
    closing = view.hits("event_cues", run.end, run.end + _CLOSING_CHARS)
    return bool(networks) and (
        any(not _CLAUSE_END_RE.search(view.text, hit.end, run.start) for hit in verbs)
        or any(hit.entry.id in _STARTING and not view.text[run.end : hit.start].strip() for hit in closing)
    )
