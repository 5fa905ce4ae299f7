"""Several ingests over one store at the same time: each ends with all of its documents, and none is kept twice."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Failed
from pipeline.desk import Desk
from pipeline.ingest import Counts, Intake
from pipeline.settings import Settings
from pipeline.store import Store
from schemas.document import Document
from schemas.record import Meta, Report

META = {"netzlese": "1", "lexicons": "aa", "places": {"source": "test", "date": None}}
_DOCUMENTS, _INGESTS = 12, 3


def test_ingests_at_once_lose_nothing(
    where: str, tmp_path: Path, make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes second on a document looks again and finds it there."""
    import pipeline.run  # noqa: PLC0415 - the real chain is slow to load

    class Chain:
        meta = Meta.model_validate(META)

        def __init__(self, settings: Any) -> None:
            self.settings = settings

        def extract(self, document: Document) -> Report:
            about = {"sha256": document.sha256, "id": document.id}
            return make_report(document.raw, {"name": document.raw}, source=document.source, document=about).model_copy(
                update={"meta": self.meta}
            )

    monkeypatch.setattr(pipeline.run, "Pipeline", Chain)
    paths = [tmp_path / f"{number}.txt" for number in range(_DOCUMENTS)]
    for path in paths:
        path.write_text(f"Netz {path.stem}", encoding="utf-8")
    told: list[Failed] = []
    counts: list[Counts] = []
    start = threading.Barrier(_INGESTS)

    def ingest() -> None:
        intake = Intake(Desk(store), Settings(), tell=told.append)
        start.wait()
        intake.read(map(str, paths))
        counts.append(intake.counts)

    with Store.open(where) as store:
        threads = [threading.Thread(target=ingest) for _ in range(_INGESTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.reading() as reading:
            assert reading.totals().documents == _DOCUMENTS
            assert [*reading.oddities()] == []
    assert told == []
    assert sorted(one.documents for one in counts) == [_DOCUMENTS] * _INGESTS
    assert sum(one.new for one in counts) == _DOCUMENTS
    assert sum(one.new + one.same for one in counts) == _DOCUMENTS * _INGESTS
