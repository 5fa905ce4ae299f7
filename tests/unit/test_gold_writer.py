"""Settled documents become gold that ``netzlese evaluate`` reads: complete, literal, never over what is there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.desk import Desk, Missing, Wish
from pipeline.errors import ReadError
from pipeline.gold import load_corpus, quote_spans
from pipeline.gold_writer import Added, add_to_corpus
from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.score import evaluate_corpus
from pipeline.settings import Settings
from pipeline.store import Store
from schemas.document import Document

TEXT = (
    "Klimaschutznetzwerk Mustertal gestartet\n\nDas Klimaschutznetzwerk Mustertal ist im Juli 2021 gestartet. Das Management hat Frau "
    "Erika Quendel. Mitglieder sind die Stadt Herford und die Stadt Bünde. Gefördert wird es vom Bundesministerium für Umwelt."
)
PAGE = f"<html><head><title>Netz</title></head><body><h1>Netz</h1><p>{TEXT}</p><ul><li>Stadt Herford</li></ul></body></html>"
NOTHING = "Der Rat der Stadt Herford tagte am Montag. Es ging um die neue Turnhalle und um den Haushalt des nächsten Jahres."


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Give the chain on the shipped lists."""
    return Pipeline(Settings(own_lexicons=None))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk over an empty store."""
    store = Store.open(tmp_path / "netzlese.sqlite")
    yield Desk(store)
    store.close()


@pytest.fixture
def take(desk: Desk, pipeline: Pipeline) -> Callable[..., int]:
    """Give a function that takes a text in; ``settle``: a person accepts all of it."""

    def taken(text: str, source: str, *, settle: bool = True) -> int:
        document = next(iter(Reader(pipeline.settings).read_bytes(text.encode(), source=source)))
        assert isinstance(document, Document)
        with desk.store.writing() as writing:
            run = writing.begin_run("1", "1", "1", None)
            number = desk.take(writing, document, pipeline.extract(document), key=source, source=source, run=run).document
        if settle:
            accept_all(desk, number)
        return number

    return taken


def accept_all(desk: Desk, number: int) -> None:
    """Accept every open value of a document."""
    view = desk.view(number)
    wishes = [
        Wish("accept", network=item.network, field=item.field, item=item.item)
        for item in view.settled.items
        if item.state == "open"
    ]
    desk.decide(number, view.row.revision, wishes, reviewer="Erika")


def _one(added: list[Added]) -> Added:
    (only,) = added
    return only


@pytest.mark.parametrize(("text", "source"), [(TEXT, "post/Mustertal Start.txt"), (PAGE, "seite.html")])
def test_a_settled_document_becomes_gold(desk: Desk, take: Callable[..., int], tmp_path: Path, text: str, source: str) -> None:
    """Text, what is said about it, and values with literal quotes; a page's visible text becomes a text file."""
    take(text, source)
    corpus = tmp_path / "corpus"
    added = _one(add_to_corpus(desk, corpus))
    assert (added.what, added.id) == ("written", {"post/Mustertal Start.txt": "mustertal-start", "seite.html": "seite"}[source])
    (case,) = load_corpus(corpus)
    words = case.source.read_text(encoding="utf-8")
    assert quote_spans(case.gold, words)
    report = desk.view(added.document).report
    assert words == report.text
    assert [member.name for member in case.gold.networks[0].participants] == [one.name for one in report.networks[0].participants]
    assert {member.ags for member in case.gold.networks[0].participants} == {"05758012", "05758004"}
    about = yaml.safe_load(case.source.with_name(f"{added.id}.meta.yaml").read_text(encoding="utf-8"))
    assert {"id": added.id, "state": "DE-NW", "negative": False, "author": "Erika"}.items() <= about.items()
    assert {"style", "year", "phenomena", "origin"} <= set(about)


def test_gold_can_be_evaluated(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """What was accepted as the machine read it is all right, when read again."""
    take(TEXT, "a.txt")
    add_to_corpus(desk, tmp_path / "corpus")
    score = evaluate_corpus(tmp_path / "corpus", Settings(own_lexicons=None))
    assert (score.documents, score.networks, score.micro.strict.f1) == (1, 1, 1.0)


def test_what_people_put_right_is_in_the_gold(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """Added and rejected values; quotes are those that people chose."""
    number = take(TEXT, "a.txt", settle=False)
    view = desk.view(number)
    start = TEXT.index("Mustertal")
    herford = next(item for item in view.settled.items if item.field == "participants" and "herford" in item.item)
    wishes = [
        Wish("add", network=view.networks[0], field="regions", value="Mustertal", span=(start, start + 9)),
        Wish("reject", network=view.networks[0], field="participants", item=herford.item),
    ]
    desk.decide(number, view.row.revision, wishes, reviewer="Jan")
    accept_all(desk, number)
    add_to_corpus(desk, tmp_path / "corpus")
    (case,) = load_corpus(tmp_path / "corpus")
    record = case.gold.networks[0]
    assert ([member.name for member in record.participants], "Mustertal" in record.regions) == (["Bünde"], True)
    assert record.evidence[f"/regions/{record.regions.index('Mustertal')}"] == "Mustertal"


def test_open_values_are_a_reason_to_refuse(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """The line says how many and of which fields; nothing is written."""
    number = take(TEXT, "a.txt", settle=False)
    added = _one(add_to_corpus(desk, tmp_path / "corpus", [number]))
    total = desk.view(number).settled.values
    assert (added.what, added.id) == ("open", None)
    assert added.message.startswith(f"{total} of {total} values are not settled: name")
    assert "participants 2" in added.message
    assert not (tmp_path / "corpus").exists()


def test_without_names_only_what_somebody_decided_on_is_looked_at(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """A page without a value is settled by nobody, and gold only where it is named."""
    take(TEXT, "a.txt", settle=False)
    empty = take(NOTHING, "b.txt", settle=False)
    assert desk.view(empty).settled.values == 0
    assert add_to_corpus(desk, tmp_path / "corpus") == []
    assert _one(add_to_corpus(desk, tmp_path / "corpus", [empty])).what == "written"
    (case,) = load_corpus(tmp_path / "corpus")
    assert case.gold.networks == []
    assert yaml.safe_load(case.source.with_name("b.meta.yaml").read_text(encoding="utf-8"))["negative"] is True


def test_adding_again_changes_nothing(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """Also where a part is missing, as after a crash: it is written, the rest is left."""
    take(TEXT, "a.txt")
    corpus = tmp_path / "corpus"
    add_to_corpus(desk, corpus)
    files = {path: path.read_bytes() for path in corpus.rglob("*.*")}
    assert _one(add_to_corpus(desk, corpus)).what == "same"
    (corpus / "gold" / "a.json").unlink()
    assert _one(add_to_corpus(desk, corpus)).what == "written"
    assert {path: path.read_bytes() for path in corpus.rglob("*.*")} == files


def test_what_is_there_and_differs_is_never_changed(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """Gold that a person mended by hand stays; the line names the file."""
    take(TEXT, "a.txt")
    corpus = tmp_path / "corpus"
    add_to_corpus(desk, corpus)
    gold = corpus / "gold" / "a.json"
    changed = json.loads(gold.read_text(encoding="utf-8"))
    changed["networks"][0]["status"] = "planned"
    gold.write_text(json.dumps(changed), encoding="utf-8")
    (corpus / "announcements" / "a.txt").unlink()
    added = _one(add_to_corpus(desk, corpus))
    assert (added.what, str(gold) in added.message) == ("refused", True)
    assert json.loads(gold.read_text(encoding="utf-8")) == changed
    assert not (corpus / "announcements" / "a.txt").exists()


def test_documents_of_one_name_get_ids_of_their_own(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """And keep them when they are added again; a foreign file of that name is left alone."""
    foreign = tmp_path / "corpus" / "announcements" / "netz.txt"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("fremd", encoding="utf-8")
    take(TEXT, "a/Netz.txt")
    take(TEXT + " Ende.", "b/Netz.html!netz.txt")
    for what in ("written", "same"):
        added = add_to_corpus(desk, tmp_path / "corpus")
        assert [(one.id, one.what) for one in added] == [("netz-2", what), ("netz-3", what)]
    assert foreign.read_text(encoding="utf-8") == "fremd"


@pytest.mark.parametrize("sign", ["\r", "\x0c", "\ufeff"])
def test_a_text_that_no_file_keeps_is_refused_or_kept(
    desk: Desk, take: Callable[..., int], pipeline: Pipeline, tmp_path: Path, sign: str
) -> None:
    """Either the text file is read back as the very same text, or the document is refused: quotes must stand where they do."""
    take(TEXT.replace("\n\n", f"{sign}\n{sign}\n"), "a.txt")
    added = _one(add_to_corpus(desk, tmp_path / "corpus"))
    if added.what == "written":
        (case,) = load_corpus(tmp_path / "corpus")
        again = next(iter(Reader(pipeline.settings).read(str(case.source))))
        assert isinstance(again, Document)
        assert again.raw == desk.view(added.document).report.text
    else:
        assert (added.what, (tmp_path / "corpus").exists()) == ("refused", False)


def test_a_document_that_is_not_there_is_an_error(desk: Desk, tmp_path: Path) -> None:
    """As everywhere at the desk."""
    with pytest.raises(Missing):
        add_to_corpus(desk, tmp_path / "corpus", [7])


def test_a_folder_that_cannot_be_written_to_is_named(desk: Desk, take: Callable[..., int], tmp_path: Path) -> None:
    """One line that says what to do."""
    take(TEXT, "a.txt")
    (tmp_path / "corpus").write_text("a file")
    with pytest.raises(ReadError, match="name a folder that you may write to"):
        add_to_corpus(desk, tmp_path / "corpus")
