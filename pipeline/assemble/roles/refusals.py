"""What speaks against a role: negation, wish, question, condition, a word of many uses without its object."""

import re

from pipeline.assemble.roles.clauses import Clause
from pipeline.assemble.roles.scene import Found, Scene, is_federal, is_public
from pipeline.lexicon import Hit
from pipeline.shapes import shape

_NEGATION_RE = shape(
    r"\b(?:nicht|kein|keine|keinen|keinem|keiner|keinerlei|ohne|weder|abgelehnt|lehnt|verzichtet|statt|anstelle|niemals|niemand|entfällt|ausgestiegen|zurückgezogen|bislang offen|noch offen)\b",
    re.IGNORECASE,
)
#: apart from the others, since its letters stand in too many words to be looked for
_NEVER_RE = shape(r"[nN][iIİı][eE](?<!\w\w\w\w)(?!\w)")
_NOT_ONLY_RE = shape(r"\bnicht nur\b|\bnicht zuletzt\b|\bohne Stimmrecht\b|\bkein(?:e|en)? (?:Geringere|Unbekannte)\w*")
_WISH_RE = shape(
    r"\b(?:könnte|könnten|wäre|wären|würde|würden|wünscht|wünschen|wünschenswert|hofft|hoffen|gesucht|sucht|suchen|denkbar|ausgeschrieben|noch nicht|ungewiss|Interesse|angefragt|vielleicht|möglicherweise|bewirbt|bewerben|gestellt werden|beantragt|beantragte|Antrag beim|Antrag bei|soll beantragt|hätte|hätten|bittet|fordert|forderte|wirbt)\b",
    re.IGNORECASE,
)
#: who applies for the grant carries the network: no wish
_APPLIED_RE = shape(r"\b(?:beantragte?n?|Antrag beim?)\b")
_CONDITION_RE = shape(r"\s*(?:und\s+|aber\s+)?(?:ob|falls|wenn|sofern|soweit|statt|anstatt|ohne)\b", re.IGNORECASE)
_PRONOUN_OBJECT_RE = re.compile(r"\b(?:es|sie|ihn|ihm|ihnen|ihr|uns|beide|beiden|dabei|dort|daran|darin)\b")
_OBJECT_RE = shape(
    r"vorhaben|\bprojekts?\b|kooperation|zusammenarbeit|bündnis|pakt\b|verbund|\brunde\b|tisch(?:e|es)?\b|teilnehm|mitglied|klimaschutzmanager|initiative|konvoi|\barbeit\b|treffen|umsetzung|prozess|arge\b|gründung\b",
    re.IGNORECASE,
)
#: apart from the others, since it stands in every text
_NETWORK_RE = shape(r"netzwerk|\bnetz(?:es|en)?\b", re.IGNORECASE)
#: "angestoßen hat das die Agentur", "die Sache hat er angeschoben"
_IT_RE = shape(
    r"\b(?:hat|hatte|haben|hatten|wurde|wird)\s(?:das|dies|alles|das Ganze|die Sache)\b|\b(?:[Dd]as Ganze|[Dd]ie Sache)\b"
)
_DEFINITE_RE = shape(
    r"\b(?:die|der|den|dem|das|alle|allen|beide|beiden|unsere[nr]?|jede[rn]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\d+)\s+(?:[a-zäöüß-]+e[nr]?\s+){0,2}$",
    re.IGNORECASE,
)
_MANY_FOUNDERS = 3


def find_refusal(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> str | None:
    """Name the check that speaks against a role, or None."""
    entry, clause_kind = cue.entry, clause.kind if clause is not None else None
    if reason := _word_refusal(scene, cue, found, clause):
        return reason
    if clause is not None and clause_kind == "sub" and _CONDITION_RE.match(scene.text, clause.start):
        return "stands in a condition"
    kinds = {body.kind for body in found.group.members}
    if entry.role not in _TAKES_UNNAMED and kinds == _UNNAMED:
        return "only advisers are taken without a name"
    if entry.role == "initiator" and entry.frame == "verb" and found.rule == "subject" and not _founds_network(scene, clause):
        return "what it founds is not the network"
    if entry.role in _GIVES and kinds == _PERSON:
        return "people do not fund, and support by their body"
    if (
        clause is not None
        and clause_kind == "infinitive"
        and not scene.view.mentions("network", clause.start, clause.pieces[-1][1])
    ):
        return "what it is about to do is not said of the network"
    if entry.role in {"initiator", "manager"} and all(is_federal(body) for body in found.group.members):
        return "a federal body, whose initiative is another"
    if entry.role in {"manager", "consultant"} and entry.frame == "verb" and _other_network(scene):
        return "another network than this one"
    if entry.role in _GIVES and entry.frame in {"phrase", "verb"} and _other_projects(scene, clause):
        return "money for other projects"
    if entry.role == "funder" and found.rule == "subject" and _any_networks(scene, clause):
        return "what the programme pays for, not this network"
    if entry.frame == "verb" and _SPEECH_RE.match(scene.text, cue.end, scene.end):
        return "a verb of speech"
    return _weak_refusal(scene, cue, found, clause) or _place_refusal(cue, found)


_TAKES_UNNAMED = frozenset({"consultant", None})
_GIVES = frozenset({"funder", "partner"})
_UNNAMED, _PERSON = {"unnamed"}, {"person"}


def _word_refusal(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> str | None:
    """Refuse what is denied, wished for or asked between cue and holder.

    Where that is one stretch of the text, the text itself is asked, which knows where an expression cannot match.
    """
    pieces = _around(scene, cue, found, clause)
    text, low, high = scene.text, *pieces[0]
    words = text[low:high]
    if len(pieces) > 1:
        words = " ".join([text[begin:stop] for begin, stop in pieces])
        text, low, high = words, 0, len(words)
    if (_NEGATION_RE.search(text, low, high) or _NEVER_RE.search(text, low, high)) and not _is_contrasted(scene, found, clause):
        rest = _NOT_ONLY_RE.sub(" ", words)
        if _NEGATION_RE.search(rest) or _NEVER_RE.search(rest):
            return "negated in its clause"
    if governing := _governing(scene, found, clause):
        text = f"{words} {governing}"
        low, high = 0, len(text)
    if _WISH_RE.search(text, low, high) and (
        cue.entry.role != "initiator" or _WISH_RE.search(_APPLIED_RE.sub(" ", text[low:high]))
    ):
        return "only wished for, asked for or possible"
    return "only wished for, asked for or possible" if words.rstrip().endswith("?") else None


_OTHER_OBJECT_RE = shape(
    r"\b(?:Maßnahmen?|Projekte|Ideen|Workshops?|Veranstaltungen?|Schulungen?|Treffen|Anlagen?|Aktionen?|Gespräche)\b"
)


_EARLIER_RE = shape(r"\b(?:bereits|schon|zuvor|früher|vorher|ähnliches|anderes|weiteres)\b", re.IGNORECASE)


def _other_network(scene: Scene) -> bool:
    """Say whether a sentence speaks of some other network: "hatte bereits 2015 ein Netzwerk moderiert"."""
    networks = scene.view.mentions("network", scene.start, scene.end)
    return (
        bool(networks)
        and all(
            mention.value.name is None
            and (
                mention.value.article.startswith("ein")
                or _SEVERAL_RE.search(scene.text, max(scene.start, mention.start - 30), mention.start)
            )
            for mention in networks
        )
        and bool(_EARLIER_RE.search(scene.text, scene.start, scene.end))
    )


_SEVERAL_RE = shape(r"\b(?:mehrere[nr]?|zahlreiche[nr]?|viele[nr]?|einige[nr]?|etliche[nr]?|diverse[nr]?|solcher?)\s(?:\w+\s)?$")


def _any_networks(scene: Scene, clause: Clause | None) -> bool:
    """Say whether a clause speaks of networks at large: "Der Bund fördert kommunale Netzwerke"."""
    low, high = (clause.pieces[0][0], clause.pieces[-1][1]) if clause is not None else (scene.start, scene.end)
    networks = scene.view.mentions("network", low, high)
    return bool(networks) and all(
        mention.value.name is None and mention.value.plural and not mention.value.article and not mention.value.ordinal
        and not _NUMBERED_RE.search(scene.text, max(low, mention.start - 40), mention.start)
        for mention in networks
    )  # fmt: skip


_NUMBERED_RE = shape(r"\b(?:beide[nr]?|zwei|drei|vier|fünf|sechs|\d+|dies\w+|unser\w*|die|der|den)\s(?:[\w-]+e[nr]?\s)*$")
_PROJECTS_RE = shape(
    r"\b(?:davon|[Ss]eit 2008|\d+ (?:Projekte|Vorhaben|Anlagen)|(?:mehrere|zahlreiche|viele) (?:Projekte|Vorhaben|Anlagen))\b"
)


def _other_projects(scene: Scene, clause: Clause | None) -> bool:
    """Say whether a clause counts what else a body has done with such money."""
    if clause is None:
        return False
    networks = scene.view.mentions("network", clause.pieces[0][0], clause.pieces[-1][1])
    if any(not mention.value.weak and mention.value.head.lower() != "initiative" for mention in networks):
        return False
    return bool(_PROJECTS_RE.search(clause.words(scene.text)))


def _founds_network(scene: Scene, clause: Clause | None) -> bool:
    """Say whether nothing but the network can be what an active verb founds."""
    if clause is None:
        return True
    low, high = clause.pieces[0][0], clause.pieces[-1][1]
    return bool(scene.view.mentions("network", low, high)) or not _OTHER_OBJECT_RE.search(scene.text, low, high)


_SPEECH_RE = shape(r"\s*[,:]\s*(?:dass\b|[„»\"])")


def _weak_refusal(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> str | None:
    """Refuse words of many uses where the network, or the money, is not near."""
    entry = cue.entry
    if reason := _kind_refusal(scene, cue, found, clause):
        return reason
    if found.rule in {"label", "self-label", "money"}:
        return (
            "not a body that pays"
            if entry.weak and entry.role == "funder" and entry.frame == "holder" and not is_public(found.group)
            else None
        )
    if entry.role == "funder" and entry.frame in {"phrase", "holder"} and entry.weak and not is_public(found.group):
        return "not a body that pays"
    if (
        entry.frame == "verb"
        and entry.kind == "money"
        and not _near_money(scene, clause)
        and not (entry.id in {"kosten-tragen", "bezahlen"} and is_public(found.group))
    ):
        return "no money in its clause"
    if (
        entry.weak
        and entry.frame in {"verb", "task"}
        and entry.kind != "money"
        and not _vouched(scene, cue, found, clause)
        and not _near_network(scene, cue, clause)
    ):
        return "a word of many uses, and the network is not near it"
    if (
        entry.weak
        and entry.frame == "holder"
        and found.rule in {"beside", "apposition"}
        and found.group.members[0].kind == "person"
        and not _names_network(scene, cue)
    ):
        return "an office of many uses, and the network is not named with it"
    return None


_GOODS_RE = shape(
    r"[Vv]orträge|Vortrag|[Ww]issen\b|Know-how|Referent|Räum|[Ee]xpertise|[Mm]aterial|Leitfäden|Leitfaden|Software|Personal|Ausstellung|Praktik|Studierende|Netz(?:e|en)?\b|Rat\b|Seminar"
)
_PROMISED_RE = shape(r"\b(?:zugesagt|zugesichert|versprochen|angeboten|sichert|signalisiert)\b")
_ANSWERED = frozenset({"lies-with", "charged", "by", "holds", "done-by", "gapped"})


def _vouched(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> bool:
    """Say whether holder or object vouches for a weak word: a payer for money, a firm that is given the advice, what is lent."""
    bodies = found.group.members
    named = all(body.mention.label == "organisation" for body in bodies)
    if cue.entry.role == "funder":
        return is_public(found.group)
    if cue.entry.role == "consultant":
        advises = any(body.mention.label == "organisation" and body.mention.value.sort == "consultancy" for body in bodies)
        lent = cue.entry.id == "sachverstand"
        return (
            advises or cue.entry.kind == "study" or (cue.entry.frame == "task" and named and found.rule in _ANSWERED and not lent)
        )
    if cue.entry.role == "partner" and clause is not None:
        words = clause.words(scene.text)
        if cue.entry.kind == "goods" or cue.entry.id == "sich-einbringen":
            return named and bool(_GOODS_RE.search(words))
        if cue.entry.kind == "support" and found.rule == "holds":
            return bool(_PROMISED_RE.search(words))
    return cue.entry.frame == "task" and found.rule == "lies-with" and named


_STUDY_RE = shape(
    r"[Gg]ebäude|Liegenschaft|Rathäus|Schulen|Schwimmb|Kläranlage|[Aa]nalysen?\b|[Bb]ericht|[Bb]ilanz|[Ff]ahrpl[aä]n|[Aa]udit|[Cc]heck|Gutachten|Studien?\b|[Pp]oten[zt]ial|Energiekonzept|Sanierungskonzept|Steckbrief|Energieausweis|[Vv]erbr[aä]uche?|[Ee]nergiedaten|Zähler"
)
_COMPLEMENT_RE = shape(r"\s+(?:zu[mr]?|für|hinter)\s+([^,.;:\n]{0,60})|(,)\s")
_ENQUIRY_RE = shape(r"\b(?:Rückfragen|Fragen|Auskünfte|Auskunft|Interviews?|Informationen|Gespräche|Download|Kontakt)\b")


def _kind_refusal(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> str | None:
    """Refuse a cue of a kind whose object is something else than the network's."""
    kind = cue.entry.kind
    if kind not in _OBJECT_KINDS:
        return None
    words = clause.words(scene.text) if clause is not None else scene.text[scene.start : scene.end]
    if kind == "origin" and (match := _COMPLEMENT_RE.match(scene.text, cue.end, scene.end)):
        network = scene.view.mentions("network", match.start(), match.end())
        return None if network or _FOUNDED_RE.search(match[1] or "") else "an impulse for something else"
    if kind == "care" and found.rule == "subject" and not _CARED_RE.search(words):
        return "cares for something else"
    if kind == "application" and not _GRANT_RE.search(scene.text, scene.start, scene.end):
        return "a motion, not an application for a grant"
    if kind == "study":
        if any(body.mention.label != "organisation" or body.kind == "unnamed" for body in found.group.members):
            return "members look after their own buildings"
        return None if _STUDY_RE.search(scene.text, scene.start, scene.end) else "nothing an adviser looks into"
    if kind == "goods":
        if _near_money(scene, clause):
            return "money, not goods"
        adviser = any(clause is not None and clause.holds(hit.start) for hit in scene.adverbs)
        return "for enquiries" if _ENQUIRY_RE.search(words) and not adviser else None
    return None


_OBJECT_KINDS = frozenset({"origin", "care", "application", "study", "goods"})
_CARED_RE = shape(
    r"\b[Uu]m\s[^,.;]{0,60}?(?:[Oo]rganisation|[Nn]etzwerk|[Kk]oordination|[Tt]reffen|Ablauf|Abläufe|[Mm]oderation|Verbund|[Tt]eilnehm|Kommunen|Mitglied|Projekt|Vorhaben|Belange|alles|sie|es)\b|\bdarum\b"
)
_GRANT_RE = shape(r"[Ff]örder|[Zz]uwendung|Projektträger|\b(?:PtJ|BAFA|ZUG)\b|[Mm]inisterium|richtlinie\b|[Kk]limaschutzinitiative")
_FOUNDED_RE = shape(
    r"\b(?:Gründung|Zusammenarbeit|Kooperation|Zusammenschluss|Projekt|Vorhaben|Bündnis|Verbund)|netz", re.IGNORECASE
)


def _names_network(scene: Scene, cue: Hit) -> bool:
    """Say whether an office is one of the network: "Projektleiterin des Netzwerks"."""
    low, high = max(scene.start, cue.start - 30), min(scene.end, cue.end + 50)
    return bool(scene.view.mentions("network", low, high))


def _place_refusal(cue: Hit, found: Found) -> str | None:
    """Refuse places that are members: a list that founds or agrees, a town as the payer of a fee."""
    places = [body for body in found.group.members if body.mention.label == "place"]
    if not places or (found.rule in {"label", "copula", "phrase", "beside", "apposition"} and cue.entry.kind != "aboard"):
        return None
    if cue.entry.role == "initiator" and len(places) >= _MANY_FOUNDERS:
        return "a list of places that founds is a list of members"
    if cue.entry.role in {"funder", "consultant"} and cue.entry.weak and any(body.distributed for body in places):
        return "members do not fund"
    if cue.entry.role == "partner" and cue.entry.weak and (len(places) > 1 or cue.entry.kind == "aboard"):
        return "places that take part are members"
    return None


def _around(scene: Scene, cue: Hit, found: Found, clause: Clause | None) -> list[tuple[int, int]]:
    """Give the pieces of the clause from cue to holder."""
    low, high = min(cue.start, found.group.start), max(cue.end, found.group.end)
    pieces = [] if clause is None else [(begin, stop) for begin, stop in clause.pieces if begin < high and stop > low]
    return pieces or [(low, high)]


def _governing(scene: Scene, found: Found, clause: Clause | None) -> str:
    """Give the clause that a "dass" clause or a relative clause hangs on: what is only hoped for there is not so."""
    if clause is None or clause.kind not in {"sub", "relative", "infinitive"}:
        return ""
    if clause.antecedent is not None:
        home = scene.clause_at(clause.antecedent.members[0].start)
        return home.words(scene.text) if home is not None else ""
    if clause.kind == "infinitive" and clause.before is not None:
        return clause.before.words(scene.text)
    return scene.text[scene.start : clause.start] if _THAT_RE.match(scene.text, clause.start) else ""


_THAT_RE = shape(r"\s*(?:dass|damit)\b")


def _is_contrasted(scene: Scene, found: Found, clause: Clause | None) -> bool:
    """Say whether the holder is the B of "nicht A, sondern B"."""
    if clause is None:
        return False
    return bool(
        re.search(
            r"\bsondern\s+(?:auch\s+)?(?:(?:der|die|das|dem|den|vom|von|bei|beim)\s+)*$",
            scene.text[scene.start : found.group.members[0].start],
        )
    )


_SHARE_RE = shape(
    r"\d\s?(?:%|Prozent)|\b(?:Hälfte|Dritteln?|Vierteln?|Großteil|Löwenanteil|größten Teil|Hauptteil|anteilig|alles|den Rest)\b"
)


def _near_money(scene: Scene, clause: Clause | None) -> bool:
    if scene.money or _SHARE_RE.search(scene.text, scene.start, scene.end):
        return True
    low, high = (clause.pieces[0][0], clause.pieces[-1][1]) if clause is not None else (scene.start, scene.end)
    tasks = any(hit.entry.role == "funder" and hit.entry.frame == "task" for hit in scene.view.hits("role_cues", low, high))
    return tasks or any(hit.entry.kind == "grant" and hit.surface[:1].isupper() for hit in scene.view.hits("money_cues", low, high))


def _names_object(text: str, low: int, high: int) -> bool:
    """Say whether a stretch names what such a word may be said of: a network, a project, a round."""
    return bool(_OBJECT_RE.search(text, low, high)) or (
        "etz" in text[low:high].lower() and _NETWORK_RE.search(text, low, high) is not None
    )


_MEETING_RE = shape(r"treffen|workshop|sitzung|veranstaltung", re.IGNORECASE)


def _scope_start(scene: Scene) -> int:
    """Give where to look for the network: in the sentence before too, where "sie" or "dort" leads back to it."""
    back = any(body.mention.rule == "organisation.by-pronoun" for group in scene.groups for body in group.members)
    index = scene.view.sentence_index(scene.start)
    return scene.view.sentences[index - 1].start if back and index else scene.start


def _near_network(scene: Scene, cue: Hit, clause: Clause | None) -> bool:
    """Say whether the clause, or the sentence before a bare pronoun, names the network or those in it."""
    view = scene.view
    low, high = (_scope_start(scene), scene.end)
    if any(clause is not None and clause.holds(hit.start) for hit in scene.adverbs):
        return True
    if view.mentions("network", low, high):
        return True
    if cue.entry.kind == "network":
        return False
    if cue.entry.role == "initiator" and cue.entry.frame == "verb" and cue.entry.kind != "members":
        if _IT_RE.search(view.text, low, high) or _PRONOUN_OBJECT_RE.search(view.text, low, high):
            return True
        words = clause.words(view.text) if clause is not None and low == scene.start else view.text[low:high]
        return _names_object(words, 0, len(words)) and not _MEETING_RE.search(words)
    if cue.entry.kind != "members" and _names_object(view.text, low, high):
        return True
    own = [(group.start, group.end) for group in scene.groups]
    members = [hit for hit in view.hits("member_nouns", low, high) if not any(begin <= hit.start < stop for begin, stop in own)]
    if any(_DEFINITE_RE.search(view.text, max(low, hit.start - 40), hit.start) for hit in members):
        return True
    return bool(_PRONOUN_OBJECT_RE.search(view.text, low, high))
