"""Gives a record its name, short form, edition and aliases."""

import re
from collections.abc import Sequence

from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.clusters import Cluster, fold_name
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention
from schemas.value import NetworkName

_LABEL_RE = shape(
    r"^[ \t]*(?:Kürzel|Kurzname|Kurzbezeichnung|Akronym|Abkürzung|Kurzform|Kurztitel)\s*:[ \t]*([^\s,;()][^\n,;()]{1,24}?)[ \t]*$",
    re.MULTILINE,
)
_CALLED_RE = shape(
    r"(?<![\w-])([A-ZÄÖÜ]\w{0,20}[A-ZÄÖÜ][\w-]{0,20}),? wie (?:sich |man )?[^.,;:\n]{1,60}?(?:kurz |abgekürzt |auch )?(?:nennt|heißt|genannt wird|abgekürzt wird)"
)
#: the verbs of such a remark
_CALLS_RE = shape(r"nennt|heißt|genannt wird|abgekürzt wird")
_WORD_RE = shape(r"\w+")
_SPELT_OUT = 3
_DEFINITE = frozenset({"das", "dem", "des", "dieses", "diesem", "unser", "unserem", "unseres", "im", "am", "vom", "zum"})
_ROUNDS = {"zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5}
_ROUND_RE = shape(r"\b([Zz]weite|[Dd]ritte|[Vv]ierte|[Ff]ünfte)[nrs]?\s(?:Phase|Runde|Auflage|Generation|Staffel)\b")


def fill_name(draft: Draft, cluster: Cluster, view: View) -> None:
    """Choose the fullest name; the other forms are aliases."""
    candidates: dict[str, tuple[NetworkName, Mention]] = {}
    for name, mention in zip(cluster.names, cluster.mentions, strict=True):
        if name.name and (not cluster.edition or name.edition == cluster.edition):
            candidates.setdefault(name.name, (name, mention))
    best = max(candidates, key=_fullness)
    _, mention = candidates[best]
    draft.propose("name", best, Trace(mention.start, mention.end, mention.rule, mention.confidence))
    if cluster.edition is not None:
        draft.propose("edition", cluster.edition, Trace(mention.start, mention.end, "network.edition", 0.9))
    for text, (_, found) in candidates.items():
        if text != best or _is_shouted(text):
            _add_alias(draft, best, _recase(text, [best, *candidates]), Trace(found.start, found.end, found.rule, 0.75))
    for name, found in zip(cluster.names, cluster.mentions, strict=True):
        _add_forms(draft, best, name, found)
    if "acronym" not in draft.scalars:
        _add_called(draft, best, cluster, view)


def add_pointer_forms(draft: Draft, pointers: Sequence[Mention]) -> None:
    """Take the short form that stands behind a mere pointer: "In diesem Netzwerk, kurz KEEN-F, haben sich …"."""
    name = draft.scalars.get("name")
    for mention in pointers:
        if name is not None and mention.value.aliases and not mention.value.plural and mention.value.article in _DEFINITE:
            _add_forms(draft, str(name.value), mention.value, mention)


def fill_round(draft: Draft, view: View) -> None:
    """Give the one network of a text its generation where headline or name stand with one: "geht in die zweite Runde"."""
    if "edition" in draft.scalars:
        return
    named = {view.sentence(trace.start).start for value in (draft.scalars.get("name"),) if value for trace in value.traces}
    title = view.document.title
    at = view.text.find(title) if title else -1
    for number, match in view.first_matches(_ROUND_RE):
        start = view.sentences[number].start
        if start in named or start == at:
            draft.propose("edition", _ROUNDS[match[1].lower()], Trace(match.start(), match.end(), "network.round", 0.7))
            return


def fill_ordinal(draft: Draft, pointers: Sequence[Mention], *, least: int = 2) -> None:
    """Give a nameless network its generation where the text counts: "ein zweites Netzwerk der Stadtwerke".

    ``least``: a first one counts only beside a second, since "das erste Netzwerk im Kreis" need not have followers.
    """
    for mention in pointers:
        number = mention.value.ordinal
        if number is not None and number >= least and not mention.value.plural:
            draft.propose("edition", number, Trace(mention.start, mention.end, "network.ordinal", 0.8))
            return


def _fullness(name: str) -> tuple[bool, bool, int]:
    """Prefer a spelt-out name to a short form, and small letters to capitals only; then the longest."""
    return name.upper() != name or " " not in name, not (name.isupper() and " " not in name), len(name)


def _is_shouted(name: str) -> bool:
    """Say whether a name of several words stands in capitals."""
    return " " in name and name.upper() == name


def _recase(name: str, names: Sequence[str]) -> str:
    """Write a name in capitals as the other names of the network write its words."""
    if not _is_shouted(name):
        return name
    casing = {word.lower(): word for word in _WORD_RE.findall(" ".join(names)) if not word.isupper()}
    return _WORD_RE.sub(lambda word: casing.get(word[0].lower(), word[0]), name)


def _add_alias(draft: Draft, best: str, alias: str, trace: Trace) -> None:
    if alias != best and (fold_name(alias) != fold_name(best) or "- " in best or " -" in best):
        draft.add("aliases", fold_name(alias) if fold_name(alias) != fold_name(best) else alias, alias, trace)


def _add_forms(draft: Draft, best: str, name: NetworkName, found: Mention) -> None:
    """Add the short forms and corrected spellings that one mention brings."""
    spans = found.extra.get("spans", {})
    if name.acronym and (place := spans.get(name.acronym) or _inside(found, name.acronym)):
        draft.propose("acronym", name.acronym, Trace(place[0], place[1], "network.acronym", 0.86))
    for alias in name.aliases:
        start, end = spans.get(alias, (found.start, found.end))
        _add_alias(draft, best, alias, Trace(start, end, "network.alias", 0.84))


def _inside(found: Mention, form: str) -> tuple[int, int] | None:
    """Find a short form inside the characters of a mention."""
    at = found.text.find(form)
    return (found.start + at, found.start + at + len(form)) if at >= 0 else None


def _add_called(draft: Draft, best: str, cluster: Cluster, view: View) -> None:
    """Read a short form from a label ("Kürzel: AKN") or a remark ("der AGEW, wie sich der Zusammenschluss nennt")."""
    patterns = [(_LABEL_RE, "network.acronym.label")]
    if view.may_match(_CALLS_RE, 0, len(view.text)):
        patterns.append((_CALLED_RE, "network.acronym.called"))
    initials: set[str] | None = None
    for pattern, rule in patterns:
        for match in pattern.finditer(view.text):
            if initials is None:
                initials = {word[0].lower() for word in _WORD_RE.findall(best)}
            form = match[1].strip()
            if (
                len(form) < _SPELT_OUT - 1
                or form[0].lower() not in initials
                or view.is_mute(match.start())
                or not _is_near(match.start(), cluster, view)
            ):
                continue
            trace = Trace(match.start(1), match.end(1), rule, 0.86)
            draft.propose("acronym", form, trace)
            _add_alias(draft, best, form, trace)
            return


def _is_near(position: int, cluster: Cluster, view: View) -> bool:
    """Say whether the last name before a position is one of this cluster's."""
    before = [mention for mention in view.mentions("network", 0, position) if mention.value.name]
    return not before or any(mention.start == before[-1].start for mention in cluster.mentions)
