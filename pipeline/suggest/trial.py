"""Tries an entry: reads every document anew that it can change, and counts what agrees afterwards and what no longer does."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.lexicon import fold
from pipeline.lexicon_forms import Entry, patterns
from pipeline.stages import build_stages
from pipeline.suggest.judge import Judge, Value, Verdict
from pipeline.suggest.shapes import Change, Effect, Where

if TYPE_CHECKING:
    from pipeline.run import Pipeline
    from pipeline.suggest.known import Known
    from schemas.document import Document
    from schemas.lexicon import LexiconEntry


#: lists whose entries other code takes and matches in its own way, inside words too
_TAKEN = frozenset({"language_words", "months", "name_stops", "network_heads", "number_words", "seasons", "themes", "time_words"})
#: of these the tag stage makes finders when it is built; with all others the stage can be used again
_TAGGED = _TAKEN - {"language_words", "themes"}
#: documents without a decision that are read for one entry: nothing can be gained or lost there
_MOST_UNDECIDED = 200


@dataclass(slots=True)
class Text:
    """Hold a document that entries are tried on.

    ``id``: in the store, None for gold; ``folded``: its cleaned text as the lists are matched against it; ``decided``: whether anything
    is known of what is right in it.
    """

    where: Where
    name: str
    id: int | None
    folded: str
    fetch: "Callable[[], Document]"
    judge: Judge
    decided: bool
    before: Verdict | None = None


class Trial:
    """Try entries on documents; the chain with the lists as they are stands beside the one with an entry more."""

    def __init__(self, pipeline: "Pipeline", known: "Known", texts: Sequence[Text]) -> None:
        self._pipeline = pipeline
        self._known = known
        self._texts = texts

    def effect(self, name: str, entry: "LexiconEntry", documents: Iterable[int] = ()) -> Effect | None:
        """Say what an entry of a list would change.

        ``documents``: those it was thought of for. They are read first; where nothing is gained in them, the answer is None.
        """
        keys = self.keys(name, entry)
        texts = [text for text in self._texts if may_change(text.folded, keys)]
        own = set(documents)
        first = [text for text in texts if text.id in own]
        if own and not first:
            return None
        chain = self._chain(name, entry)
        effect = self._read(chain, first)
        if own and not effect.gains:
            return None
        rest = [text for text in texts if text.id not in own]
        undecided = [text for text in rest if not text.decided]
        more = self._read(chain, [*(text for text in rest if text.decided), *undecided[:_MOST_UNDECIDED]])
        return Effect(
            effect.gains + more.gains, effect.losses + more.losses, effect.open + more.open,
            effect.documents + more.documents, len(undecided[_MOST_UNDECIDED:]),
        )  # fmt: skip

    def _read(self, chain: "Pipeline", texts: Sequence[Text]) -> Effect:
        """Read documents with an entry, and those without it that were not read so before."""
        found: tuple[list[Change], list[Change], list[Change]] = ([], [], [])
        for text in texts:
            document = text.fetch()
            if text.before is None:
                text.before = text.judge(self._pipeline.extract(document))
            for values, changes in zip(compare(text.before, text.judge(chain.extract(document))), found, strict=True):
                changes.extend(Change(text.where, text.name, value.field, value.shown) for value in values)
        gains, losses, undecided = map(tuple, found)
        return Effect(gains, losses, undecided, len(texts))

    def keys(self, name: str, entry: "LexiconEntry") -> frozenset[str]:
        """Give the folded strings without one of which a text cannot change."""
        matching = entry.matching or self._known.lists[name].matching
        plain = Entry(name, entry.id, entry.label, entry.variants, value=entry.value)
        keys = frozenset(pattern.folded for pattern in patterns(plain, 0, matching))
        return frozenset(key.strip() for key in keys) | {fold(one) for one in entry.variants} if name in _TAKEN else keys

    def _chain(self, name: str, entry: "LexiconEntry") -> "Pipeline":
        """Build the chain with an entry more."""
        settings = self._pipeline.settings
        tried = copy(self._pipeline)
        tried.lexicons = self._known.adding(name, entry)
        stages = build_stages(tried.lexicons, tried.gazetteer, settings.models, calibrated=settings.calibrated)
        if name not in _TAGGED:  # the tag stage takes a fifth of a second to build
            stages = tuple(
                old if getattr(old, "name", "") == "tag" else new for old, new in zip(self._pipeline.stages, stages, strict=False)
            )
        tried.stages = stages
        return tried


def may_change(folded: str, keys: Iterable[str]) -> bool:
    """Say whether a text holds one of the strings of an entry; a text without any reads the same with it."""
    return any(key in folded for key in keys)


def compare(before: Verdict, after: Verdict) -> tuple[list[Value], list[Value], list[Value]]:
    """Say what is better, what is worse, and what is new or gone of which nobody said whether it is right.

    A wrong value that gave way to the right one is one gain, not two.
    """
    better = _merged(after.right - before.right, before.wrong - after.wrong)
    worse = _merged(before.right - after.right, after.wrong - before.wrong)
    undecided = [*(after.open - before.open).elements(), *(before.open - after.open).elements()]
    return better, worse, undecided


def _merged(right: "Counter[Value]", wrong: "Counter[Value]") -> list[Value]:
    """Add to values that came right those that went and were wrong, as far as nothing came in their stead."""
    found = list(right.elements())
    stead = Counter(value[:2] for value in found)
    for value in wrong.elements():
        if stead[value[:2]]:
            stead[value[:2]] -= 1
        else:
            found.append(value)
    return found
