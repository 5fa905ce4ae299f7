"""How the official register is imported and downloaded, and what is refused."""

import hashlib
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import PlacesError
from pipeline.gazetteer import CHECKSUM_NAME, TABLE_NAME, load_gazetteer, status
from pipeline.gv100ad import MAX_BYTES
from pipeline.link.places import PlaceContext, PlaceQuery, resolve
from pipeline.register import import_register, read_register, update_register

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "GV100AD_301123.txt"


def record(kind: str, key: str, name: str, text_key: str = "", *size: int | str) -> str:
    """Write one made-up record in the register's columns."""
    line = f"{kind}20240131{key:<8}{'' if kind != '60' else '0000':<4}{name:<50}{'':<50}{text_key:<2}"
    if size:
        people, postcode = int(size[0]), size[1] if len(size) > 1 else ""
        line += f"{'':<4}{100:011d}{people:011d}{people // 2:011d}{'':<4}{postcode:<5}"
    return line.ljust(220)


RECORDS = [
    record("10", "05", "Nordrhein-Westfalen"),
    record("40", "05999", "Musterkreis", "43"),
    record("50", "05999", "Musterstadt, Stadt", "50"),
    record("60", "05999001", "Musterstadt, Stadt der Muster", "63", 12_345, "33999"),
    record("60", "05999002", "Kleinmuster a.d.Lippe", "64", 800),
    record("40", "05774", "Paderborn", "43"),
    record("60", "05774028", "Lichtenau, Stadt", "63", 10_500, "33165"),
    record("40", "03251", "Diepholz", "44"),
    record("60", "03251049", "Bruchhausen-Vilsen, Flecken", "64", 9_000),
]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Write a small register."""
    path = tmp_path / "GV100AD_310124.txt"
    path.write_text("\r\n".join(RECORDS) + "\r\n", encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give an empty folder for the user's table."""
    return tmp_path / "home"


def test_records_arrive_in_their_types(register: Path) -> None:
    """Key, name, type, population, postcode and day of a municipality."""
    row = next(row for row in read_register(register) if row.ags == "05999001")
    assert (row.name, row.form, row.population, row.postcode, row.date) == ("Musterstadt", "Stadt", 12_345, "33999", "2024-01-31")


def test_latin_1_is_read_as_well(tmp_path: Path) -> None:
    """Destatis ships both encodings; umlauts arrive either way."""
    path = tmp_path / "latin.txt"
    path.write_bytes("\n".join([RECORDS[1], record("60", "05999003", "Mühlmußter", "64", 5)]).encode("latin-1"))
    assert read_register(path)[-1].name == "Mühlmußter"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "ZIP archive or an Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><body>404</body></html>", "web page"),
        (b"ags;name\n05758012;Herford\n", "line 1: stands 'ags;name'"),
        ("Die Städte A und B gründen ein Netzwerk.".encode(), "record type"),
        ("\n".join([*RECORDS[:4], RECORDS[4][:100]]).encode(), "line 5: stands .* at least 150 characters, not 100"),
        (RECORDS[3].encode(), "record of its district 05999"),
        ("\n".join([*RECORDS[:4], RECORDS[3]]).encode(), "line 5: .* key that line 4 does not have"),
        (RECORDS[1].replace("20240131", "20241331").encode(), "date as YYYYMMDD"),
        (RECORDS[1].replace("05999", "55999").encode(), "01 to 16"),
        ("\n".join([RECORDS[1], RECORDS[3].replace("00000012345", "        n/a")]).encode(), "inhabitants"),
        (RECORDS[1].encode(), "no record of a municipality"),
    ],
)
def test_wrong_file_is_refused_with_the_line(tmp_path: Path, content: bytes, said: str) -> None:
    """The message names file, line, what stood there and what to do."""
    path = tmp_path / "wrong.txt"
    path.write_bytes(content)
    with pytest.raises(PlacesError, match=said) as caught:
        read_register(path)
    assert str(path) in str(caught.value)
    assert "GV100AD" in str(caught.value)


def test_missing_file_is_refused(tmp_path: Path, home: Path) -> None:
    """A path that leads nowhere is said so, and no table appears."""
    with pytest.raises(PlacesError, match="cannot be read"):
        import_register(tmp_path / "nowhere.txt", home)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "large"])
def test_what_may_never_end_is_refused_before_it_is_read(tmp_path: Path, home: Path, kind: str) -> None:
    """A device, a pipe and a file far larger than any register are one line, at once."""
    path = tmp_path / kind
    if kind == "device":
        path = Path("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        with path.open("wb") as stream:
            stream.truncate(MAX_BYTES + 1)
    with pytest.raises(PlacesError, match=f"{path}: .*expected"):
        import_register(path, home)
    assert list(home.iterdir()) == []


def test_part_of_a_register_is_refused_as_a_whole_one(register: Path, home: Path) -> None:
    """Seven municipalities are no register: importing them would abolish all others."""
    with pytest.raises(PlacesError, match="2 states, 3 districts, 4 municipalities"):
        import_register(register, home)
    assert list(home.iterdir()) == []


def test_part_is_laid_over_the_embedded_table(register: Path, home: Path) -> None:
    """New places come in, known ones keep their coordinates, the rest stays as it is."""
    summary = import_register(register, home, partial=True)
    table = load_gazetteer(home)
    assert (summary.municipalities, summary.districts, summary.added, summary.abolished) == (4, 3, 3, 0)
    assert (table.source, table.date) == ("GV100AD", "2024-01-31")
    lichtenau, flecken, district = (table.by_ags(ags) for ags in ("05774028", "03251049", "05999"))
    assert lichtenau
    assert flecken
    assert district
    assert (lichtenau.form, lichtenau.population, lichtenau.postcode) == ("Stadt", 10_500, "33165")
    assert lichtenau.latitude == pytest.approx(51.6, abs=0.1)
    assert flecken.form == "Flecken"
    assert district.population == 13_145
    assert table.named("Kleinmuster an der Lippe")[0].ags == "05999002"
    assert table.by_ags("05758012") is not None


def test_checksum_is_kept_beside_the_table(register: Path, home: Path) -> None:
    """Table, status and the file beside it name the same checksum."""
    import_register(register, home, partial=True)
    checksum = hashlib.sha256(register.read_bytes()).hexdigest()
    assert (home / CHECKSUM_NAME).read_text(encoding="utf-8") == f"{checksum}  {register.name}\n"
    assert (status(home).checksum, status(home).is_imported) == (checksum, True)


def test_second_import_starts_from_the_embedded_table(register: Path, home: Path) -> None:
    """Importing twice gives the same bytes."""
    import_register(register, home, partial=True)
    first = (home / TABLE_NAME).read_bytes()
    import_register(register, home, partial=True)
    assert (home / TABLE_NAME).read_bytes() == first


def test_failed_import_leaves_the_old_table(register: Path, home: Path, tmp_path: Path) -> None:
    """What worked yesterday works after a failure."""
    import_register(register, home, partial=True)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("nothing", encoding="utf-8")
    with pytest.raises(PlacesError):
        import_register(wrong, home, partial=True)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_real_register_is_imported(home: Path) -> None:
    """All municipalities and districts, and every key of the embedded table that has gone is marked."""
    if not REGISTER.is_file():
        pytest.skip("the official register is not beside this checkout")
    summary = import_register(REGISTER, home)
    assert (summary.municipalities, summary.districts, summary.date) == (10_981, 400, "2023-11-30")
    table = load_gazetteer(home)
    assert sum(place.current and place.kind == "municipality" for place in table) == 10_981
    bautzen, region, rostock = (table.by_ags(ags) for ags in ("14625020", "03241", "13072"))
    assert bautzen
    assert region
    assert rostock
    assert (bautzen.name, "Budyšin" in bautzen.names) == ("Bautzen", True)
    assert (region.name, region.form, rostock.name) == ("Region Hannover", "Region", "Rostock")
    queries = [PlaceQuery("Langelsheim", "Stadt"), PlaceQuery("Goslar", "Landkreis"), PlaceQuery("Eisenach", "Stadt", 1)]
    answers = resolve(queries, PlaceContext(), table)
    assert [answer.place.ags if answer.place else None for answer in answers] == ["03153019", "03153", "16063105"]


# downloading ----------------------------------------------------------------------------------------------------------------


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Pack files as Destatis does."""
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return box.getvalue()


TEXT = ("\r\n".join(RECORDS) + "\r\n").encode()
PAGES: dict[str, bytes] = {
    "/GV100AD.txt": TEXT,
    "/GV100AD.zip": zipped(("GV100AD_310124.txt", TEXT), ("Datensatzbeschreibung.pdf", b"%PDF")),
    "/two.zip": zipped(("GV100AD_1.txt", TEXT), ("GV100AD_2.txt", TEXT)),
    "/none.zip": zipped(("readme.pdf", b"%PDF")),
    "/bomb.zip": zipped(("GV100AD.txt", b"0" * 3_000_000)),
    "/broken.zip": zipped(("GV100AD.txt", TEXT))[:-30],
    "/page.html": b"<!DOCTYPE html><title>Gemeindeverzeichnis</title>",
    "/cut.txt": TEXT[: len(TEXT) // 2],
}


class Handler(BaseHTTPRequestHandler):
    """Serve the pages above, and a few bad manners."""

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://register.invalid/GV100AD.txt")
            self.end_headers()
        elif self.path == "/lost":
            self.send_response(302)
            self.send_header("Location", "http://[::1")
            self.end_headers()
        elif self.path == "/heads":
            self._drip_heads()
        elif self.path in {"/short", "/slow", "/endless"}:
            self._misbehave()
        elif self.path in PAGES:
            self.send_response(200)
            self.send_header("Content-Length", str(len(PAGES[self.path])))
            self.end_headers()
            self.wfile.write(PAGES[self.path])
        else:
            self.send_error(404)

    def _drip_heads(self) -> None:
        """Send the head one line at a time, each in good time by itself."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(60):
            try:
                self.wfile.write(f"X-{number}: x\r\n".encode())
            except OSError:
                return
            time.sleep(0.05)

    def _misbehave(self) -> None:
        """Break off, drip, or never end."""
        self.send_response(200)
        if self.path == "/short":
            self.send_header("Content-Length", str(len(TEXT)))
        self.end_headers()
        self.wfile.write(TEXT[:500])
        self.wfile.flush()
        for _ in range({"/short": 0, "/slow": 40, "/endless": 400}[self.path]):
            try:
                self.wfile.write(b" " if self.path == "/slow" else b" " * 10_000)
            except OSError:
                return
            if self.path == "/slow":
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's name for it
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a server on this machine and give its address."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving.daemon_threads = True
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    serving.server_close()


Update = Callable[..., object]


@pytest.fixture
def update(server: str, home: Path) -> Update:
    """Update from a page of the server, within small limits."""

    def run(page: str, **settings: object) -> object:
        limits: dict[str, object] = {"timeout_s": 5.0, "max_bytes": 100_000, "partial": True, **settings}
        return update_register(server + page, home, **limits)  # type: ignore[arg-type]

    return run


@pytest.mark.parametrize("page", ["/GV100AD.txt", "/GV100AD.zip"])
def test_update_imports_text_and_archive(update: Update, home: Path, page: str) -> None:
    """Both forms give the table, and the checksum of what was downloaded."""
    update(page)
    assert status(home).checksum == hashlib.sha256(PAGES[page]).hexdigest()
    assert {path.name for path in home.iterdir()} == {TABLE_NAME, CHECKSUM_NAME}


@pytest.mark.parametrize(
    ("page", "settings", "said"),
    [
        ("/nowhere", {}, "answered 404"),
        ("/GV100AD.txt", {"max_bytes": 500}, "more than the limit of 500"),
        ("/endless", {"max_bytes": 50_000}, "more than the limit of 50000 bytes"),
        ("/slow", {"timeout_s": 0.4}, "not finished within 0.4 seconds"),
        ("/heads", {"timeout_s": 0.4}, "not finished within 0.4 seconds"),
        ("/lost", {}, "cannot be fetched"),
        ("/short", {}, "broke after 500 of"),
        ("/away", {}, "expected an https address"),
        ("/GV100AD.txt", {"sha256": "0" * 64}, "SHA-256 is"),
        ("/GV100AD.txt", {"partial": False}, "expected a whole register"),
        ("/page.html", {}, "web page"),
        ("/cut.txt", {}, "cut off"),
        ("/two.zip", {}, "expected one file GV100AD"),
        ("/none.zip", {}, "expected one file GV100AD"),
        ("/bomb.zip", {}, "http://127.*/bomb.zip: 'GV100AD.txt' would unpack to 3000000 bytes"),
        ("/broken.zip", {}, "ZIP archive"),
    ],
)
def test_failed_update_leaves_nothing(update: Update, home: Path, page: str, settings: dict[str, object], said: str) -> None:
    """Whatever goes wrong, no file is left behind, whole or half."""
    with pytest.raises(PlacesError, match=said):
        update(page, **settings)
    assert list(home.iterdir()) == []


def test_failed_update_says_where_the_register_is(update: Update) -> None:
    """The address may have gone stale; the message names the page to look at."""
    with pytest.raises(PlacesError, match=r"Gemeindeverzeichnis/_inhalt\.html"):
        update("/nowhere")


def test_right_checksum_is_accepted(update: Update, home: Path) -> None:
    """A checksum given in capitals is the same checksum."""
    update("/GV100AD.txt", sha256=hashlib.sha256(TEXT).hexdigest().upper())
    assert status(home).is_imported


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://www.destatis.de/x.zip", "ftp://example.org/x", "GV100AD.txt"])
def test_unfit_address_is_refused_unasked(home: Path, url: str) -> None:
    """Only https, and http to this machine."""
    with pytest.raises(PlacesError, match="expected an https address"):
        update_register(url, home)


def test_closed_port_is_said_so(home: Path) -> None:
    """No server, no table, a message."""
    with pytest.raises(PlacesError, match="cannot be fetched"):
        update_register("http://127.0.0.1:1/GV100AD.txt", home, timeout_s=2)
    assert list(home.iterdir()) == []


def test_a_late_download_is_over_in_time(update: Update) -> None:
    """A server that drips its head does not hold us beyond the time allowed."""
    begin = time.monotonic()
    with pytest.raises(PlacesError):
        update("/heads", timeout_s=0.3)
    assert time.monotonic() - begin < 2
