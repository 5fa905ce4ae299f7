"""Linear models: what they weigh, and what a broken file says."""

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.linear import LinearModel, load_model
from pipeline.settings import find_resources


def test_the_chance_grows_with_a_positive_weight() -> None:
    """One more sign for it makes it likelier, one against it less."""
    model = LinearModel({"": -1.0, "for": 2.0, "against": -3.0})
    assert model.chance({"against": 1.0}) < model.chance({}) < 0.5 < model.chance({"for": 1.0})


def test_no_features_make_the_chance_overflow() -> None:
    """Huge values end at certainty, not in an error."""
    model = LinearModel({"x": 1.0})
    assert model.chance({"x": 1e9}) == pytest.approx(1.0)
    assert model.chance({"x": -1e9}) == pytest.approx(0.0)


@pytest.mark.parametrize("name", ["network.json", "confidence.json", "topics.json"])
def test_the_shipped_models_are_small_and_readable(name: str) -> None:
    """The weights that ship can be read and stay far below five megabytes."""
    path = find_resources("models") / name
    assert load_model(path).weights
    assert path.stat().st_size < 200_000


@pytest.mark.parametrize("content", ["", "[]", '{"weights": {"a": "much"}}', "{}"])
def test_a_broken_model_is_named_with_what_writes_it(tmp_path: Path, content: str) -> None:
    """The message says which file, and which command makes a right one."""
    path = tmp_path / "network.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"network\.json.*tools/train\.py"):
        load_model(path)
