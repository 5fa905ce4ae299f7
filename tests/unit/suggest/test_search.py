"""The whole way: people correct, an entry is proposed with what it gains and loses, accepted, and mends the reading."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk import Desk, Wish
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.suggest import Suggestions, accept, refuse, show, suggest
from schemas.document import Document

TEXTS = {
    "herford.txt": "Klimaschutznetzwerk Mustertal gestartet\n\nDas Klimaschutznetzwerk Mustertal ist 2021 gestartet. "
    "Das Netzwerkmanagement übernimmt Quendelwerk. Mitglieder sind die Stadt Herford und die Stadt Bünde.",
    "lemgo.txt": "Energieeffizienz-Netzwerk Lipperland\n\nDas Energieeffizienz-Netzwerk Lipperland arbeitet seit 2020. "
    "Das Netzwerkmanagement liegt bei Quendelwerk. Mitglieder sind die Stadt Lemgo und die Stadt Detmold.",
    "plain.txt": "Klimaschutznetzwerk Weserbogen\n\nDas Klimaschutznetzwerk Weserbogen ist 2022 gestartet. "
    "Mitglieder sind die Stadt Minden und die Stadt Vlotho. Quendelwerk gratulierte.",
}


class Workplace:
    """Hold a store in a folder of its own, with what a test does to it."""

    def __init__(self, folder: Path, texts: dict[str, str]) -> None:
        self.folder = folder
        self.own = folder / "lexicons"
        self.store = Store.open(folder / "netzlese.sqlite")
        self.desk = Desk(self.store)
        self.ids: dict[str, int] = {}
        pipeline, reader = Pipeline(self.settings), Reader(self.settings)
        with self.store.writing() as writing:
            run = writing.begin_run("1", "1", "1", None)
            for source, text in texts.items():
                document = reader.read_text(text, source=source)
                taken = self.desk.take(writing, document, pipeline.extract(document), key=source, source=source, run=run)
                self.ids[source] = taken.document

    @property
    def settings(self) -> Settings:
        """Give settings with the own lists as they are now."""
        return Settings(own_lexicons=self.own)

    def decide(self, source: str, words: str, field: str, value: Any, reviewer: str = "Erika") -> None:
        """Add a value that stands at words of a text."""
        view = self.desk.view(self.ids[source])
        start = view.report.text.index(words)
        wish = Wish("add", network=view.networks[0], field=field, value=value, span=(start, start + len(words)))
        self.desk.decide(self.ids[source], view.row.revision, [wish], reviewer=reviewer)

    def suggest(self) -> Suggestions:
        """Search, without gold."""
        return suggest(self.store, self.settings, own=self.own)

    def read(self, source: str) -> Document:
        """Read a text anew."""
        return Reader(self.settings).read_text(TEXTS[source], source=source)


@pytest.fixture
def open_workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Workplace]]:
    """Give a function that opens a workplace; no gold is at hand there."""
    monkeypatch.setattr("pipeline.suggest.search.corpus_at_hand", lambda: None)
    opened: list[Workplace] = []

    def make(texts: dict[str, str]) -> Workplace:
        opened.append(Workplace(tmp_path, texts))
        return opened[-1]

    yield make
    for workplace in opened:
        workplace.store.close()


@pytest.fixture
def workplace(open_workplace: Callable[..., Workplace]) -> Workplace:
    """Give the texts, with a manager added in two of them."""
    workplace = open_workplace(TEXTS)
    actor = {"name": "Quendelwerk", "kind": "organisation"}
    workplace.decide("herford.txt", "Quendelwerk", "managers", actor)
    workplace.decide("lemgo.txt", "Quendelwerk", "managers", actor, reviewer="Jan")
    return workplace


def test_a_body_that_people_added_is_proposed_with_what_it_gains(workplace: Workplace) -> None:
    """In both documents; the third changes nothing. Nothing is written to the lists yet."""
    found = workplace.suggest()
    assert (found.documents, found.corrections, found.gold) == (3, 2, None)
    body = next(proposal for proposal in found.proposals if proposal.list == "organisations")
    assert (body.sort, body.entry["id"], body.entry["variants"]) == ("new", "quendelwerk", ["Quendelwerk"])
    assert (body.sources, body.reviewers) == (("herford.txt", "lemgo.txt"), ("Erika", "Jan"))
    gains = {(change.document, change.field, change.value) for change in body.effect.gains}
    assert gains == {("herford.txt", "managers", "Quendelwerk"), ("lemgo.txt", "managers", "Quendelwerk")}
    assert (body.effect.net, body.effect.losses, body.effect.documents) == (2, (), 3)
    assert body.entry["examples"]
    assert [path.name for path in workplace.own.iterdir()] == ["suggested.json"]


def test_what_is_accepted_is_read_and_not_proposed_again(workplace: Workplace) -> None:
    """The next search has nothing to say of it."""
    body = next(proposal for proposal in workplace.suggest().proposals if proposal.list == "organisations")
    accept([body.id], workplace.own)
    pipeline = Pipeline(workplace.settings)
    report = pipeline.extract(workplace.read("herford.txt"))
    assert [actor.name for actor in report.networks[0].managers] == ["Quendelwerk"]
    assert workplace.suggest().proposals == ()


def test_what_is_refused_does_not_come_back(workplace: Workplace) -> None:
    """Its id stays the same from search to search; refusals are counted."""
    first, second = ({proposal.id for proposal in workplace.suggest().proposals} for _ in range(2))
    assert first == second
    refuse(sorted(first), workplace.own)
    again = workplace.suggest()
    assert not first & {proposal.id for proposal in again.proposals}
    assert again.refused == len(first)


def test_an_undone_correction_proposes_nothing(workplace: Workplace) -> None:
    """Only what holds counts."""
    for source, reviewer in (("herford.txt", "Erika"), ("lemgo.txt", "Jan")):
        view = workplace.desk.view(workplace.ids[source])
        workplace.desk.undo(workplace.ids[source], view.row.revision, None, reviewer=reviewer)
    found = workplace.suggest()
    assert (found.proposals, found.corrections) == ((), 0)


def test_the_gold_of_a_corpus_is_weighed_too(workplace: Workplace, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one is at hand or named; what is named must have gold."""
    monkeypatch.setattr("pipeline.suggest.search.corpus_texts", lambda *_args: [])
    found = suggest(workplace.store, workplace.settings, corpus=corpus / "dev", own=workplace.own)
    assert found.gold == str(corpus / "dev")
    assert "and the gold in" in show(found)


def test_a_rejected_network_may_become_words_that_are_none(open_workplace: Callable[..., Workplace]) -> None:
    """What a person took out as no network is gone with the entry."""
    text = "Neues vom Mobilfunknetzwerk Mustertal\n\nDas Mobilfunknetzwerk Mustertal ist 2021 gestartet. Mitglieder sind die Stadt Herford und die Stadt Bünde."
    workplace = open_workplace({"funk.txt": text})
    view = workplace.desk.view(workplace.ids["funk.txt"])
    if not view.networks:
        pytest.skip("no network is read here any more")
    workplace.desk.decide(view.row.id, view.row.revision, [Wish("drop", network=view.networks[0])], reviewer="Erika")
    found = [proposal for proposal in workplace.suggest().proposals if proposal.list == "not_networks"]
    assert {variant for proposal in found for variant in proposal.entry["variants"]} & {
        "Mobilfunknetzwerk",
        "Mobilfunknetzwerk Mustertal",
    }
    assert any(change.field == "networks" for proposal in found for change in proposal.effect.gains)


def test_proposals_are_shown_with_id_entry_and_origin(workplace: Workplace) -> None:
    """What a person needs to say yes or no."""
    found = workplace.suggest()
    text = show(found, most=1)
    best = found.proposals[0]
    assert text.startswith(f"{len(found.proposals)} proposal")
    assert "no gold corpus is at hand" in text
    for words in (
        best.id,
        "variants:",
        "from: herford.txt, lemgo.txt (Erika, Jan",
        "+ herford.txt: managers Quendelwerk",
        "--accept",
    ):
        assert words in text
    assert show(Suggestions((), 3, 0, 0, 0, None)).startswith(
        "0 proposals from 0 corrections in 3 documents; 0 ideas would gain nothing."
    )
