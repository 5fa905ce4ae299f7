"""Reads a network's themes: from its name, else from the headline and from what the text first says of it."""

import re
from collections.abc import Iterator, Sequence

from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Entry
from pipeline.shapes import shape

Spot = tuple[int, int, str]

_SENTENCES = 12
_LEAD_CHARS = 700
_NAME_CHARS = 90
_COLOUR_RE = shape(r"klimafreundliche\w*\s(?=Mobilität|Verkehr|Wärme|Beschaffung|Dienstwege)", re.IGNORECASE)
_ADAPTS_RE = shape(
    r"[Kk]lima(?:folgen|wandel)?anpassung|Anpassung an (?:den|die|das|ein) (?:Folgen des )?Klima|Klimavorsorge|Starkregen|Hitzevorsorge|Hitzeschutz"
)
_PROTECTS_RE = shape(
    r"[Kk]limaschutz(?!minister|initiative|agentur|ministerium|\w*(?:agentur|initiative))|Treibhausgas|CO2-Einsparung|klimaneutral|[Ee]nergieeffizienz"
)


class ThemeReader:
    """Find themes in words and inside compounds; words that tell a theme only inside a name ("Energie…") are marked weak."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        words = [(entry, variant) for entry in entries if entry.value for variant in entry.variants]
        self._stem_chars = min((len(variant) for _, variant in words), default=1)
        #: the words by their first letters: (word, place in the list, theme, only inside a name)
        self._stems: dict[str, list[tuple[str, int, str, bool]]] = {}
        for number, (entry, variant) in enumerate(words):
            word = variant.lower()
            self._stems.setdefault(word[: self._stem_chars], []).append((word, number, str(entry.value), entry.weak))

    def read(self, view: View, scope: Scope) -> None:
        """Fill the themes of every draft."""
        for draft in scope.drafts:
            self._from_name(view, draft)
            if not draft.lists.get("themes"):
                self._from_pointers(view, scope, draft)
            if len(scope.drafts) == 1:
                self._from_headline(view, draft)
            if not draft.lists.get("themes"):
                self._from_sentences(view, scope, draft)

        for draft in scope.drafts:
            if not draft.lists.get("themes"):
                _inherit(scope, draft)

    def _from_name(self, view: View, draft: Draft) -> None:
        for name in ("name", "aliases"):
            for value in [draft.scalars.get(name), *draft.lists.get(name, {}).values()]:
                if value is not None and not draft.lists.get("themes"):
                    trace = value.traces[0]
                    self._add(view, draft, trace.start, trace.end, 0.92, weak=True, own=True)

    def _from_headline(self, view: View, draft: Draft) -> None:
        """Add what the headline names beside the name."""
        title = view.document.title
        at = view.text.find(title, 0, _LEAD_CHARS) if title else -1
        if title and at >= 0:
            self._add(view, draft, at, at + len(title), 0.7)

    def _from_pointers(self, view: View, scope: Scope, draft: Draft) -> None:
        """Read "Energieeffizienznetzwerk" or "Netzwerk für Ressourceneffizienz" where the network has no telling name."""
        for mention in view.mentions("network"):
            if draft.index in scope.of(mention.start) and not view.is_mute(mention.start) and not mention.value.plural:
                sentence = view.sentence(mention.start)
                self._add(view, draft, mention.start, min(mention.end + 40, sentence.end), 0.85, weak=True)
                if draft.lists.get("themes"):
                    return

    def _from_sentences(self, view: View, scope: Scope, draft: Draft) -> None:
        """Take the first theme of the first sentences about it."""
        for sentence in view.live_sentences[:_SENTENCES]:
            if draft.index in scope.of(sentence.start):
                for spot in self._spots(view.text[sentence.start : sentence.end], weak=False):
                    self._put(draft, spot, sentence.start, 0.6)
                    if not view.text[sentence.start + spot[0] : sentence.start + spot[1]].endswith("- und"):
                        return  # "Energie- und Klimaschutz" names two

    def _add(
        self, view: View, draft: Draft, start: int, end: int, confidence: float, *, weak: bool = False, own: bool = False
    ) -> None:
        """Take the themes of a stretch. ``own``: it is the network's name, and a theme in it is of no other body."""
        for spot in self._spots(view.text[start:end], weak=weak):
            if not own and _is_elsewhere(view, start, spot):
                continue
            if weak and spot[2] == "climate" and spot[1] - spot[0] == len("Klima") and _adapts(view):
                spot = (spot[0], spot[1], "adaptation")  # noqa: PLW2901 - "Klimavorsorge", where all of the text is on adaptation
            self._put(draft, spot, start, confidence)

    @staticmethod
    def _put(draft: Draft, spot: Spot, offset: int, confidence: float) -> None:
        low, high, theme = spot
        draft.add("themes", theme, theme, Trace(offset + low, offset + high, "themes.word", confidence))

    def _spots(self, text: str, *, weak: bool) -> Iterator[Spot]:
        """Find theme words, the longest first where they overlap, in text order; "other" only says that none of ours fits."""
        piece, stems, chars = text.lower(), self._stems, self._stem_chars
        found: dict[int, tuple[int, int, int, Spot]] = {}
        for at in range(len(piece) - chars + 1):
            for word, number, theme, is_weak in stems.get(piece[at : at + chars], ()):
                if number not in found and (weak or not is_weak) and piece.startswith(word, at):
                    found[number] = -len(word), at, number, (at, at + len(word), theme)
        kept: list[Spot] = []
        for *_, spot in sorted(found.values()):
            if all(spot[0] >= other[1] or other[0] >= spot[1] for other in kept):
                kept.append(spot)
        return iter(sorted(spot for spot in kept if spot[2] != "other"))


def _is_elsewhere(view: View, offset: int, spot: Spot) -> bool:
    """Say whether a theme only stands in the name of a body or programme, or colours another: "klimafreundliche Mobilität"."""
    low, high = offset + spot[0], offset + spot[1]
    for label in ("organisation", "programme"):
        for mention in view.mentions(label, max(0, low - _NAME_CHARS), low + 1):
            if mention.start <= low and high <= mention.end:
                return True
    return bool(_COLOUR_RE.match(view.text, low))


def _adapts(view: View) -> bool:
    """Say whether the text is on adaptation to the climate and not on its protection."""
    return bool(_ADAPTS_RE.search(view.text)) and not _PROTECTS_RE.search(view.text)


def _inherit(scope: Scope, draft: Draft) -> None:
    """Take the themes of the first other network of the page: a follow-up or sibling works on the same."""
    other = next((other for other in scope.drafts if other.lists.get("themes")), None)
    if other is not None:
        for key, value in other.lists["themes"].items():
            trace = value.traces[0]
            draft.add("themes", key, value.value, Trace(trace.start, trace.end, "themes.inherited", 0.5))
