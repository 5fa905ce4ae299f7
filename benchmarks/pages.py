"""Made-up pages of towns as a crawl finds them: an article between menus, teasers, scripts and a footer; most announce no network.

The same numbers give the same pages. A page is about 31 kB, of which some 6 kB are visible text: an assumption; who has a crawl at hand measures on that.
"""

import gzip
import random
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks.texts import SEED, made_up

#: sentences of town news that announce nothing; the blanks are filled with places, numbers and days
_NEWS = (
    "Der Rat der Stadt {place} hat in seiner Sitzung am {day}. {month} {year} den Haushalt mit {number} Millionen Euro beschlossen.",
    "Die Sanierung der Turnhalle an der {place}er Straße dauert voraussichtlich bis {month} {year}.",
    "Wegen Bauarbeiten ist die Ortsdurchfahrt {place} ab dem {day}. {month} für den Verkehr gesperrt.",
    "Bürgermeisterin Dr. Anna Reuter dankte den Ehrenamtlichen für ihren Einsatz beim Stadtfest.",
    "Das Freibad öffnet am {day}. {month}, der Eintritt kostet {number} Euro für Erwachsene.",
    "Die Volkshochschule {place} bietet im Herbst {number} Kurse an, darunter Italienisch und Aquarell.",
    "Anmeldungen nimmt das Bürgerbüro unter Telefon 0251 {number}400-12 oder per E-Mail an rathaus@{slug}.de entgegen.",
    "Die Stadtbücherei bleibt in den Ferien geschlossen, Medien können über den Kasten am Eingang zurückgegeben werden.",
    "Insgesamt {number} Bäume werden im Stadtgebiet nachgepflanzt, vor allem Linden und Feldahorn.",
    "Die Müllabfuhr verschiebt sich wegen des Feiertags um einen Tag.",
    "Der Kreis fördert den Radweg zwischen {place} und dem Nachbarort mit {number}.000 Euro.",
    "Klimaschutzmanager Jens Brandt berät Bürgerinnen und Bürger am {day}. {month} zu Dämmung und Heizungstausch.",
    "Die Freiwillige Feuerwehr rückte im vergangenen Jahr zu {number} Einsätzen aus.",
    "Der Bebauungsplan Nr. {number} liegt bis zum {day}. {month} im Rathaus zur Einsicht aus.",
    "Die Stadtwerke {place} erneuern im Sommer {number} Kilometer Wasserleitung.",
    "Der Wochenmarkt findet am Samstag auf dem Parkplatz am Bahnhof statt.",
)
_PLACES = "Ahlen Beckum Coesfeld Dülmen Emsdetten Greven Haltern Ibbenbüren Lengerich Nottuln Ochtrup Rheine Steinfurt Telgte Warendorf".split()
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_MENU = "Rathaus Bürgerservice Politik Verwaltung Stellen Formulare Wirtschaft Bauen Wohnen Kultur Bildung Sport Tourismus Umwelt Klimaschutz Mobilität Soziales Familie Senioren Presse".split()
_SCRIPT_BYTES, _STYLE_BYTES = 14_000, 8_000


def pages(count: int, share: float, *, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Yield addresses and pages; ``share`` of them announce a network, evenly spread."""
    announcements = made_up(count, seed=seed)
    given = 0
    for number in range(count):
        draw = random.Random(seed * 7_000_003 + number)  # noqa: S311 - made-up pages, no secret
        is_one = (number + 1) * share >= given + 1
        given += is_one
        text = next(announcements) if is_one else _news(draw, draw.randint(12, 28))
        yield f"https://www.{draw.choice(_PLACES).lower()}.de/aktuelles/{number}", _page(draw, text)


def write_warc(path: Path, found: Sequence[tuple[str, str]]) -> int:
    """Write pages as a web archive, each record packed by itself as crawlers do; give the bytes of the pages."""
    size = 0
    with path.open("wb") as file:
        for address, page in found:
            body = page.encode()
            size += len(body)
            http = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-05-02T10:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{size:012}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6, mtime=0))
    return size


def _news(draw: random.Random, sentences: int) -> str:
    place = draw.choice(_PLACES)
    filled = []
    for number in range(sentences):
        values = {"place": place, "slug": place.lower(), "number": draw.randint(2, 90), "day": draw.randint(1, 28)}
        sentence = draw.choice(_NEWS).format(**values, month=draw.choice(_MONTHS), year=draw.randint(2018, 2026))
        filled.append(sentence + ("\n\n" if number % 4 == 3 else " "))  # noqa: PLR2004 - a paragraph
    return f"{place}: Neues aus der Stadt\n\n{''.join(filled)}"


def _page(draw: random.Random, text: str) -> str:
    title, _, body = text.partition("\n")
    menu = "".join(
        f'<li><a href="/{each.lower()}/{sub}">{each} {sub}</a></li>'
        for each in _MENU
        for sub in ("Übersicht", "Kontakt", "Termine")
    )
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/{n}">{_news(draw, 1).split(":")[0]}</a></h3><p>{escape(_news(draw, 2))}</p></div>'
        for n in range(6)
    )
    article = "".join(f"<p>{escape(each)}</p>" for each in body.split("\n\n") if each.strip())
    script = "".join(
        f"function f{n}(a,b){{return a*{draw.random():.9f}+b['{draw.getrandbits(60):x}'];}}" for n in range(_SCRIPT_BYTES // 70)
    )
    style = "".join(
        f".c{draw.getrandbits(24):x}{{margin:{draw.randint(0, 40)}px;color:#{draw.getrandbits(24):06x}}}"
        for _ in range(_STYLE_BYTES // 36)
    )
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
        f"<script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(title)}</h1>{article}</article>"
        f"<aside>{teasers}</aside></main><footer><ul>{menu}</ul><p>Impressum | Datenschutz | Barrierefreiheit</p></footer></body></html>"
    )
