"""Read documents as bytes and back."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.read import Reader
from pipeline.settings import Settings
from pipeline.store import freeze, thaw
from schemas.document import Block, Document, Link
from schemas.finding import Finding, FindingSpan
from schemas.origin import Anchor

_anything = st.text(st.characters(codec=None))
_maybe = st.none() | _anything
_number = st.integers(0, 10**6)
_finite = st.floats(allow_nan=False, allow_infinity=False)
_blocks = st.builds(Block, _anything, _number, _number, _number, _maybe)
_links = st.builds(Link, _number, _number, _anything)
_edges = st.none() | st.lists(_finite, max_size=4).map(tuple)
_anchors = st.builds(
    Anchor, _number, _number, st.none() | _number, st.none() | st.tuples(_finite, _finite, _finite, _finite), _edges, _maybe,
    st.none() | _number, st.none() | _number,
)  # fmt: skip
_findings = st.builds(
    Finding,
    code=st.just("no-text-layer"),
    severity=st.sampled_from(["error", "warning", "note"]),
    message=st.text(min_size=1),
    values=st.dictionaries(st.text(), st.text() | _number, max_size=2),
    spans=st.lists(st.builds(FindingSpan, start=_number, end=_number, text=st.text()), max_size=2),
)
_documents = st.builds(
    Document, id=_anything, source=_anything, media_type=_anything, sha256=_anything, raw=_anything, title=_maybe, declared_date=_maybe,
    blocks=st.lists(_blocks, max_size=3).map(tuple), links=st.lists(_links, max_size=3).map(tuple),
    anchors=st.lists(_anchors, max_size=3).map(tuple), part=_maybe, address=_maybe, findings=st.lists(_findings, max_size=3).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(_documents)
def test_what_was_frozen_thaws_as_it_was(document: Document) -> None:
    """Every character, lone surrogates and NUL included, every number and every type comes back."""
    assert thaw(freeze(document)) == document


@settings(deadline=None)
@given(_documents)
def test_equal_documents_freeze_equally(document: Document) -> None:
    """The bytes depend on nothing else."""
    assert freeze(thaw(freeze(document))) == freeze(document)


@pytest.mark.parametrize("ending", ["html", "md", "txt"])
def test_a_document_of_the_reader_comes_back(tmp_path: Path, ending: str) -> None:
    """Real layers of real readers, anchors and blocks among them."""
    path = tmp_path / f"seite.{ending}"
    path.write_text("<html><body><h1>Netz</h1><p>Die <a href='http://a.de'>Stadt</a> Höxter.</p></body></html>", encoding="utf-8")
    documents = [one for one in Reader(Settings()).read(str(path)) if isinstance(one, Document)]
    assert len(documents) == 1
    assert thaw(freeze(documents[0])) == documents[0]


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [(b"", "cannot be read back"), (b"[]", "cannot be read back"), (b"{}", "cannot be read back"), (b'{"format":9}', "newer")],
)
def test_what_is_no_frozen_document_is_refused(bytes_: bytes, said: str) -> None:
    """A damaged or newer one is named, never half thawed."""
    with pytest.raises(StoreError, match=said):
        thaw(bytes_)
