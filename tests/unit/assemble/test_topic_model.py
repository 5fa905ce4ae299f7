"""The trained topics: which phrases are weighed, by what, how likely one must be, which extent wins, and what a broken file says."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.assemble.facts.topic_candidates import find_groups, topic_value
from pipeline.assemble.facts.topic_model import (
    LEAST_BESIDE,
    LEAST_CHANCE,
    RULE,
    Candidate,
    find_candidates,
    needed_chance,
    read_modelled_topics,
    settle,
)
from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.view import View
from pipeline.errors import SettingsError
from pipeline.linear import LinearModel
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings, find_resources

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "assemble" / "topics_phrasing.yaml").read_text(encoding="utf-8")
)
ANNOUNCED = "Am 3. Mai 2021 wurde das Klimaschutznetzwerk Talaue gegründet. Mitglieder sind die Städte Lage, Lemgo und Detmold.\n\n"
LISTED = "Die Gespräche kreisen um neue Pumpen in Bädern, Ladesäulen und die Umrüstung auf LED-Beleuchtung."


def _view(chain: Pipeline, text: str) -> View:
    return View(chain.process(Reader(chain.settings).read_text(text, source="-")))


def _candidates(view: View) -> list[tuple[str, dict[str, float]]]:
    """Give the phrases of all sentences with all of their traits."""
    reach: dict[int, dict[str, float]] = {}

    def keep(level: int, traits: dict[str, float]) -> float:
        reach[level] = traits
        return 0.0

    return [
        (view.text[one.start : one.end], {name: value for level in reach.values() for name, value in level.items()})
        for sentence in view.sentences
        for one in find_candidates(view, sentence, keep)
    ]


def test_every_phrase_is_weighed_at_every_extent(chain: Pipeline) -> None:
    """A phrase with a tail stands once without it and once with it."""
    phrases = [words for words, _ in _candidates(_view(chain, LISTED))]
    assert {"neue Pumpen", "neue Pumpen in Bädern", "Ladesäulen", "Umrüstung", "Umrüstung auf LED-Beleuchtung"} <= set(phrases)


def test_traits_tell_form_place_and_sentence(chain: Pipeline) -> None:
    """What governs the enumeration, how long it is, what the phrase is and where it ends are all measured."""
    told = [traits for words, traits in _candidates(_view(chain, LISTED)) if words == "Ladesäulen"]
    assert any({"list", "members 3", "before um", "known", "seg text", "extent 0 of 0"} <= set(traits) for traits in told)
    assert "takes in" in dict(_candidates(_view(chain, LISTED)))["neue Pumpen in Bädern"]


def test_a_sentence_without_a_known_topic_is_not_read(chain: Pipeline) -> None:
    """Nothing is measured where no term of the trade stands: that is what keeps it fast."""
    assert _candidates(_view(chain, "Die Bürgermeister trafen sich im Rathaus bei Kaffee und Kuchen.")) == []


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Es betrifft das neue Heizungsgesetz.", "neue Heizungsgesetz", "Heizungsgesetz"),
        ("Es betrifft das kommunale Energiemanagement.", "kommunale Energiemanagement", "kommunales Energiemanagement"),
        ("Es gilt der energetischen Sanierung.", "energetischen Sanierung", "energetische Sanierung"),
        ("Es geht um den Aufbau eines Energiecontrollings.", "Energiecontrollings", "Energiecontrolling"),
        ("Es geht um neue Pumpen.", "neue Pumpen", "neue Pumpen"),
    ],
)
def test_topics_lose_article_and_case(chain: Pipeline, text: str, words: str, expected: str) -> None:
    """A topic stands as gold writes it: without article, in the nominative."""
    view = _view(chain, text)
    start = view.text.index(words)
    topic = topic_value(view, start, start + len(words), 0, dative=False)
    assert topic is not None
    assert topic[2] == expected


@pytest.mark.parametrize("text", ["Die Kommunen wollen keine Wärmepumpen.", "Es gibt auch Grundsätzliches."])
def test_what_is_denied_or_says_nothing_is_no_topic(chain: Pipeline, text: str) -> None:
    """A denied thing and an adjective that stands for one are none."""
    view = _view(chain, text)
    start = text.rindex(" ") + 1
    assert topic_value(view, start, len(text) - 1, 0, dative=False) is None


def test_an_enumeration_may_belong_to_a_tail() -> None:
    """The second noun of "Kräfte bei Pumpen und Lüftung" stands beside the first, and beside its tail."""
    text = "Sie bündeln ihre Kräfte bei Pumpen und Lüftung."
    groups = [[text[one.start : one.stop] for one in group] for group in find_groups(text, 0, len(text))]
    assert ["Pumpen", "Lüftung"] in groups


def test_the_likeliest_extent_wins(chain: Pipeline) -> None:
    """Of extents that overlap one is a topic."""
    view = _view(chain, "Die Umrüstung auf LED-Beleuchtung kommt.")
    start = view.text.index("Umrüstung")
    short = Candidate(start, start + len("Umrüstung"), 0, False, 0.0)
    whole = short._replace(end=view.text.index(" kommt"))
    assert [topic[2] for _, _, topic in settle(view, [(0.6, short), (0.9, whole)])] == ["Umrüstung auf LED-Beleuchtung"]
    assert [topic[2] for _, _, topic in settle(view, [(0.9, short), (0.6, whole)])] == ["Umrüstung"]


def _read(view: View, draft: Draft, bias: float) -> Ledger:
    """Read with a model that gives every phrase the same log odds."""
    ledger = Ledger()
    owners = tuple((sentence.start, (0,)) for sentence in view.sentences)
    read_modelled_topics(view, [draft], owners, ledger, LinearModel({"": bias}))
    return ledger


@pytest.mark.parametrize(("bias", "taken", "refused"), [(5.0, True, False), (-0.2, False, True), (-5.0, False, False)])
def test_the_threshold_parts_topics_near_misses_and_nothing(chain: Pipeline, bias: float, taken: bool, refused: bool) -> None:  # noqa: FBT001
    """What is likely enough is a topic, what comes near is shown with its chance, the rest is nothing."""
    draft = Draft(0, named=True)
    ledger = _read(_view(chain, LISTED), draft, bias)
    assert draft.has("topics") == taken
    assert any("chance" in miss.reason and miss.rule == RULE for miss in ledger.rejected) == refused


def test_a_rules_topic_stands(chain: Pipeline) -> None:
    """Where a rule has read a topic the model adds none of its own, and beside two of them it must be surer."""
    view = _view(chain, LISTED)
    start = view.text.index("Ladesäulen")
    draft = Draft(0, named=True)
    draft.add("topics", "ladesäulen", "Ladesäulen", Trace(start, start + len("Ladesäulen"), "topics.list", 0.8))
    assert needed_chance(draft) == LEAST_CHANCE
    _read(view, draft, 5.0)
    assert [trace.rule for trace in draft.lists["topics"]["ladesäulen"].traces] == ["topics.list"]
    draft.add("topics", "lüftung", "Lüftung", Trace(0, 3, "topics.list", 0.8))
    assert needed_chance(draft) == LEAST_BESIDE


def test_a_stretch_of_no_network_is_not_read(chain: Pipeline) -> None:
    """A sentence that speaks of no network gives no topics."""
    view = _view(chain, LISTED)
    draft = Draft(0, named=True)
    read_modelled_topics(
        view, [draft], tuple((sentence.start, ()) for sentence in view.sentences), Ledger(), LinearModel({"": 5.0})
    )
    assert not draft.has("topics")


def test_a_broken_model_file_is_named(tmp_path: Path) -> None:
    """The chain does not start without its weights, and says which file and what writes it."""
    models = tmp_path / "models"
    shutil.copytree(find_resources("models"), models)
    (models / "topics.json").write_text('{"weights": ["a"]}')
    with pytest.raises(SettingsError, match=r"topics\.json.*tools/train\.py"):
        Pipeline(Settings(models=models))


def test_our_own_phrasings_are_mostly_read(chain: Pipeline) -> None:
    """Sentences that no rule was written for: most topics are found, and few that are none."""
    right = ours = gold = 0
    for case in CASES:
        found, expected = _topics(chain, case), set(case["expect"])
        right, ours, gold = right + len(found & expected), ours + len(found), gold + len(expected)
    assert right / ours >= 0.8
    assert right / gold >= 0.7


def _topics(chain: Pipeline, case: dict[str, Any]) -> set[str]:
    return set(chain.extract_text(ANNOUNCED + case["text"]).networks[0].topics)


def test_the_models_topics_show_their_rule(chain: Pipeline) -> None:
    """A topic the model found says so, and quotes its characters."""
    report = chain.extract_text(ANNOUNCED + "Die Palette reicht von LED-Beleuchtung bis zu Blockheizkraftwerken.\n" + LISTED)
    evidence = [one for path, found in report.networks[0].evidence.items() if path.startswith("/topics") for one in found]
    assert any(one.rule == RULE for one in evidence)
    assert all(report.text[one.start : one.end] == one.text for one in evidence)
