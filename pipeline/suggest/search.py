"""Searches for entries: gathers what people put right, has ideas, tries each, keeps what gains something."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.lexicon_files import read_lists
from pipeline.run import Pipeline
from pipeline.settings import Settings, user_home
from pipeline.suggest.blocks import block_ideas
from pipeline.suggest.cues import cue_ideas
from pipeline.suggest.gather import corpus_at_hand, corpus_texts, count_documents, gather
from pipeline.suggest.known import Known, example_of
from pipeline.suggest.names import name_ideas
from pipeline.suggest.own import keep, refused
from pipeline.suggest.shapes import Correction, Effect, Idea, Proposal, Suggestions, days_of, proposal_id, reviewers_of
from pipeline.suggest.trial import Trial
from schemas.lexicon import LexiconEntry

if TYPE_CHECKING:
    from pipeline.store import Store

Tell = Callable[[str], None]
_EXAMPLES = 2


def suggest(
    store: "Store",
    settings: Settings | None = None,
    *,
    corpus: Path | None = None,
    own: Path | None = None,
    tell: Tell = lambda _line: None,
) -> Suggestions:
    """Propose entries for the user's own word lists from the decisions in a store, and keep them until they are accepted or refused.

    ``corpus``: gold to measure on beside the decisions; without it that of the checkout, where there is one. ``own``: the user's folder of
    lists; ``tell``: is told how far the search is.

    Raises:
        ReadError: the corpus has no gold.
    """
    settings = settings or Settings()
    own = own or settings.own_lexicons or user_home() / "lexicons"
    pipeline = Pipeline(settings)
    known = Known(read_lists(settings.lexicons, settings.own_lexicons), pipeline.lexicons)
    corrections, texts = gather(store, pipeline)
    documents = count_documents(texts)
    corpus = corpus or corpus_at_hand()
    if corpus is not None and corrections:
        tell("reading the gold corpus")
        texts += corpus_texts(corpus, pipeline, {text.folded for text in texts})
    found = search(corrections, known, Trial(pipeline, known, texts), refused(own), tell)
    proposals, idle, left_out = found
    keep(own, proposals)
    return Suggestions(tuple(proposals), documents, len(corrections), idle, left_out, str(corpus) if corpus else None)


def search(
    corrections: Sequence[Correction], known: Known, trial: Trial, refusals: frozenset[str], tell: Tell = lambda _line: None
) -> tuple[list[Proposal], int, int]:
    """Try every idea that corrections give. Shape: (proposals, the best first; ideas that come to nothing; refused ones)."""
    ideas = [*name_ideas(corrections, known), *block_ideas(corrections, known), *cue_ideas(corrections, known)]
    tried: list[tuple[Idea, LexiconEntry, Effect]] = []
    left_out = 0
    for number, idea in enumerate(ideas):
        if number % 10 == 0:
            tell(f"trying {number} of {len(ideas)} entries")
        options = tuple(option for option in idea.options if proposal_id(idea.list, option) not in refusals)
        left_out += not options
        best = _best(idea, options, trial)
        if best is not None:
            tried.append((idea, *best))
    kept = _without_twins(tried)
    proposals = [_proposal(idea, entry, effect, known) for idea, entry, effect in kept]
    proposals.sort(key=lambda one: (-one.effect.net, len(one.effect.losses), len(one.effect.open), one.list, one.id))
    return proposals, len(ideas) - left_out - len(proposals), left_out


def _best(idea: Idea, options: Sequence[LexiconEntry], trial: Trial) -> tuple[LexiconEntry, Effect] | None:
    """Try the ways to write an entry and give the best that gains something; of equals the first."""
    best: tuple[LexiconEntry, Effect] | None = None
    documents = {correction.document for correction in idea.basis}
    for option in options:
        effect = trial.effect(idea.list, option, documents)
        if effect is not None and _is_gain(idea, effect) and (best is None or _rank(effect) > _rank(best[1])):
            best = option, effect
    return best


def _is_gain(idea: Idea, effect: Effect) -> bool:
    """Say whether an entry is worth proposing; a cue seen in one document must change nothing else."""
    if idea.sort == "cue" and idea.documents == 1 and (effect.losses or effect.open):
        return False
    return effect.net > 0


def _rank(effect: Effect) -> tuple[int, int, int]:
    return effect.net, -len(effect.losses), -len(effect.open)


def _without_twins(tried: Iterable[tuple[Idea, LexiconEntry, Effect]]) -> list[tuple[Idea, LexiconEntry, Effect]]:
    """Keep of the cues of a list that gain the same the one that does least beside, rests on most documents and says most."""
    kept: dict[object, tuple[Idea, LexiconEntry, Effect]] = {}
    for idea, entry, effect in tried:
        key: object = (idea.list, frozenset(effect.gains)) if idea.sort == "cue" else (idea.list, entry.id, entry.variants)
        other = kept.get(key)
        if other is None or _merit(idea, entry, effect) > _merit(*other):
            kept[key] = idea, entry, effect
    return list(kept.values())


def _merit(idea: Idea, entry: LexiconEntry, effect: Effect) -> tuple[int, int, int, int, int]:
    return (*_rank(effect), idea.documents, len(entry.variants[0].split()))


def _proposal(idea: Idea, entry: LexiconEntry, effect: Effect, known: Known) -> Proposal:
    """Write out an idea that proved good, with examples from the documents it came from."""
    shown = entry.model_copy(update={"examples": _examples(idea, entry, known)})
    plain = shown.model_dump(mode="json", exclude_defaults=True)
    sources = tuple(dict.fromkeys(correction.source for correction in idea.basis))
    return Proposal(
        proposal_id(idea.list, entry), idea.list, idea.sort, plain, sources, reviewers_of(idea.basis), days_of(idea.basis), effect
    )


def _examples(idea: Idea, entry: LexiconEntry, known: Known) -> tuple[str, ...]:
    """Cut examples out of the documents, such as the entry is found in; else its first variant is one."""
    lexicons = known.lexicons.adding(idea.list, known.whole(idea.list, entry), known.lists[idea.list].matching, scanned=True)
    found: dict[str, None] = {}
    for correction in idea.basis:
        for start, end in _places(correction, entry):
            example = example_of(correction.text, start, end)
            if any(hit.entry.id == entry.id for hit in lexicons.scan(example).get(idea.list, ())):
                found[example] = None
                break
        if len(found) == _EXAMPLES:
            break
    return tuple(found) or (entry.variants[0],)


def _places(correction: Correction, entry: LexiconEntry) -> Iterable[tuple[int, int]]:
    """Give where an entry may stand near a correction: at the value itself, or where one of its variants is nearest to it."""
    text = correction.text
    for variant in entry.variants:
        at = text.rfind(variant, 0, correction.end)
        after = text.find(variant, correction.start)
        near = [one for one in (at, after) if one >= 0]
        if near:
            nearest = min(near, key=lambda one: abs(one - correction.start))
            yield nearest, nearest + len(variant)
    yield correction.start, correction.end
