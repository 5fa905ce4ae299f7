"""Trying an entry: only documents that hold its words are read, and they read as they would with the entry accepted."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.lexicon import Lexicons
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.suggest.gather import fold_cleaned
from pipeline.suggest.judge import Value, Verdict
from pipeline.suggest.known import Known, make_entry
from pipeline.suggest.own import accept, keep
from pipeline.suggest.shapes import Effect, Proposal
from pipeline.suggest.trial import Text, Trial, compare, may_change
from schemas.document import Document
from schemas.lexicon import LexiconEntry
from schemas.record import Report

#: entries of every sort of list that is proposed for, of words that the announcements have
ENTRIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("organisations", {"id": "buero", "variants": ("Hochschule", "Stadtrat")}),
    ("funders", {"id": "kreistag", "variants": ("Kreistag",)}),
    ("programmes", {"id": "modellvorhaben", "variants": ("Förderprogramm", "Projekt")}),
    ("topics", {"id": "geraet", "variants": ("Gebäude",)}),
    ("regions", {"id": "tal", "variants": ("Süden", "Norden", "Hügelland", "Oberland"), "states": ("DE-BY",)}),
    ("themes", {"id": "climate", "variants": ("beleuchtung", "heizung")}),
    ("not_networks", {"id": "own-klimaschutznetzwerk", "variants": ("Klimaschutznetzwerk",), "kind": "generic"}),
    ("not_surnames", {"id": "own-mueller", "variants": ("Weber", "Brandt", "Krüger", "Keller", "Lorenz"), "kind": "other"}),
    (
        "place_words",
        {"id": "own-herford", "variants": ("Freiburg", "Paderborn", "Bremen", "Trier"), "kind": "common_word", "value": "noun"},
    ),
    ("name_stops", {"id": "own-region", "variants": ("Region", "Nord"), "kind": "noun"}),
    (
        "role_cues",
        {"id": "own-leiten", "variants": ("leitet", "führt"), "role": "manager", "frame": "verb", "matching": "casefold"},
    ),
    ("status_cues", {"id": "own-treffen", "variants": ("Treffen",), "value": "completed"}),
    ("event_cues", {"id": "own-sitzung", "variants": ("Sitzung", "traf"), "kind": "founding"}),
    ("participant_cues", {"id": "own-arbeiten", "variants": ("arbeiten",), "kind": "joins", "matching": "casefold"}),
    ("count_cues", {"id": "own-insgesamt", "variants": ("kleine", "kleinen"), "kind": "elsewhere"}),
)
STEP = 7  # of three hundred announcements every seventh
#: lists whose words above change something in the sample
MOVING = frozenset({"not_networks", "participant_cues", "programmes", "status_cues"})


def _entry(plain: dict[str, Any]) -> LexiconEntry:
    return make_entry(label=plain["variants"][0], **plain)


@pytest.fixture(scope="module")
def documents(corpus: Path) -> list[Document]:
    """Give a sample of announcements, as read."""
    reader = Reader(Settings())
    paths = sorted(path for path in (corpus / "dev" / "announcements").iterdir() if path.suffix in {".txt", ".html"})[::STEP]
    return [found for path in paths for found in reader.read(str(path)) if isinstance(found, Document)]


@pytest.fixture(scope="module")
def folded(pipeline: Pipeline, documents: list[Document]) -> list[str]:
    """Give their texts as the lists are matched against them."""
    return [fold_cleaned(pipeline, document) for document in documents]


@pytest.fixture(scope="module")
def before(pipeline: Pipeline, documents: list[Document]) -> list[Report]:
    """Give their reports with the lists as they are."""
    return [pipeline.extract(document) for document in documents]


def _said(report: Report) -> dict[str, Any]:
    return report.model_dump(exclude={"meta"})


@pytest.mark.parametrize(("name", "plain"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_a_tried_entry_reads_as_an_accepted_one_and_only_where_its_words_stand(
    pipeline: Pipeline, known: Known, documents: list[Document], folded: list[str], before: list[Report], tmp_path: Path,
    name: str, plain: dict[str, Any],
) -> None:  # fmt: skip
    """Over the sample: the quick way to try gives the reports of the long one, and no text without a folded variant changes."""
    entry = _entry(plain)
    trial = Trial(pipeline, known, [])
    keep(tmp_path, [_proposal(name, entry)])
    accept(["x"], tmp_path)
    accepted = Pipeline(Settings(own_lexicons=tmp_path))
    tried = trial._chain(name, entry)
    keys = trial.keys(name, entry)
    touched = [may_change(text, keys) for text in folded]
    assert any(touched)
    changed = 0
    for document, may, report in zip(documents, touched, before, strict=True):
        now = accepted.extract(document)
        changed += _said(now) != _said(report)
        if may:
            assert _said(tried.extract(document)) == _said(now)
        else:
            assert _said(now) == _said(report)
    assert changed or name not in MOVING


def _proposal(name: str, entry: LexiconEntry) -> Proposal:
    plain = entry.model_dump(mode="json", exclude_defaults=True)
    return Proposal("x", name, "new", plain, ("a.txt",), ("Erika",), ("2026-11-23", "2026-11-23"), Effect())


def test_what_is_added_for_a_trial_leaves_the_lists_as_they_are(known: Known) -> None:
    """Two trials one after the other do not see each other."""
    lexicons: Lexicons = known.lexicons
    first = known.adding("organisations", _entry({"id": "quendelwerk", "variants": ("Quendelwerk",)}))
    second = known.adding("organisations", _entry({"id": "weidenwerk", "variants": ("Weidenwerk",)}))
    text = "Quendelwerk und Weidenwerk"
    found = [[hit.entry.id for hit in one.scan(text).get("organisations", ())] for one in (lexicons, first, second)]
    assert found == [[], ["quendelwerk"], ["weidenwerk"]]


# -- counting

A, B, C = (Value("n", "topics", item, item) for item in "abc")
DAY, OTHER_DAY = (Value("n", "start", item, item) for item in ("2020", "2021"))


def _verdict(right: str | list[Value] = "", wrong: list[Value] | None = None, undecided: list[Value] | None = None) -> Verdict:
    return Verdict(Counter(right), Counter(wrong or []), Counter(undecided or []))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_verdict([A]), _verdict([A, B]), ([B], [], [])),
        (_verdict([A, B]), _verdict([A]), ([], [B], [])),
        (_verdict([], [DAY]), _verdict([OTHER_DAY]), ([OTHER_DAY], [], [])),
        (_verdict([OTHER_DAY]), _verdict([], [DAY]), ([], [OTHER_DAY], [])),
        (_verdict([], [A]), _verdict(), ([A], [], [])),
        (_verdict(), _verdict([], [A]), ([], [A], [])),
        (_verdict([], [A, B]), _verdict([C]), ([C, B], [], [])),
        (_verdict([], [], [A]), _verdict([], [], [B]), ([], [], [B, A])),
        (_verdict([A], [B], [C]), _verdict([A], [B], [C]), ([], [], [])),
    ],
)
def test_what_is_better_and_worse_is_counted_once(before: Verdict, after: Verdict, expected: tuple[list[Value], ...]) -> None:
    """A wrong value that gave way to the right one is one gain."""
    assert compare(before, after) == expected


def test_where_nothing_is_gained_the_rest_is_not_read(pipeline: Pipeline, known: Known, make_report: Callable[..., Report]) -> None:
    """An entry that does not mend what it was thought of for is not worth reading other documents."""
    read: list[str] = []

    def fetch(source: str) -> Document:
        read.append(source)
        return Reader(Settings()).read_text("Das Quendelwerk tagt.", source=source)

    texts = [
        Text(
            "decisions",
            str(number),
            number,
            " das quendelwerk tagt  ",
            partial(fetch, str(number)),
            lambda _report: Verdict(),
            decided=True,
        )
        for number in range(3)
    ]
    entry = _entry({"id": "quendelwerk", "variants": ("Quendelwerk",)})
    assert Trial(pipeline, known, texts).effect("organisations", entry, [1]) is None
    assert read == ["1"]
    assert Trial(pipeline, known, texts).effect("organisations", entry, [7]) is None
    assert read == ["1"]


def test_of_documents_without_a_decision_not_all_are_read(
    pipeline: Pipeline, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be gained or lost there; how many were left is told."""
    monkeypatch.setattr("pipeline.suggest.trial._MOST_UNDECIDED", 2)
    fetch = partial(Reader(Settings()).read_text, "Das Quendelwerk tagt.", source="a.txt")
    texts = [
        Text("decisions", str(number), number, " das quendelwerk tagt  ", fetch, lambda _report: Verdict(), decided=number == 0)
        for number in range(6)
    ]
    effect = Trial(pipeline, known, texts).effect("organisations", _entry({"id": "quendelwerk", "variants": ("Quendelwerk",)}))
    assert effect is not None
    assert (effect.documents, effect.unread) == (3, 3)
