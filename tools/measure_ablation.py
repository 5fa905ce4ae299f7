"""Measure what each big component is worth: the figures with all of them, and with each one switched off.

::

    python tools/measure_ablation.py              # corpus/blind
    python tools/measure_ablation.py corpus/dev

A component is switched off by replacing its function while its row is measured; the product itself has no such switches.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pipeline.assemble as assemble_room  # noqa: E402 - a script finds its project first
import pipeline.assemble.members.labels as label_room  # noqa: E402
import pipeline.assemble.members.lists as list_room  # noqa: E402
import pipeline.assemble.roles.actors as role_room  # noqa: E402
import pipeline.link.places as place_room  # noqa: E402
import pipeline.section as section_room  # noqa: E402
import pipeline.section.headings as heading_room  # noqa: E402
import pipeline.stages as chain  # noqa: E402
from pipeline.assemble.networks.scope import Scope  # noqa: E402
from pipeline.linear import LinearModel, load_model  # noqa: E402
from pipeline.score import Evaluation, evaluate_corpus  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from schemas.layout import Segment, TextSection  # noqa: E402

#: what decided before there was a model: points by hand, three of them made a network
_BY_HAND = {
    "": -3.0, "named": 1.5, "joined": 0.5, "members many": 2.0, "members few": 1.2, "has founded": 1.5, "has start": 1.2,
    "has end": 0.8, "has participants_stated": 0.8, "has initiators": 0.8, "has managers": 0.8, "has consultants": 0.5,
    "has funders": 0.5, "has duration_months": 0.4, "has topics": 0.3, "headline tells": 1.2, "sentence tells": 0.6,
    "no theme": -1.5, "general": -0.8,
}  # fmt: skip
_SHOWN = ("networks", "participants", "participants.ags", "start", "topics", "managers", "consultants")


def _one_section(text: str, segments: tuple[Segment, ...], _hits: object) -> tuple[tuple[Segment, ...], tuple[TextSection, ...]]:
    """Put the whole text into one section without a heading."""
    _, sections = heading_room.build_sections(text, (), {})
    return tuple(replace(segment, section=0) for segment in segments), sections


def _no_noise(_text: str, segments: tuple[Segment, ...], _hits: object) -> tuple[Segment, ...]:
    """Take navigation, cookie notices and imprints for text."""
    return tuple(replace(segment, boilerplate=None) for segment in segments)


def _everyone(scope: Scope, _position: int) -> tuple[int, ...]:
    """Let every sentence speak of every network of the page."""
    return tuple(draft.index for draft in scope.drafts)


def _load_by_hand(path: Path, load: Callable[[Path], LinearModel] = load_model) -> LinearModel:
    """Weigh networks by hand; other models stay."""
    return LinearModel(_BY_HAND) if path.name == "network.json" else load(path)


def _nothing(*_: Any, **__: Any) -> None:  # noqa: ANN401 - stands in for functions of any shape
    """Refuse nothing, weigh nothing."""


#: component -> what to replace by what
COMPONENTS: dict[str, list[tuple[Any, str, Any]]] = {
    "joint place resolution": [(place_room, "_weigh_neighbours", _nothing)],
    "sections": [(section_room, "build_sections", _one_section)],
    "scope of networks": [(Scope, "of", _everyone)],
    "cue scope (refusals)": [
        (role_room, "find_refusal", _nothing),
        (list_room, "denied", _nothing),
        (label_room, "denied", _nothing),
    ],
    "trained decision": [(chain, "load_model", _load_by_hand)],
    "trained topics": [(assemble_room, "read_modelled_topics", _nothing)],
    "boilerplate": [(section_room, "mark_boilerplate", _no_noise)],
}


@contextmanager
def switched_off(component: str | None) -> Iterator[None]:
    """Replace the functions of a component for a while; None replaces nothing."""
    with ExitStack() as stack:
        for owner, name, substitute in COMPONENTS[component] if component else ():
            stack.enter_context(patch.object(owner, name, substitute))
        yield


def show(name: str, evaluation: Evaluation, whole: float) -> str:
    """Give the row of one measurement."""
    by_field = {row.field: row.strict.f1 for row in evaluation.fields}
    micro = evaluation.micro.strict
    cells = [f"{by_field.get(field, float('nan')):.3f}" for field in _SHOWN]
    change = f"{micro.f1 - whole:+.3f}" if whole else ""
    return f"| {name} | {micro.f1:.3f} | {change} | {micro.precision:.3f} | {micro.recall:.3f} | {' | '.join(cells)} |"


def main() -> None:
    """Measure and print a table in Markdown."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", nargs="?", type=Path, default=ROOT / "corpus" / "blind")
    corpus = arguments.parse_args().corpus
    print(f"| without | micro-F1 | change | P | R | {' | '.join(_SHOWN)} |")
    print("|---" * (5 + len(_SHOWN)) + "|")
    whole = 0.0
    for component in (None, *COMPONENTS):
        with switched_off(component):
            evaluation = evaluate_corpus(corpus, Settings())
        print(show(component or "(nothing: all there)", evaluation, whole), flush=True)
        whole = whole or evaluation.micro.strict.f1


if __name__ == "__main__":
    main()
