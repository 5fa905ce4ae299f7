"""PDFs are read in a process of their own: a file may end it, never ours, and the next file finds another."""

import io
import os
import signal
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.item import Item
from pipeline.read.pdf import child as child_room
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf.child import Child, ChildError
from pipeline.read.pdf.limits import Limits
from pipeline.read.pdf.unfold import exceeds
from pipeline.read.pdf.wire import receive, send
from pipeline.read.unreadable import Unreadable
from schemas.document import Document


def _pdf(draw: Callable[[Canvas], None]) -> bytes:
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(595, 842), invariant=True)
    draw(canvas)
    canvas.save()
    return paper.getvalue()


def _pages(count: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(count):
            canvas.drawString(60, 700, f"Netzwerk Lage auf dem Blatt Nummer {number}")
            canvas.showPage()

    return _pdf(draw)


def _raw_pdf(content: bytes, filters: bytes, more: bytes = b"") -> bytes:
    """Write a file of one page by hand."""
    head = b"<</Length %d/Filter %s>>" % (len(content), filters)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % more,
        head + b"stream\n" + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    return data + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


@pytest.fixture
def child() -> Iterator[Child]:
    """Give a process of the test's own."""
    made = Child()
    yield made
    made.close()


def _read(data: bytes, child: Child) -> Document:
    return read_pdf(Item(data, "a.pdf", "application/pdf"), child=child)


def test_one_process_reads_many_files(child: Child) -> None:
    """It is started once and stays."""
    _read(_pages(1), child)
    first = child.pid
    with pytest.raises(Unreadable):
        _read(b"%PDF-1.4", child)
    _read(_pages(2), child)
    assert child.pid == first


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there are no such signals here")
def test_after_a_crash_the_next_file_is_read(child: Child) -> None:
    """A dead process costs the file at hand at most."""
    _read(_pages(1), child)
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    with suppress(Unreadable):
        _read(_pages(1), child)
    assert "Lage" in _read(_pages(1), child).raw
    assert child.pid != first


def test_a_file_that_takes_too_long_is_given_up() -> None:
    """The clock ends it, and the next file finds a new process."""
    slow = Child(Limits(seconds=0.3))
    nested = b"/X Do " * 10
    forms = b"/XObject<</X 6 0 R>>"
    data = _raw_pdf(zlib.compress(nested), b"/FlateDecode", forms)
    chain = b""
    for number in range(6, 30):
        below = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1) if number < 29 else b"/Resources<</Font<</F 5 0 R>>>>"
        content = nested if number < 29 else b"BT /F 9 Tf (Netzwerk) Tj ET"
        chain += b"%d 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 595 842]%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (
            number,
            below,
            len(content),
            content,
        )
    data = data.replace(b"trailer", chain + b"trailer").replace(b"/Size 6", b"/Size 30")
    try:
        with pytest.raises(Unreadable) as caught:
            _read(data, slow)
        assert caught.value.code in {"unfolds-too-far", "damaged"}
        slow.limits = Limits()
        assert "Lage" in _read(_pages(1), slow).raw
    finally:
        slow.close()


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_unfolds_without_end_is_refused(child: Child, layers: int) -> None:
    """It is measured before pdfium sees it, packed once or twice."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(300)), packer.flush()])
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    with pytest.raises(Unreadable) as caught:
        _read(_raw_pdf(packed, b"[" + b"/FlateDecode" * layers + b"]"), child)
    assert caught.value.code == "unfolds-too-far"


def test_pictures_do_not_count_as_bombs() -> None:
    """A scan is large, and nobody unfolds it here."""
    packed = zlib.compress(bytes(1_000_000))
    picture = b"6 0 obj<</Type/XObject/Subtype/Image/Filter/FlateDecode>>stream\n" + packed + b"\nendstream"
    assert not exceeds(picture, 1000)
    assert exceeds(picture.replace(b"/Image", b"/Form"), 1000)


def test_pages_and_characters_beyond_the_limits_are_told() -> None:
    """What is left out has a finding."""
    for limits in (Limits(pages=3), Limits(characters=100)):
        bounded = Child(limits)
        try:
            (finding,) = _read(_pages(5), bounded).findings
        finally:
            bounded.close()
        assert (finding.code, finding.severity, finding.values["pages"]) == ("document-cut", "warning", 5)
        assert finding.values["read"] == 3


def test_without_a_process_the_file_is_read_here(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program has no interpreter to start; the text is the same."""
    beside = _read(_pages(2), child)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    alone = Child()
    with pytest.raises(ChildError):
        list(alone.read(b""))
    assert _read(_pages(2), alone) == beside
    with pytest.raises(Unreadable):
        _read(b"%PDF-1.4", alone)


def test_a_program_that_cannot_start_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that allows no process reads all the same."""
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).with_name("no-such-python")))
    assert "Lage" in _read(_pages(1), Child()).raw


def test_the_process_loads_little_and_opens_nothing(child: Child) -> None:
    """Neither the stages nor their libraries are loaded, and no file or socket of the document's is open."""
    _read(_pages(1), child)
    folder = Path(f"/proc/{child.pid}")
    if not folder.is_dir():
        pytest.skip("there is no /proc here")
    maps = (folder / "maps").read_text(encoding="ascii", errors="replace")
    assert "pdfium" in maps
    assert "lxml" not in maps
    assert "spacy" not in maps
    opened = {str(each.readlink()) for each in (folder / "fd").iterdir()}
    assert all(name == os.devnull or name.startswith("pipe:") for name in opened)


def test_frames_that_are_cut_or_mad_are_no_frames() -> None:
    """Half an answer is no answer."""
    paper = io.BytesIO()
    send(paper.write, b"P", {"number": 1}, b"abc")
    whole = paper.getvalue()
    assert receive(io.BytesIO(whole)) == (b"P", {"number": 1}, b"abc")
    assert all(receive(io.BytesIO(whole[:size])) is None for size in range(len(whole)))
    assert receive(io.BytesIO(b"\xff" * 40)) is None


def test_closing_twice_is_closing_once(child: Child) -> None:
    """At the end of the program nothing is left running."""
    _read(_pages(1), child)
    child.close()
    child.close()
    assert child.pid is None
    assert child_room.CHILD is not child
