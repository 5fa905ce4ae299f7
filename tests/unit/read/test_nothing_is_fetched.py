"""No reader fetches, opens or runs anything a document names: documents full of traps, a server and a file that must stay alone."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

SECRET = "Geheimnis-4711"  # noqa: S105 - not of anything
_TEXT = "Die Stadt Lage und der Kreis Lippe gründen ein Klimaschutznetzwerk."
#: what a document could make a reader do; the hook is in every Python process that reads, the PDF reader's own included
_HOOK = """
import os, sys
_log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_watched = {{"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request", "os.system", "os.exec", "os.startfile",
    "ftplib.connect", "http.client.connect", "smtplib.connect", "webbrowser.open", "subprocess.Popen"}}
def _hook(event, args):
    if event in _watched or (event == "open" and {secret!r} in repr(args[:1])):
        os.write(_log, (event + " " + repr(args[:2])[:300] + "\\n").encode())
sys.addaudithook(_hook)
"""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server on this machine, and the list of what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_POST = do_GET  # noqa: N815 - the names of the library

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    served = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}", asked
    served.shutdown()
    served.server_close()
    thread.join()


def _page(web: str, file: str) -> str:
    return f"""<!doctype html><html><head><base href="{web}/"><link rel=stylesheet href="{web}/a.css"><link rel=prefetch href="{web}/b">
        <meta http-equiv=refresh content="0;url={web}/c"><script src="{web}/d.js"></script><script>document.title='x';fetch('{web}/e')</script>
        <style>@import url({web}/f.css); body {{ background: url({web}/g.png) }}</style></head>
        <body onload="fetch('{web}/h')"><p>{_TEXT}</p><img src="{web}/i.png"><img src="{file}"><iframe src="{file}"></iframe><object data="{file}">
        </object><embed src="{web}/j"><video src="{web}/k"></video><svg><image href="{web}/l"/><use href="{file}#x"/></svg>
        <form action="{web}/m"><input autofocus></form><!--#include file="{file}" --><?php readfile("{file}") ?></body></html>"""


def _entities(web: str, file: str, body: str) -> str:
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{web}/s.xsl" type="text/xsl"?><!DOCTYPE x SYSTEM "{web}/x.dtd" ['
        f'<!ENTITY a SYSTEM "{file}"><!ENTITY b SYSTEM "{web}/entity"><!ENTITY % c SYSTEM "{web}/parameter">%c;]>{body}'
    )


def _feed(web: str, file: str) -> str:
    return _entities(
        web,
        file,
        f'<rss version="2.0"><channel><title>&a;</title><link>{web}/feed</link><item><title>Netz &a; &b;</title><link>{web}/item</link>'
        f'<enclosure url="{web}/enclosure" length="1" type="audio/mpeg"/><description>{_TEXT} &a;</description></item></channel></rss>',
    )


def _word(web: str, file: str, *, entities: bool) -> bytes:
    """Make a Word file with a linked picture, template and part, and if asked with entities of outside."""
    import docx  # noqa: PLC0415 - as the reader does

    stream, packed = io.BytesIO(), io.BytesIO()
    docx.Document().save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", "replace")
            if name == "word/document.xml":
                body = f"<w:p><w:r><w:t>{_TEXT}{' &a; &b;' if entities else ''}</w:t></w:r></w:p>"
                data = data.replace("<w:body>", f"<w:body>{body}")
                data = _entities(web, file, data[data.index("?>") + 2 :]) if entities else data
            if name == "word/_rels/document.xml.rels":
                kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                more = "".join(
                    f'<Relationship Id="rIdX{number}" Type="{kinds}/{kind}" Target="{place}" TargetMode="External"/>'
                    for number, (kind, place) in enumerate(
                        [("image", f"{web}/image"), ("attachedTemplate", f"{web}/template"), ("aFChunk", file), ("oleObject", file)]
                    )
                )
                data = data.replace("</Relationships>", f"{more}</Relationships>")
            target.writestr(name, data if not name.endswith((".jpeg", ".png")) else source.read(name))
    return packed.getvalue()


def _pdf(web: str, file: str) -> bytes:
    """Write a PDF by hand whose opening runs a script, starts a program, fetches, and whose stream lies in another file."""
    text = f"BT /F1 12 Tf 50 700 Td ({_TEXT}) Tj ET".encode("cp1252")
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/AA<</WC<</S/JavaScript/JS(app.launchURL('{web}/js'))>>>>>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[4 0 R 7 0 R]/Resources<</Font<</F1 5 0 R>>>>/Annots[8 0 R 9 0 R]>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<</S/JavaScript/JS(app.launchURL\\('{web}/js2'\\);)/Next<</S/Launch/F({file})/Next<</S/SubmitForm/F<</FS/URL/F({web}/form)>>>>>>>>".encode(),
        f"<</Length 0/F<</FS/URL/F({web}/stream)>>/FFilter/FlateDecode>>\nstream\n\nendstream".encode(),
        f"<</Type/Annot/Subtype/Link/Rect[50 690 200 712]/A<</S/URI/URI({web}/uri)>>>>".encode(),
        f"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F({file})/D[0/Fit]>>>>".encode(),
    ]
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(offsets) + 1, table)
    return bytes(out)


def _mail(web: str, file: str) -> bytes:
    return (
        "From: a@amt.example\nSubject: Netz\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        f'{_page(web, file)}\n--b\nContent-Type: message/external-body; access-type=URL; URL="{web}/external"\n\nContent-Type: text/plain\n\n'
        f'--b\nContent-Type: message/external-body; access-type=local-file; name="{file}"\n\nContent-Type: text/plain\n\n'
        f"--b\nContent-Type: text/html; name=anlage.html\nContent-Disposition: attachment; filename=../../anlage.html\n\n{_page(web, file)}\n--b--\n"
    ).encode()


def _archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(f"../{name}", data)
        link = zipfile.ZipInfo("verweis.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16  # a symbolic link, to Unix
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def test_nothing_a_document_names_is_fetched_opened_or_run(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    """The server hears nothing, the secret stays secret, no program starts but the reader's own, and each text is read."""
    web, asked = server
    secret = tmp_path / "geheim" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(SECRET, encoding="utf-8")
    file = secret.as_uri()
    parts = {
        "a.html": _page(web, file).encode(),
        "b.rss": _feed(web, file).encode(),
        "c.docx": _word(web, file, entities=False),
        "declared.docx": _word(web, file, entities=True),
        "d.pdf": _pdf(web, file),
        "e.eml": _mail(web, file),
        "f.md": f"# Netz\n\n{_TEXT}\n\n![Bild]({web}/md.png) [Datei]({file})\n\n<img src='{web}/md2.png'>".encode(),
        "g.xml": _entities(web, file, f"<html><body><p>{_TEXT} &a;</p></body></html>").encode(),
    }
    parts["h.zip"] = _archive(dict(parts))
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    log = tmp_path / "log.txt"
    (hooks / "sitecustomize.py").write_text(_HOOK.format(log=str(log), secret=secret.name), encoding="utf-8")
    path = os.pathsep.join(part for part in (str(hooks), os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "extract", str(folder), "--format", "jsonl"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode in {0, 3}, done.stderr.decode()
    assert asked == []
    assert SECRET not in done.stdout.decode() + done.stderr.decode()
    events = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in events if "pipeline.read.pdf" not in line] == []
    texts = {Path(report["document"]["source"]).name: report["text"] for report in map(json.loads, done.stdout.splitlines())}
    unread = [
        name
        for name in parts
        if name not in {"h.zip", "g.xml", "declared.docx"}
        and not any(key.startswith(name) and _TEXT in texts[key] for key in texts)
    ]
    assert unread == [], done.stderr.decode()
    assert "declared.docx: holds a document type declaration" in done.stderr.decode()
    assert "root:" not in "".join(texts.values())
