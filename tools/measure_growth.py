"""Show how time and memory grow with the size of a file: ``python tools/measure_growth.py [--kinds html,pdf] [--sizes 0.1,1,10,50]``.

Each file is made here, of the shipped announcements or of something nasty, and read by ``netzlese extract`` in a process of its own.
Printed are seconds, seconds per megabyte (level where time is linear) and the peak of memory; what a reader refuses says so.
"""

import argparse
import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MB = 1_000_000


def _announcements(size: int) -> str:
    """Give shipped announcements, one after the other, of that many characters in all."""
    paths = sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.txt"))
    texts = cycle([path.read_text(encoding="utf-8", errors="replace").strip() for path in paths])
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(next(texts))
        length += len(parts[-1]) + 2
    return "\n\n".join(parts)[:size]


def _paragraphs(size: int) -> Iterator[str]:
    return (line.replace("&", "&amp;").replace("<", "&lt;") for line in _announcements(size).split("\n") if line.strip())


def make_text(size: int) -> bytes:
    """Many announcements in one text."""
    return _announcements(size).encode()


def make_lines(size: int) -> bytes:
    """JSON Lines, an announcement a line."""
    return "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in _announcements(size).split("\n\n\n")).encode()


def make_page(size: int) -> bytes:
    """A page of many announcements."""
    return (
        f"<!doctype html><html><body><main>{''.join(f'<p>{line}</p>' for line in _paragraphs(size))}</main></body></html>".encode()
    )


def make_heavy_page(size: int) -> bytes:
    """One announcement among pictures written into the page."""
    lines = "".join(f"<p>{line}</p>" for line in _paragraphs(3_000))
    picture = base64.b64encode(os.urandom(max(size - 4_000, 0) * 3 // 4)).decode()
    return f'<!doctype html><html><body><main><img src="data:image/png;base64,{picture}">{lines}</main></body></html>'.encode()


def _repeated(start: str, unit: str, end: str = "") -> Callable[[int], bytes]:
    return lambda size: (start + unit * (size // len(unit)) + end).encode()


def make_pdf(size: int) -> bytes:
    """A PDF of plain pages, of uncompressed text."""
    lines = _announcements(size).encode("cp1252", "replace").replace(b"\\", b"").replace(b"(", b"").replace(b")", b"").split(b"\n")
    pages = [lines[at : at + 45] for at in range(0, len(lines), 45)]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, os.SEEK_END)
    offsets: list[int] = []

    def write(number: int, body: bytes) -> None:
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(len(pages)))
    write(1, b"<</Type/Catalog/Pages 2 0 R>>")
    write(2, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)))
    write(3, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for index, page in enumerate(pages):
        number = 4 + 2 * index
        text = b"\n".join(b"(%s) Tj T*" % line for line in page)
        stream = b"BT /F1 9 Tf 14 TL 50 800 Td\n%s\nET" % text
        write(
            number,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>" % (number + 1),
        )
        write(number + 1, b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream))
    table = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, rows))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(offsets) + 1, table))
    return out.getvalue()


def make_word(size: int) -> bytes:
    """A Word file of many paragraphs; its size is that of its text, since the file is packed."""
    import docx  # noqa: PLC0415 - a tool of developers

    stream, packed = io.BytesIO(), io.BytesIO()
    docx.Document().save(stream)
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in _paragraphs(size))
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                head, _, tail = data.decode().partition("<w:body>")
                data = f"{head}<w:body>{body}{tail}".encode()
            target.writestr(name, data)
    return packed.getvalue()


def make_mail(size: int) -> bytes:
    """A mail with a long text and an attachment as long."""
    from email.message import EmailMessage  # noqa: PLC0415 - a tool of developers

    message = EmailMessage()
    message["From"], message["Subject"], message["MIME-Version"] = "amt@a.example", "Netze", "1.0"
    message.set_content(_announcements(size // 3))
    message.add_attachment(_announcements(size // 3).encode(), maintype="text", subtype="plain", filename="anlage.txt")
    return message.as_bytes()


def make_feed(size: int) -> bytes:
    """A feed of many entries."""
    items = "".join(f"<item><title>Netz</title><description>{line}</description></item>" for line in _paragraphs(size))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Amt</title>{items}</channel></rss>'.encode()


def make_archive(size: int) -> bytes:
    """An archive of texts, stored as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(max(1, size // 50_000)):
            archive.writestr(f"{number:05}.txt", _announcements(min(size, 50_000)))
    return stream.getvalue()


KINDS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "text": (".txt", make_text),
    "one line": (".txt", _repeated("", "Die Stadt Lage und der Kreis Lippe ")),
    "dates": (".txt", _repeated("", "12.03.2021 ")),
    "markdown": (".md", lambda size: _announcements(size).replace("\n", "\n\n").encode()),
    "brackets": (".md", _repeated("", "[a](")),
    "json lines": (".jsonl", make_lines),
    "page": (".html", make_page),
    "pictures": (".html", make_heavy_page),
    "paragraphs": (".html", _repeated("<html>", "<p>a")),
    "nested": (".html", _repeated("<html>", "<div>")),
    "comments": (".html", _repeated("<html><p>Lage", "<!--")),
    "attributes": (".html", _repeated("<html><p>Lage<a ", "b=c ")),
    "entities": (".html", _repeated("<html><p>Lage ", "&amp;&#x")),
    "pdf": (".pdf", make_pdf),
    "word": (".docx", make_word),
    "mail": (".eml", make_mail),
    "parts": (
        ".eml",
        _repeated("From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n", "--x\n\na\n"),
    ),
    "feed": (".rss", make_feed),
    "broken feed": (".rss", _repeated("<rss><channel>", "<item><title>a")),
    "archive": (".zip", make_archive),
}


def measure(path: Path) -> tuple[float, float, str]:
    """Read a file in a process of its own; give seconds, the peak of memory in MB, and what was said.

    A child of it counts by itself: the larger of the two peaks is given, their sum is what the machine lent at most.
    """
    code = (
        "import resource,sys\nfrom pipeline.cli import main\nsys.argv=['netzlese','extract',sys.argv[1],'-o',sys.argv[2]]\n"
        "try:\n    main()\nfinally:\n    own=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    print('PEAK',own,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,file=sys.stderr)\n"
    )
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, str(path), str(path.with_suffix(".jsonl.out.jsonl"))],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    seconds = time.perf_counter() - start
    lines = done.stderr.strip().splitlines()
    peaks = [line.split()[1:] for line in lines if line.startswith("PEAK")]
    peak = max(map(int, peaks[-1])) / 1024 if peaks else 0.0
    said = [line.removeprefix("netzlese: ").replace(str(path), "") for line in lines if line.startswith("netzlese:")]
    trace = "" if "Traceback" not in done.stderr else "TRACEBACK "
    return seconds, peak, f"{trace}exit {done.returncode} {said[-1][:70] if said else ''}"


def main() -> None:
    """Measure every kind at every size and print the table row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default=",".join(KINDS), help="comma-separated; known are " + ", ".join(KINDS))
    parser.add_argument("--sizes", default="0.1,1,10,50", help="in megabytes")
    given = parser.parse_args()
    print(f"{'kind':<14}{'MB':>6}{'s':>9}{'s/MB':>8}{'peak MB':>9}  said")
    with tempfile.TemporaryDirectory() as folder:
        for kind in given.kinds.split(","):
            ending, make = KINDS[kind]
            for size in map(float, given.sizes.split(",")):
                path = Path(folder) / f"a{ending}"
                path.write_bytes(make(int(size * _MB)))
                seconds, peak, said = measure(path)
                print(f"{kind:<14}{size:>6g}{seconds:>9.2f}{seconds / size:>8.2f}{peak:>9.0f}  {said}", flush=True)


if __name__ == "__main__":
    main()
