"""Feed the readers damaged files and see whether anything escapes: ``python tools/fuzz_readers.py --seconds 60``.

With atheris (``pip install -e '.[dev]'`` on Linux) the search follows what parts of the readers a damage reaches; without it, or with
``--random``, damages are drawn at random. Either way a file that breaks a reader is written to the folder of ``--out``
and the run ends with exit code 1.
"""

import argparse
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from schemas.document import Document

_TEXT = (
    "Klimaschutznetzwerk Lippe-Seseke startet\n\nDie Städte Lünen, Werne und Selm sowie die Gemeinde Nordkirchen gründeten am 3. Mai 2021 das "
    "Klimaschutznetzwerk Lippe-Seseke. Gefördert wird es vom Bundesumweltministerium. Kontakt: netz@luenen.example"
)
_PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Netz</title><script type='application/ld+json'>"
    '{{"@type":"NewsArticle","datePublished":"2021-05-03"}}</script></head><body><nav><ul><li><a href=/>Start</a></ul></nav>'
    "<main><h1>Netz</h1><p>{0}</p><table><tr><td>Stadt Lünen<td>Anna Müller</table><dl><dt>Laufzeit<dd>3 Jahre</dl></main></body></html>"
)
_FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Amt</title><item><title>Netz</title>'
    "<link>https://amt.example/1</link><pubDate>Mon, 03 May 2021 08:00:00 GMT</pubDate><description>&lt;p&gt;{0}&lt;/p&gt;</description>"
    "</item></channel></rss>"
)
#: longer texts only cost time: what comes behind the readers is tested elsewhere
_MOST_CHARS = 4_000
Check = Callable[[str, bytes], None]


def seeds() -> dict[str, bytes]:
    """Give a small valid file of every kind, by media type."""
    return {
        "text/plain": _TEXT.encode(),
        "text/markdown": f"---\ntitle: Netz\n---\n# Netz\n\n{_TEXT}\n\n| Stadt | Amt |\n|---|---|\n| Lünen | [Haus](https://a.example) |\n".encode(),
        "text/html": _PAGE.format(_TEXT).encode(),
        "application/jsonl": json.dumps({"text": _TEXT, "id": "1"}).encode() + b"\n",
        "application/pdf": _pdf(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _word(),
        "message/rfc822": _mail(),
        "application/rss+xml": _FEED.format(_TEXT).encode(),
        "application/zip": _archive(),
    }


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - a tool of developers

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for page in range(2):
        for number, line in enumerate(_TEXT.split(". ")):
            canvas.drawString(72, 700 - 14 * number, f"{page}{line}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _word() -> bytes:
    import docx  # noqa: PLC0415 - a tool of developers

    document = docx.Document()
    document.add_heading("Netz", 1)
    document.add_paragraph(_TEXT)
    document.add_paragraph("Stadt Lünen", style="List Bullet")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "Stadt Werne"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "amt@a.example", "presse@b.example", "WG: Netz für Lünen"
    message["Date"] = "Mon, 03 May 2021 08:00:00 +0200"
    message.set_content(_TEXT)
    message.add_alternative(_PAGE.format(_TEXT), subtype="html")
    message.add_attachment(_TEXT.encode(), maintype="text", subtype="plain", filename="anlage.txt")
    return message.as_bytes()


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ordner/a.txt", _TEXT)
        archive.writestr("b.html", _PAGE.format(_TEXT))
    return stream.getvalue()


def check_document(document: Document) -> None:
    """Demand what every later stage relies on: stretches inside the text, in order, blocks and anchors never overlapping."""
    length = len(document.raw)
    layers: dict[str, Sequence[Any]] = {"blocks": document.blocks, "anchors": document.anchors, "links": document.links}
    for name, layer in layers.items():
        apart = name != "links"
        for stretch in layer:
            assert 0 <= stretch.start < stretch.end <= length, f"{name}: {stretch} lies outside of {length} characters"
        ends = [0, *(found.end if apart else found.start for found in layer)]
        for found, end in zip(layer, ends, strict=False):
            assert end <= found.start, f"{name}: {found} begins before {end}"
    for anchor in document.anchors:
        edges = anchor.edges
        assert edges is None or len(edges) == anchor.end - anchor.start + 1, f"anchors: {anchor} has {len(edges or ())} edges"
    document.raw.encode()  # half a character could not be written


def reading() -> Check:
    """Build the readers and the chain, and give what reads one file through both."""
    from pipeline.read import Failure, Reader  # noqa: PLC0415 - atheris instruments what is imported in its sight
    from pipeline.run import Pipeline  # noqa: PLC0415
    from pipeline.settings import Settings  # noqa: PLC0415

    settings = Settings(max_bytes=8_000_000)
    reader, chain = Reader(settings), Pipeline(settings)

    def read(kind: str, data: bytes) -> None:
        for found in reader.read_bytes(data, source="fuzz", media_type=kind):
            if isinstance(found, Failure):
                continue
            check_document(found)
            if len(found.raw) <= _MOST_CHARS:
                chain.extract(found)

    return read


def damage(chance: random.Random, data: bytes) -> bytes:
    """Change a few bytes of a file, cut it, double a stretch, or join two halves of it."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(changed) + 1)
        size = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(6):
            case 0:
                changed[at : at + size] = chance.randbytes(size)
            case 1:
                del changed[at : at + size]
            case 2:
                changed[at:at] = changed[chance.randrange(len(changed) + 1) :][:size] * chance.choice((1, 2, 50))
            case 3:
                changed[at : at + 1] = bytes([chance.choice(b"\0\xff<>&\"'=/\\%()[]{}\r\n\t -:;.,0129")])
            case 4:
                del changed[at:]
            case _:
                changed[at : at + size] = chance.choice(
                    (b"-1", b"4294967296", b"\xc3", b"<![CDATA[", b"]]>", b"--", b"\n\n", b"&#x110000;")
                )
        if not changed:
            break
    return bytes(changed)


def fuzz_at_random(seconds: float, out: Path, *, start: int = 1) -> int:
    """Damage files at random for some time; give the number of files read, or raise what a reader let escape.

    Raises:
        Exception: what escaped; the file lies in ``out``.
    """
    read, files = reading(), seeds()
    chance = random.Random(start)  # noqa: S311 - no secret
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        kind = chance.choice(list(files))
        data = damage(chance, files[kind])
        _guarded(read, kind, data, out)
        count += 1
    return count


def _guarded(read: Check, kind: str, data: bytes, out: Path) -> None:
    try:
        read(kind, data)
    except BaseException:
        out.mkdir(parents=True, exist_ok=True)
        (out / "broken.bin").write_bytes(data)
        print(f"{kind}: the file that broke its reader lies in {out / 'broken.bin'}", file=sys.stderr)
        raise


def fuzz_with_atheris(seconds: int, out: Path) -> None:
    """Let atheris search for that long; it ends the process. The first byte of its data chooses the kind."""
    import atheris  # noqa: PLC0415 - Linux only

    with atheris.instrument_imports(include=["pipeline.read", "pipeline.clean", "feedparser", "docx", "bs4", "email"]):
        read, files = reading(), seeds()
        for kind, data in files.items():  # so that what a reader imports late is instrumented too
            read(kind, data)
    kinds = list(files)

    def one(data: bytes) -> None:
        if data:
            _guarded(read, kinds[data[0] % len(kinds)], data[1:], out)

    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(kinds):
            (Path(folder) / str(number)).write_bytes(bytes([number]) + files[kind])
        options = [f"-max_total_time={seconds}", "-max_len=100000", "-rss_limit_mb=1500", "-timeout=30", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], folder, *options], one)
        atheris.Fuzz()


def main() -> int:
    """Fuzz for the asked time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--random", action="store_true", help="damage at random, without atheris")
    parser.add_argument("--start", type=int, default=1, help="begin of the row of random numbers")
    parser.add_argument("--out", type=Path, default=Path("output/fuzz"), help="folder for a file that breaks a reader")
    given = parser.parse_args()
    if not given.random:
        try:
            import atheris  # noqa: F401, PLC0415 - Linux only
        except ImportError:
            print("atheris is not installed; damaging at random", file=sys.stderr)
        else:
            fuzz_with_atheris(given.seconds, given.out)
    print(f"{fuzz_at_random(given.seconds, given.out, start=given.start)} damaged files read, nothing escaped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
