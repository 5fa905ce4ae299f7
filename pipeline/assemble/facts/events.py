"""Finds event words that German tears apart: "schlossen sich … zusammen", "hoben … aus der Taufe", "nahm … die Arbeit auf"."""

import re
from functools import cache
from typing import NamedTuple, cast

from pipeline.assemble.view import Bundle, View
from pipeline.lexicon import Entry, Hit
from pipeline.shapes import Shape, shape

#: what closes such a bracket; a sentence without one is not looked at further
_CLOSING_RE = shape(
    r"\b(?:zurück|unterzeichne[nt]|unterschrieben|besiegelt|geschlossen|gehoben|gerufen|gründen|gegründet|schmieden|starten|beginnen|loslegen|losgehen|aufnehmen|gehen|zu[mr]|zusammen|Taufe|Leben|Weg|Beine|auf|los|an|aus|ab|Unterschrift(?:en)?|Startschuss|Vertrag|Verträge|Vereinbarung(?:en)?|\w*[eE]rklärung(?:en)?|Bündnis|Pakt|vor|Anfang|Namen|Welt|Tisch|erstmals|heben|rufen|unterzeichnen)\b"
)
_GAP = r"\b(?:[^.;:!?]|(?<=\d)\.){0,220}?\b"


def _entry(name: str, kind: str, value: str, *, weak: bool = False) -> Entry:
    return Entry("event_cues", name, name, (), kind=kind, value=value, weak=weak)


class _Frame(NamedTuple):
    """Hold a torn event: its first half, the whole of it, and what it tells; ``value`` is the status of the past tense."""

    first: Shape
    whole: Shape
    entry: Entry


@cache
def _first(pattern: str) -> Shape:
    """Write the first half of an event; several events begin alike."""
    return shape(pattern)


#: finite verb, what closes the bracket, the event it tells
_FRAMES: tuple[_Frame, ...] = tuple(
    _Frame(
        _first(verb),
        shape(rf"\b(?P<verb>{verb}){_GAP}(?P<close>{closing})\b(?=\s*(?:[.,;:!?)–-]|und\b|oder\b|sowie\b|$)|\s*\n)", re.MULTILINE),
        entry,
    )
    for verb, closing, entry in (
        (r"schl(?:oss|ossen|ieß(?:t|en))", r"zusammen", _entry("schliessen-sich-zusammen", "founding", "running")),
        (r"(?:tat|taten|tut|tun|fand|fanden|finden)\s+sich", r"zusammen", _entry("tun-sich-zusammen", "founding", "running")),
        (r"h(?:o|e)b(?:en|t)?", r"aus der Taufe", _entry("aus-der-taufe", "founding", "running")),
        (r"r(?:ief|iefen|uft|ufen)", r"ins Leben", _entry("ins-leben", "founding", "running")),
        (r"br(?:achte|achten|ingt|ingen)", r"auf den Weg", _entry("auf-den-weg", "founding", "running")),
        (r"stell(?:te|ten|t|en)", r"auf die Beine", _entry("auf-die-beine", "founding", "running")),
        (r"n(?:ahm|ahmen|immt|ehmen)", r"(?:Netzwerka|A)rbeit auf", _entry("nahm-arbeit-auf", "start", "running")),
        (r"(?:leg(?:te|ten|t|en)|g(?:ing|eht)\s+es)", r"los", _entry("legte-los", "start", "running", weak=True)),
        (r"blick(?:te|ten|t|en)", r"zurück", _entry("blickten-zurueck", "", "completed", weak=True)),
        (r"l(?:ief|iefen|äuft|aufen)", r"aus", _entry("lief-aus", "end", "completed")),
        (r"l(?:äuft|aufen|ief|iefen)", r"ab", _entry("laeuft-ab", "end", "", weak=True)),
        (r"l(?:ief|iefen|äuft|aufen)", r"an", _entry("lief-an", "start", "running", weak=True)),
        (r"(?:nahm|nahmen|nimmt|nehmen)", r"(?:seinen|ihren) Anfang", _entry("nahm-anfang", "founding", "running")),
        (r"bereite(?:t|n)\b(?=[^.;]{0,120}(?:[Nn]etzwerk|[Bb]ündnis|[Vv]erbund|\bNetz)\b)", r"vor", _entry("bereiten-vor", "", "planned")),
        (r"ge(?:ht|hen) auf", r"zurück", _entry("geht-zurueck", "founding", "running", weak=True)),
    )
)  # fmt: skip
_FREE_FRAMES: tuple[_Frame, ...] = tuple(
    _Frame(_first(first), shape(rf"\b(?P<verb>{first}){_GAP}(?P<close>{second})\b"), entry)
    for first, second, entry in (
        (r"setz(?:te|ten|t|en)", r"(?:Unterschrift(?:en)?|Namen) unter", _entry("unterschrift-setzen", "founding", "running")),
        (r"erblick(?:te|ten|t|en)", r"Licht der Welt", _entry("licht-der-welt", "founding", "running")),
        (
            r"(?:Kooperations|Netzwerk|Zusammenarbeits)?(?:[Vv]ereinbarung|[Vv]ertrag|[Vv]erträge)|Absichtserklärung|Bündnis|Pakt",
            r"geschlossen|beschlossen und unterzeichnet",
            _entry("vereinbarung-geschlossen", "founding", "running", weak=True),
        ),
        (r"(?:schloss|schlossen)", r"(?:Kooperations|Netzwerk)?(?:vereinbarung|vertrag)|Vereinbarung|Vertrag|Bündnis|Pakt",
         _entry("schlossen-vereinbarung", "founding", "running", weak=True)),
        (r"(?:traf|trafen|kam|kamen|versammelte|versammelten|lud|luden|saß|saßen)", r"(?:zum|zur)\s(?:\w+\s)?(?:Auftakt|Gründung|Kick-?[Oo]ff|Unterzeichnung|Startschuss)\w*|zu gründen|aus der Taufe zu heben|ins Leben zu rufen|zu unterzeichnen",
         _entry("trafen-zum-auftakt", "founding", "running")),
        (r"(?:traf|trafen|kam|kamen|saß|saßen|fand|fanden)", r"(?:zum ersten Mal|erstmals)\b(?:\s\w+)? (?:zusammen|an einem Tisch)",
         _entry("kamen-erstmals", "founding", "running", weak=True)),
        (r"(?:haben|hat|wurden?)", r"(?:unterzeichnet|unterschrieben|besiegelt|aus der Taufe gehoben|ins Leben gerufen)",
         _entry("haben-unterzeichnet", "founding", "", weak=True)),
        (r"(?:wollen|will|sollen|soll|werden|wird|möchten)", r"(?:gründen|gegründet|ins Leben (?:rufen|gerufen)|aus der Taufe (?:heben|gehoben)|unterzeichne(?:n|t)|schmieden)",
         _entry("wollen-gruenden", "founding", "", weak=True)),
        (r"(?:wollen|will|sollen|soll|werden|wird|möchten)", r"(?:starten|beginnen|an den Start gehen|loslegen|losgehen|(?:Netzwerka|A)rbeit aufnehmen)",
         _entry("wollen-starten", "start", "", weak=True)),
    )
)  # fmt: skip


_ALL_FRAMES = (*_FRAMES, *_FREE_FRAMES)
_WHOLES = Bundle(frame.whole for frame in _ALL_FRAMES)


def torn_events(view: View, start: int) -> list[Hit]:
    """Give both halves of every torn event of the sentence that starts there, so that a date beside either is near it."""
    return torn_by_sentence(view).get(view.sentence_index(start), [])


def torn_by_sentence(view: View) -> dict[int, list[Hit]]:
    """Give the torn events of a document by the index of their sentence, both halves of each; found once."""
    if "torn events" not in view.notes:
        view.notes["torn events"] = _find_torn(view)
    return cast("dict[int, list[Hit]]", view.notes["torn events"])


def _find_torn(view: View) -> dict[int, list[Hit]]:
    text, sentences = view.text, view.sentences
    found: dict[int, list[Hit]] = {}
    for held in _WHOLES.held(text):
        first, whole, entry = _ALL_FRAMES[held]
        for number, match in view.first_matches(whole, first):
            sentence = sentences[number]
            if number in found or _CLOSING_RE.search(text, sentence.start, sentence.end):
                halves = [Hit(*match.span(group), entry, match[group], match[group]) for group in ("verb", "close")]
                found.setdefault(number, []).extend(halves)
    return found
