"""A batch removes what is its own and nothing else, goes on in every state a kill leaves, and refuses other sources under the same name."""

import json
from pathlib import Path

import pytest

from pipeline.bulk import ledger as books
from pipeline.bulk import runner
from pipeline.bulk.progress import watching
from pipeline.bulk.shapes import Job
from pipeline.errors import SettingsError
from tests.unit.bulk.material import ledger, texts, written
from tests.unit.bulk.test_batch import Inline


def _run(out: Path, *given: str, again: bool = False, retry: bool = False, documents: int = 1) -> runner.Outcome:
    batch = runner.Batch(given, out, Job(documents=documents), again=again, retry=retry, tell=lambda _line: None)
    with watching() as watcher:
        return batch.run(Inline(), watcher)


@pytest.mark.parametrize("about", ['{"job": "my spark run"}', "[]", '{"netzlese": 1, "sources": []}', "{half"])
@pytest.mark.parametrize("again", [False, True])
def test_files_that_only_look_like_ours_stay(tmp_path: Path, about: str, again: bool) -> None:  # noqa: FBT001 - a case
    """A batch.json of somebody else gives no right to anything, and --again is not recommended."""
    out = tmp_path / "out"
    (out / "receipts").mkdir(parents=True)
    (out / "batch.json").write_text(about)
    for name in (
        "part-of-my-thesis.docx",
        "part-00000-abc.snappy.parquet",
        "part-00000000.jsonl",
        "ledger.jsonl",
        "receipts/part-kaufbeleg.pdf",
    ):
        (out / name).touch()
    before = written(out)
    with pytest.raises(SettingsError, match="other files") as refused:
        _run(out, str(texts(tmp_path / "in", 1)), again=again)
    assert "--again" not in str(refused.value)
    assert written(out) == before


def test_beginning_anew_leaves_what_is_not_ours(tmp_path: Path) -> None:
    """Names that merely begin like ours, notes of the user's, and folders; and it ends with new results."""
    folder, out = texts(tmp_path / "in", 2), tmp_path / "out"
    _run(out, str(folder))
    strange = [
        "notes.txt",
        "part-of-my-thesis.docx",
        "part-00000000.jsonl.bak",
        ".part-time.part",
        "receipts/part-kaufbeleg.pdf",
        "part-mine/a",
    ]
    (out / "part-mine").mkdir()
    for name in strange:
        (out / name).write_text("mine")
    assert _run(out, str(folder), again=True, documents=2).totals.shards == 1
    assert all((out / name).read_text() == "mine" for name in strange)
    assert not (out / "part-00000001.jsonl").exists()


@pytest.mark.parametrize("name", ["part-00000007.jsonl", "receipts/part-00000007.json", "ledger.jsonl"])
def test_nothing_is_removed_where_something_strange_has_our_name(tmp_path: Path, name: str) -> None:
    """That is looked at before the first file goes."""
    folder, out = texts(tmp_path / "in", 2), tmp_path / "out"
    _run(out, str(folder))
    (out / name).unlink(missing_ok=True)
    (out / name).mkdir()
    before = written(out)
    with pytest.raises(SettingsError, match="nothing was thrown away"):
        _run(out, str(folder), again=True)
    assert written(out) == before


@pytest.mark.parametrize("deaths", range(9))
def test_beginning_anew_may_be_killed_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    """The same command goes on, with the results of a fresh folder, and no count is kept of what is gone."""
    folder, out = texts(tmp_path / "in", 3), tmp_path / "out"
    _run(tmp_path / "fresh", str(folder), documents=2)
    _run(out, str(folder))
    left = deaths
    real_unlink, real_write = Path.unlink, books._write

    def dying() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    def unlink(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        dying()
        real_unlink(path, missing_ok=missing_ok)

    def write(path: Path, value: dict[str, object]) -> None:
        dying()
        real_write(path, value)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        patched.setattr(books, "_write", write)
        with pytest.raises(KeyboardInterrupt):
            _run(out, str(folder), again=True, documents=2)
    about = json.loads((out / "batch.json").read_bytes())
    assert ("counts" in about) == (deaths == 0)
    _run(out, str(folder), again=True, documents=2)
    assert written(out) == written(tmp_path / "fresh")


def test_a_folder_of_a_batch_that_was_killed_as_it_began_is_free(tmp_path: Path) -> None:
    """With its empty folder for receipts and a half-written file."""
    (tmp_path / "out" / "receipts").mkdir(parents=True)
    (tmp_path / "out" / ".batch.json.abc_1234.part").touch()
    assert _run(tmp_path / "out", str(texts(tmp_path / "in", 1))).totals.documents == 1
    assert not list((tmp_path / "out").glob(".*"))


def test_another_folder_of_the_same_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its documents would take the places of the first."""
    for name in ("c1", "c2"):
        texts(tmp_path / name / "docs", 1)
    monkeypatch.chdir(tmp_path / "c1")
    _run(tmp_path / "out", "docs")
    before = written(tmp_path / "out")
    monkeypatch.chdir(tmp_path / "c2")
    with pytest.raises(SettingsError, match="place of the sources"):
        _run(tmp_path / "out", "docs")
    assert written(tmp_path / "out") == before


@pytest.mark.parametrize("damage", ['"documents": "x"', '"documents": null', '"documents": true', '"rows": 7', '"rows": [1]'])
def test_a_shard_with_a_damaged_receipt_is_made_again(tmp_path: Path, damage: str) -> None:
    """Whatever value it holds."""
    folder, out = texts(tmp_path / "in", 2), tmp_path / "out"
    _run(out, str(folder))
    before = written(out)
    receipt = out / "receipts" / "part-00000000.json"
    receipt.write_text(json.dumps({**json.loads(receipt.read_bytes()), **json.loads(f"{{{damage}}}")}))
    assert _run(out, str(folder)).earlier == 1
    assert written(out) == before


def test_what_was_barred_for_a_while_is_read_by_retry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only shards that lack a document are made again."""
    folder, out = texts(tmp_path / "in", 3), tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.bulk.items._changed", lambda piece: "is away" if piece.path.endswith("0001.txt") else "")
        assert _run(out, str(folder)).totals.failed == 1
    assert _run(out, str(folder)).totals.failed == 1
    outcome = _run(out, str(folder), retry=True)
    assert (outcome.earlier, outcome.totals.documents, outcome.totals.failed, ledger(out)) == (2, 3, 0, [])
